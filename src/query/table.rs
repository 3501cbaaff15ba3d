//! Rows as a table for a terminal: short names, labels, wide and right-to-left text in their place.
//! Rows with more columns than there is room for are drawn as records, one value a line.
//!
//! Data never steers the terminal: control characters and direction overrides are shown as escapes,
//! and each line of right-to-left text is wrapped in isolates (Unicode UAX #9) so that it cannot
//! reorder its neighbours.

use comfy_table::{ContentArrangement, Table, presets};
use oxigraph::model::Term;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::labels::Labels;
use super::prefixes::Prefixes;
use super::records;
use super::run::Row;
use crate::iri::is_invisible;

/// How a table is drawn.
pub struct Style<'s> {
    /// Columns of the terminal; `None` sets no bound.
    pub width: Option<usize>,
    /// Shorten IRIs.
    pub prefixes: &'s Prefixes,
    /// Names for IRIs, shown before them.
    pub labels: Option<&'s Labels>,
    /// Draw with ASCII characters only.
    pub ascii: bool,
}

/// A table, and the line below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The table; ends in a line break. Empty when there are no rows.
    pub table: String,
    /// How many rows there are, in words.
    pub footer: String,
}

/// The narrowest a column is made.
const NARROWEST: usize = 6;

/// Draws rows; `cut` says that there would have been more.
#[must_use]
pub fn render(columns: &[String], rows: &[Row], hidden: &[String], cut: bool, style: &Style<'_>) -> Rendered {
    let footer = match (rows.len(), cut) {
        (0, _) => "no rows".to_owned(),
        (1, false) => "1 row".to_owned(),
        (count, false) => format!("{count} rows"),
        (count, true) => format!("the first {count} rows; there are more"),
    };
    if rows.is_empty() {
        return Rendered { table: String::new(), footer };
    }
    let shown: Vec<usize> = (0..columns.len()).filter(|place| !hidden.contains(&columns[*place])).collect();
    let head: Vec<CellText> = shown.iter().map(|&place| CellText::new(&columns[place])).collect();
    let body: Vec<Vec<CellText>> = rows
        .iter()
        .map(|row| {
            shown
                .iter()
                .map(|&place| row[place].as_ref().map_or_else(CellText::default, |term| cell(term, style)))
                .collect()
        })
        .collect();
    let natural: Vec<usize> = (0..shown.len())
        .map(|place| body.iter().map(|row| row[place].width()).max().unwrap_or(0).max(head[place].width()))
        .collect();
    if let Some(bound) = style.width.filter(|_| records::are_better(&natural, style.width)) {
        return Rendered { table: records::draw(&head, &body, bound, style.ascii), footer };
    }
    let widths = fit(&natural, style.width);
    let mut table = Table::new();
    table.load_style(if style.ascii { presets::ASCII_MARKDOWN } else { presets::UTF8_HORIZONTAL_ONLY });
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head.iter().zip(&widths).map(|(cell, width)| cell.laid_out(*width)));
    for row in &body {
        table.add_row(row.iter().zip(&widths).map(|(cell, width)| cell.laid_out(*width)));
    }
    let mut text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if text.is_empty() {
        text.push('\n');
    }
    Rendered { table: text, footer }
}

/// Gives each column its natural width, or narrows the widest ones until all fit.
fn fit(natural: &[usize], bound: Option<usize>) -> Vec<usize> {
    let Some(bound) = bound else { return natural.to_vec() };
    // A cell has a blank on either side; the frame has a line between two cells at most.
    let room = bound.saturating_sub(natural.len() * 3 + 1);
    let mut widths = natural.to_vec();
    let mut total: usize = widths.iter().sum();
    while total > room {
        let widest = widths.iter().copied().max().unwrap_or(0);
        if widest <= NARROWEST {
            break;
        }
        let second = widths.iter().copied().filter(|width| *width < widest).max().unwrap_or(NARROWEST).max(NARROWEST);
        let many = widths.iter().filter(|width| **width == widest).count();
        let step = (total - room).div_ceil(many).min(widest - second).max(1);
        for width in widths.iter_mut().filter(|width| **width == widest) {
            *width = (*width - step).max(NARROWEST);
        }
        total = widths.iter().sum();
    }
    widths
}

/// Returns what a cell shows of a term.
fn cell(term: &Term, style: &Style<'_>) -> CellText {
    match term {
        Term::NamedNode(node) => {
            let short = style.prefixes.shorten(node.as_str()).unwrap_or_else(|| format!("<{}>", node.as_str()));
            match style.labels.and_then(|labels| labels.get(node.as_str())) {
                Some(label) => CellText::labelled(label, &short),
                None => CellText::new(&short),
            }
        }
        Term::Literal(literal) => CellText::new(literal.value()),
        other => CellText::new(&other.to_string()),
    }
}

/// Text that is safe to show, not yet broken into lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellText(String);

impl CellText {
    /// Returns text with everything escaped that a terminal would act upon; line breaks stay.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Self::visible(text))
    }

    /// Returns a label with the short form of its IRI, each isolated from the other.
    fn labelled(label: &str, short: &str) -> Self {
        Self(format!("{} ({})", Self::visible(label).replace('\n', " "), Self::visible(short)))
    }

    /// Escapes control characters, direction marks and invisible characters, line breaks excepted.
    #[must_use]
    pub fn visible(text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for character in text.replace("\r\n", "\n").chars() {
            match character {
                '\n' => shown.push('\n'),
                '\t' => shown.push(' '),
                // Joiners and presentation selectors belong to the spelling of words and signs.
                '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' => shown.push(character),
                c if c.is_control() || is_invisible(c) => shown.extend(c.escape_unicode()),
                c => shown.push(c),
            }
        }
        shown
    }

    pub(super) fn width(&self) -> usize {
        self.0.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
    }

    /// Breaks the text into lines of at most `width` and isolates those that run right to left.
    pub(super) fn laid_out(&self, width: usize) -> String {
        let lines: Vec<String> =
            self.0.lines().flat_map(|line| wrap(line, width.max(1))).map(|line| isolate(&line)).collect();
        lines.join("\n")
    }
}

/// Breaks a line at blanks, and inside words only when a word is longer than the line.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        let visible = word.trim_end().width();
        if used > 0 && used + visible > width {
            lines.push(String::new());
            used = 0;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if wide > 0 && used + wide > width {
                if character == ' ' {
                    continue;
                }
                lines.push(String::new());
                used = 0;
            }
            if let Some(last) = lines.last_mut() {
                last.push(character);
            }
            used += wide;
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Wraps a line with right-to-left letters in FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE.
#[must_use]
pub fn isolate(line: &str) -> String {
    if line.chars().any(is_right_to_left) { format!("\u{2068}{line}\u{2069}") } else { line.to_owned() }
}

/// Says whether a character is of a script written from right to left.
fn is_right_to_left(character: char) -> bool {
    matches!(character as u32,
        0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_inside_long_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("\u{4e2d}\u{6587}\u{4e2d}", 4), ["\u{4e2d}\u{6587}", "\u{4e2d}"]);
        assert_eq!(wrap("", 4), [""]);
        // Harakat stay with their letter.
        assert_eq!(wrap("ب\u{64e}ت\u{64f}", 1), ["ب\u{64e}", "ت\u{64f}"]);
    }

    #[test]
    fn widths_fit_the_terminal_and_small_columns_stay_whole() {
        assert_eq!(fit(&[4, 10], None), [4, 10]);
        let widths = fit(&[4, 50, 90], Some(60));
        assert_eq!(widths[0], 4);
        assert!(widths.iter().sum::<usize>() <= 60 - 10, "{widths:?}");
        assert_eq!(fit(&[90; 30], Some(40)), [NARROWEST; 30]);
    }

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert_eq!(
            CellText::visible("a\u{1b}]8;;x\u{7}\u{9b}\u{202e}\u{200f}b"),
            "a\\u{1b}]8;;x\\u{7}\\u{9b}\\u{202e}\\u{200f}b"
        );
        assert_eq!(CellText::visible("می\u{200c}خواهم\r\nx\ty"), "می\u{200c}خواهم\nx y");
    }

    #[test]
    fn each_line_of_right_to_left_text_is_isolated() {
        let laid = CellText::new("قراءة في العلاقات بين البلدين").laid_out(10);
        for line in laid.lines() {
            assert!(line.starts_with('\u{2068}') && line.ends_with('\u{2069}'), "{line:?}");
            assert!(line.width() <= 10, "{line:?}");
        }
        assert_eq!(isolate("plain"), "plain");
    }
}
