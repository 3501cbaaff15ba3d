//! Articles out of a stream, one after the other; memory does not grow with their number.
//!
//! A YAML or JSON file is one article, JSON Lines hold one a line, CSV and TSV hold the rows of one
//! article together. Compressed input is seen by its first bytes.
//!
//! ```
//! use chancery::dossier::stream::{Articles, InputFormat};
//! let lines = "{\"article\": {\"id\": \"a\", \"language\": \"en\"}}\n{\"article\": {\"id\": \"b\", \"language\": \"ar\"}}\n";
//! let articles = Articles::new(lines.as_bytes(), "two.jsonl", InputFormat::JsonLines)?;
//! let ids: Vec<String> = articles
//!     .map(|article| Ok(article?.parse()?.value.article.id.value.into_owned()))
//!     .collect::<Result<_, Box<dyn std::error::Error>>>()?;
//! assert_eq!(ids, ["a", "b"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Read};
use std::sync::Arc;

mod ahead;
mod encoding;
mod format;
mod mapped;
mod open;

pub use encoding::EncodingGuess;
pub use format::{InputFormat, file_stem};
pub(in crate::dossier) use mapped::{SmallTable, small_table};
use open::{Bomb, Bytes, Line, next_line};

use super::node::Node;
use super::table::{self, RecordEnd};
use super::{Dossier, Notation, SyntaxError, parse_tree, read_text};
use crate::finding::{Checked, Finding};
use crate::source::Source;

/// How much of a stream is read into memory at once.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// The largest article, in bytes: a file, a line, or the rows of one article.
    pub article: usize,
    /// How many times larger than the compressed data the decompressed data may be; counted from
    /// 64 MiB on.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { article: 64 * 1024 * 1024, ratio: 1000 }
    }
}

impl Limits {
    /// Returns the limits with another size for one article, at most 2 GiB.
    #[must_use]
    pub fn with_article(mut self, bytes: usize) -> Self {
        self.article = bytes.min(1 << 31);
        self
    }

    /// Returns the limits with another ratio.
    #[must_use]
    pub fn with_ratio(mut self, ratio: u64) -> Self {
        self.ratio = ratio;
        self
    }
}

/// Why a stream could not be read on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum StreamError {
    /// The bytes did not come.
    #[error("could not read `{name}`")]
    Read { name: Arc<str>, source: io::Error },
    /// The bytes are not UTF-8.
    #[error("{name}:{line}:{column}: {} at byte {offset}{}", guess.fault(), guess.likeness())]
    Encoding { name: Arc<str>, line: usize, column: usize, offset: u64, guess: EncodingGuess },
    /// A line, a file or the rows of one article are larger than allowed.
    #[error("{name}:{line}:1: {what} larger than {limit} bytes")]
    TooLarge { name: Arc<str>, line: usize, what: &'static str, limit: usize },
    /// The first row of a table cannot be read, or there is none.
    #[error("{name}:{line}:{column}: {message}")]
    Header { name: Arc<str>, line: usize, column: usize, message: String, hint: String },
    /// Compressed data that would fill the memory or the disk.
    #[error("{name}: decompressed data is more than {ratio} times as large as the compressed data")]
    Bomb { name: Arc<str>, ratio: u64 },
}

impl StreamError {
    /// Returns what to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Read { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "check the path".to_owned(),
                io::ErrorKind::UnexpectedEof => "the file seems to be cut short; copy it again".to_owned(),
                _ => "check that the file can be opened and is whole".to_owned(),
            },
            Self::Encoding { name, guess, .. } => guess.hint(name),
            Self::TooLarge { what: mapped::GATHERED, .. } => {
                "sort the table so that the rows of one article stand together, and leave `rows: gathered` out"
                    .to_owned()
            }
            Self::TooLarge { what: "quoted cell", .. } => {
                "a quote (`\"`) is opened in this row and never closed; double it where it is text".to_owned()
            }
            Self::TooLarge { name, .. } => {
                let raise = "split it, or raise `article_bytes` under `[limits]` in `chancery.toml`";
                match InputFormat::from_file_name(name) {
                    Some(InputFormat::JsonLines) => format!("{raise}; JSON Lines need a line end after each article"),
                    _ => raise.to_owned(),
                }
            }
            Self::Header { hint, .. } => hint.clone(),
            Self::Bomb { .. } => "decompress it yourself if you trust it, or raise the limit".to_owned(),
        }
    }
}

/// The text of one article, not yet parsed; it can be sent to another thread.
#[derive(Debug, Clone)]
pub struct ArticleText {
    /// The text with its place in the stream.
    pub source: Source,
    /// The notation it is in.
    pub notation: Notation,
    /// The id the article has when it does not say one: the name of its file.
    pub default_id: Option<String>,
    header: Option<table::Header>,
    mapped: Option<mapped::Mapped>,
}

impl ArticleText {
    /// Returns one article's text that stands alone, such as one from an editor.
    #[must_use]
    pub fn new(source: Source, notation: Notation, default_id: Option<String>) -> Self {
        Self { source, notation, default_id, header: None, mapped: None }
    }

    /// Returns what the rows of a table are read with: their header, or what names their mapping.
    #[must_use]
    pub fn header_text(&self) -> &str {
        if let Some(mapped) = &self.mapped {
            return &mapped.made_with;
        }
        self.header.as_ref().map_or("", table::Header::text)
    }

    /// Reads the tree. Rows of a table are read with the header of their stream, so this is the way
    /// to read what [`Articles`] gives.
    ///
    /// # Errors
    ///
    /// Fails if the text is not of its notation.
    pub fn tree(&self) -> Result<Checked<Node<'_>>, SyntaxError> {
        if let Some(mapped) = &self.mapped {
            return mapped.mapping.tree(&self.source);
        }
        match &self.header {
            Some(header) => table::parse_rows(&self.source, header),
            None => parse_tree(&self.source, self.notation).map_err(|error| self.advised(error)),
        }
    }

    /// Adds what to do to an error of a line of JSON Lines that has no advice of its own.
    fn advised(&self, error: SyntaxError) -> SyntaxError {
        let is_line = self.notation == Notation::Json && self.default_id.is_none();
        if is_line && error.hint.is_none() {
            return error
                .with_hint("each line of JSON Lines holds one whole article: `{\"article\": …, \"statements\": […]}`");
        }
        error
    }

    /// Reads the dossier.
    ///
    /// # Errors
    ///
    /// Fails if the text is not of its notation.
    pub fn parse(&self) -> Result<Checked<Dossier<'_>>, SyntaxError> {
        if let Some(mapped) = &self.mapped {
            return mapped.mapping.dossier(&self.source);
        }
        match &self.header {
            Some(header) => table::parse_dossier(&self.source, header, self.default_id.as_deref()),
            None => {
                read_text(&self.source, self.notation, self.default_id.as_deref()).map_err(|error| self.advised(error))
            }
        }
    }
}

/// The articles of a stream. After an error it ends; only JSON Lines go on, after a line that is not
/// text or too long.
///
/// Rows of one article must stand together: a later row with the same `article` starts it anew,
/// which is for the caller to report (`DuplicateArticle`), as two files with one id are.
pub struct Articles<'r> {
    name: Arc<str>,
    format: InputFormat,
    limits: Limits,
    bytes: Bytes<'r>,
    /// Number of the next line.
    line: usize,
    /// Where the next line starts in the decompressed stream.
    offset: u64,
    spare: Vec<u8>,
    rows: Option<Rows>,
    mapped: Option<mapped::Gathering>,
    /// Whether the rest of a line that was too long is still to be passed over.
    in_long_line: bool,
    ended: bool,
}

/// How many times longer than the limit a line may be that is passed over.
const LONGEST_PASSED_OVER: usize = 16;

/// Rows of a table that wait for the rest of their article.
struct Rows {
    header: table::Header,
    ends: RecordEnd,
    waiting: String,
    article: String,
    first_line: usize,
}

impl Rows {
    /// Leaves a record out without moving those that follow: its line ends stay.
    fn keep_lines_of(&mut self, record: &str) {
        if !self.waiting.is_empty() {
            self.waiting.extend(record.chars().filter(|c| *c == '\n'));
        }
    }
}

impl<'r> Articles<'r> {
    /// Opens a stream with the usual limits.
    ///
    /// # Errors
    ///
    /// Fails if the first bytes cannot be read.
    pub fn new(
        reader: impl Read + Send + 'r,
        name: impl Into<Arc<str>>,
        format: InputFormat,
    ) -> Result<Self, StreamError> {
        Self::with_limits(reader, name, format, Limits::default())
    }

    /// Opens a stream.
    ///
    /// # Errors
    ///
    /// Fails if the first bytes cannot be read.
    pub fn with_limits(
        reader: impl Read + Send + 'r,
        name: impl Into<Arc<str>>,
        format: InputFormat,
        limits: Limits,
    ) -> Result<Self, StreamError> {
        let name = name.into();
        match open::open(reader, limits) {
            Ok((bytes, skipped)) => Ok(Self {
                name,
                format,
                limits,
                bytes,
                line: 1,
                offset: skipped as u64,
                spare: Vec::new(),
                rows: None,
                mapped: None,
                in_long_line: false,
                ended: false,
            }),
            Err(error) => Err(read_error(name, error)),
        }
    }

    fn whole_file(&mut self) -> Result<Option<ArticleText>, StreamError> {
        self.ended = true;
        let mut bytes = Vec::new();
        let limit = self.limits.article;
        let read = self.bytes.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| read_error(Arc::clone(&self.name), error))?;
        if bytes.len() > limit {
            return Err(StreamError::TooLarge { name: Arc::clone(&self.name), line: 1, what: "file", limit });
        }
        let text = self.check_text(&bytes)?;
        let notation = if self.format == InputFormat::Json { Notation::Json } else { Notation::Yaml };
        let source = Source::new(Arc::clone(&self.name), text);
        let default_id = file_stem(&self.name).map(str::to_owned);
        Ok(Some(ArticleText { source, notation, default_id, header: None, mapped: None }))
    }

    fn json_line(&mut self) -> Result<Option<ArticleText>, StreamError> {
        if self.in_long_line {
            self.pass_over_long_line()?;
        }
        loop {
            let (line, offset) = (self.line, self.offset);
            let text = self.next_line(|bytes| {
                // The one copy of the line.
                as_text(bytes).map(|text| Arc::<str>::from(text.trim_end_matches(['\n', '\r'])))
            })?;
            let Some((text, _)) = text else { return Ok(None) };
            if text.trim_ascii().is_empty() {
                continue;
            }
            debug_assert!(offset < self.offset, "a line has bytes");
            let source = Source { name: Arc::clone(&self.name), text, first_line: line, lines: None };
            return Ok(Some(ArticleText {
                source,
                notation: Notation::Json,
                default_id: None,
                header: None,
                mapped: None,
            }));
        }
    }

    /// Reads on to the end of a line that was too long; one without end is given up.
    fn pass_over_long_line(&mut self) -> Result<(), StreamError> {
        let limit = self.limits.article.saturating_mul(LONGEST_PASSED_OVER);
        let passed = open::pass_line(&mut *self.bytes, limit)
            .map_err(|error| read_error(Arc::clone(&self.name), error))
            .inspect_err(|_| self.ended = true)?;
        let Some(length) = passed else {
            self.ended = true;
            return Err(StreamError::TooLarge { name: Arc::clone(&self.name), line: self.line, what: "line", limit });
        };
        self.in_long_line = false;
        self.line += 1;
        self.offset += length as u64;
        Ok(())
    }

    fn table_rows(&mut self) -> Result<Option<ArticleText>, StreamError> {
        let mut rows = match self.rows.take() {
            Some(rows) => rows,
            None => {
                let line = self.line;
                let Some((text, delimiter)) = self.header_text()? else { return Err(self.no_table()) };
                let source = Source::new(Arc::clone(&self.name), text).starting_at_line(line);
                Rows {
                    header: table::Header::new(source.clone(), delimiter)
                        .map_err(|error| syntax_error(&source, &error))?,
                    ends: RecordEnd::new(delimiter),
                    waiting: String::new(),
                    article: String::new(),
                    first_line: self.line,
                }
            }
        };
        loop {
            let line = self.line;
            let Some(record) = self.record(&mut rows.ends)? else {
                if rows.waiting.is_empty() {
                    // Nothing will carry what is wrong with the header.
                    return rows.header.first_error().map_or(Ok(None), |error| Err(header_error(error)));
                }
                let last = self.article_of_rows(&rows);
                rows.waiting.clear();
                rows.header.mark_reported();
                self.rows = Some(rows);
                return Ok(Some(last));
            };
            let blank = table::is_blank(&record, rows.header.delimiter());
            if (blank && rows.waiting.is_empty()) || rows.header.is_repeated_by(&record) {
                rows.keep_lines_of(&record);
                continue;
            }
            let article = if blank { rows.article.clone() } else { rows.header.article_of(&record) };
            if rows.waiting.is_empty() || article == rows.article {
                if rows.waiting.is_empty() {
                    rows.first_line = line;
                    rows.article = article;
                }
                if rows.waiting.len() + record.len() > self.limits.article {
                    let (name, limit) = (Arc::clone(&self.name), self.limits.article);
                    return Err(StreamError::TooLarge {
                        name,
                        line: rows.first_line,
                        what: "rows of one article",
                        limit,
                    });
                }
                rows.waiting.push_str(&record);
                continue;
            }
            let finished = self.article_of_rows(&rows);
            rows.header.mark_reported();
            rows.waiting = record;
            rows.article = article;
            rows.first_line = line;
            self.rows = Some(rows);
            return Ok(Some(finished));
        }
    }

    fn no_table(&self) -> StreamError {
        StreamError::Header {
            name: Arc::clone(&self.name),
            line: 1,
            column: 1,
            message: "there is nothing here".to_owned(),
            hint: "the first row of a table names the columns, the others are statements".to_owned(),
        }
    }

    fn article_of_rows(&self, rows: &Rows) -> ArticleText {
        let source = Source::new(Arc::clone(&self.name), rows.waiting.as_str()).starting_at_line(rows.first_line);
        ArticleText {
            source,
            notation: Notation::Table,
            default_id: None,
            header: Some(rows.header.clone()),
            mapped: None,
        }
    }

    /// Reads the header and sees what stands between its cells.
    fn header_text(&mut self) -> Result<Option<(String, char)>, StreamError> {
        loop {
            // A line first, to see the delimiter; then on to the end of the record.
            let Some((text, _)) = self.next_line(|bytes| as_text(bytes).map(str::to_owned))? else {
                return Ok(None);
            };
            let tabs = self.format == InputFormat::Tsv;
            let delimiter = if tabs { '\t' } else { table::delimiter_of(&text, false) };
            if table::is_blank(&text, delimiter) {
                continue;
            }
            let mut ends = RecordEnd::new(delimiter);
            let mut text = text;
            if !ends.take(&text)
                && let Some(rest) = self.record(&mut ends)?
            {
                text.push_str(&rest);
            }
            return Ok(Some((text, delimiter)));
        }
    }

    /// Reads lines up to the end of a record, which quoted line feeds do not end.
    fn record(&mut self, ends: &mut RecordEnd) -> Result<Option<String>, StreamError> {
        let mut record = String::new();
        Ok(self.record_into(ends, &mut record)?.then_some(record))
    }

    /// Reads a record into a text that is used again; says whether there was one.
    fn record_into(&mut self, ends: &mut RecordEnd, record: &mut String) -> Result<bool, StreamError> {
        let first = self.line;
        record.clear();
        loop {
            let limit = self.limits.article;
            let Some((ended, _)) = self.next_line(|bytes| {
                as_text(bytes).map(|text| {
                    record.push_str(text);
                    ends.take(text)
                })
            })?
            else {
                ends.reset();
                return Ok(!record.is_empty());
            };
            if record.len() > limit {
                let name = Arc::clone(&self.name);
                return Err(StreamError::TooLarge { name, line: first, what: "quoted cell", limit });
            }
            if ended {
                return Ok(true);
            }
        }
    }

    /// Gives the next line to `take`, which returns nothing if it is not UTF-8.
    fn next_line<T>(&mut self, mut take: impl FnMut(&[u8]) -> Option<T>) -> Result<Option<(T, usize)>, StreamError> {
        let mut taken = None;
        let mut length = 0;
        let mut broken = None;
        let outcome = next_line(&mut *self.bytes, &mut self.spare, self.limits.article, &mut |bytes| {
            length = bytes.len();
            taken = take(bytes);
            if taken.is_none() {
                broken = Some(bytes.to_vec());
            }
        });
        match outcome.map_err(|error| read_error(Arc::clone(&self.name), error))? {
            Line::End => return Ok(None),
            Line::TooLong => {
                self.in_long_line = true;
                self.offset += self.spare.len() as u64;
                let (name, limit) = (Arc::clone(&self.name), self.limits.article);
                return Err(StreamError::TooLarge { name, line: self.line, what: "line", limit });
            }
            Line::Read => {}
        }
        let checked = broken.map_or(Ok(()), |bytes| self.check_text(&bytes).map(drop));
        self.line += 1;
        self.offset += length as u64;
        checked?;
        Ok(taken.map(|taken| (taken, length)))
    }

    /// Says where and why bytes that start at the current place are not UTF-8.
    fn check_text<'b>(&self, bytes: &'b [u8]) -> Result<&'b str, StreamError> {
        if let Some(text) = as_text(bytes) {
            return Ok(text);
        }
        let error = std::str::from_utf8(bytes).err();
        // Sound UTF-8 is refused for a zero byte only, which no text holds.
        let zero = || bytes.iter().position(|byte| *byte == 0).unwrap_or_default();
        let valid = error.map_or_else(zero, |error| error.valid_up_to());
        let before = std::str::from_utf8(&bytes[..valid]).unwrap_or_default();
        let sample = &bytes[..bytes.len().min(64 * 1024)];
        let sample = if valid < sample.len() { sample } else { &bytes[valid..bytes.len().min(valid + 4096)] };
        let at_end = error.is_some_and(|error| error.error_len().is_none());
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Err(StreamError::Encoding {
            name: Arc::clone(&self.name),
            line: self.line + before.bytes().filter(|&byte| byte == b'\n').count(),
            column: before[line_start..].chars().count() + 1,
            offset: self.offset + valid as u64,
            guess: encoding::guess(sample, at_end),
        })
    }
}

impl Iterator for Articles<'_> {
    type Item = Result<ArticleText, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = match self.format {
            _ if self.mapped.is_some() => self.mapped_rows(),
            InputFormat::Yaml | InputFormat::Json => self.whole_file(),
            InputFormat::JsonLines => self.json_line(),
            InputFormat::Csv | InputFormat::Tsv => self.table_rows(),
        };
        let next = next.transpose();
        let of_one_line = match &next {
            Some(Err(StreamError::Encoding { guess, .. })) => guess.is_of_bytes(),
            Some(Err(StreamError::TooLarge { .. })) => true,
            _ => false,
        };
        let goes_on = of_one_line && self.format == InputFormat::JsonLines && !self.ended;
        self.ended |= !goes_on && !matches!(next, Some(Ok(_)));
        next
    }
}

/// Returns the text, unless it is not UTF-8 or has zeros among its letters, which no text has: UTF-16
/// without a mark can be valid UTF-8.
fn as_text(bytes: &[u8]) -> Option<&str> {
    if memchr::memchr(0, bytes).is_some() { None } else { std::str::from_utf8(bytes).ok() }
}

fn syntax_error(source: &Source, error: &SyntaxError) -> StreamError {
    let place = source.position(error.span.start as usize);
    StreamError::Header {
        name: Arc::clone(&source.name),
        line: place.line,
        column: place.column,
        message: error.message.clone(),
        hint: error.hint.unwrap_or("the first row names the columns").to_owned(),
    }
}

fn header_error(finding: &Finding) -> StreamError {
    let place = finding.position();
    StreamError::Header {
        name: Arc::clone(&finding.label.source.name),
        line: place.line,
        column: place.column,
        message: finding.message.clone(),
        hint: finding.hints.join("; "),
    }
}

fn read_error(name: Arc<str>, source: io::Error) -> StreamError {
    match source.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
        Some(bomb) => StreamError::Bomb { name, ratio: bomb.ratio },
        None => StreamError::Read { name, source },
    }
}

#[cfg(test)]
mod tests;
