//! The statement layer in the terms of schema.org: a news article, what it claims, its words.
//!
//! A statement is only ever a `Claim`, with its holder as author and its stance as an additional
//! type; nothing is said of an entity but its name. A negative statement is put in the article's own
//! words, which carry the negation, never in the gloss. A quotation is part of the article and has no
//! speaker: the words are the article's, whoever holds what they say. A `ClaimReview` is only what a
//! person has reviewed.

use std::collections::HashMap;

use super::covered::{Triples, hash_of};
use super::quads::iri;
use crate::jsonld::rdf::XSD_STRING;
use crate::jsonld::{Quad, Term};
use crate::vocab::{dct, oa, rdf, rdfs, schema, st};

const SCHEMA: &str = "https://schema.org/";

struct View<'q> {
    by_subject: HashMap<&'q str, Vec<&'q Quad>>,
    made: Vec<Quad>,
    covered: &'q mut Triples,
}

/// Returns the schema.org view of an article's quads; `covered` takes the triples it rests on.
pub(super) fn view<'q>(quads: &'q [Quad], covered: &'q mut Triples) -> Vec<Quad> {
    let mut by_subject: HashMap<&str, Vec<&Quad>> = HashMap::new();
    for quad in quads {
        if let Some(subject) = iri(&quad.subject) {
            by_subject.entry(subject).or_default().push(quad);
        }
    }
    let mut view = View { by_subject, made: Vec::new(), covered };
    for quad in quads.iter().filter(|quad| iri(&quad.predicate) == Some(rdf::TYPE)) {
        let (Some(node), Some(class)) = (iri(&quad.subject), iri(&quad.object)) else { continue };
        match class {
            st::ARTICLE_CLASS => view.article(node),
            st::STATEMENT_CLASS => view.claim(node),
            st::REVIEW_CLASS => view.review(node),
            _ => continue,
        }
        view.covered.insert(hash_of(quad));
    }
    view.made.sort_unstable();
    view.made.dedup();
    view.made
}

impl<'q> View<'q> {
    fn say(&mut self, subject: &str, property: &str, object: Term) {
        let subject = Term::Iri(subject.to_owned());
        let predicate = if property == rdf::TYPE { property.to_owned() } else { format!("{SCHEMA}{property}") };
        self.made.push(Quad { subject, predicate: Term::Iri(predicate), object, graph: None });
    }

    fn class(&mut self, subject: &str, class: &str) {
        self.say(subject, rdf::TYPE, Term::Iri(format!("{SCHEMA}{class}")));
    }

    /// Returns the values of a property, which are thereby carried.
    fn values(&mut self, node: &str, property: &str) -> Vec<&'q Term> {
        let quads = self.by_subject.get(node).into_iter().flatten();
        let found: Vec<&'q Quad> = quads.copied().filter(|quad| iri(&quad.predicate) == Some(property)).collect();
        self.covered.extend(found.iter().map(|quad| hash_of(quad)));
        found.into_iter().map(|quad| &quad.object).collect()
    }

    fn copy(&mut self, node: &str, from: &str, to: &str) {
        for value in self.values(node, from) {
            self.say(node, to, value.clone());
        }
    }

    fn copy_date(&mut self, node: &str, from: &str) {
        for value in self.values(node, from) {
            if let Term::Literal { value, .. } = value {
                self.say(node, "datePublished", Term::typed(value.clone(), format!("{SCHEMA}Date")));
            }
        }
    }

    /// Refers to an entity, of which nothing is said but its name.
    fn refer(&mut self, node: &str, property: &str, entity: &str) {
        self.say(node, property, Term::Iri(entity.to_owned()));
        for name in self.values(entity, rdfs::LABEL) {
            self.say(entity, "name", name.clone());
        }
    }

    fn article(&mut self, article: &str) {
        self.class(article, "NewsArticle");
        self.copy(article, schema::HEADLINE, "headline");
        self.copy(article, schema::URL, "url");
        self.copy(article, st::ARCHIVE_URL, "archivedAt");
        self.copy(article, schema::IN_LANGUAGE, "inLanguage");
        self.copy(article, dct::LICENSE, "license");
        self.copy_date(article, schema::DATE_PUBLISHED);
        for (from, to) in [(schema::AUTHOR, "author"), (schema::PUBLISHER, "publisher")] {
            for entity in self.values(article, from).into_iter().filter_map(iri) {
                self.refer(article, to, entity);
            }
        }
    }

    fn claim(&mut self, statement: &str) {
        self.class(statement, "Claim");
        let articles: Vec<&str> = self.values(statement, st::IN_ARTICLE).into_iter().filter_map(iri).collect();
        for article in &articles {
            self.say(statement, "appearance", Term::Iri((*article).to_owned()));
        }
        for stance in self.values(statement, st::STANCE) {
            self.say(statement, "additionalType", stance.clone());
        }
        for property in [st::SUBJECT, st::OBJECT, st::ABOUT] {
            for entity in self.values(statement, property).into_iter().filter_map(iri) {
                if self
                    .by_subject
                    .get(entity)
                    .is_some_and(|quads| quads.iter().any(|quad| iri(&quad.predicate) == Some(rdfs::LABEL)))
                {
                    self.refer(statement, "about", entity);
                }
            }
        }
        for holder in self.values(statement, st::HOLDER).into_iter().filter_map(iri) {
            if holder == st::ARTICLE_AUTHOR {
                for article in &articles {
                    for author in self.values(article, schema::AUTHOR).into_iter().filter_map(iri) {
                        self.refer(statement, "author", author);
                    }
                }
            } else if holder != st::UNNAMED_SOURCE {
                self.refer(statement, "author", holder);
            }
        }
        let mut words = Vec::new();
        for evidence in self.values(statement, st::EVIDENCE).into_iter().filter_map(iri) {
            self.values(evidence, rdf::TYPE);
            let exact = self.values(evidence, oa::EXACT);
            if exact.is_empty() {
                continue;
            }
            self.class(evidence, "Quotation");
            self.say(statement, "citation", Term::Iri(evidence.to_owned()));
            for text in exact {
                self.say(evidence, "text", text.clone());
                words.push(text);
            }
            for article in &articles {
                self.say(evidence, "isPartOf", Term::Iri((*article).to_owned()));
            }
        }
        let negative =
            self.values(statement, st::POLARITY).into_iter().any(|polarity| iri(polarity) == Some(st::NEGATIVE));
        let gloss = if negative { Vec::new() } else { self.values(statement, st::GLOSS) };
        for text in if gloss.is_empty() { words } else { gloss } {
            self.say(statement, "text", text.clone());
        }
    }

    fn review(&mut self, review: &str) {
        self.class(review, "ClaimReview");
        self.copy(review, st::REVIEWS, "itemReviewed");
        self.copy(review, st::NOTE, "reviewBody");
        self.copy_date(review, st::REVIEWED_ON);
        for (number, name) in (1..).zip(self.values(review, st::REVIEWED_BY)) {
            let person = format!("{review}/by/{number}");
            self.say(review, "author", Term::Iri(person.clone()));
            self.class(&person, "Person");
            self.say(&person, "name", name.clone());
        }
        for verdict in self.values(review, st::VERDICT).into_iter().filter_map(iri) {
            let rating = format!("{review}/rating");
            self.say(review, "reviewRating", Term::Iri(rating.clone()));
            self.class(&rating, "Rating");
            let name = verdict.rsplit('#').next().unwrap_or(verdict);
            self.say(&rating, "alternateName", Term::typed(name, XSD_STRING));
        }
    }
}
