//! Canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0), with a limit on the work.
//!
//! Blank nodes get names that depend on nothing but the dataset, so that two datasets are the same
//! exactly if their canonical forms are. Some datasets are made so that this takes forever; the work
//! is counted and they are refused. Beyond the specification, triple terms and literals with a
//! direction (RDF 1.2) and blank nodes as predicates have a canonical form too.
//!
//! ```
//! use chancery::rdf::canon::{Canonical, Effort};
//! use oxigraph::io::{RdfFormat, RdfParser};
//! let read = |text: &str| -> Vec<_> {
//!     RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes()).map(|quad| quad.expect("valid")).collect()
//! };
//! let one = read("_:x <http://e/p> _:y .\n_:y <http://e/p> \"1\" .");
//! let other = read("_:y <http://e/p> _:x .\n_:x <http://e/p> \"1\" .");
//! let of = |quads: &[_]| Canonical::of(quads, Effort::default()).map(|canonical| canonical.sha256());
//! assert_eq!(of(&one)?, of(&other)?);
//! # Ok::<(), chancery::rdf::canon::CanonError>(())
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxigraph::model::Quad;
use sha2::{Digest, Sha256, Sha384};

mod label;
mod line;

/// The hash by which blank nodes are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// SHA-256, the default of the specification.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
}

impl Algorithm {
    fn hash(self, data: &[u8]) -> String {
        match self {
            Self::Sha256 => hex(&Sha256::digest(data)),
            Self::Sha384 => hex(&Sha384::digest(data)),
        }
    }
}

/// How the form is found and how much may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// The hash by which blank nodes are told apart.
    pub algorithm: Algorithm,
    /// How many hashes of neighbours may be computed, beside [`Self::steps_a_node`].
    pub steps: u64,
    /// How many more for each blank node.
    pub steps_a_node: u64,
    /// How many blank nodes may lead to one another.
    pub depth: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha256, steps: 250_000, steps_a_node: 1_000, depth: 2_000 }
    }
}

/// Why there is no canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CanonError {
    /// More was tried than allowed.
    #[error("the blank nodes are too much alike: gave up after {0} steps")]
    TooMuchWork(u64),
    /// Blank nodes lead to one another too far.
    #[error("more than {0} blank nodes that look alike lead to one another")]
    TooDeep(usize),
    /// No thread could be started.
    #[error("no thread for the work could be started")]
    NoThread,
}

/// The canonical form of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    lines: Vec<String>,
    labels: BTreeMap<String, String>,
}

impl Canonical {
    /// Finds the canonical form; quads that occur twice count once.
    ///
    /// # Errors
    /// If the dataset needs more work than allowed.
    pub fn of(quads: &[Quad], effort: Effort) -> Result<Self, CanonError> {
        let (lines, names) = line::lines(quads);
        let labels = label::label(&lines, names.len(), effort)?;
        let written = |node: usize, out: &mut String| write!(out, "_:c14n{}", labels[node]).expect("strings take all");
        let mut written: Vec<String> = lines.iter().map(|line| line.write(written)).collect();
        written.sort_unstable();
        let labels = names.into_iter().zip(labels).map(|(name, label)| (name, format!("c14n{label}"))).collect();
        Ok(Self { lines: written, labels })
    }

    /// Returns the lines of the canonical N-Quads, each with its line feed.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns the label given to each blank node, by the label it had; both without `_:`.
    #[must_use]
    pub const fn labels(&self) -> &BTreeMap<String, String> {
        &self.labels
    }

    /// Returns the SHA-256 of the canonical N-Quads in hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.hash(Algorithm::Sha256)
    }

    /// Returns a hash of the canonical N-Quads in hexadecimal digits.
    #[must_use]
    pub fn hash(&self, algorithm: Algorithm) -> String {
        fn over<Hash: Digest>(lines: &[String]) -> String {
            let mut hash = Hash::new();
            lines.iter().for_each(|line| hash.update(line));
            hex(&hash.finalize())
        }
        match algorithm {
            Algorithm::Sha256 => over::<Sha256>(&self.lines),
            Algorithm::Sha384 => over::<Sha384>(&self.lines),
        }
    }
}

/// Returns a quad as a line of canonical N-Quads (RDF 1.2), its blank nodes called as they are.
#[must_use]
pub fn line(quad: &Quad) -> String {
    let (lines, names) = line::lines(std::slice::from_ref(quad));
    let name = |node: usize, out: &mut String| write!(out, "_:{}", names[node]).expect("strings take all");
    let text: String = lines.iter().map(|line| line.write(name)).collect();
    // RDFC-1.0 writes these as they are, RDF 1.2 N-Quads does not: XML 1.1 knows no such characters.
    if text.contains(['\u{FFFE}', '\u{FFFF}']) {
        return text.replace('\u{FFFE}', "\\uFFFE").replace('\u{FFFF}', "\\uFFFF");
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("strings take all");
    }
    text
}

#[cfg(test)]
mod tests;
