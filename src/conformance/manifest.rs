//! Manifests of official suites, in Turtle or JSON-LD, as tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rdf::{NamedOrBlankNode, Quad, Term};

use super::folders::Folder;
use crate::rdf::Format;
use crate::rdf::document::{Reading, read};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
/// The vocabulary of the JSON-LD suites.
pub(super) const VOCABULARY: &str = "https://w3c.github.io/json-ld-api/tests/vocab#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// One test of a manifest: its name, and everything else by property.
#[derive(Debug, Clone)]
pub(super) struct Test {
    /// Its address.
    pub(super) iri: String,
    /// What it is called.
    pub(super) name: String,
    /// What it is an instance of, without namespaces.
    pub(super) kinds: Vec<String>,
    /// The manifest's quads, shared by its tests.
    graph: Arc<Graph>,
}

/// The triples of a manifest by subject; blank nodes begin with `_:`.
#[derive(Debug, Default)]
struct Graph(BTreeMap<String, Vec<(String, Term)>>);

impl Graph {
    fn from_quads(quads: Vec<Quad>) -> Self {
        let mut graph = Self::default();
        for quad in quads {
            let subject = match quad.subject {
                NamedOrBlankNode::NamedNode(node) => node.into_string(),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            graph.0.entry(subject).or_default().push((quad.predicate.into_string(), quad.object));
        }
        graph
    }

    fn all<'g, 'p>(&'g self, subject: &str, predicate: &'p str) -> impl Iterator<Item = &'g Term> + use<'g, 'p> {
        let pairs = self.0.get(subject).map(Vec::as_slice).unwrap_or_default();
        pairs.iter().filter(move |(known, _)| known == predicate).map(|(_, object)| object)
    }

    fn one(&self, subject: &str, predicate: &str) -> Option<String> {
        let pairs = self.0.get(subject)?;
        pairs.iter().find(|(known, _)| known == predicate).map(|(_, object)| text(object))
    }

    /// Follows an RDF list.
    fn list(&self, head: &str) -> Vec<String> {
        let (mut items, mut at) = (Vec::new(), head.to_owned());
        let (first, rest) = (format!("{RDF}first"), format!("{RDF}rest"));
        while let Some(item) = self.one(&at, &first) {
            items.push(item);
            match self.one(&at, &rest) {
                Some(next) if items.len() < 100_000 => at = next,
                _ => break,
            }
        }
        items
    }
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::Triple(triple) => triple.to_string(),
    }
}

impl Test {
    /// Returns the value of a property, an IRI or the text of a literal.
    pub(super) fn get(&self, property: &str) -> Option<String> {
        self.graph.one(&self.iri, property)
    }

    /// Returns the value of a property of another node of the manifest.
    pub(super) fn of(&self, node: &str, property: &str) -> Option<String> {
        self.graph.one(node, property)
    }

    /// Returns all values of a property of another node of the manifest.
    pub(super) fn all_of(&self, node: &str, property: &str) -> Vec<String> {
        self.graph.all(node, property).map(text).collect()
    }

    /// Returns the values of a property of the manifest vocabulary.
    pub(super) fn action(&self) -> Option<String> {
        self.get(&format!("{MF}action"))
    }

    /// Returns what is expected: a document or an error code.
    pub(super) fn result(&self) -> Option<String> {
        self.get(&format!("{MF}result"))
    }

    /// Returns the first value of an option of a JSON-LD test.
    pub(super) fn option(&self, name: &str) -> Option<String> {
        self.options(name).into_iter().next()
    }

    /// Returns all values of an option of a JSON-LD test.
    pub(super) fn options(&self, name: &str) -> Vec<String> {
        let Some(node) = self.get(&format!("{VOCABULARY}option")) else { return Vec::new() };
        self.graph.all(&node, &format!("{VOCABULARY}{name}")).map(text).collect()
    }

    /// Returns whether an option has this value.
    pub(super) fn has_option(&self, name: &str, value: &str) -> bool {
        self.options(name).iter().any(|known| known == value)
    }

    /// Returns whether it is of this kind.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kinds.iter().any(|known| known == kind)
    }

    /// Returns the fragment of its address.
    pub(super) fn short(&self) -> &str {
        self.iri.rsplit_once('#').map_or(self.iri.as_str(), |(_, short)| short)
    }
}

/// Reads the tests of a manifest and of the manifests it includes from its own folder.
pub(super) fn read_manifest(folder: &Folder, iri: &str) -> Result<Vec<Test>, String> {
    let mut tests = Vec::new();
    read_into(folder, iri, &mut tests, 0)?;
    Ok(tests)
}

fn read_into(folder: &Folder, iri: &str, tests: &mut Vec<Test>, depth: usize) -> Result<(), String> {
    let bytes = folder.read(iri).map_err(|error| error.to_string())?;
    let format = if iri.ends_with(".ttl") { Format::Turtle } else { Format::JsonLd };
    let reading = Reading { base: Some(iri), loader: Some(Arc::new(folder.clone())), ..Reading::default() };
    let quads = read(&bytes, format, &reading).map_err(|error| format!("<{iri}>: {error}"))?;
    let graph = Arc::new(Graph::from_quads(quads));
    let (kind, entries) = (format!("{RDF}type"), format!("{MF}entries"));
    let mut heads: Vec<String> = Vec::new();
    for subject in graph.0.keys() {
        heads.extend(graph.one(subject, &entries));
        for include in graph.all(subject, &format!("{MF}include")) {
            for other in graph.list(&text(include)) {
                let own = iri.rsplit_once('/').map_or(iri, |(own, _)| own);
                if other.starts_with(own) && depth < 4 {
                    read_into(folder, &other, tests, depth + 1)?;
                }
            }
        }
    }
    for head in heads {
        for test in graph.list(&head) {
            let short = |term: &Term| text(term).rsplit(['#', '/']).next().unwrap_or_default().to_owned();
            let kinds = graph.all(&test, &kind).map(short).collect();
            let name = graph.one(&test, &format!("{MF}name")).unwrap_or_default();
            tests.push(Test { name, kinds, graph: graph.clone(), iri: test });
        }
    }
    Ok(())
}
