//! Which term of a JSON-LD context says a predicate with a value: the rule of the compaction
//! algorithm (JSON-LD 1.1 API §5.1, §6.3) as far as our own context needs it.
//!
//! The processor (`jsonld`) compacts whole values; here a node is written line by line without making
//! one first. A test holds the two to the same output.

use foldhash::{HashMap, HashMapExt as _};
use serde_json::{Map, Value};

use crate::jsonld::rdf::XSD_STRING;

/// A term that a predicate can be written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) name: String,
    /// What its plain strings are taken for.
    pub(super) coercion: Coercion,
    /// Its values stand in a map by language.
    pub(super) by_language: bool,
    /// Even a single value stands in an array.
    pub(super) set: bool,
}

/// What the plain string of a term is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coercion {
    /// A plain string.
    None,
    /// An IRI.
    Id,
    /// A term, or an IRI.
    Vocab,
    /// A literal of this datatype.
    Datatype(String),
}

/// Says whether a term takes values as they are.
fn is_plain(term: &Term) -> bool {
    term.coercion == Coercion::None && !term.by_language
}

/// A context, ready to compact with.
#[derive(Debug)]
pub(super) struct Context {
    written: Value,
    /// Terms of an IRI, the shortest first.
    terms: HashMap<String, Vec<Term>>,
    /// Terms for the nodes that refer by an IRI.
    reverse: HashMap<String, Term>,
    /// Prefix and namespace, the longest namespace first.
    prefixes: Vec<(String, String)>,
    /// The term for `@id`, and for `@type`.
    pub(super) id: String,
    pub(super) of_type: String,
}

impl Context {
    /// Reads a context document; nothing if it is not JSON of the shape ours has.
    pub(super) fn new(document: &str) -> Option<Self> {
        let mut document: Map<String, Value> = serde_json::from_str(document).ok()?;
        let written = document.remove("@context")?;
        let entries = written.as_object()?;
        let simple = |name: &str| entries.iter().find(|(_, value)| *value == name).map(|(key, _)| key.clone());
        let id = simple("@id").unwrap_or_else(|| "@id".to_owned());
        let of_type = simple("@type").unwrap_or_else(|| "@type".to_owned());
        let is_prefix = |iri: &str| iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        let mut prefixes: Vec<(String, String)> = entries
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str().filter(|iri| is_prefix(iri))?.to_owned())))
            .collect();
        prefixes.sort_by_key(|(_, namespace)| std::cmp::Reverse(namespace.len()));
        let mut context =
            Self { written: Value::Null, terms: HashMap::new(), reverse: HashMap::new(), prefixes, id, of_type };
        for (name, definition) in entries {
            let Some((iri, term)) = context.define(name, definition) else { continue };
            if definition.get("@reverse").is_some() {
                context.reverse.entry(iri).or_insert(term);
            } else {
                context.terms.entry(iri).or_default().push(term);
            }
        }
        for terms in context.terms.values_mut() {
            terms.sort_by(|a, b| (a.name.len(), &a.name).cmp(&(b.name.len(), &b.name)));
        }
        context.written = written;
        Some(context)
    }

    fn define(&self, name: &str, definition: &Value) -> Option<(String, Term)> {
        if name.starts_with('@') || self.prefixes.iter().any(|(prefix, _)| prefix == name) {
            return None;
        }
        let text = |key: &str| definition.get(key).and_then(Value::as_str);
        let iri = definition
            .as_str()
            .or_else(|| text("@id"))
            .or_else(|| text("@reverse"))
            .filter(|iri| !iri.starts_with('@'))?;
        let containers = match definition.get("@container") {
            Some(Value::Array(containers)) => containers.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(container)) => vec![container.as_str()],
            _ => Vec::new(),
        };
        let coercion = match text("@type") {
            None => Coercion::None,
            Some("@id") => Coercion::Id,
            Some("@vocab") => Coercion::Vocab,
            Some(datatype) => Coercion::Datatype(self.expand(datatype)),
        };
        let term = Term {
            name: name.to_owned(),
            coercion,
            by_language: containers.contains(&"@language"),
            set: containers.contains(&"@set"),
        };
        Some((self.expand(iri), term))
    }

    fn expand(&self, written: &str) -> String {
        let split = written.split_once(':');
        let found = split.and_then(|(prefix, local)| Some((self.namespace(prefix)?, local)));
        found.map_or_else(|| written.to_owned(), |(namespace, local)| format!("{namespace}{local}"))
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.prefixes.iter().find(|(known, _)| known == prefix).map(|(_, namespace)| namespace.as_str())
    }

    /// Returns the context as it is written into a document.
    pub(super) const fn written(&self) -> &Value {
        &self.written
    }

    /// Returns the term for a predicate that `fits`, the first of several.
    pub(super) fn term(&self, predicate: &str, fits: impl Fn(&Term) -> bool) -> Option<&Term> {
        self.terms.get(predicate)?.iter().find(|term| fits(term))
    }

    /// Returns the term for a predicate with a node as value.
    pub(super) fn term_for_node(&self, predicate: &str) -> Option<&Term> {
        let of_node = |term: &Term| matches!(term.coercion, Coercion::Id | Coercion::Vocab);
        self.term_of(predicate, of_node)
    }

    /// Returns the term for a predicate with a literal as value.
    pub(super) fn term_for_literal(&self, predicate: &str, datatype: &str, language: Option<&str>) -> Option<&Term> {
        let by_language = || self.term(predicate, |term| term.by_language);
        if language.is_some() {
            return by_language().or_else(|| self.term_of(predicate, |_| false));
        }
        let typed = |term: &Term| matches!(&term.coercion, Coercion::Datatype(known) if known == datatype);
        let term = self.term_of(predicate, typed);
        if datatype == XSD_STRING { term.or_else(by_language) } else { term }
    }

    /// Returns the term that `fits` or takes all values, one for sets before others.
    fn term_of(&self, predicate: &str, fits: impl Fn(&Term) -> bool) -> Option<&Term> {
        [true, false].into_iter().find_map(|set| {
            self.term(predicate, |term| term.set == set && !term.by_language && fits(term))
                .or_else(|| self.term(predicate, |term| term.set == set && is_plain(term)))
        })
    }

    /// Returns the term for the nodes that refer by a property.
    pub(super) fn reverse_term(&self, property: &str) -> Option<&Term> {
        self.reverse.get(property)
    }

    /// Returns an IRI as it stands where a document's address could: prefixed, or whole.
    pub(super) fn compact_id(&self, iri: &str) -> String {
        let fits = |(prefix, namespace): &(String, String)| {
            let local =
                iri.strip_prefix(namespace.as_str()).filter(|local| !local.is_empty() && !local.starts_with("//"))?;
            Some(format!("{prefix}:{local}"))
        };
        self.prefixes.iter().find_map(fits).unwrap_or_else(|| iri.to_owned())
    }

    /// Returns an IRI as it stands where a term could: one that is made for nodes, or for anything.
    pub(super) fn compact_vocab(&self, iri: &str) -> String {
        let fits = [(true, Coercion::Id), (true, Coercion::None), (false, Coercion::Id), (false, Coercion::None)];
        let term = fits.iter().find_map(|(set, coercion)| {
            self.term(iri, |term| !term.by_language && term.set == *set && term.coercion == *coercion)
        });
        term.map_or_else(|| self.compact_id(iri), |term| term.name.clone())
    }

    /// Says whether an IRI would be read as another one, for its scheme is a prefix.
    pub(super) fn confuses(&self, iri: &str) -> bool {
        iri.split_once(':').is_some_and(|(scheme, rest)| !rest.starts_with("//") && self.namespace(scheme).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Context {
        Context::new(crate::ontology::CONTEXT_JSONLD).unwrap()
    }

    #[test]
    fn terms_are_chosen_by_what_they_make_of_a_value() {
        let context = ours();
        let holder = context.term(crate::vocab::st::HOLDER, |term| term.coercion == Coercion::Vocab).unwrap();
        assert_eq!(holder.name, "holder");
        assert!(context.term(crate::vocab::st::HOLDER, |term| term.coercion == Coercion::None).is_none());
        assert!(context.term(crate::vocab::st::GLOSS, |term| term.by_language).is_some());
        assert_eq!(context.term(crate::vocab::st::IN_ARTICLE, |_| true).unwrap().name, "inArticle");
        let aliases = context.term(crate::vocab::skos::ALT_LABEL, |_| true).unwrap();
        assert!(aliases.by_language && aliases.set);
        assert_eq!((context.id.as_str(), context.of_type.as_str()), ("id", "type"));
    }

    #[test]
    fn iris_are_shortened_so_that_they_read_back() {
        let context = ours();
        assert_eq!(context.compact_vocab(crate::vocab::st::HEDGED), "Hedged");
        assert_eq!(context.compact_id(crate::vocab::st::HEDGED), "st:Hedged");
        assert_eq!(context.compact_vocab(crate::vocab::gp::SUPPLIES), "supplies");
        assert_eq!(context.compact_vocab(crate::vocab::schema::DATE_PUBLISHED), "schema:datePublished");
        assert_eq!(context.compact_id("https://kb.example/x"), "https://kb.example/x");
        assert_eq!(context.compact_id("https://schema.org///x"), "https://schema.org///x");
        assert!(context.confuses("st:x") && !context.confuses("st://x") && !context.confuses("urn:x"));
    }
}
