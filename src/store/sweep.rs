//! Removing what a killed run left behind.

use std::fs;
use std::path::Path;

use super::archive::{FOLDERS, LOCK, newest};
use super::{Archive, StoreError, WriterInfo, file, lock::WriterLock, pack::run_of, rewrite, snapshot};

/// What was swept away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Files, relative to the store.
    pub files: Vec<String>,
}

impl Archive {
    /// Removes what a killed run left behind; every writer does so first.
    pub fn sweep(&self, info: &WriterInfo) -> Result<Swept, StoreError> {
        let _lock = WriterLock::take(&self.folder().join(LOCK), &info.holder())?;
        rewrite::resume(self.folder())?;
        let (pointer, _) = newest(self.folder())?;
        sweep(self.folder(), pointer.run())
    }
}

/// Sweeps a store that stands at `run`; the caller holds the lock.
///
/// A killed run can only be the next one. Files of later runs mean that `CURRENT` was put back by
/// hand: they are history, so nothing is touched.
pub(super) fn sweep(folder: &Path, run: u64) -> Result<Swept, StoreError> {
    let mut doomed: Vec<String> =
        file::names(folder)?.into_iter().filter(|name| name.ends_with(file::TEMPORARY)).collect();
    for part in FOLDERS {
        file::create_folder(&folder.join(part))?;
        for name in file::names(&folder.join(part))? {
            let later = run_of(&name).filter(|later| *later > run);
            if name.ends_with(file::TEMPORARY) || later == Some(run + 1) {
                doomed.push(format!("{part}/{name}"));
            } else if let Some(later) = later {
                let problem = format!("belongs to run {later}, but CURRENT stands at run {run}");
                return Err(StoreError::corrupt(&folder.join(part).join(name), problem));
            }
        }
    }
    for name in &doomed {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
    }
    doomed.extend(snapshot::sweep(folder)?);
    Ok(Swept { files: doomed })
}
