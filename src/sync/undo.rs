//! Taking back a run: every article that it changed is again what it was before.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{IndexOutcome, SyncError, WordsOutcome, finish, index};
use crate::convert::Policy;
use crate::history::{ArticleEntry, Changes, Manifest, Undone};
use crate::kb::{Kb, STATE_FOLDER};
use crate::store::{Archive, Outcome, StoreError, Writer, WriterInfo};

/// What taking back a run did.
#[derive(Debug)]
pub struct UndoReport {
    /// What changed, or would change.
    pub changes: Changes,
    /// Articles of the run that a later run changed again; they were left alone.
    pub later: Vec<String>,
    /// How it ended; nothing if it was only tried.
    pub outcome: Option<Outcome>,
    /// What became of the index.
    pub index: IndexOutcome,
    /// What became of the index of words.
    pub words: WordsOutcome,
}

/// Takes back what a run changed, as a new run.
///
/// The files are not touched: an article stays taken back until its file changes again. What a later run changed
/// again is left alone and named.
///
/// # Errors
/// When there is no such run, the store cannot be read or written, or somebody else is writing.
pub fn undo(
    kb: &Kb,
    run: u64,
    dry_run: bool,
    info: &WriterInfo,
    clock: &dyn Fn() -> Duration,
) -> Result<UndoReport, SyncError> {
    let root = kb.root.as_deref().ok_or(SyncError::NoKb)?;
    let archive = Archive::open(&root.join(STATE_FOLDER))?;
    let after = archive.manifest(run)?;
    let before = match after.parent {
        Some(parent) => archive.manifest(parent.run)?,
        // What was before it was pruned.
        None if run > 1 => return Err(StoreError::NoRun { run: run - 1, newest: run }.into()),
        None => Manifest { run: 0, articles: BTreeMap::new(), ..after.clone() },
    };
    let settings = archive.current().map(|manifest| manifest.settings.clone()).unwrap_or_default();
    let policy = Policy::from_name(&settings.policy).unwrap_or_default();
    let mut writer = archive.writer(info.clone(), settings)?;
    let Some(now) = writer.previous().cloned() else { return Err(StoreError::NoRun { run, newest: 0 }.into()) };
    let mut later = Vec::new();
    let mut ids: BTreeSet<&String> = now.undone.keys().collect();
    ids.extend([&before, &after, &now].iter().flat_map(|manifest| manifest.articles.keys()));
    for id in ids {
        let [before_it, after_it, now_it] = [&before, &after, &now].map(|manifest| manifest.articles.get(id));
        let is_changed = segment(before_it) != segment(after_it);
        if is_changed && segment(after_it) == segment(now_it) {
            writer.restore(id, &before, undone(run, id, before_it, &now))?;
            continue;
        }
        if is_changed && segment(before_it) != segment(now_it) {
            later.push(id.clone());
        }
        if now_it.is_some() || now.undone.contains_key(id) {
            keep(&mut writer, id, now_it)?;
        }
    }
    finish(&mut writer, kb, policy)?;
    let changes = writer.changes();
    let (outcome, index, words) = if dry_run {
        writer.abort();
        (None, None, None)
    } else {
        let outcome = writer.commit(clock())?;
        (Some(outcome), index(kb, &archive, info, false), Some(crate::search::refresh(&archive, info, false)))
    };
    Ok(UndoReport { changes, later, outcome, index, words })
}

fn segment(entry: Option<&ArticleEntry>) -> Option<crate::history::Digest> {
    entry.map(|entry| entry.segment.id)
}

/// Keeps an article as it is, errors in its file included.
fn keep(writer: &mut Writer, id: &str, entry: Option<&ArticleEntry>) -> Result<(), StoreError> {
    if entry.is_some_and(|entry| entry.failed) {
        return writer.keep_failed(id).map(drop);
    }
    writer.keep_undone(id)
}

/// Says what the file of an article is now, unless that is just what the article is taken back to.
fn undone(run: u64, id: &str, restored: Option<&ArticleEntry>, now: &Manifest) -> Option<Undone> {
    let became = match now.undone.get(id) {
        Some(undone) => undone.became.clone(),
        None => now.articles.get(id).map(|entry| entry.facts.clone()),
    };
    (restored.map(|entry| &entry.facts) != became.as_ref()).then_some(Undone { run, became })
}
