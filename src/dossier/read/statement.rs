//! Statements, their quotes and their qualifiers.

use super::fields::{Fields, Reader};
use crate::dossier::keys;
use crate::dossier::node::{Node, Value};
use crate::dossier::written::{Quote, StatementEntry, Text, Written};
use crate::finding::Code;

impl<'a> Reader<'a> {
    pub(super) fn statement(&mut self, node: Node<'a>) -> StatementEntry<'a> {
        let span = node.span;
        let mut fields = self.fields(node, "a statement");
        let mut entry = StatementEntry { span, ..StatementEntry::default() };
        entry.id = self.text_field(&mut fields, "id");
        if let Some(id) = &entry.id {
            self.check_id(id);
        }
        let before = self.findings.len();
        entry.says = self.lang_map_field(&mut fields, "says");
        entry.subject = fields.take("subject").and_then(|node| self.written(node));
        entry.predicate = self.text_field(&mut fields, "predicate");
        entry.object = fields.take("object").and_then(|node| self.written(node));
        entry.unread = crate::finding::has_errors(&self.findings[before..]);
        entry.about = self.written_list(&mut fields, "about");
        entry.links = self.named_lists(&mut fields, "links");
        entry.with = self.named_lists(&mut fields, "with");
        if let Some(node) = fields.take("content") {
            let key = Text::new("content".into(), node.span);
            let values = self.each(node, Self::content);
            entry.with.push((key, values));
        }
        entry.holder = fields.take("holder").map(|node| self.each(node, Self::written));
        entry.stance = self.text_field(&mut fields, "stance");
        entry.not = self.bool_field(&mut fields, "not");
        if let Some(node) = fields.take("quote") {
            entry.quote = self.each(node, Self::quote);
        }
        entry.confidence = self.text_field(&mut fields, "confidence");
        entry.scare_quoted = self.bool_field(&mut fields, "scare_quoted");
        entry.note = fields.take("note").map(|node| self.lang_map(node));
        self.rest(fields, keys::STATEMENT);
        entry
    }

    fn written_list(&mut self, fields: &mut Fields<'a>, key: &str) -> Vec<Written<'a>> {
        let Some(node) = fields.take(key) else { return Vec::new() };
        self.each(node, Self::written)
    }

    /// Reads a mapping whose keys are terms and whose values are one value or a list.
    fn named_lists(&mut self, fields: &mut Fields<'a>, key: &str) -> Vec<(Text<'a>, Vec<Written<'a>>)> {
        let Some(node) = fields.take(key) else { return Vec::new() };
        let Value::Map(entries) = node.value else {
            self.wrong(&node, &format!("`{key}` (a mapping)"));
            self.hint(&format!(
                "write the name before the value, such as `{key}: {{ {}: … }}`",
                match key {
                    "links" => "sameTopicAs",
                    _ => "theme",
                }
            ));
            return Vec::new();
        };
        entries
            .into_iter()
            .map(|entry| {
                let read = if entry.key.value == "content" { Self::content } else { Self::written };
                let values = self.each(entry.value, read);
                (entry.key, values)
            })
            .collect()
    }

    /// Reads the content of a statement: another statement, on the spot or by its id.
    fn content(&mut self, node: Node<'a>) -> Option<Written<'a>> {
        let Value::Map(entries) = &node.value else { return self.written(node) };
        let nested = entries.iter().any(|e| {
            matches!(&*e.key.value, "subject" | "predicate" | "says" | "object" | "stance" | "holder" | "about")
        });
        if nested { Some(Written::Nested(Box::new(self.statement(node)))) } else { self.written(node) }
    }

    fn quote(&mut self, node: Node<'a>) -> Option<Quote<'a>> {
        let span = node.span;
        if !matches!(node.value, Value::Map(_)) {
            let quote = self.text(node)?;
            if quote.value.trim().is_empty() {
                self.report(Code::BadValue, span, "the quote is empty")
                    .hints
                    .push("copy the exact words, or leave `quote` out".to_owned());
                return None;
            }
            return Some(Quote { span, quote: Some(quote), ..Quote::default() });
        }
        let mut fields = self.fields(node, "a quote");
        let quote = Quote {
            span,
            quote: self.text_field(&mut fields, "quote"),
            prefix: self.text_field(&mut fields, "prefix"),
            suffix: self.text_field(&mut fields, "suffix"),
            start: self.number_field(&mut fields, "start"),
            end: self.number_field(&mut fields, "end"),
            sha256: self.hash_field(&mut fields, "sha256"),
            page: self.text_field(&mut fields, "page"),
            timecode: self.text_field(&mut fields, "timecode"),
            translation: fields.take("translation").and_then(|node| self.translation(node)),
        };
        self.rest(fields, keys::QUOTE);
        if quote.start.is_some() != quote.end.is_some() {
            let (has, lacks) = if quote.start.is_some() { ("start", "end") } else { ("end", "start") };
            self.missing(span, lacks, &format!("a position has both; only `{has}` is given"));
        }
        if quote.quote.is_none() && quote.start.is_none() && quote.page.is_none() && quote.timecode.is_none() {
            self.missing(span, "quote", "write `quote`, `start` and `end`, `page` or `timecode`");
        }
        Some(quote)
    }

    fn translation(&mut self, node: Node<'a>) -> Option<(Text<'a>, Text<'a>, Option<Text<'a>>)> {
        let span = node.span;
        let mut fields = self.fields(node, "`translation`");
        let lang = self.text_field(&mut fields, "lang").map(|tag| self.language_tag(tag));
        let text = self.text_field(&mut fields, "text");
        let by = self.text_field(&mut fields, "by");
        self.rest(fields, &["lang", "text", "by"]);
        if lang.is_none() || text.is_none() {
            self.missing(span, if lang.is_none() { "lang" } else { "text" }, "a translation is `{lang, text, by}`");
        }
        Some((lang?, text?, by))
    }
}
