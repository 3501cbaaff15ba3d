//! Reads a mapping and checks it against the header of its table.

mod parts;
mod tables;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::codes::Codes;
use super::row::Column;
use super::template::{Conditions, Part, Piece, Template};
use super::{Constant, Join, Mapping, MappingError, Skip};
use crate::digest::Hasher;
use crate::dossier::node::{Entry, Node, Value};
use crate::dossier::stream::small_table;
use crate::dossier::{Notation, nearest, parse_tree, read_dossier};
use crate::finding::{Code, Finding, has_errors};
use crate::source::{Source, Span};

const TOP: &[&str] = &["mapping", "article", "entities", "statements"];
const HEAD: &[&str] = &["table", "rows", "empty", "join", "codes", "values", "skip"];

/// What is known while a mapping is read.
struct Compiler<'s> {
    source: &'s Source,
    findings: Vec<Finding>,
    columns: Vec<String>,
    joins: Vec<Join>,
    codes: Vec<Codes>,
    code_numbers: HashMap<String, usize>,
    values: Vec<HashMap<String, String>>,
    value_numbers: HashMap<String, usize>,
    constants: Vec<Constant>,
    /// Names of entities that the mapping itself describes.
    own_entities: Vec<String>,
    hasher: Hasher,
}

/// A node whose places stay: those of the mapping file.
type Fields<'s> = Vec<Entry<'s>>;

pub(super) fn open(
    path: &Path,
    folders: &[PathBuf],
    name_of: &dyn Fn(&Path) -> String,
) -> Result<Mapping, MappingError> {
    let unreadable = |source| MappingError::Read { name: name_of(path), source };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let source = Source::new(name_of(path), text);
    let tree = parse_tree(&source, Notation::Yaml).map_err(|error| {
        let finding = Finding::new(Code::BadValue, &source, error.span, error.message);
        MappingError::Wrong(vec![error.hint.into_iter().fold(finding, Finding::with_hint)])
    })?;
    let mut hasher = Hasher::default();
    hasher.part(&source.text);
    let mut compiler = Compiler {
        source: &source,
        findings: tree.findings,
        columns: Vec::new(),
        joins: Vec::new(),
        codes: Vec::new(),
        code_numbers: HashMap::new(),
        values: Vec::new(),
        value_numbers: HashMap::new(),
        constants: Vec::new(),
        own_entities: Vec::new(),
        hasher,
    };
    let place = Place { beside: path.parent().unwrap_or_else(|| Path::new("")), folders, name_of };
    let made = compiler.mapping(tree.value, &place)?;
    let Compiler { findings, columns, joins, codes, values, constants, hasher, .. } = compiler;
    let Some(made) = made.filter(|_| !has_errors(&findings)) else { return Err(MappingError::Wrong(findings)) };
    let deciding = deciding(&made.id, &made.skips, &joins);
    Ok(Mapping {
        deciding,
        table: made.table,
        table_name: made.table_name,
        columns,
        delimiter: made.delimiter,
        gathered: made.gathered,
        empty: made.empty,
        joins,
        codes,
        values,
        skips: made.skips,
        id: made.id,
        article: made.article,
        entities: made.entities,
        statements: made.statements,
        fingerprint: hasher.finish(),
        constants,
        rows: AtomicU64::new(0),
    })
}

/// Returns the columns whose cells decide where a row belongs: those that the id of the article, the rows left out and
/// the joined tables look at; nothing if the id is made of the whole row.
fn deciding(id: &Part, skips: &[Skip], joins: &[Join]) -> Option<Vec<usize>> {
    let of_id = match &id.template {
        Template::Text(pieces, _) => pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Cell(column, _) => Some(*column),
                Piece::Text(_) => None,
            })
            .collect(),
        Template::Lookup(lookup) => std::iter::once(lookup.column).chain(lookup.at).collect(),
        _ => Vec::new(),
    };
    let of_skips = skips.iter().flat_map(|skip| &skip.when.all).map(|condition| condition.column);
    let mut columns: Vec<usize> = joins.iter().map(|join| join.on).collect();
    for column in of_id.into_iter().chain(of_skips) {
        match column {
            Column::Own(number) => columns.push(number),
            // Its own column is among them.
            Column::Joined(..) => {}
            Column::Row => return None,
        }
    }
    columns.sort_unstable();
    columns.dedup();
    Some(columns)
}

/// Where tables are looked for.
struct Place<'p> {
    beside: &'p Path,
    folders: &'p [PathBuf],
    name_of: &'p dyn Fn(&Path) -> String,
}

/// What is read of a mapping beside what the compiler keeps.
struct Made {
    table: PathBuf,
    table_name: String,
    delimiter: char,
    gathered: bool,
    empty: Vec<String>,
    skips: Vec<Skip>,
    id: Part,
    article: Part,
    entities: Option<Part>,
    statements: Vec<Part>,
}

impl<'s> Compiler<'s> {
    fn mapping(&mut self, tree: Node<'s>, place: &Place<'_>) -> Result<Option<Made>, MappingError> {
        let whole = Span::new(0, self.source.text.lines().next().map_or(0, str::len));
        let mut holes = Vec::new();
        let template = parts::placeholder(&tree, &mut holes);
        let mut top = self.fields(tree, TOP, "a mapping file");
        let Some(head) = take(&mut top, "mapping") else {
            self.missing(whole, "mapping", "write `mapping: { table: votes.csv }`, then `article` and `statements`");
            return Ok(None);
        };
        let span = head.span;
        let mut head = self.fields(head, HEAD, "`mapping`");
        let Some(table) = take(&mut head, "table").and_then(|node| self.text(node)) else {
            self.missing(span, "table", "write the name of the CSV or TSV file");
            return Ok(None);
        };
        let Some(path) = self.find(&table.0, table.1, place) else { return Ok(None) };
        let table_name = (place.name_of)(&path);
        let header = small_table(&path, &table_name, true)?;
        header.columns.iter().for_each(|column| self.hasher.part(column));
        self.columns = header.columns;
        let rows = take(&mut head, "rows").and_then(|node| self.text(node));
        let gathered = rows.as_ref().is_some_and(|(text, _)| text == "gathered");
        if let Some((text, span)) = rows.filter(|(text, _)| !matches!(&**text, "gathered" | "together")) {
            let message = format!("`{text}` does not say how the rows of one article stand");
            self.report(Code::BadValue, span, message, "write `together`, or `gathered` where they stand apart");
        }
        let empty = take(&mut head, "empty").map(|node| self.texts(node)).unwrap_or_default();
        if let Some(node) = take(&mut head, "join") {
            self.joins(node, place)?;
        }
        if let Some(node) = take(&mut head, "codes") {
            self.code_lists(node, place)?;
        }
        if let Some(node) = take(&mut head, "values") {
            self.value_tables(node);
        }
        let skips = take(&mut head, "skip").map(|node| self.skips(node)).unwrap_or_default();
        self.check_shape(template, &holes);
        let Some(article) = take(&mut top, "article") else {
            self.missing(whole, "article", "write `article:` with at least `id` and `language`");
            return Ok(None);
        };
        let article_span = article.span;
        let id = match &article.value {
            Value::Map(entries) => {
                entries.iter().find(|entry| entry.key.value == "id").map(|entry| entry.value.clone())
            }
            _ => None,
        };
        let Some(id) = id else {
            self.missing(article_span, "id", "name the articles by a column, such as `id: \"vote-{number}\"`");
            return Ok(None);
        };
        let id = self.part(id);
        if !matches!(id.template, Template::Text(..) | Template::Lookup(_)) {
            self.report(
                Code::WrongType,
                article_span,
                "the `id` of an article is a text",
                "such as `id: \"vote-{number}\"`",
            );
        }
        if let Some(node) = top.iter().find(|entry| entry.key.value == "entities")
            && let Value::Map(entries) = &node.value.value
        {
            self.own_entities = entries.iter().map(|entry| entry.key.value.to_string()).collect();
        }
        let article = self.part(article);
        let entities = take(&mut top, "entities").map(|node| self.part(node));
        let statements = match take(&mut top, "statements").map(|node| (node.span, node.value)) {
            Some((_, Value::List(nodes))) if !nodes.is_empty() => {
                nodes.iter().for_each(|node| self.constants_of(node));
                nodes.into_iter().map(|node| self.part(node)).collect()
            }
            Some((span, _)) => {
                self.report(
                    Code::WrongType,
                    span,
                    "`statements` is a list",
                    "write `- { subject: …, predicate: …, object: … }`",
                );
                Vec::new()
            }
            None => {
                self.missing(whole, "statements", "write what each row says");
                Vec::new()
            }
        };
        let delimiter = header.delimiter;
        Ok(Some(Made { table: path, table_name, delimiter, gathered, empty, skips, id, article, entities, statements }))
    }

    /// Reads the mapping as if it were a dossier, its holes filled with a word: what is not of a dossier is told once,
    /// and not for each row.
    fn check_shape(&mut self, template: Node<'s>, holes: &[Span]) {
        let read = read_dossier(self.source, template, Some("x"));
        let of_shape = [Code::UnknownKey, Code::WrongType, Code::MissingField];
        let told = |finding: &Finding| of_shape.contains(&finding.code) && !holes.contains(&finding.label.span);
        self.findings.extend(read.findings.into_iter().filter(told));
    }

    fn fields(&mut self, node: Node<'s>, known: &[&str], what: &str) -> Fields<'s> {
        let Value::Map(entries) = node.value else {
            let message = format!("{} where {what} (a mapping) is expected", node.kind());
            self.report(Code::WrongType, node.span, message, "write its fields as `name: value`");
            return Vec::new();
        };
        for entry in entries.iter().filter(|entry| !known.contains(&&*entry.key.value)) {
            let near = nearest(&entry.key.value, known.iter().copied());
            let message = format!("unknown field `{}`", entry.key.value);
            let finding = Finding::new(Code::UnknownKey, self.source, entry.key.span, message);
            self.findings.push(match near {
                Some(_) => finding.with_suggestion(near),
                None => finding.with_hint(format!("fields here: {}", known.join(", "))),
            });
        }
        entries
    }

    fn text(&mut self, node: Node<'s>) -> Option<(String, Span)> {
        if let Value::Scalar(text, _) = node.value {
            return Some((text.into_owned(), node.span));
        }
        self.report(Code::WrongType, node.span, format!("{} where text is expected", node.kind()), "write one text");
        None
    }

    fn texts(&mut self, node: Node<'s>) -> Vec<String> {
        let nodes = if let Value::List(nodes) = node.value { nodes } else { vec![node] };
        // Nothing is the empty cell: `when: { column: }`.
        let text = |node: Node<'s>| {
            if node.value == Value::Null { Some(String::new()) } else { self.text(node).map(|(text, _)| text) }
        };
        nodes.into_iter().filter_map(text).collect()
    }

    fn skips(&mut self, node: Node<'s>) -> Vec<Skip> {
        let nodes = if let Value::List(nodes) = node.value { nodes } else { vec![node] };
        let mut skips = Vec::new();
        for node in nodes {
            let span = node.span;
            let mut fields = self.fields(node, &["when", "unless", "reason"], "a rule");
            let mut when = Conditions::default();
            for (key, wanted) in [("when", true), ("unless", false)] {
                if let Some(node) = take(&mut fields, key) {
                    self.conditions(node, wanted, &mut when);
                }
            }
            let reason = take(&mut fields, "reason").and_then(|node| self.text(node));
            let Some((reason, _)) = reason else {
                self.missing(span, "reason", "say why such rows are left out: they are counted by reason");
                continue;
            };
            if when.all.is_empty() {
                self.missing(span, "when", "write `when: { column: word }`, or every row is left out");
                continue;
            }
            skips.push(Skip { when, reason, count: AtomicU64::new(0) });
        }
        skips
    }

    fn conditions(&mut self, node: Node<'s>, wanted: bool, into: &mut Conditions) {
        let Value::Map(entries) = node.value else {
            self.report(
                Code::WrongType,
                node.span,
                "a condition is a mapping",
                "write `when: { column: [word, word] }`",
            );
            return;
        };
        for entry in entries {
            let column = self.column(&entry.key.value, entry.key.span);
            let words = self.texts(entry.value);
            into.all.extend(column.map(|column| super::template::Condition { column, words, wanted }));
        }
    }

    /// Finds a column by its name: of the table, `table.column` of a joined one, or `@row`.
    fn column(&mut self, name: &str, span: Span) -> Option<Column> {
        if name == "@row" {
            return Some(Column::Row);
        }
        if let Some(number) = self.columns.iter().position(|column| column == name) {
            return Some(Column::Own(number));
        }
        let joined = self.joins.iter().enumerate().find_map(|(number, join)| {
            let column = name.strip_prefix(&*join.name)?.strip_prefix('.')?;
            Some((number, join.columns.iter().position(|known| known == column)))
        });
        if let Some((join, Some(column))) = joined {
            return Some(Column::Joined(join, column));
        }
        let others =
            self.joins.iter().flat_map(|join| join.columns.iter().map(|column| format!("{}.{column}", join.name)));
        let all: Vec<String> = self.columns.iter().cloned().chain(others).collect();
        let finding = Finding::new(Code::UnknownKey, self.source, span, format!("the table has no column `{name}`"));
        let near = nearest(name, all.iter().map(String::as_str));
        self.findings.push(match near {
            Some(near) => finding.with_hint(format!("did you mean `{near}`?")),
            None => finding.with_hint(format!("its columns: {}", all.join(", "))),
        });
        None
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>, hint: &str) {
        self.findings.push(Finding::new(code, self.source, span, message).with_hint(hint));
    }

    fn missing(&mut self, span: Span, key: &str, hint: &str) {
        self.report(Code::MissingField, span, format!("`{key}` is missing"), hint);
    }
}

/// Takes the value of a key; nothing written counts as absent.
fn take<'s>(fields: &mut Fields<'s>, key: &str) -> Option<Node<'s>> {
    let place = fields.iter().position(|entry| entry.key.value == key)?;
    Some(fields.remove(place).value).filter(|node| node.value != Value::Null)
}
