//! Names for people: labels in the reader's languages, holders in words, quotes with their places.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::languages::Languages;
use super::place::Place;
use super::render::visible;
use crate::ontology::Ontology;
use crate::query::table::isolate;
use crate::query::{Asker, Labels, QueryError, Quote};
use crate::rdf::{NamedNode, Term};
use crate::vocab::st;

/// Knows the names of what an answer speaks of.
pub(super) struct Namer<'n> {
    asker: &'n Asker<'n>,
    languages: &'n Languages,
    labels: Labels,
    ontology: &'n Ontology,
}

impl<'n> Namer<'n> {
    /// Returns a namer that knows the ontology only.
    pub(super) fn new(asker: &'n Asker<'n>, place: &'n Place, languages: &'n Languages) -> Self {
        let ontology = place.kb().map_or(Ontology::embedded(), |kb| &kb.context.ontology);
        Self { asker, languages, labels: Labels::new(&languages.tags), ontology }
    }

    /// Looks up the labels of terms.
    pub(super) fn fetch<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>) -> Result<(), QueryError> {
        self.labels.fetch(self.asker, terms)
    }

    /// Looks up the labels of IRIs.
    pub(super) fn fetch_iris<'t>(&mut self, iris: impl IntoIterator<Item = &'t str>) -> Result<(), QueryError> {
        let nodes = iris.into_iter().filter_map(|iri| NamedNode::new(iri).ok());
        let terms: Vec<Term> = nodes.map(Term::from).collect();
        self.fetch(&terms)
    }

    /// Names who holds a statement, and who passes it on; the outermost comes last.
    pub(super) fn holder(&self, holder: &str, via: &[String]) -> String {
        let mut words = self.who(holder);
        // "Armenia, as told by TASS, as told by the Courier"
        for via in via.iter().rev() {
            let _ = write!(words, ", as told by {},", self.who(via));
        }
        words
    }

    fn who(&self, iri: &str) -> String {
        match iri {
            st::ARTICLE_AUTHOR => "the author".to_owned(),
            st::UNNAMED_SOURCE => "an unnamed source".to_owned(),
            _ => self.named(iri),
        }
    }

    /// Returns the label of an IRI as it is, if it has one.
    pub(super) fn label(&self, iri: &str) -> Option<String> {
        self.labels.get(iri).map(str::to_owned).or_else(|| self.of_ontology(iri))
    }

    /// Returns the label and the short IRI.
    pub(super) fn named(&self, iri: &str) -> String {
        let short = self.short(iri);
        self.label(iri).map_or_else(|| short.clone(), |label| format!("{} ({short})", isolated(&label)))
    }

    /// Returns the label alone, else the short IRI.
    pub(super) fn name(&self, iri: &str) -> String {
        self.label(iri).map_or_else(|| self.short(iri), |label| isolated(&label))
    }

    fn of_ontology(&self, iri: &str) -> Option<String> {
        let term = self.ontology.term(iri)?;
        let label = self.languages.pick(term.labels.iter().map(|label| (label.lang.as_str(), label.text.as_str())));
        label.map(str::to_owned)
    }

    /// Returns label and short IRI, or the literal.
    pub(super) fn term(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => self.named(node.as_str()),
            other => visible(&other.to_string()),
        }
    }

    /// Returns the label alone, or the text of the literal; what a statement or a situation says stands in quotation marks.
    pub(super) fn brief(&self, term: &Term) -> String {
        let statements = format!("{}statement/", self.asker.base().as_str());
        match term {
            Term::NamedNode(node) if node.as_str().starts_with(&statements) => match self.label(node.as_str()) {
                Some(gloss) => format!("{} ({})", isolated(&format!("“{gloss}”")), self.short(node.as_str())),
                None => self.short(node.as_str()),
            },
            Term::NamedNode(node) => self.name(node.as_str()),
            Term::Literal(literal) => isolated(literal.value()),
            other => visible(&other.to_string()),
        }
    }

    /// Returns the short IRI.
    pub(super) fn short(&self, iri: &str) -> String {
        visible(&self.asker.prefixes().shorten(iri).unwrap_or_else(|| format!("<{iri}>")))
    }

    /// Returns the text in the reader's language.
    pub(super) fn pick(&self, texts: &BTreeMap<String, String>) -> Option<String> {
        self.languages.pick(texts.iter().map(|(lang, text)| (lang.as_str(), text.as_str()))).map(str::to_owned)
    }
}

/// Returns the words of a quote with their place; `language` is that of the article.
pub(super) fn quote(quote: &Quote, language: Option<&str>) -> String {
    let mut places = Vec::new();
    if let Some((start, end)) = quote.position {
        places.push(format!("characters {start}–{end}"));
    }
    places.extend(quote.page.iter().map(|page| format!("page {}", visible(page))));
    places.extend(quote.timecode.iter().map(|time| format!("at {}", visible(time))));
    places.extend(language.map(visible));
    let words = quote
        .exact
        .as_deref()
        .map_or_else(|| "(the words may not be copied)".to_owned(), |words| isolated(&format!("“{words}”")));
    if places.is_empty() { words } else { format!("{words} ({})", places.join(", ")) }
}

/// Makes text safe for a terminal, and keeps right-to-left text from turning what is around it.
pub(super) fn isolated(text: &str) -> String {
    isolate(&visible(text))
}

/// Counts things.
pub(super) fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
