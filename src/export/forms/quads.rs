//! Lines as quads of the JSON-LD processor.

use crate::jsonld::rdf::XSD_STRING;
use crate::jsonld::{Quad, Term};
use crate::rdf::{Line, Object};

/// Returns a line as a quad.
pub(super) fn quad(line: &Line<'_>) -> Quad {
    let mut scratch = String::new();
    let object = match line.object(&mut scratch) {
        Object::Iri(iri) => Term::Iri(iri.to_owned()),
        // A triple term never gets here: the selection keeps out what JSON-LD cannot carry.
        Object::Text(text) | Object::Triple(text) => Term::typed(text, XSD_STRING),
        Object::LangText(text, language) => Term::tagged(text, language),
        Object::Typed(text, datatype) => Term::typed(text, datatype),
    };
    Quad {
        subject: Term::Iri(line.subject.to_owned()),
        predicate: Term::Iri(line.predicate.to_owned()),
        object,
        graph: line.graph.map(|graph| Term::Iri(graph.to_owned())),
    }
}

/// Returns the IRI of a term.
pub(super) fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::Iri(iri) => Some(iri),
        _ => None,
    }
}
