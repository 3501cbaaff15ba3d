//! The fields of a dossier into parts with holes.

use std::borrow::Cow;

use super::{Compiler, take};
use crate::dossier::mapping::template::{Conditions, Lookup, Part, Piece, Template};
use crate::dossier::mapping::{Constant, ConstantKind};
use crate::dossier::node::{Bare, Entry, Node, Value};
use crate::finding::Code;
use crate::source::Span;

const LOOKUP: &[&str] = &["column", "codes", "at", "values", "default", "when", "unless"];

fn is_lookup(entries: &[Entry<'_>]) -> bool {
    entries.iter().any(|entry| entry.key.value == "column")
}

/// Returns the mapping as a dossier whose holes are filled with a word, without conditions.
///
/// `holes` gathers where they are.
pub(super) fn placeholder<'s>(node: &Node<'s>, holes: &mut Vec<Span>) -> Node<'s> {
    let mut word = || {
        holes.push(node.span);
        Value::Scalar(Cow::Borrowed("x"), Bare::Yes)
    };
    let value = match &node.value {
        Value::Map(entries) if is_lookup(entries) => word(),
        Value::Map(entries) => {
            let kept = entries.iter().filter(|entry| !["when", "unless", "mapping"].contains(&&*entry.key.value));
            Value::Map(
                kept.map(|entry| Entry { key: entry.key.clone(), value: placeholder(&entry.value, holes) }).collect(),
            )
        }
        Value::List(nodes) => Value::List(nodes.iter().map(|node| placeholder(node, holes)).collect()),
        Value::Scalar(text, _) if text.contains('{') => word(),
        other => other.clone(),
    };
    Node { span: node.span, value }
}

impl<'s> Compiler<'s> {
    pub(super) fn part(&mut self, node: Node<'s>) -> Part {
        let mut when = Conditions::default();
        let span = node.span;
        let template = match node.value {
            Value::Null => Template::Nothing,
            Value::Scalar(text, bare) => Template::Text(self.pieces(&text, span), bare),
            Value::List(nodes) => Template::List(nodes.into_iter().map(|node| self.part(node)).collect()),
            Value::Map(mut entries) => {
                if is_lookup(&entries) {
                    let known = LOOKUP;
                    entries = self.fields(Node { span, value: Value::Map(entries) }, known, "a column");
                }
                for (key, wanted) in [("when", true), ("unless", false)] {
                    if let Some(node) = take(&mut entries, key) {
                        self.conditions(node, wanted, &mut when);
                    }
                }
                if is_lookup(&entries) {
                    self.lookup(entries)
                } else {
                    Template::Map(
                        entries
                            .into_iter()
                            .map(|entry| (entry.key.value.into_owned(), self.part(entry.value)))
                            .collect(),
                    )
                }
            }
        };
        Part { template, when }
    }

    fn lookup(&mut self, mut entries: Vec<Entry<'s>>) -> Template {
        let mut column = |compiler: &mut Self, key: &str| {
            let (name, span) = take(&mut entries, key).and_then(|node| compiler.text(node))?;
            compiler.column(&name, span)
        };
        let (found, at) = (column(self, "column"), column(self, "at"));
        let codes = take(&mut entries, "codes").and_then(|node| self.text(node)).and_then(|(name, span)| {
            let number = self.code_numbers.get(&name).copied();
            if number.is_none() {
                self.report(
                    Code::UnknownKey,
                    span,
                    format!("there is no code list `{name}`"),
                    "name it under `mapping.codes`",
                );
            }
            number
        });
        let values = take(&mut entries, "values").and_then(|node| match node.value {
            Value::Scalar(name, _) => {
                let number = self.value_numbers.get(&*name).copied();
                if number.is_none() {
                    let message = format!("there is no table of values `{name}`");
                    self.report(
                        Code::UnknownKey,
                        node.span,
                        message,
                        "name it under `mapping.values`, or write it here",
                    );
                }
                number
            }
            value => self.value_table(Node { span: node.span, value }),
        });
        let default = take(&mut entries, "default").and_then(|node| self.text(node)).map(|(text, _)| text);
        match found {
            Some(column) => Template::Lookup(Box::new(Lookup { column, codes, at, values, default })),
            None => Template::Nothing,
        }
    }

    /// Reads a text with columns in braces; `{{` and `}}` are braces, `{month:02}` fills with zeros.
    fn pieces(&mut self, text: &str, span: Span) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if rest.starts_with(brace) {
                plain.push_str(brace);
                rest = &rest[1..];
                continue;
            }
            let Some(end) = rest.find('}').filter(|_| brace == "{") else {
                let message = format!("`{brace}` stands alone");
                self.report(
                    Code::BadValue,
                    span,
                    message,
                    "columns are named in braces; write `{{` and `}}` for braces",
                );
                break;
            };
            let (name, width) = match rest[..end].split_once(":0") {
                Some((name, width)) if !width.is_empty() => (name, width.parse().unwrap_or(0).min(64)),
                _ => (&rest[..end], 0),
            };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.extend(self.column(name, span).map(|column| Piece::Cell(column, width)));
            rest = &rest[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        pieces
    }

    /// Gathers the words of a statement that name terms and entities.
    pub(super) fn constants_of(&mut self, node: &Node<'s>) {
        let Value::Map(entries) = &node.value else { return };
        for entry in entries {
            match &*entry.key.value {
                "predicate" => self.constant(&entry.value, ConstantKind::Predicate),
                "subject" | "object" => match &entry.value.value {
                    Value::Map(inner) => {
                        let plain = inner.iter().filter(|entry| entry.key.value == "entity");
                        plain.for_each(|entry| self.constant(&entry.value, ConstantKind::Entity));
                        let types = inner
                            .iter()
                            .filter(|entry| entry.key.value == "type" && !inner.iter().any(|e| e.key.value == "value"));
                        types.for_each(|entry| self.constant(&entry.value, ConstantKind::Class));
                    }
                    _ => self.constant(&entry.value, ConstantKind::Entity),
                },
                "holder" | "about" => {
                    let words = ["author", "unnamed"];
                    if !matches!(&entry.value.value, Value::Scalar(text, _) if words.contains(&&**text)) {
                        self.constant(&entry.value, ConstantKind::Entity);
                    }
                }
                "with" => {
                    let Value::Map(inner) = &entry.value.value else { continue };
                    for qualifier in inner.iter().filter(|entry| entry.key.value != "content") {
                        self.constants.push(Constant {
                            text: qualifier.key.value.to_string(),
                            kind: ConstantKind::Qualifier,
                            source: self.source.clone(),
                            span: qualifier.key.span,
                        });
                    }
                    inner.iter().filter(|e| e.key.value == "content").for_each(|e| self.constants_of(&e.value));
                }
                "content" => self.constants_of(&entry.value),
                _ => {}
            }
        }
    }

    /// Notes a word, the words that a value table gives, or those of a list.
    fn constant(&mut self, node: &Node<'s>, kind: ConstantKind) {
        let mut note = |text: &str, span: Span| {
            if kind == ConstantKind::Entity && self.own_entities.iter().any(|own| own == text) {
                return;
            }
            self.constants.push(Constant { text: text.to_owned(), kind, source: self.source.clone(), span });
        };
        match &node.value {
            Value::Scalar(text, _) if !text.contains('{') => note(text, node.span),
            Value::List(nodes) => {
                for node in nodes {
                    if let Value::Scalar(text, _) = &node.value
                        && !text.contains('{')
                    {
                        note(text, node.span);
                    }
                }
            }
            Value::Map(entries) => {
                let has_codes = entries.iter().any(|entry| entry.key.value == "codes");
                let inline = entries.iter().filter(|entry| entry.key.value == "values" && !has_codes);
                for entry in inline {
                    if let Value::Map(values) = &entry.value.value {
                        for value in values {
                            if let Value::Scalar(text, _) = &value.value.value {
                                note(text, value.value.span);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
