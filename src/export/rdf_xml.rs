//! RDF/XML, streaming; the default graph only.
//!
//! The RDF library's own writer leaves carriage returns and characters that XML 1.0 forbids as they
//! are, so that files do not read back. Here the former are escaped, and what XML cannot carry is
//! found out beforehand ([`cannot_carry`]) and goes to the loss report.

use std::io::{self, Write};

use super::loss::Reason;
use crate::rdf::{Line, Object, is_xml, read_object, split_triple_term};

const RDF: &str = crate::vocab::rdf::NAMESPACE;

/// Terms of the RDF namespace that are syntax and no predicates (RDF 1.1 XML Syntax §6.2).
const SYNTAX: &[&str] = &[
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// Says why a triple cannot stand in RDF/XML.
pub(super) fn cannot_carry(line: &Line<'_>) -> Option<Reason> {
    refuses(line.subject, line.predicate, line.object)
}

fn refuses(subject: &str, predicate: &str, object: &str) -> Option<Reason> {
    let reserved = predicate.strip_prefix(RDF).is_some_and(|local| SYNTAX.contains(&local));
    if reserved || split(predicate).is_none() {
        return Some(Reason::Predicate);
    }
    // Control characters below U+0020 are escaped in a line; the rest stands there as it is.
    let raw = |text: &str| text.contains(['\u{FFFE}', '\u{FFFF}']);
    let escaped = object.contains("\\b") || object.contains("\\f") || object.contains("\\u");
    let is_triple = object.starts_with("<<");
    if escaped || is_triple || raw(object) {
        let mut scratch = String::new();
        match read_object(object, &mut scratch) {
            Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) if !text.chars().all(is_xml) => {
                return Some(Reason::Character);
            }
            Object::Triple(term) => {
                let inner = split_triple_term(term)
                    .and_then(|(subject, predicate, object)| refuses(subject, predicate, object));
                if inner.is_some() {
                    return inner;
                }
            }
            _ => {}
        }
    }
    [subject, predicate].into_iter().any(raw).then_some(Reason::Character)
}

/// Writes one `rdf:Description` a subject.
#[derive(Debug)]
pub(super) struct RdfXml<W> {
    out: W,
    prefixes: Vec<(String, String)>,
    subject: Option<String>,
}

impl<W: Write> RdfXml<W> {
    /// Begins a document; `rdf` must be among the prefixes.
    pub(super) fn new(mut out: W, prefixes: Vec<(String, String)>) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")?;
        for (prefix, namespace) in &prefixes {
            write!(out, "\n  xmlns:{prefix}=\"{}\"", escape(namespace))?;
        }
        out.write_all(b">\n")?;
        Ok(Self { out, prefixes, subject: None })
    }

    pub(super) fn triple(&mut self, line: &Line<'_>) -> io::Result<()> {
        if self.subject.as_deref() != Some(line.subject) {
            self.end_subject()?;
            writeln!(self.out, "<rdf:Description rdf:about=\"{}\">", escape(line.subject))?;
            self.subject = Some(line.subject.to_owned());
        }
        self.property(line.predicate, line.object, 1)
    }

    /// Writes a property element; a triple term stands in it as RDF 1.2 XML Syntax §2.19 has it.
    fn property(&mut self, predicate: &str, object: &str, depth: usize) -> io::Result<()> {
        let (namespace, local) =
            split(predicate).ok_or_else(|| io::Error::other(format!("<{predicate}> is no predicate for RDF/XML")))?;
        let known = self.prefixes.iter().find(|(_, known)| known == namespace);
        let name = format!("{}:{local}", known.map_or("own", |(prefix, _)| prefix.as_str()));
        let indent = "  ".repeat(depth);
        write!(self.out, "{indent}<{name}")?;
        if known.is_none() {
            write!(self.out, " xmlns:own=\"{}\"", escape(namespace))?;
        }
        let mut scratch = String::new();
        let text = match read_object(object, &mut scratch) {
            Object::Iri(iri) => return writeln!(self.out, " rdf:resource=\"{}\"/>", escape(iri)),
            Object::Triple(term) => {
                let (subject, predicate, object) =
                    split_triple_term(term).ok_or_else(|| io::Error::other(format!("{term} is no triple term")))?;
                writeln!(self.out, " rdf:version=\"1.2\" rdf:parseType=\"Triple\">")?;
                writeln!(self.out, "{indent}  <rdf:Description rdf:about=\"{}\">", escape(subject))?;
                self.property(predicate, object, depth + 2)?;
                return writeln!(self.out, "{indent}  </rdf:Description>\n{indent}</{name}>");
            }
            Object::Text(text) => text,
            Object::LangText(text, language) => {
                write!(self.out, " xml:lang=\"{language}\"")?;
                text
            }
            Object::Typed(text, datatype) => {
                write!(self.out, " rdf:datatype=\"{}\"", escape(datatype))?;
                text
            }
        };
        writeln!(self.out, ">{}</{name}>", escape(text))
    }

    fn end_subject(&mut self) -> io::Result<()> {
        if self.subject.take().is_some() {
            self.out.write_all(b"</rdf:Description>\n")?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_subject()?;
        self.out.write_all(b"</rdf:RDF>\n")?;
        Ok(self.out)
    }
}

/// Splits a predicate into a namespace and a name that XML allows.
fn split(iri: &str) -> Option<(&str, &str)> {
    let start = iri.char_indices().rev().take_while(|(_, c)| is_name(*c)).filter(|(_, c)| is_name_start(*c)).last();
    let at = start?.0;
    (at > 0).then(|| iri.split_at(at))
}

/// XML Namespaces 1.0 `NCName`, its first character.
const fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

const fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Escapes text for an element or an attribute in double quotes.
fn escape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\r']) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped.into()
}
