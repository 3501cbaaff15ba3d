//! Serialize RDF as JSON-LD (API §8.5).

use serde_json::Value;

use super::Options;
use super::error::{ErrorCode, JsonLdError, Result};
use super::rdf::Quad;

/// Writes quads as an expanded document.
///
/// # Errors
///
/// Any code of the specification.
pub fn from_rdf(_quads: &[Quad], _options: &Options) -> Result<Value> {
    Err(JsonLdError::new(ErrorCode::LimitExceeded, "not there yet"))
}
