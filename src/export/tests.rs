//! Every format reads back to the quads written, by two parsers that know nothing of each other.

use std::collections::BTreeSet;
use std::path::Path;

use oxigraph::io::RdfParser;
use proptest::prelude::*;
use sophia::api::source::{QuadSource as _, TripleSource as _};
use sophia::api::term::SimpleTerm;
use sophia::isomorphism::{isomorphic_datasets, isomorphic_graphs};
use sophia::turtle::parser::{nq, nt, trig, turtle};

use super::*;
use crate::iri::Base;
use crate::query::{Lens, Prefixes};
use crate::rdf::{Object, QuadSink};
use crate::vocab::{dct, rdfs, schema, skos, st, xsd};

type Dataset = Vec<([SimpleTerm<'static>; 3], Option<SimpleTerm<'static>>)>;
type Graph = Vec<[SimpleTerm<'static>; 3]>;

const HOSTILE: [&str; 9] = [
    "a \"b\" 'c' \\ \\n \\u0041 ]]> <![CDATA[ <b> & &amp; --> {} # @en ^^",
    "line\nline\r\nline\rtab\tend ",
    "  leading and trailing  ",
    "",
    "أذربيجان \u{202e}abc\u{202c} \u{200f}",
    "\u{1F600}\u{10FFFF}\u{FFFD}\u{7f}\u{85}\u{2028}",
    "\u{8}\u{c}\u{0}\u{1f}\u{1b}[31m",
    "not\u{FFFE}a character\u{FFFF}",
    "\"\"\"'''",
];

fn base() -> Base {
    Base::new("https://kb.example/").unwrap()
}

/// Quads of every kind the context knows and does not know, with hostile text in each place.
fn hostile() -> Vec<u8> {
    let mut quads = Vec::new();
    let s = "https://kb.example/statement/a/حقل%20غاز";
    quads.quad(s, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
    quads.quad(s, rdf::TYPE, Object::Iri("http://other.example/Class"), None);
    quads.quad(s, st::STANCE, Object::Iri(st::HEDGED), None);
    quads.quad(s, st::HOLDER, Object::Iri("https://kb.example/entity/x&y=1"), None);
    quads.quad(s, st::HOLDER, Object::Text("no IRI where the context expects one"), None);
    quads.quad(s, st::GLOSS, Object::Text("no language where the context expects one"), None);
    quads.quad(s, st::GLOSS, Object::Typed("x", "http://other.example/datatype"), None);
    quads.quad(s, st::GLOSS, Object::Iri("http://other.example/x"), None);
    quads.quad(s, rdf::TYPE, Object::Text("a type that is text"), None);
    quads.quad(s, st::ID, Object::Typed("10.380", xsd::DECIMAL), None);
    quads.quad(s, st::ID, Object::Typed("true", xsd::BOOLEAN), None);
    quads.quad(s, st::ID, Object::Typed("007", xsd::INTEGER), None);
    quads.quad(s, st::ID, Object::Typed("1e0", xsd::DOUBLE), None);
    quads.quad(s, st::SUBJECT, Object::LangText("an entity as text", "en"), None);
    quads.quad(s, st::ORDINAL, Object::Typed("1", xsd::INTEGER), None);
    quads.quad(s, st::ORDINAL, Object::Typed("1", xsd::DECIMAL), None);
    quads.quad(s, st::EARLIEST, Object::Typed("2024-05-01", xsd::DATE), None);
    quads.quad(s, dct::LICENSE, Object::Text("MIT"), None);
    quads.quad(s, schema::URL, Object::Iri("https://e.example/?a=1&b=\u{e9}#f"), None);
    quads.quad(s, "http://other.example/own-term", Object::Iri("urn:x:y"), Some("https://kb.example/graph/asserted"));
    quads.quad("https://w3id.org/chancery/geopolitics#x", rdfs::LABEL, Object::LangText("x", "id"), None);
    quads.quad("https://w3id.org/chancery/geopolitics#x", rdfs::LABEL, Object::LangText("y", "none"), None);
    for path in
        ["entity/-a.", "entity/50%25,(x);~!$&'*+=@", "entity/a/../b", "statement/.a/s", "x:y/z", "a//b", "", "?q", "#f"]
    {
        let iri = format!("https://kb.example/{path}");
        quads.quad(&iri, &iri, Object::Iri(&iri), Some(&iri));
        quads.quad(&iri, st::ID, Object::Typed("x", &iri), None);
    }
    for (text, datatype) in [("", xsd::INTEGER), ("+1", xsd::INTEGER), (".5", xsd::DECIMAL), ("1.", xsd::DECIMAL)] {
        quads.quad(s, st::ID, Object::Typed(text, datatype), None);
    }
    for (number, text) in HOSTILE.iter().enumerate() {
        let node = format!("https://kb.example/entity/a/{number}");
        quads.quad(&node, rdfs::LABEL, Object::LangText(text, "ar"), None);
        quads.quad(&node, rdfs::LABEL, Object::LangText("second", "ar"), None);
        quads.quad(&node, skos::ALT_LABEL, Object::LangText(text, "zh-hant"), None);
        quads.quad(&node, st::ID, Object::Text(text), None);
        quads.quad(
            &node,
            st::ID,
            Object::Typed(text, "http://other.example/datatype"),
            Some("https://kb.example/graph/asserted/a"),
        );
    }
    quads
}

fn written(nquads: &[u8], format: Format, lens: Lens) -> (Vec<u8>, Lines, LossReport) {
    let selection = Selection::new(format, lens, &base(), true);
    let (lines, losses) = part(&selection, Some("a"), nquads).unwrap();
    let mut writer = QuadWriter::new(format, &Prefixes::new(&base()), Vec::new()).unwrap();
    writer.part(&lines).unwrap();
    (writer.finish().unwrap(), lines, losses)
}

/// The quads of a file as the RDF library reads them, each as a line.
fn read(bytes: &[u8], format: Format) -> BTreeSet<String> {
    let parser = RdfParser::from_format(format.of_library());
    parser.for_slice(bytes).map(|quad| quad.unwrap_or_else(|error| panic!("{format}: {error}")).to_string()).collect()
}

fn expected(lines: &Lines) -> BTreeSet<String> {
    let mut writer = QuadWriter::new(Format::NQuads, &Prefixes::new(&base()), Vec::new()).unwrap();
    lines.iter().for_each(|line| writer.quad(&line).unwrap());
    read(&writer.finish().unwrap(), Format::NQuads)
}

fn check(nquads: &[u8]) {
    let reference: Dataset = nq::parse_str(std::str::from_utf8(nquads).unwrap()).collect_quads().unwrap();
    for (format, name, ..) in Format::ALL {
        let (bytes, lines, losses) = written(nquads, format, Lens::Statements);
        assert_eq!(read(&bytes, format), expected(&lines), "{name}");
        assert_eq!(written(nquads, format, Lens::Statements).0, bytes, "{name}");
        if format.carries_graphs() {
            assert!(losses.is_empty(), "{name}: {losses:?}");
            assert_eq!(expected(&lines), read(nquads, Format::NQuads), "{name}");
        }
        let text = std::str::from_utf8(&bytes).unwrap();
        match format {
            Format::NQuads | Format::TriG => {
                let quads: Dataset = if format == Format::TriG {
                    trig::parse_str(text).collect_quads().unwrap()
                } else {
                    nq::parse_str(text).collect_quads().unwrap()
                };
                assert!(isomorphic_datasets(&quads, &unique(&reference)).unwrap(), "{name}");
            }
            Format::NTriples | Format::Turtle => {
                let triples: Graph = if format == Format::Turtle {
                    turtle::parse_str(text).collect_triples().unwrap()
                } else {
                    nt::parse_str(text).collect_triples().unwrap()
                };
                let default: Graph =
                    unique(&reference).into_iter().filter(|quad| quad.1.is_none()).map(|quad| quad.0).collect();
                assert!(isomorphic_graphs(&triples, &default).unwrap(), "{name}");
            }
            Format::JsonLd | Format::RdfXml => {}
        }
    }
}

/// The parser gives a repeated quad twice; a dataset holds it once.
fn unique(quads: &Dataset) -> Dataset {
    let mut seen = Dataset::new();
    for quad in quads {
        if !seen.contains(quad) {
            seen.push(quad.clone());
        }
    }
    seen
}

#[test]
fn hostile_quads_survive_every_format() {
    check(&hostile());
    check(b"");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn random_text_survives_every_format(texts in prop::collection::vec((any::<String>(), "[a-z]{2,3}(-[a-z]{4})?", 0_usize..6), 1..6)) {
        let mut quads = Vec::new();
        let places = [rdfs::LABEL, skos::ALT_LABEL, st::ID, st::HOLDER, st::OBJECT, "http://other.example/p"];
        for (number, (text, language, place)) in texts.iter().enumerate() {
            let node = format!("https://kb.example/entity/{}", number % 2);
            let graph = (number % 3 == 1).then_some("https://kb.example/graph/asserted");
            quads.quad(&node, places[*place], Object::Text(text), graph);
            quads.quad(&node, places[*place], Object::LangText(text, language), graph);
            quads.quad(&node, places[*place], Object::Typed(text, xsd::DECIMAL), None);
        }
        check(&quads);
    }
}

/// Turtle as it is written from these lines of N-Quads.
fn turtle(nquads: &str, format: Format) -> String {
    let (bytes, lines, _) = written(nquads.as_bytes(), format, Lens::Statements);
    assert_eq!(read(&bytes, format), expected(&lines));
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn random_iris_and_numbers_survive_every_format(
        paths in prop::collection::vec("(entity/|statement/|graph/|)([a-zأ-ي0-9_.~!$&'()*+,;=:@/-]|%[0-9a-fA-F]{2}){0,10}([?#][a-z/.:-]{0,4})?", 4),
        numbers in prop::collection::vec(("[+-]?[0-9]{0,3}\\.?[0-9]{0,2}([eE][+-]?[0-9]{0,2})?|true|false", 0_usize..4), 1..5),
    ) {
        let iris: Vec<String> = paths.iter().map(|path| format!("https://kb.example/{path}")).collect();
        prop_assume!(iris.iter().all(|iri| crate::iri::is_iri(iri)));
        let mut quads = Vec::new();
        quads.quad(&iris[0], &iris[1], Object::Iri(&iris[2]), Some(&iris[3]));
        quads.quad(&iris[0], &iris[1], Object::Iri(&iris[2]), None);
        for (text, datatype) in &numbers {
            let datatype = [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::BOOLEAN][*datatype];
            quads.quad(&iris[1], st::ID, Object::Typed(text, datatype), None);
        }
        check(&quads);
    }
}

#[test]
fn turtle_reads_well() {
    let mut quads = Vec::<u8>::new();
    let s = "https://kb.example/statement/غاز/s1";
    quads.quad(s, dct::LICENSE, Object::Text("\"MIT\"\r\nor not"), None);
    quads.quad(s, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
    quads.quad(s, st::GLOSS, Object::LangText("Gas flows", "en"), None);
    quads.quad(s, st::GLOSS, Object::LangText("الغاز يتدفق", "ar--rtl"), None);
    quads.quad(s, st::EXTRACTION_CONFIDENCE, Object::Typed("10.380", xsd::DECIMAL), None);
    quads.quad(s, st::EARLIEST, Object::Typed("2024-05-01", xsd::DATE), None);
    quads.quad(s, st::HOLDER, Object::Iri("https://kb.example/entity/أذربيجان"), None);
    quads.quad(
        "https://kb.example/entity/أذربيجان",
        rdf::TYPE,
        Object::Iri("urn:x"),
        Some("https://kb.example/graph/g"),
    );
    let text = turtle(std::str::from_utf8(&quads).unwrap(), Format::TriG);
    let expected = "
@base <https://kb.example/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix e: <https://kb.example/entity/> .
@prefix st: <https://w3id.org/chancery/statement#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<statement/غاز/s1>
  a st:Statement ;
  dct:license \"\"\"\\\"MIT\\\"\\r
or not\"\"\" ;
  st:earliest \"2024-05-01\"^^xsd:date ;
  st:extractionConfidence 10.380 ;
  st:gloss \"Gas flows\"@en ,
    \"الغاز يتدفق\"@ar--rtl ;
  st:holder e:أذربيجان ;
  .

@prefix g: <https://kb.example/graph/> .

g:g {
e:أذربيجان
  a <urn:x> ;
  .
}
";
    assert_eq!(text, expected.trim_start());
}

#[test]
fn a_reifier_stands_beside_its_triple_only_where_that_is_asserted() {
    let node = |name: &str| format!("https://kb.example/entity/{name}");
    let term = |object: &str| triple_term(&node("s"), &node("p"), object);
    let mut quads = Vec::<u8>::new();
    let graph = "https://kb.example/graph/g";
    for (reifier, object) in [("r1", "1"), ("r2", "1"), ("z", "withheld")] {
        quads.quad(&node(reifier), rdf::REIFIES, Object::Triple(&term(&format!("\"{object}\""))), None);
    }
    quads.quad(&node("r4"), rdf::REIFIES, Object::Triple(&term("\"elsewhere\"")), None);
    quads.quad(&node("r5"), rdf::REIFIES, Object::Triple(&term("\"elsewhere\"")), Some(graph));
    let nested = triple_term(&node("r1"), rdf::REIFIES, &term("\"1\""));
    quads.quad(&node("r6"), rdf::REIFIES, Object::Triple(&nested), None);
    quads.quad(&node("s"), &node("p"), Object::Text("1"), None);
    quads.quad(&node("s"), &node("p"), Object::Text("elsewhere"), Some(graph));
    let text = turtle(std::str::from_utf8(&quads).unwrap(), Format::TriG);
    for expected in [
        "e:s\n  e:p \"1\" ~ e:r1 ~ e:r2 ;",
        "e:p \"elsewhere\" ~ e:r5 ;",
        "e:z\n  rdf:reifies <<( e:s e:p \"withheld\" )>> ;",
        "e:r4\n  rdf:reifies <<( e:s e:p \"elsewhere\" )>> ;",
        "e:r6\n  rdf:reifies <<( e:r1 rdf:reifies <<( e:s e:p \"1\" )>> )>> ;",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("e:r1\n") && !text.contains("e:r5\n"), "{text}");
}

#[test]
fn a_long_block_is_written_in_parts() {
    let mut quads = Vec::<u8>::new();
    for number in 0..20_000 {
        quads.quad("https://kb.example/entity/a", rdfs::LABEL, Object::Text(&format!("label {number}")), None);
        let iri = format!("https://kb.example/graph/{}", number % 7);
        quads.quad("https://kb.example/entity/a", rdf::TYPE, Object::Iri(&iri), Some(&iri));
    }
    let text = turtle(std::str::from_utf8(&quads).unwrap(), Format::TriG);
    assert!(text.matches("e:a\n  rdfs:label ").count() > 3);
}

#[test]
fn what_xml_forbids_is_left_out_and_counted() {
    let (_, lines, losses) = written(&hostile(), Format::RdfXml, Lens::Statements);
    let forbidden = losses.iter().find(|loss| loss.0 == Reason::Character).unwrap();
    // Two texts, each as a label, an alias and an id of the default graph.
    assert_eq!((forbidden.1, forbidden.2.triples), (None, 6));
    let all = written(&hostile(), Format::NTriples, Lens::Statements).1;
    assert_eq!(lines.iter().count() + 6, all.iter().count());
    for predicate in ["http://e/1", "http://e/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#about"] {
        let mut quads = Vec::<u8>::new();
        quads.quad("https://kb.example/statement/a/s1/time", predicate, Object::Text("x"), None);
        let (bytes, _, losses) = written(&quads, Format::RdfXml, Lens::Statements);
        let (reason, _, loss) = losses.iter().next().unwrap();
        assert_eq!((reason, loss.triples), (Reason::Predicate, 1), "{predicate}");
        assert_eq!(loss.statements.first().unwrap(), "https://kb.example/statement/a/s1");
        assert!(read(&bytes, Format::RdfXml).is_empty());
    }
    // The same inside of a triple term, however deep.
    let says = |predicate: &str, object: &str| {
        let inner = triple_term("http://e/s", predicate, object);
        let mut quads = Vec::<u8>::new();
        quads.quad("http://e/r", rdf::REIFIES, Object::Triple(&triple_term("http://e/r", rdf::REIFIES, &inner)), None);
        written(&quads, Format::RdfXml, Lens::Statements)
    };
    for (predicate, object) in [("http://e/1", "\"x\""), ("http://e/p", "\"\\u0001\"")] {
        let (bytes, _, losses) = says(predicate, object);
        assert_eq!(losses.iter().count(), 1, "{predicate} {object}");
        assert!(read(&bytes, Format::RdfXml).is_empty());
    }
    let (bytes, lines, losses) = says("http://e/قال", "\"نصّ < & \\\"ثان\\\"\"@ar");
    assert!(losses.is_empty());
    assert_eq!(read(&bytes, Format::RdfXml), expected(&lines));
    assert_eq!(lines.iter().count(), 1);
}

#[test]
fn an_iri_that_json_ld_would_misread_is_left_out_and_counted() {
    let mut quads = Vec::<u8>::new();
    quads.quad("http://e/s", st::SUBJECT, Object::Iri("schema:confused"), None);
    quads.quad("http://e/s", st::SUBJECT, Object::Iri("urn:clear"), None);
    let (bytes, lines, losses) = written(&quads, Format::JsonLd, Lens::Statements);
    assert_eq!(losses.iter().map(|loss| (loss.0, loss.2.triples)).collect::<Vec<_>>(), [(Reason::ConfusedIri, 1)]);
    assert_eq!(read(&bytes, Format::JsonLd), expected(&lines));
    assert_eq!(lines.iter().count(), 1);
}

#[test]
fn graphs_are_united_only_when_asked_and_told_of() {
    let mut quads = Vec::<u8>::new();
    let (s, a, g) = (
        "https://kb.example/statement/a/s1",
        "https://kb.example/graph/asserted/a",
        "https://kb.example/graph/asserted",
    );
    quads.quad(s, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
    quads.quad(s, st::SUBJECT, Object::Iri("http://e/x"), None);
    quads.quad(s, st::PREDICATE, Object::Iri("http://e/p"), None);
    quads.quad(s, st::OBJECT, Object::Iri("http://e/y"), None);
    for graph in [a, g, a] {
        quads.quad("http://e/x", "http://e/p", Object::Iri("http://e/y"), Some(graph));
    }
    let plain = "<http://e/x> <http://e/p> <http://e/y>";
    let (bytes, _, losses) = written(&quads, Format::NTriples, Lens::Statements);
    assert!(!String::from_utf8(bytes).unwrap().contains(plain));
    let told: Vec<_> = losses.iter().map(|(reason, graph, loss)| (reason, graph.unwrap(), loss.triples)).collect();
    assert_eq!(told, [(Reason::Graph, g, 1), (Reason::Graph, a, 1)]);
    for (_, _, loss) in losses.iter() {
        assert_eq!(loss.statements.iter().collect::<Vec<_>>(), [s]);
        assert_eq!(loss.articles.iter().collect::<Vec<_>>(), ["https://kb.example/article/a"]);
    }
    assert_eq!(losses.to_json()["missing"], 2);
    let (bytes, _, losses) = written(&quads, Format::NTriples, Lens::Asserted);
    assert_eq!(String::from_utf8(bytes).unwrap().matches(plain).count(), 1);
    let told: Vec<_> = losses.iter().map(|(reason, graph, loss)| (reason, graph.unwrap(), loss.triples)).collect();
    assert_eq!(told, [(Reason::Graph, a, 1), (Reason::GraphName, g, 1)]);
    let (bytes, _, _) = written(&quads, Format::NTriples, Lens::Reviewed);
    assert!(!String::from_utf8(bytes).unwrap().contains(plain));
}

#[test]
fn json_ld_reads_well() {
    let mut quads = Vec::<u8>::new();
    let s = "https://kb.example/statement/a/s1";
    quads.quad(s, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
    quads.quad(s, st::GLOSS, Object::LangText("Gas flows", "en"), None);
    quads.quad(s, st::STANCE, Object::Iri(st::HEDGED), None);
    quads.quad(s, st::EVIDENCE, Object::Iri("https://kb.example/statement/a/s1/evidence/1"), None);
    quads.quad(s, st::OBJECT, Object::Iri("http://e/y"), None);
    quads.quad(s, st::EXTRACTION_CONFIDENCE, Object::Typed("0.90", xsd::DECIMAL), None);
    quads.quad("http://e/x", "http://e/p", Object::Iri("http://e/y"), Some("https://kb.example/graph/asserted"));
    let text = String::from_utf8(written(&quads, Format::JsonLd, Lens::Statements).0).unwrap();
    let nodes = text.split_once("\n\"@graph\":[\n").unwrap().1;
    assert_eq!(
        nodes,
        "{\"id\":\"https://kb.example/statement/a/s1\",\"type\":\"Statement\",\
         \"evidence\":[\"https://kb.example/statement/a/s1/evidence/1\"],\"extractionConfidence\":\"0.90\",\
         \"says\":{\"en\":\"Gas flows\"},\"object\":{\"id\":\"http://e/y\"},\"stance\":\"Hedged\"},\n\
         {\"id\":\"https://kb.example/graph/asserted\",\"@graph\":[\n\
         {\"id\":\"http://e/x\",\"http://e/p\":{\"id\":\"http://e/y\"}}]}\n]}\n"
    );
}

#[test]
fn files_appear_whole_or_not_at_all() {
    use std::io::Read as _;
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.nq", "a.nq.gz", "a.nq.zst"] {
        let path = folder.path().join(name);
        std::fs::write(&path, "old").unwrap();
        let mut dropped = FileOutput::create(&path).unwrap();
        dropped.write_all(b"new").unwrap();
        drop(dropped);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        let mut file = FileOutput::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut text = String::new();
        match Compression::from_file_name(name) {
            Compression::None => text = String::from_utf8(bytes).unwrap(),
            Compression::Gzip => drop(flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap()),
            Compression::Zstd => text = String::from_utf8(zstd::decode_all(&*bytes).unwrap()).unwrap(),
        }
        assert_eq!(text, "new");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    #[cfg(unix)]
    {
        FileOutput::create(Path::new("/dev/null")).unwrap().finish().unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }
}

/// Statements whose objects are hostile texts, and one that is asserted.
fn statements() -> Vec<u8> {
    let mut quads = Vec::new();
    let article = "https://kb.example/article/a";
    quads.quad(article, rdf::TYPE, Object::Iri(st::ARTICLE_CLASS), None);
    for (number, text) in HOSTILE.iter().enumerate() {
        let s = format!("https://kb.example/statement/a/حقل-{number}");
        quads.quad(&s, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
        quads.quad(&s, st::IN_ARTICLE, Object::Iri(article), None);
        quads.quad(&s, st::SUBJECT, Object::Iri("https://kb.example/entity/a/x&y=1"), None);
        quads.quad(&s, st::PREDICATE, Object::Iri("https://other.example/says#that"), None);
        let object = match number % 3 {
            0 => Object::Text(text),
            1 => Object::LangText(text, "ar"),
            _ => Object::Typed(text, "http://other.example/datatype"),
        };
        quads.quad(&s, st::OBJECT, object, None);
        quads.quad(&s, st::NOTE, Object::LangText(text, "en"), None);
        let node = format!("{s}/evidence/1");
        quads.quad(&s, st::EVIDENCE, Object::Iri(&node), None);
        quads.quad(&node, crate::vocab::oa::EXACT, Object::LangText(text, "ar"), None);
    }
    quads
}

#[test]
fn every_profile_survives_every_format() {
    use crate::convert::profile::{self, Profile};
    let stored = statements();
    let wanted = read(&stored, Format::NQuads);
    for (profile, _, whole) in Profile::ALL {
        for (format, ..) in Format::ALL {
            let selection =
                Selection::new(format, Lens::Statements, &base(), true).with_profile(profile, Lens::Statements);
            let (lines, losses) = part(&selection, Some("a"), &stored).unwrap();
            let mut writer = QuadWriter::new(format, &selection.prefixes(), Vec::new()).unwrap();
            lines.iter().for_each(|line| writer.quad(&line).unwrap());
            let bytes = writer.finish().unwrap();
            assert_eq!(read(&bytes, format), expected(&lines), "{profile} {format}");
            let carries = format.carries_graphs() && format.carries_triple_terms();
            if whole && carries {
                assert!(losses.is_empty(), "{profile} {format}: {losses:?}");
                let (nquads, blank) =
                    crate::rdf::document::read_nquads(&bytes, format, &crate::rdf::document::Reading::default())
                        .unwrap();
                assert_eq!(blank, 0);
                let back = profile::read(&nquads).unwrap();
                assert_eq!(read(back.nquads.as_bytes(), Format::NQuads), wanted, "{profile} {format}");
            }
            // The second parser knows RDF 1.1.
            if profile == Profile::Rdf12 {
                let reason = losses.iter().any(|loss| loss.0 == Reason::TripleTerm);
                assert_eq!(reason, !format.carries_triple_terms(), "{format}");
                continue;
            }
            let text = std::str::from_utf8(&bytes).unwrap();
            let count = match format {
                Format::NQuads => nq::parse_str(text).collect_quads::<Dataset>().unwrap().len(),
                Format::TriG => trig::parse_str(text).collect_quads::<Dataset>().unwrap().len(),
                Format::NTriples => nt::parse_str(text).collect_triples::<Graph>().unwrap().len(),
                Format::Turtle => turtle::parse_str(text).collect_triples::<Graph>().unwrap().len(),
                Format::JsonLd | Format::RdfXml => continue,
            };
            assert_eq!(count, lines.iter().count(), "{profile} {format}");
        }
    }
}
