//! Profile `graphs`: a named graph a statement, named by the statement node.
//!
//! The graph of a statement that is asserted holds its triple. The graph of a withheld one holds a
//! description in its place, `S st:subject … ; st:predicate … ; st:object …` with S the name of the
//! graph: a tool that reads the union of all graphs, as many do, then finds no triple that nobody
//! vouches for. Everything else of the statement stays in the default graph, about that name.

use super::part::{Asserted, Out, Part, is_end, node};
use crate::iri::Base;
use crate::vocab::st;

pub(super) fn write(part: &Part<'_>, base: &Base, out: &mut Out) {
    let asserted = Asserted::of(part, base);
    for line in &part.lines {
        if line.graph.is_some() || !is_end(line.predicate) || !part.is_statement(line.subject) {
            out.line(line);
            continue;
        }
        match part.triple_of(line).filter(|_| asserted.has(part, line.subject)) {
            Some(triple) if line.predicate == st::SUBJECT => {
                out.quad(triple.subject, triple.predicate, triple.object, Some(line.subject));
            }
            Some(_) => {}
            None => out.quad(line.subject, line.predicate, line.object, Some(line.subject)),
        }
    }
}

pub(super) fn read(part: &Part<'_>, out: &mut Out) {
    for line in &part.lines {
        let Some(statement) = line.graph.filter(|graph| part.is_statement(graph)) else {
            out.line(line);
            continue;
        };
        if line.subject == statement && is_end(line.predicate) {
            out.quad(line.subject, line.predicate, line.object, None);
        } else {
            out.quad(statement, st::SUBJECT, &node(line.subject), None);
            out.quad(statement, st::PREDICATE, &node(line.predicate), None);
            out.quad(statement, st::OBJECT, line.object, None);
        }
    }
}
