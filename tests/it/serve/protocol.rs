//! SPARQL over HTTP: forms of asking, formats, graphs, lenses, conditions, and the ways of being wrong.

use std::io::Read as _;

use serde_json::Value;

use super::served::Served;
use crate::program::ends;

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s a st:Statement }";

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn a_query_is_answered_in_each_way_and_format() {
    let served = Served::example(&[]);
    let by_get = served.get(&format!("/sparql?query={}", encoded(COUNT)), "text/csv").is(200);
    let form = format!("query={}", encoded(COUNT));
    let headers = [("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("Accept", "text/csv")];
    let by_form = served.ask("POST", "/sparql", &headers, form.as_bytes()).is(200);
    let by_body = served.query(COUNT, "text/csv").is(200);
    assert_eq!(by_get.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(by_get.text().starts_with("n\r\n"), "{}", by_get.text());
    assert_eq!((by_form.text(), by_body.text()), (by_get.text(), by_get.text()));

    let known = r#"SELECT ?l { gz:AZ rdfs:label ?l FILTER(LANG(?l) = "ar") }"#;
    for (accept, media_type) in [
        ("", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/turtle;q=0.9, text/csv;q=0.1", "text/csv; charset=utf-8"),
    ] {
        let answer = served.query(known, accept).is(200);
        assert_eq!(answer.header("content-type"), Some(media_type));
        assert!(answer.text().contains("أذربيجان"), "{}", answer.text());
        assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    for (accept, media_type) in [
        ("", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/trig", "application/trig"),
    ] {
        let answer = served.query("DESCRIBE gz:AZ", accept).is(200);
        assert_eq!(answer.header("content-type"), Some(media_type));
    }
    assert!(served.query("ASK { ?s a st:Statement }", "").is(200).text().contains("true"));
    assert_eq!(served.query("ASK {}", "application/xml").is(200).header("content-type"), Some("application/xml"));
}

#[test]
fn what_is_wrong_is_refused_in_words() {
    let served = Served::example(&[]);
    let wrong = |method, path: &str, kind: &str, body: &str, status, words: &str| {
        let headers: &[(&str, &str)] = if kind.is_empty() { &[] } else { &[("Content-Type", kind)] };
        let answer = served.ask(method, path, headers, body.as_bytes()).is(status);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert!(answer.text().contains(words), "{path}: {}", answer.text());
    };
    let (form, query) = ("application/x-www-form-urlencoded", "application/sparql-query");
    wrong("GET", "/sparql?query=SELECT", "", "", 400, "<query>:");
    wrong("POST", "/sparql", query, "SELECT ?x { ?x خطأ }", 400, "خطأ");
    wrong("GET", "/sparql?query=ASK{}&query=ASK{}", "", "", 400, "given twice");
    wrong("GET", "/sparql?lens=asserted", "", "", 400, "no parameter `query`");
    wrong("GET", "/sparql?query=ASK{}&lens=facts", "", "", 400, "there are `statements`");
    wrong("GET", "/sparql?query=ASK{}&format=exe", "", "", 400, "there are json");
    wrong("GET", "/sparql?query=ASK{}&default-graph-uri=x", "", "", 400, "not an absolute IRI");
    wrong("GET", "/sparql?query=%FF", "", "", 400, "UTF-8");
    wrong("POST", "/sparql", "text/plain", "ASK {}", 415, query);
    wrong("POST", "/sparql", "", "ASK {}", 415, form);
    wrong("POST", "/sparql", "application/sparql-query; charset=utf-16", "ASK {}", 415, "UTF-8");
    wrong("POST", "/sparql?query=ASK{}", query, "ASK {}", 400, "another in the body");
    wrong("POST", "/sparql", "application/sparql-update", "CLEAR ALL", 403, "dossiers");
    wrong("POST", "/sparql", form, "update=CLEAR+ALL", 403, "chancery sync");
    wrong("POST", "/update", form, "update=CLEAR+ALL", 403, "chancery sync");
    wrong("GET", "/sparql?update=CLEAR+ALL", "", "", 400, "an update is no query");
    wrong("PUT", "/sparql", query, "ASK {}", 405, "read only");
    wrong("DELETE", "/graph-store?default", "", "", 405, "read only");
    wrong("GET", "/nothing", "", "", 404, "lists what there is");
    wrong("GET", "/graph-store", "", "", 400, "?default");
    wrong("GET", "/graph-store?graph=https://kb.example/graph/none", "", "", 404, "no graph");
    wrong("GET", "/queries/accusatons", "", "", 404, "did you mean `accusations`?");
    wrong("GET", "/queries/supplies?supplier=%D8%B2%D8%B2%D8%B2", "", "", 400, "ززز");
    wrong("GET", "/queries/supplies?nobody=x", "", "", 400, "no parameter `nobody`");
    let put = served.ask("PUT", "/graph-store?default", &[], b"x").is(405);
    assert_eq!(put.header("allow"), Some("GET, HEAD, OPTIONS"));
    for (accept, text) in [("text/turtle", "SELECT * { ?s ?p ?o } LIMIT 1"), ("text/csv", "DESCRIBE gz:AZ")] {
        let answer = served.query(text, accept).is(406);
        assert!(answer.text().contains("can be had as"), "{}", answer.text());
    }
}

#[test]
fn the_request_names_graphs_and_lenses() {
    let served = Served::example(&[]);
    let ask = |parameters: &str| {
        let text = encoded("SELECT (COUNT(*) AS ?n) { ?a gp:alliedWith ?b }");
        let answer = served.get(&format!("/sparql?query={text}&format=csv{parameters}"), "").is(200);
        answer.text().trim().rsplit('\n').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(ask(""), 0);
    assert!(ask("&lens=asserted") > 0);
    let graph = "https://kb.example/graph/asserted";
    assert_eq!(ask(&format!("&default-graph-uri={graph}")), ask("&lens=asserted"));
    assert_eq!(ask("&default-graph-uri=https://kb.example/graph/none&lens=asserted"), 0);
    let in_named = |parameters: &str| {
        let text = encoded("ASK { GRAPH ?g { ?a gp:alliedWith ?b } }");
        served.get(&format!("/sparql?query={text}{parameters}"), "").is(200).text().contains("true")
    };
    assert!(in_named(&format!("&named-graph-uri={graph}")));
    assert!(!in_named("&named-graph-uri=https://kb.example/graph/meta"));
    assert!(!in_named(&format!("&default-graph-uri={graph}")), "only what the request names is seen");

    let asserted = served.get(&format!("/graph-store?graph={graph}"), "application/n-triples").is(200);
    let direct = served.get("/graph/asserted", "application/n-triples").is(200);
    assert_eq!(asserted.body, direct.body);
    assert!(asserted.text().contains("alliedWith"));
    let whole = served.get("/graph-store?default", "application/n-triples").is(200);
    let predicate = |line: &str| line.split(' ').nth(1).is_some_and(|word| word.ends_with("geopolitics#alliedWith>"));
    assert!(asserted.text().lines().any(predicate));
    assert!(!whole.text().lines().any(predicate), "the default graph holds no plain triple");
    let head = served.ask("HEAD", "/graph-store?default", &[("Accept", "application/n-triples")], b"").is(200);
    assert_eq!(head.header("content-length"), whole.header("content-length"));
}

#[test]
fn an_answer_is_known_by_its_tag_until_the_next_run() {
    let served = Served::example(&[]);
    let path = format!("/sparql?query={}", encoded(COUNT));
    let first = served.get(&path, "text/csv").is(200);
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!(served.get(&path, "text/csv").header("etag"), Some(&*tag));
    assert_ne!(served.get(&path, "").header("etag"), Some(&*tag), "another format is another answer");
    let again = |tag: &str| served.ask("GET", &path, &[("Accept", "text/csv"), ("If-None-Match", tag)], b"");
    let same = again(&format!("\"x\", {tag}")).is(304);
    assert_eq!((same.header("etag"), same.header("vary")), (Some(&*tag), Some("Accept, Accept-Encoding")));
    again("\"x\"").is(200);
    std::fs::remove_file(served.folder.path().join("dossiers/11-reprint.yaml")).unwrap();
    ends(served.folder.path(), 0, &["sync", "--quiet"]);
    let after = again(&tag).is(200);
    assert_ne!(after.text(), first.text());
    let chance = served.get(&format!("/sparql?query={}", encoded("SELECT (RAND() AS ?r) {}")), "").is(200);
    assert_eq!((chance.header("etag"), chance.header("cache-control")), (None, Some("no-store")));
}

#[test]
fn answers_are_compressed_for_those_who_ask() {
    let served = Served::example(&[]);
    let headers = |encoding| [("Accept", "application/n-triples"), ("Accept-Encoding", encoding)];
    let plain = served.ask("GET", "/graph-store?default", &headers("identity"), b"").is(200);
    let gzip = served.ask("GET", "/graph-store?default", &headers("gzip"), b"").is(200);
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body && gzip.body.len() * 3 < plain.body.len());
    let zstd = served.ask("GET", "/graph-store?default", &headers("gzip;q=0.5, zstd"), b"").is(200);
    assert_eq!(zstd.header("content-encoding"), Some("zstd"));
    assert!(zstd::stream::decode_all(&zstd.body[..]).unwrap() == plain.body);
    assert_ne!(gzip.header("etag"), plain.header("etag"));
    let short = served.ask("GET", "/sparql?query=ASK{}", &headers("gzip"), b"");
    assert_eq!(short.header("content-encoding"), None, "it would only grow");
}

#[test]
fn new_runs_are_seen_while_serving() {
    let served = Served::example(&[]);
    let count = || served.query("SELECT ?a { ?a a st:Article }", "application/x-ndjson").is(200).text().lines().count();
    let before = count();
    let dossier = "article: { title: { ar: مقال جديد }, url: https://news.example/new, published: 2024-05-03, language: ar }\n\
        statements:\n  - { id: visit, subject: AZ, predicate: visited, object: TR, quote: زار }\n";
    std::fs::write(served.folder.path().join("dossiers/جديد.yaml"), dossier).unwrap();
    ends(served.folder.path(), 0, &["sync", "--quiet"]);
    assert_eq!(count(), before + 1);
    let path = "/data/article/%D8%AC%D8%AF%D9%8A%D8%AF.ttl";
    assert!(served.get(path, "").is(200).text().contains("مقال جديد"));
}

#[test]
fn the_interface_of_named_queries_is_described() {
    let served = Served::example(&[]);
    let listed: Value = serde_json::from_slice(&served.get("/queries", "").is(200).body).unwrap();
    let described: Value = serde_json::from_slice(&served.get("/openapi.json", "").is(200).body).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    let queries = listed["queries"].as_array().unwrap();
    assert!(queries.len() >= 30);
    for query in queries {
        let href = query["href"].as_str().unwrap();
        let operation = &described["paths"][href]["get"];
        let names: Vec<&str> = operation["parameters"]
            .as_array()
            .unwrap_or_else(|| panic!("{href}"))
            .iter()
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        for parameter in query["parameters"].as_array().unwrap() {
            assert!(names.contains(&parameter["name"].as_str().unwrap()), "{href}");
        }
        let needs = query["parameters"].as_array().unwrap().iter().any(|parameter| parameter["optional"] == false);
        if !needs {
            served.get(href, "text/csv").is(200);
        }
    }
    let answer = served.get("/queries/supplies?supplier=%D8%A3%D8%B0%D8%B1%D8%A8%D9%8A%D8%AC%D8%A7%D9%86", "text/csv");
    let lines = answer.is(200).text().lines().count();
    assert!(lines > 1, "an entity by its Arabic name");
}

#[test]
fn files_are_served_without_a_knowledge_base() {
    let folder = tempfile::tempdir().unwrap();
    let quads = "<http://e/س> <http://e/p> \"قيمة\"@ar <http://e/g> .\n<http://e/s> <http://e/p> <http://e/o> .\n";
    std::fs::write(folder.path().join("a.nq"), quads).unwrap();
    let served = Served::start(folder, &["--data", "a.nq", "--base", "http://e/"]);
    assert!(served.get("/graph-store?graph=http://e/g", "application/n-triples").is(200).text().contains("قيمة"));
    assert!(served.get("/graph-store?default", "application/n-triples").is(200).text().contains("e/o"));
    std::fs::write(served.folder.path().join("a.nq"), "<http://e/s> <http://e/p> <http://e/other> .\n").unwrap();
    assert!(served.get("/graph-store?default", "").is(200).text().contains("other"), "changed files are read again");
}

#[test]
fn a_clock_of_the_server_hides_what_came_later_everywhere() {
    let served = Served::example(&["--published-by", "2000"]);
    let count = served.query("SELECT (COUNT(*) AS ?n) { ?s a st:Statement }", "text/csv").is(200);
    assert_eq!(count.text().trim(), "n\r\n0");
    served.get("/data/article/02-halaib.nt", "").is(404);
    served.get("/data/statement/02-halaib/letter.jsonld", "").is(404);
    served.get("/graph/asserted/02-halaib", "").is(404);
    let first = Served::example(&["--as-of", "run:1"]);
    ends(first.folder.path(), 0, &["undo", "run:1", "--quiet"]);
    first.get("/data/article/02-halaib.nt", "").is(200);
}

#[test]
fn other_pages_read_only_what_they_are_let_to() {
    let closed = Served::example(&[]);
    let open = Served::example(&["--cors", "https://app.example"]);
    let origin = |served: &Served, origin: &str| {
        let answer = served.ask("GET", "/queries", &[("Origin", origin)], b"").is(200);
        answer.header("access-control-allow-origin").map(str::to_owned)
    };
    assert_eq!(origin(&closed, "https://app.example"), None);
    assert_eq!(origin(&open, "https://app.example").as_deref(), Some("https://app.example"));
    assert_eq!(origin(&open, "https://evil.example"), None);
    let preflight = open.ask("OPTIONS", "/sparql", &[("Origin", "https://app.example")], b"").is(204);
    assert_eq!(preflight.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("POST"));
}
