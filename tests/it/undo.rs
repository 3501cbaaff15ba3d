//! `undo`: a run is taken back whole, stays taken back while the files stand still, and can be brought back.

use crate::program::{chancery, ends, said};
use std::fs;
use std::path::Path;

#[track_caller]
fn told(kb: &Path, code: i32, arguments: &[&str]) -> String {
    said(&ends(kb, code, arguments))
}

/// All that the store holds, as lines.
fn held(kb: &Path) -> String {
    let output = chancery(kb, &["export", "--to", "nq", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn write(kb: &Path, name: &str, object: &str) {
    let text = format!(
        "article: {{ title: {{ ar: زيارة }}, published: 2024-05-03, language: ar }}\n\
         statements:\n  - {{ id: visit, subject: AZ, predicate: visited, object: {object}, quote: زار }}\n"
    );
    fs::write(kb.join("dossiers").join(name), text).expect("a file");
}

fn kb() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("dossiers")).expect("a folder");
    fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").expect("a file");
    for name in ["changed.yaml", "removed.yaml", "same.yaml"] {
        write(folder.path(), name, "TR");
    }
    told(folder.path(), 0, &["sync"]);
    folder
}

#[test]
fn a_run_is_taken_back_until_a_file_changes_and_can_be_brought_back() {
    let folder = kb();
    let kb = folder.path();
    let before = held(kb);
    write(kb, "changed.yaml", "GE");
    write(kb, "added.yaml", "إيران");
    fs::remove_file(kb.join("dossiers/removed.yaml")).expect("a file");
    told(kb, 0, &["sync"]);
    let after = held(kb);
    assert!(after.contains("gazetteer/IR") && !after.contains("statement/removed/"), "{after}");

    let said = told(kb, 0, &["undo", "run:2", "--dry-run"]);
    assert!(said.contains("would be 1 added, 1 changed, 1 removed"), "{said}");
    assert_eq!(held(kb), after);
    told(kb, 0, &["undo", "2"]);
    assert_eq!(held(kb), before);
    assert!(told(kb, 0, &["undo", "2"]).contains("nothing to take back"));
    assert!(told(kb, 0, &["sync"]).contains("nothing to do"));
    assert_eq!(held(kb), before);
    told(kb, 0, &["verify"]);

    // The run that took it back is taken back.
    told(kb, 0, &["undo", "run:3"]);
    assert_eq!(held(kb), after);
    assert!(told(kb, 0, &["sync"]).contains("nothing to do"));
    assert_eq!(held(kb), after);

    // What changes counts again, also what had been added and what had been gone.
    told(kb, 0, &["undo", "run:2"]);
    assert_eq!(held(kb), before);
    write(kb, "added.yaml", "مصر");
    write(kb, "removed.yaml", "KZ");
    told(kb, 0, &["sync"]);
    let now = held(kb);
    assert!(now.contains("gazetteer/EG") && now.contains("gazetteer/KZ") && !now.contains("gazetteer/IR"), "{now}");
    assert!(!now.contains("gazetteer/GE"), "{now}");
    write(kb, "changed.yaml", "UZ");
    fs::remove_file(kb.join("dossiers/added.yaml")).expect("a file");
    told(kb, 0, &["sync"]);
    let now = held(kb);
    assert!(now.contains("gazetteer/UZ") && !now.contains("statement/added/"), "{now}");
    told(kb, 0, &["verify"]);
}

#[test]
fn what_a_later_run_changed_again_is_left_alone() {
    let folder = kb();
    let kb = folder.path();
    write(kb, "changed.yaml", "GE");
    write(kb, "same.yaml", "GE");
    told(kb, 0, &["sync"]);
    write(kb, "changed.yaml", "UZ");
    told(kb, 0, &["sync"]);
    let said = told(kb, 1, &["undo", "run:2"]);
    assert!(said.contains("left alone, for a later run changed it again: changed"), "{said}");
    let now = held(kb);
    assert!(now.contains("gazetteer/UZ") && !now.contains("gazetteer/GE"), "{now}");
    assert!(told(kb, 0, &["log"]).is_empty());
    told(kb, 2, &["undo", "run:9"]);
    told(kb, 2, &["undo", "yesterday"]);
    // The first run began from nothing; nothing that it left is as it left it but `removed`.
    told(kb, 1, &["undo", "run:1"]);
    assert!(!held(kb).contains("statement/removed/"));
    told(kb, 0, &["rebuild"]);
    assert!(held(kb).contains("statement/removed/"), "everything is converted anew");
}
