//! Texts as a wiki takes them: one line, no invisible characters, not too long.

use unicode_normalization::UnicodeNormalization as _;

use crate::iri::is_invisible;

/// Joiners that change how a word is written, in Persian and in Indian scripts.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// Returns a text as a wiki takes it, cut at a word if it is longer than `most` characters.
///
/// White space becomes single blanks; control characters, marks of direction and other characters
/// without a shape are left out, but for joiners between letters. The result is in NFC, as wikis store it.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if JOINERS.contains(&character) {
            if line.chars().next_back().is_some_and(char::is_alphanumeric) {
                line.push(character);
            }
        } else if !character.is_control() && !is_invisible(character) {
            line.push(character);
        }
    }
    let line: String = line.nfc().collect();
    let trimmed = line.trim_end_matches(|character| character == ' ' || JOINERS.contains(&character));
    shortened(trimmed, most)
}

/// Cuts a text after a word and marks the cut.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(1);
    let end = text.char_indices().nth(room).map_or(text.len(), |(place, _)| place);
    let cut = match text[..end].rfind(' ') {
        // A word longer than half the room is cut in two.
        Some(blank) if blank * 2 > end || text[end..].starts_with(' ') => blank,
        _ => end,
    };
    let cut = if text[end..].starts_with(' ') { end } else { cut };
    let kept = text[..cut].trim_end_matches(|character| character == ' ' || JOINERS.contains(&character));
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_one_visible_line() {
        for (text, expected) in [
            (" a\r\n\tb ", "a b"),
            ("\u{202E}نص\u{200F} عربي\u{2069}", "نص عربي"),
            ("می\u{200C}رود", "می\u{200C}رود"),
            ("\u{200D}x\u{200C}", "x"),
            ("e\u{301}", "é"),
            ("a\u{0}\u{7}b\u{FEFF}", "ab"),
            ("~~~~ {{x}} [[y]] || \"", "~~~~ {{x}} [[y]] || \""),
        ] {
            assert_eq!(one_line(text, 400), expected);
        }
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_word() {
        assert_eq!(one_line("one two three", 13), "one two three");
        assert_eq!(one_line("one two three", 12), "one two…");
        assert_eq!(one_line("one two three", 8), "one two…");
        assert_eq!(one_line("abcdefghij", 5), "abcd…");
    }

    proptest! {
        #[test]
        fn every_text_fits_and_stays_as_it_is(text in "\\PC*|[\\x00-\\x7f\u{200b}-\u{200f}\u{202a}-\u{202e}ا-ي]*", most in 1_usize..60) {
            let line = one_line(&text, most);
            prop_assert!(line.chars().count() <= most);
            prop_assert!(!line.contains(['\n', '\r', '\t']) && line.trim() == line);
            prop_assert_eq!(one_line(&line, most), line);
        }
    }
}
