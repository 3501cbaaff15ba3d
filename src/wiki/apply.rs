//! Carrying out a plan: look, compare, write down the intent, write, write down the outcome; one edit an item.
//!
//! The wiki's own check of revisions does not protect a statement that two people change, so every item
//! is read right before its edit and compared with what we last wrote. An edit whose answer did not come
//! is looked for before anything else is done; because we choose the ids, that settles it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Wiki, WikiError};
use super::diff::{Change, Diff, items};
use super::entity::Entity;
use super::journal::{Entry, Journal, Record, Step};
use super::plan::{Operation, Plan};

/// Most statements in one edit.
const AT_ONCE: usize = 50;
/// How often an edit in doubt is looked for and sent again.
const TRIES: u32 = 4;

/// Why a plan was not carried out to its end; the journal knows how far it came.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The wiki.
    #[error(transparent)]
    Wiki(#[from] WikiError),
    /// The journal could not be written, so nothing more is sent.
    #[error("could not write the journal: {0}")]
    Journal(#[from] io::Error),
    /// The plan is for another wiki than the settings name.
    #[error("the plan is for <{plan}>, and the settings say <{settings}>")]
    OtherWiki {
        /// Of the plan.
        plan: String,
        /// Of the settings.
        settings: String,
    },
}

/// What came of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Edits made.
    pub edits: usize,
    /// Statements written, changed or taken away.
    pub statements: usize,
    /// Statements that were left as they are, with the reason.
    pub left: Vec<(String, String)>,
}

/// Compares a plan with the wiki as it is now; nothing is written.
///
/// # Errors
/// If the plan is for another wiki, or the wiki does not answer.
pub fn compare(wiki: &mut Wiki, plan: &Plan, journal: &Journal) -> Result<Diff, ApplyError> {
    check(wiki, plan)?;
    let items = items(&plan.operations, journal);
    let entities = wiki.entities(items.iter().map(String::as_str))?;
    Ok(Diff::of(&plan.operations, journal, &entities))
}

fn check(wiki: &Wiki, plan: &Plan) -> Result<(), ApplyError> {
    let target = wiki.target();
    if plan.target.api == target.api.as_str() && plan.target.concept_base == target.concept_base {
        return Ok(());
    }
    Err(ApplyError::OtherWiki { plan: plan.target.api.clone(), settings: target.api.to_string() })
}

/// Carries out a plan; run again after a break, it goes on where it was.
///
/// # Errors
/// If the wiki refuses, does not answer, or the journal cannot be written.
pub fn apply(
    wiki: &mut Wiki,
    plan: &Plan,
    journal: &Journal,
    batch: &str,
    record: &mut dyn Record,
) -> Result<Applied, ApplyError> {
    check(wiki, plan)?;
    let mut applied = Applied::default();
    record.keep(&Entry::Begin { batch: batch.to_owned(), plan: plan.id() })?;
    let diff = compare(wiki, plan, journal)?;
    let mut busy: BTreeSet<String> = journal.items_in_doubt();
    busy.extend(diff.changes.iter().filter(|change| change.standing.is_edit()).map(|change| change.item.clone()));
    let idle = diff.changes.into_iter().filter(|change| !busy.contains(&change.item));
    applied.left.extend(idle.filter_map(|change| Some((change.step.id, change.why?))));
    let mut operations: BTreeMap<&str, Vec<Operation>> = BTreeMap::new();
    for operation in plan.operations.iter().filter(|operation| busy.contains(&operation.item)) {
        operations.entry(&operation.item).or_default().push(operation.clone());
    }
    let mut parts = journal.by_item();
    let mut next_edit = journal.next_edit();
    for item in &busy {
        let operations = operations.remove(item.as_str()).unwrap_or_default();
        let journal = parts.remove(item).unwrap_or_default();
        let mut writer =
            Writer { wiki, operations, journal, next_edit: &mut next_edit, batch, record, applied: &mut applied };
        writer.item(item)?;
    }
    record.keep(&Entry::End { batch: batch.to_owned() })?;
    Ok(applied)
}

/// Writes one item.
struct Writer<'w> {
    wiki: &'w mut Wiki,
    /// What is planned for the item.
    operations: Vec<Operation>,
    /// What the journal knows of the item.
    journal: Journal,
    next_edit: &'w mut u64,
    batch: &'w str,
    record: &'w mut dyn Record,
    applied: &'w mut Applied,
}

impl Writer<'_> {
    fn keep(&mut self, entry: Entry) -> io::Result<()> {
        self.record.keep(&entry)?;
        self.journal.entries.push(entry);
        Ok(())
    }

    /// Looks at an item and writes until nothing is left to write.
    fn item(&mut self, item: &str) -> Result<(), ApplyError> {
        let mut doubts = 0;
        loop {
            let entities = self.wiki.entities([item])?;
            let diff = Diff::of(&self.operations, &self.journal, &entities);
            self.settle(item, &entities)?;
            let (edits, rest): (Vec<Change>, Vec<Change>) =
                diff.changes.into_iter().partition(|change| change.standing.is_edit());
            let Some(Entity::There { revision, .. }) = entities.get(item).filter(|_| !edits.is_empty()) else {
                let left = rest.into_iter().filter_map(|change| Some((change.step.id, change.why?)));
                self.applied.left.extend(left);
                return Ok(());
            };
            let steps: Vec<Step> = edits.into_iter().take(AT_ONCE).map(|change| change.step).collect();
            let edit = *self.next_edit;
            *self.next_edit += 1;
            let (batch, count) = (self.batch.to_owned(), steps.len());
            let data = data(&steps);
            let ids: Vec<String> = steps.iter().map(|step| step.id.clone()).collect();
            self.keep(Entry::Intent { batch, edit, item: item.to_owned(), base: *revision, steps })?;
            match self.send(item, *revision, &data) {
                Ok(revision) => {
                    self.keep(Entry::Done { edit, revision })?;
                    self.applied.edits += 1;
                    self.applied.statements += count;
                    let rate = u64::from(self.wiki.target().rate.edits_per_minute.max(1));
                    self.wiki.pause(Duration::from_millis(60_000 / rate));
                }
                // Somebody was faster; look again.
                Err(WikiError::Refused { code, info }) if code == "editconflict" && doubts < TRIES => {
                    self.keep(Entry::Failed { edit, why: format!("{code}: {info}") })?;
                    doubts += 1;
                }
                // The wiki does not take what is written; other items are none the worse.
                Err(WikiError::Refused { code, info }) if code == "modification-failed" => {
                    self.keep(Entry::Failed { edit, why: format!("{code}: {info}") })?;
                    self.applied.left.extend(ids.into_iter().map(|id| (id, info.clone())));
                    return Ok(());
                }
                Err(error) if error.is_in_doubt() && doubts < TRIES => {
                    doubts += 1;
                    self.wiki.pause(Duration::from_secs(1 << doubts));
                }
                Err(error) if error.is_in_doubt() => return Err(error.into()),
                Err(error) => {
                    self.keep(Entry::Failed { edit, why: error.to_string() })?;
                    return Err(error.into());
                }
            }
        }
    }

    /// Writes down the outcome of edits of an item that had none, from what is there.
    fn settle(&mut self, item: &str, entities: &BTreeMap<String, Entity>) -> Result<(), ApplyError> {
        let Some(Entity::There { revision, statements }) = entities.get(item) else { return Ok(()) };
        let mut open: BTreeMap<u64, Vec<Step>> = BTreeMap::new();
        for entry in &self.journal.entries {
            match entry {
                Entry::Intent { edit, item: of, steps, .. } if of == item => drop(open.insert(*edit, steps.clone())),
                Entry::Done { edit, .. } | Entry::Failed { edit, .. } => drop(open.remove(edit)),
                _ => {}
            }
        }
        for (edit, steps) in open {
            // An edit happens as a whole, and nobody else writes with our ids.
            let there = |id: &str| statements.iter().find(|statement| statement.id.as_deref() == Some(id));
            let mut written = steps.iter().filter_map(|step| Some((step.after.as_ref()?, there(&step.id))));
            let happened = written.any(|(after, there)| there.is_some_and(|there| after.is_same(there)))
                || steps.iter().all(|step| step.after.is_none() && there(&step.id).is_none());
            if happened {
                self.keep(Entry::Done { edit, revision: *revision })?;
                self.applied.edits += 1;
                self.applied.statements += steps.len();
            } else {
                self.keep(Entry::Failed { edit, why: "it is not there".to_owned() })?;
            }
        }
        Ok(())
    }

    fn send(&mut self, item: &str, base: u64, data: &str) -> Result<u64, WikiError> {
        let summary = format!("Chancery, batch {}", self.batch);
        let base = base.to_string();
        let answer = self.wiki.write(&[
            ("action", "wbeditentity"),
            ("id", item),
            ("baserevid", &base),
            ("bot", "1"),
            ("summary", &summary),
            ("data", data),
        ])?;
        answer["entity"]["lastrevid"].as_u64().ok_or_else(|| WikiError::Unread {
            url: crate::http::shown(&self.wiki.target().api),
            why: "it tells no revision".to_owned(),
        })
    }
}

/// Returns the data of an edit.
fn data(steps: &[Step]) -> String {
    let claims: Vec<Value> = steps
        .iter()
        .map(|step| match &step.after {
            Some(statement) => json!(statement),
            None => json!({ "id": step.id, "remove": "" }),
        })
        .collect();
    json!({ "claims": claims }).to_string()
}
