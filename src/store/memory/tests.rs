//! The engine: what a request sees, is given, and gets.

use std::fs;
use std::io::Write as _;
use std::time::Duration;

use oxigraph::model::{Literal, NamedNode};

use super::*;
use crate::history::{ArticleFacts, Counts, Digest, Settings};
use crate::store::{DatasetChoice, Results, Segment, WriterInfo};

const ASSERTED: &str = "https://kb.example/graph/asserted";
const DATA: &str = "\
<http://e/a> <http://e/says> \"x\" .
<http://e/AZ> <http://e/supplies> <http://e/TR> <https://kb.example/graph/asserted> .
<http://e/AZ> <http://e/supplies> <http://e/TR> <https://kb.example/graph/asserted/a> .
<http://e/AZ> <http://e/supplies> <http://e/TR> <https://kb.example/graph/asserted> .
";

fn rows(engine: &MemoryEngine, request: &Request) -> Vec<String> {
    let Results::Solutions(solutions) = engine.evaluate(request).unwrap().results else { panic!("no solutions") };
    let mut rows: Vec<String> = solutions
        .map(|solution| {
            let terms: Vec<String> = solution.unwrap().iter().map(|(_, t)| t.to_string()).collect();
            terms.join(" ")
        })
        .collect();
    rows.sort();
    rows
}

fn engine() -> MemoryEngine {
    MemoryEngine::from_nquads(DATA.as_bytes()).unwrap()
}

#[test]
fn a_repeated_quad_is_held_once() {
    assert_eq!((engine().len(), engine().quads().count()), (3, 3));
}

#[test]
fn a_lens_decides_what_the_default_graph_is() {
    let engine = engine();
    let mut request = Request::new("SELECT ?s WHERE { ?s ?p ?o }");
    assert_eq!(rows(&engine, &request), ["<http://e/a>"]);
    request.dataset = DatasetChoice::default().with_graph(ASSERTED);
    assert_eq!(rows(&engine, &request), ["<http://e/AZ>", "<http://e/a>"]);
    request.dataset.default_graph = false;
    assert_eq!(rows(&engine, &request), ["<http://e/AZ>"]);
    request.dataset = DatasetChoice::default().with_graph("no iri");
    assert!(matches!(engine.evaluate(&request), Err(EngineError::Iri { .. })));
}

#[test]
fn named_graphs_stay_visible_unless_they_are_chosen() {
    let engine = engine();
    let mut request = Request::new("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!(rows(&engine, &request).len(), 2);
    request.dataset.named = Some(vec![ASSERTED.to_owned()]);
    assert_eq!(rows(&engine, &request), [format!("<{ASSERTED}>")]);
}

#[test]
fn a_query_with_from_keeps_it_unless_the_protocol_says_otherwise() {
    let engine = engine();
    let mut request = Request::new(format!("SELECT ?s FROM <{ASSERTED}> WHERE {{ ?s ?p ?o }}"));
    assert_eq!(rows(&engine, &request), ["<http://e/AZ>"]);
    request.dataset.over_from = true;
    assert_eq!(rows(&engine, &request), ["<http://e/a>"]);
}

#[test]
fn parameters_are_terms_and_never_text() {
    let engine = engine();
    let mut request = Request::new("SELECT ?s ?o WHERE { ?s ?p ?o }");
    request.parameters = vec![("o".to_owned(), Literal::new_simple_literal("x").into())];
    assert_eq!(rows(&engine, &request), ["<http://e/a> \"x\""]);
    let hostile = "x\" } DROP ALL #";
    request.parameters = vec![("o".to_owned(), Literal::new_simple_literal(hostile).into())];
    assert!(rows(&engine, &request).is_empty());
    for name in ["p", "not a name"] {
        let iri = NamedNode::new("http://e/says").unwrap();
        request.parameters = vec![(name.to_owned(), iri.into())];
        let refused = engine.evaluate(&request);
        assert!(matches!(refused, Err(EngineError::Parameter { .. })), "{name}");
    }
}

#[test]
fn other_forms_have_their_own_results() {
    let engine = engine();
    let ask = engine.evaluate(&Request::new("ASK { ?s ?p \"x\" }")).unwrap();
    assert!(matches!(ask.results, Results::Boolean(true)));
    let construct = Request::new("CONSTRUCT { ?o ?p ?s } WHERE { GRAPH ?g { ?s ?p ?o } }");
    let Results::Graph(triples) = engine.evaluate(&construct).unwrap().results else { panic!("no graph") };
    assert_eq!(triples.map(Result::unwrap).count(), 1);
    let mut relative = Request::new("ASK { <a> ?p ?o }");
    assert!(matches!(engine.evaluate(&relative), Err(EngineError::Syntax(_))));
    relative.base = Some("http://e/".to_owned());
    let answer = engine.evaluate(&relative).unwrap();
    assert!(matches!(answer.results, Results::Boolean(true)));
}

#[test]
fn a_stopped_query_gives_one_error_and_ends() {
    let engine = engine();
    let request = Request::new("SELECT * WHERE { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }");
    let Results::Solutions(mut solutions) = engine.evaluate(&request).unwrap().results else { panic!("no solutions") };
    assert!(solutions.next().unwrap().is_ok());
    request.cancel.cancel();
    let rest: Vec<_> = solutions.collect();
    let errors = rest.iter().filter(|row| matches!(row, Err(EngineError::Cancelled))).count();
    assert_eq!(errors, 1);
    assert!(rest.last().unwrap().is_err());
}

#[test]
fn an_explanation_comes_when_asked_for() {
    let engine = engine();
    let mut request = Request::new("SELECT ?s WHERE { ?s ?p ?o }");
    assert!(engine.evaluate(&request).unwrap().explanation.is_none());
    request.explain = true;
    let answer = engine.evaluate(&request).unwrap();
    let Results::Solutions(solutions) = answer.results else { panic!("no solutions") };
    assert_eq!(solutions.count(), 1);
    let json = answer.explanation.unwrap().to_json();
    let plan: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(plan["plan"]["children"].is_array(), "{json}");
}

#[test]
fn services_are_not_asked() {
    let request = Request::new("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }");
    let Results::Solutions(solutions) = engine().evaluate(&request).unwrap().results else { panic!("no solutions") };
    let rows: Vec<_> = solutions.collect();
    assert!(matches!(rows[..], [Err(EngineError::Evaluation(_))]));
}

#[test]
fn an_archive_gives_the_same_index_on_any_number_of_threads() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(".chancery");
    let now = "2024-05-03T10:00:00Z".parse().unwrap();
    let info = WriterInfo { command: "sync".to_owned(), now, who: String::new() };
    let archive = Archive::create_or_open(&folder, &info).unwrap();
    let mut writer = archive.writer(info, Settings::default()).unwrap();
    for article in 0..50 {
        // 500 quads an article, so that the parallel way is taken.
        let own = format!("<http://e/{article}> <http://e/says> \"{{}}\" .\n");
        let mut nquads: String = (0..500).map(|n| own.replace("{}", &n.to_string())).collect();
        nquads.push_str(DATA);
        let segment = Segment::compress(nquads.as_bytes()).unwrap();
        let facts = ArticleFacts {
            fingerprint: Digest::of(b""),
            source: String::new(),
            counts: Counts::default(),
            input: Digest::of(b""),
            text: None,
            uses: Vec::new(),
        };
        writer.put(&article.to_string(), &segment, facts).unwrap();
    }
    writer.commit(Duration::ZERO).unwrap();
    let archive = Archive::open(&folder).unwrap();
    let manifest = archive.current().unwrap();
    assert!(manifest.quads() > PARALLEL_FROM);
    for threads in [1, 2, 5] {
        let engine = MemoryEngine::from_archive_with(&archive, manifest, threads).unwrap();
        assert_eq!(engine.len(), 50 * 500 + 3, "{threads} threads");
    }
    let pack = fs::read_dir(folder.join("packs")).unwrap().next().unwrap().unwrap().path();
    fs::write(pack, "").unwrap();
    let archive = Archive::open(&folder).unwrap();
    let manifest = archive.current().unwrap();
    assert!(MemoryEngine::from_archive_with(&archive, manifest, 3).is_err());
}

#[test]
fn files_of_every_format_are_read_compressed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let xml = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
               xmlns:e=\"http://e/\"><rdf:Description rdf:about=\"http://e/s\">\
               <e:p>x</e:p></rdf:Description></rdf:RDF>";
    let gzip = |text: &str| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap()
    };
    let ntriples = "<http://e/s> <http://e/p> \"x\" .\n";
    for (name, bytes) in [
        ("a.nt", ntriples.as_bytes().to_vec()),
        ("a.nq", ntriples.as_bytes().to_vec()),
        ("a.ttl", b"@prefix e: <http://e/> . e:s e:p 'x' .".to_vec()),
        ("a.TriG", b"@prefix e: <http://e/> . { e:s e:p 'x' . }".to_vec()),
        ("a.rdf", xml.as_bytes().to_vec()),
        ("a.jsonld", br#"{"@id": "http://e/s", "http://e/p": "x"}"#.to_vec()),
        ("a.nt.gz", gzip(ntriples)),
        ("a.rdf.gz", gzip(xml)),
        ("a.nq.zst", zstd::encode_all(ntriples.as_bytes(), 1).unwrap()),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let engine = MemoryEngine::from_files([&path, &path]).unwrap();
        let request = Request::new("SELECT ?o { <http://e/s> <http://e/p> ?o }");
        assert_eq!(rows(&engine, &request), ["\"x\""], "{name}");
    }
    let path = folder.path().join("relative.ttl");
    fs::write(&path, "<#s> <#p> <#o> .").unwrap();
    let engine = MemoryEngine::from_files([&path]).unwrap();
    let subjects = rows(&engine, &Request::new("SELECT ?s { ?s ?p ?o }"));
    assert!(subjects[0].starts_with("<file:///") && subjects[0].ends_with("relative.ttl#s>"));
}

#[test]
fn files_that_cannot_be_read_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |name: &str, bytes: &str| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        MemoryEngine::from_files([&path]).err().unwrap().to_string()
    };
    assert!(refusal("a.odt", "").contains("tells no RDF format"));
    let syntax = refusal("a.ttl", "<http://e/s> <http://e/p>\n\n oops .");
    assert!(syntax.contains("a.ttl") && syntax.contains("line 3"), "{syntax}");
    let deep = "{\"http://e/p\":".repeat(8000);
    assert!(refusal("a.jsonld", &deep).contains("nested deeper than 128"));
    let bomb = "<!DOCTYPE r [<!ENTITY a \"h\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>";
    assert!(refusal("a.rdf", bomb).contains("document type"));
    let nested = format!("<a:> <a:> {}", "<<( <a:> <a:> ".repeat(100_000));
    assert!(refusal("a.trig", &nested).contains("nested deeper than 128"));
    assert!(MemoryEngine::from_nquads(nested.as_bytes()).is_err());
    let missing = MemoryEngine::from_files([folder.path().join("b.nt")]).err().unwrap();
    assert!(matches!(missing, LoadError::Read { .. }));
}
