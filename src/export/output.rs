//! A file that is there whole or not at all, compressed as its name says.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

/// How bytes are compressed; level 1 of zstd, as in the store.
const ZSTD_LEVEL: i32 = 1;

/// Compression that a file name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Compression {
    /// None.
    #[default]
    None,
    /// `.gz`.
    Gzip,
    /// `.zst`.
    Zstd,
}

impl Compression {
    /// Returns the compression that the name of a file ends in.
    #[must_use]
    pub fn from_file_name(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Copies everything, compressed.
    pub fn copy(self, from: &mut impl io::Read, to: &mut impl Write) -> io::Result<()> {
        match self {
            Self::None => io::copy(from, to).map(drop),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(to, flate2::Compression::default());
                io::copy(from, &mut encoder)?;
                encoder.finish().map(drop)
            }
            Self::Zstd => zstd::stream::copy_encode(from, to, ZSTD_LEVEL),
        }
    }
}

/// A file being written; dropping it leaves everything as it was.
#[derive(Debug)]
pub struct FileOutput {
    place: PathBuf,
    encoder: Encoder,
}

enum Encoder {
    Plain(BufWriter<Target>),
    Gzip(GzEncoder<BufWriter<Target>>),
    Zstd(zstd::Encoder<'static, BufWriter<Target>>),
}

/// Where the bytes go: beside the place, or into a device or pipe that is there already.
#[derive(Debug)]
enum Target {
    Beside(NamedTempFile),
    Direct(File),
}

impl FileOutput {
    /// Begins a file; nothing is seen at its place before [`FileOutput::finish`].
    pub fn create(path: &Path) -> io::Result<Self> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let target = match fs::metadata(&place) {
            Ok(known) if known.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(known) if !known.is_file() => Target::Direct(fs::OpenOptions::new().write(true).open(&place)?),
            known => {
                let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let file = beside(folder)?;
                if let Ok(known) = known {
                    file.as_file().set_permissions(known.permissions())?;
                }
                Target::Beside(file)
            }
        };
        let buffered = BufWriter::with_capacity(1 << 18, target);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let encoder = match Compression::from_file_name(name) {
            Compression::None => Encoder::Plain(buffered),
            Compression::Gzip => Encoder::Gzip(GzEncoder::new(buffered, flate2::Compression::default())),
            Compression::Zstd => Encoder::Zstd(beside_the_writer(buffered)?),
        };
        Ok(Self { place, encoder })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> io::Result<()> {
        let buffered = match self.encoder {
            Encoder::Plain(buffered) => buffered,
            Encoder::Gzip(encoder) => encoder.finish()?,
            Encoder::Zstd(encoder) => encoder.finish()?,
        };
        match buffered.into_inner().map_err(io::IntoInnerError::into_error)? {
            Target::Direct(mut file) => file.flush(),
            Target::Beside(file) => {
                file.as_file().sync_all()?;
                file.persist(&self.place).map_err(|error| error.error)?;
                Ok(())
            }
        }
    }
}

/// Compresses on a thread of its own; the bytes do not depend on how many threads there are.
fn beside_the_writer(out: BufWriter<Target>) -> io::Result<zstd::Encoder<'static, BufWriter<Target>>> {
    let mut encoder = zstd::Encoder::new(out, ZSTD_LEVEL)?;
    encoder.multithread(1)?;
    Ok(encoder)
}

/// Makes a file with the rights that any new file gets, not those of a secret one.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
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

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file) => file.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file) => file.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}

impl Write for FileOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.encoder {
            Encoder::Plain(out) => out.write(bytes),
            Encoder::Gzip(out) => out.write(bytes),
            Encoder::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.encoder {
            Encoder::Plain(out) => out.flush(),
            Encoder::Gzip(out) => out.flush(),
            Encoder::Zstd(out) => out.flush(),
        }
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Gzip(_) => "Gzip",
            Self::Zstd(_) => "Zstd",
        })
    }
}
