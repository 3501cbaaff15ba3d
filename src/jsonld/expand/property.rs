//! Steps 13.5 to 13.14 of expansion: entries whose key is a property.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Expander, Place, add_reversed, as_slice, expanded, into_items, single_entry};
use crate::jsonld::context::{ActiveContext, Container, Direction, Scope, TermDefinition};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result, shown};
use crate::jsonld::keyword::{add_value, is_graph_object, is_list_object};

impl Expander<'_> {
    /// Expands one entry and adds it to the result.
    pub(super) fn property(
        &self,
        place: &Place<'_>,
        key: &str,
        iri: &str,
        value: &Value,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        let active = place.active;
        let definition = active.term(key).map(|definition| &**definition);
        let container = definition.map_or(Container::NONE, |definition| definition.container);
        let maps = Container::INDEX.and(Container::TYPE).and(Container::ID);
        let is_json = definition.is_some_and(|definition| definition.type_mapping.as_deref() == Some("@json"));
        let expanded = match value {
            value if is_json => {
                let mut map = Map::new();
                map.insert("@value".to_owned(), value.clone());
                map.insert("@type".to_owned(), Value::from("@json"));
                Some(Value::Object(map))
            }
            Value::Object(map) if container.has(Container::LANGUAGE) => {
                Some(self.language_map(active, definition, map)?)
            }
            Value::Object(map) if container.has_any(maps) => {
                Some(self.index_map(place, key, definition, container, map)?)
            }
            value => self.element(active, Some(key), value, place.frame, false)?,
        };
        let Some(mut expanded) = expanded else {
            return Ok(());
        };
        if container.has(Container::LIST) && !is_list_object(&expanded) {
            let items = Value::Array(into_items(Some(expanded)));
            expanded = single_entry("@list", items);
        }
        if container.has(Container::GRAPH) && !container.has_any(Container::ID.and(Container::INDEX)) {
            let graphs = into_items(Some(expanded))
                .into_iter()
                .map(|item| single_entry("@graph", Value::Array(into_items(Some(item)))));
            expanded = Value::Array(graphs.collect());
        }
        if definition.is_some_and(|definition| definition.reverse) {
            return add_reversed(result, iri, into_items(Some(expanded)));
        }
        add_value(result, iri, expanded, true);
        Ok(())
    }

    /// Step 13.7.
    fn language_map(
        &self,
        active: &ActiveContext,
        definition: Option<&TermDefinition>,
        map: &Map<String, Value>,
    ) -> Result<Value> {
        let direction = definition
            .and_then(|definition| definition.direction)
            .unwrap_or_else(|| active.direction())
            .map(Direction::as_str);
        let mut result = Vec::with_capacity(map.len());
        for (language, values) in self.sorted(map) {
            let tagged = active.expand_key(language).as_deref() != Some("@none");
            for item in as_slice(values) {
                self.run.step()?;
                match item {
                    Value::Null => continue,
                    Value::String(_) => {}
                    other => {
                        return Err(JsonLdError::new(ErrorCode::InvalidLanguageMapValue, shown(other)));
                    }
                }
                let mut value = Map::with_capacity(3);
                value.insert("@value".to_owned(), item.clone());
                if tagged {
                    value.insert("@language".to_owned(), Value::from(language.as_str()));
                }
                if let Some(direction) = direction {
                    value.insert("@direction".to_owned(), Value::from(direction));
                }
                result.push(Value::Object(value));
            }
        }
        Ok(Value::Array(result))
    }

    /// Step 13.8.
    fn index_map(
        &self,
        place: &Place<'_>,
        key: &str,
        definition: Option<&TermDefinition>,
        container: Container,
        map: &Map<String, Value>,
    ) -> Result<Value> {
        let active = place.active;
        let index_key = definition.and_then(|definition| definition.index.as_deref()).unwrap_or("@index");
        let mut result = Vec::with_capacity(map.len());
        for (index, values) in self.sorted(map) {
            let map_context = self.map_context(active, container, index)?;
            let expanded_index = active.expand_key(index);
            let none = expanded_index.as_deref() == Some("@none");
            let wrapped;
            let values = match values {
                Value::Array(_) => values,
                single => {
                    wrapped = Value::Array(vec![single.clone()]);
                    &wrapped
                }
            };
            let items = self.element(&map_context, Some(key), values, place.frame, true)?;
            for item in into_items(items) {
                let item = if container.has(Container::GRAPH) && !is_graph_object(&item) {
                    single_entry("@graph", Value::Array(into_items(Some(item))))
                } else {
                    item
                };
                let Value::Object(mut item) = item else {
                    continue;
                };
                if container.has(Container::INDEX) && index_key != "@index" && !none {
                    self.index_property(active, index_key, index, &mut item)?;
                } else if none {
                    // The key says that there is no index, id or type.
                } else if container.has(Container::INDEX) {
                    if !item.contains_key("@index") {
                        item.insert("@index".to_owned(), Value::from(index.as_str()));
                    }
                } else if item.contains_key("@value") || item.contains_key("@list") {
                    return Err(JsonLdError::new(ErrorCode::InvalidValueObject, format!("in the map of {key:?}")));
                } else if container.has(Container::ID) {
                    if !item.contains_key("@id") {
                        let id = expanded(active.expand_iri(index, true, false));
                        item.insert("@id".to_owned(), id);
                    }
                } else if container.has(Container::TYPE) {
                    let mut types = vec![expanded(expanded_index.clone())];
                    types.extend(into_items(item.remove("@type")));
                    item.insert("@type".to_owned(), Value::Array(types));
                }
                result.push(Value::Object(item));
            }
        }
        Ok(Value::Array(result))
    }

    /// Steps 13.8.3.1 to 13.8.3.3.
    fn map_context(&self, active: &Rc<ActiveContext>, container: Container, index: &str) -> Result<Rc<ActiveContext>> {
        if !container.has_any(Container::ID.and(Container::TYPE)) {
            return Ok(active.clone());
        }
        let context = active.previous().unwrap_or(active).clone();
        if container.has(Container::TYPE)
            && let Some(scoped) = context.term(index).and_then(|definition| definition.context.clone())
        {
            return context.enter(self.run, &scoped, Scope::Type);
        }
        Ok(context)
    }

    /// Step 13.8.3.7.2.
    fn index_property(
        &self,
        active: &ActiveContext,
        index_key: &str,
        index: &str,
        item: &mut Map<String, Value>,
    ) -> Result<()> {
        let value = self.value(active, index_key, &Value::from(index));
        let Some(property) = active.expand_key(index_key) else {
            return Ok(());
        };
        let mut values = vec![value];
        values.extend(into_items(item.remove(&*property)));
        item.insert(property.into_owned(), Value::Array(values));
        if item.contains_key("@value") {
            return Err(JsonLdError::new(ErrorCode::InvalidValueObject, index_key));
        }
        Ok(())
    }
}
