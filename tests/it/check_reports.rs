//! `check` for machines, and `check --fix`: right places in every format, Arabic in every one, nothing uncertain mended.

use serde_json::Value;

use crate::bad_input::Folder;

/// A dossier in Arabic with an error, a warning and a note, in a file with an Arabic name.
const ARABIC: &str = "\
article: { language: ar }
statements:
- id: s1
  subject: أذربيجان
  predicate: يزود_خطأ
  object: تركيا
  quote: \"تزوّد أذربيجان تركيا بالغاز، 100%\"
- { id: s2, says: \"قول: بلا اقتباس\" }
- { id: s2, says: مكرر, quote: كلمات }
";
const NAME: &str = "مقال, واحد: 50%.yaml";

fn arabic() -> Folder {
    Folder::new([
        ("chancery.toml", &b"base = \"https://kb.example/\"\n"[..]),
        (&format!("dossiers/{NAME}"), ARABIC.as_bytes()),
    ])
}

#[test]
fn sarif_has_every_required_field_and_the_right_places() {
    let folder = arabic();
    let run = folder.run(&["check", "--format", "sarif"], b"");
    assert_eq!(run.code, Some(1), "{}", run.err);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let [one] = &log["runs"].as_array().unwrap()[..] else { panic!("one run") };
    let driver = &one["tool"]["driver"];
    assert_eq!(driver["name"], "chancery");
    assert_eq!(one["columnKind"], "unicodeCodePoints");
    assert_eq!(one["invocations"][0]["executionSuccessful"], true);
    let rules = driver["rules"].as_array().unwrap();
    let results = one["results"].as_array().unwrap();
    assert!(results.len() >= 4, "{results:#?}");
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
        let path = url::Url::parse("file:///").unwrap().join(uri).unwrap();
        assert_eq!(path.to_file_path().unwrap().file_name().unwrap().to_str(), Some(NAME));
        let region = &place["region"];
        for field in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(region[field].as_u64().unwrap() >= 1, "{field}");
        }
    }
    let of = |id: &str| results.iter().find(|result| result["ruleId"] == id).unwrap_or_else(|| panic!("no {id}"));
    let unknown = &of("C201")["locations"][0]["physicalLocation"]["region"];
    assert_eq!(unknown["snippet"]["text"], "يزود_خطأ");
    // Scalars, not bytes and not UTF-16: eight letters from the fourteenth on.
    let numbers: Vec<_> =
        ["startLine", "startColumn", "endLine", "endColumn"].map(|field| unknown[field].as_u64().unwrap()).into();
    assert_eq!(numbers, [5, 14, 5, 22]);
    assert!(of("C308")["level"] == "warning" && of("C304")["level"] == "note");
    assert_eq!(of("C108")["locations"][0]["physicalLocation"]["region"]["startLine"], 9);
    assert!(run.err.is_empty(), "{}", run.err);
}

#[test]
fn a_file_that_cannot_be_read_is_in_every_report() {
    let folder = Folder::new([("a.yaml", &b"article: [\n"[..]), ("b.yaml", ARABIC.as_bytes())]);
    let words = "a.yaml:1:10: not YAML";
    for format in ["json", "sarif", "github"] {
        let run = folder.run(&["check", "a.yaml", "b.yaml", "--format", format], b"");
        assert_eq!(run.code, Some(3), "{format}");
        assert!(run.out.contains(words) && run.out.contains("C108"), "{format}: {}", run.out);
        assert!(run.err.contains(words), "{format}: {}", run.err);
    }
    let run = folder.run(&["check", "a.yaml", "--format", "sarif"], b"");
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn workflow_commands_escape_what_would_end_them() {
    let run = arabic().run(&["check", "--format", "github"], b"");
    assert_eq!(run.code, Some(1), "{}", run.err);
    let line =
        |code: &str| run.out.lines().find(|line| line.contains(code)).unwrap_or_else(|| panic!("{code}: {}", run.out));
    let unknown = line("C201");
    assert!(
        unknown.starts_with("::error file=")
            && unknown.contains("مقال%2C واحد%3A 50%25.yaml,line=5,endLine=5,col=14,endColumn=21,"),
        "{unknown}"
    );
    assert!(unknown.contains(",title=C201 unknown predicate::`يزود_خطأ`"), "{unknown}");
    assert!(line("C308").starts_with("::warning ") && line("C304").starts_with("::notice "));
    // One command a line: advice on a line of its own is escaped.
    assert!(run.out.lines().all(|line| line.starts_with("::")), "{}", run.out);
    assert!(line("C308").contains("%0A"), "{}", line("C308"));
}

const SLIPS: &str = "\
# تعليق يبقى
article: { language: ar, publishd: 2024 }   # يبقى
entities:
  line: { type: Pipline, label: { ar: خط } }
statements:
- id: s1
  subject: أذربيجان
  \"predicate\": 'suplies'
  object: تركيا
  with: { theme: natural-gas, plce: GE }
  stance: comitted
  quote: كلمات
- { id: s2, Says: قول, quote: كلمات }
- { id: s3, subject: Azerbaijn, predicate: visited, object: line, quote: كلمات, links: { derivedFrom: [s9] } }
";

#[test]
fn slips_of_the_pen_are_mended_and_names_are_not() {
    let folder = Folder::new([("a.yaml", SLIPS.as_bytes())]);
    let run = folder.run(&["check", "a.yaml", "--fix"], b"");
    assert_eq!(run.code, Some(1), "{}", run.err);
    let mended = std::fs::read_to_string(folder.0.path().join("a.yaml")).unwrap();
    let wanted = SLIPS
        .replace("publishd", "published")
        .replace("Pipline", "Pipeline")
        .replace("'suplies'", "supplies")
        .replace("plce", "place")
        .replace("comitted", "committed")
        .replace("Says", "says");
    assert_eq!(mended, wanted, "{}", run.err);
    for line in
        ["a.yaml:2:26: publishd -> published", "a.yaml:8:16: 'suplies' -> supplies", "a.yaml:13:13: Says -> says"]
    {
        assert!(run.err.contains(&format!("fixed {line}\n")), "{line}: {}", run.err);
    }
    // Who is meant, and which statement, is not for a program to say.
    assert!(
        run.err.contains("error[C204]: no entity is called `Azerbaijn`") && run.err.contains("error[C206]"),
        "{}",
        run.err
    );
    let again = folder.run(&["check", "a.yaml", "--fix"], b"");
    assert!(!again.err.contains("fixed "), "{}", again.err);
    assert_eq!(std::fs::read_to_string(folder.0.path().join("a.yaml")).unwrap(), mended);
    assert_eq!(std::fs::read_dir(folder.0.path()).unwrap().count(), 1, "no temporary file stays");
}

#[test]
fn lines_and_cells_are_mended_where_they_stand() {
    let lines = "\u{FEFF}{\"article\":{\"id\":\"a\",\"language\":\"ar\"},\"statements\":[{\"id\":\"s1\",\"subject\":\"أذربيجان\",\"predicate\":\"visited\",\"object\":\"GE\",\"quote\":\"x\"}]}\n\n\
        {\"article\":{\"id\":\"b\",\"language\":\"ar\"},\"statements\":[{\"id\":\"s1\",\"subjct\":\"أذربيجان\",\"predicate\":\"visted\",\"object\":\"GE\",\"quote\":\"x\"}]}\r\n";
    let table = "article,article.language,id,subject,predicat,object,stance,quote\r\n\
        a,ar,s1,أذربيجان,visited,GE,,\"نص\r\nعلى سطرين\"\r\nb,ar,s1,أذربيجان,\"visted\",GE,hedgd,نص\r\n";
    for (name, text) in [("a.jsonl", lines), ("a.csv", table), ("a.tsv", &table.replace(',', "\t"))] {
        let folder = Folder::new([(name, text.as_bytes())]);
        let run = folder.run(&["check", name, "--fix"], b"");
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        let mended = std::fs::read_to_string(folder.0.path().join(name)).unwrap();
        let wanted = text.replace("\"subjct\"", "\"subject\"").replace("visted", "visited").replace("hedgd", "hedged");
        let wanted = if name == "a.jsonl" { wanted } else { wanted.replacen("predicat", "predicate", 1) };
        assert_eq!(mended, wanted, "{name}: {}", run.err);
    }
}
