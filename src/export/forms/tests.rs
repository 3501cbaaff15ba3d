//! Forms on quads made by hand.

use serde_json::json;

use super::*;
use crate::export::{Lines, QuadWriter, Reason, Selection, part};
use crate::iri::Base;
use crate::jsonld::{self, DocumentLoader as _, LoadOptions, Shaper};
use crate::ontology::json_ld::{CONTEXT_LATEST_URL, FRAMES, frame, loader};
use crate::ontology::{Ontology, TermKind};
use crate::query::{Lens, Prefixes};
use crate::rdf::{Format, Object, QuadSink};
use crate::vocab::{oa, q, rdf, rdfs, schema, st, xsd};

const GRAPH: &str = "https://kb.example/graph/asserted/a";

fn selection() -> Selection {
    Selection::new(Format::JsonLd, Lens::Statements, &Base::new("https://kb.example/").unwrap(), true)
}

/// An article of two statements, one of them withheld, with Arabic words.
fn article() -> Vec<u8> {
    let mut quads = Vec::new();
    let (a, s, d) =
        ("https://kb.example/article/a", "https://kb.example/statement/a/s1", "https://kb.example/statement/a/s2");
    quads.quad(a, rdf::TYPE, Object::Iri(st::ARTICLE_CLASS), None);
    quads.quad(a, schema::HEADLINE, Object::LangText("اتفاق الغاز", "ar"), None);
    quads.quad(a, schema::DATE_PUBLISHED, Object::Typed("2024-05-03", xsd::DATE), None);
    quads.quad(a, "http://other.example/unknown", Object::Text("not in the frame"), None);
    for (statement, stance, polarity) in [(s, st::COMMITTED, st::POSITIVE), (d, st::DENIED, st::NEGATIVE)] {
        let evidence = format!("{statement}/evidence/1");
        quads.quad(statement, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
        quads.quad(statement, st::IN_ARTICLE, Object::Iri(a), None);
        quads.quad(statement, st::SUBJECT, Object::Iri("https://kb.example/entity/x"), None);
        quads.quad(statement, st::PREDICATE, Object::Iri("https://w3id.org/chancery/geopolitics#supplies"), None);
        quads.quad(statement, st::HOLDER, Object::Iri("https://kb.example/entity/x"), None);
        quads.quad(statement, st::STANCE, Object::Iri(stance), None);
        quads.quad(statement, st::POLARITY, Object::Iri(polarity), None);
        quads.quad(statement, st::GLOSS, Object::LangText("يزود", "ar"), None);
        quads.quad(statement, st::EVIDENCE, Object::Iri(&evidence), None);
        quads.quad(&evidence, rdf::TYPE, Object::Iri(st::EVIDENCE_CLASS), None);
        quads.quad(&evidence, oa::EXACT, Object::LangText("قالت إنها \u{202b}لا\u{202c} تزود", "ar"), None);
    }
    quads.quad(s, st::OBJECT, Object::Typed("10.380", xsd::DECIMAL), None);
    quads.quad(s, st::EXTRACTION_CONFIDENCE, Object::Typed("0.90", xsd::DECIMAL), None);
    quads.quad(d, st::OBJECT, Object::Iri("https://kb.example/entity/y"), None);
    let guess = format!("{d}/time/guess");
    quads.quad(&guess, st::BASIS, Object::Text("words of no language"), None);
    quads.quad(&guess, st::PREDICATE, Object::Iri(schema::DATE_PUBLISHED), None);
    quads.quad(
        "https://kb.example/entity/x",
        "https://w3id.org/chancery/geopolitics#supplies",
        Object::Iri("https://kb.example/entity/z"),
        Some(GRAPH),
    );
    quads
}

fn shared() -> Vec<u8> {
    let mut quads = Vec::new();
    quads.quad("https://kb.example/entity/x", rdfs::LABEL, Object::LangText("أذربيجان", "ar"), None);
    quads.quad("https://kb.example/entity/y", rdfs::LABEL, Object::LangText("Y", "en"), None);
    quads
}

fn framed(name: &str, lines: bool) -> (String, crate::export::LossReport) {
    let (selection, options) = (selection(), options());
    let shape = Shape::named(name, false).unwrap();
    let mut framed = Framed::new(Vec::new(), &selection, &shape, &options, lines).unwrap();
    framed.shared(&shared()).unwrap();
    framed.article("a", &article()).unwrap();
    let (bytes, _, losses) = framed.finish().unwrap();
    (String::from_utf8(bytes).unwrap(), losses)
}

#[test]
fn an_article_reads_well() {
    let (text, losses) = framed("article", false);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["@context"], CONTEXT_URL);
    let article = &document["@graph"][0];
    assert_eq!(article["title"], json!({ "ar": "اتفاق الغاز" }));
    assert_eq!(article["published"], "2024-05-03");
    let [first, second] = article["statements"].as_array().unwrap().as_slice() else { panic!("{text}") };
    assert_eq!(first["object"], json!({ "type": "xsd:decimal", "@value": "10.380" }));
    assert_eq!(first["extractionConfidence"], "0.90");
    assert_eq!(first["says"], json!({ "ar": "يزود" }));
    assert_eq!(first["stance"], "Committed");
    let x = json!({ "id": "https://kb.example/entity/x", "label": { "ar": "أذربيجان" } });
    assert_eq!((&first["subject"], &first["holder"]), (&x, &x));
    assert_eq!(second["object"], json!({ "id": "https://kb.example/entity/y", "label": { "en": "Y" } }));
    assert_eq!(second["evidence"][0]["quote"]["ar"], "قالت إنها \u{202b}لا\u{202c} تزود");
    assert!(!text.contains("entity/z"), "an asserted triple is in no frame");
    let lost: Vec<_> = losses.iter().map(|(reason, graph, loss)| (reason, graph, loss.triples)).collect();
    assert_eq!(lost, [(Reason::Frame, None, 3), (Reason::Frame, Some(GRAPH), 1)]);
}

#[test]
fn a_line_is_a_document_of_its_own() {
    let (text, _) = framed("statement", true);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let given: std::collections::BTreeSet<_> = jsonld::to_rdf(&document(), &options()).unwrap().into_iter().collect();
    for line in lines {
        let quads = jsonld::to_rdf(&line, &options()).unwrap();
        assert!(quads.len() > 10);
        assert!(quads.iter().all(|quad| given.contains(quad)), "{line}");
    }
}

/// Everything of the default graph, expanded.
fn document() -> Value {
    let quads: Vec<_> = [article(), shared()]
        .iter()
        .flat_map(|nquads| std::str::from_utf8(nquads).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .map(|line| quads::quad(&crate::export::Line::split(&line).unwrap()))
        .filter(|quad| quad.graph.is_none())
        .collect();
    jsonld::from_rdf(&quads, &options()).unwrap()
}

#[test]
fn our_frames_of_articles_need_no_processor() {
    for (name, direct) in [("article", true), ("statement", true), ("schema", false)] {
        let (selection, options, shape) = (selection(), options(), Shape::named(name, false).unwrap());
        let mut framed = Framed::new(Vec::new(), &selection, &shape, &options, false).unwrap();
        framed.shared(&shared()).unwrap();
        assert_eq!(framed.written_directly("a", &article()).unwrap(), direct, "{name}");
    }
}

#[test]
fn framing_an_article_is_framing_everything() {
    for name in ["article", "statement"] {
        let streamed: Value = serde_json::from_str(&framed(name, false).0).unwrap();
        let mut options = options();
        options.frame.omit_graph = Some(false);
        let general = jsonld::frame(&document(), &frame(name).unwrap(), &options).unwrap();
        assert_eq!(streamed["@graph"], general["@graph"], "{name}");
    }
}

#[test]
fn in_schema_org_a_denial_is_told_in_the_words_of_the_article() {
    let (text, _) = framed("schema", false);
    let document: Value = serde_json::from_str(&text).unwrap();
    let claims = document["@graph"][0]["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[0]["text"], json!({ "ar": "يزود" }));
    assert_eq!(claims[1]["text"], json!({ "ar": "قالت إنها \u{202b}لا\u{202c} تزود" }));
    assert_eq!(claims[1]["author"]["name"], json!({ "ar": "أذربيجان" }));
    assert!(!text.contains("ClaimReview") && !text.contains("supplies") && !text.contains("entity/z"));
}

fn given(selection: &Selection) -> Vec<jsonld::Quad> {
    let (lines, _) = part(selection, Some("a"), &article()).unwrap();
    let mut quads: Vec<_> = lines.iter().map(|line| quads::quad(&line)).collect();
    quads.sort();
    quads
}

#[test]
fn forms_read_back_and_stop_at_the_budget() {
    let selection = selection();
    let make = |form: &WholeForm, most| whole(&selection, form, most, |take| take(Some("a"), &article()));
    for form in [
        WholeForm::Expanded,
        WholeForm::Compacted(default_context(true)),
        WholeForm::Compacted(default_context(false)),
        WholeForm::Flattened(default_context(false)),
    ] {
        let (document, losses) = make(&form, 1000).unwrap();
        let mut read = jsonld::to_rdf(&document, &options()).unwrap();
        read.sort();
        assert_eq!(read, given(&selection), "{form:?}");
        assert!(losses.is_empty());
        let error = make(&form, 10).unwrap_err();
        assert!(matches!(error, crate::export::ExportError::Form(FormError::TooLarge { most: 10 })), "{error}");
    }
}

#[test]
fn the_default_export_is_what_the_processor_compacts() {
    let selection = selection();
    let (lines, _): (Lines, _) = part(&selection, Some("a"), &article()).unwrap();
    let base = Base::new("https://kb.example/").unwrap();
    let mut writer = QuadWriter::new(Format::JsonLd, &Prefixes::new(&base), Vec::new()).unwrap();
    lines.iter().for_each(|line| writer.quad(&line).unwrap());
    let mut written: Value = serde_json::from_slice(&writer.finish().unwrap()).unwrap();
    let expanded = jsonld::from_rdf(&given(&selection), &options()).unwrap();
    let mut compacted = jsonld::compact_expanded(expanded, &default_context(true)[0], &options()).unwrap();
    for document in [&mut written, &mut compacted] {
        document["@graph"].as_array_mut().unwrap().sort_by_key(|node| node["id"].to_string());
    }
    assert_eq!(written["@graph"], compacted["@graph"]);
    assert_eq!(written["@context"], compacted["@context"]);
}

#[test]
fn a_page_of_an_entity_holds_its_statements() {
    let selection = selection();
    let page = |first, count| {
        let only = Some(("https://kb.example/entity/x".to_owned(), first, count));
        let form = WholeForm::entity(Shape::named("entity", false).unwrap(), only);
        let segments = |take: Take<'_>| {
            take(None, &shared())?;
            take(Some("a"), &article())
        };
        whole(&selection, &form, 1000, segments).unwrap().0
    };
    let ids = |document: &Value| {
        let said = document["@graph"][0]["isSubjectOf"].as_array().cloned().unwrap_or_default();
        said.iter()
            .map(|statement| statement["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&page(0, 10)), ["s1", "s2"]);
    assert_eq!(ids(&page(1, 1)), ["s2"]);
    assert_eq!(page(0, 1)["@graph"][0]["label"], json!({ "ar": "أذربيجان" }));
}

#[test]
fn the_context_is_known_by_its_address_and_the_frames_fit_the_ontology() {
    for url in [CONTEXT_URL, CONTEXT_LATEST_URL] {
        assert!(loader().load(url, LoadOptions::default()).is_ok());
    }
    let ontology = Ontology::embedded();
    for (name, _) in FRAMES {
        let written = frame(name).unwrap();
        Shaper::framing(&written, None, &options()).unwrap();
        let text = written.to_string();
        for term in
            ontology.terms().filter(|term| term.kind == TermKind::Qualifier && ["article", "statement"].contains(&name))
        {
            assert!(term.iri.starts_with(q::NAMESPACE));
            assert!(text.contains(&format!("\"{}\":", term.curie)), "{name}: {}", term.curie);
        }
    }
}
