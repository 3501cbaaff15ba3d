//! Profile `basic`: what `rdf12` says, in RDF 1.1, by the basic encoding of RDF 1.2 Interoperability.
//!
//! The note makes a blank node for each triple term. We have no blank nodes: the node is skolemised as
//! RDF 1.1 Concepts §3.5 proposes, `/.well-known/genid/` and a hash of the triple, so it is the same
//! in every article, and who undoes the skolemisation gets exactly what the note's algorithm makes of
//! `rdf12`. Written are the terms of the published note (2025-12-16); read are those of later drafts too.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use sha2::{Digest as _, Sha256};

use super::ProfileError;
use super::part::{Out, Part, Triple};
use crate::iri::Base;
use crate::rdf::triple_term;
use crate::vocab::{rdf, st};

pub(super) fn write(part: &Part<'_>, base: &Base, out: &mut Out) {
    let genid = genid(base);
    let mut written = HashSet::new();
    for line in &part.lines {
        let Some(triple) = part.triple_of(line) else {
            out.line(line);
            continue;
        };
        if line.predicate != st::SUBJECT {
            continue;
        }
        let term = skolem(&genid, triple);
        out.iri(line.subject, rdf::REIFIES, &term, None);
        if written.insert(triple) {
            out.iri(&term, rdf::TYPE, rdf::TRIPLE_TERM_CLASS, None);
            out.iri(&term, rdf::TT_SUBJECT, triple.subject, None);
            out.iri(&term, rdf::TT_PREDICATE, triple.predicate, None);
            out.quad(&term, rdf::TT_OBJECT, triple.object, None);
        }
    }
}

/// Returns the namespace of skolemised blank nodes: at the root of the host, as RFC 8615 has it.
fn genid(base: &Base) -> String {
    let base = base.as_str();
    let host = base.find("://").map_or(0, |at| at + 3);
    let end = base[host..].find(['/', '#']).map_or(base.len(), |at| host + at);
    format!("{}/.well-known/genid/", &base[..end])
}

fn skolem(genid: &str, triple: Triple<'_>) -> String {
    let term = triple_term(triple.subject, triple.predicate, triple.object);
    let mut iri = genid.to_owned();
    for byte in &Sha256::digest(term.as_bytes())[..16] {
        iri.push_str(&format!("{byte:02x}"));
    }
    iri
}

#[derive(Default)]
struct Encoded<'a> {
    subject: Vec<&'a str>,
    predicate: Vec<&'a str>,
    object: Vec<&'a str>,
}

/// Gives statements that reify an encoded triple term their subject, predicate and object.
pub(super) fn read(part: &Part<'_>, out: &mut Out) -> Result<(), ProfileError> {
    let mut terms: HashMap<&str, Encoded<'_>> = HashMap::new();
    for line in part.lines.iter().filter(|line| line.graph.is_none()) {
        match (line.predicate, line.object_iri()) {
            (rdf::TYPE, Some(rdf::TRIPLE_TERM_CLASS | rdf::PROPOSITION_FORM_CLASS)) => {
                terms.entry(line.subject).or_default();
            }
            (rdf::TT_SUBJECT | rdf::PROPOSITION_FORM_SUBJECT, _) => {
                terms.entry(line.subject).or_default().subject.push(line.object);
            }
            (rdf::TT_PREDICATE | rdf::PROPOSITION_FORM_PREDICATE, _) => {
                terms.entry(line.subject).or_default().predicate.push(line.object);
            }
            (rdf::TT_OBJECT | rdf::PROPOSITION_FORM_OBJECT, _) => {
                terms.entry(line.subject).or_default().object.push(line.object);
            }
            _ => {}
        }
    }
    for line in &part.lines {
        if line.graph.is_none() && terms.contains_key(line.subject) {
            continue;
        }
        let ours = line.graph.is_none() && line.predicate == rdf::REIFIES && part.is_statement(line.subject);
        let Some((node, term)) = line.object_iri().filter(|_| ours).and_then(|node| Some((node, terms.get(node)?)))
        else {
            out.line(line);
            continue;
        };
        for (property, values, part) in [
            (st::SUBJECT, &term.subject, "subject"),
            (st::PREDICATE, &term.predicate, "predicate"),
            (st::OBJECT, &term.object, "object"),
        ] {
            let [value] = &**values else { return Err(ProfileError::Broken { node: node.to_owned(), part }) };
            out.quad(line.subject, property, value, None);
        }
    }
    Ok(())
}
