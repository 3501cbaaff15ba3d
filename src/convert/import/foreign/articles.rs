//! The articles of an import: what is known of each, and the statements in it.

use serde_json::{Map, Value};

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::literal;
use super::report::{Report, Unit};
use crate::digest::Digest;
use crate::dossier::skeleton::id_from_url;
use crate::ontology::verdicts::verdict_in;

/// Fields of an article in the order in which they are written.
const FIELDS: [&str; 11] = [
    "id",
    "url",
    "archive_url",
    "title",
    "author",
    "publisher",
    "published",
    "retrieved",
    "language",
    "licence",
    "retracted",
];

/// One article.
#[derive(Debug)]
pub(super) struct Article {
    pub(super) id: String,
    fields: Map<String, Value>,
    statements: Vec<Value>,
    /// How often an id was proposed.
    ids: HashMap<String, u64>,
}

impl Article {
    /// Returns what is known so far.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }
}

/// Every article of an import, in the order of their first mention.
#[derive(Debug, Default)]
pub(super) struct Articles {
    all: Vec<Article>,
    by_key: HashMap<String, usize>,
    ids: HashSet<String>,
}

impl Articles {
    /// Returns the article that a key stands for, and whether it is new. The same key gives the same id
    /// in every import.
    pub(super) fn of(&mut self, key: &str) -> (usize, bool) {
        if let Some(label) = key.strip_prefix("_:") {
            return self.with_id(key, &format!("source-{label}"));
        }
        let proposed = if literal::is_address(key) { id_from_url(key) } else { literal::slug(key) };
        let id: String = literal::slug(&proposed);
        self.with_id(
            key,
            &format!("{}{}{}", id, if id.is_empty() { "" } else { "-" }, Digest::of(key.as_bytes()).short()),
        )
    }

    /// Returns the article that a key stands for, with an id proposed for it.
    pub(super) fn with_id(&mut self, key: &str, proposed: &str) -> (usize, bool) {
        if let Some(&number) = self.by_key.get(key) {
            return (number, false);
        }
        let mut id = proposed.to_owned();
        let mut again = 1;
        while id.is_empty() || !self.ids.insert(id.clone()) {
            again += 1;
            id = format!("{}-{again}", if proposed.is_empty() { "article" } else { proposed });
        }
        let number = self.all.len();
        self.by_key.insert(key.to_owned(), number);
        let fields = Map::from_iter([("id".to_owned(), id.as_str().into()), ("language".to_owned(), "und".into())]);
        self.all.push(Article { id, fields, statements: Vec::new(), ids: HashMap::new() });
        (number, true)
    }

    pub(super) fn get(&self, article: usize) -> &Article {
        &self.all[article]
    }

    /// Returns the article that is known by a key.
    pub(super) fn known(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// Fills a field in; a second value that differs is counted and left out.
    pub(super) fn set(&mut self, article: usize, field: &str, value: Value, report: &mut Report) {
        let fields = &mut self.all[article].fields;
        match fields.get(field) {
            Some(known) if *known == value => report.used += 1,
            Some(known) if !(field == "language" && known == "und") => {
                let example = format!("{}: {value}", self.all[article].id);
                report.leave(Unit::Part, &format!("second `{field}` of an article"), &example);
            }
            _ => {
                fields.insert(field.to_owned(), value);
                report.used += 1;
            }
        }
    }

    /// Fills a field in that no part of the input stands behind.
    pub(super) fn describe(&mut self, article: usize, field: &str, value: Value) {
        self.all[article].fields.entry(field).or_insert(value);
    }

    /// Adds to a field that may have several values, such as authors, or a title in several languages.
    pub(super) fn add(&mut self, article: usize, field: &str, value: Value, report: &mut Report) {
        report.used += 1;
        let fields = &mut self.all[article].fields;
        match (fields.get_mut(field), value) {
            (None, value) => drop(fields.insert(field.to_owned(), value)),
            (Some(Value::Object(known)), Value::Object(more)) if field == "title" => {
                for (language, text) in more {
                    if known.get(&language).is_some_and(|known| *known != text) {
                        report.used -= 1;
                        report.leave(Unit::Part, "second `title` of an article", &text.to_string());
                    } else {
                        known.insert(language, text);
                    }
                }
            }
            (Some(Value::Array(known)), value) => {
                if !known.contains(&value) {
                    known.push(value);
                }
            }
            (Some(known), value) => {
                if *known != value {
                    *known = Value::Array(vec![known.take(), value]);
                }
            }
        }
    }

    /// Returns an id for a statement that no other of the article has and that tells no verdict.
    pub(super) fn statement_id(&mut self, article: usize, proposed: &str) -> String {
        let article = &mut self.all[article];
        let slug = literal::slug(proposed);
        let slug = if verdict_in(&slug).is_some() { format!("x{}", Digest::of(slug.as_bytes()).short()) } else { slug };
        let base = if slug.is_empty() { format!("s{}", article.statements.len() + 1) } else { slug };
        let mut id = base.clone();
        // Counted on from the last time, for a thousand statements may ask for one id.
        while article.ids.contains_key(&id) {
            let again = article.ids.entry(base.clone()).or_insert(1);
            *again += 1;
            id = format!("{base}-{again}");
        }
        article.ids.insert(id.clone(), 1);
        id
    }

    /// Adds a field to a statement that is there.
    pub(super) fn amend(&mut self, article: usize, id: &str, field: &str, value: Value) {
        let found = self.all[article].statements.iter_mut().rev().find(|statement| statement["id"] == id);
        if let Some(Value::Object(statement)) = found {
            statement.insert(field.to_owned(), value);
        }
    }

    pub(super) fn put(&mut self, article: usize, statement: Value) {
        self.all[article].statements.push(statement);
    }

    /// Returns dossiers by the id of their article; articles that say nothing are left out.
    pub(super) fn finish(self, mut mend: impl FnMut(&str, &mut Value)) -> Vec<(String, Value)> {
        let saying = self.all.into_iter().filter(|article| !article.statements.is_empty());
        let dossier = |mut article: Article| {
            let mut fields = Map::new();
            for name in FIELDS {
                if let Some(value) = article.fields.remove(name) {
                    fields.insert(name.to_owned(), value);
                }
            }
            let mut statements = Value::Array(article.statements);
            mend(&article.id, &mut statements);
            let dossier =
                Map::from_iter([("article".to_owned(), Value::Object(fields)), ("statements".to_owned(), statements)]);
            (article.id, Value::Object(dossier))
        };
        saying.map(dossier).collect()
    }
}
