//! Expansion (API §5, §9.1.2).

use serde_json::Value;

use super::error::Result;
use super::run::Run;
use super::{Input, Options};

/// An expanded document and what was learned on the way.
#[derive(Debug)]
pub(super) struct Expanded {
    /// The expanded form: always an array.
    pub(super) value: Value,
    /// The IRI the document was loaded from, if it was.
    pub(super) document_url: Option<String>,
}

/// Expands a document.
///
/// # Errors
///
/// Any code of the specification.
pub fn expand<'a>(input: impl Into<Input<'a>>, options: &Options) -> Result<Value> {
    Ok(expand_input(&Run::new(options), input.into(), false)?.value)
}

/// Expands a document within a run; with `frame_expansion` it is a frame.
pub(super) fn expand_input(_run: &Run<'_>, _input: Input<'_>, _frame_expansion: bool) -> Result<Expanded> {
    Ok(Expanded { value: Value::Array(Vec::new()), document_url: None })
}
