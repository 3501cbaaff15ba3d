//! The JSON Schema of a dossier, for editors: draft-07, because YAML editors stop there.
//!
//! The shape is written by hand in `ontology/dossier.schema.json`; the words that may stand in it
//! (predicates, types, qualifiers …) are filled in from the ontology, a knowledge base's own terms
//! included, so that an editor can complete and explain them.

use serde_json::{Map, Value, json};

use crate::ontology::{Ontology, Term, TermKind};
use crate::vocab::st;

const SHAPE: &str = include_str!("../../ontology/dossier.schema.json");

/// A word that may be written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// What is written.
    pub name: String,
    /// What it means, for the editor to show.
    pub description: String,
}

/// The words that the ontology allows at the places of a dossier, each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaWords {
    /// Predicates.
    pub predicates: Vec<Word>,
    /// Classes of entities.
    pub types: Vec<Word>,
    /// Qualifiers.
    pub qualifiers: Vec<Word>,
    /// Links between statements.
    pub links: Vec<Word>,
    /// Stances.
    pub stances: Vec<Word>,
    /// Reasons why a value is unknown.
    pub unknown_reasons: Vec<Word>,
}

impl SchemaWords {
    /// Returns the words of an ontology with descriptions in `language`, else in English.
    #[must_use]
    pub fn of(ontology: &Ontology, language: &str) -> Self {
        let mut words = Self::default();
        for term in ontology.terms() {
            let found = match term.kind {
                TermKind::Predicate => ontology.predicate(&term.local),
                TermKind::Class => ontology.class(&term.local),
                TermKind::Qualifier => ontology.qualifier(&term.local),
                TermKind::Link => ontology.link(&term.local),
                _ => None,
            };
            // A local name that means another term is written with its prefix, which is always allowed.
            let is_short = found.is_some_and(|found| found.iri == term.iri);
            let list = match term.kind {
                TermKind::Predicate if is_short => &mut words.predicates,
                TermKind::Class if is_short && !term.iri.starts_with(st::NAMESPACE) => &mut words.types,
                TermKind::Qualifier if is_short => &mut words.qualifiers,
                TermKind::Link if is_short => &mut words.links,
                TermKind::Individual if term.types.iter().any(|class| class == st::STANCE_CLASS) => &mut words.stances,
                TermKind::Individual if term.types.iter().any(|class| class == st::UNKNOWN_REASON_CLASS) => {
                    &mut words.unknown_reasons
                }
                _ => continue,
            };
            let name = if term.kind == TermKind::Individual { kebab_case(&term.local) } else { term.local.clone() };
            list.push(Word { name, description: description(term, language) });
        }
        for list in [
            &mut words.predicates,
            &mut words.types,
            &mut words.qualifiers,
            &mut words.links,
            &mut words.stances,
            &mut words.unknown_reasons,
        ] {
            list.sort();
        }
        words
    }
}

/// Returns the JSON Schema of a dossier with these words.
#[must_use]
pub fn schema(words: &SchemaWords) -> Value {
    let mut schema: Value = serde_json::from_str(SHAPE).expect("the embedded schema is JSON, which a test guards");
    if let Some(definitions) = schema.get_mut("definitions").and_then(Value::as_object_mut) {
        fill(definitions, "predicate", open(&words.predicates));
        fill(definitions, "type", open(&words.types));
        fill(definitions, "stance", closed(&words.stances));
        fill(definitions, "unknownReason", closed(&words.unknown_reasons));
        fill(definitions, "qualifiers", named(&words.qualifiers, "values"));
        fill(definitions, "links", named(&words.links, "values"));
    }
    schema
}

/// Replaces a definition that waits to be filled and keeps its description.
fn fill(definitions: &mut Map<String, Value>, name: &str, mut filled: Value) {
    if let (Some(description), Some(object)) =
        (definitions.get(name).and_then(|waiting| waiting.get("description")).cloned(), filled.as_object_mut())
    {
        object.insert("description".to_owned(), description);
    }
    definitions.insert(name.to_owned(), filled);
}

/// Only these words.
fn closed(words: &[Word]) -> Value {
    let names: Vec<&str> = words.iter().map(|word| &*word.name).collect();
    let told: Vec<&str> = words.iter().map(|word| &*word.description).collect();
    json!({ "enum": names, "enumDescriptions": told })
}

/// These words, or a term of another vocabulary with its prefix.
fn open(words: &[Word]) -> Value {
    json!({ "anyOf": [closed(words), { "$ref": "#/definitions/curieOrIri" }] })
}

/// A mapping with these words as keys.
fn named(words: &[Word], value: &str) -> Value {
    let reference = format!("#/definitions/{value}");
    let properties: Map<String, Value> = words
        .iter()
        .map(|word| {
            let value = json!({ "description": word.description, "allOf": [{ "$ref": reference }] });
            (word.name.clone(), value)
        })
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": { "^[A-Za-z][A-Za-z0-9+._-]*:\\S+$": { "$ref": reference } },
        "additionalProperties": false,
    })
}

fn description(term: &Term, language: &str) -> String {
    match term.definition(language) {
        "" => term.label(language).to_owned(),
        definition => definition.to_owned(),
    }
}

/// `digitsLost` and `Committed` as they are written: `digits-lost`, `committed`.
fn kebab_case(local: &str) -> String {
    let mut out = String::with_capacity(local.len() + 2);
    for (number, c) in local.chars().enumerate() {
        if c.is_uppercase() && number > 0 {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests;
