//! A loader that may fetch, from the places named, every hop checked.

use std::fmt;

use super::response::{Outcome, Response, read};
use super::{ClosedLoader, DocumentLoader, LoadOptions, RemoteDocument, failed};
use crate::jsonld::error::Result;
use crate::jsonld::iri;

/// Makes one request; follows nothing by itself.
pub trait Fetch: fmt::Debug + Send + Sync {
    /// Requests `url` (without fragment), preferring `accept`.
    ///
    /// # Errors
    ///
    /// `loading document failed` where no answer came.
    fn fetch(&self, url: &str, accept: &str) -> Result<Response>;
}

/// Fetches documents whose address begins with an allowed one, after the bundled ones.
#[derive(Debug)]
pub struct FetchingLoader<F> {
    fetch: F,
    allowed: Vec<String>,
    bundled: ClosedLoader,
    most_hops: usize,
    most_bytes: usize,
}

impl<F: Fetch> FetchingLoader<F> {
    /// Makes a loader for `allowed` addresses: `https://host/` allows a host, more of a path less of it.
    pub fn new(fetch: F, allowed: Vec<String>, bundled: ClosedLoader) -> Self {
        Self { fetch, allowed, bundled, most_hops: 5, most_bytes: 16 << 20 }
    }

    /// Returns whether an address is allowed; a host is only allowed whole, never by its beginning.
    fn is_allowed(&self, url: &str) -> bool {
        let has_dots = url.contains("/../") || url.contains("/./");
        !has_dots
            && self.allowed.iter().any(|allowed| {
                url.strip_prefix(allowed.as_str())
                    .is_some_and(|rest| rest.is_empty() || allowed.ends_with('/') || rest.starts_with(['/', '?', '#']))
            })
    }
}

impl<F: Fetch> DocumentLoader for FetchingLoader<F> {
    fn load(&self, url: &str, options: LoadOptions) -> Result<RemoteDocument> {
        let mut url = url.to_owned();
        let accept = if options.context {
            "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#context\", application/ld+json;q=0.9, application/json;q=0.8"
        } else {
            "application/ld+json, application/json;q=0.9, text/html;q=0.5"
        };
        for _ in 0..=self.most_hops {
            if self.bundled.has(&url) {
                return self.bundled.load(&url, options);
            }
            let request = without_fragment(&url);
            if !self.is_allowed(request) {
                let allowed = self.allowed.join(", ");
                return Err(failed(format!("<{request}> is neither bundled nor allowed (allowed: {allowed})")));
            }
            let response = self.fetch.fetch(request, accept)?;
            if response.body.len() > self.most_bytes {
                return Err(failed(format!("<{request}> has more than {} bytes", self.most_bytes)));
            }
            match (response.status, &response.location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => url = iri::resolve(request, location),
                (200..=299, _) => match read(&url, &response, options)? {
                    Outcome::Document(document) => return Ok(document),
                    Outcome::Alternate(alternate) => url = alternate,
                },
                (status, _) => return Err(failed(format!("<{request}> answers with the status {status}"))),
            }
        }
        Err(failed(format!("more than {} hops, at <{url}>", self.most_hops)))
    }
}

pub(super) fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Web;

    impl Fetch for Web {
        fn fetch(&self, url: &str, _accept: &str) -> Result<Response> {
            let to =
                |location: &str| Response { status: 302, location: Some(location.to_owned()), ..Response::default() };
            Ok(match url {
                "https://a.example/out" => to("https://evil.example/context"),
                "https://a.example/round" => to("/round"),
                _ => Response {
                    status: 200,
                    content_type: "application/ld+json".to_owned(),
                    body: b"{\"@context\":{}}".to_vec(),
                    ..Response::default()
                },
            })
        }
    }

    #[test]
    fn every_hop_is_checked() {
        let loader = FetchingLoader::new(Web, vec!["https://a.example/".to_owned()], ClosedLoader::default());
        let load = |url: &str| loader.load(url, LoadOptions::default()).map_err(|error| error.message);
        assert!(load("https://a.example/context").is_ok());
        assert!(load("https://a.example/out").unwrap_err().contains("evil.example"));
        assert!(load("https://a.example/round").unwrap_err().contains("hops"));
        assert!(load("https://a.example.evil.example/x").is_err());
        assert!(load("https://a.example@evil.example/x").is_err());
        assert!(load("file:///etc/passwd").is_err());
    }
}
