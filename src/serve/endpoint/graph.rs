//! SPARQL 1.1 Graph Store Protocol, the reading part: graphs by parameter (§4.2) and by address (§4.1).

use super::graph_offer;
use crate::iri::{is_iri, push_segment};
use crate::serve::answer::{Refusal, Response};
use crate::serve::request::single;
use crate::serve::server::{Asked, Server};
use crate::serve::worker::job::Task;

/// Answers with the graph that a parameter names.
pub(super) async fn by_parameter(server: &Server, asked: &Asked<'_>) -> Result<Response, Refusal> {
    let parameters = asked.parameters()?;
    let (default, named) = (single(&parameters, "default")?, single(&parameters, "graph")?);
    if let Some((name, _)) =
        parameters.iter().find(|(name, _)| !["default", "graph", "format"].contains(&name.as_str()))
    {
        let shown = crate::query::syntax::visible(name);
        return Err(Refusal::bad(format!("there is no parameter `{shown}` here; there are default, graph, format")));
    }
    let graph = match (default, named) {
        (Some(""), None) => None,
        (None, Some(iri)) if is_iri(iri) => Some(iri.to_owned()),
        (None, Some(iri)) => {
            let shown = crate::query::syntax::visible(iri);
            return Err(Refusal::bad(format!("`{shown}` is not an absolute IRI")));
        }
        _ => return Err(Refusal::bad("write `?default` for the default graph, or `?graph=IRI` for a named one")),
    };
    let offer = graph_offer(asked, &parameters)?;
    server.respond(asked, Task::Graph { graph, format: offer.0.to_owned() }, &[offer]).await
}

/// Answers with the graph whose IRI is the address, below the base of the knowledge base.
pub(super) async fn by_address(server: &Server, asked: &Asked<'_>) -> Result<Response, Refusal> {
    let mut iri = format!("{}graph", server.settings.base.as_str());
    for segment in &asked.segments[1..] {
        iri.push('/');
        push_segment(&mut iri, segment);
    }
    let offer = graph_offer(asked, &asked.parameters()?)?;
    server.respond(asked, Task::Graph { graph: Some(iri), format: offer.0.to_owned() }, &[offer]).await
}
