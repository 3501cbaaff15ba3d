//! Commands a line each, parts with TABs between them.

use super::super::json::Reference;
use super::super::plan::Operation;
use super::Dialect;
use super::value::value;

/// Writes the lines of one statement.
pub(super) fn lines(operation: &Operation, dialect: Dialect, is_twin: bool) -> Result<String, String> {
    let statement = &operation.statement;
    let main = &statement.mainsnak;
    let (item, property) = match (is_twin, dialect) {
        (false, _) => (operation.item.clone(), main.property.clone()),
        (true, Dialect::V3) => (format!("+{}", operation.item), main.property.clone()),
        (true, Dialect::Rust) => (operation.item.clone(), format!("!{}", main.property)),
        (true, Dialect::Classic) => {
            return Err("another statement has the same item, property and value, and the engine would make them \
                        one; the dialects v3 and rust keep them apart"
                .to_owned());
        }
    };
    let mut head = vec![item, property, value(main, dialect, true)?];
    for qualifier in statement.qualifiers_in_order() {
        head.extend([qualifier.property.clone(), value(qualifier, dialect, true)?]);
    }
    let block = |reference: &Reference, marks_start: bool| {
        let mut parts = Vec::new();
        for snak in reference.in_order() {
            let mark = if marks_start && parts.is_empty() { "!" } else { "" };
            let number = snak.property.trim_start_matches('P');
            parts.extend([format!("{mark}S{number}"), value(snak, dialect, true)?]);
        }
        Ok::<_, String>(parts)
    };
    let mut lines = String::new();
    let mut line = |parts: &[String]| {
        lines.push_str(&parts.join("\t"));
        lines.push('\n');
    };
    if dialect == Dialect::Classic {
        // The old engine knows one block a line; the same statement again gets the next block.
        if statement.references.is_empty() {
            line(&head);
        }
        for reference in &statement.references {
            line(&[head.clone(), block(reference, false)?].concat());
        }
        return Ok(lines);
    }
    let mut whole = head;
    for (number, reference) in statement.references.iter().enumerate() {
        whole.extend(block(reference, number > 0)?);
    }
    line(&whole);
    Ok(lines)
}
