//! Commands as tables: one for each shape of statement, because an empty cell is not empty to every engine.

use std::collections::BTreeMap;

use super::super::plan::Operation;
use super::Dialect;
use super::value::value;

/// A statement in a table: its columns and cells.
pub(super) type Row = (Vec<String>, Vec<String>);

/// Writes one statement.
pub(super) fn row(operation: &Operation, dialect: Dialect, is_twin: bool) -> Result<Row, String> {
    if is_twin {
        return Err("another statement has the same item, property and value, and a table cannot keep them apart; \
                    the form v1 of the dialects v3 and rust can"
            .to_owned());
    }
    let statement = &operation.statement;
    let mut columns = vec!["qid".to_owned(), statement.mainsnak.property.clone()];
    let mut cells = vec![operation.item.clone(), value(&statement.mainsnak, dialect, false)?];
    for qualifier in statement.qualifiers_in_order() {
        columns.push(format!("qal{}", qualifier.property.trim_start_matches('P')));
        cells.push(value(qualifier, dialect, false)?);
    }
    for reference in &statement.references {
        for (number, snak) in reference.in_order().enumerate() {
            let letter = if number == 0 { 'S' } else { 's' };
            columns.push(format!("{letter}{}", snak.property.trim_start_matches('P')));
            cells.push(value(snak, dialect, false)?);
        }
    }
    Ok((columns, cells))
}

/// Puts rows with the same columns in a table each, in the order of their columns.
pub(super) fn tables(rows: impl Iterator<Item = Row>) -> Vec<(String, String)> {
    let mut tables: BTreeMap<Vec<String>, Vec<Vec<String>>> = BTreeMap::new();
    for (columns, cells) in rows {
        tables.entry(columns).or_default().push(cells);
    }
    let table = |(number, (columns, rows)): (usize, (Vec<String>, Vec<Vec<String>>))| {
        let mut text = String::new();
        for cells in std::iter::once(&columns).chain(&rows) {
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        (format!("statements-{}.csv", number + 1), text)
    };
    tables.into_iter().enumerate().map(table).collect()
}

/// Returns a cell, in quotation marks where it needs them (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
