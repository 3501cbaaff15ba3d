//! Value Compaction (API §6.3).

use serde_json::{Map, Value};

use super::{ActiveContext, Container};
use crate::jsonld::error::Result;
use crate::jsonld::run::Run;

impl ActiveContext {
    /// Compacts a value object or node reference to a scalar or JSON literal, where that can be.
    ///
    /// `None` where a map has to stay; the compaction algorithm then goes on with its entries.
    pub(in crate::jsonld) fn compact_value(
        &self,
        run: &Run<'_>,
        property: Option<&str>,
        value: &Map<String, Value>,
    ) -> Result<Option<Value>> {
        let definition = property.and_then(|property| self.term(property));
        let type_mapping = definition.and_then(|definition| definition.type_mapping.as_deref());
        let container = definition.map_or(Container::NONE, |definition| definition.container);
        let index_kept = !value.contains_key("@index") || container.has(Container::INDEX);
        if let Some(id) = value.get("@id").and_then(Value::as_str) {
            let only_id = value.len() == 1 || (value.len() == 2 && value.contains_key("@index"));
            if !only_id || !index_kept {
                return Ok(None);
            }
            return Ok(match type_mapping {
                Some("@id") => Some(Value::from(&*self.compact_reference(run, id)?)),
                Some("@vocab") => Some(Value::from(&*self.compact_vocab(run, id)?)),
                _ => None,
            });
        }
        let Some(content) = value.get("@value") else {
            return Ok(None);
        };
        if let Some(datatype) = value.get("@type").and_then(Value::as_str) {
            if type_mapping == Some(datatype) && index_kept {
                return Ok(Some(content.clone()));
            }
            return Ok(None);
        }
        if type_mapping == Some("@none") || !index_kept {
            return Ok(None);
        }
        if !content.is_string() {
            return Ok(Some(content.clone()));
        }
        let (language, direction) = self.language_and_direction(property);
        let same_language = match (value.get("@language").and_then(Value::as_str), language) {
            (Some(written), Some(language)) => written.eq_ignore_ascii_case(language),
            (None, None) => true,
            _ => false,
        };
        let written = value.get("@direction").and_then(Value::as_str);
        if same_language && written == direction.map(super::Direction::as_str) {
            return Ok(Some(content.clone()));
        }
        Ok(None)
    }
}
