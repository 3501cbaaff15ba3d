//! Named queries as others read them: as JSON, and as runnable examples in the `meta` graph.
//!
//! This is the one table: `query --list`, the interface over HTTP and the examples in the data are made from it.

use serde_json::{Map, Value, json};

use super::named::{NamedQuery, Origin};
use super::{Binder, Library, Prefixes};
use crate::iri::Base;
use crate::rdf::{Object, QuadSink};
use crate::store::substitute;
use crate::vocab::{rdf, rdfs, schema, sh, xsd};

/// Returns all that is known of a named query.
#[must_use]
pub fn to_json(query: &NamedQuery) -> Value {
    let questions: Map<String, Value> =
        query.questions.iter().map(|(language, text)| (language.clone(), text.as_str().into())).collect();
    json!({
        "name": query.name,
        "questions": questions,
        "description": query.description,
        "tags": query.tags,
        "form": query.form,
        "view": query.view,
        "page": query.page,
        "parameters": query.parameters.iter().map(|parameter| json!({
            "name": parameter.name,
            "type": parameter.kind.name(),
            "optional": parameter.optional || parameter.default.is_some(),
            "default": parameter.default,
            "words": parameter.words,
        })).collect::<Vec<_>>(),
        "columns": query.columns.iter().filter(|column| !column.hidden).map(|column| json!({
            "name": column.name,
            "words": column.words,
        })).collect::<Vec<_>>(),
        "lens": query.lens.unwrap_or_default().name(),
        "own": query.origin == Origin::Own,
    })
}

/// Returns a query that any endpoint can read: its prefixes stand before it, its defaults in the place of parameters.
#[must_use]
pub fn standalone(query: &NamedQuery, base: &Base, prefixes: &Prefixes) -> String {
    let nobody = |_: &str| Err("a default names no entity".to_owned());
    let mut text = String::new();
    match query.bind(&[], &Binder::new(base, prefixes, &nobody)) {
        Ok(question) => substitute(&question.source.text, &question.parameters, &mut text),
        Err(_) => text.push_str(&query.source.text),
    }
    let declared = prefixes.declare(&text);
    let cut = declared.text.char_indices().nth(declared.added).map_or(declared.text.len(), |(at, _)| at);
    let (before, text) = declared.text.split_at(cut);
    format!("{}\n{}\n", before.trim_end().replace("> PREFIX ", ">\nPREFIX "), text.trim())
}

/// Describes the prefixes and the named queries of a dataset, as editors look for them (`sh:prefix`,
/// `sh:SPARQLExecutable`).
pub fn describe<S: QuadSink>(library: &Library, base: &Base, sink: &mut S) {
    let graph = base.graph("meta");
    let dataset = format!("{}dataset", base.as_str());
    let prefixes = Prefixes::new(base);
    let mut quad =
        |subject: &str, predicate: &str, object: Object<'_>| sink.quad(subject, predicate, object, Some(&graph));
    for (prefix, namespace) in prefixes.iter() {
        let node = format!("{dataset}/prefix/{prefix}");
        quad(&dataset, sh::DECLARE, Object::Iri(&node));
        quad(&node, sh::PREFIX, Object::Text(prefix));
        quad(&node, sh::NAMESPACE_PROPERTY, Object::Typed(namespace, xsd::ANY_URI));
    }
    let endpoint = format!("{}sparql", base.as_str());
    for query in library.iter() {
        let (class, property) = match query.form.as_str() {
            "ask" => (sh::SPARQL_ASK_EXECUTABLE, sh::ASK),
            "construct" => (sh::SPARQL_CONSTRUCT_EXECUTABLE, sh::CONSTRUCT),
            "describe" => (sh::SPARQL_DESCRIBE_EXECUTABLE, sh::DESCRIBE),
            _ => (sh::SPARQL_SELECT_EXECUTABLE, sh::SELECT),
        };
        let node = base.of_dataset("query", &query.name);
        quad(&node, rdf::TYPE, Object::Iri(sh::SPARQL_EXECUTABLE));
        quad(&node, rdf::TYPE, Object::Iri(class));
        for (language, question) in &query.questions {
            match language.as_str() {
                "" => quad(&node, rdfs::COMMENT, Object::Text(question)),
                tag => quad(&node, rdfs::COMMENT, Object::LangText(question, tag)),
            }
        }
        quad(&node, rdfs::LABEL, Object::Text(&query.name));
        quad(&node, sh::PREFIXES, Object::Iri(&dataset));
        quad(&node, property, Object::Text(&standalone(query, base, &prefixes)));
        quad(&node, schema::TARGET, Object::Iri(&endpoint));
        for tag in &query.tags {
            quad(&node, schema::KEYWORDS, Object::Text(tag));
        }
    }
}
