//! IRIs in Turtle as short as its grammar lets them be: `st:Statement`, `<statement/a/s1>`.
//!
//! A prefixed name where a namespace ends at the last `/` or `#`; below the base of the knowledge base
//! an IRI relative to it; else the IRI whole. Each form reads back to exactly the IRI, or is not used.

use foldhash::HashMap;

use crate::query::Prefixes;
use crate::rdf::Line;
use crate::vocab::rdf;

/// The prefix whose namespace is the base of the knowledge base.
const BASE: &str = "kb";

/// The declarations a document may need, and which of them it uses.
#[derive(Debug, Clone)]
pub(in crate::export) struct Names {
    /// The base and the prefixes, in the order they are declared in.
    declarations: Vec<Declaration>,
    by_namespace: HashMap<String, usize>,
    /// The base, if IRIs can be relative to it.
    base: Option<(String, usize)>,
}

#[derive(Debug, Clone)]
struct Declaration {
    line: String,
    prefix: String,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unused,
    Used,
    Declared,
}

impl Names {
    pub(in crate::export) fn new(prefixes: &Prefixes) -> Self {
        let (mut declarations, mut by_namespace) = (Vec::new(), HashMap::default());
        let directory = |iri: &&str| iri.ends_with('/') && iri.split('/').count() > 3 && !iri.contains(['?', '#']);
        let base = prefixes.namespace(BASE).filter(directory).map(|base| (base.to_owned(), 0));
        if let Some((base, _)) = &base {
            let line = format!("@base <{base}> .\n");
            declarations.push(Declaration { line, prefix: String::new(), state: State::Unused });
        }
        let mut sorted: Vec<_> = prefixes.iter().collect();
        sorted.sort_unstable();
        for (prefix, namespace) in sorted {
            // What stands below the base itself is as short without a prefix.
            if (base.is_some() && prefix == BASE) || by_namespace.contains_key(namespace) {
                continue;
            }
            by_namespace.insert(namespace.to_owned(), declarations.len());
            let line = format!("@prefix {prefix}: <{namespace}> .\n");
            declarations.push(Declaration { line, prefix: format!("{prefix}:"), state: State::Unused });
        }
        Self { declarations, by_namespace, base }
    }

    /// Marks what the terms of a line need as used.
    pub(in crate::export) fn note_line(&mut self, line: &Line<'_>) {
        for iri in [line.subject, line.graph.unwrap_or_default()] {
            self.note(iri);
        }
        if line.predicate != rdf::TYPE {
            self.note(line.predicate);
        }
        super::object::note(line.object, self);
    }

    /// Marks what an IRI needs as used.
    pub(in crate::export) fn note(&mut self, iri: &str) {
        if let Form::Prefixed(number, _) | Form::Relative(number, _) = self.form(iri)
            && let Some(declaration) = self.declarations.get_mut(number)
            && declaration.state == State::Unused
        {
            declaration.state = State::Used;
        }
    }

    /// Writes an IRI; says whether a declaration is missing for it.
    pub(super) fn write(&mut self, iri: &str, out: &mut Vec<u8>) -> bool {
        match self.form(iri) {
            Form::Prefixed(number, local) => {
                let declaration = &mut self.declarations[number];
                out.extend_from_slice(declaration.prefix.as_bytes());
                write_local(local, out);
                declaration.use_it()
            }
            Form::Relative(number, path) => {
                out.push(b'<');
                out.extend_from_slice(path.as_bytes());
                out.push(b'>');
                self.declarations[number].use_it()
            }
            Form::Whole => {
                out.push(b'<');
                out.extend_from_slice(iri.as_bytes());
                out.push(b'>');
                false
            }
        }
    }

    /// Writes the declarations that are used and not declared yet.
    pub(super) fn declare(&mut self, out: &mut Vec<u8>) {
        for declaration in self.declarations.iter_mut().filter(|declaration| declaration.state == State::Used) {
            out.extend_from_slice(declaration.line.as_bytes());
            declaration.state = State::Declared;
        }
    }

    fn form<'i>(&self, iri: &'i str) -> Form<'i> {
        if let Some(at) = memchr::memrchr2(b'/', b'#', iri.as_bytes()) {
            let (namespace, local) = iri.split_at(at + 1);
            if let Some(&number) = self.by_namespace.get(namespace)
                && is_local(local)
            {
                return Form::Prefixed(number, local);
            }
        }
        if let Some((base, number)) = &self.base
            && let Some(path) = iri.strip_prefix(base.as_str())
            && is_plain_path(path)
        {
            return Form::Relative(*number, path);
        }
        Form::Whole
    }
}

impl Declaration {
    fn use_it(&mut self) -> bool {
        if self.state == State::Unused {
            self.state = State::Used;
        }
        self.state == State::Used
    }
}

enum Form<'i> {
    Prefixed(usize, &'i str),
    Relative(usize, &'i str),
    Whole,
}

/// Says whether a relative reference is read back by putting it behind the base (RFC 3986 §5.2): no
/// dot segments, no empty segments, and a first segment that is no scheme.
fn is_plain_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut in_first = true;
    let mut before = b'/';
    for &byte in bytes {
        match byte {
            b'/' if before == b'/' => return false,
            b'/' => in_first = false,
            b'.' if before == b'/' => return false,
            b':' if in_first => return false,
            b'?' | b'#' | b'\\' => return false,
            _ => {}
        }
        before = byte;
    }
    !bytes.is_empty()
}

/// Says whether a local name can be written, with escapes if need be (Turtle §6.5, `PN_LOCAL`).
fn is_local(local: &str) -> bool {
    let bytes = local.as_bytes();
    if bytes.iter().all(|&byte| is_name_byte(byte) || escapable(byte)) {
        return true;
    }
    local.chars().enumerate().all(|(number, character)| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => is_name_byte(byte) || escapable(byte),
        _ if number == 0 => is_name_start(character),
        _ => is_name(character),
    })
}

/// ASCII that may stand anywhere in a local name as it is.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':')
}

/// ASCII that stands in a local name behind a backslash (`PN_LOCAL_ESC`), or alone in some places.
const fn escapable(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'.'
            | b'-'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b'?'
            | b'@'
            | b'%'
    )
}

/// Writes a local name for which [`is_local`] holds.
fn write_local(local: &str, out: &mut Vec<u8>) {
    let bytes = local.as_bytes();
    if bytes.iter().all(|&byte| is_name_byte(byte) || byte >= 0x80) {
        out.extend_from_slice(bytes);
        return;
    }
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = match byte {
            b'-' => at > 0,
            b'.' => at > 0 && at + 1 < bytes.len(),
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
            _ => !escapable(byte),
        };
        if !plain {
            out.push(b'\\');
        }
        out.push(byte);
    }
}

/// `PN_CHARS_U` outside ASCII.
const fn is_name_start(character: char) -> bool {
    matches!(character,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `PN_CHARS` outside ASCII.
const fn is_name(character: char) -> bool {
    is_name_start(character) || matches!(character, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iri::Base;

    fn written(iri: &str) -> String {
        let mut names = Names::new(&Prefixes::new(&Base::new("https://kb.example/").unwrap()));
        let mut out = Vec::new();
        names.write(iri, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn iris_are_as_short_as_the_grammar_lets_them() {
        let cases = [
            ("https://w3id.org/chancery/statement#Statement", "st:Statement"),
            ("https://w3id.org/chancery/statement#", "st:"),
            ("https://kb.example/entity/حقل%20غاز", "e:حقل%20غاز"),
            ("https://kb.example/entity/a.b-c", "e:a.b-c"),
            ("https://kb.example/entity/-a.", "e:\\-a\\."),
            ("https://kb.example/entity/50%,(x)", "e:50\\%\\,\\(x\\)"),
            ("https://kb.example/entity/\u{e000}", "<entity/\u{e000}>"),
            ("https://kb.example/entity/\u{b7}", "<entity/\u{b7}>"),
            ("https://kb.example/statement/a/s1", "<statement/a/s1>"),
            ("https://kb.example/statement/a/../s1", "<https://kb.example/statement/a/../s1>"),
            ("https://kb.example/statement/.a/s1", "<https://kb.example/statement/.a/s1>"),
            ("https://kb.example/a//b", "<https://kb.example/a//b>"),
            ("https://kb.example/x:y/b", "<https://kb.example/x:y/b>"),
            ("https://kb.example/", "<https://kb.example/>"),
            ("https://kb.example/a/b?c", "<https://kb.example/a/b?c>"),
            ("urn:x:y", "<urn:x:y>"),
        ];
        for (iri, expected) in cases {
            assert_eq!(written(iri), expected, "{iri}");
        }
    }
}
