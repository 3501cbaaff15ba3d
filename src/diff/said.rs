//! Statements, read out of the quads that say them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::DiffError;
use crate::rdf::{Line, Object, bare_iri, read_object};
use crate::vocab::{oa, rdf, st};

/// How deep nodes may stand below a statement.
const DEPTH: usize = 16;

/// A statement as one state holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Its IRI.
    pub iri: String,
    /// IRI of its article; empty where none is named.
    pub article: String,
    /// What it says, in own words: language and text.
    pub glosses: BTreeSet<(String, String)>,
    /// The quoted words: language, empty if the article's, and text.
    pub quotes: BTreeSet<(String, String)>,
    /// IRIs of who holds it.
    pub holders: BTreeSet<String>,
    /// IRI of the stance.
    pub stance: Option<String>,
    /// Says whether it is affirmed.
    pub positive: bool,
    /// Subject, predicate and object, as in N-Triples.
    pub triple: [Option<String>; 3],
    /// Its properties by IRI. Values that are nodes of its own are spelt out.
    pub(super) properties: BTreeMap<String, Vec<Value>>,
    pub(super) key: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) conflicts: BTreeSet<String>,
}

impl Said {
    /// Yields the IRIs that are shown of it.
    pub(super) fn iris(&self) -> impl Iterator<Item = &str> {
        let ends = self.triple.iter().flatten().filter_map(|end| bare_iri(end));
        self.holders.iter().map(String::as_str).chain(self.stance.as_deref()).chain(ends)
    }
}

/// The statements of a state, by IRI.
#[derive(Debug, Default)]
pub(super) struct Held(BTreeMap<String, Said>);

impl Held {
    pub(super) fn read(lines: &BTreeSet<String>) -> Result<Self, DiffError> {
        let lines: Vec<Line<'_>> = lines
            .iter()
            .map(|line| Line::split(line).ok_or_else(|| DiffError::NotOurs(line.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Self::of(&lines))
    }

    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut nodes = Nodes::default();
        let mut statements = BTreeSet::new();
        for line in lines.iter().filter(|line| line.graph.is_none()) {
            nodes.0.entry(line.subject).or_default().push((line.predicate, line.object));
            if line.predicate == rdf::TYPE && line.object_iri() == Some(st::STATEMENT_CLASS) {
                statements.insert(line.subject);
            }
        }
        Self(statements.into_iter().map(|iri| (iri.to_owned(), nodes.said(iri))).collect())
    }

    pub(super) fn get(&self, iri: &str) -> Option<&Said> {
        self.0.get(iri)
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &Said> {
        self.0.values()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter_map(|said| said.key.as_deref())
    }

    /// Keeps what may contradict, or be contradicted by, the statements of two states.
    pub(super) fn related(mut self, keys: &BTreeSet<String>, old: &Self, new: &Self) -> Self {
        let named: BTreeSet<&String> =
            old.statements().chain(new.statements()).flat_map(|said| &said.conflicts).collect();
        self.0.retain(|iri, said| {
            said.key.as_ref().is_some_and(|key| keys.contains(key))
                || named.contains(iri)
                || said.conflicts.iter().any(|other| old.0.contains_key(other) || new.0.contains_key(other))
        });
        self
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Properties of nodes.
#[derive(Default)]
struct Nodes<'l>(HashMap<&'l str, Vec<(&'l str, &'l str)>>);

impl Nodes<'_> {
    fn said(&self, iri: &str) -> Said {
        let mut said = Said { iri: iri.to_owned(), positive: true, ..Said::default() };
        let own = format!("{iri}/");
        for &(property, object) in self.0.get(iri).into_iter().flatten() {
            let target = bare_iri(object);
            let owned = || target.map(str::to_owned);
            match property {
                st::IN_ARTICLE => said.article = owned().unwrap_or_default(),
                st::GLOSS => said.glosses.extend(language_and_text(object)),
                st::STANCE => said.stance = owned(),
                st::POLARITY => said.positive = target != Some(st::NEGATIVE),
                st::HOLDER => said.holders.extend(owned()),
                st::SUBJECT => said.triple[0] = Some(object.to_owned()),
                st::PREDICATE => said.triple[1] = Some(object.to_owned()),
                st::OBJECT => said.triple[2] = Some(object.to_owned()),
                st::CONTENT_KEY => said.key = language_and_text(object).map(|(_, text)| text),
                st::DIGEST => said.digest = language_and_text(object).map(|(_, text)| text),
                st::IN_CONFLICT_WITH => said.conflicts.extend(owned()),
                st::EVIDENCE => {
                    let spans = target.and_then(|node| self.0.get(node)).into_iter().flatten();
                    said.quotes.extend(
                        spans.filter(|(name, _)| *name == oa::EXACT).filter_map(|(_, text)| language_and_text(text)),
                    );
                }
                _ => {}
            }
            // Both are made from the rest.
            if !matches!(property, st::CONTENT_KEY | st::DIGEST) {
                // Shared evidence hangs on another statement; its words count all the same.
                let spelt_out = property == st::EVIDENCE || target.is_some_and(|node| node.starts_with(&own));
                let value = self.value(object, &own, spelt_out, DEPTH);
                said.properties.entry(property.to_owned()).or_default().push(value);
            }
        }
        said.properties.values_mut().for_each(sort);
        said
    }

    /// Spells a value out, so that it can be compared and shown whatever its node is called.
    fn value(&self, object: &str, own: &str, spelt_out: bool, depth: usize) -> Value {
        let mut scratch = String::new();
        match read_object(object, &mut scratch) {
            Object::Text(text) | Object::Triple(text) => text.into(),
            Object::LangText(text, language) => json!({ "@value": text, "@language": language }),
            Object::Typed(text, datatype) => json!({ "@value": text, "@type": datatype }),
            Object::Iri(iri) => match self.0.get(iri).filter(|_| spelt_out && depth > 0) {
                None => json!({ "@id": iri }),
                Some(properties) => {
                    let mut node: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
                    for &(property, object) in properties {
                        let below = bare_iri(object).is_some_and(|iri| iri.starts_with(own));
                        node.entry(property).or_default().push(self.value(object, own, below, depth - 1));
                    }
                    let spelt = node.into_iter().map(|(property, mut values)| {
                        sort(&mut values);
                        (property.to_owned(), Value::Array(values))
                    });
                    Value::Object(spelt.collect::<Map<_, _>>())
                }
            },
        }
    }
}

fn sort(values: &mut Vec<Value>) {
    values.sort_by_cached_key(Value::to_string);
    values.dedup();
}

/// Returns the language, empty if there is none, and the text of a literal.
pub(super) fn language_and_text(object: &str) -> Option<(String, String)> {
    let mut scratch = String::new();
    match read_object(object, &mut scratch) {
        Object::LangText(text, language) => Some((language.to_owned(), text.to_owned())),
        Object::Text(text) | Object::Typed(text, _) => Some((String::new(), text.to_owned())),
        Object::Iri(_) | Object::Triple(_) => None,
    }
}
