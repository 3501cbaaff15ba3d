//! Names for IRIs in the reader's languages, fetched for a whole result in one query.

use std::collections::{BTreeSet, HashMap};

use oxigraph::model::{NamedNode, Term};

use super::run::{Asker, Found, QueryError, Question};
use crate::iri::is_iri;

/// Label properties, the better one first.
const PROPERTIES: [&str; 4] = ["rdfs:label", "skos:prefLabel", "schema:headline", "st:gloss"];

/// Labels that have been looked up, misses included.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    languages: Vec<String>,
    known: HashMap<String, Option<String>>,
}

impl Labels {
    /// Returns an empty store of labels for a reader of `languages`, the best loved first.
    pub fn new(languages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut languages: Vec<String> = languages.into_iter().map(|tag| tag.into().to_ascii_lowercase()).collect();
        if !languages.iter().any(|tag| tag == "en") {
            languages.push("en".to_owned());
        }
        Self { languages, known: HashMap::new() }
    }

    /// Returns the label of an IRI, if it was fetched and has one.
    #[must_use]
    pub fn get(&self, iri: &str) -> Option<&str> {
        self.known.get(iri)?.as_deref()
    }

    /// Looks up the IRIs among `terms` that have not been looked up before: one query, or none.
    pub fn fetch<'t>(
        &mut self,
        asker: &Asker<'_>,
        terms: impl IntoIterator<Item = &'t Term>,
    ) -> Result<(), QueryError> {
        let wanted: BTreeSet<&str> = terms
            .into_iter()
            .filter_map(|term| match term {
                Term::NamedNode(node) if is_iri(node.as_str()) => Some(node.as_str()),
                _ => None,
            })
            .filter(|iri| !self.known.contains_key(*iri))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut best: HashMap<String, ((usize, usize), String)> = HashMap::new();
        let Found::Solutions(rows) = asker.ask(&Question::text(query(&wanted)))?.results else { return Ok(()) };
        for row in rows {
            let row = row?;
            let [Some(Term::NamedNode(iri)), Some(Term::Literal(rank)), Some(Term::Literal(label))] = row.as_slice()
            else {
                continue;
            };
            let property = rank.value().parse().unwrap_or(PROPERTIES.len());
            let key = (property, self.language_rank(label.language()));
            let better =
                best.get(iri.as_str()).is_none_or(|(best_key, text)| (key, label.value()) < (*best_key, text.as_str()));
            if better {
                best.insert(iri.as_str().to_owned(), (key, label.value().to_owned()));
            }
        }
        for iri in wanted {
            let label = best.remove(iri).map(|(_, label)| label);
            self.known.insert(iri.to_owned(), label);
        }
        Ok(())
    }

    /// Ranks a language: the reader's own first, then text without a language, then any other.
    fn language_rank(&self, language: Option<&str>) -> usize {
        let Some(language) = language else { return self.languages.len() };
        let language = language.to_ascii_lowercase();
        let main = language.split('-').next().unwrap_or_default();
        self.languages
            .iter()
            .position(|wanted| *wanted == language || wanted.split('-').next() == Some(main))
            .unwrap_or(self.languages.len() + 1)
    }
}

/// Writes the query. The IRIs have been checked, so none can end its brackets early.
fn query(wanted: &BTreeSet<&str>) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("SELECT ?iri ?rank ?label WHERE { VALUES ?iri {");
    for iri in wanted {
        let _ = write!(text, " {}", NamedNode::new_unchecked(*iri));
    }
    text.push_str(" } VALUES (?property ?rank) {");
    for (rank, property) in PROPERTIES.iter().enumerate() {
        let _ = write!(text, " ({property} {rank})");
    }
    text.push_str(" } ?iri ?property ?label FILTER(isLiteral(?label)) }");
    text
}
