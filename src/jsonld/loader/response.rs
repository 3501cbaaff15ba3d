//! From an answer of the web to a document (API §9.4.1 steps 3 to 7, §9.5).

use serde_json::Value;

use super::fetch::without_fragment;
use super::{CONTEXT_PROFILE, LoadOptions, RemoteDocument, failed, html};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::iri;

/// An answer to one request, as HTTP gives it.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The `Content-Type` header with its parameters.
    pub content_type: String,
    /// The `Link` headers.
    pub links: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What an answer turned out to be.
#[derive(Debug)]
pub(super) enum Outcome {
    Document(RemoteDocument),
    /// The JSON-LD is elsewhere: a link of the relation `alternate`.
    Alternate(String),
}

/// Reads an answer that came from `url` (with its fragment, which selects a script in HTML).
///
/// # Errors
///
/// `loading document failed`, `multiple context link headers`, `invalid script element`; where the
/// document is elsewhere, `loading document failed` too.
pub fn read_response(url: &str, response: &Response, options: LoadOptions) -> Result<RemoteDocument> {
    match read(url, response, options)? {
        Outcome::Document(document) => Ok(document),
        Outcome::Alternate(other) => Err(failed(format!("<{url}> is not JSON-LD; it is said to be at <{other}>"))),
    }
}

pub(super) fn read(url: &str, response: &Response, options: LoadOptions) -> Result<Outcome> {
    let document_url = without_fragment(url);
    let (media_type, profile) = media_type(&response.content_type);
    let is_json = media_type == "application/json" || media_type.ends_with("+json");
    let is_json_ld = media_type == "application/ld+json";
    let links: Vec<Link> = response.links.iter().flat_map(|header| read_links(header)).collect();
    if !is_json {
        let alternate = links
            .iter()
            .find(|link| link.has_relation("alternate") && link.media_type.as_deref() == Some("application/ld+json"));
        if let Some(link) = alternate {
            return Ok(Outcome::Alternate(iri::resolve(document_url, &link.target)));
        }
    }
    let mut document = RemoteDocument {
        document_url: Some(document_url.to_owned()),
        context_url: None,
        html_base: None,
        content_type: Some(media_type.clone()),
        profile,
        document: Value::Null,
    };
    if is_json {
        if !is_json_ld {
            let mut contexts = links.iter().filter(|link| link.has_relation(CONTEXT_PROFILE));
            document.context_url = contexts.next().map(|link| iri::resolve(document_url, &link.target));
            if contexts.next().is_some() {
                return Err(JsonLdError::new(ErrorCode::MultipleContextLinkHeaders, document_url));
            }
        }
        document.document = serde_json::from_slice(without_mark(&response.body))
            .map_err(|error| failed(format!("<{url}>: {error}")))?;
    } else if matches!(media_type.as_str(), "text/html" | "application/xhtml+xml") {
        let text = std::str::from_utf8(without_mark(&response.body))
            .map_err(|error| failed(format!("<{url}> is no UTF-8: {error}")))?;
        let fragment = url.split_once('#').map(|(_, fragment)| fragment);
        let (value, base) = html::extract(text, fragment, options)?;
        document.document = value;
        document.html_base = base;
    } else {
        return Err(failed(format!("<{url}> is {media_type:?}, neither JSON nor HTML")));
    }
    Ok(Outcome::Document(document))
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Returns the media type in lower case and its `profile`.
pub(super) fn media_type(header: &str) -> (String, Option<String>) {
    let mut parts = header.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let profile = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("profile").then(|| value.trim().trim_matches('"').to_owned())
    });
    (media_type, profile)
}

/// One link of a `Link` header (RFC 8288).
#[derive(Debug)]
struct Link {
    target: String,
    relations: String,
    media_type: Option<String>,
}

impl Link {
    fn has_relation(&self, name: &str) -> bool {
        self.relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(name))
    }
}

fn read_links(header: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = header;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>').map(|at| at + start) else { break };
        let mut link = Link { target: rest[start + 1..end].to_owned(), relations: String::new(), media_type: None };
        rest = &rest[end + 1..];
        loop {
            rest = rest.trim_start();
            let Some(parameter) = rest.strip_prefix(';') else { break };
            let (name, value, after) = read_parameter(parameter.trim_start());
            match name.to_ascii_lowercase().as_str() {
                "rel" if link.relations.is_empty() => link.relations = value,
                "type" => link.media_type = Some(media_type(&value).0),
                _ => {}
            }
            rest = after;
        }
        links.push(link);
    }
    links
}

/// Reads `name=value` or `name="value"`, and returns what follows.
fn read_parameter(text: &str) -> (&str, String, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let name = text[..end].trim_end();
    let Some(value) = text[end..].strip_prefix('=') else {
        return (name, String::new(), &text[end..]);
    };
    let value = value.trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        let end = value.find([';', ',']).unwrap_or(value.len());
        return (name, value[..end].trim_end().to_owned(), &value[end..]);
    };
    let mut content = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (name, content, &quoted[at + 1..]),
            '\\' => content.extend(characters.next().map(|(_, escaped)| escaped)),
            other => content.push(other),
        }
    }
    (name, content, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_headers_are_read() {
        let header = r#"<a,b>; title="x \"<y>; \" z"; rel="alternate next"; type="application/ld+json", <c>;rel=http://www.w3.org/ns/json-ld#context"#;
        let links = read_links(header);
        assert_eq!(links.len(), 2);
        assert!(links[0].has_relation("alternate") && links[0].target == "a,b");
        assert_eq!(links[0].media_type.as_deref(), Some("application/ld+json"));
        assert!(links[1].has_relation(CONTEXT_PROFILE) && links[1].target == "c");
    }
}
