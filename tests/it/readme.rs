//! The README tells the truth: its dossier is written to a file, its transcript is run and compared.

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

/// Returns the fenced blocks of a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    README.split(&opening).skip(1).filter_map(|after| after.split("\n```").next()).collect()
}

/// Splits a command line at blanks, keeping what stands in single quotes together.
fn words(line: &str) -> Vec<String> {
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

#[test]
fn the_transcript_is_what_happens() {
    let folder = tempfile::tempdir().unwrap();
    let [dossier] = blocks("yaml")[..] else { panic!("one dossier is expected in the README") };
    std::fs::write(folder.path().join("letter.yaml"), dossier).unwrap();
    let mut ran = 0;
    for block in blocks("console") {
        for step in block.split("$ chancery ").skip(1) {
            let (line, expected) = step.split_once('\n').unwrap_or((step, ""));
            let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
                .args(words(line))
                .current_dir(folder.path())
                .env_remove("CHANCERY_KB")
                .output()
                .unwrap();
            let shown = String::from_utf8(output.stdout).unwrap();
            let talk = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{line}\n{talk}");
            // SPARQL CSV ends its lines with CR LF (SPARQL 1.1 Query Results CSV §3).
            assert_eq!(shown.replace("\r\n", "\n").trim_end(), expected.trim_end(), "{line}");
            ran += 1;
        }
    }
    assert!(ran > 0, "the README shows no command");
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
    for file in
        ["FORMAT.md", "ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "ontology/README.md", "examples/kb/README.md"]
    {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "{file}");
        assert!(README.contains(file), "{file}");
    }
}
