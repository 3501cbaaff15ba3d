//! The tables beside the table: code lists, joined rows, tables of values.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Compiler, Place, take};
use crate::dossier::mapping::codes::Codes;
use crate::dossier::mapping::{Constant, ConstantKind, Join, MappingError};
use crate::dossier::node::{Node, Value};
use crate::dossier::stream::{SmallTable, small_table};
use crate::finding::{Code, Finding};
use crate::source::{Source, Span};

impl<'s> Compiler<'s> {
    /// Finds a file beside the mapping or in the data folders.
    pub(super) fn find(&mut self, name: &str, span: Span, place: &Place<'_>) -> Option<PathBuf> {
        let folders = std::iter::once(place.beside).chain(place.folders.iter().map(PathBuf::as_path));
        let places: Vec<PathBuf> = folders.map(|folder| folder.join(name)).collect();
        let compressed = |path: &PathBuf| {
            let named = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
            ["", ".gz", ".zst"].map(named).into_iter().find(|path| path.is_file())
        };
        if let Some(found) = places.iter().find_map(compressed) {
            return Some(found);
        }
        let looked: Vec<String> = places.iter().map(|path| format!("`{}`", (place.name_of)(path))).collect();
        let hint = format!(
            "looked for {}; `data` in `chancery.toml`, `--data` or CHANCERY_DATA names the folder of the data",
            looked.join(", ")
        );
        self.report(Code::BadValue, span, format!("there is no table `{name}`"), &hint);
        None
    }

    fn load(&mut self, node: Node<'s>, place: &Place<'_>) -> Result<Option<(SmallTable, Source, Span)>, MappingError> {
        let Some((name, span)) = self.text(node) else { return Ok(None) };
        let Some(path) = self.find(&name, span, place) else { return Ok(None) };
        let shown = (place.name_of)(Path::new(&path));
        let table = small_table(&path, &shown, false)?;
        Ok(Some((table, Source::new(shown, ""), span)))
    }

    /// Reads `join:`: a name → `{ table, key, on }`.
    pub(super) fn joins(&mut self, node: Node<'s>, place: &Place<'_>) -> Result<(), MappingError> {
        let Value::Map(entries) = node.value else {
            self.report(
                Code::WrongType,
                node.span,
                "`join` is a mapping",
                "write `join: { name: { table, key, on } }`",
            );
            return Ok(());
        };
        for entry in entries {
            let span = entry.value.span;
            let mut fields = self.fields(entry.value, &["table", "key", "on"], "a joined table");
            let Some(table) = take(&mut fields, "table") else {
                self.missing(span, "table", "write the name of the table to join with");
                continue;
            };
            let Some((table, rows_of, _)) = self.load(table, place)? else { continue };
            let Some((key, key_span)) = take(&mut fields, "key").and_then(|node| self.text(node)) else {
                self.missing(span, "key", "write the column of that table which names its rows");
                continue;
            };
            let (on, on_span) =
                take(&mut fields, "on").and_then(|node| self.text(node)).unwrap_or((key.clone(), key_span));
            let Some(number) = table.columns.iter().position(|column| *column == key) else {
                let hint = format!("its columns: {}", table.columns.join(", "));
                self.report(Code::UnknownKey, key_span, format!("the joined table has no column `{key}`"), &hint);
                continue;
            };
            let Some(on) = self.columns.iter().position(|column| *column == on) else {
                let hint = format!("its columns: {}", self.columns.join(", "));
                self.report(Code::UnknownKey, on_span, format!("the table has no column `{on}`"), &hint);
                continue;
            };
            let mut join = Join {
                name: entry.key.value.into_owned(),
                columns: table.columns,
                on,
                by_key: HashMap::new(),
                rows: Vec::new(),
            };
            for (line, row) in table.rows {
                let key = row.get(number).cloned().unwrap_or_default();
                if join.by_key.insert(key.clone(), join.rows.len()).is_some() {
                    let message =
                        format!("two rows of `{}` have the key `{key}`; the second is in line {line}", rows_of.name);
                    self.report(Code::DuplicateKey, span, message, "join with a table that has one row for each key");
                    break;
                }
                join.rows.push(row);
            }
            self.joins.push(join);
        }
        Ok(())
    }

    /// Reads `codes:`: a name → a table with `code`, `entity`, `from`, `until`, or `gazetteer:cow` and the like.
    pub(super) fn code_lists(&mut self, node: Node<'s>, place: &Place<'_>) -> Result<(), MappingError> {
        let Value::Map(entries) = node.value else {
            self.report(Code::WrongType, node.span, "`codes` is a mapping", "write `codes: { name: codes.csv }`");
            return Ok(());
        };
        for entry in entries {
            let name = entry.key.value.into_owned();
            let written = match &entry.value.value {
                Value::Scalar(text, _) => text.to_string(),
                _ => String::new(),
            };
            let codes = if let Some(kind) = written.strip_prefix("gazetteer:") {
                let codes = Codes::of_gazetteer(kind);
                if codes.is_none() {
                    let message = format!("the gazetteer has no codes of the kind `{kind}`");
                    self.report(Code::BadValue, entry.value.span, message, "there are iso2, iso3, m49 and cow");
                }
                codes
            } else {
                self.code_table(&name, entry.value, place)?
            };
            // A list that could not be read is known by its name, so that nothing else is said of it.
            self.codes.push(codes.unwrap_or_else(|| Codes::new(&name)));
            self.code_numbers.insert(name, self.codes.len() - 1);
        }
        Ok(())
    }

    fn code_table(&mut self, name: &str, node: Node<'s>, place: &Place<'_>) -> Result<Option<Codes>, MappingError> {
        let Some((table, list, span)) = self.load(node, place)? else { return Ok(None) };
        let column = |name: &str| table.columns.iter().position(|column| column == name);
        let (Some(code), Some(entity)) = (column("code"), column("entity")) else {
            let message = format!("`{}` has no columns `code` and `entity`", list.name);
            self.report(
                Code::MissingField,
                span,
                message,
                "a code list has `code`, `entity`, and may have `from` and `until`",
            );
            return Ok(None);
        };
        let (from, until) = (column("from"), column("until"));
        let mut codes = Codes::new(name);
        table.columns.iter().for_each(|column| self.hasher.part(column));
        for (line, row) in &table.rows {
            row.iter().for_each(|cell| self.hasher.part(cell));
            let cell = |number: Option<usize>| number.and_then(|number| row.get(number)).map_or("", String::as_str);
            let (code, entity) = (cell(Some(code)), cell(Some(entity)));
            let place = Source::new(std::sync::Arc::clone(&list.name), row.join(",")).starting_at_line(*line);
            let whole = Span::new(0, place.text.len());
            if code.is_empty() || entity.is_empty() {
                let finding =
                    Finding::new(Code::MissingField, &place, whole, "a row of a code list without code or entity");
                self.findings.push(finding.with_hint("fill both, or take the row out"));
                continue;
            }
            codes.add(code, entity, cell(from), cell(until));
            self.constants.push(Constant {
                text: entity.to_owned(),
                kind: ConstantKind::Entity,
                source: place,
                span: whole,
            });
        }
        Ok(Some(codes))
    }

    /// Reads `values:`: a name → what each word of a cell means.
    pub(super) fn value_tables(&mut self, node: Node<'s>) {
        let Value::Map(entries) = node.value else {
            self.report(
                Code::WrongType,
                node.span,
                "`values` is a mapping",
                "write `values: { vote: { yes: votedFor } }`",
            );
            return;
        };
        for entry in entries {
            if let Some(number) = self.value_table(entry.value) {
                self.value_numbers.insert(entry.key.value.into_owned(), number);
            }
        }
    }

    pub(super) fn value_table(&mut self, node: Node<'s>) -> Option<usize> {
        let Value::Map(entries) = node.value else {
            self.report(
                Code::WrongType,
                node.span,
                "a table of values is a mapping",
                "write `{ yes: votedFor, no: votedAgainst }`",
            );
            return None;
        };
        let mut table = HashMap::new();
        for entry in entries {
            if let Some((text, _)) = self.text(entry.value) {
                table.insert(entry.key.value.into_owned(), text);
            }
        }
        self.values.push(table);
        Some(self.values.len() - 1)
    }
}
