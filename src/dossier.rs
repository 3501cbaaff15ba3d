//! What an author wrote, unresolved, every value with its place.
//!
//! One tree ([`node::Node`]) stands behind all four notations; `read` turns it into a [`Dossier`]
//! and reports everything it does not understand. Nothing is looked up here.
//!
//! ```
//! use chancery::{dossier, source::Source};
//! let source = Source::new("gas.yaml", "article: {language: en}\nstatements:\n- {says: Gas flows}\n");
//! let read = dossier::parse(&source, dossier::Notation::Yaml, "gas")?;
//! assert_eq!(read.value.article.id.value, "gas");
//! assert_eq!(read.value.statements.len(), 1);
//! assert!(read.findings.is_empty());
//! # Ok::<(), dossier::SyntaxError>(())
//! ```

pub mod canonical;
pub mod edit;
pub mod emit;
mod json;
mod keys;
pub mod mapping;
pub mod node;
mod read;
pub mod schema;
pub mod skeleton;
pub mod stream;
mod table;
#[cfg(test)]
mod testing;
pub mod write;
mod written;
mod yaml;

pub(crate) use read::nearest;
pub use read::{read_dossier, read_entities};
pub use written::*;

use crate::finding::Checked;
use crate::source::{Source, Span};
use node::Node;

/// How deep lists and mappings may nest in any notation.
pub const MAX_DEPTH: usize = 128;

/// The notation of one article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// YAML 1.2, core schema.
    Yaml,
    /// JSON (RFC 8259), one article.
    Json,
    /// CSV or TSV with a header, the rows of one article. Tables in a stream are read with
    /// [`stream::ArticleText::tree`], which knows the header.
    Table,
}

/// Why a text could not be read at all; it names the place.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Where reading stopped.
    pub span: Span,
    /// What is wrong there.
    pub message: String,
    /// What to do about it, where that can be told.
    pub hint: Option<&'static str>,
}

impl SyntaxError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: None }
    }

    fn with_hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }
}

/// Reads the tree of a text; findings are duplicate keys and notation that dossiers do not use.
pub fn parse_tree(source: &Source, notation: Notation) -> Result<Checked<Node<'_>>, SyntaxError> {
    match notation {
        Notation::Yaml => yaml::parse(source),
        Notation::Json => json::parse(source),
        Notation::Table => table::parse(source),
    }
}

/// Reads a dossier; without a `default_id` the article must carry its own.
fn read_text<'a>(
    source: &'a Source,
    notation: Notation,
    default_id: Option<&str>,
) -> Result<Checked<Dossier<'a>>, SyntaxError> {
    if notation == Notation::Json {
        return json::parse_dossier(source, default_id);
    }
    let tree = parse_tree(source, notation)?;
    let mut read = read_dossier(source, tree.value, default_id);
    read.findings.extend(tree.findings);
    Ok(read)
}

/// Reads one article's dossier; `default_id` names the article when the dossier does not.
pub fn parse<'a>(
    source: &'a Source,
    notation: Notation,
    default_id: &str,
) -> Result<Checked<Dossier<'a>>, SyntaxError> {
    read_text(source, notation, Some(default_id))
}
