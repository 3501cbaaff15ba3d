//! Entities of a Wikibase (Wikidata) as its dumps and its API give them: JSON, an entity after the other.
//!
//! A line of a dump is read and gone before the next is read; what stays in memory is what will be
//! written. A statement of the wiki is a claim; the wiki's page on the entity is the article for what the
//! wiki says on its own account, each reference with an address or a work is another one.

mod property;
mod reference;
mod statement;
mod time;
mod tree;
mod value;

use serde_json::{Value, json};

use super::claim::Record;
use super::report::Unit;
use super::words::Name;
use super::{Book, File, Foreign, literal};
use crate::dossier::node::Node;
use crate::dossier::stream::{Articles, StreamError};
use crate::dossier::{Notation, parse_tree};
use crate::source::Source;
use crate::statement::Context;
use property::Properties;
use tree::{entries, field, items, text};

/// How much is read.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// The longest document that is not a dump of one entity a line, in bytes.
    pub document: usize,
    /// The most statements that are held until they are written.
    pub statements: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 64 << 20, statements: 1_000_000 }
    }
}

impl Limits {
    /// Returns the limits with another number of statements.
    #[must_use]
    pub fn with_statements(mut self, statements: u64) -> Self {
        self.statements = statements;
        self
    }
}

/// Why entities cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WikibaseError {
    /// The bytes did not come, or are not text.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The document is no JSON.
    #[error("{place}: {message}")]
    Syntax {
        /// File, line and column.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// There is more than is held in memory.
    #[error("more than {most} {what}")]
    Limit {
        /// How much is read.
        most: u64,
        /// Of what.
        what: &'static str,
    },
    /// The JSON holds no entity.
    #[error("no entity of a Wikibase in it")]
    NoEntity,
}

/// Says whether a file begins like entities of a Wikibase and not like JSON-LD.
#[must_use]
pub fn looks_like_wikibase(start: &[u8]) -> bool {
    let start = String::from_utf8_lossy(start);
    let json = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with(['{', '[']);
    let has = |names: &[&str]| names.iter().any(|name| start.contains(&format!("\"{name}\"")));
    json && has(&["claims", "entities", "mainsnak", "labels", "sitelinks", "lastrevid", "item"])
        && !has(&["@context", "@id", "@graph", "@type"])
}

/// Reads entities, one a line or one document; `concepts` is what their IRIs begin with.
///
/// # Errors
/// When the bytes cannot be read, nothing in them is an entity, or a limit is hit.
pub fn wikibase(
    lines: Articles<'_>,
    file: File<'_>,
    concepts: &str,
    context: &Context,
    limits: Limits,
) -> Result<Foreign, WikibaseError> {
    let mut wiki = Wiki::new(concepts, context);
    let mut whole: Option<String> = None;
    let mut started = false;
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err(StreamError::TooLarge { line, limit, .. }) if whole.is_none() => {
                wiki.unread("line that is too long", &format!("line {line}, more than {limit} bytes"));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let written = line.source.text.trim();
        let bare = written.trim_end_matches(',').trim_end();
        if let Some(document) = &mut whole {
            if document.len() + written.len() > limits.document {
                return Err(WikibaseError::Limit { most: limits.document as u64, what: "bytes in one document" });
            }
            document.push_str(&line.source.text);
            document.push('\n');
        } else if bare.starts_with('{') && bare.ends_with('}') {
            started = true;
            let source = Source { text: bare.into(), ..line.source.clone() };
            match parse_tree(&source, Notation::Json) {
                // Readers of JSON differ on which of two values of one key counts.
                Ok(tree) if !tree.findings.is_empty() => {
                    wiki.unread("line with a key written twice", &format!("line {}", source.first_line));
                }
                Ok(tree) => wiki.document(&tree.value),
                Err(error) => {
                    let place = source.position(error.span.start as usize);
                    wiki.unread("line that is no JSON", &format!("line {}: {}", place.line, error.message));
                }
            }
        } else if started || bare == "]" || (bare == "[" && written == "[") {
            // The brackets around a dump; anything else between entities is told.
            if !matches!(bare, "[" | "]" | "") {
                wiki.unread("line that is no JSON", &format!("line {}", line.source.first_line));
            }
            if bare == "[" && !started {
                wiki.opened = true;
            }
        } else {
            let opening = if std::mem::take(&mut wiki.opened) { "[\n" } else { "" };
            whole = Some(format!("{opening}{}\n", line.source.text));
        }
        if wiki.book.report.statements > limits.statements {
            return Err(WikibaseError::Limit { most: limits.statements, what: "statements" });
        }
    }
    if let Some(document) = whole {
        let source = Source::new(file.name, document);
        let tree = parse_tree(&source, Notation::Json).map_err(|error| {
            let place = source.position(error.span.start as usize);
            WikibaseError::Syntax {
                place: format!("{}:{}:{}", file.name, place.line, place.column),
                message: error.message,
            }
        })?;
        if let Some(finding) = tree.findings.first() {
            let place = finding.position();
            let place = format!("{}:{}:{}", file.name, place.line, place.column);
            return Err(WikibaseError::Syntax { place, message: finding.message.clone() });
        }
        wiki.document(&tree.value);
    }
    if wiki.entities == 0 {
        return Err(WikibaseError::NoEntity);
    }
    if wiki.book.report.statements > limits.statements {
        return Err(WikibaseError::Limit { most: limits.statements, what: "statements" });
    }
    Ok(wiki.finish())
}

/// A wiki being read.
struct Wiki<'w, 'c> {
    concepts: &'w str,
    /// What predicates begin with.
    direct: String,
    host: String,
    properties: Properties,
    book: Book<'c>,
    /// Articles known as works that the wiki has an item of.
    works: Vec<(usize, String)>,
    entities: u64,
    /// A bracket stood on a line of its own.
    opened: bool,
}

impl<'w, 'c> Wiki<'w, 'c> {
    fn new(concepts: &'w str, context: &'c Context) -> Self {
        let stem = concepts.strip_suffix("entity/").unwrap_or(concepts);
        let host = url::Url::parse(concepts).ok().and_then(|url| url.host_str().map(str::to_owned));
        Self {
            concepts,
            direct: format!("{stem}prop/direct/"),
            host: host.unwrap_or_else(|| "wiki".to_owned()),
            properties: Properties::of(concepts),
            book: Book::new(context),
            works: Vec::new(),
            entities: 0,
            opened: false,
        }
    }

    /// Counts something that is no entity.
    fn unread(&mut self, kind: &str, example: &str) {
        self.book.report.parts += 1;
        self.book.report.leave(Unit::Part, kind, example);
    }

    /// Reads an entity, a list of entities, or an answer of the API.
    fn document(&mut self, node: &Node<'_>) {
        if let Some(found) = field(node, "entities") {
            entries(found).for_each(|(_, entity)| self.document(entity));
            items(found).iter().for_each(|entity| self.document(entity));
            return;
        }
        if field(node, "id").is_some() && field(node, "missing").is_none() {
            self.entity(node);
            return;
        }
        if items(node).is_empty() {
            self.unread("JSON that is no entity", field(node, "id").and_then(text).unwrap_or(node.kind()));
        }
        items(node).iter().for_each(|entity| self.document(entity));
    }

    fn entity(&mut self, node: &Node<'_>) {
        let Some(id) = field(node, "id").and_then(text).filter(|id| tree::is_entity_id(id)) else {
            self.unread("entity without a usable id", field(node, "id").and_then(text).unwrap_or_default());
            return;
        };
        self.entities += 1;
        let iri = format!("{}{id}", self.concepts);
        let named = if id.starts_with('P') { format!("{}{id}", self.direct) } else { iri.clone() };
        self.names(node, &named, id);
        let statements = field(node, "claims").or_else(|| field(node, "statements"));
        let groups: Vec<&Node<'_>> = match statements {
            Some(list) if !items(list).is_empty() => items(list).iter().collect(),
            Some(map) => entries(map).flat_map(|(_, group)| items(group)).collect(),
            None => Vec::new(),
        };
        if !groups.is_empty() {
            let record = self.record(node, id, &iri);
            let subject = self.book.entities.iri(&iri);
            let of_properties = statement::Groups::of(&groups);
            for statement in groups {
                self.statement(statement, &subject, &record, &of_properties);
            }
        }
        for part in ["forms", "senses"] {
            for inner in field(node, part).map(items).unwrap_or_default() {
                self.unread(&format!("{part} of a lexeme"), field(inner, "id").and_then(text).unwrap_or(id));
            }
        }
    }

    /// Returns the page of the wiki on an entity.
    fn record(&mut self, node: &Node<'_>, id: &str, iri: &str) -> Record {
        let (article, _) = self.book.articles.with_id(iri, &literal::slug(id));
        let teller = self.book.entities.named(&self.host, "the wiki that these claims come from");
        let articles = &mut self.book.articles;
        if literal::is_address(iri) {
            articles.describe(article, "url", iri.into());
        }
        articles.describe(article, "title", json!({ "und": id }));
        articles.describe(article, "publisher", json!({ "name": { "und": self.host } }));
        if let Some(modified) = field(node, "modified").and_then(text).and_then(literal::date) {
            articles.describe(article, "published", modified.into());
        }
        Record { article, teller }
    }

    /// Reads labels, other names, descriptions and links to pages.
    fn names(&mut self, node: &Node<'_>, iri: &str, id: &str) {
        let one = |node: &Node<'_>| {
            let language = field(node, "language").and_then(text)?.to_owned();
            Some((language, field(node, "value").and_then(text)?.to_owned()))
        };
        for (field_name, kind) in [
            ("labels", Some(Name::Label)),
            ("lemmas", Some(Name::Label)),
            ("aliases", Some(Name::Alias)),
            ("descriptions", None),
        ] {
            for (_, value) in field(node, field_name).into_iter().flat_map(entries) {
                let several = items(value);
                let values = if several.is_empty() { std::slice::from_ref(value) } else { several };
                for value in values {
                    self.book.report.parts += 1;
                    let read = one(value);
                    let known = read.as_ref().and_then(|(language, _)| literal::language(language));
                    match (kind, read, known) {
                        (Some(kind), Some((_, name)), Some(language)) => {
                            self.book.entities.label(iri, kind, &language, &name);
                        }
                        (_, read, _) => {
                            let (language, name) = read.unwrap_or_default();
                            let what = if kind.is_none() {
                                "description of an entity"
                            } else {
                                "name in a language without a tag"
                            };
                            self.book.report.leave(Unit::Part, what, &format!("{id}: “{name}”@{language}"));
                        }
                    }
                }
            }
        }
        for (site, link) in field(node, "sitelinks").into_iter().flat_map(entries) {
            let title = field(link, "title").and_then(text).unwrap_or_default();
            self.unread("link to a page of another site", &format!("{id}: {site} {title}"));
        }
    }

    fn finish(mut self) -> Foreign {
        for (article, iri) in std::mem::take(&mut self.works) {
            let labels =
                self.book.entities.labels_of(&iri).map(|(language, label)| (language.to_owned(), Value::from(label)));
            let mut title: serde_json::Map<String, Value> = labels.collect();
            if title.is_empty() {
                title.insert("und".to_owned(), iri.into());
            }
            self.book.articles.describe(article, "title", Value::Object(title));
        }
        self.book.finish()
    }
}
