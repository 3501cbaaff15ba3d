//! Where the snapshot answers otherwise than memory, and why: terms keep the words they were written in.

use super::*;

const DATA: &str = "\
<http://e/a> <http://e/size> \"10.380\"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://e/b> <http://e/size> \"10.38\"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://e/c> <http://e/size> \"010\"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e/d> <http://e/size> \"1E1\"^^<http://www.w3.org/2001/XMLSchema#double> .
<http://e/e> <http://e/open> \"1\"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<http://e/ف> <http://e/name> \"مياه إقليمية\"@ar .
";

fn both(query: &str) -> (Vec<String>, Vec<String>) {
    let memory = MemoryEngine::from_nquads(DATA.as_bytes()).unwrap();
    let snapshot = SnapshotEngine::from_nquads(DATA).unwrap();
    let request = Request::new(query);
    (answer_of(&memory, &request).unwrap(), answer_of(&snapshot, &request).unwrap())
}

#[test]
fn words_are_kept_where_memory_makes_them_canonical() {
    let (memory, snapshot) = both("SELECT ?o { <http://e/a> <http://e/size> ?o }");
    assert_eq!(memory, ["\"10.38\"^^<http://www.w3.org/2001/XMLSchema#decimal>"]);
    assert_eq!(snapshot, ["\"10.380\"^^<http://www.w3.org/2001/XMLSchema#decimal>"]);
    let (memory, snapshot) = both("SELECT ?o { <http://e/e> <http://e/open> ?o }");
    assert_eq!(memory, ["\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"]);
    assert_eq!(snapshot, ["\"1\"^^<http://www.w3.org/2001/XMLSchema#boolean>"]);
}

/// The evaluator computes with values: what an expression makes of a number has the canonical words.
#[test]
fn what_expressions_make_is_canonical_in_both() {
    let (memory, snapshot) = both("SELECT (STR(?o) AS ?words) { <http://e/a> <http://e/size> ?o }");
    assert_eq!((memory, snapshot), (vec!["\"10.38\"".to_owned()], vec!["\"10.38\"".to_owned()]));
}

#[test]
fn patterns_joins_and_distinct_compare_terms() {
    let found = |query| {
        let (memory, snapshot) = both(query);
        (memory.len(), snapshot.len())
    };
    assert_eq!(found("SELECT ?s { ?s <http://e/size> 10.38 }"), (2, 1));
    assert_eq!(found("SELECT ?s { ?s <http://e/size> 10.380 }"), (2, 1));
    assert_eq!(found("SELECT * { ?s <http://e/size> ?o . ?t <http://e/size> ?o FILTER(?s != ?t) }"), (2, 0));
    assert_eq!(found("SELECT DISTINCT ?o { ?s <http://e/size> ?o }"), (3, 4));
    assert_eq!(found("SELECT ?s { ?s <http://e/size> ?o FILTER(sameTerm(?o, 10.38)) }"), (2, 1));
    assert_eq!(found("SELECT ?s { ?s <http://e/size> ?o VALUES ?o { 10.38 } }"), (2, 1));
}

#[test]
fn filters_order_and_sums_compare_values_in_both() {
    for query in [
        "SELECT ?s { ?s <http://e/size> ?o FILTER(?o = 10.38) }",
        "SELECT ?s { ?s <http://e/size> ?o FILTER(?o > 10) }",
        "SELECT ?s { ?s <http://e/size> ?o FILTER(?o = 10) }",
        "SELECT ?s { ?s <http://e/size> ?o FILTER(?o IN (10.38, 3)) }",
        "SELECT (SUM(?o) AS ?n) (AVG(?o) AS ?m) { ?s <http://e/size> ?o }",
        "SELECT ?s { ?s <http://e/open> ?o FILTER(?o) }",
        "SELECT ?s { ?s <http://e/size> ?o BIND(?o * 2 AS ?double) FILTER(?double = 20.76) }",
        "SELECT ?s ?name { ?s ?p ?name FILTER(LANG(?name) = \"ar\" && CONTAINS(?name, \"إقليمية\")) }",
    ] {
        let (memory, snapshot) = both(query);
        assert_eq!(memory, snapshot, "{query}");
        assert!(!memory.is_empty(), "{query}");
    }
}

/// A triple in two of the graphs that a lens unites is found once, in either engine.
#[test]
fn lenses_unite_and_do_not_repeat() {
    let text = "\
<http://e/a> <http://e/p> <http://e/b> .
<http://e/a> <http://e/p> <http://e/b> <https://kb.example/graph/asserted> .
<http://e/a> <http://e/p> <http://e/b> <https://kb.example/graph/asserted/x> .
<http://e/a> <http://e/p> <http://e/c> <https://kb.example/graph/asserted> .
";
    let memory = MemoryEngine::from_nquads(text.as_bytes()).unwrap();
    let snapshot = SnapshotEngine::from_nquads(text).unwrap();
    let mut request = Request::new("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    request.dataset = request.dataset.with_graph("https://kb.example/graph/asserted");
    for engine in [&memory as &dyn Engine, &snapshot] {
        assert_eq!(answer_of(engine, &request).unwrap(), ["\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>"]);
        let named = Request::new("SELECT ?g { GRAPH ?g { <http://e/a> <http://e/p> <http://e/b> } }");
        assert_eq!(answer_of(engine, &named).unwrap().len(), 2, "{}", engine.name());
        assert_eq!(engine.len(), 4);
    }
}
