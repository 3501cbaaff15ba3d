//! Chancery.

pub mod ontology;
pub mod vocab;
