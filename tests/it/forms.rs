//! The forms of JSON-LD as people ask for them: nothing leaks, pages add up, limits and misuse are told.

use crate::world::{self, World};
use chancery::rdf::{Format, document};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn export(kb: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["export", "--quiet", "--to", "jsonld"])
        .args(arguments)
        .current_dir(kb)
        .env_remove("CHANCERY_KB")
        .output()
        .expect("the program runs")
}

#[track_caller]
fn ok(output: &Output) -> &[u8] {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    &output.stdout
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn sync(kb: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_chancery")).args(["sync", "--quiet"]).current_dir(kb).output();
    assert_eq!(run.expect("the program runs").status.code(), Some(0));
}

fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    world::copy(&world::package("examples/kb"), folder.path());
    sync(folder.path());
    folder
}

/// Reads a document back, with our contexts by their addresses.
fn read(bytes: &[u8]) -> BTreeSet<String> {
    let reading =
        document::Reading { loader: Some(chancery::ontology::json_ld::loader()), ..document::Reading::default() };
    let quads = document::read(bytes, Format::JsonLd, &reading).expect("JSON-LD");
    quads.iter().map(|quad| quad.to_string()).collect()
}

fn is_of_the_default_graph(quad: &str) -> bool {
    let line = format!("{quad} .\n");
    world::parse(line.as_bytes())[0].graph_name.is_default_graph()
}

/// A frame that takes every node and all it holds.
const EVERYTHING: &str = r#"{ "@context": { "st": "https://w3id.org/chancery/statement#" }, "@embed": "@once" }"#;

#[test]
fn no_form_holds_more_than_the_store_and_no_frame_an_asserted_triple() {
    let (hostile, _) = World::hostile();
    sync(hostile.path());
    let kb = hostile.path();
    fs::write(kb.join("everything.json"), EVERYTHING).expect("a file");
    let stored = read(ok(&export(kb, &["--form", "expanded"])));
    let nquads = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["export", "--quiet", "--to", "nq"])
        .current_dir(kb)
        .output()
        .expect("the program runs");
    let all: BTreeSet<String> = world::parse(ok(&nquads)).iter().map(ToString::to_string).collect();
    let layer: BTreeSet<&String> = all.iter().filter(|quad| is_of_the_default_graph(quad)).collect();
    assert!(all.len() > layer.len() && layer.len() > 2000, "{} {}", all.len(), layer.len());
    for (form, back) in [
        ("expanded", stored),
        ("compacted", read(ok(&export(kb, &["--form", "compacted", "--context", "url"])))),
        ("flattened", read(ok(&export(kb, &["--form", "flattened"])))),
    ] {
        assert!(back == all, "{form}: {:?}", back.symmetric_difference(&all).next());
    }
    for frame in ["article", "statement", "entity", "holder", "everything.json"] {
        let back = read(ok(&export(kb, &["--frame", frame])));
        assert!(back.len() > 200, "{frame}: {}", back.len());
        assert_eq!(back.iter().find(|quad| !layer.contains(quad)), None, "{frame}");
    }
}

#[test]
fn a_line_is_a_document_and_the_lines_hold_what_the_document_holds() {
    let kb = example();
    for frame in ["article", "statement", "schema"] {
        let whole = read(ok(&export(kb.path(), &["--frame", frame])));
        let output = export(kb.path(), &["--frame", frame, "--lines", "--context", "url"]);
        let lines = std::str::from_utf8(ok(&output)).expect("UTF-8");
        let mut united = BTreeSet::new();
        for line in lines.lines() {
            let document: Value = serde_json::from_str(line).expect("a document");
            let context =
                if frame == "schema" { document["@context"].is_object() } else { document["@context"].is_string() };
            assert!(context && document["@graph"].is_null(), "{frame}: {line}");
            united.extend(read(line.as_bytes()));
        }
        assert!(united == whole, "{frame}: {:?}", united.symmetric_difference(&whole).next());
    }
}

#[test]
fn pages_of_a_thing_add_up_to_all_that_is_said_of_it() {
    let kb = example();
    let page = |frame: &str, of: &str, more: &[&str]| -> BTreeSet<String> {
        let output = export(kb.path(), &[&["--frame", frame, "--of", of], more].concat());
        let document: Value = serde_json::from_slice(ok(&output)).expect("JSON");
        let node = &document["@graph"][0];
        assert_eq!(node["id"], of, "{document:#}");
        let lists = ["isSubjectOf", "isObjectOf", "isTopicOf", "holds"].map(|list| node[list].as_array());
        lists.into_iter().flatten().flatten().map(|statement| statement["id"].to_string()).collect()
    };
    let egypt = "https://w3id.org/chancery/gazetteer/EG";
    for frame in ["entity", "holder"] {
        let all = page(frame, egypt, &[]);
        assert!(all.len() > 1, "{frame}: {}", all.len());
        let mut paged = BTreeSet::new();
        for number in 1..=all.len() {
            let part = page(frame, egypt, &["--page", &number.to_string(), "--page-size", "1"]);
            assert_eq!(part.len(), 1, "{frame} {number}");
            paged.extend(part);
        }
        assert_eq!(paged, all, "{frame}");
        assert!(page(frame, egypt, &["--page", "99"]).is_empty(), "{frame}");
    }
    let output = export(kb.path(), &["--frame", "entity", "--of", egypt]);
    let document: Value = serde_json::from_slice(ok(&output)).expect("JSON");
    assert_eq!(document["@graph"][0]["label"]["ar"], json!("مصر"));
}

#[test]
fn limits_losses_and_misuse_are_told_and_nothing_is_written() {
    let kb = example();
    fs::write(kb.path().join("x.jsonld"), "old").expect("a file");
    fs::write(kb.path().join("broken.json"), "{ \"@context\": 7").expect("a file");
    for (code, arguments, words) in [
        (5, &["--form", "flattened", "--most", "10"][..], "--most"),
        (5, &["--frame", "entity", "--most", "10"], "--most"),
        (1, &["--frame", "article", "--strict"], ""),
        (1, &["--frame", "holder", "--strict"], ""),
        (2, &["--form", "framed"], "go together"),
        (2, &["--form", "expanded", "--frame", "article"], "go together"),
        (2, &["--form", "expanded", "--context", "url"], "no context"),
        (2, &["--form", "flattened", "--lines"], "--lines"),
        (2, &["--frame", "article", "--of", "https://w3id.org/chancery/gazetteer/EG"], "--of"),
        (2, &["--frame", "entity", "--page", "2"], "--of"),
        (2, &["--frame", "entity", "--of", "https://e.example/x", "--page", "0"], "--page"),
        (2, &["--frame", "مقال"], "مقال"),
        (2, &["--frame", "article", "--profile", "basic"], "--profile"),
        (3, &["--frame", "broken.json"], "broken.json"),
        (3, &["--context", "broken.json"], "broken.json"),
    ] {
        let output = export(kb.path(), &[&["-o", "x.jsonld"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
        assert_eq!(fs::read(kb.path().join("x.jsonld")).expect("a file"), b"old", "{arguments:?}");
    }
}
