//! FORMAT.md teaches by example, so every example has to hold: each is read, resolved and checked.

use std::path::Path;

use chancery::check::{TextState, check};
use chancery::dossier::stream::{ArticleText, Articles, InputFormat};
use chancery::dossier::{Notation, canonical, skeleton};
use chancery::finding::Severity;
use chancery::kb::Kb;
use chancery::source::Source;
use chancery::statement::resolve;

/// The code blocks of the reference: the words after the fence, the number of the line, the text.
fn blocks() -> Vec<(String, usize, String)> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("FORMAT.md")).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) => open = Some((words.to_owned(), number + 1, String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, _, block)), _) => block.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none());
    blocks
}

/// Everything found in an article from its text to its checked statements, notes left out.
fn problems(article: &ArticleText, kb: &Kb) -> (usize, Vec<String>) {
    let read = article.parse().unwrap_or_else(|error| panic!("{}: {error}", article.source.name));
    let resolved = resolve(read.value, &article.source, &kb.context);
    let mut value = resolved.value;
    let mut findings = read.findings;
    findings.extend(resolved.findings);
    findings.extend(check(&mut value, &kb.context, &TextState::Absent));
    let shown = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Note)
        .map(|finding| format!("{}:{} {}", article.source.name, finding.position().line, finding.message))
        .collect();
    (value.statements.len(), shown)
}

#[test]
fn every_example_of_the_reference_is_valid() {
    let kb = Kb::none();
    let (mut whole, mut fragments, mut tables) = (0, 0, 0);
    for (words, line, text) in blocks() {
        let name = format!("FORMAT.md line {line}");
        let articles: Vec<ArticleText> = match &*words {
            "yaml" => {
                whole += 1;
                let source = Source::new(&*name, &*text);
                assert_eq!(canonical::format(&source).unwrap(), text, "{name} is not in canonical form");
                vec![ArticleText::new(source, Notation::Yaml, Some("example".to_owned()))]
            }
            "yaml fragment" => {
                fragments += 1;
                let source = Source::new(&*name, format!("article: {{ language: en }}\nstatements:\n{text}"));
                vec![ArticleText::new(source, Notation::Yaml, Some("example".to_owned()))]
            }
            "json" | "csv" => {
                tables += 1;
                let format = if words == "json" { InputFormat::JsonLines } else { InputFormat::Csv };
                Articles::new(text.as_bytes(), &*name, format).unwrap().map(Result::unwrap).collect()
            }
            other => panic!("{name}: what is `{other}`?"),
        };
        for article in &articles {
            let (statements, problems) = problems(article, &kb);
            assert!(problems.is_empty(), "{problems:#?}");
            assert!(statements > 0, "{name}");
        }
    }
    assert!(whole >= 4 && fragments >= 4 && tables == 2, "{whole} {fragments} {tables}");
}

#[test]
fn a_new_knowledge_base_has_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    for file in skeleton::kb_files(Some("https://kb.example/"), &["en", "ar"]) {
        let path = folder.path().join(file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.text).unwrap();
    }
    let kb = Kb::open(folder.path()).unwrap();
    assert!(kb.findings.is_empty(), "{:?}", kb.findings);
    let dossiers = kb.dossiers().unwrap();
    assert_eq!(dossiers.len(), 1);
    for path in dossiers {
        let file = std::fs::File::open(&path).unwrap();
        for article in Articles::new(file, path.to_string_lossy(), InputFormat::Yaml).unwrap() {
            let (statements, problems) = problems(&article.unwrap(), &kb);
            assert!(problems.is_empty(), "{problems:#?}");
            assert_eq!(statements, 3);
        }
    }
}
