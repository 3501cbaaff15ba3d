//! Values: the short form (bare text) and the long forms, told apart by their keys.

use super::fields::{Fields, Reader};
use crate::dossier::keys;
use crate::dossier::node::{Entry, Node, Value};
use crate::dossier::written::{InlineEntity, Known, StatementEntry, Unknown, Written, WrittenQuantity};
use crate::finding::Code;
use crate::source::Span;

impl<'a> Reader<'a> {
    /// Reads a value in any of its forms.
    pub(super) fn written(&mut self, node: Node<'a>) -> Option<Written<'a>> {
        let span = node.span;
        let entries = match &node.value {
            Value::Scalar(..) => return self.text(node).map(Written::Bare),
            Value::Map(entries) => entries,
            _ => {
                self.wrong(&node, "a name or a mapping");
                return None;
            }
        };
        let has = |key: &str| entries.iter().any(|entry: &Entry<'_>| entry.key.value == key);
        for key in ["entity", "statement", "article"] {
            if has(key) {
                let mut fields = self.fields(node, key);
                let text = self.text_field(&mut fields, key);
                self.rest(fields, &[key]);
                return text.map(match key {
                    "entity" => Written::Entity,
                    "statement" => Written::Statement,
                    _ => Written::Article,
                });
            }
        }
        if has("situation") {
            let mut fields = self.fields(node, "`situation`");
            let situation = fields.take("situation").map(|node| self.situation(node));
            self.rest(fields, &["situation"]);
            return situation.map(|entry| Written::Situation(Box::new(entry)));
        }
        // `{value: {unknown: …}}` is a quantity too: literals are never unknown.
        let is_quantity = has("at_least") || has("at_most") || has("unit");
        let value_is_mapping =
            entries.iter().any(|entry| entry.key.value == "value" && matches!(entry.value.value, Value::Map(_)));
        if is_quantity || value_is_mapping {
            return Some(Written::Quantity(Box::new(self.quantity(node))));
        }
        if has("unknown") {
            return self.unknown(node).map(|unknown| Written::Unknown(Box::new(unknown)));
        }
        if has("from") || has("to") {
            let mut fields = self.fields(node, "a time");
            let from = self.known_field(&mut fields, "from");
            let to = self.known_field(&mut fields, "to");
            self.rest(fields, &["from", "to"]);
            return Some(Written::Interval(Box::new((from, to)), span));
        }
        if has("value") {
            let mut fields = self.fields(node, "a value");
            let value = self.text_field(&mut fields, "value");
            let datatype = self.text_field(&mut fields, "type");
            self.rest(fields, &["value", "type"]);
            return value.map(|value| Written::Literal(value, datatype, span));
        }
        if has("text") {
            let mut fields = self.fields(node, "a text");
            let text = self.text_field(&mut fields, "text");
            let lang = self.text_field(&mut fields, "lang").map(|tag| self.language_tag(tag));
            self.rest(fields, &["text", "lang"]);
            return text.map(|text| Written::Text(text, lang, span));
        }
        if has("label") || has("described") {
            return Some(Written::Inline(Box::new(self.inline(node, span))));
        }
        if has("subject") || has("predicate") || has("says") {
            return Some(Written::Nested(Box::new(self.statement(node))));
        }
        self.report(Code::WrongType, span, "a mapping of none of the known forms").hints.push(
            "write `{entity: …}`, `{statement: …}`, `{article: …}`, `{situation: …}`, `{value: …}`, `{text: …}`, \
             `{label: …, type: …}` or `{unknown: …}`"
                .to_owned(),
        );
        None
    }

    /// Reads a situation: text alone is its gloss.
    fn situation(&mut self, node: Node<'a>) -> StatementEntry<'a> {
        let span = node.span;
        if matches!(node.value, Value::Scalar(..)) {
            return StatementEntry { span, says: self.lang_map(node), ..StatementEntry::default() };
        }
        let mut fields = self.fields(node, "a situation");
        let entry = StatementEntry {
            span,
            says: self.lang_map_field(&mut fields, "says"),
            subject: fields.take("subject").and_then(|node| self.written(node)),
            predicate: self.text_field(&mut fields, "predicate"),
            object: fields.take("object").and_then(|node| self.written(node)),
            ..StatementEntry::default()
        };
        self.rest(fields, keys::SITUATION);
        if entry.says.texts.is_empty() && entry.predicate.is_none() {
            self.missing(span, "says", "say in a few words what the situation is");
        }
        entry
    }

    fn inline(&mut self, node: Node<'a>, span: Span) -> InlineEntity<'a> {
        let mut fields = self.fields(node, "an entity");
        let entity = InlineEntity {
            span,
            id: self.text_field(&mut fields, "id"),
            types: self.texts_field(&mut fields, "type"),
            label: self.lang_map_field(&mut fields, "label"),
            described: self.lang_map_field(&mut fields, "described"),
            same_as: self.texts_field(&mut fields, "same_as"),
        };
        self.rest(fields, &["id", "type", "label", "described", "same_as"]);
        if let Some(id) = &entity.id {
            self.check_id(id);
        }
        self.check_visible(&entity.label);
        entity
    }

    fn unknown(&mut self, node: Node<'a>) -> Option<Unknown<'a>> {
        let span = node.span;
        let mut fields = self.fields(node, "`unknown`");
        let unknown = self.unknown_fields(&mut fields, span);
        self.rest(fields, &["unknown", "text", "guess"]);
        unknown
    }

    fn unknown_fields(&mut self, fields: &mut Fields<'a>, span: Span) -> Option<Unknown<'a>> {
        let reason = self.one_of(fields, "unknown", &["digits-lost", "not-stated", "unnamed", "vague"]);
        let text = self.text_field(fields, "text");
        let guess = fields.take("guess").and_then(|node| {
            if !matches!(node.value, Value::Map(_)) {
                return self.text(node).map(|value| (value, None));
            }
            let span = node.span;
            let mut fields = self.fields(node, "`guess`");
            let value = self.text_field(&mut fields, "value");
            let basis = self.text_field(&mut fields, "basis");
            self.rest(fields, &["value", "basis"]);
            if value.is_none() {
                self.missing(span, "value", "a guess is `{value, basis}`");
            }
            value.map(|value| (value, basis))
        });
        Some(Unknown { reason: reason?, text, guess, span })
    }

    /// Reads text, or a value said to be unknown.
    pub(super) fn known(&mut self, node: Node<'a>) -> Option<Known<'a>> {
        if matches!(node.value, Value::Map(_)) {
            return self.unknown(node).map(Known::Unknown);
        }
        self.text(node).map(Known::Text)
    }

    fn quantity(&mut self, node: Node<'a>) -> WrittenQuantity<'a> {
        let span = node.span;
        let mut fields = self.fields(node, "a quantity");
        let mut quantity = WrittenQuantity { span, ..WrittenQuantity::default() };
        if fields.has("unknown") {
            // `{unknown: digits-lost, unit: percent}`: the unit is known, the value is not.
            quantity.value = self.unknown_fields(&mut fields, span).map(Known::Unknown);
        } else {
            quantity.value = self.known_field(&mut fields, "value");
        }
        quantity.at_least = self.text_field(&mut fields, "at_least");
        quantity.at_most = self.text_field(&mut fields, "at_most");
        quantity.unit = self.text_field(&mut fields, "unit");
        quantity.text = self.text_field(&mut fields, "text");
        self.rest(fields, &["value", "at_least", "at_most", "unit", "text", "unknown", "guess"]);
        quantity
    }
}
