//! Nothing written is dropped: two dossiers use every field of the format, each with words of its own, and all of those
//! words are in the stored RDF. What is left out on purpose is listed here with the reason.

use crate::audit::{GP, ST};
use crate::corpus;
use crate::world::{self, World};
use chancery::convert::{self, Policy};
use chancery::dossier::schema::{SchemaWords, Word, schema};
use chancery::dossier::{self, Notation};
use chancery::finding::Severity;
use chancery::ontology::Ontology;
use chancery::source::Source;
use chancery::statement;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a dossier says and the RDF does not, and why.
const LEFT_OUT: [(&str, &str); 3] = [
    ("zq112", "where the text lies on the author's disk says nothing about the article"),
    ("zq141", "a name of what only withheld statements speak of; neutral words stand in its place, and C407 says so"),
    ("zq142", "likewise"),
];

/// Fields whose values are words of the format: how the RDF says each.
const WORDS: [(&str, &str); 3] = [("not", "Negative"), ("scare_quoted", "scareQuoted"), ("assert", "neverAssert")];

fn dossiers() -> Vec<Value> {
    ["dossiers/first.yaml", "dossiers/second.yaml", "entities/shared.yaml"]
        .map(|file| corpus::yaml(&world::package("tests/fixtures/every-field").join(file)))
        .to_vec()
}

/// Calls `see` with the fields above each value that is text, and the text.
fn leaves(value: &Value, path: &mut Vec<String>, see: &mut dyn FnMut(&[String], &str)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name.starts_with("zq") {
                    see(path, name); // the id of an entity
                }
                path.push(name.clone());
                leaves(value, path, see);
                path.pop();
            }
        }
        Value::Array(values) => values.iter().for_each(|value| leaves(value, path, see)),
        Value::String(text) => see(path, text),
        other => see(path, &other.to_string()),
    }
}

#[test]
fn every_written_word_is_in_the_quads() {
    let world = World::open(&world::package("tests/fixtures/every-field"));
    let run = world.run(Policy::Default);
    assert_eq!(run.found(Severity::Error), [""; 0]);
    let quads = String::from_utf8(run.bytes.clone()).expect("UTF-8");
    assert_eq!(world.kb.findings.iter().map(world::line).collect::<Vec<_>>(), [""; 0]);
    let plain = |text: &str| text.trim_start_matches("st:").trim_start_matches("xsd:").to_lowercase().replace('-', "");
    let folded = plain(&quads);

    let (mut lost, mut seen) = (Vec::new(), BTreeMap::new());
    for dossier in dossiers() {
        leaves(&dossier, &mut Vec::new(), &mut |path, text| {
            let place = path.join(".");
            if text.starts_with("zq") {
                *seen.entry(text.to_owned()).or_insert(0) += 1;
            }
            let there = match WORDS.iter().find(|(field, _)| path.last().is_some_and(|last| last == field)) {
                Some((_, word)) => quads.contains(&format!("#{word}>")),
                None => folded.contains(&plain(text)),
            };
            if !there {
                lost.push((place, text.to_owned()));
            }
        });
    }
    let listed: BTreeSet<&str> = LEFT_OUT.iter().map(|(mark, _)| *mark).collect();
    let unlisted: Vec<_> = lost.iter().filter(|(_, text)| !listed.contains(&text[..5.min(text.len())])).collect();
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    assert_eq!(lost.len(), listed.len(), "listed, and yet there: {lost:?}");
    assert!(seen.len() > 120, "{} marks", seen.len());
    assert!(run.found(Severity::Warning).iter().any(|line| line.contains("C208 `about` names entities")));
    assert!(run.found(Severity::Note).iter().any(|line| line.contains(" C407 ") && line.contains("zq140")));
}

#[test]
fn every_text_keeps_its_language() {
    let world = World::open(&world::package("tests/fixtures/every-field"));
    let quads = String::from_utf8(world.run(Policy::Default).bytes).expect("UTF-8");
    let mut texts = 0;
    for dossier in dossiers() {
        leaves(&dossier, &mut Vec::new(), &mut |path, text| {
            let language = path.last().filter(|field| ["en", "ar", "tr"].contains(&field.as_str()));
            let (Some(language), false) = (language, LEFT_OUT.iter().any(|(mark, _)| text.starts_with(mark))) else {
                return;
            };
            texts += 1;
            assert!(quads.contains(&format!("\"{text}\"@{language} ")), "{}: {text}", path.join("."));
        });
    }
    assert!(texts > 25, "{texts}");
    // A bare text is in the article's language, a bare note of a shared entity in the first of the knowledge base.
    for (text, language) in
        [("zq105 person", "de"), ("zq126 a note", "de"), ("zq214 behind", "de"), ("zq008 a note", "fr")]
    {
        assert!(quads.contains(&format!("\"{text}\"@{language} ")), "{text}");
    }
}

#[test]
fn the_two_dossiers_use_every_field_that_the_schema_knows() {
    fn fields_of(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(object) => {
                let properties = object.get("properties").and_then(Value::as_object);
                found.extend(properties.into_iter().flatten().map(|(name, _)| name.clone()));
                object.values().for_each(|value| fields_of(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| fields_of(value, found)),
            _ => {}
        }
    }
    let words = |list: &[Word]| list.iter().map(|word| word.name.clone()).collect::<BTreeSet<_>>();
    let known = SchemaWords::of(Ontology::embedded(), "en");
    let mut wanted = BTreeSet::new();
    fields_of(&schema(&SchemaWords::default()), &mut wanted);
    wanted.extend([&known.links, &known.stances, &known.unknown_reasons].into_iter().flat_map(|list| words(list)));
    let mut used = BTreeSet::new();
    for dossier in dossiers() {
        leaves(&dossier, &mut Vec::new(), &mut |path, text| {
            used.extend(path.iter().cloned());
            used.insert(text.to_owned());
        });
    }
    let missing: Vec<_> = wanted.difference(&used).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_is_known_stays_beside_what_is_not() {
    let world = World::open(&world::package("tests/fixtures/every-field"));
    let quads = String::from_utf8(world.run(Policy::Default).bytes).expect("UTF-8");
    let there = |subject: &str, property: &str, object: &str| {
        let line = format!("<https://every.example/statement/zq100/{subject}> <{property}> {object} .\n");
        assert!(quads.contains(&line), "{line}");
    };
    let st = |property: &str| format!("{ST}{property}");
    let gp = |property: &str| format!("{GP}{property}");
    let node = |below: &str| format!("<https://every.example/statement/zq100/{below}>");
    let number = |digits: &str| format!("\"{digits}\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
    // Each end of a time has its own node; what is known of the time is its EDTF string.
    there("zq200/time", &st("edtf"), "\"1921~/\"");
    there("zq200/time", &st("unknownEnd"), &node("zq200/time/to"));
    there("zq200/time/to", &st("reason"), &format!("<{ST}digitsLost>"));
    there("zq270/time", &st("edtf"), "\"/1933-03\"");
    there("zq270/time", &st("unknownStart"), &node("zq270/time/from"));
    there("zq250/time/from", &st("sourceText"), "\"zq255 start\"@de");
    there("zq250/time/to", &st("sourceText"), "\"zq256 end\"@de");
    for known in ["zq250/time", "zq260/time"] {
        assert!(!quads.contains(&format!("{known}> <{ST}edtf>")), "a time of which no day is known has no string");
    }
    // An end that is left out is open, not unknown.
    assert!(!quads.contains("zq260/time/from") && quads.contains("zq260/time/to"));
    // Bounds and words of a quantity whose number is lost.
    there("zq260/object", &gp("lowerBound"), &number("32.50"));
    there("zq260/object", &gp("upperBound"), &number("42.70"));
    there("zq260/object", &gp("unit"), "\"zq263\"");
    there("zq260/object", &st("sourceText"), "\"zq264 whole\"@de");
    there("zq260/object", &gp("value"), &node("zq260/object/value"));
    there("zq260/object/value", &st("sourceText"), "\"zq261 number\"@de");
    there("zq260/quantity", &gp("upperBound"), &number("43.80"));
    there("zq260/quantity/value/guess", &st("basis"), "\"zq269\"");
    // Who is not known, innermost and in the chain.
    there("zq240", &st("unknownHolder"), &node("zq240/holder"));
    there("zq240", &st("holder"), &format!("<{ST}UnnamedSource>"));
    there("zq230/via/2", &st("unknownHolder"), &node("zq230/via/2/holder"));
    there("zq230/via/2/holder", &st("sourceText"), "\"zq236 source\"@de");
    // Two entities on the spot are two.
    there("zq230", &st("about"), "<https://every.example/entity/zq100/zq230.about.4>");
}

#[test]
fn the_order_of_qualifiers_and_their_values_is_no_edit() {
    let world = World::open(&world::package("tests/fixtures/every-field"));
    let digest = |with: &str| {
        let text = format!(
            "article: {{ language: en }}\nstatements:\n- {{ id: a, subject: AZ, predicate: supplies, object: TR, with: {{ {with} }} }}\n"
        );
        let source = Source::new("order.yaml", text);
        let read = dossier::parse(&source, Notation::Yaml, "order").expect("YAML");
        let article = statement::resolve(read.value, &source, &world.kb.context);
        assert!(!article.has_errors(), "{:?}", article.findings);
        convert::digest(&article.value.statements[0], &article.value, &world.kb.context)
    };
    let first = digest("theme: [arms, oil], time: { from: 2020, to: { unknown: vague, text: later } }, place: GE");
    let same = digest("place: GE, time: { to: { text: later, unknown: vague }, from: 2020 }, theme: [oil, arms]");
    assert_eq!(first, same);
    for other in [
        "theme: [arms, oil], time: { from: 2020, to: { unknown: vague, text: soon } }, place: GE",
        "theme: [arms, oil], time: { from: { unknown: vague, text: later }, to: 2020 }, place: GE",
        "theme: [arms, arms], time: { from: 2020, to: { unknown: vague, text: later } }, place: GE",
    ] {
        assert_ne!(first, digest(other), "{other}");
    }
    let amounts = ["at_least: 2", "at_most: 2", "at_least: 2, unit: t", "text: some", "at_least: 2, text: some"];
    let digests: BTreeSet<String> = amounts
        .iter()
        .map(|amount| digest(&format!("quantity: {{ value: {{ unknown: vague }}, {amount} }}")))
        .collect();
    assert_eq!(digests.len(), amounts.len(), "each says something else");
}
