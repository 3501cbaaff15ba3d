//! `why`: the receipts behind a triple.

mod show;

use std::io::Write as _;
use std::path::Path;

use super::query::{time_limit, timed_error};
use crate::cli::clock::Clock;
use crate::cli::data::DataArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::form::Form;
use crate::cli::languages::{LanguageArgs, Languages};
use crate::cli::names;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::finding::Severity;
use crate::ontology::{Ontology, TermKind};
use crate::query::{Asker, Binder, Parameter, ParameterType, why_until, with_stack};
use crate::rdf::{Literal, NamedNode, Term};
use crate::source::fold::fold_key;
use crate::store::CancellationToken;

/// Show the receipts behind a triple: who says it, where, in which words, and what withholds it.
///
/// Ends with exit code 1 when no statement says it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery why AZ supplies Turkey\n  chancery why أذربيجان يزوّد تركيا --lang ar\n  chancery why gz:AZ gp:supplies gz:TR --format json"
)]
pub(in crate::cli) struct Args {
    /// Of whom it is said: an id, a code, a name in any language, a short or full IRI.
    subject: String,
    /// What is said: a term of the ontology, by name, label or IRI.
    predicate: String,
    /// The other side: as the subject, or a literal in quotation marks such as '"2.5"^^xsd:decimal'.
    object: String,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Stop after this many seconds; 0 is never. Without it `limits.query_seconds`, else 60.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    language: LanguageArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &args.data.files)?;
    let languages = args.language.read(&place);
    let ui = &*ui;
    with_stack(move || ask(args, &place, &languages, ui))
        .map_err(|error| CliError::new(Exit::Store, format!("could not run the query: {error}")))?
}

fn ask(args: &Args, place: &Place, languages: &Languages, ui: &Ui) -> Result<Exit, CliError> {
    let limit = time_limit(args.timeout, place)?;
    let data = args.data.open(place, ui)?;
    ui.findings(&data.findings, Severity::Error);
    let asker = data.asker();
    let cancel = CancellationToken::new();
    let clock = Clock::start(limit, cancel.clone(), ui)?;
    let subject = entity(&args.subject, "subject", place, &asker)?;
    let predicate = predicate(&args.predicate, &place.kb()?.context.ontology, &asker)?;
    let object = match literal(&args.object, &asker)? {
        Some(literal) => literal,
        None => entity(&args.object, "object", place, &asker)?,
    };
    let terms = [subject, predicate, object];
    let [subject, predicate, object] = terms.clone();
    let found = why_until(&asker, subject, predicate, object, cancel).map_err(|error| timed_error(&error, &clock))?;
    let shown =
        show::Shown::new(&terms, &found, &asker, place, languages).map_err(|error| timed_error(&error, &clock))?;
    clock.stop();
    let mut out = ui.out();
    let written = match args.format {
        Form::Text => out.write_all(shown.text().as_bytes()),
        Form::Json => serde_json::to_writer_pretty(&mut out, &shown.json())
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(out)),
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(if found.receipts.is_empty() { Exit::Findings } else { Exit::Done })
}

/// Returns the entity meant by a word.
fn entity(written: &str, side: &str, place: &Place, asker: &Asker<'_>) -> Result<Term, CliError> {
    let find = |written: &str| names::entity_iri(place, asker, written);
    let parameter = Parameter {
        name: side.to_owned(),
        kind: ParameterType::Entity,
        optional: false,
        default: None,
        words: String::new(),
        written_for: Vec::new(),
    };
    let binder = Binder::new(asker.base(), asker.prefixes(), &find);
    binder.term(&parameter, written).map_err(|error| {
        CliError::new(Exit::Usage, error.to_string()).with_hint("`chancery entities NAME` looks names up")
    })
}

/// Returns the predicate meant by a word: name, label in any language, short or full IRI.
fn predicate(written: &str, ontology: &Ontology, asker: &Asker<'_>) -> Result<Term, CliError> {
    let full = asker.prefixes().expand(written).filter(|iri| crate::iri::is_iri(iri));
    let named = full.or_else(|| (written.contains("://") && crate::iri::is_iri(written)).then(|| written.to_owned()));
    let known =
        ontology.predicate(written).map(|term| term.iri.clone()).or(named).or_else(|| labelled(written, ontology));
    match known.and_then(|iri| NamedNode::new(iri).ok()) {
        Some(node) => Ok(node.into()),
        None => {
            let error = CliError::new(Exit::Usage, format!("there is no predicate `{written}`"));
            Err(match ontology.nearest_predicate(written) {
                Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                None => error.with_hint("`chancery ontology --kind predicate` lists them"),
            })
        }
    }
}

fn labelled(written: &str, ontology: &Ontology) -> Option<String> {
    let key = fold_key(written);
    let bears = |term: &&crate::ontology::Term| {
        term.labels.iter().chain(&term.alt_labels).any(|label| fold_key(&label.text) == key)
    };
    ontology.terms().filter(|term| term.kind == TermKind::Predicate).find(bears).map(|term| term.iri.clone())
}

/// Reads `"text"`, `"text"@en` or `"2.5"^^xsd:decimal`.
fn literal(written: &str, asker: &Asker<'_>) -> Result<Option<Term>, CliError> {
    if !written.starts_with('"') {
        return Ok(None);
    }
    let full = match written.rsplit_once("\"^^") {
        Some((text, short)) if !short.starts_with('<') => {
            asker.prefixes().expand(short).map(|iri| format!("{text}\"^^<{iri}>"))
        }
        _ => None,
    };
    let literal = full.as_deref().unwrap_or(written).parse::<Literal>();
    literal
        .map(|literal| Some(literal.into()))
        .map_err(|error| CliError::new(Exit::Usage, format!("`{written}` is no literal: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_are_found_by_label_in_any_language() {
        let ontology = Ontology::embedded();
        let supplies = crate::vocab::gp::SUPPLIES;
        assert_eq!(labelled("يزود", ontology).as_deref(), Some(supplies));
        assert_eq!(labelled("Supplies", ontology).as_deref(), Some(supplies));
        assert_eq!(labelled("no such thing", ontology), None);
    }
}
