//! From RDF beyond the official suite: lists of lists, lists in circles, duplicates by the thousand.

use serde_json::json;

use crate::jsonld::rdf::{RDF_FIRST, RDF_NIL, RDF_REST};
use crate::jsonld::{ErrorCode, Options, Quad, Term, from_rdf};

fn quad(subject: &str, predicate: &str, object: &str) -> Quad {
    let term = |text: &str| match text.strip_prefix("_:") {
        Some(label) => Term::Blank(label.to_owned()),
        None => Term::Iri(text.to_owned()),
    };
    Quad { subject: term(subject), predicate: term(predicate), object: term(object), graph: None }
}

#[test]
fn lists_of_lists_whatever_comes_first() {
    let mut quads = vec![
        quad("urn:s", "urn:p", "_:outer"),
        quad("_:outer", RDF_REST, RDF_NIL),
        quad("_:outer", RDF_FIRST, "_:inner"),
        quad("_:inner", RDF_FIRST, "urn:x"),
        quad("_:inner", RDF_REST, RDF_NIL),
    ];
    let wanted = json!([{ "@id": "urn:s", "urn:p": [{ "@list": [{ "@list": [{ "@id": "urn:x" }] }] }] }]);
    assert_eq!(from_rdf(&quads, &Options::default()).unwrap(), wanted);
    quads.reverse();
    assert_eq!(from_rdf(&quads, &Options::default()).unwrap(), wanted);
}

#[test]
fn lists_that_contain_each_other_stay_nodes() {
    let quads = [
        quad("_:a", RDF_FIRST, "_:b"),
        quad("_:a", RDF_REST, RDF_NIL),
        quad("_:b", RDF_FIRST, "_:a"),
        quad("_:b", RDF_REST, RDF_NIL),
        quad("urn:s", "urn:p", "urn:o"),
    ];
    let document = from_rdf(&quads, &Options::default()).unwrap();
    assert_eq!(document.as_array().unwrap().len(), 3, "{document}");
}

#[test]
fn lists_nested_too_deep_are_refused() {
    let mut quads = vec![quad("urn:s", "urn:p", "_:n0")];
    for at in 0..5_000 {
        quads.push(quad(&format!("_:n{at}"), RDF_FIRST, &format!("_:n{}", at + 1)));
        quads.push(quad(&format!("_:n{at}"), RDF_REST, RDF_NIL));
    }
    let refused = from_rdf(&quads, &Options::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::LimitExceeded);
}

#[test]
fn a_property_with_many_values_holds_each_once() {
    let quads: Vec<Quad> = (0..40_000).map(|at| quad("urn:s", "urn:p", &format!("urn:o{}", at % 20_000))).collect();
    let document = from_rdf(&quads, &Options::default()).unwrap();
    assert_eq!(document[0]["urn:p"].as_array().unwrap().len(), 20_000);
}
