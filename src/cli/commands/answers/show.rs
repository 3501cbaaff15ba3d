//! Claims in groups, as text, table, Markdown and JSON; each with who says it, how surely, in which words, where.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::languages::Languages;
use crate::cli::namer::{Namer, isolated, many, quote};
use crate::cli::place::Place;
use crate::cli::render::visible;
use crate::query::answers::{Group, Item};
use crate::query::results::escape_markdown as markdown;
use crate::query::table::{self, Style};
use crate::query::{Asker, Claim, Prefixes, QueryError, Row, claims};
use crate::rdf::{Literal, Term};
use crate::store::CancellationToken;

/// An answer with the names of all it speaks of.
pub(super) struct Shown<'s> {
    groups: Vec<Group>,
    claims: HashMap<String, Claim>,
    namer: Namer<'s>,
    /// What stands over claims that have nothing in common; empty for a plain list.
    headless: &'s str,
}

impl<'s> Shown<'s> {
    /// Looks up the claims and the names; puts those who affirm before those who negate.
    pub(super) fn new(
        mut groups: Vec<Group>,
        asker: &'s Asker<'s>,
        place: &'s Place,
        languages: &'s Languages,
        cancel: &CancellationToken,
        headless: &'s str,
    ) -> Result<Self, QueryError> {
        let statements = groups.iter().flat_map(|group| &group.items).filter_map(|item| item.statement.as_deref());
        let claims = claims(asker, &statements.collect::<Vec<_>>(), cancel)?;
        for group in &mut groups {
            let claim = |item: &Item| item.statement.as_ref().and_then(|iri| claims.get(iri));
            group.items.sort_by_key(|item| claim(item).is_some_and(|claim| !claim.positive));
            if group.sources.is_some() && group.terms.is_empty() {
                let first = group.items.first().and_then(claim);
                group.terms = first.map(|claim| claim.triple.iter().flatten().cloned().collect()).unwrap_or_default();
            }
        }
        let mut namer = Namer::new(asker, place, languages);
        let parts = groups.iter().flat_map(|group| &group.items).flat_map(|item| &item.part);
        let terms = groups.iter().flat_map(|group| &group.terms).chain(parts);
        namer.fetch(terms.chain(claims.values().flat_map(|claim| claim.triple.iter().flatten())))?;
        let holders = claims.values().flat_map(|claim| claim.via.iter().chain([&claim.holder]));
        let articles = groups.iter().flat_map(|group| &group.items).filter_map(|item| item.article.as_ref());
        namer.fetch_iris(holders.chain(articles).map(String::as_str))?;
        Ok(Self { groups, claims, namer, headless })
    }

    fn claim(&self, item: &Item) -> Option<&Claim> {
        self.claims.get(item.statement.as_ref()?)
    }

    /// Returns what the claims of a group have in common, worded so that nobody takes it for a claim itself.
    fn head(&self, group: &Group) -> String {
        if let Some(words) = &group.words {
            return isolated(words);
        }
        let terms: Vec<String> = group.terms.iter().map(|term| self.namer.brief(term)).collect();
        match (group.sources, terms.len()) {
            (Some(sources), _) => format!("said by {}: {}", many(sources, "independent source"), terms.join(" — ")),
            (None, 0) => self.headless.to_owned(),
            (None, 1) => terms.concat(),
            (None, _) => format!("whether {}", terms.join(" — ")),
        }
    }

    /// Returns the part of a claim that is meant, with the article's words for it.
    fn part(&self, item: &Item) -> String {
        let mut part = item.part.iter().map(|term| self.namer.brief(term)).collect::<Vec<_>>().join(" › ");
        if let Some(words) = &item.words {
            let _ = write!(part, " {}", isolated(&format!("“{words}”")));
        }
        part
    }

    /// Returns the text.
    pub(super) fn text(&self) -> String {
        if self.groups.is_empty() {
            return "nothing is said of it\n".to_owned();
        }
        let mut text = String::new();
        for (number, group) in self.groups.iter().enumerate() {
            let head = self.head(group);
            if number > 0 {
                text.push('\n');
            }
            if !head.is_empty() {
                let _ = writeln!(text, "{head}");
            }
            for item in &group.items {
                self.item(item, &mut text);
            }
        }
        text
    }

    fn item(&self, item: &Item, text: &mut String) {
        if let Some(article) = &item.article {
            let _ = writeln!(text, "  {}: {}", self.namer.named(article), self.part(item));
        }
        let Some(claim) = self.claim(item) else { return };
        let _ = writeln!(text, "  {}", self.namer.says(claim));
        let part = self.part(item);
        if !part.is_empty() {
            let _ = writeln!(text, "    unknown: {part}");
        }
        let when = if claim.when.is_empty() { String::new() } else { format!(", of {}", claim.when.join(", ")) };
        let _ = writeln!(text, "    {}{}", self.namer.held(claim), visible(&when));
        for words in &claim.quotes {
            let _ = writeln!(text, "    {}", quote(words, claim.article.language.as_deref()));
        }
        let _ = writeln!(text, "    in {}; {}", self.namer.place(claim), self.namer.short(&claim.statement));
        if !claim.content_of.is_empty() {
            let listed: Vec<String> = claim.content_of.iter().map(|iri| self.namer.short(iri)).collect();
            let _ = writeln!(text, "    the content of {}", listed.join(", "));
        }
    }

    /// Returns a list in Markdown.
    pub(super) fn markdown(&self) -> String {
        if self.groups.is_empty() {
            return "Nothing is said of it.\n".to_owned();
        }
        let mut text = String::new();
        for group in &self.groups {
            let head = self.head(group);
            if !head.is_empty() {
                let _ = writeln!(text, "## {}\n", markdown(&head));
            }
            for item in &group.items {
                if let Some(article) = &item.article {
                    let _ =
                        writeln!(text, "- {}: {}", markdown(&self.namer.named(article)), markdown(&self.part(item)));
                }
                let Some(claim) = self.claim(item) else { continue };
                let _ =
                    write!(text, "- **{}** — {}", markdown(&self.namer.says(claim)), markdown(&self.namer.held(claim)));
                let part = self.part(item);
                if !part.is_empty() {
                    let _ = write!(text, "; unknown: {}", markdown(&part));
                }
                text.push('\n');
                for words in &claim.quotes {
                    let _ = writeln!(text, "  - {}", markdown(&quote(words, None)));
                }
                let statement = self.namer.short(&claim.statement);
                let _ = writeln!(text, "  - in {}; `{statement}`", markdown(&self.namer.place(claim)));
            }
            text.push('\n');
        }
        text
    }

    /// Returns a table, a claim on each line.
    pub(super) fn table(&self, width: Option<usize>, prefixes: &Prefixes) -> String {
        let columns = ["group", "says", "who", "words", "article", "published", "statement"].map(str::to_owned);
        let cell = |text: String| (!text.is_empty()).then(|| Term::from(Literal::new_simple_literal(text)));
        let mut rows: Vec<Row> = Vec::new();
        for group in &self.groups {
            let head = self.head(group);
            for item in &group.items {
                let Some(claim) = self.claim(item) else {
                    let article = item.article.as_deref().map(|iri| self.namer.named(iri)).unwrap_or_default();
                    rows.push(vec![cell(head.clone()), cell(self.part(item)), None, None, cell(article), None, None]);
                    continue;
                };
                let words: Vec<&str> = claim.quotes.iter().filter_map(|quote| quote.exact.as_deref()).collect();
                rows.push(vec![
                    cell(head.clone()),
                    cell(self.namer.says(claim)),
                    cell(self.namer.held(claim)),
                    cell(words.join(" … ")),
                    cell(self.namer.pick(&claim.article.titles).unwrap_or_default()),
                    cell(claim.article.published.clone().unwrap_or_default()),
                    cell(self.namer.short(&claim.statement)),
                ]);
            }
        }
        let style = Style { width, prefixes, labels: None, ascii: false };
        table::render(&columns, &rows, &[], false, &style).table
    }

    /// Returns the same for programs.
    pub(super) fn json(&self) -> Value {
        let term = |term: &Term| self.namer.term_json(term);
        let item = |item: &Item| {
            json!({
                "claim": self.claim(item).map(|claim| self.namer.claim_json(claim)),
                "article": item.article,
                "part": item.part.iter().map(term).collect::<Vec<_>>(),
                "words": item.words,
            })
        };
        let groups = self.groups.iter().map(|group| {
            json!({
                "terms": group.terms.iter().map(term).collect::<Vec<_>>(),
                "words": group.words,
                "sources": group.sources,
                "items": group.items.iter().map(item).collect::<Vec<_>>(),
            })
        });
        json!({ "groups": groups.collect::<Vec<_>>() })
    }
}
