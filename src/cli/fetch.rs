//! Contexts of JSON-LD from the web: only from the places that a flag names.

use std::sync::Arc;

use url::Url;

use crate::http::{Client, HttpError, Limits, Request, Web};
use crate::jsonld::{DocumentLoader, ErrorCode, Fetch, FetchingLoader, JsonLdError, Response};
use crate::ontology::json_ld;

/// Where contexts may come from.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct AllowArgs {
    /// Fetch contexts of JSON-LD below this address; may be given several times.
    ///
    /// Without it nothing is fetched. `https://host/` allows a host, more of a path less of it; what a
    /// host redirects to must be allowed too.
    #[arg(long = "allow-context", value_name = "URL", value_parser = allowed)]
    allowed: Vec<String>,
}

/// Reads an address that may be fetched from; a host alone gets its slash.
fn allowed(written: &str) -> Result<String, String> {
    match Url::parse(written) {
        Ok(url) if ["http", "https"].contains(&url.scheme()) && url.has_host() => Ok(url.to_string()),
        Ok(_) => Err("only http and https addresses can be fetched".to_owned()),
        Err(error) => Err(format!("not an address: {error}; write `https://host/`")),
    }
}

impl AllowArgs {
    /// Returns what finds contexts: ours always, others where they are allowed.
    pub(super) fn loader(&self) -> Arc<dyn DocumentLoader> {
        let ours = json_ld::loader();
        if self.allowed.is_empty() {
            return ours;
        }
        let web = OverHttp(Web::new(Limits::default()));
        Arc::new(FetchingLoader::new(web, self.allowed.clone(), (*ours).clone()))
    }
}

/// Fetches over HTTP.
#[derive(Debug)]
struct OverHttp(Web);

impl Fetch for OverHttp {
    fn fetch(&self, url: &str, accept: &str) -> Result<Response, JsonLdError> {
        let failed =
            |error: &dyn std::fmt::Display| JsonLdError::new(ErrorCode::LoadingDocumentFailed, error.to_string());
        let address = Url::parse(url).map_err(|error| failed(&error))?;
        let response = self
            .0
            .send(&Request::get(address).with_header("accept", accept))
            .map_err(|error: HttpError| failed(&error))?;
        Ok(Response {
            status: response.status,
            location: response.header("location").map(str::to_owned),
            content_type: response.header("content-type").unwrap_or_default().to_owned(),
            links: response.headers("link").map(str::to_owned).collect(),
            body: response.body,
        })
    }
}
