//! What a request says: whom it calls, where it goes, its parameters, its body.

use std::net::IpAddr;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use hyper::{HeaderMap, Request, StatusCode, Version};
use tokio::time::timeout;

use super::answer::Refusal;
use super::settings::Limits;
use crate::iri::segment_text;

/// Names and values, in the order they came.
pub(super) type Parameters = Vec<(String, String)>;

/// Refuses what is too large, contradicts itself, or calls another server; returns the host it calls.
pub(super) fn check<B>(request: &Request<B>, limits: &Limits, hosts: &[String]) -> Result<String, Refusal> {
    let address = request.uri().to_string();
    if address.len() > limits.address_bytes {
        let message = format!("the address is longer than {} bytes; send the query by POST", limits.address_bytes);
        return Err(Refusal::new(StatusCode::URI_TOO_LONG, message).and_close());
    }
    let headers = request.headers();
    let length: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if length > limits.header_bytes {
        let message = format!("the headers are longer than {} bytes", limits.header_bytes);
        return Err(Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message).and_close());
    }
    let several = |name| headers.get_all(name).into_iter().nth(1).is_some();
    if several(CONTENT_LENGTH) || (headers.contains_key(CONTENT_LENGTH) && headers.contains_key(TRANSFER_ENCODING)) {
        return Err(Refusal::bad("the length of the body is told twice").and_close());
    }
    if several(HOST) {
        return Err(Refusal::bad("there are several Host headers").and_close());
    }
    let named = headers.get(HOST).map(|value| value.to_str().unwrap_or("?"));
    let host = match (request.uri().authority(), named) {
        (Some(authority), _) => authority.as_str(),
        (None, Some(host)) => host,
        (None, None) if request.version() == Version::HTTP_10 => "localhost",
        (None, None) => return Err(Refusal::bad("there is no Host header").and_close()),
    };
    if !is_ours(host, hosts) {
        let shown: String = host.chars().filter(char::is_ascii_graphic).take(80).collect();
        let message = format!("this server is not called `{shown}`; `serve --host NAME` lets it be called so");
        return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, message).and_close());
    }
    Ok(host.to_owned())
}

/// Says whether a host is this server. A name that somebody else can point at this machine is not; an
/// address in numbers cannot be pointed anywhere.
fn is_ours(host: &str, hosts: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((inside, port)) if is_port(port) => return inside.parse::<IpAddr>().is_ok(),
            _ => return false,
        },
        None => match host.split_once(':') {
            Some((name, port)) if is_port(&format!(":{port}")) => name,
            Some(_) => return false,
            None => host,
        },
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok()
        || hosts.iter().any(|known| known.eq_ignore_ascii_case(&name))
}

fn is_port(written: &str) -> bool {
    written.is_empty()
        || written.strip_prefix(':').is_some_and(|port| port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Returns the parts of a path between its slashes, decoded.
pub(super) fn segments(path: &str) -> Result<Vec<String>, Refusal> {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let decoded = inner.split('/').map(|part| segment_text(part).filter(|text| !text.contains('\0')));
    decoded.collect::<Option<_>>().ok_or_else(|| Refusal::bad("the path is not percent-encoded UTF-8"))
}

/// Writes a part of a path, as it stands in an address.
pub(super) fn encoded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$'()*,:@".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Reads parameters in the way of forms.
pub(super) fn parameters(written: &str) -> Result<Parameters, Refusal> {
    let pairs = url::form_urlencoded::parse(written.as_bytes());
    let pairs: Parameters = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    // The decoder puts this character where bytes are no UTF-8.
    if pairs.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
        return Err(Refusal::bad("the parameters are not percent-encoded UTF-8"));
    }
    Ok(pairs)
}

/// Returns the media type of a body, in lower case; an encoding other than UTF-8 is refused.
pub(super) fn media_type(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let unsupported = |message: &str| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(unsupported("the body is compressed; send it as it is"));
    }
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(None) };
    let value = value.to_str().map_err(|_| unsupported("the content type cannot be read"))?;
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    for part in parts {
        let Some((key, charset)) = part.split_once('=') else { continue };
        let charset = charset.trim_matches('"');
        if key.eq_ignore_ascii_case("charset")
            && !["utf-8", "utf8", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known))
        {
            return Err(unsupported("send the body as UTF-8"));
        }
    }
    Ok(Some(name))
}

/// Reads a body as text, within limits of length and time.
pub(super) async fn text(body: Incoming, limits: &Limits) -> Result<String, Refusal> {
    let collecting = Limited::new(body, limits.body_bytes).collect();
    let slow = || {
        let message = format!("the body took longer than {} s", limits.body_time.as_secs());
        Refusal::new(StatusCode::REQUEST_TIMEOUT, message).and_close()
    };
    let collected = timeout(limits.body_time, collecting).await.map_err(|_| slow())?;
    let bytes = collected.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            let message = format!("the body is longer than {} bytes", limits.body_bytes);
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message).and_close()
        } else {
            Refusal::bad("the body ended before its end").and_close()
        }
    })?;
    String::from_utf8(bytes.to_bytes().into()).map_err(|_| Refusal::bad("the body is not UTF-8"))
}

/// Returns the only value of a parameter, if there is one.
pub(super) fn single<'p>(parameters: &'p Parameters, name: &str) -> Result<Option<&'p str>, Refusal> {
    let mut values = parameters.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Refusal::bad(format!("the parameter `{name}` is given twice"))),
        (value, None) => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_and_those_given_are_ours() {
        let hosts = vec!["kb.example".to_owned()];
        for ours in
            ["localhost", "LOCALHOST:80", "127.0.0.1:7878", "[::1]:80", "kb.example", "KB.example.:443", "x.localhost"]
        {
            assert!(is_ours(ours, &hosts), "{ours}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example",
            "",
            "[::1",
            "[evil]",
            "localhost:80:90",
            "a@localhost",
            "localhost:9x",
            "kb.example.evil",
        ] {
            assert!(!is_ours(other, &hosts), "{other}");
        }
    }

    #[test]
    fn paths_and_parameters_are_utf8_or_refused() {
        assert_eq!(segments("/article/%D9%85%D9%82%D8%A7%D9%84").unwrap(), ["article", "مقال"]);
        assert_eq!(segments("/a/%2e%2e/%2Fetc").unwrap(), ["a", "..", "/etc"]);
        assert!(segments("/article/%FF").is_err() && segments("/a/%0").is_err() && segments("/a/%00").is_err());
        assert_eq!(encoded("مقال/أ"), "%D9%85%D9%82%D8%A7%D9%84%2F%D8%A3");
        assert_eq!(
            parameters("q=%D8%A3+b&q=").unwrap(),
            [("q".to_owned(), "أ b".to_owned()), ("q".to_owned(), String::new())]
        );
        assert!(parameters("q=%FF").is_err());
    }
}
