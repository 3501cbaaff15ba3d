//! JSON (RFC 8259) into the tree in one pass, borrowing from the text; hifijson reads the tokens.

use std::borrow::Cow;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Error, Expect, SliceLexer};

use super::node::{Bare, Entry, Node, Value, duplicates};
use super::read::Statements;
use super::{Dossier, MAX_DEPTH, SyntaxError, read};
use crate::finding::{Checked, Code, Finding};
use crate::source::{Source, Span, Spanned};

/// Reads JSON text.
pub(super) fn parse(source: &Source) -> Result<Checked<Node<'_>>, SyntaxError> {
    parse_with(Reader { source, findings: Vec::new(), open: Vec::new(), statements: None }).map(|(tree, _)| tree)
}

/// Reads a dossier; the tree of each statement is gone before the next one is read.
pub(super) fn parse_dossier<'a>(
    source: &'a Source,
    default_id: Option<&str>,
) -> Result<Checked<Dossier<'a>>, SyntaxError> {
    let statements = Some(Statements::new(source));
    let (tree, statements) = parse_with(Reader { source, findings: Vec::new(), open: Vec::new(), statements })?;
    let statements = statements.unwrap_or_else(|| Statements::new(source));
    let mut read = read::with_statements(statements, tree.value, default_id);
    read.findings.extend(tree.findings);
    Ok(read)
}

type Parsed<'a> = (Checked<Node<'a>>, Option<Statements<'a>>);

fn parse_with(mut reader: Reader<'_>) -> Result<Parsed<'_>, SyntaxError> {
    let source = reader.source;
    let mut lexer = SliceLexer::new(source.text.as_bytes());
    if lexer.ws_peek().is_none() {
        return Err(SyntaxError::new(Span::default(), "not JSON: there is nothing here"));
    }
    match lexer.exactly_one(SliceLexer::ws_peek, |next, lexer| reader.node(next, lexer, 0)) {
        Ok(node) => Ok((Checked { value: node, findings: reader.findings }, reader.statements)),
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
    /// Where the statements of a dossier go, one by one.
    statements: Option<Statements<'a>>,
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
        let length = plain_length(rest);
        if rest.get(length) == Some(&b'"') {
            let start = self.offset(lexer);
            *lexer = SliceLexer::new(&rest[length + 1..]);
            return Ok(Cow::Borrowed(&self.source.text[start..start + length]));
        }
        Ok(lexer.str_string()?)
    }

    /// Reads the list of a dossier's statements; what is left of it is an empty list.
    fn statements(&mut self, lexer: &mut SliceLexer<'a>) -> Result<Node<'a>, Error> {
        let start = self.offset(lexer);
        lexer.discarded().seq(b']', SliceLexer::ws_peek, |next, lexer| {
            let node = self.node(next, lexer, 2)?;
            if let Some(statements) = &mut self.statements {
                statements.take(node);
            }
            Ok::<_, Error>(())
        })?;
        Ok(Node { span: Span::new(start, self.offset(lexer)), value: Value::List(Vec::new()) })
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
                    let one_by_one =
                        depth == 0 && next == b'[' && self.statements.is_some() && key.value == "statements";
                    let value = if one_by_one && self.open.iter().all(|entry| entry.key.value != "statements") {
                        self.statements(lexer)?
                    } else {
                        self.node(next, lexer, depth + 1)?
                    };
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

/// Returns how many bytes of a string stand before the first quote, backslash or control character.
///
/// Eight bytes are looked at in one go: a byte below `n` is the lowest to get its high bit in
/// `word - n * ONES`, and one that equals `b` is zero in `word ^ b * ONES`.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let below = |word: u64, limit: u64| word.wrapping_sub(limit * ONES) & !word & (ONES << 7);
    let equal = |word: u64, byte: u8| below(word ^ (u64::from(byte) * ONES), 1);
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk() {
        let word = u64::from_le_bytes(*eight);
        let ends = below(word, 0x20) | equal(word, b'"') | equal(word, b'\\');
        if ends != 0 {
            return at + ends.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let ends = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    bytes[at..].iter().position(ends).map_or(bytes.len(), |found| at + found)
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

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn the_plain_beginning_of_a_string_ends_at_the_first_special_byte() {
        let text = "plain text that is longer than two words of eight, أذربيجان, \u{7f}\u{80}\u{ff}".as_bytes();
        assert_eq!(plain_length(text), text.len());
        for at in 0..text.len() {
            for special in (0..0x20).chain([b'"', b'\\']) {
                let mut bytes = text.to_vec();
                bytes[at] = special;
                *bytes.last_mut().unwrap() = b'"';
                assert_eq!(plain_length(&bytes), at.min(text.len() - 1), "{special:#x} at {at}");
            }
        }
    }
}
