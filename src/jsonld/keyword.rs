//! Keywords of JSON-LD 1.1 and Framing, and what has their form.

use serde_json::{Map, Value};

/// Returns whether `text` is a keyword of JSON-LD 1.1 (Syntax §1.7), framing keywords included.
#[must_use]
pub fn is_keyword(text: &str) -> bool {
    text.starts_with('@')
        && matches!(
            text,
            "@id"
                | "@type"
                | "@value"
                | "@language"
                | "@list"
                | "@graph"
                | "@index"
                | "@context"
                | "@set"
                | "@reverse"
                | "@direction"
                | "@base"
                | "@container"
                | "@import"
                | "@included"
                | "@json"
                | "@nest"
                | "@none"
                | "@prefix"
                | "@propagate"
                | "@protected"
                | "@version"
                | "@vocab"
                | "@preserve"
                | "@default"
                | "@null"
                | "@explicit"
                | "@embed"
                | "@omitDefault"
                | "@requireAll"
                | "@always"
                | "@once"
                | "@never"
        )
}

/// Returns whether `text` is a keyword of Framing only.
#[must_use]
pub fn is_framing_keyword(text: &str) -> bool {
    matches!(text, "@default" | "@embed" | "@explicit" | "@omitDefault" | "@requireAll")
}

/// Returns whether `text` matches `"@"1*ALPHA` and so may become a keyword later.
#[must_use]
pub fn has_form_of_keyword(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Returns whether `value` is a value object: a map with an `@value` entry.
#[must_use]
pub fn is_value_object(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.contains_key("@value"))
}

/// Returns whether `value` is a list object: a map with an `@list` entry.
#[must_use]
pub fn is_list_object(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.contains_key("@list"))
}

/// Returns whether `value` is a graph object: `@graph`, and at most `@id`, `@index`, `@context` beside it.
#[must_use]
pub fn is_graph_object(value: &Value) -> bool {
    value.as_object().is_some_and(is_graph_map)
}

/// Returns whether a map is a graph object, see [`is_graph_object`].
#[must_use]
pub fn is_graph_map(map: &Map<String, Value>) -> bool {
    map.contains_key("@graph") && map.keys().all(|key| matches!(key.as_str(), "@graph" | "@id" | "@index" | "@context"))
}

/// Returns whether `value` is a graph object without `@id`.
#[must_use]
pub fn is_simple_graph_object(value: &Value) -> bool {
    is_graph_object(value) && value.get("@id").is_none()
}

/// Returns whether `value` is a node object: a map that is no value, list or set object.
#[must_use]
pub fn is_node_object(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| !map.contains_key("@value") && !map.contains_key("@list") && !map.contains_key("@set"))
}

/// Returns whether `value` is a node reference: a map with `@id` and nothing else.
#[must_use]
pub fn is_node_reference(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.len() == 1 && map.contains_key("@id"))
}

/// Adds `value` to the entry `key` of `map`, as the macro *add value* (API §3.2) says.
pub fn add_value(map: &mut Map<String, Value>, key: &str, value: Value, as_array: bool) {
    match value {
        Value::Array(items) => {
            if as_array && !map.contains_key(key) {
                map.insert(key.to_owned(), Value::Array(items));
                return;
            }
            for item in items {
                add_value(map, key, item, as_array);
            }
        }
        value => match map.get_mut(key) {
            Some(Value::Array(present)) => present.push(value),
            Some(present) => {
                let first = present.take();
                *present = Value::Array(vec![first, value]);
            }
            None if as_array => {
                map.insert(key.to_owned(), Value::Array(vec![value]));
            }
            None => {
                map.insert(key.to_owned(), value);
            }
        },
    }
}
