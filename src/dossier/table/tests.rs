use proptest::prelude::*;

use super::*;
use crate::dossier::stream::ArticleText;
use crate::dossier::testing::without_places;
use crate::dossier::{Dossier, Notation, parse};

const YAML: &str = r#"
article:
  id: gas
  url: https://news.example/2024/05/03/gas
  title: { en: Gas deal signed, ar: توقيع صفقة الغاز }
  author: { name: Lamia Haddad }
  published: 2024-05-03
  language: en
  grade: { source: B, credibility: 2 }
statements:
  - id: s1
    says: { en: Azerbaijan supplies Turkey, ar: أذربيجان تمد تركيا }
    subject: Azerbaijan
    predicate: supplies
    object: تركيا
    with:
      theme: natural-gas
      quantity: { at_least: 2.0, unit: bcm }
    quote: the "exact", words
  - id: s2
    subject: AZ
    predicate: hasTiesWith
    object: { text: some | friends, lang: en }
    with: { participant: [GE, TR] }
    holder: [unnamed, AM]
    stance: hedged
    not: true
    quote:
      - { quote: first, prefix: "a |" }
      - second
    confidence: 0.8
  - id: s3
    says: { en: Interests tie states together }
    about: [AZ, IL]
    links: { sameTopicAs: [s1, s2] }
    scare_quoted: false
    quote: { start: 3, end: 9, sha256: 0fea7edd3bc01256c95c15a6b0d80ff9928190c9cf5f9bdc50ef23cd03ee669d }
"#;

const JSON: &str = r#"{"article": {"id": "gas", "url": "https://news.example/2024/05/03/gas", "title": {"en": "Gas deal signed", "ar": "توقيع صفقة الغاز"}, "author": {"name": "Lamia Haddad"}, "published": "2024-05-03", "language": "en", "grade": {"source": "B", "credibility": 2}}, "statements": [{"id": "s1", "says": {"en": "Azerbaijan supplies Turkey", "ar": "أذربيجان تمد تركيا"}, "subject": "Azerbaijan", "predicate": "supplies", "object": "تركيا", "with": {"theme": "natural-gas", "quantity": {"at_least": 2.0, "unit": "bcm"}}, "quote": "the \"exact\", words"}, {"id": "s2", "subject": "AZ", "predicate": "hasTiesWith", "object": {"text": "some | friends", "lang": "en"}, "with": {"participant": ["GE", "TR"]}, "holder": ["unnamed", "AM"], "stance": "hedged", "not": true, "quote": [{"quote": "first", "prefix": "a |"}, "second"], "confidence": 0.8}, {"id": "s3", "says": {"en": "Interests tie states together"}, "about": ["AZ", "IL"], "links": {"sameTopicAs": ["s1", "s2"]}, "scare_quoted": false, "quote": {"start": 3, "end": 9, "sha256": "0fea7edd3bc01256c95c15a6b0d80ff9928190c9cf5f9bdc50ef23cd03ee669d"}}]}"#;

const CELLS: &[&[&str]] = &[
    &[
        "article",
        "article.url",
        "article.title",
        "article.title.ar",
        "article.author",
        "article.published",
        "article.language",
        "article.grade.source",
        "article.grade.credibility",
        "id",
        "says",
        "says.ar",
        "subject",
        "predicate",
        "object",
        "object.text",
        "object.lang",
        "with.theme",
        "with.quantity.at_least",
        "with.quantity.unit",
        "with.participant",
        "about",
        "links.sameTopicAs",
        "holder",
        "stance",
        "not",
        "quote",
        "quote.prefix",
        "quote.start",
        "quote.end",
        "quote.sha256",
        "confidence",
        "scare_quoted",
    ],
    &[
        "gas",
        "https://news.example/2024/05/03/gas",
        "Gas deal signed",
        "توقيع صفقة الغاز",
        "Lamia Haddad",
        "2024-05-03",
        "en",
        "B",
        "2",
        "s1",
        "Azerbaijan supplies Turkey",
        "أذربيجان تمد تركيا",
        "Azerbaijan",
        "supplies",
        "تركيا",
        "",
        "",
        "natural-gas",
        "2.0",
        "bcm",
        "",
        "",
        "",
        "",
        "",
        "",
        "the \"exact\", words",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    &[
        "gas",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "s2",
        "",
        "",
        "AZ",
        "hasTiesWith",
        "",
        "some | friends",
        "en",
        "",
        "",
        "",
        "GE|TR",
        "",
        "",
        "unnamed | AM",
        "hedged",
        "TRUE",
        "first|second",
        "a \\||",
        "",
        "",
        "",
        "0.8",
        "",
    ],
    &[
        "gas",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "s3",
        "Interests tie states together",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "AZ|IL",
        "s1|s2",
        "",
        "",
        "",
        "",
        "",
        "3",
        "9",
        "0fea7edd3bc01256c95c15a6b0d80ff9928190c9cf5f9bdc50ef23cd03ee669d",
        "",
        "FALSE",
    ],
];

fn table(rows: &[&[&str]], delimiter: u8, quote: csv::QuoteStyle) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(quote).from_writer(Vec::new());
    for row in rows {
        writer.write_record(*row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn shown(text: &str, notation: Notation) -> String {
    let source = Source::new("x", text);
    let read = parse(&source, notation, "x").unwrap();
    assert!(read.findings.is_empty(), "{:#?}", read.findings);
    without_places(&read.value)
}

#[test]
fn all_notations_say_the_same() {
    // In a table a text without a language beside none in another stays without one.
    let yaml =
        shown(&YAML.replace("{ en: Interests tie states together }", "Interests tie states together"), Notation::Yaml);
    let json = JSON.replace(r#"{"en": "Interests tie states together"}"#, r#""Interests tie states together""#);
    assert_eq!(yaml, shown(&json, Notation::Json));
    for quote in [csv::QuoteStyle::Necessary, csv::QuoteStyle::Always] {
        for delimiter in [b',', b'\t', b';'] {
            let text = table(CELLS, delimiter, quote);
            assert_eq!(yaml, shown(&text, Notation::Table), "{delimiter} {quote:?}");
            assert_eq!(yaml, shown(&text.replace('\n', "\r\n"), Notation::Table), "{delimiter} {quote:?}");
        }
    }
}

fn findings(text: &str) -> Vec<(Code, String, String)> {
    let text = ArticleText::new(Source::new("x.csv", text), Notation::Table, None);
    let mut findings = text.parse().unwrap().findings;
    crate::finding::sort(&mut findings);
    let slice = |f: &Finding| f.label.source.slice(f.label.span).to_owned();
    findings.into_iter().map(|f| (f.code, slice(&f), format!("{} | {}", f.message, f.hints.join(" ")))).collect()
}

fn read_first<'a>(source: &'a Source) -> Dossier<'a> {
    parse(source, Notation::Table, "x").unwrap().value
}

#[test]
fn a_cell_knows_its_place() {
    let source = Source::new(
        "x.csv",
        "article,article.language,subject,quote,about\r\na,en, AZ ,\"say \"\"so\"\"\r\nthen\",  x | y \r\n",
    );
    let dossier = read_first(&source);
    let statement = &dossier.statements[0];
    let place = |span: Span| (source.position(span.start as usize).line, source.position(span.start as usize).column);
    assert_eq!(source.slice(statement.subject.as_ref().unwrap().span()), "AZ");
    assert_eq!(place(statement.subject.as_ref().unwrap().span()), (2, 7));
    let quote = statement.quote[0].quote.as_ref().unwrap();
    assert_eq!(quote.value, "say \"so\"\r\nthen");
    assert_eq!(source.slice(quote.span), "say \"\"so\"\"\r\nthen");
    assert_eq!(source.slice(statement.about[1].span()), "y");
    assert_eq!(place(statement.about[1].span()), (3, 13));
}

#[test]
fn an_unknown_column_is_told_once_with_a_suggestion() {
    let found = findings("article,article.language,subjct,title,colour\na,en,AZ,t,red\na,,TR,,blue\n");
    let unknown: Vec<_> = found.iter().filter(|(code, ..)| *code == Code::UnknownKey).collect();
    assert_eq!(unknown.len(), 3, "{found:?}");
    assert!(unknown[0].2.contains("did you mean `subject`"), "{found:?}");
    assert!(unknown[1].2.contains("did you mean `article.title`"), "{found:?}");
    assert_eq!(unknown[2].1, "colour");
}

#[test]
fn mistakes_are_findings_at_their_cell() {
    let head = "article,article.language,subject,object,object.text,quote,quote.prefix\n";
    let rows_and_findings = [
        ("a,en,AZ,TR,free,,\n", Code::DuplicateKey, "free", "given twice"),
        ("a,en,AZ,TR,,x,y,more\n", Code::BadValue, "more", "8 cells"),
        ("a,en,AZ,TR,,x\n", Code::BadValue, "a,en,AZ,TR,,x", "6 cells"),
        ("a,en,AZ,TR,,x|y,z\n", Code::BadValue, "z", "1 items"),
        ("a,en,AZ,TR,,,\na,ar,AZ,TR,,,\n", Code::DuplicateKey, "ar", "earlier row"),
        ("a,en,AZ,TR,,\"x\"y,\n", Code::BadValue, "y", "closing quote"),
        ("a,en,AZ,TR,,,\nb,,AZ,TR,,,\n", Code::DuplicateKey, "b", "earlier row"),
    ];
    for (rows, code, words, about) in rows_and_findings {
        let found = findings(&format!("{head}{rows}"));
        assert_eq!(found.len(), 1, "{rows:?}: {found:?}");
        assert_eq!((found[0].0, &*found[0].1), (code, words), "{found:?}");
        assert!(found[0].2.contains(about), "{found:?}");
    }
    let nameless = findings(&format!("{head},en,AZ,TR,,,\n"));
    assert!(nameless.iter().any(|(code, words, _)| *code == Code::MissingField && words == ",en,AZ,TR,,,"));
    assert!(findings("article,article.language,,subject\na,en,lost,AZ\n")[0].2.contains("without a name"));
    let error = parse(&Source::new("x", "subject\nAZ\n"), Notation::Table, "x").unwrap_err();
    assert_eq!(error.message, "the column `article` is missing");
    assert_eq!(findings("article,article.language,id,id\na,en,x,y\n")[0].1, "id");
    let error = parse(&Source::new("x", "article,says\na,\"open\n"), Notation::Table, "x").unwrap_err();
    assert_eq!(error.span, Span::new(15, 16));
}

#[test]
fn empty_cells_and_rows_are_absent() {
    let source = Source::new("x.csv", "article,article.language,subject,object\na,en,AZ,\"  \"\n\n,,,\na,,TR,\n");
    let dossier = read_first(&source);
    assert_eq!(dossier.statements.len(), 2);
    assert!(dossier.statements.iter().all(|statement| statement.object.is_none()));
    let source = Source::new("x.csv", "article,article.language,subject\na,en,\n");
    assert!(read_first(&source).statements.is_empty());
}

#[test]
fn lists_split_at_bars_that_are_not_escaped() {
    let text = r#"a\|b | c\\|"d"#;
    let cell = Cell { span: Span::new(0, text.len()), quoted: false, doubled: false };
    let values: Vec<_> = items(cell, text).into_iter().map(|(value, _)| value.into_owned()).collect();
    assert_eq!(values, ["a|b", r"c\", "\"d"]);
}

proptest! {
    /// The csv crate is the judge of what a record's cells are.
    #[test]
    fn cells_are_those_of_the_csv_crate(
        rows in prop::collection::vec(prop::collection::vec("[a\"',;|\\n\u{0627}]{0,6}", 2..5), 1..5),
        always in any::<bool>(),
    ) {
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(style).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let (mut cells, mut flaws) = (Vec::new(), Vec::new());
        let mut at = 0;
        let mut ends = RecordEnd::new(',');
        let mut lines = text.split_inclusive('\n');
        for row in &rows {
            let start = at;
            at = cells::record(&text, at, ',', &mut cells, &mut flaws);
            let read: Vec<String> = cells.iter().map(|cell| cell.value(&text).into_owned()).collect();
            prop_assert_eq!(row, &read);
            let mut record = String::new();
            while !{ let line = lines.next().unwrap(); record.push_str(line); ends.take(line) } {}
            prop_assert_eq!(&text[start..at], &record);
        }
        prop_assert_eq!(at, text.len());
        prop_assert!(flaws.is_empty());
    }

    /// Raw text, however broken, is read to its end.
    #[test]
    fn broken_tables_do_not_panic(text in "[a\",\\n |\u{0627}]{0,40}") {
        let source = Source::new("x", format!("article,says,quote,about\n{text}"));
        let _ = parse(&source, Notation::Table, "x");
        all_records_take_bytes(&source);
    }
}

fn all_records_take_bytes(source: &Source) {
    let (mut cells, mut flaws) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < source.text.len() {
        let next = cells::record(&source.text, at, ',', &mut cells, &mut flaws);
        assert!(next > at);
        assert!(cells.iter().all(|cell| source.text.get(cell.span.range()).is_some()));
        at = next;
    }
}
