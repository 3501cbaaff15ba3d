//! Which triples a framed document holds: what it does not hold is lost, and named.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Map, Value};

use crate::jsonld::Quad;
use crate::jsonld::Term;
use crate::jsonld::rdf::{RDF_TYPE, XSD_STRING};

/// Hashes of triples.
pub(super) type Triples = HashSet<u64>;

/// Returns the hash of a quad's triple.
pub(super) fn hash_of(quad: &Quad) -> u64 {
    let text = |term: &Term| match term {
        Term::Iri(iri) => iri.clone(),
        Term::Blank(label) => format!("_:{label}"),
        Term::Literal { .. } => String::new(),
    };
    let (subject, predicate) = (text(&quad.subject), text(&quad.predicate));
    match &quad.object {
        Term::Literal { value, datatype, language, .. } => match language {
            Some(language) => hash(&subject, &predicate, value, Some(""), Some(language)),
            None => hash(&subject, &predicate, value, Some(datatype), None),
        },
        other => hash(&subject, &predicate, &text(other), None, None),
    }
}

fn hash(subject: &str, predicate: &str, object: &str, datatype: Option<&str>, language: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (subject, predicate, object, datatype, language).hash(&mut hasher);
    hasher.finish()
}

/// Takes in the triples of expanded nodes.
pub(super) fn cover(value: &Value, triples: &mut Triples) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| cover(item, triples)),
        Value::Object(node) => cover_node(node, triples),
        _ => {}
    }
}

fn cover_node(node: &Map<String, Value>, triples: &mut Triples) {
    let Some(id) = node.get("@id").and_then(Value::as_str) else { return };
    for (key, values) in node {
        let values = values.as_array().map_or(std::slice::from_ref(values), Vec::as_slice);
        match key.as_str() {
            "@type" => {
                triples
                    .extend(values.iter().filter_map(Value::as_str).map(|kind| hash(id, RDF_TYPE, kind, None, None)));
            }
            "@reverse" => {
                for (property, referring) in values.iter().filter_map(Value::as_object).flatten() {
                    for other in referring.as_array().into_iter().flatten() {
                        if let Some(other) = other.get("@id").and_then(Value::as_str) {
                            triples.insert(hash(other, property, id, None, None));
                        }
                        cover(other, triples);
                    }
                }
            }
            keyword if keyword.starts_with('@') => {}
            property => values.iter().for_each(|value| cover_value(id, property, value, triples)),
        }
    }
}

fn cover_value(id: &str, property: &str, value: &Value, triples: &mut Triples) {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    if let Some(object) = text("@id") {
        triples.insert(hash(id, property, object, None, None));
        cover(value, triples);
    } else if let Some(literal) = text("@value") {
        let language = text("@language");
        let datatype = if language.is_some() { "" } else { text("@type").unwrap_or(XSD_STRING) };
        triples.insert(hash(id, property, literal, Some(datatype), language));
    }
}
