use std::path::Path;

use super::*;
use crate::dossier::node::{Bare, Node, Value as Tree};
use crate::dossier::{Notation, parse_tree};
use crate::source::Source;

/// Reads YAML as an editor does: bare numbers and booleans are those.
fn as_json(node: &Node<'_>) -> Value {
    match &node.value {
        Tree::Null => Value::Null,
        Tree::Scalar(text, Bare::Yes) if &**text == "true" => true.into(),
        Tree::Scalar(text, Bare::Yes) if &**text == "false" => false.into(),
        Tree::Scalar(text, Bare::Yes) => {
            serde_json::from_str::<serde_json::Number>(text).map_or_else(|_| text.to_string().into(), Value::Number)
        }
        Tree::Scalar(text, Bare::No) => text.to_string().into(),
        Tree::List(nodes) => nodes.iter().map(as_json).collect(),
        Tree::Map(entries) => {
            Value::Object(entries.iter().map(|e| (e.key.value.to_string(), as_json(&e.value))).collect())
        }
    }
}

fn embedded() -> (SchemaWords, jsonschema::Validator) {
    let words = SchemaWords::of(Ontology::embedded(), "en");
    let validator = jsonschema::draft7::new(&schema(&words)).unwrap();
    (words, validator)
}

fn problems(validator: &jsonschema::Validator, yaml: &str) -> Vec<String> {
    let source = Source::new("x", yaml);
    let tree = parse_tree(&source, Notation::Yaml).unwrap();
    let value = as_json(&tree.value);
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_words_are_those_of_the_format() {
    let (words, _) = embedded();
    let names = |list: &[Word]| list.iter().map(|word| word.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&words.unknown_reasons), ["digits-lost", "not-stated", "unnamed", "vague"]);
    assert_eq!(
        names(&words.links),
        ["derivedFrom", "evidencedBy", "inConflictWith", "partOf", "sameTopicAs", "strongerThan"]
    );
    assert_eq!(words.stances.len(), 10, "{:?}", words.stances);
    assert!(words.predicates.len() >= 56, "{}", words.predicates.len());
    assert!(words.types.len() >= 24, "{}", words.types.len());
    for (list, name) in [
        (&words.predicates, "supplies"),
        (&words.predicates, "wouldCause"),
        (&words.types, "State"),
        (&words.qualifiers, "theme"),
        (&words.stances, "hedged"),
    ] {
        assert!(names(list).iter().any(|word| word == name), "{name} is not in {:?}", names(list));
    }
    let all = [&words.predicates, &words.types, &words.qualifiers, &words.links, &words.stances];
    assert!(all.into_iter().flatten().all(|word| !word.description.is_empty()));
    assert_ne!(SchemaWords::of(Ontology::embedded(), "ar").stances, words.stances);
}

#[test]
fn every_field_is_described() {
    let (words, _) = embedded();
    let schema = schema(&words);
    fn look(value: &Value, definitions: &Value, place: &str, missing: &mut Vec<String>) {
        let Some(object) = value.as_object() else { return };
        if let Some(Value::Object(properties)) = object.get("properties") {
            for (name, field) in properties {
                let reference = field.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
                let target = reference.and_then(|name| definitions.get(name)).unwrap_or(field);
                // A pattern within `anyOf` narrows a field that is described where it is declared.
                if target.get("description").is_none() && !(name == "value" && field.get("type").is_some()) {
                    missing.push(format!("{place}/{name}"));
                }
            }
        }
        for (name, inner) in object {
            match inner {
                Value::Array(list) => {
                    list.iter().for_each(|v| look(v, definitions, &format!("{place}/{name}"), missing))
                }
                _ => look(inner, definitions, &format!("{place}/{name}"), missing),
            }
        }
    }
    let mut missing = Vec::new();
    look(&schema, &schema["definitions"], "", &mut missing);
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(!schema.to_string().contains("Filled from the ontology"));
}

#[test]
fn the_example_dossiers_are_valid() {
    let (_, validator) = embedded();
    let mut seen = 0;
    for folder in ["examples/seed/dossiers", "examples/kb/dossiers"] {
        let Ok(files) = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let problems = problems(&validator, &std::fs::read_to_string(&path).unwrap());
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 0, "the examples are part of the repository");
}

#[test]
fn mistakes_are_caught() {
    let (_, validator) = embedded();
    let good = "article: {language: en}\nstatements: [{says: x}]";
    assert!(problems(&validator, good).is_empty());
    for broken in [
        "statements: []",
        "article: {id: x}",
        "article: {language: english words}",
        "article: {language: en, langage: en}",
        "article: {language: en, url: news.example}",
        "article: {language: en, text_sha256: abc}",
        "article: {language: en, grade: {source: G}}",
        "article: {language: en, grade: {assert: always}}",
        "article: {language: en, author: {label: x}}",
        "article: {language: en, published: {unknown: lost}}",
        "article: {language: en}\nstatements: {says: x}",
        "article: {language: en}\nstatements: [{}]",
        "article: {language: en}\nstatements: [{say: x}]",
        "article: {language: en}\nstatements: [{says: x, predicate: suplies}]",
        "article: {language: en}\nstatements: [{says: x, stance: sure}]",
        "article: {language: en}\nstatements: [{says: x, stance: Hedged}]",
        "article: {language: en}\nstatements: [{says: x, not: maybe}]",
        "article: {language: en}\nstatements: [{says: x, with: {tim: 2024}}]",
        "article: {language: en}\nstatements: [{says: x, links: {causes: s1}}]",
        "article: {language: en}\nstatements: [{says: x, confidence: 2}]",
        "article: {language: en}\nstatements: [{says: x, quote: {start: 3}}]",
        "article: {language: en}\nstatements: [{says: x, quote: {prefix: a}}]",
        "article: {language: en}\nstatements: [{says: x, quote: {start: -3, end: 2}}]",
        "article: {language: en}\nstatements: [{says: x, object: {thing: y}}]",
        "article: {language: en}\nstatements: [{says: x, subject: [a, b]}]",
        "article: {language: en}\nstatements: [{says: x, with: {quantity: {least: 2}}}]",
        "article: {language: en}\nstatements: [{says: x, object: {situation: {subject: y}}}]",
        "article: {language: en}\nentities: [{label: x}]",
        "article: {language: en}\nentities: {x: {type: Sate}}",
        "article: {language: en}\nentities: {x: {label: {en: [a, b]}}}",
        "article: {language: en}\nentities: {x: {colour: red}}",
    ] {
        assert!(!problems(&validator, broken).is_empty(), "taken for valid: {broken}");
    }
}

#[test]
fn terms_of_other_vocabularies_are_allowed() {
    let (_, validator) = embedded();
    for good in [
        "{subject: a, predicate: 'ex:dams', object: b}",
        "{subject: a, predicate: 'https://vocab.example/dams', object: b}",
        "{says: x, with: {'ex:depth': 3, time: {from: 2020, to: {unknown: vague}}}}",
        "{says: x, with: {quantity: {unknown: digits-lost, unit: percent}}}",
        "{says: x, holder: [unnamed, AM], confidence: 0.8, not: true}",
        "{subject: a, predicate: supplies, object: {label: {en: x}, type: 'ex:Dam'}}",
        "{subject: a, predicate: accuses, object: b, content: {subject: b, predicate: perpetrated, object: c}}",
    ] {
        let problems = problems(&validator, &format!("article: {{language: no}}\nstatements: [{good}]"));
        assert!(problems.is_empty(), "{good}: {problems:#?}");
    }
}
