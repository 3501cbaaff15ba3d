//! A store copied whole, history included, and put in the place of another.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::archive::{CURRENT, FOLDERS, FORMAT_FILE, LOCK};
use super::lock::WriterLock;
use super::pack::run_of;
use super::{Archive, Problem, StoreError, VerifyReport, WriterInfo, file};

/// What a store that was replaced is called from then on.
const REPLACED: &str = "before-restore";
/// What a store is called while it is copied.
const COMING: &str = "restoring";

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// The newest run.
    pub run: u64,
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Archive {
    /// Copies the store as it stands, with all its runs, into a folder that is not there yet, and checks the copy.
    ///
    /// Nobody is kept waiting: what a store holds never changes, it only grows. The index is not copied.
    ///
    /// # Errors
    /// When the place is taken, something cannot be read or written, or the copy is not sound.
    pub fn back_up(&self, to: &Path) -> Result<Copied, StoreError> {
        if to.exists() {
            return Err(StoreError::Taken { path: to.to_owned() });
        }
        let made = self.copy(to).and_then(|copied| check(to).map(|()| copied));
        made.inspect_err(|_| drop(fs::remove_dir_all(to)))
    }

    fn copy(&self, to: &Path) -> Result<Copied, StoreError> {
        let newest = self.pointer().run();
        let mut copied = Copied { run: newest, ..Copied::default() };
        for part in FOLDERS {
            let (source, target) = (self.folder().join(part), to.join(part));
            file::create_folder(&target)?;
            for name in file::names(&source)?.iter().filter(|name| run_of(name).is_some_and(|run| run <= newest)) {
                copied.bytes += copy_file(&source.join(name), &target.join(name))?;
                copied.files += 1;
            }
            file::sync_folder(&target)?;
        }
        let current = to.join(CURRENT);
        file::write_whole(&current, &self.pointer().to_bytes().map_err(StoreError::record(&current))?)?;
        copied.bytes += copy_file(&self.folder().join(FORMAT_FILE), &to.join(FORMAT_FILE))?;
        copied.files += 2;
        file::sync_folder(to)?;
        Ok(copied)
    }
}

/// Puts a copy in the place of a store; the store that was there is kept beside it, under the name returned.
///
/// # Errors
/// When there is a store already and it is not to be replaced, somebody is writing to it, or the copy is not sound.
pub fn restore(
    backup: &Path,
    folder: &Path,
    replace: bool,
    info: &WriterInfo,
) -> Result<(Copied, Option<PathBuf>), StoreError> {
    let archive = Archive::open(backup)?;
    let (coming, aside) = (beside(folder, COMING), beside(folder, REPLACED));
    let is_there = folder.exists();
    if is_there && !replace {
        return Err(StoreError::Taken { path: folder.to_owned() });
    }
    if is_there && aside.exists() {
        return Err(StoreError::Taken { path: aside });
    }
    // A restore that was killed left it half-made.
    if coming.exists() {
        fs::remove_dir_all(&coming).map_err(StoreError::io("remove", &coming))?;
    }
    let copied = archive.back_up(&coming)?;
    if is_there {
        let _lock = WriterLock::take(&folder.join(LOCK), &info.holder())?;
        file::rename(folder, &aside)?;
    }
    file::rename(&coming, folder)?;
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        file::sync_folder(parent)?;
    }
    Ok((copied, is_there.then_some(aside)))
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Copies a file durably; returns its length.
fn copy_file(from: &Path, to: &Path) -> Result<u64, StoreError> {
    let length = fs::copy(from, to).map_err(StoreError::io("copy", to))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(StoreError::io("make durable", to))?;
    Ok(length)
}

/// Checks every byte of a copy.
fn check(folder: &Path) -> Result<(), StoreError> {
    let report = VerifyReport::of(folder)?;
    let damage = report.problems.into_iter().find_map(|problem| match problem {
        Problem::Damaged { path, problem } => Some(StoreError::corrupt(&path, problem)),
        _ => None,
    });
    damage.map_or(Ok(()), Err)
}
