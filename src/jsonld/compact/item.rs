//! Step 12.8 of compaction: one value of a property.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Compactor, Place};
use crate::jsonld::context::{ActiveContext, Container, Direction, PropertyTerm};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::keyword::{add_value, is_graph_map};

impl Compactor<'_> {
    /// Compacts one value of the property `key` and adds it.
    pub(super) fn item(
        &self,
        place: &Place<'_>,
        key: &str,
        item: Value,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        let active = place.active;
        let property = active.compact_property(self.run, key, &item, place.inside_reverse)?;
        self.run.output(property.name.len())?;
        let container = property.container();
        let as_array = self.arrays || container.has(Container::SET) || matches!(&*property.name, "@graph" | "@list");
        let maps = Container::LANGUAGE.and(Container::INDEX).and(Container::ID).and(Container::TYPE);
        match item {
            Value::Object(mut map) if map.contains_key("@list") => {
                let list = map.get_mut("@list").map(Value::take).unwrap_or_default();
                let compacted = self.element(active, Some(&property), list)?;
                let target = self.target(active, &property, result)?;
                self.list(active, key, &property, map.remove("@index"), compacted, as_array, target)
            }
            Value::Object(mut map) if is_graph_map(&map) => {
                let graph = map.get_mut("@graph").map(Value::take).unwrap_or_default();
                let compacted = self.element(active, Some(&property), graph)?;
                let target = self.target(active, &property, result)?;
                self.graph(active, key, &property, map, compacted, as_array, target)
            }
            Value::Object(map) if container.has(Container::LANGUAGE) && other_direction(active, &map, &property) => {
                // The map of languages has no place for a direction that is not the term's.
                let bare = active.compact_without_terms(self.run, key)?;
                let compacted = self.element(active, Some(&bare), Value::Object(map))?;
                add_value(result, &bare.name, compacted, as_array);
                Ok(())
            }
            item if container.has_any(maps) && !container.has(Container::GRAPH) => {
                let (map_key, compacted) = self.map_key(active, &property, item)?;
                let target = self.target(active, &property, result)?;
                self.add_to_map(active, &property.name, map_key, compacted, as_array, target)
            }
            Value::Object(map) if is_json_literal(&map, &property) => {
                let target = self.target(active, &property, result)?;
                self.json(active, key, &property, map, target)
            }
            item => {
                let compacted = self.element(active, Some(&property), item)?;
                let target = self.target(active, &property, result)?;
                add_value(target, &property.name, compacted, as_array);
                Ok(())
            }
        }
    }

    /// Adds a JSON literal to a term of the type `@json`: as it is, for arrays are part of it.
    ///
    /// A second one stands under the IRI, since side by side they would read as one array.
    fn json(
        &self,
        active: &Rc<ActiveContext>,
        key: &str,
        property: &PropertyTerm,
        mut item: Map<String, Value>,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        if !target.contains_key(&*property.name) {
            let content = item.get_mut("@value").map(Value::take).unwrap_or_default();
            self.spend(&content)?;
            target.insert(property.name.to_string(), content);
            return Ok(());
        }
        let bare = active.compact_without_terms(self.run, key)?;
        let compacted = self.element(active, Some(&bare), Value::Object(item))?;
        add_value(target, &bare.name, compacted, self.arrays);
        Ok(())
    }

    /// Step 12.8.7.
    #[expect(clippy::too_many_arguments, reason = "what one step of the algorithm needs")]
    fn list(
        &self,
        active: &Rc<ActiveContext>,
        key: &str,
        property: &PropertyTerm,
        index: Option<Value>,
        compacted: Value,
        as_array: bool,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        let compacted = match compacted {
            Value::Array(items) => items,
            single => vec![single],
        };
        let mut name = property.name.clone();
        if property.container().has(Container::LIST) {
            if !target.contains_key(&*name) {
                target.insert(name.to_string(), Value::Array(compacted));
                return Ok(());
            }
            if self.run.is_10() {
                return Err(JsonLdError::new(ErrorCode::CompactionToListOfLists, &*name));
            }
            // A second list of such a term stands under the IRI: beside the first it would read as
            // a list of lists, and the algorithm as written drops one of the two.
            name = active.compact_without_terms(self.run, key)?.name;
        }
        let mut map = Map::with_capacity(2);
        let alias = active.compact_vocab(self.run, "@list")?;
        map.insert(alias.to_string(), Value::Array(compacted));
        if property.container().has(Container::INDEX) {
            // Beside the map of the other values it would read as another map.
            let plain = property.definition.as_ref().is_some_and(|definition| definition.index.is_none());
            let map_key = index.filter(|_| plain).and_then(|index| index.as_str().map(str::to_owned));
            return self.add_to_map(active, &name, map_key, Value::Object(map), as_array, target);
        }
        if let Some(index) = index {
            let alias = active.compact_vocab(self.run, "@index")?;
            map.insert(alias.to_string(), index);
        }
        add_value(target, &name, Value::Object(map), as_array);
        Ok(())
    }

    /// Step 12.8.8; `item` is the graph object without its graph.
    #[expect(clippy::too_many_arguments, reason = "what one step of the algorithm needs")]
    fn graph(
        &self,
        active: &Rc<ActiveContext>,
        key: &str,
        property: &PropertyTerm,
        mut item: Map<String, Value>,
        compacted: Value,
        as_array: bool,
        target: &mut Map<String, Value>,
    ) -> Result<()> {
        let mut container = property.container();
        let mut name = property.name.clone();
        if container.has(Container::GRAPH) && compacted.as_array().is_some_and(Vec::is_empty) {
            // In a graph container an empty graph reads as none, and what leads to it is lost.
            container = Container::NONE;
            name = active.compact_without_terms(self.run, key)?.name;
        }
        let name = &*name;
        let id = match item.remove("@id") {
            Some(Value::String(id)) => Some(active.compact_reference(self.run, id)?),
            _ => None,
        };
        let mut index = match item.remove("@index") {
            Some(Value::String(index)) => Some(index),
            _ => None,
        };
        if container.has(Container::GRAPH.and(Container::ID)) {
            return self.add_to_map(active, name, id, compacted, as_array, target);
        }
        if container.has(Container::GRAPH.and(Container::INDEX)) && id.is_none() {
            return self.add_to_map(active, name, index, compacted, as_array, target);
        }
        let mut map = Map::with_capacity(3);
        if container.has(Container::GRAPH) && id.is_none() {
            let compacted = match compacted {
                Value::Array(items) if items.len() > 1 => {
                    let alias = active.compact_vocab(self.run, "@included")?;
                    map.insert(alias.to_string(), Value::Array(items));
                    Value::Object(map)
                }
                other => other,
            };
            add_value(target, name, compacted, as_array);
            return Ok(());
        }
        let alias = active.compact_vocab(self.run, "@graph")?;
        map.insert(alias.to_string(), compacted);
        let map_key = if container.has(Container::INDEX) && !container.has(Container::GRAPH) {
            let plain = property.definition.as_ref().is_some_and(|definition| definition.keys_are_indexes());
            Some(if plain { index.take() } else { None })
        } else {
            None
        };
        for (keyword, value) in [("@id", id), ("@index", index)] {
            if let Some(value) = value {
                let alias = active.compact_vocab(self.run, keyword)?;
                map.insert(alias.to_string(), Value::String(value));
            }
        }
        if let Some(map_key) = map_key {
            return self.add_to_map(active, name, map_key, Value::Object(map), as_array, target);
        }
        add_value(target, name, Value::Object(map), as_array);
        Ok(())
    }

    /// Steps 12.8.9.2 to 12.8.9.8: the key in a language, index, id or type map, and what it leads to.
    fn map_key(
        &self,
        active: &Rc<ActiveContext>,
        property: &PropertyTerm,
        mut item: Value,
    ) -> Result<(Option<String>, Value)> {
        let container = property.container();
        let take = |value: Option<&mut Value>| match value.map(Value::take) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        if container.has(Container::LANGUAGE)
            && let Some(content) = item.get_mut("@value").map(Value::take)
        {
            self.spend(&content)?;
            return Ok((take(item.get_mut("@language")), content));
        }
        if container.has(Container::INDEX) {
            let index = property.definition.as_ref().and_then(|definition| definition.index.as_ref());
            let Some(index) = index else {
                let key = item.get("@index").and_then(Value::as_str).map(str::to_owned);
                return Ok((key, self.element(active, Some(property), item)?));
            };
            let mut compacted = self.element(active, Some(property), item)?;
            let key = self.index_key(active, index, &compacted)?;
            return Ok((take_first(&mut compacted, &key), compacted));
        }
        if container.has(Container::ID) {
            let mut compacted = self.element(active, Some(property), item)?;
            let key = active.compact_vocab(self.run, "@id")?;
            return Ok((take_first(&mut compacted, &key), compacted));
        }
        let id = item.get("@id").cloned();
        let mut compacted = self.element(active, Some(property), item)?;
        let key = active.compact_vocab(self.run, "@type")?;
        let first = take_first(&mut compacted, &key);
        let only_id = compacted
            .as_object()
            .is_some_and(|map| map.len() == 1 && map.keys().all(|key| active.is_alias(key, "@id")));
        if only_id && let Some(id) = id {
            let mut reference = Map::with_capacity(1);
            reference.insert("@id".to_owned(), id);
            compacted = self.element(active, Some(property), Value::Object(reference))?;
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

/// Returns whether a value is a JSON literal for a term of the type `@json` that holds no map.
fn is_json_literal(item: &Map<String, Value>, property: &PropertyTerm) -> bool {
    item.get("@type").is_some_and(|datatype| datatype == "@json")
        && item.contains_key("@value")
        && !item.contains_key("@index")
        && property.is_json()
}

/// Returns whether a text has another direction than one read from a map of languages would get.
fn other_direction(active: &ActiveContext, item: &Map<String, Value>, property: &PropertyTerm) -> bool {
    let (_, direction) = active.language_and_direction(property.definition.as_deref());
    item.contains_key("@value") && item.get("@direction").and_then(Value::as_str) != direction.map(Direction::as_str)
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
