//! What carrying out a plan would change in the wiki as it is now, and what stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::entity::Entity;
use super::journal::{Journal, Step};
use super::json::Statement;
use super::plan::{Operation, snak};

/// How a statement of a plan stands to the wiki.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is not there and will be.
    Add,
    /// It is there as we wrote it, and will be changed.
    Change,
    /// It is there as we wrote it, is no longer planned, and will be taken away.
    Remove,
    /// It is there as planned.
    Same,
    /// Somebody changed or removed what we wrote; it is left as it is.
    Conflict,
    /// Somebody else says the same on the item; it is not said twice.
    Foreign,
}

impl Standing {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Remove => "remove",
            Self::Same => "same",
            Self::Conflict => "conflict",
            Self::Foreign => "foreign",
        }
    }

    /// Says whether something is written because of it.
    #[must_use]
    pub const fn is_edit(self) -> bool {
        matches!(self, Self::Add | Self::Change | Self::Remove)
    }
}

/// A statement and how it stands to the wiki.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How it stands.
    pub standing: Standing,
    /// The item.
    pub item: String,
    /// What it says, in words.
    pub words: String,
    /// What stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Its id, what is there, and what is planned.
    #[serde(flatten)]
    pub step: Step,
}

/// Everything a plan and a journal have to do with items, as they are now.
#[derive(Debug, Default)]
pub struct Diff {
    /// Every statement, by item and id.
    pub changes: Vec<Change>,
}

/// Returns the items that operations and a journal have to do with.
#[must_use]
pub fn items(operations: &[Operation], journal: &Journal) -> BTreeSet<String> {
    let planned = operations.iter().map(|operation| operation.item.clone());
    let written = journal.ours().into_keys().filter_map(|id| Some(id.split_once('$')?.0.to_owned()));
    planned.chain(written).collect()
}

impl Diff {
    /// Compares operations with items as they are; items that are not given are not looked at.
    #[must_use]
    pub fn of(operations: &[Operation], journal: &Journal, entities: &BTreeMap<String, Entity>) -> Self {
        let ours = journal.ours();
        let mut changes = Vec::new();
        let mut planned = BTreeSet::new();
        for operation in operations {
            let id = operation.statement.id.clone().unwrap_or_default();
            planned.insert(id.clone());
            if let Some(entity) = entities.get(&operation.item) {
                changes.push(judge(operation, &id, entity, ours.get(&id)));
            }
        }
        for (id, forms) in &ours {
            let item = id.split_once('$').map_or("", |(item, _)| item);
            if let Some(entity) = entities.get(item)
                && !planned.contains(id)
            {
                changes.extend(withdrawn(item, id, entity, forms));
            }
        }
        changes.sort_by(|one, other| (&one.item, &one.step.id).cmp(&(&other.item, &other.step.id)));
        Self { changes }
    }

    /// Returns how many statements stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.changes.iter().filter(|change| change.standing == standing).count()
    }
}

fn judge(operation: &Operation, id: &str, entity: &Entity, forms: Option<&Vec<Option<Statement>>>) -> Change {
    let change = |standing, before: Option<&Statement>, why: Option<&str>| Change {
        standing,
        item: operation.item.clone(),
        words: operation.words.clone(),
        why: why.map(str::to_owned),
        step: Step { id: id.to_owned(), before: before.cloned(), after: Some(operation.statement.clone()) },
    };
    let statements = match entity {
        Entity::There { statements, .. } => statements,
        Entity::Missing => return change(Standing::Conflict, None, Some("the wiki has no such item")),
        Entity::Moved(to) => {
            let why = format!("the item became part of {to}; say so in the settings and plan again");
            return change(Standing::Conflict, None, Some(&why));
        }
    };
    let is_ours = |there: Option<&Statement>| is_form(forms, there);
    match statements.iter().find(|statement| statement.id.as_deref() == Some(id)) {
        Some(there) if there.is_same(&operation.statement) => change(Standing::Same, Some(there), None),
        Some(there) if is_ours(Some(there)) => change(Standing::Change, Some(there), None),
        Some(there) => {
            let why = if forms.is_some() { "somebody changed it" } else { "it is there, and not as we would write it" };
            change(Standing::Conflict, Some(there), Some(why))
        }
        None if forms.is_some() && !is_ours(None) => {
            change(Standing::Conflict, None, Some("somebody took it away after we wrote it"))
        }
        None => match statements.iter().find(|statement| statement.claim() == operation.statement.claim()) {
            Some(there) => change(Standing::Foreign, Some(there), Some("somebody else says so already")),
            None => change(Standing::Add, None, None),
        },
    }
}

/// Says whether what is there is one of the forms we may have left.
fn is_form(forms: Option<&Vec<Option<Statement>>>, there: Option<&Statement>) -> bool {
    forms.into_iter().flatten().any(|form| match (form, there) {
        (Some(form), Some(there)) => form.is_same(there),
        (None, None) => true,
        _ => false,
    })
}

/// Judges what we wrote and no longer plan.
fn withdrawn(item: &str, id: &str, entity: &Entity, forms: &Vec<Option<Statement>>) -> Option<Change> {
    let Entity::There { statements, .. } = entity else { return None };
    let there = statements.iter().find(|statement| statement.id.as_deref() == Some(id))?;
    let is_ours = is_form(Some(forms), Some(there));
    Some(Change {
        standing: if is_ours { Standing::Remove } else { Standing::Conflict },
        item: item.to_owned(),
        words: snak(&there.mainsnak),
        why: (!is_ours).then(|| "it is no longer planned, but somebody changed it".to_owned()),
        step: Step { id: id.to_owned(), before: Some(there.clone()), after: None },
    })
}
