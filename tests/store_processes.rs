//! The store between processes: one writer at a time, and a kill at any moment.
//!
//! A child is this test program again, told by a variable what to do.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chancery::history::{ArticleFacts, Counts, Digest, Settings};
use chancery::store::{
    Answer, Archive, Engine as _, ErrorClass, MemoryEngine, NoSnapshot, Request, Results, Segment, SnapshotEngine,
    StoreError, Writer, WriterInfo, refresh,
};

const FOLDER: &str = "CHANCERY_TEST_STORE";
const ARTICLES: usize = 200;

fn info(command: &str) -> WriterInfo {
    let now = "2024-05-03T10:00:00Z".parse().unwrap();
    WriterInfo { command: command.to_owned(), now, who: "test".to_owned() }
}

fn begin(folder: &Path) -> Result<Writer, StoreError> {
    Archive::create_or_open(folder, &info("child"))?.writer(info("child"), Settings::default())
}

/// Writes a state in which every article says `round`.
fn write(mut writer: Writer, round: u64) {
    for number in 0..ARTICLES {
        let nquads = format!("<http://e/{number}> <http://e/round> \"{round}\" .\n").repeat(50);
        let facts = ArticleFacts {
            fingerprint: Digest::of(nquads.as_bytes()),
            source: String::new(),
            counts: Counts::default(),
            input: Digest::of(nquads.as_bytes()),
            text: None,
            uses: Vec::new(),
        };
        let segment = Segment::compress(nquads.as_bytes()).unwrap();
        writer.put(&format!("article-{number}"), &segment, facts).unwrap();
    }
    writer.commit(Duration::ZERO).unwrap();
}

/// Returns the round all articles agree on, 0 when there is none yet.
fn round(folder: &Path) -> u64 {
    let archive = Archive::open(folder).unwrap();
    let Some(manifest) = archive.current() else { return 0 };
    assert_eq!(manifest.articles.len(), ARTICLES);
    let mut rounds = std::collections::BTreeSet::new();
    archive
        .for_each_segment::<StoreError>(manifest, |_, nquads| {
            let text = std::str::from_utf8(nquads).unwrap();
            rounds.insert(text.split('"').nth(1).unwrap().parse::<u64>().unwrap());
            Ok(())
        })
        .unwrap();
    assert_eq!(rounds.len(), 1, "a state between two runs: {rounds:?}");
    rounds.into_iter().next().unwrap()
}

fn child(name: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn folder_of_child() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}

#[test]
fn child_that_writes_round_after_round() {
    let Some(folder) = folder_of_child() else { return };
    for next in round_or_none(&folder) + 1.. {
        write(begin(&folder).unwrap(), next);
        println!("\nacknowledged {next}");
    }
}

#[test]
fn child_that_indexes_round_after_round() {
    let Some(folder) = folder_of_child() else { return };
    for next in round_or_none(&folder) + 1.. {
        write(begin(&folder).unwrap(), next);
        refresh(&Archive::open(&folder).unwrap(), &info("child"), true).unwrap();
        println!("\nacknowledged {next}");
    }
}

#[test]
fn child_that_holds_the_lock() {
    let Some(folder) = folder_of_child() else { return };
    let _writer = begin(&folder).unwrap();
    println!("\nholding");
    std::thread::sleep(Duration::from_secs(60));
}

fn round_or_none(folder: &Path) -> u64 {
    if folder.join("format").exists() { round(folder) } else { 0 }
}

#[test]
fn the_second_process_is_told_who_writes_and_a_kill_lets_go() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    let mut holder = child("child_that_holds_the_lock", &folder);
    let lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "holding"));
    let start = Instant::now();
    let Err(refused) = begin(&folder) else { panic!("two processes write") };
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(refused.class(), ErrorClass::Locked);
    assert!(refused.to_string().contains(&format!("process {}", holder.id())), "{refused}");
    Archive::open(&folder).unwrap();
    holder.kill().unwrap();
    holder.wait().unwrap();
    write(begin(&folder).unwrap(), 1);
    assert_eq!(round(&folder), 1);
}

/// Each round lets a child write until it is killed at some moment; how many times is told by
/// `CHANCERY_TEST_KILLS` for long proofs.
#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    let kills = std::env::var("CHANCERY_TEST_KILLS").map_or(12, |kills| kills.parse().unwrap());
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    for kill in 0..kills {
        let mut writer = child("child_that_writes_round_after_round", &folder);
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut acknowledgements =
            lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok());
        // Every other child gets as far as one run; the others may die while the store is made.
        let first = if kill % 2 == 1 { acknowledgements.next() } else { None };
        assert_eq!(first.is_some(), kill % 2 == 1);
        // Different moments, the same in every run of this test.
        std::thread::sleep(Duration::from_millis(kill * 37 % 90));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let acknowledged = acknowledgements.max().or(first).unwrap_or(0);
        let stands = round_or_none(&folder);
        assert!(stands >= acknowledged, "lost run {acknowledged}, stands at {stands}");
        if stands > 0 {
            let report = Archive::open(&folder).unwrap().verify();
            assert!(report.is_sound(), "{report:?}");
        }
    }
    write(begin(&folder).unwrap(), 1_000_000);
    assert_eq!(Archive::open(&folder).unwrap().verify().problems, []);
}

/// A kill while the snapshot is built: it answers for the state that stands, or says that it cannot.
#[test]
fn a_kill_while_indexing_leaves_an_index_that_is_right_or_none() {
    let kills = std::env::var("CHANCERY_TEST_KILLS").map_or(12, |kills| kills.parse().unwrap());
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    for kill in 0..kills {
        let mut writer = child("child_that_indexes_round_after_round", &folder);
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        if kill % 2 == 1 {
            assert!(lines.any(|line| line.starts_with("acknowledged")));
        }
        std::thread::sleep(Duration::from_millis(kill * 37 % 190));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let stands = round_or_none(&folder);
        if stands == 0 {
            continue;
        }
        let archive = Archive::open(&folder).unwrap();
        assert!(archive.verify().is_sound(), "{:?}", archive.verify());
        let manifest = archive.current().unwrap();
        match SnapshotEngine::open(&archive, manifest) {
            Ok(engine) => assert_eq!(rounds(&engine), [stands.to_string()]),
            Err(NoSnapshot::Missing | NoSnapshot::Older) => {}
            Err(other) => panic!("{other}"),
        }
    }
    write(begin(&folder).unwrap(), 1_000_000);
    refresh(&Archive::open(&folder).unwrap(), &info("child"), false).unwrap();
    let archive = Archive::open(&folder).unwrap();
    assert_eq!(archive.verify().problems, []);
    let engine = SnapshotEngine::open(&archive, archive.current().unwrap()).unwrap();
    assert_eq!(rounds(&engine), ["1000000"]);
    assert_eq!(engine.len(), MemoryEngine::from_archive(&archive, archive.current().unwrap()).unwrap().len());
}

/// Returns the rounds that articles say, as an engine answers.
fn rounds(engine: &SnapshotEngine) -> Vec<String> {
    let request = Request::new("SELECT DISTINCT ?round { ?article <http://e/round> ?round }");
    let Answer { results: Results::Solutions(solutions), .. } = engine.evaluate(&request).unwrap() else {
        return Vec::new();
    };
    solutions.map(|row| row.unwrap().values()[0].as_ref().unwrap().to_string().replace('"', "")).collect()
}
