//! Where documents and contexts come from (API §9.4): nowhere, unless bundled or allowed.

mod fetch;
mod html;
mod response;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::{ErrorCode, JsonLdError, Result};

pub use fetch::{Fetch, FetchingLoader};
pub use response::{Response, read_response};

/// The profile of contexts.
const CONTEXT_PROFILE: &str = "http://www.w3.org/ns/json-ld#context";

/// A loaded document (API §9.4.3).
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteDocument {
    /// The IRI the document was found at in the end.
    pub document_url: Option<String>,
    /// The context of an HTTP link header, for documents that are plain JSON.
    pub context_url: Option<String>,
    /// What the `base` element of an HTML page says, as written.
    pub html_base: Option<String>,
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
            html_base: None,
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

/// The default loader: knows the contexts bundled with it and refuses everything else.
#[derive(Debug, Default, Clone)]
pub struct ClosedLoader {
    bundled: HashMap<String, Cow<'static, str>>,
}

impl ClosedLoader {
    /// Adds a document by its address; `sha256` is the hash its text must have, in hexadecimal.
    ///
    /// # Errors
    ///
    /// `loading document failed` where the text has another hash.
    pub fn bundle(mut self, url: impl Into<String>, sha256: &str, text: impl Into<Cow<'static, str>>) -> Result<Self> {
        let (url, text) = (url.into(), text.into());
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        if !hash.eq_ignore_ascii_case(sha256) {
            return Err(failed(format!("the bundled text of <{url}> has the SHA-256 {hash}, not {sha256}")));
        }
        self.bundled.insert(url, text);
        Ok(self)
    }

    /// Returns whether a document is bundled.
    #[must_use]
    pub fn has(&self, url: &str) -> bool {
        self.bundled.contains_key(url)
    }
}

impl DocumentLoader for ClosedLoader {
    fn load(&self, url: &str, _options: LoadOptions) -> Result<RemoteDocument> {
        let Some(text) = self.bundled.get(url) else {
            return Err(failed(format!(
                "<{url}> is not bundled, and nothing is fetched unless its host is allowed by name"
            )));
        };
        let document = serde_json::from_str(text).map_err(|error| failed(format!("<{url}>: {error}")))?;
        Ok(RemoteDocument::new(url, document))
    }
}

/// Makes an error of a document that could not be had.
fn failed(message: impl Into<String>) -> JsonLdError {
    JsonLdError::new(ErrorCode::LoadingDocumentFailed, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_until_bundled_with_the_right_hash() {
        let url = "https://example.org/context";
        let text = r#"{"@context":{}}"#;
        let refused = ClosedLoader::default().load(url, LoadOptions::default());
        assert_eq!(refused.map_err(|error| error.code), Err(ErrorCode::LoadingDocumentFailed));
        assert!(ClosedLoader::default().bundle(url, "00", text).is_err());
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let loader = ClosedLoader::default().bundle(url, &hash, text).unwrap();
        assert_eq!(loader.load(url, LoadOptions::default()).unwrap().document["@context"], serde_json::json!({}));
    }
}
