//! Writes a snapshot from front to back: sections, checksums of their blocks, then the header.

use std::io::{self, Seek, SeekFrom, Write};

use super::header::{HEADER_LENGTH, Header, SECTIONS, Section};
use super::image::BLOCK;

/// A snapshot being written.
pub(super) struct ImageWriter<W> {
    out: W,
    block: Vec<u8>,
    /// Bytes written or in `block`, the header included.
    length: u64,
    sums: Vec<u32>,
    sections: [(u64, u64); SECTIONS],
}

impl<W: Write + Seek> ImageWriter<W> {
    /// Begins; the header stays empty until the end, so that half a snapshot is none.
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0; HEADER_LENGTH])?;
        let length = HEADER_LENGTH as u64;
        let sections = [(length, 0); SECTIONS];
        Ok(Self { out, block: Vec::with_capacity(BLOCK), length, sums: Vec::new(), sections })
    }

    /// Writes a section; the sections come in any order, each once.
    pub(super) fn section<const N: usize>(
        &mut self,
        section: Section,
        entries: impl IntoIterator<Item = [u8; N]>,
    ) -> io::Result<()> {
        let start = self.begin()?;
        for entry in entries {
            self.bytes(&entry)?;
        }
        self.end(section, start);
        Ok(())
    }

    /// Begins a section written with [`Self::bytes`]; returns where.
    pub(super) fn begin(&mut self) -> io::Result<u64> {
        let padding = (8 - self.length % 8) % 8;
        self.bytes(&[0; 8][..padding as usize])?;
        Ok(self.length)
    }

    /// Ends a section that began at `start`.
    pub(super) fn end(&mut self, section: Section, start: u64) {
        self.sections[section as usize] = (start, self.length - start);
    }

    /// Adds bytes to the section.
    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if self.block.len() + bytes.len() < BLOCK {
            self.block.extend_from_slice(bytes);
            return Ok(());
        }
        self.fill(bytes)
    }

    fn fill(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while self.block.len() + bytes.len() >= BLOCK {
            let (now, later) = bytes.split_at(BLOCK - self.block.len());
            self.block.extend_from_slice(now);
            bytes = later;
            self.flush_block()?;
        }
        self.block.extend_from_slice(bytes);
        Ok(())
    }

    fn flush_block(&mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.sums.push(crc32fast::hash(&self.block));
            self.out.write_all(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    /// Writes the checksums and the header; what is known of the content comes with `header`.
    pub(super) fn finish(mut self, mut header: Header) -> io::Result<(W, Header)> {
        self.begin()?;
        self.flush_block()?;
        let sums: Vec<u8> = self.sums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        self.out.write_all(&sums)?;
        header.sums = (self.length, self.length + sums.len() as u64);
        header.sums_crc = crc32fast::hash(&sums);
        header.sections = self.sections;
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&header.to_bytes())?;
        self.out.flush()?;
        Ok((self.out, header))
    }
}
