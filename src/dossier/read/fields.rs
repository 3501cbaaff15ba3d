//! Taking fields out of a mapping one by one, and naming what is left over.

use std::borrow::Cow;

use crate::dossier::node::{Bare, Entry, Node, Value};
use crate::dossier::written::{Known, LangMap, Text};
use crate::finding::{Code, Finding};
use crate::source::{Source, Span, Spanned};

/// The fields of a mapping that have not been taken yet.
pub(super) struct Fields<'a> {
    entries: Vec<Option<Entry<'a>>>,
}

impl<'a> Fields<'a> {
    /// Takes the value of a key; a value of nothing counts as absent.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'a>> {
        let place = self.entries.iter_mut().find(|e| e.as_ref().is_some_and(|e| e.key.value == key))?;
        place.take().map(|entry| entry.value).filter(|node| node.value != Value::Null)
    }

    /// Says whether a key is there and not yet taken.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().flatten().any(|entry| entry.key.value == key)
    }
}

/// Reads one source and collects what it finds.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, findings: Vec::new() }
    }

    pub(super) fn report(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding::new(code, self.source, span, message));
        self.findings.last_mut().expect("pushed right before")
    }

    /// Adds advice to what was reported last.
    pub(super) fn hint(&mut self, hint: &str) {
        if let Some(last) = self.findings.last_mut() {
            last.hints.push(hint.to_owned());
        }
    }

    pub(super) fn wrong(&mut self, node: &Node<'a>, expected: &str) {
        let message = format!("{} where {expected} is expected", node.kind());
        let finding = self.report(Code::WrongType, node.span, message);
        match (&node.value, expected) {
            (Value::List(_), "text") => {
                finding.hints.push("write one text, in quotes if it has brackets in it".to_owned())
            }
            (Value::Map(_), "text") => {
                finding.hints.push("write one text; where it has `: ` or braces in it, put it into quotes".to_owned());
            }
            _ => {}
        }
    }

    /// Opens a mapping; anything else is a finding and gives no fields.
    pub(super) fn fields(&mut self, node: Node<'a>, what: &str) -> Fields<'a> {
        let entries = match node.value {
            Value::Map(entries) => entries,
            Value::Null => Vec::new(),
            _ => {
                self.wrong(&node, &format!("{what} (a mapping)"));
                self.hint("write its fields as `name: value`, indented below it or in braces");
                Vec::new()
            }
        };
        Fields { entries: entries.into_iter().map(Some).collect() }
    }

    /// Reports the fields that nobody took.
    pub(super) fn rest(&mut self, fields: Fields<'a>, known: &[&str]) {
        for entry in fields.entries.into_iter().flatten() {
            if known.contains(&&*entry.key.value) {
                continue; // a duplicate, reported where the tree was read
            }
            let near = nearest(&entry.key.value, known.iter().copied());
            let finding = Finding::new(
                Code::UnknownKey,
                self.source,
                entry.key.span,
                format!("unknown field `{}`", entry.key.value),
            );
            let finding = match near {
                Some(_) => finding.with_suggestion(near),
                None => finding.with_hint(format!("fields here: {}", known.join(", "))),
            };
            self.findings.push(finding);
        }
    }

    /// Reads one value or a list of values as a list.
    pub(super) fn list(&mut self, node: Node<'a>) -> Vec<Node<'a>> {
        match node.value {
            Value::List(nodes) => nodes,
            Value::Null => Vec::new(),
            _ => vec![node],
        }
    }

    /// Reads each of a list of values, or the one value.
    pub(super) fn each<T>(&mut self, node: Node<'a>, mut read: impl FnMut(&mut Self, Node<'a>) -> Option<T>) -> Vec<T> {
        match node.value {
            Value::List(nodes) => nodes.into_iter().filter_map(|node| read(self, node)).collect(),
            Value::Null => Vec::new(),
            _ => read(self, node).into_iter().collect(),
        }
    }

    /// Reads characters.
    pub(super) fn text(&mut self, node: Node<'a>) -> Option<Text<'a>> {
        match node.value {
            Value::Scalar(text, _) => Some(Spanned::new(text, node.span)),
            _ => {
                self.wrong(&node, "text");
                None
            }
        }
    }

    pub(super) fn text_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Text<'a>> {
        fields.take(key).and_then(|node| self.text(node))
    }

    /// Reads one text or a list of texts.
    pub(super) fn texts_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Vec<Text<'a>> {
        let Some(node) = fields.take(key) else { return Vec::new() };
        self.each(node, Self::text)
    }

    pub(super) fn bool_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Spanned<bool>> {
        let node = fields.take(key)?;
        match &node.value {
            Value::Scalar(word, Bare::Yes) if matches!(&**word, "true" | "True" | "TRUE") => {
                Some(Spanned::new(true, node.span))
            }
            Value::Scalar(word, Bare::Yes) if matches!(&**word, "false" | "False" | "FALSE") => {
                Some(Spanned::new(false, node.span))
            }
            Value::Scalar(word, _) => {
                let message = format!("`{word}` where `true` or `false` is expected");
                let hint = format!("write `{key}: true` without quotes, or leave `{key}` out");
                self.report(Code::WrongType, node.span, message).hints.push(hint);
                None
            }
            _ => {
                self.wrong(&node, "`true` or `false`");
                None
            }
        }
    }

    pub(super) fn number_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Spanned<u64>> {
        let text = self.text_field(fields, key)?;
        if let Ok(number) = text.value.parse() {
            return Some(Spanned::new(number, text.span));
        }
        self.report(Code::BadValue, text.span, format!("`{key}` is not a whole number: `{}`", text.value))
            .hints
            .push("positions count Unicode scalars from 0, such as `start: 8`".to_owned());
        None
    }

    pub(super) fn one_of(&mut self, fields: &mut Fields<'a>, key: &str, words: &[&str]) -> Option<Text<'a>> {
        let text = self.text_field(fields, key)?;
        if words.contains(&&*text.value) {
            return Some(text);
        }
        let message = format!("`{key}` cannot be `{}`", text.value);
        let finding = Finding::new(Code::BadValue, self.source, text.span, message)
            .with_suggestion(nearest(&text.value, words.iter().copied()))
            .with_hint(format!("one of: {}", words.join(", ")));
        self.findings.push(finding);
        None
    }

    pub(super) fn iri_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Text<'a>> {
        let text = self.text_field(fields, key)?;
        let iri = match normal_iri(&text.value) {
            Some(Some(normal)) => Cow::Owned(normal),
            Some(None) => text.value,
            None => {
                self.report(Code::BadValue, text.span, format!("`{key}` is not an absolute address: `{}`", text.value))
                    .hints
                    .push("write it with its scheme, such as `https://news.example/2024/05/03/gas`".to_owned());
                return None;
            }
        };
        Some(Spanned::new(iri, text.span))
    }

    pub(super) fn hash_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Text<'a>> {
        let text = self.text_field(fields, key)?;
        if text.value.len() == 64 && text.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let lower = if text.value.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(text.value.to_ascii_lowercase())
            } else {
                text.value
            };
            return Some(Spanned::new(lower, text.span));
        }
        self.report(Code::BadValue, text.span, format!("`{key}` is not a SHA-256 hash"))
            .hints
            .push("64 hexadecimal digits; `sha256sum FILE` prints it".to_owned());
        None
    }

    /// Reads text, or a mapping from language to text.
    pub(super) fn lang_map(&mut self, node: Node<'a>) -> LangMap<'a> {
        let mut map = LangMap::default();
        if let Value::Map(entries) = node.value {
            for entry in entries {
                let language = self.language_tag(entry.key);
                map.texts.extend(self.text(entry.value).map(|text| (Some(language), text)));
            }
        } else {
            map.texts = self.text(node).into_iter().map(|text| (None, text)).collect();
        }
        map
    }

    pub(super) fn lang_map_field(&mut self, fields: &mut Fields<'a>, key: &str) -> LangMap<'a> {
        fields.take(key).map_or_else(LangMap::default, |node| self.lang_map(node))
    }

    pub(super) fn known_field(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Known<'a>> {
        let node = fields.take(key)?;
        self.known(node)
    }

    /// Checks the form of a BCP 47 tag and gives it in lower case, as RDF compares tags.
    pub(super) fn language_tag(&mut self, tag: Text<'a>) -> Text<'a> {
        let well_formed = tag.value.split('-').enumerate().all(|(number, part)| {
            (1..=8).contains(&part.len())
                && if number == 0 {
                    part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic())
                } else {
                    part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                }
        });
        if !well_formed {
            self.report(Code::BadValue, tag.span, format!("`{}` is not a language tag", tag.value))
                .hints
                .push("use a BCP 47 tag, such as `ar`, `en` or `zh-Hant`".to_owned());
            return Spanned::new("und".into(), tag.span);
        }
        if tag.value.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Spanned::new(tag.value.to_ascii_lowercase().into(), tag.span);
        }
        tag
    }

    pub(super) fn check_visible(&mut self, label: &LangMap<'a>) {
        for (_, text) in &label.texts {
            if let Some(hidden) = text.value.chars().find(|&c| crate::iri::is_invisible(c) && !is_joiner(c)) {
                let message = format!("the label holds the invisible character U+{:04X}", hidden as u32);
                self.report(Code::InvisibleCharacter, text.span, message);
            }
        }
    }
}

/// Zero-width (non-)joiners shape letters in Persian and Indic scripts: they belong to the spelling.
pub(super) const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

/// Checks an absolute IRI; gives its normal form when that differs from what was written.
fn normal_iri(written: &str) -> Option<Option<String>> {
    if !crate::iri::is_iri(written) {
        return None;
    }
    let parsed = url::Url::parse(written).ok()?;
    if parsed.cannot_be_a_base() && !matches!(parsed.scheme(), "urn" | "doi" | "ark") {
        return None;
    }
    if parsed.username() != "" || parsed.password().is_some() {
        return None;
    }
    // `Url` would turn Arabic paths into %-escapes; keep the written form when it is only that.
    let same = parsed.as_str() == written || !written.is_ascii();
    Some((!same).then(|| parsed.to_string()))
}

/// Returns the word nearest to what was written, when it is near enough to be meant.
pub(crate) fn nearest<'w>(written: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    words
        .map(|word| (strsim::jaro_winkler(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
