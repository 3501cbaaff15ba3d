//! `diff` as people run it: runs, knowledge bases, files in any profile, dossiers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CHANCERY_KB")
        .env("CHANCERY_LANG", "ar")
        .output()
        .unwrap()
}

#[track_caller]
fn text(output: Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const BEFORE: &str = "article: { id: gas, language: ar }
statements:
  - id: s1
    says: { ar: تزوّد أذربيجان تركيا بالغاز, en: Azerbaijan supplies gas to Turkey }
    subject: AZ
    predicate: supplies
    object: TR
    quote: تزوّد أذربيجان تركيا بالغاز
  - id: s2
    says: { ar: قول سيُسحب }
    about: [AZ]
    quote: قول سيُسحب
";

/// A knowledge base with two runs.
fn two_runs() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("chancery.toml", "base = \"https://kb.example/\"\nlanguages = [\"ar\"]\n");
    let before = BEFORE;
    put("dossiers/gas.yaml", before);
    put("dossiers/other.yaml", &before.replace("id: gas", "id: other"));
    text(run(folder.path(), &["sync"]), 0);
    text(run(folder.path(), &["export", "-o", "before.nq"]), 0);
    let after = before.replace("    object: TR\n", "    object: TR\n    stance: hedged\n");
    let after = after.split("  - id: s2").next().unwrap().to_owned()
        + "  - { id: s3, says: { ar: قول جديد }, about: [TR], quote: كلمات جديدة }\n";
    put("dossiers/gas.yaml", &after);
    put(
        "dossiers/denial.yaml",
        &before.replace("id: gas", "id: denial").replace("    object: TR\n", "    object: TR\n    not: true\n"),
    );
    text(run(folder.path(), &["sync"]), 0);
    text(run(folder.path(), &["export", "-o", "after.nq"]), 0);
    folder
}

#[test]
fn what_changed_between_two_runs_is_told_by_statement_and_in_arabic() {
    let kb = two_runs();
    let told = text(run(kb.path(), &["diff", "run:1", "run:2"]), 1);
    for expected in [
        "+ \u{2068}قول جديد\u{2069}",
        "    “\u{2068}كلمات جديدة\u{2069}”",
        "- \u{2068}قول سيُسحب\u{2069}",
        "~ \u{2068}تزوّد أذربيجان تركيا بالغاز\u{2069}",
        "    stance:\n",
        "newly contested\n! \u{2068}تزوّد أذربيجان تركيا بالغاز\u{2069}",
        "    by https://kb.example/statement/denial/s1",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    assert_eq!(text(run(kb.path(), &["diff", "run:2", "."]), 0), "the same\n");
    assert_eq!(
        text(run(kb.path(), &["diff", "run:2", "."]), 0),
        text(run(kb.path(), &["diff", "after.nq", "run:2"]), 0)
    );
    let json: serde_json::Value =
        serde_json::from_str(&text(run(kb.path(), &["diff", "run:1", "run:2", "--format", "json"]), 1)).unwrap();
    assert_eq!(json["changed"][0]["changes"][0]["kind"], "stance");
    // Files and runs tell the same, though runs are compared by their segments.
    for format in ["text", "json", "rdf-patch"] {
        let runs = text(run(kb.path(), &["diff", "run:1", "run:2", "--format", format]), 1);
        let files = text(run(kb.path(), &["diff", "before.nq", "after.nq", "--format", format]), 1);
        assert_eq!(runs, files, "{format}");
    }
}

#[test]
fn a_patch_turns_one_export_into_the_other() {
    let kb = two_runs();
    let patch = text(run(kb.path(), &["diff", "run:1", "run:2", "--format", "rdf-patch"]), 1);
    let lines = |name: &str| -> BTreeSet<String> {
        fs::read_to_string(kb.path().join(name)).unwrap().lines().map(str::to_owned).collect()
    };
    let mut state = lines("before.nq");
    assert!(patch.starts_with("TX .\n") && patch.ends_with("TC .\n"));
    for row in patch.lines() {
        match row.split_at(2) {
            ("D ", quad) => assert!(state.remove(quad), "{quad}"),
            ("A ", quad) => assert!(state.insert(quad.to_owned()), "{quad}"),
            _ => assert!(matches!(row, "TX ." | "TC ."), "{row}"),
        }
    }
    assert_eq!(state, lines("after.nq"));
}

#[test]
fn files_in_any_profile_and_syntax_are_the_same_state() {
    let kb = two_runs();
    for (profile, name) in [
        ("rdf12", "a.trig"),
        ("basic", "b.trig.gz"),
        ("reification", "c.nq.zst"),
        ("graphs", "d.trig"),
        ("wikibase", "e.trig"),
    ] {
        text(run(kb.path(), &["export", "--profile", profile, "-o", name]), 0);
        assert_eq!(text(run(kb.path(), &["diff", name, "."]), 0), "the same\n", "{profile}");
    }
    // A dossier is what `convert` makes of it; the text of the store's meta graph is not in it.
    let told = text(run(kb.path(), &["diff", "dossiers/gas.yaml", "dossiers/gas.yaml"]), 0);
    assert_eq!(told, "the same\n");
    text(run(kb.path(), &["diff", "dossiers/gas.yaml", "dossiers/other.yaml"]), 1);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let kb = two_runs();
    fs::write(kb.path().join("bomb.rdf"), "<!DOCTYPE r [<!ENTITY a \"b\">]><r>&a;</r>").unwrap();
    for (arguments, code) in [
        (["diff", "run:x", "run:1"], 2),
        (["diff", "run:1", "run:9"], 2),
        (["diff", "run:1", "missing.nq"], 3),
        (["diff", "run:1", "file.docx"], 2),
        (["diff", "bomb.rdf", "run:1"], 3),
    ] {
        let output = run(kb.path(), &arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {}", String::from_utf8_lossy(&output.stderr));
    }
    let refused = run(kb.path(), &["query", "--data", "bomb.rdf", "--", "SELECT * { ?s ?p ?o }"]);
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("document type"),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
    let refused = run(kb.path(), &["import", "bomb.rdf", "-o", "imported"]);
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("document type"),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
}
