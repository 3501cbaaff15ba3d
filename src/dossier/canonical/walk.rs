//! Which mappings of a dossier are articles, entities, statements and situations.

use crate::dossier::keys;
use crate::dossier::node::{Node, Value};

/// What a mapping is; it decides the order of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Dossier,
    Article,
    Entity,
    Statement,
    Situation,
}

/// The order of fields, as documented.
pub(super) const fn fields(part: Part) -> &'static [&'static str] {
    match part {
        Part::Dossier => keys::DOSSIER,
        Part::Article => keys::ARTICLE,
        Part::Entity => keys::ENTITY,
        Part::Statement => keys::STATEMENT,
        Part::Situation => keys::SITUATION,
    }
}

/// Calls `see` for every part of a dossier, outer ones first, and with the statement it is content of.
pub(super) fn walk<'n, 'a>(root: &'n Node<'a>, see: &mut dyn FnMut(Part, &'n Node<'a>, Option<&'n Node<'a>>)) {
    let Value::Map(entries) = &root.value else { return };
    let has = |key: &str| entries.iter().any(|entry| entry.key.value == key);
    if !has("article") && !has("statements") && !has("entities") {
        entities(root, see);
        return;
    }
    see(Part::Dossier, root, None);
    for entry in entries {
        match &*entry.key.value {
            "article" if matches!(entry.value.value, Value::Map(_)) => see(Part::Article, &entry.value, None),
            "entities" => entities(&entry.value, see),
            "statements" => one_or_many(&entry.value).for_each(|node| statement(node, None, see)),
            _ => {}
        }
    }
}

/// Returns the value of a field.
pub(super) fn field<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value),
        _ => None,
    }
}

fn entities<'n, 'a>(node: &'n Node<'a>, see: &mut dyn FnMut(Part, &'n Node<'a>, Option<&'n Node<'a>>)) {
    let Value::Map(entries) = &node.value else { return };
    for entry in entries.iter().filter(|entry| matches!(entry.value.value, Value::Map(_))) {
        see(Part::Entity, &entry.value, None);
    }
}

fn statement<'n, 'a>(
    node: &'n Node<'a>,
    parent: Option<&'n Node<'a>>,
    see: &mut dyn FnMut(Part, &'n Node<'a>, Option<&'n Node<'a>>),
) {
    let Value::Map(entries) = &node.value else { return };
    see(Part::Statement, node, parent);
    for entry in entries {
        match &*entry.key.value {
            "content" => content(&entry.value, node, see),
            "subject" | "object" | "about" => one_or_many(&entry.value).for_each(|value| situation(value, see)),
            "with" => {
                let Value::Map(qualifiers) = &entry.value.value else { continue };
                for qualifier in qualifiers {
                    match &*qualifier.key.value {
                        "content" => content(&qualifier.value, node, see),
                        _ => one_or_many(&qualifier.value).for_each(|value| situation(value, see)),
                    }
                }
            }
            _ => {}
        }
    }
}

fn content<'n, 'a>(
    node: &'n Node<'a>,
    parent: &'n Node<'a>,
    see: &mut dyn FnMut(Part, &'n Node<'a>, Option<&'n Node<'a>>),
) {
    const NESTED: &[&str] = &["subject", "predicate", "says", "object", "stance", "holder", "about"];
    for node in one_or_many(node) {
        if NESTED.iter().any(|key| field(node, key).is_some()) {
            statement(node, Some(parent), see);
        } else {
            situation(node, see);
        }
    }
}

fn situation<'n, 'a>(node: &'n Node<'a>, see: &mut dyn FnMut(Part, &'n Node<'a>, Option<&'n Node<'a>>)) {
    let Some(inner) = field(node, "situation").filter(|inner| matches!(inner.value, Value::Map(_))) else { return };
    see(Part::Situation, inner, None);
    for key in ["subject", "object"] {
        if let Some(value) = field(inner, key) {
            situation(value, see);
        }
    }
}

fn one_or_many<'n, 'a>(node: &'n Node<'a>) -> impl Iterator<Item = &'n Node<'a>> {
    match &node.value {
        Value::List(nodes) => nodes.iter(),
        _ => std::slice::from_ref(node).iter(),
    }
}
