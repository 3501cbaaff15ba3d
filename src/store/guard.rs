//! Limits on foreign RDF that the parsers themselves lack.
//!
//! JSON-LD nested a few thousand levels deep takes gigabytes, and so do 575 bytes of RDF/XML whose
//! entities name each other. Both are refused here, before the parser sees them.

use std::io::{self, Read};

/// Deepest nesting of JSON.
const DEPTH_LIMIT: u32 = 128;
/// Longest replacement text of an XML entity: namespaces fit, bombs do not.
const ENTITY_LIMIT: usize = 1024;
/// Upper limit of an RDF/XML file, which is looked through as a whole.
const XML_LIMIT: u64 = 1 << 30;

/// Reads JSON (RFC 8259) and fails where it is nested too deep.
pub(super) struct JsonDepth<R> {
    reader: R,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl<R> JsonDepth<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, depth: 0, in_string: false, escaped: false }
    }

    fn see(&mut self, byte: u8) {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

impl<R: Read> Read for JsonDepth<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        for &byte in &buffer[..read] {
            self.see(byte);
            if self.depth > DEPTH_LIMIT {
                let problem = format!("its JSON is nested deeper than {DEPTH_LIMIT} levels");
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
        }
        Ok(read)
    }
}

/// Reads RDF/XML whole and refuses entities that could grow without measure.
pub(super) fn read_xml(reader: impl Read) -> io::Result<Vec<u8>> {
    let refuse = |problem: String| Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    let mut bytes = Vec::new();
    reader.take(XML_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > XML_LIMIT {
        return refuse(format!("RDF/XML may have {XML_LIMIT} bytes; N-Triples may have more"));
    }
    for start in memchr::memmem::find_iter(&bytes, b"<!ENTITY") {
        let declaration = &bytes[start..];
        let end = memchr::memchr(b'>', declaration).unwrap_or(declaration.len());
        let Some(value) = entity_value(&declaration[..end]) else {
            return refuse("it declares an XML entity that is not a plain text".to_owned());
        };
        if value.len() > ENTITY_LIMIT {
            return refuse(format!("it declares an XML entity longer than {ENTITY_LIMIT} bytes"));
        }
        if memchr::memmem::find(value, b"&").is_some() {
            return refuse("it declares an XML entity that names another".to_owned());
        }
    }
    Ok(bytes)
}

/// Returns the replacement text of an internal entity (XML 1.0 §4.2).
fn entity_value(declaration: &[u8]) -> Option<&[u8]> {
    let start = declaration.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let rest = &declaration[start + 1..];
    let before = &declaration[..start];
    // `SYSTEM` and `PUBLIC` name other files; `%` declares a macro of the document type itself.
    if memchr::memmem::find(before, b"SYSTEM").is_some()
        || memchr::memmem::find(before, b"PUBLIC").is_some()
        || before.contains(&b'%')
    {
        return None;
    }
    let end = memchr::memchr(declaration[start], rest)?;
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> io::Result<String> {
        let mut out = String::new();
        JsonDepth::new(text.as_bytes()).read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn deep_json_is_refused_and_brackets_in_strings_are_text() {
        assert!(json(&("[".repeat(128) + &"]".repeat(128))).is_ok());
        assert!(json(&("[".repeat(129) + &"]".repeat(129))).is_err());
        assert!(json(&"[{}]".repeat(1000)).is_ok());
        assert!(json(&format!("[\"\\\"{}\\\\\"]", "[".repeat(1000))).is_ok());
        assert!(json(&format!("[\"\\\\\"{}", "[".repeat(1000))).is_err());
    }

    #[test]
    fn entity_bombs_are_refused_and_namespaces_are_not() {
        let good = r#"<!DOCTYPE r [ <!ENTITY owl "http://www.w3.org/2002/07/owl#"> ]><r/>"#;
        assert!(read_xml(good.as_bytes()).is_ok());
        for bad in [
            r#"<!DOCTYPE r [ <!ENTITY a "ha"> <!ENTITY b "&a;&a;"> ]><r>&b;</r>"#,
            r#"<!DOCTYPE r [ <!ENTITY b '&#38;a;'> ]>"#,
            r#"<!DOCTYPE r [ <!ENTITY x SYSTEM "file:///etc/passwd"> ]>"#,
            r#"<!DOCTYPE r [ <!ENTITY % p "x"> ]>"#,
            "<!ENTITY x",
        ] {
            assert!(read_xml(bad.as_bytes()).is_err(), "{bad}");
        }
        let long = format!("<!ENTITY x \"{}\">", "x".repeat(1025));
        assert!(read_xml(long.as_bytes()).is_err());
    }
}
