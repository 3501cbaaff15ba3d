//! Objects in Turtle, from the words of an N-Quads line: nothing is unescaped that need not be.

use super::{Names, Shortener};
use crate::rdf::split_triple_term;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Writes an object as it stands in a line.
pub(super) fn write(object: &str, names: &mut Shortener, out: &mut Vec<u8>) {
    write_at(object, true, names, out);
}

/// Inside of triple terms texts stay on one line, for that is where parsers expect them to.
fn write_at(object: &str, outside: bool, names: &mut Shortener, out: &mut Vec<u8>) {
    if object.starts_with('"') {
        literal(object, outside, names, out);
    } else if let Some((subject, predicate, object)) = split_triple_term(object) {
        out.extend_from_slice(b"<<( ");
        names.write(subject, out);
        out.push(b' ');
        names.write(predicate, out);
        out.push(b' ');
        write_at(object, false, names, out);
        out.extend_from_slice(b" )>>");
    } else {
        names.write(object.get(1..object.len() - 1).unwrap_or_default(), out);
    }
}

/// Marks what an object needs as used.
pub(super) fn note(object: &str, names: &mut Names) {
    if object.starts_with('"') {
        let (text, _, datatype) = parts(object);
        if let Some(datatype) = datatype.filter(|datatype| !is_short(text, datatype)) {
            names.note(datatype);
        }
    } else if let Some((subject, predicate, object)) = split_triple_term(object) {
        names.note(subject);
        names.note(predicate);
        note(object, names);
    } else {
        names.note(object.get(1..object.len() - 1).unwrap_or_default());
    }
}

/// Takes a literal apart: its text as written, what stands behind it, and in that a datatype.
fn parts(object: &str) -> (&str, &str, Option<&str>) {
    let end = memchr::memrchr(b'"', object.as_bytes()).unwrap_or_default().max(1);
    let suffix = &object[end + 1..];
    (&object[1..end], suffix, suffix.strip_prefix("^^<").and_then(|rest| rest.strip_suffix('>')))
}

fn is_short(text: &str, datatype: &str) -> bool {
    datatype.strip_prefix(XSD).is_some_and(|name| has_short_form(text, name))
}

fn literal(object: &str, outside: bool, names: &mut Shortener, out: &mut Vec<u8>) {
    let (text, suffix, datatype) = parts(object);
    if datatype.is_some_and(|datatype| is_short(text, datatype)) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    quoted(text, outside, out);
    match datatype {
        Some(datatype) => {
            out.extend_from_slice(b"^^");
            names.write_often(datatype, out);
        }
        None => out.extend_from_slice(suffix.as_bytes()),
    }
}

/// Writes a text whose escapes are those of N-Quads, which are those of Turtle; with lines of its own
/// if it has some and may.
fn quoted(text: &str, with_lines: bool, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let Some(first) = memchr::memchr(b'\\', bytes).filter(|_| with_lines && has_line_break(bytes)) else {
        out.push(b'"');
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    };
    out.extend_from_slice(b"\"\"\"");
    out.extend_from_slice(&bytes[..first]);
    let mut rest = &bytes[first..];
    // Every other escape stays: a carriage return written as it is would not survive every tool.
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let (escape, after) = rest[at..].split_at(2.min(rest.len() - at));
        out.extend_from_slice(if escape == b"\\n" { b"\n" } else { escape });
        rest = after;
    }
    out.extend_from_slice(rest);
    out.extend_from_slice(b"\"\"\"");
}

fn has_line_break(mut rest: &[u8]) -> bool {
    while let Some(at) = memchr::memchr(b'\\', rest) {
        match rest.get(at + 1) {
            Some(b'n') => return true,
            Some(_) => rest = &rest[at + 2..],
            None => return false,
        }
    }
    false
}

/// Says whether a literal may stand without quotes and datatype and keep its exact words (Turtle §2.5).
fn has_short_form(text: &str, datatype: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match datatype {
        "boolean" => matches!(text, "true" | "false"),
        "integer" => !unsigned.is_empty() && digits(unsigned),
        "decimal" => {
            unsigned.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part) && !part.is_empty())
        }
        "double" => unsigned.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            !exponent.is_empty()
                && digits(exponent)
                && digits(whole)
                && digits(part)
                && !(whole.is_empty() && part.is_empty())
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_only_in_their_exact_words() {
        for (text, datatype, short) in [
            ("10.380", "decimal", true),
            ("10", "decimal", false),
            ("10.", "decimal", false),
            ("-.5", "decimal", true),
            ("007", "integer", true),
            ("", "integer", false),
            ("+", "integer", false),
            ("١", "integer", false),
            ("1e0", "double", true),
            ("1.E-3", "double", true),
            (".e3", "double", false),
            ("1.5", "double", false),
            ("INF", "double", false),
            ("1", "boolean", false),
            ("true", "boolean", true),
            ("true", "string", false),
        ] {
            assert_eq!(has_short_form(text, datatype), short, "{text} {datatype}");
        }
    }

    #[test]
    fn only_texts_with_lines_are_long() {
        for (text, expected) in
            [("a", "\"a\""), ("a\\\\n", "\"a\\\\n\""), ("a\\nb\\r\\\"\\\\", "\"\"\"a\nb\\r\\\"\\\\\"\"\"")]
        {
            let mut out = Vec::new();
            quoted(text, true, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
