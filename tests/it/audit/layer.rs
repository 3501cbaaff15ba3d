//! The statement layer as the audit asks it, and what every plain triple must rest on.

use super::{RDF_TYPE, ST};
use chancery::iri::GAZETTEER;
use oxigraph::model::{GraphName, Quad, Term};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The statement layer as far as the audit asks it.
#[derive(Default)]
pub(super) struct Layer {
    /// Values of each property of each subject in the default graph.
    pub(super) values: BTreeMap<String, BTreeMap<String, HashSet<Term>>>,
}

impl Layer {
    pub(super) fn of(quads: &[Quad]) -> Self {
        let mut layer = Self::default();
        for quad in quads.iter().filter(|quad| quad.graph_name == GraphName::DefaultGraph) {
            let of = layer.values.entry(subject(quad)).or_default();
            of.entry(quad.predicate.as_str().to_owned()).or_default().insert(quad.object.clone());
        }
        layer
    }

    pub(super) fn get(&self, subject: &str, predicate: &str) -> HashSet<Term> {
        self.values.get(subject).and_then(|of| of.get(predicate)).cloned().unwrap_or_default()
    }

    pub(super) fn has(&self, subject: &str, predicate: &str, object: &str) -> bool {
        self.get(subject, predicate).iter().any(|term| iri(term) == Some(object))
    }

    /// Says whether a statement is one that its author flatly holds.
    pub(super) fn flat(&self, statement: &str) -> bool {
        let st = |name: &str| format!("{ST}{name}");
        self.has(statement, &st("holder"), &st("ArticleAuthor"))
            && self.get(statement, &st("via")).is_empty()
            && self.has(statement, &st("polarity"), &st("Positive"))
            && ["Committed", "Presupposed"].iter().any(|stance| self.has(statement, &st("stance"), &st(stance)))
    }
}

pub(super) fn subject(quad: &Quad) -> String {
    match &quad.subject {
        oxigraph::model::NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

pub(super) fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// Finds plain triples without a statement behind them that the author flatly holds, and any in the default graph.
pub fn receipts(quads: &[Quad], base: &str) -> Vec<String> {
    let layer = Layer::of(quads);
    let st = |name: &str| format!("{ST}{name}");
    let mut behind: HashMap<(String, Term, Term, Term), Vec<&String>> = HashMap::new();
    for statement in layer.values.keys() {
        let (subjects, predicates, objects) = (
            layer.get(statement, &st("subject")),
            layer.get(statement, &st("predicate")),
            layer.get(statement, &st("object")),
        );
        for article in &layer.get(statement, &st("inArticle")) {
            for (subject, predicate, object) in itertools(&subjects, &predicates, &objects) {
                let article = iri(article).unwrap_or_default().to_owned();
                behind.entry((article, subject, predicate, object)).or_default().push(statement);
            }
        }
    }
    let is_entity = |term: &Term| {
        iri(term).is_some_and(|iri| iri.starts_with(&format!("{base}entity/")) || iri.starts_with(GAZETTEER))
    };
    let mut wrong = Vec::new();
    for quad in quads {
        let subject = Term::from(quad.subject.clone());
        let GraphName::NamedNode(graph) = &quad.graph_name else {
            if is_entity(&subject) && is_entity(&quad.object) {
                wrong.push(format!("a plain triple in the default graph: {quad}"));
            }
            continue;
        };
        let Some(article) = graph.as_str().strip_prefix(&format!("{base}graph/asserted/")) else { continue };
        let is_node = layer_node(&subject);
        if quad.predicate.as_str() == RDF_TYPE || is_node {
            continue;
        }
        let article = format!("{base}article/{article}");
        let predicate = Term::from(quad.predicate.clone());
        let readings = [(subject.clone(), quad.object.clone()), (quad.object.clone(), subject)];
        let found = readings.into_iter().any(|(subject, object)| {
            let key = (article.clone(), subject, predicate.clone(), object);
            behind.get(&key).is_some_and(|statements| statements.iter().any(|statement| layer.flat(statement)))
        });
        if !found {
            wrong.push(format!("a triple without a receipt: {quad}"));
        }
    }
    wrong
}

fn layer_node(term: &Term) -> bool {
    iri(term).is_some_and(|iri| iri.ends_with("/event") || iri.ends_with("/relationship"))
}

fn itertools<'t>(
    subjects: &'t HashSet<Term>,
    predicates: &'t HashSet<Term>,
    objects: &'t HashSet<Term>,
) -> impl Iterator<Item = (Term, Term, Term)> + 't {
    subjects.iter().flat_map(move |subject| {
        predicates.iter().flat_map(move |predicate| {
            objects.iter().map(move |object| (subject.clone(), predicate.clone(), object.clone()))
        })
    })
}
