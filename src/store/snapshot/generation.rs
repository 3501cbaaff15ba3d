//! Generations of the snapshot in a store: which one is in use, when the next is due, who sweeps.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use super::build::{About, Gathered};
use super::delta::{Changes, Delta, DeltaError};
use super::header::Header;
use super::image::Image;
use super::{SnapshotEngine, State};
use crate::history::{Manifest, SegmentRef};
use crate::iri::Base;
use crate::store::archive::{CURRENT, LOCK};
use crate::store::lock::WriterLock;
use crate::store::{Archive, LoadError, StoreError, WriterInfo, file};

/// The folder of what is made from a store: snapshots, and what other layers make of it.
pub const INDEX: &str = "index";
const ENDING: &str = ".snapshot";
const POINTER_LIMIT: u64 = 1 << 10;
/// The next generation is due when more lines than one in this many would have to be compared,
const SHARE: u64 = 20;
/// but not for few lines, nor only beyond many: opening compares them each time.
const FEW: u64 = 2_000;
const MANY: u64 = 200_000;
/// Opening does with this many times more, for the moment between a run and its snapshot.
const PATIENCE: u64 = 4;
/// A reader may meet a pointer whose generation was just swept.
const TRIES: usize = 5;
/// Segments read ahead of the thread that numbers their terms.
const QUEUE: usize = 16;
const BUFFER: usize = 1 << 20;

/// Why the snapshot of a store cannot answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoSnapshot {
    /// There is none.
    #[error("the store has no snapshot yet")]
    Missing,
    /// It is of a state from which too much has changed, or that is not known.
    #[error("the store's snapshot is of an older state")]
    Older,
    /// It is damaged, or of another version.
    #[error(transparent)]
    Damaged(StoreError),
}

/// What became of a store's snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// It answers as it is, with the changes laid over it.
    Kept,
    /// A new one was written.
    Written {
        /// Quads, each counted once.
        quads: u64,
        /// Length of the file.
        bytes: u64,
    },
    /// The store is empty.
    Nothing,
}

impl SnapshotEngine {
    /// Opens the snapshot of a store for one of its states, with what changed laid over it.
    pub fn open(archive: &Archive, manifest: &Manifest) -> Result<Self, NoSnapshot> {
        let mut state = State::open(image(archive.folder())?).map_err(NoSnapshot::Damaged)?;
        let Some(base) = base(archive, manifest, state.base.image().header())? else { return Ok(Self::new(state)) };
        let changes = Changes::between(&base, manifest);
        if changes.lines() > due(state.base.image().header().quads) * PATIENCE {
            return Err(NoSnapshot::Older);
        }
        if !changes.is_empty() {
            let delta = Delta::new(&state.base, &state.terms, archive, &changes).map_err(|error| match error {
                DeltaError::Store(error) => NoSnapshot::Damaged(error),
                DeltaError::Damage(damage) => NoSnapshot::Damaged(damage.of(state.base.image().path())),
            })?;
            state.delta = Some(delta);
        }
        Ok(Self::new(state))
    }
}

/// Writes the next snapshot of a store if one is due, or in any case if `afresh`.
///
/// While somebody else is writing nothing is done: whoever writes a run brings the snapshot in line after it.
pub fn refresh(archive: &Archive, info: &WriterInfo, afresh: bool) -> Result<Refreshed, LoadError> {
    let folder = archive.folder();
    let _lock = match WriterLock::take(&folder.join(LOCK), &info.holder()) {
        Err(StoreError::Locked { .. }) if !afresh => return Ok(Refreshed::Kept),
        other => other?,
    };
    let newest = Archive::open(folder)?;
    let Some(manifest) = newest.current() else { return Ok(Refreshed::Nothing) };
    let done = if !afresh && is_good(&newest, manifest) { Refreshed::Kept } else { write(&newest, manifest)? };
    sweep(folder)?;
    Ok(done)
}

/// Says whether the snapshot in use will do for a state.
fn is_good(archive: &Archive, manifest: &Manifest) -> bool {
    let Ok(image) = image(archive.folder()) else { return false };
    match base(archive, manifest, image.header()) {
        Ok(None) => true,
        Ok(Some(base)) => Changes::between(&base, manifest).lines() <= due(image.header().quads),
        Err(_) => false,
    }
}

/// Returns how many changed lines make the next generation due.
fn due(quads: u64) -> u64 {
    (quads / SHARE).clamp(FEW, MANY)
}

/// Returns the state that a snapshot is of; nothing if it is the one asked for.
fn base(archive: &Archive, manifest: &Manifest, header: &Header) -> Result<Option<Manifest>, NoSnapshot> {
    if header.dataset == Some(manifest.dataset) {
        return Ok(None);
    }
    let base = archive.manifest(header.run).map_err(|_| NoSnapshot::Older)?;
    if header.dataset == Some(base.dataset) { Ok(Some(base)) } else { Err(NoSnapshot::Older) }
}

/// Opens the generation in use.
fn image(folder: &Path) -> Result<Image, NoSnapshot> {
    let mut tries = 0;
    loop {
        let name = pointer(folder)?;
        match Image::open(&folder.join(INDEX).join(&name)) {
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                tries += 1;
                if tries == TRIES {
                    return Err(NoSnapshot::Missing);
                }
            }
            other => return other.map_err(NoSnapshot::Damaged),
        }
    }
}

/// Returns the name of the generation in use.
fn pointer(folder: &Path) -> Result<String, NoSnapshot> {
    let path = folder.join(INDEX).join(CURRENT);
    let bytes = match file::read(&path, POINTER_LIMIT) {
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            return Err(NoSnapshot::Missing);
        }
        other => other.map_err(NoSnapshot::Damaged)?,
    };
    let name = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n')).filter(|name| is_name(name));
    let wrong = || StoreError::Index { path: path.clone(), problem: "names no snapshot".to_owned() };
    name.map(str::to_owned).ok_or_else(|| NoSnapshot::Damaged(wrong()))
}

fn is_name(name: &str) -> bool {
    name.strip_suffix(ENDING)
        .is_some_and(|stem| !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// The index of words, and the note on files: not ours, but of this folder.
fn is_of_others(name: &str) -> bool {
    name == "WORDS" || name.starts_with("words-") || name == "INPUTS"
}

/// Writes a generation beside the one in use, durably, and points to it.
fn write(archive: &Archive, manifest: &Manifest) -> Result<Refreshed, LoadError> {
    let folder = archive.folder().join(INDEX);
    file::create_folder(&folder)?;
    file::sync_folder(archive.folder())?;
    let gathered = gather(archive, manifest)?;
    let lenses = Base::new(&manifest.settings.base)
        .map_or_else(|_| Vec::new(), |base| ["asserted", "reviewed"].map(|name| base.graph(name)).into());
    let about = About { run: manifest.run, dataset: manifest.dataset, lenses: &lenses, wide: false };
    let path = free_name(&folder, manifest);
    let temporary = file::temporary(&path);
    let written = write_file(&temporary, gathered, &about);
    let (header, bytes) = written.map_err(|error| {
        file::remove_quietly(&temporary);
        StoreError::io("write", &temporary)(error)
    })?;
    file::rename(&temporary, &path).inspect_err(|_| file::remove_quietly(&temporary))?;
    file::sync_folder(&folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    file::write_whole(&folder.join(CURRENT), format!("{name}\n").as_bytes())?;
    file::sync_folder(&folder)?;
    Ok(Refreshed::Written { quads: header.quads, bytes })
}

fn write_file(path: &Path, gathered: Gathered, about: &About<'_>) -> io::Result<(Header, u64)> {
    let out = BufWriter::with_capacity(BUFFER, File::create(path)?);
    let (out, header) = gathered.write(about, out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file::sync(&file)?;
    Ok((header, file.metadata()?.len()))
}

/// Returns a name that no generation has: one that is mapped must not be replaced.
fn free_name(folder: &Path, manifest: &Manifest) -> PathBuf {
    let stem = format!("{:06}-{}", manifest.run, manifest.dataset.short());
    let mut path = folder.join(format!("{stem}{ENDING}"));
    let mut number = 1;
    while path.exists() {
        number += 1;
        path = folder.join(format!("{stem}-{number}{ENDING}"));
    }
    path
}

/// Reads all segments of a state in order; one thread reads ahead.
fn gather(archive: &Archive, manifest: &Manifest) -> Result<Gathered, LoadError> {
    let segments: Vec<&SegmentRef> = manifest.segments().map(|(_, segment)| segment).collect();
    let mut gathered = Gathered::with_capacity(manifest.quads());
    let (sender, receiver) = sync_channel(QUEUE);
    thread::scope(|scope| {
        let segments = &segments;
        scope.spawn(move || {
            for segment in segments {
                let text = archive.read_segment(manifest, segment).map(String::from_utf8);
                if sender.send((segment.id, text)).is_err() {
                    return;
                }
            }
        });
        for (id, text) in receiver {
            let wrong = |problem: String| StoreError::corrupt(archive.folder(), format!("holds {id}, which {problem}"));
            let text = text?.map_err(|_| wrong("is no UTF-8".to_owned()))?;
            gathered.lines(&text).map_err(|error| wrong(format!("cannot be indexed: {error}")))?;
        }
        Ok(gathered)
    })
}

/// Removes what is not in use; the caller holds the lock. Who has it open keeps it.
pub(in crate::store) fn sweep(folder: &Path) -> Result<Vec<String>, StoreError> {
    let used = pointer(folder).ok();
    let mut swept = Vec::new();
    for name in names(folder)? {
        let ours = name.ends_with(file::TEMPORARY) || is_name(&name);
        if ours && used.as_ref() != Some(&name) {
            let path = folder.join(INDEX).join(&name);
            fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
            swept.push(format!("{INDEX}/{name}"));
        }
    }
    Ok(swept)
}

/// Removes every snapshot; the caller holds the lock. The next one is made from the segments.
pub(in crate::store) fn remove_all(folder: &Path) -> Result<(), StoreError> {
    let index = folder.join(INDEX);
    match fs::remove_file(index.join(CURRENT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::io("remove", &index.join(CURRENT))(error));
        }
        _ => {}
    }
    sweep(folder)?;
    // Others keep an index as well, or a note, beside the snapshot.
    for name in names(folder)?.into_iter().filter(|name| is_of_others(name)) {
        let path = index.join(&name);
        let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        gone.map_err(|error| StoreError::io("remove", &path)(error))?;
    }
    if index.is_dir() { file::sync_folder(&index) } else { Ok(()) }
}

/// Returns the names in the folder of snapshots, if there is one.
fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let folder = folder.join(INDEX);
    if folder.is_dir() { file::names(&folder) } else { Ok(Vec::new()) }
}

/// What a check of every byte says of each file among the snapshots.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) enum Checked {
    Sound,
    LeftOver,
    Unknown,
}

/// Checks every byte of the snapshot in use, and which files belong.
pub(in crate::store) fn verify(folder: &Path) -> (Vec<(PathBuf, Checked)>, Option<StoreError>) {
    let used = pointer(folder);
    let problem = match &used {
        Err(NoSnapshot::Damaged(error)) => Some(damaged(error)),
        Err(_) => None,
        Ok(_) => match image(folder) {
            Ok(image) => image.check_all().err().map(|damage| damage.of(image.path())),
            Err(NoSnapshot::Damaged(error)) => Some(error),
            Err(other) => {
                Some(StoreError::Index { path: folder.join(INDEX).join(CURRENT), problem: other.to_string() })
            }
        },
    };
    let used = used.ok();
    let judged = names(folder).unwrap_or_default().into_iter().map(|name| {
        let checked = if is_of_others(&name) || name == CURRENT || Some(&name) == used.as_ref() {
            Checked::Sound
        } else if name.ends_with(file::TEMPORARY) || is_name(&name) {
            Checked::LeftOver
        } else {
            Checked::Unknown
        };
        (folder.join(INDEX).join(name), checked)
    });
    (judged.collect(), problem)
}

/// Says a pointer's damage again, since errors are not copied.
fn damaged(error: &StoreError) -> StoreError {
    match error {
        StoreError::Index { path, problem } => StoreError::Index { path: path.clone(), problem: problem.clone() },
        other => StoreError::Index { path: PathBuf::from(INDEX), problem: other.to_string() },
    }
}
