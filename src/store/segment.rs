//! Segments: the N-Quads of one article as compressed, self-named bytes.

use std::cell::RefCell;

use super::StoreError;
use crate::history::Digest;

/// Upper limit of a segment's N-Quads, in bytes.
pub const SEGMENT_LIMIT: u64 = 1 << 30;

/// Level 1: twice as fast as the default and within a few percent of its size on N-Quads.
const LEVEL: i32 = 1;

/// A segment that is ready for a pack.
#[derive(Debug, Clone)]
pub struct CompressedSegment {
    /// Digest of the N-Quads.
    pub id: Digest,
    /// The zstd frame.
    pub frame: Vec<u8>,
    /// Length of the N-Quads.
    pub raw_length: u64,
    /// Number of quads (lines).
    pub quads: u64,
}

/// Turning N-Quads into segments and back.
#[derive(Debug)]
pub struct Segment;

impl Segment {
    /// Names and compresses N-Quads; pure, so that converting threads can do it.
    pub fn compress(nquads: &[u8]) -> Result<CompressedSegment, StoreError> {
        thread_local! {
            static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> =
                const { RefCell::new(None) };
        }
        let length = nquads.len() as u64;
        if length > SEGMENT_LIMIT {
            return Err(StoreError::TooLarge { length, limit: SEGMENT_LIMIT });
        }
        if !nquads.is_empty() && !nquads.ends_with(b"\n") {
            return Err(StoreError::NotLines { length });
        }
        let frame = COMPRESSOR.with_borrow_mut(|kept| {
            let mut compressor = match kept.take() {
                Some(compressor) => compressor,
                None => zstd::bulk::Compressor::new(LEVEL)?,
            };
            let frame = compressor.compress(nquads)?;
            *kept = Some(compressor);
            Ok(frame)
        });
        Ok(CompressedSegment {
            id: Digest::of(nquads),
            frame: frame.map_err(StoreError::Compression)?,
            raw_length: length,
            quads: memchr::memchr_iter(b'\n', nquads).count() as u64,
        })
    }

    /// Decompresses a frame and checks length and name; the error says what is wrong.
    pub(super) fn decompress(frame: &[u8], raw_length: u64, id: Digest) -> Result<Vec<u8>, String> {
        if raw_length > SEGMENT_LIMIT {
            return Err(format!("claims a segment of {raw_length} bytes"));
        }
        let capacity = usize::try_from(raw_length).map_err(|error| error.to_string())?;
        let nquads = zstd::bulk::decompress(frame, capacity)
            .map_err(|error| format!("holds a frame that cannot be decompressed ({error})"))?;
        if nquads.len() as u64 != raw_length {
            return Err(format!("holds {} bytes where {raw_length} were written", nquads.len()));
        }
        if Digest::of(&nquads) != id {
            return Err(format!("holds other bytes than the segment {id}"));
        }
        Ok(nquads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_come_back_and_are_named_by_content() {
        for nquads in [&b""[..], b"<a:> <b:> <c:> .\n", b"x\ny\n"] {
            let segment = Segment::compress(nquads).unwrap();
            assert_eq!(segment.quads as usize, nquads.split(|b| *b == b'\n').count() - 1);
            let back = Segment::decompress(&segment.frame, segment.raw_length, segment.id);
            assert_eq!(back.unwrap(), nquads);
            assert!(Segment::decompress(&segment.frame, segment.raw_length + 1, segment.id).is_err());
            assert!(Segment::decompress(&segment.frame, segment.raw_length, Digest::of(b"z")).is_err());
        }
        assert!(matches!(Segment::compress(b"<a:>"), Err(StoreError::NotLines { .. })));
    }

    #[test]
    fn a_bomb_is_refused_by_its_recorded_length() {
        let bomb = zstd::bulk::compress(&vec![b'\n'; 50_000_000], 1).unwrap();
        assert!(bomb.len() < 10_000);
        assert!(Segment::decompress(&bomb, 100, Digest::of(b"")).is_err());
        assert!(Segment::decompress(&bomb, u64::MAX, Digest::of(b"")).is_err());
    }
}
