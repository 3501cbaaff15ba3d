//! What articles share, read from its segment: names in the reader's language, types, rules of terms.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::export::{ExportError, Line};
use crate::ontology::Ontology;
use crate::rdf::Object;
use crate::vocab::{owl, rdf, rdfs, skos, st};

/// An object of a quad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Iri(&'a str),
    /// Text, and its language, empty if it has none.
    Text(String, &'a str),
}

impl<'a> Value<'a> {
    pub(crate) fn of(object: &'a str) -> Self {
        if let Some(iri) = object.strip_prefix('<') {
            return Self::Iri(iri.strip_suffix('>').unwrap_or(iri));
        }
        let line = Line { graph: None, subject: "", predicate: "", object };
        let mut scratch = String::new();
        let text = match line.object(&mut scratch) {
            Object::Iri(text) | Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) => {
                text.to_owned()
            }
            // Segments are in the stored shape, which has none.
            Object::Triple(_) => object.to_owned(),
        };
        let language = match object.rsplit_once('"') {
            Some((_, end)) => end.strip_prefix('@').unwrap_or_default(),
            None => "",
        };
        Self::Text(text, language)
    }

    pub(crate) const fn iri(&self) -> Option<&'a str> {
        match self {
            Self::Iri(iri) => Some(iri),
            Self::Text(..) => None,
        }
    }
}

/// The reader's languages, the best loved first.
#[derive(Debug, Clone)]
pub(crate) struct Languages(Vec<String>);

impl Languages {
    pub(crate) fn new(languages: &[String]) -> Self {
        let mut tags: Vec<String> = languages.iter().map(|tag| tag.to_ascii_lowercase()).collect();
        tags.extend(["en".to_owned(), String::new()]);
        Self(tags)
    }

    /// How well a language suits, 0 the best: the very tag, the same language, any other.
    fn rank(&self, language: &str) -> usize {
        let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let exact = self.0.iter().position(|tag| tag == language);
        let place = exact.or_else(|| self.0.iter().position(|tag| main(tag) == main(language)));
        place.unwrap_or(self.0.len())
    }

    /// Says which of two texts in a language suits better; of equals the smaller, so that order does not matter.
    fn better(&self, new: (&str, &str), old: (&str, &str)) -> bool {
        (self.rank(new.1), new.0) < (self.rank(old.1), old.0)
    }

    pub(crate) fn pick(&self, texts: impl IntoIterator<Item = (String, String)>) -> Option<String> {
        let better = |old: (String, String), new: (String, String)| {
            if self.better((&new.0, &new.1), (&old.0, &old.1)) { new } else { old }
        };
        texts.into_iter().reduce(better).map(|(text, _)| text)
    }

    /// Says whether an Arabic reader is meant.
    fn is_arabic(&self) -> bool {
        self.0.first().is_some_and(|tag| tag == "ar" || tag.starts_with("ar-"))
    }

    /// Returns the word that marks what nobody here vouches for.
    pub(crate) fn withheld(&self) -> &'static str {
        if self.is_arabic() { "محجوبة" } else { "withheld" }
    }
}

/// A term or entity that articles share.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    label: Option<(String, String)>,
    pub(crate) types: Vec<String>,
    pub(crate) same_as: Vec<String>,
    pub(crate) assertability: String,
    pub(crate) opaque: bool,
    pub(crate) vouches: bool,
    pub(crate) symmetric: bool,
}

/// Everything that articles share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) languages: Languages,
    entries: HashMap<String, Entry>,
    /// How many triples say more than is kept.
    pub(crate) left_out: u64,
}

impl Shared {
    pub(crate) fn new(languages: Languages) -> Self {
        Self { languages, entries: HashMap::new(), left_out: 0 }
    }

    /// Reads the shared segment.
    pub(crate) fn read(&mut self, nquads: &[u8]) -> Result<(), ExportError> {
        let text = std::str::from_utf8(nquads).map_err(|_| ExportError::NotOurs(String::new()))?;
        for written in text.lines() {
            let line = Line::split(written).ok_or_else(|| ExportError::NotOurs(written.to_owned()))?;
            if line.graph.is_some() {
                continue;
            }
            let value = Value::of(line.object);
            let entry = match self.entries.get_mut(line.subject) {
                Some(entry) => entry,
                None => self.entries.entry(line.subject.to_owned()).or_default(),
            };
            match (line.predicate, value) {
                (rdfs::LABEL, Value::Text(text, language)) => {
                    let new = (text, language.to_owned());
                    match &entry.label {
                        Some(old) => {
                            self.left_out += 1;
                            if self.languages.better((&new.0, &new.1), (&old.0, &old.1)) {
                                entry.label = Some(new);
                            }
                        }
                        None => entry.label = Some(new),
                    }
                }
                (rdf::TYPE, Value::Iri(owl::SYMMETRIC_PROPERTY_CLASS)) => entry.symmetric = true,
                (rdf::TYPE, Value::Iri(class)) => entry.types.push(class.to_owned()),
                (skos::EXACT_MATCH, Value::Iri(same)) => entry.same_as.push(same.to_owned()),
                (st::ASSERTABILITY, Value::Iri(rule)) => rule.clone_into(&mut entry.assertability),
                (st::OPAQUE, Value::Text(text, _)) => entry.opaque = text == "true",
                (st::VOUCHES, Value::Text(text, _)) => entry.vouches = text == "true",
                _ => self.left_out += 1,
            }
        }
        Ok(())
    }

    pub(crate) fn entry(&self, iri: &str) -> Option<&Entry> {
        self.entries.get(iri)
    }

    /// Returns the name of a shared entity or term, if it has one.
    pub(crate) fn label(&self, iri: &str) -> Option<Cow<'_, str>> {
        if let Some((label, _)) = self.entries.get(iri).and_then(|entry| entry.label.as_ref()) {
            return Some(Cow::Borrowed(label));
        }
        // Fields of statements are no terms that an article uses, so they are only in the ontology.
        let labels = &Ontology::embedded().term(iri)?.labels;
        self.languages.pick(labels.iter().map(|label| (label.text.clone(), label.lang.clone()))).map(Cow::Owned)
    }
}
