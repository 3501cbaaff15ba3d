//! One run of the processor: its options, budgets and the remote contexts met so far.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldhash::HashMap;
use serde_json::Value;

use super::context::{ActiveContext, Scope};
use super::error::{ErrorCode, JsonLdError, Result};
use super::loader::LoadOptions;
use super::options::{Options, ProcessingMode};

/// How many applied contexts are kept at once.
const MOST_APPLIED: usize = 4096;

/// A fetched context.
#[derive(Debug)]
pub(super) struct RemoteContext {
    /// The value of the document's `@context`.
    pub(super) local: Value,
    /// Where the document was found.
    pub(super) url: String,
}

/// What was applied to which active context.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Applied {
    /// A scoped context, by the ids of both.
    Scoped(u64, u64, Scope),
    /// A remote context, by the id of the active one and its resolved IRI.
    Remote(u64, String),
}

fn no_context(url: &str) -> JsonLdError {
    JsonLdError::new(ErrorCode::InvalidRemoteContext, format!("<{url}> holds no map with an @context entry"))
}

/// State shared by the algorithms of one run.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// The options given.
    pub(super) options: &'a Options,
    steps_left: Cell<u64>,
    bytes_left: Cell<u64>,
    depth: Cell<usize>,
    context_depth: Cell<usize>,
    last_id: Cell<u64>,
    remote_contexts: RefCell<HashMap<String, Rc<RemoteContext>>>,
    applied: RefCell<HashMap<Applied, Rc<ActiveContext>>>,
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
            context_depth: Cell::new(0),
            last_id: Cell::new(0),
            remote_contexts: RefCell::default(),
            applied: RefCell::default(),
        }
    }

    /// Returns a number not given out before in this run.
    pub(super) fn next_id(&self) -> u64 {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        id
    }

    /// Returns the context that came of an application before.
    pub(super) fn applied(&self, key: &Applied) -> Option<Rc<ActiveContext>> {
        self.applied.borrow().get(key).cloned()
    }

    /// Keeps what came of applying a context.
    pub(super) fn keep_applied(&self, key: Applied, context: Rc<ActiveContext>) {
        let mut applied = self.applied.borrow_mut();
        if applied.len() >= MOST_APPLIED {
            applied.clear();
        }
        applied.insert(key, context);
    }

    /// Fetches a remote context, each IRI once (§4.1.2 steps 5.2.4 and 5.2.5).
    pub(super) fn remote_context(&self, url: &str) -> Result<Rc<RemoteContext>> {
        if let Some(known) = self.remote_contexts.borrow().get(url) {
            return Ok(known.clone());
        }
        let options = LoadOptions { context: true, extract_all_scripts: false };
        let loaded = self.options.loader.load(url, options).map_err(|error| {
            let code = match error.code {
                ErrorCode::LimitExceeded => error.code,
                _ => ErrorCode::LoadingRemoteContextFailed,
            };
            JsonLdError::new(code, error.message)
        })?;
        self.admit(&loaded.document)?;
        let Value::Object(mut document) = loaded.document else {
            return Err(no_context(url));
        };
        let local = document.remove("@context").ok_or_else(|| no_context(url))?;
        let context = Rc::new(RemoteContext { local, url: loaded.document_url.unwrap_or_else(|| url.to_owned()) });
        self.remote_contexts.borrow_mut().insert(url.to_owned(), context.clone());
        Ok(context)
    }

    /// Gives steps and bytes back, for the next document of the same run.
    pub(super) fn refill(&self) {
        self.steps_left.set(self.options.budget.steps);
        self.bytes_left.set(self.options.budget.output_bytes);
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

    /// Goes one level of a document's nesting deeper for as long as the level lives.
    pub(super) fn enter(&self) -> Result<Level<'_>> {
        self.enter_up_to(self.options.budget.depth)
    }

    /// Goes one level of an expanded document's nesting deeper; arrays make it deeper than written.
    pub(super) fn enter_result(&self) -> Result<Level<'_>> {
        self.enter_up_to(self.options.budget.depth.saturating_mul(3))
    }

    /// Takes in a foreign value: refuses one that is nested too deep for anything recursive.
    pub(super) fn admit(&self, value: &Value) -> Result<()> {
        admit(value, self.options.budget.depth)
    }

    /// Takes in a document in expanded form, which is deeper than what was written.
    pub(super) fn admit_expanded(&self, value: &Value) -> Result<()> {
        admit(value, self.options.budget.depth.saturating_mul(3))
    }

    /// Goes one level deeper into contexts and definitions; they count apart from the document.
    pub(super) fn enter_context(&self) -> Result<Level<'_>> {
        deeper(&self.context_depth, self.options.budget.depth)
    }

    fn enter_up_to(&self, most: usize) -> Result<Level<'_>> {
        deeper(&self.depth, most)
    }
}

fn deeper(level: &Cell<usize>, most: usize) -> Result<Level<'_>> {
    let depth = level.get() + 1;
    if depth > most {
        return Err(too_deep(most));
    }
    level.set(depth);
    Ok(Level(level))
}

fn admit(value: &Value, most: usize) -> Result<()> {
    let mut open = vec![(value, 1)];
    while let Some((value, depth)) = open.pop() {
        let inner: &mut dyn Iterator<Item = &Value> = match value {
            Value::Array(items) => &mut items.iter(),
            Value::Object(map) => &mut map.values(),
            _ => continue,
        };
        if depth > most {
            return Err(too_deep(most));
        }
        let nested = inner.filter(|value| value.is_array() || value.is_object());
        open.extend(nested.map(|value| (value, depth + 1)));
    }
    Ok(())
}

fn too_deep(most: usize) -> JsonLdError {
    JsonLdError::new(ErrorCode::LimitExceeded, format!("nested deeper than {most} levels"))
}

fn spend(left: &Cell<u64>, count: u64, what: &str, total: u64) -> Result<()> {
    let Some(rest) = left.get().checked_sub(count) else {
        return Err(JsonLdError::new(ErrorCode::LimitExceeded, format!("more than {total} {what}")));
    };
    left.set(rest);
    Ok(())
}
