//! What is known of the hostile corpus before anything is converted.

use super::lists::{BELOW, QUALIFIERS};
use super::{Audit, Layer, XSD, receipts};
use crate::corpus::{self, Expected};
use chancery::iri::{Base, GAZETTEER};
use oxigraph::model::{Quad, Term};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a corpus before anything is converted.
pub struct Corpus {
    pub(super) base: String,
    /// Address of each thing that has an id, with its notation and its article.
    pub(super) names: BTreeMap<String, (String, Option<String>)>,
    pub(super) own: BTreeMap<String, BTreeMap<String, Value>>,
    pub(super) shared: BTreeMap<String, Value>,
    pub(super) statements: BTreeMap<String, (String, String)>,
    pub(super) languages: BTreeMap<String, String>,
    /// Addresses above statements that were written without an id.
    pub(super) without_id: BTreeMap<String, String>,
    pub(super) articles: BTreeMap<String, String>,
    pub(super) expected: BTreeMap<String, Expected>,
    pub(super) labels: BTreeMap<(String, String, String), Value>,
}

impl Corpus {
    /// Reads the hostile corpus.
    pub fn hostile() -> Self {
        let base = Base::new("https://hostile.example/").expect("a base");
        let mut corpus = Self {
            base: base.as_str().to_owned(),
            names: BTreeMap::new(),
            own: BTreeMap::new(),
            shared: BTreeMap::new(),
            statements: BTreeMap::new(),
            languages: BTreeMap::new(),
            without_id: BTreeMap::new(),
            articles: BTreeMap::new(),
            expected: corpus::expected(),
            labels: BTreeMap::new(),
        };
        for path in corpus::files("entities") {
            for (id, value) in corpus::yaml(&path)["entities"].as_object().expect("a mapping") {
                corpus.names.insert(base.entity(id), (format!("kb:{id}"), None));
                corpus.shared.insert(id.clone(), value.clone());
            }
        }
        for path in corpus::files("dossiers") {
            let article = corpus::stem(&path);
            corpus.articles.insert(base.article(&article), article.clone());
            let dossier = corpus::yaml(&path);
            let language = dossier["article"]["language"].as_str().expect("a language");
            corpus.languages.insert(article.clone(), language.to_owned());
            let mut own = BTreeMap::new();
            for (id, value) in dossier["entities"].as_object().into_iter().flatten() {
                own.insert(format!("my:{id}"), value.clone());
            }
            let mut ids = Vec::new();
            for statement in dossier["statements"].as_array().expect("a list") {
                on_the_spot(statement, None, "", &mut own, &mut ids);
            }
            for notation in own.keys() {
                let (_, id) = notation.split_once(':').expect("a prefix");
                let known = (notation.clone(), Some(article.clone()));
                corpus.names.insert(base.article_entity(&article, id), known);
            }
            if ids.contains(&String::new()) {
                corpus.without_id.insert(base.statement(&article, ""), article.clone());
            }
            for id in ids {
                let known = (article.clone(), id.clone());
                corpus.statements.insert(base.statement(&article, &id), known);
            }
            corpus.own.insert(article, own);
        }
        let lists = corpus::yaml(&corpus::folder().join("expected.yaml"));
        for (article, lists) in lists.as_object().expect("a mapping") {
            let mut current = BTreeMap::new();
            for (policy, _) in corpus::POLICIES {
                for (id, labels) in lists["labels"][policy].as_object().into_iter().flatten() {
                    current.insert(id.clone(), labels.clone());
                }
                for (id, labels) in &current {
                    let key = (article.clone(), policy.to_owned(), id.clone());
                    corpus.labels.insert(key, labels.clone());
                }
            }
        }
        corpus
    }

    /// Returns everything that the quads say too much, or too little.
    pub fn audit(&self, quads: &[Quad], policy: &str) -> Vec<String> {
        let mut audit = Audit {
            corpus: self,
            policy,
            layer: Layer::of(quads),
            asserted: BTreeMap::new(),
            nodes: BTreeMap::new(),
            typed: BTreeMap::new(),
            union: [BTreeSet::new(), BTreeSet::new()],
            reviewed: BTreeSet::new(),
            labels: BTreeMap::new(),
            alternatives: BTreeMap::new(),
            described: BTreeMap::new(),
            described_as: BTreeMap::new(),
            mentioned: BTreeSet::new(),
            wrong: Vec::new(),
        };
        for quad in quads {
            audit.quad(quad);
        }
        audit.compare();
        audit.wrong.extend(receipts(quads, &self.base));
        audit.wrong
    }

    pub(super) fn expected(&self, article: &str) -> &Expected {
        &self.expected[article]
    }

    pub(super) fn notation(&self, term: &Term, article: &str) -> Result<String, String> {
        match term {
            Term::NamedNode(node) => {
                if let Some(code) = node.as_str().strip_prefix(GAZETTEER) {
                    return Ok(format!("gz:{code}"));
                }
                match self.names.get(node.as_str()) {
                    Some((name, owner)) if owner.as_deref().is_none_or(|owner| owner == article) => Ok(name.clone()),
                    _ => Err(format!("{node} is no entity of {article}")),
                }
            }
            Term::Literal(literal) => {
                let datatype = literal.datatype().as_str().replace(XSD, "xsd:");
                Ok(format!("\"{}\"^^{datatype}", literal.value()))
            }
            other => Err(format!("{other} in a plain triple")),
        }
    }

    /// Finds the statement at or above an address: its article, its id, and what follows.
    pub(super) fn statement_of<'i>(&self, iri: &'i str) -> Option<(String, String, &'i str)> {
        let mut end = iri.len();
        loop {
            if let Some((article, id)) = self.statement(&iri[..end]) {
                return Some((article, id, iri[end..].trim_start_matches('/')));
            }
            end = iri[..end].rfind('/')?;
        }
    }

    fn statement(&self, iri: &str) -> Option<(String, String)> {
        if let Some(found) = self.statements.get(iri) {
            return Some(found.clone());
        }
        let (above, id) = iri.split_at(iri.rfind('/')? + 1);
        let article = self.without_id.get(above).filter(|_| is_fallback(id))?;
        Some((article.clone(), id.to_owned()))
    }

    /// Says whether an address below the base is one that may exist.
    pub(super) fn may_exist(&self, iri: &str) -> bool {
        if self.names.contains_key(iri) || self.articles.contains_key(iri) {
            return true;
        }
        let part = |part: &str| {
            BELOW.contains(&part) || QUALIFIERS.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if let Some((_, _, below)) = self.statement_of(iri) {
            return below.is_empty() || below.split('/').all(part);
        }
        let above = self.articles.keys().filter_map(|article| iri.strip_prefix(article.as_str()));
        for below in above {
            let parts: Vec<&str> = below.split('/').collect();
            match parts[..] {
                ["", "author" | "publisher", number] if part(number) => return true,
                ["", "published" | "retrieved" | "retracted"] => return true,
                _ => {}
            }
        }
        false
    }
}

/// Says whether this is an id made from a digest, as statements without an id get.
fn is_fallback(id: &str) -> bool {
    let digits = id.strip_prefix('x').unwrap_or_default();
    digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Collects entities written on the spot, and the ids of statements; `None` for the id of one without.
fn on_the_spot(
    statement: &Value,
    parent: Option<&str>,
    field: &str,
    own: &mut BTreeMap<String, Value>,
    ids: &mut Vec<String>,
) {
    let written = statement["id"].as_str().map(str::to_owned);
    let id = written.or_else(|| parent.map(|parent| format!("{parent}.{field}"))).unwrap_or_default();
    ids.push(id.clone());
    let mut ends: Vec<(String, &Value)> = Vec::new();
    for field in ["subject", "object", "holder", "about"] {
        ends.push((field.to_owned(), &statement[field]));
    }
    for (name, value) in statement["with"].as_object().into_iter().flatten() {
        ends.push((name.clone(), value));
    }
    ends.push(("content".to_owned(), &statement["content"]));
    for (field, value) in ends {
        let values = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
        for value in values {
            if value.get("label").is_some() {
                let notation = value["id"].as_str().map_or_else(|| format!("in:{id}.{field}"), |id| format!("my:{id}"));
                own.insert(notation, value.clone());
            } else if value.get("says").is_some() || value.get("predicate").is_some() {
                on_the_spot(value, Some(&id), &field, own, ids);
            }
        }
    }
}
