//! Hits as text, table, Markdown and JSON; a statement with who says it, how surely, and where.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::languages::Languages;
use crate::cli::namer::{Namer, isolated};
use crate::cli::place::Place;
use crate::query::results::escape_markdown as markdown;
use crate::query::service::snippet;
use crate::query::table::{self, Style};
use crate::query::{Asker, Claim, Prefixes, QueryError, Row, claims};
use crate::rdf::{Literal, Term};
use crate::search::{Found, Hit, Kind, Part, Passage, parts};
use crate::store::CancellationToken;

/// As many texts of one hit are shown to people.
const PASSAGES: usize = 3;

/// What was found, with the names of all it speaks of.
pub(super) struct Shown<'s> {
    found: Found,
    claims: HashMap<String, Claim>,
    namer: Namer<'s>,
}

impl<'s> Shown<'s> {
    /// Looks up the claims and the names; statements that the data does not hold are left out.
    pub(super) fn new(
        mut found: Found,
        asker: &'s Asker<'s>,
        place: &'s Place,
        languages: &'s Languages,
        cancel: &CancellationToken,
    ) -> Result<Self, QueryError> {
        let statements = found.hits.iter().filter(|hit| hit.kind == Kind::Statement).map(|hit| hit.iri.as_str());
        let claims = claims(asker, &statements.collect::<Vec<_>>(), cancel)?;
        found.hits.retain(|hit| hit.kind != Kind::Statement || claims.contains_key(&hit.iri));
        let mut namer = Namer::new(asker, place, languages);
        namer.fetch(claims.values().flat_map(|claim| claim.triple.iter().flatten()))?;
        let holders = claims.values().flat_map(|claim| claim.via.iter().chain([&claim.holder]));
        let others = found.hits.iter().filter(|hit| hit.kind != Kind::Statement).map(|hit| &hit.iri);
        namer.fetch_iris(holders.chain(others).map(String::as_str))?;
        Ok(Self { found, claims, namer })
    }

    /// Returns what a hit is: for a statement what is said, never as if it were so.
    fn head(&self, hit: &Hit) -> String {
        match self.claims.get(&hit.iri) {
            Some(claim) => self.namer.says(claim),
            None => self.namer.named(&hit.iri),
        }
    }

    /// Returns the text.
    pub(super) fn text(&self) -> String {
        if self.found.hits.is_empty() {
            return "nothing was found\n".to_owned();
        }
        let mut text = String::new();
        for (number, hit) in self.found.hits.iter().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            let _ = writeln!(text, "{} ({}, {:.2})", self.head(hit), hit.kind.name(), hit.score);
            if let Some(claim) = self.claims.get(&hit.iri) {
                let _ = writeln!(text, "    {}", self.namer.held(claim));
            }
            for passage in hit.passages.iter().take(PASSAGES) {
                let _ = writeln!(text, "    {}", worded(passage));
            }
            if hit.passages.len() > PASSAGES {
                let _ = writeln!(text, "    and {} more", hit.passages.len() - PASSAGES);
            }
            if let Some(claim) = self.claims.get(&hit.iri) {
                let _ = writeln!(text, "    in {}; {}", self.namer.place(claim), self.namer.short(&claim.statement));
            }
        }
        text
    }

    /// Returns a list in Markdown.
    pub(super) fn markdown(&self) -> String {
        if self.found.hits.is_empty() {
            return "Nothing was found.\n".to_owned();
        }
        let mut text = String::new();
        for hit in &self.found.hits {
            let claim = self.claims.get(&hit.iri);
            let held = claim.map(|claim| format!(" — {}", markdown(&self.namer.held(claim)))).unwrap_or_default();
            let _ = writeln!(text, "- **{}**{held} ({})", markdown(&self.head(hit)), hit.kind.name());
            for passage in hit.passages.iter().take(PASSAGES) {
                let words: String = parts(&passage.words, &passage.marks)
                    .into_iter()
                    .map(|part| match part {
                        Part::Around(words) => markdown(words),
                        Part::Hit(words) => format!("**{}**", markdown(words)),
                    })
                    .collect();
                let _ = writeln!(text, "  - {}: {words}", told(passage));
            }
            if let Some(claim) = claim {
                let place = markdown(&self.namer.place(claim));
                let _ = writeln!(text, "  - in {place}; `{}`", self.namer.short(&claim.statement));
            }
        }
        text
    }

    /// Returns a table, a hit on each line.
    pub(super) fn table(&self, width: Option<usize>, prefixes: &Prefixes) -> String {
        let columns = ["score", "kind", "what", "who", "words", "article", "iri"].map(str::to_owned);
        let cell = |text: String| (!text.is_empty()).then(|| Term::from(Literal::new_simple_literal(text)));
        let rows: Vec<Row> = self
            .found
            .hits
            .iter()
            .map(|hit| {
                let claim = self.claims.get(&hit.iri);
                let words = hit.passages.first().map(|best| snippet(&best.words, &best.marks));
                let title = claim.and_then(|claim| self.namer.pick(&claim.article.titles));
                vec![
                    cell(format!("{:.2}", hit.score)),
                    cell(hit.kind.name().to_owned()),
                    cell(self.head(hit)),
                    cell(claim.map(|claim| self.namer.held(claim)).unwrap_or_default()),
                    cell(words.unwrap_or_default()),
                    cell(title.unwrap_or_default()),
                    cell(self.namer.short(&hit.iri)),
                ]
            })
            .collect();
        let style = Style { width, prefixes, labels: None, ascii: false };
        table::render(&columns, &rows, &[], false, &style).table
    }

    /// Returns the same for programs.
    pub(super) fn json(&self) -> Value {
        let passage = |passage: &Passage| {
            let marks: Vec<Value> = passage.marks.iter().map(|mark| json!([mark.start, mark.end])).collect();
            json!({
                "field": passage.field.name(), "language": passage.language, "words": passage.words,
                "marks": marks, "score": passage.score,
            })
        };
        let hit = |hit: &Hit| {
            json!({
                "iri": hit.iri, "kind": hit.kind.name(), "score": hit.score,
                "label": if hit.kind == Kind::Statement { None } else { self.namer.label(&hit.iri) },
                "article": hit.article,
                "passages": hit.passages.iter().map(passage).collect::<Vec<_>>(),
                "claim": self.claims.get(&hit.iri).map(|claim| self.namer.claim_json(claim)),
            })
        };
        json!({
            "hits": self.found.hits.iter().map(hit).collect::<Vec<_>>(),
            "all": self.found.all,
            "only_some": self.found.only_some,
        })
    }
}

/// Returns the words around the hit, which stands in brackets, and which words they are.
fn worded(passage: &Passage) -> String {
    format!("{} ({})", isolated(&format!("“{}”", snippet(&passage.words, &passage.marks))), told(passage))
}

fn told(passage: &Passage) -> String {
    let language = crate::cli::render::visible(&passage.language);
    if language.is_empty() { passage.field.name().to_owned() } else { format!("{}, {language}", passage.field.name()) }
}
