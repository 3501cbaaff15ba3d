//! Packs: the segments one run added, as one file.
//!
//! A pack is a valid zstd file (RFC 8878): one frame a segment, then a skippable frame with a table
//! of the segments, so `zstd -dc` gives the N-Quads back without Chancery.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{CompressedSegment, Segment, StoreError, file};
use crate::history::{Digest, Hasher, PackFile, SegmentRef};

/// First of the sixteen magic numbers of skippable frames (RFC 8878 §3.1.2).
const SKIPPABLE: u32 = 0x184D_2A50;
const TABLE_MARK: &[u8; 4] = b"chtb";
/// Digest, offset, length, raw length, quads.
const ENTRY_LENGTH: usize = 32 + 4 * 8;
/// Number of entries and mark, at the very end.
const TAIL_LENGTH: usize = 8;
const HEAD_LENGTH: usize = 8;
const BUFFER_LENGTH: usize = 1 << 18;

/// Returns the number of the run in the name of a pack, a manifest or a summary.
pub(super) fn run_of(name: &str) -> Option<u64> {
    let digits = name.split(['-', '.']).next()?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// A pack in the making; memory does not grow with the frames, only with their table.
#[derive(Debug)]
pub(super) struct PackWriter {
    run: u64,
    path: PathBuf,
    out: BufWriter<File>,
    hasher: Hasher,
    offset: u64,
    table: Vec<SegmentRef>,
}

impl PackWriter {
    pub(super) fn create(folder: &Path, run: u64) -> Result<Self, StoreError> {
        let path = file::temporary(&folder.join(format!("{run:06}.pack")));
        let file = File::create(&path).map_err(StoreError::io("create", &path))?;
        Ok(Self {
            run,
            path,
            out: BufWriter::with_capacity(BUFFER_LENGTH, file),
            hasher: Hasher::default(),
            offset: 0,
            table: Vec::new(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn append(&mut self, segment: &CompressedSegment) -> Result<SegmentRef, StoreError> {
        let entry = SegmentRef {
            id: segment.id,
            pack: self.run,
            offset: self.offset,
            length: segment.frame.len() as u64,
            raw_length: segment.raw_length,
            quads: segment.quads,
        };
        self.write(&segment.frame)?;
        self.table.push(entry);
        Ok(entry)
    }

    /// Writes the table, makes everything durable and returns what the pack is to be called.
    pub(super) fn finish(mut self) -> Result<(PackFile, PathBuf), StoreError> {
        let length = self.table.len() * ENTRY_LENGTH + TAIL_LENGTH;
        let mut table = Vec::with_capacity(HEAD_LENGTH + length);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        table.extend_from_slice(&SKIPPABLE.to_le_bytes());
        table.extend_from_slice(&small(length));
        for entry in &self.table {
            table.extend_from_slice(entry.id.as_bytes());
            for number in [entry.offset, entry.length, entry.raw_length, entry.quads] {
                table.extend_from_slice(&number.to_le_bytes());
            }
        }
        table.extend_from_slice(&small(self.table.len()));
        table.extend_from_slice(TABLE_MARK);
        self.write(&table)?;
        let synced = self.out.flush().and_then(|()| file::sync(self.out.get_ref()));
        synced.map_err(StoreError::io("write", &self.path))?;
        let digest = self.hasher.finish();
        let name = format!("{:06}-{}.pack", self.run, digest.short());
        Ok((PackFile { name, length: self.offset, digest }, self.path))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hasher.update(bytes);
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes).map_err(StoreError::io("write", &self.path))
    }
}

/// The pack files of a store, opened as they are needed.
#[derive(Debug)]
pub(super) struct Packs {
    folder: PathBuf,
    open: Mutex<HashMap<String, Arc<File>>>,
}

impl Packs {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, open: Mutex::default() }
    }

    /// Reads a segment and checks that it is what was written.
    pub(super) fn read(&self, name: &str, segment: &SegmentRef) -> Result<Vec<u8>, StoreError> {
        let path = self.folder.join(name);
        let wrong = |problem| StoreError::corrupt(&path, problem);
        let file = self.file(name, &path)?;
        let size = file.metadata().map_err(StoreError::io("read", &path))?.len();
        let end = segment.offset.checked_add(segment.length);
        if end.is_none_or(|end| end > size) {
            return Err(wrong(format!("is cut off: it has {size} bytes")));
        }
        let length = usize::try_from(segment.length).map_err(|error| wrong(error.to_string()))?;
        let frame = file::read_at(&file, segment.offset, length).map_err(StoreError::io("read", &path))?;
        Segment::decompress(&frame, segment.raw_length, segment.id).map_err(wrong)
    }

    fn file(&self, name: &str, path: &Path) -> Result<Arc<File>, StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(name) {
            return Ok(Arc::clone(file));
        }
        let file = match File::open(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::corrupt(path, "is not there"));
            }
            other => Arc::new(other.map_err(StoreError::io("open", path))?),
        };
        open.insert(name.to_owned(), Arc::clone(&file));
        Ok(file)
    }
}

/// Reads the table of a pack.
pub(super) fn table(path: &Path, run: u64) -> Result<Vec<SegmentRef>, StoreError> {
    let wrong = || StoreError::corrupt(path, "has no whole table of its segments");
    let file = File::open(path).map_err(StoreError::io("open", path))?;
    let size = file.metadata().map_err(StoreError::io("read", path))?.len();
    let from_end = |length: usize| {
        let offset = size.checked_sub(length as u64).ok_or_else(wrong)?;
        file::read_at(&file, offset, length).map_err(StoreError::io("read", path))
    };
    let tail = from_end(TAIL_LENGTH)?;
    let (count, mark) = tail.split_first_chunk::<4>().ok_or_else(wrong)?;
    let count = u32::from_le_bytes(*count) as usize;
    let length = HEAD_LENGTH + count * ENTRY_LENGTH + TAIL_LENGTH;
    if mark != TABLE_MARK || length as u64 > size {
        return Err(wrong());
    }
    let bytes = from_end(length)?;
    let entries = bytes[HEAD_LENGTH..length - TAIL_LENGTH].chunks_exact(ENTRY_LENGTH);
    entries.map(|entry| parse_entry(entry, run).ok_or_else(wrong)).collect()
}

fn parse_entry(entry: &[u8], run: u64) -> Option<SegmentRef> {
    let (id, numbers) = entry.split_first_chunk::<32>()?;
    let mut numbers = numbers.chunks_exact(8).map(|bytes| bytes.try_into().map(u64::from_le_bytes));
    let mut next = || numbers.next()?.ok();
    Some(SegmentRef {
        id: Digest::from_bytes(*id),
        pack: run,
        offset: next()?,
        length: next()?,
        raw_length: next()?,
        quads: next()?,
    })
}

/// Describes a pack file as it is now, by reading all of it.
pub(super) fn describe(path: &Path) -> Result<PackFile, StoreError> {
    let mut file = File::open(path).map_err(StoreError::io("open", path))?;
    let mut hasher = Hasher::default();
    let mut length = 0;
    let mut buffer = vec![0; BUFFER_LENGTH];
    loop {
        let read = file.read(&mut buffer).map_err(StoreError::io("read", path))?;
        if read == 0 {
            break;
        }
        length += read as u64;
        hasher.update(&buffer[..read]);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(PackFile { name: name.unwrap_or_default(), length, digest: hasher.finish() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_a_plain_zstd_file_with_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::create(folder.path(), 3).unwrap();
        let texts: [&[u8]; 3] = [b"<a:> <b:> <c:> .\n", b"", b"<a:> <b:> \"x\" .\n"];
        let refs: Vec<SegmentRef> =
            texts.iter().map(|text| writer.append(&Segment::compress(text).unwrap()).unwrap()).collect();
        let (pack, temporary) = writer.finish().unwrap();
        let path = folder.path().join(&pack.name);
        std::fs::rename(temporary, &path).unwrap();
        assert_eq!(run_of(&pack.name), Some(3));
        assert_eq!(describe(&path).unwrap(), pack);
        assert_eq!(table(&path, 3).unwrap(), refs);
        let packs = Packs::new(folder.path().to_owned());
        for (text, entry) in texts.iter().zip(&refs) {
            assert_eq!(&packs.read(&pack.name, entry).unwrap(), text);
        }
        assert_eq!(zstd::decode_all(File::open(&path).unwrap()).unwrap(), texts.concat());
    }

    #[test]
    fn tables_of_damaged_packs_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pack");
        for bytes in [&b""[..], b"chtb", b"\xff\xff\xff\xffchtb", b"\x01\0\0\0chtb"] {
            std::fs::write(&path, bytes).unwrap();
            assert!(table(&path, 1).is_err());
        }
    }
}
