//! One line of our N-Quads taken apart without unescaping, and lines sorted by graph.
//!
//! Segments and [`crate::convert`] write canonical N-Quads, one quad a line, no blank nodes. Sorting
//! and the line formats need no more than where the terms stand.

use crate::rdf::Object;
use crate::vocab::xsd;

/// A quad as it stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<'a> {
    /// IRI of the graph; nothing for the default graph.
    pub graph: Option<&'a str>,
    /// IRI of the subject.
    pub subject: &'a str,
    /// IRI of the predicate.
    pub predicate: &'a str,
    /// The object as written: `<…>`, `"…"`, `"…"@…` or `"…"^^<…>`.
    pub object: &'a str,
}

impl<'a> Line<'a> {
    /// Takes a line apart; nothing if it is not of the canonical form.
    #[must_use]
    pub fn split(line: &'a str) -> Option<Self> {
        let (subject, rest) = line.strip_prefix('<')?.split_once("> <")?;
        let (predicate, rest) = rest.split_once("> ")?;
        let (object, rest) = rest.split_at(object_length(rest)?);
        let graph = match rest {
            " ." => None,
            _ => Some(rest.strip_prefix(" <")?.strip_suffix("> .")?),
        };
        Some(Self { graph, subject, predicate, object: without_string_type(object) })
    }

    /// Returns the object; `scratch` holds its text where that had to be unescaped.
    #[must_use]
    pub fn object<'s>(&'s self, scratch: &'s mut String) -> Object<'s> {
        if let Some(iri) = self.object.strip_prefix('<') {
            return Object::Iri(iri.strip_suffix('>').unwrap_or(iri));
        }
        let end = self.object.rfind('"').unwrap_or(0).max(1);
        let raw = self.object.get(1..end).unwrap_or_default();
        let text: &str = if raw.contains('\\') {
            unescape_into(raw, scratch);
            scratch
        } else {
            raw
        };
        let suffix = self.object.get(end + 1..).unwrap_or_default();
        if let Some(language) = suffix.strip_prefix('@') {
            Object::LangText(text, language)
        } else if let Some(datatype) = suffix.strip_prefix("^^<") {
            Object::Typed(text, datatype.strip_suffix('>').unwrap_or(datatype))
        } else {
            Object::Text(text)
        }
    }
}

/// Returns the length of the object at the start of `text`.
fn object_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'<') {
        return Some(text.find('>')? + 1);
    }
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    let rest = &text[at + 1..];
    Some(
        at + 1
            + match rest.as_bytes().first()? {
                b'@' => rest.find(' ')?,
                b'^' => rest.find('>')? + 1,
                _ => 0,
            },
    )
}

/// A plain string has one spelling: without the datatype `xsd:string`.
fn without_string_type(object: &str) -> &str {
    let cut = object.strip_suffix('>').and_then(|object| object.strip_suffix(xsd::STRING));
    cut.and_then(|object| object.strip_suffix("^^<")).unwrap_or(object)
}

fn unescape_into(raw: &str, text: &mut String) {
    text.clear();
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = rest[at + 1..].chars().next();
        let length = match escape {
            Some('u') => 5,
            Some('U') => 9,
            Some(other) => other.len_utf8(),
            None => 0,
        };
        let escaped = rest.get(at + 1..at + 1 + length).unwrap_or_default();
        match escape {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('u' | 'U') => {
                let code = escaped.get(1..).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                text.push(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => text.push(other),
            None => {}
        }
        rest = rest.get(at + 1 + length..).unwrap_or_default();
    }
    text.push_str(rest);
}

/// Lines in one buffer, to be sorted by graph, subject, predicate, object; the default graph first.
#[derive(Debug, Default, Clone)]
pub struct Lines {
    /// Graph, subject, predicate and object, a zero byte between them, which no term holds; so the
    /// order of the bytes is the order of the terms.
    buffer: String,
    places: Vec<(usize, usize)>,
}

impl Lines {
    /// Adds a line.
    pub fn push(&mut self, line: &Line<'_>) {
        let start = self.buffer.len();
        for part in [line.graph.unwrap_or_default(), line.subject, line.predicate] {
            self.buffer.push_str(part);
            self.buffer.push('\0');
        }
        self.buffer.push_str(line.object);
        self.places.push((start, self.buffer.len()));
    }

    /// Sorts the lines and drops repeated ones.
    pub fn sort(&mut self) {
        let buffer = &self.buffer;
        self.places.sort_unstable_by(|a, b| buffer[a.0..a.1].cmp(&buffer[b.0..b.1]));
        self.places.dedup_by(|a, b| buffer[a.0..a.1] == buffer[b.0..b.1]);
    }

    /// Yields the lines.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.records().filter_map(record_line)
    }

    /// Yields the lines as they are sorted.
    pub(super) fn records(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|&(start, end)| &self.buffer[start..end])
    }

    /// Returns about how many bytes of memory are in use.
    pub(super) const fn size(&self) -> usize {
        self.buffer.len() + self.places.len() * size_of::<(usize, usize)>()
    }

    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.places.clear();
    }
}

/// Reads back what [`Lines`] sorts.
pub(super) fn record_line(record: &str) -> Option<Line<'_>> {
    let mut parts = record.splitn(4, '\0');
    let graph = parts.next().filter(|graph| !graph.is_empty());
    Some(Line { graph, subject: parts.next()?, predicate: parts.next()?, object: parts.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::QuadSink as _;
    use proptest::prelude::*;

    fn check(text: &str, graph: Option<&str>) {
        let objects = [
            Object::Iri("http://e/x\u{e4}"),
            Object::Text(text),
            Object::LangText(text, "zh-hant"),
            Object::Typed(text, "http://e/d"),
        ];
        for object in objects {
            let mut bytes = Vec::<u8>::new();
            bytes.quad("http://e/s", "http://e/p", object, graph);
            let written = String::from_utf8(bytes).unwrap();
            let line = Line::split(written.trim_end_matches('\n')).unwrap();
            assert_eq!((line.subject, line.predicate, line.graph), ("http://e/s", "http://e/p", graph));
            assert_eq!(line.object(&mut String::new()), object, "{written}");
            let mut lines = Lines::default();
            lines.push(&line);
            assert_eq!(lines.iter().collect::<Vec<_>>(), [line]);
        }
    }

    proptest! {
        #[test]
        fn lines_come_apart_as_they_were_made(text in "\\PC*|[\\x00-\\x7f]*|(\\\\|\"|>| |\\.|@|\\^|u0041)*", named: bool) {
            check(&text, named.then_some("http://e/g"));
        }
    }

    #[test]
    fn strings_have_one_spelling_and_other_lines_are_refused() {
        let typed = "<http://e/s> <http://e/p> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .";
        assert_eq!(Line::split(typed).unwrap().object, "\"x\"");
        for bad in [
            "",
            "<s> <p> .",
            "_:b <http://e/p> <http://e/o> .",
            "<http://e/s> <http://e/p> \"open .",
            "<a> <b> <c> <d>",
        ] {
            assert_eq!(Line::split(bad), None, "{bad}");
        }
    }

    #[test]
    fn lines_are_sorted_by_graph_first() {
        let mut lines = Lines::default();
        for line in ["<a> <p> <o> <g> .", "<b> <p> <o> .", "<a> <p> <o> <g> .", "<a> <q> <o> .", "<a> <p> \"o\" ."] {
            lines.push(&Line::split(line).unwrap());
        }
        lines.sort();
        let subjects: Vec<_> = lines.iter().map(|line| (line.graph, line.subject, line.predicate)).collect();
        assert_eq!(subjects, [(None, "a", "p"), (None, "a", "q"), (None, "b", "p"), (Some("g"), "a", "p")]);
    }
}
