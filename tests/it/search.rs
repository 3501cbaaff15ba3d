//! `search` from outside: what is found, with who says so; kept by `sync`, by `undo`, through kills; asked in SPARQL.

use crate::program::{chancery, ends, example, said};
use crate::world;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

#[track_caller]
fn text(kb: &Path, arguments: &[&str]) -> String {
    String::from_utf8(ends(kb, 0, arguments).stdout).expect("UTF-8")
}

#[track_caller]
fn hits(kb: &Path, arguments: &[&str]) -> Vec<Value> {
    let all = [&["search", "--format", "json", "--limit", "0"], arguments].concat();
    let answer: Value = serde_json::from_str(&text(kb, &all)).expect("JSON");
    answer["hits"].as_array().expect("hits").clone()
}

fn iris(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["iri"].as_str().expect("an IRI")).collect()
}

#[test]
fn what_is_said_comes_with_who_says_it() {
    let hits = hits(example(), &["الغاز"]);
    assert!(iris(&hits).contains(&"https://kb.example/statement/10-brief/supply"), "behind ب: {hits:#?}");
    let statements = hits.iter().filter(|hit| hit["kind"] == "statement");
    for hit in statements {
        let claim = &hit["claim"];
        assert_eq!(claim["statement"], hit["iri"]);
        assert!(claim["holder"].is_string() && claim["stance"].is_string() && claim["article"]["iri"].is_string());
        for passage in hit["passages"].as_array().unwrap() {
            let words: Vec<char> = passage["words"].as_str().unwrap().chars().collect();
            let marks = passage["marks"].as_array().unwrap();
            assert!(!marks.is_empty(), "{passage:#}");
            for mark in marks {
                let (start, end) = (mark[0].as_u64().unwrap() as usize, mark[1].as_u64().unwrap() as usize);
                let word: String = words[start..end].iter().collect();
                assert!(word.contains("غاز"), "{word}");
            }
        }
    }
    let shown = text(example(), &["search", "الغاز", "سينضب"]);
    assert!(shown.contains("the author (hypothetical)") && shown.contains("[الغاز]"), "{shown}");
    let page = text(example(), &["search", "الغاز", "--format", "markdown", "--kind", "statement"]);
    assert!(page.contains("the author (hypothetical)") && page.contains("**الغاز**"), "{page}");
    let table = text(example(), &["search", "الغاز", "--format", "table", "--kind", "statement"]);
    assert!(table.contains("hypothetical"), "{table}");
}

#[test]
fn filters_and_wrong_words() {
    let entities = hits(example(), &["gas", "--kind", "entity"]);
    assert!(!entities.is_empty() && entities.iter().all(|hit| hit["kind"] == "entity"));
    let arabic = hits(example(), &["الغاز", "--language", "ar"]);
    let languages = arabic.iter().flat_map(|hit| hit["passages"].as_array().unwrap());
    assert!(languages.clone().count() > 0 && languages.into_iter().all(|passage| passage["language"] == "ar"));
    let sudan = "https://w3id.org/chancery/gazetteer/SD";
    for hit in hits(example(), &["مصر", "--holder", "السودان"]) {
        let claim = &hit["claim"];
        let via = claim["via"].as_array().unwrap().contains(&sudan.into());
        assert!(claim["holder"] == sudan || via, "{hit:#}");
    }
    assert_eq!(text(example(), &["search", "قسطنطينيةكذا"]), "nothing was found\n");
    for (arguments, words) in [
        (&["search", "؟؟"][..], "no word"),
        (&["search", "x", "--holder", "Atlantis"], "Atlantis"),
        (&["search", "x", "--kind", "rumour"], "rumour"),
    ] {
        let output = ends(example(), 2, arguments);
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let limited = chancery(example(), &["search", "gas", "--limit", "1"]);
    assert!(said(&limited).contains("1 of "), "{}", said(&limited));
}

#[test]
fn sparql_asks_it_as_a_service_and_no_other() {
    let query = |query: &str, more: &[&str]| text(example(), &[&["query", query, "--format", "csv"], more].concat());
    let asked = "SELECT ?hit ?score ?snippet ?stance { SERVICE st:search { ?hit st:matches 'الغاز' ; st:score ?score ; \
                 st:snippet ?snippet ; st:kind 'statement' } ?hit st:stance ?stance } ORDER BY DESC(?score)";
    let found = query(asked, &[]);
    assert!(
        found.contains("12-forum/runs-out") && found.contains("[الغاز]") && found.contains("Hypothetical"),
        "{found}"
    );
    assert_eq!(found, query(asked, &["--engine", "memory"]));
    let count = "SELECT (COUNT(*) AS ?n) { SERVICE st:search { ?hit st:matches 'gas' ; st:limit 2 } }";
    assert_eq!(query(count, &[]), "n\r\n2\r\n");
    let own = tempfile::tempdir().unwrap();
    let file = own.path().join("words.rq");
    std::fs::write(&file, "# param words string — what to look for\n# hidden: words\nSELECT ?hit ?words { SERVICE st:search { ?hit st:matches ?words } }").unwrap();
    let file = file.display().to_string();
    let given = text(example(), &["query", "-f", &file, "--param", "words=بالغاز", "--format", "csv"]);
    assert!(given.contains("12-forum/runs-out"), "{given}");
    for (wrong, words) in [
        ("SELECT * { SERVICE <https://elsewhere.example/sparql> { ?s ?p ?o } }", "not supported"),
        ("SELECT * { SERVICE st:search { ?hit st:score ?s } }", "st:matches"),
        ("SELECT * { SERVICE st:search { ?hit st:matches ?free } }", "needs a value"),
        ("SELECT * { SERVICE st:search { ?hit st:matches 'x' ; rdfs:label ?l } }", "no property"),
        ("SELECT * { SERVICE st:search { ?hit st:matches 'x' FILTER(?hit = 1) } }", "triples alone"),
    ] {
        let output = ends(example(), 3, &["query", wrong]);
        assert!(said(&output).contains(words), "{wrong}: {}", said(&output));
    }
}

#[test]
fn files_and_earlier_states_are_looked_through_too() {
    let dossier = world::package("examples/kb/dossiers").join("12-forum.yaml").display().to_string();
    let found = text(example(), &["search", "الغاز", "--data", &dossier]);
    assert!(found.contains("(hypothetical)"), "{found}");
    let none = text(example(), &["search", "الغاز", "--published-by", "1990"]);
    assert!(!none.contains("12-forum"), "{none}");
}

fn lines(changed: usize, word: &str) -> String {
    (0..120).fold(String::new(), |mut text, number| {
        let word = if number < changed { word } else { "النفط" };
        let _ = writeln!(
            text,
            r#"{{"article":{{"id":"a{number}","language":"ar"}},"statements":[{{"id":"s","subject":"AZ","predicate":"cooperatesWith","object":"TR","quote":"اتفاق على {word} {number}"}}]}}"#
        );
        text
    })
}

#[test]
fn sync_and_undo_keep_it_and_a_kill_leaves_the_state_before_or_after() {
    let kills: u64 = std::env::var("CHANCERY_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(4);
    let folder = tempfile::tempdir().unwrap();
    let kb = folder.path();
    std::fs::create_dir(kb.join("dossiers")).unwrap();
    std::fs::write(kb.join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    let all = kb.join("dossiers/all.jsonl");
    std::fs::write(&all, lines(10, "القمح")).unwrap();
    ends(kb, 0, &["sync", "--quiet"]);
    let count = |word: &str| hits(kb, &[word, "--kind", "statement"]).len();
    assert_eq!((count("قمح"), count("بالنفط")), (10, 110));
    std::fs::write(&all, lines(10, "والأرز")).unwrap();
    ends(kb, 0, &["sync", "--quiet"]);
    assert_eq!((count("قمح"), count("الأرز"), count("بالنفط")), (0, 10, 110));
    ends(kb, 0, &["undo", "run:2", "--quiet"]);
    assert_eq!((count("قمح"), count("الأرز")), (10, 0));
    // What a state held before is looked through without its index.
    assert_eq!(hits(kb, &["الأرز", "--as-of", "run:2"]).len(), 10);
    let mut held = "القمح";
    for round in 0..kills {
        let next = if held == "القمح" { "الذرة" } else { "القمح" };
        std::fs::write(&all, lines(10, next)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["-C".as_ref(), kb.as_os_str(), "sync".as_ref()])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + (round * 53) % 400));
        let _ = child.kill();
        let _ = child.wait();
        ends(kb, 0, &["verify"]);
        let (old, new) = (count(held), count(next));
        assert!((old, new) == (10, 0) || (old, new) == (0, 10), "round {round}: {old} old and {new} new");
        ends(kb, 0, &["sync", "--quiet"]);
        assert_eq!((count(held), count(next)), (0, 10), "the next run finishes the job");
        assert!(!said(&chancery(kb, &["search", next])).contains("looking through everything"));
        held = next;
    }
    std::fs::remove_dir_all(kb.join(".chancery/index")).unwrap();
    let output = ends(kb, 0, &["search", held]);
    assert!(said(&output).contains("no index of words yet"), "{}", said(&output));
    ends(kb, 0, &["rebuild", "--quiet"]);
    assert!(said(&ends(kb, 0, &["doctor", "--format", "json"])).is_empty());
    assert_eq!(count(held), 10);
}
