//! The program from outside: exit codes, limits, formats, words.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn chancery() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    for name in ["CHANCERY_KB", "CHANCERY_LANG", "CHANCERY_LENS", "COLUMNS", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8").current_dir(example());
    command
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kb")
}

fn run(arguments: &[&str]) -> Output {
    chancery().args(arguments).output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn talk(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A little data of its own, so that queries load fast.
fn data(folder: &Path) -> String {
    let path = folder.join("data.ttl");
    std::fs::write(
        &path,
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         <https://e.example/az> rdfs:label \"Azerbaijan\"@en, \"أذربيجان\"@ar ; <https://e.example/supplies> <https://e.example/tr> .\n\
         <https://e.example/tr> rdfs:label \"Turkey\"@en, \"تركيا\"@ar .\n",
    )
    .unwrap();
    path.display().to_string()
}

/// Ten million rows that never touch the data, sorted: nothing inside the engine stops this.
fn endless(sorted: bool) -> String {
    let mut query = String::from("SELECT * {");
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
        query.push_str(&format!(" VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 10 }}"));
    }
    query.push_str(" }");
    if sorted {
        query.push_str(" ORDER BY DESC(?a + ?b * ?c) ?d");
    }
    query
}

#[test]
fn a_query_that_cannot_be_stopped_ends_soon_after_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    // What starting and loading take, on this machine, now.
    let begun = Instant::now();
    assert_eq!(run(&["query", "ASK {}", "--data", &data]).status.code(), Some(0));
    let start = begun.elapsed();
    for query in [endless(true), endless(false).replace("SELECT *", "SELECT (COUNT(*) AS ?n)")] {
        let begun = Instant::now();
        let output = run(&["query", &query, "--timeout", "0.5", "--data", &data]);
        let took = begun.elapsed();
        assert_eq!(output.status.code(), Some(5), "{}", talk(&output));
        assert!(out(&output).is_empty());
        assert!(talk(&output).contains("longer than 0.5 s"), "{}", talk(&output));
        let allowed = Duration::from_millis(500 + 250) + start * 3 + Duration::from_millis(500);
        assert!(took < allowed, "{took:?} of {allowed:?}");
    }
}

#[test]
fn rows_above_the_limit_are_said_to_be_missing_and_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let file = folder.path().join("rows.csv");
    let query = "SELECT ?a { VALUES ?a { 1 2 3 4 5 } }";
    let cut = run(&["query", query, "--max-rows", "3", "--data", &data]);
    assert_eq!(cut.status.code(), Some(5));
    assert_eq!(out(&cut), "a\r\n1\r\n2\r\n3\r\n");
    assert!(talk(&cut).contains("more than 3 rows"), "{}", talk(&cut));
    let cut = run(&["query", query, "--max-rows", "3", "--data", &data, "-o", file.to_str().unwrap()]);
    assert_eq!(cut.status.code(), Some(5));
    assert!(!file.exists());
    let whole = run(&["query", query, "--max-rows", "5", "--data", &data, "-o", file.to_str().unwrap()]);
    assert_eq!(whole.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "a\r\n1\r\n2\r\n3\r\n4\r\n5\r\n");
}

#[test]
fn deep_nesting_is_refused_before_it_is_parsed() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let nested = |depth: usize| format!("SELECT * {}{}", "{".repeat(depth), "}".repeat(depth));
    assert_eq!(run(&["query", &nested(128), "--data", &data]).status.code(), Some(0));
    let refused = run(&["query", &nested(129), "--data", &data]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(talk(&refused).contains("nests too deeply"), "{}", talk(&refused));
}

#[test]
fn mistakes_have_a_place_and_an_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let syntax = run(&["query", "SELECT ?s {\n  ?s ?p }", "--data", &data]);
    assert_eq!(syntax.status.code(), Some(3));
    assert!(talk(&syntax).contains("<query>:2:"), "{}", talk(&syntax));
    assert!(talk(&syntax).contains("  ?s ?p }"), "{}", talk(&syntax));
    assert!(talk(&syntax).contains('^'), "{}", talk(&syntax));
    let name = run(&["query", "suplies"]);
    assert_eq!(name.status.code(), Some(2));
    assert!(talk(&name).contains("did you mean `supplies`"), "{}", talk(&name));
    let format = run(&["query", "ASK {}", "--format", "nt", "--data", &data]);
    assert_eq!(format.status.code(), Some(2));
    let file = run(&["query", "ASK {}", "--data", "no-such.ttl"]);
    assert_eq!(file.status.code(), Some(3));
    assert_eq!(run(&["query"]).status.code(), Some(2));
}

#[test]
fn without_a_store_there_is_advice() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    let output = chancery().current_dir(folder.path()).args(["query", "supplies"]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(talk(&output).contains("chancery sync"), "{}", talk(&output));
    std::fs::create_dir(folder.path().join(".chancery")).unwrap();
    std::fs::write(folder.path().join(".chancery/format"), "chancery store 99\n").unwrap();
    let newer = chancery().current_dir(folder.path()).args(["query", "supplies"]).output().unwrap();
    assert_eq!(newer.status.code(), Some(4), "{}", talk(&newer));
    std::fs::write(folder.path().join(".chancery/format"), "nonsense").unwrap();
    let damaged = chancery().current_dir(folder.path()).args(["query", "supplies"]).output().unwrap();
    assert_eq!(damaged.status.code(), Some(6), "{}", talk(&damaged));
    let doctor = chancery().current_dir(folder.path()).args(["doctor", "--format", "json"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(6));
    let report: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(report["settings"]["base"]["from"], "chancery.toml");
    assert!(report["store"]["wrong"].as_str().unwrap().contains("damaged"));
}

#[test]
fn hostile_values_of_parameters_stay_values() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let query = folder.path().join("echo.rq");
    std::fs::write(&query, "# question (en): What was said?\n# param said string — anything\nSELECT ?said {}\n")
        .unwrap();
    for value in ["\"} ; DROP ALL #", "'''", "\\u0022", "?said } UNION { ?s ?p ?o", "a=b", "\u{202e}أ", "$(reboot)", ""]
    {
        let output = run(&[
            "query",
            "-f",
            query.to_str().unwrap(),
            "--param",
            &format!("said={value}"),
            "--data",
            &data,
            "--format",
            "json",
        ]);
        assert_eq!(output.status.code(), Some(0), "{value:?}: {}", talk(&output));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = json["results"]["bindings"].as_array().unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["said"]["value"], value);
    }
    for value in ["<http://e/x> }", "no such land \u{1b}[2J", "e:\">\""] {
        let output = run(&["query", "supplies", "--param", &format!("supplier={value}"), "--data", &data]);
        assert_eq!(output.status.code(), Some(2), "{value:?}: {}", talk(&output));
        assert!(!talk(&output).contains('\u{1b}'), "{}", talk(&output));
    }
    let unknown = run(&["query", "supplies", "--param", "suplier=AZ", "--data", &data]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(talk(&unknown).contains("supplier"), "{}", talk(&unknown));
}

#[test]
fn tables_speak_the_language_of_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let query = "SELECT ?who ?whom { ?who <https://e.example/supplies> ?whom }";
    let table = |arguments: &[&str]| {
        let mut all = vec!["query", query, "--format", "table", "--data", &data];
        all.extend(arguments);
        let output = run(&all);
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        out(&output).to_owned()
    };
    assert_eq!(
        table(&["--lang", "ar"]),
        "\
────────────────────────────────────────────────────────────────────
 who                                 whom
════════════════════════════════════════════════════════════════════
 \u{2068}أذربيجان (<https://e.example/az>)\u{2069}   \u{2068}تركيا (<https://e.example/tr>)\u{2069}
────────────────────────────────────────────────────────────────────
"
    );
    assert!(table(&["--lang", "en"]).contains("Azerbaijan (<https://e.example/az>)"));
    let piped = run(&["query", query, "--data", &data]);
    assert_eq!(out(&piped), "who,whom\r\nhttps://e.example/az,https://e.example/tr\r\n");
}

#[test]
fn every_format_of_rows_and_triples_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let rows = "SELECT ?s { ?s <https://e.example/supplies> ?o }";
    for format in ["table", "csv", "tsv", "json", "xml", "md", "jsonl", "text/csv", "application/sparql-results+json"] {
        let output = run(&["query", rows, "--format", format, "--data", &data]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", talk(&output));
        assert!(out(&output).contains("https://e.example/az"), "{format}: {}", out(&output));
    }
    let graph = "CONSTRUCT WHERE { ?s <https://e.example/supplies> ?o }";
    for format in ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "text/turtle", "table", "json"] {
        let output = run(&["query", graph, "--format", format, "--data", &data]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", talk(&output));
        assert!(out(&output).contains("https://e.example/az"), "{format}: {}", out(&output));
    }
    let asked = run(&["query", "ASK { <https://e.example/az> ?p <https://e.example/none> }", "-e", "--data", &data]);
    assert_eq!((asked.status.code(), out(&asked).trim()), (Some(1), "false"));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let mut child = chancery()
        .args(["query", &endless(false), "--max-rows", "0", "--data", &data])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), talk(&output)), (Some(0), ""));
}

#[test]
fn dossiers_are_asked_without_a_store() {
    let output = run(&[
        "query",
        "supplies",
        "--param",
        "supplier=أذربيجان",
        "--format",
        "json",
        "--data",
        "dossiers/01-caspian-gas.yaml",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = json["results"]["bindings"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["recipient"]["value"], "https://w3id.org/chancery/gazetteer/TR");
    // The plain triple is seen through the lens only.
    let plain = |lens: &str| {
        let query = "ASK { gz:AZ gp:supplies gz:TR }";
        out(&run(&["query", query, "--lens", lens, "--data", "dossiers/01-caspian-gas.yaml"])).trim().to_owned()
    };
    assert_eq!((plain("statements").as_str(), plain("asserted").as_str()), ("false", "true"));
}

#[test]
fn receipts_tell_who_says_what_and_what_withholds_it() {
    let why = |arguments: &[&str]| {
        let mut all = vec!["why"];
        all.extend(arguments);
        all.extend(["--data", "dossiers/01-caspian-gas.yaml"]);
        run(&all)
    };
    let text = why(&["Azerbaijan", "يزوّد", "تركيا"]);
    assert_eq!(text.status.code(), Some(0), "{}", talk(&text));
    let shown = out(&text);
    assert!(shown.starts_with("Azerbaijan (gz:AZ) — supplies (gp:supplies) — "), "{shown}");
    assert!(shown.contains("1. s:01-caspian-gas/supply: asserted"), "{shown}");
    assert!(shown.contains("“Azerbaijan supplies Turkey with natural gas” (characters "), "{shown}");
    assert!(shown.contains("https://news.example/2024/05/03/caspian-gas"), "{shown}");
    let json = why(&["AZ", "supplies", "TR", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["receipts"][0]["asserted"], true);
    assert_eq!(report["receipts"][0]["article"]["language"], "en");
    assert_eq!(why(&["TR", "supplies", "AZ"]).status.code(), Some(1));
    // A day that nobody knows is told with the reason, not with the address of a node.
    let undated = ["why", "AZ", "supplies", "TR", "--data", "dossiers/12-forum.yaml"];
    let told = run(&undated);
    let shown = out(&told);
    assert!(shown.contains(", date not stated") && !shown.contains("/published"), "{shown}");
    let json = run(&[&undated[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let article = &report["receipts"][0]["article"];
    assert_eq!(article["published"], serde_json::Value::Null);
    assert_eq!(article["published_unknown"]["reason"], "https://w3id.org/chancery/statement#notStated");
    let near = why(&["AZ", "suplies", "TR"]);
    assert_eq!(near.status.code(), Some(2));
    assert!(talk(&near).contains("`supplies`"), "{}", talk(&near));
}

#[test]
fn terms_entities_and_queries_are_listed_as_json() {
    for arguments in [
        &["ontology", "--format", "json"][..],
        &["entities", "--format", "json"],
        &["query", "--list", "--format", "json"],
        &["doctor", "--format", "json"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", talk(&output));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(json.is_object(), "{arguments:?}");
    }
    let list = run(&["query", "--list", "--lang", "ar"]);
    assert!(out(&list).contains("من يزوّد من بماذا"), "{}", out(&list));
    assert!(out(&run(&["ontology", "gp:accuses"])).contains("accuses"));
    assert_eq!(run(&["ontology", "acuses"]).status.code(), Some(2));
    assert_eq!(run(&["entities", "no such land"]).status.code(), Some(1));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let script = run(&["completions", "bash"]);
    assert!(out(&script).contains("--max-rows"));
    assert!(out(&run(&["man"])).contains(".TH chancery"));
    let pages = folder.path().join("man1");
    assert_eq!(run(&["man", "--out", pages.to_str().unwrap()]).status.code(), Some(0));
    assert!(pages.join("chancery-query.1").is_file());
}
