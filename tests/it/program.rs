//! The program, run on a knowledge base as people run it, whatever is set for whoever runs the tests.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a command on a knowledge base.
pub fn chancery(kb: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CHANCERY_")) {
        command.env_remove(name);
    }
    command.arg("-C").arg(kb).args(arguments).env("LANG", "en_GB.UTF-8").env("NO_COLOR", "1").output().unwrap()
}

/// What a command said beside its data.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command that must end with an exit code.
#[track_caller]
pub fn ends(kb: &Path, code: i32, arguments: &[&str]) -> Output {
    let output = chancery(kb, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
    output
}
