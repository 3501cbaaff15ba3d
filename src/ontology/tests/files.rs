//! The embedded files beside the Turtle: context, cue words, verdict words.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::{CONTEXT_JSONLD, CUES_TSV, Ontology, TermKind, VERDICTS_TSV};
use crate::vocab::st;

fn context() -> Map<String, Value> {
    let document: Value = serde_json::from_str(CONTEXT_JSONLD).expect("the context is JSON");
    document["@context"].as_object().expect("an object").clone()
}

/// Returns what a context entry stands for, such as `st:gloss`.
fn meaning(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("@id")?.as_str())
}

#[test]
fn every_context_entry_of_ours_is_a_term() {
    let ontology = Ontology::embedded();
    let known: BTreeSet<&str> = ontology.terms().map(|term| &*term.curie).collect();
    for (name, entry) in &context() {
        let Some(meaning) = meaning(entry) else {
            continue;
        };
        if ["st:", "gp:", "q:"].iter().any(|ours| meaning.starts_with(ours)) {
            assert!(known.contains(meaning), "{name}: {meaning}");
        }
    }
}

#[test]
fn every_term_has_its_name_in_the_context_unless_another_has_it() {
    let context = context();
    let says: BTreeSet<&str> = context.values().filter_map(meaning).collect();
    for term in Ontology::embedded().terms() {
        let ours = ["st:", "gp:", "q:"].iter().any(|prefix| term.curie.starts_with(prefix));
        if !ours || term.kind == TermKind::Annotation || says.contains(&*term.curie) {
            continue;
        }
        let taken = context.contains_key(&term.local);
        let describes_terms =
            term.iri.starts_with(st::NAMESPACE) && matches!(term.kind, TermKind::Class | TermKind::Individual);
        assert!(taken || describes_terms, "{} is missing", term.curie);
    }
}

#[test]
fn a_qualifier_is_written_with_its_own_name() {
    let context = context();
    for term in Ontology::embedded().terms() {
        if term.kind == TermKind::Qualifier && term.local != "ordinal" {
            assert_eq!(meaning(&context[&term.local]), Some(&*term.curie));
        }
    }
    assert_eq!(context["object"], Value::from("st:object"), "literals and IRIs both survive");
    assert_eq!(context["value"]["@type"], Value::from("xsd:decimal"));
    assert_eq!(context["says"]["@container"], Value::from("@language"));
}

/// Returns the cells of a table without its header line.
fn rows(table: &'static str, columns: usize) -> Vec<Vec<&'static str>> {
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 50);
    for row in &rows {
        assert_eq!(row.len(), columns, "{row:?}");
        assert!(row.iter().all(|cell| cell.trim() == *cell), "{row:?}");
    }
    rows
}

#[test]
fn cue_words_name_a_stance() {
    let ontology = Ontology::embedded();
    let mut seen = BTreeSet::new();
    let mut languages = BTreeSet::new();
    for row in rows(CUES_TSV, 4) {
        let mut stance = row[2].to_owned();
        stance[..1].make_ascii_uppercase();
        let stance = ontology.term(&format!("{}{stance}", st::NAMESPACE)).expect("a stance");
        assert!(stance.types.iter().any(|class| class == st::STANCE_CLASS), "{row:?}");
        assert!(seen.insert((row[0], row[1])), "{row:?} is there twice");
        languages.insert(row[1]);
    }
    assert_eq!(languages, BTreeSet::from(["ar", "en", "fr"]));
}

#[test]
fn verdict_words_are_folded_and_of_a_known_kind() {
    let mut seen = BTreeSet::new();
    for row in rows(VERDICTS_TSV, 5) {
        assert!(["exact", "prefix", "anywhere"].contains(&row[2]), "{row:?}");
        assert_eq!(row[1], row[1].to_lowercase(), "{row:?}");
        assert!(!row[1].contains(['أ', 'إ', 'آ', 'ة', 'ى', 'ئ', 'ؤ', 'ё', 'é', 'ı']), "{row:?}");
        assert!(seen.insert((row[0], row[1])), "{row:?} is there twice");
        // Names that must never be hit, although they begin like a verdict.
        for innocent in ["crimea", "tirana", "gaza", "غزه", "katilim", "strategy", "event", "incident", "clash"] {
            let hit = match row[2] {
                "prefix" => innocent.starts_with(row[1]),
                "exact" => innocent == row[1],
                _ => innocent.contains(row[1]),
            };
            assert!(!hit, "{row:?} hits {innocent}");
        }
    }
    for language in ["en", "ar", "fr", "es", "ru", "tr", "fa", "de", "zh"] {
        assert!(seen.iter().filter(|(found, _)| *found == language).count() > 20, "{language}");
    }
}
