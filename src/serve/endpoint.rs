//! Who answers: one file for each kind of address.

mod graph;
mod queries;
mod sparql;
mod thing;

use hyper::body::Incoming;
use hyper::{Method, StatusCode};

use super::accept::{Accept, GRAPHS};
use super::answer::{self, Refusal, Response};
use super::route::{Endpoint, ROUTES};
use super::server::{Asked, Server};
use super::worker::job::{About, Task};
use super::{open_api, request};

/// Answers a request that has been found to be for an endpoint.
pub(super) async fn answer(
    server: &Server,
    endpoint: Endpoint,
    asked: &Asked<'_>,
    body: Incoming,
) -> Result<Response, Refusal> {
    match endpoint {
        Endpoint::Root => Ok(answer::text(StatusCode::OK, &listing())),
        Endpoint::Sparql => sparql::answer(server, asked, body).await,
        Endpoint::Update => Err(sparql::no_updates()),
        Endpoint::GraphStore => graph::by_parameter(server, asked).await,
        Endpoint::Graph => graph::by_address(server, asked).await,
        Endpoint::Queries => queries::list(server),
        Endpoint::Query => queries::one(server, asked).await,
        Endpoint::OpenApi => {
            let document = open_api::document(&server.settings);
            Ok(server.document("application/json", document.to_string().into_bytes()))
        }
        Endpoint::Dataset => describe(server, asked, About::Dataset).await,
        Endpoint::Thing => Ok(thing::elsewhere(asked)),
        Endpoint::Data => thing::data(server, asked).await,
    }
}

/// Answers with a description.
async fn describe(server: &Server, asked: &Asked<'_>, about: About) -> Result<Response, Refusal> {
    let offer = graph_offer(asked, &asked.parameters()?)?;
    let task = Task::Describe { about, endpoint: asked.address("/sparql"), format: offer.0.to_owned() };
    server.respond(asked, task, &[offer]).await
}

/// Returns what the client takes: the parameter `format`, else the header.
///
/// Clients have words of their own for formats, and send several; the first that is known counts.
fn accept(asked: &Asked<'_>, parameters: &request::Parameters) -> Result<Accept, Refusal> {
    let named = || parameters.iter().filter(|(name, _)| name == "format").map(|(_, value)| value.as_str());
    if let Some(accept) = named().find_map(by_name) {
        return Ok(accept);
    }
    if named().next().is_none() || asked.headers.contains_key(hyper::header::ACCEPT) {
        return Ok(Accept::of(asked.headers));
    }
    Err(Refusal::bad(
        "no such `format`; there are json, xml, csv, tsv, jsonl, markdown for rows, ttl, jsonld, nt, nq, trig, rdf for triples",
    ))
}

/// Returns what takes the format of a name alone.
fn by_name(named: &str) -> Option<Accept> {
    let name = named.trim().to_ascii_lowercase();
    let by_row = crate::query::results::SolutionFormat::from_name(&name).map(|format| format.media_type().to_owned());
    let by_graph = || crate::rdf::Format::from_name(&name).map(|format| format.media_type().to_owned());
    let media_type = match name.as_str() {
        // Both kinds of answers have one that is called so.
        "json" => "application/json".to_owned(),
        "xml" => "application/xml".to_owned(),
        _ => by_row.or_else(by_graph)?,
    };
    Some(Accept::only(&media_type))
}

fn graph_offer(asked: &Asked<'_>, parameters: &request::Parameters) -> Result<super::accept::Offer, Refusal> {
    accept(asked, parameters)?.choose(&GRAPHS).ok_or_else(|| Refusal::unacceptable(&GRAPHS))
}

/// Says whether a method only reads.
fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn listing() -> String {
    let mut text =
        String::from("Chancery: who says what, in which words, how surely, about when, in which article.\n\n");
    for route in ROUTES.iter().filter(|route| route.path != "/") {
        text.push_str(&format!("{:<22} {}\n", route.path, route.summary));
    }
    text.push_str("\nExample: /queries/accusations?format=csv\n");
    text
}
