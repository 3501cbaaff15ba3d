//! Promises of the store as a whole: sync, not load; before or after, never between.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::writer::Step;
use super::*;
use crate::history::{ArticleFacts, Counts, Digest, FORMAT, Manifest, SegmentName, Settings};
use crate::iri::Base;

type State = BTreeMap<String, String>;

fn info(command: &str) -> WriterInfo {
    let now = "2024-05-03T10:00:00Z".parse().unwrap();
    WriterInfo { command: command.to_owned(), now, who: "Lamia".to_owned() }
}

fn settings() -> Settings {
    Settings { base: "https://kb.example/".to_owned(), ..Settings::default() }
}

fn quads(article: &str, words: &str) -> String {
    let article = Base::new("https://kb.example/").unwrap().article(article);
    format!(
        "<{article}> <http://e/says> \"{words}\" .\n\
         <http://e/s> <http://e/p> <http://e/o> <https://kb.example/graph/asserted> .\n"
    )
}

fn facts(words: &str) -> ArticleFacts {
    ArticleFacts {
        fingerprint: Digest::of(words.as_bytes()),
        source: "dossiers/a.yaml".to_owned(),
        counts: Counts { statements: 1, quads: 0, asserted: 1 },
        input: Digest::of(words.as_bytes()),
        text: None,
        uses: Vec::new(),
    }
}

fn put(writer: &mut Writer, article: &str, words: &str) {
    let segment = Segment::compress(quads(article, words).as_bytes()).unwrap();
    writer.put(article, &segment, facts(words)).unwrap();
}

/// Begins a run that would leave the articles given, and `shared`.
fn begin(folder: &Path, articles: &[(&str, &str)]) -> Writer {
    let archive = Archive::create_or_open(folder, &info("sync")).unwrap();
    let mut writer = archive.writer(info("sync"), settings()).unwrap();
    for (article, words) in articles {
        put(&mut writer, article, words);
    }
    let shared = Segment::compress(b"<http://e/s> <http://e/label> \"s\" .\n").unwrap();
    writer.set_shared(&shared).unwrap();
    writer
}

fn run(folder: &Path, articles: &[(&str, &str)]) -> Outcome {
    begin(folder, articles).commit(Duration::from_millis(7)).unwrap()
}

fn state(folder: &Path) -> State {
    let archive = Archive::open(folder).unwrap();
    archive.current().map_or_else(State::new, |manifest| state_of(&archive, manifest))
}

fn state_of(archive: &Archive, manifest: &Manifest) -> State {
    let mut state = State::new();
    archive
        .for_each_segment::<StoreError>(manifest, |name, nquads| {
            if let SegmentName::Article(id) = name {
                state.insert(id.to_owned(), String::from_utf8(nquads.to_vec()).unwrap());
            }
            Ok(())
        })
        .unwrap();
    state
}

fn expected(articles: &[(&str, &str)]) -> State {
    articles.iter().map(|(id, words)| ((*id).to_owned(), quads(id, words))).collect()
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}

fn folder() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    (parent, folder)
}

#[test]
fn what_is_committed_is_there_after_reopening() {
    let (_parent, folder) = folder();
    let articles = [("a", "one"), ("مقال", "two"), ("../x/\u{0}", "three")];
    let outcome = run(&folder, &articles);
    assert!(outcome.written);
    let counts = outcome.summary.counts;
    assert_eq!((counts.added, counts.statements, counts.quads), (3, 3, 7));
    assert_eq!(state(&folder), expected(&articles));
    let archive = Archive::open(&folder).unwrap();
    assert_eq!(archive.runs().unwrap(), [outcome.summary]);
    let report = archive.verify();
    assert_eq!(report.problems, []);
    assert_eq!((report.runs, report.packs, report.segments, report.quads), (1, 1, 4, 7));
}

#[test]
fn a_second_run_writes_nothing() {
    let (_parent, folder) = folder();
    let articles = [("a", "one"), ("b", "two")];
    run(&folder, &articles);
    let before = files(&folder);
    let outcome = run(&folder, &articles);
    assert!(!outcome.written);
    assert_eq!((outcome.summary.run, outcome.summary.counts.unchanged), (1, 2));
    assert_eq!(files(&folder), before);

    let mut writer = Archive::open(&folder).unwrap().writer(info("sync"), settings()).unwrap();
    writer.keep("a").unwrap();
    writer.keep("b").unwrap();
    writer.keep_shared_and_meta();
    assert!(!writer.commit(Duration::ZERO).unwrap().written);
    assert_eq!(files(&folder), before);
}

#[test]
fn a_run_changes_exactly_what_it_was_given() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one"), ("b", "two"), ("c", "three")]);
    let after = [("a", "one"), ("b", "TWO"), ("d", "four")];
    let summary = run(&folder, &after).summary;
    assert_eq!(summary.articles.added, ["d"]);
    assert_eq!(summary.articles.changed, ["b"]);
    assert_eq!(summary.articles.removed, ["c"]);
    assert_eq!(summary.counts.unchanged, 1);
    assert_eq!(state(&folder), expected(&after));
    let archive = Archive::open(&folder).unwrap();
    let earlier = archive.manifest(1).unwrap();
    let was = expected(&[("a", "one"), ("b", "two"), ("c", "three")]);
    assert_eq!(state_of(&archive, &earlier), was);
    assert!(matches!(archive.manifest(3), Err(StoreError::NoRun { run: 3, newest: 2 })));
}

#[test]
fn bytes_of_any_earlier_run_are_not_written_again() {
    let (_parent, folder) = folder();
    let first = run(&folder, &[("a", "one"), ("b", "two")]).summary;
    run(&folder, &[("a", "ONE"), ("b", "two")]);
    run(&folder, &[("b", "two")]);
    assert_eq!(fs::read_dir(folder.join("packs")).unwrap().count(), 2);
    let back = run(&folder, &[("a", "one"), ("b", "two"), ("copy of a", "one")]).summary;
    assert_eq!(back.articles.added, ["a", "copy of a"]);
    // Only the copy is new: its quads name another article.
    assert_eq!(fs::read_dir(folder.join("packs")).unwrap().count(), 3);
    let again = run(&folder, &[("a", "one"), ("b", "two")]).summary;
    assert_eq!(again.dataset, first.dataset);
    assert_eq!(Archive::open(&folder).unwrap().verify().problems, []);
}

#[test]
fn other_inputs_with_the_same_quads_refresh_an_article() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let mut writer = begin(&folder, &[]);
    let segment = Segment::compress(quads("a", "one").as_bytes()).unwrap();
    writer.put("a", &segment, facts("newer ontology")).unwrap();
    let outcome = writer.commit(Duration::ZERO).unwrap();
    assert!(outcome.written);
    assert_eq!(outcome.summary.articles.refreshed, ["a"]);
    assert_eq!(outcome.summary.counts.changed, 0);
    assert_eq!(fs::read_dir(folder.join("packs")).unwrap().count(), 1);
}

#[test]
fn a_failed_article_keeps_its_last_good_segment() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let fail = || {
        let mut writer = begin(&folder, &[]);
        assert!(writer.keep_failed("a").unwrap());
        assert!(!writer.keep_failed("new").unwrap());
        writer.commit(Duration::ZERO).unwrap()
    };
    let outcome = fail();
    assert!(outcome.written);
    assert_eq!(outcome.summary.articles.failed, ["a", "new"]);
    assert_eq!(state(&folder), expected(&[("a", "one")]));
    assert!(Archive::open(&folder).unwrap().current().unwrap().articles["a"].failed);
    assert!(!fail().written);
    let mut writer = begin(&folder, &[]);
    writer.keep("a").unwrap();
    assert!(writer.commit(Duration::ZERO).unwrap().written);
    assert!(!Archive::open(&folder).unwrap().current().unwrap().articles["a"].failed);
}

#[test]
fn misuse_is_an_error() {
    let (_parent, folder) = folder();
    let mut writer = begin(&folder, &[("a", "one")]);
    let segment = Segment::compress(b"").unwrap();
    let twice = writer.put("a", &segment, facts(""));
    assert!(matches!(twice, Err(StoreError::Twice { .. })));
    assert!(matches!(writer.keep("b"), Err(StoreError::NotHeld { .. })));
}

#[test]
fn an_aborted_run_leaves_no_trace() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let before = files(&folder);
    begin(&folder, &[("a", "ONE"), ("b", "two")]).abort();
    assert_eq!(files(&folder), before);
}

#[test]
fn a_kill_at_any_step_leaves_the_state_before_or_after() {
    use Step::{
        ManifestInPlace, ManifestWritten, PackInPlace, PackWritten, PointerInPlace, PointerWritten, SummaryInPlace,
    };
    let (parent, folder) = folder();
    let before = [("a", "one"), ("b", "two")];
    let after = [("a", "ONE"), ("c", "three")];
    run(&folder, &before);
    let mut steps = Vec::new();
    // What is on disk at a step is what a kill there leaves.
    begin(&folder, &after)
        .commit_watched(Duration::ZERO, &mut |step| {
            copy(&folder, &parent.path().join(format!("{step:?}")));
            steps.push(step);
        })
        .unwrap();
    let all = [PackWritten, PackInPlace, ManifestWritten, ManifestInPlace, SummaryInPlace];
    assert_eq!(steps[..5], all);
    assert_eq!(steps[5..], [PointerWritten, PointerInPlace]);
    for step in steps {
        let killed = parent.path().join(format!("{step:?}"));
        let stands = if step == PointerInPlace { &after } else { &before };
        assert_eq!(state(&killed), expected(stands), "{step:?}");
        let report = Archive::open(&killed).unwrap().verify();
        assert!(report.is_sound(), "{step:?} {report:?}");
        assert_eq!(report.problems.is_empty(), step == PointerInPlace, "{step:?} {report:?}");
        let writer = begin(&killed, &after);
        assert_eq!(writer.swept().files.is_empty(), step == PointerInPlace);
        assert_eq!(writer.commit(Duration::ZERO).unwrap().written, step != PointerInPlace);
        assert_eq!(state(&killed), expected(&after));
        assert_eq!(Archive::open(&killed).unwrap().verify().problems, []);
    }
}

#[test]
fn a_kill_while_a_store_is_made_leaves_none() {
    let (_parent, folder) = folder();
    run(&folder, &[]);
    fs::remove_file(folder.join("format")).unwrap();
    assert!(matches!(Archive::open(&folder), Err(StoreError::Corrupt { .. })));
    for part in ["packs", "manifests", "runs"] {
        fs::remove_dir_all(folder.join(part)).unwrap();
    }
    assert!(matches!(Archive::open(&folder), Err(StoreError::Missing { .. })));
    run(&folder, &[("a", "one")]);
    assert_eq!(state(&folder), expected(&[("a", "one")]));
}

#[test]
fn history_above_current_is_never_swept() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let old = fs::read(folder.join("CURRENT")).unwrap();
    run(&folder, &[("a", "two")]);
    run(&folder, &[("a", "three")]);
    fs::write(folder.join("CURRENT"), old).unwrap();
    let before = files(&folder);
    let archive = Archive::open(&folder).unwrap();
    let refused = archive.writer(info("sync"), settings());
    assert!(matches!(refused, Err(StoreError::Corrupt { .. })));
    assert_eq!(files(&folder), before);
}

#[test]
fn the_second_writer_is_told_who_writes() {
    let (_parent, folder) = folder();
    let writer = begin(&folder, &[("a", "one")]);
    let archive = Archive::open(&folder).unwrap();
    let Err(refused) = archive.writer(info("undo 3"), settings()) else { panic!("two writers") };
    let StoreError::Locked { holder: Some(holder), .. } = &refused else { panic!("{refused}") };
    assert_eq!(holder.pid, std::process::id());
    assert_eq!(holder.command, "sync");
    assert!(refused.to_string().contains("2024-05-03T10:00:00Z"), "{refused}");
    assert_eq!(refused.class(), ErrorClass::Locked);
    drop(writer);
    assert!(archive.writer(info("undo 3"), settings()).is_ok());
}

#[test]
fn readers_see_one_state_until_they_refresh() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let mut reader = Archive::open(&folder).unwrap();
    run(&folder, &[("b", "two")]);
    let shown = reader.current().unwrap().clone();
    assert_eq!(state_of(&reader, &shown), expected(&[("a", "one")]));
    assert!(reader.refresh().unwrap());
    let shown = reader.current().unwrap().clone();
    assert_eq!(state_of(&reader, &shown), expected(&[("b", "two")]));
    assert!(!reader.refresh().unwrap());
}

#[test]
fn every_flipped_byte_and_every_cut_is_reported() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one"), ("b", "two")]);
    run(&folder, &[("a", "ONE"), ("b", "two")]);
    assert_eq!(VerifyReport::of(&folder).unwrap().problems, []);
    let sound = |what: &str, path: &Path| {
        let seen = match VerifyReport::of(&folder) {
            Ok(report) => !report.is_sound(),
            Err(error) => error.class() == ErrorClass::OtherVersion,
        };
        assert!(seen, "{what} of `{}` was not seen", path.display());
    };
    for (path, bytes) in files(&folder) {
        if path.ends_with("lock") {
            continue;
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, &flipped).unwrap();
            sound(&format!("byte {at}"), &path);
            if at % 7 == 0 {
                fs::write(&path, &bytes[..at]).unwrap();
                sound(&format!("cut at {at}"), &path);
            }
        }
        fs::remove_file(&path).unwrap();
        match VerifyReport::of(&folder) {
            Ok(report) => assert!(!report.is_sound(), "{}", path.display()),
            Err(error) => panic!("{error}"),
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(VerifyReport::of(&folder).unwrap().problems, []);
}

#[test]
fn a_damaged_segment_is_written_anew() {
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one"), ("b", "two")]);
    let path = fs::read_dir(folder.join("packs")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 1;
    fs::write(&path, bytes).unwrap();
    let archive = Archive::open(&folder).unwrap();
    assert!(MemoryEngine::from_archive(&archive, archive.current().unwrap()).is_err());
    let outcome = run(&folder, &[("a", "one"), ("b", "two")]);
    assert_eq!(outcome.summary.articles.refreshed, ["a"]);
    assert_eq!(state(&folder), expected(&[("a", "one"), ("b", "two")]));
}

#[test]
fn places_that_hold_no_store_are_told_apart() {
    let (parent, folder) = folder();
    assert!(matches!(Archive::open(&folder), Err(StoreError::Missing { .. })));
    fs::write(&folder, "x").unwrap();
    assert!(matches!(Archive::open(&folder), Err(StoreError::NotAFolder { .. })));
    let inside = Archive::create_or_open(&folder.join("x"), &info("sync"));
    assert!(matches!(inside, Err(StoreError::NotAFolder { .. })));
    let foreign = parent.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("000005.sst"), "x").unwrap();
    let before = files(&foreign);
    let refused = Archive::create_or_open(&foreign, &info("sync"));
    assert!(matches!(refused, Err(StoreError::Foreign { .. })));
    assert_eq!(files(&foreign), before);
    let newer = parent.path().join("newer");
    run(&newer, &[]);
    for (format, remedy) in [(FORMAT + 1, "update Chancery"), (FORMAT - 1, "`chancery rebuild`")] {
        fs::write(newer.join("format"), format!("chancery store {format}\n")).unwrap();
        let Err(refused) = Archive::create_or_open(&newer, &info("sync")) else { panic!("opened") };
        assert_eq!(refused.class(), ErrorClass::OtherVersion);
        assert!(refused.to_string().contains(remedy), "{refused}");
    }
}

#[test]
#[cfg(unix)]
fn a_store_that_may_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_parent, folder) = folder();
    run(&folder, &[("a", "one")]);
    let allow = |mode| {
        for path in [folder.clone(), folder.join("lock")] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(0o555);
    let archive = Archive::open(&folder).unwrap();
    assert_eq!(state(&folder), expected(&[("a", "one")]));
    assert!(archive.verify().is_sound());
    // Whoever is root may write all the same; then there is nothing to see here.
    let is_free = fs::write(folder.join("probe"), "").is_ok();
    let writer = archive.writer(info("sync"), settings());
    allow(0o755);
    if !is_free {
        let Err(refused) = writer else { panic!("wrote") };
        assert!(matches!(refused, StoreError::Io { .. }), "{refused}");
        assert!(refused.to_string().contains("lock"), "{refused}");
    }
}
