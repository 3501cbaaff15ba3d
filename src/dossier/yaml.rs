//! YAML into the tree. The parser is granit-parser; dossiers leave out anchors, aliases, tags and
//! several documents in one file, so that every statement can be read where it stands.

use std::borrow::Cow;

use granit_parser::{Event, Options, Parser, ScalarStyle};

use super::json::report_duplicates;
use super::node::{Bare, Entry, Node, Value};
use super::{MAX_DEPTH, SyntaxError};
use crate::finding::{Checked, Code, Finding};
use crate::source::{Source, Span, Spanned};

/// Reads YAML text.
pub(super) fn parse(source: &Source) -> Result<Checked<Node<'_>>, SyntaxError> {
    let mut builder = Builder { source, findings: Vec::new(), open: Vec::new(), root: None, documents: 0 };
    for event in Parser::new_from_str_with_options(&source.text, Options::default()) {
        let (event, place) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0);
            SyntaxError::new(Span::new(at, at), format!("not YAML: {}", error.info())).with_hint(
                "look at the line before too; text with `: `, ` #`, a leading `*`, `&`, `%` or `@`, or a comma in braces \
                 goes into quotes; indent with spaces only",
            )
        })?;
        let place = place.byte_range().map_or_else(Span::default, |range| Span::new(range.start, range.end));
        builder.take(event, place)?;
    }
    let value = builder.root.unwrap_or(Node { span: Span::default(), value: Value::Null });
    Ok(Checked { value, findings: builder.findings })
}

/// A list or mapping whose end has not been met.
struct Open<'a> {
    start: Span,
    entries: Collecting<'a>,
}

enum Collecting<'a> {
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>, Option<Spanned<Cow<'a, str>>>),
}

struct Builder<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    documents: usize,
}

impl<'a> Builder<'a> {
    fn take(&mut self, event: Event<'a>, place: Span) -> Result<(), SyntaxError> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document; write one article a file, or use JSON Lines";
                    return Err(SyntaxError::new(place, message));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_features(place, anchor != 0, tag.is_some());
                let bare = if style == ScalarStyle::Plain { Bare::Yes } else { Bare::No };
                let value = if bare == Bare::Yes && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
                    Value::Null
                } else {
                    Value::Scalar(text, bare)
                };
                self.add(Node { span: trimmed(self.source, place), value })?;
            }
            Event::Alias(_) => {
                self.refuse_features(place, true, false);
                self.add(Node { span: place, value: Value::Null })?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_features(place, anchor != 0, tag.is_some());
                self.start(place, Collecting::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_features(place, anchor != 0, tag.is_some());
                self.start(place, Collecting::Map(Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let value = match open.entries {
                        Collecting::List(list) => Value::List(list),
                        Collecting::Map(entries, _) => {
                            report_duplicates(&entries, self.source, &mut self.findings);
                            Value::Map(entries)
                        }
                    };
                    let span =
                        trimmed(self.source, Span { start: open.start.start, end: place.end.max(open.start.end) });
                    self.add(Node { span, value })?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, start: Span, entries: Collecting<'a>) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::new(start, format!("nested more than {MAX_DEPTH} deep")));
        }
        self.open.push(Open { start, entries });
        Ok(())
    }

    fn add(&mut self, node: Node<'a>) -> Result<(), SyntaxError> {
        match self.open.last_mut().map(|open| &mut open.entries) {
            None => self.root = Some(node),
            Some(Collecting::List(list)) => list.push(node),
            Some(Collecting::Map(entries, key)) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => match node.value {
                    Value::Scalar(text, _) => *key = Some(Spanned::new(text, node.span)),
                    Value::Null => *key = Some(Spanned::new(Cow::Borrowed(""), node.span)),
                    _ => {
                        let message = "a key that is a list or a mapping; keys are words";
                        return Err(SyntaxError::new(node.span, message));
                    }
                },
            },
        }
        Ok(())
    }

    fn refuse_features(&mut self, place: Span, anchor: bool, tag: bool) {
        let what = match (anchor, tag) {
            (true, _) => "anchors and aliases (`&name`, `*name`) are not part of the dossier format",
            (_, true) => "tags (`!name`) are not part of the dossier format",
            _ => return,
        };
        self.findings.push(
            Finding::new(Code::YamlFeature, self.source, place, what)
                .with_hint("write the value out where it is meant"),
        );
    }
}

/// Leaves out the white space that block collections and scalars take along at their end.
fn trimmed(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    Span::new(span.start as usize, span.start as usize + text.trim_end().len())
}
