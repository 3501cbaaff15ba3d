//! Runs a query on an engine: checks its depth, declares prefixes, applies the lens, keeps a budget.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use oxigraph::model::{Term, Triple, Variable};

use super::depth::{self, STACK_SIZE};
use super::syntax::SyntaxError;
use super::{Lens, Prefixes};
use crate::iri::Base;
use crate::source::Source;
use crate::store::{
    CancellationToken, DatasetChoice, Engine, EngineError, Explanation, Request, Results, Service, Solutions, Triples,
};

/// Namespaces of what a dataset says of itself. A query that uses one sees the graph `meta` in its default graph.
const OF_DATASET: [&str; 2] = ["http://www.w3.org/ns/shacl#", "http://rdfs.org/ns/void#"];

/// What a query may use up. What cannot be stopped from inside (a sort, a plan) is the caller's to
/// stop: it ends the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Budget {
    /// How long it may take until its last row.
    pub timeout: Option<Duration>,
    /// How many rows or triples are handed out; the rest is cut off and said to be.
    pub max_rows: Option<u64>,
}

/// A query with all that it is asked with.
#[derive(Clone)]
pub struct Question {
    /// The text, and the name that errors give it.
    pub source: Source,
    /// What its default graph is, unless it has a `FROM` of its own.
    pub lens: Lens,
    /// Graphs that whoever asks names himself; they go before the lens and before a `FROM`.
    pub graphs: Option<DatasetChoice>,
    /// Values of variables that the query projects, bound as terms.
    pub parameters: Vec<(String, Term)>,
    /// What it may use up.
    pub budget: Budget,
    /// Asks for the plan with the results.
    pub explain: bool,
    /// Stops it from another thread.
    pub cancel: CancellationToken,
}

impl Question {
    /// Returns a question under lens `statements`, without a budget.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            lens: Lens::default(),
            graphs: None,
            parameters: Vec::new(),
            budget: Budget::default(),
            explain: false,
            cancel: CancellationToken::new(),
        }
    }

    /// Returns a question from text alone.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::new(Source::new("<query>", text))
    }

    /// Sets the lens.
    #[must_use]
    pub fn with_lens(mut self, lens: Lens) -> Self {
        self.lens = lens;
        self
    }

    /// Gives values to variables.
    #[must_use]
    pub fn with_parameters(mut self, parameters: Vec<(String, Term)>) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets the budget.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }
}

/// Why a query gave no answer, or no further rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text cannot be run as it is written.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The time of the budget is over.
    #[error("the query took longer than {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// The engine failed or refused.
    #[error(transparent)]
    Engine(EngineError),
}

/// Puts questions to one engine, for one knowledge base.
#[derive(Clone)]
pub struct Asker<'e> {
    engine: &'e dyn Engine,
    base: Base,
    prefixes: Prefixes,
    services: Vec<Arc<dyn Service>>,
}

impl<'e> Asker<'e> {
    /// Returns an asker of `engine`, for the knowledge base with this base.
    #[must_use]
    pub fn new(engine: &'e dyn Engine, base: &Base) -> Self {
        Self { engine, base: base.clone(), prefixes: Prefixes::new(base), services: Vec::new() }
    }

    /// Adds a service that queries may ask; every other one is refused.
    #[must_use]
    pub fn with_service(mut self, service: Arc<dyn Service>) -> Self {
        self.services.push(service);
        self
    }

    /// Returns the prefixes that queries may use without declaring.
    #[must_use]
    pub fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// Returns the base of the knowledge base.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Asks. Rows come as they are found. Run this on a thread with [`STACK_SIZE`] of stack; see
    /// [`with_stack`].
    pub fn ask(&self, question: &Question) -> Result<Reply, QueryError> {
        depth::check(&question.source.text).map_err(|refused| SyntaxError::from_depth(&question.source, &refused))?;
        let declared = self.prefixes.declare(&question.source.text);
        let of_lens =
            || question.lens.graphs(&self.base).into_iter().fold(DatasetChoice::default(), DatasetChoice::with_graph);
        let mut dataset = question.graphs.clone().unwrap_or_else(of_lens);
        // Editors ask for prefixes, examples and VoID without naming a graph.
        if question.graphs.is_none() && OF_DATASET.iter().any(|namespace| declared.text.contains(namespace)) {
            dataset = dataset.with_graph(self.base.graph("meta"));
        }
        let request = Request {
            sparql: declared.text.clone(),
            base: Some(self.base.as_str().to_owned()),
            dataset,
            parameters: question.parameters.clone(),
            cancel: question.cancel.clone(),
            explain: question.explain,
            services: self.services.clone(),
        };
        let watch = Watch::start(question);
        let answer = self.engine.evaluate(&request).map_err(|error| match error {
            EngineError::Syntax(said) => {
                let said = said.strip_prefix("the query cannot be read: ").unwrap_or(&said);
                SyntaxError::from_parser(&question.source, &declared, said).into()
            }
            other => watch.explain(other),
        })?;
        let limit = question.budget.max_rows.unwrap_or(u64::MAX);
        let results = match answer.results {
            Results::Boolean(value) => Found::Boolean(value),
            Results::Solutions(rows) => {
                let variables = rows.variables().to_vec();
                Found::Solutions(Rows { variables, rows, meter: Meter::new(limit, watch) })
            }
            Results::Graph(triples) => Found::Graph(Graph { triples, meter: Meter::new(limit, watch) }),
        };
        Ok(Reply { results, explanation: answer.explanation })
    }
}

/// What came of a question.
pub struct Reply {
    /// The results, by query form.
    pub results: Found,
    /// The plan, if asked for.
    pub explanation: Option<Explanation>,
}

/// Results, by query form.
pub enum Found {
    /// Of `SELECT`.
    Solutions(Rows),
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph(Graph),
}

/// One row: a value for each variable, in their order.
pub type Row = Vec<Option<Term>>;

/// The rows of a `SELECT`, as they are found.
pub struct Rows {
    variables: Vec<Variable>,
    rows: Solutions,
    meter: Meter,
}

impl Rows {
    /// Returns the names of the columns, without `?`.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(Variable::as_str)
    }

    /// Says whether the budget cut rows off; known after the last row.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.meter.cut
    }
}

impl Iterator for Rows {
    type Item = Result<Row, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let solution = self.meter.next(&mut self.rows)?;
        Some(solution.map(|solution| solution.values().to_vec()))
    }
}

/// The triples of a `CONSTRUCT` or `DESCRIBE`, as they are found; one may come twice.
pub struct Graph {
    triples: Triples,
    meter: Meter,
}

impl Graph {
    /// Says whether the budget cut triples off; known after the last triple.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.meter.cut
    }
}

impl Iterator for Graph {
    type Item = Result<Triple, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.meter.next(&mut self.triples)
    }
}

/// Counts what is handed out.
struct Meter {
    left: u64,
    cut: bool,
    watch: Watch,
}

impl Meter {
    const fn new(limit: u64, watch: Watch) -> Self {
        Self { left: limit, cut: false, watch }
    }

    fn next<T>(&mut self, items: &mut impl Iterator<Item = Result<T, EngineError>>) -> Option<Result<T, QueryError>> {
        if self.cut {
            return None;
        }
        let item = items.next()?;
        if self.left == 0 && item.is_ok() {
            self.cut = true;
            return None;
        }
        self.left = self.left.saturating_sub(1);
        Some(item.map_err(|error| self.watch.explain(error)))
    }
}

/// Cancels a query when its time is over; lives as long as the results are read.
struct Watch {
    timeout: Option<Duration>,
    over: Arc<AtomicBool>,
    _alive: Option<mpsc::Sender<()>>,
}

impl Watch {
    fn start(question: &Question) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let Some(timeout) = question.budget.timeout else { return Self { timeout: None, over, _alive: None } };
        let (alive, watched) = mpsc::channel();
        let (token, flag) = (question.cancel.clone(), Arc::clone(&over));
        let spawned = thread::Builder::new().name("query-timeout".to_owned()).spawn(move || {
            if watched.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout) {
                flag.store(true, Ordering::SeqCst);
                token.cancel();
            }
        });
        // Without a thread there is no watch; the caller's own limit still holds.
        Self { timeout: Some(timeout), over, _alive: spawned.is_ok().then_some(alive) }
    }

    fn explain(&self, error: EngineError) -> QueryError {
        match (&error, self.timeout) {
            (EngineError::Cancelled, Some(timeout)) if self.over.load(Ordering::SeqCst) => QueryError::Timeout(timeout),
            _ => QueryError::Engine(error),
        }
    }
}

/// Does work on a thread with the stack that any query within the limits needs.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    thread::scope(|scope| {
        let thread =
            thread::Builder::new().name("query".to_owned()).stack_size(STACK_SIZE).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| std::io::Error::other("the query thread panicked"))
    })
}
