//! Where the history is kept: in the user's folder of states, for nobody else to read.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns `$XDG_STATE_HOME/chancery/history`, or the same below `~/.local/state`.
pub(super) fn path() -> Option<PathBuf> {
    let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative path is to be ignored, says the specification of base directories.
    let folder = given("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let folder = folder.or_else(|| given("HOME").map(|home| home.join(".local/state")))?;
    Some(folder.join("chancery").join("history"))
}

/// Writes the history; that it cannot be written is no reason to stop asking.
pub(super) fn keep<E>(path: &Path, save: impl FnOnce(&Path) -> Result<(), E>) {
    let Some(folder) = path.parent() else { return };
    if fs::create_dir_all(folder).is_err() || make(path).is_err() {
        return;
    }
    let _ = save(path);
}

/// Makes the file before anything is in it, so that it is never open to others.
#[cfg(unix)]
fn make(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    let file = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make(path: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().append(true).create(true).open(path).map(drop)
}
