//! Properties of the input as predicates: ours, those aligned with ours, and a vocabulary of the rest.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt as _};

use super::entities::Entities;
use super::report::Report;
use super::words;
use crate::ontology::{Ontology, Term, TermKind};
use crate::rdf::{Format, GraphName, Literal, NamedNode, Quad, Term as Object, document};
use crate::vocab::{gp, q, rdf, rdfs, schema, skos, st};

const EQUIVALENT_PROPERTY: &str = "http://www.w3.org/2002/07/owl#equivalentProperty";

/// What a value of an imported predicate is read as, so that dates and amounts stay what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Time,
    Quantity,
}

/// The predicates of an import.
pub(super) struct Terms<'o> {
    ontology: &'o Ontology,
    /// Foreign property → our term, and whether the alignment is only close; nothing if two fit.
    aligned: HashMap<String, Option<(&'o Term, bool)>>,
    added: BTreeMap<String, BTreeSet<&'static str>>,
}

impl<'o> Terms<'o> {
    pub(super) fn new(ontology: &'o Ontology) -> Self {
        let mut aligned: HashMap<String, Option<(&Term, bool)>> = HashMap::new();
        for term in ontology.terms().filter(|term| term.kind == TermKind::Predicate) {
            for triple in ontology.triples_of(&term.iri) {
                let only_close = match triple.predicate.as_str() {
                    skos::EXACT_MATCH | EQUIVALENT_PROPERTY => false,
                    skos::CLOSE_MATCH => true,
                    _ => continue,
                };
                let Object::NamedNode(other) = &triple.object else { continue };
                let entry = aligned.entry(other.as_str().to_owned());
                entry
                    .and_modify(|known| {
                        // The exact one wins; two of a kind say nothing.
                        *known = match *known {
                            Some((_, true)) if !only_close => Some((term, false)),
                            Some((_, false)) if only_close => *known,
                            _ => None,
                        }
                    })
                    .or_insert(Some((term, only_close)));
            }
        }
        Self { ontology, aligned, added: BTreeMap::new() }
    }

    /// Returns a property as dossiers write it; nothing if it is a term of ours that is no predicate.
    pub(super) fn predicate(&mut self, iri: &str, report: &mut Report) -> Option<String> {
        if let Some(term) = self.ontology.term(iri) {
            return (term.kind == TermKind::Predicate).then(|| self.written(term));
        }
        if [st::NAMESPACE, gp::NAMESPACE, q::NAMESPACE].iter().any(|namespace| iri.starts_with(namespace)) {
            return None;
        }
        if let Some(Some((term, only_close))) = self.aligned.get(iri).copied() {
            report.align(iri, &term.curie, only_close);
            return Some(self.written(term));
        }
        self.added.entry(iri.to_owned()).or_default();
        Some(iri.to_owned())
    }

    /// Says whether a property is taken for a term of ours by an alignment that is only close.
    pub(super) fn is_only_close(&self, iri: &str) -> bool {
        self.ontology.term(iri).is_none() && matches!(self.aligned.get(iri), Some(Some((_, true))))
    }

    /// Notes what values of a property are, and says whether they are read as that without being told.
    pub(super) fn takes(&mut self, iri: &str, range: Range) -> bool {
        let class = match range {
            Range::Time => st::TIME_CLASS,
            Range::Quantity => gp::QUANTITY_CLASS,
        };
        let foreign = self.ontology.term(iri).is_none() && !matches!(self.aligned.get(iri), Some(Some(_)));
        if foreign {
            self.added.entry(iri.to_owned()).or_default().insert(class);
        }
        foreign
    }

    fn written(&self, term: &Term) -> String {
        let is_short = self.ontology.predicate(&term.local).is_some_and(|known| known.iri == term.iri);
        if is_short { term.local.clone() } else { term.iri.clone() }
    }

    /// Returns the vocabulary of predicates that are not ours, as Turtle; nothing if there are none.
    pub(super) fn vocabulary(&self, entities: &Entities<'_>) -> Option<String> {
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let mut quads = Vec::new();
        for (iri, ranges) in &self.added {
            let mut say = |property: &str, object: Object| {
                quads.push(Quad::new(node(iri), node(property), object, GraphName::DefaultGraph));
            };
            say(rdf::TYPE, node(rdf::PROPERTY).into());
            say(rdf::TYPE, node(st::PREDICATE_CLASS).into());
            let labels: BTreeSet<(&str, &str)> = entities.labels_of(iri).collect();
            for (language, text) in labels {
                say(rdfs::LABEL, Literal::new_language_tagged_literal_unchecked(text, language).into());
            }
            for range in ranges {
                say(schema::RANGE_INCLUDES, node(range).into());
            }
            let review = if words::is_structural(iri) { st::NEVER } else { st::AFTER_REVIEW };
            say(st::ASSERTABILITY, node(review).into());
        }
        if quads.is_empty() {
            return None;
        }
        let turtle = document::write(&quads, Format::Turtle).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
        Some(format!(
            "# Predicates that came with imported claims. None of them yields a plain triple without a review;\n\
             # say `st:always` of one when you have made up your mind about it.\n{turtle}"
        ))
    }

    /// Returns the predicates that are not ours.
    pub(super) fn added(&self) -> impl Iterator<Item = &str> {
        self.added.keys().map(String::as_str)
    }
}
