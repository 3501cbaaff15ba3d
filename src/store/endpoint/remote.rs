//! Requests to a SPARQL 1.1 server: queries, updates, again after a passing fault.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oxigraph::model::Term;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::http::{Client, HttpError, Request, Response, shown};

/// How often a request is sent at most.
const TRIES: u32 = 5;
/// The wait before the second try; it doubles with each.
const WAIT: Duration = Duration::from_millis(500);
/// How much of a server's complaint is shown, in characters.
const COMPLAINT: usize = 400;

/// Who asks, as the server knows them; never shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and a password (RFC 7617).
    Basic(String, String),
    /// A token (RFC 6750).
    Bearer(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(not shown)")
    }
}

/// A SPARQL 1.1 server.
#[derive(Debug, Clone)]
pub struct Remote {
    client: Arc<dyn Client>,
    query: Url,
    update: Url,
    credentials: Option<Credentials>,
    wait: fn(Duration),
}

/// Why a server gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// There is no answer at all.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It refuses.
    #[error("<{url}> refuses with status {status}: {said}")]
    Refused {
        /// The address.
        url: String,
        /// The status code.
        status: u16,
        /// The beginning of what it says.
        said: String,
    },
    /// The answer cannot be read.
    #[error("the answer of <{url}> cannot be read: {why}")]
    Unread {
        /// The address.
        url: String,
        /// Why not.
        why: String,
    },
    /// A query with `GRAPH` would have to name too many graphs.
    #[error("a query with GRAPH would have to name {found} graphs to the server; the limit is {limit}")]
    TooManyGraphs {
        /// How many there are.
        found: usize,
        /// The limit.
        limit: usize,
    },
}

impl Remote {
    /// Returns a server that is asked at `query` and changed at `update`; waits with `wait` between tries.
    #[must_use]
    pub fn new(client: Arc<dyn Client>, query: Url, update: Url, wait: fn(Duration)) -> Self {
        Self { client, query, update, credentials: None, wait }
    }

    /// Says who asks.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Option<Credentials>) -> Self {
        self.credentials = credentials;
        self
    }

    /// Returns the address without user and password.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.query)
    }

    /// Asks a query; `dataset` holds the protocol's own parameters. Returns the answer's bytes.
    ///
    /// # Errors
    /// If there is no answer within the tries, or the server refuses.
    pub fn query(&self, text: &str, dataset: &[(&str, String)], accept: &str) -> Result<Vec<u8>, RemoteError> {
        let mut form = Serializer::new(String::new());
        form.append_pair("query", text);
        form.extend_pairs(dataset);
        let request = Request::post(self.query.clone(), "application/x-www-form-urlencoded", form.finish());
        Ok(self.send(request.with_header("accept", accept))?.body)
    }

    /// Carries out an update. It may be sent twice: what it does must not depend on that.
    ///
    /// # Errors
    /// If there is no answer within the tries, or the server refuses.
    pub fn update(&self, text: &str) -> Result<(), RemoteError> {
        let form = Serializer::new(String::new()).append_pair("update", text).finish();
        let request = Request::post(self.update.clone(), "application/x-www-form-urlencoded", form);
        self.send(request).map(drop)
    }

    /// Returns the values of the only column of a query.
    ///
    /// # Errors
    /// As [`Remote::query`]; also if the answer is of another shape.
    pub fn column(&self, text: &str) -> Result<Vec<Term>, RemoteError> {
        let bytes = self.query(text, &[], "application/sparql-results+json")?;
        let unread = |why: String| RemoteError::Unread { url: self.shown(), why };
        let parsed = QueryResultsParser::from_format(QueryResultsFormat::Json).for_slice(&bytes);
        let SliceQueryResultsParserOutput::Solutions(rows) = parsed.map_err(|error| unread(error.to_string()))? else {
            return Err(unread("a truth value instead of rows".to_owned()));
        };
        let mut column = Vec::new();
        for row in rows {
            column.extend(row.map_err(|error| unread(error.to_string()))?.values().iter().flatten().cloned());
        }
        Ok(column)
    }

    /// Returns the names of the graphs whose address begins so, sorted.
    ///
    /// # Errors
    /// As [`Remote::query`].
    pub fn graphs_below(&self, start: &str) -> Result<Vec<String>, RemoteError> {
        let all = self.column("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")?;
        let iri = |term: Term| if let Term::NamedNode(node) = term { Some(node.into_string()) } else { None };
        let mut found: Vec<String> = all.into_iter().filter_map(iri).filter(|graph| graph.starts_with(start)).collect();
        found.sort();
        Ok(found)
    }

    /// Sends a request, again after a fault that may pass.
    fn send(&self, request: Request) -> Result<Response, RemoteError> {
        let request = match &self.credentials {
            None => request,
            Some(Credentials::Bearer(token)) => request.with_header("authorization", format!("Bearer {token}")),
            Some(Credentials::Basic(user, password)) => {
                request.with_header("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
        };
        let (mut left, mut wait) = (TRIES, WAIT);
        loop {
            left -= 1;
            let answered = self.client.send(&request);
            let again = match &answered {
                Ok(response) => [429, 502, 503, 504].contains(&response.status),
                Err(HttpError::Timeout { .. } | HttpError::Transport { .. }) => true,
                Err(_) => false,
            };
            if again && left > 0 {
                let told = answered.as_ref().ok().and_then(|response| response.header("retry-after")?.parse().ok());
                (self.wait)(told.map_or(wait, |seconds: u64| Duration::from_secs(seconds.min(60))));
                wait *= 2;
                continue;
            }
            let response = answered?;
            if (200..300).contains(&response.status) {
                return Ok(response);
            }
            let said: String = String::from_utf8_lossy(&response.body).trim().chars().take(COMPLAINT).collect();
            return Err(RemoteError::Refused { url: shown(&request.url), status: response.status, said });
        }
    }
}
