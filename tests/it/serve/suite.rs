//! The W3C's tests of SPARQL 1.1 over HTTP, where the shared folder is: protocol, service description,
//! graph store. What would write is left out, with the reason.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

use super::served::{Answer, Served};
use crate::world;

/// The updates that must succeed: this server takes none.
const UPDATES: [&str; 7] = [
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
];

const REQUESTS: &str = "
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?request ?method ?path ?body ?encoding ?name ?value ?status ?boolean ?format {
  ?test a mf:ProtocolTest ; mf:action/ht:requests/rdf:rest*/rdf:first ?request .
  ?request ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?response .
  ?response mf:expectedStatus ?status .
  OPTIONAL { ?request ht:body ?content . ?content cnt:chars ?body ; cnt:characterEncoding ?encoding }
  OPTIONAL { ?request ht:headers/rdf:rest*/rdf:first ?header . ?header ht:fieldName ?name ; ht:fieldValue ?value }
  OPTIONAL { ?response mf:expectedBoolean ?boolean }
  OPTIONAL { ?response mf:expectedFormat ?format }
}";

#[derive(Default, Debug)]
struct Request {
    method: String,
    path: String,
    body: Vec<u8>,
    headers: BTreeMap<String, String>,
    statuses: Vec<String>,
    boolean: Option<bool>,
    format: Option<String>,
}

fn suite(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CHANCERY_SHARED").map_or_else(|| world::package("../shared"), PathBuf::from);
    let folder = shared.join("suites/rdf-tests/sparql/sparql11").join(name);
    if !folder.is_dir() {
        println!("skipped: {} is not there; CHANCERY_SHARED names the shared folder", folder.display());
        return None;
    }
    Some(folder)
}

fn loaded(file: &std::path::Path) -> Store {
    let store = Store::new().unwrap();
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri("http://suite/").unwrap();
    store.load_from_slice(parser, &std::fs::read(file).unwrap()).unwrap();
    store
}

/// Reads the requests of each test, in order of their names.
fn requests(store: &Store) -> BTreeMap<String, Vec<Request>> {
    let query = SparqlEvaluator::new().parse_query(REQUESTS).unwrap().on_store(store).execute().unwrap();
    let QueryResults::Solutions(rows) = query else { panic!("no rows") };
    let mut tests: BTreeMap<String, BTreeMap<String, Request>> = BTreeMap::new();
    for row in rows {
        let row = row.unwrap();
        let get = |name: &str| match row.get(name) {
            Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
            Some(term) => Some(term.to_string().trim_matches(['<', '>']).to_owned()),
            None => None,
        };
        let name = get("test").unwrap().rsplit(['#', '/']).next().unwrap().to_owned();
        let request = tests.entry(name).or_default().entry(get("request").unwrap()).or_default();
        request.method = get("method").unwrap();
        request.path = get("path").unwrap();
        if let Some(body) = get("body") {
            request.body = match get("encoding").as_deref() {
                Some("UTF-16") => body.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => body.into_bytes(),
            };
        }
        if let (Some(name), Some(value)) = (get("name"), get("value")) {
            request.headers.insert(name, value);
        }
        request.statuses.push(get("status").unwrap());
        request.boolean = get("boolean").map(|value| value == "true");
        request.format = get("format");
    }
    tests.into_iter().map(|(name, requests)| (name, requests.into_values().collect())).collect()
}

/// A server of the graphs that the tests presuppose.
fn with_graphs(folder: &std::path::Path) -> Served {
    let data = tempfile::tempdir().unwrap();
    let mut quads = String::new();
    for number in 1..=3 {
        let text = std::fs::read_to_string(folder.join(format!("data{number}.nt"))).unwrap();
        for triple in RdfParser::from_format(RdfFormat::NTriples).for_slice(text.as_bytes()) {
            let triple = triple.unwrap();
            let graph = format!("http://kasei.us/2009/09/sparql/data/data{number}.rdf");
            quads.push_str(&format!("{} {} {} <{graph}> .\n", triple.subject, triple.predicate, triple.object));
        }
    }
    std::fs::write(data.path().join("graphs.nq"), quads).unwrap();
    Served::start(data, &["--data", "graphs.nq"])
}

fn fits(request: &Request, answer: &Answer) -> Result<(), String> {
    let class = format!("{}xx", answer.status / 100);
    let told = |status: &String| status.ends_with(&class) || status.ends_with(&answer.status.to_string());
    if !request.statuses.iter().any(told) {
        return Err(format!("status {} and not {:?}", answer.status, request.statuses));
    }
    let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
    let kinds: &[&str] = match request.format.as_deref() {
        Some("boolean") => &["application/sparql-results+json", "application/sparql-results+xml"],
        Some("tabular") => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        ],
        Some("RDF") => &["text/turtle", "application/rdf+xml", "application/n-triples"],
        _ => return Ok(()),
    };
    if !kinds.contains(&kind.as_str()) {
        return Err(format!("content type {kind}"));
    }
    match request.boolean {
        Some(expected) if !answer.text().contains(&format!("\"boolean\":{expected}")) => Err(answer.text().to_owned()),
        _ => Ok(()),
    }
}

#[test]
fn the_query_part_of_the_protocol_suite_passes() {
    let Some(folder) = suite("protocol") else { return };
    let tests = requests(&loaded(&folder.join("manifest.ttl")));
    assert_eq!(tests.len(), 34, "{:?}", tests.keys());
    let served = with_graphs(&folder);
    let (mut passed, mut wrong) = (0, Vec::new());
    for (name, requests) in &tests {
        if UPDATES.contains(&name.as_str()) {
            continue;
        }
        for request in requests {
            let path = request.path.replacen("/sparql/", "/sparql", 1);
            let headers: Vec<(&str, &str)> =
                request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = served.ask(&request.method, &path, &headers, &request.body);
            if let Err(problem) = fits(request, &answer) {
                wrong.push(format!("{name}: {problem}"));
            }
        }
        passed += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(passed, 27);
    println!("protocol: 34 tests, 27 passed, 7 skipped (updates are refused)");
}

#[test]
fn the_service_description_suite_passes() {
    let Some(folder) = suite("service-description") else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest.ttl")).unwrap();
    assert_eq!(manifest.matches("rdf:type mf:ServiceDescriptionTest").count(), 3);
    let served = with_graphs(&suite("protocol").unwrap());
    // returns-rdf: a GET of the endpoint gives RDF.
    let answer = served.get("/sparql", "").is(200);
    assert!(answer.header("content-type").unwrap().starts_with("text/turtle"));
    let store = Store::new().unwrap();
    store.load_from_slice(RdfParser::from_format(RdfFormat::Turtle), &answer.body).unwrap();
    let holds = |pattern: &str| {
        let text = format!("PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK {{ {pattern} }}");
        let found = SparqlEvaluator::new().parse_query(&text).unwrap().on_store(&store).execute().unwrap();
        matches!(found, QueryResults::Boolean(true))
    };
    // has-endpoint-triple: it names the address that was asked.
    assert!(holds(&format!("?s a sd:Service ; sd:endpoint <http://{}/sparql>", served.address)));
    // conforms-to-schema: what has a class in the vocabulary has it here, and nothing else does.
    assert!(holds("?s sd:defaultDataset ?d . ?d a sd:Dataset ; sd:defaultGraph ?g . ?g a sd:Graph"));
    assert!(!holds(
        "?d sd:namedGraph ?n . FILTER NOT EXISTS { ?n a sd:NamedGraph ; sd:name ?name ; sd:graph ?g . ?g a sd:Graph }"
    ));
    assert!(holds("?s sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat ?f"));
    assert!(!holds("?s ?p ?o . FILTER(STRSTARTS(STR(?p), STR(sd:)) && ISLITERAL(?o))"));
    assert!(!holds("?s sd:supportedLanguage sd:SPARQL11Update"), "it takes none");
}

#[test]
fn graphs_are_read_as_the_graph_store_protocol_has_it() {
    let Some(folder) = suite("protocol") else { return };
    let served = with_graphs(&folder);
    let graph = "/graph-store?graph=http%3A%2F%2Fkasei.us%2F2009%2F09%2Fsparql%2Fdata%2Fdata1.rdf";
    // GET of a graph that is there, one that is not, the default one; HEAD of both; what would write.
    let got = served.get(graph, "application/n-triples").is(200);
    let expected = std::fs::read_to_string(folder.join("data1.nt")).unwrap();
    assert_eq!(got.text().lines().count(), expected.lines().filter(|line| !line.trim().is_empty()).count());
    let head = served.ask("HEAD", graph, &[("Accept", "application/n-triples")], b"").is(200);
    assert_eq!(head.header("content-type"), got.header("content-type"));
    assert_eq!(head.header("content-length"), got.header("content-length"));
    let nowhere = "/graph-store?graph=http%3A%2F%2Fkasei.us%2Fnowhere";
    served.get(nowhere, "").is(404);
    served.ask("HEAD", nowhere, &[], b"").is(404);
    assert_eq!(served.get("/graph-store?default", "application/n-triples").is(200).text(), "");
    for method in ["PUT", "POST", "DELETE", "PATCH"] {
        let answer = served.ask(method, graph, &[("Content-Type", "text/turtle")], b"").is(405);
        assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));
    }
}
