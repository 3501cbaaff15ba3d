//! Claims of other programs: what becomes of them, what is told of the rest, and that none looks surer than it was.

use crate::world::{self, World};
use chancery::convert::Policy;
use chancery::convert::import::foreign::{self, Foreign, Report, Unit};
use chancery::dossier::emit;
use chancery::dossier::stream::{Articles, InputFormat};
use chancery::finding::Severity;
use chancery::iri::{Base, WIKIDATA};
use chancery::kb::Kb;
use chancery::rdf::document::{Reading, read};
use chancery::rdf::{Format, Quad};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const FIXTURES: [&str; 5] = ["claims.ttl", "reifiers.ttl", "nanopubs.trig", "axioms.jsonld", "harbour.json"];

fn folder() -> PathBuf {
    world::package("tests/fixtures/foreign")
}

fn context() -> Kb {
    let mut kb = Kb::none();
    kb.context.base = Base::new("https://import.example/").unwrap();
    kb
}

fn rdf(name: &str, bytes: &[u8], format: Format) -> Foreign {
    let reading = Reading { base: Some("https://file.example/"), ..Reading::default() };
    let quads = read(bytes, format, &reading).unwrap_or_else(|error| panic!("{name}: {error}"));
    foreign::rdf(&quads, foreign::File { name, url: None }, &context().context)
}

fn wiki(name: &str, bytes: &[u8]) -> Foreign {
    let lines = Articles::new(bytes, name, InputFormat::JsonLines).unwrap();
    let file = foreign::File { name, url: None };
    foreign::wikibase(lines, file, WIKIDATA, &context().context, foreign::Limits::default()).unwrap()
}

fn import(name: &str) -> Foreign {
    let bytes = std::fs::read(folder().join(name)).unwrap();
    match Format::from_file_name(name) {
        Some(format) => rdf(name, &bytes, format),
        None => wiki(name, &bytes),
    }
}

/// Writes an import as a knowledge base and opens it.
fn opened(found: &Foreign) -> (TempDir, World) {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("chancery.toml", "base = \"https://import.example/\"\n");
    for (id, dossier) in &found.articles {
        put(&format!("dossiers/{id}.yaml"), &emit::yaml(dossier));
    }
    put("entities/imported.yaml", &emit::yaml(&serde_json::json!({ "entities": found.entities })));
    if let Some(vocabulary) = &found.vocabulary {
        put("vocab/imported.ttl", vocabulary);
    }
    let world = World::open(folder.path());
    (folder, world)
}

/// Returns the plain triples of a run, with short names.
fn asserted(world: &World, policy: Policy) -> BTreeSet<String> {
    let run = world.run(policy);
    assert_eq!(run.found(Severity::Error), [""; 0]);
    let graph = "<https://import.example/graph/asserted>";
    let is_plain = |quad: &&Quad| {
        quad.graph_name.to_string() == graph
            && !quad.predicate.as_str().ends_with("#type")
            && !quad.subject.to_string().contains("/statement/")
    };
    let short = |term: String| {
        if term.starts_with('"') {
            return term;
        }
        let bare = term.trim_matches(['<', '>']);
        bare.rsplit(['/', '#']).next().unwrap_or_default().to_owned()
    };
    let triple = |quad: &Quad| {
        format!(
            "{} {} {}",
            short(quad.subject.to_string()),
            short(quad.predicate.to_string()),
            short(quad.object.to_string())
        )
    };
    run.quads.iter().filter(is_plain).map(triple).collect()
}

fn nothing_is_lost(name: &str, report: &Report) {
    assert_eq!(report.claims, report.carried + report.left_of(Unit::Claim), "{name}: {:#}", report.json());
    assert_eq!(report.parts, report.used + report.left_of(Unit::Part), "{name}: {:#}", report.json());
    assert!(report.statements >= report.carried, "{name}");
}

/// Everything that an import writes, as one text.
fn shown(found: &Foreign) -> String {
    let mut text = String::new();
    for (id, dossier) in &found.articles {
        write!(text, "--- dossiers/{id}.yaml\n{}", emit::yaml(dossier)).unwrap();
    }
    write!(text, "--- entities/imported.yaml\n{}", emit::yaml(&found.entities.clone().into())).unwrap();
    write!(text, "--- vocab/imported.ttl\n{}", found.vocabulary.as_deref().unwrap_or_default()).unwrap();
    write!(text, "--- report\n{}", emit::yaml(&found.report.json())).unwrap();
    text
}

/// `CHANCERY_WRITE_EXPECTED=1` writes them anew; look at the difference before you keep it.
#[test]
fn every_shape_becomes_these_dossiers() {
    for name in FIXTURES {
        let found = import(name);
        nothing_is_lost(name, &found.report);
        let shown = shown(&found);
        let path = folder().join("expected").join(format!("{name}.txt"));
        if std::env::var_os("CHANCERY_WRITE_EXPECTED").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &shown).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        let differs = shown.lines().zip(expected.lines()).find(|(now, then)| now != then);
        assert!(shown == expected, "{name}: {differs:?}\n{shown}");
    }
}

/// What a file says on its own account, flatly and in words that are understood, and nothing else.
const ASSERTED: [(&str, &[&str], &[&str]); 5] = [
    (
        "claims.ttl",
        &["port locatedIn PT", "NO supplies PT", "NO sharesBorderWith SE", "SE sharesBorderWith NO"],
        &["port depth \"12.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>"],
    ),
    ("reifiers.ttl", &["NO visited PT"], &[]),
    ("nanopubs.trig", &["port connectsTo railway", "railway connectsTo port"], &[]),
    ("axioms.jsonld", &["NO alliedWith PT", "PT alliedWith NO"], &[]),
    (
        "harbour.json",
        &[
            "Q9000000001 sharesBorderWith NO",
            "NO sharesBorderWith Q9000000001",
            "Q9000000001 holdsOffice Q9000000007",
            "Q9000000001 memberOf Q9000000002",
        ],
        &["*"],
    ),
];

#[test]
fn only_what_a_file_says_flatly_and_on_its_own_account_is_asserted() {
    for (name, by_default, more_when_open) in ASSERTED {
        let (_folder, world) = opened(&import(name));
        let wanted: BTreeSet<String> = by_default.iter().map(|&triple| triple.to_owned()).collect();
        assert_eq!(asserted(&world, Policy::Default), wanted, "{name}");
        let open = asserted(&world, Policy::Open);
        assert!(open.is_superset(&wanted), "{name}");
        let more: BTreeSet<String> = open.difference(&wanted).cloned().collect();
        if more_when_open == ["*"] {
            // Predicates of the wiki's own, which wait for a review otherwise.
            assert!(!more.is_empty() && more.iter().all(|triple| triple.contains(" P9")), "{name}: {more:?}");
        } else {
            assert_eq!(more, more_when_open.iter().map(|&triple| triple.to_owned()).collect(), "{name}");
        }
    }
}

#[test]
fn a_dump_of_lines_says_what_a_document_says() {
    let text = std::fs::read_to_string(folder().join("harbour.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entities: Vec<String> = document["entities"]
        .as_object()
        .unwrap()
        .values()
        .filter(|entity| entity["missing"].is_null())
        .map(serde_json::Value::to_string)
        .collect();
    let dump = format!("[\n{}\n]\n", entities.join(",\n"));
    let (lines, list) = (
        wiki("harbour.json", dump.as_bytes()),
        wiki("harbour.json", format!("[{}]", entities.join(",\n ")).as_bytes()),
    );
    assert_eq!(lines.articles, wiki("harbour.json", entities.join("\n").as_bytes()).articles);
    assert_eq!(lines.articles, list.articles);
    assert_eq!(lines.entities, import("harbour.json").entities);
    // A line that is none loses no other.
    let torn = wiki("harbour.json", format!("[\n{},\n{{\"id\": \"Q1\", torn}},\n]\n", entities.join(",\n")).as_bytes());
    assert_eq!(torn.articles, lines.articles);
    assert!(
        torn.report.left().any(|(_, kind, left)| kind == "line that is no JSON" && left.example.contains("line 5"))
    );
    nothing_is_lost("torn", &torn.report);
    let zstd = zstd::encode_all(dump.as_bytes(), 1).unwrap();
    assert_eq!(wiki("harbour.json", &zstd).articles, lines.articles);
}

#[test]
fn limits_and_documents_without_entities_are_told() {
    let read = |text: &str, limits| {
        let lines = Articles::new(text.as_bytes(), "x.json", InputFormat::JsonLines).unwrap();
        let file = foreign::File { name: "x.json", url: None };
        foreign::wikibase(lines, file, WIKIDATA, &context().context, limits).map(|found| found.report.claims)
    };
    let text = std::fs::read_to_string(folder().join("harbour.json")).unwrap();
    let limits = foreign::Limits::default();
    assert!(matches!(read(&text, limits.with_statements(3)), Err(foreign::WikibaseError::Limit { most: 3, .. })));
    for (text, wanted) in [("{}", "no entity"), ("[]", "no entity"), ("", "no entity"), ("{\n\"a\": tru\n", "not JSON")]
    {
        let error = read(text, limits).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
    let deep = format!("{{\"id\":\"Q1\",\"claims\":{}{}}}\n", "[".repeat(400), "]".repeat(400));
    assert!(read(&deep, limits).is_err());
}

/// Addresses, names and words that are hard to write down.
const HOSTILE: &str = r#"
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix h: <https://harbour.example/> .
<mailto:a@b.example> <urn:p> <tag:e.example,2024:\u202Ex> .
<https://e.example/author> a rdf:Statement ; rdf:subject <mailto:a@b.example> ; rdf:predicate <urn:p> ;
  rdf:object <tag:e.example,2024:\u202Ex> ; prov:wasDerivedFrom <file:///etc/passwd>, <https://user:word@e.example/>, "a: - {b}\n\u0007# c" .
<https://e.example/..> a rdf:Statement ; rdf:subject h:AZ ; rdf:predicate <https://e.example/p#a/b> ;
  rdf:object "quote \" and \\ and \u0000 and \u202E"@en-GB ; prov:wasAttributedTo "author", "unnamed", "\u200B", "NO" ;
  rdfs:comment "---\n- not: true"@ar ; prov:value "'\u0085\u2028" .
<https://e.example/massacre-of-may> a rdf:Statement ; rdf:subject <https://e.example/AZ>, h:other ; rdf:predicate rdf:type ; rdf:object h:x .
h:massacre a rdf:Statement ; rdf:subject <https://e.example/AZ> ; rdf:predicate rdfs:label ;
  rdf:object "2024-05-03T10:00:00+25:00"^^xsd:dateTime ; dct:source <https://news.example/a?b=c#d> .
h:AZ rdfs:label "a\nb\"c\u202E: - {x}"@en, "null"@und, "\u0644\u200C\u0644"@fa .
<https://news.example/a?b=c#d> dct:title "~" ; dct:issued "yesterday" ; dct:language "not a tag" ; dct:creator "" .
"#;

#[test]
fn hostile_names_and_words_are_written_so_that_they_read_back() {
    let found = rdf("hostile: {x}.ttl", HOSTILE.as_bytes(), Format::Turtle);
    nothing_is_lost("hostile", &found.report);
    assert_eq!((found.report.claims, found.report.carried), (4, 3), "{:#}", found.report.json());
    let (_folder, world) = opened(&found);
    assert_eq!(asserted(&world, Policy::Default), BTreeSet::new());
    let quads = world.run(Policy::Default).quads;
    let says = |text: &str| quads.iter().any(|quad| quad.object.to_string().contains(text));
    assert!(says("quote \\\" and \\\\ and \\u0000 and \u{202e}") && says("---\\n- not: true"), "{}", shown(&found));
    assert!(
        !quads.iter().any(|quad| quad.to_string().contains("massacre") && !quad.predicate.as_str().ends_with("note"))
    );
}

#[test]
fn a_broken_wiki_file_ends_nothing() {
    let text = std::fs::read_to_string(folder().join("harbour.json")).unwrap();
    let kb = context();
    let marks: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for (number, at) in marks.iter().step_by(97).enumerate() {
        let other = ["", "}", "]", "\"", "0", "null", "[[", "ق", "\u{0}"][number % 9];
        let length = text[*at..].chars().next().map_or(0, char::len_utf8);
        let broken = format!("{}{other}{}", &text[..*at], &text[at + length..]);
        let lines = Articles::new(broken.as_bytes(), "broken.json", InputFormat::JsonLines).unwrap();
        let file = foreign::File { name: "broken.json", url: None };
        if let Ok(found) = foreign::wikibase(lines, file, WIKIDATA, &kb.context, foreign::Limits::default()) {
            nothing_is_lost(&broken, &found.report);
        }
    }
}

/// One claim as somebody may write it.
#[derive(Debug, Clone)]
struct Written {
    predicate: usize,
    object: usize,
    stated: bool,
    attributed: bool,
    sources: usize,
    odd: bool,
    stance: usize,
    blank: bool,
}

const PREDICATES: [(&str, bool); 6] = [
    ("gp:supplies", true),
    ("gp:visited", true),
    ("gp:occupies", false),
    ("gp:fears", false),
    ("h:own", false),
    ("rdf:type", false),
];
const OBJECTS: [(&str, bool); 5] =
    [("gz:PT", true), ("h:شيء", true), ("\"كلام\"@ar", false), ("\"2024-02-31\"^^xsd:date", true), ("[]", false)];
const STANCES: [(&str, bool); 5] =
    [("", true), ("st:Committed", true), ("st:Hedged", false), ("st:Denied", false), ("st:Reported", false)];

fn written() -> impl Strategy<Value = Written> {
    (
        0..PREDICATES.len(),
        0..OBJECTS.len(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        0..3_usize,
        prop::bool::weighted(0.2),
        0..STANCES.len() * 2,
        any::<bool>(),
    )
        .prop_map(|(predicate, object, stated, attributed, sources, odd, stance, blank)| Written {
            predicate,
            object,
            stated,
            attributed,
            sources,
            odd,
            stance: stance % STANCES.len() * usize::from(stance < STANCES.len()),
            blank,
        })
}

/// Writes claims as Turtle, each about a subject of its own; returns it with what may be asserted.
fn turtle(claims: &[Written]) -> (String, BTreeSet<String>) {
    let mut text = String::from(
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         @prefix prov: <http://www.w3.org/ns/prov#> . @prefix gp: <https://w3id.org/chancery/geopolitics#> .\n\
         @prefix st: <https://w3id.org/chancery/statement#> . @prefix gz: <https://w3id.org/chancery/gazetteer/> .\n\
         @prefix h: <https://harbour.example/> .\n",
    );
    let mut wanted = BTreeSet::new();
    for (number, claim) in claims.iter().enumerate() {
        let (predicate, assertable) = PREDICATES[claim.predicate];
        let (object, is_thing) = OBJECTS[claim.object];
        let (stance, flat) = STANCES[claim.stance];
        // A node without an address is another one wherever it is written.
        let object = if object == "[]" { format!("_:o{number}") } else { object.to_owned() };
        if claim.stated {
            writeln!(text, "h:s{number} {predicate} {object} .").unwrap();
        }
        let node = if claim.blank { format!("_:c{number}") } else { format!("h:c{number}") };
        write!(
            text,
            "{node} a rdf:Statement ; rdf:subject h:s{number} ; rdf:predicate {predicate} ; rdf:object {object}"
        )
        .unwrap();
        for (wanted, more) in [
            (claim.attributed, " ; prov:wasAttributedTo h:union".to_owned()),
            (claim.sources > 0, " ; prov:wasDerivedFrom <https://news.example/1>".to_owned()),
            (claim.sources > 1, format!(" ; prov:hadPrimarySource <https://news.example/{number}>")),
            (claim.odd, " ; h:status \"withdrawn\"".to_owned()),
            (!stance.is_empty(), format!(" ; st:stance {stance}")),
        ] {
            if wanted {
                text.push_str(&more);
            }
        }
        text.push_str(" .\n");
        if claim.stated && !claim.attributed && !claim.odd && flat && assertable && is_thing {
            wanted.insert(format!("s{number}"));
        }
    }
    (text, wanted)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_claims_are_carried_or_counted_and_none_becomes_surer(claims in prop::collection::vec(written(), 1..12)) {
        let (text, wanted) = turtle(&claims);
        let found = rdf("random.ttl", text.as_bytes(), Format::Turtle);
        nothing_is_lost(&text, &found.report);
        prop_assert_eq!(found.report.claims, claims.len() as u64);
        prop_assert_eq!(found.report.carried, claims.len() as u64);
        let (_folder, world) = opened(&found);
        let subjects: BTreeSet<String> = asserted(&world, Policy::Default)
            .iter()
            .map(|triple| triple.split(' ').next().unwrap().to_owned())
            .collect();
        prop_assert_eq!(subjects, wanted, "{}", text);
    }

    #[test]
    fn random_statements_of_a_wiki_are_carried_or_counted_and_none_becomes_surer(
        statements in prop::collection::vec((0..4_usize, 0..3_usize, 0..8_usize, 0..4_usize), 1..12),
    ) {
        let mut wanted = BTreeSet::new();
        let entities: Vec<String> = statements.iter().enumerate().map(|(number, &(value, rank, qualifier, reference))| {
            let id = format!("Q{}", 9_000_000_100 + number);
            let item = |id: &str| format!(r#""datavalue":{{"type":"wikibase-entityid","value":{{"id":"{id}"}}}}"#);
            let main = [
                format!(r#""snaktype":"value","property":"P47",{}"#, item("Q20")),
                r#""snaktype":"somevalue","property":"P47""#.to_owned(),
                r#""snaktype":"value","property":"P9001","datavalue":{"type":"quantity","value":{"amount":"+2.50","unit":"1"}}"#.to_owned(),
                r#""snaktype":"value","property":"P47","datavalue":{"type":"odd","value":7}"#.to_owned(),
            ][value].clone();
            let snak = |property: &str| format!(r#""{property}":[{{"snaktype":"value","property":"{property}",{}}}]"#, item("Q34"));
            let time = |property: &str| format!(r#""{property}":[{{"snaktype":"value","property":"{property}","datavalue":{{"type":"time","value":{{"time":"+2024-05-00T00:00:00Z","precision":10,"calendarmodel":"http://www.wikidata.org/entity/Q1985727"}}}}}}]"#);
            let qualifiers = [String::new(), time("P580"), time("P585"), snak("P276"), snak("P1480"), snak("P1310"), snak("P3680"), snak("P9998")];
            let references = [
                "[]".to_owned(),
                r#"[{"snaks":{"P854":[{"snaktype":"value","property":"P854","datavalue":{"type":"string","value":"https://news.example/خبر"}}]}}]"#.to_owned(),
                format!(r#"[{{"snaks":{{{}}}}}]"#, snak("P248")),
                format!(r#"[{{"snaks":{{{}}}}}]"#, snak("P143")),
            ];
            let rank = ["preferred", "normal", "deprecated"][rank];
            if value == 0 && rank != "deprecated" && qualifier < 4 {
                wanted.insert(id.clone());
            }
            format!(
                r#"{{"id":"{id}","type":"item","labels":{{"ar":{{"language":"ar","value":"شيء {number}"}}}},"claims":{{"P":[{{"id":"{id}$1","rank":"{rank}","mainsnak":{{{main}}},"qualifiers":{{{}}},"references":{}}}]}}}}"#,
                qualifiers[qualifier], references[reference]
            )
        }).collect();
        let found = wiki("random.json", entities.join("\n").as_bytes());
        nothing_is_lost(&entities.join("\n"), &found.report);
        prop_assert_eq!(found.report.claims, statements.len() as u64);
        let (_folder, world) = opened(&found);
        let subjects: BTreeSet<String> = asserted(&world, Policy::Default)
            .iter()
            .map(|triple| triple.split(' ').next().unwrap().to_owned())
            .filter(|subject| subject != "NO")
            .collect();
        prop_assert_eq!(subjects, wanted, "{}", entities.join("\n"));
    }
}

/// Runs the program in a folder; returns its exit code and what it said.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CHANCERY_KB")
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_command_reads_each_of_them_and_the_knowledge_base_passes_its_checks() {
    let place = tempfile::tempdir().unwrap();
    for name in FIXTURES {
        let file = folder().join(name);
        let out = format!("kb-{name}");
        let report = format!("{name}.report.json");
        let (code, said) = run(place.path(), &["import", file.to_str().unwrap(), "-o", &out, "--report", &report]);
        let all_carried = matches!(name, "axioms.jsonld" | "reifiers.ttl");
        assert_eq!(code, i32::from(!all_carried), "{name}: {said}");
        assert!(said.contains("as plain triples"), "{said}");
        let (code, said) = run(place.path(), &["-C", &out, "check"]);
        assert_eq!(code, 0, "{name}: {said}");
        let report: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(place.path().join(report)).unwrap()).unwrap();
        assert_eq!(report["errors"], serde_json::json!([]), "{name}");
        assert!(report["claims"]["read"].as_u64() > Some(0) && report["asserted"].as_u64() > Some(0), "{name}");
        // Where the file lies on this disk is nobody's business.
        let dossiers = chancery::kb::files_in(&place.path().join(&out), &["yaml", "ttl", "toml"]).unwrap();
        for path in dossiers {
            assert!(!std::fs::read_to_string(&path).unwrap().contains("file:"), "{}", path.display());
        }
    }
    // What the file says on the strength of an article is no second source.
    assert_eq!(run(place.path(), &["-C", "kb-axioms.jsonld", "sync"]).0, 0);
    assert_eq!(
        run(place.path(), &["-C", "kb-axioms.jsonld", "query", "corroboration", "--format", "csv", "-o", "rows.csv"]).0,
        0
    );
    let rows = std::fs::read_to_string(place.path().join("rows.csv")).unwrap();
    assert_eq!(rows.lines().count(), 1, "{rows}");
    // Read from standard input it says the same.
    let claims = std::fs::File::open(folder().join("claims.ttl")).unwrap();
    let piped = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["import", "-", "--from", "ttl", "-o", "piped"])
        .current_dir(place.path())
        .stdin(claims)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&piped.stderr).starts_with("read 14 claims, carried 13"), "{piped:?}");
    std::fs::write(place.path().join("plain.ttl"), "<https://e.example/a> <https://e.example/b> 1 .").unwrap();
    let (code, said) = run(place.path(), &["import", "plain.ttl", "-o", "none"]);
    assert!(code == 3 && said.contains("no claim"), "{said}");
    std::fs::write(place.path().join("other.json"), "{\"a\": 1}").unwrap();
    assert_eq!(run(place.path(), &["import", "other.json", "-o", "none"]).0, 2);
    assert_eq!(run(place.path(), &["import", "other.json", "-o", "none", "--from", "wikibase"]).0, 3);
}
