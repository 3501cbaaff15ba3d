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
pub mod graph;
mod json_ld;
mod line;
mod loss;
mod output;
mod rdf_xml;
mod select;
mod sort;
mod turtle;
mod writer;

#[cfg(test)]
mod tests;

pub use crate::rdf::Line;
pub use forms::{FormError, Framed, Shape, Take, WholeForm, default_context, whole};
pub use line::Lines;
pub use loss::{Loss, LossReport, Reason};
pub use output::{Compression, FileOutput};
pub use select::Selection;
pub use writer::QuadWriter;

use std::collections::HashSet;
use std::io::{self, Write};

use crate::convert::profile::ProfileError;
use crate::history::{Manifest, SegmentName};
use crate::rdf::{Format, triple_term};
use crate::store::{Archive, StoreError};
use crate::vocab::rdf;
use sort::Sorter;
use turtle::{Names, reified};

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

impl From<ProfileError> for ExportError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotCanonical(line) => Self::NotOurs(line),
            // Writing meets no other error.
            other => Self::NotOurs(other.to_string()),
        }
    }
}

/// A knowledge base ready to be written: what the format carries, and what it does not.
#[derive(Debug)]
pub struct Export {
    selection: Selection,
    sorter: Sorter,
    losses: LossReport,
    /// Of Turtle and TriG: what they declare, and whether quads have reifiers of their own.
    names: Option<Names>,
    has_reifiers: bool,
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
        let is_turtle = matches!(selection.format(), Format::Turtle | Format::TriG);
        let mut names = is_turtle.then(|| Names::new(&selection.prefixes()));
        let mut has_reifiers = false;
        archive.for_each_segment(manifest, |name, nquads| {
            let article = match name {
                SegmentName::Article(article) => Some(article),
                SegmentName::Shared | SegmentName::Meta => None,
            };
            selection.take(article, nquads, &mut losses, &mut counted, |line| {
                let Some(names) = &mut names else { return Ok::<(), ExportError>(sorter.push(line)?) };
                let Some((graph, subject, predicate, object)) = reified(line) else {
                    names.note_line(line);
                    return Ok(sorter.push(line)?);
                };
                names.note(line.subject);
                has_reifiers = true;
                Ok(sorter.push_reifier(&Line { graph, subject, predicate, object }, line.subject)?)
            })
        })?;
        let mut export = Self { selection, sorter, losses, names, has_reifiers };
        export.settle_reifiers()?;
        Ok(export)
    }

    /// Makes triples of reifiers whose triple stands in no graph that is written: sorted, a reifier is
    /// right behind its triple.
    fn settle_reifiers(&mut self) -> Result<(), ExportError> {
        if !self.has_reifiers {
            return Ok(());
        }
        let mut settled = Sorter::default();
        let names = &mut self.names;
        let mut last = String::new();
        std::mem::take(&mut self.sorter).for_each(|line, reifier| {
            let Some(reifier) = reifier else {
                last.clear();
                for part in [line.graph.unwrap_or_default(), line.subject, line.predicate, line.object] {
                    last.extend([part, "\0"]);
                }
                return Ok(settled.push(line)?);
            };
            let parts = [line.graph.unwrap_or_default(), line.subject, line.predicate, line.object];
            if last.split_terminator('\0').eq(parts) {
                return Ok(settled.push_reifier(line, reifier)?);
            }
            let term = triple_term(line.subject, line.predicate, line.object);
            let plain = Line { graph: line.graph, subject: reifier, predicate: rdf::REIFIES, object: &term };
            if let Some(names) = names {
                names.note_line(&plain);
            }
            Ok(settled.push(&plain)?)
        })?;
        self.sorter = settled;
        Ok(())
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
    pub fn write(mut self, out: impl Write) -> Result<u64, ExportError> {
        let writer = match self.names.take() {
            Some(names) => QuadWriter::of_turtle(names, out),
            None => QuadWriter::new(self.selection.format(), &self.selection.prefixes(), out)?,
        };
        self.write_to(writer)
    }

    /// Writes everything with a writer of the same format and returns the number of quads.
    ///
    /// # Errors
    /// When the output or a temporary file fails.
    pub fn write_to<W: Write>(self, mut writer: QuadWriter<W>) -> Result<u64, ExportError> {
        let mut quads = 0;
        self.sorter.for_each(|line, reifier| {
            quads += 1;
            match reifier {
                Some(reifier) => Ok(writer.reifier(reifier)?),
                None => Ok(writer.quad(line)?),
            }
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
