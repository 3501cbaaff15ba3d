//! Framing (JSON-LD 1.1 Framing §5).

use serde_json::Value;

use super::error::{ErrorCode, JsonLdError, Result};
use super::{Input, Options};

/// Shapes a document by a frame.
///
/// # Errors
///
/// Any code of the specification.
pub fn frame<'a, 'b>(_input: impl Into<Input<'a>>, _frame: impl Into<Input<'b>>, _options: &Options) -> Result<Value> {
    Err(JsonLdError::new(ErrorCode::LimitExceeded, "not there yet"))
}
