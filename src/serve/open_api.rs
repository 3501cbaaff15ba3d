//! The OpenAPI 3.1 document, made from the table of addresses and the named queries.

use serde_json::{Map, Value, json};

use super::accept::{GRAPHS, Offer, ROWS};
use super::route::{Endpoint, ROUTES, Route};
use super::settings::Settings;
use crate::query::{Lens, NamedQuery, Parameter, ParameterType};

/// Returns the document.
pub(super) fn document(settings: &Settings) -> Value {
    let mut paths = Map::new();
    for route in &ROUTES {
        match route.endpoint {
            Endpoint::Query => {
                for query in settings.library.iter() {
                    paths.insert(format!("/queries/{}", query.name), json!({ "get": named(query) }));
                }
            }
            _ => drop(paths.insert(template(route), operations(route))),
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Chancery",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!("What articles say, as linked data below <{}>. Read only.", settings.base.as_str()),
        },
        "paths": paths,
    })
}

/// Returns a path as OpenAPI has it.
fn template(route: &Route) -> String {
    route.path.replace("+}", "}")
}

fn operations(route: &Route) -> Value {
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), route.summary.into());
    let mut parameters: Vec<Value> = in_path(route);
    let (more, offers): (Vec<Value>, Vec<Offer>) = match route.endpoint {
        Endpoint::Sparql => {
            let list = json!({ "type": "array", "items": { "type": "string", "format": "iri" } });
            let graphs = ["default-graph-uri", "named-graph-uri"].map(|name| in_query(name, "", false, &list));
            let query = in_query("query", "SPARQL 1.1", false, &json!({ "type": "string" }));
            (
                std::iter::once(query).chain(graphs).chain(ours()).collect(),
                ROWS.iter().chain(&GRAPHS).copied().collect(),
            )
        }
        Endpoint::GraphStore => {
            let default = in_query("default", "The default graph", false, &json!({ "type": "string", "maxLength": 0 }));
            let graph = in_query("graph", "A named graph", false, &json!({ "type": "string", "format": "iri" }));
            (vec![default, graph], GRAPHS.to_vec())
        }
        Endpoint::Graph | Endpoint::Data | Endpoint::Dataset => (Vec::new(), GRAPHS.to_vec()),
        Endpoint::Queries | Endpoint::OpenApi => (Vec::new(), vec![("json", "application/json")]),
        _ => (Vec::new(), vec![("text", "text/plain")]),
    };
    parameters.extend(more);
    operation.insert("parameters".to_owned(), parameters.into());
    let responses = match route.endpoint {
        Endpoint::Thing => json!({ "303": { "description": "What is known of it is at `Location`" } }),
        Endpoint::Update => json!({ "403": { "description": "Why not" } }),
        _ => responses(&offers),
    };
    operation.insert("responses".to_owned(), responses);
    let operation = Value::Object(operation);
    let mut methods = Map::new();
    if route.endpoint != Endpoint::Update {
        methods.insert("get".to_owned(), operation.clone());
    }
    if route.allow.contains("POST") {
        let mut posted = operation;
        if route.endpoint == Endpoint::Sparql {
            posted["requestBody"] = json!({ "required": true, "content": {
                "application/sparql-query": { "schema": { "type": "string" } },
                "application/x-www-form-urlencoded": { "schema": { "type": "object", "required": ["query"],
                    "properties": { "query": { "type": "string" } } } },
            }});
        }
        methods.insert("post".to_owned(), posted);
    }
    Value::Object(methods)
}

fn in_path(route: &Route) -> Vec<Value> {
    let names = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str| json!({ "name": name.trim_end_matches('+'), "in": "path", "required": true, "schema": { "type": "string" } });
    names.map(parameter).collect()
}

fn in_query(name: &str, words: &str, required: bool, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "required": required, "description": words, "schema": schema })
}

/// What every query takes beside its own.
fn ours() -> [Value; 2] {
    let lenses: Vec<&str> = Lens::ALL.iter().map(|lens| lens.name()).collect();
    let formats = ["json", "xml", "csv", "tsv", "jsonl", "markdown", "ttl", "jsonld", "nt", "nq", "trig", "rdf"];
    [
        in_query("lens", "Which graphs it sees", false, &json!({ "type": "string", "enum": lenses })),
        in_query("format", "In place of the header Accept", false, &json!({ "type": "string", "enum": formats })),
    ]
}

fn named(query: &NamedQuery) -> Value {
    let own = |name: &str| query.parameters.iter().any(|parameter| parameter.name == name);
    let parameters: Vec<Value> = query
        .parameters
        .iter()
        .map(|parameter| {
            let required = !parameter.optional && parameter.default.is_none();
            in_query(&parameter.name, &parameter.words, required, &schema(parameter))
        })
        .chain(ours().into_iter().filter(|parameter| !parameter["name"].as_str().is_some_and(own)))
        .collect();
    let questions: Vec<String> = query
        .questions
        .iter()
        .map(|(language, text)| if language.is_empty() { text.clone() } else { format!("{language}: {text}") })
        .collect();
    let offers: Vec<Offer> = ROWS.to_vec();
    json!({
        "summary": query.question(&["en"]),
        "description": questions.join("\n\n"),
        "operationId": query.name,
        "parameters": parameters,
        "responses": responses(&offers),
    })
}

/// Returns the JSON Schema of a parameter.
fn schema(parameter: &Parameter) -> Value {
    let mut schema = match parameter.kind {
        ParameterType::Integer => json!({ "type": "integer" }),
        ParameterType::Decimal => json!({ "type": "number" }),
        ParameterType::Date => json!({ "type": "string", "format": "date" }),
        ParameterType::Iri => json!({ "type": "string", "format": "iri" }),
        ParameterType::Entity => json!({ "type": "string", "examples": ["AZ", "Azerbaijan", "أذربيجان"] }),
        ParameterType::Statement => json!({ "type": "string", "examples": ["article/statement"] }),
        _ => json!({ "type": "string" }),
    };
    if let Some(default) = &parameter.default {
        schema["default"] = default.as_str().into();
    }
    schema
}

fn responses(offers: &[Offer]) -> Value {
    let content: Map<String, Value> = offers.iter().map(|offer| (offer.1.to_owned(), json!({}))).collect();
    let told = |words: &str| json!({ "description": words, "content": { "text/plain": {} } });
    json!({
        "200": { "description": "The answer, whole", "content": content },
        "304": { "description": "The answer is as it was" },
        "400": told("The request is wrong; the text says where"),
        "404": told("There is no such thing"),
        "406": told("There is no such format; the text lists those there are"),
        "503": told("A limit was met, which the text names, or too many others are waiting"),
    })
}
