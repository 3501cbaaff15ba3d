//! HTTP as a client: one request, nothing followed, nothing without limit, no secret shown.
//!
//! Who calls it has been told by a flag where it may go; nothing here decides that.

use std::fmt;
use std::io::{self, Read as _};
use std::time::Duration;

use ureq::http;
use url::Url;

/// What is done with a resource (RFC 9110 §9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Fetch it.
    Get,
    /// Hand something to it.
    Post,
    /// Put something in its place.
    Put,
    /// Take it away.
    Delete,
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// The address, `http` or `https`.
    pub url: Url,
    /// Header fields; values of `Authorization` and `Cookie` are never shown.
    pub headers: Vec<(&'static str, String)>,
    /// The content; `GET` and `DELETE` have none.
    pub body: Vec<u8>,
}

impl Request {
    /// Makes a request that fetches.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self { method: Method::Get, url, headers: Vec::new(), body: Vec::new() }
    }

    /// Makes a request that hands over content of a media type.
    #[must_use]
    pub fn post(url: Url, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { method: Method::Post, url, headers, body: body.into() }
    }

    /// Adds a header field.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_secret = |name: &str| ["authorization", "cookie"].contains(&name.to_ascii_lowercase().as_str());
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, if is_secret(name) { "(not shown)" } else { value.as_str() }))
            .collect();
        out.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &shown(&self.url))
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields, names in lower case; what is no text is left out.
    pub headers: Vec<(String, String)>,
    /// The content, decompressed.
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the values of a header field; the name is given in lower case.
    pub fn headers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer; the address is shown without user and password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The address is neither `http` nor `https`.
    #[error("<{0}> is no address of the web")]
    Scheme(String),
    /// A header field cannot be sent.
    #[error("a header field of the request to <{0}> holds what no header may")]
    Header(String),
    /// The answer did not come in time.
    #[error("<{url}> did not answer within {} seconds", .limit.as_secs_f64())]
    Timeout {
        /// The address.
        url: String,
        /// The limit.
        limit: Duration,
    },
    /// The answer is too long.
    #[error("<{url}> answers with more than {limit} bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit.
        limit: u64,
    },
    /// There is no connection, or it broke.
    #[error("<{url}> cannot be reached: {why}")]
    Transport {
        /// The address.
        url: String,
        /// Why not.
        why: String,
    },
}

/// Something that sends requests.
pub trait Client: fmt::Debug + Send + Sync {
    /// Sends a request and waits for the whole answer; a redirection is an answer.
    ///
    /// # Errors
    /// When no answer came, or not within the limits.
    fn send(&self, request: &Request) -> Result<Response, HttpError>;
}

/// The most that one request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time until the whole answer is there.
    pub time: Duration,
    /// Size of the answer in bytes, decompressed.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(30), bytes: 16 << 20 }
    }
}

/// The web, over TCP and TLS; connections are kept for the next request.
#[derive(Debug)]
pub struct Web {
    agent: ureq::Agent,
    limits: Limits,
}

impl Web {
    /// Makes a client; nothing is sent yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(limits.time))
            .timeout_connect(Some(limits.time.min(Duration::from_secs(10))))
            .user_agent(concat!("chancery/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: ureq::Agent::new_with_config(config), limits }
    }

    fn failed(&self, url: &Url, error: &ureq::Error) -> HttpError {
        let url = shown(url);
        match error {
            ureq::Error::Timeout(_) => HttpError::Timeout { url, limit: self.limits.time },
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                HttpError::Timeout { url, limit: self.limits.time }
            }
            other => HttpError::Transport { url, why: other.to_string() },
        }
    }
}

impl Client for Web {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        let url = &request.url;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(HttpError::Scheme(shown(url)));
        }
        let mut address = url.clone();
        address.set_fragment(None);
        let mut builder = http::Request::builder().uri(address.as_str());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let wrong = |_| HttpError::Header(shown(url));
        let sent = match request.method {
            Method::Get => self.agent.run(builder.method("GET").body(()).map_err(wrong)?),
            Method::Delete => self.agent.run(builder.method("DELETE").body(()).map_err(wrong)?),
            Method::Post => self.agent.run(builder.method("POST").body(request.body.as_slice()).map_err(wrong)?),
            Method::Put => self.agent.run(builder.method("PUT").body(request.body.as_slice()).map_err(wrong)?),
        };
        let mut answer = sent.map_err(|error| self.failed(url, &error))?;
        let headers = answer.headers().iter();
        let headers = headers.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        let mut response = Response { status: answer.status().as_u16(), headers: headers.collect(), body: Vec::new() };
        let reader = answer.body_mut().as_reader();
        let read = reader.take(self.limits.bytes + 1).read_to_end(&mut response.body);
        read.map_err(|error| self.failed(url, &ureq::Error::from(error)))?;
        if response.body.len() as u64 > self.limits.bytes {
            return Err(HttpError::TooLarge { url: shown(url), limit: self.limits.bytes });
        }
        Ok(response)
    }
}

/// Returns an address without user and password.
#[must_use]
pub fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // An address that cannot have them has none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::net::TcpListener;

    /// Answers each request with the next of these bytes; returns where it listens, and what it was sent.
    fn serve(answers: Vec<&'static [u8]>) -> (Url, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://user:secret@{}/سؤال#part", listener.local_addr().unwrap())).unwrap();
        let thread = std::thread::spawn(move || {
            let mut heads = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut buffer = [0; 4096];
                let length = stream.read(&mut buffer).unwrap();
                heads.push(String::from_utf8_lossy(&buffer[..length]).into_owned());
                stream.write_all(answer).unwrap();
            }
            heads
        });
        (url, thread)
    }

    #[test]
    fn sends_what_it_is_given_and_follows_nothing() {
        let answers: Vec<&[u8]> = vec![
            b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy",
        ];
        let (url, server) = serve(answers);
        let web = Web::new(Limits::default());
        let moved = web.send(&Request::get(url.clone()).with_header("accept", "text/turtle")).unwrap();
        assert_eq!((moved.status, moved.header("location")), (302, Some("http://evil.example/")));
        let busy = web.send(&Request::post(url, "text/plain", "مرحبا")).unwrap();
        assert_eq!((busy.status, busy.header("retry-after"), busy.body.as_slice()), (503, Some("7"), &b"busy"[..]));
        let heads = server.join().unwrap();
        assert!(heads[0].starts_with("GET /%D8%B3%D8%A4%D8%A7%D9%84 HTTP/1.1\r\n"), "{}", heads[0]);
        assert!(heads[0].to_ascii_lowercase().contains("accept: text/turtle\r\n"), "{}", heads[0]);
        assert!(heads[1].starts_with("POST ") && heads[1].contains("content-length: 10\r\n"), "{}", heads[1]);
    }

    #[test]
    fn keeps_its_limits_and_shows_no_secret() {
        let (url, server) = serve(vec![
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n123456789",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123",
        ]);
        let limits = Limits { time: Duration::from_millis(400), bytes: 8 };
        let web = Web::new(limits);
        let error = web.send(&Request::get(url.clone())).unwrap_err();
        assert!(matches!(error, HttpError::TooLarge { .. }), "{error}");
        let request = Request::get(url).with_header("Authorization", "Bearer secret");
        let error = web.send(&request).unwrap_err();
        assert!(!error.to_string().contains("secret") && !format!("{request:?}").contains("secret"), "{error}");
        server.join().unwrap();
        let closed = Url::parse("http://127.0.0.1:9/").unwrap();
        assert!(matches!(web.send(&Request::get(closed)), Err(HttpError::Transport { .. })));
        let file = Url::parse("file:///etc/passwd").unwrap();
        assert!(matches!(web.send(&Request::get(file)), Err(HttpError::Scheme(_))));
    }
}
