//! Step 12.8 of compaction: one value of a property.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Compactor, Place};
use crate::jsonld::context::{ActiveContext, Container};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::keyword::{add_value, is_graph_object};

impl Compactor<'_> {
    /// Compacts one value of the property `key` and adds it.
    pub(super) fn item(
        &self,
        place: &Place<'_>,
        key: &str,
        item: &Value,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        let active = place.active;
        let property = active.compact_property(self.run, key, item, place.inside_reverse)?;
        self.run.output(property.len())?;
        let container = active.container(Some(&property));
        let as_array = self.arrays || container.has(Container::SET) || matches!(&*property, "@graph" | "@list");
        let list = item.get("@list");
        let graph = item.get("@graph").filter(|_| is_graph_object(item));
        let inner = list.or(graph).unwrap_or(item);
        let compacted = self.element(active, Some(&property), inner)?;
        let target = self.target(active, &property, result)?;
        if list.is_some() {
            return self.list(active, key, &property, item, compacted, as_array, target);
        }
        if graph.is_some() {
            return self.graph(active, &property, item, compacted, as_array, target);
        }
        let maps = Container::LANGUAGE.and(Container::INDEX).and(Container::ID).and(Container::TYPE);
        if container.has_any(maps) && !container.has(Container::GRAPH) {
            let (map_key, compacted) = self.map_key(active, &property, item, compacted)?;
            return self.add_to_map(active, &property, map_key, compacted, as_array, target);
        }
        add_value(target, &property, compacted, as_array);
        Ok(())
    }

    /// Step 12.8.7.
    #[expect(clippy::too_many_arguments, reason = "what one step of the algorithm needs")]
    fn list(
        &self,
        active: &Rc<ActiveContext>,
        key: &str,
        property: &str,
        item: &Value,
        compacted: Value,
        as_array: bool,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        let compacted = match compacted {
            Value::Array(items) => items,
            single => vec![single],
        };
        if active.container(Some(property)).has(Container::LIST) {
            if !target.contains_key(property) {
                target.insert(property.to_owned(), Value::Array(compacted));
                return Ok(());
            }
            if self.run.is_10() {
                return Err(JsonLdError::new(ErrorCode::CompactionToListOfLists, property));
            }
        }
        // A second list of a term with an @list container stands under the IRI: beside the first
        // it would read as a list of lists, and the algorithm as written drops one of the two.
        let property = if target.contains_key(property) && active.container(Some(property)).has(Container::LIST) {
            active.compact_without_terms(key)?
        } else {
            Rc::from(property)
        };
        let mut map = Map::new();
        let alias = active.compact_vocab(self.run, "@list")?;
        map.insert(alias.to_string(), Value::Array(compacted));
        if let Some(index) = item.get("@index") {
            let alias = active.compact_vocab(self.run, "@index")?;
            map.insert(alias.to_string(), index.clone());
        }
        add_value(target, &property, Value::Object(map), as_array);
        Ok(())
    }

    /// Step 12.8.8.
    fn graph(
        &self,
        active: &Rc<ActiveContext>,
        property: &str,
        item: &Value,
        compacted: Value,
        as_array: bool,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        let container = active.container(Some(property));
        let id = item.get("@id").and_then(Value::as_str);
        let index = item.get("@index").and_then(Value::as_str);
        if container.has(Container::GRAPH.and(Container::ID)) {
            let map_key = match id {
                Some(id) => Some(active.compact_reference(self.run, id)?.to_string()),
                None => None,
            };
            return self.add_to_map(active, property, map_key, compacted, as_array, target);
        }
        if container.has(Container::GRAPH.and(Container::INDEX)) && id.is_none() {
            let map_key = index.map(str::to_owned);
            return self.add_to_map(active, property, map_key, compacted, as_array, target);
        }
        let mut map = Map::new();
        if container.has(Container::GRAPH) && id.is_none() {
            let compacted = match compacted {
                Value::Array(items) if items.len() > 1 => {
                    let alias = active.compact_vocab(self.run, "@included")?;
                    map.insert(alias.to_string(), Value::Array(items));
                    Value::Object(map)
                }
                other => other,
            };
            add_value(target, property, compacted, as_array);
            return Ok(());
        }
        let alias = active.compact_vocab(self.run, "@graph")?;
        map.insert(alias.to_string(), compacted);
        if let Some(id) = id {
            let alias = active.compact_vocab(self.run, "@id")?;
            let compacted = active.compact_reference(self.run, id)?;
            map.insert(alias.to_string(), Value::from(&*compacted));
        }
        if let Some(index) = index {
            let alias = active.compact_vocab(self.run, "@index")?;
            map.insert(alias.to_string(), Value::from(index));
        }
        add_value(target, property, Value::Object(map), as_array);
        Ok(())
    }

    /// Steps 12.8.9.2 to 12.8.9.8: the key of a language, index, id or type map.
    fn map_key(
        &self,
        active: &Rc<ActiveContext>,
        property: &str,
        item: &Value,
        mut compacted: Value,
    ) -> Result<(Option<String>, Value)> {
        let container = active.container(Some(property));
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if container.has(Container::LANGUAGE)
            && let Some(content) = item.get("@value")
        {
            let key = item.get("@language").and_then(text);
            return Ok((key, content.clone()));
        }
        if container.has(Container::INDEX) {
            let index = active.term(property).and_then(|definition| definition.index.clone());
            let Some(index) = index else {
                return Ok((item.get("@index").and_then(text), compacted));
            };
            let key = self.index_key(active, &index, &compacted)?;
            return Ok((take_first(&mut compacted, &key), compacted));
        }
        if container.has(Container::ID) {
            let key = active.compact_vocab(self.run, "@id")?;
            return Ok((take_first(&mut compacted, &key), compacted));
        }
        let key = active.compact_vocab(self.run, "@type")?;
        let first = take_first(&mut compacted, &key);
        let only_id = compacted
            .as_object()
            .is_some_and(|map| map.len() == 1 && map.keys().all(|key| active.is_alias(key, "@id")));
        if only_id && let Some(id) = item.get("@id") {
            let mut reference = Map::new();
            reference.insert("@id".to_owned(), id.clone());
            compacted = self.element(active, Some(property), &Value::Object(reference))?;
        }
        Ok((first, compacted))
    }

    /// Step 12.8.9.6.1; what stands in the compacted item may be another term for the same IRI.
    fn index_key(&self, active: &ActiveContext, index: &str, compacted: &Value) -> Result<Rc<str>> {
        let iri = active.expand_key(index);
        let iri = iri.as_deref().unwrap_or(index);
        let key = active.compact_vocab(self.run, iri)?;
        let map = compacted.as_object();
        if map.is_none_or(|map| map.contains_key(&*key)) {
            return Ok(key);
        }
        let same = |key: &&String| active.expand_key(key).as_deref() == Some(iri);
        let other = map.and_then(|map| map.keys().find(same));
        Ok(other.map_or(key, |key| Rc::from(key.as_str())))
    }

    /// Steps 12.8.9.9 and 12.8.9.10.
    fn add_to_map(
        &self,
        active: &ActiveContext,
        property: &str,
        map_key: Option<String>,
        compacted: Value,
        as_array: bool,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        let map_key = match map_key {
            Some(key) => key,
            None => active.compact_vocab(self.run, "@none")?.to_string(),
        };
        let entry = target.entry(property).or_insert_with(|| Value::Object(Map::new()));
        match entry {
            Value::Object(map) => add_value(map, &map_key, compacted, as_array),
            _ => add_value(target, property, compacted, as_array),
        }
        Ok(())
    }
}

/// Takes the first value of an entry if it is text; the rest stays.
fn take_first(compacted: &mut Value, key: &str) -> Option<String> {
    let map = compacted.as_object_mut()?;
    match map.get_mut(key)? {
        Value::String(text) => {
            let text = std::mem::take(text);
            map.shift_remove(key);
            Some(text)
        }
        Value::Array(items) => {
            if !items.first()?.is_string() {
                return None;
            }
            let first = items.remove(0);
            match items.len() {
                0 => {
                    map.shift_remove(key);
                }
                1 => {
                    let last = items.remove(0);
                    map.insert(key.to_owned(), last);
                }
                _ => {}
            }
            match first {
                Value::String(text) => Some(text),
                _ => None,
            }
        }
        _ => None,
    }
}
