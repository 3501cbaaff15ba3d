//! Quads into bytes of a format, one after the other.

use std::io::{self, Write};

use oxigraph::io::{RdfSerializer, WriterQuadSerializer};
use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};

use serde_json::Value;

use super::json_ld::JsonLd;
use super::line::Line;
use super::rdf_xml::RdfXml;
use crate::query::Prefixes;
use crate::rdf::{Format, Object};

/// Writes quads in a format. Give it only what the format can carry, best sorted by graph, subject,
/// predicate and object.
#[derive(Debug)]
pub struct QuadWriter<W: Write>(Kind<W>);

enum Kind<W: Write> {
    Lines(W),
    Library(Box<WriterQuadSerializer<W>>),
    RdfXml(RdfXml<W>),
    JsonLd(Box<JsonLd<W>>),
}

impl<W: Write> std::fmt::Debug for Kind<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Lines(_) => "Lines",
            Self::Library(_) => "Library",
            Self::RdfXml(_) => "RdfXml",
            Self::JsonLd(_) => "JsonLd",
        })
    }
}

impl<W: Write> QuadWriter<W> {
    /// Begins a document.
    pub fn new(format: Format, prefixes: &Prefixes, out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::NQuads | Format::NTriples => Kind::Lines(out),
            Format::Turtle | Format::TriG => {
                let mut serializer = RdfSerializer::from_format(format.of_library());
                for (prefix, namespace) in longest_first(prefixes) {
                    serializer = serializer.with_prefix(prefix, namespace).map_err(io::Error::other)?;
                }
                Kind::Library(Box::new(serializer.for_writer(out)))
            }
            Format::RdfXml => Kind::RdfXml(RdfXml::new(out, longest_first(prefixes))?),
            Format::JsonLd => Kind::JsonLd(Box::new(JsonLd::new(out, None)?)),
        }))
    }

    /// Begins a document of JSON-LD in which `shown` stands for our context, such as its address.
    pub fn json_ld(shown: &Value, out: W) -> io::Result<Self> {
        Ok(Self(Kind::JsonLd(Box::new(JsonLd::new(out, Some(shown))?))))
    }

    /// Writes a quad.
    pub fn quad(&mut self, line: &Line<'_>) -> io::Result<()> {
        match &mut self.0 {
            Kind::Lines(out) => {
                write!(out, "<{}> <{}> {}", line.subject, line.predicate, line.object)?;
                match line.graph {
                    Some(graph) => writeln!(out, " <{graph}> ."),
                    None => out.write_all(b" .\n"),
                }
            }
            Kind::Library(out) => {
                let node = NamedNodeRef::new_unchecked;
                let mut scratch = String::new();
                let object: TermRef<'_> = match line.object(&mut scratch) {
                    Object::Iri(iri) => node(iri).into(),
                    Object::Text(text) => LiteralRef::new_simple_literal(text).into(),
                    Object::LangText(text, language) => {
                        LiteralRef::new_language_tagged_literal_unchecked(text, language).into()
                    }
                    Object::Typed(text, datatype) => LiteralRef::new_typed_literal(text, node(datatype)).into(),
                };
                let graph = line.graph.map_or(GraphNameRef::DefaultGraph, |graph| node(graph).into());
                out.serialize_quad(QuadRef::new(node(line.subject), node(line.predicate), object, graph))
            }
            Kind::RdfXml(out) => out.triple(line),
            Kind::JsonLd(out) => out.quad(line),
        }
    }

    /// Ends the document and gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Kind::Lines(out) => Ok(out),
            Kind::Library(out) => out.finish(),
            Kind::RdfXml(out) => out.finish(),
            Kind::JsonLd(out) => out.finish(),
        }
    }
}

/// Prefixes with the longest namespace first, for a writer takes the first that fits.
fn longest_first(prefixes: &Prefixes) -> Vec<(String, String)> {
    let mut sorted: Vec<_> =
        prefixes.iter().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect();
    sorted.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.cmp(b)));
    sorted
}
