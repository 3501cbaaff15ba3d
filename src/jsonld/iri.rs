//! IRI references: form, resolution (RFC 3986 §5.2) and the way back.
//!
//! Documents hold references that no IRI parser accepts (spaces, lone brackets). The algorithms
//! must carry them on and drop them when quads are made, so nothing here checks characters.

/// Returns whether `text` has the form of an IRI: a scheme, a colon, no white space.
pub(super) fn is_absolute(text: &str) -> bool {
    scheme_length(text).is_some() && !text.contains(|c: char| c.is_whitespace())
}

/// Returns whether `text` is a blank node identifier.
pub(super) fn is_blank(text: &str) -> bool {
    text.starts_with("_:")
}

/// Returns whether `text` has the form of an IRI or is a blank node identifier.
pub(super) fn is_absolute_or_blank(text: &str) -> bool {
    is_blank(text) || is_absolute(text)
}

fn scheme_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = bytes.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))?;
    (bytes[end] == b':').then_some(end)
}

/// The five parts of a reference (RFC 3986 appendix B), without their delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let (scheme, rest) = match scheme_length(text) {
            Some(end) => (Some(&text[..end]), &text[end + 1..]),
            None => (None, text),
        };
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (rest, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    fn write(self, path: &str) -> String {
        let mut out = String::with_capacity(path.len() + 32);
        if let Some(scheme) = self.scheme {
            out.push_str(scheme);
            out.push(':');
        }
        if let Some(authority) = self.authority {
            out.push_str("//");
            out.push_str(authority);
        }
        out.push_str(path);
        for (delimiter, part) in [('?', self.query), ('#', self.fragment)] {
            if let Some(part) = part {
                out.push(delimiter);
                out.push_str(part);
            }
        }
        out
    }
}

/// Resolves `reference` against `base`; against a base without a scheme it stays as it is.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let target = Parts::of(reference);
    if target.scheme.is_some() {
        return target.write(&remove_dot_segments(target.path));
    }
    let base = Parts::of(base);
    if base.scheme.is_none() {
        return reference.to_owned();
    }
    let with_base = Parts { scheme: base.scheme, ..target };
    if target.authority.is_some() {
        return with_base.write(&remove_dot_segments(target.path));
    }
    let with_base = Parts { authority: base.authority, ..with_base };
    if target.path.is_empty() {
        let query = target.query.or(base.query);
        return Parts { query, ..with_base }.write(base.path);
    }
    if target.path.starts_with('/') {
        return with_base.write(&remove_dot_segments(target.path));
    }
    let merged = if base.authority.is_some() && base.path.is_empty() {
        format!("/{}", target.path)
    } else {
        let end = base.path.rfind('/').map_or(0, |at| at + 1);
        format!("{}{}", &base.path[..end], target.path)
    };
    with_base.write(&remove_dot_segments(&merged))
}

/// Removes `.` and `..` segments (RFC 3986 §5.2.4).
fn remove_dot_segments(path: &str) -> String {
    if !path.contains("/.") && !path.starts_with('.') {
        return path.to_owned();
    }
    let mut input = path;
    let mut output = String::with_capacity(path.len());
    while !input.is_empty() {
        if let Some(rest) = input.strip_prefix("../").or_else(|| input.strip_prefix("./")) {
            input = rest;
        } else if input.starts_with("/./") {
            input = &input[2..];
        } else if input == "/." {
            input = "/";
        } else if input.starts_with("/../") {
            input = &input[3..];
            output.truncate(output.rfind('/').unwrap_or(0));
        } else if input == "/.." {
            input = "/";
            output.truncate(output.rfind('/').unwrap_or(0));
        } else if input == "." || input == ".." {
            input = "";
        } else {
            let next = input.bytes().skip(1).position(|byte| byte == b'/');
            let end = next.map_or(input.len(), |at| at + 1);
            output.push_str(&input[..end]);
            input = &input[end..];
        }
    }
    output
}

/// Writes `iri` relative to `base`, where a reference says the same; else `None`.
pub(super) fn relativize(base: &str, iri: &str) -> Option<String> {
    let from = Parts::of(base);
    let to = Parts::of(iri);
    if from.scheme.is_none() || from.scheme != to.scheme || from.authority != to.authority {
        return None;
    }
    let suffix = Parts { scheme: None, authority: None, ..to };
    let candidate = if from.path == to.path && (to.query.is_some() || to.fragment.is_some()) {
        if from.query == to.query && to.fragment.is_some() {
            Parts { query: None, ..suffix }.write("")
        } else {
            suffix.write("")
        }
    } else {
        // An authority without a path has the root for its directory.
        let directory = if from.path.is_empty() && from.authority.is_some() { "/" } else { from.path };
        suffix.write(&relative_path(directory, to.path))
    };
    let candidate = if candidate.is_empty() { "./".to_owned() } else { guarded(candidate) };
    (resolve(base, &candidate) == iri).then_some(candidate)
}

fn relative_path(from: &str, to: &str) -> String {
    let directory = from.rfind('/').map_or(0, |at| at + 1);
    let common = from[..directory].bytes().zip(to.bytes()).take_while(|(left, right)| left == right).count();
    let shared = to.as_bytes()[..common].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let ups = from.as_bytes()[shared..directory].iter().filter(|byte| **byte == b'/').count();
    format!("{}{}", "../".repeat(ups), &to[shared..])
}

/// Guards a relative path that would read as an absolute IRI, an absolute path or a keyword.
fn guarded(candidate: String) -> String {
    let end = candidate.find(['/', '?', '#']).unwrap_or(candidate.len());
    let confusing =
        candidate[..end].contains(':') || super::keyword::has_form_of_keyword(&candidate) || candidate.starts_with('/');
    if confusing { format!("./{candidate}") } else { candidate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_the_examples_of_rfc_3986() {
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("", "http://a/b/c/d;p?q"),
            ("..", "http://a/b/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g/../h", "http://a/b/c/h"),
            ("é/../ü", "http://a/b/c/ü"),
        ] {
            assert_eq!(resolve(base, reference), expected, "{reference}");
        }
    }

    #[test]
    fn a_base_without_path_is_the_root() {
        assert_eq!(relativize("http://a", "http://a/b/c").as_deref(), Some("b/c"));
        assert_eq!(relativize("http://a", "http://a"), None);
    }

    #[test]
    fn a_relative_reference_leads_back_or_is_not_made() {
        let base = "http://a/b/c?q";
        for (iri, expected) in [
            ("http://a/b/d", Some("d")),
            ("http://a/b/", Some("./")),
            ("http://a/x", Some("../x")),
            ("http://a/b/c?q#s", Some("#s")),
            ("http://a/b/x:y", Some("./x:y")),
            ("http://a/b/@id", Some("./@id")),
            ("http://a", None),
            ("http://b/", None),
            ("http://a/b//c", None),
        ] {
            let relative = relativize(base, iri);
            if let Some(relative) = &relative {
                assert_eq!(resolve(base, relative), iri);
            }
            if iri != "http://a/b//c" {
                assert_eq!(relative.as_deref(), expected, "{iri}");
            }
        }
    }
}
