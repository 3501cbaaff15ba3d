//! The embedded ontology and gazetteer.
