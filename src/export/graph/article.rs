//! One article's stored quads, ready to be looked up by subject and predicate.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::shared::Value;
use crate::export::{ExportError, Line};
use crate::iri::Base;
use crate::vocab::{prov, rdf, st};

/// What an article's segment holds.
#[derive(Debug)]
pub(crate) struct Article<'a> {
    pub(crate) iri: String,
    /// Predicate and object of each subject in the default graph, in the order they were written.
    nodes: HashMap<&'a str, Vec<(&'a str, &'a str)>>,
    /// Statements in the order of their IRIs.
    pub(crate) statements: BTreeSet<&'a str>,
    /// Subject, predicate and object of what is asserted, as written.
    asserted: HashSet<(&'a str, &'a str, &'a str)>,
    /// Subject, predicate and object of what a person accepted, as written.
    reviewed: HashSet<(&'a str, &'a str, &'a str)>,
    /// Classes that the article vouches for, by thing.
    types: HashMap<&'a str, Vec<&'a str>>,
    /// Statements with an event or relationship node.
    pub(crate) events: HashSet<&'a str>,
}

impl<'a> Article<'a> {
    pub(crate) fn read(id: &str, base: &Base, nquads: &'a [u8]) -> Result<Self, ExportError> {
        let text = std::str::from_utf8(nquads).map_err(|_| ExportError::NotOurs(String::new()))?;
        let (own, accepted) = (base.asserted_graph(id), base.graph("reviewed"));
        let mut article = Self {
            iri: base.article(id),
            nodes: HashMap::new(),
            statements: BTreeSet::new(),
            asserted: HashSet::new(),
            reviewed: HashSet::new(),
            types: HashMap::new(),
            events: HashSet::new(),
        };
        for written in text.lines() {
            let line = Line::split(written).ok_or_else(|| ExportError::NotOurs(written.to_owned()))?;
            let object = line.object;
            match line.graph {
                None => {
                    if line.predicate == rdf::TYPE && Value::of(object) == Value::Iri(st::STATEMENT_CLASS) {
                        article.statements.insert(line.subject);
                    }
                    article.nodes.entry(line.subject).or_default().push((line.predicate, object));
                }
                Some(graph) if graph == own => {
                    if let (prov::WAS_DERIVED_FROM, Value::Iri(statement)) = (line.predicate, Value::of(object)) {
                        article.events.insert(statement);
                    }
                    if let (rdf::TYPE, Value::Iri(class)) = (line.predicate, Value::of(object)) {
                        article.types.entry(line.subject).or_default().push(class);
                    }
                    article.asserted.insert((line.subject, line.predicate, object));
                }
                Some(graph) if graph == accepted => {
                    article.reviewed.insert((line.subject, line.predicate, object));
                }
                Some(_) => {}
            }
        }
        Ok(article)
    }

    /// Yields the values of a property of a node.
    pub(crate) fn values(&self, node: &str, predicate: &str) -> impl Iterator<Item = Value<'a>> {
        self.raw(node, predicate).map(Value::of)
    }

    /// Yields the values as they are written.
    pub(crate) fn raw(&self, node: &str, predicate: &str) -> impl Iterator<Item = &'a str> {
        let of_node = self.nodes.get(node).map_or(&[][..], Vec::as_slice);
        of_node.iter().filter(move |(known, _)| *known == predicate).map(|(_, object)| *object)
    }

    /// Returns the first IRI of a property.
    pub(crate) fn iri(&self, node: &str, predicate: &str) -> Option<&'a str> {
        self.values(node, predicate).find_map(|value| value.iri())
    }

    /// Returns the first text of a property.
    pub(crate) fn text(&self, node: &str, predicate: &str) -> Option<String> {
        self.values(node, predicate).find_map(|value| match value {
            Value::Text(text, _) => Some(text),
            Value::Iri(_) => None,
        })
    }

    /// Yields the texts of a property with their languages.
    pub(crate) fn texts(&self, node: &str, predicate: &str) -> impl Iterator<Item = (String, String)> {
        self.values(node, predicate).filter_map(|value| match value {
            Value::Text(text, language) => Some((text, language.to_owned())),
            Value::Iri(_) => None,
        })
    }

    /// Says whether a node is of a class, in the default graph.
    pub(crate) fn is_a(&self, node: &str, class: &str) -> bool {
        self.values(node, rdf::TYPE).any(|value| value == Value::Iri(class))
    }

    /// Yields predicate and object of a node.
    pub(crate) fn properties(&self, node: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.nodes.get(node).into_iter().flatten().copied()
    }

    /// Yields every quad of the default graph.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.nodes
            .iter()
            .flat_map(|(subject, pairs)| pairs.iter().map(|(predicate, object)| (*subject, *predicate, *object)))
    }

    /// Yields the nodes that say of which statement they are a review, in no order.
    pub(crate) fn reviews(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.lines()
            .filter(|(_, predicate, _)| *predicate == st::REVIEWS)
            .filter_map(|(node, _, statement)| Some((node, Value::of(statement).iri()?)))
    }

    /// Returns subject, predicate and object of a statement, as far as it has them.
    pub(crate) fn triple(&self, statement: &str) -> Option<(&'a str, &'a str, &'a str)> {
        let subject = self.iri(statement, st::SUBJECT)?;
        Some((subject, self.iri(statement, st::PREDICATE)?, self.raw(statement, st::OBJECT).next()?))
    }

    pub(crate) fn asserts(&self, triple: (&str, &str, &str)) -> bool {
        self.asserted.contains(&triple)
    }

    pub(crate) fn accepts(&self, triple: (&str, &str, &str)) -> bool {
        self.reviewed.contains(&triple)
    }

    /// Yields the classes that the article itself vouches for.
    pub(crate) fn asserted_types(&self, entity: &str) -> impl Iterator<Item = &'a str> {
        self.types.get(entity).into_iter().flatten().copied()
    }

    /// Yields what stands in the graph of asserted triples, in no order.
    pub(crate) fn asserted(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.asserted.iter().copied()
    }
}
