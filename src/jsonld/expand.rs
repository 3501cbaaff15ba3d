//! Expansion (API §5, §9.1.2).

mod document;
mod keyword;
mod property;

use std::rc::Rc;

use serde_json::{Map, Value};

use super::context::{ActiveContext, Container, Scope};
use super::error::{ErrorCode, JsonLdError, Result, shown};
use super::iri;
use super::keyword::{add_value, is_keyword};
use super::run::Run;

pub use document::expand;
pub(super) use document::{expand_input, load};

/// What stays the same in all of one document.
struct Expander<'r> {
    run: &'r Run<'r>,
    base: Option<&'r str>,
    ordered: bool,
}

/// What holds for the entries of one map (and the maps nested in it by `@nest`).
struct Place<'p> {
    active: &'p Rc<ActiveContext>,
    type_scoped: &'p Rc<ActiveContext>,
    property: Option<&'p str>,
    /// Whether the type is `@json`.
    json: bool,
    frame: bool,
}

impl Expander<'_> {
    /// The expansion algorithm (§5.1.2); `None` is null.
    fn element(
        &self,
        active: &Rc<ActiveContext>,
        property: Option<&str>,
        element: &Value,
        frame: bool,
        from_map: bool,
    ) -> Result<Option<Value>> {
        self.run.step()?;
        let frame = frame && property != Some("@default");
        match element {
            Value::Null => Ok(None),
            Value::Array(items) => {
                let in_list = active.container(property).has(Container::LIST);
                self.array(active, property, items, frame, from_map, in_list)
            }
            Value::Object(map) => {
                let _level = self.run.enter()?;
                self.map(active, property, map, frame, from_map)
            }
            scalar => {
                let Some(name) = property.filter(|property| *property != "@graph") else {
                    return Ok(None);
                };
                let scoped = active.term(name).and_then(|definition| definition.context.clone());
                match scoped {
                    Some(scoped) => {
                        let active = active.enter(self.run, &scoped, Scope::Property)?;
                        Ok(Some(self.value(&active, name, scalar)))
                    }
                    None => Ok(Some(self.value(active, name, scalar))),
                }
            }
        }
    }

    /// Step 5. An array within a list is a list, be it one by its container or by the word `@list`.
    fn array(
        &self,
        active: &Rc<ActiveContext>,
        property: Option<&str>,
        items: &[Value],
        frame: bool,
        from_map: bool,
        in_list: bool,
    ) -> Result<Option<Value>> {
        let _level = self.run.enter()?;
        let mut result = Vec::with_capacity(items.len());
        for item in items {
            let expanded = match item {
                Value::Array(inner) => self.array(active, property, inner, frame, from_map, in_list)?,
                item => self.element(active, property, item, frame, from_map)?,
            };
            match expanded {
                None => {}
                Some(list @ Value::Array(_)) if in_list => {
                    if self.run.is_10() {
                        return Err(JsonLdError::new(ErrorCode::ListOfLists, ""));
                    }
                    result.push(single_entry("@list", list));
                }
                Some(Value::Array(inner)) => result.extend(inner),
                Some(value) => result.push(value),
            }
        }
        Ok(Some(Value::Array(result)))
    }

    /// Steps 7 to 20.
    fn map(
        &self,
        active: &Rc<ActiveContext>,
        property: Option<&str>,
        element: &Map<String, Value>,
        frame: bool,
        from_map: bool,
    ) -> Result<Option<Value>> {
        let scoped =
            property.and_then(|property| active.term(property)).and_then(|definition| definition.context.clone());
        let mut active = active.clone();
        if let Some(previous) = active.previous()
            && !from_map
            && !element.keys().any(|key| active.is_alias(key, "@value"))
            && !(element.len() == 1 && element.keys().any(|key| active.is_alias(key, "@id")))
        {
            active = previous.clone();
        }
        if let Some(scoped) = scoped {
            active = active.enter(self.run, &scoped, Scope::Property)?;
        }
        if let Some(local) = element.get("@context") {
            active = active.process(self.run, local, self.base)?;
        }
        let type_scoped = active.clone();
        let type_keys: Vec<(&str, &Value)> = active
            .type_aliases()
            .iter()
            .filter_map(|alias| element.get_key_value(&**alias).map(|(key, value)| (key.as_str(), value)))
            .collect();
        for (_, types) in &type_keys {
            active = self.enter_types(active, &type_scoped, types)?;
        }
        let json = type_keys.first().is_some_and(|(_, types)| {
            let last = match types {
                Value::Array(items) => items.last().and_then(Value::as_str),
                single => single.as_str(),
            };
            last.and_then(|name| active.expand_key(name)).as_deref() == Some("@json")
        });
        let place = Place { active: &active, type_scoped: &type_scoped, property, json, frame };
        let mut result = Map::with_capacity(element.len());
        self.entries(&place, element, &mut result)?;
        self.finish(result, property, frame)
    }

    /// Step 11.2.
    fn enter_types(
        &self,
        mut active: Rc<ActiveContext>,
        type_scoped: &Rc<ActiveContext>,
        types: &Value,
    ) -> Result<Rc<ActiveContext>> {
        let single = [types];
        let mut scoped: Vec<&str> = match types {
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => single.iter().filter_map(|value| value.as_str()).collect(),
        };
        scoped.retain(|term| type_scoped.term(term).is_some_and(|definition| definition.context.is_some()));
        scoped.sort_unstable();
        for term in scoped {
            if let Some(definition) = type_scoped.term(term)
                && let Some(context) = &definition.context
            {
                active = active.enter(self.run, context, Scope::Type)?;
            }
        }
        Ok(active)
    }

    /// Steps 13 and 14.
    fn entries(&self, place: &Place<'_>, element: &Map<String, Value>, result: &mut Map<String, Value>) -> Result<()> {
        let mut nests: Vec<&String> = Vec::new();
        if self.ordered {
            for (key, value) in self.sorted(element) {
                self.entry(place, key, value, &mut nests, result)?;
            }
            nests.sort_unstable();
        } else {
            for (key, value) in element {
                self.entry(place, key, value, &mut nests, result)?;
            }
        }
        for key in nests {
            self.nest(place, key, &element[key.as_str()], result)?;
        }
        Ok(())
    }

    /// Step 13 for one entry.
    fn entry<'m>(
        &self,
        place: &Place<'_>,
        key: &'m String,
        value: &Value,
        nests: &mut Vec<&'m String>,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        if key == "@context" {
            return Ok(());
        }
        match place.active.expand_key(key) {
            Some(expanded) if is_keyword(&expanded) => {
                if expanded == "@nest" {
                    self.refuse_in_reverse(place, key)?;
                    nests.push(key);
                    Ok(())
                } else {
                    self.keyword(place, &expanded, key, value, result)
                }
            }
            Some(expanded) if expanded.contains(':') => self.property(place, key, &expanded, value, result),
            _ => Ok(()),
        }
    }

    fn sorted<'m>(&self, map: &'m Map<String, Value>) -> Vec<(&'m String, &'m Value)> {
        let mut entries: Vec<(&String, &Value)> = map.iter().collect();
        if self.ordered {
            entries.sort_unstable_by_key(|(key, _)| *key);
        }
        entries
    }

    /// Step 14 for one nesting key.
    fn nest(&self, place: &Place<'_>, key: &str, value: &Value, result: &mut Map<String, Value>) -> Result<()> {
        let _level = self.run.enter()?;
        let scoped = place.active.term(key).and_then(|definition| definition.context.clone());
        let active = match scoped {
            Some(scoped) => place.active.enter(self.run, &scoped, Scope::Property)?,
            None => place.active.clone(),
        };
        let place = Place { active: &active, property: Some(key), ..*place };
        for nested in as_slice(value) {
            let map = nested
                .as_object()
                .filter(|map| !map.keys().any(|key| active.is_alias(key, "@value")))
                .ok_or_else(|| JsonLdError::new(ErrorCode::InvalidNestValue, shown(nested)))?;
            self.entries(&place, map, result)?;
        }
        Ok(())
    }

    /// Steps 15 to 20.
    fn finish(&self, mut result: Map<String, Value>, property: Option<&str>, frame: bool) -> Result<Option<Value>> {
        if result.contains_key("@value") {
            if !check_value_object(&result, frame)? {
                return Ok(None);
            }
        } else if let Some(types) = result.get_mut("@type") {
            let mut names = into_items(Some(types.take()));
            let written = names.len();
            // A type that is mapped to null is none.
            names.retain(|name| !name.is_null());
            if names.is_empty() && written > 0 {
                result.shift_remove("@type");
            } else {
                *types = Value::Array(names);
            }
        } else if result.contains_key("@set") || result.contains_key("@list") {
            let beside_index = result.len() - usize::from(result.contains_key("@index"));
            if beside_index > 1 {
                return Err(JsonLdError::new(ErrorCode::InvalidSetOrListObject, keys(&result)));
            }
            if let Some(set) = result.remove("@set") {
                return Ok(match set {
                    Value::Null => None,
                    Value::Object(map) => self.top_level(map, property, frame),
                    other => Some(other),
                });
            }
        }
        if result.len() == 1 && result.contains_key("@language") {
            return Ok(None);
        }
        Ok(self.top_level(result, property, frame))
    }

    /// Step 19.
    fn top_level(&self, result: Map<String, Value>, property: Option<&str>, frame: bool) -> Option<Value> {
        if property.is_none_or(|property| property == "@graph") {
            let floating = (result.is_empty() && !frame)
                || result.contains_key("@value")
                || result.contains_key("@list")
                || (result.len() == 1 && result.contains_key("@id") && !frame);
            if floating {
                return None;
            }
        }
        Some(Value::Object(result))
    }

    /// Value Expansion (§5.3.2).
    fn value(&self, active: &ActiveContext, property: &str, value: &Value) -> Value {
        let definition = active.term(property).map(|definition| &**definition);
        let type_mapping = definition.and_then(|definition| definition.type_mapping.as_deref());
        match (type_mapping, value) {
            (Some("@id"), Value::String(text)) => single_entry("@id", expanded(active.expand_iri(text, true, false))),
            (Some("@vocab"), Value::String(text)) => single_entry("@id", expanded(active.expand_iri(text, true, true))),
            (Some(datatype), _) if !matches!(datatype, "@id" | "@vocab" | "@none") => {
                let mut result = Map::with_capacity(2);
                result.insert("@type".to_owned(), Value::from(datatype));
                result.insert("@value".to_owned(), value.clone());
                Value::Object(result)
            }
            (_, Value::String(_)) => {
                let (language, direction) = active.language_and_direction(definition);
                let size = 1 + usize::from(language.is_some()) + usize::from(direction.is_some());
                let mut result = Map::with_capacity(size);
                result.insert("@value".to_owned(), value.clone());
                if let Some(language) = language {
                    result.insert("@language".to_owned(), Value::from(&**language));
                }
                if let Some(direction) = direction {
                    result.insert("@direction".to_owned(), Value::from(direction.as_str()));
                }
                Value::Object(result)
            }
            _ => single_entry("@value", value.clone()),
        }
    }
}

/// Step 15; false where the value is null.
fn check_value_object(result: &Map<String, Value>, frame: bool) -> Result<bool> {
    let tagged = result.contains_key("@language") || result.contains_key("@direction");
    let known =
        result.keys().all(|key| matches!(key.as_str(), "@direction" | "@index" | "@language" | "@type" | "@value"));
    if !known || (tagged && result.contains_key("@type")) {
        return Err(JsonLdError::new(ErrorCode::InvalidValueObject, keys(result)));
    }
    let value = &result["@value"];
    let datatype = result.get("@type");
    if datatype.is_some_and(|datatype| datatype == "@json") {
        return Ok(true);
    }
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        return Ok(false);
    }
    if frame {
        return Ok(true);
    }
    if !value.is_string() && result.contains_key("@language") {
        return Err(JsonLdError::new(ErrorCode::InvalidLanguageTaggedValue, shown(value)));
    }
    match datatype {
        None => Ok(true),
        Some(Value::String(datatype)) if iri::is_absolute(datatype) => Ok(true),
        Some(other) => Err(JsonLdError::new(ErrorCode::InvalidTypedValue, shown(other))),
    }
}

/// Turns an expanded IRI into a value; null where it expanded to nothing.
fn expanded(iri: Option<std::borrow::Cow<'_, str>>) -> Value {
    iri.map_or(Value::Null, |iri| Value::String(iri.into_owned()))
}

fn keys(map: &Map<String, Value>) -> String {
    let keys: Vec<&str> = map.keys().map(String::as_str).take(8).collect();
    format!("the entries {}", keys.join(", "))
}

/// Returns the items of an array, or the value as the only item.
fn as_slice(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        single => std::slice::from_ref(single),
    }
}

/// Returns the items of an array, the value as the only item, or nothing for null.
fn into_items(value: Option<Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(single) => vec![single],
    }
}

/// Makes a map of one entry.
fn single_entry(key: &str, value: Value) -> Value {
    let mut map = Map::with_capacity(1);
    map.insert(key.to_owned(), value);
    Value::Object(map)
}

/// Adds each property of a reverse map, whose items must be nodes.
fn add_reversed(result: &mut Map<String, Value>, property: &str, items: Vec<Value>) -> Result<()> {
    let reverse = result.entry("@reverse").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(reverse) = reverse else {
        return Ok(());
    };
    for item in items {
        if item.get("@value").is_some() || item.get("@list").is_some() {
            return Err(JsonLdError::new(ErrorCode::InvalidReversePropertyValue, shown(&item)));
        }
        add_value(reverse, property, item, true);
    }
    Ok(())
}
