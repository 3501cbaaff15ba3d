//! `ontology`: the terms, by kind or one by one.

mod show;

use std::io::Write as _;
use std::path::Path;

use clap::ValueEnum;
use serde_json::json;

use crate::cli::error::{CliError, Exit};
use crate::cli::languages::{LanguageArgs, Languages};
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::ontology::{Ontology, Term, TermKind};
use crate::source::fold::fold_key;

/// Look up terms: what they mean and what may be made of them.
///
/// Without a term, lists them by kind; those of the knowledge base's own vocabularies included.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery ontology supplies\n  chancery ontology --kind predicate --lang ar\n  chancery ontology gp:accuses --format ttl"
)]
pub(in crate::cli) struct Args {
    /// A name, a label in any language, a short or full IRI.
    term: Option<String>,
    /// List only terms of this kind.
    #[arg(long, value_enum, conflicts_with = "term")]
    kind: Option<Kind>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Ttl,
}

/// What a term is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Predicate,
    Class,
    Qualifier,
    Role,
    Link,
    Field,
    EventType,
    Concept,
    Scheme,
    Individual,
    Annotation,
}

impl Kind {
    const ALL: [(Self, TermKind, &'static str); 11] = [
        (Self::Predicate, TermKind::Predicate, "predicates"),
        (Self::Class, TermKind::Class, "classes"),
        (Self::Qualifier, TermKind::Qualifier, "qualifiers"),
        (Self::Role, TermKind::Role, "roles of events and relationships"),
        (Self::Link, TermKind::Link, "links between statements"),
        (Self::Field, TermKind::Field, "fields of the statement layer"),
        (Self::EventType, TermKind::EventType, "kinds of events"),
        (Self::Concept, TermKind::Concept, "concepts"),
        (Self::Scheme, TermKind::Scheme, "schemes of concepts"),
        (Self::Individual, TermKind::Individual, "named individuals"),
        (Self::Annotation, TermKind::Annotation, "annotations of terms"),
    ];
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &[])?;
    let languages = args.language.read(&place);
    let ontology = &place.kb()?.context.ontology;
    let terms: Vec<&Term> = match &args.term {
        Some(written) => found(written, ontology)?,
        None => {
            let wanted = |term: &&Term| {
                args.kind.is_none_or(|kind| Kind::ALL.iter().any(|(k, of, _)| *k == kind && *of == term.kind))
            };
            ontology.terms().filter(wanted).collect()
        }
    };
    let mut out = ui.out();
    let written = match args.format {
        Format::Ttl => out.write_all(ontology.turtle_of_all(terms.iter().map(|term| &*term.iri)).as_bytes()),
        Format::Json => {
            let list: Vec<_> = terms.iter().map(|term| show::json(term, ontology)).collect();
            serde_json::to_writer_pretty(&mut out, &json!({ "version": ontology.version(), "terms": list }))
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(out))
        }
        Format::Text if args.term.is_some() => {
            let pages: Vec<String> = terms.iter().map(|term| show::page(term, ontology, &languages)).collect();
            out.write_all(pages.join("\n").as_bytes())
        }
        Format::Text => out.write_all(list(&terms, &languages).as_bytes()),
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}

/// Finds every term that a word may mean: the same name may be a qualifier's and a role's.
fn found<'o>(written: &str, ontology: &'o Ontology) -> Result<Vec<&'o Term>, CliError> {
    let by_name: Vec<&Term> = ontology
        .terms()
        .filter(|term| {
            [&*term.iri, &*term.curie, &*term.local].contains(&written) || term.notation.as_deref() == Some(written)
        })
        .collect();
    if !by_name.is_empty() {
        return Ok(by_name);
    }
    let key = fold_key(written);
    let bears = |term: &&Term| {
        term.labels.iter().chain(&term.alt_labels).any(|label| fold_key(&label.text) == key)
            || fold_key(&term.local) == key
    };
    let by_label: Vec<&Term> = ontology.terms().filter(bears).collect();
    if !by_label.is_empty() {
        return Ok(by_label);
    }
    let near = [
        ontology.nearest_predicate(written),
        ontology.nearest_class(written),
        ontology.nearest_qualifier(written),
        ontology.nearest_link(written),
    ];
    let error = CliError::new(Exit::Usage, format!("there is no term `{written}`"));
    let near: Vec<String> = near.into_iter().flatten().map(|name| format!("`{name}`")).collect();
    Err(if near.is_empty() {
        error.with_hint("`chancery ontology` lists them")
    } else {
        error.with_hint(format!("did you mean {}?", near.join(" or ")))
    })
}

/// Returns a list under headings.
fn list(terms: &[&Term], languages: &Languages) -> String {
    let mut text = String::new();
    for (_, kind, heading) in Kind::ALL {
        let of_kind: Vec<&&Term> = terms.iter().filter(|term| term.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{heading} ({})\n", of_kind.len()));
        let width = of_kind.iter().map(|term| term.curie.chars().count()).max().unwrap_or(0);
        for term in of_kind {
            text.push_str(&format!("  {:width$}  {}\n", term.curie, show::label(term, languages)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_finds_terms_by_name_label_and_iri() {
        let ontology = Ontology::embedded();
        for written in ["supplies", "gp:supplies", crate::vocab::gp::SUPPLIES, "يزود", "SUPPLIES"] {
            let terms = found(written, ontology).unwrap();
            assert!(terms.iter().any(|term| term.iri == crate::vocab::gp::SUPPLIES), "{written}");
        }
        assert!(found("theme", ontology).unwrap().len() > 1, "the qualifier and its role");
        let error = found("suplies", ontology).unwrap_err();
        assert!(error.hints()[0].contains("`supplies`"), "{:?}", error.hints());
    }

    #[test]
    fn every_term_is_in_the_list_once() {
        let ontology = Ontology::embedded();
        let terms: Vec<&Term> = ontology.terms().collect();
        let languages = Languages { tags: vec!["ar".to_owned()], origin: "--lang" };
        let text = list(&terms, &languages);
        let lines = text.lines().filter(|line| line.starts_with("  ")).count();
        assert_eq!(lines, terms.len());
        assert!(text.contains("يزوّد"));
    }
}
