//! The web of the remote document tests: what a server would answer, as the manifest says.

use super::folders::Folder;
use super::manifest::Test;
use crate::jsonld::{ClosedLoader, Fetch, FetchingLoader, JsonLdError, Response};

/// Answers for one test as its options say, for everything else from the folder.
#[derive(Debug)]
pub(super) struct Simulated {
    folder: Folder,
    /// The address the options are for.
    address: String,
    content_type: Option<String>,
    redirect: Option<(u16, String)>,
    links: Vec<String>,
}

impl Simulated {
    /// Returns a loader over the web of a test whose options speak of one.
    pub(super) fn of(folder: &Folder, test: &Test) -> Option<FetchingLoader<Self>> {
        let status = test.option("httpStatus").and_then(|status| status.parse().ok()).unwrap_or(302);
        let simulated = Self {
            folder: folder.clone(),
            address: test.action()?,
            content_type: test.option("contentType"),
            redirect: test.option("redirectTo").map(|address| (status, address)),
            links: test.options("httpLink"),
        };
        let says = simulated.content_type.is_some() || simulated.redirect.is_some() || !simulated.links.is_empty();
        let allowed = vec!["https://w3c.github.io/".to_owned()];
        says.then(|| FetchingLoader::new(simulated, allowed, ClosedLoader::default()))
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

impl Fetch for Simulated {
    fn fetch(&self, url: &str, _accept: &str) -> Result<Response, JsonLdError> {
        let is_the_one = url == self.address;
        if let Some((status, location)) = self.redirect.as_ref().filter(|_| is_the_one) {
            return Ok(Response { status: *status, location: Some(location.clone()), ..Response::default() });
        }
        let content_type = self.content_type.as_deref().filter(|_| is_the_one).unwrap_or_else(|| media_type(url));
        let body = self.folder.read(url);
        Ok(Response {
            status: if body.is_ok() { 200 } else { 404 },
            content_type: content_type.to_owned(),
            links: if is_the_one { self.links.clone() } else { Vec::new() },
            body: body.unwrap_or_default(),
            ..Response::default()
        })
    }
}
