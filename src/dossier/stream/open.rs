//! From bytes to text lines: decompression with limits, the byte order mark, complete lines.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Limits;

const BUFFER: usize = 256 * 1024;
/// Below this much output the ratio says nothing.
const RATIO_COUNTS_FROM: u64 = 64 * 1024 * 1024;
/// The largest window a zstd stream may ask for, as a power of two: 128 MiB.
const ZSTD_WINDOW: u32 = 27;

/// A reader of decompressed bytes.
pub(super) type Bytes<'r> = Box<dyn BufRead + Send + 'r>;

/// The stream grows out of proportion while it is decompressed.
#[derive(Debug, thiserror::Error)]
#[error("decompressed data is more than {ratio} times as large as the compressed data")]
pub(super) struct Bomb {
    pub(super) ratio: u64,
}

/// Opens a stream: sees by its first bytes whether it is compressed, and skips a byte order mark.
/// Returns the bytes and how many were skipped.
pub(super) fn open<'r>(reader: impl Read + Send + 'r, limits: Limits) -> io::Result<(Bytes<'r>, usize)> {
    let read = Arc::new(AtomicU64::new(0));
    let raw = BufReader::with_capacity(BUFFER, Counting { inner: reader, count: Arc::clone(&read) });
    let (start, raw) = peek(raw)?;
    let bounded = |inner: Box<dyn Read + Send + 'r>| {
        BufReader::with_capacity(BUFFER, Bounded { inner, read, written: 0, ratio: limits.ratio })
    };
    let bytes: Bytes<'r> = if start.starts_with(&[0x1F, 0x8B]) {
        Box::new(bounded(Box::new(flate2::bufread::MultiGzDecoder::new(raw))))
    } else if start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
        decoder.window_log_max(ZSTD_WINDOW)?;
        Box::new(bounded(Box::new(decoder)))
    } else {
        Box::new(raw)
    };
    let (start, mut bytes) = peek(bytes)?;
    if start.starts_with(b"\xEF\xBB\xBF") {
        bytes.consume(3);
        return Ok((Box::new(bytes), 3));
    }
    Ok((Box::new(bytes), 0))
}

/// A reader whose first bytes were read and put back.
type Peeked<R> = io::Chain<io::Cursor<Vec<u8>>, R>;

/// Looks at the first four bytes, which a slow pipe may give one by one.
fn peek<R: BufRead>(mut reader: R) -> io::Result<(Vec<u8>, Peeked<R>)> {
    let mut first = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut first)?;
    Ok((first.clone(), io::Cursor::new(first).chain(reader)))
}

/// Counts the bytes read through it.
struct Counting<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops when the output is out of proportion to the input.
struct Bounded<R> {
    inner: R,
    read: Arc<AtomicU64>,
    written: u64,
    ratio: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.written += read as u64;
        let allowed = self.read.load(Ordering::Relaxed).saturating_mul(self.ratio).max(RATIO_COUNTS_FROM);
        if self.written > allowed {
            return Err(io::Error::new(io::ErrorKind::InvalidData, Bomb { ratio: self.ratio }));
        }
        Ok(read)
    }
}

/// What [`next_line`] met.
pub(super) enum Line {
    /// A line, its line feed included, now consumed: given to the function.
    Read,
    /// The line is longer than the limit.
    TooLong,
    /// Nothing is left.
    End,
}

/// Passes over the rest of a line; returns its length, or nothing if it is longer than the limit.
pub(super) fn pass_line(bytes: &mut dyn BufRead, limit: usize) -> io::Result<Option<usize>> {
    let mut length = 0;
    while length <= limit {
        let buffer = match bytes.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let found = memchr::memchr(b'\n', buffer);
        let used = found.map_or(buffer.len(), |at| at + 1);
        bytes.consume(used);
        length += used;
        if found.is_some() || used == 0 {
            return Ok(Some(length));
        }
    }
    Ok(None)
}

/// Gives the next line to `take`, straight from the reader's buffer where it lies there whole.
pub(super) fn next_line(
    bytes: &mut dyn BufRead,
    spare: &mut Vec<u8>,
    limit: usize,
    take: &mut dyn FnMut(&[u8]),
) -> io::Result<Line> {
    spare.clear();
    loop {
        let buffer = match bytes.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            if spare.is_empty() {
                return Ok(Line::End);
            }
            take(spare);
            return Ok(Line::Read);
        }
        let found = memchr::memchr(b'\n', buffer);
        let used = found.map_or(buffer.len(), |at| at + 1);
        if spare.len() + used > limit {
            return Ok(Line::TooLong);
        }
        if found.is_some() && spare.is_empty() {
            take(&buffer[..used]);
            bytes.consume(used);
            return Ok(Line::Read);
        }
        spare.extend_from_slice(&buffer[..used]);
        bytes.consume(used);
        if found.is_some() {
            take(spare);
            return Ok(Line::Read);
        }
    }
}
