//! Every document of a suite through every writer, and back.

use super::rdf::same;
use crate::export::{Line, Lines, QuadWriter};
use crate::iri::Base;
use crate::query::Prefixes;
use crate::rdf::document::{Reading, WriteError, read, write};
use crate::rdf::{Format, GraphName, NamedOrBlankNode, Quad, Term, canon};

/// Writes quads with every writer that can carry them, reads them back and compares.
pub(super) fn through_writers(quads: &[Quad]) -> Result<(), String> {
    for (format, name, ..) in Format::ALL {
        let written = match write(quads, format) {
            Ok(written) => written,
            Err(WriteError::NotCarried(..)) => continue,
            // RDF/XML has no name for some predicates and no way to write some characters.
            Err(WriteError::Refused(_)) if format == Format::RdfXml => continue,
            Err(error) => return Err(format!("cannot be written as {name}: {error}")),
        };
        back(&written, format, quads).map_err(|error| format!("{name}: {error}"))?;
        if let Some(written) = exported(quads, format)? {
            back(&written, format, quads).map_err(|error| format!("{name} as exported: {error}"))?;
        }
    }
    Ok(())
}

fn back(written: &[u8], format: Format, quads: &[Quad]) -> Result<(), String> {
    let read = read(written, format, &Reading::default()).map_err(|error| format!("cannot be read back: {error}"))?;
    same(&read, quads).map_err(|error| format!("changed: {error}"))
}

/// Writes quads as `export` does, which knows neither blank nodes nor, as yet, terms of RDF 1.2.
fn exported(quads: &[Quad], format: Format) -> Result<Option<Vec<u8>>, String> {
    let is_ours = |quad: &Quad| {
        matches!(quad.subject, NamedOrBlankNode::NamedNode(_))
            && !matches!(quad.graph_name, GraphName::BlankNode(_))
            && match &quad.object {
                Term::NamedNode(_) => true,
                Term::Literal(literal) => literal.direction().is_none(),
                Term::BlankNode(_) | Term::Triple(_) => false,
            }
    };
    if !quads.iter().all(is_ours) {
        return Ok(None);
    }
    let texts: Vec<String> = quads.iter().map(canon::line).collect();
    let mut lines = Lines::default();
    for text in &texts {
        let line = Line::split(text.trim_end()).ok_or_else(|| format!("not taken apart: {text}"))?;
        lines.push(&line);
    }
    lines.sort();
    let is_xml = |text: &String| text.chars().all(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')) && !text.contains("\\u");
    if format == Format::RdfXml
        && !texts.iter().all(|text| is_xml(text) && !text.contains("\\b") && !text.contains("\\f"))
    {
        return Ok(None);
    }
    let failed = |error: std::io::Error| format!("cannot be exported: {error}");
    let mut writer = QuadWriter::new(format, &Prefixes::new(&Base::default()), Vec::new()).map_err(failed)?;
    for line in lines.iter() {
        match writer.quad(&line) {
            Ok(()) => {}
            Err(_) if format == Format::RdfXml => return Ok(None),
            Err(error) => return Err(failed(error)),
        }
    }
    writer.finish().map(Some).map_err(failed)
}
