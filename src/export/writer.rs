//! Quads into bytes of a format, one after the other.

use std::io::{self, Write};

use serde_json::Value;

use super::json_ld::JsonLd;
use super::line::Lines;
use super::rdf_xml::RdfXml;
use super::turtle::{Names, Turtle};
use crate::query::Prefixes;
use crate::rdf::{Format, Line};

/// How many bytes of lines are written at once.
const BUFFER: usize = 1 << 16;

/// Writes quads in a format. Give it only what the format can carry, best sorted by graph, subject,
/// predicate and object.
#[derive(Debug)]
pub struct QuadWriter<W: Write>(Kind<W>);

enum Kind<W: Write> {
    Lines(W, Vec<u8>),
    Turtle(Box<Turtle<W>>),
    RdfXml(RdfXml<W>),
    JsonLd(Box<JsonLd<W>>),
}

impl<W: Write> std::fmt::Debug for Kind<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Lines(..) => "Lines",
            Self::Turtle(_) => "Turtle",
            Self::RdfXml(_) => "RdfXml",
            Self::JsonLd(_) => "JsonLd",
        })
    }
}

impl<W: Write> QuadWriter<W> {
    /// Begins a document. Turtle and TriG declare a prefix where it is first needed.
    pub fn new(format: Format, prefixes: &Prefixes, out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::NQuads | Format::NTriples => Kind::Lines(out, Vec::with_capacity(2 * BUFFER)),
            Format::Turtle | Format::TriG => return Ok(Self::of_turtle(Names::new(prefixes), out)),
            Format::RdfXml => Kind::RdfXml(RdfXml::new(out, longest_first(prefixes))?),
            Format::JsonLd => Kind::JsonLd(Box::new(JsonLd::new(out, None)?)),
        }))
    }

    /// Begins Turtle or TriG; what `names` knows to be used is declared at the head.
    pub(super) fn of_turtle(names: Names, out: W) -> Self {
        Self(Kind::Turtle(Box::new(Turtle::new(names, out))))
    }

    /// Writes the sorted quads of a part, such as an article. In Turtle and TriG, a reifier of a triple
    /// of the same graph and part is written beside the triple.
    pub fn part(&mut self, lines: &Lines) -> io::Result<()> {
        match &mut self.0 {
            Kind::Turtle(out) => out.part(lines.iter()),
            _ => lines.iter().try_for_each(|line| self.quad(&line)),
        }
    }

    /// Begins a document of JSON-LD in which `shown` stands for our context, such as its address.
    pub fn json_ld(shown: &Value, out: W) -> io::Result<Self> {
        Ok(Self(Kind::JsonLd(Box::new(JsonLd::new(out, Some(shown))?))))
    }

    /// Writes a reifier of the quad just written, as Turtle and TriG have it.
    pub(super) fn reifier(&mut self, iri: &str) -> io::Result<()> {
        match &mut self.0 {
            Kind::Turtle(out) => {
                out.reifier(iri);
                Ok(())
            }
            _ => Err(io::Error::other("only Turtle has a place for reifiers")),
        }
    }

    /// Writes a quad.
    pub fn quad(&mut self, line: &Line<'_>) -> io::Result<()> {
        match &mut self.0 {
            Kind::Lines(out, ready) => {
                for part in ["<", line.subject, "> <", line.predicate, "> ", line.object] {
                    ready.extend_from_slice(part.as_bytes());
                }
                if let Some(graph) = line.graph {
                    for part in [" <", graph, ">"] {
                        ready.extend_from_slice(part.as_bytes());
                    }
                }
                ready.extend_from_slice(b" .\n");
                if ready.len() >= BUFFER {
                    out.write_all(ready)?;
                    ready.clear();
                }
                Ok(())
            }
            Kind::Turtle(out) => out.quad(line),
            Kind::RdfXml(out) => out.triple(line),
            Kind::JsonLd(out) => out.quad(line),
        }
    }

    /// Ends the document and gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Kind::Lines(mut out, ready) => {
                out.write_all(&ready)?;
                Ok(out)
            }
            Kind::Turtle(out) => out.finish(),
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
