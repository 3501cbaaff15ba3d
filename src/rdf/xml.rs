//! What XML allows, and what is refused of RDF/XML before a parser sees it.
//!
//! A document type may declare entities that grow without measure or name other files (the "billion
//! laughs"). RDF needs none: what is written here has none, and what is read may have none.

/// Says whether XML 1.0 allows a character (§2.2).
#[must_use]
pub const fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Says why RDF/XML is refused.
///
/// Whatever looks like a document type counts, for parsers differ on where one may stand. A zero byte
/// is no character of XML; where one stands, the text is in UTF-16, in which nothing could be found.
///
/// # Errors
/// When there is a document type, or a zero byte.
pub fn refuse_document_type(document: &[u8]) -> Result<(), &'static str> {
    let declares = |at: usize| {
        let keyword = document.get(at + 2..at + 8).unwrap_or_default();
        keyword.eq_ignore_ascii_case(b"DOCTYP") || keyword.eq_ignore_ascii_case(b"ENTITY")
    };
    if memchr::memmem::find_iter(document, b"<!").any(declares) {
        return Err("RDF/XML with a document type (`<!DOCTYPE`) is not read: its entities could be a bomb");
    }
    if memchr::memchr(0, document).is_some() {
        return Err("RDF/XML is read in UTF-8, and this holds zero bytes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_types_are_refused_wherever_they_stand() {
        for bad in [
            r#"<!DOCTYPE r [ <!ENTITY owl "http://www.w3.org/2002/07/owl#"> ]><r/>"#,
            r#"<!DOCTYPE r [ <!ENTITY a "ha"> <!ENTITY b "&a;&a;"> ]><r>&b;</r>"#,
            r#"<?xml version="1.0"?><!-- x --><!doctype r SYSTEM "file:///etc/passwd"><r/>"#,
            r#"<r a="<!-- "><!DOCTYPE r [ <!ENTITY a "ha"> ]><b c="-->"/></r>"#,
            "<!ENTITY",
        ] {
            assert!(refuse_document_type(bad.as_bytes()).is_err(), "{bad}");
            let wide: Vec<u8> = bad.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(refuse_document_type(&wide).is_err(), "{bad}");
        }
        for good in ["<r/>", "<!-- a comment --><r><![CDATA[<b>]]></r>", "<r>&lt;!DOCTYPE html></r>", "<!DOC"] {
            assert_eq!(refuse_document_type(good.as_bytes()), Ok(()), "{good}");
        }
    }
}
