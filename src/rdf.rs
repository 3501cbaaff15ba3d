//! The RDF terms Chancery writes, borrowed: no allocation between a statement and its bytes.
//!
//! This is the one place that names oxrdf and the sophia adapters. Everything above hands
//! [`Object`]s to a [`QuadSink`]; sinks are N-Quads bytes (the hot path), owned quads, counters.

pub mod canon;
pub mod document;
mod format;
pub(crate) mod guard;
mod line;
mod xml;

pub use format::Format;
pub use line::{Line, bare_iri, read_object, split_triple_term, triple_term};
pub use xml::{is_xml, refuse_document_type};

pub use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};

use line::STRING;
use oxigraph::model::BaseDirection;

/// The object of a quad, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object<'a> {
    /// An IRI that has been checked where it was made.
    Iri(&'a str),
    /// A plain string.
    Text(&'a str),
    /// A string in a language: value, BCP 47 tag in lower case.
    LangText(&'a str, &'a str),
    /// A literal with a datatype IRI.
    Typed(&'a str, &'a str),
    /// A triple term of RDF 1.2, as [`triple_term`] writes it.
    Triple(&'a str),
}

/// Where quads go, in the order they are made.
pub trait QuadSink {
    /// Takes one quad; `graph` is `None` for the default graph. IRIs are bare, without brackets.
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: Option<&str>);
}

/// Writes N-Quads (RDF 1.1 N-Quads §2) into a byte buffer.
impl QuadSink for Vec<u8> {
    #[inline]
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: Option<&str>) {
        self.push(b'<');
        self.extend_from_slice(subject.as_bytes());
        self.extend_from_slice(b"> <");
        self.extend_from_slice(predicate.as_bytes());
        match object {
            Object::Iri(iri) => {
                self.extend_from_slice(b"> <");
                self.extend_from_slice(iri.as_bytes());
                self.push(b'>');
            }
            Object::Text(text) => {
                self.extend_from_slice(b"> \"");
                escape_into(self, text);
                self.push(b'"');
            }
            Object::LangText(text, lang) => {
                self.extend_from_slice(b"> \"");
                escape_into(self, text);
                self.extend_from_slice(b"\"@");
                self.extend_from_slice(lang.as_bytes());
            }
            Object::Typed(text, datatype) => {
                self.extend_from_slice(b"> \"");
                escape_into(self, text);
                self.extend_from_slice(b"\"^^<");
                self.extend_from_slice(datatype.as_bytes());
                self.push(b'>');
            }
            Object::Triple(term) => {
                self.extend_from_slice(b"> ");
                self.extend_from_slice(term.as_bytes());
            }
        }
        if let Some(graph) = graph {
            self.extend_from_slice(b" <");
            self.extend_from_slice(graph.as_bytes());
            self.push(b'>');
        }
        self.extend_from_slice(b" .\n");
    }
}

/// Appends `text` with the escapes of canonical N-Triples (RDF 1.1 N-Triples, canonical form).
fn escape_into(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\' && byte != 0x7F;
    // Most texts need no escape; this loop has no exit, so it is done many bytes at a time.
    if bytes.iter().fold(true, |plain, &byte| plain & is_plain(byte)) {
        out.extend_from_slice(bytes);
        return;
    }
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if is_plain(byte) {
            continue;
        }
        out.extend_from_slice(&bytes[from..at]);
        from = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            other => out.extend_from_slice(format!("\\u{other:04X}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[from..]);
}

/// Collects owned quads of the RDF library.
impl QuadSink for Vec<Quad> {
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: Option<&str>) {
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let object = library_term(object);
        let graph = graph.map_or(GraphName::DefaultGraph, |iri| node(iri).into());
        self.push(Quad::new(node(subject), node(predicate), object, graph));
    }
}

/// Returns a quad as a line of canonical N-Quads; nothing if it holds a blank node.
#[must_use]
pub fn written_quad(quad: &Quad) -> Option<String> {
    let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return None };
    let object = written_object(&quad.object)?;
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => String::new(),
        GraphName::NamedNode(graph) => format!(" <{}>", graph.as_str()),
        GraphName::BlankNode(_) => return None,
    };
    Some(format!("<{}> <{}> {object}{graph} .\n", subject.as_str(), quad.predicate.as_str()))
}

/// Returns a term as it stands in a line; nothing if it is or holds a blank node.
pub(crate) fn written_object(term: &Term) -> Option<String> {
    let mut bytes = Vec::new();
    match term {
        Term::NamedNode(node) => return Some(format!("<{}>", node.as_str())),
        Term::BlankNode(_) => return None,
        Term::Triple(triple) => {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return None };
            let object = written_object(&triple.object)?;
            return Some(triple_term(subject.as_str(), triple.predicate.as_str(), &object));
        }
        Term::Literal(literal) => {
            bytes.push(b'"');
            escape_into(&mut bytes, literal.value());
            bytes.push(b'"');
            match literal.language() {
                Some(language) => {
                    bytes.extend_from_slice(format!("@{language}").as_bytes());
                    if let Some(direction) = literal.direction() {
                        bytes.extend_from_slice(format!("--{direction}").as_bytes());
                    }
                }
                None if literal.datatype().as_str() == STRING => {}
                None => bytes.extend_from_slice(format!("^^<{}>", literal.datatype().as_str()).as_bytes()),
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Returns an object as the RDF library has it.
pub(crate) fn library_term(object: Object<'_>) -> Term {
    let node = |iri: &str| NamedNode::new_unchecked(iri);
    match object {
        Object::Iri(iri) => node(iri).into(),
        Object::Text(text) => Literal::new_simple_literal(text).into(),
        Object::LangText(text, lang) => match lang.split_once("--") {
            None => Literal::new_language_tagged_literal_unchecked(text, lang).into(),
            Some((lang, direction)) => {
                let direction = if direction == "rtl" { BaseDirection::Rtl } else { BaseDirection::Ltr };
                Literal::new_directional_language_tagged_literal_unchecked(text, lang, direction).into()
            }
        },
        Object::Typed(text, datatype) => Literal::new_typed_literal(text, node(datatype)).into(),
        Object::Triple(term) => {
            let (subject, predicate, object) =
                split_triple_term(term).expect("a triple term is written by `triple_term`");
            let mut scratch = String::new();
            let object = library_term(read_object(object, &mut scratch));
            Triple::new(node(subject), node(predicate), object).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::document::{Reading, read_nquads};
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};

    #[test]
    fn hostile_text_survives_nquads() {
        let texts = ["a \"b\" \\ \n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}", "أذربيجان\u{202e}", "\u{1F600}", ""];
        for text in texts {
            for object in [Object::Text(text), Object::LangText(text, "ar"), Object::Typed(text, "http://e/d")] {
                let mut bytes = Vec::<u8>::new();
                let mut quads = Vec::<Quad>::new();
                bytes.quad("http://e/s", "http://e/p", object, Some("http://e/g"));
                quads.quad("http://e/s", "http://e/p", object, Some("http://e/g"));
                let parsed: Vec<Quad> =
                    RdfParser::from_format(RdfFormat::NQuads).for_slice(&bytes).collect::<Result<_, _>>().unwrap();
                assert_eq!(parsed, quads);
            }
        }
    }

    #[test]
    fn annotations_are_read_where_the_reifier_has_an_iri_and_document_types_are_not() {
        let written = "<http://e/s> <http://e/p> \"أ\"@ar--rtl ~ <http://e/r> {| <http://e/q> 1.0 |} .";
        let (nquads, blank) = read_nquads(written.as_bytes(), Format::Turtle, &Reading::default()).unwrap();
        assert_eq!((nquads.lines().count(), blank), (3, 0), "{nquads}");
        assert!(nquads.contains("reifies> <<( <http://e/s> <http://e/p> \"أ\"@ar--rtl )>> ."), "{nquads}");
        let unnamed = written.replace("~ <http://e/r>", "");
        assert_eq!(read_nquads(unnamed.as_bytes(), Format::Turtle, &Reading::default()).unwrap().1, 2);
        let bomb = "<!DOCTYPE r [<!ENTITY a \"b\">]><r>&a;</r>";
        assert!(
            read_nquads(bomb.as_bytes(), Format::RdfXml, &Reading::default())
                .unwrap_err()
                .to_string()
                .contains("document type")
        );
    }

    #[test]
    fn nesting_without_end_is_refused_and_ends_nothing() {
        let (open, close) = ("<<( <http://e/s> <http://e/p> ", " )>>");
        let deep = |levels| format!("<http://e/s> <http://e/p> {}1{} .", open.repeat(levels), close.repeat(levels));
        let reading = Reading::default();
        assert_eq!(
            read_nquads(deep(100).as_bytes(), Format::Turtle, &Reading::default()).unwrap().0.lines().count(),
            1
        );
        for (format, text) in [(Format::Turtle, deep(100_000)), (Format::JsonLd, "[".repeat(100_000))] {
            assert!(
                read_nquads(text.as_bytes(), format, &reading).unwrap_err().to_string().contains("nested deeper"),
                "{format}"
            );
            assert!(document::read(text.as_bytes(), format, &reading).is_err(), "{format}");
        }
    }
}
