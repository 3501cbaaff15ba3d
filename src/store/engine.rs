//! The interface behind which an index answers queries.
//!
//! Budgets are not kept here. A query nested deeper than 128 must be refused *before* it comes to an
//! engine: the SPARQL parser recurses, and about 550 levels overflow a thread's stack.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Term, Triple, Variable};
use oxigraph::sparql::{
    PreparedSparqlQuery, QueryEvaluationError, QueryExplanation, QueryResults, QuerySolution, QuerySolutionIter,
    QueryTripleIter, ServiceHandler, SparqlEvaluator,
};
use spargebra::algebra::GraphPattern;

pub use oxigraph::sparql::CancellationToken;

use super::StoreError;

/// Something that answers SPARQL queries.
pub trait Engine: Send + Sync {
    /// Evaluates one query; the answer streams.
    fn evaluate(&self, request: &Request) -> Result<Answer, EngineError>;

    /// Returns the number of quads, each counted once.
    fn len(&self) -> u64;

    /// Says whether there are no quads.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the name used in settings and in `doctor`.
    fn name(&self) -> &'static str;
}

/// A query and what it is asked of.
#[derive(Clone, Default)]
pub struct Request {
    /// SPARQL 1.1, prefixes included; checked for depth by the caller.
    pub sparql: String,
    /// What relative IRIs in it are relative to.
    pub base: Option<String>,
    /// What the query sees.
    pub dataset: DatasetChoice,
    /// Variables with given values (SEP-0007). The query must project them, else
    /// [`EngineError::Parameter`]: for others the query layer writes `VALUES`.
    pub parameters: Vec<(String, Term)>,
    /// Stops the evaluation from another thread.
    pub cancel: CancellationToken,
    /// Asks for [`Answer::explanation`].
    pub explain: bool,
    /// What `SERVICE` reaches; every other one is refused.
    pub services: Vec<Arc<dyn Service>>,
}

/// Answers the patterns of one `SERVICE`, without leaving the process.
pub trait Service: Send + Sync {
    /// Returns the IRI that queries name it by.
    fn iri(&self) -> &str;

    /// Answers a pattern; `given` are the parameters of the query.
    fn answer(&self, pattern: &GraphPattern, given: &[(String, Term)]) -> Result<Bindings, ServiceError>;
}

/// Rows that a service answers with.
#[derive(Debug, Clone, Default)]
pub struct Bindings {
    /// The variables.
    pub variables: Vec<Variable>,
    /// A value for each variable, or none.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// Why a service does not answer, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ServiceError(pub String);

/// A service as the evaluator sees it.
struct Handler {
    service: Arc<dyn Service>,
    given: Vec<(String, Term)>,
}

impl ServiceHandler for Handler {
    type Error = ServiceError;

    fn handle(
        &self,
        pattern: &GraphPattern,
        _: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, Self::Error> {
        let Bindings { variables, rows } = self.service.answer(pattern, &self.given)?;
        let variables: Arc<[Variable]> = variables.into();
        let named = Arc::clone(&variables);
        let rows = rows.into_iter().map(move |row| Ok(QuerySolution::from((Arc::clone(&named), row))));
        Ok(QuerySolutionIter::new(variables, rows))
    }
}

impl Request {
    /// Returns a request that sees the default graph, as lens `statements` does.
    #[must_use]
    pub fn new(sparql: impl Into<String>) -> Self {
        Self { sparql: sparql.into(), ..Self::default() }
    }
}

/// The graphs a query sees: a lens, resolved.
///
/// Graphs merged here are united: a triple in two of them is found once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetChoice {
    /// The stored default graph is part of the query's default graph.
    pub default_graph: bool,
    /// Named graphs that are part of the query's default graph, as IRIs.
    pub merged: Vec<String>,
    /// Named graphs that `GRAPH` reaches, as IRIs; `None` is all of them.
    pub named: Option<Vec<String>>,
    /// Goes before the query's own `FROM`, as the SPARQL protocol asks for its parameters; a lens
    /// does not.
    pub over_from: bool,
}

impl Default for DatasetChoice {
    fn default() -> Self {
        Self { default_graph: true, merged: Vec::new(), named: None, over_from: false }
    }
}

impl DatasetChoice {
    /// Adds a named graph to the query's default graph.
    #[must_use]
    pub fn with_graph(mut self, iri: impl Into<String>) -> Self {
        self.merged.push(iri.into());
        self
    }
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The query is no SPARQL.
    #[error("the query cannot be read: {0}")]
    Syntax(String),
    /// A base or graph is no IRI.
    #[error("`{iri}` is not an IRI")]
    Iri {
        /// What was given.
        iri: String,
    },
    /// A parameter is no variable the query projects.
    #[error("the query has no variable `?{variable}` in its SELECT clause to give a value to")]
    Parameter {
        /// The variable.
        variable: String,
    },
    /// The evaluation was stopped.
    #[error("the query was stopped")]
    Cancelled,
    /// The index the query is asked of is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A service says what is wrong with what it was asked.
    #[error(transparent)]
    Service(ServiceError),
    /// The evaluation failed.
    #[error("the query failed: {0}")]
    Evaluation(#[source] Box<dyn Error + Send + Sync>),
}

impl From<QueryEvaluationError> for EngineError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            QueryEvaluationError::NotExistingSubstitutedVariable(variable) => {
                Self::Parameter { variable: variable.into_string() }
            }
            QueryEvaluationError::Service(error) => match error.downcast::<ServiceError>() {
                Ok(error) => Self::Service(*error),
                Err(error) => Self::Evaluation(error),
            },
            other => Self::Evaluation(Box::new(other)),
        }
    }
}

/// What came of a query.
pub struct Answer {
    /// The results.
    pub results: Results,
    /// How it was evaluated, if asked for and known.
    pub explanation: Option<Explanation>,
}

/// Results by query form.
pub enum Results {
    /// Of `SELECT`.
    Solutions(Solutions),
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph(Triples),
}

impl Results {
    fn new(results: QueryResults<'static>, guard: Option<Arc<dyn Guard>>) -> Self {
        match results {
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().into();
                Self::Solutions(Solutions { variables, inner: Guarded { inner: Some(solutions), guard } })
            }
            QueryResults::Boolean(answer) => Self::Boolean(answer),
            QueryResults::Graph(triples) => Self::Graph(Triples { inner: Guarded { inner: Some(triples), guard } }),
        }
    }
}

/// Knows of trouble that the evaluator may have taken for "no value".
pub(super) trait Guard {
    /// Returns why nothing more may be handed out.
    fn stopped(&self) -> Option<EngineError>;
}

/// Solutions as they are found; after an error comes nothing more.
pub struct Solutions {
    variables: Arc<[Variable]>,
    inner: Guarded<QuerySolutionIter<'static>>,
}

impl Solutions {
    /// Returns the variables, in the order of the query.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }
}

impl Iterator for Solutions {
    type Item = Result<QuerySolution, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next()
    }
}

/// Triples as they are found; after an error comes nothing more.
pub struct Triples {
    inner: Guarded<QueryTripleIter<'static>>,
}

impl Iterator for Triples {
    type Item = Result<Triple, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next()
    }
}

/// What the evaluator gives, up to the first error.
struct Guarded<I> {
    inner: Option<I>,
    guard: Option<Arc<dyn Guard>>,
}

impl<T, I: Iterator<Item = Result<T, QueryEvaluationError>>> Guarded<I> {
    /// Ends at the first error: the evaluator itself would go on and report each row's.
    fn next(&mut self) -> Option<Result<T, EngineError>> {
        let item = self.inner.as_mut()?.next();
        let stopped = self.guard.as_ref().and_then(|guard| guard.stopped());
        if stopped.is_some() || !matches!(item, Some(Ok(_))) {
            self.inner = None;
        }
        match stopped {
            Some(error) => Some(Err(error)),
            None => item.map(|result| result.map_err(EngineError::from)),
        }
    }
}

/// Parses a request's query and sets what it sees and is given.
pub(super) fn prepare(evaluator: SparqlEvaluator, request: &Request) -> Result<PreparedSparqlQuery, EngineError> {
    let mut evaluator = evaluator.with_cancellation_token(request.cancel.clone());
    for service in &request.services {
        let handler = Handler { service: Arc::clone(service), given: request.parameters.clone() };
        evaluator = evaluator.with_service_handler(named_node(service.iri())?, handler);
    }
    if let Some(base) = &request.base {
        let wrong = |_| EngineError::Iri { iri: base.clone() };
        evaluator = evaluator.with_base_iri(base).map_err(wrong)?;
    }
    let mut prepared =
        evaluator.parse_query(&request.sparql).map_err(|error| EngineError::Syntax(error.to_string()))?;
    let choice = &request.dataset;
    if choice.over_from || prepared.dataset().is_default_dataset() {
        let mut default = Vec::with_capacity(choice.merged.len() + 1);
        if choice.default_graph {
            default.push(GraphName::DefaultGraph);
        }
        for iri in &choice.merged {
            default.push(named_node(iri)?.into());
        }
        prepared.dataset_mut().set_default_graph(default);
        if let Some(named) = &choice.named {
            let named: Result<Vec<NamedOrBlankNode>, EngineError> =
                named.iter().map(|iri| Ok(named_node(iri)?.into())).collect();
            prepared.dataset_mut().set_available_named_graphs(named?);
        }
    }
    for (name, term) in &request.parameters {
        let variable = Variable::new(name).map_err(|_| EngineError::Parameter { variable: name.clone() })?;
        prepared = prepared.substitute_variable(variable, term.clone());
    }
    Ok(prepared)
}

/// Turns what the evaluator gives into an answer.
pub(super) fn answer(
    results: Result<QueryResults<'static>, QueryEvaluationError>,
    explanation: Option<QueryExplanation>,
    guard: Option<Arc<dyn Guard>>,
) -> Result<Answer, EngineError> {
    if let Some(error) = guard.as_ref().and_then(|guard| guard.stopped()) {
        return Err(error);
    }
    Ok(Answer { results: Results::new(results?, guard), explanation: explanation.map(Explanation) })
}

fn named_node(iri: &str) -> Result<NamedNode, EngineError> {
    NamedNode::new(iri).map_err(|_| EngineError::Iri { iri: iri.to_owned() })
}

/// How a query is evaluated; its counts are complete when the results have been read.
pub struct Explanation(QueryExplanation);

impl Explanation {
    /// Returns the plan as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Vec::new();
        // Writing to memory cannot fail.
        let _ = self.0.write_in_json(&mut json);
        String::from_utf8_lossy(&json).into_owned()
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_json())
    }
}
