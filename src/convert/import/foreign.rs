//! Claims of other programs as dossiers: reified triples, nanopublications, statements of a wiki.
//!
//! ```text
//! quads ─ reified, nanopub ─┐
//!                           ├─ Claim ─ Book ─▶ dossiers, entities, a vocabulary, a report
//! JSON of a wiki ─ wikibase ┘
//! ```
//!
//! A reader finds out what is claimed, how the file stands to it and whose it is; the `Book` decides in
//! whose dossier it goes and who holds it there. An import never makes a claim look surer than its source:
//! what a file says of an article is what the file says the article says, and whatever a reader does not
//! understand of a claim may be what takes it back.

mod articles;
mod claim;
mod entities;
mod literal;
mod nanopub;
mod quads;
mod reified;
mod report;
mod source;
mod terms;
mod wikibase;
mod words;

use foldhash::{HashMap, HashMapExt as _};
use serde_json::{Map, Value, json};

use crate::statement::{Context, Stance};
use articles::Articles;
use claim::{Claim, Record, Told};
use entities::Entities;
use terms::Terms;

pub use quads::rdf;
pub use report::{Aligned, Left, Report, Unit};
pub use wikibase::{Limits, WikibaseError, looks_like_wikibase, wikibase};

/// What is known of a file beside its content.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address, if it has one.
    pub url: Option<&'a str>,
}

/// What a file claims, as a knowledge base has it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Foreign {
    /// Dossiers by the id of their article.
    pub articles: Vec<(String, Value)>,
    /// Shared entities, as `entities/*.yaml` has them.
    pub entities: Map<String, Value>,
    /// Predicates that are not ours, as `vocab/*.ttl` has them.
    pub vocabulary: Option<String>,
    /// What became of everything that was read.
    pub report: Report,
}

/// Where claims go.
struct Book<'c> {
    context: &'c Context,
    entities: Entities<'c>,
    terms: Terms<'c>,
    articles: Articles,
    report: Report,
    /// Claim → the article and id of the statement that other claims mean by it.
    placed: HashMap<String, (String, String)>,
}

/// How a claim stands in one dossier.
struct Place<'p> {
    article: usize,
    holder: Option<Value>,
    stance: &'static str,
    quotes: &'p [Value],
}

impl<'c> Book<'c> {
    fn new(context: &'c Context) -> Self {
        Self {
            context,
            entities: Entities::new(context),
            terms: Terms::new(&context.ontology),
            articles: Articles::default(),
            report: Report::default(),
            placed: HashMap::new(),
        }
    }

    /// Returns the article that a file is on its own account, with the entity that tells what sources say.
    fn record(&mut self, file: File<'_>) -> Record {
        let stem = file.name.split('.').find(|part| !part.is_empty()).unwrap_or_default();
        let (article, _) = self.articles.with_id(file.url.unwrap_or_default(), &literal::slug(stem));
        if let Some(url) = file.url.filter(|url| literal::is_address(url)) {
            self.articles.describe(article, "url", url.into());
        }
        self.articles.describe(article, "title", json!({ "und": file.name }));
        let teller = match file.url {
            Some(url) => self.entities.iri(url),
            None => self.entities.named(file.name, "the file that these claims come from"),
        };
        Record { article, teller }
    }

    /// Writes a claim into the dossiers where it belongs.
    fn take(&mut self, mut claim: Claim, record: &Record) {
        let in_words = claim.predicate.is_empty().then(String::new);
        let Some(predicate) = in_words.or_else(|| self.terms.predicate(&claim.predicate, &mut self.report)) else {
            let kind = "claim with a term of ours that is no predicate";
            self.report.leave(Unit::Claim, kind, &format!("{}: <{}>", claim.name, claim.predicate));
            return;
        };
        if self.terms.is_only_close(&claim.predicate) {
            claim.notes.push(format!("<{}> is only close to this predicate", claim.predicate));
        }
        self.report.carried += 1;
        let mut derived = Vec::new();
        for source in std::mem::take(&mut claim.sources) {
            let holders = match claim.held_by.as_slice() {
                [] => vec![json!([record.teller, "author"])],
                several => several.iter().map(|holder| self.at_second_hand(record, source.article, holder)).collect(),
            };
            for holder in holders {
                let stance = second_hand(&claim);
                let place = Place { article: source.article, holder: Some(holder), stance, quotes: &source.quotes };
                derived.push(self.write(&claim, &predicate, &place));
            }
        }
        let on_its_own = derived.is_empty() || (claim.told == Told::Asserts && claim.held_by.is_empty());
        if on_its_own {
            let mut holders: Vec<Option<Value>> = claim.held_by.iter().cloned().map(Some).collect();
            let attributed = !holders.is_empty();
            if !attributed {
                let unheld = matches!(claim.told, Told::Mentions | Told::Rejects);
                holders.push(unheld.then(|| json!({ "unknown": "not-stated" })));
            }
            for holder in holders {
                let stance = if attributed { second_hand(&claim) } else { first_hand(&claim) };
                // The words are those of the sources, where there are any.
                let quotes = if derived.is_empty() { Vec::new() } else { std::mem::take(&mut claim.quotes) };
                let place = Place { article: record.article, holder, stance, quotes: &[] };
                let (_, id) = self.write(&claim, &predicate, &place);
                claim.quotes.extend(quotes);
                self.link(record.article, &id, &derived);
            }
        }
        claim.quotes.clear();
        for denier in std::mem::take(&mut claim.denied_by) {
            let place = Place { article: record.article, holder: Some(denier), stance: "denied", quotes: &[] };
            self.write(&claim, &predicate, &place);
        }
    }

    /// Returns the holder of a claim that a source is said to make on somebody's behalf.
    fn at_second_hand(&self, record: &Record, article: usize, holder: &Value) -> Value {
        if let (Some(name), Some(author)) = (holder.as_str(), self.articles.get(article).field("author"))
            && author.as_str() == Some(name)
        {
            return json!([record.teller, "author"]);
        }
        if holder.as_str() == Some(&record.teller) { holder.clone() } else { json!([record.teller, holder]) }
    }

    /// Writes one statement; returns its article and id.
    fn write(&mut self, claim: &Claim, predicate: &str, place: &Place<'_>) -> (String, String) {
        let id = self.articles.statement_id(place.article, &claim.id);
        let article = self.articles.get(place.article).id.clone();
        let mut fields = Map::from_iter([("id".to_owned(), Value::from(id.as_str()))]);
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        if !claim.says.is_empty() {
            put("says", Value::Object(claim.says.clone()));
        }
        if !predicate.is_empty() {
            put("subject", claim.subject.clone());
            put("predicate", predicate.into());
            put("object", claim.object.clone());
        }
        if !claim.with.is_empty() {
            put("with", Value::Object(claim.with.clone()));
        }
        if let Some(holder) = &place.holder {
            put("holder", holder.clone());
        }
        put("stance", place.stance.into());
        if claim.negative && place.stance != "denied" {
            put("not", true.into());
        }
        let quotes: Vec<Value> = claim.quotes.iter().chain(place.quotes).cloned().collect();
        let mut seen = Vec::new();
        quotes.into_iter().for_each(|quote| {
            if !seen.contains(&quote) {
                seen.push(quote);
            }
        });
        if !seen.is_empty() {
            put("quote", super::article::one_or_more(seen));
        }
        put("note", [&[format!("imported: {}", claim.name)], &claim.notes[..]].concat().join("; ").into());
        self.report.statements += 1;
        self.articles.put(place.article, Value::Object(fields));
        self.placed.entry(claim.key.clone()).or_insert_with(|| (article.clone(), id.clone()));
        (article, id)
    }

    /// Ties what the file says on its own account to what it says of its sources.
    fn link(&mut self, article: usize, id: &str, sources: &[(String, String)]) {
        if sources.is_empty() {
            return;
        }
        let own = self.articles.get(article).id.clone();
        let name =
            |(article, id): &(String, String)| if *article == own { id.clone() } else { format!("{article}/{id}") };
        let targets: Vec<Value> = sources.iter().map(|source| name(source).into()).collect();
        self.articles.amend(article, id, "links", json!({ "derivedFrom": super::article::one_or_more(targets) }));
    }

    fn finish(self) -> Foreign {
        let Self { entities, terms, articles, mut report, placed, .. } = self;
        let vocabulary = terms.vocabulary(&entities);
        let added: foldhash::HashSet<&str> = terms.added().collect();
        let entities = entities.finish(&mut report, |iri| added.contains(iri));
        let articles = articles.finish(|article, statements| mend(statements, article, &placed));
        Foreign { articles, entities, vocabulary, report }
    }
}

/// What stands for a claim until it is known where it is written.
fn reference(key: &str) -> Value {
    json!({ "statement": format!("\u{0}{key}") })
}

/// Fills in the ids of statements; a claim that is not carried is not known.
fn mend(value: &mut Value, article: &str, placed: &HashMap<String, (String, String)>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| mend(value, article, placed)),
        Value::Object(fields) => {
            let key = fields.get("statement").and_then(Value::as_str).and_then(|name| name.strip_prefix('\u{0}'));
            if let Some(key) = key {
                *value = match placed.get(key) {
                    Some((other, id)) if other == article => json!({ "statement": id }),
                    Some((other, id)) => json!({ "statement": format!("{other}/{id}") }),
                    None => json!({ "unknown": "not-stated" }),
                };
                return;
            }
            fields.values_mut().for_each(|value| mend(value, article, placed));
        }
        _ => {}
    }
}

/// Returns the stance of what a file passes on: what it says of itself, and never more than reported.
const fn second_hand(claim: &Claim) -> &'static str {
    match (claim.stance, claim.told) {
        (None | Some(Stance::Committed | Stance::Presupposed), told) => match told {
            Told::Rejects => "distanced",
            Told::Doubts => "hedged",
            _ => "reported",
        },
        (Some(stance), _) => stance.name(),
    }
}

/// Returns the stance of what a file says on its own account.
const fn first_hand(claim: &Claim) -> &'static str {
    match (claim.stance, claim.told) {
        (Some(stance), Told::Asserts) => stance.name(),
        (None, Told::Asserts) => "committed",
        _ => second_hand(claim),
    }
}
