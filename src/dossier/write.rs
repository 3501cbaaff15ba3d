//! A dossier's tree out again in another notation: JSON, JSON Lines, YAML, and tables as far as they go.
//!
//! What is written is what was read: every scalar keeps its characters, so numbers and dates become
//! JSON strings; only `not`, `scare_quoted` and `retracted` are booleans.
//!
//! ```
//! use chancery::{dossier::{self, Notation, write}, source::Source};
//! let source = Source::new("gas.yaml", "article: {language: ar}\nstatements:\n- {says: يتدفق الغاز, not: True}\n");
//! let tree = dossier::parse_tree(&source, Notation::Yaml)?.value;
//! let tree = write::with_id(tree, "gas");
//! assert_eq!(
//!     write::json_line(&tree),
//!     r#"{"article":{"id":"gas","language":"ar"},"statements":[{"says":"يتدفق الغاز","not":true}]}"#
//! );
//! # Ok::<(), dossier::SyntaxError>(())
//! ```

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::canonical::scalar;
use super::node::{Bare, Entry, Node, Value};
use super::stream::InputFormat;
use crate::source::Spanned;

mod table;

pub use table::{Lost, Table};

/// Returns the tree with the article's id in it, first, when it was told by the file's name only.
#[must_use]
pub fn with_id<'a>(mut tree: Node<'a>, id: &str) -> Node<'a> {
    let Value::Map(entries) = &mut tree.value else { return tree };
    let Some(article) = entries.iter_mut().find(|entry| entry.key.value == "article") else { return tree };
    let span = article.value.span;
    if let Value::Map(fields) = &mut article.value.value
        && !fields.iter().any(|field| field.key.value == "id")
    {
        let value = Node { span, value: Value::Scalar(Cow::Owned(id.to_owned()), Bare::No) };
        fields.insert(0, Entry { key: Spanned::new(Cow::Borrowed("id"), span), value });
    }
    tree
}

/// Returns the tree as JSON over several lines, with a line end.
#[must_use]
pub fn json(tree: &Node<'_>) -> String {
    format!("{:#}\n", value(tree, ""))
}

/// Returns the tree as JSON on one line, without a line end.
#[must_use]
pub fn json_line(tree: &Node<'_>) -> String {
    value(tree, "").to_string()
}

/// Returns the tree as YAML, in block style.
#[must_use]
pub fn yaml(tree: &Node<'_>) -> String {
    let mut out = String::new();
    block(tree, "", 0, &mut out);
    out
}

/// Returns how words are spelled where others stand in a file of a format, or nothing where that
/// cannot be told from the place alone.
#[must_use]
pub fn spelled(words: &str, before: &str, format: InputFormat) -> Option<String> {
    match format {
        InputFormat::Yaml if before.starts_with(['|', '>', '{', '[', '-']) => None,
        InputFormat::Yaml => Some(scalar(words)),
        InputFormat::Json | InputFormat::JsonLines => {
            before.starts_with('"').then(|| Json::String(words.to_owned()).to_string())
        }
        // The place does not say whether the cell is in quotes.
        InputFormat::Csv | InputFormat::Tsv => {
            let plain = words.trim() == words && !words.contains(['"', ',', ';', '\t', '|', '\\', '\n', '\r']);
            plain.then(|| words.to_owned())
        }
    }
}

/// Returns the boolean that a scalar is in a field of booleans.
fn boolean(key: &str, text: &str, bare: Bare) -> Option<bool> {
    let of_booleans = matches!(key, "not" | "scare_quoted" | "retracted") && bare == Bare::Yes;
    match text {
        "true" | "True" | "TRUE" if of_booleans => Some(true),
        "false" | "False" | "FALSE" if of_booleans => Some(false),
        _ => None,
    }
}

fn value(node: &Node<'_>, key: &str) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(text, bare) => {
            boolean(key, text, *bare).map_or_else(|| Json::String(text.to_string()), Json::Bool)
        }
        Value::List(items) => Json::Array(items.iter().map(|item| value(item, "")).collect()),
        Value::Map(entries) => {
            let fields =
                entries.iter().map(|entry| (entry.key.value.to_string(), value(&entry.value, &entry.key.value)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
    }
}

/// Writes a value of a block mapping or list; the cursor stands where it begins.
fn block(node: &Node<'_>, key: &str, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match &node.value {
        Value::Null => out.push_str("null\n"),
        Value::Scalar(text, bare) => {
            match boolean(key, text, *bare) {
                Some(word) => out.push_str(if word { "true" } else { "false" }),
                None => out.push_str(&scalar(text)),
            }
            out.push('\n');
        }
        Value::List(items) if items.is_empty() => out.push_str("[]\n"),
        Value::Map(entries) if entries.is_empty() => out.push_str("{}\n"),
        Value::List(items) => {
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { &pad });
                out.push_str("- ");
                block(item, "", indent + 2, out);
            }
        }
        Value::Map(entries) => {
            for (number, entry) in entries.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { &pad });
                out.push_str(&scalar(&entry.key.value));
                out.push(':');
                match &entry.value.value {
                    Value::Map(inner) if !inner.is_empty() => {
                        out.push_str(&format!("\n{pad}  "));
                        block(&entry.value, &entry.key.value, indent + 2, out);
                    }
                    Value::List(items) if !items.is_empty() => {
                        out.push_str(&format!("\n{pad}  "));
                        block(&entry.value, &entry.key.value, indent + 2, out);
                    }
                    _ => {
                        out.push(' ');
                        block(&entry.value, &entry.key.value, indent, out);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
