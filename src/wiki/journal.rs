//! What was written to a wiki: an intent before each edit, an outcome after it. Lines of JSON, only ever added.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use super::json::Statement;

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub enum Entry {
    /// A batch of edits begins.
    Begin {
        /// Its name.
        batch: String,
        /// The plan it carries out.
        plan: String,
    },
    /// An edit is about to be sent.
    Intent {
        /// Its batch.
        batch: String,
        /// Its number in the journal.
        edit: u64,
        /// The item.
        item: String,
        /// The revision that was looked at.
        base: u64,
        /// What changes, by statement id.
        steps: Vec<Step>,
    },
    /// The edit is known to have happened.
    Done {
        /// Its number.
        edit: u64,
        /// The item's revision after it.
        revision: u64,
    },
    /// The edit is known not to have happened.
    Failed {
        /// Its number.
        edit: u64,
        /// Why.
        why: String,
    },
    /// The batch came to its end.
    End {
        /// Its name.
        batch: String,
    },
}

/// What an edit does to one statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// What was there; nothing if it was not.
    pub before: Option<Statement>,
    /// What is to be there; nothing if it is taken away.
    pub after: Option<Statement>,
}

/// Something that keeps lines of a journal; each is safe before the call returns.
pub trait Record {
    /// Keeps a line.
    ///
    /// # Errors
    /// If it could not be kept.
    fn keep(&mut self, entry: &Entry) -> io::Result<()>;
}

/// Why a journal could not be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the journal cannot be read: {why}")]
pub struct BrokenJournal {
    /// Which line.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// What a journal tells.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// Every line.
    pub entries: Vec<Entry>,
}

impl Journal {
    /// Reads a journal; a last line without its end was never safe, and is no line.
    ///
    /// # Errors
    /// When a line is none of ours.
    pub fn read(text: &str) -> Result<Self, BrokenJournal> {
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().enumerate().filter(|(_, line)| !line.is_empty());
        let read = lines.map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| BrokenJournal { line: number + 1, why: error.to_string() })
        });
        Ok(Self { entries: read.collect::<Result<_, _>>()? })
    }

    /// Returns the number of the next edit.
    #[must_use]
    pub fn next_edit(&self) -> u64 {
        let numbers = self.entries.iter().filter_map(|entry| match entry {
            Entry::Intent { edit, .. } => Some(*edit),
            _ => None,
        });
        numbers.max().unwrap_or(0) + 1
    }

    /// Returns the edits of each item, with their outcomes.
    #[must_use]
    pub fn by_item(&self) -> BTreeMap<String, Self> {
        let (mut parts, mut places) = (BTreeMap::<String, Self>::new(), BTreeMap::new());
        for entry in &self.entries {
            let item = match entry {
                Entry::Intent { edit, item, .. } => {
                    places.insert(*edit, item);
                    Some(item)
                }
                Entry::Done { edit, .. } | Entry::Failed { edit, .. } => places.get(edit).copied(),
                Entry::Begin { .. } | Entry::End { .. } => None,
            };
            if let Some(item) = item {
                parts.entry(item.clone()).or_default().entries.push(entry.clone());
            }
        }
        parts
    }

    /// Returns what we may have left in the wiki, by statement id: the forms that are ours, the likeliest last.
    ///
    /// An edit without an outcome may have happened or not, so both forms are ours.
    #[must_use]
    pub fn ours(&self) -> BTreeMap<String, Vec<Option<Statement>>> {
        let mut open: BTreeMap<u64, &[Step]> = BTreeMap::new();
        let mut ours: BTreeMap<String, Vec<Option<Statement>>> = BTreeMap::new();
        for entry in &self.entries {
            match entry {
                Entry::Intent { edit, steps, .. } => {
                    open.insert(*edit, steps);
                }
                Entry::Done { edit, .. } => {
                    for step in open.remove(edit).into_iter().flatten() {
                        ours.insert(step.id.clone(), vec![step.after.clone()]);
                    }
                }
                Entry::Failed { edit, .. } => {
                    open.remove(edit);
                }
                Entry::Begin { .. } | Entry::End { .. } => {}
            }
        }
        for step in open.into_values().flatten() {
            ours.entry(step.id.clone()).or_insert_with(|| vec![step.before.clone()]).push(step.after.clone());
        }
        ours
    }

    /// Returns the items with an edit that has no outcome.
    #[must_use]
    pub fn items_in_doubt(&self) -> BTreeSet<String> {
        let mut open = BTreeMap::new();
        for entry in &self.entries {
            match entry {
                Entry::Intent { edit, item, .. } => drop(open.insert(*edit, item.clone())),
                Entry::Done { edit, .. } | Entry::Failed { edit, .. } => drop(open.remove(edit)),
                Entry::Begin { .. } | Entry::End { .. } => {}
            }
        }
        open.into_values().collect()
    }

    /// Returns the batch that has begun and not ended, if the last one has not.
    #[must_use]
    pub fn unfinished(&self) -> Option<&str> {
        let ends = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Begin { batch, .. } => Some(Some(batch.as_str())),
            Entry::End { .. } => Some(None),
            _ => None,
        });
        ends.flatten()
    }

    /// Returns how many edits happened.
    #[must_use]
    pub fn edits(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry, Entry::Done { .. })).count()
    }
}
