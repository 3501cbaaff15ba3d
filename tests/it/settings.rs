//! Where a setting comes from: flag, then `CHANCERY_*`, then `chancery.toml`, then the user's own file.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    for name in
        ["CHANCERY_KB", "CHANCERY_LANG", "CHANCERY_LENS", "CHANCERY_COLOR", "LC_ALL", "LC_MESSAGES", "LANG", "HOME"]
    {
        command.env_remove(name);
    }
    let command = command.args(arguments).current_dir(folder.join("kb")).env("XDG_CONFIG_HOME", folder.join("config"));
    command.envs(variables.iter().copied()).output().unwrap()
}

fn settings(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
    let arguments = [&["doctor", "--format", "json"], arguments].concat();
    let output = run(folder, &arguments, variables);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["settings"].clone()
}

fn world(of_user: &str, of_kb: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["kb/dossiers", "config/chancery"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
    }
    std::fs::write(folder.path().join("config/chancery/config.toml"), of_user).unwrap();
    std::fs::write(folder.path().join("kb/chancery.toml"), format!("base = \"https://kb.example/\"\n{of_kb}")).unwrap();
    let dossier = "article: { language: ar }\nstatements:\n- { id: s1, subject: أذربيجان, predicate: sharesBorderWith, object: GE, quote: جارة }\n";
    std::fs::write(folder.path().join("kb/dossiers/a.yaml"), dossier).unwrap();
    folder
}

const USER: &str = "languages = [\"ar\", \"en\"]\nlens = \"asserted\"\ncolor = \"never\"\n[limits]\nquery_seconds = 7.5\nquery_rows = 3\n";

#[test]
fn the_order_is_flag_variable_knowledge_base_user() {
    let folder = world(USER, "");
    let alone = settings(folder.path(), &[], &[]);
    for (key, value) in [
        ("lens", "asserted".into()),
        ("color", "never".into()),
        ("query seconds", 7.5.into()),
        ("query rows", 3.into()),
    ] {
        assert_eq!(alone[key], serde_json::json!({ "value": Value::clone(&value), "from": "user settings" }), "{key}");
    }
    assert_eq!(alone["languages"], serde_json::json!({ "value": ["ar", "en"], "from": "user settings" }));
    assert!(alone["user settings"].as_str().unwrap().ends_with("config/chancery/config.toml"), "{alone}");

    let folder = world(USER, "languages = [\"fr\"]\nlens = \"reviewed\"\n[limits]\nquery_rows = 5\n");
    let both = settings(folder.path(), &[], &[("CHANCERY_COLOR", "always")]);
    for key in ["languages", "lens", "query rows"] {
        assert_eq!(both[key]["from"], "chancery.toml", "{key}");
    }
    assert_eq!(
        (&both["query seconds"]["from"], &both["color"]["from"]),
        (&"user settings".into(), &"CHANCERY_COLOR".into())
    );
    let variables = [("CHANCERY_LANG", "ru"), ("CHANCERY_LENS", "statements")];
    let more = settings(folder.path(), &[], &variables);
    assert_eq!((&more["languages"]["from"], &more["lens"]["from"]), (&"CHANCERY_LANG".into(), &"CHANCERY_LENS".into()));
    let most = settings(folder.path(), &["--lang", "tr"], &variables);
    assert_eq!(most["languages"], serde_json::json!({ "value": ["tr"], "from": "--lang" }));
}

#[test]
fn what_the_user_sets_is_what_queries_do() {
    let folder = world(USER, "");
    assert!(run(folder.path(), &["sync"], &[]).status.success());
    // With the lens of the user's choice a plain triple is found without GRAPH.
    let found = run(folder.path(), &["query", "ASK { gz:AZ gp:sharesBorderWith gz:GE }", "--format", "csv"], &[]);
    assert_eq!(String::from_utf8(found.stdout).unwrap().trim(), "true");
    let rows = run(folder.path(), &["query", "SELECT * { ?s ?p ?o }", "--format", "csv"], &[]);
    assert_eq!(rows.status.code(), Some(5), "three rows are allowed");
    let arabic = run(folder.path(), &["why", "AZ", "sharesBorderWith", "GE"], &[]);
    assert!(String::from_utf8(arabic.stdout).unwrap().contains("أذربيجان"));
}

#[test]
fn a_file_with_mistakes_is_named_with_its_place() {
    for (text, words) in [
        ("languges = [\"ar\"]\n", "unknown field `languges`"),
        ("policy = \"open\"\n", "unknown field `policy`"),
        ("color = \"blue\"\n", "blue"),
        ("lens = \"all\"\n", "all"),
        ("languages = [\n", "TOML parse error"),
    ] {
        let folder = world(text, "");
        let output = run(folder.path(), &["check"], &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.contains("config/chancery/config.toml: ") && said.contains(words) && said.contains("help: "),
            "{said}"
        );
    }
    let folder = world("", "");
    std::fs::remove_dir_all(folder.path().join("config")).unwrap();
    assert!(run(folder.path(), &["check"], &[]).status.success(), "no file is no mistake");
}

#[test]
fn why_ends_when_its_time_is_over() {
    let folder = world("[limits]\nquery_seconds = 0.000001\n", "");
    assert!(run(folder.path(), &["sync"], &[]).status.success());
    let why = ["why", "AZ", "sharesBorderWith", "GE"];
    let output = run(folder.path(), &why, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("took longer than 0.000001 s") && said.contains("`--timeout SECONDS`"), "{said}");
    for time in ["60", "0"] {
        let output = run(folder.path(), &[&why[..], &["--timeout", time]].concat(), &[]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(run(folder.path(), &[&why[..], &["--timeout", "-3"]].concat(), &[]).status.code(), Some(2));
}

#[test]
fn answers_are_compressed_as_their_name_says() {
    let folder = world("", "");
    assert!(run(folder.path(), &["sync"], &[]).status.success());
    let query = ["query", "SELECT ?l { gz:AZ rdfs:label ?l } ORDER BY ?l", "-o"];
    for name in ["plain.csv", "a.csv.gz", "a.csv.zst"] {
        let output = run(folder.path(), &[&query[..], &[name]].concat(), &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let bytes = |name: &str| std::fs::read(folder.path().join("kb").join(name)).unwrap();
    let plain = bytes("plain.csv");
    assert!(String::from_utf8_lossy(&plain).contains("أذربيجان"));
    let mut gunzipped = Vec::new();
    flate2::read::GzDecoder::new(&*bytes("a.csv.gz")).read_to_end(&mut gunzipped).unwrap();
    assert_eq!(gunzipped, plain);
    assert_eq!(zstd::decode_all(&*bytes("a.csv.zst")).unwrap(), plain);
}
