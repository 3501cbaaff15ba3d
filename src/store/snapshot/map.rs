//! The bytes of a snapshot: a mapped file, or memory. The one place in the crate with `unsafe`.

use std::fs::File;
use std::io;
use std::ops::Deref;

use memmap2::Mmap;

/// Bytes that do not change.
pub(super) enum Bytes {
    /// Of a file, read as they are touched.
    Mapped(Mmap),
    /// In memory.
    Held(Vec<u8>),
}

impl Bytes {
    /// Maps a whole file.
    #[expect(unsafe_code, reason = "mapping a file is the one thing the standard library has no safe call for")]
    pub(super) fn map(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes must not change while they are mapped. A snapshot is written under a
        // temporary name, made durable and renamed, and never opened for writing again; a newer one
        // gets a name of its own, and removing the old name leaves its bytes to those who map them.
        // Whoever writes into the file all the same is met by block checksums, bounds checks on
        // every access and a check of UTF-8 on every text, so nothing here trusts a value it read.
        let map = unsafe { Mmap::map(file)? };
        Ok(Self::Mapped(map))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Held(bytes) => bytes,
        }
    }
}
