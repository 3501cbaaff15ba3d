//! A snapshot's bytes as checked numbers and slices.
//!
//! ```text
//! header     4096 bytes, see `header`
//! sections   each at a multiple of 8
//! checksums  CRC-32 of each 64 KiB after the header, as u32
//! ```
//!
//! A block is checked when it is first touched, so opening costs the header and the checksums alone,
//! and nothing is ever answered from bytes that are not those that were written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::header::{HEADER_LENGTH, Header, Section};
use super::map::Bytes;
use crate::store::StoreError;

/// Length of a block with a checksum of its own.
pub(super) const BLOCK: usize = 1 << 16;

/// What is wrong with a snapshot, found while reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage(pub(super) &'static str);

impl Damage {
    /// Words it with the file.
    pub(super) fn of(self, path: &Path) -> StoreError {
        StoreError::Index { path: path.to_owned(), problem: self.0.to_owned() }
    }
}

/// A snapshot's bytes.
pub(super) struct Image {
    bytes: Bytes,
    path: PathBuf,
    header: Header,
    sums: Box<[u32]>,
    /// One bit a block: it was checked.
    checked: Box<[AtomicU64]>,
}

impl Image {
    /// Maps a file and checks its header and the checksums of its blocks, not the blocks.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("open", path))?;
        let length = file.metadata().map_err(StoreError::io("read", path))?.len();
        if length < HEADER_LENGTH as u64 {
            return Err(Damage("is cut off").of(path));
        }
        let bytes = Bytes::map(&file).map_err(StoreError::io("map", path))?;
        Self::of_bytes(bytes, path)
    }

    /// Reads bytes that were just written to memory.
    pub(super) fn of_memory(bytes: Vec<u8>) -> Result<Self, StoreError> {
        Self::of_bytes(Bytes::Held(bytes), Path::new("the changes since the snapshot"))
    }

    fn of_bytes(bytes: Bytes, path: &Path) -> Result<Self, StoreError> {
        let header = Header::read(&bytes, path)?;
        let (from, to) = header.sums;
        let wrong = |problem| Damage(problem).of(path);
        let table = usize::try_from(from).ok().zip(usize::try_from(to).ok());
        let table = table.and_then(|(from, to)| bytes.get(from..to)).ok_or_else(|| wrong("is cut off"))?;
        if crc32fast::hash(table) != header.sums_crc {
            return Err(wrong("has checksums other than those that were written"));
        }
        let sums: Box<[u32]> =
            table.chunks_exact(4).filter_map(|four| Some(u32::from_le_bytes(four.try_into().ok()?))).collect();
        let body = (from as usize).saturating_sub(HEADER_LENGTH);
        if sums.len() != body.div_ceil(BLOCK) || to != bytes.len() as u64 {
            return Err(wrong("has another length than was written"));
        }
        let checked = (0..sums.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { bytes, path: path.to_owned(), header, sums, checked })
    }

    pub(super) const fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the number of entries of `width` bytes in a section.
    pub(super) fn entries(&self, section: Section, width: u64) -> u64 {
        self.header.section(section).1 / width
    }

    /// Reads an entry of a section of `u32`.
    #[inline]
    pub(super) fn u32(&self, section: Section, index: u64) -> Result<u32, Damage> {
        Ok(u32::from_le_bytes(self.array(section, index.wrapping_mul(4))?))
    }

    /// Reads an entry of a section of `u64`.
    #[inline]
    pub(super) fn u64(&self, section: Section, index: u64) -> Result<u64, Damage> {
        Ok(u64::from_le_bytes(self.array(section, index.wrapping_mul(8))?))
    }

    /// Reads an entry of a section of bytes.
    #[inline]
    pub(super) fn u8(&self, section: Section, index: u64) -> Result<u8, Damage> {
        let [byte] = self.array(section, index)?;
        Ok(byte)
    }

    /// Reads an entry of a section whose entries are as wide as its snapshot needs.
    #[inline]
    pub(super) fn start(&self, section: Section, index: u64) -> Result<u64, Damage> {
        if self.header.wide { self.u64(section, index) } else { Ok(u64::from(self.u32(section, index)?)) }
    }

    /// Reads some bytes of a section.
    pub(super) fn slice(&self, section: Section, from: u64, to: u64) -> Result<&[u8], Damage> {
        let (start, length) = self.header.section(section);
        if from > to || to > length {
            return Err(OUTSIDE);
        }
        let (from, to) = ((start + from) as usize, (start + to) as usize);
        self.check(from, to)?;
        self.bytes.get(from..to).ok_or(OUTSIDE)
    }

    #[inline]
    fn array<const N: usize>(&self, section: Section, at: u64) -> Result<[u8; N], Damage> {
        let (start, length) = self.header.section(section);
        if at.checked_add(N as u64).is_none_or(|end| end > length) {
            return Err(OUTSIDE);
        }
        let from = (start + at) as usize;
        self.check(from, from + N)?;
        let bytes = self.bytes.get(from..).and_then(|rest| rest.first_chunk());
        bytes.copied().ok_or(OUTSIDE)
    }

    /// Checks the blocks of a range that were not yet checked.
    #[inline]
    fn check(&self, from: usize, to: usize) -> Result<(), Damage> {
        if from >= to {
            return Ok(());
        }
        let first = from.wrapping_sub(HEADER_LENGTH) / BLOCK;
        let last = (to - 1).wrapping_sub(HEADER_LENGTH) / BLOCK;
        for block in first..=last {
            let Some(word) = self.checked.get(block / 64) else { return Err(OUTSIDE) };
            if word.load(Ordering::Relaxed) & (1 << (block % 64)) == 0 {
                self.check_block(block)?;
            }
        }
        Ok(())
    }

    #[cold]
    fn check_block(&self, block: usize) -> Result<(), Damage> {
        let from = HEADER_LENGTH + block * BLOCK;
        let to = (from + BLOCK).min(self.header.sums.0 as usize);
        let bytes = self.bytes.get(from..to).ok_or(OUTSIDE)?;
        if self.sums.get(block) != Some(&crc32fast::hash(bytes)) {
            return Err(Damage("is not what was written"));
        }
        if let Some(word) = self.checked.get(block / 64) {
            word.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Checks every byte.
    pub(super) fn check_all(&self) -> Result<(), Damage> {
        (0..self.sums.len()).try_for_each(|block| self.check_block(block))
    }
}

const OUTSIDE: Damage = Damage("points outside of itself");
