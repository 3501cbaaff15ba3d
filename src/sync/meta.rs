//! The `meta` graph: what the dataset says of itself (VoID, SHACL prefixes). No clock in it.

use crate::convert::Policy;
use crate::kb::Kb;
use crate::rdf::{Object, QuadSink};
use crate::vocab::{PREFIXES, dct, rdf, sh, st, xsd};

const VOID: &str = "http://rdfs.org/ns/void#";

/// Returns the N-Quads of the `meta` graph.
pub(super) fn describe(kb: &Kb, policy: Policy) -> Vec<u8> {
    let base = &kb.context.base;
    let graph = base.graph("meta");
    let dataset = format!("{}dataset", base.as_str());
    let mut quads = Vec::new();
    let mut quad =
        |subject: &str, predicate: &str, object: Object<'_>| quads.quad(subject, predicate, object, Some(&graph));
    let void = |local: &str| format!("{VOID}{local}");
    quad(&dataset, rdf::TYPE, Object::Iri(&void("Dataset")));
    quad(&dataset, &void("uriSpace"), Object::Text(base.as_str()));
    quad(&dataset, &void("vocabulary"), Object::Iri(st::NAMESPACE));
    quad(&dataset, &void("vocabulary"), Object::Iri(crate::vocab::gp::NAMESPACE));
    quad(&dataset, st::ASSERTION_POLICY, Object::Iri(policy.iri()));
    quad(&dataset, dct::IDENTIFIER, Object::Text(kb.context.ontology.version()));
    for (prefix, namespace) in PREFIXES {
        let node = format!("{dataset}/prefix/{prefix}");
        quad(&dataset, sh::DECLARE, Object::Iri(&node));
        quad(&node, sh::PREFIX, Object::Text(prefix));
        quad(&node, sh::NAMESPACE_PROPERTY, Object::Typed(namespace, xsd::ANY_URI));
    }
    quads
}
