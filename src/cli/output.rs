//! Where results go: standard output as they come, or a file that is there whole or not at all,
//! compressed as its name says.
//!
//! Nothing lies beside the place of the file before the end: a query that runs out of time ends the process.

use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use super::error::{CliError, Exit};
use crate::export::FileOutput;

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
                spool
                    .seek(SeekFrom::Start(0))
                    .and_then(|_| FileOutput::create(&path))
                    .and_then(|mut file| io::copy(&mut spool, &mut file).and_then(|_| file.finish()))
                    .map_err(place)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
