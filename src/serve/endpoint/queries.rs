//! Named queries: what there are, and the answer of one.

use serde_json::{Value, json};

use super::accept;
use super::sparql::known_lens;
use crate::query::NamedQuery;
use crate::query::examples::to_json;
use crate::serve::accept::{GRAPHS, ROWS};
use crate::serve::answer::{Refusal, Response};
use crate::serve::request::{encoded, single};
use crate::serve::server::{Asked, Server};
use crate::serve::worker::job::{Formats, Task};

/// Lists the queries, with their questions and what they take.
pub(super) fn list(server: &Server) -> Result<Response, Refusal> {
    let queries: Vec<Value> = server.settings.library.iter().map(described).collect();
    let document = json!({ "queries": queries });
    Ok(server.document("application/json", document.to_string().into_bytes()))
}

/// Returns all that is known of a query, and where it is asked.
fn described(query: &NamedQuery) -> Value {
    let mut value = to_json(query);
    value["href"] = format!("/queries/{}", encoded(&query.name)).into();
    value
}

/// Asks one, with the parameters of the address as its values.
pub(super) async fn one(server: &Server, asked: &Asked<'_>) -> Result<Response, Refusal> {
    let name = asked.segments.get(1).map_or("", String::as_str);
    let Some(query) = server.settings.library.get(name) else {
        let near = server.settings.library.nearest(name).map(|near| format!("; did you mean `{near}`?"));
        let shown = crate::query::syntax::visible(name);
        let near = near.unwrap_or_default();
        return Err(Refusal::missing(format!("there is no query called `{shown}`{near} `/queries` lists them")));
    };
    let parameters = asked.parameters()?;
    // The query's own parameters go before ours.
    let own = |name: &str| query.parameters.iter().any(|parameter| parameter.name == name);
    let (ours, given): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|(name, _)| ["lens", "format"].contains(&name.as_str()) && !own(name));
    let wanted = accept(asked, &ours)?;
    let (rows, graph) = (wanted.choose(&ROWS), wanted.choose(&GRAPHS));
    let lens = match (single(&ours, "lens")?, query.lens) {
        (Some(named), _) => Some(known_lens(named)?),
        (None, Some(_)) => None,
        (None, None) => Some(server.settings.lens.name().to_owned()),
    };
    let task = Task::Named {
        name: query.name.clone(),
        text: query.source.text.to_string(),
        parameters: given,
        lens,
        formats: Formats { rows: rows.map(|offer| offer.0.to_owned()), graph: graph.map(|offer| offer.0.to_owned()) },
    };
    let offers: Vec<_> = rows.into_iter().chain(graph).collect();
    server.respond(asked, task, &offers).await
}
