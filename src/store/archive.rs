//! A store as its readers see it: one consistent state, without locks.

mod recent;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::pack::{Packs, run_of};
use super::{Holder, StoreError, Writer, WriterInfo, file, lock::WriterLock, snapshot::INDEX};
use crate::history::{Current, Digest, FORMAT, Manifest, RunLink, RunSummary, SegmentName, SegmentRef, Settings};

pub(super) const CURRENT: &str = "CURRENT";
pub(super) const FORMAT_FILE: &str = "format";
pub(super) const LOCK: &str = "lock";
pub(super) const PACKS: &str = "packs";
pub(super) const MANIFESTS: &str = "manifests";
pub(super) const RUNS: &str = "runs";
/// The folders of a store.
pub(super) const FOLDERS: [&str; 3] = [PACKS, MANIFESTS, RUNS];

const FORMAT_WORDS: &str = "chancery store ";
const SMALL_FILE_LIMIT: u64 = 1 << 12;
const RECORD_LIMIT: u64 = 1 << 30;

/// A store at the state of its newest run when it was opened.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    packs: Packs,
    pointer: Current,
    current: Option<Manifest>,
}

/// The right to write to a store, until dropped.
#[derive(Debug)]
pub struct Hold {
    _lock: WriterLock,
}

impl Archive {
    /// Takes the right to write, for what is made from the store beside it.
    ///
    /// # Errors
    /// When somebody else has it.
    pub fn hold(&self, info: &WriterInfo) -> Result<Hold, StoreError> {
        Ok(Hold { _lock: WriterLock::take(&self.folder.join(LOCK), &info.holder())? })
    }

    /// Opens the store in `folder` for reading.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        if !is_made(folder)? {
            return Err(StoreError::Missing { path: folder.to_owned() });
        }
        let (pointer, current) = newest(folder)?;
        let packs = Packs::new(folder.join(PACKS));
        Ok(Self { folder: folder.to_owned(), packs, pointer, current })
    }

    /// Opens the store in `folder`; makes an empty one if there is none.
    pub fn create_or_open(folder: &Path, info: &WriterInfo) -> Result<Self, StoreError> {
        if !is_made(folder)? {
            file::create_folder(folder)?;
            let _lock = WriterLock::take(&folder.join(LOCK), &info.holder())?;
            if !is_made(folder)? {
                make(folder)?;
            }
        }
        Self::open(folder)
    }

    /// Returns the folder of the store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the state this archive shows; `None` before the first run.
    #[must_use]
    pub const fn current(&self) -> Option<&Manifest> {
        self.current.as_ref()
    }

    pub(super) const fn pointer(&self) -> &Current {
        &self.pointer
    }

    /// Moves on to the newest run; says whether there was a newer one.
    pub fn refresh(&mut self) -> Result<bool, StoreError> {
        let newer = read_pointer(&self.folder)? != self.pointer;
        if newer {
            (self.pointer, self.current) = newest(&self.folder)?;
        }
        Ok(newer)
    }

    /// Returns the state after a run.
    pub fn manifest(&self, run: u64) -> Result<Manifest, StoreError> {
        match &self.current {
            Some(manifest) if manifest.run == run => Ok(manifest.clone()),
            _ if run == 0 || run > self.pointer.run() => Err(StoreError::NoRun { run, newest: self.pointer.run() }),
            // Pruned.
            _ if !manifest_path(&self.folder, run).exists() => {
                Err(StoreError::NoRun { run, newest: self.pointer.run() })
            }
            _ => read_manifest(&self.folder, run, None),
        }
    }

    /// Returns what was held at a time: the state after the newest run that began by then.
    ///
    /// # Errors
    /// When a record cannot be read, or nothing was held yet.
    pub fn state_at(&self, time: Timestamp) -> Result<Manifest, StoreError> {
        let runs = self.runs()?;
        match runs.iter().rev().find(|run| run.time <= time) {
            Some(run) => self.manifest(run.run),
            None => Err(StoreError::NothingYet { time, first: runs.first().map(|run| run.time) }),
        }
    }

    /// Returns what each run changed, oldest first.
    pub fn runs(&self) -> Result<Vec<RunSummary>, StoreError> {
        let folder = self.folder.join(RUNS);
        let mut numbers: Vec<u64> = file::names(&folder)?.iter().filter_map(|name| run_of(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|run| *run <= self.pointer.run());
        numbers.into_iter().map(|run| read_summary(&self.folder, run, None)).collect()
    }

    /// Reads the N-Quads of a segment, checked against its name; may be called from any thread.
    pub fn read_segment(&self, manifest: &Manifest, segment: &SegmentRef) -> Result<Vec<u8>, StoreError> {
        let Some(pack) = manifest.packs.get(&segment.pack) else {
            let path = manifest_path(&self.folder, manifest.run);
            return Err(StoreError::corrupt(&path, format!("names no pack of run {}", segment.pack)));
        };
        self.packs.read(&pack.name, segment)
    }

    pub(super) fn read_from(&self, pack: &str, segment: &SegmentRef) -> Result<Vec<u8>, StoreError> {
        self.packs.read(pack, segment)
    }

    /// Visits the N-Quads of every segment of a state: shared, articles by id, `meta`.
    pub fn for_each_segment<E: From<StoreError>>(
        &self,
        manifest: &Manifest,
        mut visit: impl FnMut(SegmentName<'_>, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        for (name, segment) in manifest.segments() {
            visit(name, &self.read_segment(manifest, segment)?)?;
        }
        Ok(())
    }

    /// Returns who is writing to the store now, as far as that can be told.
    #[must_use]
    pub fn writing(&self) -> Option<Holder> {
        super::lock::holder(&self.folder.join(LOCK))
    }

    /// Takes the right to write, sweeps what a killed run left, and begins a run.
    pub fn writer(&self, info: WriterInfo, settings: Settings) -> Result<Writer, StoreError> {
        Writer::begin(&self.folder, info, settings)
    }
}

/// Reads `CURRENT` and the manifest it names.
pub(super) fn newest(folder: &Path) -> Result<(Current, Option<Manifest>), StoreError> {
    let pointer = read_pointer(folder)?;
    let manifest = pointer.newest.map(|link| read_manifest(folder, link.run, Some(&link))).transpose()?;
    Ok((pointer, manifest))
}

fn read_pointer(folder: &Path) -> Result<Current, StoreError> {
    let path = folder.join(CURRENT);
    let bytes = read_known(&path, SMALL_FILE_LIMIT)?;
    Current::from_bytes(&bytes).map_err(StoreError::record(&path))
}

pub(super) fn manifest_path(folder: &Path, run: u64) -> PathBuf {
    folder.join(MANIFESTS).join(format!("{run:06}.json.zst"))
}

pub(super) fn summary_path(folder: &Path, run: u64) -> PathBuf {
    folder.join(RUNS).join(format!("{run:06}.json"))
}

/// Reads a manifest; with a link, its bytes must be those that were sealed.
pub(super) fn read_manifest(folder: &Path, run: u64, link: Option<&RunLink>) -> Result<Manifest, StoreError> {
    let path = manifest_path(folder, run);
    let bytes = read_sealed(&path, link.map(|link| link.manifest))?;
    let manifest = recent::parsed(&bytes).map_err(StoreError::record(&path))?;
    if manifest.run != run {
        return Err(StoreError::corrupt(&path, format!("is of run {}", manifest.run)));
    }
    Ok(manifest)
}

/// Reads the summary of a run; with a link, its bytes must be those that were sealed.
pub(super) fn read_summary(folder: &Path, run: u64, link: Option<&RunLink>) -> Result<RunSummary, StoreError> {
    let path = summary_path(folder, run);
    let bytes = read_sealed(&path, link.map(|link| link.summary))?;
    let summary = RunSummary::from_bytes(&bytes).map_err(StoreError::record(&path))?;
    if summary.run != run {
        return Err(StoreError::corrupt(&path, format!("is of run {}", summary.run)));
    }
    Ok(summary)
}

fn read_sealed(path: &Path, seal: Option<Digest>) -> Result<Vec<u8>, StoreError> {
    let bytes = read_known(path, RECORD_LIMIT)?;
    if seal.is_some_and(|seal| Digest::of(&bytes) != seal) {
        return Err(StoreError::corrupt(path, "is not what was written"));
    }
    Ok(bytes)
}

/// Reads a file that must be there; that it is not means damage.
fn read_known(path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    match file::read(path, limit) {
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Err(StoreError::corrupt(path, "is not there"))
        }
        other => other,
    }
}

/// Says whether `folder` holds a store; an error if it holds anything else.
fn is_made(folder: &Path) -> Result<bool, StoreError> {
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreError::NotAFolder { path: folder.to_owned() });
        }
        Err(error) => return Err(StoreError::io("open", folder)(error)),
        Ok(found) if !found.is_dir() => {
            return Err(StoreError::NotAFolder { path: folder.to_owned() });
        }
        Ok(_) => {}
    }
    let path = folder.join(FORMAT_FILE);
    match file::read(&path, SMALL_FILE_LIMIT) {
        Ok(bytes) => check_format(folder, &path, &bytes).map(|()| true),
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            check_unmade(folder).map(|()| false)
        }
        Err(error) => Err(error),
    }
}

fn check_format(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let number = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.strip_prefix(FORMAT_WORDS)?.strip_suffix('\n'))
        .filter(|number| !number.starts_with(['0', '+']))
        .and_then(|number| number.parse::<u32>().ok());
    match number {
        Some(FORMAT) => Ok(()),
        Some(found) if found > FORMAT => Err(StoreError::Newer { path: folder.to_owned(), found }),
        Some(found) if found > 0 => Err(StoreError::Older { path: folder.to_owned(), found }),
        _ => Err(StoreError::corrupt(path, "names no format of a store")),
    }
}

/// Checks that a folder without `format` is empty or was left by a kill while it was made.
fn check_unmade(folder: &Path) -> Result<(), StoreError> {
    let ours = |name: &str| {
        [LOCK, CURRENT, INDEX].contains(&name) || FOLDERS.contains(&name) || name.ends_with(file::TEMPORARY)
    };
    let names = file::names(folder)?;
    if let Some(entry) = names.iter().find(|name| !ours(name)) {
        return Err(StoreError::Foreign { path: folder.to_owned(), entry: entry.clone() });
    }
    for name in names.iter().filter(|name| FOLDERS.contains(&name.as_str())) {
        if !file::names(&folder.join(name))?.is_empty() {
            return Err(StoreError::corrupt(&folder.join(FORMAT_FILE), "is not there"));
        }
    }
    Ok(())
}

/// Makes an empty store; `format` comes last and says that the rest is there.
fn make(folder: &Path) -> Result<(), StoreError> {
    for name in FOLDERS {
        file::create_folder(&folder.join(name))?;
    }
    let current = folder.join(CURRENT);
    let bytes = Current::default().to_bytes().map_err(StoreError::record(&current))?;
    file::write_whole(&current, &bytes)?;
    file::sync_folder(folder)?;
    let format = format!("{FORMAT_WORDS}{FORMAT}\n");
    file::write_whole(&folder.join(FORMAT_FILE), format.as_bytes())?;
    file::sync_folder(folder)?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => file::sync_folder(parent),
        _ => Ok(()),
    }
}
