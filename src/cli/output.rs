//! Where results go: standard output as they come, or a file that is there whole or not at all,
//! compressed as its name says.

use std::fs;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use super::error::{CliError, Exit};
use crate::export::Compression;

/// What is kept in memory of a file before it goes to a nameless file on disk.
const SPOOL: usize = 8 << 20;

/// Where results go.
#[derive(Debug)]
pub(super) enum Output {
    /// Standard output.
    Stdout(io::Stdout),
    /// A file: gathered elsewhere until [`Output::finish`].
    File(PathBuf, SpooledTempFile),
}

impl Output {
    /// Returns standard output for no path and for `-`, else the file.
    pub(super) fn new(path: Option<&Path>) -> Self {
        match path {
            Some(path) if path.as_os_str() != "-" => Self::File(path.to_path_buf(), SpooledTempFile::new(SPOOL)),
            _ => Self::Stdout(io::stdout()),
        }
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<(), CliError> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(|error| CliError::output(&error)),
            Self::File(path, mut spool) => {
                let place = |error: io::Error| {
                    CliError::new(Exit::Store, format!("could not write `{}`: {error}", path.display()))
                };
                spool.seek(SeekFrom::Start(0)).and_then(|_| put(&path, &mut spool)).map_err(place)
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(_, spool) => spool.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(_, spool) => spool.flush(),
        }
    }
}

/// Writes a file beside its place and renames it; a device or pipe is written to as it is.
fn put(path: &Path, from: &mut SpooledTempFile) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let known = fs::metadata(&path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let mut to = fs::OpenOptions::new().write(true).open(&path)?;
        return io::copy(from, &mut to).and_then(|_| to.flush());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut to = new_file(folder)?;
    {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let mut buffered = BufWriter::new(to.as_file_mut());
        Compression::from_file_name(name).copy(from, &mut buffered)?;
        buffered.flush()?;
    }
    to.as_file().sync_all()?;
    if let Some(known) = known {
        to.as_file().set_permissions(known.permissions())?;
    }
    to.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a file with the rights that any new file gets, not those of a secret one.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chancery-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_and_only_when_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        fs::write(&path, "old").unwrap();
        let mut out = Output::new(Some(&path));
        out.write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(out);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut out = Output::new(Some(&path));
        out.write_all(b"newer").unwrap();
        out.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let mut out = Output::new(Some(Path::new("/dev/null")));
        out.write_all(b"gone").unwrap();
        out.finish().unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
