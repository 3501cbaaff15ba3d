use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::dossier::parse;
use crate::dossier::testing::without_places;

fn formatted(text: &str) -> String {
    format(&Source::new("x.yaml", text)).unwrap()
}

/// Checks what must hold of every text, and returns the canonical one.
fn checked(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(once, formatted(&once), "fmt changes its own output");
    let (a, b) = (Source::new("x", text), Source::new("x", &*once));
    let (a, b) = (parse(&a, Notation::Yaml, "x").unwrap(), parse(&b, Notation::Yaml, "x").unwrap());
    assert_eq!(a.findings.len(), b.findings.len());
    let mut a = a.value;
    let mut b = b.value;
    // Ids that were written are taken out again; the rest must be the same.
    a.statements.iter_mut().zip(&mut b.statements).for_each(|(a, b)| forget_new_ids(a, b));
    assert_eq!(without_places(&a), without_places(&b));
    once
}

fn forget_new_ids(a: &mut crate::dossier::StatementEntry<'_>, b: &mut crate::dossier::StatementEntry<'_>) {
    use crate::dossier::Written;
    if a.id.is_none() {
        assert!(b.id.take().is_some(), "every statement gets an id");
    }
    if let (Some(a), Some(b)) = (&a.predicate, &mut b.predicate)
        && a.value.strip_prefix("gp:") == Some(&*b.value)
    {
        b.value = a.value.to_string().into();
    }
    // `with` and `content` may have changed places.
    a.with.sort_by(|x, y| x.0.value.cmp(&y.0.value));
    b.with.sort_by(|x, y| x.0.value.cmp(&y.0.value));
    for ((_, a), (_, b)) in a.with.iter_mut().zip(&mut b.with) {
        for (a, b) in a.iter_mut().zip(b) {
            if let (Written::Nested(a), Written::Nested(b)) = (a, b) {
                forget_new_ids(a, b);
            }
        }
    }
}

#[test]
fn block_statements_are_sorted_with_their_comments() {
    let text = "\
# the file
statements:
  # first
  - quote: q # why
    # about the subject
    subject: AZ
    with:
      time: 2024
      # - not used

    # what it does
    predicate: gp:supplies   \n    object: TR
entities:
  # tanap
  tanap:
    # shown
    label: { en: T }
    type: Pipeline # sure
article:
  language: en
  id: x


";
    let expected = "\
# the file
article:
  id: x
  language: en
entities:
  # tanap
  tanap:
    type: Pipeline # sure
    # shown
    label: { en: T }
statements:
  # first
  - id: s1
    # about the subject
    subject: AZ

    # what it does
    predicate: supplies
    object: TR
    with:
      time: 2024
      # - not used
    quote: q # why
";
    assert_eq!(checked(text), expected);
}

#[test]
fn a_comment_on_the_new_first_field_goes_above_the_dash() {
    let text = "statements:\n- says: x\n  # the id\n  id: a\n";
    assert_eq!(checked(text), "statements:\n# the id\n- id: a\n  says: x\n");
}

#[test]
fn flow_statements_are_sorted_in_place() {
    let text = "article: { language: en, id: x }\nstatements: [ { object: B, subject: A,\n  predicate: p }, {\"says\":\"x\", \"about\":[y]} ]\n";
    let expected = "article: { id: x, language: en }\nstatements: [ { id: s1, subject: A, predicate: p,\n  object: B }, {id: s2, \"says\":\"x\", \"about\":[y]} ]\n";
    assert_eq!(checked(text), expected);
}

#[test]
fn nested_content_gets_an_id_below_its_parents() {
    let text = "\
statements:
  - subject: A
    predicate: accuses
    content:
      predicate: did
      subject: B
      with: { content: [{ says: deep }, { says: deeper }] }
  - { id: 'a b', says: x, content: { says: y } }
  - { id: s7, says: x, content: { statement: s9 } }
  - says: z
";
    let out = checked(text);
    assert!(out.contains("  - id: s8\n    subject: A\n"), "{out}");
    assert!(out.contains("      id: s8.content\n      subject: B\n      predicate: did\n"), "{out}");
    assert!(
        out.contains("[{ id: s8.content.content, says: deep }, { id: s8.content.content-2, says: deeper }]"),
        "{out}"
    );
    assert!(out.contains("content: { id: \"a b.content\", says: y }"), "{out}");
    assert!(out.contains("content: { statement: s9 }"), "{out}");
    assert!(out.contains("  - id: s9\n    says: z"), "{out}");
}

#[test]
fn white_space_that_is_text_stays() {
    let text = "statements:\r\n- note: |\r\n    line  \r\n\r\n    end \r\n  says: \"a  \\\r\n    b\"  \r\n- says: >+\r\n    kept\r\n\r\n\r\n";
    let out = checked(text);
    assert!(out.contains("  note: |\n    line  \n\n    end \n"), "{out:?}");
    assert!(!out.contains('\r'));
    assert!(out.ends_with("kept\n\n\n"), "{out:?}");
    assert_eq!(checked("article:\n  id: x\n  language: en"), "article:\n  id: x\n  language: en\n");
    assert_eq!(checked("article: {language: en}\n\n  \n"), "article: {language: en}\n");
}

#[test]
fn what_cannot_be_sorted_safely_is_left() {
    let commented = "article: { language: en, # which\n  id: x }\n";
    assert_eq!(checked(commented), commented);
    let explicit = "article:\n  ? language\n  : en\n  ? id\n  : x\n";
    assert_eq!(formatted(explicit), explicit);
    let error = format(&Source::new("x", "\u{FEFF}x: y\r\nb: @c")).unwrap_err();
    let FormatError::Syntax(error) = error else { panic!("{error}") };
    assert_eq!(error.span.start, 12, "{error:?}");
}

#[test]
fn shared_entities_are_sorted_too() {
    let text = "tanap: { label: { en: T }, type: Pipeline }\n";
    assert_eq!(formatted(text), "tanap: { type: Pipeline, label: { en: T } }\n");
    assert_eq!(
        formatted(&format!("entities:\n  {text}")),
        "entities:\n  tanap: { type: Pipeline, label: { en: T } }\n"
    );
}

#[test]
fn the_example_dossiers_keep_their_meaning_and_comments() {
    let mut seen = 0;
    for folder in ["examples/seed/dossiers", "examples/kb/dossiers"] {
        let Ok(files) = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else { continue };
        for file in files {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let out = checked(&text);
            let comments = |text: &str| {
                let mut comments: Vec<String> =
                    text.lines().filter_map(|line| Some(line.split_once("# ")?.1.trim().to_owned())).collect();
                comments.sort();
                comments
            };
            assert_eq!(comments(&text), comments(&out));
            seen += 1;
        }
    }
    assert!(seen > 0, "the examples are part of the repository");
}

/// A value of a field, in block style at an indentation or in flow style.
fn value(key: &str, variant: u8, indent: usize) -> String {
    let pad = " ".repeat(indent + 2);
    match (key, variant % 4) {
        ("content", 0) => format!("\n{pad}predicate: p\n{pad}# deep\n{pad}subject: x"),
        ("content", _) => "{ predicate: p, subject: x }".to_owned(),
        ("with", 0) => format!("\n{pad}time: 2024 # when\n{pad}place:\n{pad}- a\n{pad}-  b"),
        ("with", _) => "{ content: { stance: hedged, says: w }, time: 2024 }".to_owned(),
        ("quote", 0) => format!("\n{pad}- one\n{pad}- 'two  '"),
        ("quote", 1) => format!("|\n{pad}block  \n\n{pad}text"),
        ("quote", 2) => format!("\"double  \\\n{pad}quoted\""),
        ("not", _) => "true".to_owned(),
        ("object", 0) => "{ situation: { predicate: p, says: s } }".to_owned(),
        ("says" | "note", 0) => format!(">-\n{pad}folded\n{pad}text"),
        ("says" | "note", 1) => "{ en: a, ar: أ }".to_string(),
        (_, 2) => format!("{key}#not-a comment\\"),
        (_, 3) => "أذربيجان".to_owned(),
        _ => "plain".to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_dossier_keeps_its_meaning(
        statements in prop::collection::vec(
            (
                prop::sample::subsequence(fields(), 1..8).prop_shuffle(),
                prop::collection::vec((any::<u8>(), any::<u8>()), 8),
                any::<bool>(),
            ),
            1..5,
        ),
        indent in 0usize..3,
        windows in any::<bool>(),
    ) {
        let mut text = "statements:\n".to_owned();
        let mut comments = 0;
        for (keys, choices, braces) in statements {
            let pad = " ".repeat(indent);
            if braces {
                let inner: Vec<String> = keys.iter().zip(&choices).filter_map(|(key, (variant, _))| {
                    let value = value(key, *variant | 1, 0);
                    (!value.contains('\n')).then(|| format!("{key}: {value}"))
                }).collect();
                if !inner.is_empty() {
                    text.push_str(&format!("{pad}- {{ {} }}\n", inner.join(", ")));
                }
                continue;
            }
            for (number, (key, (variant, around))) in keys.iter().zip(&choices).enumerate() {
                if number > 0 && around & 1 == 1 {
                    comments += 1;
                    text.push_str(&format!("{pad}  # comment {comments}\n"));
                }
                if number > 0 && around & 2 == 2 {
                    text.push('\n');
                }
                text.push_str(&if number == 0 { format!("{pad}- ") } else { format!("{pad}  ") });
                let value = value(key, *variant, indent + 2);
                let space = if value.starts_with('\n') { "" } else { " " };
                text.push_str(&format!("{key}:{space}{value}"));
                if around & 4 == 4 && !value.contains('\n') {
                    comments += 1;
                    text.push_str(&format!(" # comment {comments}  "));
                }
                text.push('\n');
            }
        }
        text.push_str("article: { language: en, id: x }\n");
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let out = checked(&text);
        for number in 1..=comments {
            prop_assert_eq!(out.matches(&format!("# comment {number}\n")).count(), 1, "{}", out);
        }
        prop_assert!(out.starts_with("article:"), "{}", out);
    }
}

fn fields() -> Vec<&'static str> {
    walk::fields(walk::Part::Statement).iter().copied().filter(|key| !matches!(*key, "id" | "links")).collect()
}
