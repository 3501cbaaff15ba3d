//! A store's snapshot over runs: kept, overlaid, written anew, swept, lost and made again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::history::{ArticleFacts, Counts, Manifest, Settings};
use crate::store::{Archive, Problem, Segment, WriterInfo};

fn info() -> WriterInfo {
    let now = "2024-05-03T10:00:00Z".parse().unwrap();
    WriterInfo { command: "sync".to_owned(), now, who: "Lamia".to_owned() }
}

fn folder() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    (parent, folder)
}

/// The quads of an article: its own, and a triple that every article asserts.
fn article(id: &str, words: &str, lines: usize) -> String {
    let mut text: String = (0..lines)
        .map(|number| format!("<http://e/{id}/{number}> <http://e/says> \"{words} {number}\"@ar .\n"))
        .collect();
    for graph in ["", &format!("/{id}")] {
        text.push_str(&format!(
            "<http://e/AZ> <http://e/supplies> <http://e/TR> <https://kb.example/graph/asserted{graph}> .\n"
        ));
    }
    text
}

/// Runs a sync that leaves these articles.
fn run(folder: &Path, articles: &[(&str, &str, usize)]) {
    let archive = Archive::create_or_open(folder, &info()).unwrap();
    let settings = Settings { base: "https://kb.example/".to_owned(), ..Settings::default() };
    let mut writer = archive.writer(info(), settings).unwrap();
    for (id, words, lines) in articles {
        let text = article(id, words, *lines);
        let facts = ArticleFacts {
            fingerprint: Digest::of(text.as_bytes()),
            source: String::new(),
            counts: Counts::default(),
            input: Digest::of(text.as_bytes()),
            text: None,
            uses: Vec::new(),
        };
        writer.put(id, &Segment::compress(text.as_bytes()).unwrap(), facts).unwrap();
    }
    writer
        .set_shared(&Segment::compress("<http://e/AZ> <http://e/label> \"أذربيجان\"@ar .\n".as_bytes()).unwrap())
        .unwrap();
    writer.commit(Duration::ZERO).unwrap();
}

fn refreshed(folder: &Path) -> Refreshed {
    refresh(&Archive::open(folder).unwrap(), &info(), false).unwrap()
}

fn opened(folder: &Path) -> Result<SnapshotEngine, NoSnapshot> {
    let archive = Archive::open(folder).unwrap();
    SnapshotEngine::open(&archive, archive.current().unwrap())
}

/// Checks that the snapshot answers as memory does.
fn same(folder: &Path) {
    let archive = Archive::open(folder).unwrap();
    let manifest = archive.current().unwrap();
    same_at(&archive, manifest, &SnapshotEngine::open(&archive, manifest).unwrap());
}

fn same_at(archive: &Archive, manifest: &Manifest, snapshot: &SnapshotEngine) {
    let memory = MemoryEngine::from_archive(archive, manifest).unwrap();
    assert_eq!(snapshot.len(), memory.len());
    for query in [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g { GRAPH ?g {} }",
        "SELECT * { <http://e/AZ> ?p ?o }",
        "SELECT ?s { ?s <http://e/says> \"واحد 3\"@ar }",
    ] {
        let mut request = Request::new(query);
        for lens in [None, Some("https://kb.example/graph/asserted"), Some("https://kb.example/graph/asserted/b")] {
            if let Some(lens) = lens {
                request.dataset = crate::store::DatasetChoice::default().with_graph(lens);
            }
            assert_eq!(answer_of(snapshot, &request), answer_of(&memory, &request), "{query} {lens:?}");
        }
    }
}

fn index(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join(INDEX))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_small_change_is_laid_over_and_a_large_one_written_anew() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "واحد", 3_000), ("b", "اثنان", 10)]);
    assert!(matches!(opened(&folder), Err(NoSnapshot::Missing)));
    assert!(matches!(refreshed(&folder), Refreshed::Written { quads: 3_014, .. }));
    same(&folder);
    let first = index(&folder);
    assert_eq!(refreshed(&folder), Refreshed::Kept);
    // One changed, one new: the triple that both assert stands once in `asserted`.
    run(&folder, &[("a", "واحد", 3_000), ("b", "ثلاثة", 11), ("ج", "جديد", 2)]);
    assert_eq!(refreshed(&folder), Refreshed::Kept);
    assert_eq!(index(&folder), first);
    same(&folder);
    // Two of three that assert it are gone; then the last.
    run(&folder, &[("a", "واحد", 3_000)]);
    assert_eq!(refreshed(&folder), Refreshed::Kept);
    same(&folder);
    run(&folder, &[]);
    assert!(matches!(refreshed(&folder), Refreshed::Written { quads: 1, .. }));
    same(&folder);
    assert_ne!(index(&folder), first);
    assert_eq!(index(&folder).len(), 2, "one generation and the pointer");
    assert_eq!(Archive::open(&folder).unwrap().verify().problems, []);
}

#[test]
fn a_reader_keeps_the_generation_it_opened() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "واحد", 50)]);
    refreshed(&folder);
    let archive = Archive::open(&folder).unwrap();
    let manifest = archive.current().unwrap().clone();
    let reader = SnapshotEngine::open(&archive, &manifest).unwrap();
    run(&folder, &[("a", "آخر", 5_000)]);
    assert!(matches!(refreshed(&folder), Refreshed::Written { .. }));
    same_at(&archive, &manifest, &reader);
    same(&folder);
}

#[test]
fn what_is_lost_damaged_or_older_is_made_again() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "واحد", 50)]);
    refreshed(&folder);
    let snapshot = |folder: &Path| {
        let name = index(folder).into_iter().find(|name| name.ends_with(".snapshot")).unwrap();
        folder.join(INDEX).join(name)
    };
    let again = |damage: &dyn Fn(&Path)| {
        damage(&folder);
        assert!(opened(&folder).is_err());
        assert!(matches!(refreshed(&folder), Refreshed::Written { .. }));
        same(&folder);
        assert_eq!(index(&folder).len(), 2);
        assert_eq!(Archive::open(&folder).unwrap().verify().problems, []);
    };
    again(&|folder| fs::remove_dir_all(folder.join(INDEX)).unwrap());
    again(&|folder| fs::remove_file(folder.join(INDEX).join("CURRENT")).unwrap());
    again(&|folder| fs::remove_file(snapshot(folder)).unwrap());
    again(&|folder| fs::write(folder.join(INDEX).join("CURRENT"), "../../etc/passwd\n").unwrap());
    again(&|folder| fs::write(snapshot(folder), "CHSNAP\r\n").unwrap());
    again(&|folder| {
        let bytes = fs::read(snapshot(folder)).unwrap();
        fs::write(snapshot(folder), &bytes[..bytes.len() - 1]).unwrap();
    });
    again(&|folder| {
        let mut bytes = fs::read(snapshot(folder)).unwrap();
        // Another version of the layout.
        bytes[8] = 99;
        fs::write(snapshot(folder), bytes).unwrap();
    });
}

#[test]
fn damage_inside_is_told_by_verify_and_mended_by_a_rebuild() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "واحد", 50)]);
    refreshed(&folder);
    let name = index(&folder).into_iter().find(|name| name.ends_with(".snapshot")).unwrap();
    let path = folder.join(INDEX).join(name);
    let mut bytes = fs::read(&path).unwrap();
    bytes[5_000] ^= 1;
    fs::write(&path, bytes).unwrap();
    let report = Archive::open(&folder).unwrap().verify();
    assert!(!report.is_sound());
    assert!(matches!(&report.problems[..], [Problem::Damaged { path: damaged, .. }] if *damaged == path), "{report:?}");
    let archive = Archive::open(&folder).unwrap();
    assert!(matches!(refresh(&archive, &info(), true).unwrap(), Refreshed::Written { .. }));
    same(&folder);
    assert_eq!(Archive::open(&folder).unwrap().verify().problems, []);
}

#[test]
fn leftovers_are_swept_by_the_next_writer_and_foreign_files_are_not() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "واحد", 5)]);
    refreshed(&folder);
    for name in ["000009-00000000.snapshot", "000002-aaaaaaaa.snapshot.tmp", "CURRENT.tmp", "notes.txt"] {
        fs::write(folder.join(INDEX).join(name), "x").unwrap();
    }
    let report = Archive::open(&folder).unwrap().verify();
    assert!(report.is_sound());
    assert_eq!(report.problems.iter().filter(|problem| matches!(problem, Problem::LeftOver { .. })).count(), 3);
    assert_eq!(report.problems.iter().filter(|problem| matches!(problem, Problem::Unknown { .. })).count(), 1);
    let swept = Archive::open(&folder).unwrap().sweep(&info()).unwrap();
    assert_eq!(swept.files.len(), 3);
    assert_eq!(index(&folder).len(), 3);
    same(&folder);
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    let bytes = |_| {
        let (parent, folder) = folder();
        run(&folder, &[("a", "واحد", 200), ("b", "اثنان", 100)]);
        refreshed(&folder);
        let name = index(&folder).into_iter().find(|name| name.ends_with(".snapshot")).unwrap();
        let bytes = fs::read(folder.join(INDEX).join(name)).unwrap();
        drop(parent);
        bytes
    };
    assert_eq!(bytes(1), bytes(2));
}
