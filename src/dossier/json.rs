//! JSON (RFC 8259) into the tree in one pass, borrowing from the text; hifijson reads the tokens.

use std::borrow::Cow;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Error, Expect, SliceLexer};

use super::node::{Bare, Entry, Node, Value, duplicates};
use super::{MAX_DEPTH, SyntaxError};
use crate::finding::{Checked, Code, Finding};
use crate::source::{Source, Span, Spanned};

/// Reads JSON text.
pub(super) fn parse(source: &Source) -> Result<Checked<Node<'_>>, SyntaxError> {
    let mut lexer = SliceLexer::new(source.text.as_bytes());
    let mut reader = Reader { source, findings: Vec::new(), open: Vec::new() };
    if lexer.ws_peek().is_none() {
        return Err(SyntaxError::new(Span::default(), "not JSON: there is nothing here"));
    }
    match lexer.exactly_one(SliceLexer::ws_peek, |next, lexer| reader.node(next, lexer, 0)) {
        Ok(node) => Ok(Checked { value: node, findings: reader.findings }),
        Err(error) => {
            let message = match error {
                Error::Depth => format!("nested more than {MAX_DEPTH} deep"),
                error => format!("not JSON: {error}"),
            };
            let mut at = reader.offset(&lexer);
            while !source.text.is_char_boundary(at) {
                at -= 1;
            }
            let length = source.text[at..].chars().next().map_or(0, char::len_utf8);
            Err(SyntaxError::new(Span::new(at, at + length), message))
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    /// The entries of mappings that are not closed yet.
    open: Vec<Entry<'a>>,
}

impl<'a> Reader<'a> {
    /// Returns how many bytes have been read.
    fn offset(&self, lexer: &SliceLexer<'_>) -> usize {
        self.source.text.len() - lexer.as_slice().len()
    }

    /// Reads a string whose opening quote has been taken.
    fn string(&self, lexer: &mut SliceLexer<'a>) -> Result<Cow<'a, str>, Error> {
        // Most strings hold no escape: they are a piece of the text, which is known to be UTF-8.
        let rest = lexer.as_slice();
        if let Some(length) = memchr::memchr2(b'"', b'\\', rest).filter(|&at| rest[at] == b'"') {
            let controls = rest[..length].iter().fold(false, |found, &byte| found | (byte < 0x20));
            if !controls {
                let start = self.offset(lexer);
                *lexer = SliceLexer::new(&rest[length + 1..]);
                return Ok(Cow::Borrowed(&self.source.text[start..start + length]));
            }
        }
        Ok(lexer.str_string()?)
    }

    /// Reads the value that begins with `next`, a byte seen and not yet taken.
    fn node(&mut self, next: u8, lexer: &mut SliceLexer<'a>, depth: usize) -> Result<Node<'a>, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::Depth);
        }
        let start = self.offset(lexer);
        let value = match next {
            b'"' => Value::Scalar(self.string(lexer.discarded())?, Bare::No),
            b'-' | b'0'..=b'9' => Value::Scalar(lexer.num_string().validated()?.0.into(), Bare::Yes),
            b'[' => {
                let mut nodes = Vec::new();
                lexer.discarded().seq(b']', SliceLexer::ws_peek, |next, lexer| {
                    nodes.push(self.node(next, lexer, depth + 1)?);
                    Ok::<_, Error>(())
                })?;
                Value::List(nodes)
            }
            b'{' => {
                let first = self.open.len();
                lexer.discarded().seq(b'}', SliceLexer::ws_peek, |next, lexer| {
                    let start = self.offset(lexer);
                    lexer.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
                    let key = Spanned::new(self.string(lexer)?, Span::new(start, self.offset(lexer)));
                    lexer.expect(SliceLexer::ws_peek, b':').ok_or(Expect::Colon)?;
                    let next = lexer.ws_peek().ok_or(Expect::Value)?;
                    let value = self.node(next, lexer, depth + 1)?;
                    self.open.push(Entry { key, value });
                    Ok::<_, Error>(())
                })?;
                let entries = self.open.split_off(first);
                report_duplicates(&entries, self.source, &mut self.findings);
                Value::Map(entries)
            }
            b'a'..=b'z' => match lexer.null_or_bool().ok_or(Expect::Value)? {
                None => Value::Null,
                Some(word) => Value::Scalar(if word { "true" } else { "false" }.into(), Bare::Yes),
            },
            _ => return Err(Expect::Value.into()),
        };
        Ok(Node { span: Span::new(start, self.offset(lexer)), value })
    }
}

/// Reports keys written twice.
pub(super) fn report_duplicates(entries: &[Entry<'_>], source: &Source, findings: &mut Vec<Finding>) {
    for (first, second) in duplicates(entries) {
        findings.push(
            Finding::new(
                Code::DuplicateKey,
                source,
                second.key.span,
                format!("`{}` is written twice", second.key.value),
            )
            .with_related(source, first.key.span, "first written here")
            .with_hint("keep one of the two"),
        );
    }
}
