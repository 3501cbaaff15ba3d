//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::StoreError;

/// Whether what is written is also made durable; for the whole process, as the command line has it.
static DURABLE: AtomicBool = AtomicBool::new(true);

/// Says whether writers of this process wait until the disk has what they wrote, which is so unless told otherwise.
///
/// Without it a killed process still leaves the state before or after, for the system has what it wrote; a machine that
/// loses power may leave a damaged store.
pub fn set_durable(durable: bool) {
    DURABLE.store(durable, Ordering::Relaxed);
}

/// Waits until the disk has a file.
pub(super) fn sync(file: &File) -> io::Result<()> {
    if DURABLE.load(Ordering::Relaxed) { file.sync_all() } else { Ok(()) }
}

/// Ending of files in the making.
pub(super) const TEMPORARY: &str = ".tmp";

/// Reads a whole file that may not be longer than `limit`.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(StoreError::io("open", path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(StoreError::io("read", path))?;
    if bytes.len() as u64 > limit {
        return Err(StoreError::corrupt(path, format!("is longer than {limit} bytes")));
    }
    Ok(bytes)
}

/// Returns the name a file has until it is complete.
pub(super) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(TEMPORARY);
    PathBuf::from(name)
}

/// Writes `bytes` beside `path` and makes them durable; [`rename`] then puts them in place.
pub(super) fn write_temporary(path: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let temporary = temporary(path);
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        sync(&file)
    })();
    written.map_err(|error| {
        remove_quietly(&temporary);
        StoreError::io("write", &temporary)(error)
    })?;
    Ok(temporary)
}

/// Puts a complete file in place.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(StoreError::io("put in place", to))
}

/// Writes a file that is there whole or not at all; the folder still needs [`sync_folder`].
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = write_temporary(path, bytes)?;
    rename(&temporary, path).inspect_err(|_| remove_quietly(&temporary))
}

/// Makes the names in a folder durable (POSIX; elsewhere there is no such call).
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let sync = File::open(path).and_then(|folder| sync(&folder));
        sync.map_err(StoreError::io("make durable", path))?;
    }
    Ok(())
}

/// Makes a folder and those above it, if they are not there.
pub(super) fn create_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(StoreError::io("make the folder", path))
}

/// Returns the names in a folder, sorted.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let list = || -> io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    let mut names = list().map_err(StoreError::io("list", folder))?;
    names.sort();
    Ok(names)
}

/// Removes a file when cleaning up after another error, which is the one to report.
pub(super) fn remove_quietly(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Reads exactly `length` bytes at `offset`, without moving any cursor.
pub(super) fn read_at(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; length];
    #[cfg(unix)]
    std::os::unix::fs::FileExt::read_exact_at(file, &mut buffer, offset)?;
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < length {
            let read = std::os::windows::fs::FileExt::seek_read(file, &mut buffer[done..], offset + done as u64)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            done += read;
        }
    }
    Ok(buffer)
}
