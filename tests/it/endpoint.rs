//! A SPARQL server as the index: brought in line, asked like the store, interrupted, and never told a secret's words.

mod server;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::Ordering;

use crate::program::{chancery, said};
use crate::world;
use server::Server;

const BASE: &str = "https://kb.example/";

/// A copy of the example, synced.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    world::copy(&world::package("examples/kb"), folder.path());
    let _ = fs::remove_dir_all(folder.path().join(".chancery"));
    folder
}

fn ok(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// What the store holds, as sorted N-Quads.
fn held(kb: &Path) -> Vec<String> {
    let mut lines: Vec<String> = ok(&chancery(kb, &["export", "--to", "nq"])).lines().map(str::to_owned).collect();
    lines.sort();
    lines.dedup();
    lines
}

/// What the server holds; its store writes some numbers otherwise, so both go through it.
fn is_in_line(server: &Server, kb: &Path) {
    let there = server.nquads(&format!("{BASE}graph/statements"), &format!("{BASE}graph/index"));
    let store = oxigraph::store::Store::new().expect("a store");
    let here = held(kb).join("\n");
    store.load_from_slice(oxigraph::io::RdfFormat::NQuads, here.as_bytes()).expect("N-Quads");
    let mut here: Vec<String> = store.iter().map(|quad| format!("{} .", quad.expect("a quad"))).collect();
    here.sort();
    let missing: Vec<_> = here.iter().filter(|line| !there.contains(line)).take(3).collect();
    let odd: Vec<_> = there.iter().filter(|line| !here.contains(line)).take(3).collect();
    assert!(missing.is_empty() && odd.is_empty(), "missing {missing:#?}, too many {odd:#?}");
}

#[test]
fn a_server_is_brought_in_line_and_answers_as_the_store_does() {
    let (server, folder) = (Server::start(), example());
    let (kb, url) = (folder.path(), server.address.clone());
    let early = chancery(kb, &["query", "supplies", "--store", &url]);
    assert_eq!(early.status.code(), Some(4), "{}", said(&early));
    assert!(said(&early).contains("holds nothing of this knowledge base"), "{}", said(&early));
    server.busy.store(2, Ordering::SeqCst);
    let first = chancery(kb, &["sync", "--store", &url]);
    ok(&first);
    assert!(
        said(&first).contains("run 1; ") && said(&first).contains(" triples sent, 0 taken away"),
        "{}",
        said(&first)
    );
    is_in_line(&server, kb);
    let questions: [&[&str]; 9] = [
        &["query", "supplies", "--param", "supplier=أذربيجان", "--format", "csv"],
        &["query", "corroboration", "--format", "csv"],
        &["query", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", "--format", "csv"],
        &[
            "query",
            "CONSTRUCT { ?s gp:supplies ?o } WHERE { ?s gp:supplies ?o }",
            "--lens",
            "asserted",
            "--format",
            "nt",
        ],
        &["query", "ASK { ?s gp:supplies ?o }"],
        &["query", "ASK { ?s gp:supplies ?o }", "--lens", "asserted"],
        &["why", "AZ", "supplies", "TR"],
        &["corroborated", "--min-sources", "1", "--format", "json"],
        &["timeline", "--about", "مصر", "--format", "json"],
    ];
    for question in questions {
        let here = ok(&chancery(kb, question));
        let there = ok(&chancery(kb, &[question, &["--store", &url]].concat()));
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&here), sorted(&there), "{question:?}");
    }
    let again = chancery(kb, &["sync", "--store", &url]);
    assert!(said(&again).contains("nothing to do, it holds run 1"), "{}", said(&again));
    for (query, words) in
        [("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"), ("SELECT * { ?s ?p }", "cannot")]
    {
        let refused = chancery(kb, &["query", query, "--store", &url]);
        assert!(refused.status.code() != Some(0) && said(&refused).contains(words), "{}", said(&refused));
    }
}

#[test]
fn changes_go_over_and_an_interrupted_transfer_goes_on() {
    let (server, folder) = (Server::start(), example());
    let (kb, url) = (folder.path(), server.address.clone());
    ok(&chancery(kb, &["sync", "--store", &url]));
    let path = kb.join("dossiers/01-caspian-gas.yaml");
    let mut cut = 0;
    for step in 0_i64..6 {
        // A shared entity and a graph of two articles change with them.
        match step {
            0 => fs::remove_file(kb.join("dossiers/11-reprint.yaml")).expect("a file"),
            _ => {
                let text = fs::read_to_string(&path).expect("a file");
                let more = format!(
                    "\n  - {{ id: more{step}, subject: AZ, predicate: supplies, object: مصر, with: {{ theme: natural-gas }} }}\n"
                );
                fs::write(&path, text.trim_end().to_owned() + &more).expect("a file");
            }
        }
        ok(&chancery(kb, &["sync"]));
        server.updates_left.store(step, Ordering::SeqCst);
        let broken = chancery(kb, &["sync", "--store", &url]);
        if broken.status.code() != Some(0) {
            cut += 1;
            assert!(said(&broken).contains("goes on from there"), "{}", said(&broken));
            let asked = chancery(kb, &["query", "ASK { ?s ?p ?o }", "--store", &url]);
            let between = step > 0;
            assert_eq!(asked.status.code() != Some(0), between, "{step}: {}", said(&asked));
        }
        server.updates_left.store(-1, Ordering::SeqCst);
        ok(&chancery(kb, &["sync", "--store", &url]));
        is_in_line(&server, kb);
    }
    assert!(cut > 2, "{cut} transfers were cut off");
    // A first transfer, too.
    server.store.clear().expect("it clears");
    server.updates_left.store(2, Ordering::SeqCst);
    assert_ne!(chancery(kb, &["sync", "--store", &url]).status.code(), Some(0));
    server.updates_left.store(-1, Ordering::SeqCst);
    ok(&chancery(kb, &["sync", "--store", &url]));
    is_in_line(&server, kb);
}

#[test]
fn another_history_is_not_overwritten_and_no_password_is_shown() {
    let server = Server::start();
    let (one, other) = (example(), example());
    ok(&chancery(one.path(), &["sync", "--store", &server.address]));
    fs::remove_file(other.path().join("dossiers/02-halaib.yaml")).expect("a file");
    let refused = chancery(other.path(), &["sync", "--store", &server.address]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains("another history") && said(&refused).contains("--replace"), "{}", said(&refused));
    is_in_line(&server, one.path());
    let replaced = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .arg("-C")
        .arg(other.path())
        .args(["sync", "--replace", "--store", &server.address])
        .env("CHANCERY_STORE_USER", "ليلى")
        .env("CHANCERY_STORE_PASSWORD", "canary-7f3a")
        .output()
        .expect("the program runs");
    ok(&replaced);
    is_in_line(&server, other.path());
    let by = server.asked_by.lock().expect("nobody panicked").pop().expect("a request");
    assert!(by.starts_with("Basic "), "{by}");
    assert!(!format!("{replaced:?}").contains("canary") && !format!("{replaced:?}").contains(&by[6..]));
    let in_address = chancery(one.path(), &["sync", "--store", "http://me:canary-7f3a@127.0.0.1:9/"]);
    assert_eq!(in_address.status.code(), Some(2));
    assert!(said(&in_address).contains("CHANCERY_STORE_PASSWORD"), "{}", said(&in_address));
}
