//! Any SPARQL 1.1 server as the index: the same graphs, the statement layer in one of its own.
//!
//! ```text
//! graph/statements   what the store keeps as default graph; some servers have none of their own
//! graph/asserted …   as in the store
//! graph/index        which run this is, or which one is on its way
//! ```
//!
//! What is asked goes out with its dataset (SPARQL 1.1 Protocol §2.1.4); what comes back is read whole before the
//! first row is handed on, so that a broken connection is an error and not an end.

mod marker;
mod remote;
mod rewrite;

use std::fmt;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use oxigraph::sparql::{QueryResults, QuerySolution, QuerySolutionIter, QueryTripleIter, SparqlEvaluator};

pub use marker::{Going, Marker};
pub use remote::{Credentials, Remote, RemoteError};
pub(crate) use rewrite::substitute;
use rewrite::{Form, Rewritten};

use super::engine::{Answer, Engine, EngineError, Request, answer, prepare};
use crate::iri::Base;

/// The name of the graph that holds the statement layer.
pub const STATEMENTS: &str = "statements";
/// The name of the graph that says which run this is.
pub const INDEX_GRAPH: &str = "index";
/// How many named graphs a query with `GRAPH` may see.
const GRAPHS: usize = 20_000;

/// Answers from a server that `sync --store` keeps in line.
#[derive(Debug)]
pub struct EndpointEngine {
    remote: Remote,
    base: Base,
    quads: u64,
}

/// Why a server cannot be asked for a knowledge base.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotInLine {
    /// The server does not answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// It holds nothing of this knowledge base.
    #[error("<{0}> holds nothing of this knowledge base")]
    Empty(String),
    /// A run is on its way to it, or was interrupted: answers would be of two states.
    #[error("<{0}> is between two states: bringing it in line was interrupted, or goes on")]
    Between(String),
}

impl EndpointEngine {
    /// Looks whether the server holds a whole state of the knowledge base.
    ///
    /// # Errors
    /// If it does not, or does not answer.
    pub fn open(remote: Remote, base: &Base) -> Result<Self, NotInLine> {
        match Marker::read(&remote, base)? {
            Some(Marker { going: None, quads, .. }) => Ok(Self { remote, base: base.clone(), quads }),
            Some(_) => Err(NotInLine::Between(remote.shown())),
            None => Err(NotInLine::Empty(remote.shown())),
        }
    }

    /// Returns the graphs that a query with `GRAPH` sees.
    fn named(&self) -> Result<Vec<String>, RemoteError> {
        let graphs = self.remote.graphs_below(&self.base.graph(""))?;
        let hidden = [self.base.graph(STATEMENTS), self.base.graph(INDEX_GRAPH)];
        let graphs: Vec<String> = graphs.into_iter().filter(|graph| !hidden.contains(graph)).collect();
        if graphs.len() > GRAPHS {
            return Err(RemoteError::TooManyGraphs { found: graphs.len(), limit: GRAPHS });
        }
        Ok(graphs)
    }

    fn dataset(&self, request: &Request, rewritten: &Rewritten) -> Result<Vec<(&'static str, String)>, RemoteError> {
        if rewritten.has_from && !request.dataset.over_from {
            return Ok(Vec::new());
        }
        let mut dataset: Vec<(&'static str, String)> = Vec::new();
        let statements = request.dataset.default_graph.then(|| self.base.graph(STATEMENTS));
        let default = statements.into_iter().chain(request.dataset.merged.iter().cloned());
        dataset.extend(default.map(|graph| ("default-graph-uri", graph)));
        if rewritten.has_graph {
            let named = match &request.dataset.named {
                Some(named) => named.clone(),
                None => self.named()?,
            };
            dataset.extend(named.into_iter().map(|graph| ("named-graph-uri", graph)));
        }
        Ok(dataset)
    }
}

impl Engine for EndpointEngine {
    fn evaluate(&self, request: &Request) -> Result<Answer, EngineError> {
        // What is no SPARQL is refused here, in our words; the server is asked only what can be read.
        let _ = prepare(SparqlEvaluator::new(), request)?;
        let rewritten = rewrite::rewrite(request)?;
        let failed = |error: RemoteError| EngineError::Evaluation(Box::new(error));
        let dataset = self.dataset(request, &rewritten).map_err(failed)?;
        let accept = match rewritten.form {
            Form::Rows => "application/sparql-results+json",
            Form::Triples => "application/n-triples",
        };
        let bytes = self.remote.query(&rewritten.text, &dataset, accept).map_err(failed)?;
        let unread = |error: &dyn fmt::Display| {
            EngineError::Evaluation(Box::new(RemoteError::Unread { url: self.remote.shown(), why: error.to_string() }))
        };
        let results = match rewritten.form {
            Form::Triples => {
                let triples: Result<Vec<Triple>, _> = RdfParser::from_format(RdfFormat::NTriples)
                    .for_slice(&bytes)
                    .map(|quad| quad.map(Triple::from))
                    .collect();
                let triples = triples.map_err(|error| unread(&error))?;
                QueryResults::Graph(QueryTripleIter::new(triples.into_iter().map(Ok)))
            }
            Form::Rows => {
                let parser = QueryResultsParser::from_format(QueryResultsFormat::Json);
                match parser.for_slice(&bytes).map_err(|error| unread(&error))? {
                    SliceQueryResultsParserOutput::Boolean(truth) => QueryResults::Boolean(truth),
                    SliceQueryResultsParserOutput::Solutions(solutions) => {
                        let variables = solutions.variables().into();
                        let rows: Result<Vec<QuerySolution>, _> = solutions.collect();
                        let rows = rows.map_err(|error| unread(&error))?;
                        QueryResults::Solutions(QuerySolutionIter::new(variables, rows.into_iter().map(Ok)))
                    }
                }
            }
        };
        answer(Ok(results), None, None)
    }

    fn len(&self) -> u64 {
        self.quads
    }

    fn name(&self) -> &'static str {
        "endpoint"
    }
}
