//! The table of addresses: what each is for decides who answers, and is told in the OpenAPI document.

use super::answer::Refusal;
use hyper::{Method, StatusCode};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// The list of addresses.
    Root,
    /// SPARQL queries, and the description of the service.
    Sparql,
    /// Where updates would go.
    Update,
    /// Graphs, by parameter.
    GraphStore,
    /// Graphs, by their own address.
    Graph,
    /// The list of named queries.
    Queries,
    /// One of them.
    Query,
    /// The description of all this for programs.
    OpenApi,
    /// The description of the data.
    Dataset,
    /// A thing, which has no bytes itself.
    Thing,
    /// What is known of it.
    Data,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    /// Its path; `{name}` is one part, `{name+}` one or more.
    pub(super) path: &'static str,
    /// The methods it takes.
    pub(super) allow: &'static str,
    pub(super) endpoint: Endpoint,
    /// What it is for.
    pub(super) summary: &'static str,
}

const READ: &str = "GET, HEAD, OPTIONS";
const ASK: &str = "GET, HEAD, POST, OPTIONS";

/// Every address.
pub(super) const ROUTES: [Route; 14] = [
    Route { path: "/", allow: READ, endpoint: Endpoint::Root, summary: "What there is here" },
    Route {
        path: "/sparql",
        allow: ASK,
        endpoint: Endpoint::Sparql,
        summary: "SPARQL 1.1 Protocol; without a query, the description of the service",
    },
    Route { path: "/update", allow: ASK, endpoint: Endpoint::Update, summary: "Refused: the data comes from dossiers" },
    Route {
        path: "/graph-store",
        allow: READ,
        endpoint: Endpoint::GraphStore,
        summary: "SPARQL 1.1 Graph Store Protocol, for reading: ?default or ?graph=IRI",
    },
    Route {
        path: "/graph/{name+}",
        allow: READ,
        endpoint: Endpoint::Graph,
        summary: "A graph by its own address (asserted, reviewed, meta, asserted/ARTICLE)",
    },
    Route {
        path: "/queries",
        allow: READ,
        endpoint: Endpoint::Queries,
        summary: "The named queries and what they take",
    },
    Route { path: "/queries/{name}", allow: READ, endpoint: Endpoint::Query, summary: "A named query" },
    Route {
        path: "/openapi.json",
        allow: READ,
        endpoint: Endpoint::OpenApi,
        summary: "This description (OpenAPI 3.1)",
    },
    Route {
        path: "/.well-known/void",
        allow: READ,
        endpoint: Endpoint::Dataset,
        summary: "The description of the data (VoID)",
    },
    Route { path: "/article/{id+}", allow: READ, endpoint: Endpoint::Thing, summary: "An article; see /data" },
    Route { path: "/statement/{id+}", allow: READ, endpoint: Endpoint::Thing, summary: "A statement; see /data" },
    Route { path: "/entity/{id+}", allow: READ, endpoint: Endpoint::Thing, summary: "An entity; see /data" },
    Route {
        path: "/data/{kind}/{id+}",
        allow: READ,
        endpoint: Endpoint::Data,
        summary: "What is known of an article, statement or entity; .ttl, .jsonld, .nt … choose the format",
    },
    Route { path: "/dataset", allow: READ, endpoint: Endpoint::Dataset, summary: "The description of the data (VoID)" },
];

impl Route {
    fn fits(&self, segments: &[String]) -> bool {
        let parts = self.path.trim_start_matches('/').split('/');
        let mut given = segments.iter();
        for part in parts {
            let Some(segment) = given.next() else { return false };
            if part.ends_with("+}") {
                return !segment.is_empty();
            }
            let fits = if part.starts_with('{') { !segment.is_empty() } else { part == segment };
            if !fits {
                return false;
            }
        }
        // A slash at the end changes nothing.
        given.all(String::is_empty)
    }
}

/// Finds who answers; a method that it does not take is refused.
pub(super) fn find(segments: &[String], method: &Method) -> Result<&'static Route, Refusal> {
    let found = ROUTES.iter().find(|route| route.fits(segments));
    let route = found.ok_or_else(|| Refusal::missing("there is nothing here; `/` lists what there is"))?;
    if !route.allow.split(", ").any(|known| known == method.as_str()) {
        let message =
            format!("{method} is not possible here: the data is read only, and comes from dossiers by `chancery sync`");
        let mut refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message);
        refusal.allow = Some(route.allow);
        return Err(refusal);
    }
    Ok(route)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_others_are_not() {
        let find = |path: &str, method| {
            let segments: Vec<String> = path[1..].split('/').map(str::to_owned).collect();
            find(&segments, &method).map(|route| route.endpoint).map_err(|refusal| refusal.status.as_u16())
        };
        assert_eq!(find("/", Method::GET), Ok(Endpoint::Root));
        assert_eq!(find("/sparql/", Method::POST), Ok(Endpoint::Sparql));
        assert_eq!(find("/queries", Method::HEAD), Ok(Endpoint::Queries));
        assert_eq!(find("/queries/between", Method::GET), Ok(Endpoint::Query));
        assert_eq!(find("/graph/asserted/مقال", Method::GET), Ok(Endpoint::Graph));
        assert_eq!(find("/statement/a/s1/event", Method::GET), Ok(Endpoint::Thing));
        assert_eq!(find("/data/entity/x", Method::GET), Ok(Endpoint::Data));
        assert_eq!(find("/data/entity", Method::GET), Err(404));
        assert_eq!(find("/article/", Method::GET), Err(404));
        assert_eq!(find("/queries/a/b", Method::GET), Err(404));
        assert_eq!(find("/graph-store", Method::PUT), Err(405));
        assert_eq!(find("/nothing", Method::PUT), Err(404));
    }
}
