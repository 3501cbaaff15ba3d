//! A disk that is full or may not be written: exit code 4, the old state, and nothing left lying about.
//!
//! Two ways to a full disk: a limit on the size of files, which anybody can set (`ulimit -f`, with the signal
//! ignored so that the program sees the error), and a tiny file system, which only root can mount.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

/// A dossier whose RDF and whose own text are larger than any limit here.
fn large(object: &str) -> String {
    let mut text = "article: { language: ar }\nstatements:\n".to_owned();
    for number in 0..400 {
        text.push_str(&format!(
            "- {{ predicate: sharesBorderWith, subject: أذربيجان, object: {object}, quote: \"كلمات {number:032x}\" }}\n"
        ));
    }
    text
}

/// A knowledge base with a store, made while there was room.
fn kb(folder: &Path) {
    std::fs::create_dir_all(folder.join("dossiers")).unwrap();
    std::fs::write(folder.join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    std::fs::write(folder.join("dossiers/a.yaml"), "article: { language: ar }\nstatements:\n- { id: s1, subject: أذربيجان, predicate: visited, object: GE, quote: زار }\n").unwrap();
    let done = run(Command::new(PROGRAM).arg("-C").arg(folder).arg("sync"));
    assert!(done.status.success(), "{}", talk(&done));
}

fn run(command: &mut Command) -> Output {
    command.env_remove("CHANCERY_KB").env("NO_COLOR", "1").output().unwrap()
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

/// What is written, and the words that say where it was to go.
const WRITERS: [(&[&str], &str); 6] = [
    (&["sync"], ".chancery"),
    (&["convert", "-o", "out.nq"], "`out.nq`"),
    (&["convert", "-o", "out.ttl.gz", "--to", "ttl"], "`out.ttl.gz`"),
    (&["fmt", "dossiers/b.yaml"], "`dossiers/b.yaml`"),
    (&["fmt", "--to", "jsonl", "-o", "out.jsonl"], "`out.jsonl`"),
    (&["query", "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 9", "--format", "json", "-o", "out.json"], "`out.json`"),
];

/// Runs every writer where there is no room, and sees that all is as it was.
fn all_fail_cleanly(folder: &Path, without_room: &dyn Fn(&[&str]) -> Output) {
    std::fs::write(folder.join("out.nq"), "what was there before\n").unwrap();
    let before = files(folder);
    for (arguments, place) in WRITERS {
        if arguments[0] == "query" {
            continue; // little is written; see below
        }
        let output = without_room(arguments);
        let said = talk(&output);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("error: ") && said.contains(place), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        let after = files(folder);
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&before), names(&after), "{arguments:?} left something lying about, or took it away");
        assert!(before == after, "{arguments:?} changed what was there");
    }
    // The store is whole, and says what it said.
    let verified = run(Command::new(PROGRAM).arg("-C").arg(folder).arg("verify"));
    assert!(verified.status.success(), "{}", talk(&verified));
    let asked = run(Command::new(PROGRAM).arg("-C").arg(folder).args([
        "query",
        "SELECT ?o { ?s st:object ?o }",
        "--format",
        "csv",
    ]));
    assert!(String::from_utf8_lossy(&asked.stdout).contains("gazetteer/GE"), "{}", talk(&asked));
    // With room again the same command ends well.
    let synced = run(Command::new(PROGRAM).arg("-C").arg(folder).arg("sync"));
    assert!(synced.status.success(), "{}", talk(&synced));
    let export: &[&str] = &["export", "-o", "all.nq"];
    let before = files(folder);
    let output = without_room(export);
    assert_eq!(output.status.code(), Some(4), "{}", talk(&output));
    assert!(talk(&output).contains("`all.nq`"), "{}", talk(&output));
    assert!(before == files(folder), "export left something lying about");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_grow_leave_the_old_state() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path();
    kb(folder);
    std::fs::write(folder.join("dossiers/b.yaml"), large("AM")).unwrap();
    // Eight blocks of 512 bytes, or of 1024 in some shells.
    all_fail_cleanly(folder, &|arguments| {
        run(Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 8 || exit 99; exec \"$0\" \"$@\"", PROGRAM])
            .args(arguments)
            .current_dir(folder))
    });
}

/// Room for so much and no more, from nearly nothing to enough: at each size an error that says so, and the old state
/// readable, or the new one.
#[cfg(unix)]
#[test]
fn at_twenty_sizes_the_old_state_stands_or_the_new_one() {
    let (mut failed, mut done) = (0, 0);
    for size in 1..=20_u32 {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path();
        kb(folder);
        std::fs::write(folder.join("dossiers/b.yaml"), large("AM")).unwrap();
        let script = format!("trap '' XFSZ; ulimit -f {} || exit 99; exec \"$0\" \"$@\"", size * size * 3);
        let output = run(Command::new("sh").args(["-c", &script, PROGRAM, "-C"]).arg(folder).arg("sync"));
        let said = talk(&output);
        assert!(!said.contains("panicked"), "{said}");
        let asked = run(Command::new(PROGRAM).arg("-C").arg(folder).args([
            "query",
            "SELECT (COUNT(?s) AS ?n) { ?s a st:Statement }",
            "--format",
            "csv",
        ]));
        let count = String::from_utf8_lossy(&asked.stdout).trim().replace("\r\n", " ");
        if output.status.success() {
            done += 1;
            assert_eq!(count, "n 401", "{said}");
        } else {
            failed += 1;
            assert_eq!(output.status.code(), Some(4), "{said}");
            assert!(said.contains("error: "), "{said}");
            // The run may stand while only its index had no room.
            assert!(count == "n 1" || (count == "n 401" && said.contains("index")), "{count}: {said}");
        }
        let verified = run(Command::new(PROGRAM).arg("-C").arg(folder).arg("verify"));
        assert!(verified.status.success(), "{}", talk(&verified));
        let again = run(Command::new(PROGRAM).arg("-C").arg(folder).arg("sync"));
        assert!(again.status.success(), "{}", talk(&again));
    }
    assert!(failed > 2 && done > 2, "{failed} failed, {done} had room: the sizes prove nothing");
}

/// A file system of its own, taken down at the end.
#[cfg(target_os = "linux")]
struct Mounted<'p>(&'p Path);

#[cfg(target_os = "linux")]
impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_leaves_the_old_state() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: a file system can only be mounted by root; the limit on file sizes stands in for it");
        return;
    }
    let _mounted = Mounted(folder);
    kb(folder);
    std::fs::write(folder.join("dossiers/b.yaml"), large("AM")).unwrap();
    // What is written goes here; temporary files of the program elsewhere do not count.
    let filler = folder.join("filler");
    let fill = || {
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 512]).is_ok() {}
    };
    std::fs::write(folder.join("out.nq"), "what was there before\n").unwrap();
    std::fs::write(&filler, "").unwrap();
    all_fail_cleanly(folder, &|arguments| {
        fill();
        let output = run(Command::new(PROGRAM).args(arguments).current_dir(folder));
        std::fs::write(&filler, "").unwrap();
        output
    });
}

/// Makes a folder and all in it unwritable, and writable again at the end.
#[cfg(unix)]
struct ReadOnly<'p>(&'p Path);

#[cfg(unix)]
impl<'p> ReadOnly<'p> {
    fn new(folder: &'p Path) -> Self {
        set_rights(folder, 0o555, 0o444);
        Self(folder)
    }
}

#[cfg(unix)]
impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        set_rights(self.0, 0o755, 0o644);
    }
}

#[cfg(unix)]
fn set_rights(folder: &Path, of_folders: u32, of_files: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let set = |path: &Path, rights| std::fs::set_permissions(path, std::fs::Permissions::from_mode(rights)).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { set_rights(&path, of_folders, of_files) } else { set(&path, of_files) }
    }
    set(folder, of_folders);
}

/// Returns how to run the program as somebody who is not root, unless we are not root ourselves.
#[cfg(unix)]
fn not_as_root(folder: &Path) -> Option<Vec<String>> {
    let probe = folder.join("probe");
    let is_root = std::fs::write(&probe, "").is_ok();
    if !is_root {
        return Some(vec![PROGRAM.to_owned()]);
    }
    std::fs::remove_file(&probe).unwrap();
    let ways: [&[&str]; 2] =
        [&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], &["runuser", "-u", "nobody", "--"]];
    ways.iter().map(|way| way.iter().map(|word| (*word).to_owned()).chain([PROGRAM.to_owned()]).collect()).find(
        |way: &Vec<String>| {
            let started = Command::new(&way[0]).args(&way[1..]).arg("--version").current_dir("/").output();
            started.is_ok_and(|output| output.status.success())
        },
    )
}

#[cfg(unix)]
#[test]
fn folders_that_may_not_be_written_leave_the_old_state() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    std::fs::set_permissions(parent.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let folder = &parent.path().join("kb");
    kb(folder);
    std::fs::write(folder.join("dossiers/b.yaml"), large("AM")).unwrap();
    std::fs::write(folder.join("out.nq"), "what was there before\n").unwrap();
    let _read_only = ReadOnly::new(folder);
    let Some(way) = not_as_root(folder) else {
        println!("SKIPPED: root may write everywhere, and neither setpriv nor runuser makes somebody else of us");
        return;
    };
    let as_reader = |arguments: &[&str]| run(Command::new(&way[0]).args(&way[1..]).args(arguments).current_dir(folder));
    let before = files(folder);
    for (arguments, place) in WRITERS {
        let output = as_reader(arguments);
        let said = talk(&output);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("error: ") && said.contains(place), "{arguments:?}: {said}");
        assert!(before == files(folder), "{arguments:?} changed what may not be changed");
    }
    // Reading needs no right to write.
    let readers: [&[&str]; 4] = [&["check"], &["verify"], &["export"], &["query", "SELECT ?o { ?s st:object ?o }"]];
    for arguments in readers {
        let output = as_reader(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", talk(&output));
    }
}
