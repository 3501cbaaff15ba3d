//! Says where a query goes wrong: line, column and the line itself.

use std::fmt;

use super::depth::TooDeep;
use super::prefixes::Declared;
use crate::source::{Position, Source};

/// A query that cannot be run as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What people know the query by: a path, a name, `<query>`.
    pub name: String,
    /// Where, in the text as it was written.
    pub position: Option<Position>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What could stand there, when the parser says so.
    pub expected: Vec<String>,
    /// The line in question; control characters are escaped.
    pub line: String,
}

impl SyntaxError {
    /// Makes sense of what the SPARQL parser says (`error at 3:14: expected one of …`).
    #[must_use]
    pub fn from_parser(source: &Source, declared: &Declared, said: &str) -> Self {
        let parsed = said.strip_prefix("error at ").and_then(|rest| rest.split_once(": expected ")).and_then(
            |(place, expected)| {
                let (line, column) = place.split_once(':')?;
                Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?, expected))
            },
        );
        let parsed = parsed.map(|(line, column, expected)| settle(&declared.text, line, column, expected));
        let Some((line, column, expected)) = parsed else {
            return Self {
                name: source.name.to_string(),
                position: None,
                message: said.to_owned(),
                expected: Vec::new(),
                line: String::new(),
            };
        };
        let written = source.text.lines().nth(line - 1).unwrap_or_default();
        let position = Position {
            line: line - 1 + source.first_line,
            column: declared.own_column(line, column).min(written.chars().count() + 1),
        };
        let (message, expected) = explain(expected, written, position.column);
        Self { name: source.name.to_string(), position: Some(position), message, expected, line: visible(written) }
    }

    /// Says that a query was refused before parsing.
    #[must_use]
    pub fn from_depth(source: &Source, refused: &TooDeep) -> Self {
        let position = source.position(refused.offset);
        let line = source.text.lines().nth(position.line - source.first_line).unwrap_or_default();
        Self {
            name: source.name.to_string(),
            position: Some(position),
            message: refused.to_string(),
            expected: Vec::new(),
            line: visible(line),
        }
    }
}

/// Takes back how far the parser looked ahead.
///
/// It compares keywords by taking as many characters as the keyword has, and reports the place after
/// them. Then the keywords, all of one length, are what it names as expected; what else could stand
/// there it does not say.
fn settle<'e>(text: &str, line: usize, column: usize, expected: &'e str) -> (usize, usize, &'e str) {
    let list = expected.strip_prefix("one of ").unwrap_or(expected);
    let keyword =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b' ');
    let length = list.split(", ").map(str::len).max().unwrap_or(0);
    if !list.split(", ").all(|word| keyword(word) && word.len() == length) {
        return (line, column, expected);
    }
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(|line| line.chars().count()).sum();
    let mut place = (line_start + column - 1).saturating_sub(length);
    place += text.chars().skip(place).take_while(|c| c.is_whitespace()).count();
    let before: String = text.chars().take(place).collect();
    let settled_line = before.matches('\n').count() + 1;
    let settled_column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (settled_line, settled_column, "")
}

/// Splits the parser's list; a single phrase is a rule that was broken, not a list of tokens.
fn explain(expected: &str, line: &str, column: usize) -> (String, Vec<String>) {
    let list = expected.strip_prefix("one of ").unwrap_or(expected);
    let shown = |token: &&str| !token.is_empty() && !token.starts_with('[');
    let mut tokens: Vec<_> = list.split(", ").filter(shown).map(str::to_owned).collect();
    tokens.sort();
    tokens.dedup();
    let rest: String = line.chars().skip(column.saturating_sub(1)).collect();
    if list.contains("Prefix not found") {
        let before: String = line.chars().take(column.saturating_sub(1)).collect();
        let name = before.rsplit(|c: char| c.is_whitespace() || "({[,;/|^".contains(c)).next().unwrap_or_default();
        let prefix = name.split(':').next().unwrap_or_default();
        return (format!("the prefix `{}:` is not declared", visible(prefix)), Vec::new());
    }
    // A phrase is a rule that was broken, not a list of tokens.
    let phrase = |token: &&String| token.contains(' ') && token.chars().any(char::is_lowercase) && !token.contains('"');
    if let Some(rule) = tokens.iter().find(phrase) {
        return (rule.clone(), Vec::new());
    }
    let met: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
    let met =
        if met.is_empty() { "the line ends here".to_owned() } else { format!("`{}` cannot stand here", visible(&met)) };
    (met, tokens)
}

/// Escapes what a terminal would act upon.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => " ".to_owned(),
            c if c.is_control() || crate::iri::is_invisible(c) => c.escape_unicode().to_string(),
            c => c.to_string(),
        })
        .collect()
}

impl fmt::Display for SyntaxError {
    /// Writes `name:line:column: message`, the line, a caret, and at most eight expectations.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(position) = self.position else {
            return write!(formatter, "{}: {}", self.name, self.message);
        };
        write!(formatter, "{}:{}:{}: {}", self.name, position.line, position.column, self.message)?;
        let characters: Vec<char> = self.line.chars().collect();
        let from = if characters.len() > 120 { position.column.saturating_sub(60) } else { 0 };
        let excerpt: String = characters.iter().skip(from).take(120).collect();
        if !excerpt.trim().is_empty() {
            let caret = " ".repeat(position.column.saturating_sub(1).saturating_sub(from));
            write!(formatter, "\n  {excerpt}\n  {caret}^")?;
        }
        match self.expected.as_slice() {
            [] => Ok(()),
            [only] => write!(formatter, "\n  expected {only}"),
            some if some.len() <= 8 => write!(formatter, "\n  expected one of {}", some.join(" ")),
            many => write!(formatter, "\n  expected one of {} …", many[..8].join(" ")),
        }
    }
}

impl std::error::Error for SyntaxError {}
