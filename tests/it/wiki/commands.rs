//! QuickStatements, read back by the rules of the engines: every value is the one that was meant.

use chancery::wiki::Plan;
use chancery::wiki::json::{DataValue, Rank, Reference, Snak, Statement, Text};
use chancery::wiki::plan::{Operation, PlannedFor};
use chancery::wiki::quick::{Dialect, Form, commands};
use proptest::prelude::*;

/// A statement as a command says it: item, and property and value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    item: String,
    forced: bool,
    main: (String, String),
    qualifiers: Vec<(String, String)>,
    blocks: Vec<Vec<(String, String)>>,
}

/// Reads a line as an engine does; v3 turns `||` into a line end and `|` into a TAB first, wherever they are.
fn read_line(line: &str, dialect: Dialect) -> Vec<Told> {
    let line = match dialect {
        Dialect::Classic => line.to_owned(),
        _ => line.replace("||", "\n").replace('|', "\t"),
    };
    line.lines().map(|line| read_parts(&line.split('\t').map(str::trim).collect::<Vec<_>>())).collect()
}

fn read_parts(parts: &[&str]) -> Told {
    let (item, property) = (parts[0], parts[1]);
    let mut told = Told {
        item: item.trim_start_matches('+').to_owned(),
        forced: item.starts_with('+') || property.starts_with('!'),
        main: (property.trim_start_matches('!').to_owned(), parts[2].to_owned()),
        qualifiers: Vec::new(),
        blocks: Vec::new(),
    };
    assert_eq!(parts.len() % 2, 1, "{parts:?}");
    for pair in parts[3..].chunks(2) {
        let (key, value) = (pair[0], pair[1].to_owned());
        if let Some(number) = key.trim_start_matches('!').strip_prefix('S') {
            if key.starts_with('!') || told.blocks.is_empty() {
                told.blocks.push(Vec::new());
            }
            told.blocks.last_mut().unwrap().push((format!("P{number}"), value));
        } else {
            told.qualifiers.push((key.to_owned(), value));
        }
    }
    told
}

/// Reads a value by the engines' patterns, the greedy quotation marks included, and compares it with what was meant.
fn is_meant(value: &str, snak: &Snak) -> bool {
    let quoted = |value: &str| Some(value.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    match &snak.datavalue {
        None => value == "somevalue",
        Some(DataValue::Entity(entity)) => value == entity.id,
        Some(DataValue::String(text)) => quoted(value).as_ref() == Some(text),
        Some(DataValue::Text(text)) => {
            let Some((code, rest)) = value.split_once(':') else { return false };
            code == text.language && quoted(rest).as_ref() == Some(&text.text)
        }
        Some(DataValue::Time(time)) => value.split_once('/') == Some((&time.time, &time.precision.to_string())),
        Some(DataValue::Quantity(quantity)) => value.starts_with(quantity.amount.trim_start_matches('+')),
        Some(DataValue::Other(_)) => false,
    }
}

fn all_meant(told: &[(String, String)], meant: &[&Snak]) -> bool {
    told.len() == meant.len()
        && told.iter().zip(meant).all(|((property, value), snak)| *property == snak.property && is_meant(value, snak))
}

/// Writes a plan in every dialect and form, reads it back and compares.
pub fn every_statement_survives(plan: &Plan) {
    for (dialect, name) in Dialect::ALL {
        let written = commands(plan, dialect, Form::V1);
        let refused: Vec<usize> = written.refused.iter().map(|(place, _)| *place).collect();
        let mut lines = written.files[0].1.split_terminator('\n');
        for (place, operation) in plan.operations.iter().enumerate() {
            if refused.contains(&place) {
                continue;
            }
            let statement = &operation.statement;
            let qualifiers: Vec<&Snak> = statement.qualifiers_in_order().collect();
            let each = if dialect == Dialect::Classic { statement.references.len().max(1) } else { 1 };
            let mut blocks = Vec::new();
            for _ in 0..each {
                let told = read_line(lines.next().expect("a line"), dialect);
                let [told] = &*told else { panic!("{name}: {told:?}") };
                assert_eq!(told.item, operation.item, "{name}");
                assert!(all_meant(std::slice::from_ref(&told.main), &[&statement.mainsnak]), "{name}: {told:?}");
                assert!(all_meant(&told.qualifiers, &qualifiers), "{name}: {told:?}");
                let twin = plan.operations.iter().enumerate().any(|(other, twin)| {
                    other != place && twin.item == operation.item && twin.statement.mainsnak == statement.mainsnak
                });
                assert_eq!(told.forced, twin, "{name}: {told:?}");
                blocks.extend(told.blocks.clone());
            }
            let meant: Vec<Vec<&Snak>> = statement.references.iter().map(|one| one.in_order().collect()).collect();
            assert_eq!(blocks.len(), meant.len(), "{name}");
            assert!(blocks.iter().zip(&meant).all(|(told, meant)| all_meant(told, meant)), "{name}: {blocks:?}");
        }
        assert_eq!(lines.next(), None, "{name}: a line too many");
        tables_survive(plan, dialect);
    }
}

fn tables_survive(plan: &Plan, dialect: Dialect) {
    let written = commands(plan, dialect, Form::Csv);
    let mut rows = 0;
    for (name, text) in &written.files {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        assert!(header[0] == "qid" && header[1].starts_with('P'), "{name}");
        for row in reader.records() {
            let row = row.expect("a row");
            let found = plan.operations.iter().any(|operation| {
                let statement = &operation.statement;
                let snaks: Vec<&Snak> = std::iter::once(&statement.mainsnak)
                    .chain(statement.qualifiers_in_order())
                    .chain(statement.references.iter().flat_map(Reference::in_order))
                    .collect();
                row[0] == operation.item
                    && snaks.len() + 1 == row.len()
                    && snaks.iter().zip(row.iter().skip(1)).all(|(snak, cell)| is_meant(cell, snak))
            });
            assert!(found, "{name}: {row:?}");
            rows += 1;
        }
    }
    assert_eq!(rows + written.refused.len(), plan.operations.len());
}

fn plan_of(texts: &[String]) -> Plan {
    let operations = texts.iter().enumerate().map(|(number, text)| Operation {
        item: format!("Q{}", number + 1),
        words: String::new(),
        says: vec![format!("https://e/statement/a/{number}")],
        not_carried: Vec::new(),
        statement: Statement {
            id: None,
            mainsnak: Snak::new("P1", DataValue::String(text.clone())),
            kind: "statement".to_owned(),
            rank: Rank::Normal,
            qualifiers: chancery::wiki::json::Snaks::new(),
            qualifiers_order: Vec::new(),
            references: vec![
                Reference::new([Snak::new(
                    "P5",
                    DataValue::Text(Text { text: text.clone(), language: "ar".to_owned() }),
                )]),
                Reference::new([Snak::new("P4", DataValue::String(text.clone())), Snak::unknown("P6")]),
            ],
        },
    });
    let target = PlannedFor {
        name: "test".to_owned(),
        api: "http://127.0.0.1:9/".to_owned(),
        concept_base: "http://wiki.test/entity/".to_owned(),
        layout: "direct".to_owned(),
        base: "https://e/".to_owned(),
        policy: "default".to_owned(),
        gates: Vec::new(),
    };
    Plan {
        format: "chancery-wiki-plan/1".to_owned(),
        target,
        operations: operations.collect(),
        left_out: Vec::new(),
        entities: std::collections::BTreeMap::new(),
        properties: std::collections::BTreeMap::new(),
    }
}

const HOSTILE: [&str; 12] = [
    "a || b",
    "a | b",
    "say \"so\"",
    "\"\"",
    "tab\there",
    "~~~~ {{x}} [[y]]",
    "ends /* so */",
    "نص \"عربي\"",
    "\u{202e}evil\u{2069}",
    "Q5",
    "<script>",
    "S854",
];

#[test]
fn what_an_engine_would_misread_is_refused_and_the_rest_survives() {
    let plan = plan_of(&HOSTILE.map(str::to_owned));
    every_statement_survives(&plan);
    let refused = |dialect, form| -> Vec<&str> {
        commands(&plan, dialect, form).refused.iter().map(|(place, _)| HOSTILE[*place]).collect()
    };
    assert_eq!(refused(Dialect::Classic, Form::V1), ["tab\there", "ends /* so */"]);
    for dialect in [Dialect::V3, Dialect::Rust] {
        assert_eq!(refused(dialect, Form::V1), ["a || b", "a | b", "tab\there", "ends /* so */"]);
        assert_eq!(refused(dialect, Form::Csv), ["tab\there", "ends /* so */"]);
    }
}

proptest! {
    #[test]
    fn any_text_survives_or_is_refused(texts in proptest::collection::vec("\\PC{0,12}|[|\"\\t\\n/*~{}\\[\\]a ,:]{0,12}", 1..6)) {
        every_statement_survives(&plan_of(&texts));
    }
}
