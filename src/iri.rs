//! Minting: every IRI Chancery creates is made here, from what was written, never from chance.
//!
//! ```
//! let base = chancery::iri::Base::new("https://kb.example/")?;
//! assert_eq!(base.statement("gas-deal", "s1"), "https://kb.example/statement/gas-deal/s1");
//! assert_eq!(base.entity("حقل غاز"), "https://kb.example/entity/حقل%20غاز");
//! # Ok::<(), chancery::iri::BaseError>(())
//! ```

use std::fmt::Write as _;

/// Namespace of gazetteer entities, independent of any knowledge base.
pub const GAZETTEER: &str = "https://w3id.org/chancery/gazetteer/";
/// Namespace of Wikidata entities.
pub const WIKIDATA: &str = "http://www.wikidata.org/entity/";
/// Base of files that belong to no knowledge base (RFC 2606 reserves `.invalid`).
pub const NO_BASE: &str = "https://kb.invalid/";

/// The address under which a knowledge base mints its IRIs; ends in `/` or `#`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

/// Why a base address cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("base `{written}` {problem}")]
pub struct BaseError {
    written: String,
    problem: &'static str,
}

impl Default for Base {
    fn default() -> Self {
        Self(NO_BASE.to_owned())
    }
}

impl Base {
    /// Checks a base: an absolute http(s) or urn-like IRI without query, ending in `/` or `#`.
    pub fn new(written: &str) -> Result<Self, BaseError> {
        let fail = |problem| Err(BaseError { written: written.to_owned(), problem });
        let Ok(parsed) = url::Url::parse(written) else {
            return fail("is not an absolute IRI; write for example `https://kb.example/`");
        };
        if !matches!(parsed.scheme(), "http" | "https") {
            return fail("is not http or https");
        }
        if parsed.query().is_some() || !(written.ends_with('/') || written.ends_with('#')) {
            return fail("does not end in `/`");
        }
        if !is_iri(written) {
            return fail("holds a character that no IRI may hold");
        }
        Ok(Self(written.to_owned()))
    }

    /// Returns the base as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the IRI of an article.
    #[must_use]
    pub fn article(&self, article: &str) -> String {
        self.path("article/", &[article])
    }

    /// Returns the IRI of a statement of an article.
    #[must_use]
    pub fn statement(&self, article: &str, id: &str) -> String {
        self.path("statement/", &[article, id])
    }

    /// Returns the IRI of an entity shared by the knowledge base.
    #[must_use]
    pub fn entity(&self, id: &str) -> String {
        self.path("entity/", &[id])
    }

    /// Returns the IRI of an entity of one article.
    #[must_use]
    pub fn article_entity(&self, article: &str, id: &str) -> String {
        self.path("entity/", &[article, id])
    }

    /// Returns the name of a graph: `asserted`, `reviewed`, `meta`.
    #[must_use]
    pub fn graph(&self, name: &str) -> String {
        self.path("graph/", &[name])
    }

    /// Returns the IRI of something that the dataset says of itself: a named query, a part.
    #[must_use]
    pub fn of_dataset(&self, kind: &str, name: &str) -> String {
        self.path("dataset/", &[kind, name])
    }

    /// Returns the name of the graph of one article's asserted triples.
    #[must_use]
    pub fn asserted_graph(&self, article: &str) -> String {
        self.path("graph/asserted/", &[article])
    }

    fn path(&self, kind: &str, segments: &[&str]) -> String {
        let mut iri = String::with_capacity(
            self.0.len() + kind.len() + segments.iter().map(|segment| segment.len() + 1).sum::<usize>(),
        );
        iri.push_str(&self.0);
        iri.push_str(kind);
        for (number, segment) in segments.iter().enumerate() {
            if number > 0 {
                iri.push('/');
            }
            push_segment(&mut iri, segment);
        }
        iri
    }
}

/// Appends one path segment, percent-encoding what RFC 3987 `isegment` does not allow, and `/`.
///
/// Letters of any script stay as they are. Characters that steer text direction or cannot be seen
/// are encoded too, so two IRIs that look alike are alike.
pub fn push_segment(iri: &mut String, segment: &str) {
    if segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
        iri.push_str(segment);
        return;
    }
    for character in segment.chars() {
        if is_segment_character(character) {
            iri.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                let _ = write!(iri, "%{byte:02X}");
            }
        }
    }
}

/// Returns the text that a path segment was made of; nothing if it is not sound.
#[must_use]
pub fn segment_text(segment: &str) -> Option<String> {
    if !segment.contains('%') {
        return Some(segment.to_owned());
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = after;
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}

fn is_segment_character(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => true,
        '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' | ':' | '@' => true,
        _ => is_visible_ucschar(character),
    }
}

/// Says whether a character is an RFC 3987 `ucschar` that can be seen and does not steer direction.
fn is_visible_ucschar(character: char) -> bool {
    let code = character as u32;
    let ucschar = matches!(code,
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF | 0x1_0000..=0xD_FFFF | 0xE_1000..=0xE_FFFD)
        && code & 0xFFFE != 0xFFFE;
    ucschar && !character.is_whitespace() && !is_invisible(character)
}

/// Says whether a character is invisible or steers the direction of text (Unicode `Cf` and kin).
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character as u32,
        0xAD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF
        | 0xFFF9..=0xFFFB | 0xFE00..=0xFE0F | 0xE_0000..=0xE_0FFF | 0x115F | 0x1160 | 0x3164)
}

/// Says whether `text` is an absolute IRI that may stand between `<` and `>` (RFC 3987, no spaces,
/// no controls, no invisible characters).
#[must_use]
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut scheme_characters = scheme.chars();
    scheme_characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && scheme_characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !rest.is_empty()
        && rest.chars().all(|c| {
            if c.is_ascii() {
                c > ' ' && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '\u{7f}')
            } else {
                is_visible_ucschar(c)
            }
        })
        && percent_encoding_is_whole(rest)
}

fn percent_encoding_is_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|after| after.len() >= 2 && after.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_keep_letters_and_encode_the_rest() {
        let base = Base::new("https://kb.example/").unwrap();
        assert_eq!(base.article("a/b <c>"), "https://kb.example/article/a%2Fb%20%3Cc%3E");
        assert_eq!(base.entity("x\u{202e}y"), "https://kb.example/entity/x%E2%80%AEy");
        assert_eq!(base.asserted_graph("مقال"), "https://kb.example/graph/asserted/مقال");
        assert_eq!(base.entity("50%"), "https://kb.example/entity/50%25");
        for iri in [base.article("a/b <c>"), base.entity("x\u{202e}y\u{0}")] {
            assert!(is_iri(&iri), "{iri}");
        }
        for text in ["a/b <c>", "x\u{202e}y\u{0}", "مقال 50%", "plain"] {
            let mut segment = String::new();
            push_segment(&mut segment, text);
            assert_eq!(segment_text(&segment).as_deref(), Some(text));
        }
        assert_eq!((segment_text("%2"), segment_text("%zz"), segment_text("%ff")), (None, None, None));
    }

    #[test]
    fn bases_are_checked() {
        for bad in ["kb", "https://kb.example", "ftp://kb.example/", "https://kb.example/?x/", "https://k b/"] {
            assert!(Base::new(bad).is_err(), "{bad}");
        }
        assert!(Base::new("https://kb.example/x#").is_ok());
    }

    #[test]
    fn iris_are_checked() {
        for good in ["https://e.example/a%20b", "urn:x:y", "https://مثال.example/خبر"] {
            assert!(is_iri(good), "{good}");
        }
        for bad in ["", "x", "http:", "https://e/a b", "https://e/<", "https://e/%2", "1a:b", "https://e/\u{202e}"] {
            assert!(!is_iri(bad), "{bad}");
        }
    }
}
