//! A foreign table into dossiers, by a file that says what each column means.
//!
//! A mapping is a dossier with holes: `article`, `entities` and `statements` have the fields they have
//! everywhere; a text may name columns in braces, `{ column: … }` looks a cell up in a code list or a
//! table of values, and what carries `when` is left out where its condition does not hold. MAPPING.md
//! tells the format; [`crate::dossier::stream::Articles::mapped`] reads a table with it.

mod codes;
mod compile;
mod row;
mod template;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::node::{Entry, Node, Value};
use super::read::{Statements, with_statements};
use super::stream::StreamError;
use super::table::cells::{self, Cell, Flaw};
use super::{Dossier, SyntaxError};
use crate::digest::{Digest, Hasher};
use crate::finding::{Checked, Code, Finding};
use crate::source::{Source, Span, Spanned};
use codes::Codes;
use row::Row;
use template::{Conditions, Part};

/// The end of the name of a file that holds a mapping.
pub const EXTENSION: &str = ".map.yaml";

/// Says whether a file holds a mapping, by its name.
#[must_use]
pub fn is_mapping(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(EXTENSION))
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The file could not be read.
    #[error("could not read `{name}`: {source}")]
    Read {
        /// Which.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not right.
    #[error("{}", lines(.0))]
    Wrong(Vec<Finding>),
    /// A table that it names could not be read.
    #[error(transparent)]
    Table(#[from] StreamError),
}

/// Returns findings as lines with their place.
fn lines(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let place = finding.position();
        let hints: String = finding.hints.iter().map(|hint| format!("; {hint}")).collect();
        let name = &finding.label.source.name;
        format!("{name}:{}:{}: {}{hints}", place.line, place.column, finding.message)
    };
    findings.iter().map(line).collect::<Vec<String>>().join("\n")
}

/// A mapping, checked against the header of its table.
#[derive(Debug)]
pub struct Mapping {
    table: PathBuf,
    table_name: String,
    columns: Vec<String>,
    delimiter: char,
    gathered: bool,
    /// Words that stand for an empty cell.
    empty: Vec<String>,
    joins: Vec<Join>,
    codes: Vec<Codes>,
    values: Vec<HashMap<String, String>>,
    skips: Vec<Skip>,
    id: Part,
    /// The columns whose cells decide where a row belongs; nothing if that is the whole row.
    deciding: Option<Vec<usize>>,
    article: Part,
    entities: Option<Part>,
    statements: Vec<Part>,
    fingerprint: Digest,
    /// Texts of the mapping that name a term or an entity, for [`Mapping::constants`].
    constants: Vec<Constant>,
    rows: AtomicU64,
}

/// The rows of other tables that a row is joined with: the number of the join, and of the row.
type Joined = Vec<(usize, usize)>;

/// A row of another table for each row of this one.
#[derive(Debug)]
struct Join {
    name: String,
    columns: Vec<String>,
    /// The column of this table whose cell is the key.
    on: usize,
    by_key: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// Rows that are left out.
#[derive(Debug)]
struct Skip {
    when: Conditions,
    reason: String,
    count: AtomicU64,
}

/// What a word of a mapping names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstantKind {
    /// A predicate.
    Predicate,
    /// A qualifier.
    Qualifier,
    /// A class.
    Class,
    /// An entity.
    Entity,
}

/// A word that stands in the mapping, or in one of its code lists, and not in the table.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The word.
    pub text: String,
    /// What it names.
    pub kind: ConstantKind,
    /// The file it stands in.
    pub source: Source,
    /// Where.
    pub span: Span,
}

impl Mapping {
    /// Reads a mapping; tables are looked for beside it, then in `folders`. `name_of` gives the name
    /// that people know a file by.
    ///
    /// # Errors
    ///
    /// Fails if the file, or a table it names, cannot be read or is not right.
    pub fn open(path: &Path, folders: &[PathBuf], name_of: &dyn Fn(&Path) -> String) -> Result<Self, MappingError> {
        compile::open(path, folders, name_of)
    }

    /// Returns the words that only whoever knows the ontology and the entities can check.
    #[must_use]
    pub fn constants(&self) -> &[Constant] {
        &self.constants
    }

    /// Returns how many rows of the table were read since it was opened.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Returns how many rows were left out since the table was opened, by reason.
    #[must_use]
    pub fn skipped(&self) -> Vec<(&str, u64)> {
        let counts = self.skips.iter().map(|skip| (&*skip.reason, skip.count.load(Ordering::Relaxed)));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Returns the file of the table.
    #[must_use]
    pub fn table_path(&self) -> &Path {
        &self.table
    }

    /// Names all that the table is read with: the mapping, its code lists, and the tables it is joined with.
    #[must_use]
    pub fn with_joined(&self) -> Digest {
        let mut hasher = Hasher::default();
        hasher.update(self.fingerprint.as_bytes());
        for join in &self.joins {
            for cells in std::iter::once(&join.columns).chain(&join.rows) {
                hasher.update(&(cells.len() as u64).to_le_bytes());
                cells.iter().for_each(|cell| hasher.part(cell));
            }
        }
        hasher.finish()
    }

    pub(super) fn table_name(&self) -> &str {
        &self.table_name
    }

    pub(super) const fn delimiter(&self) -> char {
        self.delimiter
    }

    pub(super) const fn is_gathered(&self) -> bool {
        self.gathered
    }

    pub(super) fn begin_counting(&self) {
        self.rows.store(0, Ordering::Relaxed);
        self.skips.iter().for_each(|skip| skip.count.store(0, Ordering::Relaxed));
    }

    /// Puts together the cells that decide what becomes of a row; says whether they do, alone.
    pub(super) fn signature(&self, record: &str, cells: &[Cell], signature: &mut Vec<u8>) -> bool {
        signature.clear();
        let Some(columns) = &self.deciding else { return false };
        let mut filled = false;
        for cell in columns.iter().map(|column| cells.get(*column)) {
            let text = cell.and_then(|cell| record.get(cell.span.range())).unwrap_or_default();
            filled |= !text.trim().is_empty();
            signature.extend_from_slice(text.as_bytes());
            // No text holds these bytes.
            signature.push(if cell.is_some_and(|cell| cell.doubled) { 0xFE } else { 0xFF });
        }
        filled
    }

    pub(super) fn count_row(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_left_out(&self, reason: usize) {
        self.count_row();
        self.skips[reason].count.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the article that a row belongs to and the rows it is joined with; or else the number of the reason why
    /// it is left out, nothing for an empty row.
    pub(super) fn key(&self, record: &str, cells: &[Cell]) -> Result<(String, Joined), Option<usize>> {
        if cells.iter().all(|cell| cell.is_empty(record)) {
            return Err(None);
        }
        let row = Row { mapping: self, text: record, cells, span: Span::default() };
        if let Some(reason) = self.skips.iter().position(|skip| skip.when.hold(&row)) {
            self.count_left_out(reason);
            return Err(Some(reason));
        }
        self.count_row();
        let key = self.id.template.plain(&row).unwrap_or_default();
        let joined = (0..self.joins.len()).filter_map(|join| Some((join, row.joined(join)?)));
        Ok((key, joined.collect()))
    }

    /// Names what rows are read with: the mapping, its code lists, the rows they are joined with.
    pub(super) fn made_with(&self, joined: &BTreeSet<(usize, usize)>) -> String {
        let mut hasher = Hasher::default();
        hasher.update(self.fingerprint.as_bytes());
        for (join, row) in joined {
            self.joins[*join].rows[*row].iter().for_each(|cell| hasher.part(cell));
        }
        hasher.finish().to_string()
    }

    /// Makes the tree of a dossier from the rows of one article.
    pub(super) fn tree<'a>(&'a self, source: &'a Source) -> Result<Checked<Node<'a>>, SyntaxError> {
        let mut statements = Vec::new();
        let mut made = self.make(source, |node| statements.push(node))?;
        if let Value::Map(entries) = &mut made.value.value {
            let span = made.value.span;
            entries.push(Entry {
                key: Spanned::new(Cow::Borrowed("statements"), span),
                value: Node { span, value: Value::List(statements) },
            });
        }
        Ok(made)
    }

    /// Makes the dossier of the rows of one article; the tree of each statement is gone before the next is made.
    pub(super) fn dossier<'a>(&'a self, source: &'a Source) -> Result<Checked<Dossier<'a>>, SyntaxError> {
        let mut statements = Statements::new(source);
        let made = self.make(source, |node| statements.take(node))?;
        let mut read = with_statements(statements, made.value, None);
        read.findings.extend(made.findings);
        Ok(read)
    }

    fn make<'a>(
        &'a self,
        source: &'a Source,
        mut take: impl FnMut(Node<'a>),
    ) -> Result<Checked<Node<'a>>, SyntaxError> {
        let text: &'a str = &source.text;
        let (mut cells, mut flaws, mut findings) = (Vec::new(), Vec::new(), Vec::new());
        let (mut at, mut head) = (0, None);
        while at < text.len() {
            let next = cells::record(text, at, self.delimiter, &mut cells, &mut flaws);
            if let Some(flaw) = flaws.pop() {
                let (span, what) = match flaw {
                    Flaw::Unclosed(span) => (span, "a quote (`\"`) is opened and never closed"),
                    Flaw::AfterQuote(span) => (span, "text after a closing quote"),
                };
                findings.push(
                    Finding::new(Code::BadValue, source, span, what)
                        .with_hint("inside a quoted cell, double the quotes that are text: `\"\"`"),
                );
            }
            let span = Span::new(at, at + text[at..next].trim_end().len());
            at = next;
            let row = Row { mapping: self, text, cells: &cells, span };
            if cells.len() != self.columns.len() {
                let message =
                    format!("the row has {} cells where the table has {} columns", cells.len(), self.columns.len());
                findings.push(Finding::new(Code::BadValue, source, span, message));
            }
            let mut maker = template::Maker { source, row: &row, findings: &mut findings, holes: (0, 0) };
            if head.is_none() {
                let article = maker.part(&self.article);
                let entities = self.entities.as_ref().and_then(|part| maker.part(part));
                head = Some((span, article, entities));
            }
            self.statements.iter().filter_map(|part| maker.part(part)).for_each(&mut take);
        }
        let (span, article, entities) = head.unwrap_or_default();
        let entry = |key: &'static str, value: Node<'a>| Entry { key: Spanned::new(Cow::Borrowed(key), span), value };
        let entries = article.map(|node| entry("article", node)).into_iter();
        let entries = entries.chain(entities.map(|node| entry("entities", node))).collect();
        Ok(Checked { value: Node { span, value: Value::Map(entries) }, findings })
    }
}
