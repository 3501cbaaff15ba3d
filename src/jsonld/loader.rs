//! Where documents and contexts come from (API §9.4): nowhere, unless bundled or allowed.

use std::fmt;

use serde_json::Value;

use super::error::{ErrorCode, JsonLdError, Result};

/// A loaded document (API §9.4.3).
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteDocument {
    /// The IRI the document was found at in the end.
    pub document_url: Option<String>,
    /// The context of an HTTP link header, for documents that are plain JSON.
    pub context_url: Option<String>,
    /// The media type without parameters.
    pub content_type: Option<String>,
    /// The `profile` parameter of the media type.
    pub profile: Option<String>,
    /// What was found there.
    pub document: Value,
}

impl RemoteDocument {
    /// Makes a JSON-LD document found at `url`.
    pub fn new(url: impl Into<String>, document: Value) -> Self {
        Self {
            document_url: Some(url.into()),
            context_url: None,
            content_type: Some("application/ld+json".to_owned()),
            profile: None,
            document,
        }
    }
}

/// What a document is wanted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// It is a context, wanted with the profile `http://www.w3.org/ns/json-ld#context`.
    pub context: bool,
    /// All scripts of an HTML page are wanted.
    pub extract_all_scripts: bool,
}

/// Fetches documents by IRI.
///
/// Every hop of a redirection is the loader's to check. An error of a context is turned into
/// `loading remote context failed` by the caller.
pub trait DocumentLoader: fmt::Debug + Send + Sync {
    /// Fetches the document at `url`.
    ///
    /// # Errors
    ///
    /// `loading document failed` where there is none or it may not be fetched.
    fn load(&self, url: &str, options: LoadOptions) -> Result<RemoteDocument>;
}

/// The default loader: knows its bundled contexts and refuses everything else.
#[derive(Debug, Default, Clone)]
pub struct ClosedLoader {}

impl DocumentLoader for ClosedLoader {
    fn load(&self, url: &str, _options: LoadOptions) -> Result<RemoteDocument> {
        Err(JsonLdError::new(
            ErrorCode::LoadingDocumentFailed,
            format!("<{url}> is not bundled, and nothing is fetched unless its host is allowed by a flag"),
        ))
    }
}
