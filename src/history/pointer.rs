//! `CURRENT`: which run the store stands at.

use serde::{Deserialize, Serialize};

use super::{Digest, RecordError};

/// A run, sealed by the hashes of its two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunLink {
    /// Number of the run, from 1.
    pub run: u64,
    /// Digest of the manifest file's bytes.
    pub manifest: Digest,
    /// Digest of the run summary file's bytes.
    pub summary: Digest,
}

/// The content of `CURRENT`; nothing before the first run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Current {
    /// The newest run.
    pub newest: Option<RunLink>,
}

impl Current {
    /// Returns the number of the newest run, 0 before the first.
    #[must_use]
    pub fn run(&self) -> u64 {
        self.newest.map_or(0, |link| link.run)
    }

    /// Returns the bytes of the file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of the file; they must be exactly what would be written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let current: Self = serde_json::from_slice(bytes)?;
        if current.to_bytes()? != bytes {
            return Err(RecordError::Wrong("is not as it was written".to_owned()));
        }
        Ok(current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_of_current_is_seen() {
        let link = RunLink { run: 12, manifest: Digest::of(b"m"), summary: Digest::of(b"s") };
        let current = Current { newest: Some(link) };
        let bytes = current.to_bytes().unwrap();
        assert_eq!(Current::from_bytes(&bytes).unwrap(), current);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                assert_ne!(Current::from_bytes(&flipped).ok(), Some(current), "byte {at} bit {bit}");
            }
            assert!(Current::from_bytes(&bytes[..at]).is_err());
        }
    }
}
