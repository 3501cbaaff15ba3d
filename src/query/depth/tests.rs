use std::thread;

use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

use super::*;

/// Every way known to deepen a query: a name, the text at depth `n`, and the limit it should meet.
fn shapes(n: usize) -> Vec<(&'static str, String, Excess)> {
    let times = |text: &str| text.repeat(n);
    let each = |make: fn(usize) -> String| (0..n).map(make).collect::<String>();
    vec![
        ("braces", format!("ASK {}{}", times("{"), times("}")), Excess::Nesting),
        ("parentheses", format!("ASK {{FILTER({}1{})}}", times("("), times(")")), Excess::Nesting),
        ("negations", format!("ASK {{FILTER({}1)}}", times("!")), Excess::Nesting),
        ("negated brackets", format!("ASK {{FILTER({}1{})}}", times("!("), times(")")), Excess::Nesting),
        ("path brackets", format!("ASK {{?a {}a{} ?b}}", times("("), times(")")), Excess::Nesting),
        ("inverse brackets", format!("ASK {{?a {}a{} ?b}}", times("^("), times(")")), Excess::Nesting),
        ("functions", format!("SELECT ({}1{} AS ?x) {{}}", times("STR("), times(")")), Excess::Nesting),
        ("exists", format!("ASK {}{{}}{}", times("{FILTER EXISTS "), times("}")), Excess::Nesting),
        ("blank nodes", format!("ASK {{?a a {}?b{}}}", times("[a "), times("]")), Excess::Nesting),
        ("collections", format!("ASK {{?a a {}?b{}}}", times("("), times(")")), Excess::Nesting),
        ("triple terms", format!("ASK {{?a a {}?b{}}}", times("<<( ?a ?b "), times(")>>")), Excess::Nesting),
        ("sub-queries", format!("SELECT * {}{{}}{}", times("{SELECT * "), times("}")), Excess::Nesting),
        ("sums", format!("ASK {{FILTER(1{})}}", times("+1")), Excess::Chain),
        ("products", format!("ASK {{FILTER(1{})}}", times(" * 1")), Excess::Chain),
        ("disjunctions", format!("ASK {{FILTER(1{})}}", times("||1")), Excess::Chain),
        ("conjunctions", format!("ASK {{FILTER(1{})}}", times("&&1")), Excess::Chain),
        ("unions", format!("ASK {{ {{}} {} }}", times("UNION {}")), Excess::Chain),
        ("groups", format!("ASK {{ {} }}", times("{}")), Excess::Chain),
        ("options", format!("ASK {{ {} }}", each(|i| format!("OPTIONAL{{?a{i} a ?b}}"))), Excess::Chain),
        ("filters", format!("ASK {{ {} }}", times("FILTER(1)")), Excess::Chain),
        ("bindings", format!("ASK {{ {} }}", each(|i| format!("BIND(1 AS ?x{i})"))), Excess::Chain),
        ("columns", format!("SELECT {} {{}}", each(|i| format!("(1 AS ?x{i})"))), Excess::Chain),
        ("alternatives", format!("ASK {{?a a{} ?b}}", times("|a")), Excess::Chain),
        ("sequences", format!("ASK {{?a a{} ?b}}", times("/a")), Excess::Chain),
        ("patterns", format!("ASK {{ {} }}", each(|i| format!("?a{i} a ?a{}. ", i + 1))), Excess::Separators),
        ("predicates", format!("ASK {{ ?a a ?b {} }}", times("; a ?b ")), Excess::Separators),
        ("objects", format!("ASK {{ ?a a ?b {} }}", times(", ?b ")), Excess::Separators),
        ("items", format!("ASK {{ ?a a (1 {}) }}", times("1 ")), Excess::Separators),
        ("iri or brackets", format!("ASK {{FILTER(1 <{}2{}>3)}}", times("("), times(")")), Excess::Nesting),
        ("iri or sum", format!("ASK {{FILTER(1 <2{}>3)}}", times("+2")), Excess::Chain),
    ]
}

#[test]
fn every_known_way_down_is_refused() {
    for (name, text, kind) in shapes(4_000) {
        let refused = check(&text).expect_err(name);
        assert_eq!(refused.kind, kind, "{name}");
        assert!(refused.offset <= text.len(), "{name}");
    }
    // A million levels take no stack here.
    assert_eq!(check(&"{".repeat(1_000_000)).unwrap_err().offset, MAX_NESTING);
}

#[test]
fn mixed_forms_do_not_add_up_past_the_limits() {
    let part = format!("({}", "1+".repeat(90));
    assert!(check(&format!("ASK {{FILTER({}1", part.repeat(100))).is_err());
    assert!(check(&format!("ASK {{ {}", "{}UNION".repeat(600))).is_err());
    // `?VALUES` is a variable and `ex:values` a name: neither hides a chain.
    for prefix in ["GRAPH ?VALUES ", "GRAPH ex:values ", "VALUES ?x { 1 } "] {
        assert!(check(&format!("ASK {{ {prefix} {{ FILTER(1{}) }} }}", "+1".repeat(2_000))).is_err(), "{prefix}");
    }
}

#[test]
fn long_data_and_ordinary_queries_pass() {
    let rows = "(-1 <http://e/a-b/c-d/e+f> \"a || b && c\") ".repeat(5_000);
    for text in [
        format!("SELECT * {{ VALUES (?a ?b ?c) {{ {rows} }} ?a ?b ?c }}"),
        format!("ASK {{ ?a ?b ?c FILTER(?a IN ({}1)) }}", "1,".repeat(5_000)),
        format!("ASK {{ # {} \n }}", "{".repeat(5_000)),
        format!("ASK {{ ?a ?b \"\"\"{}\"\"\" }}", "{(\"".repeat(5_000)),
        format!("ASK {}{}", "{".repeat(127), "}".repeat(127)),
    ] {
        check(&text).unwrap();
    }
}

/// Parses, plans and runs on a thread with this stack; a thread that overflows ends the test process.
fn run(text: String, stack: usize) {
    let work = move || {
        let store = Store::new().unwrap();
        store.load_from_slice(RdfFormat::NQuads, b"<x:a> <x:b> <x:c> .").unwrap();
        match SparqlEvaluator::new().parse_query(&text) {
            Err(error) => drop(error.to_string()),
            Ok(query) => match query.on_store(&store).execute().unwrap() {
                QueryResults::Solutions(solutions) => drop(solutions.count()),
                QueryResults::Graph(triples) => drop(triples.count()),
                QueryResults::Boolean(_) => {}
            },
        }
    };
    thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap();
}

#[test]
fn the_library_survives_what_passes() {
    // Plans over many joined patterns take the library time that grows with a high power of their
    // number, so these run at a tenth of the limit on a tenth of the stack.
    const SLOW: [&str; 6] = ["sequences", "patterns", "predicates", "objects", "items", "collections"];
    let at = |n: usize, kind: Excess| {
        shapes(n).into_iter().filter(move |shape| shape.2 == kind).filter(|(_, text, _)| check(text).is_ok())
    };
    let mut tried = 0;
    for (name, text, _) in at(120, Excess::Nesting).filter(|shape| shape.0 != "collections") {
        eprintln!("{name}");
        run(text, STACK_SIZE);
        tried += 1;
    }
    for (name, text, _) in at(490, Excess::Chain).filter(|shape| !SLOW.contains(&shape.0)) {
        eprintln!("{name}");
        run(text, STACK_SIZE / 2);
        tried += 1;
    }
    for (name, text, kind) in shapes(50).into_iter().filter(|shape| SLOW.contains(&shape.0)) {
        eprintln!("{name} {kind:?}");
        run(text, STACK_SIZE / 20);
        tried += 1;
    }
    // `<<(` opens two brackets.
    for (name, text, _) in at(60, Excess::Nesting).filter(|shape| shape.0 == "triple terms") {
        eprintln!("{name}");
        run(text, STACK_SIZE);
        tried += 1;
    }
    assert_eq!(tried, 30, "some shape was refused and not tried");
}
