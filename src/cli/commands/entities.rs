//! `entities`: who or what a name may mean.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::error::{CliError, Exit};
use crate::cli::form::Form;
use crate::cli::languages::{LanguageArgs, Languages};
use crate::cli::place::Place;
use crate::cli::render::visible;
use crate::cli::ui::Ui;
use crate::ontology::gazetteer::{AliasKind, Entity};
use crate::ontology::names::How;
use crate::query::table::isolate;
use crate::statement::catalog::Catalog;

/// Look up entities by name, code or id: those of the knowledge base and of the gazetteer.
///
/// Shows every candidate and how it matched. Ends with exit code 1 when there is none.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery entities Georgia\n  chancery entities وللعراق\n  chancery entities wikidata:Q227 --format json"
)]
pub(in crate::cli) struct Args {
    /// A name in any language, an id, a code, an IRI; without it, all are listed.
    name: Option<String>,
    /// How to show them.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    language: LanguageArgs,
}

/// An entity, and why it is shown.
struct Candidate {
    number: u32,
    how: Option<String>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &[])?;
    let languages = args.language.read(&place);
    let catalog = &place.kb()?.context.catalog;
    let candidates = match &args.name {
        Some(name) => candidates(name, catalog),
        None => (0..).zip(catalog.entities()).map(|(number, _)| Candidate { number, how: None }).collect(),
    };
    let near: Vec<(u32, String)> = match &args.name {
        Some(name) if candidates.is_empty() => catalog.nearest(name),
        _ => Vec::new(),
    };
    let mut out = ui.out();
    let written = match args.format {
        Form::Json => {
            let list: Vec<Value> = candidates.iter().map(|candidate| json(candidate, catalog)).collect();
            let near: Vec<Value> =
                near.iter().map(|(number, name)| json!({ "id": catalog.entity(*number).id, "name": name })).collect();
            serde_json::to_writer_pretty(&mut out, &json!({ "entities": list, "near": near }))
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(out))
        }
        Form::Text if args.name.is_some() => {
            let pages: Vec<String> = candidates.iter().map(|candidate| page(candidate, catalog, &languages)).collect();
            out.write_all(pages.join("\n").as_bytes())
        }
        Form::Text => candidates.iter().try_for_each(|candidate| {
            let entity = catalog.entity(candidate.number);
            writeln!(out, "{:<24}  {}", visible(&entity.id), label(entity, &languages))
        }),
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    if let (true, Some(name)) = (candidates.is_empty(), &args.name) {
        let listed: Vec<String> =
            near.iter().map(|(number, name)| format!("`{name}` ({})", catalog.entity(*number).id)).collect();
        let hint = if listed.is_empty() { String::new() } else { format!("; did you mean {}?", listed.join(", ")) };
        ui.say(&visible(&format!("no entity is called `{name}`{hint}")));
        return Ok(Exit::Findings);
    }
    Ok(Exit::Done)
}

/// Finds all that a word may mean, the surest first.
fn candidates(written: &str, catalog: &Catalog) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |number: Option<u32>, how: String| {
        if let Some(number) = number.filter(|number| found.iter().all(|candidate| candidate.number != *number)) {
            found.push(Candidate { number, how: Some(how) });
        }
    };
    add(catalog.by_id(written), "its id".to_owned());
    add(catalog.by_iri(written), "its IRI".to_owned());
    if let Some(iri) = crate::statement::outside_iri(written) {
        add(catalog.by_same_as(&iri), "the same thing elsewhere".to_owned());
    }
    let upper = written.to_ascii_uppercase();
    for (number, entity) in (0..).zip(catalog.entities()) {
        let codes = &entity.codes;
        for (list, code) in
            [("ISO 3166-1 alpha-2", &codes.iso2), ("ISO 3166-1 alpha-3", &codes.iso3), ("UN M49", &codes.m49)]
        {
            if code.as_deref() == Some(&upper) {
                add(Some(number), format!("its {list} code"));
            }
        }
    }
    for hit in catalog.by_name(written) {
        let kind = match hit.kind {
            AliasKind::Short => "short name",
            AliasKind::Variant => "spelling",
            AliasKind::Metonym => "place written for it",
            AliasKind::Adjective => "adjective",
            _ => "name",
        };
        let how = match hit.how {
            How::Exact => "as written",
            How::Folded => "in another spelling",
            How::Clitic => "behind an Arabic particle",
            How::Adjective => "as an inflected Arabic adjective",
        };
        add(Some(hit.entity), format!("the {kind} {}, {how}", isolate(hit.name)));
    }
    found
}

fn label(entity: &Entity, languages: &Languages) -> String {
    let texts = entity.labels.iter().map(|label| (&*label.lang, &*label.text));
    isolate(&visible(languages.pick(texts).unwrap_or_default()))
}

fn page(candidate: &Candidate, catalog: &Catalog, languages: &Languages) -> String {
    let entity = catalog.entity(candidate.number);
    let of = if catalog.is_own(candidate.number) { "this knowledge base" } else { "the gazetteer" };
    let mut text = format!("{} — {}\n<{}>\n", visible(&entity.id), label(entity, languages), visible(&entity.iri));
    let mut row = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            let _ = writeln!(text, "  {name:<10}{}", values.join(", "));
        }
    };
    row("found by", candidate.how.iter().cloned().collect());
    row("from", vec![of.to_owned()]);
    row("type", entity.types.iter().map(|iri| local(iri).to_owned()).collect());
    let codes = [
        ("ISO", &entity.codes.iso2),
        ("ISO", &entity.codes.iso3),
        ("M49", &entity.codes.m49),
        ("COW", &entity.codes.cow),
    ];
    row("codes", codes.iter().filter_map(|(list, code)| Some(format!("{list} {}", code.as_deref()?))).collect());
    row(
        "names",
        entity.labels.iter().map(|label| format!("{} ({})", isolate(&visible(&label.text)), label.lang)).collect(),
    );
    row(
        "aliases",
        entity.aliases.iter().map(|alias| format!("{} ({})", isolate(&visible(&alias.text)), alias.lang)).collect(),
    );
    row("same as", entity.same_as.clone());
    row("near to", entity.close_match.clone());
    row("note", entity.note.iter().map(|note| visible(&note.text)).collect());
    text
}

fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

fn json(candidate: &Candidate, catalog: &Catalog) -> Value {
    let entity = catalog.entity(candidate.number);
    json!({
        "id": entity.id,
        "iri": entity.iri,
        "found_by": candidate.how.as_deref().map(|how| how.replace(['\u{2068}', '\u{2069}'], "")),
        "own": catalog.is_own(candidate.number),
        "types": entity.types,
        "codes": {
            "iso2": entity.codes.iso2, "iso3": entity.codes.iso3, "m49": entity.codes.m49, "cow": entity.codes.cow,
        },
        "labels": entity.labels.iter().map(|label| json!({ "lang": label.lang, "text": label.text })).collect::<Vec<_>>(),
        "aliases": entity.aliases.iter().map(|alias| json!({
            "lang": alias.lang, "text": alias.text, "kind": format!("{:?}", alias.kind).to_lowercase(),
        })).collect::<Vec<_>>(),
        "same_as": entity.same_as,
        "close_match": entity.close_match,
        "note": entity.note.as_ref().map(|note| &note.text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::gazetteer::Gazetteer;

    #[test]
    fn ids_codes_and_names_in_any_spelling_are_found_with_the_reason() {
        let catalog = Catalog::new(Vec::new(), Gazetteer::embedded());
        let first = |written: &str| {
            let candidate = candidates(written, &catalog).into_iter().next().unwrap();
            (catalog.entity(candidate.number).id.clone(), candidate.how.unwrap())
        };
        assert_eq!(first("AZ"), ("AZ".to_owned(), "its id".to_owned()));
        assert_eq!(first("AZE"), ("AZ".to_owned(), "its ISO 3166-1 alpha-3 code".to_owned()));
        assert_eq!(first("azerbaijan").0, "AZ");
        assert!(first("azerbaijan").1.ends_with("in another spelling"));
        assert!(first("وللعراق").1.ends_with("behind an Arabic particle"));
        assert!(candidates("no such place", &catalog).is_empty());
    }
}
