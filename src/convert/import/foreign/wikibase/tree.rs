//! Looking things up in JSON as it was read: numbers keep their digits, empty maps may be lists.

use crate::dossier::node::{Node, Value};

/// Returns a field of a mapping.
pub(super) fn field<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    entries(node).find(|(key, _)| *key == name).map(|(_, value)| value).filter(|value| value.value != Value::Null)
}

/// Returns the field at the end of a path.
pub(super) fn path<'n, 'a>(node: &'n Node<'a>, names: &[&str]) -> Option<&'n Node<'a>> {
    names.iter().try_fold(node, |node, name| field(node, name))
}

/// Returns the characters of a scalar.
pub(super) fn text<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(text, _) => Some(text),
        _ => None,
    }
}

/// Returns the members of a list; nothing else has any.
pub(super) fn items<'n, 'a>(node: &'n Node<'a>) -> &'n [Node<'a>] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

/// Returns the fields of a mapping, in order; nothing else has any.
pub(super) fn entries<'n, 'a>(node: &'n Node<'a>) -> impl Iterator<Item = (&'n str, &'n Node<'a>)> {
    let entries = match &node.value {
        Value::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|entry| (&*entry.key.value, &entry.value))
}

/// Says whether a text is the id of an entity: a capital, digits, and for parts of lexemes more of it.
pub(super) fn is_entity_id(id: &str) -> bool {
    let mut bytes = id.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_uppercase())
        && id.len() > 1
        && id.len() < 64
        && bytes.all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'-')
}
