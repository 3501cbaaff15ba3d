//! The summary of a run: what it changed, for `log`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Changes, Digest, RecordError, timestamp};

/// What one run changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSummary {
    /// Number of the run, from 1.
    pub run: u64,
    /// Number of the run before it.
    pub parent: Option<u64>,
    /// When the run began, as the caller told it.
    #[serde(with = "timestamp")]
    pub time: Timestamp,
    /// How long it took, in milliseconds, as the caller told it.
    pub duration_ms: u64,
    /// Who ran it.
    pub who: String,
    /// The command that ran.
    pub command: String,
    /// Version of Chancery.
    pub tool: String,
    /// Canonical hash of the dataset after the run.
    pub dataset: Digest,
    /// How many articles were touched in which way.
    pub counts: RunCounts,
    /// Which articles were touched in which way.
    pub articles: Changes,
}

/// How many articles a run touched, and what it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunCounts {
    /// New articles.
    pub added: u64,
    /// Articles whose quads differ.
    pub changed: u64,
    /// Articles with the same quads made from other inputs.
    pub refreshed: u64,
    /// Articles that are gone.
    pub removed: u64,
    /// Articles untouched.
    pub unchanged: u64,
    /// Articles whose file has errors.
    pub failed: u64,
    /// Statements after the run.
    pub statements: u64,
    /// Quads after the run.
    pub quads: u64,
}

impl RunSummary {
    /// Returns the bytes of the summary's file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of a summary's file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        Ok(serde_json::from_slice(bytes)?)
    }
}
