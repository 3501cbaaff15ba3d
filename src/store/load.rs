//! Quads from RDF files: format by extension, `.gz` and `.zst` transparent, with limits.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::Quad;

use super::StoreError;
use crate::rdf::Format;
use crate::rdf::document::{self, Reading};
use crate::rdf::guard::{DepthLimit, TripleTerms, read_xml};

/// Upper limit of an RDF file after decompression, in bytes.
const FILE_LIMIT: u64 = 8 << 30;

/// Why quads could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file's name tells no format.
    #[error(
        "the name of `{}` tells no RDF format; known endings: .ttl .trig .nt .nq .rdf .jsonld, \
         each also with .gz or .zst",
        path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("could not read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not in the format its name tells.
    #[error("`{name}` cannot be parsed: {source}")]
    Parse {
        /// The file, or what the bytes are.
        name: String,
        /// Where and why.
        source: Box<RdfParseError>,
    },
    /// The file is not JSON-LD, or needs something that is not at hand.
    #[error("`{name}` cannot be read as JSON-LD: {problem}")]
    JsonLd {
        /// The file.
        name: String,
        /// Why, in the words of the processor.
        problem: String,
    },
    /// What should be lines of a segment is not.
    #[error("the N-Quads are not in the form of segments: {problem}")]
    NotCanonical {
        /// Where and why.
        problem: String,
    },
    /// A snapshot cannot number them.
    #[error(transparent)]
    Terms(#[from] super::TooManyTerms),
    /// A snapshot cannot be written.
    #[error("the snapshot cannot be written")]
    Write(#[source] io::Error),
    /// The store the quads come from cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index cannot take them.
    #[error("the quads cannot be indexed")]
    Index(#[from] oxigraph::store::StorageError),
}

/// An RDF file, opened.
pub(super) struct RdfFile {
    path: PathBuf,
    parser: RdfParser,
    reader: Box<dyn Read>,
}

impl RdfFile {
    /// Opens a file; relative IRIs in it are relative to its own place.
    pub(super) fn open(path: &Path) -> Result<Self, LoadError> {
        let unknown = || LoadError::Format { path: path.to_owned() };
        let unreadable = |source| LoadError::Read { path: path.to_owned(), source };
        let (inner, compression) = match extension(path).as_deref() {
            Some("gz") => (path.with_extension(""), Compression::Gzip),
            Some("zst") => (path.with_extension(""), Compression::Zstd),
            _ => (path.to_owned(), Compression::None),
        };
        let format = extension(&inner).as_deref().and_then(RdfFormat::from_extension);
        // Notation3 has rules and formulas: what it says is more than quads can hold.
        let format = format.filter(|format| *format != RdfFormat::N3);
        let mut parser = RdfParser::from_format(format.ok_or_else(unknown)?).rename_blank_nodes();
        let place = std::path::absolute(path).map_err(unreadable)?;
        if let Ok(base) = url::Url::from_file_path(place) {
            // Every file URL is an IRI; without one, relative IRIs are refused by the parser.
            if let Ok(based) = parser.clone().with_base_iri(base.as_str()) {
                parser = based;
            }
        }
        let file = BufReader::new(File::open(path).map_err(unreadable)?);
        let reader: Box<dyn Read> = match compression {
            Compression::None => Box::new(file),
            Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
            Compression::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(file).map_err(unreadable)?),
        };
        let reader = Limited { reader, left: FILE_LIMIT };
        let reader: Box<dyn Read> = match parser.format() {
            RdfFormat::JsonLd { .. } => {
                // Our own processor knows our contexts by their addresses and keeps base directions.
                parser = RdfParser::from_format(RdfFormat::NQuads).rename_blank_nodes();
                Box::new(Cursor::new(json_ld_as_nquads(path, reader)?))
            }
            RdfFormat::RdfXml => Box::new(Cursor::new(read_xml(reader).map_err(unreadable)?)),
            _ => Box::new(DepthLimit::<_, TripleTerms>::new(reader)),
        };
        Ok(Self { path: path.to_owned(), parser, reader })
    }

    /// Returns the quads as they are parsed.
    pub(super) fn quads(self) -> impl Iterator<Item = Result<Quad, LoadError>> {
        let path = self.path;
        self.parser.for_reader(self.reader).map(move |quad| {
            quad.map_err(|error| match error {
                RdfParseError::Io(source) => LoadError::Read { path: path.clone(), source },
                other => LoadError::Parse { name: path.display().to_string(), source: Box::new(other) },
            })
        })
    }
}

/// Reads JSON-LD, which its processor has in memory as a whole, as N-Quads.
fn json_ld_as_nquads(path: &Path, mut reader: impl Read) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    let broken = |problem: &dyn std::fmt::Display| LoadError::JsonLd {
        name: path.display().to_string(),
        problem: problem.to_string(),
    };
    let place = std::path::absolute(path).ok().and_then(|place| url::Url::from_file_path(place).ok());
    let reading = Reading {
        base: place.as_ref().map(url::Url::as_str),
        loader: Some(crate::ontology::json_ld::loader()),
        ..Reading::default()
    };
    let quads = document::read(&bytes, Format::JsonLd, &reading).map_err(|error| broken(&error))?;
    document::write(&quads, Format::NQuads).map_err(|error| broken(&error))
}

enum Compression {
    None,
    Gzip,
    Zstd,
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// Reads up to a limit, then fails instead of ending quietly.
struct Limited<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(format!("it has more than {FILE_LIMIT} bytes, decompressed")))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limited_reader_fails_at_its_limit() {
        let read = |left| {
            let mut text = String::new();
            Limited { reader: &b"12345"[..], left }.read_to_string(&mut text).map(|_| text)
        };
        assert_eq!(read(5).unwrap(), "12345");
        assert!(read(4).is_err());
    }
}
