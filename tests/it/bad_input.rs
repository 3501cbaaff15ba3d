//! Bad input through the program itself: it says what is wrong, where, and what to write; it never falls over.

use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What the program did.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A folder of files to run the program in.
pub struct Folder(pub TempDir);

impl Folder {
    pub fn new<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (name, bytes) in files {
            let path = folder.0.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a new folder");
            std::fs::write(path, bytes).expect("a writable file");
        }
        folder
    }

    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("CHANCERY_KB")
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Input that nobody reads may break the pipe.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        let run = Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        for word in ["panicked", "RUST_BACKTRACE", "overflowed its stack", "internal error", "unwrap()"] {
            assert!(!run.err.contains(word), "{arguments:?}: {}", run.err);
        }
        run
    }
}

/// Checks a file and asserts the exit code and that each part is in what is said, in this order.
pub fn said(name: &str, bytes: impl AsRef<[u8]>, code: i32, parts: &[&str]) {
    let folder = Folder::new([(name, bytes.as_ref())]);
    expect(&folder.run(&["check", name], b""), name, code, parts);
    // Nothing of an article with an error is converted.
    let converted = folder.run(&["convert", name], b"");
    assert_eq!((converted.code, converted.out.as_str()), (Some(code), ""), "{name}: {}", converted.err);
}

pub fn expect(run: &Run, name: &str, code: i32, parts: &[&str]) {
    assert_eq!(run.code, Some(code), "{name}: {}", run.err);
    assert_eq!(run.out, "", "{name}");
    let mut rest = run.err.as_str();
    for part in parts {
        let at =
            rest.find(part).unwrap_or_else(|| panic!("{name}: `{part}` is not said, or not in its turn:\n{}", run.err));
        rest = &rest[at + part.len()..];
    }
}

/// The place of a word of a text, as findings show it: that of its last occurrence.
pub fn place(name: &str, text: &str, word: &str) -> String {
    let at = text.rfind(word).unwrap_or_else(|| panic!("{word} is not in {text}"));
    let (line, column) =
        (text[..at].matches('\n').count() + 1, text[..at].rsplit('\n').next().unwrap_or("").chars().count() + 1);
    format!("--> {name}:{line}:{column}\n")
}

/// A dossier with these statements.
fn dossier(statements: &str) -> String {
    format!("article: {{ language: en }}\nstatements:\n{statements}\n")
}

const SOUND: &str = "{ id: a, subject: AZ, predicate: sharesBorderWith, object: GE, quote: { page: 1 } }";

#[test]
fn what_cannot_be_read_stops_the_run() {
    let folder = Folder::new([]);
    expect(&folder.run(&["check", "absent.yaml"], b""), "absent", 3, &["error: could not read `absent.yaml`"]);
    expect(&folder.run(&["convert", "absent.yaml"], b""), "absent", 3, &["error: could not read `absent.yaml`"]);
    expect(&folder.run(&["check"], b""), "no file", 2, &["there is no knowledge base here", "help: "]);
    expect(&folder.run(&["convert", "-C", ".", "-"], b""), "no base", 3, &["is not a knowledge base", "help: "]);
    said(
        "latin.yaml",
        b"article: { language: fr }\nstatements:\n- { says: caf\xE9 }\n",
        3,
        &["error: latin.yaml:3:14: not UTF-8 at byte 51", "WINDOWS-1252", "help: "],
    );
    said("utf16.yaml", b"\xFF\xFEa\0r\0", 3, &["error: utf16.yaml:1:1: not UTF-8"]);
    said("list.yaml", "article: [\n", 3, &["error: list.yaml:1:10: not YAML: unclosed bracket"]);
    said("cut.json", "{\"article\": {\"language\": \"en\"", 3, &["error: cut.json:1:", "not JSON"]);
    said("comment.json", "{ /* no */ \"article\": {} }", 3, &["error: comment.json:1:", "not JSON"]);
    let two = format!("{}---\narticle: {{ language: en }}\n", dossier(&format!("- {SOUND}")));
    said("two.yaml", two, 3, &["error: two.yaml:4:1: a second document", "JSON Lines"]);
    said(
        "control.yaml",
        "article: { language: en }\nstatements:\n- { says: \"a\u{0}b\" }\n",
        3,
        &["error: control.yaml:3:13: not text: a zero byte at byte 50", "help: take it out"],
    );
}

#[test]
fn an_empty_file_lacks_its_article() {
    for (name, text) in [("empty.yaml", ""), ("comments.yaml", "# only\n# comments\n"), ("blank.yaml", "\n\n")] {
        said(
            name,
            text,
            1,
            &["error[C103]: `article` is missing", &format!("--> {name}:1:1"), "= help: write `article:`"],
        );
    }
    said("empty.json", "", 3, &["error: empty.json:1:1"]);
    said("null.json", "null", 1, &["error[C103]: `article` is missing"]);
    said("scalar.yaml", "hello\n", 1, &["error[", "--> scalar.yaml:1:1", "hello"]);
    said(
        "no-language.yaml",
        "article: { id: x }\nstatements: []\n",
        1,
        &["error[C103]: `language` is missing", "--> no-language.yaml:1:10"],
    );
}

#[test]
fn depth_has_a_limit() {
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    let yaml = |times| dossier(&format!("- {}", deep("[", "]", times)));
    said("deep.yaml", yaml(200), 3, &["error: deep.yaml:3:129: nested more than 128 deep"]);
    said("deeper.yaml", yaml(100_000), 3, &["error: deeper.yaml:3:"]);
    let block: String = (0..200).map(|level| format!("{}- a:\n", "  ".repeat(level))).collect();
    said("block.yaml", block, 3, &["error: block.yaml:", "nested more than 128 deep"]);
    let content = deep("{ subject: AZ, predicate: accuses, object: AM, content: ", " }", 200);
    said("content.yaml", dossier(&format!("- {content}")), 3, &["nested more than 128 deep"]);
    let json = |times| format!("{{\"article\": {{\"language\": \"en\"}}, \"statements\": {}}}", deep("[", "]", times));
    said("deep.json", json(200), 3, &["error: deep.json:1:", "nested more than 128 deep"]);
    said("deeper.json", json(100_000), 3, &["error: deeper.json:1:"]);
    said("maps.json", "{\"a\":".repeat(100_000), 3, &["error: maps.json:1:"]);
    said("open.yaml", "[".repeat(100_000), 3, &["error: open.yaml:1:"]);
    said("keys.yaml", "? ".repeat(100_000), 3, &["error: keys.yaml:1:"]);
}

#[test]
fn content_may_be_deep_as_far_as_the_limit_goes() {
    let (mut open, mut close) = (String::new(), String::new());
    for level in 0..60 {
        let (subject, object) = if level % 2 == 0 { ("AZ", "AM") } else { ("AM", "AZ") };
        open.push_str(&format!("{{ subject: {subject}, predicate: accuses, object: {object}, content: "));
        close.push_str(" }");
    }
    let text = dossier(&format!("- {open}{SOUND}{close}"));
    let folder = Folder::new([("deep.yaml", text.as_bytes())]);
    let run = folder.run(&["convert", "deep.yaml"], b"");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        !run.out.contains("graph/asserted/deep> .\n")
            || !run.out.contains("sharesBorderWith> <https://w3id.org/chancery/gazetteer/GE> <")
    );
}

#[test]
fn yaml_that_hides_things_is_refused() {
    said(
        "keys.yaml",
        dossier("- says: a\n  says: b\n  quote: { page: 1 }"),
        1,
        &[
            "error[C104]: `says` is written twice",
            "--> keys.yaml:4:3",
            "4 |   says: b",
            "::: keys.yaml:3:3",
            "first written here",
        ],
    );
    said(
        "keys.json",
        "{\"article\": {\"language\": \"en\", \"language\": \"ar\"}}",
        1,
        &["error[C104]: `language` is written twice", "--> keys.json:1:32"],
    );
    said(
        "anchors.yaml",
        dossier("- &a { says: x, quote: { page: 1 } }\n- *a"),
        1,
        &[
            "error[C106]: anchors and aliases",
            "--> anchors.yaml:3:6",
            "error[C106]: anchors and aliases",
            "--> anchors.yaml:4:3",
        ],
    );
    said(
        "tags.yaml",
        dossier("- { says: !!binary aGk=, quote: { page: 1 } }"),
        1,
        &["error[C106]", "--> tags.yaml:3:"],
    );
    said(
        "merge.yaml",
        dossier("- { <<: { says: x }, quote: { page: 1 } }"),
        1,
        &["error[C101]: unknown field `<<`", "--> merge.yaml:3:5"],
    );
}

#[test]
fn every_unknown_word_comes_with_the_one_that_was_meant() {
    let cases = [
        ("{ id: a, subject: AZ, predicate: suplies, object: TR", "error[C201]: `suplies`", "suplies", "`supplies`"),
        (
            "{ id: a, subject: Azerbaijn, predicate: visited, object: TR",
            "error[C204]: no entity is called `Azerbaijn`",
            "Azerbaijn",
            "`Azerbaijan`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: TR, stance: comitted",
            "error[C105]: `comitted` is not a stance",
            "comitted",
            "`committed`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: TR, with: { plaace: GE }",
            "error[C203]",
            "plaace",
            "`place`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: TR, holdr: AZ",
            "error[C101]: unknown field `holdr`",
            "holdr",
            "`holder`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: { label: { en: X }, type: Persn }",
            "error[C202]: `Persn` is not a type",
            "Persn",
            "`Person`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: TR, links: { derivedFrm: [a] }",
            "error[",
            "derivedFrm",
            "`derivedFrom`",
        ),
        (
            "{ id: a, subject: AZ, predicate: visited, object: { unknown: digits-lst }",
            "error[C105]",
            "digits-lst",
            "`digits-lost`",
        ),
        (
            "{ id: alpha, subject: AZ, predicate: visited, object: TR, links: { derivedFrom: [alfa] }",
            "error[C206]: no statement of this article has the id `alfa`",
            "alfa",
            "`alpha`",
        ),
    ];
    for (statement, message, word, near) in cases {
        let text = dossier(&format!("- {statement}, quote: {{ page: 1 }} }}"));
        let parts = [message, &place("word.yaml", &text, word), &format!("did you mean {near}?")];
        said("word.yaml", &text, 1, &parts);
    }
    let article = format!("article: {{ language: en, publishd: 2024 }}\nstatements:\n- {SOUND}\n");
    said(
        "field.yaml",
        article,
        1,
        &["error[C101]: unknown field `publishd`", "--> field.yaml:1:26", "did you mean `published`?"],
    );
    let top = dossier(&format!("- {SOUND}")) + "entitis: {}\n";
    said("top.yaml", top, 1, &["error[C101]: unknown field `entitis`", "--> top.yaml:4:1", "did you mean `entities`?"]);
    // Far from everything there is nothing to suggest.
    let folder = Folder::new([(
        "far.yaml",
        dossier("- { subject: AZ, predicate: zzzzqqqq, object: TR, quote: { page: 1 } }").as_bytes(),
    )]);
    let run = folder.run(&["check", "far.yaml"], b"");
    assert!(run.code == Some(1) && !run.err.contains("did you mean"), "{}", run.err);
}

#[test]
fn statements_that_cannot_be_are_refused() {
    let cyclic =
        "- { id: a, subject: AZ, predicate: accuses, object: AM, content: { statement: b }, quote: { page: 1 } }
- { id: b, subject: AM, predicate: accuses, object: AZ, content: { statement: a }, quote: { page: 1 } }";
    said("circle.yaml", dossier(cyclic), 1, &["error[C214]: `a` is part of its own content", "--> circle.yaml:3:9"]);
    for (time, words) in [
        ("2024-02-30", "does not exist"),
        ("2023-02-29", "does not exist"),
        ("2024-13", "error[C105]"),
        ("2024-00-10", "error[C105]"),
        ("2024/2023", "error[C105]"),
        ("5 May 2024", "error[C105]"),
        ("99999999999999999999-01", "year of four digits"),
    ] {
        let text = dossier(&format!(
            "- {{ id: a, subject: AZ, predicate: visited, object: TR, with: {{ time: \"{time}\" }}, quote: {{ page: 1 }} }}"
        ));
        let quoted = format!("\"{time}\"");
        said("time.yaml", &text, 1, &[words, &place("time.yaml", &text, &quoted)]);
    }
    said(
        "twice.yaml",
        dossier(&format!("- {SOUND}\n- {SOUND}")),
        1,
        &["error[C108]: the id `a` is used twice", "--> twice.yaml:4:9"],
    );
    said("not.yaml", dossier("- { says: x, not: maybe, quote: { page: 1 } }"), 1, &["error[C10", "--> not.yaml:3:19"]);
}

#[test]
fn huge_numbers_are_refused_in_few_words() {
    let nines = "9".repeat(5_000);
    let statement = format!(
        "- {{ id: a, subject: AZ, predicate: supplies, object: TR, confidence: 1e999, with: {{ theme: natural-gas, quantity: {{ value: {nines}, unit: t }}, time: 99999-01 }}, quote: {{ page: 1 }} }}"
    );
    let folder = Folder::new([("huge.yaml", dossier(&statement).as_bytes())]);
    let run = folder.run(&["check", "huge.yaml"], b"");
    // The place is that of the file, also far to the right of a long line.
    let column = |word: &str| statement.find(word).expect("written") + 1;
    let time = format!("--> huge.yaml:3:{}", column("99999-01"));
    expect(
        &run,
        "huge",
        1,
        &[
            "error[C105]: `confidence` is a decimal from 0 to 1, not `1e999`",
            &format!("--> huge.yaml:3:{}", column("1e999")),
            "error[C105]: a number of 5000 bytes is too long",
            &format!("--> huge.yaml:3:{}", column(&nines)),
            "error[C105]",
            &time,
        ],
    );
    assert!(run.err.len() < 6_000, "{} bytes for three findings", run.err.len());
    let end = "9".repeat(40);
    let quote = format!("- {{ says: x, quote: {{ start: 1, end: {end}, sha256: {} }} }}", "a".repeat(64));
    said("position.yaml", dossier(&quote), 1, &["error[C105]", "--> position.yaml:3:38"]);
}

#[test]
fn quotes_are_held_against_the_text() {
    let text = "The sea was calm. The ferry came at noon.\n";
    let sha = |bytes: &str| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let with = |article: &str, quote: &str| {
        format!(
            "article: {{ language: en, text: a.txt{article} }}\nstatements:\n- {{ id: a, says: x, quote: {quote} }}\n"
        )
    };
    let check = |dossier: String, code: i32, parts: &[&str]| {
        let folder = Folder::new([("q.yaml", dossier.as_bytes()), ("a.txt", text.as_bytes())]);
        expect(&folder.run(&["check", "q.yaml"], b""), &dossier, code, parts);
    };
    check(
        with("", "the ferry comes at noon"),
        1,
        &[
            "error[C301]",
            "--> q.yaml:3:28",
            "3 | - { id: a, says: x, quote: the ferry comes at noon }",
            "the nearest passage is “The ferry came at noon”",
            "where the quote has o (U+006F)",
        ],
    );
    check(with("", &format!("{{ start: 30, end: 4000, sha256: {} }}", sha("x"))), 1, &["error[C307]", "--> q.yaml:3:"]);
    check(with("", &format!("{{ start: 9, end: 4, sha256: {} }}", sha("x"))), 1, &["error[C307]", "--> q.yaml:3:"]);
    check(with("", &format!("{{ start: 0, end: 7, sha256: {} }}", sha("x"))), 1, &["error[C306]", "--> q.yaml:3:"]);
    check(with("", &format!("{{ start: 0, end: 7, sha256: {} }}", sha("The sea"))), 0, &["0 errors"]);
    check(with(&format!(", text_sha256: {}", sha("another")), "The sea"), 1, &["error[C305]", "--> q.yaml:1:52"]);
    check(with(&format!(", text_sha256: {}", sha(text)), "The sea"), 0, &["0 errors"]);
    check(with("", "The"), 0, &["note[C303]", "0 errors"]);
}

#[test]
fn two_dossiers_of_one_article_are_one_too_many() {
    let text = format!("article: {{ id: same, language: en }}\nstatements:\n- {SOUND}\n");
    let folder = Folder::new([("a.yaml", text.as_bytes()), ("b.yaml", text.as_bytes())]);
    let run = folder.run(&["check", "a.yaml", "b.yaml"], b"");
    expect(
        &run,
        "two dossiers",
        1,
        &[
            "error[C109]: the article `same` is described twice",
            "--> b.yaml:1:1",
            "::: a.yaml:1:1",
            "first described here",
        ],
    );
}

#[test]
fn a_bad_line_of_a_stream_is_named_and_nothing_is_cut() {
    let line = |id: &str, predicate: &str| {
        format!(
            "{{\"article\":{{\"id\":\"{id}\",\"language\":\"en\"}},\"statements\":[{{\"id\":\"a\",\"subject\":\"AZ\",\"predicate\":\"{predicate}\",\"object\":\"GE\",\"quote\":{{\"page\":\"1\"}}}}]}}\n"
        )
    };
    let folder = Folder::new([]);
    let input = line("one", "visited") + &line("two", "visted") + "\n" + &line("three", "visited");
    let run = folder.run(&["convert", "-"], input.as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.err.contains("--> <stdin>:2:") && run.err.contains("did you mean `visited`?"), "{}", run.err);
    assert!(
        run.out.contains("/article/one>") && run.out.contains("/article/three>") && !run.out.contains("/article/two>")
    );
    crate::world::parse(run.out.as_bytes());

    let run = folder.run(&["convert", "-"], (line("one", "visited") + "{\"article\": \n").as_bytes());
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert!(run.err.contains("error: <stdin>:2:"), "{}", run.err);
    crate::world::parse(run.out.as_bytes());
    let run = folder.run(&["convert", "-"], b"{\"article\":{\"language\":\"en\"},\"statements\":[]}\n");
    assert!(run.code == Some(1) && run.err.contains("`id` is missing"), "{}", run.err);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
}

#[test]
fn a_statement_may_stand_wherever_a_value_does() {
    let inner = "{ id: inner, subject: AZ, predicate: visited, object: GE }";
    let convert = |statements: &str| {
        let folder = Folder::new([("nested.yaml", dossier(statements).as_bytes())]);
        folder.run(&["convert", "nested.yaml"], b"")
    };
    for place in [
        format!("object: {{ situation: {{ says: x, subject: {inner} }} }}"),
        format!("object: {{ situation: {{ says: x, object: {{ situation: {{ says: y, object: {inner} }} }} }} }}"),
        format!("object: GE, with: {{ purpose: {{ situation: {{ says: x, subject: {inner} }} }} }}"),
    ] {
        let statement = format!("- {{ id: outer, subject: AZ, predicate: fears, {place}, quote: {{ page: 1 }} }}");
        let run = convert(&format!("{statement}\n- {{ id: after, says: z, about: AZ, quote: {{ page: 1 }} }}"));
        assert_eq!(run.code, Some(0), "{place}: {}", run.err);
        assert!(
            run.out.contains("/statement/nested/inner> <https://w3id.org/chancery/statement#contentOf>"),
            "{place}"
        );
        assert!(run.out.contains("/statement/nested/after> <https://w3id.org/chancery/statement#gloss> \"z\"@en"));
        assert!(!run.out.contains("/graph/asserted"), "{place}: {}", run.out);
    }
    let statement = format!("- {{ id: a, subject: AZ, predicate: visited, object: GE, holder: {inner} }}");
    let run = convert(&statement);
    assert!(run.code == Some(1) && run.err.contains("a holder is `author`, `unnamed` or an entity"), "{}", run.err);
}

#[test]
fn a_holder_of_nothing_is_no_holder_written() {
    let text = dossier(
        "- { id: a, subject: AZ, predicate: visited, object: GE, holder: [], quote: { page: 1 } }\n\
         - { id: b, subject: AZ, predicate: needs, object: { statement: a }, quote: { page: 1 } }",
    );
    let folder = Folder::new([("empty.yaml", text.as_bytes())]);
    let run = folder.run(&["convert", "empty.yaml"], b"");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(!run.out.contains("/graph/asserted"), "what is only needed is asserted: {}", run.out);
}

#[test]
fn one_mistake_is_one_finding() {
    for (statement, code) in [
        ("{ id: a, subject: AZ, predicate: visited, object: { unknown: not-statd }, quote: { page: 1 } }", "C105"),
        ("{ id: a, subject: AZ, predicate: visited, object: { label: [x] }, quote: { page: 1 } }", "C102"),
        ("{ id: a, subject: AZ, predicate: [visited], object: GE, quote: { page: 1 } }", "C102"),
        ("{ id: a, subject: [AZ], predicate: visited, object: GE, quote: { page: 1 } }", "C102"),
        ("{ id: a, says: [x], quote: { page: 1 } }", "C102"),
    ] {
        let text = dossier(&format!("- {statement}"));
        let folder = Folder::new([("one.yaml", text.as_bytes())]);
        let run = folder.run(&["check", "one.yaml"], b"");
        expect(&run, statement, 1, &[&format!("error[{code}]"), "1 error, 0 warnings"]);
    }
    let quoted = dossier("- { id: a, subject: AZ, predicate: visited, object: GE, quote: words }");
    let folder = Folder::new([("one.yaml", quoted.as_bytes())]);
    expect(&folder.run(&["check", "one.yaml"], b""), "one quote", 0, &["so 1 quote was not checked"]);
}
