//! References: each address or work in one is an article that the wiki says supports the claim.

use serde_json::{Value, json};

use super::Wiki;
use super::property::Means;
use super::tree::{entries, field, items, text};
use super::value::words;
use crate::convert::import::foreign::claim::Source;
use crate::convert::import::foreign::literal;
use crate::convert::import::foreign::report::Unit;
use crate::dossier::node::Node;

/// What became of a snak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is carried.
    Used,
    /// Whoever took it counted it.
    Counted,
    /// It is not understood here.
    Left,
}

impl Wiki<'_, '_> {
    /// Returns the sources that a reference names; what cannot be said of an article goes to the notes.
    pub(super) fn reference(&mut self, node: &Node<'_>, notes: &mut Vec<String>) -> Vec<Source> {
        let snaks: Vec<(Option<Means>, &Node<'_>)> = field(node, "snaks")
            .into_iter()
            .flat_map(entries)
            .flat_map(|(property, snaks)| items(snaks).iter().map(move |snak| (property, snak)))
            .map(|(property, snak)| (self.properties.means(property), snak))
            .collect();
        self.book.report.parts += snaks.len() as u64;
        let mut sources = Vec::new();
        let has_address =
            snaks.iter().any(|(means, snak)| *means == Some(Means::SourceUrl) && Self::text_of(snak).is_some());
        for (means, snak) in &snaks {
            let article = match means {
                Some(Means::SourceUrl) => Self::text_of(snak).map(|(address, _)| self.article_at(&address)),
                Some(Means::StatedIn) if !has_address => self.work(snak),
                _ => None,
            };
            sources.extend(article.map(|article| Source { article, quotes: Vec::new() }));
        }
        // With two articles in one reference nobody knows which of them a title is of.
        let only = if let [source] = &sources[..] { Some(source.article) } else { None };
        let mut quotes = Vec::new();
        for (means, snak) in snaks {
            let fate = match means {
                Some(Means::SourceUrl) if Self::text_of(snak).is_some() => Fate::Used,
                Some(Means::StatedIn) if !has_address && self.entity_of(snak).is_some() => Fate::Used,
                Some(Means::Quote | Means::Page) if !sources.is_empty() => Self::evidence(means, snak, &mut quotes),
                Some(means) => only.map_or(Fate::Left, |article| self.of_article(article, means, snak)),
                None => Fate::Left,
            };
            match fate {
                Fate::Used => self.book.report.used += 1,
                Fate::Counted => {}
                Fate::Left => self.left_of_reference(snak, !sources.is_empty(), notes),
            }
        }
        for source in &mut sources {
            source.quotes.clone_from(&quotes);
        }
        sources
    }

    /// What a source is beside its address is kept in words; what names no source is only counted.
    fn left_of_reference(&mut self, snak: &Node<'_>, has_source: bool, notes: &mut Vec<String>) {
        let property = field(snak, "property").and_then(text).unwrap_or("?");
        if has_source {
            notes.push(format!("of a source: {}", words(snak)));
            self.book.report.note(&format!("property of a source: {property}"), &words(snak));
        } else {
            let kind = format!("reference without an address or a work: {property}");
            self.book.report.leave(Unit::Part, &kind, &words(snak));
        }
    }

    fn article_at(&mut self, address: &str) -> usize {
        let (article, is_new) = self.book.articles.of(address);
        if is_new {
            let (field, value) = match literal::is_address(address) {
                true => ("url", Value::from(address)),
                false => ("title", json!({ "und": address })),
            };
            self.book.articles.describe(article, field, value);
        }
        article
    }

    fn work(&mut self, snak: &Node<'_>) -> Option<usize> {
        let name = self.entity_of(snak)?;
        let iri = match name.strip_prefix("wikidata:") {
            Some(id) => format!("{}{id}", self.concepts),
            None => name.clone(),
        };
        let (article, is_new) =
            self.book.articles.with_id(&format!("work {iri}"), &literal::local_name(&format!("{iri}-work")));
        if is_new {
            self.works.push((article, iri));
        }
        Some(article)
    }

    fn evidence(means: Option<Means>, snak: &Node<'_>, quotes: &mut Vec<Value>) -> Fate {
        let Some((text, _)) = Self::text_of(snak) else { return Fate::Left };
        let field = if means == Some(Means::Page) { "page" } else { "quote" };
        quotes.push(json!({ field: text }));
        Fate::Used
    }

    fn of_article(&mut self, article: usize, means: Means, snak: &Node<'_>) -> Fate {
        let (field, value) = match means {
            Means::Retrieved => ("retrieved", Self::date_of(snak).filter(Value::is_string)),
            Means::Published => ("published", Self::date_of(snak).filter(Value::is_string)),
            Means::ArchiveUrl => {
                let address = Self::text_of(snak).filter(|(address, _)| literal::is_address(address));
                ("archive_url", address.map(|(address, _)| address.into()))
            }
            Means::Title => ("title", Self::text_of(snak).map(|(title, language)| json!({ language: title }))),
            Means::Author => ("author", self.entity_of(snak).map(Value::from)),
            Means::AuthorName => {
                ("author", Self::text_of(snak).map(|(name, language)| json!({ "name": { language: name } })))
            }
            Means::Publisher => ("publisher", self.entity_of(snak).map(Value::from)),
            _ => return Fate::Left,
        };
        let Some(value) = value else { return Fate::Left };
        let book = &mut self.book;
        match field {
            "title" | "author" | "publisher" => book.articles.add(article, field, value, &mut book.report),
            _ => book.articles.set(article, field, value, &mut book.report),
        }
        Fate::Counted
    }
}
