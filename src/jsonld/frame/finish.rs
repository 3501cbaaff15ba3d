//! Before and after the framing algorithm: blank nodes pruned, nulls put in, `@graph` around or not.

use serde_json::{Map, Value};

use super::NULL;
use crate::jsonld::context::ActiveContext;
use crate::jsonld::node_map::HashMap;

/// Returns whether a frame has `@graph`, or a term that stands for it, at its top.
pub(in crate::jsonld) fn names_graph(active: &ActiveContext, frame: &Value) -> bool {
    let mut keys = frame.as_object().into_iter().flat_map(Map::keys);
    keys.any(|key| key == "@graph" || active.is_alias(key, "@graph"))
}

/// Removes the identifiers of blank nodes that occur once.
pub(super) fn prune_blank_nodes(results: &mut [Value]) {
    let mut counts = HashMap::default();
    results.iter().for_each(|result| count(result, &mut counts));
    let counts: HashMap<String, usize> = counts.into_iter().map(|(id, count)| (id.to_owned(), count)).collect();
    results.iter_mut().for_each(|result| prune(result, &counts));
}

fn count<'v>(value: &'v Value, counts: &mut HashMap<&'v str, usize>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| count(item, counts)),
        Value::Object(members) if !members.contains_key("@value") => {
            for (key, member) in members {
                let names: &[Value] = match (key.as_str(), member) {
                    ("@id" | "@type", Value::Array(names)) => names,
                    ("@id" | "@type", name) => std::slice::from_ref(name),
                    _ => {
                        count(member, counts);
                        continue;
                    }
                };
                for name in names.iter().filter_map(Value::as_str).filter(|name| name.starts_with("_:")) {
                    *counts.entry(name).or_default() += 1;
                }
            }
        }
        _ => {}
    }
}

fn prune(value: &mut Value, counts: &HashMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| prune(item, counts)),
        Value::Object(members) if !members.contains_key("@value") => {
            let once = |id: &Value| id.as_str().is_some_and(|id| id.starts_with("_:") && counts.get(id) == Some(&1));
            if members.get("@id").is_some_and(once) {
                members.shift_remove("@id");
            }
            members.values_mut().for_each(|member| prune(member, counts));
        }
        _ => {}
    }
}

/// Puts the context in front and `@graph` around what needs it (Framing §5.1, from step 17 on).
pub(super) fn wrap(compacted: Value, context: Value, graph: &str, omit_graph: bool) -> Value {
    let mut document = Map::new();
    let is_empty = match &context {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        other => other.is_null(),
    };
    if !is_empty {
        document.insert("@context".to_owned(), context);
    }
    let compacted = put_nulls(compacted).unwrap_or_default();
    let nodes = match compacted {
        Value::Array(nodes) if nodes.is_empty() && omit_graph => Vec::new(),
        Value::Object(members) if omit_graph => {
            document.extend(members);
            return Value::Object(document);
        }
        Value::Object(members) if members.is_empty() => Vec::new(),
        Value::Object(mut members) if members.len() == 1 && members.get(graph).is_some_and(Value::is_array) => {
            document.extend(std::mem::take(&mut members));
            return Value::Object(document);
        }
        Value::Array(nodes) => nodes,
        other => vec![other],
    };
    if !(nodes.is_empty() && omit_graph) {
        document.insert(graph.to_owned(), Value::Array(nodes));
    }
    Value::Object(document)
}

/// Replaces the marks of absent values by null; in arrays they are left out.
pub(in crate::jsonld) fn put_nulls(value: Value) -> Option<Value> {
    match value {
        Value::String(text) if text == NULL => None,
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(put_nulls).collect())),
        Value::Object(mut members) => {
            for member in members.values_mut() {
                *member = put_nulls(member.take()).unwrap_or_default();
            }
            Some(Value::Object(members))
        }
        other => Some(other),
    }
}
