//! Trusty URIs, module RA (Trusty URI specification, version 1): an address that names its content.
//!
//! ```
//! let quads = "<http://e/x.RA0> <http://e/p> \"\u{623}\"@ar <http://e/x.RA0#g> .\n";
//! let code = chancery::convert::profile::artifact_code(quads, "RA0")?;
//! assert!(code.starts_with("RA") && code.len() == 45);
//! # Ok::<(), chancery::convert::profile::ProfileError>(())
//! ```

use sha2::{Digest as _, Sha256};

use super::ProfileError;
use crate::rdf::{Line, Object, read_object};

/// How many characters an artifact code of module RA has.
pub(super) const CODE_LENGTH: usize = 45;

/// Computes the artifact code of N-Quads in whose IRIs `own` stands for the code itself.
///
/// # Errors
/// When a line is not canonical N-Quads without blank nodes, or holds a triple term.
pub fn artifact_code(nquads: &str, own: &str) -> Result<String, ProfileError> {
    let lines = nquads.lines().map(|line| Line::split(line).ok_or_else(|| ProfileError::NotCanonical(line.to_owned())));
    code_of(&lines.collect::<Result<Vec<_>, _>>()?, own)
}

/// A quad as it is sorted and hashed: the order of the members is the order of the specification.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    graph: String,
    subject: String,
    predicate: String,
    is_literal: bool,
    /// The preprocessed IRI, or the text as it is, for text is compared before it is escaped.
    object: String,
    /// A datatype comes after a language tag.
    has_datatype: bool,
    kind: String,
}

pub(super) fn code_of(lines: &[Line<'_>], own: &str) -> Result<String, ProfileError> {
    let preprocessed = |iri: &str| if own.is_empty() { iri.to_owned() } else { iri.replace(own, " ") };
    let mut scratch = String::new();
    let mut keys = Vec::with_capacity(lines.len());
    for line in lines {
        let (is_literal, object, has_datatype, kind) = match read_object(line.object, &mut scratch) {
            Object::Iri(iri) => (false, preprocessed(iri), false, String::new()),
            Object::Text(text) => (true, text.to_owned(), true, crate::vocab::xsd::STRING.to_owned()),
            Object::Typed(text, datatype) => (true, text.to_owned(), true, datatype.to_owned()),
            Object::LangText(text, language) => (true, text.to_owned(), false, language.to_ascii_lowercase()),
            Object::Triple(_) => return Err(ProfileError::NotCanonical(line.object.to_owned())),
        };
        keys.push(Key {
            graph: preprocessed(line.graph.unwrap_or_default()),
            subject: preprocessed(line.subject),
            predicate: preprocessed(line.predicate),
            is_literal,
            object,
            has_datatype,
            kind,
        });
    }
    keys.sort_unstable();
    keys.dedup();
    let mut hasher = Sha256::new();
    for key in &keys {
        for part in [&key.graph, &key.subject, &key.predicate] {
            hasher.update(part);
            hasher.update(b"\n");
        }
        if key.is_literal {
            hasher.update(if key.has_datatype { b"^" } else { b"@" });
            hasher.update(&key.kind);
            hasher.update(b" ");
            hasher.update(key.object.replace('\\', "\\\\").replace('\n', "\\n"));
        } else {
            hasher.update(&key.object);
        }
        hasher.update(b"\n");
    }
    Ok(encode(&hasher.finalize()))
}

/// Encodes 256 bits and two zero bits in 43 characters, after the name of the module.
fn encode(hash: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut code = String::from("RA");
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in hash {
        bits = bits << 8 | u32::from(byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            code.push(char::from(DIGITS[(bits >> count & 63) as usize]));
        }
    }
    if count > 0 {
        code.push(char::from(DIGITS[(bits << (6 - count) & 63) as usize]));
    }
    code
}

/// Returns the artifact code at the end of an IRI.
pub(super) fn code_at_end(iri: &str) -> Option<&str> {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let start = iri.bytes().rposition(|byte| !is_digit(byte))? + 1;
    let code = &iri[start..];
    (code.len() == CODE_LENGTH && code.starts_with("RA")).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_content_has_the_code_of_the_specification() {
        // `FA47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU` is the code of an empty file in module FA,
        // which hashes like RA does.
        assert_eq!(artifact_code("", "x").unwrap(), "RA47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }

    #[test]
    fn order_repetition_and_the_own_code_do_not_matter() {
        let lines = |code: &str| {
            [
                format!("<http://e/{code}> <http://e/p> \"b\\\\\\n\\\"\" <http://e/{code}#g> .\n"),
                format!("<http://e/{code}> <http://e/p> \"b\"@ar-EG <http://e/{code}#g> .\n"),
                format!("<http://e/{code}> <http://e/p> <http://e/{code}#x> <http://e/{code}#g> .\n"),
                "<http://e/s> <http://e/p> \"أ\"^^<http://e/d> .\n".to_owned(),
            ]
        };
        let own = "RAcbjcRIQozo2wBMq4WcCYkFAjRz0AX-Ux3PquZZrC68s";
        let mut there = lines(own);
        let code = artifact_code(&there.concat(), own).unwrap();
        there.reverse();
        assert_eq!(artifact_code(&(there.concat() + &there[0]), own).unwrap(), code);
        assert_eq!(artifact_code(&lines(" ").concat().replace("http://e/ ", "http://e/ZZ"), "ZZ").unwrap(), code);
        assert_ne!(artifact_code(&there.concat().replace('أ', "ا"), own).unwrap(), code);
        assert_eq!(code_at_end(&format!("http://e/r1.{own}")), Some(own));
        assert_eq!(code_at_end(&format!("http://e/{own}#g")), None);
        assert_eq!(code_at_end(own), None);
    }
}
