//! A claim in words and for programs: what it says, who holds it and how surely, where it stands.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::namer::{Namer, isolated};
use super::render::visible;
use crate::query::Claim;
use crate::rdf::Term;

impl Namer<'_> {
    /// Returns what a claim says: its triple, else its gloss.
    pub(super) fn says(&self, claim: &Claim) -> String {
        let not = if claim.positive { "" } else { "not: " };
        let terms: Vec<String> = claim.triple.iter().flatten().map(|term| self.brief(term)).collect();
        if claim.triple[1].is_some() {
            return format!("{not}{}", terms.join(" — "));
        }
        self.pick(&claim.glosses).map_or_else(|| terms.join(" — "), |gloss| isolated(&gloss))
    }

    /// Returns who holds it, and how surely.
    pub(super) fn held(&self, claim: &Claim) -> String {
        format!("{} ({})", self.holder(&claim.holder, &claim.via), self.name(&claim.stance))
    }

    /// Returns the article of a claim: title, day, address.
    pub(super) fn place(&self, claim: &Claim) -> String {
        let article = &claim.article;
        let mut place = self.pick(&article.titles).map_or_else(String::new, |title| format!("{}, ", isolated(&title)));
        place.push_str(&self.short(&article.iri));
        match (&article.published, &article.undated) {
            (Some(published), _) => place.push_str(&format!(", {}", visible(published))),
            (None, Some(reason)) => place.push_str(&format!(", date {}", self.name(reason))),
            (None, None) => {}
        }
        if let Some(url) = &article.url {
            let _ = write!(place, ", {}", visible(url));
        }
        if let Some(original) = &article.reprint_of {
            let _ = write!(place, ", a reprint of {}", self.short(original));
        }
        if article.retracted {
            place.push_str(", retracted");
        }
        place
    }

    /// Returns a term for programs.
    pub(super) fn term_json(&self, term: &Term) -> Value {
        match term {
            Term::NamedNode(node) => json!({ "iri": node.as_str(), "label": self.label(node.as_str()) }),
            Term::Literal(literal) => {
                json!({ "value": literal.value(), "language": literal.language(), "datatype": literal.datatype().as_str() })
            }
            other => json!({ "term": other.to_string() }),
        }
    }

    /// Returns a claim for programs.
    pub(super) fn claim_json(&self, claim: &Claim) -> Value {
        let [subject, predicate, object] =
            claim.triple.each_ref().map(|part| part.as_ref().map(|term| self.term_json(term)));
        let quotes = claim.quotes.iter().map(|quote| {
            json!({
                "evidence": quote.evidence, "exact": quote.exact,
                "start": quote.position.map(|(start, _)| start), "end": quote.position.map(|(_, end)| end),
                "page": quote.page, "timecode": quote.timecode,
            })
        });
        let article = &claim.article;
        json!({
            "statement": claim.statement,
            "subject": subject, "predicate": predicate, "object": object,
            "glosses": claim.glosses,
            "holder": claim.holder, "via": claim.via, "stance": claim.stance, "positive": claim.positive,
            "when": claim.when,
            "quotes": quotes.collect::<Vec<_>>(),
            "content_of": claim.content_of,
            "article": {
                "iri": article.iri, "titles": article.titles, "published": article.published,
                "published_unknown": article.undated, "language": article.language, "url": article.url,
                "reprint_of": article.reprint_of, "retracted": article.retracted,
            },
        })
    }
}
