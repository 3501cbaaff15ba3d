//! The index of words of a store: kept in line with the newest run, part by part, and made anew when it is lost.
//!
//! ```text
//! index/WORDS                    the name of the folder in use
//! index/words-000012-1f3a9c04/   the index; its last commit says which run it is of
//! ```
//!
//! A commit stands whole or not at all, and what a run changed is one commit; so after a kill the index is that of
//! the run before or after. An index of another run than the one asked is never asked.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::Index;

use super::index::{SearchError, Words, add, remove, writer};
use super::texts::Texts;
#[cfg(test)]
use crate::history::Digest;
use crate::history::{Manifest, SegmentName, SegmentRef};
use crate::store::{Archive, INDEX, StoreError, WriterInfo};

const POINTER: &str = "WORDS";
const FOLDER: &str = "words-";
/// Raised when texts are gathered, folded or taken apart in another way.
const VERSION: u32 = 1;
/// A reader may meet a pointer whose folder was just swept.
const TRIES: usize = 5;

/// Why a store has no index of words to ask.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoWords {
    /// There is none.
    #[error("the store has no index of words yet")]
    Missing,
    /// It is of another run, or of another version.
    #[error("the store's index of words is of another state")]
    Older,
    /// It is not what was written.
    #[error("the store's index of words is damaged: {0}")]
    Damaged(String),
}

/// What became of a store's index of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// It was in line.
    Kept,
    /// So many parts were taken out and put in.
    Changed(usize),
    /// It was made anew.
    Written,
    /// The store is empty.
    Nothing,
}

/// What a commit says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    version: u32,
    run: u64,
    dataset: String,
}

impl Words {
    /// Opens the index of a store, if it is of this state; every byte is checked.
    ///
    /// # Errors
    /// When there is none that can be asked.
    pub fn of_archive(archive: &Archive, manifest: &Manifest) -> Result<Self, NoWords> {
        let folder = archive.folder().join(INDEX);
        let mut tries = 0;
        loop {
            let path = folder.join(pointer(&folder)?);
            tries += 1;
            match opened(&path, manifest) {
                // The folder moved on while it was being opened.
                Err(NoWords::Damaged(_)) if tries < TRIES && !path.exists() => {}
                other => return other,
            }
        }
    }
}

fn opened(path: &Path, manifest: &Manifest) -> Result<Words, NoWords> {
    let damaged = |error: tantivy::TantivyError| NoWords::Damaged(error.to_string());
    let (index, columns) = Words::open(path).map_err(damaged)?;
    if about(&index).is_none_or(|about| about.dataset != manifest.dataset.to_string()) {
        return Err(NoWords::Older);
    }
    if let Some(file) = broken(&index)? {
        return Err(NoWords::Damaged(format!("`{}` is not what was written", file.display())));
    }
    let words = Words::reading(index, columns).map_err(damaged)?;
    // A writer may have moved it on in between.
    match about(&words.index).filter(|about| about.dataset == manifest.dataset.to_string()) {
        Some(_) => Ok(words),
        None => Err(NoWords::Older),
    }
}

/// Returns the first file that is not what was written.
fn broken(index: &Index) -> Result<Option<PathBuf>, NoWords> {
    let broken = index.validate_checksum().map_err(|error| NoWords::Damaged(error.to_string()))?;
    Ok(broken.into_iter().min())
}

/// Reads what the last commit says of itself; nothing if it is of another version.
fn about(index: &Index) -> Option<About> {
    let payload = index.load_metas().ok()?.payload?;
    serde_json::from_str(&payload).ok().filter(|about: &About| about.version == VERSION)
}

fn pointer(folder: &Path) -> Result<String, NoWords> {
    let bytes = match fs::read(folder.join(POINTER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(NoWords::Missing),
        other => other.map_err(|error| NoWords::Damaged(error.to_string()))?,
    };
    let name = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n')).filter(|name| is_name(name));
    name.map(str::to_owned).ok_or_else(|| NoWords::Damaged(format!("`{POINTER}` names no index")))
}

fn is_name(name: &str) -> bool {
    name.strip_prefix(FOLDER)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// Brings the index of words in line with the newest run, or makes it anew if `afresh`.
///
/// What was erased from the store's history is only gone from disk when it is made anew. While somebody else is
/// writing nothing is done: whoever writes a run brings the index in line after it.
///
/// # Errors
/// When the store cannot be read or the index not be written; the index of before stands, or none.
pub fn refresh(archive: &Archive, info: &WriterInfo, afresh: bool) -> Result<Refreshed, SearchError> {
    let _held = match archive.hold(info) {
        Err(StoreError::Locked { .. }) if !afresh => return Ok(Refreshed::Kept),
        other => other?,
    };
    let newest = Archive::open(archive.folder())?;
    let Some(manifest) = newest.current() else { return Ok(Refreshed::Nothing) };
    let folder = newest.folder().join(INDEX);
    fs::create_dir_all(&folder)?;
    let done = match (afresh, changed(&newest, manifest, &folder)) {
        (false, Some(done)) => done,
        _ => anew(&newest, manifest, &folder)?,
    };
    sweep(&folder)?;
    Ok(done)
}

/// Takes out and puts in what changed since the run the index is of; nothing if it has to be made anew.
fn changed(archive: &Archive, manifest: &Manifest, folder: &Path) -> Option<Refreshed> {
    let path = folder.join(pointer(folder).ok()?);
    let (index, columns) = Words::open(&path).ok()?;
    let about = about(&index)?;
    if broken(&index).ok()?.is_some() {
        return None;
    }
    if about.dataset == manifest.dataset.to_string() {
        return Some(Refreshed::Kept);
    }
    let base = archive.manifest(about.run).ok().filter(|base| base.dataset.to_string() == about.dataset)?;
    let (before, now) = (parts(&base), parts(manifest));
    let gone = before.keys().filter(|part| !now.contains_key(*part));
    let fresh = now.iter().filter(|(part, segment)| before.get(*part).is_none_or(|held| held.id != segment.id));
    let mut changes: Vec<(&String, Option<&SegmentRef>)> = gone.map(|part| (part, None)).collect();
    changes.extend(fresh.map(|(part, segment)| (part, Some(segment))));
    changes.sort_by_key(|(part, _)| *part);
    if changes.len() * 2 > now.len() + 2 {
        return None;
    }
    let put = || -> Result<(), SearchError> {
        let mut writer = writer(&index)?;
        for (part, segment) in &changes {
            remove(&writer, &columns, part);
            if let Some(segment) = segment {
                for text in texts(archive, manifest, segment)? {
                    add(&mut writer, &columns, part, &text)?;
                }
            }
        }
        commit(writer, manifest)
    };
    put().ok().map(|()| Refreshed::Changed(changes.len()))
}

/// Makes an index beside the one in use, and points to it when it is whole.
fn anew(archive: &Archive, manifest: &Manifest, folder: &Path) -> Result<Refreshed, SearchError> {
    let path = free_name(folder, manifest);
    let make = || -> Result<(), SearchError> {
        fs::create_dir(&path)?;
        let (index, columns) = Words::create(&path)?;
        let mut writer = writer(&index)?;
        for (name, segment) in manifest.segments() {
            let Some(part) = part(name) else { continue };
            for text in texts(archive, manifest, segment)? {
                add(&mut writer, &columns, &part, &text)?;
            }
        }
        commit(writer, manifest)?;
        File::open(folder)?.sync_all()?;
        let mut pointer = tempfile::Builder::new().prefix(POINTER).suffix(".tmp").tempfile_in(folder)?;
        writeln!(pointer, "{}", path.file_name().unwrap_or_default().to_string_lossy())?;
        pointer.as_file().sync_all()?;
        pointer.persist(folder.join(POINTER)).map_err(|error| error.error)?;
        Ok(File::open(folder)?.sync_all()?)
    };
    make().inspect_err(|_| drop(fs::remove_dir_all(&path)))?;
    Ok(Refreshed::Written)
}

fn commit(mut writer: tantivy::IndexWriter, manifest: &Manifest) -> Result<(), SearchError> {
    let about = About { version: VERSION, run: manifest.run, dataset: manifest.dataset.to_string() };
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&serde_json::to_string(&about).unwrap_or_default());
    prepared.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// Returns a name that no index has: one that is mapped must not be replaced.
fn free_name(folder: &Path, manifest: &Manifest) -> PathBuf {
    let stem = format!("{FOLDER}{:06}-{}", manifest.run, manifest.dataset.short());
    let mut path = folder.join(&stem);
    let mut number = 1;
    while path.exists() {
        number += 1;
        path = folder.join(format!("{stem}-{number}"));
    }
    path
}

/// Returns the parts of a state: what is taken out and put in together.
fn parts(manifest: &Manifest) -> HashMap<String, SegmentRef> {
    manifest.segments().filter_map(|(name, segment)| Some((part(name)?, *segment))).collect()
}

fn part(name: SegmentName<'_>) -> Option<String> {
    match name {
        SegmentName::Shared => Some("shared".to_owned()),
        SegmentName::Article(id) => Some(format!("article/{id}")),
        SegmentName::Meta => None,
    }
}

fn texts(archive: &Archive, manifest: &Manifest, segment: &SegmentRef) -> Result<Vec<super::Text>, SearchError> {
    let bytes = archive.read_segment(manifest, segment)?;
    Ok(Texts::of_lines(&String::from_utf8_lossy(&bytes)).finish())
}

/// Removes folders that are not in use; the caller holds the lock. Who has one open keeps it.
fn sweep(folder: &Path) -> Result<(), SearchError> {
    let used = pointer(folder).ok();
    for name in names(folder)?.into_iter().filter(|name| is_name(name)) {
        if used.as_ref() != Some(&name) {
            fs::remove_dir_all(folder.join(name))?;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Checks every byte of a store's index of words; what is wrong with it, in words.
#[must_use]
pub fn check(store: &Path) -> Option<(PathBuf, String)> {
    let folder = store.join(INDEX);
    let name = match pointer(&folder) {
        Ok(name) => name,
        Err(NoWords::Missing) => return None,
        Err(error) => return Some((folder.join(POINTER), error.to_string())),
    };
    let path = folder.join(name);
    let problem = match Words::open(&path) {
        Err(error) => Some(error.to_string()),
        Ok((index, _)) => match broken(&index) {
            Ok(file) => file.map(|file| format!("`{}` is not what was written", file.display())),
            Err(error) => Some(error.to_string()),
        },
    };
    problem.map(|problem| (path, problem))
}

/// Says whether a digest is that of the state; for tests.
#[cfg(test)]
pub(super) fn is_of(store: &Path, dataset: Digest) -> bool {
    let folder = store.join(INDEX);
    let opened = pointer(&folder).ok().and_then(|name| Words::open(&folder.join(name)).ok());
    opened.and_then(|(index, _)| about(&index)).is_some_and(|about| about.dataset == dataset.to_string())
}
