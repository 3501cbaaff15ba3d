pub mod ontology;
