//! The three clocks: what was held, what had been published, what is said of a time. None of them lets a withheld
//! statement become a plain triple.

use crate::program::{chancery, said};
use std::fs;
use std::path::Path;

/// Asks for one column under clocks; returns its cells and what was said beside them.
#[track_caller]
fn ask(kb: &Path, sparql: &str, clocks: &[&str]) -> (Vec<String>, String) {
    let output = chancery(kb, &[&["query", sparql, "--format", "tsv"], clocks].concat());
    assert_eq!(output.status.code(), Some(0), "{clocks:?}: {}", said(&output));
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    (text.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect(), said(&output))
}

const IDS: &str = "PREFIX st: <https://w3id.org/chancery/statement#> \
                   SELECT ?id { ?s a st:Statement ; st:id ?id } ORDER BY ?id";
const PLAIN: &str = "PREFIX gp: <https://w3id.org/chancery/geopolitics#> \
                     SELECT ?p { GRAPH ?g { ?s ?p ?o } FILTER(?p IN (gp:visited, gp:alliedWith, gp:supplies)) } ORDER BY ?p";

const OLD: &str = "\
article: { title: { ar: زيارة وتحالف }, published: 2020-01-10, language: ar }
statements:
  - { id: visit, subject: AZ, predicate: visited, object: TR, with: { time: 2019-11-30 } }
  - { id: allies, subject: AZ, predicate: alliedWith, object: TR, with: { time: 1994/2018 } }
  - { id: not-allies, subject: AZ, predicate: alliedWith, object: TR, not: true, holder: أرمينيا, stance: denied, with: { time: 2019 } }
  - id: accuses
    subject: AM
    predicate: accuses
    object: AZ
    with: { time: 2019-12 }
    content: { subject: AZ, predicate: supplies, object: TR, with: { theme: oil } }
  - { id: undated, subject: AZ, predicate: supplies, object: GE, with: { theme: natural-gas } }
";
const NEW: &str = "\
article: { title: { en: Later }, published: 2024-05, language: en }
statements:
  - { id: about, subject: AZ, predicate: visited, object: GE, with: { time: 2019-11~ } }
";

fn kb() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("chancery.toml", "base = \"https://kb.example/\"\n");
    write("dossiers/old.yaml", OLD);
    assert_eq!(
        chancery(folder.path(), &["sync"]).status.code(),
        Some(0),
        "{}",
        said(&chancery(folder.path(), &["check"]))
    );
    write("dossiers/new.yaml", NEW);
    assert_eq!(chancery(folder.path(), &["sync"]).status.code(), Some(0));
    folder
}

#[test]
fn what_was_held_is_a_run_or_a_time() {
    let kb = kb();
    let all = ask(kb.path(), IDS, &[]).0;
    assert_eq!(all.len(), 7, "{all:?}");
    let (first, words) = ask(kb.path(), IDS, &["--as-of", "run:1"]);
    assert!(!first.contains(&"about".to_owned()) && first.len() == 6, "{first:?}");
    assert!(words.contains("as held after run 1, "), "{words}");
    assert_eq!(ask(kb.path(), IDS, &["--as-of", "2999-01-01"]).0, all);
    let log = chancery(kb.path(), &["log", "--format", "json"]);
    let log: serde_json::Value = serde_json::from_slice(&log.stdout).expect("JSON");
    let time = log[1]["time"].as_str().expect("a time");
    assert_eq!(ask(kb.path(), IDS, &["--as-of", time]).0, first, "{time}");
    let exported = chancery(kb.path(), &["export", "--to", "nq", "--as-of", "run:1", "--quiet"]);
    let now = chancery(kb.path(), &["export", "--to", "nq", "--quiet"]);
    assert!(now.stdout.len() > exported.stdout.len() && !exported.stdout.is_empty());
    for (asked, words) in
        [("1999-01-01", "nothing was held"), ("run:9", "no run 9"), ("yesterday", "run:3"), ("run:x", "number")]
    {
        let output = chancery(kb.path(), &["query", IDS, "--as-of", asked]);
        assert_eq!(output.status.code(), Some(2), "{asked}: {}", said(&output));
        assert!(said(&output).contains(words), "{asked}: {}", said(&output));
    }
    let output = chancery(kb.path(), &["query", IDS, "--at", "2019", "--data", "dossiers/old.yaml"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn what_had_been_published_counts_only_when_that_is_certain() {
    let kb = kb();
    for (by, articles, words) in [
        ("2020-01-10", 1, "1 articles; left out: 1 later ones, 0 whose date"),
        ("2020-01-09", 0, "0 articles; left out: 2 later ones, 0 whose date"),
        ("2024-05-15", 1, "1 articles; left out: 0 later ones, 1 whose date"),
        ("2024-05", 2, "2 articles; left out: 0 later ones, 0 whose date"),
    ] {
        let (ids, said) = ask(kb.path(), IDS, &["--published-by", by]);
        let old = usize::from(articles > 0) * 6;
        assert_eq!(ids.len(), old + usize::from(articles > 1), "{by}: {ids:?}");
        assert!(said.contains(words), "{by}: {said}");
    }
}

#[test]
fn what_is_said_of_a_time_is_certain_or_possible_and_plain_triples_follow() {
    let kb = kb();
    for (clocks, ids, plain) in [
        (&["--at", "2019-11-30"][..], &["about", "not-allies", "visit"][..], &["visited"; 4][..]),
        (&["--at", "2019-11-30", "--certainly"], &["visit"], &["visited"; 2]),
        (&["--at", "2019", "--certainly"], &["accuses", "accuses.content", "not-allies", "visit"], &["visited"; 2]),
        (&["--at", "2000"], &["allies"], &["alliedWith"; 4]),
        // Of the alliance only the denial speaks of this time: no plain triple.
        (&["--at", "2019-03"], &["not-allies"], &[]),
        (&["--at", "1950"], &[], &[]),
    ] {
        let (found, words) = ask(kb.path(), IDS, clocks);
        assert_eq!(found.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ids, "{clocks:?} {words}");
        let (found, words) = ask(kb.path(), PLAIN, clocks);
        let found: Vec<&str> =
            found.iter().map(|iri| iri.rsplit(['#', ':']).next().unwrap_or(iri).trim_end_matches('>')).collect();
        assert_eq!(found, plain, "{clocks:?} {words}");
        assert!(words.contains("1 without a time") || words.contains("2 without a time"), "{words}");
    }
    let output = chancery(kb.path(), &["why", "أذربيجان", "visited", "تركيا", "--at", "2018"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let output = chancery(kb.path(), &["why", "أذربيجان", "visited", "تركيا", "--at", "2019-11", "--lang", "ar"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("زيارة وتحالف"));
}

/// Of two statements of one triple a person accepted one; without it nothing stands in `reviewed`.
#[test]
fn what_was_accepted_goes_with_the_statement_that_was_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let kb = folder.path();
    let text = "article: { published: 2024-05-03, language: en }\nstatements:\n\
                \x20 - { id: early, subject: AZ, predicate: alliedWith, object: TR, with: { time: 1994 } }\n\
                \x20 - { id: late, subject: AZ, predicate: alliedWith, object: TR, with: { time: 2020 } }\n";
    fs::create_dir(kb.join("dossiers")).expect("a folder");
    fs::write(kb.join("chancery.toml"), "base = \"https://kb.example/\"\n").expect("a file");
    fs::write(kb.join("dossiers/a.yaml"), text).expect("a file");
    assert_eq!(chancery(kb, &["sync"]).status.code(), Some(0));
    let digest = "SELECT ?d { ?s st:id \"early\" ; st:digest ?d }";
    let digest = ask(kb, digest, &[]).0.remove(0);
    fs::create_dir(kb.join("reviews")).expect("a folder");
    let review = format!("- {{ statement: a/early, digest: {digest}, verdict: accept, by: ليلى, date: 2024-06-01 }}\n");
    fs::write(kb.join("reviews/r.yaml"), review).expect("a file");
    assert_eq!(chancery(kb, &["sync"]).status.code(), Some(0));
    let accepted = "SELECT ?o { GRAPH g:reviewed { ?s gp:alliedWith ?o } }";
    assert!(!ask(kb, accepted, &["--at", "1994"]).0.is_empty());
    assert!(ask(kb, accepted, &["--at", "2020"]).0.is_empty());
    let asserted = "SELECT ?o { GRAPH g:asserted { ?s gp:alliedWith ?o } }";
    assert!(!ask(kb, asserted, &["--at", "2020"]).0.is_empty());
}
