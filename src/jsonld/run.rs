//! One run of the processor: its options, budgets and the remote contexts met so far.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::error::{ErrorCode, JsonLdError, Result};
use super::options::{Options, ProcessingMode};

/// State shared by the algorithms of one run.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// The options given.
    pub(super) options: &'a Options,
    steps_left: Cell<u64>,
    bytes_left: Cell<u64>,
    depth: Cell<usize>,
    /// Remote contexts by IRI: the value of `@context` and the document's own IRI.
    pub(super) remote_contexts: RefCell<HashMap<String, Rc<(Value, String)>>>,
}

/// Leaves a level of nesting when dropped.
#[must_use]
#[derive(Debug)]
pub(super) struct Level<'r>(&'r Cell<usize>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

impl<'a> Run<'a> {
    /// Starts a run.
    pub(super) fn new(options: &'a Options) -> Self {
        Self {
            options,
            steps_left: Cell::new(options.budget.steps),
            bytes_left: Cell::new(options.budget.output_bytes),
            depth: Cell::new(0),
            remote_contexts: RefCell::new(HashMap::new()),
        }
    }

    /// Returns whether the rules of JSON-LD 1.0 are kept.
    pub(super) fn is_10(&self) -> bool {
        self.options.processing_mode == ProcessingMode::JsonLd10
    }

    /// Spends one step.
    pub(super) fn step(&self) -> Result<()> {
        self.steps(1)
    }

    /// Spends `count` steps.
    pub(super) fn steps(&self, count: u64) -> Result<()> {
        spend(&self.steps_left, count, "steps", self.options.budget.steps)
    }

    /// Spends bytes of output.
    pub(super) fn output(&self, bytes: usize) -> Result<()> {
        let total = self.options.budget.output_bytes;
        spend(&self.bytes_left, bytes as u64, "bytes of output", total)
    }

    /// Goes one level of nesting deeper for as long as the result lives.
    pub(super) fn enter(&self) -> Result<Level<'_>> {
        let depth = self.depth.get() + 1;
        if depth > self.options.budget.depth {
            return Err(JsonLdError::new(
                ErrorCode::LimitExceeded,
                format!("nested deeper than {} levels", self.options.budget.depth),
            ));
        }
        self.depth.set(depth);
        Ok(Level(&self.depth))
    }
}

fn spend(left: &Cell<u64>, count: u64, what: &str, total: u64) -> Result<()> {
    let Some(rest) = left.get().checked_sub(count) else {
        return Err(JsonLdError::new(ErrorCode::LimitExceeded, format!("more than {total} {what}")));
    };
    left.set(rest);
    Ok(())
}
