//! Where the cells of a record lie in its raw text, which the csv crate does not tell.
//!
//! The grammar is that of RFC 4180 as the csv crate reads it (a test compares the two): a cell may be
//! quoted with `"`, a quote inside is doubled, quoted cells may hold line ends. Unquoted cells lose
//! the white space around them.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::source::Span;

/// One cell: its content in the raw text, without the quotes around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dossier) struct Cell {
    /// The content.
    pub(in crate::dossier) span: Span,
    /// Whether it stood in quotes.
    pub(in crate::dossier) quoted: bool,
    /// Whether quotes are doubled inside it.
    pub(in crate::dossier) doubled: bool,
}

impl Cell {
    /// Returns whether nothing but white space is written.
    pub(in crate::dossier) fn is_empty(self, text: &str) -> bool {
        text.get(self.span.range()).is_none_or(|raw| trimmed(raw).is_empty())
    }

    /// Returns the value.
    pub(in crate::dossier) fn value(self, text: &str) -> Cow<'_, str> {
        let raw = text.get(self.span.range()).unwrap_or_default();
        if self.doubled { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) }
    }
}

/// Something wrong with a record, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dossier) enum Flaw {
    /// A quote is opened and never closed.
    Unclosed(Span),
    /// There is text between a closing quote and the end of the cell.
    AfterQuote(Span),
}

/// Reads the record that starts at `at` into `cells`; returns where the next one starts.
pub(in crate::dossier) fn record(
    text: &str,
    at: usize,
    delimiter: char,
    cells: &mut Vec<Cell>,
    flaws: &mut Vec<Flaw>,
) -> usize {
    cells.clear();
    let mut start = at;
    loop {
        let (cell, end) = cell(text, start, delimiter as u8, flaws);
        cells.push(cell);
        match text.as_bytes().get(end) {
            Some(&byte) if byte == delimiter as u8 => start = end + 1,
            Some(_) => return end + 1,
            None => return end,
        }
    }
}

/// Returns one cell of a record, by its number.
pub(in crate::dossier) fn nth(record: &str, number: usize, delimiter: char) -> Option<Cell> {
    let mut start = 0;
    for _ in 0..number {
        let (_, end) = cell(record, start, delimiter as u8, &mut Vec::new());
        if record.as_bytes().get(end) != Some(&(delimiter as u8)) {
            return None;
        }
        start = end + 1;
    }
    Some(cell(record, start, delimiter as u8, &mut Vec::new()).0)
}

/// Reads the cell that starts at `start`; returns where it ends, too.
fn cell(text: &str, start: usize, delimiter: u8, flaws: &mut Vec<Flaw>) -> (Cell, usize) {
    let bytes = text.as_bytes();
    if bytes.get(start) == Some(&b'"') {
        return quoted(bytes, start, delimiter, flaws);
    }
    // Cells are short: looking byte by byte is quicker than a search that has to get going.
    let ends = |&byte: &u8| byte == delimiter || byte == b'\n';
    let end = bytes[start..].iter().position(ends).map_or(bytes.len(), |found| start + found);
    let raw = &text[start..end];
    let kept = trimmed(raw);
    let before = if kept.len() == raw.len() { 0 } else { raw.len() - raw.trim_start().len() };
    let first = start + before.min(raw.len() - kept.len());
    (Cell { span: Span::new(first, first + kept.len()), quoted: false, doubled: false }, end)
}

/// Returns a text without the white space around it; most cells have none.
fn trimmed(raw: &str) -> &str {
    match raw.as_bytes() {
        [] => raw,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => raw,
        _ => raw.trim(),
    }
}

fn quoted(bytes: &[u8], open: usize, delimiter: u8, flaws: &mut Vec<Flaw>) -> (Cell, usize) {
    let mut doubled = false;
    let mut at = open + 1;
    loop {
        let Some(found) = memchr(b'"', &bytes[at..]) else {
            flaws.push(Flaw::Unclosed(Span::new(open, open + 1)));
            return (Cell { span: Span::new(open + 1, bytes.len()), quoted: true, doubled }, bytes.len());
        };
        let close = at + found;
        if bytes.get(close + 1) == Some(&b'"') {
            doubled = true;
            at = close + 2;
            continue;
        }
        let end = memchr2(delimiter, b'\n', &bytes[close + 1..]).map_or(bytes.len(), |found| close + 1 + found);
        let after = &bytes[close + 1..end];
        if !after.iter().all(u8::is_ascii_whitespace) {
            flaws.push(Flaw::AfterQuote(Span::new(close + 1, close + 1 + after.trim_ascii_end().len())));
        }
        return (Cell { span: Span::new(open + 1, close), quoted: true, doubled }, end);
    }
}

/// Tells, line by line, where a record ends.
#[derive(Debug, Clone)]
pub(in crate::dossier) struct RecordEnd {
    delimiter: u8,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    Closing,
}

impl RecordEnd {
    pub(in crate::dossier) fn new(delimiter: char) -> Self {
        Self { delimiter: delimiter as u8, state: State::Start }
    }

    pub(in crate::dossier) fn reset(&mut self) {
        self.state = State::Start;
    }

    /// Takes a line with its line feed; returns whether the record ends with it.
    pub(in crate::dossier) fn take(&mut self, line: &str) -> bool {
        if self.state == State::Start && memchr(b'"', line.as_bytes()).is_none() {
            return true;
        }
        for &byte in line.as_bytes() {
            self.state = match (self.state, byte) {
                (State::Start, b'"') | (State::Closing, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) => State::Quoted,
                (_, b'\n') => State::Start,
                (_, byte) if byte == self.delimiter => State::Start,
                _ => State::Plain,
            };
        }
        let ended = self.state != State::Quoted;
        if ended {
            self.reset();
        }
        ended
    }
}
