//! Deserialize JSON-LD to RDF (API §8.1, §9.1.5).

use super::error::Result;
use super::rdf::Quad;
use super::{Input, Options};

/// Turns a document into quads.
///
/// # Errors
///
/// Any code of the specification.
pub fn to_rdf<'a>(_input: impl Into<Input<'a>>, _options: &Options) -> Result<Vec<Quad>> {
    Ok(Vec::new())
}
