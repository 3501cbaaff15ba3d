//! Text with positions: what a finding points into.
//!
//! Offsets inside Chancery are bytes; people and RDF see Unicode scalars (`ScalarIndex`).

pub mod fold;
pub mod locate;
pub mod positions;

use std::sync::Arc;

/// A half-open range of bytes in a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after the end.
    pub end: u32,
}

impl Span {
    /// Returns the span from `start` to `end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Returns the span as a range usable for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the span moved by `offset` bytes, for a line inside a longer file.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }
}

/// A value together with the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Returns `value` with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Returns another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalars, from 1.
    pub column: usize,
}

/// A named text: a file, a line of a JSON Lines stream, standard input.
#[derive(Debug, Clone)]
pub struct Source {
    /// What people know it by: a path, or `<stdin>`.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Number of the first line, when the text is a part of a longer file.
    pub first_line: usize,
    /// Numbers of all lines, when the text was gathered from several places of a file.
    pub lines: Option<Arc<[u32]>>,
}

impl Source {
    /// Returns a source that starts at line 1.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), first_line: 1, lines: None }
    }

    /// Returns the same source, its first line numbered `line`.
    #[must_use]
    pub fn starting_at_line(mut self, line: usize) -> Self {
        self.first_line = line;
        self
    }

    /// Returns the same source, its lines numbered like this.
    #[must_use]
    pub fn with_lines(mut self, lines: impl Into<Arc<[u32]>>) -> Self {
        let lines = lines.into();
        self.first_line = lines.first().map_or(1, |line| *line as usize);
        self.lines = Some(lines);
        self
    }

    /// Returns the line and column of a byte offset; offsets past the end give the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count();
        let told = self.lines.as_ref().and_then(|lines| lines.get(line));
        Position {
            line: told.map_or(line + self.first_line, |line| *line as usize),
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// Returns the text a span covers, or `""` when the span is not of this source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_scalars_and_lines() {
        let source = Source::new("x", "a\nأذربيجان b");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        let b = source.text.find('b').unwrap();
        assert_eq!(source.position(b), Position { line: 2, column: 10 });
        assert_eq!(source.position(9999).line, 2);
        assert_eq!(source.clone().starting_at_line(7).position(b).line, 8);
        assert_eq!(source.clone().with_lines([3, 90]).position(b).line, 90);
    }
}
