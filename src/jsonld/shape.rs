//! One context, and maybe one frame, for many documents: read once, applied to each in turn.
//!
//! What is written in pieces (an article at a time) would otherwise process its context for every
//! piece. Each piece has the whole budget of the options.

use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Options;
use super::compact::{compact_value, compaction_context};
use super::context::ActiveContext;
use super::error::Result;
use super::expand::expand_input;
use super::frame::{Patterns, frame_by, names_graph, put_nulls};
use super::run::Run;

/// A context and a frame, ready for any number of documents.
pub struct Shaper<'o> {
    run: Run<'o>,
    active: Rc<ActiveContext>,
    frame: Option<(Patterns, bool)>,
}

impl fmt::Debug for Shaper<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shaper").field("frames", &self.frame.is_some()).finish_non_exhaustive()
    }
}

impl<'o> Shaper<'o> {
    /// Reads a context to compact with.
    ///
    /// # Errors
    /// Any code of the specification.
    pub fn compacting(context: &Value, options: &'o Options) -> Result<Self> {
        let run = Run::new(options);
        let active = compaction_context(&run, context.get("@context").unwrap_or(context), None)?;
        Ok(Self { run, active, frame: None })
    }

    /// Reads a frame; `context` takes the place of its own context when the result is compacted.
    ///
    /// # Errors
    /// Any code of the specifications.
    pub fn framing(frame: &Value, context: Option<&Value>, options: &'o Options) -> Result<Self> {
        let run = Run::new(options);
        let expanded = expand_input(&run, frame.into(), true)?;
        let patterns = Patterns::read(&expanded.value, &run)?;
        let none = Value::Object(Map::new());
        let own = frame.get("@context").unwrap_or(&none);
        let read = compaction_context(&run, own, None)?;
        let frames_default = options.frame.frame_default || names_graph(&read, frame);
        let active = match context {
            Some(context) => compaction_context(&run, context.get("@context").unwrap_or(context), None)?,
            None => read,
        };
        Ok(Self { run, active, frame: Some((patterns, frames_default)) })
    }

    /// Frames an expanded document; what comes out is expanded still. Without a frame it stays as it is.
    ///
    /// # Errors
    /// `limit exceeded` beyond the budget.
    pub fn frame(&self, expanded: Value) -> Result<Value> {
        self.run.refill();
        self.run.admit_expanded(&expanded)?;
        match &self.frame {
            Some((patterns, frames_default)) => frame_by(&self.run, expanded, patterns, *frames_default),
            None => Ok(expanded),
        }
    }

    /// Compacts expanded nodes; the context is not put in front.
    ///
    /// # Errors
    /// Any code of the specification.
    pub fn compact(&self, expanded: Value) -> Result<Vec<Value>> {
        self.run.refill();
        let compacted = compact_value(&self.run, &self.active, expanded)?;
        let compacted = if self.frame.is_some() { put_nulls(compacted).unwrap_or_default() } else { compacted };
        Ok(match compacted {
            Value::Array(nodes) => nodes,
            Value::Object(node) if node.is_empty() => Vec::new(),
            node => vec![node],
        })
    }
}
