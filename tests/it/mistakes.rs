//! Two dossiers written by hand with every mistake that came to mind: each is found at its words, with a remedy.
//!
//! `tests/mistakes/*.findings` is what a person judged to be right: place, words, message, advice. A mistake in a
//! new message shows there as a difference, to be judged again.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::bad_input::{Folder, said};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

/// One line a finding: severity, code, place, words, message, advice.
fn findings(name: &str) -> (String, Vec<Value>) {
    let text = std::fs::read(folder().join(name)).unwrap();
    let run = Folder::new([(name, text.as_slice())]).run(&["check", name, "--format", "json"], b"");
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap().clone();
    let mut shown = String::new();
    for finding in &findings {
        let place = &finding["place"];
        let hints: Vec<&str> = finding["hints"].as_array().unwrap().iter().map(|hint| hint.as_str().unwrap()).collect();
        writeln!(
            shown,
            "{} {} {}:{} [{}] {} | {}",
            finding["severity"].as_str().unwrap(),
            finding["code"].as_str().unwrap(),
            place["line"],
            place["column"],
            place["words"].as_str().unwrap().lines().next().unwrap_or_default(),
            finding["message"].as_str().unwrap(),
            hints.join(" / "),
        )
        .unwrap();
    }
    (shown, findings)
}

#[test]
fn every_mistake_is_found_at_its_words_with_a_remedy() {
    let mut errors = 0;
    for name in ["ar", "fr"] {
        let (shown, findings) = findings(&format!("{name}.yaml"));
        for finding in &findings {
            let severe = finding["severity"] == "error";
            errors += usize::from(severe);
            assert!(!severe || !finding["hints"].as_array().unwrap().is_empty(), "no remedy: {finding:#}");
        }
        let judged = std::fs::read_to_string(folder().join(format!("{name}.findings"))).unwrap();
        assert!(shown == judged, "{name}: is\n{shown}\nand was judged to be\n{judged}");
    }
    assert!(errors >= 60, "{errors} errors");
}

#[test]
fn words_that_are_no_yaml_come_with_what_to_look_for() {
    for (statements, place) in [
        ("- { id: q, says: a: b, quote: oui }", "3:"),
        ("- says: النص: قول", "3:"),
        ("- says: x\n\tquote: y", "3:"),
        ("- says: \"x", "4:"),
        ("- says: %x", "3:"),
        ("- says: @x", "3:"),
        ("- says: x\n   quote: y", "4:"),
    ] {
        let text = format!("article: {{ language: fr }}\nstatements:\n{statements}\n");
        said(
            "words.yaml",
            text,
            3,
            &[&format!("error: words.yaml:{place}"), "not YAML", "help: look at the line before", "goes into quotes"],
        );
    }
}
