//! The quads of a document, found by subject, and what became of each.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use serde_json::{Value, json};

use super::nanopub::{self, Nanopub};
use super::report::Unit;
use super::words;
use super::{Book, File, Foreign, literal, reference, reified};
use crate::rdf::{GraphName, Literal, NamedOrBlankNode, Quad, Term, document};
use crate::statement::Context;
use crate::vocab::xsd;

/// Reads what a document of RDF claims: reified triples and nanopublications.
#[must_use]
pub fn rdf(quads: &[Quad], file: File<'_>, context: &Context) -> Foreign {
    let mut quads = quads.to_vec();
    document::number_blank_nodes(&mut quads);
    let mut rdf = Rdf::new(&quads, context);
    let nanopubs = nanopub::find(&mut rdf);
    let nodes = reified::find(&mut rdf);
    let told = nanopub::describe(&mut rdf, &nanopubs);
    reified::read(&mut rdf, &nodes, file, &told);
    nanopub::read(&mut rdf, &nanopubs, &told);
    rdf.names(&nanopubs);
    rdf.finish(&nanopubs)
}

/// A document being read.
pub(super) struct Rdf<'q, 'c> {
    pub(super) quads: &'q [Quad],
    by_subject: HashMap<String, Vec<usize>>,
    by_quad: HashMap<&'q Quad, usize>,
    /// Quads that are accounted for.
    done: Vec<bool>,
    /// Nodes that stand for claims.
    pub(super) claims: HashSet<String>,
    /// Nodes that stand for sources.
    pub(super) sources: HashSet<String>,
    pub(super) book: Book<'c>,
}

/// Returns what a node is known by; no IRI begins like a blank node.
pub(super) fn key(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => format!("_:{}", node.as_str()),
    }
}

/// Returns what a term is known by, if it is a node.
pub(super) fn term_key(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        _ => None,
    }
}

/// Returns the name of a graph; the default graph has none.
pub(super) fn graph_key(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(node) => node.as_str().to_owned(),
        GraphName::BlankNode(node) => format!("_:{}", node.as_str()),
        GraphName::DefaultGraph => String::new(),
    }
}

/// Returns text and language of a literal that is text.
pub(super) fn words_of(literal: &Literal) -> Option<(String, String)> {
    let language = match literal.language() {
        Some(tag) => literal::language(tag)?,
        None if literal.datatype().as_str() == xsd::STRING => "und".to_owned(),
        None => return None,
    };
    Some((literal.value().to_owned(), language))
}

impl<'q, 'c> Rdf<'q, 'c> {
    fn new(quads: &'q [Quad], context: &'c Context) -> Self {
        let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_quad = HashMap::with_capacity(quads.len());
        for (number, quad) in quads.iter().enumerate() {
            by_subject.entry(key(&quad.subject)).or_default().push(number);
            by_quad.entry(quad).or_insert(number);
        }
        let mut book = Book::new(context);
        book.report.parts = quads.len() as u64;
        Self {
            quads,
            by_subject,
            by_quad,
            done: vec![false; quads.len()],
            claims: HashSet::new(),
            sources: HashSet::new(),
            book,
        }
    }

    /// Returns the numbers of the quads with a subject.
    pub(super) fn of(&self, subject: &str) -> Vec<usize> {
        self.by_subject.get(subject).cloned().unwrap_or_default()
    }

    /// Returns the number of a quad.
    pub(super) fn find(&self, quad: &Quad) -> Option<usize> {
        self.by_quad.get(quad).copied()
    }

    pub(super) fn is_done(&self, number: usize) -> bool {
        self.done[number]
    }

    /// Marks a quad as carried.
    pub(super) fn spend(&mut self, number: usize) {
        if !std::mem::replace(&mut self.done[number], true) {
            self.book.report.used += 1;
        }
    }

    /// Marks a quad that is counted by whoever takes it; says whether it was still to be taken.
    pub(super) fn hand_over(&mut self, number: usize) -> bool {
        !std::mem::replace(&mut self.done[number], true)
    }

    /// Marks a quad as kept in a note.
    pub(super) fn note(&mut self, number: usize, kind: &str) {
        if !std::mem::replace(&mut self.done[number], true) {
            let quad = &self.quads[number];
            let kind = format!("{kind}: {}", words::short(quad.predicate.as_str()));
            self.book.report.note(&kind, &quad.to_string());
        }
    }

    /// Returns a node as a subject, or as the value of a qualifier that takes things.
    pub(super) fn thing(&mut self, term: &Term) -> Option<Value> {
        let key = term_key(term)?;
        if self.claims.contains(&key) {
            return Some(reference(&key));
        }
        Some(match term {
            Term::NamedNode(_) => self.book.entities.iri(&key).into(),
            _ => self.book.entities.blank(&key).into(),
        })
    }

    /// Returns a term as an object; nothing if no dossier can hold it.
    pub(super) fn object(&mut self, term: &Term) -> Option<Value> {
        match term {
            Term::BlankNode(node) if !self.by_subject.contains_key(&format!("_:{}", node.as_str())) => {
                Some(json!({ "unknown": "not-stated" }))
            }
            Term::NamedNode(_) | Term::BlankNode(_) => {
                let thing = self.thing(term)?;
                Some(if thing.is_string() { json!({ "entity": thing }) } else { thing })
            }
            Term::Literal(literal) => Some(self.literal(literal)),
            Term::Triple(_) => None,
        }
    }

    fn literal(&mut self, literal: &Literal) -> Value {
        let report = &mut self.book.report;
        if let Some(tag) = literal.language() {
            // What is not carried of a literal is no part of its own; it is counted beside.
            let known = literal::language(tag);
            if known.is_none() || literal.direction().is_some() {
                report.parts += 1;
                report.leave(Unit::Part, "language tag or direction of a text", &literal.to_string());
            }
            return literal::text(literal.value(), &known.unwrap_or_else(|| "und".to_owned()));
        }
        let (value, sound) = literal::typed(literal.value(), literal.datatype().as_str());
        if !sound {
            report.parts += 1;
            report.leave(Unit::Part, "datatype that its literal is no value of", &literal.to_string());
        }
        value
    }

    /// Takes names from the default graph and from what is published about nanopublications; a name in
    /// any other graph may be somebody's claim. Names of claims and sources are read with those.
    fn names(&mut self, nanopubs: &[Nanopub]) {
        let trusted: HashSet<&str> = nanopubs.iter().map(|nanopub| nanopub.info.as_str()).collect();
        let quads = self.quads;
        for (number, quad) in quads.iter().enumerate() {
            let (subject, graph) = (key(&quad.subject), graph_key(&quad.graph_name));
            let trusted = graph.is_empty() || trusted.contains(graph.as_str());
            if !trusted || self.done[number] || self.claims.contains(&subject) || self.sources.contains(&subject) {
                continue;
            }
            let Some(kind) = words::of_name(&words::short(quad.predicate.as_str())) else { continue };
            let Term::Literal(literal) = &quad.object else { continue };
            let Some((text, language)) = words_of(literal) else { continue };
            // The entity counts it, as used or as left.
            self.done[number] = true;
            self.book.entities.label(&subject, kind, &language, &text);
        }
    }

    /// Counts what is left, each by where it stands and by its property.
    fn finish(mut self, nanopubs: &[Nanopub]) -> Foreign {
        let graphs: HashMap<&str, &str> = nanopubs
            .iter()
            .flat_map(|nanopub| {
                [
                    (&*nanopub.head, "head"),
                    (&*nanopub.provenance, "provenance"),
                    (&*nanopub.info, "publication information"),
                ]
            })
            .collect();
        let quads = self.quads;
        for (_, quad) in quads.iter().enumerate().filter(|(number, _)| !self.done[*number]) {
            let subject = key(&quad.subject);
            let graph = graph_key(&quad.graph_name);
            let property = words::short(quad.predicate.as_str());
            let place = match graphs.get(graph.as_str()) {
                _ if self.claims.contains(&subject) => "property of a claim",
                _ if self.sources.contains(&subject) => "property of a source",
                Some(part) => part,
                None => "triple that nobody is named for",
            };
            self.book.report.leave(Unit::Part, &format!("{place}: {property}"), &quad.to_string());
        }
        self.book.finish()
    }
}
