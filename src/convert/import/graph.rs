//! The quads of a file, found by subject.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use crate::rdf::{Line, Object, bare_iri, read_object};
use crate::vocab::rdf;

/// A line that is not canonical N-Quads without blank nodes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not canonical N-Quads without blank nodes: `{0}`")]
pub struct NotCanonical(pub String);

/// Quads of the default graph by subject, and the triples of named graphs.
pub(super) struct Graph<'a> {
    subjects: Vec<&'a str>,
    values: HashMap<&'a str, Vec<(&'a str, &'a str)>>,
    named: HashSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(nquads: &'a str) -> Result<Self, NotCanonical> {
        let mut graph = Self { subjects: Vec::new(), values: HashMap::new(), named: HashSet::new() };
        let mut seen = HashSet::new();
        for written in nquads.lines() {
            let line = Line::split(written).ok_or_else(|| NotCanonical(written.to_owned()))?;
            if line.graph.is_some() {
                graph.named.insert((line.subject, line.predicate, line.object));
                continue;
            }
            if !seen.insert((line.subject, line.predicate, line.object)) {
                continue;
            }
            let of = graph.values.entry(line.subject).or_insert_with(|| {
                graph.subjects.push(line.subject);
                Vec::new()
            });
            of.push((line.predicate, line.object));
        }
        Ok(graph)
    }

    /// Returns the subjects of a class, in the order in which they come.
    pub(super) fn of_class(&self, class: &str) -> Vec<&'a str> {
        self.subjects.iter().copied().filter(|subject| self.is_a(subject, class)).collect()
    }

    pub(super) fn subjects(&self) -> &[&'a str] {
        &self.subjects
    }

    pub(super) fn is_a(&self, subject: &str, class: &str) -> bool {
        self.all(subject, rdf::TYPE).any(|object| bare_iri(object) == Some(class))
    }

    /// Says whether a triple stands in any named graph.
    pub(super) fn is_named(&self, subject: &'a str, predicate: &'a str, object: &'a str) -> bool {
        self.named.contains(&(subject, predicate, object))
    }

    /// Returns the objects that a subject has in named graphs.
    pub(super) fn named_types(&self, subject: &str) -> Vec<&'a str> {
        let types = self.named.iter().filter(|(of, predicate, _)| *of == subject && *predicate == rdf::TYPE);
        let mut types: Vec<&str> = types.filter_map(|(_, _, object)| bare_iri(object)).collect();
        types.sort_unstable();
        types
    }

    /// Returns everything said of a subject in the default graph.
    pub(super) fn of(&self, subject: &str) -> &[(&'a str, &'a str)] {
        self.values.get(subject).map_or(&[], Vec::as_slice)
    }

    /// Returns the objects of a property, as written.
    pub(super) fn all<'s>(&'s self, subject: &str, predicate: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.of(subject).iter().filter(move |(of, _)| *of == predicate).map(|(_, object)| *object)
    }

    /// Returns the things that are an object of any property but some.
    pub(super) fn objects_but_of(&self, leaves_out: impl Fn(&str) -> bool) -> HashSet<&'a str> {
        let all = self.values.values().flatten();
        all.filter(|(property, _)| !leaves_out(property)).filter_map(|(_, object)| bare_iri(object)).collect()
    }

    pub(super) fn one(&self, subject: &str, predicate: &str) -> Option<&'a str> {
        self.all(subject, predicate).next()
    }

    pub(super) fn iri(&self, subject: &str, predicate: &str) -> Option<&'a str> {
        bare_iri(self.one(subject, predicate)?)
    }

    /// Returns the characters of a literal, whatever its type.
    pub(super) fn text(&self, subject: &str, predicate: &str) -> Option<String> {
        literal(self.one(subject, predicate)?)
    }
}

/// Returns the characters of a literal as written in a line.
pub(super) fn literal(object: &str) -> Option<String> {
    let mut scratch = String::new();
    match read_object(object, &mut scratch) {
        Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) => Some(text.to_owned()),
        _ => None,
    }
}
