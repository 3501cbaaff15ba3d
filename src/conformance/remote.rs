//! The web of the remote document tests: what a server would answer, as the manifest says.

use super::folders::Folder;
use super::manifest::Test;
use crate::jsonld::{DocumentLoader, ErrorCode, JsonLdError, LoadOptions, RemoteDocument};

const CONTEXT: &str = "http://www.w3.org/ns/json-ld#context";

/// Answers for one test as its options say, for everything else from the folder.
#[derive(Debug)]
pub(super) struct Simulated {
    folder: Folder,
    /// The address the options are for.
    address: String,
    content_type: Option<String>,
    redirect: Option<String>,
    links: Vec<String>,
}

impl Simulated {
    /// Returns the web of a test whose options speak of one.
    pub(super) fn of(folder: &Folder, test: &Test) -> Option<Self> {
        let simulated = Self {
            folder: folder.clone(),
            address: test.action()?,
            content_type: test.option("contentType"),
            redirect: test.option("redirectTo"),
            links: test.options("httpLink"),
        };
        let says = simulated.content_type.is_some() || simulated.redirect.is_some() || !simulated.links.is_empty();
        says.then_some(simulated)
    }
}

/// The media type that a server gives a file of this name.
fn media_type(iri: &str) -> &'static str {
    match iri.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "jsonld" => "application/ld+json",
        "json" => "application/json",
        "html" => "text/html",
        _ => "application/octet-stream",
    }
}

fn failed(message: String) -> JsonLdError {
    JsonLdError::new(ErrorCode::LoadingDocumentFailed, message)
}

impl DocumentLoader for Simulated {
    fn load(&self, url: &str, options: LoadOptions) -> Result<RemoteDocument, JsonLdError> {
        if url != self.address {
            return self.folder.load(url, options);
        }
        if let Some(elsewhere) = &self.redirect {
            return self.folder.load(elsewhere, options);
        }
        let content_type = self.content_type.as_deref().unwrap_or_else(|| media_type(url));
        let is_json_ld = content_type == "application/ld+json";
        let is_json = is_json_ld || content_type == "application/json" || content_type.ends_with("+json");
        let resolve = |target: &str| {
            let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{target}")
        };
        let links: Vec<Link<'_>> = self.links.iter().filter_map(|link| Link::read(link)).collect();
        // A page may say where its JSON-LD is (API §9.4.2).
        let is_alternate = |link: &&Link<'_>| link.rel == "alternate" && link.media_type == Some("application/ld+json");
        if !is_json && let Some(alternate) = links.iter().find(is_alternate) {
            return self.folder.load(&resolve(alternate.target), options);
        }
        if !is_json {
            return Err(failed(format!("<{url}> is {content_type}")));
        }
        let contexts: Vec<&Link<'_>> = links.iter().filter(|link| link.rel == CONTEXT && !is_json_ld).collect();
        if contexts.len() > 1 {
            let message = format!("<{url}> names {} contexts", contexts.len());
            return Err(JsonLdError::new(ErrorCode::MultipleContextLinkHeaders, message));
        }
        let mut document = self.folder.load(url, options)?;
        document.content_type = Some(content_type.to_owned());
        document.context_url = contexts.first().map(|link| resolve(link.target));
        Ok(document)
    }
}

/// A link header.
struct Link<'h> {
    target: &'h str,
    rel: &'h str,
    media_type: Option<&'h str>,
}

impl<'h> Link<'h> {
    fn read(header: &'h str) -> Option<Self> {
        let (target, rest) = header.trim().strip_prefix('<')?.split_once('>')?;
        let mut link = Self { target, rel: "", media_type: None };
        for parameter in rest.split(';') {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            match name.trim() {
                "rel" => link.rel = value,
                "type" => link.media_type = Some(value),
                _ => {}
            }
        }
        Some(link)
    }
}
