//! A wiki's `api.php`: asked and written to politely, again after a passing fault, never with a secret in sight.
//!
//! A write whose answer did not come may have happened; it is never sent again before somebody has looked.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::target::Target;
use crate::http::{Client, HttpError, Request, Response, shown};

/// How often a request is sent at most.
const TRIES: u32 = 8;
/// The least wait when a wiki asks for one.
const LEAST: u64 = 5;
/// The longest wait.
const MOST: u64 = 120;

/// Who writes; never shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A bot password: `User@app` and its password.
    Password(String, String),
    /// An `OAuth` 2 access token.
    Bearer(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(not shown)")
    }
}

/// Why a wiki did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WikiError {
    /// There is no answer; of a write it is not known whether it happened.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server answers with a status that is none of the API; a write may have happened.
    #[error("<{url}> answers with status {status}")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// The wiki refuses; nothing was written.
    #[error("the wiki refuses: {code}: {info}")]
    Refused {
        /// Its word for the reason.
        code: String,
        /// Its words.
        info: String,
    },
    /// The wiki is busy, and stayed so.
    #[error("the wiki is busy ({code}), and was so {TRIES} times; try again later")]
    Busy {
        /// Its word for the reason.
        code: String,
    },
    /// The answer is none of the API.
    #[error("the answer of <{url}> cannot be read: {why}")]
    Unread {
        /// The address.
        url: String,
        /// Why.
        why: String,
    },
    /// A password would go over the wire for all to read.
    #[error("<{0}> is not https: no password or token is sent there")]
    Insecure(String),
    /// The wiki does not know who writes.
    #[error("the wiki did not let us in: {0}")]
    Login(String),
}

impl WikiError {
    /// Says whether a write that ended so may have happened all the same.
    #[must_use]
    pub const fn is_in_doubt(&self) -> bool {
        matches!(self, Self::Http(_) | Self::Status { .. } | Self::Unread { .. })
    }
}

/// A wiki.
#[derive(Debug)]
pub struct Wiki {
    client: Arc<dyn Client>,
    target: Target,
    credentials: Option<Credentials>,
    cookies: BTreeMap<String, String>,
    token: Option<String>,
    wait: fn(Duration),
}

/// Parameters of a call.
type Parameters<'p> = [(&'p str, &'p str)];

impl Wiki {
    /// Returns a wiki; nothing is sent yet. `wait` sleeps.
    #[must_use]
    pub fn new(client: Arc<dyn Client>, target: Target, credentials: Option<Credentials>, wait: fn(Duration)) -> Self {
        Self { client, target, credentials, cookies: BTreeMap::new(), token: None, wait }
    }

    /// Returns what is known of the wiki.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Waits.
    pub(super) fn pause(&self, time: Duration) {
        (self.wait)(time);
    }

    /// Asks something that changes nothing; after a passing fault it asks again.
    pub(super) fn ask(&mut self, parameters: &Parameters<'_>) -> Result<Value, WikiError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.once(parameters) {
                Err(error) if error.is_in_doubt() && tries < TRIES.min(4) => {
                    (self.wait)(Duration::from_secs(1 << tries));
                }
                other => return other,
            }
        }
    }

    /// Writes something; `parameters` are without token. What is known not to have happened is sent again.
    pub(super) fn write(&mut self, parameters: &Parameters<'_>) -> Result<Value, WikiError> {
        let (mut renewed, mut entered) = (false, false);
        let maxlag = self.target.rate.maxlag.to_string();
        loop {
            let token = self.token()?;
            let all = [parameters, &[("maxlag", &maxlag), ("assert", "user"), ("token", &token)]].concat();
            match self.once(&all) {
                Err(WikiError::Refused { code, .. }) if code == "badtoken" && !renewed => {
                    (renewed, self.token) = (true, None);
                }
                Err(WikiError::Refused { code, .. })
                    if code.starts_with("assert") && code.ends_with("failed") && !entered =>
                {
                    (entered, self.token) = (true, None);
                    self.cookies.clear();
                }
                other => return other,
            }
        }
    }

    /// Returns the token that writes need, after logging in if need be.
    fn token(&mut self) -> Result<String, WikiError> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        if let Some(Credentials::Password(user, password)) = self.credentials.clone()
            && self.cookies.is_empty()
        {
            let token = self.fetch_token("login")?;
            let answer =
                self.once(&[("action", "login"), ("lgname", &user), ("lgpassword", &password), ("lgtoken", &token)])?;
            if answer["login"]["result"] != "Success" {
                let why = answer["login"]["reason"].as_str().or(answer["login"]["result"].as_str());
                return Err(WikiError::Login(self.without_secrets(why.unwrap_or("no reason given"))));
            }
        }
        let token = self.fetch_token("csrf")?;
        self.token = Some(token.clone());
        Ok(token)
    }

    fn fetch_token(&mut self, kind: &str) -> Result<String, WikiError> {
        let answer = self.ask(&[("action", "query"), ("meta", "tokens"), ("type", kind)])?;
        let token = answer["query"]["tokens"][format!("{kind}token")].as_str();
        token
            .map(str::to_owned)
            .ok_or_else(|| WikiError::Unread { url: shown(&self.target.api), why: "it holds no token".to_owned() })
    }

    /// Sends a call, and again as long as the wiki says that it did nothing because it is busy.
    fn once(&mut self, parameters: &Parameters<'_>) -> Result<Value, WikiError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let response = self.send(parameters)?;
            let told = response.header("retry-after").and_then(|text| text.parse::<u64>().ok());
            let busy = match self.read(&response) {
                Err(WikiError::Busy { code }) => code,
                other => return other,
            };
            if tries == TRIES {
                return Err(WikiError::Busy { code: busy });
            }
            let wait = told.unwrap_or(LEAST).max(LEAST) << (tries - 1).min(4);
            (self.wait)(Duration::from_secs(wait.min(MOST)));
        }
    }

    fn send(&mut self, parameters: &Parameters<'_>) -> Result<Response, WikiError> {
        let api = &self.target.api;
        let is_near = match api.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if self.credentials.is_some() && api.scheme() != "https" && !is_near {
            return Err(WikiError::Insecure(shown(api)));
        }
        let mut form = Serializer::new(String::new());
        form.extend_pairs([("format", "json"), ("formatversion", "2")]).extend_pairs(parameters);
        let mut request = Request::post(api.clone(), "application/x-www-form-urlencoded", form.finish());
        if let Some(contact) = &self.target.contact {
            let agent = format!("chancery/{} ({contact})", env!("CARGO_PKG_VERSION"));
            request = request.with_header("user-agent", agent);
        }
        if let Some(Credentials::Bearer(token)) = &self.credentials {
            request = request.with_header("authorization", format!("Bearer {token}"));
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.with_header("cookie", cookies.join("; "));
        }
        let response = self.client.send(&request)?;
        let set: Vec<(String, String)> = response
            .headers("set-cookie")
            .filter_map(|cookie| cookie.split(';').next()?.split_once('='))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        self.cookies.extend(set);
        Ok(response)
    }

    fn read(&self, response: &Response) -> Result<Value, WikiError> {
        let url = || shown(&self.target.api);
        if response.status == 429 {
            return Err(WikiError::Busy { code: "429".to_owned() });
        }
        if response.status != 200 {
            return Err(WikiError::Status { url: url(), status: response.status });
        }
        let answer: Value = serde_json::from_slice(&response.body)
            .map_err(|error| WikiError::Unread { url: url(), why: error.to_string() })?;
        let error = if answer["error"].is_object() { &answer["error"] } else { &answer["errors"][0] };
        let Some(code) = error["code"].as_str() else {
            return if answer.is_object() {
                Ok(answer)
            } else {
                Err(WikiError::Unread { url: url(), why: "it is no object".to_owned() })
            };
        };
        let names = error["messages"].as_array().into_iter().flatten().filter_map(|message| message["name"].as_str());
        let is_throttled = names.clone().any(|name| name == "actionthrottledtext");
        if ["maxlag", "ratelimited", "readonly"].contains(&code) || is_throttled {
            return Err(WikiError::Busy { code: code.to_owned() });
        }
        let info = error["info"].as_str().or(error["text"].as_str()).unwrap_or_default();
        let names: Vec<&str> = names.collect();
        let info = if names.is_empty() { info.to_owned() } else { format!("{info} ({})", names.join(", ")) };
        Err(WikiError::Refused { code: self.without_secrets(code), info: self.without_secrets(&info) })
    }

    /// Takes out of a server's words what nobody may see, in case it repeats what it was sent.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = match &self.credentials {
            Some(Credentials::Password(_, secret) | Credentials::Bearer(secret)) => Some(secret),
            None => None,
        };
        let all = secrets.into_iter().chain(self.token.as_ref()).chain(self.cookies.values());
        all.filter(|secret| secret.len() > 3).fold(text.to_owned(), |text, secret| text.replace(secret, "(not shown)"))
    }
}
