//! A JSON-LD 1.1 processor on plain JSON values: expand, compact, flatten, frame, to and from RDF.
//!
//! It follows *JSON-LD 1.1 Processing Algorithms and API* and *JSON-LD 1.1 Framing* step by step,
//! with their names and error codes; clause numbers in the documentation are theirs. It knows
//! nothing of the rest of the crate. Nothing is fetched unless a loader is given that does, and
//! every document has a budget ([`Budget`]).

mod compact;
mod context;
mod error;
mod expand;
mod flatten;
mod frame;
mod from_rdf;
mod iri;
pub mod keyword;
mod loader;
mod node_map;
mod options;
pub mod rdf;
mod run;
mod shape;
#[cfg(test)]
mod tests;
mod to_rdf;

use serde_json::Value;

pub use compact::{compact, compact_expanded};
pub use error::{ErrorCode, JsonLdError, Result};
pub use expand::expand;
pub use flatten::flatten;
pub use frame::{expand_frame, frame};
pub use from_rdf::from_rdf;
pub use loader::{
    ClosedLoader, DocumentLoader, Fetch, FetchingLoader, LoadOptions, RemoteDocument, Response, read_response,
};
pub use options::{Budget, Embed, FrameOptions, Options, ProcessingMode, RdfDirection};
pub use rdf::{Quad, Term};
pub use shape::Shaper;
pub use to_rdf::to_rdf;

/// What is processed.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// A document at hand.
    Value(&'a Value),
    /// A document already loaded, with its address.
    Remote(&'a RemoteDocument),
    /// A document to be had through the loader.
    Iri(&'a str),
}

impl<'a> From<&'a Value> for Input<'a> {
    fn from(value: &'a Value) -> Self {
        Self::Value(value)
    }
}

impl<'a> From<&'a RemoteDocument> for Input<'a> {
    fn from(document: &'a RemoteDocument) -> Self {
        Self::Remote(document)
    }
}
