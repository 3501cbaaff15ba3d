use super::*;
use crate::dossier::stream::Articles;
use crate::dossier::testing::without_places;
use crate::dossier::{Notation, parse, parse_tree};
use crate::source::Source;

const DOSSIER: &str = r#"
article:
  id: gas
  title: { en: Gas deal, ar: "صفقة: الغاز" }
  author: [{ name: Lamia Haddad }, { name: "A | B" }, AZ]
  published: { unknown: not-stated }
  language: ar
  retracted: { date: 2024-05-03, note: withdrawn }
statements:
  - id: s1
    says: { ar: "نص، \"قديم\"\nفي سطرين", en: " spaces " }
    subject: أذربيجان
    predicate: supplies
    object: { label: { ar: خط, en: "yes" }, type: [Pipeline, Actor], id: line }
    with:
      theme: natural-gas
      quantity: { at_least: 2.50, unit: bcm }
      time: { from: 2020, to: { unknown: vague, text: later, guess: { value: 2030, basis: a plan } } }
      participant: [GE, "a|b\\"]
    holder: [unnamed, AM]
    not: True
    quote:
      - { quote: first, prefix: "a |", translation: { lang: en, text: one } }
      - second
  - id: s2
    subject: AZ
    predicate: accuses
    object: AM
    content: { id: s2.c, subject: AM, predicate: seeks, object: { situation: { says: { en: more } } }, quote: [x, y] }
    quote: { start: 3, end: 9, sha256: 0fea7edd3bc01256c95c15a6b0d80ff9928190c9cf5f9bdc50ef23cd03ee669d }
"#;

fn shown(text: &str, notation: Notation) -> String {
    let source = Source::new("x", text);
    let read = parse(&source, notation, "gas").unwrap();
    assert!(read.findings.is_empty(), "{:#?}", read.findings);
    without_places(&read.value)
}

#[test]
fn every_notation_says_what_the_first_said() {
    let source = Source::new("x.yaml", DOSSIER);
    let tree = parse_tree(&source, Notation::Yaml).unwrap().value;
    let wanted = shown(DOSSIER, Notation::Yaml);
    assert_eq!(shown(&json(&tree), Notation::Json), wanted);
    assert_eq!(shown(&json_line(&tree), Notation::Json), wanted);
    assert_eq!(shown(&yaml(&tree), Notation::Yaml), wanted, "{}", yaml(&tree));
    for (delimiter, format) in [(',', InputFormat::Csv), ('\t', InputFormat::Tsv), (';', InputFormat::Csv)] {
        let mut table = Table::default();
        table.add(&tree).unwrap();
        let text = table.to_text(delimiter);
        let articles: Vec<_> = Articles::new(text.as_bytes(), "x", format).unwrap().map(Result::unwrap).collect();
        assert_eq!(articles.len(), 1);
        let read = articles[0].parse().unwrap();
        assert!(read.findings.is_empty(), "{text}\n{:#?}", read.findings);
        assert_eq!(without_places(&read.value), wanted, "{text}");
    }
}

#[test]
fn what_a_table_cannot_carry_is_named_and_nothing_is_added() {
    let lost = |statement: &str| {
        let text = format!("article: {{ id: a, language: en }}\n{statement}\n");
        let source = Source::new("x.yaml", text);
        let tree = parse_tree(&source, Notation::Yaml).unwrap().value;
        let mut table = Table::default();
        let lost = table.add(&tree).unwrap_err();
        assert_eq!(table.to_text(','), "", "nothing is added");
        let slice = |lost: &Lost| source.slice(lost.span).to_owned();
        lost.into_iter().map(|lost| (slice(&lost), lost.path)).collect::<Vec<_>>()
    };
    let one = |path: &str, words: &str| vec![(words.to_owned(), path.to_owned())];
    assert_eq!(lost("entities: { x: { label: y } }"), one("entities", "{ x: { label: y } }"));
    let with = "{ participant: [{ label: y }, GE] }";
    assert_eq!(
        lost(&format!("statements: [{{ says: x, with: {with} }}]")),
        one("with.participant", "[{ label: y }, GE]")
    );
    assert_eq!(lost("statements: [{ says: x, colour: red }]"), one("colour", "red"));
    assert_eq!(lost("statements: [{ says: ' ' }]").first(), one("says", "' '").first());
    assert_eq!(lost("statements: [{ says: x, quote: [' a', b] }]"), one("quote", "' a'"));
    assert_eq!(lost("statements: [{ says: x, content: [{ says: y }, { says: z }] }]").len(), 1);
    assert_eq!(
        lost("statements: [{ says: x, content: { says: y, quote: { page: 1 } } }]"),
        one("content.quote.page", "1")
    );
}
