//! Dossiers as rows: what has a column of its own goes into the table, what has none is named.

use super::{Node, Value};
use crate::dossier::table::{Cells, column_cells};
use crate::source::Span;

/// Something that a table cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Where it is written.
    pub span: Span,
    /// The way to it, such as `with.participant`.
    pub path: String,
    /// Why not.
    pub reason: &'static str,
}

/// The rows of articles under one header.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<(usize, String)>>,
}

const NO_COLUMN: &str = "there is no column for it";

impl Table {
    /// Adds an article, which must have its id in it; if anything of it is lost, nothing is added.
    ///
    /// # Errors
    ///
    /// Returns what cannot be carried.
    pub fn add(&mut self, tree: &Node<'_>) -> Result<(), Vec<Lost>> {
        let mut row = Row::default();
        let mut rows = Vec::new();
        let Value::Map(entries) = &tree.value else {
            row.lose(tree, "", "it is no dossier");
            return Err(row.lost);
        };
        let part = |name: &str| entries.iter().find(|entry| entry.key.value == name).map(|entry| &entry.value);
        if let Some(entities) = part("entities")
            && !matches!(&entities.value, Value::Null | Value::Map(_) | Value::List(_) if is_empty(entities))
        {
            row.lose(
                entities,
                "entities",
                "a table has no rows for entities; define them in `entities/` of the knowledge base",
            );
        }
        if let Some(Value::Map(fields)) = part("article").map(|node| &node.value) {
            for field in fields {
                let path =
                    if field.key.value == "id" { "article".to_owned() } else { format!("article.{}", field.key.value) };
                row.value(&field.value, &path);
            }
        }
        let id: Vec<(String, String)> = row.cells.iter().filter(|(column, _)| column == "article").cloned().collect();
        let statements = match part("statements") {
            Some(Node { value: Value::List(statements), .. }) => &statements[..],
            _ => &[],
        };
        for statement in statements {
            let before = row.cells.len();
            match &statement.value {
                Value::Map(fields) => fields.iter().for_each(|field| row.value(&field.value, &field.key.value)),
                _ => row.lose(statement, "statements", "it is no statement"),
            }
            if row.cells.len() == before {
                row.lose(statement, "statements", "an empty statement makes no row");
            }
            rows.push(std::mem::replace(&mut row.cells, id.clone()));
        }
        if statements.is_empty() {
            rows.push(std::mem::take(&mut row.cells));
        }
        if !row.lost.is_empty() {
            return Err(row.lost);
        }
        for row in rows {
            let numbered = row.into_iter().map(|(column, cell)| (self.column(column), cell)).collect();
            self.rows.push(numbered);
        }
        Ok(())
    }

    fn column(&mut self, name: String) -> usize {
        self.columns.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.columns.push(name);
            self.columns.len() - 1
        })
    }

    /// Returns the table: the columns of articles first, each column where it was met first.
    #[must_use]
    pub fn to_text(&self, delimiter: char) -> String {
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_by_key(|number| match self.columns[*number].as_str() {
            "article" => 0,
            name if name.starts_with("article.") => 1,
            _ => 2,
        });
        let mut text = String::new();
        if !self.columns.is_empty() {
            record(order.iter().map(|number| self.columns[*number].as_str()), delimiter, &mut text);
        }
        for row in &self.rows {
            let cell = |number: &usize| row.iter().find(|(column, _)| column == number).map_or("", |(_, cell)| cell);
            record(order.iter().map(cell), delimiter, &mut text);
        }
        text
    }
}

/// Writes a record as RFC 4180 has it; space around a cell is kept in quotes too, for readers trim cells.
fn record<'c>(cells: impl Iterator<Item = &'c str>, delimiter: char, text: &mut String) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            text.push(delimiter);
        }
        if cell.contains([delimiter, '"', '\r', '\n']) || cell.trim() != cell {
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

fn is_empty(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar(..) => false,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

/// The cells of a row under way.
#[derive(Default)]
struct Row {
    cells: Vec<(String, String)>,
    lost: Vec<Lost>,
}

impl Row {
    fn lose(&mut self, node: &Node<'_>, path: &str, reason: &'static str) {
        self.lost.push(Lost { span: node.span, path: path.to_owned(), reason });
    }

    fn value(&mut self, node: &Node<'_>, path: &str) {
        match &node.value {
            Value::Null => {}
            Value::Scalar(text, _) => match path {
                "article.author" | "article.publisher" => self.items(node, &format!("{path}.entity"), &[text]),
                _ => self.items(node, path, &[text]),
            },
            Value::Map(entries) => match (path, &entries[..]) {
                ("article.author" | "article.publisher", [name]) if name.key.value == "name" => match &name.value.value
                {
                    Value::Scalar(text, _) => self.items(node, path, &[text]),
                    _ => self.lose(&name.value, path, "a name in several languages has no column"),
                },
                ("quote", _) => self.quotes(node, std::slice::from_ref(node)),
                _ => entries.iter().for_each(|entry| self.value(&entry.value, &format!("{path}.{}", entry.key.value))),
            },
            Value::List(items) if items.is_empty() => {}
            Value::List(items) => match path {
                "quote" => self.quotes(node, items),
                "article.author" | "article.publisher" => self.agents(node, items, path),
                _ => match scalars(items) {
                    Some(texts) => self.items(node, path, &texts),
                    None if items.len() == 1 => self.value(&items[0], path),
                    None => self.lose(node, path, "a cell holds a list of words, not of mappings"),
                },
            },
        }
    }

    /// Puts texts into one cell.
    fn items(&mut self, node: &Node<'_>, path: &str, texts: &[&str]) {
        if texts.iter().any(|text| text.contains('\0')) {
            return self.lose(node, path, "no cell holds a zero byte");
        }
        match column_cells(path, texts) {
            Cells::Text(cell) if self.cells.iter().any(|(column, _)| column == path) => {
                drop(cell);
                self.lose(node, path, "its column is filled already");
            }
            Cells::Text(cell) => self.cells.push((path.to_owned(), cell)),
            Cells::NoColumn => self.lose(node, path, NO_COLUMN),
            Cells::NoList => self.lose(node, path, "its column holds one value"),
            Cells::Blank => {
                self.lose(node, path, "an empty cell is an absent field, and the space around a word in a list is lost")
            }
        }
    }

    /// Names go before entities, as they are read.
    fn agents(&mut self, node: &Node<'_>, items: &[Node<'_>], path: &str) {
        let is_entity = |item: &Node<'_>| matches!(item.value, Value::Scalar(..));
        let first_entity = items.iter().position(is_entity).unwrap_or(items.len());
        let (names, entities) = items.split_at(first_entity);
        let texts: Option<Vec<&str>> = names.iter().map(name_of).collect();
        match (texts, scalars(entities)) {
            (Some(names), Some(entities)) => {
                if !names.is_empty() {
                    self.items(node, path, &names);
                }
                if !entities.is_empty() {
                    self.items(node, &format!("{path}.entity"), &entities);
                }
            }
            _ => self.lose(node, path, "names come before entities in a table, each in one language"),
        }
    }

    /// Puts the parts of quotes side by side: the second prefix belongs to the second quote.
    fn quotes(&mut self, node: &Node<'_>, quotes: &[Node<'_>]) {
        let mut parts: Vec<(String, Vec<&str>)> = Vec::new();
        for (number, quote) in quotes.iter().enumerate() {
            let mut found = Vec::new();
            let sound = match &quote.value {
                Value::Scalar(text, _) => {
                    found.push(("quote".to_owned(), &**text));
                    true
                }
                _ => leaves(quote, "quote", &mut found),
            };
            if !sound || found.is_empty() {
                return self.lose(quote, "quote", "a part of it is a list, or nothing");
            }
            for (path, text) in found {
                let path = if path == "quote.quote" { "quote".to_owned() } else { path };
                if text.trim() != text || text.is_empty() {
                    return self.lose(quote, &path, "the space around the words of a quote is lost");
                }
                let part = match parts.iter().position(|(known, _)| *known == path) {
                    Some(place) => &mut parts[place].1,
                    None => {
                        parts.push((path, vec![""; quotes.len()]));
                        &mut parts.last_mut().expect("pushed right before").1
                    }
                };
                part[number] = text;
            }
        }
        for (path, texts) in parts {
            self.items(node, &path, &texts);
        }
    }
}

fn scalars<'n>(items: &'n [Node<'_>]) -> Option<Vec<&'n str>> {
    items
        .iter()
        .map(|item| match &item.value {
            Value::Scalar(text, _) => Some(&**text),
            _ => None,
        })
        .collect()
}

fn name_of<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Map(entries) => match &entries[..] {
            [name] if name.key.value == "name" => match &name.value.value {
                Value::Scalar(text, _) => Some(text),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Collects the scalars below a mapping with their paths; says whether there is nothing else.
fn leaves<'n>(node: &'n Node<'_>, path: &str, found: &mut Vec<(String, &'n str)>) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar(text, _) => {
            found.push((path.to_owned(), text));
            true
        }
        Value::List(_) => false,
        Value::Map(entries) => {
            entries.iter().all(|entry| leaves(&entry.value, &format!("{path}.{}", entry.key.value), found))
        }
    }
}
