//! Answers and refusals: status, headers, words that help.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderValue, LOCATION, ORIGIN, REFERRER_POLICY, RETRY_AFTER, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{HeaderMap, StatusCode};

use super::body::Answer;
use super::settings::Cors;
use super::spool::Spool;
use super::worker::job::{Encoding, Failure, Kind};

/// What is sent back.
pub(super) type Response = hyper::Response<Answer>;

/// A request that gets no answer, and why, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// Methods that would do.
    pub(super) allow: Option<&'static str>,
    /// The connection is of no more use.
    pub(super) close: bool,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), allow: None, close: false }
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// Returns the refusal of formats, with those there are.
    pub(super) fn unacceptable(offers: &[super::accept::Offer]) -> Self {
        let known: Vec<&str> = offers.iter().map(|offer| offer.1).collect();
        Self::new(StatusCode::NOT_ACCEPTABLE, format!("this can be had as {}", known.join(", ")))
    }

    /// Ends the connection too.
    pub(super) fn and_close(mut self) -> Self {
        self.close = true;
        self
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let (status, hint) = match failure.kind {
            Kind::Bad => (StatusCode::BAD_REQUEST, ""),
            Kind::Missing => (StatusCode::NOT_FOUND, ""),
            Kind::Unacceptable => (StatusCode::NOT_ACCEPTABLE, ""),
            Kind::Time => {
                (StatusCode::SERVICE_UNAVAILABLE, "limit met: time; ask for less, or have `serve --timeout` raised")
            }
            Kind::Memory => {
                (StatusCode::SERVICE_UNAVAILABLE, "limit met: memory; ask for less, or have `serve --memory` raised")
            }
            Kind::Rows => (
                StatusCode::SERVICE_UNAVAILABLE,
                "limit met: rows; give the query a LIMIT, or have `serve --max-rows` raised",
            ),
            Kind::Bytes => (
                StatusCode::SERVICE_UNAVAILABLE,
                "limit met: result bytes; give the query a LIMIT, or have `serve --max-bytes` raised",
            ),
            Kind::Busy => (StatusCode::SERVICE_UNAVAILABLE, ""),
            Kind::Store | Kind::Broken => (StatusCode::INTERNAL_SERVER_ERROR, ""),
        };
        let message = if hint.is_empty() { failure.message } else { format!("{}\n{hint}", failure.message) };
        Self::new(status, message)
    }
}

/// Writes a refusal as plain text.
pub(super) fn refused(refusal: &Refusal) -> Response {
    let mut response = text(refusal.status, &refusal.message);
    let headers = response.headers_mut();
    if let Some(allow) = refusal.allow {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    if refusal.status == StatusCode::SERVICE_UNAVAILABLE && !refusal.message.contains("limit met") {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if refusal.close {
        headers.insert(hyper::header::CONNECTION, HeaderValue::from_static("close"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Returns plain text.
pub(super) fn text(status: StatusCode, message: &str) -> Response {
    let mut bytes = message.as_bytes().to_vec();
    bytes.push(b'\n');
    let mut response = with_type("text/plain", bytes.into());
    *response.status_mut() = status;
    response
}

/// Returns bytes of a media type.
pub(super) fn with_type(media_type: &str, bytes: Spool) -> Response {
    let mut response = Response::new(bytes.into());
    let written =
        if media_type.starts_with("text/") { format!("{media_type}; charset=utf-8") } else { media_type.to_owned() };
    if let Ok(value) = HeaderValue::from_str(&written) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// Sends elsewhere, to what tells of the thing that has no bytes itself.
pub(super) fn see_other(place: &str) -> Response {
    let mut response = text(StatusCode::SEE_OTHER, &format!("what is known of it: {place}"));
    if let Ok(value) = HeaderValue::from_str(place) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

/// Says what the answer depends on, and what it may be known by.
pub(super) fn negotiated(response: &mut Response, encoding: Encoding, tag: Option<&str>) {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    if encoding != Encoding::Identity {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    match tag.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        Some(tag) => {
            headers.insert(ETAG, tag);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        None => drop(headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"))),
    }
}

/// Adds what every answer has: nothing here is to be run, framed, guessed at or read by other pages.
pub(super) fn guarded(response: &mut Response, cors: &Cors, request: &HeaderMap) {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let allowed = match (cors, request.get(ORIGIN)) {
        (Cors::Any, _) => Some(HeaderValue::from_static("*")),
        (Cors::Origins(known), Some(origin)) => known.iter().any(|known| known == origin).then(|| origin.clone()),
        _ => None,
    };
    if matches!(cors, Cors::Origins(_)) {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
    let resource = if allowed.is_some() { "cross-origin" } else { "same-origin" };
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static(resource));
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, OPTIONS"));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Accept, Content-Type, If-None-Match"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Content-Encoding"));
    }
}
