//! `--store`: a SPARQL server instead of the store's own index. Nothing is sent anywhere without it.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::error::{CliError, Exit};
use crate::http::{Limits, Web};
use crate::store::{Credentials, NotInLine, Remote, RemoteError};

/// How long one request to a server may take; what the server itself allows is often less.
const SECONDS: u64 = 600;
/// How long an answer may be.
const BYTES: u64 = 1 << 30;

/// A SPARQL server.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct StoreArgs {
    /// The SPARQL server that stands in for the index of the store: its address for queries.
    ///
    /// Who asks is read from `CHANCERY_STORE_TOKEN`, or from `CHANCERY_STORE_USER` and `CHANCERY_STORE_PASSWORD`.
    #[arg(long, value_name = "URL", value_parser = address)]
    pub(super) store: Option<Url>,
}

/// Reads the address of a server.
pub(super) fn address(written: &str) -> Result<Url, String> {
    let url = Url::parse(written).map_err(|error| format!("not an address: {error}; write `https://host/sparql`"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err("only http and https addresses are asked".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a password here would be seen by others; write CHANCERY_STORE_USER and CHANCERY_STORE_PASSWORD \
                    into the environment"
            .to_owned());
    }
    Ok(url)
}

impl StoreArgs {
    /// Returns the server; updates go to `update`, if that is another address.
    pub(super) fn remote(&self, update: Option<&Url>) -> Option<Remote> {
        let query = self.store.clone()?;
        let client = Web::new(Limits { time: Duration::from_secs(SECONDS), bytes: BYTES });
        let update = update.cloned().unwrap_or_else(|| query.clone());
        Some(Remote::new(Arc::new(client), query, update, std::thread::sleep).with_credentials(credentials()))
    }
}

fn credentials() -> Option<Credentials> {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(token) = of("CHANCERY_STORE_TOKEN") {
        return Some(Credentials::Bearer(token));
    }
    let user = of("CHANCERY_STORE_USER")?;
    Some(Credentials::Basic(user, of("CHANCERY_STORE_PASSWORD").unwrap_or_default()))
}

/// Words what a server did wrong.
pub(super) fn remote_error(error: &RemoteError) -> CliError {
    let worded = CliError::from_error(Exit::Store, error);
    match error {
        RemoteError::Refused { status: 401 | 403, .. } => worded.with_hint(
            "say who asks with CHANCERY_STORE_TOKEN, or CHANCERY_STORE_USER and CHANCERY_STORE_PASSWORD; \
             the server may have to allow updates",
        ),
        _ => worded,
    }
}

/// Words why a server cannot be asked.
pub(super) fn not_in_line(error: &NotInLine) -> CliError {
    match error {
        NotInLine::Remote(error) => remote_error(error),
        other => CliError::from_error(Exit::Store, other).with_hint("`chancery sync --store URL` brings it in line"),
    }
}
