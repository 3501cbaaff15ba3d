//! The seed dossier: what it means, through the types and through the quads, against the list made by hand, and both
//! against the annotation of the article, where that is at hand (it is not ours to copy).

mod annotation;
mod quads;
mod types;

use crate::audit::{GP, ST};
use crate::world;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

const ARTICLE: &str = "azerbaijan-israel";

fn read(path: &str) -> Value {
    let text = std::fs::read_to_string(world::package(path)).expect("a readable file");
    serde_json::from_str(&text).expect("JSON")
}

fn expected() -> Map<String, Value> {
    read("tests/seed/expected.json")["statements"].as_object().expect("a mapping").clone()
}

/// Returns the folder of files that are shared with this repository and not part of it.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("CHANCERY_SHARED").map_or_else(|| world::package("../shared"), PathBuf::from);
    let found = folder.join("seed/statements.yaml").is_file();
    if !found {
        println!("the annotation of the seed article is absent, skipped");
    }
    found.then_some(folder)
}

/// What of a statement is compared, with every list and single value in one form.
fn compared(statement: &Value) -> Value {
    let mut kept = Map::new();
    for field in ["predicate", "subject", "object", "holder", "stance", "polarity", "evidence"] {
        kept.insert(field.to_owned(), statement[field].clone());
    }
    let mut roles = BTreeMap::new();
    let written = statement["roles"].as_object().into_iter().flatten();
    let written = written.map(|(role, value)| (role.as_str(), value));
    let extra = ["time", "quantity"].into_iter().map(|field| (field, &statement[field]));
    for (role, value) in written.chain(extra).filter(|(_, value)| !value.is_null()) {
        roles.insert(role.to_owned(), as_list(value));
    }
    kept.insert("roles".to_owned(), json!(roles));
    let mut links: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (link, targets) in statement["links"].as_object().into_iter().flatten() {
        let mut targets: Vec<String> =
            as_list(targets).iter().map(|target| target.as_str().expect("an id").to_owned()).collect();
        targets.sort();
        links.insert(link.clone(), targets);
    }
    kept.insert("links".to_owned(), json!(links));
    kept.insert("content_of".to_owned(), json!(as_list(&statement["content_of"])));
    Value::Object(kept)
}

fn as_list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    }
}

fn compare(found: &BTreeMap<String, Value>, how: &str) {
    let expected = expected();
    let mut wrong = Vec::new();
    for (id, wanted) in &expected {
        let wanted = compared(wanted);
        let Some(got) = found.get(id).map(compared) else {
            wrong.push(format!("{id} is missing"));
            continue;
        };
        for (field, wanted) in wanted.as_object().expect("a mapping") {
            if got[field] != *wanted {
                wrong.push(format!("{id} {field}: {} and not {wanted}", got[field]));
            }
        }
    }
    wrong.extend(found.keys().filter(|id| !expected.contains_key(*id)).map(|id| format!("{id} is not listed")));
    assert!(wrong.is_empty(), "{how}: {} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Writes a reason as dossiers do: `digits-lost`.
fn reason(iri: &str) -> String {
    let mut word = String::new();
    for letter in local(iri).chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// Numbers are compared as they are written.
fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a number")
}

/// Writes an interval as dossiers do, from its EDTF string and from what is unknown of its ends.
fn interval(edtf: Option<&str>, unknown: [Option<Value>; 2]) -> Value {
    let dates = edtf.and_then(|edtf| edtf.split_once('/')).unwrap_or_default();
    let mut value = Map::new();
    for ((field, date), unknown) in [("from", dates.0), ("to", dates.1)].into_iter().zip(unknown) {
        let date = Some(date).filter(|date| !["", ".."].contains(date)).map(|date| json!(date));
        value.extend(unknown.or(date).map(|end| (field.to_owned(), end)));
    }
    Value::Object(value)
}

/// Names a domain as dossiers do.
fn concept(local: &str) -> &str {
    local.strip_prefix("domain-").unwrap_or(local)
}

/// Names a predicate as dossiers do.
fn name(iri: &str) -> String {
    for (namespace, prefix) in
        [(GP, ""), (ST, ""), ("https://schema.org/", "schema:"), ("http://www.w3.org/2004/02/skos/core#", "skos:")]
    {
        if let Some(rest) = iri.strip_prefix(namespace) {
            return format!("{prefix}{rest}");
        }
    }
    iri.to_owned()
}
