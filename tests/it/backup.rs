//! `backup` and `restore`: every byte comes back, nothing is lost on the way.

use crate::program::{ends, said};
use crate::world;
use std::fs;
use std::path::Path;

#[track_caller]
fn told(kb: &Path, code: i32, arguments: &[&str]) -> (String, Vec<u8>) {
    let output = ends(kb, code, arguments);
    (said(&output), output.stdout)
}

fn held(kb: &Path) -> Vec<u8> {
    told(kb, 0, &["export", "--to", "nq", "--quiet"]).1
}

#[test]
fn a_store_comes_back_with_its_history() {
    let folder = tempfile::tempdir().expect("a folder");
    let kb = folder.path().join("معرفة");
    world::copy(&world::package("examples/kb"), &kb);
    told(&kb, 0, &["sync"]);
    let first = held(&kb);
    fs::remove_file(kb.join("dossiers/03-rebels.yaml")).expect("a dossier");
    told(&kb, 0, &["sync"]);
    let second = held(&kb);
    let copy = folder.path().join("نسخة");
    let copy = copy.to_str().expect("UTF-8");
    let (said, _) = told(&kb, 0, &["backup", copy]);
    assert!(said.contains("as of run 2") && said.contains("checked"), "{said}");
    told(&kb, 2, &["backup", copy]);

    // The store is lost; it is in its place again, with both runs.
    fs::remove_dir_all(kb.join(".chancery")).expect("a store");
    told(&kb, 0, &["restore", copy]);
    assert!(held(&kb) == second);
    assert!(told(&kb, 0, &["export", "--to", "nq", "--quiet", "--as-of", "run:1"]).1 == first);
    told(&kb, 0, &["verify"]);
    assert!(told(&kb, 0, &["sync"]).0.contains("nothing to do"));

    // What is there is replaced only when asked for, and kept.
    fs::remove_file(kb.join("dossiers/02-halaib.yaml")).expect("a dossier");
    told(&kb, 0, &["sync"]);
    let third = held(&kb);
    told(&kb, 2, &["restore", copy]);
    assert!(held(&kb) == third);
    let (said, _) = told(&kb, 0, &["restore", copy, "--replace"]);
    assert!(said.contains("before-restore"), "{said}");
    assert!(held(&kb) == second && kb.join(".chancery.before-restore/CURRENT").is_file());
    told(&kb, 2, &["restore", copy, "--replace"]);
}

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let kb = folder.path().join("kb");
    world::copy(&world::package("examples/kb"), &kb);
    told(&kb, 0, &["sync"]);
    let before = held(&kb);
    let copy = folder.path().join("copy");
    told(&kb, 0, &["backup", copy.to_str().expect("UTF-8")]);
    let pack = fs::read_dir(copy.join("packs")).expect("packs").next().expect("a pack").expect("a pack").path();
    let mut bytes = fs::read(&pack).expect("a pack");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&pack, bytes).expect("a pack");
    told(&kb, 6, &["restore", copy.to_str().expect("UTF-8"), "--replace"]);
    assert!(held(&kb) == before);
    assert!(!kb.join(".chancery.restoring").exists() && !kb.join(".chancery.before-restore").exists());
    // A damaged store gives no backup that looks whole.
    let pack = fs::read_dir(kb.join(".chancery/packs")).expect("packs").next().expect("a pack").expect("a pack").path();
    let bytes = fs::read(&pack).expect("a pack");
    fs::write(&pack, &bytes[..bytes.len() - 9]).expect("a pack");
    let other = folder.path().join("other");
    told(&kb, 6, &["backup", other.to_str().expect("UTF-8")]);
    assert!(!other.exists());
    told(&kb, 4, &["restore", "/nowhere", "--replace"]);
}
