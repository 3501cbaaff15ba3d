//! Chancery turns what articles say into linked data.
//!
//! Every peer exports *facts*. Chancery exports **who says what, in which words, how surely, about
//! when, in which article**, and keeps that through every format, query, check and wiki.
//!
//! The pipeline is the table of contents: `text → Dossier → Checked<Vec<Statement>> → quads →
//! Store → query | export`. A module imports only modules of lower layers; see ARCHITECTURE.md.

pub mod check;
pub mod cli;
pub mod conformance;
pub mod convert;
pub mod diff;
pub mod digest;
pub mod dossier;
pub mod export;
pub mod finding;
pub mod history;
pub mod http;
pub mod iri;
pub mod jsonld;
pub mod kb;
pub mod ontology;
pub mod query;
pub mod rdf;
pub mod search;
pub mod serve;
pub mod source;
pub mod statement;
pub mod store;
pub mod sync;
pub mod vocab;
pub mod wiki;
