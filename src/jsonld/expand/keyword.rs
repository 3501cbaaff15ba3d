//! Step 13.4 of expansion: entries whose key is a keyword.

use serde_json::{Map, Value};

use super::{Expander, Place, add_reversed, as_slice, expanded, into_items};
use crate::jsonld::context::Direction;
use crate::jsonld::error::{ErrorCode, JsonLdError, Result, shown};
use crate::jsonld::keyword::{add_value, is_framing_keyword, is_node_object};

fn error(code: ErrorCode, value: &Value) -> JsonLdError {
    JsonLdError::new(code, shown(value))
}

fn is_empty_map(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

fn all_strings(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

impl Expander<'_> {
    /// Step 13.4.1.
    pub(super) fn refuse_in_reverse(&self, place: &Place<'_>, key: &str) -> Result<()> {
        if place.property == Some("@reverse") {
            return Err(JsonLdError::new(ErrorCode::InvalidReversePropertyMap, key));
        }
        Ok(())
    }

    /// Steps 13.4.1 to 13.4.17, `@nest` aside.
    pub(super) fn keyword(
        &self,
        place: &Place<'_>,
        keyword: &str,
        key: &str,
        value: &Value,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        self.refuse_in_reverse(place, key)?;
        if result.contains_key(keyword) && (self.run.is_10() || !matches!(keyword, "@included" | "@type" | "@reverse"))
        {
            return Err(JsonLdError::new(ErrorCode::CollidingKeywords, format!("{key:?} is a second {keyword}")));
        }
        let frame = place.frame;
        let entry = match keyword {
            "@id" => self.id(place, value)?,
            "@type" => {
                let types = self.types(place, value)?;
                match result.remove("@type") {
                    None => types,
                    Some(present) => {
                        let mut all = into_items(Some(present));
                        all.extend(into_items(Some(types)));
                        Value::Array(all)
                    }
                }
            }
            "@graph" => {
                let graph = self.element(place.active, Some("@graph"), value, frame, false)?;
                Value::Array(into_items(graph))
            }
            "@included" => {
                if self.run.is_10() {
                    return Ok(());
                }
                let included = self.element(place.active, None, value, frame, false)?;
                let included = included.ok_or_else(|| error(ErrorCode::InvalidIncludedValue, value))?;
                let included = into_items(Some(included));
                if let Some(item) = included.iter().find(|item| !is_node_object(item)) {
                    return Err(error(ErrorCode::InvalidIncludedValue, item));
                }
                let mut all = into_items(result.remove("@included"));
                all.extend(included);
                Value::Array(all)
            }
            "@value" => self.content(place, value)?,
            "@language" => match value {
                Value::String(_) if !frame => value.clone(),
                Value::String(_) => Value::Array(vec![value.clone()]),
                _ if frame && (is_empty_map(value) || all_strings(value)) => Value::Array(as_slice(value).to_vec()),
                _ => return Err(error(ErrorCode::InvalidLanguageTaggedString, value)),
            },
            "@direction" => {
                if self.run.is_10() {
                    return Ok(());
                }
                match value {
                    Value::String(text) if Direction::parse(text).is_some() => {
                        if frame {
                            Value::Array(vec![value.clone()])
                        } else {
                            value.clone()
                        }
                    }
                    _ if frame && (is_empty_map(value) || all_strings(value)) => Value::Array(as_slice(value).to_vec()),
                    _ => return Err(error(ErrorCode::InvalidBaseDirection, value)),
                }
            }
            "@index" => match value {
                Value::String(_) => value.clone(),
                other => return Err(error(ErrorCode::InvalidIndexValue, other)),
            },
            "@list" => {
                if place.property.is_none_or(|property| property == "@graph") {
                    return Ok(());
                }
                let list = match value {
                    Value::Array(items) => self.array(place.active, place.property, items, frame, false, true)?,
                    single => self.element(place.active, place.property, single, frame, false)?,
                };
                let list = into_items(list);
                if self.run.is_10() && list.iter().any(|item| item.get("@list").is_some()) {
                    return Err(error(ErrorCode::ListOfLists, value));
                }
                Value::Array(list)
            }
            "@set" => {
                let set = self.element(place.active, place.property, value, frame, false)?;
                set.unwrap_or(Value::Null)
            }
            "@reverse" => return self.reverse(place, value, result),
            _ if frame && is_framing_keyword(keyword) => {
                let inner = self.element(place.active, Some(keyword), value, frame, false)?;
                Value::Array(into_items(inner))
            }
            _ => return Ok(()),
        };
        result.insert(keyword.to_owned(), entry);
        Ok(())
    }

    /// Step 13.4.3.
    fn id(&self, place: &Place<'_>, value: &Value) -> Result<Value> {
        let expand = |text: &str| expanded(place.active.expand_iri(text, true, false));
        match value {
            Value::String(text) if !place.frame => Ok(expand(text)),
            Value::String(text) => Ok(Value::Array(vec![expand(text)])),
            _ if place.frame && is_empty_map(value) => Ok(Value::Array(vec![value.clone()])),
            Value::Array(items) if place.frame && all_strings(value) => {
                Ok(Value::Array(items.iter().filter_map(Value::as_str).map(expand).collect()))
            }
            other => Err(error(ErrorCode::InvalidIdValue, other)),
        }
    }

    /// Steps 13.4.4.1 to 13.4.4.4.
    fn types(&self, place: &Place<'_>, value: &Value) -> Result<Value> {
        let expand = |text: &str| expanded(place.type_scoped.expand_iri(text, true, true));
        let one = |item: &Value| match item {
            Value::String(text) => Ok(expand(text)),
            Value::Object(map) if place.frame && map.is_empty() => Ok(item.clone()),
            Value::Object(map) if place.frame && map.len() == 1 => {
                let default = map.get("@default").ok_or_else(|| error(ErrorCode::InvalidTypeValue, item))?;
                let mut types = Vec::new();
                for name in as_slice(default) {
                    let text = name.as_str().ok_or_else(|| error(ErrorCode::InvalidTypeValue, item))?;
                    types.push(expand(text));
                }
                Ok(super::single_entry("@default", Value::Array(types)))
            }
            other => Err(error(ErrorCode::InvalidTypeValue, other)),
        };
        match value {
            Value::Array(items) => Ok(Value::Array(items.iter().map(one).collect::<Result<_>>()?)),
            single if place.frame => Ok(Value::Array(vec![one(single)?])),
            single => one(single),
        }
    }

    /// Step 13.4.7.
    fn content(&self, place: &Place<'_>, value: &Value) -> Result<Value> {
        if place.json {
            if self.run.is_10() {
                return Err(error(ErrorCode::InvalidValueObjectValue, value));
            }
            return Ok(value.clone());
        }
        let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
        if place.frame {
            let fits = is_scalar(value)
                || is_empty_map(value)
                || value.as_array().is_some_and(|items| items.iter().all(is_scalar));
            return match value {
                Value::Null => Ok(Value::Null),
                _ if fits => Ok(Value::Array(as_slice(value).to_vec())),
                _ => Err(error(ErrorCode::InvalidValueObjectValue, value)),
            };
        }
        if is_scalar(value) { Ok(value.clone()) } else { Err(error(ErrorCode::InvalidValueObjectValue, value)) }
    }

    /// Step 13.4.13.
    fn reverse(&self, place: &Place<'_>, value: &Value, result: &mut Map<String, Value>) -> Result<()> {
        if !value.is_object() {
            return Err(error(ErrorCode::InvalidReverseValue, value));
        }
        let inner = self.element(place.active, Some("@reverse"), value, place.frame, false)?;
        let Some(Value::Object(mut inner)) = inner else {
            return Ok(());
        };
        if let Some(Value::Object(twice)) = inner.remove("@reverse") {
            for (property, items) in twice {
                add_value(result, &property, items, true);
            }
        }
        for (property, items) in inner {
            add_reversed(result, &property, into_items(Some(items)))?;
        }
        Ok(())
    }
}
