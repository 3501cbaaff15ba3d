//! Limits on foreign RDF that the parsers themselves lack.
//!
//! JSON-LD nested a few thousand levels deep takes gigabytes, so do 575 bytes of RDF/XML whose
//! entities name each other, and triple terms nested a hundred thousand deep overflow the stack.
//! All of them are refused here, before the parser sees them.

use std::io::{self, Read};

use super::Format;

/// Deepest nesting of JSON and of triple terms.
const DEPTH_LIMIT: u32 = 128;
/// Upper limit of an RDF/XML file, which is looked through as a whole.
const XML_LIMIT: u64 = 1 << 30;

/// Follows just enough of a syntax to know how deep it is nested.
pub(crate) trait Nesting: Default {
    /// What is nested, for people.
    const WHAT: &str;

    /// Takes the next byte and returns the depth after it.
    fn see(&mut self, byte: u8) -> u32;
}

/// Reads and fails where the text is nested too deep.
pub(crate) struct DepthLimit<R, N> {
    reader: R,
    nesting: N,
}

impl<R, N: Nesting> DepthLimit<R, N> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, nesting: N::default() }
    }
}

impl<R: Read, N: Nesting> Read for DepthLimit<R, N> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        check_depth(&mut self.nesting, &buffer[..read])?;
        Ok(read)
    }
}

/// Fails if these further bytes are nested too deep.
pub(crate) fn check_depth<N: Nesting>(nesting: &mut N, bytes: &[u8]) -> io::Result<()> {
    if bytes.iter().any(|&byte| nesting.see(byte) > DEPTH_LIMIT) {
        let problem = format!("its {} nested deeper than {DEPTH_LIMIT} levels", N::WHAT);
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(())
}

/// Fails if a whole document has what its parser would choke on.
pub(crate) fn check_document(bytes: &[u8], format: Format) -> Result<(), String> {
    let checked = match format {
        Format::RdfXml => return super::refuse_document_type(bytes).map_err(str::to_owned),
        Format::JsonLd => check_depth(&mut Json::default(), bytes),
        _ => check_depth(&mut TripleTerms::default(), bytes),
    };
    checked.map_err(|error| error.to_string())
}

/// Nesting of JSON (RFC 8259).
#[derive(Default)]
pub(crate) struct Json {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Nesting for Json {
    const WHAT: &str = "JSON is";

    fn see(&mut self, byte: u8) -> u32 {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return self.depth;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth
    }
}

/// Nesting of triple terms in Turtle and its kin (RDF 1.2 Turtle §2.11): `<<( … )>>`, `<< … >>`.
#[derive(Default)]
pub(crate) struct TripleTerms {
    depth: u32,
    state: Token,
}

#[derive(Default, Clone, Copy)]
enum Token {
    #[default]
    Between,
    /// After `<`: an IRI or the first half of an opening.
    Less,
    /// After `>`: perhaps the first half of a closing.
    Greater,
    Iri,
    Comment,
    /// After one or two quotation marks that may open a string.
    Quotes(u8, u8),
    /// In a string: its mark, how many of them end it, how many of those came just now.
    Text(u8, u8, u8),
    /// After a backslash in such a string.
    Escape(u8, u8),
    /// After a backslash in a prefixed name, where marks may be escaped too.
    EscapeInName,
}

impl Nesting for TripleTerms {
    const WHAT: &str = "triple terms are";

    fn see(&mut self, byte: u8) -> u32 {
        self.state = match (self.state, byte) {
            (Token::Less, b'<') => {
                self.depth += 1;
                Token::Between
            }
            (Token::Less | Token::Iri, b'>') => Token::Between,
            (Token::Less | Token::Iri, _) => Token::Iri,
            (Token::Greater, b'>') => {
                self.depth = self.depth.saturating_sub(1);
                Token::Between
            }
            (Token::Comment, b'\n' | b'\r') => Token::Between,
            (Token::Comment, _) => Token::Comment,
            (Token::Quotes(mark, 1), _) if byte == mark => Token::Quotes(mark, 2),
            (Token::Quotes(mark, 2), _) if byte == mark => Token::Text(mark, 3, 0),
            // Two marks and something else: that was an empty string.
            (Token::Quotes(_, 2), _) => between(byte),
            (Token::Quotes(mark, _), _) => text(mark, 1, 0, byte),
            (Token::Text(mark, ends, seen), _) => text(mark, ends, seen, byte),
            (Token::Escape(mark, ends), _) => Token::Text(mark, ends, 0),
            (Token::EscapeInName, _) => Token::Between,
            (Token::Between | Token::Greater, _) => between(byte),
        };
        self.depth
    }
}

const fn between(byte: u8) -> Token {
    match byte {
        b'<' => Token::Less,
        b'>' => Token::Greater,
        b'#' => Token::Comment,
        b'"' | b'\'' => Token::Quotes(byte, 1),
        b'\\' => Token::EscapeInName,
        _ => Token::Between,
    }
}

const fn text(mark: u8, ends: u8, seen: u8, byte: u8) -> Token {
    if byte == mark {
        return if seen + 1 == ends { Token::Between } else { Token::Text(mark, ends, seen + 1) };
    }
    if byte == b'\\' { Token::Escape(mark, ends) } else { Token::Text(mark, ends, 0) }
}

/// Reads RDF/XML whole and refuses a document type, whose entities could grow without measure.
pub(crate) fn read_xml(reader: impl Read) -> io::Result<Vec<u8>> {
    let refuse = |problem: String| Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    let mut bytes = Vec::new();
    reader.take(XML_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > XML_LIMIT {
        return refuse(format!("RDF/XML may have {XML_LIMIT} bytes; N-Triples may have more"));
    }
    if let Err(problem) = super::refuse_document_type(&bytes) {
        return refuse(problem.to_owned());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> io::Result<String> {
        let mut out = String::new();
        DepthLimit::<_, Json>::new(text.as_bytes()).read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn deep_json_is_refused_and_brackets_in_strings_are_text() {
        assert!(json(&("[".repeat(128) + &"]".repeat(128))).is_ok());
        assert!(json(&("[".repeat(129) + &"]".repeat(129))).is_err());
        assert!(json(&"[{}]".repeat(1000)).is_ok());
        assert!(json(&format!("[\"\\\"{}\\\\\"]", "[".repeat(1000))).is_ok());
        assert!(json(&format!("[\"\\\\\"{}", "[".repeat(1000))).is_err());
    }

    fn turtle(text: &str) -> io::Result<()> {
        check_depth(&mut TripleTerms::default(), text.as_bytes())
    }

    #[test]
    fn deep_triple_terms_are_refused_and_their_signs_elsewhere_are_not() {
        let nested =
            |depth: usize| format!("<s:> <p:> {}<o:>{} .", "<<( <s:> <p:> ".repeat(depth), " )>>".repeat(depth));
        assert!(turtle(&nested(128)).is_ok());
        assert!(turtle(&nested(129)).is_err());
        assert!(turtle(&format!("{}\n", nested(100)).repeat(10)).is_ok());
        let signs = "<<".repeat(500);
        for harmless in [
            format!("<s:> <p:> \"{signs}\" ."),
            format!("<s:> <p:> '\\'{signs}' ."),
            format!("<s:> <p:> \"\"\"\"{signs}\n\"\"{signs}\"\"\" ."),
            format!("<s:> <p:> '''{signs}''' ."),
            format!("# {signs}"),
            "a:it\\'s <p:> \"x\" .".to_owned(),
            "<s:> <p:> \"\" . <a:#x> <p:> '' .\n".repeat(500),
        ] {
            assert!(turtle(&harmless).is_ok(), "{harmless}");
            assert!(turtle(&format!("{harmless}\n{}", nested(129))).is_err(), "{harmless}");
        }
    }

    #[test]
    fn document_types_are_refused() {
        assert!(read_xml(&b"<r/>"[..]).is_ok());
        let bomb = r#"<!DOCTYPE r [ <!ENTITY a "ha"> <!ENTITY b "&a;&a;"> ]><r>&b;</r>"#;
        assert!(read_xml(bomb.as_bytes()).is_err());
    }
}
