//! What the two XML formats have in common: elements, and text that reads back as it was.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::rdf::is_xml;

/// Says whether XML can carry a text as it is.
pub(super) fn can_carry(text: &str) -> bool {
    text.chars().all(is_xml)
}

/// Writes elements, indented, with U+FFFD in the place of characters that XML forbids.
pub(super) struct Xml<W: Write> {
    out: Writer<W>,
}

impl<W: Write> Xml<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut out = Writer::new_with_indent(out, b' ', 1);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { out })
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.out.write_event(Event::Start(start(name, attributes)))
    }

    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.out.write_event(Event::Empty(start(name, attributes)))
    }

    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.out.write_event(Event::Text(BytesText::from_escaped(escaped(text))))?;
        self.close(name)
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let mut out = self.out.into_inner();
        out.write_all(b"\n")?;
        out.flush()
    }
}

fn start<'n>(name: &'n str, attributes: &[(&'n str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        let value = escaped(value).into_owned().into_bytes();
        start.push_attribute(Attribute { key: QName(key.as_bytes()), value: Cow::Owned(value) });
    }
    start
}

/// Escapes by the library, and white space too, which readers would otherwise alter (§2.11, §3.3.3).
fn escaped(text: &str) -> Cow<'_, str> {
    let clean: Cow<'_, str> = if can_carry(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(|one| if is_xml(one) { one } else { char::REPLACEMENT_CHARACTER }).collect())
    };
    let escaped = escape(clean);
    if escaped.contains(['\t', '\n', '\r']) {
        Cow::Owned(escaped.replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;"))
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;

    #[test]
    fn hostile_text_reads_back() {
        let texts = ["a<b>&\"'c", "خبر\u{200f}عاجل", "two\nlines\r\n\tand tab", "]]>", " edges ", "\u{1F5FA}", "&#10;"];
        for text in texts {
            let mut bytes = Vec::new();
            let mut xml = Xml::new(&mut bytes).unwrap();
            xml.text("data", &[("key", text)], text).unwrap();
            xml.finish().unwrap();
            let mut reader = Reader::from_reader(&*bytes);
            let (mut key, mut content) = (String::new(), String::new());
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(start) => {
                        key = start.attributes().next().unwrap().unwrap().unescape_value().unwrap().into_owned();
                    }
                    Event::Text(text) if content.is_empty() && !key.is_empty() => {
                        content = text.unescape().unwrap().into_owned();
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!((key.as_str(), content.as_str()), (text, text));
        }
        assert!(!can_carry("a\u{0}b") && !can_carry("\u{FFFE}") && can_carry("خ\n"));
        assert_eq!(escaped("a\u{1}b"), "a\u{FFFD}b");
    }
}
