//! Flattening (API §8, §9.1.3).

use serde_json::Value;

use super::error::{ErrorCode, JsonLdError, Result};
use super::{Input, Options};

/// Flattens a document; with a context, compacts what comes out.
///
/// # Errors
///
/// Any code of the specification.
pub fn flatten<'a>(_input: impl Into<Input<'a>>, _context: Option<&Value>, _options: &Options) -> Result<Value> {
    Err(JsonLdError::new(ErrorCode::LimitExceeded, "not there yet"))
}
