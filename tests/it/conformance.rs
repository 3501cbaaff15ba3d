//! The official suites, where the shared folder is; and the verbs that need no suite.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use chancery::conformance::{Folder, SUITES, run};
use serde_json::{Value, json};

use crate::world;

/// How many tests each suite has: a manifest that is read wrongly must not pass unseen.
const TOTALS: [(&str, usize); 21] = [
    ("jsonld-expand", 385),
    ("jsonld-compact", 246),
    ("jsonld-flatten", 58),
    ("jsonld-to-rdf", 467),
    ("jsonld-from-rdf", 54),
    ("jsonld-remote", 18),
    ("jsonld-frame", 92),
    ("rdf-canon", 86),
    ("rdf11-ntriples", 70),
    ("rdf11-nquads", 87),
    ("rdf11-turtle", 313),
    ("rdf11-trig", 356),
    ("rdf11-rdfxml", 166),
    ("sparql10-memory", 482),
    ("sparql10-snapshot", 482),
    ("sparql11-memory", 328),
    ("sparql11-snapshot", 328),
    ("sparql11-results-memory", 10),
    ("sparql11-results-snapshot", 10),
    ("sparql12-memory", 269),
    ("sparql12-snapshot", 269),
];

fn suites() -> Option<Folder> {
    let shared = std::env::var_os("CHANCERY_SHARED").map_or_else(|| world::package("../shared"), PathBuf::from);
    let folder = shared.join("suites");
    if !folder.is_dir() {
        println!("skipped: there are no official suites in {}; CHANCERY_SHARED names their folder", folder.display());
        return None;
    }
    Some(Folder::new(&folder))
}

#[test]
fn the_official_suites_pass_or_are_skipped_with_a_reason() {
    let Some(folder) = suites() else { return };
    let report = run(&folder, &SUITES).unwrap();
    assert!(report.is_good(), "{}", report.text());
    for ran in &report.ran {
        if let Some((_, total)) = TOTALS.iter().find(|(name, _)| *name == ran.suite.name) {
            assert_eq!(ran.tests.len(), *total, "{}", ran.suite.name);
        }
        assert!(ran.counts().passed > 0 || ran.suite.name.ends_with("semantics"), "{}", ran.suite.name);
    }
    let written = std::fs::read_to_string(world::package("CONFORMANCE.md")).unwrap();
    let is_new = written == report.markdown();
    assert!(is_new, "CONFORMANCE.md is old: chancery conformance --write CONFORMANCE.md");
}

#[test]
fn a_report_reads_as_turtle() {
    let Some(folder) = suites() else { return };
    let flatten: Vec<_> = SUITES.iter().filter(|suite| suite.name == "jsonld-flatten").copied().collect();
    let report = run(&folder, &flatten).unwrap();
    let earl = report.earl("0.0.0", "2026-01-01T00:00:00Z");
    let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
    let parser = parser.with_base_iri("https://e.example/earl").unwrap();
    let quads: Vec<_> = parser.for_slice(earl.as_bytes()).collect::<Result<_, _>>().unwrap();
    let assertions = quads.iter().filter(|quad| quad.predicate.as_str() == "http://www.w3.org/ns/earl#test").count();
    assert_eq!(assertions, 58);
}

#[test]
fn an_absent_folder_is_said_to_be_absent() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("none");
    let output = chancery(&["conformance", "--suites", absent.to_str().unwrap()], "");
    assert_eq!(output.0, 3);
    assert!(output.2.contains("no official suites in"), "{}", output.2);
    assert_eq!(chancery(&["conformance", "nonsense"], "").0, 2);
}

/// Runs the program; returns the exit code, the results and the talk.
fn chancery(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn forms_of_a_document_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, content.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let document = json!({
        "@context": { "@vocab": "https://e.example/" },
        "@graph": [
            { "@id": "urn:1", "@type": "Claim", "says": "نعم", "by": { "@id": "urn:2" } },
            { "@id": "urn:2", "@type": "Holder", "name": "Lamia" }
        ]
    });
    let document = file("document.jsonld", &document);
    let context = file("context.jsonld", &json!({ "@context": { "@vocab": "https://e.example/" } }));
    let frame = file("frame.jsonld", &json!({ "@context": { "@vocab": "https://e.example/" }, "@type": "Claim" }));
    let read = |arguments: &[&str]| -> Value {
        let (code, out, err) = chancery(arguments, "");
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    };
    let expanded = read(&["jsonld", "expand", &document]);
    assert_eq!(expanded[0]["https://e.example/says"], json!([{ "@value": "نعم" }]));
    let framed = read(&["jsonld", "frame", &document, "--frame", &frame, "--ordered"]);
    assert_eq!(framed["by"]["name"], "Lamia");
    let flat = read(&["jsonld", "flatten", &document]);
    assert_eq!(flat.as_array().unwrap().len(), 2);
    let compact = read(&["jsonld", "compact", &document, "--context", &context]);
    assert_eq!(compact["@graph"][1]["name"], "Lamia");
    let (code, nquads, _) = chancery(&["jsonld", "to-rdf", &document], "");
    assert_eq!((code, nquads.lines().count()), (0, 5));
    let (code, back, _) = chancery(&["jsonld", "from-rdf", "-", "--from", "nq", "--context", &context], &nquads);
    assert_eq!(code, 0);
    let back: Value = serde_json::from_str(&back).unwrap();
    assert_eq!(back["@graph"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_is_fetched_and_codes_are_the_specifications() {
    let (code, _, err) = chancery(&["jsonld", "expand", "-"], r#"{"@context": "https://e.example/context", "a": 1}"#);
    assert_eq!(code, 3);
    assert!(err.contains("loading remote context failed"), "{err}");
    let deep = format!("{}{}", "{\"urn:p\":".repeat(100), "1") + &"}".repeat(100);
    assert_eq!(chancery(&["jsonld", "expand", "-"], &deep).0, 0);
    let deeper = format!("{}{}", "{\"urn:p\":".repeat(20_000), "1") + &"}".repeat(20_000);
    assert_eq!(chancery(&["jsonld", "expand", "-"], &deeper).0, 3);
}

#[test]
fn canonical_form_and_hash_on_the_command_line() {
    let one = chancery(&["canon", "-", "--from", "ttl", "--hash"], "[] <urn:p> [ <urn:q> 1 ] .");
    let other = chancery(
        &["canon", "-", "--from", "nq", "--hash"],
        concat!(
            "_:x <urn:q> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
            "_:a <urn:p> _:x .\n_:a <urn:p> _:x .\n"
        ),
    );
    assert_eq!((one.0, one.1.trim().len()), (0, 64));
    assert_eq!(one.1, other.1);
    let longer =
        chancery(&["canon", "-", "--from", "ttl", "--hash", "--algorithm", "sha384"], "<urn:a> <urn:b> <urn:c> .");
    assert_eq!(longer.1.trim().len(), 96);
    let mut poison = String::new();
    for left in 0..12 {
        for right in (0..12).filter(|right| *right != left) {
            poison.push_str(&format!("_:n{left} <urn:p> _:n{right} .\n"));
        }
    }
    let refused = chancery(&["canon", "-", "--from", "nq"], &poison);
    assert_eq!(refused.0, 5, "{}", refused.2);
}
