//! Constants and Turtle agree in both directions.

use std::collections::BTreeSet;

use oxigraph::io::{RdfFormat, RdfParser};

use super::{PREFIXES, gp, q, st};

/// Returns the subjects in `namespace` that the three Turtle files describe.
fn declared(namespace: &str) -> BTreeSet<String> {
    [
        include_str!("../../ontology/statement.ttl"),
        include_str!("../../ontology/geopolitics.ttl"),
        include_str!("../../ontology/qualifiers.ttl"),
    ]
    .into_iter()
    .flat_map(|turtle| RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle))
    .map(|quad| quad.expect("the ontology is Turtle").subject.to_string())
    .filter_map(|subject| Some(subject.strip_prefix('<')?.strip_suffix('>')?.to_owned()))
    .filter(|iri| iri.starts_with(namespace))
    .collect()
}

fn constants(terms: &[&str]) -> BTreeSet<String> {
    let set: BTreeSet<String> = terms.iter().map(|&iri| iri.to_owned()).collect();
    assert_eq!(set.len(), terms.len(), "a constant is declared twice");
    set
}

#[test]
fn every_constant_is_declared_and_every_term_has_a_constant() {
    for (namespace, terms) in [(st::NAMESPACE, st::TERMS), (gp::NAMESPACE, gp::TERMS), (q::NAMESPACE, q::TERMS)] {
        let (declared, constants) = (declared(namespace), constants(terms));
        let missing: Vec<_> = constants.difference(&declared).collect();
        assert!(missing.is_empty(), "not in the Turtle: {missing:?}");
        let missing: Vec<_> = declared.difference(&constants).collect();
        assert!(missing.is_empty(), "without a constant: {missing:?}");
    }
}

#[test]
fn prefixes_are_sorted_and_unique() {
    assert!(PREFIXES.is_sorted());
    let namespaces: BTreeSet<_> = PREFIXES.iter().map(|(_, namespace)| namespace).collect();
    assert_eq!(namespaces.len(), PREFIXES.len());
}
