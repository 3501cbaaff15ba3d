//! Rows as records, one value a line: for answers with more columns than the terminal has room for.

use super::table::CellText;

/// The least room a column of a table should have before rows are shown as records.
const COMFORTABLE: usize = 13;

/// Says whether a table of these natural widths would be squeezed out of shape.
pub(super) fn are_better(natural: &[usize], bound: Option<usize>) -> bool {
    let Some(bound) = bound else { return false };
    let frame = natural.len() * 3 + 1;
    let needed: usize = natural.iter().map(|width| (*width).min(COMFORTABLE)).sum();
    natural.iter().sum::<usize>() + frame > bound && needed + frame > bound
}

/// Draws rows as records; values that are not bound are left out.
pub(super) fn draw(head: &[CellText], body: &[Vec<CellText>], bound: usize, ascii: bool) -> String {
    let rule = if ascii { "-" } else { "─" };
    let names = head.iter().map(CellText::width).max().unwrap_or(0);
    let room = bound.saturating_sub(names + 4).max(20);
    let mut text = String::new();
    for (number, row) in body.iter().enumerate() {
        let title = format!("{rule}{rule} {} ", number + 1);
        text.push_str(&title);
        text.push_str(&rule.repeat(bound.saturating_sub(title.chars().count())));
        text.push('\n');
        for (name, cell) in head.iter().zip(row).filter(|(_, cell)| cell.width() > 0) {
            let name = name.laid_out(names);
            let padding = " ".repeat(names.saturating_sub(unicode_width::UnicodeWidthStr::width(&*name)));
            for (line, words) in cell.laid_out(room).lines().enumerate() {
                let (name, padding) = if line == 0 { (&*name, &*padding) } else { ("", "") };
                let indent = if line == 0 { 2 } else { names + 2 };
                text.push_str(&" ".repeat(indent));
                text.push_str(name);
                text.push_str(padding);
                text.push_str("  ");
                text.push_str(words.trim_end());
                text.push('\n');
            }
        }
    }
    text
}
