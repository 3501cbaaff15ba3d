//! Bytes out: a knowledge base in an RDF format, always from its segments.
//!
//! ```text
//! segments ─ Selection ─ sorted lines ─ QuadWriter ─ bytes
//!               └ LossReport: what the format cannot carry
//! ```
//!
//! An export is sorted by graph, subject, predicate and object, each quad once, so it is the same
//! bytes on every run. Sorting goes to temporary files beyond 128 MiB of lines, so memory does not
//! grow with the knowledge base; a JSON-LD node is in memory as a whole, and the loss report is.

mod context;
mod forms;
mod json_ld;
mod line;
mod loss;
mod output;
mod rdf_xml;
mod select;
mod sort;
mod writer;

#[cfg(test)]
mod tests;

pub use forms::{FormError, Framed, Shape, Take, WholeForm, default_context, whole};
pub use line::{Line, Lines};
pub use loss::{Loss, LossReport, Reason};
pub use output::{Compression, FileOutput};
pub use select::Selection;
pub use writer::QuadWriter;

use std::collections::HashSet;
use std::io::{self, Write};

use crate::history::{Manifest, SegmentName};
use crate::query::Prefixes;
use crate::store::{Archive, StoreError};
use sort::Sorter;

/// Why something could not be written out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Output or a temporary file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line that Chancery would not have written.
    #[error("a segment holds a line that is not canonical N-Quads: `{0}`")]
    NotOurs(String),
    /// A form of JSON-LD.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// A knowledge base ready to be written: what the format carries, and what it does not.
#[derive(Debug)]
pub struct Export {
    selection: Selection,
    sorter: Sorter,
    losses: LossReport,
}

impl Export {
    /// Reads the segments of a state; nothing is written yet.
    ///
    /// # Errors
    /// When a segment cannot be read, or a temporary file not be written.
    pub fn gather(archive: &Archive, manifest: &Manifest, selection: Selection) -> Result<Self, ExportError> {
        let mut sorter = Sorter::default();
        let mut losses = LossReport::new(selection.format());
        let mut counted = HashSet::new();
        archive.for_each_segment(manifest, |name, nquads| {
            let article = match name {
                SegmentName::Article(article) => Some(article),
                SegmentName::Shared | SegmentName::Meta => None,
            };
            selection
                .take(article, nquads, &mut losses, &mut counted, |line| sorter.push(line).map_err(ExportError::Io))
        })?;
        Ok(Self { selection, sorter, losses })
    }

    /// Returns what the format cannot carry.
    #[must_use]
    pub const fn losses(&self) -> &LossReport {
        &self.losses
    }

    /// Writes everything and returns the number of quads.
    ///
    /// # Errors
    /// When the output or a temporary file fails.
    pub fn write(self, prefixes: &Prefixes, out: impl Write) -> Result<u64, ExportError> {
        let writer = QuadWriter::new(self.selection.format(), prefixes, out)?;
        self.write_to(writer)
    }

    /// Writes everything with a writer of the same format and returns the number of quads.
    ///
    /// # Errors
    /// When the output or a temporary file fails.
    pub fn write_to<W: Write>(self, mut writer: QuadWriter<W>) -> Result<u64, ExportError> {
        let mut quads = 0;
        self.sorter.for_each(|line| {
            quads += 1;
            Ok(writer.quad(line)?)
        })?;
        writer.finish()?.flush()?;
        Ok(quads)
    }
}

/// One article's quads, or those of the shared part, as a format carries them: sorted, each once.
///
/// # Errors
/// When the bytes are not N-Quads of ours.
pub fn part(selection: &Selection, article: Option<&str>, nquads: &[u8]) -> Result<(Lines, LossReport), ExportError> {
    let mut lines = Lines::default();
    let mut losses = LossReport::new(selection.format());
    selection.take(article, nquads, &mut losses, &mut HashSet::new(), |line| {
        lines.push(line);
        Ok::<(), ExportError>(())
    })?;
    lines.sort();
    Ok((lines, losses))
}
