//! Splits SPARQL text into tokens, just well enough to count nesting and to see prefixes.
//!
//! Linear in the length of the text and never recursive, so it can look at text that would exhaust
//! the stack of the real parser. Text that is not SPARQL gives tokens too; the parser refuses it.

use std::ops::Range;

/// What a piece of SPARQL text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `<…>`.
    Iri,
    /// A quoted string, without language or datatype.
    Text,
    /// A bare word: a keyword, a built-in function, `a`, `true`.
    Word,
    /// `prefix:local`; also `prefix:` alone and `_:label`.
    Prefixed,
    /// `?name` or `$name`.
    Variable,
    /// `@en`.
    Language,
    /// A number, without sign.
    Number,
    /// `{{`, `(`, `||`, `<<` and the like; one or two characters.
    Sign,
}

/// A token and the bytes it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

/// Signs of two characters that are one token.
const PAIRS: [&str; 10] = ["<<", ">>", "||", "&&", "!=", "<=", ">=", "^^", "{|", "|}"];

/// Yields the tokens of `text`; comments and white space are left out.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at = skip_blank(text, at);
        let rest = text.get(at..)?;
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '<' => iri_length(rest).map_or_else(|| sign(rest), |length| (Kind::Iri, length)),
            '"' | '\'' => string_length(rest).map_or((Kind::Sign, 1), |length| (Kind::Text, length)),
            '?' | '$' => match name_length(&rest[1..]) {
                0 => (Kind::Sign, 1),
                length => (Kind::Variable, 1 + length),
            },
            '@' => (Kind::Language, 1 + name_length(&rest[1..])),
            '0'..='9' => (Kind::Number, number_length(rest)),
            ':' => (Kind::Prefixed, 1 + local_length(&rest[1..])),
            _ if is_name(first) => {
                let length = prefix_length(rest);
                match rest[length..].strip_prefix(':') {
                    Some(local) => (Kind::Prefixed, length + 1 + local_length(local)),
                    None => (Kind::Word, length),
                }
            }
            _ => sign(rest),
        };
        let range = at..at + length;
        at = range.end;
        Some(Token { kind, range })
    })
}

fn skip_blank(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at += bytes[at..].iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(bytes.len() - at),
            _ => break,
        }
    }
    at
}

fn sign(rest: &str) -> (Kind, usize) {
    if PAIRS.iter().any(|pair| rest.starts_with(pair)) {
        return (Kind::Sign, 2);
    }
    (Kind::Sign, rest.chars().next().map_or(1, char::len_utf8))
}

/// Returns the length of an IRI reference in angle brackets (SPARQL 1.1 `IRIREF`).
fn iri_length(rest: &str) -> Option<usize> {
    let end = rest[1..].find(|c: char| c <= ' ' || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`'))?;
    rest[1 + end..].starts_with('>').then_some(end + 2)
}

/// Returns the length of a quoted string; `None` when it does not end.
fn string_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let quote = bytes[0];
    let long = bytes.starts_with(&[quote; 3]);
    let mut at = if long { 3 } else { 1 };
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 1 + rest.get(at + 1..)?.chars().next()?.len_utf8(),
            b'\n' | b'\r' if !long => return None,
            byte if byte == quote && !long => return Some(at + 1),
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return Some(at + 3),
            _ => at += 1,
        }
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character as u32 > 0x7F
}

fn name_length(rest: &str) -> usize {
    rest.find(|c| !is_name(c)).unwrap_or(rest.len())
}

fn number_length(rest: &str) -> usize {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    if rest[length..].starts_with('.') {
        match digits(&rest[length + 1..]) {
            0 => {}
            fraction => length += 1 + fraction,
        }
    }
    length
}

fn prefix_length(rest: &str) -> usize {
    let length = rest.find(|c| !(is_name(c) || c == '-' || c == '.')).unwrap_or(rest.len());
    // A hyphen or full stop belongs to a prefix only when a colon follows: `?a-b`, `true.`
    if rest[length..].starts_with(':') { length } else { name_length(rest) }
}

fn local_length(rest: &str) -> usize {
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                let Some((_, escaped)) = characters.next() else { break };
                end = at + 1 + escaped.len_utf8();
            }
            '.' => {}
            _ if is_name(character) || matches!(character, '-' | ':' | '%') => end = at + character.len_utf8(),
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).map(|token| (token.kind, &text[token.range])).collect()
    }

    #[test]
    fn strings_iris_and_comments_are_single_tokens() {
        use Kind::{Iri, Language, Prefixed, Sign, Text, Variable, Word};
        assert_eq!(
            split("SELECT ?x { # ((( \n ?x a <http://e/((> , 'a\\'(' , \"\"\"(\n\"(\"\"\"@ar , gp:a\\(b.c. }"),
            [
                (Word, "SELECT"),
                (Variable, "?x"),
                (Sign, "{"),
                (Variable, "?x"),
                (Word, "a"),
                (Iri, "<http://e/((>"),
                (Sign, ","),
                (Text, "'a\\'('"),
                (Sign, ","),
                (Text, "\"\"\"(\n\"(\"\"\""),
                (Language, "@ar"),
                (Sign, ","),
                (Prefixed, "gp:a\\(b.c"),
                (Sign, "."),
                (Sign, "}"),
            ]
        );
    }

    #[test]
    fn less_than_is_not_an_iri_and_open_strings_do_not_hide_the_rest() {
        assert_eq!(split("1 < 2 > (").len(), 5);
        assert_eq!(split("'((((").len(), 5);
        assert_eq!(split("<<( ?a").iter().map(|t| t.1).collect::<Vec<_>>(), ["<<", "(", "?a"]);
        assert_eq!(split("1.5.x").iter().map(|t| t.1).collect::<Vec<_>>(), ["1.5", ".", "x"]);
    }

    #[test]
    fn any_text_is_split_without_panic() {
        for text in ["\\", "'\\", "@", "?", "أ:ب\\", "<", "\u{202e}", "a\\u007B", "\"\"\"\"", "0.", "\0"] {
            let covered: usize = tokens(text).map(|token| token.range.len()).sum();
            assert!(covered <= text.len());
        }
    }
}
