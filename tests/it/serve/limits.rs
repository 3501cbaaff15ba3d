//! Limits of a query: named, kept within 250 ms, and never a part of an answer; good queries are not harmed.
//!
//! `CHANCERY_TEST_HOSTILE=30` sends as many hostile queries at once beside 100 good ones (4 otherwise).

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::served::Served;

/// How much later than its limit a query may end.
const LATE: Duration = Duration::from_millis(250);
/// The way there and back on a machine that has other things to do.
const WAY: Duration = Duration::from_millis(250);

/// Queries that cost as much as they are let to.
fn hostile() -> Vec<(&'static str, String)> {
    let values = |name: usize| {
        let all: String = (0..100).fold(String::new(), |mut text, value| {
            let _ = write!(text, " {value}");
            text
        });
        format!("VALUES ?v{name} {{{all} }}")
    };
    let product = (0..5).map(values).collect::<Vec<_>>().join(" ");
    let tenfold = |from: &str, to: &str| {
        let parts = vec![format!("?{from}"); 10];
        format!("BIND(CONCAT({}) AS ?{to})", parts.join(", "))
    };
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let bomb: String = names.windows(2).map(|pair| tenfold(pair[0], pair[1]) + " ").collect();
    let all = "?a ?b ?c . ?d ?e ?f";
    let text = |text: &str| text.to_owned();
    vec![
        ("product of values", format!("SELECT (COUNT(*) AS ?n) {{ {product} }}")),
        ("sorted product of values", format!("SELECT * {{ {product} }} ORDER BY ?v4 ?v3")),
        ("distinct product of values", format!("SELECT DISTINCT * {{ {product} }}")),
        ("sorted cross join", format!("SELECT * {{ {all} }} ORDER BY ?c ?f")),
        ("sorted by an expression", format!("SELECT * {{ {all} }} ORDER BY STRLEN(CONCAT(STR(?c), STR(?f))) LIMIT 3")),
        ("distinct cross join", format!("SELECT DISTINCT ?a ?d ?f {{ {all} }}")),
        ("reduced cross join", format!("SELECT REDUCED ?a ?f {{ {all} }}")),
        ("rows of a cross join", format!("SELECT * {{ {all} }}")),
        ("a cross join of three", format!("SELECT (COUNT(*) AS ?n) {{ {all} . ?g ?h ?i }}")),
        ("distinct counted", format!("SELECT (COUNT(DISTINCT *) AS ?n) {{ {all} }}")),
        ("sum of a cross join", format!("SELECT (SUM(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?n) {{ {all} }}")),
        ("concatenation of all", format!("SELECT (GROUP_CONCAT(STR(?c)) AS ?n) {{ {all} }}")),
        (
            "distinct concatenation",
            format!("SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) {{ {all} }}"),
        ),
        ("groups without end", format!("SELECT ?a ?c ?d ?f (COUNT(*) AS ?n) {{ {all} }} GROUP BY ?a ?c ?d ?f")),
        ("having", format!("SELECT ?a ?f (COUNT(*) AS ?n) {{ {all} }} GROUP BY ?a ?f HAVING (COUNT(*) > 1000000)")),
        ("literals that grow", format!("SELECT (STRLEN(?h) AS ?n) {{ BIND(\"{}\" AS ?a) {bomb} }}", "x".repeat(200))),
        (
            "a replacement that grows",
            format!(
                "SELECT (STRLEN(?y) AS ?n) {{ BIND(\"{0}\" AS ?x) BIND(REPLACE(REPLACE(?x, \"a\", ?x), \"a\", ?x) AS ?y) }}",
                "a".repeat(20_000)
            ),
        ),
        (
            "encoding that grows",
            format!("SELECT ?h {{ BIND(\"{}\" AS ?a) {} BIND(ENCODE_FOR_URI(?h) AS ?z) }}", "أ".repeat(200), bomb),
        ),
        ("every path", text("SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b }")),
        ("two paths", text("SELECT * { ?a (!<x:y>)+ ?b . ?c (!<x:y>)+ ?d } ORDER BY ?b ?d")),
        ("paths back and forth", text("SELECT (COUNT(*) AS ?n) { ?a (!<x:y>/^!<x:y>)+ ?b }")),
        (
            "nested absence",
            text(
                "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER EXISTS { ?g ?h ?i . ?j ?k ?l FILTER(?i != ?l && ?f = ?c && ?l = <x:none>) } } }",
            ),
        ),
        ("taken away", format!("SELECT * {{ {all} MINUS {{ ?g ?h ?i . ?j ?k ?l }} }}")),
        (
            "optional without a tie",
            format!("SELECT (COUNT(*) AS ?n) {{ {all} OPTIONAL {{ ?g ?h ?i FILTER(?i = ?c || ?i = ?f) }} }}"),
        ),
        ("unions", format!("SELECT * {{ {{ {all} }} UNION {{ {all} }} UNION {{ {all} }} }} ORDER BY ?f")),
        ("a filter over all", format!("SELECT * {{ {all} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), \"^(a+)+$\")) }}")),
        ("hashes", format!("SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?n) {{ {all} }}")),
        ("triples of a cross join", format!("CONSTRUCT {{ ?a ?b ?f }} {{ {all} }}")),
        ("a description of all", format!("DESCRIBE ?a ?f {{ {all} }}")),
        ("graphs crossed", text("SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } ?i ?j ?k } ORDER BY ?k ?c")),
    ]
}

#[test]
fn every_hostile_query_ends_in_time_and_names_its_limit() {
    let seconds = 0.5;
    let served = Served::example(&["--timeout", "0.5", "--workers", "2"]);
    let queries = hostile();
    assert_eq!(queries.len(), 30);
    for (name, text) in queries {
        let begun = Instant::now();
        let answer = served.query(&text, "");
        let took = begun.elapsed();
        assert_eq!(answer.status, 503, "{name}: {}", answer.text());
        assert!(answer.text().contains("limit met: "), "{name}: {}", answer.text());
        // A worker that was killed is started again, which is not the query's time.
        assert!(took < Duration::from_secs_f64(seconds) + LATE + WAY + WAY, "{name}: {took:?}");
    }
    served.get("/sparql?query=ASK{}", "").is(200);
}

#[test]
fn each_limit_is_named_and_no_part_of_an_answer_is_sent() {
    let named = |arguments: &[&str], text: &str, limit: &str| {
        let served = Served::example(arguments);
        let answer = served.query(text, "text/csv").is(503);
        assert!(answer.text().contains(limit), "{}", answer.text());
        assert_eq!((answer.header("etag"), answer.header("retry-after")), (None, None));
        if !arguments.contains(&"--max-bytes") {
            served.get("/sparql?query=ASK{}", "").is(200);
        }
    };
    let all = "SELECT * { ?s ?p ?o }";
    named(&["--max-rows", "10"], all, "more than 10 rows");
    named(&["--max-bytes", "0"], all, "limit met: result bytes");
    named(&["--timeout", "0.2"], "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", "longer than 0.2 s");
    let grows = format!("SELECT (STRLEN(REPLACE(?x, \"a\", ?x)) AS ?n) {{ BIND(\"{}\" AS ?x) }}", "a".repeat(20_000));
    named(&["--memory", "200"], &grows, "more than 200 MiB of memory");
    let served = Served::example(&["--max-rows", "10"]);
    let ten = served.query("SELECT * { ?s ?p ?o } LIMIT 10", "text/csv").is(200);
    assert_eq!(ten.text().trim().lines().count(), 11, "ten is not more than ten");
}

#[test]
fn good_queries_are_answered_beside_hostile_ones() {
    let many = std::env::var("CHANCERY_TEST_HOSTILE").ok().and_then(|many| many.parse().ok()).unwrap_or(4);
    let mut served = Served::example(&["--timeout", "0.3", "--workers", "2"]);
    let (hostile, served_now) = (hostile(), &served);
    std::thread::scope(|scope| {
        let bad: Vec<_> = hostile
            .iter()
            .cycle()
            .take(many)
            .map(|(_, text)| scope.spawn(move || served_now.query(text, "").status))
            .collect();
        let good: Vec<_> = (0..100)
            .map(|number| {
                let text = format!("SELECT (COUNT(*) + {number} AS ?n) {{ ?s a st:Statement }}");
                scope.spawn(move || served_now.query(&text, "text/csv").status)
            })
            .collect();
        for status in good {
            assert_eq!(status.join().unwrap(), 200);
        }
        for status in bad {
            assert_eq!(status.join().unwrap(), 503);
        }
    });
    assert!(served.child.try_wait().unwrap().is_none(), "the server itself runs on");
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    let served = Served::example(&[]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let place = listener.local_addr().unwrap();
    for text in [
        format!("SELECT * {{ SERVICE <http://{place}/sparql> {{ ?s ?p ?o }} }}"),
        format!("SELECT * {{ SERVICE SILENT <http://{place}/sparql> {{ ?s ?p ?o }} }}"),
        format!("SELECT * FROM <http://{place}/data.ttl> {{ ?s ?p ?o }}"),
        format!("LOAD <http://{place}/data.ttl>"),
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }".to_owned(),
    ] {
        let answer = served.query(&text, "");
        assert!(matches!(answer.status, 200 | 400), "{text}: {}", answer.text());
        assert!(!answer.text().contains("root:"));
    }
    served.get(&format!("/sparql?query=ASK{{}}&default-graph-uri=http://{place}/data.ttl"), "").is(200);
    served.get(&format!("/graph-store?graph=http://{place}/data.ttl"), "").is(404);
    assert!(listener.accept().is_err(), "somebody came");
}
