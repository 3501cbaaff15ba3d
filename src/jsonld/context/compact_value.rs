//! Value Compaction (API §6.3).

use serde_json::{Map, Value};

use super::{ActiveContext, Direction, TermDefinition};
use crate::jsonld::error::Result;
use crate::jsonld::run::Run;

impl ActiveContext {
    /// Compacts a value object or node reference to a scalar or JSON literal, where that can be.
    ///
    /// What is returned is taken from `value`. `None` where a map has to stay; the compaction
    /// algorithm then goes on with its entries.
    pub(in crate::jsonld) fn compact_value(
        &self,
        run: &Run<'_>,
        definition: Option<&TermDefinition>,
        value: &mut Map<String, Value>,
    ) -> Result<Option<Value>> {
        let type_mapping = definition.and_then(|definition| definition.type_mapping.as_deref());
        let indexed = value.contains_key("@index");
        let index_kept = !indexed || definition.is_some_and(TermDefinition::keys_are_indexes);
        let only_id = value.len() == 1 + usize::from(indexed);
        if let Some(Value::String(id)) = value.get_mut("@id") {
            if !only_id || !index_kept {
                return Ok(None);
            }
            return Ok(match type_mapping {
                Some("@id") => Some(Value::String(self.compact_reference(run, std::mem::take(id))?)),
                Some("@vocab") => Some(Value::from(&*self.compact_vocab(run, id)?)),
                _ => None,
            });
        }
        if !index_kept {
            return Ok(None);
        }
        let Some(content) = value.get("@value") else {
            return Ok(None);
        };
        let fits = if let Some(datatype) = value.get("@type").and_then(Value::as_str) {
            type_mapping == Some(datatype)
        } else if type_mapping == Some("@none") {
            false
        } else if content.is_string() {
            let (language, direction) = self.language_and_direction(definition);
            let same_language = match (value.get("@language").and_then(Value::as_str), language) {
                (Some(written), Some(language)) => written.eq_ignore_ascii_case(language),
                (None, None) => true,
                _ => false,
            };
            same_language && value.get("@direction").and_then(Value::as_str) == direction.map(Direction::as_str)
        } else {
            true
        };
        Ok(if fits { value.get_mut("@value").map(Value::take) } else { None })
    }
}
