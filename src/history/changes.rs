//! Which articles differ between two states.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ArticleEntry, Manifest, RunCounts};

/// Articles by what happened to them; untouched ones are not listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// New articles.
    pub added: Vec<String>,
    /// Articles whose quads differ.
    pub changed: Vec<String>,
    /// Articles with the same quads made from other inputs, or stored anew.
    pub refreshed: Vec<String>,
    /// Articles that are gone.
    pub removed: Vec<String>,
    /// Articles whose file has errors, whether an older segment stands in for them or not.
    pub failed: Vec<String>,
}

impl Changes {
    /// Compares two states; `failed` lists what is marked so in the later one.
    #[must_use]
    pub fn between(earlier: Option<&Manifest>, later: &BTreeMap<String, ArticleEntry>) -> Self {
        let nothing = BTreeMap::new();
        let earlier = earlier.map_or(&nothing, |manifest| &manifest.articles);
        let mut changes = Self::default();
        for (id, entry) in later {
            match earlier.get(id) {
                None => changes.added.push(id.clone()),
                Some(before) if before.segment.id != entry.segment.id => {
                    changes.changed.push(id.clone());
                }
                Some(before) if before != entry => changes.refreshed.push(id.clone()),
                Some(_) => {}
            }
            if entry.failed {
                changes.failed.push(id.clone());
            }
        }
        let gone = earlier.keys().filter(|id| !later.contains_key(*id));
        changes.removed.extend(gone.cloned());
        changes
    }

    /// Adds articles that failed and of which no older segment exists.
    pub fn add_failed(&mut self, ids: &BTreeSet<String>) {
        self.failed.extend(ids.iter().cloned());
        self.failed.sort();
        self.failed.dedup();
    }

    /// Returns how many articles were touched in which way, in a state of `articles` articles.
    #[must_use]
    pub fn counts(&self, articles: u64) -> RunCounts {
        let count = |ids: &Vec<String>| ids.len() as u64;
        let touched = count(&self.added) + count(&self.changed) + count(&self.refreshed);
        RunCounts {
            added: count(&self.added),
            changed: count(&self.changed),
            refreshed: count(&self.refreshed),
            removed: count(&self.removed),
            unchanged: articles.saturating_sub(touched),
            failed: count(&self.failed),
            ..RunCounts::default()
        }
    }
}
