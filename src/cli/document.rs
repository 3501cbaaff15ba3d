//! Documents that commands take as they are, not as part of a knowledge base: RDF and JSON.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::error::{CliError, Exit};
use crate::jsonld::DocumentLoader;
use crate::rdf::document::{self, ReadError, Reading};
use crate::rdf::{Format, Quad};

/// The most that is read of a document, decompressed.
const MOST: u64 = 4 << 30;

/// The name of standard input in messages.
fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { format!("`{}`", path.display()) }
}

/// Reads a file, or standard input for `-`; gzip and zstd are seen by their first bytes.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |error: io::Error| CliError::new(Exit::Input, format!("could not read {}: {error}", shown(path)));
    let mut raw = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(MOST).read_to_end(&mut raw).map_err(failed)?;
    } else {
        File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut raw)).map_err(failed)?;
    }
    let mut bytes = Vec::new();
    let read = if raw.starts_with(&[0x1F, 0x8B]) {
        flate2::read::MultiGzDecoder::new(raw.as_slice()).take(MOST + 1).read_to_end(&mut bytes)
    } else if raw.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        zstd::stream::read::Decoder::new(raw.as_slice())
            .and_then(|decoder| decoder.take(MOST + 1).read_to_end(&mut bytes))
    } else {
        bytes = raw;
        Ok(bytes.len())
    };
    read.map_err(failed)?;
    if bytes.len() as u64 > MOST {
        return Err(CliError::new(Exit::Limit, format!("{} is larger than {MOST} bytes", shown(path))));
    }
    Ok(bytes)
}

/// Returns the name of a file, without its folder.
pub(super) fn input_name(path: &Path) -> String {
    match path.file_name() {
        Some(name) if path.as_os_str() != "-" => name.to_string_lossy().into_owned(),
        _ => "stdin".to_owned(),
    }
}

/// Reads the first bytes of a file, decompressed; standard input cannot be read twice and gives none.
pub(super) fn read_start(path: &Path) -> io::Result<Vec<u8>> {
    const START: u64 = 1 << 16;
    if path.as_os_str() == "-" {
        return Ok(Vec::new());
    }
    let mut raw = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut raw)?;
    let mut start = Vec::new();
    // What is cut off ends in an error, and what came before it is enough.
    if raw.starts_with(&[0x1F, 0x8B]) {
        let _ = flate2::read::MultiGzDecoder::new(raw.as_slice()).take(START).read_to_end(&mut start);
    } else if raw.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        let _ = zstd::stream::read::Decoder::new(raw.as_slice())?.take(START).read_to_end(&mut start);
    } else {
        start = raw;
    }
    Ok(start)
}

/// Reads a file of RDF.
pub(super) fn read_quads(
    path: &Path,
    from: Option<Format>,
    base: Option<&str>,
    loader: Arc<dyn DocumentLoader>,
) -> Result<Vec<Quad>, CliError> {
    read_with(path, from, base, loader, document::read)
}

/// Reads a file of RDF as canonical N-Quads, and how many quads with blank nodes were left out.
pub(super) fn read_nquads(
    path: &Path,
    from: Option<Format>,
    loader: Arc<dyn DocumentLoader>,
) -> Result<(String, usize), CliError> {
    read_with(path, from, None, loader, document::read_nquads)
}

/// Reads the bytes of a file once, and hands them on with its format and how it is read.
pub(super) fn read_with<T>(
    path: &Path,
    from: Option<Format>,
    base: Option<&str>,
    loader: Arc<dyn DocumentLoader>,
    read: impl FnOnce(&[u8], Format, &Reading<'_>) -> Result<T, ReadError>,
) -> Result<T, CliError> {
    let format = format_of(path, from)?;
    let bytes = read_bytes(path)?;
    let base = base_of(path, base);
    read(&bytes, format, &Reading { base: base.as_deref(), loader: Some(loader), ..Reading::default() })
        .map_err(|error| CliError::new(Exit::Input, format!("could not read {}: {error}", shown(path))))
}

/// Reads a file of JSON.
pub(super) fn read_json(path: &Path) -> Result<Value, CliError> {
    let bytes = read_bytes(path)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    serde_json::from_slice(bytes)
        .map_err(|error| CliError::new(Exit::Input, format!("{} is not JSON: {error}", shown(path))))
}

/// Returns the format of a document: as said, else as its name tells.
fn format_of(path: &Path, said: Option<Format>) -> Result<Format, CliError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    said.or_else(|| Format::from_file_name(name)).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|row| row.2).collect();
        CliError::new(Exit::Usage, format!("the format of {} is not known", shown(path)))
            .with_hint(format!("say it with `--from`: one of {}", names.join(", ")))
    })
}

/// Returns the address that relative IRIs of a file are resolved against: its own, unless one is given.
pub(super) fn base_of(path: &Path, given: Option<&str>) -> Option<String> {
    given.map(str::to_owned).or_else(|| {
        let full = std::path::absolute(path).ok().filter(|_| path.as_os_str() != "-")?;
        url::Url::from_file_path(full).ok().map(String::from)
    })
}

/// Reads the name of a format on the command line.
pub(super) fn parse_format(written: &str) -> Result<Format, String> {
    Format::from_name(written).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|row| row.2).collect();
        format!("not a format; one of {}", names.join(", "))
    })
}
