//! The first 4096 bytes of a snapshot: what it is of, how much it holds, where its sections lie.

use std::path::Path;

use super::image::Damage;
use crate::history::Digest;
use crate::store::StoreError;

/// Length of the header.
pub(super) const HEADER_LENGTH: usize = 4096;
/// What every snapshot begins with; the line break shows files that were sent as text.
const MAGIC: &[u8; 8] = b"CHSNAP\r\n";
/// Version of the layout; raised with every change, since a snapshot is made anew and never converted.
pub(super) const VERSION: u32 = 1;
/// Graphs with a bit of their own, besides the default graph.
pub(super) const MARKED: usize = 6;

/// The parts of a snapshot, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Section {
    /// Where each sixteen terms begin in `TermBytes`, and where the last end: `u64`.
    TermBlocks,
    /// The terms, see `terms`.
    TermBytes,
    /// Datatypes and languages, each after its length.
    Tags,
    /// Where each bucket of `BucketTerms` begins, and where the last ends: `u32`.
    Buckets,
    /// Terms by bucket of their hash: `u32`.
    BucketTerms,
    /// Subjects in use, if few: `u32`.
    SpoFirsts,
    /// Where the triples of each subject begin: as wide as needed.
    SpoStarts,
    /// Predicate and object: `u64`, sorted.
    SpoPairs,
    /// In which graphs the triple is: `u8`.
    SpoFlags,
    /// Predicates in use.
    PosFirsts,
    /// Where the triples of each predicate begin.
    PosStarts,
    /// Object and subject.
    PosPairs,
    /// In which graphs the triple is.
    PosFlags,
    /// Objects in use.
    OspFirsts,
    /// Where the triples of each object begin.
    OspStarts,
    /// Subject and predicate.
    OspPairs,
    /// In which graphs the triple is.
    OspFlags,
    /// Named graphs: `u32`, sorted.
    Graphs,
    /// Where the triples of each named graph begin, and where the last end.
    GraphStarts,
    /// Subject, predicate, object of each named graph: three `u32`, sorted.
    GraphTriples,
    /// Subject, predicate, object, graph of all quads in named graphs: four `u32`, sorted.
    Named,
    /// Quads that several segments hold: subject, predicate, object, graph, how many: five `u32`, sorted.
    Repeated,
}

/// Number of sections.
pub(super) const SECTIONS: usize = Section::Repeated as usize + 1;

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Header {
    /// Run of the store whose state it is of.
    pub(super) run: u64,
    /// Canonical hash of that state.
    pub(super) dataset: Option<Digest>,
    /// Number of terms.
    pub(super) terms: u64,
    /// Number of triples in any graph, each counted once.
    pub(super) triples: u64,
    /// Number of quads, each counted once.
    pub(super) quads: u64,
    /// Starts are eight bytes wide.
    pub(super) wide: bool,
    /// Graphs that have the bits 1 to 6 of the flags.
    pub(super) marked: Vec<u32>,
    /// Begin and length of each section.
    pub(super) sections: [(u64, u64); SECTIONS],
    /// Begin and end of the checksums.
    pub(super) sums: (u64, u64),
    /// Checksum of the checksums.
    pub(super) sums_crc: u32,
}

impl Header {
    #[inline]
    pub(super) const fn section(&self, section: Section) -> (u64, u64) {
        self.sections[section as usize]
    }

    /// Returns the bytes of the header.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER_LENGTH);
        out.extend_from_slice(MAGIC);
        for number in [VERSION, u32::from(self.wide), self.sums_crc, self.marked.len() as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(self.dataset.unwrap_or(Digest::from_bytes([0; 32])).as_bytes());
        for number in [self.run, self.terms, self.triples, self.quads, self.sums.0, self.sums.1] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for place in 0..MARKED {
            out.extend_from_slice(&self.marked.get(place).copied().unwrap_or(0).to_le_bytes());
        }
        for (start, length) in self.sections {
            out.extend_from_slice(&start.to_le_bytes());
            out.extend_from_slice(&length.to_le_bytes());
        }
        out.resize(HEADER_LENGTH - 4, 0);
        let crc = crc32fast::hash(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// Reads the header of a snapshot and checks that its sections lie inside of it.
    pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Self, StoreError> {
        let wrong = |problem| Damage(problem).of(path);
        let Some(header) = bytes.first_chunk::<HEADER_LENGTH>() else { return Err(wrong("is cut off")) };
        let mut rest = Reader(header);
        if rest.take::<8>() != Some(MAGIC) {
            return Err(wrong("is no snapshot"));
        }
        let version = rest.u32();
        // Told apart before the checksum, whose place another version may have moved.
        if version.is_some_and(|version| version != VERSION) {
            return Err(wrong("is of another version of Chancery"));
        }
        let (sealed, crc) = header.split_at(HEADER_LENGTH - 4);
        if crc != crc32fast::hash(sealed).to_le_bytes() {
            return Err(wrong("has a header other than was written"));
        }
        let header = Self::numbers(&mut rest).ok_or_else(|| wrong("has a header without sense"))?;
        let length = bytes.len() as u64;
        let (from, to) = header.sums;
        if to != length || from > to || from < HEADER_LENGTH as u64 {
            return Err(wrong("is cut off"));
        }
        for (start, length) in header.sections {
            let end = start.checked_add(length);
            if start < HEADER_LENGTH as u64 || start % 8 != 0 || end.is_none_or(|end| end > from) {
                return Err(wrong("has a section outside of itself"));
            }
        }
        Ok(header)
    }

    fn numbers(rest: &mut Reader<'_>) -> Option<Self> {
        let (wide, sums_crc, marked) = (rest.u32()? != 0, rest.u32()?, rest.u32()? as usize);
        let dataset = Digest::from_bytes(*rest.take::<32>()?);
        let (run, terms, triples, quads) = (rest.u64()?, rest.u64()?, rest.u64()?, rest.u64()?);
        let sums = (rest.u64()?, rest.u64()?);
        let mut graphs = [0; MARKED];
        for graph in &mut graphs {
            *graph = rest.u32()?;
        }
        let marked = graphs.get(..marked)?.to_vec();
        let mut sections = [(0, 0); SECTIONS];
        for section in &mut sections {
            *section = (rest.u64()?, rest.u64()?);
        }
        // Above are the numbers of what changes and queries add.
        let fits = terms <= u64::from(u32::MAX / 2);
        fits.then_some(Self {
            run,
            dataset: Some(dataset),
            terms,
            triples,
            quads,
            wide,
            marked,
            sections,
            sums,
            sums_crc,
        })
    }
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take<const N: usize>(&mut self) -> Option<&'b [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.take()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.take()?))
    }
}
