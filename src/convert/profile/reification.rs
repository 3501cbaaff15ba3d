//! Profile `reification`: the statement node is an `rdf:Statement` (RDF Schema 1.1 §5.3).
//!
//! A reified triple is not asserted by being described. Subject, predicate and object are renamed one
//! by one, so a statement that lacks one of them is written too; the class `rdf:Statement` is given
//! only to those that have all three, as the quad of reification triples wants it.

use super::part::{Out, Part};
use crate::vocab::{rdf, st};

const NAMES: [(&str, &str); 3] =
    [(st::SUBJECT, rdf::SUBJECT), (st::PREDICATE, rdf::PREDICATE), (st::OBJECT, rdf::OBJECT)];

pub(super) fn write(part: &Part<'_>, out: &mut Out) {
    for line in &part.lines {
        let name = NAMES.iter().find(|(stored, _)| *stored == line.predicate);
        match name {
            Some((_, renamed)) if line.graph.is_none() && part.is_statement(line.subject) => {
                if line.predicate == st::SUBJECT && part.triple_of(line).is_some() {
                    out.iri(line.subject, rdf::TYPE, rdf::STATEMENT_CLASS, None);
                }
                out.quad(line.subject, renamed, line.object, None);
            }
            _ => out.line(line),
        }
    }
}

/// Renames back; reified triples that are no statements of ours stay.
pub(super) fn read(part: &Part<'_>, out: &mut Out) {
    for line in &part.lines {
        if line.graph.is_some() || !part.is_statement(line.subject) {
            out.line(line);
            continue;
        }
        if line.predicate == rdf::TYPE && line.object_iri() == Some(rdf::STATEMENT_CLASS) {
            continue;
        }
        match NAMES.iter().find(|(_, renamed)| *renamed == line.predicate) {
            Some((stored, _)) => out.quad(line.subject, stored, line.object, None),
            None => out.line(line),
        }
    }
}
