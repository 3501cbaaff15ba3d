//! The hostile corpus in other notations: what leaks in none may leak in none, so the N-Quads are the same bytes.

use std::collections::BTreeMap;

use crate::bad_input::Folder;
use crate::corpus;

/// What tables cannot carry of the corpus, by reason: entities of an article's own; several contents of one
/// statement, for a cell holds a list of words; a holder on the spot, for holders are such a list.
const NOT_IN_TABLES: [&str; 3] =
    ["a table has no rows for entities", "a cell holds a list of words, not of mappings", "there is no column for it"];

fn read(path: &std::path::Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A knowledge base with everything of the corpus but its dossiers, and these.
fn with_dossiers(dossiers: &[(String, Vec<u8>)]) -> Folder {
    let mut files = vec![("chancery.toml".to_owned(), read(&corpus::folder().join("chancery.toml")))];
    for part in ["entities", "reviews"] {
        let of_part = corpus::files(part);
        files.extend(of_part.iter().map(|path| (format!("{part}/{}.yaml", corpus::stem(path)), read(path))));
    }
    files.extend(dossiers.iter().map(|(name, bytes)| (format!("dossiers/{name}"), bytes.clone())));
    Folder::new(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

fn corpus_dossiers() -> Vec<(String, Vec<u8>)> {
    corpus::files("dossiers").iter().map(|path| (format!("{}.yaml", corpus::stem(path)), read(path))).collect()
}

fn sorted(quads: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = quads.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_hostile_corpus_in_json_lines_gives_the_same_bytes() {
    let yaml = with_dossiers(&corpus_dossiers());
    let lines = yaml.run(&["fmt", "--to", "jsonl"], b"");
    assert_eq!(lines.code, Some(0), "{}", lines.err);
    assert_eq!(lines.out.lines().count(), corpus::files("dossiers").len());
    let json = with_dossiers(&[("all.jsonl".to_owned(), lines.out.clone().into_bytes())]);
    for policy in ["strict", "default", "open"] {
        let wanted = yaml.run(&["convert", "--policy", policy], b"");
        assert_eq!(wanted.code, Some(0), "{}", wanted.err);
        let got = json.run(&["convert", "--policy", policy], b"");
        assert_eq!(got.code, Some(0), "{}", got.err);
        assert!(wanted.out == got.out, "{policy}: the bytes differ");
        assert!(wanted.out.lines().count() > 3_000, "{policy}");
    }
    // And back.
    for line in lines.out.lines() {
        let folder = Folder::new([("one.jsonl", line.as_bytes())]);
        let back = folder.run(&["fmt", "--to", "yaml", "one.jsonl"], b"");
        assert_eq!(back.code, Some(0), "{}", back.err);
        let folder = Folder::new([("one.yaml", back.out.as_bytes())]);
        let again = folder.run(&["fmt", "--to", "jsonl", "one.yaml"], b"");
        assert_eq!(again.out.trim_end(), line, "{}", back.out);
    }
}

#[test]
fn the_hostile_corpus_in_tables_gives_the_same_quads_as_far_as_tables_go() {
    let all = with_dossiers(&corpus_dossiers());
    let (mut carried, mut reasons) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for (name, _) in corpus_dossiers() {
        let path = format!("dossiers/{name}");
        let table = all.run(&["fmt", "--to", "csv", &path], b"");
        if table.code == Some(0) {
            carried.push(name);
            continue;
        }
        assert_eq!((table.code, table.out.as_str()), (Some(1), ""), "{name}: half an article is none");
        for line in table.err.lines().filter(|line| line.starts_with("error: ")) {
            assert!(line.starts_with(&format!("error: {path}:")), "{line}");
            let reason = NOT_IN_TABLES.iter().find(|reason| line.contains(**reason));
            *reasons.entry(reason.unwrap_or_else(|| panic!("a new reason: {line}"))).or_default() += 1;
        }
    }
    println!("tables carry {carried:?}; not {reasons:?}");
    assert_eq!(reasons.len(), NOT_IN_TABLES.len(), "a reason that is none any more: {reasons:?}");
    // Entities of the articles' own keep most out: with those in the knowledge base, these go in.
    let mut compared = Vec::new();
    for (name, _) in corpus_dossiers() {
        if let Some(statements) = same_in_tables(&all, &name) {
            compared.push((name, statements));
        }
    }
    let statements: usize = compared.iter().map(|(_, statements)| statements).sum();
    println!("the same in tables: {compared:?}, {statements} statements");
    assert!(compared.len() >= 20 && statements >= 150, "{} articles, {statements} statements", compared.len());
}

/// Moves the entities of a dossier to the knowledge base, and compares the quads of its YAML, CSV and TSV forms;
/// returns how many statements were compared, or nothing if a table cannot carry them.
fn same_in_tables(all: &Folder, name: &str) -> Option<usize> {
    let json = all.run(&["fmt", "--to", "json", &format!("dossiers/{name}")], b"");
    let mut dossier: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let entities = dossier.as_object_mut().unwrap().shift_remove("entities").unwrap_or_default();
    let kb = |name: &str, dossier: &str| {
        let folder = with_dossiers(&[(name.to_owned(), dossier.as_bytes().to_vec())]);
        if entities.is_object() {
            std::fs::write(folder.0.path().join("entities/own.yaml"), entities.to_string()).unwrap();
        }
        folder
    };
    let stem = name.trim_end_matches(".yaml");
    let whole = kb(&format!("{stem}.json"), &dossier.to_string());
    let mut compared = None;
    for (format, policy) in [("csv", "open"), ("tsv", "default")] {
        let table = whole.run(&["fmt", "--to", format], b"");
        if table.code != Some(0) {
            assert_eq!(table.out, "");
            continue;
        }
        let table = kb(&format!("{stem}.{format}"), &table.out);
        let wanted = whole.run(&["convert", "--policy", policy], b"");
        let got = table.run(&["convert", "--policy", policy], b"");
        assert_eq!(wanted.code, got.code, "{name} {format} {policy}: {}\n{}", wanted.err, got.err);
        assert_eq!(sorted(&wanted.out), sorted(&got.out), "{name} {format} {policy}");
        if wanted.code == Some(0) {
            compared = Some(got.out.matches("/statement#Statement> .").count());
        }
    }
    compared
}
