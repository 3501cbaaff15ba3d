//! The program, run on a knowledge base as people run it, whatever is set for whoever runs the tests.

use crate::world;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

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

/// A copy of the example that is synced, for tests that only ask; it lies where the build is, for nothing removes it.
pub fn example() -> &'static Path {
    static KB: OnceLock<PathBuf> = OnceLock::new();
    KB.get_or_init(|| made("example", |_| ()))
}

/// Makes a copy of the example under a name, changes it, and syncs it.
pub fn made(name: &str, change: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    world::copy(&world::package("examples/kb"), &folder);
    let _ = std::fs::remove_dir_all(folder.join(".chancery"));
    change(&folder);
    ends(&folder, 0, &["sync", "--quiet"]);
    folder
}
