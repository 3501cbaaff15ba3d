//! The embedded ontology and gazetteer.

pub mod names;
