//! `sync` from outside: twice changes nothing, an article takes back exactly its own, errors keep the
//! last good state, and a kill at any moment leaves the state before or after.

use crate::program::{chancery, said};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Makes a knowledge base with these dossiers.
fn kb(dossiers: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    std::fs::create_dir(folder.path().join("dossiers")).unwrap();
    for (name, text) in dossiers {
        std::fs::write(folder.path().join("dossiers").join(name), text).unwrap();
    }
    folder
}

fn dossier(object: &str) -> String {
    format!(
        "article: {{ language: ar }}\nstatements:\n  - {{ id: s1, subject: أذربيجان, predicate: sharesBorderWith, object: {object}, quote: جارة }}\n"
    )
}

/// Counts what the store answers.
fn count(kb: &Path, pattern: &str) -> u64 {
    let query = format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}");
    let output = chancery(kb, &["query", &query, "--format", "csv"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().nth(1).unwrap().trim().parse().unwrap()
}

#[test]
fn twice_changes_nothing_and_an_article_takes_back_exactly_its_own() {
    let folder = kb(&[("a.yaml", &dossier("AM")), ("b.yaml", &dossier("IR")), ("c.yaml", &dossier("AM"))]);
    let kb = folder.path();
    let dry = chancery(kb, &["sync", "--dry-run"]);
    assert!(said(&dry).contains("would be 3 added"), "{}", said(&dry));
    assert!(!kb.join(".chancery").exists(), "a dry run makes no store");
    assert!(said(&chancery(kb, &["sync"])).contains("3 added, 0 changed, 0 removed"));
    assert!(said(&chancery(kb, &["sync"])).contains("nothing to do"));
    assert_eq!(count(kb, "?s a st:Statement"), 3);
    // Two articles assert the same triple and its twin: the union holds them once.
    let union = "GRAPH <https://kb.example/graph/asserted> { ?s gp:sharesBorderWith ?o }";
    assert_eq!(count(kb, union), 4);
    std::fs::remove_file(kb.join("dossiers/a.yaml")).unwrap();
    assert!(said(&chancery(kb, &["sync"])).contains("0 added, 0 changed, 1 removed"));
    assert_eq!(count(kb, "?s st:inArticle <https://kb.example/article/a>"), 0);
    assert_eq!(count(kb, union), 4, "the other article still asserts it");
    std::fs::write(kb.join("dossiers/c.yaml"), dossier("GE")).unwrap();
    assert!(said(&chancery(kb, &["sync"])).contains("0 added, 1 changed, 0 removed"));
    assert_eq!(
        count(kb, "GRAPH ?g { gz:AZ gp:sharesBorderWith gz:AM }"),
        0,
        "the last article that asserted it is gone"
    );
    assert!(chancery(kb, &["verify"]).status.success());
}

#[test]
fn errors_keep_the_last_good_state() {
    let folder = kb(&[("a.yaml", &dossier("AM")), ("b.yaml", &dossier("IR"))]);
    let kb = folder.path();
    assert!(chancery(kb, &["sync"]).status.success());
    std::fs::write(kb.join("dossiers/a.yaml"), dossier("Nowhereland")).unwrap();
    let output = chancery(kb, &["sync"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("dossiers/a.yaml:3:"), "{}", said(&output));
    assert_eq!(count(kb, "?s a st:Statement"), 2, "what was said before stays");
    // Not even YAML: nothing can be told of the file, so all that came from it stays.
    std::fs::write(kb.join("dossiers/b.yaml"), "statements: [").unwrap();
    let output = chancery(kb, &["sync"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(count(kb, "?s a st:Statement"), 2);
    std::fs::write(kb.join("dossiers/a.yaml"), dossier("AM")).unwrap();
    std::fs::write(kb.join("dossiers/b.yaml"), dossier("IR")).unwrap();
    assert_eq!(chancery(kb, &["sync"]).status.code(), Some(0));
}

#[test]
fn a_killed_sync_leaves_the_state_before_or_after() {
    let kills: u64 = std::env::var("CHANCERY_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(5);
    const ARTICLES: u64 = 300;
    let lines = |object: &str| {
        (0..ARTICLES).fold(String::new(), |mut text, number| {
            let statements: Vec<String> = (0..10)
                .map(|statement| {
                    format!(
                        r#"{{"id":"s{statement}","subject":"AZ","predicate":"cooperatesWith","object":"{object}","quote":"كلمات {statement}"}}"#
                    )
                })
                .collect();
            let _ = writeln!(
                text,
                r#"{{"article":{{"id":"a{number}","language":"ar"}},"statements":[{}]}}"#,
                statements.join(",")
            );
            text
        })
    };
    let folder = kb(&[("all.jsonl", &lines("TR"))]);
    let kb = folder.path();
    assert!(chancery(kb, &["sync"]).status.success());
    let mut held = "TR";
    for round in 0..kills {
        let next = if held == "TR" { "GE" } else { "TR" };
        std::fs::write(kb.join("dossiers/all.jsonl"), lines(next)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .arg("-C")
            .arg(kb)
            .arg("sync")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(7 + (round * 37) % 190));
        let _ = child.kill();
        let _ = child.wait();
        let verified = chancery(kb, &["verify"]);
        assert!(verified.status.success(), "round {round}: {}", said(&verified));
        let all = ARTICLES * 10;
        let (old, new) = (count(kb, &format!("?s st:object gz:{held}")), count(kb, &format!("?s st:object gz:{next}")));
        assert!((old, new) == (all, 0) || (old, new) == (0, all), "round {round}: {old} old and {new} new");
        let again = chancery(kb, &["sync"]);
        assert!(again.status.success(), "round {round}: {}", said(&again));
        assert_eq!(count(kb, &format!("?s st:object gz:{next}")), all, "the next run finishes the job");
        held = next;
    }
}
