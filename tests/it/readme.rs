//! The README tells the truth: its dossier is written to a file, its transcript is run and compared.

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

const MAPPING: &str = include_str!("../../MAPPING.md");

const HISTORY: &str = include_str!("../../HISTORY.md");

const SEARCH: &str = include_str!("../../SEARCH.md");

const WIKI: &str = include_str!("../../WIKI.md");

/// Splits a command line at blanks, keeping what stands in single quotes together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('\'').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Says whether a line is what is expected, where `…` stands for anything.
pub fn is_like(line: &str, expected: &str) -> bool {
    let mut parts = expected.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

/// Writes the files of a page and runs its commands, in their order; returns how many there were.
///
/// A file begins with its name in a comment; `unnamed` is the name of one that does not.
fn run(page: &str, unnamed: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let mut ran = 0;
    let mut blocks = page.split("\n```");
    blocks.next();
    // Text and blocks take turns: a block begins with its language.
    for block in blocks.step_by(2) {
        let (language, text) = block.split_once('\n').unwrap_or((block, ""));
        match language {
            "yaml" | "toml" => {
                let name = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(unnamed);
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            "console" => ran += text.split("$ chancery ").skip(1).map(|step| command(folder.path(), step)).count(),
            other => match other.strip_prefix("csv ") {
                Some(name) => std::fs::write(folder.path().join(name), text).unwrap(),
                None => panic!("a block of {other}"),
            },
        }
    }
    ran
}

/// Runs a command and compares what it writes with what the page says.
fn command(folder: &Path, step: &str) {
    let (line, expected) = step.split_once('\n').unwrap_or((step, ""));
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(words(line))
        .current_dir(folder)
        .env_remove("CHANCERY_KB")
        .env("LANG", "en_GB.UTF-8")
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    // That two states differ is no failure.
    let differs = line.contains(" diff ") && output.status.code() == Some(1);
    assert!(output.status.success() || differs, "{line}\n{talk}");
    // SPARQL CSV ends its lines with CR LF (SPARQL 1.1 Query Results CSV §3).
    let shown = shown.replace("\r\n", "\n");
    let both = format!("{shown}{talk}");
    let same = |shown: &str| {
        let (shown, expected) = (shown.trim_end().lines(), expected.trim_end().lines());
        shown.clone().count() == expected.clone().count() && shown.zip(expected).all(|(line, like)| is_like(line, like))
    };
    assert!(same(&shown) || same(&both), "{line}\n{both}");
}

#[test]
fn the_transcript_is_what_happens() {
    assert!(run(README, "letter.yaml") > 0, "the README shows no command");
    assert_eq!(run(MAPPING, "none"), 3, "MAPPING.md");
    assert!(run(HISTORY, "none") > 8, "HISTORY.md shows too few commands");
    assert!(run(SEARCH, "none") > 4, "SEARCH.md shows too few commands");
    assert!(run(WIKI, "none") > 3, "WIKI.md shows too few commands");
}

#[test]
fn every_command_named_exists() {
    let help = Command::new(env!("CARGO_BIN_EXE_chancery")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let table = README.lines().filter(|line| line.starts_with("| `"));
    let named: Vec<&str> =
        table.flat_map(|line| line.split('|').nth(1).unwrap_or("").split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 15, "{named:?}");
    for command in named {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "`{command}` is not in --help");
    }
    for file in [
        "FORMAT.md",
        "HISTORY.md",
        "MAPPING.md",
        "SEARCH.md",
        "ARCHITECTURE.md",
        "DESIGN.md",
        "CONTRIBUTING.md",
        "ontology/README.md",
        "examples/kb/README.md",
    ] {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "{file}");
        assert!(README.contains(file), "{file}");
    }
}
