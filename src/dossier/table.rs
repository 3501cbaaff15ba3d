//! CSV and TSV into the tree that YAML gives: a row is a statement, a column is a field.
//!
//! Column names are dotted paths: `article` (the article's id), `article.title`, `subject`,
//! `with.quantity.at_least`, `says.ar`. Lists have `|` between their items (`\|` is a bar). An empty
//! cell is an absent field. What belongs to the article stands in any of its rows, best in the first.
//!
//! ```
//! use chancery::{dossier, source::Source};
//! let text = "article,article.language,subject,predicate,object\ngas,en,AZ,supplies,TR\n";
//! let source = Source::new("gas.csv", text);
//! let read = dossier::parse(&source, dossier::Notation::Table, "gas")?;
//! assert_eq!(read.value.article.id.value, "gas");
//! assert_eq!(source.slice(read.value.statements[0].predicate.as_ref().unwrap().span), "supplies");
//! # Ok::<(), dossier::SyntaxError>(())
//! ```

use std::borrow::Cow;
use std::sync::Arc;

pub(super) mod cells;
mod columns;
mod rows;

pub(super) use cells::RecordEnd;
use cells::{Cell, Flaw};
use columns::{Column, Kind};
pub(super) use rows::{parse_dossier, parse_rows};

use super::SyntaxError;
use super::node::Node;
use crate::finding::{Checked, Code, Finding, Severity};
use crate::source::{Source, Span};

/// The first row of a table.
#[derive(Debug, Clone)]
pub(super) struct Header {
    source: Source,
    delimiter: char,
    columns: Arc<[Head]>,
    findings: Arc<[Finding]>,
    /// Number of the column with the article's id.
    article: usize,
    /// Whether the findings were given out with an earlier article.
    reported: bool,
}

/// The head of a column.
#[derive(Debug)]
struct Head {
    name: String,
    span: Span,
    column: Option<Column>,
}

impl Header {
    /// Reads a header; `source` begins with it.
    pub(super) fn new(source: Source, delimiter: char) -> Result<Self, SyntaxError> {
        let start = start_of_header(&source.text, delimiter);
        let (mut cells, mut flaws) = (Vec::new(), Vec::new());
        let end = cells::record(&source.text, start, delimiter, &mut cells, &mut flaws);
        if let Some(flaw) = flaws.first() {
            return Err(syntax(*flaw));
        }
        if let Some(at) = source.text[start..end].trim_end_matches(['\r', '\n']).find('\r') {
            let message = "the lines end in bare carriage returns, as on old Macs";
            return Err(SyntaxError::new(Span::new(start + at, start + at + 1), message)
                .with_hint("save the table with line feeds, or convert it with `tr '\\r' '\\n'`"));
        }
        let mut findings = Vec::new();
        let mut columns: Vec<Head> = Vec::with_capacity(cells.len());
        for cell in cells {
            let name = cell.value(&source.text).trim().to_owned();
            let mut column = columns::column(&name);
            if column.is_none() && !name.is_empty() {
                findings.push(unknown_column(&source, cell.span, &name));
            }
            if let Some(first) = columns.iter().find(|head| head.column.is_some() && head.column == column) {
                let finding = Finding::new(Code::DuplicateKey, &source, cell.span, format!("two columns `{name}`"))
                    .with_related(&source, first.span, "the first one")
                    .with_hint("keep one of the two; several values go into one cell with `|` between them");
                findings.push(finding);
                column = None;
            }
            columns.push(Head { name, span: cell.span, column });
        }
        let article = columns
            .iter()
            .position(|head| head.column.as_ref().is_some_and(|column| column.of_article && column.path == ["id"]));
        let Some(article) = article else { return Err(without_article(&columns, &source.text[start..end], start)) };
        Ok(Self { source, delimiter, columns: columns.into(), findings: findings.into(), article, reported: false })
    }

    /// Returns the header as written.
    pub(super) fn text(&self) -> &str {
        &self.source.text
    }

    /// Says whether a record is the header once more, as where tables were put together.
    pub(super) fn is_repeated_by(&self, record: &str) -> bool {
        let record = record.trim_start_matches('\u{FEFF}').trim();
        !record.is_empty() && record == self.source.text.trim()
    }

    /// Returns the first error in the header that went out with no article.
    pub(super) fn first_error(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| !self.reported && finding.severity == Severity::Error)
    }

    pub(super) fn delimiter(&self) -> char {
        self.delimiter
    }

    /// Remembers that an article went out with the findings of the header.
    pub(super) fn mark_reported(&mut self) {
        self.reported = true;
    }

    /// Returns the article a record belongs to, as written.
    pub(super) fn article_of(&self, record: &str) -> String {
        let cell = cells::nth(record, self.article, self.delimiter);
        cell.map(|cell| cell.value(record).trim().to_owned()).unwrap_or_default()
    }
}

/// Reads a table of one article, header included.
pub(super) fn parse(source: &Source) -> Result<Checked<Node<'_>>, SyntaxError> {
    let line = source.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = delimiter_of(line, true);
    let header = Header::new(source.clone(), delimiter)?;
    let start = start_of_header(&source.text, delimiter);
    let (mut cells, mut flaws) = (Vec::new(), Vec::new());
    let rows = cells::record(&source.text, start, delimiter, &mut cells, &mut flaws);
    rows::parse_from(source, rows, &header)
}

/// Returns what stands between the cells of a header: a tab where tabs may, a comma, else a semicolon.
pub(super) fn delimiter_of(header: &str, tabs: bool) -> char {
    match header {
        _ if tabs && header.contains('\t') => '\t',
        _ if !header.contains(',') && header.contains(';') => ';',
        _ => ',',
    }
}

/// Returns whether a record holds nothing, as the rows that spreadsheets add do.
pub(super) fn is_blank(record: &str, delimiter: char) -> bool {
    record.chars().all(|c| c == delimiter || c == '"' || c.is_whitespace())
}

fn start_of_header(text: &str, delimiter: char) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !is_blank(line, delimiter) {
            break;
        }
        start += line.len();
    }
    start.min(text.len())
}

fn syntax(flaw: Flaw) -> SyntaxError {
    match flaw {
        Flaw::Unclosed(span) => SyntaxError::new(span, "a quote (`\"`) is opened and never closed")
            .with_hint("close it at the end of the cell; where it is text, quote the cell and double it: `\"\"`"),
        Flaw::AfterQuote(span) => SyntaxError::new(span, "text after a closing quote")
            .with_hint("inside a quoted cell, double the quotes that are text: `\"\"`"),
    }
}

/// Words a header that does not name the articles, by what it seems to be.
fn without_article(columns: &[Head], header: &str, start: usize) -> SyntaxError {
    let line = header.trim_end();
    let error = SyntaxError::new(Span::new(start, start + line.len()), "the column `article` is missing");
    let separated_by = |separator: char| line.split(separator).any(|name| name.trim() == "article");
    if line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("sep=")) {
        return error.with_hint("take this line out: the first line names the columns");
    }
    if columns.iter().any(|head| head.name.eq_ignore_ascii_case("article")) {
        return error.with_hint("names of columns are in lower case: `article`");
    }
    error.with_hint(match () {
        () if separated_by('\t') => "the cells stand between tabs: name the file .tsv, or say `--from tsv`",
        () if separated_by('|') => "the cells stand between bars; put commas, semicolons or tabs between them",
        () if separated_by(',') => "the cells stand between commas: name the file .csv, or say `--from csv`",
        () => "the first row names the columns; `article` holds the id of each row's article",
    })
}

fn unknown_column(source: &Source, span: Span, name: &str) -> Finding {
    let finding = Finding::new(Code::UnknownKey, source, span, format!("unknown column `{name}`"));
    let of_article = format!("article.{name}");
    let near = if columns::column(&of_article).is_some() {
        Some(&*of_article)
    } else {
        super::nearest(name, columns::EXAMPLES.iter().copied())
    };
    match near {
        Some(_) => finding.with_suggestion(near),
        None => finding.with_hint("columns are fields of a dossier, such as `subject`, `article.title` or `with.time`"),
    }
}

/// One item of a list, with its place.
fn items(cell: Cell, text: &str) -> Vec<(Cow<'_, str>, Span)> {
    let raw = text.get(cell.span.range()).unwrap_or_default();
    let base = cell.span.start as usize;
    let mut items = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    let mut push = |from: usize, to: usize| {
        let item = &raw[from..to];
        let first = from + (item.len() - item.trim_start().len());
        let item = item.trim();
        let mut value = Cow::Borrowed(item);
        if cell.doubled && item.contains("\"\"") {
            value = Cow::Owned(value.replace("\"\"", "\""));
        }
        if item.contains('\\') {
            value = Cow::Owned(unescaped(&value));
        }
        items.push((value, Span::new(base + first, base + first + item.len())));
    };
    let list = memchr::memchr(b'|', raw.as_bytes()).map_or(&raw[..0], |_| raw);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'|' => {
                push(start, at);
                start = at + 1;
            }
            _ => {}
        }
    }
    push(start, raw.len());
    items
}

/// What a cell would be that holds some texts.
pub(super) enum Cells {
    /// The cell.
    Text(String),
    /// No column has this name.
    NoColumn,
    /// The column holds one value.
    NoList,
    /// A text that would not come back.
    Blank,
}

/// Returns the cell of a column for one text or several.
pub(super) fn column_cells(name: &str, texts: &[&str]) -> Cells {
    let Some(column) = columns::column(name) else { return Cells::NoColumn };
    match (column.kind, texts) {
        (Kind::One, [text]) if text.trim().is_empty() => Cells::Blank,
        (Kind::One, [text]) => Cells::Text((*text).to_owned()),
        (Kind::One, _) => Cells::NoList,
        // The parts of quotes run side by side, so that one may be nothing.
        (Kind::Quote, texts) => Cells::Text(texts.iter().map(|text| escaped(text)).collect::<Vec<_>>().join("|")),
        (Kind::List | Kind::Names, texts) if texts.iter().any(|text| text.is_empty() || text.trim() != *text) => {
            Cells::Blank
        }
        (Kind::List | Kind::Names, texts) => {
            Cells::Text(texts.iter().map(|text| escaped(text)).collect::<Vec<_>>().join("|"))
        }
    }
}

/// Puts a backslash before bars and backslashes, so that [`unescaped`] gives the text back.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|")
}

/// Takes the backslash from `\|` and `\\`; others stay.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match characters.peek() {
            Some(&next) if c == '\\' && matches!(next, '|' | '\\') => {
                out.push(next);
                characters.next();
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
