//! JSON-LD in the scripts of an HTML page (API §9.5).
//!
//! A scan for `script` and `base` elements, not a parser of HTML: comments and the text of raw
//! elements are skipped as the HTML syntax has them.

use serde_json::Value;

use super::response::media_type;
use super::{CONTEXT_PROFILE, LoadOptions, failed};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};

/// An element that matters.
#[derive(Debug)]
struct Element<'h> {
    name: String,
    attributes: Vec<(String, String)>,
    text: &'h str,
}

impl Element<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn is_json_ld(&self) -> bool {
        self.name == "script"
            && self.attribute("type").is_some_and(|written| media_type(written).0 == "application/ld+json")
    }

    fn has_profile(&self, profile: &str) -> bool {
        let written = self.attribute("type").and_then(|written| media_type(written).1);
        written.is_some_and(|profiles| profiles.split_ascii_whitespace().any(|name| name == profile))
    }
}

/// Returns the JSON-LD of a page, and the address in its `base` element.
pub(super) fn extract(html: &str, fragment: Option<&str>, options: LoadOptions) -> Result<(Value, Option<String>)> {
    let elements = scan(html);
    let base = elements.iter().find(|element| element.name == "base").and_then(|base| base.attribute("href"));
    let base = base.map(|href| href.trim().to_owned());
    let mut scripts = elements.iter().filter(|element| element.is_json_ld());
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        let id = percent_decoded(fragment);
        let target = elements.iter().find(|element| element.attribute("id") == Some(&id));
        return match target {
            Some(script) if script.is_json_ld() => Ok((parse(script.text)?, base)),
            Some(_) => Err(failed(format!("#{id} is no script of JSON-LD"))),
            None => Err(failed(format!("the page has no element #{id}"))),
        };
    }
    if options.context
        && let Some(script) = scripts.clone().find(|script| script.has_profile(CONTEXT_PROFILE))
    {
        return Ok((parse(script.text)?, base));
    }
    if !options.extract_all_scripts {
        let script = scripts.next().ok_or_else(|| failed("the page has no script of JSON-LD"))?;
        return Ok((parse(script.text)?, base));
    }
    let mut all = Vec::new();
    for script in scripts {
        match parse(script.text)? {
            Value::Array(items) => all.extend(items),
            single => all.push(single),
        }
    }
    Ok((Value::Array(all), base))
}

fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| JsonLdError::new(ErrorCode::InvalidScriptElement, error.to_string()))
}

/// Finds all elements with their attributes; only scripts have their text.
fn scan(html: &str) -> Vec<Element<'_>> {
    let mut elements = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (name, attributes, after) = read_tag(rest);
        let raw = matches!(name.as_str(), "script" | "style" | "textarea" | "title" | "xmp" | "iframe");
        let text = if raw {
            let end = find_end(after, &name);
            let text = &after[..end];
            rest = &after[end..];
            text
        } else {
            rest = after;
            ""
        };
        elements.push(Element { name, attributes, text });
    }
    elements
}

/// Returns where the end tag of a raw element begins.
fn find_end(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let at = from + at;
        let after = &text[at + 2..];
        let ends = after.get(..name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name))
            && !after[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if ends {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

/// Reads a start tag after its `<`.
fn read_tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let mut attributes = Vec::new();
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (name, attributes, after);
        }
        if rest.is_empty() {
            return (name, attributes, rest);
        }
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        // A name may begin with an equals sign, so the first character always belongs to it.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find(stop).map_or(rest.len(), |at| at + first);
        let attribute = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => {
                    let end = after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len());
                    after.split_at(end)
                }
            };
        }
        attributes.push((attribute, unescaped(value)));
    }
}

/// Replaces the character references that occur in addresses.
fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(value.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hexadecimal = std::str::from_utf8(after.get(..2).unwrap_or_default()).ok();
        match hexadecimal.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' && after.len() >= 2 => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_where_html_has_them() {
        let page = "<!-- <script type=application/ld+json>1</script> --><style><script></style>\
            <base href='a?b&amp;c'><SCRIPT id=x TYPE='Application/LD+JSON; profile=\"p\"'>[\"</scripts>\"]</Script >\
            <script type=\"application/ld+json\">3</script>";
        let options = LoadOptions { context: false, extract_all_scripts: true };
        let (value, base) = extract(page, None, options).unwrap();
        assert_eq!(value, serde_json::json!(["</scripts>", 3]));
        assert_eq!(base.as_deref(), Some("a?b&c"));
        assert_eq!(extract(page, Some("%78"), options).unwrap().0, serde_json::json!(["</scripts>"]));
        assert!(extract("<script type='application/ld+json", None, LoadOptions::default()).is_err());
    }
}
