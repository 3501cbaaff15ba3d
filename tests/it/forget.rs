//! What is forgotten is in no file any more; history that is pruned leaves the rest as it was.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::program::{ends, said};

const SECRET: [&str; 5] = ["نادي السر", "club-of-the-secret", "hush-hush", "whisper-article", "quiet words"];

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn open_dossier(stance: &str) -> String {
    format!(
        "article: {{ language: ar, title: ميناء }}\nstatements:\n  - {{ id: a, subject: مصر, predicate: heldTalksWith, object: السودان, stance: {stance}, quote: التقيا }}\n"
    )
}

/// A knowledge base with four runs, in three of which there is something that shall be forgotten.
fn kb() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put(root, "chancery.toml", "base = \"https://kb.example/\"\n");
    put(root, "entities/clubs.yaml", "club-of-the-secret: { type: Actor, label: { ar: نادي السر, en: hush-hush } }\n");
    put(root, "dossiers/open.yaml", &open_dossier("committed"));
    ends(root, 0, &["sync"]);
    let secret = "article: { language: en }\nstatements:\n  - { id: s, subject: club-of-the-secret, predicate: heldTalksWith, object: EG, quote: quiet words }\n";
    put(root, "dossiers/whisper-article.yaml", secret);
    // So that the index holds it too, and not only what is laid over it.
    fs::remove_dir_all(root.join(".chancery/index")).unwrap();
    ends(root, 0, &["sync"]);
    put(root, "dossiers/whisper-article.yaml", &secret.replace("quiet words", "more quiet words"));
    put(root, "dossiers/open.yaml", &open_dossier("hedged"));
    ends(root, 0, &["sync"]);
    ends(root, 0, &["undo", "run:3"]);
    fs::remove_file(root.join("dossiers/whisper-article.yaml")).unwrap();
    fs::remove_file(root.join("entities/clubs.yaml")).unwrap();
    folder
}

/// Names the files of the store in which any of the secret words stands, compressed or not.
fn traces(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.join(".chancery")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let raw = fs::read(&path).unwrap();
            let text = zstd::decode_all(&raw[..]).unwrap_or(raw);
            let words = SECRET.iter().map(|word| word.as_bytes());
            if words.into_iter().any(|word| text.windows(word.len()).any(|window| window == word)) {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

fn asked(root: &Path, run: &str) -> String {
    let query = "SELECT ?s ?stance { ?s a st:Statement ; st:stance ?stance } ORDER BY ?s";
    String::from_utf8(ends(root, 0, &["query", query, "--as-of", run, "--format", "csv"]).stdout).unwrap()
}

#[test]
fn no_file_tells_of_what_was_forgotten() {
    let kb = kb();
    let root = kb.path();
    let before = traces(root);
    assert!(before.iter().any(|name| name.contains("packs")) && before.iter().any(|name| name.contains("manifests")));
    assert!(before.iter().any(|name| name.contains("runs/")) && before.iter().any(|name| name.contains("index/")));
    let first = asked(root, "run:1");
    let output = ends(root, 0, &["forget", "whisper-article", "--yes"]);
    assert!(said(&output).contains("run 5: 1 articles taken out of 3 runs"), "{}", said(&output));
    assert_eq!(traces(root), Vec::<String>::new());
    ends(root, 0, &["verify"]);
    // The rest of history stands.
    assert_eq!(asked(root, "run:1"), first);
    assert!(asked(root, "run:3").contains("/open/a,https://w3id.org/chancery/statement#Hedged"));
    assert_eq!(asked(root, "run:2"), first);
    let log = String::from_utf8(ends(root, 0, &["log"]).stdout).unwrap();
    assert!(log.contains("run 5") && log.contains("chancery forget by"), "{log}");
    assert!(said(&ends(root, 2, &["forget", "whisper-article", "--yes"])).contains("no run holds anything"));
    ends(root, 0, &["sync"]);
    assert_eq!(traces(root), Vec::<String>::new());
    ends(root, 0, &["verify"]);
    // The receipt says that something went, and not what.
    let receipt = fs::read_to_string(root.join(".chancery/receipts/000005.json")).unwrap();
    assert!(receipt.contains("\"articles\": 1") && receipt.contains("\"runs_touched\": 3"), "{receipt}");
}

#[test]
fn nothing_is_forgotten_unasked() {
    let kb = kb();
    let root = kb.path();
    let before = traces(root);
    assert!(said(&ends(root, 2, &["forget", "whisper-article"])).contains("--yes"));
    put(root, "dossiers/whisper-article.yaml", "article: { language: en }\n");
    assert!(said(&ends(root, 2, &["forget", "whisper-article", "--yes"])).contains("is still there"));
    ends(root, 2, &["forget", "nobody", "--yes"]);
    assert_eq!(traces(root), before);
    ends(root, 0, &["forget", "--source", "dossiers/whisper-article.yaml", "--file-stays", "--yes"]);
    assert_eq!(traces(root), Vec::<String>::new());
}

#[test]
fn pruned_runs_are_gone_and_the_others_stand() {
    let kb = kb();
    let root = kb.path();
    let (third, fourth) = (asked(root, "run:3"), asked(root, "run:4"));
    assert!(said(&ends(root, 0, &["history", "prune", "--keep", "2", "--dry-run"])).contains("would remove 2 runs"));
    assert!(said(&ends(root, 0, &["history", "prune", "--newer-than", "2000-01-01"])).contains("nothing to do"));
    let output = ends(root, 0, &["history", "prune", "--keep", "2"]);
    assert!(said(&output).contains("2 runs removed"), "{}", said(&output));
    ends(root, 0, &["verify"]);
    assert_eq!((asked(root, "run:3"), asked(root, "run:4")), (third, fourth.clone()));
    assert_eq!(asked(root, "run:5"), fourth);
    ends(root, 2, &["diff", "run:1", "run:3"]);
    // The run before the oldest is not known any more: it cannot be told what it changed.
    ends(root, 2, &["undo", "run:3"]);
    ends(root, 1, &["diff", "run:3", "run:4"]);
    ends(root, 0, &["undo", "run:4"]);
    ends(root, 0, &["history", "prune", "--keep", "1"]);
    ends(root, 0, &["sync"]);
    ends(root, 0, &["verify"]);
}

/// How many times is told by `CHANCERY_TEST_KILLS` for long proofs.
#[test]
fn a_kill_while_forgetting_leaves_the_old_history_or_none_of_it() {
    let kills: u64 = std::env::var("CHANCERY_TEST_KILLS").map_or(8, |kills| kills.parse().unwrap());
    let original = kb();
    let mut done = 0;
    for kill in 0..kills {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let copied = Command::new("cp").args(["-r"]).arg(original.path().join(".")).arg(root).status().unwrap();
        assert!(copied.success());
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .arg("-C")
            .arg(root)
            .args(["forget", "whisper-article", "--yes"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The plan tells that it has begun; from then on any moment may be the last.
        let plan = root.join(".chancery/REWRITE");
        while !plan.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_micros(kill * 1_733 % 24_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // Readers are answered from the old state or the new one, and the next writer brings it to its end.
        let answer = String::from_utf8(
            ends(root, 0, &["query", "SELECT (COUNT(?s) AS ?n) { ?s a st:Statement }", "--format", "csv"]).stdout,
        );
        let answer = answer.unwrap();
        assert!(["n\r\n1\r\n", "n\r\n2\r\n"].contains(&&*answer), "{answer}");
        let was_planned = plan.exists();
        done += u64::from(was_planned);
        ends(root, 0, &["sync"]);
        assert_eq!(traces(root), Vec::<String>::new(), "after kill {kill}");
        ends(root, 0, &["verify"]);
    }
    println!("{done} of {kills} kills met the plan under way");
}
