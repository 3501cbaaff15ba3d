//! Tests of RDF 1.1 and 1.2: syntax, evaluation, canonical lines, and every document through every writer.

use crate::rdf::Quad;

use super::folders::Folder;
use super::manifest::Test;
use super::writers::through_writers;
use crate::rdf::Format;
use crate::rdf::canon::{Algorithm, CanonError, Canonical, Effort, line};
use crate::rdf::document::{Reading, read};

/// Runs one test of a syntax; says what is wrong.
pub(super) fn run(folder: &Folder, test: &Test) -> Result<(), String> {
    let kind = test.kinds.iter().find(|kind| kind.starts_with("Test")).ok_or("the manifest names no kind")?;
    let format = format_of(kind).ok_or_else(|| format!("a kind of test that is not known: {kind}"))?;
    let action = test.action().ok_or("the manifest names no input")?;
    let bytes = folder.read(&action).map_err(|error| error.to_string())?;
    let made = read(&bytes, format, &reading(&action));
    if kind.contains("Negative") {
        return match made {
            Err(_) => Ok(()),
            Ok(quads) => Err(format!("accepted, {} quads", quads.len())),
        };
    }
    let made = made.map_err(|error| format!("refused: {error}"))?;
    if let Some(expected) = test.result() {
        let bytes = folder.read(&expected).map_err(|error| error.to_string())?;
        if kind.ends_with("C14N") {
            let wanted = String::from_utf8_lossy(&bytes);
            let lines: String = made.iter().map(line).collect();
            return if lines == wanted { Ok(()) } else { Err(format!("wrote {lines}")) };
        }
        let format = Format::from_file_name(&expected).ok_or("a result in a format that is not known")?;
        let wanted = read(&bytes, format, &reading(&expected)).map_err(|error| format!("the result: {error}"))?;
        same(&made, &wanted)?;
    }
    through_writers(&made)
}

fn format_of(kind: &str) -> Option<Format> {
    let names = [
        ("NTriples", Format::NTriples),
        ("NQuads", Format::NQuads),
        ("Turtle", Format::Turtle),
        ("Trig", Format::TriG),
        ("XML", Format::RdfXml),
    ];
    names.iter().find(|(name, _)| kind.contains(name)).map(|(_, format)| *format)
}

fn reading(base: &str) -> Reading<'_> {
    // Some documents of the suite have a document type; everywhere else they are refused.
    Reading { base: Some(base), document_type: true, loader: None }
}

/// Compares two datasets by their canonical forms.
pub(super) fn same(made: &[Quad], wanted: &[Quad]) -> Result<(), String> {
    let of = |quads: &[Quad]| Canonical::of(quads, Effort::default()).map_err(|error| error.to_string());
    let (made, wanted) = (of(made)?, of(wanted)?);
    if made.lines() == wanted.lines() { Ok(()) } else { Err(format!("got {}", made.lines().concat())) }
}

/// Runs one test of RDFC-1.0.
pub(super) fn run_canon(folder: &Folder, test: &Test) -> Result<(), String> {
    let action = test.action().ok_or("the manifest names no input")?;
    let bytes = folder.read(&action).map_err(|error| error.to_string())?;
    let quads = read(&bytes, Format::NQuads, &Reading::default()).map_err(|error| format!("refused: {error}"))?;
    let algorithm = match test.get("https://w3c.github.io/rdf-canon/tests/vocab#hashAlgorithm").as_deref() {
        Some("SHA384") => Algorithm::Sha384,
        _ => Algorithm::Sha256,
    };
    let made = Canonical::of(&quads, Effort { algorithm, ..Effort::default() });
    if test.is("RDFC10NegativeEvalTest") {
        return match made {
            Err(CanonError::TooMuchWork(_) | CanonError::TooDeep(_)) => Ok(()),
            other => Err(format!("expected to give up, got {other:?}")),
        };
    }
    let made = made.map_err(|error| error.to_string())?;
    let expected = test.result().ok_or("the manifest names no result")?;
    let bytes = folder.read(&expected).map_err(|error| error.to_string())?;
    if test.is("RDFC10MapTest") {
        let wanted: std::collections::BTreeMap<String, String> =
            serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        return if *made.labels() == wanted { Ok(()) } else { Err(format!("named {:?}", made.labels())) };
    }
    let lines = made.lines().concat();
    if lines.as_bytes() == bytes { Ok(()) } else { Err(format!("wrote {lines}")) }
}
