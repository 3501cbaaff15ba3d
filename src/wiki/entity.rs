//! Items as they are in a wiki.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::Value;

use super::api::{Wiki, WikiError};
use super::json::Statement;

/// How many items are asked for at once; what everybody may.
const AT_ONCE: usize = 50;

/// An item as it is in the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entity {
    /// It is there.
    There {
        /// Its last revision.
        revision: u64,
        /// Its statements.
        statements: Vec<Statement>,
    },
    /// There is none.
    Missing,
    /// It became part of another one.
    Moved(String),
}

impl Wiki {
    /// Reads items.
    ///
    /// # Errors
    /// If the wiki does not answer, or not as a Wikibase does.
    pub fn entities<'i>(
        &mut self,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<BTreeMap<String, Entity>, WikiError> {
        let mut all: Vec<&str> = ids.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        let mut found = BTreeMap::new();
        for part in all.chunks(AT_ONCE) {
            let answer =
                self.ask(&[("action", "wbgetentities"), ("ids", &part.join("|")), ("props", "info|claims")])?;
            let mut moved = BTreeMap::new();
            for (key, entity) in answer["entities"].as_object().into_iter().flatten() {
                let asked = entity["redirects"]["from"].as_str().unwrap_or(key);
                if let Some(to) = entity["redirects"]["to"].as_str() {
                    moved.insert(asked.to_owned(), Entity::Moved(to.to_owned()));
                } else {
                    found.insert(asked.to_owned(), self.entity(entity)?);
                }
            }
            found.extend(moved);
            if let Some(absent) = part.iter().find(|id| !found.contains_key(**id)) {
                return Err(self.unread(format!("it says nothing of {absent}")));
            }
        }
        Ok(found)
    }

    fn entity(&self, entity: &Value) -> Result<Entity, WikiError> {
        if entity.get("missing").is_some() {
            return Ok(Entity::Missing);
        }
        let revision =
            entity["lastrevid"].as_u64().ok_or_else(|| self.unread("an item without revision".to_owned()))?;
        let mut statements = Vec::new();
        let claims = entity["claims"].as_object().into_iter().flatten();
        for statement in claims.flat_map(|(_, list)| list.as_array().into_iter().flatten()) {
            let read = Statement::deserialize(statement);
            statements.push(read.map_err(|error| self.unread(format!("a statement: {error}")))?);
        }
        Ok(Entity::There { revision, statements })
    }

    fn unread(&self, why: String) -> WikiError {
        WikiError::Unread { url: crate::http::shown(&self.target().api), why }
    }
}
