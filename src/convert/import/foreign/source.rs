//! Sources that claims name, as articles with what the document says of them.

use serde_json::{Map, Value, json};

use super::literal;
use super::quads::{Rdf, term_key, words_of};
use super::words;
use crate::rdf::{Literal, Term};

impl Rdf<'_, '_> {
    /// Returns the article that a claim names as its source; nothing if the term cannot be one.
    pub(super) fn source(&mut self, term: &Term) -> Option<usize> {
        if let Term::Literal(literal) = term {
            return Some(self.source_in_words(literal));
        }
        let key = term_key(term)?;
        let (article, is_new) = self.book.articles.of(&key);
        if !is_new {
            return Some(article);
        }
        if literal::is_address(&key) {
            self.book.articles.describe(article, "url", key.as_str().into());
        }
        self.sources.insert(key.clone());
        for number in self.of(&key) {
            self.property_of_source(article, number);
        }
        if self.book.articles.get(article).field("url").is_none() && !key.starts_with("_:") {
            self.book.articles.describe(article, "title", json!({ "und": key }));
        }
        Some(article)
    }

    /// A source in words is known by its words, or by the address that they are.
    fn source_in_words(&mut self, literal: &Literal) -> usize {
        let text = literal.value().trim();
        let (article, is_new) = self.book.articles.of(text);
        if is_new {
            if literal::is_address(text) && !text.contains(' ') {
                self.book.articles.describe(article, "url", text.into());
            } else {
                let language = words_of(literal).map_or_else(|| "und".to_owned(), |(_, language)| language);
                self.book.articles.describe(article, "title", json!({ language: text }));
            }
        }
        article
    }

    /// Fills in what a quad says of a source.
    pub(super) fn property_of_source(&mut self, article: usize, number: usize) {
        let quad = &self.quads[number];
        let Some(field) = words::of_source(&words::short(quad.predicate.as_str())) else { return };
        let value = match (field, &quad.object) {
            ("title", Term::Literal(literal)) => words_of(literal).map(|(text, language)| json!({ language: text })),
            ("author" | "publisher", object) => self.agent(object),
            ("published", Term::Literal(literal)) => literal::date(literal.value()).map(Value::from),
            ("language", Term::Literal(literal)) => literal::language(literal.value()).map(Value::from),
            ("url" | "archive_url", Term::NamedNode(node)) => Some(node.as_str().into()),
            ("url" | "archive_url" | "licence", Term::Literal(literal)) => Some(literal.value().into()),
            ("licence", Term::NamedNode(node)) => Some(node.as_str().into()),
            _ => None,
        };
        let is_address = |value: &Value| value.as_str().is_some_and(literal::is_address);
        let value = value.filter(|value| !field.ends_with("url") || is_address(value));
        let Some(value) = value else { return };
        if !self.hand_over(number) {
            return;
        }
        let book = &mut self.book;
        match field {
            "title" | "author" | "publisher" => book.articles.add(article, field, value, &mut book.report),
            _ => book.articles.set(article, field, value, &mut book.report),
        }
    }

    /// Returns somebody as the author of an article: a thing with an address, or a name.
    pub(super) fn agent(&mut self, term: &Term) -> Option<Value> {
        match term {
            Term::Literal(literal) => {
                let (text, language) = words_of(literal)?;
                Some(json!({ "name": { language: text } }))
            }
            Term::NamedNode(node) => Some(self.book.entities.iri(node.as_str()).into()),
            Term::BlankNode(_) => {
                let mut names = Map::new();
                for number in self.of(&term_key(term)?) {
                    let quad = &self.quads[number];
                    let is_name = words::of_name(&words::short(quad.predicate.as_str())) == Some(words::Name::Label);
                    let Term::Literal(literal) = &quad.object else { continue };
                    let Some((text, language)) = words_of(literal).filter(|_| is_name) else { continue };
                    if !names.contains_key(&language) {
                        names.insert(language, text.into());
                        self.spend(number);
                    }
                }
                (!names.is_empty()).then(|| json!({ "name": names }))
            }
            Term::Triple(_) => None,
        }
    }
}
