//! The store between versions, beside readers, and killed at any moment.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chancery::store::{Answer, Archive, Engine as _, Request, Results, SnapshotEngine};

use crate::program::{chancery, ends, said};

const ARTICLES: usize = 6;

fn dossier(article: usize, round: u64) -> String {
    format!(
        "article: {{ language: ar, title: خبر {round} }}\nstatements:\n  - {{ id: s, says: الجولة {round}, about: مصر, quote: {article} }}\n"
    )
}

fn put(root: &Path, article: usize, round: u64) {
    fs::create_dir_all(root.join("dossiers")).unwrap();
    fs::write(root.join(format!("dossiers/a{article}.yaml")), dossier(article, round)).unwrap();
}

fn kb() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    folder
}

fn start(root: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.arg("-C").arg(root).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Returns the round that each article is at.
fn rounds(root: &Path) -> Vec<u64> {
    let query = "SELECT ?t { ?a a st:Article ; schema:headline ?t } ORDER BY ?a";
    let rows = String::from_utf8(ends(root, 0, &["query", query, "--format", "csv"]).stdout).unwrap();
    rows.lines().skip(1).map(|row| row.trim().rsplit(' ').next().unwrap().parse().unwrap()).collect()
}

fn kills(usual: u64) -> u64 {
    std::env::var("CHANCERY_TEST_KILLS").map_or(usual, |kills| kills.parse().unwrap())
}

/// Kills `sync` at some moment of its life; how many times is told by `CHANCERY_TEST_KILLS`.
#[test]
fn a_killed_sync_leaves_the_state_before_or_after() {
    let kb = kb();
    let root = kb.path();
    (0..ARTICLES).for_each(|article| put(root, article, 0));
    let began = Instant::now();
    ends(root, 0, &["sync"]);
    let whole = began.elapsed();
    let mut stands = 0;
    let mut met = [0, 0];
    for kill in 1..=kills(8) {
        (0..ARTICLES).for_each(|article| put(root, article, kill));
        // Every other one with an index to write: then more can be cut off.
        if kill % 2 == 0 {
            let _ = fs::remove_dir_all(root.join(".chancery/index"));
        }
        let mut child = start(root, &["sync"]);
        std::thread::sleep(whole.mul_f64((kill * 37 % 120) as f64 / 100.0));
        let finished = child.try_wait().unwrap().is_some_and(|status| status.success());
        child.kill().unwrap();
        child.wait().unwrap();
        let reopened = Instant::now();
        let now = rounds(root);
        assert!(reopened.elapsed() < Duration::from_secs(4), "{:?}", reopened.elapsed());
        assert_eq!(now.len(), ARTICLES);
        assert!(now.iter().all(|round| *round == now[0]), "a state between two runs: {now:?}");
        assert!(now[0] == kill || (now[0] == stands && !finished), "stands at {}, was {stands}, wrote {kill}", now[0]);
        met[usize::from(now[0] == kill)] += 1;
        stands = now[0];
    }
    ends(root, 0, &["sync"]);
    assert_eq!(rounds(root), [kills(8); ARTICLES]);
    let verified = ends(root, 0, &["verify"]);
    assert!(!said(&verified).contains("left"), "{}", said(&verified));
    println!("before: {}, after: {}", met[0], met[1]);
}

/// A stream of small syncs, some killed, against the list of what was acknowledged.
#[test]
fn a_stream_of_small_syncs_loses_nothing_it_acknowledged() {
    let kb = kb();
    let root = kb.path();
    (0..ARTICLES).for_each(|article| put(root, article, 0));
    ends(root, 0, &["sync"]);
    let mut expected = [0; ARTICLES];
    let mut pending: Vec<(usize, u64)> = Vec::new();
    for round in 1..=kills(8) * 5 / 2 {
        let article = (round * 5 % ARTICLES as u64) as usize;
        put(root, article, round);
        pending.push((article, round));
        let mut child = start(root, &["sync", "--durable=false"]);
        if round % 3 == 0 {
            std::thread::sleep(Duration::from_millis(round * 31 % 160));
            child.kill().unwrap();
        }
        if child.wait().unwrap().success() {
            pending.drain(..).for_each(|(article, round)| expected[article] = round);
            assert_eq!(rounds(root), expected, "round {round}");
        } else {
            // What was killed may stand or not, but whole: as before, or as the files are.
            let mut after = expected;
            pending.iter().for_each(|(article, round)| after[*article] = *round);
            let now = rounds(root);
            assert!(now == expected || now == after, "round {round}: {now:?} is neither {expected:?} nor {after:?}");
            if now == after {
                expected = after;
                pending.clear();
            }
        }
    }
    ends(root, 0, &["sync"]);
    ends(root, 0, &["verify"]);
}

#[test]
fn who_reads_keeps_the_state_it_opened() {
    let kb = kb();
    let root = kb.path();
    (0..ARTICLES).for_each(|article| put(root, article, 1));
    ends(root, 0, &["sync"]);
    let archive = Archive::open(&root.join(".chancery")).unwrap();
    let engine = SnapshotEngine::open(&archive, archive.current().unwrap()).unwrap();
    let titles = |engine: &SnapshotEngine| -> Vec<String> {
        let query = "SELECT ?t { ?a <https://schema.org/headline> ?t } ORDER BY ?t";
        let Answer { results: Results::Solutions(rows), .. } = engine.evaluate(&Request::new(query)).unwrap() else {
            return Vec::new();
        };
        rows.map(|row| row.unwrap().values()[0].as_ref().unwrap().to_string()).collect()
    };
    let before = titles(&engine);
    assert_eq!(before.len(), ARTICLES);
    for round in 2..6 {
        (0..ARTICLES).for_each(|article| put(root, article, round));
        // A new index each time, and the old one is swept.
        fs::write(root.join(".chancery/index/CURRENT"), "gone.snapshot\n").unwrap();
        ends(root, 0, &["sync"]);
        assert_eq!(titles(&engine), before);
    }
    // The segments of its run are still there, too.
    archive.for_each_segment::<chancery::store::StoreError>(archive.current().unwrap(), |_, _| Ok(())).unwrap();
    assert_eq!(rounds(root), [5; ARTICLES]);
}

#[test]
fn a_store_of_another_format_is_refused_or_made_anew() {
    let kb = kb();
    let root = kb.path();
    put(root, 0, 7);
    ends(root, 0, &["sync"]);
    let format = root.join(".chancery/format");
    assert_eq!(fs::read_to_string(&format).unwrap(), "chancery store 2\n");
    fs::write(&format, "chancery store 3\n").unwrap();
    for command in [&["sync"][..], &["rebuild"], &["log"], &["query", "ASK {}"], &["verify"]] {
        let output = ends(root, 4, command);
        assert!(said(&output).contains("format 3") && said(&output).contains("update Chancery"), "{}", said(&output));
    }
    assert_eq!(fs::read_to_string(&format).unwrap(), "chancery store 3\n");
    // An older one, as its program left it: its records have fields less.
    fs::remove_dir_all(root.join(".chancery")).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store-format-1");
    for part in ["", "packs", "manifests", "runs"] {
        fs::create_dir_all(root.join(".chancery").join(part)).unwrap();
        for entry in fs::read_dir(fixture.join(part)).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                fs::copy(entry.path(), root.join(".chancery").join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    let refused = chancery(root, &["sync"]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(said(&refused).contains("rebuild"), "{}", said(&refused));
    let rebuilt = ends(root, 0, &["rebuild"]);
    assert!(said(&rebuilt).contains(".chancery-format-1"), "{}", said(&rebuilt));
    assert_eq!(rounds(root), [7]);
    // Nothing of the older one was touched.
    assert_eq!(fs::read(root.join(".chancery-format-1/CURRENT")).unwrap(), fs::read(fixture.join("CURRENT")).unwrap());
    ends(root, 0, &["verify"]);
}
