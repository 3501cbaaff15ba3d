//! Addresses of official suites, found in a folder instead of on the web.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::jsonld::{DocumentLoader, ErrorCode, JsonLdError, LoadOptions, RemoteDocument};

/// Where the documents of a suite are published, and where they are in the folder.
const PLACES: [(&str, &str); 4] = [
    ("https://w3c.github.io/json-ld-api/tests/", "json-ld-api/tests/"),
    ("https://w3c.github.io/json-ld-framing/tests/", "json-ld-framing/tests/"),
    ("https://w3c.github.io/rdf-canon/tests/", "rdf-canon/tests/"),
    ("https://w3c.github.io/rdf-tests/", "rdf-tests/"),
];

/// The folder of official suites.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// Takes a folder.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// Returns the folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the file that holds the document at an address.
    #[must_use]
    pub fn file(&self, iri: &str) -> Option<PathBuf> {
        let without_fragment = iri.split('#').next().unwrap_or_default();
        let (start, folder) = PLACES.iter().find(|(start, _)| without_fragment.starts_with(start))?;
        let rest = &without_fragment[start.len()..];
        let is_inside = !rest.split('/').any(|part| part == "..");
        is_inside.then(|| self.0.join(folder).join(rest))
    }

    /// Reads the document at an address.
    pub(super) fn read(&self, iri: &str) -> io::Result<Vec<u8>> {
        let file = self.file(iri).ok_or_else(|| io::Error::other(format!("<{iri}> is in none of the suites")))?;
        fs::read(&file).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))
    }
}

/// Loads JSON-LD from the folder alone.
impl DocumentLoader for Folder {
    fn load(&self, url: &str, _options: LoadOptions) -> Result<RemoteDocument, JsonLdError> {
        let failed = |error: String| JsonLdError::new(ErrorCode::LoadingDocumentFailed, error);
        let bytes = self.read(url).map_err(|error| failed(error.to_string()))?;
        let document = serde_json::from_slice(&bytes).map_err(|error| failed(format!("<{url}>: {error}")))?;
        Ok(RemoteDocument::new(url, document))
    }
}
