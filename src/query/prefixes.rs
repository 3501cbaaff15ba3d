//! Prefixes that a query may use without declaring them.
//!
//! Missing declarations go on the first line of the text, before its first character, so every line
//! keeps its number; [`Declared::own_column`] maps columns of that line back. The same text goes to the
//! embedded evaluator and to any other SPARQL endpoint.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::iri::{Base, GAZETTEER, WIKIDATA};
use crate::store::token::{Kind, tokens};

/// Namespace of the statement layer.
pub(crate) const STATEMENT: &str = "https://w3id.org/chancery/statement#";
/// Namespace of the geopolitics ontology.
const GEOPOLITICS: &str = "https://w3id.org/chancery/geopolitics#";
/// Namespace of the qualifiers.
const QUALIFIER: &str = "https://w3id.org/chancery/qualifier#";

/// Prefixes that do not depend on the knowledge base.
const FIXED: &[(&str, &str)] = &[
    ("st", STATEMENT),
    ("gp", GEOPOLITICS),
    ("q", QUALIFIER),
    ("gz", GAZETTEER),
    ("wd", WIKIDATA),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("schema", "https://schema.org/"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
];

/// Prefixes below the base of the knowledge base.
const BELOW_BASE: &[(&str, &str)] =
    &[("kb", ""), ("e", "entity/"), ("s", "statement/"), ("a", "article/"), ("g", "graph/")];

/// The prefixes known in a knowledge base.
#[derive(Debug, Clone)]
pub struct Prefixes {
    known: Vec<(String, String)>,
}

/// A query text with its missing prefixes declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The text to parse.
    pub text: String,
    /// How many characters were put before the first one of the text.
    pub added: usize,
}

impl Declared {
    /// Returns the column in the text as it was written, both counted from 1.
    #[must_use]
    pub const fn own_column(&self, line: usize, column: usize) -> usize {
        if line == 1 { if column > self.added { column - self.added } else { 1 } } else { column }
    }
}

impl Prefixes {
    /// Returns the prefixes of a knowledge base.
    #[must_use]
    pub fn new(base: &Base) -> Self {
        let fixed = FIXED.iter().map(|&(prefix, iri)| (prefix.to_owned(), iri.to_owned()));
        let own = BELOW_BASE.iter().map(|&(prefix, path)| (prefix.to_owned(), format!("{}{path}", base.as_str())));
        Self { known: fixed.chain(own).collect() }
    }

    /// Adds more prefixes.
    #[must_use]
    pub fn and<'n>(mut self, more: impl IntoIterator<Item = (&'n str, String)>) -> Self {
        self.known.extend(more.into_iter().map(|(prefix, namespace)| (prefix.to_owned(), namespace)));
        self
    }

    /// Yields prefix and namespace, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().map(|(prefix, iri)| (prefix.as_str(), iri.as_str()))
    }

    /// Returns the namespace of a prefix.
    #[must_use]
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == prefix).map(|(_, iri)| iri)
    }

    /// Returns the IRI that `prefix:local` stands for.
    #[must_use]
    pub fn expand(&self, name: &str) -> Option<String> {
        let (prefix, local) = name.split_once(':')?;
        Some(format!("{}{local}", self.namespace(prefix)?))
    }

    /// Returns the shortest readable form of an IRI: `gz:AZ`, or `None` when no prefix fits.
    #[must_use]
    pub fn shorten(&self, iri: &str) -> Option<String> {
        let fits = |(_, namespace): &(&str, &str)| iri.len() > namespace.len() && iri.starts_with(namespace);
        let (prefix, namespace) = self.iter().filter(fits).max_by_key(|(_, namespace)| namespace.len())?;
        Some(format!("{prefix}:{}", &iri[namespace.len()..]))
    }

    /// Declares the known prefixes that `query` uses and does not declare itself.
    #[must_use]
    pub fn declare(&self, query: &str) -> Declared {
        let mut used = BTreeSet::new();
        let mut declared = BTreeSet::new();
        let mut after_keyword = false;
        for token in tokens(query) {
            let written = &query[token.range];
            if token.kind == Kind::Prefixed {
                let prefix = written.split(':').next().unwrap_or_default();
                if after_keyword {
                    declared.insert(prefix)
                } else {
                    used.insert(prefix)
                };
            }
            after_keyword = token.kind == Kind::Word && written.eq_ignore_ascii_case("prefix");
        }
        let mut text = String::new();
        for prefix in used.difference(&declared) {
            if let Some(namespace) = self.namespace(prefix) {
                let _ = write!(text, "PREFIX {prefix}: <{namespace}> ");
            }
        }
        let added = text.chars().count();
        text.push_str(query.strip_prefix('\u{feff}').unwrap_or(query));
        // The parser compares keywords by their length; room at the end lets it say what it misses.
        text.push_str("\n                ");
        Declared { text, added }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes() -> Prefixes {
        Prefixes::new(&Base::new("https://kb.example/").unwrap())
    }

    #[test]
    fn only_what_is_used_and_not_declared_is_added() {
        let declared =
            prefixes().declare("PREFIX gp: <http://other/>\nASK { ?x st:holder gz:AZ ; gp:x 'q:z' # rdfs:label\n }");
        assert_eq!(
            declared.text.lines().next().unwrap(),
            "PREFIX gz: <https://w3id.org/chancery/gazetteer/> PREFIX st: <https://w3id.org/chancery/statement#> \
             PREFIX gp: <http://other/>"
        );
        assert_eq!(declared.text.lines().count(), 4);
        assert_eq!(declared.own_column(1, declared.added + 7), 7);
        assert_eq!(declared.own_column(2, 7), 7);
    }

    #[test]
    fn iris_are_shortened_by_the_longest_namespace() {
        let prefixes = prefixes();
        assert_eq!(prefixes.shorten("https://kb.example/entity/tanap").as_deref(), Some("e:tanap"));
        assert_eq!(prefixes.shorten("https://kb.example/x").as_deref(), Some("kb:x"));
        assert_eq!(prefixes.shorten("http://nowhere.example/x"), None);
        assert_eq!(prefixes.expand("gz:AZ").as_deref(), Some("https://w3id.org/chancery/gazetteer/AZ"));
        assert_eq!(prefixes.expand("unknown:AZ"), None);
    }
}
