//! SPARQL 1.1 Protocol, the query part (§2.1); without a query, the description of the service.

use hyper::body::Incoming;
use hyper::{Method, StatusCode};

use super::{accept, describe, is_read};
use crate::serve::accept::{GRAPHS, ROWS};
use crate::serve::answer::{Refusal, Response};
use crate::serve::request::{self, Parameters, single};
use crate::serve::server::{Asked, Server};
use crate::serve::worker::job::{About, Formats, Graphs, Task};

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

/// Refuses an update, with the reason.
pub(super) fn no_updates() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "updates are not possible: what is held comes from dossiers, article by article, so that it has a source and a \
         history; change the dossiers and run `chancery sync`",
    )
}

/// Answers at the endpoint.
pub(super) async fn answer(server: &Server, asked: &Asked<'_>, body: Incoming) -> Result<Response, Refusal> {
    let mut parameters = asked.parameters()?;
    if is_read(asked.method) {
        if parameters.iter().all(|(name, _)| name == "format") {
            return describe(server, asked, About::Service).await;
        }
    } else {
        let unsupported = |message: &str| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
        match request::media_type(asked.headers)?.as_deref() {
            Some(UPDATE) => return Err(no_updates()),
            Some(QUERY) => {
                let text = request::text(body, &server.settings.limits).await?;
                if parameters.iter().any(|(name, _)| name == "query") {
                    return Err(Refusal::bad("there is a query in the address and another in the body"));
                }
                parameters.push(("query".to_owned(), text));
            }
            Some(FORM) => {
                let text = request::text(body, &server.settings.limits).await?;
                parameters.extend(request::parameters(&text)?);
            }
            _ => return Err(unsupported(&format!("send a query as {QUERY} or {FORM}"))),
        }
    }
    if parameters
        .iter()
        .any(|(name, _)| matches!(name.as_str(), "update" | "using-graph-uri" | "using-named-graph-uri"))
    {
        let wrong = *asked.method == Method::GET || single(&parameters, "query")?.is_some();
        return Err(if wrong {
            Refusal::bad(format!("an update is no query. {}", no_updates().message))
        } else {
            no_updates()
        });
    }
    let Some(text) = single(&parameters, "query")? else {
        return Err(Refusal::bad("there is no parameter `query`"));
    };
    // Parameters that nobody here knows are left alone: clients send `output`, `results` and the like.
    let wanted = accept(asked, &parameters)?;
    let (rows, graph) = (wanted.choose(&ROWS), wanted.choose(&GRAPHS));
    let task = Task::Query {
        text: text.to_owned(),
        lens: lens(server, &parameters)?,
        graphs: graphs(&parameters)?,
        formats: Formats { rows: rows.map(|offer| offer.0.to_owned()), graph: graph.map(|offer| offer.0.to_owned()) },
    };
    let offers: Vec<_> = rows.into_iter().chain(graph).collect();
    server.respond(asked, task, &offers).await
}

fn lens(server: &Server, parameters: &Parameters) -> Result<String, Refusal> {
    match single(parameters, "lens")? {
        Some(named) => known_lens(named),
        None => Ok(server.settings.lens.name().to_owned()),
    }
}

/// Returns the name of a lens, or says which there are.
pub(super) fn known_lens(named: &str) -> Result<String, Refusal> {
    let lens: Result<crate::query::Lens, _> = named.parse();
    lens.map(|lens| lens.name().to_owned())
        .map_err(|error| Refusal::bad(crate::query::syntax::visible(&error.to_string())))
}

/// Returns the graphs that a request names (SPARQL 1.1 Protocol §2.1.4).
fn graphs(parameters: &Parameters) -> Result<Option<Graphs>, Refusal> {
    let mut graphs = Graphs::default();
    for (name, value) in parameters {
        let into = match name.as_str() {
            "default-graph-uri" => &mut graphs.default,
            "named-graph-uri" => &mut graphs.named,
            _ => continue,
        };
        if !crate::iri::is_iri(value) {
            let shown = crate::query::syntax::visible(value);
            return Err(Refusal::bad(format!("`{shown}` in `{name}` is not an absolute IRI")));
        }
        into.push(value.clone());
    }
    Ok((graphs != Graphs::default()).then_some(graphs))
}
