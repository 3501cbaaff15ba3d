//! Receipts as text for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::languages::Languages;
use crate::cli::place::Place;
use crate::cli::render::visible;
use crate::ontology::Ontology;
use crate::query::table::isolate;
use crate::query::{Asker, Found, Labels, QueryError, Question, Quote, Receipt, Why};
use crate::rdf::{NamedNode, Term};
use crate::vocab::st;

/// Receipts with the names of all they speak of.
pub(super) struct Shown<'w> {
    terms: &'w [Term; 3],
    found: &'w Why,
    asker: &'w Asker<'w>,
    languages: &'w Languages,
    labels: Labels,
    ontology: &'w Ontology,
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
        let mut labels = Labels::new(&languages.tags);
        let holders = found.receipts.iter().flat_map(|receipt| receipt.via.iter().chain([&receipt.holder]));
        let named: Vec<Term> = holders.filter_map(|iri| NamedNode::new(iri).ok()).map(Term::from).collect();
        labels.fetch(asker, terms.iter().chain(&named))?;
        let ontology = place.kb().map_or(Ontology::embedded(), |kb| &kb.context.ontology);
        let articles = articles(found, asker)?;
        Ok(Self { terms, found, asker, languages, labels, ontology, articles })
    }

    /// Returns the text.
    pub(super) fn text(&self) -> String {
        let [subject, predicate, object] = self.terms;
        let mut text = format!("{} — {} — {}\n", self.term(subject), self.term(predicate), self.term(object));
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
        let _ = writeln!(text, "\n{number}. {}: {}", self.short(&receipt.statement), standing(receipt));
        let polarity = if receipt.positive { "says that it is so" } else { "says that it is not so" };
        let around = if receipt.reversed { ", the other way round" } else { "" };
        let _ = writeln!(text, "   {} {polarity}{around} ({})", self.holder(receipt), self.name(&receipt.stance));
        for quote in &receipt.quotes {
            let _ = writeln!(text, "   {}", self.quote(quote, receipt));
        }
        let pairs = |texts: &'_ BTreeMap<String, String>| -> Option<String> {
            self.languages.pick(texts.iter().map(|(lang, text)| (lang.as_str(), text.as_str()))).map(str::to_owned)
        };
        let mut place = pairs(&receipt.headlines).map_or_else(String::new, |title| format!("{}, ", isolated(&title)));
        place.push_str(&self.short(&receipt.article));
        if let Some(published) = self.published(receipt) {
            let _ = write!(place, ", {}", visible(published));
        } else if let Some((reason, words)) = self.undated(receipt) {
            let _ = write!(place, ", date {}", self.name(reason));
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
                let listed: Vec<String> = others.iter().map(|iri| self.short(iri)).collect();
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

    fn quote(&self, quote: &Quote, receipt: &Receipt) -> String {
        let mut places = Vec::new();
        if let Some((start, end)) = quote.position {
            places.push(format!("characters {start}–{end}"));
        }
        places.extend(quote.page.iter().map(|page| format!("page {}", visible(page))));
        places.extend(quote.timecode.iter().map(|time| format!("at {}", visible(time))));
        let language = self.articles.get(&receipt.article).and_then(|article| article.language.as_deref());
        places.extend(language.map(visible));
        let words = quote
            .exact
            .as_deref()
            .map_or_else(|| "(the words may not be copied)".to_owned(), |words| isolated(&format!("“{words}”")));
        if places.is_empty() { words } else { format!("{words} ({})", places.join(", ")) }
    }

    fn holder(&self, receipt: &Receipt) -> String {
        let mut words = self.who(&receipt.holder);
        // The outermost is named last: "Armenia, as told by TASS, as told by the Courier".
        for via in receipt.via.iter().rev() {
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

    /// Returns the label and the short IRI.
    fn named(&self, iri: &str) -> String {
        let short = self.short(iri);
        let label = self.labels.get(iri).map(str::to_owned).or_else(|| self.of_ontology(iri));
        label.map_or_else(|| short.clone(), |label| format!("{} ({short})", isolated(&label)))
    }

    /// Returns the label alone.
    fn name(&self, iri: &str) -> String {
        self.of_ontology(iri).map_or_else(|| self.short(iri), |label| isolated(&label))
    }

    fn of_ontology(&self, iri: &str) -> Option<String> {
        let term = self.ontology.term(iri)?;
        let label = self.languages.pick(term.labels.iter().map(|label| (label.lang.as_str(), label.text.as_str())));
        label.map(str::to_owned)
    }

    fn term(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => self.named(node.as_str()),
            other => visible(&other.to_string()),
        }
    }

    fn short(&self, iri: &str) -> String {
        visible(&self.asker.prefixes().shorten(iri).unwrap_or_else(|| format!("<{iri}>")))
    }

    /// Returns the same for programs.
    pub(super) fn json(&self) -> Value {
        let [subject, predicate, object] = self.terms;
        let term = |term: &Term| match term {
            Term::NamedNode(node) => {
                let label = self.labels.get(node.as_str()).map(str::to_owned);
                json!({ "iri": node.as_str(), "label": label.or_else(|| self.of_ontology(node.as_str())) })
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

fn isolated(text: &str) -> String {
    isolate(&visible(text))
}

fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
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
