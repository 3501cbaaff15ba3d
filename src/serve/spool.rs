//! An answer on its way: in memory while it is short, else in a file without a name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// What is longer goes to a file.
const SHORT: usize = 1 << 20;

/// Bytes, gathered whole before the first one is sent.
#[derive(Debug, Default)]
pub struct Spool {
    held: Vec<u8>,
    file: Option<File>,
    length: u64,
}

impl Spool {
    /// Adds bytes at the end.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if let Some(file) = &mut self.file {
            return file.write_all(bytes);
        }
        self.held.extend_from_slice(bytes);
        if self.held.len() > SHORT {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.held))?;
            self.file = Some(file);
        }
        Ok(())
    }

    /// Returns the number of bytes.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.length
    }

    /// Says whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Makes it ready to be read from its beginning.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.seek(SeekFrom::Start(0)).map(|_| ()))
    }

    /// Returns the next bytes, none at the end.
    pub(super) fn pull(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let Some(file) = &mut self.file else { return Ok(std::mem::take(&mut self.held)) };
        let mut bytes = Vec::new();
        Read::by_ref(file).take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl From<Vec<u8>> for Spool {
    fn from(held: Vec<u8>) -> Self {
        let length = held.len() as u64;
        Self { held, file: None, length }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_short_or_long() {
        for pieces in [1, 40] {
            let mut spool = Spool::default();
            for piece in 0..pieces {
                spool.push(&vec![piece; 50_000]).unwrap();
            }
            assert_eq!(spool.len(), u64::from(pieces) * 50_000);
            spool.rewind().unwrap();
            let mut read = Vec::new();
            loop {
                let bytes = spool.pull(64 << 10).unwrap();
                if bytes.is_empty() {
                    break;
                }
                read.extend(bytes);
            }
            let expected: Vec<u8> = (0..pieces).flat_map(|piece| vec![piece; 50_000]).collect();
            assert!(read == expected);
        }
    }
}
