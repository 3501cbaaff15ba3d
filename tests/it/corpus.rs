//! Reads the hostile corpus (`tests/hostile`) without the crate under test, and judges it by the rule.
//!
//! `load` gives each article, `expected` what a person wrote down for it. The test here compares the two, so that
//! neither a slip of the pen nor one of the rule goes unseen; the audit of real output builds on the same lists.

use crate::rule::{Article, Assertability, Policy, Predicate, Term, asserted, bare, described, nodes, read, reviewed};
use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

/// Reads YAML into JSON values: every scalar is its characters, except plain `true` and `false`.
///
/// # Panics
/// On YAML that does not parse or repeats a key.
pub fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let events = Parser::new_from_str(&text).map(|next| next.unwrap_or_else(|e| panic!("{}: {e}", path.display())).0);
    let mut events = events.filter(|event| !matches!(event, Event::Comment(..)));
    let first = events.find(|e| !matches!(e, Event::StreamStart | Event::DocumentStart(..))).expect("a document");
    value(first, &mut events)
}

fn value<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> Value {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, ..) if text == "true" || text == "false" => Value::Bool(text == "true"),
        Event::Scalar(text, ..) => Value::String(text.into_owned()),
        Event::SequenceStart(..) => {
            let mut list = Vec::new();
            loop {
                match events.next().expect("the sequence ends") {
                    Event::SequenceEnd => return Value::Array(list),
                    item => list.push(value(item, events)),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut map = Map::new();
            loop {
                let key = match events.next().expect("the mapping ends") {
                    Event::MappingEnd => return Value::Object(map),
                    Event::Scalar(text, ..) => text.into_owned(),
                    other => panic!("{other:?} is no key"),
                };
                let item = events.next().expect("a key has a value");
                let item = value(item, events);
                assert!(map.insert(key.clone(), item).is_none(), "{key} is there twice");
            }
        }
        other => panic!("{other:?} is no value"),
    }
}

/// Returns the YAML files of a folder of the corpus, sorted.
pub fn files(part: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join(part)).expect("the corpus is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

/// Returns the name of a file without its extension: the id of a dossier's article.
pub fn stem(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a UTF-8 name").to_owned()
}

/// Reads every dossier with its reviews.
pub fn load() -> Vec<Article> {
    let mut reviews = Vec::new();
    for path in files("reviews") {
        reviews.extend(yaml(&path).as_array().expect("a list of reviews").iter().cloned());
    }
    let names = BTreeMap::from([
        ("Türkiye", "TR"),
        ("Румыния", "RO"),
        ("Казахстан", "KZ"),
        ("Узбекистан", "UZ"),
        ("الأردن", "JO"),
        ("العراق", "IQ"),
    ]);
    let resolve = |name: &str| names.get(name).map_or_else(|| name.to_owned(), |id| (*id).to_owned());
    files("dossiers").iter().map(|path| read::article(&stem(path), &yaml(path), &reviews, &resolve)).collect()
}

/// What a person expects of one article, in the notation of `expected.yaml`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// Plain triples and the statements behind them, by policy.
    pub asserted: BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>,
    /// Statements that may have a node, by policy.
    pub nodes: BTreeMap<&'static str, BTreeSet<String>>,
    /// Own entities that must be described, by policy.
    pub described: BTreeMap<&'static str, BTreeSet<String>>,
    /// Own entities that may have a type, by policy.
    pub typed: BTreeMap<&'static str, BTreeSet<String>>,
    /// Triples of graph `reviewed`.
    pub reviewed: BTreeMap<String, BTreeSet<String>>,
    /// Triples, nodes and entities that another reading of the design allows, by list.
    pub unsettled: BTreeMap<String, BTreeSet<String>>,
}

/// Names of the policies, the narrowest first.
pub const POLICIES: [(&str, Policy); 3] =
    [("strict", Policy::Strict), ("default", Policy::Default), ("open", Policy::Open)];

/// Reads `expected.yaml`, its layers added up.
pub fn expected() -> BTreeMap<String, Expected> {
    let value = yaml(&folder().join("expected.yaml"));
    value.as_object().expect("a mapping").iter().map(|(id, article)| (id.clone(), one_expected(article))).collect()
}

fn one_expected(article: &Value) -> Expected {
    let mut expected = Expected { reviewed: triples(&article["reviewed"]), ..Expected::default() };
    let (mut asserted, mut nodes, mut typed) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let all_typed: BTreeSet<String> =
        ["strict", "default_adds", "open_adds"].iter().flat_map(|layer| words(&article["typed"][*layer])).collect();
    let always = words(&article["described"]);
    for ((name, _), layer) in POLICIES.into_iter().zip(["strict", "default_adds", "open_adds"]) {
        asserted.extend(triples(&article["asserted"][layer]));
        nodes.extend(words(&article["nodes"][layer]));
        typed.extend(words(&article["typed"][layer]));
        let described = always.iter().chain(all_typed.difference(&typed)).cloned().collect();
        expected.asserted.insert(name, asserted.clone());
        expected.nodes.insert(name, nodes.clone());
        expected.typed.insert(name, typed.clone());
        expected.described.insert(name, described);
    }
    for (list, items) in article["unsettled"].as_object().into_iter().flatten() {
        expected
            .unsettled
            .insert(list.clone(), items.as_object().into_iter().flatten().map(|(k, _)| k.clone()).collect());
    }
    expected
}

fn triples(value: &Value) -> BTreeMap<String, BTreeSet<String>> {
    value.as_object().into_iter().flatten().map(|(triple, ids)| (triple.clone(), words(ids))).collect()
}

fn words(value: &Value) -> BTreeSet<String> {
    let items = value.as_array().into_iter().flatten();
    items.map(|item| item.as_str().expect("a word").to_owned()).collect()
}

/// What the design and the research table say of a predicate.
pub fn predicate(name: &str) -> Predicate {
    let assertability = match name {
        "occupies" | "perpetrated" | "sanctions" | "actsToward" => Assertability::AfterReview,
        "needs" | "seeks" | "fears" | "regardsAs" | "purpose" | "evaluatedAs" | "causes" | "explains"
        | "wouldCause" | "evidenceFor" | "generalClaim" | "definition" => Assertability::Never,
        _ => Assertability::Always,
    };
    let symmetric = matches!(
        name,
        "hasTiesWith"
            | "hasCloseRelationsWith"
            | "hasStrainedRelationsWith"
            | "hasDiplomaticRelationsWith"
            | "alliedWith"
            | "partnerOf"
            | "interdependentWith"
            | "cooperatesWith"
            | "rivalOf"
            | "sharesBorderWith"
            | "competesWith"
            | "heldTalksWith"
            | "signedAgreementWith"
            | "connectsTo"
    );
    Predicate { assertability, symmetric, opaque: matches!(name, "accuses" | "threatened") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids of the shared entities.
    fn shared() -> BTreeSet<String> {
        let files = files("entities");
        files
            .iter()
            .flat_map(|path| yaml(path)["entities"].as_object().expect("a mapping").keys().cloned().collect::<Vec<_>>())
            .collect()
    }

    fn notation(article: &Article, shared: &BTreeSet<String>, term: &Term) -> String {
        match term {
            Term::Entity(id) if article.entities.iter().any(|(own, _)| own == id) => own(id),
            Term::Entity(id) if shared.contains(id) => format!("kb:{id}"),
            Term::Entity(id) => format!("gz:{id}"),
            Term::Literal(value, datatype) => format!("\"{value}\"^^{datatype}"),
            other => panic!("{other:?} in a plain triple"),
        }
    }

    /// An entity written on the spot is called `<statement>.<field>`.
    fn own(id: &str) -> String {
        let on_the_spot = [".subject", ".object", ".holder", ".place"].iter().any(|field| id.ends_with(field));
        format!("{}:{id}", if on_the_spot { "in" } else { "my" })
    }

    #[test]
    fn the_rule_and_the_hand_written_list_agree() {
        let (expected, shared, mut wrong) = (expected(), shared(), Vec::new());
        let articles = load();
        assert_eq!(expected.len(), articles.len());
        let mut statements = 0;
        for article in &articles {
            statements += article.statements.len();
            assert_eq!(article.refusal(), None, "{}", article.id);
            let wanted = &expected[&article.id];
            let lines = |triple: &(Term, String, Term)| {
                let (subject, object) = (notation(article, &shared, &triple.0), notation(article, &shared, &triple.2));
                format!("{subject} {} {object}", bare(&triple.1))
            };
            for (name, policy) in POLICIES {
                let got: BTreeMap<String, BTreeSet<String>> = asserted(article, policy, &predicate)
                    .into_iter()
                    .map(|(triple, ids)| (lines(&triple), ids.into_iter().collect()))
                    .collect();
                if got != wanted.asserted[name] {
                    let extra: Vec<_> =
                        got.iter().filter(|(t, ids)| wanted.asserted[name].get(*t) != Some(*ids)).collect();
                    let less: Vec<_> = wanted.asserted[name].keys().filter(|t| !got.contains_key(*t)).collect();
                    wrong.push(format!("{} {name}: rule adds {extra:?}, lacks {less:?}", article.id));
                }
                let got = nodes(article, policy, &predicate);
                let unsettled = wanted.unsettled.get("nodes").cloned().unwrap_or_default();
                if got.difference(&unsettled).cloned().collect::<BTreeSet<_>>() != wanted.nodes[name] {
                    wrong.push(format!("{} {name}: nodes {got:?} and not {:?}", article.id, wanted.nodes[name]));
                }
                let got: BTreeSet<String> = described(article, policy, &predicate).iter().map(|id| own(id)).collect();
                if got != wanted.described[name] {
                    wrong
                        .push(format!("{} {name}: described {got:?} and not {:?}", article.id, wanted.described[name]));
                }
            }
            let got: BTreeSet<String> = reviewed(article, &predicate).iter().map(lines).collect();
            if got != wanted.reviewed.keys().cloned().collect() {
                wrong.push(format!("{} reviewed: {got:?}", article.id));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(statements >= 220, "{statements} statements");
    }

    /// Collects every `says` below a value.
    fn glosses(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                into.extend(map.get("says").map(Value::to_string));
                map.values().for_each(|inner| glosses(inner, into));
            }
            Value::Array(list) => list.iter().for_each(|inner| glosses(inner, into)),
            _ => {}
        }
    }

    #[test]
    fn no_two_sentences_are_the_same() {
        let mut all = Vec::new();
        files("dossiers").iter().for_each(|path| glosses(&yaml(path), &mut all));
        let count = all.len();
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), count);
    }

    #[test]
    fn every_review_is_of_a_statement() {
        let articles = load();
        let known = |name: &str| {
            let (article, id) = name.split_once('/').expect("article/id");
            articles.iter().any(|a| a.id == article && a.statements.iter().any(|s| s.id == id))
        };
        for path in files("reviews") {
            for review in yaml(&path).as_array().expect("a list") {
                let name = review["statement"].as_str().expect("a reference");
                assert!(known(name), "{name}");
            }
        }
    }

    #[test]
    fn every_refused_dossier_says_why() {
        let listed = yaml(&folder().join("refused/expected.yaml"));
        let listed: BTreeSet<String> = listed.as_object().expect("a mapping").keys().cloned().collect();
        let names = files("refused").into_iter().map(|path| stem(&path) + ".yaml");
        let there: BTreeSet<String> = names.filter(|name| name != "expected.yaml").collect();
        assert_eq!(listed, there);
    }
}
