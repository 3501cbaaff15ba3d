//! Profile `rdf12`: the statement node is the reifier of a triple term (RDF 1.2 Concepts §1.5).
//!
//! A triple term asserts nothing. The triple itself stands only where it stood: in the graphs of
//! asserted and reviewed triples. A statement without subject, predicate or object stays as stored.

use super::ProfileError;
use super::part::{Out, Part, node};
use crate::rdf::{split_triple_term, triple_term};
use crate::vocab::{rdf, st};

pub(super) fn write(part: &Part<'_>, out: &mut Out) {
    for line in &part.lines {
        match part.triple_of(line) {
            None => out.line(line),
            Some(triple) if line.predicate == st::SUBJECT => {
                let term = triple_term(triple.subject, triple.predicate, triple.object);
                out.quad(line.subject, rdf::REIFIES, &term, None);
            }
            Some(_) => {}
        }
    }
}

/// Gives reifiers that are our statements their subject, predicate and object; others stay.
pub(super) fn read(part: &Part<'_>, out: &mut Out) -> Result<(), ProfileError> {
    for line in &part.lines {
        let ours = line.predicate == rdf::REIFIES && line.graph.is_none() && part.is_statement(line.subject);
        if !ours || !line.has_triple_term() {
            out.line(line);
            continue;
        }
        let (subject, predicate, object) = split_triple_term(line.object)
            .ok_or_else(|| ProfileError::Broken { node: line.subject.to_owned(), part: "triple term" })?;
        out.quad(line.subject, st::SUBJECT, &node(subject), None);
        out.quad(line.subject, st::PREDICATE, &node(predicate), None);
        out.quad(line.subject, st::OBJECT, object, None);
    }
    Ok(())
}
