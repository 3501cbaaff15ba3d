//! Profile `plain`: asserted triples only, without who says so, in the default graph.
//!
//! With them goes what they need to be read: names of the entities and terms, and the nodes of times
//! and quantities they point to. A withheld statement gives nothing, not even a name.

use foldhash::{HashSet, HashSetExt as _};

use super::part::{Out, Part};
use crate::iri::Base;
use crate::rdf::Line;
use crate::vocab::{gp, q, rdf, rdfs, st};

/// Writes what is carried, and returns what is not.
pub(super) fn write<'a>(part: &Part<'a>, base: &Base, graphs: &[String], out: &mut Out) -> Vec<Line<'a>> {
    let asserted = base.graph("asserted");
    let is_taken = |graph: &str| graph == asserted || graphs.iter().any(|taken| taken == graph);
    let (mut triples, mut spoken_of) = (HashSet::new(), HashSet::new());
    for line in part.lines.iter().filter(|line| line.graph.is_some_and(is_taken)) {
        spoken_of.insert(line.subject);
        spoken_of.extend(line.object_iri());
        let triple = Line { graph: None, ..*line };
        if triples.insert(triple) {
            out.line(&triple);
        }
    }
    let is_a = |line: &Line<'_>, class: &str| {
        line.graph.is_none() && line.predicate == rdf::TYPE && line.object_iri() == Some(class)
    };
    let is_article = part.lines.iter().any(|line| is_a(line, st::ARTICLE_CLASS));
    let is_value = |line: &&Line<'_>| {
        spoken_of.contains(line.subject) && (is_a(line, st::TIME_CLASS) || is_a(line, gp::QUANTITY_CLASS))
    };
    let values: HashSet<&str> = part.lines.iter().filter(is_value).map(|line| line.subject).collect();
    let mut left_out = Vec::new();
    for line in &part.lines {
        if line.graph.is_some() {
            if !triples.contains(&Line { graph: None, ..*line }) {
                left_out.push(*line);
            }
            continue;
        }
        let carried = if is_article {
            let is_name = line.predicate == rdfs::LABEL && spoken_of.contains(line.subject);
            is_name || values.contains(line.subject)
        } else {
            // What articles share: neutral names and types of entities and terms.
            let is_ours = [st::NAMESPACE, q::NAMESPACE].iter().any(|namespace| line.subject.starts_with(namespace));
            matches!(line.predicate, rdfs::LABEL | rdf::TYPE) && !is_ours
        };
        if carried {
            out.line(line);
        } else {
            left_out.push(*line);
        }
    }
    left_out
}
