use std::time::{Duration, Instant};

use oxigraph::model::Literal;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};

use super::results::{GraphFormat, SolutionFormat, render_table, write_boolean, write_graph, write_rows};
use super::table::Style;
use super::*;

const HOSTILE: &str = "SELECT ?x ?y { VALUES (?x ?y) {
  (\"a,\\\"b\\\"\\n\\tc|d<e>&\"@en \"\\u001b[31m \\u202E\") (gz:AZ 1.50) (UNDEF \"2024-01-01\"^^xsd:date) (\"أذربيجان\"@ar <http://e/x>) } }";

fn rows_of(text: &str) -> run::Rows {
    match example().asker().ask(&Question::text(text)).unwrap().results {
        Found::Solutions(rows) => rows,
        _ => panic!("no SELECT"),
    }
}

fn graph_of(text: &str) -> run::Graph {
    match example().asker().ask(&Question::text(text)).unwrap().results {
        Found::Graph(graph) => graph,
        _ => panic!("no CONSTRUCT"),
    }
}

#[test]
fn solutions_read_back_as_they_were() {
    let rows: Vec<Row> = rows_of(HOSTILE).collect::<Result<_, _>>().unwrap();
    for (format, library) in [
        (SolutionFormat::Json, QueryResultsFormat::Json),
        (SolutionFormat::Xml, QueryResultsFormat::Xml),
        (SolutionFormat::Tsv, QueryResultsFormat::Tsv),
    ] {
        // XML 1.0 cannot hold an escape character.
        let text = if format == SolutionFormat::Xml { HOSTILE.replace("\\u001b", "") } else { HOSTILE.to_owned() };
        let mut bytes = Vec::new();
        assert_eq!(write_rows(format, &mut rows_of(&text), &[], &mut bytes).unwrap(), 4);
        let parser = QueryResultsParser::from_format(library).for_reader(bytes.as_slice()).unwrap();
        let ReaderQueryResultsParserOutput::Solutions(read) = parser else { panic!("no solutions") };
        let read: Vec<Row> = read.map(|solution| solution.unwrap().values().to_vec()).collect();
        if format == SolutionFormat::Xml {
            assert_eq!(read[1..], rows[1..])
        } else {
            assert_eq!(read, rows, "{format:?}")
        }
    }
}

#[test]
fn lines_markdown_and_csv_keep_to_their_syntax() {
    let written = |format, hidden: &[String]| {
        let mut bytes = Vec::new();
        write_rows(format, &mut rows_of(HOSTILE), hidden, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let lines = written(SolutionFormat::JsonLines, &[]);
    let objects: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 4);
    assert_eq!(objects[0]["x"]["xml:lang"], "en");
    assert_eq!(objects[0]["y"]["value"], "\u{1b}[31m \u{202e}");
    assert_eq!(objects[1]["x"]["type"], "uri");
    assert!(objects[2].get("x").is_none());
    let markdown = written(SolutionFormat::Markdown, &[]);
    assert_eq!(markdown.lines().count(), 6);
    assert!(markdown.contains("a,\"b\"<br> c\\|d&lt;e&gt;&amp;") && markdown.contains("\\\\u{1b}\\[31m"), "{markdown}");
    let csv = written(SolutionFormat::Csv, &["y".to_owned()]);
    // A row with nothing in its only column is an empty line.
    assert_eq!(csv, "x\r\n\"a,\"\"b\"\"\n\tc|d<e>&\"\r\nhttps://w3id.org/chancery/gazetteer/AZ\r\n\r\nأذربيجان\r\n");
    for (format, name, extension, media) in SolutionFormat::ALL {
        for written in [name, extension, media] {
            assert_eq!(SolutionFormat::from_name(written), Some(format));
        }
    }
    let mut bytes = Vec::new();
    write_boolean(SolutionFormat::Json, true, &mut bytes).unwrap();
    assert_eq!(bytes, br#"{"head":{},"boolean":true}"#);
}

#[test]
fn graphs_read_back_the_same_and_are_written_the_same() {
    let text = "CONSTRUCT { ?s ?p ?o } { ?s a st:Statement ; ?p ?o . FILTER(?p IN (st:subject, st:gloss, st:extractionConfidence)) }";
    let library = |format| match format {
        GraphFormat::Turtle => RdfFormat::Turtle,
        GraphFormat::NTriples => RdfFormat::NTriples,
        GraphFormat::NQuads => RdfFormat::NQuads,
        GraphFormat::TriG => RdfFormat::TriG,
        GraphFormat::JsonLd => RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() },
        GraphFormat::RdfXml => RdfFormat::RdfXml,
    };
    let prefixes = Prefixes::new(&example().base);
    let mut seen = BTreeSet::new();
    for (format, name, ..) in GraphFormat::ALL {
        let write = || {
            let mut bytes = Vec::new();
            let count = write_graph(format, &mut graph_of(text), &prefixes, &mut bytes).unwrap();
            (count, bytes)
        };
        let (count, bytes) = write();
        assert_eq!(write().1, bytes, "{name}");
        let quads: BTreeSet<String> =
            RdfParser::from_format(library(format)).for_slice(&bytes).map(|quad| quad.unwrap().to_string()).collect();
        assert_eq!(quads.len() as u64, count, "{name}");
        assert!(count > 300, "{count}");
        seen.insert(quads);
    }
    assert_eq!(seen.len(), 1, "formats differ");
}

#[test]
fn tables_name_align_and_never_steer_the_terminal() {
    let loaded = example();
    let asker = loaded.asker();
    let terms: Vec<Term> = rows_of(HOSTILE).flat_map(|row| row.unwrap().into_iter().flatten()).collect();
    let mut labels = Labels::new(["ar"]);
    labels.fetch(&asker, &terms).unwrap();
    assert_eq!(labels.get("https://w3id.org/chancery/gazetteer/AZ"), Some("أذربيجان"));
    let style = Style { width: Some(60), prefixes: asker.prefixes(), labels: Some(&labels), ascii: false };
    let drawn = render_table(&mut rows_of(HOSTILE), &[], &style).unwrap();
    assert_eq!(drawn.footer, "4 rows");
    assert!(!drawn.table.contains('\u{1b}') && !drawn.table.contains('\u{202e}'), "{}", drawn.table);
    assert!(drawn.table.contains("\\u{1b}[31m \\u{202e}"), "{}", drawn.table);
    assert!(drawn.table.contains("\u{2068}أذربيجان (gz:AZ)\u{2069}"), "{}", drawn.table);
    for line in drawn.table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 60, "{line}");
        assert_eq!(line.matches('\u{2068}').count(), line.matches('\u{2069}').count(), "{line}");
    }
}

#[test]
fn the_budget_cuts_rows_and_time() {
    let asker = example().asker();
    let ask = |text: &str, budget| asker.ask(&Question::text(text).with_budget(budget));
    let three = Budget { max_rows: Some(3), timeout: None };
    let Found::Solutions(mut rows) = ask("SELECT * { ?s ?p ?o }", three).unwrap().results else { panic!("no rows") };
    assert_eq!(rows.by_ref().count(), 3);
    assert!(rows.is_cut());
    let Found::Solutions(mut rows) = ask("SELECT * { VALUES ?x { 1 2 3 } }", three).unwrap().results else {
        panic!("no rows")
    };
    assert_eq!(rows.by_ref().count(), 3);
    assert!(!rows.is_cut());
    let started = Instant::now();
    let short = Budget { max_rows: None, timeout: Some(Duration::from_millis(50)) };
    let slow = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . FILTER(CONCAT(STR(?a), STR(?f)) = 'x') }";
    let error = match ask(slow, short) {
        Err(error) => error,
        Ok(Reply { results: Found::Solutions(rows), .. }) => rows.filter_map(Result::err).next().unwrap(),
        Ok(_) => panic!("no SELECT"),
    };
    assert!(matches!(error, QueryError::Timeout(_)), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn lenses_show_what_they_name() {
    let loaded = fixture("receipts.trig");
    let answer = |lens, text: &str| match loaded.asker().ask(&Question::text(text).with_lens(lens)).unwrap().results {
        Found::Boolean(answer) => answer,
        _ => panic!("no ASK"),
    };
    let plain = "ASK { gz:RU gp:alliedWith gz:AM }";
    assert_eq!(Lens::ALL.map(|lens| answer(lens, plain)), [false, true, false]);
    assert_eq!(Lens::ALL.map(|lens| answer(lens, "ASK { gz:AZ gp:supplies gz:TR }")), [false, true, true]);
    assert_eq!(Lens::ALL.map(|lens| answer(lens, "ASK { ?s a st:Statement }")), [true; 3]);
    let named = "ASK { GRAPH g:asserted { gz:RU gp:alliedWith gz:AM } }";
    assert_eq!(Lens::ALL.map(|lens| answer(lens, named)), [true; 3]);
}

#[test]
fn syntax_errors_point_into_the_text_as_written() {
    let error = |text: &str| match example().asker().ask(&Question::text(text)) {
        Err(QueryError::Syntax(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("no error: {text}"),
    };
    let first = error("SELECT ?x { ?x st:holder gz:AZ ; ) }");
    assert_eq!((first.position.unwrap().line, first.position.unwrap().column), (1, 34), "{first}");
    assert!(first.to_string().contains("\n  SELECT ?x { ?x st:holder gz:AZ ; ) }\n"), "{first}");
    let second = error("SELECT ?x {\n  ?x rdfs:label \"أذربيجان\"@ar\n  ?y ?z ]\n}");
    assert_eq!(second.position.unwrap().line, 3, "{second}");
    assert!(!error("ASK { \u{1b}[31m }").to_string().contains('\u{1b}'));
    let deep = error(&format!("ASK\n{}", "{".repeat(500)));
    assert_eq!((deep.position.unwrap().line, deep.position.unwrap().column), (2, 129));
    assert!(deep.to_string().contains("the limit is 128"), "{deep}");
    let unknown = error("ASK { ?x nope:y ?z }");
    assert!(unknown.to_string().contains("prefix"), "{unknown}");
}

#[test]
fn labels_follow_the_readers_languages() {
    let loaded = fixture("receipts.trig");
    let node = |iri: &str| Term::from(oxigraph::model::NamedNode::new(iri).unwrap());
    let terms = [
        node("https://w3id.org/chancery/gazetteer/AZ"),
        node("https://kb.example/article/qiraa"),
        node("https://kb.example/statement/qiraa/ally"),
        node("https://nowhere.example/x"),
        Literal::from("text").into(),
    ];
    let get = |languages: [&str; 1]| {
        let mut labels = Labels::new(languages);
        labels.fetch(&loaded.asker(), &terms).unwrap();
        labels.fetch(&loaded.asker(), &terms).unwrap();
        let name = |iri: &str| labels.get(iri).map(str::to_owned);
        (
            name("https://w3id.org/chancery/gazetteer/AZ"),
            name("https://kb.example/article/qiraa"),
            name("https://nowhere.example/x"),
        )
    };
    let headline = Some("قراءة في العلاقات".to_owned());
    assert_eq!(get(["ar"]), (Some("أذربيجان".to_owned()), headline.clone(), None));
    assert_eq!(get(["fr"]), (Some("Azerbaijan".to_owned()), headline, None));
}
