//! The rows of one article into the tree of a dossier.

use std::borrow::Cow;

use super::cells::{self, Cell, Flaw};
use super::columns::{self, Kind, Step};
use super::{Head, Header, items, syntax};
use crate::dossier::SyntaxError;
use crate::dossier::node::{Bare, Entry, Node, Value};
use crate::finding::{Checked, Code, Finding, Severity};
use crate::source::{Source, Span, Spanned};

/// Reads the rows of one article, given apart from their header.
pub(in crate::dossier) fn parse_rows<'a>(
    source: &'a Source,
    header: &Header,
) -> Result<Checked<Node<'a>>, SyntaxError> {
    parse_from(source, 0, header)
}

/// Reads the rows from a byte on.
pub(super) fn parse_from<'a>(
    source: &'a Source,
    start: usize,
    header: &Header,
) -> Result<Checked<Node<'a>>, SyntaxError> {
    let mut rows = Rows {
        source,
        header,
        findings: if header.reported { Vec::new() } else { header.findings.to_vec() },
        article: Vec::new(),
        told: vec![None; header.columns.len()],
        language: None,
    };
    let text = &*source.text;
    let (mut cells, mut flaws) = (Vec::new(), Vec::new());
    let mut records: Vec<Vec<Cell>> = Vec::new();
    let mut at = start;
    while at < text.len() {
        at = cells::record(text, at, header.delimiter, &mut cells, &mut flaws);
        if let Some(flaw @ Flaw::Unclosed(_)) = flaws.last() {
            return Err(syntax(*flaw));
        }
        if cells.iter().any(|cell| !cell.is_empty(text)) {
            rows.see_language(&cells);
            records.push(cells.clone());
        }
    }
    for flaw in flaws {
        let SyntaxError { span, message, hint } = syntax(flaw);
        let finding = Finding::new(Code::BadValue, source, span, message);
        rows.findings.push(hint.into_iter().fold(finding, Finding::with_hint));
    }
    let statements: Vec<Node<'a>> = records.into_iter().filter_map(|cells| rows.row(&cells)).collect();
    let whole = Span::new(start, text.trim_end().len().max(start));
    let first_line = Span::new(start, start + text[start..].lines().next().map_or(0, str::len));
    let article = Node { span: first_line, value: Value::Map(std::mem::take(&mut rows.article)) };
    let statements = Node { span: whole, value: Value::List(statements) };
    let entry = |key: &'static str, value: Node<'a>| Entry { key: Spanned::new(Cow::Borrowed(key), value.span), value };
    let tree =
        Node { span: whole, value: Value::Map(vec![entry("article", article), entry("statements", statements)]) };
    Ok(Checked { value: tree, findings: rows.findings })
}

struct Rows<'a, 'h> {
    source: &'a Source,
    header: &'h Header,
    findings: Vec<Finding>,
    article: Vec<Entry<'a>>,
    /// Per column: the cell of the article that was filled first.
    told: Vec<Option<Cell>>,
    /// The language of the article, for texts without one beside texts with one.
    language: Option<Cow<'a, str>>,
}

impl<'a> Rows<'a, '_> {
    fn see_language(&mut self, cells: &[Cell]) {
        if self.language.is_some() {
            return;
        }
        let text: &'a str = &self.source.text;
        for (cell, head) in cells.iter().zip(self.header.columns.iter()) {
            let is_language =
                head.column.as_ref().is_some_and(|column| column.of_article && column.path == ["language"]);
            if is_language && !cell.is_empty(text) {
                self.language = Some(cell.value(text));
            }
        }
    }

    /// Reads one row; without a cell of a statement there is none.
    fn row(&mut self, cells: &[Cell]) -> Option<Node<'a>> {
        let text: &'a str = &self.source.text;
        let header = self.header;
        self.check_length(cells);
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut quotes: Vec<(&Head, Cell)> = Vec::new();
        for (number, (cell, head)) in cells.iter().zip(header.columns.iter()).enumerate() {
            if cell.is_empty(text) {
                continue;
            }
            let Some(column) = &head.column else {
                self.cell_without_column(head, *cell);
                continue;
            };
            if column.of_article {
                if self.is_first_of_article(number, head, *cell) {
                    let node = self.node(*cell, column.kind);
                    let mut article = std::mem::take(&mut self.article);
                    self.insert(&mut article, &column.path, node, &head.name);
                    self.article = article;
                }
            } else if column.kind == Kind::Quote {
                quotes.push((head, *cell));
            } else if self.is_mapping_in_cell(head, *cell, &column.path) {
                // Unknown, so that nothing else is said of it.
                if let [step] = &column.path[..]
                    && matches!(&**step, "subject" | "object")
                {
                    entries.push(unknown(step.clone(), cell.span));
                }
            } else {
                let node = self.node(*cell, column.kind);
                self.insert(&mut entries, &column.path, node, &head.name);
            }
        }
        self.quotes(&mut entries, &quotes);
        if entries.is_empty() {
            return None;
        }
        let span = Span { start: cells.first()?.span.start, end: cells.last()?.span.end };
        Some(Node { span, value: Value::Map(entries) })
    }

    fn check_length(&mut self, cells: &[Cell]) {
        let (have, want) = (cells.len(), self.header.columns.len());
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
        let surplus = cells.get(want..).unwrap_or_default();
        if let Some(extra) = surplus.iter().find(|cell| !cell.is_empty(&self.source.text)) {
            let message = format!("a row of {have} cells under a header of {want}");
            self.findings.push(
                Finding::new(Code::BadValue, self.source, extra.span, message)
                    .with_hint("put a cell that holds the delimiter into quotes (`\"`)"),
            );
        } else if have < want {
            let span = Span { start: first.span.start, end: last.span.end };
            let message = format!("a row of {have} cells under a header of {want}; the others count as empty");
            let mut finding = Finding::new(Code::BadValue, self.source, span, message);
            finding.severity = Severity::Warning;
            self.findings.push(finding);
        }
    }

    /// Reports a cell that holds what is a mapping in YAML: its fields are columns of their own here.
    fn is_mapping_in_cell(&mut self, head: &Head, cell: Cell, path: &[Step]) -> bool {
        let text: &'a str = &self.source.text;
        let value = cell.value(text);
        let Some(inner) = value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
        let last = path.last().map_or("", |step| &**step);
        let holds_words =
            matches!(last, "text" | "basis") || path.iter().any(|step| columns::is_text_in_languages(step));
        let field = inner.split(':').next().unwrap_or_default().trim().trim_matches('"');
        if holds_words || !inner.contains(':') {
            return false;
        }
        let column = format!("{}.{field}", head.name);
        let finding = Finding::new(Code::WrongType, self.source, cell.span, "a cell holds one value, not a mapping");
        self.findings.push(if columns::column(&column).is_some() {
            finding.with_hint(format!("write each field into a column of its own, such as `{column}`"))
        } else {
            finding.with_hint("write each field into a column of its own, such as `object.text` or `content.subject`")
        });
        true
    }

    /// Reports a cell that would be lost. The header's own finding went out with the first article.
    fn cell_without_column(&mut self, head: &Head, cell: Cell) {
        let header = self.header;
        if !header.reported && !head.name.is_empty() {
            return;
        }
        let message = if head.name.is_empty() {
            "a cell in a column without a name".to_owned()
        } else {
            format!("a cell in the unknown column `{}`", head.name)
        };
        self.findings.push(
            Finding::new(Code::UnknownKey, self.source, cell.span, message)
                .with_related(&header.source, head.span, "the column")
                .with_hint("name the column as a field of a dossier, or take it out"),
        );
    }

    /// Says whether a cell of the article is its first; others must say the same.
    fn is_first_of_article(&mut self, number: usize, head: &Head, cell: Cell) -> bool {
        let text: &'a str = &self.source.text;
        let Some(first) = self.told[number] else {
            self.told[number] = Some(cell);
            return true;
        };
        if first.value(text).trim() != cell.value(text).trim() {
            let message = format!("`{}` is not what it is in an earlier row of the article", head.name);
            self.findings.push(
                Finding::new(Code::DuplicateKey, self.source, cell.span, message)
                    .with_related(self.source, first.span, "written here first")
                    .with_hint("what belongs to the article is written once, or the same in all its rows"),
            );
        }
        false
    }

    fn node(&self, cell: Cell, kind: Kind) -> Node<'a> {
        let text: &'a str = &self.source.text;
        // Bare like the words of YAML, for spreadsheets quote cells as they like.
        let scalar = |(value, span): (Cow<'a, str>, Span)| Node { span, value: Value::Scalar(value, Bare::Yes) };
        let one_or_list = |mut nodes: Vec<Node<'a>>| match nodes.len() {
            1 => nodes.remove(0),
            _ => Node { span: cell.span, value: Value::List(nodes) },
        };
        let filled = || items(cell, text).into_iter().filter(|(value, _)| !value.is_empty());
        match kind {
            Kind::One | Kind::Quote => scalar((cell.value(text), cell.span)),
            Kind::List => one_or_list(filled().map(scalar).collect()),
            Kind::Names => one_or_list(
                filled()
                    .map(|item| {
                        let value = scalar(item);
                        let key = Spanned::new(Cow::Borrowed("name"), value.span);
                        Node { span: value.span, value: Value::Map(vec![Entry { key, value }]) }
                    })
                    .collect(),
            ),
        }
    }

    /// Puts a value where its column says.
    fn insert(&mut self, entries: &mut Vec<Entry<'a>>, path: &[Step], node: Node<'a>, name: &str) {
        let Some((step, rest)) = path.split_first() else { return };
        let found = entries.iter().position(|entry| entry.key.value == *step);
        let Some(found) = found else {
            let key = Spanned::new(step.clone(), node.span);
            let value = if rest.is_empty() {
                node
            } else {
                let span = node.span;
                let mut below = Vec::new();
                self.insert(&mut below, rest, node, name);
                Node { span, value: Value::Map(below) }
            };
            entries.push(Entry { key, value });
            return;
        };
        let there = &mut entries[found].value;
        let both = Span { start: there.span.start.min(node.span.start), end: there.span.end.max(node.span.end) };
        let in_languages = columns::is_text_in_languages(step);
        // A text beside the same in another language is in the language of the article.
        if let (true, Value::Scalar(..), [_, ..], Some(language)) = (in_languages, &there.value, rest, &self.language) {
            let key = Spanned::new(language.clone(), there.span);
            let value = std::mem::replace(there, Node { span: both, value: Value::Null });
            there.value = Value::Map(vec![Entry { key, value }]);
        }
        match (&mut there.value, rest) {
            (Value::Map(below), [_, ..]) => {
                there.span = both;
                self.insert(below, rest, node, name);
            }
            (Value::Map(below), []) if in_languages && self.language.is_some() => {
                let language = self.language.clone().unwrap_or_default();
                there.span = both;
                if let Some(same) = below.iter().find(|entry| entry.key.value == language) {
                    let (here, first) = (node.span, same.value.span);
                    self.clash(here, first, name);
                } else {
                    below.push(Entry { key: Spanned::new(language, node.span), value: node });
                }
            }
            // Authors by name and authors by id.
            (_, []) if matches!(&**step, "author" | "publisher") => {
                let first = std::mem::replace(there, Node { span: both, value: Value::Null });
                let mut all = Vec::new();
                for node in [first, node] {
                    match node.value {
                        Value::List(nodes) => all.extend(nodes),
                        _ => all.push(node),
                    }
                }
                there.value = Value::List(all);
            }
            _ => {
                let (here, first) = (node.span, there.span);
                self.clash(here, first, name);
            }
        }
    }

    fn clash(&mut self, here: Span, first: Span, name: &str) {
        self.findings.push(
            Finding::new(Code::DuplicateKey, self.source, here, format!("`{name}` is given twice in this row"))
                .with_related(self.source, first, "by this cell too")
                .with_hint("a value is written in its short form or in a long one; leave one of the cells empty"),
        );
    }

    /// Zips the parts of the quotes: the second of `quote.prefix` belongs to the second of `quote`.
    fn quotes(&mut self, entries: &mut Vec<Entry<'a>>, columns: &[(&Head, Cell)]) {
        let text: &'a str = &self.source.text;
        let parts: Vec<_> = columns.iter().map(|(head, cell)| (*head, *cell, items(*cell, text))).collect();
        let Some(count) = parts.iter().map(|(_, _, items)| items.len()).max() else { return };
        for (head, cell, items) in &parts {
            if items.len() != count {
                let message =
                    format!("`{}` has {} items, another column of the quotes has {count}", head.name, items.len());
                self.findings.push(
                    Finding::new(Code::BadValue, self.source, cell.span, message)
                        .with_hint("give each quote its item, an empty one if need be, or write `\\|` for a bar"),
                );
            }
        }
        let mut quotes = Vec::with_capacity(count);
        for number in 0..count {
            let mut quote = Vec::new();
            for (head, _, items) in &parts {
                let Some((value, span)) = items.get(number).filter(|(value, _)| !value.is_empty()) else { continue };
                let path = head.column.as_ref().map_or(&[][..], |column| &column.path[1..]);
                let node = Node { span: *span, value: Value::Scalar(value.clone(), Bare::Yes) };
                self.insert(&mut quote, path, node, &head.name);
            }
            let Some(first) = quote.first() else { continue };
            let span = first.value.span;
            quotes.push(if quote.len() == 1 && first.key.value == "quote" {
                quote.remove(0).value
            } else {
                Node { span, value: Value::Map(quote) }
            });
        }
        let span = quotes.first().map_or_else(Span::default, |quote| quote.span);
        let value = if quotes.len() == 1 { quotes.remove(0) } else { Node { span, value: Value::List(quotes) } };
        entries.push(Entry { key: Spanned::new(Cow::Borrowed("quote"), span), value });
    }
}

/// Returns a field whose value is not known.
fn unknown<'a>(field: Step, span: Span) -> Entry<'a> {
    let value = Node { span, value: Value::Scalar(Cow::Borrowed("not-stated"), Bare::Yes) };
    let reason = Entry { key: Spanned::new(Cow::Borrowed("unknown"), span), value };
    Entry { key: Spanned::new(field, span), value: Node { span, value: Value::Map(vec![reason]) } }
}
