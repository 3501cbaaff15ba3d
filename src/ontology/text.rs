//! The ontology's files as they are embedded, and terms written back as Turtle.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::Triple;

/// The statement layer.
pub(super) const STATEMENT_TTL: &str = include_str!("../../ontology/statement.ttl");
/// The domain ontology.
pub(super) const GEOPOLITICS_TTL: &str = include_str!("../../ontology/geopolitics.ttl");
/// The qualifiers.
pub(super) const QUALIFIERS_TTL: &str = include_str!("../../ontology/qualifiers.ttl");

/// The SHACL shapes of the stored statement layer, as Turtle.
pub const SHAPES_TTL: &str = include_str!("../../ontology/shapes.ttl");
/// The JSON-LD context for statements and entities.
pub const CONTEXT_JSONLD: &str = include_str!("../../ontology/context.jsonld");
/// Words that tell the stance of a statement: cue, language, stance, note, with a header line.
pub const CUES_TSV: &str = include_str!("../../ontology/cues.tsv");
/// Words that are verdicts: language, stem, kind, example, note, with a header line.
pub const VERDICTS_TSV: &str = include_str!("../../ontology/verdicts.tsv");

/// Writes triples as Turtle with those prefixes that they use.
pub(super) fn turtle(prefixes: &BTreeMap<String, String>, triples: &[&Triple]) -> String {
    if triples.is_empty() {
        return String::new();
    }
    let written: Vec<String> = triples.iter().map(|triple| triple.to_string()).collect();
    let mut serializer = RdfSerializer::from_format(RdfFormat::Turtle);
    for (prefix, namespace) in prefixes {
        let opening = format!("<{namespace}");
        if written.iter().any(|triple| triple.contains(&opening)) {
            serializer = serializer
                .with_prefix(prefix, namespace)
                .expect("the prefix was read from Turtle, so its namespace is an IRI");
        }
    }
    let mut writer = serializer.for_writer(Vec::new());
    for &triple in triples {
        writer.serialize_triple(triple).expect("writing to memory does not fail");
    }
    let bytes = writer.finish().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("Turtle is UTF-8")
}
