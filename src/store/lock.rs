//! One writer at a time, held through the operating system so that a kill lets go.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, file};

const HOLDER_LIMIT: u64 = 1 << 16;

/// Who is writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Process id.
    pub pid: u32,
    /// Since when, as the writer was told.
    pub since: String,
    /// The command.
    pub command: String,
}

/// The right to write, until dropped.
#[derive(Debug)]
pub(super) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock, or says who has it.
    pub(super) fn take(path: &Path, holder: &Holder) -> Result<Self, StoreError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(StoreError::io("open the lock", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { path: PathBuf::from(path), holder: read(path) });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::io("lock", path)(source));
            }
        }
        // Who holds it is a courtesy; the lock itself is what counts. A full disk is met later.
        let _ = file.set_len(0);
        let _ = file.seek(SeekFrom::Start(0));
        if let Ok(json) = serde_json::to_vec(holder) {
            let _ = file.write_all(&json);
        }
        Ok(Self { file })
    }
}

/// Returns who is writing now, if anybody.
pub(super) fn holder(path: &Path) -> Option<Holder> {
    let file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => read(path),
        _ => None,
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

/// Reads who holds a lock; the file may be empty for the moment, or unreadable while locked.
fn read(path: &Path) -> Option<Holder> {
    serde_json::from_slice(&file::read(path, HOLDER_LIMIT).ok()?).ok()
}
