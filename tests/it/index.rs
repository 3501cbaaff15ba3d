//! The index on disk from outside: made by `sync`, stood in for, mended, told of; the same answers without it.

use crate::program::{chancery, said};
use std::path::{Path, PathBuf};

fn dossier(id: &str, object: &str, statements: usize) -> String {
    let mut text = format!("article: {{ id: {id}, language: ar, published: 2024-05-03 }}\nstatements:\n");
    for number in 0..statements {
        text.push_str(&format!(
            "  - {{ id: s{number}, subject: أذربيجان, predicate: sharesBorderWith, object: {object}, quote: جارة {number}, with: {{ quantity: {{ value: 10.380, unit: km }} }} }}\n"
        ));
    }
    text
}

fn kb(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("base = \"https://kb.example/\"\n{settings}");
    std::fs::write(folder.path().join("chancery.toml"), text).unwrap();
    std::fs::create_dir(folder.path().join("dossiers")).unwrap();
    for (id, object) in [("a", "AM"), ("ب", "IR")] {
        std::fs::write(folder.path().join(format!("dossiers/{id}.yaml")), dossier(id, object, 30)).unwrap();
    }
    folder
}

fn snapshot(kb: &Path) -> PathBuf {
    let index = kb.join(".chancery/index");
    index.join(std::fs::read_to_string(index.join("CURRENT")).unwrap().trim_end())
}

const QUESTION: &str = "SELECT ?s ?o (COUNT(*) AS ?n) { ?s gp:sharesBorderWith ?o } GROUP BY ?s ?o ORDER BY ?s ?o";

fn answer(kb: &Path, more: &[&str]) -> String {
    let output = chancery(kb, &[&["query", QUESTION, "--lens", "asserted", "--format", "csv"], more].concat());
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sync_makes_it_and_it_answers_as_memory_does() {
    let folder = kb("");
    let kb = folder.path();
    let done = chancery(kb, &["sync"]);
    assert!(done.status.success(), "{}", said(&done));
    let first = snapshot(kb);
    assert_eq!(answer(kb, &["--engine", "snapshot"]), answer(kb, &["--engine", "memory"]));
    let words = "SELECT DISTINCT ?v { ?s ?p ?v FILTER(?v = 10.38) }";
    let found = chancery(kb, &["query", words, "--format", "tsv"]);
    assert!(String::from_utf8_lossy(&found.stdout).contains("10.380"), "words are kept: {found:?}");
    // A small change writes no new index, and is seen all the same.
    std::fs::write(kb.join("dossiers/ب.yaml"), dossier("ب", "GE", 29)).unwrap();
    assert!(chancery(kb, &["sync"]).status.success());
    assert_eq!(snapshot(kb), first);
    assert_eq!(answer(kb, &["--engine", "snapshot"]), answer(kb, &["--engine", "memory"]));
    assert!(answer(kb, &[]).contains("gazetteer/GE"));
    // What was held before is answered by the same index.
    assert_eq!(
        answer(kb, &["--as-of", "run:1", "--engine", "snapshot"]),
        answer(kb, &["--as-of", "run:1", "--engine", "memory"])
    );
    assert!(chancery(kb, &["undo", "2"]).status.success());
    assert!(answer(kb, &["--engine", "snapshot"]).contains("gazetteer/IR"));
    let doctor = chancery(kb, &["doctor"]);
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("different quads"), "{doctor:?}");
    assert!(chancery(kb, &["verify"]).status.success());
}

#[test]
fn without_it_memory_answers_and_says_so_until_it_is_made_again() {
    let folder = kb("");
    let kb = folder.path();
    assert!(chancery(kb, &["sync"]).status.success());
    let expected = answer(kb, &[]);
    std::fs::remove_dir_all(kb.join(".chancery/index")).unwrap();
    let output = chancery(kb, &["query", QUESTION, "--lens", "asserted", "--format", "csv"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    assert!(said(&output).contains("no snapshot yet; answering from memory"), "{}", said(&output));
    let asked = chancery(kb, &["query", QUESTION, "--engine", "snapshot"]);
    assert_eq!(asked.status.code(), Some(4), "{}", said(&asked));
    let why = chancery(kb, &["why", "AZ", "sharesBorderWith", "AM"]);
    assert!(why.status.success() && said(&why).contains("answering from memory"), "{}", said(&why));
    assert!(said(&chancery(kb, &["sync"])).contains("nothing to do"));
    assert!(snapshot(kb).is_file(), "a run with nothing to do makes it again");
    assert!(!said(&chancery(kb, &["query", QUESTION])).contains("memory"));
}

#[test]
fn damage_is_an_error_with_the_way_out() {
    let folder = kb("");
    let kb = folder.path();
    assert!(chancery(kb, &["sync"]).status.success());
    let expected = answer(kb, &[]);
    let path = snapshot(kb);
    let good = std::fs::read(&path).unwrap();
    // Inside: met when it is read.
    let mut bytes = good.clone();
    bytes[4096..].iter_mut().step_by(1000).for_each(|byte| *byte ^= 1);
    std::fs::write(&path, &bytes[..good.len()]).unwrap();
    let output = chancery(kb, &["query", QUESTION, "--format", "csv"]);
    // The checksums themselves are among the flipped bytes, or are not: refused at once, or met.
    match output.status.code() {
        Some(6) => assert!(said(&output).contains("chancery rebuild"), "{}", said(&output)),
        Some(0) => assert!(said(&output).contains("answering from memory"), "{}", said(&output)),
        other => panic!("{other:?} {}", said(&output)),
    }
    assert_eq!(chancery(kb, &["verify"]).status.code(), Some(6));
    // One byte, checksums as they were: this index is one block, which opening touches.
    let mut bytes = good.clone();
    bytes[4200] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(answer(kb, &[]), expected, "memory stands in");
    let output = chancery(kb, &["query", QUESTION, "--engine", "snapshot"]);
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(said(&output).contains("is not what was written") && said(&output).contains("chancery rebuild"));
    assert!(chancery(kb, &["rebuild"]).status.success());
    assert_eq!(answer(kb, &["--engine", "snapshot"]), expected);
    assert!(chancery(kb, &["verify"]).status.success());
    // Cut off: seen at opening, stood in for, made again by the next sync.
    let path = snapshot(kb);
    std::fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert_eq!(chancery(kb, &["query", QUESTION, "--engine", "snapshot"]).status.code(), Some(6));
    assert_eq!(answer(kb, &[]), expected);
    assert!(chancery(kb, &["sync"]).status.success());
    assert_eq!(answer(kb, &["--engine", "snapshot"]), expected);
}

#[test]
fn the_settings_choose_the_engine() {
    let folder = kb("[store]\nengine = \"memory\"\n");
    let kb = folder.path();
    assert!(chancery(kb, &["sync"]).status.success());
    assert!(!kb.join(".chancery/index/CURRENT").exists());
    assert!(!said(&chancery(kb, &["query", QUESTION])).contains("snapshot"));
    std::fs::write(kb.join("chancery.toml"), "base = \"https://kb.example/\"\n[store]\nengine = \"fast\"\n").unwrap();
    let refused = chancery(kb, &["sync"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("snapshot, memory"), "{}", said(&refused));
}
