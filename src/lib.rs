//! Turns what articles say into linked data.
#![forbid(unsafe_code)]

pub mod ontology;
pub mod source;
pub mod statement;
