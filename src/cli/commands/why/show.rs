//! Receipts as text for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::languages::Languages;
use crate::cli::namer::{Namer, isolated, many, quote};
use crate::cli::place::Place;
use crate::cli::render::visible;
use crate::query::{Asker, Found, QueryError, Question, Receipt, Why};
use crate::rdf::{NamedNode, Term};

/// Receipts with the names of all they speak of.
pub(super) struct Shown<'w> {
    terms: &'w [Term; 3],
    found: &'w Why,
    namer: Namer<'w>,
    articles: BTreeMap<String, Article>,
}

#[derive(Default)]
struct Article {
    url: Option<String>,
    language: Option<String>,
    /// Why the day of publication is not known: the IRI of the reason.
    undated: Option<String>,
    /// The words that the source has for the day.
    day_words: Option<String>,
}

impl<'w> Shown<'w> {
    /// Looks up the names.
    pub(super) fn new(
        terms: &'w [Term; 3],
        found: &'w Why,
        asker: &'w Asker<'w>,
        place: &'w Place,
        languages: &'w Languages,
    ) -> Result<Self, QueryError> {
        let mut namer = Namer::new(asker, place, languages);
        let holders = found.receipts.iter().flat_map(|receipt| receipt.via.iter().chain([&receipt.holder]));
        namer.fetch(terms)?;
        namer.fetch_iris(holders.map(String::as_str))?;
        let articles = articles(found, asker)?;
        Ok(Self { terms, found, namer, articles })
    }

    /// Returns the text.
    pub(super) fn text(&self) -> String {
        let [subject, predicate, object] = self.terms;
        let mut text =
            format!("{} — {} — {}\n", self.namer.term(subject), self.namer.term(predicate), self.namer.term(object));
        let receipts = &self.found.receipts;
        if receipts.is_empty() {
            text.push_str("no statement says that\n");
            return text;
        }
        let asserted = receipts.iter().filter(|receipt| receipt.asserted).count();
        let reviewed = if self.found.reviewed { "; a reviewer accepted it" } else { "" };
        let _ = writeln!(text, "{}, {asserted} asserted{reviewed}", many(receipts.len(), "statement"));
        for (number, receipt) in receipts.iter().enumerate() {
            self.receipt(number + 1, receipt, &mut text);
        }
        text
    }

    fn receipt(&self, number: usize, receipt: &Receipt, text: &mut String) {
        let _ = writeln!(text, "\n{number}. {}: {}", self.namer.short(&receipt.statement), standing(receipt));
        let polarity = if receipt.positive { "says that it is so" } else { "says that it is not so" };
        let around = if receipt.reversed { ", the other way round" } else { "" };
        let _ = writeln!(
            text,
            "   {} {polarity}{around} ({})",
            self.namer.holder(&receipt.holder, &receipt.via),
            self.namer.name(&receipt.stance)
        );
        let language = self.articles.get(&receipt.article).and_then(|article| article.language.as_deref());
        for words in &receipt.quotes {
            let _ = writeln!(text, "   {}", quote(words, language));
        }
        let mut place =
            self.namer.pick(&receipt.headlines).map_or_else(String::new, |title| format!("{}, ", isolated(&title)));
        place.push_str(&self.namer.short(&receipt.article));
        if let Some(published) = self.published(receipt) {
            let _ = write!(place, ", {}", visible(published));
        } else if let Some((reason, words)) = self.undated(receipt) {
            let _ = write!(place, ", date {}", self.namer.name(reason));
            if let Some(words) = words {
                let _ = write!(place, " ({})", isolated(&format!("“{words}”")));
            }
        }
        if let Some(url) = self.articles.get(&receipt.article).and_then(|article| article.url.as_deref()) {
            let _ = write!(place, ", {}", visible(url));
        }
        let _ = writeln!(text, "   in {place}");
        for (words, others) in [("the content of", &receipt.content_of), ("contradicted by", &receipt.contradicted_by)]
        {
            if !others.is_empty() {
                let listed: Vec<String> = others.iter().map(|iri| self.namer.short(iri)).collect();
                let _ = writeln!(text, "   {words} {}", listed.join(", "));
            }
        }
    }

    /// Returns when the article was published, if that is known.
    fn published<'r>(&'r self, receipt: &'r Receipt) -> Option<&'r str> {
        receipt.published.as_deref().filter(|_| self.undated(receipt).is_none())
    }

    /// Returns why it is not known when the article was published, and the words of the source.
    fn undated(&self, receipt: &Receipt) -> Option<(&str, Option<&str>)> {
        let article = self.articles.get(&receipt.article)?;
        Some((article.undated.as_deref()?, article.day_words.as_deref()))
    }

    /// Returns the same for programs.
    pub(super) fn json(&self) -> Value {
        let [subject, predicate, object] = self.terms;
        let term = |term: &Term| match term {
            Term::NamedNode(node) => {
                json!({ "iri": node.as_str(), "label": self.namer.label(node.as_str()) })
            }
            other => json!({ "literal": other.to_string() }),
        };
        json!({
            "subject": term(subject),
            "predicate": term(predicate),
            "object": term(object),
            "reviewed": self.found.reviewed,
            "receipts": self.found.receipts.iter().map(|receipt| self.receipt_json(receipt)).collect::<Vec<_>>(),
        })
    }

    fn receipt_json(&self, receipt: &Receipt) -> Value {
        let article = self.articles.get(&receipt.article);
        let quotes: Vec<Value> = receipt
            .quotes
            .iter()
            .map(|quote| {
                json!({
                    "evidence": quote.evidence,
                    "exact": quote.exact,
                    "start": quote.position.map(|(start, _)| start),
                    "end": quote.position.map(|(_, end)| end),
                    "page": quote.page,
                    "timecode": quote.timecode,
                })
            })
            .collect();
        json!({
            "statement": receipt.statement,
            "reversed": receipt.reversed,
            "holder": receipt.holder,
            "via": receipt.via,
            "stance": receipt.stance,
            "positive": receipt.positive,
            "asserted": receipt.asserted,
            "withheld": receipt.withheld.map(crate::convert::Withheld::words),
            "quotes": quotes,
            "glosses": receipt.glosses,
            "article": {
                "iri": receipt.article,
                "titles": receipt.headlines,
                "published": self.published(receipt),
                "published_unknown": self.undated(receipt).map(|(reason, words)| json!({ "reason": reason, "text": words })),
                "url": article.and_then(|article| article.url.as_deref()),
                "language": article.and_then(|article| article.language.as_deref()),
            },
            "content_of": receipt.content_of,
            "contradicted_by": receipt.contradicted_by,
        })
    }
}

/// Says whether it stands as a triple, and if not, why.
fn standing(receipt: &Receipt) -> String {
    match (receipt.asserted, receipt.withheld) {
        (true, _) => "asserted".to_owned(),
        (false, Some(reason)) => format!("withheld, because {}", reason.words()),
        (false, None) => "withheld".to_owned(),
    }
}

/// Looks up address and language of the articles.
fn articles(found: &Why, asker: &Asker<'_>) -> Result<BTreeMap<String, Article>, QueryError> {
    let mut articles: BTreeMap<String, Article> =
        found.receipts.iter().map(|receipt| (receipt.article.clone(), Article::default())).collect();
    let mut query = String::from("SELECT ?article ?url ?language ?undated ?words WHERE { VALUES ?article {");
    for node in articles.keys().filter_map(|iri| NamedNode::new(iri).ok()) {
        let _ = write!(query, " {node}");
    }
    query.push_str(
        " } OPTIONAL { ?article schema:url ?url } OPTIONAL { ?article schema:inLanguage ?language } \
         OPTIONAL { ?article schema:datePublished ?day . ?day st:reason ?undated \
         OPTIONAL { ?day st:sourceText ?words } } }",
    );
    let Found::Solutions(rows) = asker.ask(&Question::text(query))?.results else { return Ok(articles) };
    for row in rows {
        let row = row?;
        let text = |place: usize| match row.get(place) {
            Some(Some(Term::NamedNode(node))) => Some(node.as_str().to_owned()),
            Some(Some(Term::Literal(literal))) => Some(literal.value().to_owned()),
            _ => None,
        };
        if let Some(article) = text(0).and_then(|iri| articles.get_mut(&iri)) {
            article.url = text(1).or(article.url.take());
            article.language = text(2).or(article.language.take());
            article.undated = text(3).or(article.undated.take());
            article.day_words = text(4).or(article.day_words.take());
        }
    }
    Ok(articles)
}
