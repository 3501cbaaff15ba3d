//! Pass one: number every statement, so that links may point forwards, and find whose content each is.

use std::borrow::Cow;

use super::Resolver;
use crate::digest::Hasher;
use crate::dossier::{StatementEntry, Text, Written};
use crate::finding::Code;
use crate::source::{Source, Span};

/// What pass one learns about a statement before anything is looked up.
pub(super) struct Outline<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) parents: Vec<usize>,
}

impl<'a> Resolver<'a> {
    pub(super) fn number(&mut self, entries: &[StatementEntry<'a>]) {
        let mut references = Vec::new();
        for entry in entries {
            self.outline(entry, None, &mut references);
        }
        for (parent, reference) in references {
            if let Some(&child) = self.statement_by_id.get(&reference.value) {
                self.outlines[child].parents.push(parent);
            }
        }
        for number in 0..self.outlines.len() {
            if self.contains_itself(number) {
                let span = entries.first().map_or_else(Span::default, |entry| entry.span);
                let span = self.outline_span(entries, number).unwrap_or(span);
                let message = format!("`{}` is part of its own content", self.outlines[number].id);
                self.report(Code::CyclicContent, span, message)
                    .hints
                    .push("a statement cannot be what it is about; break the circle".to_owned());
                self.outlines[number].parents.clear();
            }
        }
    }

    fn outline_span(&self, entries: &[StatementEntry<'a>], number: usize) -> Option<Span> {
        let id = &self.outlines[number].id;
        entries
            .iter()
            .find(|e| e.id.as_ref().is_some_and(|i| i.value == *id))
            .and_then(|e| e.id.as_ref())
            .map(|id| id.span)
    }

    fn contains_itself(&self, start: usize) -> bool {
        let mut open = self.outlines[start].parents.clone();
        let mut seen = std::collections::HashSet::new();
        while let Some(number) = open.pop() {
            if number == start {
                return true;
            }
            if seen.insert(number) {
                open.extend(&self.outlines[number].parents);
            }
        }
        false
    }

    fn outline(&mut self, entry: &StatementEntry<'a>, parent: Option<usize>, references: &mut Vec<(usize, Text<'a>)>) {
        let number = self.outlines.len();
        let (id, span) = match (&entry.id, parent) {
            (Some(id), _) => (id.value.clone(), id.span),
            (None, Some(parent)) => (self.child_id(parent).into(), entry.span),
            (None, None) => (fallback_id(entry, self.source).into(), entry.span),
        };
        if self.statement_by_id.insert(id.clone(), number).is_some() {
            let message = format!("the id `{id}` is used twice in this article");
            self.report(Code::DuplicateId, span, message)
                .hints
                .push("every statement needs an id of its own".to_owned());
        }
        self.outlines.push(Outline { id, parents: parent.into_iter().collect() });
        for nested in nested_in(entry) {
            self.outline(nested, Some(number), references);
        }
        for (name, values) in &entry.with {
            if name.value == "content" || name.value == "q:content" {
                for value in values {
                    if let Written::Statement(id) | Written::Bare(id) = value {
                        references.push((number, id.clone()));
                    }
                }
            }
        }
    }

    fn child_id(&self, parent: usize) -> String {
        let base = format!("{}.content", self.outlines[parent].id);
        let mut id = base.clone();
        let mut counter = 2;
        while self.statement_by_id.contains_key(id.as_str()) {
            id = format!("{base}-{counter}");
            counter += 1;
        }
        id
    }
}

/// Returns the statements written inside another, in the order in which pass two meets them.
fn nested_in<'e, 'a>(entry: &'e StatementEntry<'a>) -> Vec<&'e StatementEntry<'a>> {
    fn collect<'e, 'a>(value: &'e Written<'a>, nested: &mut Vec<&'e StatementEntry<'a>>) {
        match value {
            Written::Nested(entry) => nested.push(entry),
            Written::Situation(entry) => {
                entry.subject.iter().chain(&entry.object).for_each(|value| collect(value, nested));
            }
            _ => {}
        }
    }
    let mut nested = Vec::new();
    let values = entry.subject.iter().chain(&entry.object).chain(entry.with.iter().flat_map(|(_, values)| values));
    values.chain(&entry.about).chain(entry.holder.iter().flatten()).for_each(|value| collect(value, &mut nested));
    nested
}

/// Returns the words a value is made of, the same in every notation.
fn words_of<'w>(written: &'w Written<'_>, source: &Source) -> Cow<'w, str> {
    match written {
        Written::Bare(text) | Written::Entity(text) | Written::Statement(text) | Written::Article(text) => {
            Cow::Borrowed(&*text.value)
        }
        Written::Literal(text, _, _) | Written::Text(text, _, _) => Cow::Borrowed(&*text.value),
        Written::Unknown(unknown) => Cow::Borrowed(&*unknown.reason.value),
        Written::Inline(entity) => joined(entity.id.iter().chain(entity.label.texts.iter().map(|(_, text)| text))),
        Written::Situation(entry) | Written::Nested(entry) => {
            let says = joined(entry.says.texts.iter().map(|(_, text)| text));
            let inner =
                [entry.subject.as_ref(), entry.object.as_ref()].map(|value| value.map(|value| words_of(value, source)));
            let predicate = entry.predicate.as_ref().map_or("", |predicate| &*predicate.value);
            let [subject, object] = inner.map(Option::unwrap_or_default);
            Cow::Owned([&*says, &*subject, predicate, &*object].join("\u{1}"))
        }
        // Times and quantities are no subjects or objects; what is wrong there is reported elsewhere.
        Written::Interval(..) | Written::Quantity(_) => Cow::Owned(source.slice(written.span()).to_owned()),
    }
}

fn joined<'t>(texts: impl Iterator<Item = &'t Text<'t>>) -> Cow<'static, str> {
    Cow::Owned(texts.map(|text| &*text.value).collect::<Vec<_>>().join("\u{1}"))
}

/// Makes an id from what a statement says, for statements written without one.
fn fallback_id(entry: &StatementEntry<'_>, source: &Source) -> String {
    let mut hasher = Hasher::default();
    for (_, text) in &entry.says.texts {
        hasher.update(text.value.as_bytes());
        hasher.update(&[0]);
    }
    // The words and not their spelling: quotes and spaces of a notation make no other statement.
    let predicate = entry.predicate.as_ref().map_or_else(Cow::default, |predicate| Cow::Borrowed(&*predicate.value));
    let words = [entry.subject.as_ref(), entry.object.as_ref()].map(|value| value.map(|value| words_of(value, source)));
    let [subject, object] = words.map(Option::unwrap_or_default);
    for part in [subject, predicate, object] {
        hasher.update(part.as_bytes());
        hasher.update(&[1]);
    }
    for text in [entry.stance.as_ref(), entry.quote.first().and_then(|quote| quote.quote.as_ref())] {
        hasher.update(text.map_or("", |text| &*text.value).as_bytes());
        hasher.update(&[2]);
    }
    format!("x{}", hasher.finish().first(12))
}
