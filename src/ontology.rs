//! The terms that statements are written with: what they mean and what may be made of them.
//!
//! The ontology is Turtle (`ontology/*.ttl`), embedded in the program and read once.
//! `Ontology::embedded().predicate("supplies")` finds the term by its local name, CURIE or IRI;
//! its fields say whether a statement with it may yield a plain triple, which qualifiers it needs
//! and what its roles are. A knowledge base adds terms of its own with [`Ontology::with_vocabulary`].

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;
use oxigraph::model::Triple;

mod error;
pub mod gazetteer;
pub mod json_ld;
mod load;
mod lookup;
pub mod names;
pub mod nisba;
mod term;
mod text;
pub mod verdicts;

pub use error::OntologyError;
pub use term::{Assertability, BareValue, Display, LangText, Term, TermKind};
pub use text::{CONTEXT_JSONLD, CUES_TSV, SHAPES_TTL, VERDICTS_TSV};

use crate::digest::Hasher;

/// A set of terms with quick look-up.
#[derive(Debug, Clone)]
pub struct Ontology {
    /// All terms, sorted by IRI.
    terms: Vec<Arc<Term>>,
    by_iri: HashMap<String, usize>,
    predicates: HashMap<String, usize>,
    classes: HashMap<String, usize>,
    qualifiers: HashMap<String, usize>,
    links: HashMap<String, usize>,
    /// Scheme IRI → written form (notation, local name or label, in lower case) → term.
    concepts: HashMap<String, HashMap<String, usize>>,
    /// Class or property → everything above it.
    ancestors: HashMap<String, Vec<String>>,
    /// Subject → its triples.
    subjects: BTreeMap<String, Vec<usize>>,
    /// Every triple of the sources.
    triples: Vec<Triple>,
    prefixes: BTreeMap<String, String>,
    version: String,
    /// Hashed on demand for the embedded ontology, which most runs never ask for.
    fingerprint: OnceLock<String>,
}

impl Ontology {
    /// Returns the ontology that comes with the program, read on first use.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Ontology> = OnceLock::new();
        EMBEDDED.get_or_init(|| load::embedded().expect("the embedded Turtle is valid, which a test guards"))
    }

    /// Returns this ontology with the terms of `turtle` added.
    ///
    /// `file_name` is only used in errors. The added file may describe new terms and may give terms
    /// that are already there further labels, definitions and notes; it may not change what may be
    /// asserted with them.
    ///
    /// # Errors
    ///
    /// Fails if the text is not Turtle, holds blank nodes as terms, changes a term that is there
    /// already, or adds a predicate that does not say whether it may be asserted.
    pub fn with_vocabulary(&self, turtle: &str, file_name: &str) -> Result<Self, OntologyError> {
        load::extend(self, turtle, file_name)
    }

    /// Returns the term with this IRI.
    #[must_use]
    pub fn term(&self, iri: &str) -> Option<&Term> {
        self.by_iri.get(iri).map(|&index| &*self.terms[index])
    }

    /// Returns all terms, sorted by IRI.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().map(|term| &**term)
    }

    /// Returns the version of the embedded ontology, such as `0.1.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the SHA-256 of everything the terms were read from, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| {
            let sources = [text::STATEMENT_TTL, text::GEOPOLITICS_TTL, text::QUALIFIERS_TTL];
            fingerprint("", &sources)
        })
    }

    /// Returns the prefixes that the sources declare, sorted.
    #[must_use]
    pub fn prefixes(&self) -> &BTreeMap<String, String> {
        &self.prefixes
    }

    /// Returns the triples that have this IRI as their subject, in the order of the source.
    pub fn triples_of(&self, iri: &str) -> impl Iterator<Item = &Triple> {
        let indexes = self.subjects.get(iri).map_or(&[][..], Vec::as_slice);
        indexes.iter().map(|&index| &self.triples[index])
    }

    /// Returns the Turtle that describes the term, with prefixes; empty if there is no such term.
    #[must_use]
    pub fn turtle_of(&self, iri: &str) -> String {
        self.turtle_of_all([iri])
    }

    /// Returns the Turtle that describes these terms, in their order, with prefixes.
    #[must_use]
    pub fn turtle_of_all<'i>(&self, iris: impl IntoIterator<Item = &'i str>) -> String {
        let triples: Vec<&Triple> = iris.into_iter().flat_map(|iri| self.triples_of(iri)).collect();
        text::turtle(&self.prefixes, &triples)
    }
}

/// Hashes what an ontology was read from.
fn fingerprint(before: &str, sources: &[&str]) -> String {
    let mut hash = Hasher::default();
    for text in std::iter::once(&before).chain(sources) {
        hash.part(text);
    }
    hash.finish().to_string()
}

#[cfg(test)]
mod tests;
