//! One line of our N-Quads taken apart without unescaping.
//!
//! Segments and [`crate::convert`] write canonical N-Quads, one quad a line, no blank nodes. Sorting,
//! the line formats and the profiles need no more than where the terms stand.

use super::Object;

/// Datatype of plain strings.
pub(super) const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// How deep triple terms may stand in one another.
const DEPTH: usize = 128;

/// A quad as it stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<'a> {
    /// IRI of the graph; nothing for the default graph.
    pub graph: Option<&'a str>,
    /// IRI of the subject.
    pub subject: &'a str,
    /// IRI of the predicate.
    pub predicate: &'a str,
    /// The object as written: `<…>`, `"…"`, `"…"@…`, `"…"^^<…>` or, in RDF 1.2, `<<( <…> <…> … )>>`.
    pub object: &'a str,
}

impl<'a> Line<'a> {
    /// Takes a line apart; nothing if it is not of the canonical form.
    #[must_use]
    pub fn split(line: &'a str) -> Option<Self> {
        let (subject, rest) = split_iri(line)?;
        let (predicate, rest) = split_iri(rest)?;
        let (object, rest) = rest.split_at(object_length(rest, DEPTH)?);
        let graph = match rest {
            " ." => None,
            _ => Some(rest.strip_prefix(" <")?.strip_suffix("> .")?),
        };
        Some(Self { graph, subject, predicate, object: without_string_type(object) })
    }

    /// Returns the object; `scratch` holds its text where that had to be unescaped.
    #[must_use]
    pub fn object<'s>(&'s self, scratch: &'s mut String) -> Object<'s> {
        read_object(self.object, scratch)
    }

    /// Says whether the object is a triple term.
    #[must_use]
    pub fn has_triple_term(&self) -> bool {
        self.object.starts_with(TRIPLE_START)
    }

    /// Returns the object if it is an IRI.
    #[must_use]
    pub fn object_iri(&self) -> Option<&'a str> {
        bare_iri(self.object)
    }
}

/// Returns the IRI of an object as it stands in a line; nothing if it is a literal or a triple term.
#[must_use]
pub fn bare_iri(object: &str) -> Option<&str> {
    if object.starts_with(TRIPLE_START) { None } else { object.strip_prefix('<')?.strip_suffix('>') }
}

/// Reads an object as written; `scratch` holds its text where that had to be unescaped.
#[must_use]
pub fn read_object<'s>(object: &'s str, scratch: &'s mut String) -> Object<'s> {
    if object.starts_with(TRIPLE_START) {
        return Object::Triple(object);
    }
    if let Some(iri) = object.strip_prefix('<') {
        return Object::Iri(iri.strip_suffix('>').unwrap_or(iri));
    }
    let end = object.rfind('"').unwrap_or(0).max(1);
    let raw = object.get(1..end).unwrap_or_default();
    let text: &str = if raw.contains('\\') {
        unescape_into(raw, scratch);
        scratch
    } else {
        raw
    };
    let suffix = object.get(end + 1..).unwrap_or_default();
    if let Some(language) = suffix.strip_prefix('@') {
        Object::LangText(text, language)
    } else if let Some(datatype) = suffix.strip_prefix("^^<") {
        Object::Typed(text, datatype.strip_suffix('>').unwrap_or(datatype))
    } else {
        Object::Text(text)
    }
}

/// What a triple term begins and ends with (RDF 1.2 N-Triples, canonical form).
const TRIPLE_START: &str = "<<( ";
const TRIPLE_END: &str = " )>>";

/// Writes a triple term; the object as it stands in a line.
#[must_use]
pub fn triple_term(subject: &str, predicate: &str, object: &str) -> String {
    [TRIPLE_START, "<", subject, "> <", predicate, "> ", object, TRIPLE_END].concat()
}

/// Takes a triple term apart into subject, predicate and object, the object as it stands in a line.
#[must_use]
pub fn split_triple_term(term: &str) -> Option<(&str, &str, &str)> {
    let inner = term.strip_prefix(TRIPLE_START)?.strip_suffix(TRIPLE_END)?;
    let (subject, rest) = inner.strip_prefix('<')?.split_once("> <")?;
    let (predicate, object) = rest.split_once("> ")?;
    (object_length(object, DEPTH)? == object.len()).then_some((subject, predicate, without_string_type(object)))
}

/// Takes an IRI and the blank behind it off the start of `text`.
#[inline]
fn split_iri(text: &str) -> Option<(&str, &str)> {
    let end = memchr::memchr(b'>', text.as_bytes())?;
    Some((text[..end].strip_prefix('<')?, text[end + 1..].strip_prefix(' ')?))
}

/// Returns the length of the object at the start of `text`.
fn object_length(text: &str, depth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if let Some(inner) = text.strip_prefix(TRIPLE_START) {
        let (_, rest) = inner.strip_prefix('<')?.split_once("> <")?;
        let (_, rest) = rest.split_once("> ")?;
        let object = object_length(rest, depth.checked_sub(1)?)?;
        rest[object..].strip_prefix(TRIPLE_END)?;
        return Some(text.len() - rest.len() + object + TRIPLE_END.len());
    }
    if bytes.first() == Some(&b'<') {
        return Some(text.find('>')? + 1);
    }
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            break;
        }
        at += 2;
    }
    let rest = &text[at + 1..];
    Some(
        at + 1
            + match rest.as_bytes().first() {
                Some(b'@') => rest.find(' ').unwrap_or(rest.len()),
                Some(b'^') => rest.find('>')? + 1,
                _ => 0,
            },
    )
}

/// A plain string has one spelling: without the datatype `xsd:string`.
fn without_string_type(object: &str) -> &str {
    let cut = object.strip_suffix('>').and_then(|object| object.strip_suffix(STRING));
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
            let term = triple_term("http://e/s", "http://e/p", line.object);
            let nested = triple_term("http://e/s", "http://e/p", &term);
            for term in [&term, &nested] {
                let mut bytes = Vec::<u8>::new();
                bytes.quad("http://e/s", "http://e/p", Object::Triple(term), graph);
                let written = String::from_utf8(bytes).unwrap();
                let line = Line::split(written.trim_end_matches('\n')).unwrap();
                assert_eq!(line.object(&mut String::new()), Object::Triple(term));
                assert_eq!(line.graph, graph);
            }
            assert_eq!(split_triple_term(&nested), Some(("http://e/s", "http://e/p", &*term)));
            assert_eq!(split_triple_term(&term), Some(("http://e/s", "http://e/p", line.object)));
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
            "<a> <b> <<( <c> <d> <e> .",
            "<a> <b> <<( <c> <d> \"e )>> .",
        ] {
            assert_eq!(Line::split(bad), None, "{bad}");
        }
    }
}
