//! What a server says of the run it holds.

use oxigraph::model::Term;
use serde::{Deserialize, Serialize};

use super::{INDEX_GRAPH, Remote, RemoteError};
use crate::history::Digest;
use crate::iri::Base;
use crate::vocab::dct;

/// Which run a server holds, or which is on its way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The run it holds whole; nothing before the first.
    pub run: Option<u64>,
    /// The canonical hash of that run's dataset.
    pub dataset: Option<Digest>,
    /// How many quads that is; a quad of two articles counts twice.
    pub quads: u64,
    /// The run on its way.
    pub going: Option<Going>,
}

/// A run on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Going {
    /// Its number.
    pub run: u64,
    /// The canonical hash of its dataset.
    pub dataset: Digest,
    /// How many of its segments are there for certain, in the order of the manifest.
    pub done: u64,
}

impl Marker {
    /// Reads it; `None` if there is none.
    ///
    /// # Errors
    /// If the server does not answer, or what it holds there is not ours.
    pub fn read(remote: &Remote, base: &Base) -> Result<Option<Self>, RemoteError> {
        let graph = base.graph(INDEX_GRAPH);
        let found =
            remote.column(&format!("SELECT ?m WHERE {{ GRAPH <{graph}> {{ ?d <{}> ?m }} }}", dct::IDENTIFIER))?;
        let Some(Term::Literal(literal)) = found.into_iter().next() else { return Ok(None) };
        let unread = |error: serde_json::Error| RemoteError::Unread {
            url: remote.shown(),
            why: format!("what it holds in <{graph}> was not written by this version ({error})"),
        };
        serde_json::from_str(literal.value()).map(Some).map_err(unread)
    }

    /// Returns the update that puts it there.
    #[must_use]
    pub fn update(&self, base: &Base) -> String {
        let graph = base.graph(INDEX_GRAPH);
        // Digests and numbers: nothing has to be escaped but the quotation marks.
        let text = serde_json::to_string(self).unwrap_or_default().replace('"', "\\\"");
        format!(
            "DROP SILENT GRAPH <{graph}> ;\nINSERT DATA {{ GRAPH <{graph}> {{ <{}dataset> <{}> \"{text}\" }} }}",
            base.as_str(),
            dct::IDENTIFIER
        )
    }
}
