//! The tree behind every notation: scalars, lists, mappings, each with its place.

use std::borrow::Cow;

use crate::source::{Span, Spanned};

/// One value of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub value: Value<'a>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing was written.
    Null,
    /// Characters, as written; whether they were written as text or bare does not change them.
    Scalar(Cow<'a, str>, Bare),
    /// A list.
    List(Vec<Node<'a>>),
    /// A mapping, in the order written.
    Map(Vec<Entry<'a>>),
}

/// How a scalar was written: a bare `true` is a boolean where one is expected, a quoted one is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bare {
    /// Without quotes: YAML plain scalars, JSON numbers and booleans.
    Yes,
    /// In quotes.
    No,
}

/// One key of a mapping with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Spanned<Cow<'a, str>>,
    /// The value.
    pub value: Node<'a>,
}

impl Node<'_> {
    /// Returns the word for the kind of node, for messages.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(..) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// Returns the entries written a second time, which would hide the first.
pub(super) fn duplicates<'n, 'a>(entries: &'n [Entry<'a>]) -> Vec<(&'n Entry<'a>, &'n Entry<'a>)> {
    let mut found = Vec::new();
    if entries.len() <= 24 {
        for (number, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..number].iter().find(|e| e.key.value == entry.key.value) {
                found.push((first, entry));
            }
        }
    } else {
        let mut seen = std::collections::HashMap::with_capacity(entries.len());
        for entry in entries {
            match seen.entry(entry.key.value.as_ref()) {
                std::collections::hash_map::Entry::Occupied(first) => found.push((*first.get(), entry)),
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(entry);
                }
            }
        }
    }
    found
}
