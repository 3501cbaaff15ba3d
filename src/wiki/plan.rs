//! A plan: what a wiki is to hold, why the rest stays at home, and by which names. A file people read first.
//!
//! The same knowledge base and settings give the same bytes, whoever asks, wherever and when.

mod build;
mod claim;
mod reference;
mod show;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::json::Statement;
use crate::digest::Digest;

pub use build::{PlanError, plan};
pub use show::{show, snak};

/// The first words of a plan.
const FORMAT: &str = "chancery-wiki-plan/1";

/// What a wiki is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which form this file has.
    pub format: String,
    /// Which wiki it is for.
    pub target: PlannedFor,
    /// Statements to be there, by item.
    pub operations: Vec<Operation>,
    /// Statements that stay at home, by IRI.
    pub left_out: Vec<LeftOut>,
    /// Things of ours and the items taken for them.
    pub entities: BTreeMap<String, Item>,
    /// Terms of ours and the properties taken for them.
    pub properties: BTreeMap<String, String>,
}

/// Which wiki a plan is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFor {
    /// Its name in the settings.
    pub name: String,
    /// The address of its `api.php`.
    pub api: String,
    /// What the addresses of its entities begin with.
    pub concept_base: String,
    /// How statements are laid out.
    pub layout: String,
    /// The base of the knowledge base.
    pub base: String,
    /// The assertion policy in force.
    pub policy: String,
    /// The gates that were opened.
    pub gates: Vec<String>,
}

/// One statement that is to be on an item as it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The item.
    pub item: String,
    /// What it says, in words.
    pub words: String,
    /// The statements of ours that say so, with others that say the same; the first gives the id.
    pub says: Vec<String>,
    /// What of them the wiki cannot hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_carried: Vec<String>,
    /// The statement, with its id.
    pub statement: Statement,
}

/// A statement that stays at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its IRI.
    pub statement: String,
    /// Why, in a word: a reason of the assertion policy, or one of [`OWN_REASONS`].
    pub reason: String,
    /// Why, in a few words.
    pub why: String,
}

/// Reasons to leave out what the assertion policy would let through.
pub const OWN_REASONS: [&str; 7] = ["people", "no-item", "no-property", "no-source", "qualifier", "value", "object"];

/// The item that a thing of ours is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub item: String,
    /// Who says so: `map`, the settings; `exactMatch`, the knowledge base or gazetteer.
    pub from: String,
}

/// Why a plan could not be read.
#[derive(Debug, thiserror::Error)]
#[error("not a plan of this program: {0}")]
pub struct NotAPlan(String);

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAPlan> {
        let plan: Self = serde_json::from_slice(bytes).map_err(|error| NotAPlan(error.to_string()))?;
        if plan.format != FORMAT {
            return Err(NotAPlan(format!("its format is `{}`, not `{FORMAT}`", plan.format)));
        }
        for operation in &plan.operations {
            let id = operation.statement.id.as_deref().unwrap_or_default();
            if !super::target::is_id(&operation.item, 'Q') || !id.starts_with(&format!("{}$", operation.item)) {
                return Err(NotAPlan(format!("the statement `{id}` is none of item `{}`", operation.item)));
            }
        }
        Ok(plan)
    }

    /// Returns the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Returns a name for what is to be written: two plans with the same operations share it.
    #[must_use]
    pub fn id(&self) -> String {
        let text = serde_json::to_string(&(&self.target.api, &self.operations)).unwrap_or_default();
        Digest::of(text.as_bytes()).first(16)
    }
}
