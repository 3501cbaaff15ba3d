//! Rows of a foreign table, gathered by the article that a mapping makes of them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::ahead::ahead;
use super::{ArticleText, Articles, InputFormat, Limits, StreamError};
use crate::dossier::Notation;
use crate::dossier::mapping::Mapping;
use crate::dossier::table::cells::{self, Cell, RecordEnd};
use crate::source::Source;

/// What is said to be too large when the rows of a table do not fit into memory.
pub(super) const GATHERED: &str = "rows gathered from a table";
/// How many bytes of rows may be gathered.
const GATHER_LIMIT: usize = 512 << 20;

/// What the rows of one article are read with.
#[derive(Debug, Clone)]
pub(super) struct Mapped {
    pub(super) mapping: Arc<Mapping>,
    /// Names the mapping, its code lists, and the rows of other tables that belong to these rows.
    pub(super) made_with: Arc<str>,
}

/// Rows that wait for the rest of their article.
pub(super) struct Gathering {
    mapping: Arc<Mapping>,
    ends: RecordEnd,
    /// Groups in the order of their first rows; where rows stand together there is one.
    groups: VecDeque<Group>,
    by_key: HashMap<String, usize>,
    /// What became of rows with the same cells where it matters; for gathered rows.
    known: HashMap<Vec<u8>, Fate, RandomState>,
    record: String,
    cells: Vec<Cell>,
    signature: Vec<u8>,
    bytes: usize,
    begun: bool,
    at_end: bool,
}

/// What becomes of a row.
#[derive(Clone, Copy)]
enum Fate {
    /// It is left out, for the reason of this number.
    LeftOut(usize),
    /// It belongs to the group of this number.
    Gathered(usize),
}

#[derive(Default)]
struct Group {
    key: String,
    text: String,
    lines: Vec<u32>,
    joined: BTreeSet<(usize, usize)>,
}

impl Group {
    fn push(&mut self, record: &str, line: usize, joined: impl Iterator<Item = (usize, usize)>) {
        let first = u32::try_from(line).unwrap_or(u32::MAX);
        let lines = record.bytes().filter(|&byte| byte == b'\n').count().max(1);
        self.lines.extend((0..).take(lines).map(|number: u32| first.saturating_add(number)));
        self.text.push_str(record);
        if !record.ends_with('\n') {
            self.text.push('\n');
        }
        self.joined.extend(joined);
    }
}

impl Articles<'static> {
    /// Opens the table of a mapping.
    ///
    /// # Errors
    ///
    /// Fails if the table cannot be opened.
    pub fn mapped(mapping: &Arc<Mapping>, limits: Limits) -> Result<Self, StreamError> {
        let mut articles = open(mapping.table_path(), mapping.table_name(), limits)?;
        articles.bytes = ahead(articles.bytes);
        articles.mapped = Some(Gathering {
            mapping: Arc::clone(mapping),
            ends: RecordEnd::new(mapping.delimiter()),
            groups: VecDeque::new(),
            by_key: HashMap::new(),
            known: HashMap::default(),
            record: String::new(),
            cells: Vec::new(),
            signature: Vec::new(),
            bytes: 0,
            begun: false,
            at_end: false,
        });
        Ok(articles)
    }
}

impl Articles<'_> {
    pub(super) fn mapped_rows(&mut self) -> Result<Option<ArticleText>, StreamError> {
        let Some(mut state) = self.mapped.take() else { return Ok(None) };
        let next = self.next_group(&mut state);
        let mapping = Arc::clone(&state.mapping);
        self.mapped = Some(state);
        let Some(group) = next? else { return Ok(None) };
        let made_with = mapping.made_with(&group.joined);
        let source = Source::new(Arc::clone(&self.name), group.text).with_lines(group.lines);
        Ok(Some(ArticleText {
            source,
            notation: Notation::Table,
            default_id: None,
            header: None,
            mapped: Some(Mapped { mapping, made_with: made_with.into() }),
        }))
    }

    fn next_group(&mut self, state: &mut Gathering) -> Result<Option<Group>, StreamError> {
        if !state.begun {
            state.begun = true;
            state.mapping.begin_counting();
            self.header_text()?;
        }
        let mapping = Arc::clone(&state.mapping);
        let mut flaws = Vec::new();
        while !state.at_end {
            let line = self.line;
            if !self.record_into(&mut state.ends, &mut state.record)? {
                state.at_end = true;
                break;
            }
            let (record, cells) = (&state.record, &mut state.cells);
            cells::record(record, 0, mapping.delimiter(), cells, &mut flaws);
            flaws.clear();
            if !mapping.is_gathered() {
                let Ok((key, joined)) = mapping.key(record, cells) else { continue };
                let joined = joined.into_iter();
                match state.groups.back_mut() {
                    Some(group) if group.key == key => {
                        self.check_size(group.text.len() + record.len(), line)?;
                        group.push(record, line, joined);
                    }
                    _ => {
                        let mut group = Group { key, ..Group::default() };
                        group.push(record, line, joined);
                        state.groups.push_back(group);
                        if state.groups.len() > 1 {
                            return Ok(state.groups.pop_front());
                        }
                    }
                }
                continue;
            }
            let told = mapping.signature(record, cells, &mut state.signature);
            let (place, joined) = match state.known.get(&state.signature).copied().filter(|_| told) {
                Some(Fate::LeftOut(reason)) => {
                    mapping.count_left_out(reason);
                    continue;
                }
                Some(Fate::Gathered(place)) => {
                    mapping.count_row();
                    (place, Vec::new())
                }
                None => {
                    let fate = match mapping.key(record, cells) {
                        Err(None) => continue,
                        Err(Some(reason)) => Err(reason),
                        Ok((key, joined)) => {
                            let groups = &mut state.groups;
                            let place = *state.by_key.entry(key).or_insert_with_key(|key| {
                                groups.push_back(Group { key: key.clone(), ..Group::default() });
                                groups.len() - 1
                            });
                            Ok((place, joined))
                        }
                    };
                    if told {
                        let fate = fate
                            .as_ref()
                            .map_or_else(|reason| Fate::LeftOut(*reason), |(place, _)| Fate::Gathered(*place));
                        state.known.insert(state.signature.clone(), fate);
                    }
                    let Ok(found) = fate else { continue };
                    found
                }
            };
            state.bytes += record.len();
            if state.bytes > GATHER_LIMIT {
                let name = Arc::clone(&self.name);
                return Err(StreamError::TooLarge { name, line, what: GATHERED, limit: GATHER_LIMIT });
            }
            let size = state.groups[place].text.len() + record.len();
            self.check_size(size, line)?;
            state.groups[place].push(record, line, joined.into_iter());
        }
        state.by_key = HashMap::new();
        state.known = HashMap::default();
        Ok(state.groups.pop_front())
    }

    fn check_size(&self, size: usize, line: usize) -> Result<(), StreamError> {
        if size <= self.limits.article {
            return Ok(());
        }
        let (name, limit) = (Arc::clone(&self.name), self.limits.article);
        Err(StreamError::TooLarge { name, line, what: "rows of one article", limit })
    }
}

/// A table that is held in memory: a code list, or one that others are joined with.
#[derive(Debug)]
pub(in crate::dossier) struct SmallTable {
    pub(in crate::dossier) columns: Vec<String>,
    /// Each row with its line.
    pub(in crate::dossier) rows: Vec<(usize, Vec<String>)>,
    pub(in crate::dossier) delimiter: char,
}

/// Reads a table as a whole; of a large one, the header only.
pub(in crate::dossier) fn small_table(path: &Path, name: &str, header_only: bool) -> Result<SmallTable, StreamError> {
    const LARGEST: usize = 64 << 20;
    let mut articles = open(path, name, Limits::default())?;
    let Some((header, delimiter)) = articles.header_text()? else { return Err(articles.no_table()) };
    let values = |record: &str| {
        let (mut cells, mut flaws) = (Vec::new(), Vec::new());
        cells::record(record, 0, delimiter, &mut cells, &mut flaws);
        cells.iter().map(|cell| cell.value(record).trim().to_owned()).collect::<Vec<String>>()
    };
    let mut table = SmallTable { columns: values(&header), rows: Vec::new(), delimiter };
    let (mut ends, mut bytes) = (RecordEnd::new(delimiter), 0);
    if header_only {
        return Ok(table);
    }
    loop {
        let line = articles.line;
        let Some(record) = articles.record(&mut ends)? else { break };
        bytes += record.len();
        if bytes > LARGEST {
            let name = Arc::clone(&articles.name);
            return Err(StreamError::TooLarge { name, line, what: "table that is held in memory", limit: LARGEST });
        }
        if !record.trim().is_empty() {
            table.rows.push((line, values(&record)));
        }
    }
    Ok(table)
}

fn open(path: &Path, name: &str, limits: Limits) -> Result<Articles<'static>, StreamError> {
    let file = File::open(path).map_err(|source| StreamError::Read { name: name.into(), source })?;
    let format = InputFormat::from_file_name(&path.to_string_lossy());
    let format = format.filter(|format| *format == InputFormat::Tsv).unwrap_or(InputFormat::Csv);
    Articles::with_limits(file, name, format, limits)
}
