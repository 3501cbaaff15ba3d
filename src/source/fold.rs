//! A copy of a text to search in, with the way back: [`Folded`]; and keys for names: [`fold_key`].
//!
//! Writers differ in vowel marks, stretching, hamza, quotation marks and invisible signs, and mean the same word. The copy
//! leaves those out; every place in it leads to the bytes of the original, so what is shown and stored is always the
//! original.
//!
//! ```
//! use chancery::source::fold::{Folded, Whitespace};
//! let folded = Folded::new("قالت الـمُتّحِدة", Whitespace::Collapse);
//! assert_eq!(folded.text(), "قالت المتحده");
//! ```
//!
//! What is done, in this order: NFC letter by letter; compatibility forms only in the two Arabic presentation blocks; vowel
//! marks, tatweel and signs that cannot be seen go; alef, yeh, teh, hamza and Persian letters, digits, case, quotation marks
//! and dashes become one of their kind. Leaving out all marks also makes up for marks that stand before the letter they
//! belong to, as in "المتُبادلة".

use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

#[cfg(test)]
mod tests;

/// What to do with runs of spaces and line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whitespace {
    /// Each becomes one space.
    Collapse,
    /// They stay as they are.
    Keep,
}

/// A text for searching, which knows where each of its bytes came from.
#[derive(Clone, Debug)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, where its source begins and ends; empty if the text is the original but for case.
    sources: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text of less than 4 GiB; what lies beyond is not searched.
    #[must_use]
    pub fn new(text: &str, whitespace: Whitespace) -> Self {
        if is_same_but_for_case(text, whitespace) {
            return Self { text: text.to_ascii_lowercase(), sources: Vec::new() };
        }
        let mut folded = Self { text: String::with_capacity(text.len()), sources: Vec::with_capacity(text.len()) };
        each_folded(text, |piece, source| folded.push(piece, &source, whitespace));
        folded
    }

    fn push(&mut self, piece: Piece, source: &Range<usize>, whitespace: Whitespace) {
        let (Ok(start), Ok(end)) = (u32::try_from(source.start), u32::try_from(source.end)) else {
            return;
        };
        let collapses = whitespace == Whitespace::Collapse;
        match piece {
            Piece::Attached => self.extend_last(end),
            Piece::Letter(c) if collapses && c.is_whitespace() && self.text.ends_with(' ') => {
                self.extend_last(end);
            }
            Piece::Letter(c) => {
                let c = if collapses && c.is_whitespace() { ' ' } else { c };
                self.text.push(c);
                self.sources.extend((0..c.len_utf8()).map(|_| (start, end)));
            }
        }
    }

    /// Lets the source of the last letter reach further, past what belongs to it.
    fn extend_last(&mut self, end: u32) {
        let Some(&(last, _)) = self.sources.last() else {
            return;
        };
        for source in self.sources.iter_mut().rev().take_while(|source| source.0 == last) {
            source.1 = end;
        }
    }

    /// Returns the text to search in.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes of the original that a range of bytes of [`Folded::text`] came from.
    ///
    /// Marks and tatweel that follow a letter belong to it. A range that reaches beyond the text is cut.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let end = range.end.min(self.text.len());
        let start = range.start.min(end);
        if self.sources.is_empty() {
            return start..end;
        }
        let source = |at: usize| self.sources.get(at).map(|source| source.0 as usize..source.1 as usize);
        let last_end = |at: usize| at.checked_sub(1).and_then(source).map_or(0, |source| source.end);
        let first = source(start).map_or_else(|| last_end(start), |source| source.start);
        if start == end { first..first } else { first..last_end(end).max(first) }
    }
}

/// Says whether folding changes nothing but case, so that places stay where they are.
fn is_same_but_for_case(text: &str, whitespace: Whitespace) -> bool {
    let bytes = text.as_bytes();
    let spaced = |pair: &[u8]| pair.iter().all(u8::is_ascii_whitespace);
    let odd = |byte: &u8| byte.is_ascii_whitespace() && *byte != b' ' || *byte == 0x0B;
    text.is_ascii() && (whitespace == Whitespace::Keep || !(bytes.windows(2).any(spaced) || bytes.iter().any(odd)))
}

/// Returns the key under which a name is looked up.
///
/// Beyond what [`Folded`] does it trims, takes hyphens for spaces, and leaves out the accents of Latin and Greek letters, so
/// `Côte d’Ivoire` and `Cote d'Ivoire` have the same key.
#[must_use]
pub fn fold_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut add = |c: char| {
        if c.is_whitespace() || c == '-' {
            if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        } else {
            key.push(c);
        }
    };
    if name.is_ascii() {
        name.bytes().for_each(|byte| add(char::from(byte.to_ascii_lowercase())));
    } else {
        each_folded(name, |piece, _| match piece {
            Piece::Letter(c) if c.is_ascii() => add(c),
            Piece::Letter(c) => without_accents(c, &mut add),
            Piece::Attached => {}
        });
    }
    key.truncate(key.trim_end().len());
    key
}

/// Drops the accents of a lower-case letter, if it is Latin or Greek.
fn without_accents(c: char, add: &mut impl FnMut(char)) {
    if matches!(c, '\u{00C0}'..='\u{024F}' | '\u{0300}'..='\u{03CE}' | '\u{1E00}'..='\u{1FFF}') {
        std::iter::once(c).nfd().for_each(|c| plain_letter(c, add));
    } else {
        plain_letter(c, add);
    }
}

/// Spells the letters that do not come apart.
fn plain_letter(c: char, add: &mut impl FnMut(char)) {
    let spelt = match c {
        '\u{0300}'..='\u{036F}' => "",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'þ' => "th",
        'ё' => "е",
        other => return add(other),
    };
    spelt.chars().for_each(add);
}

/// A step of folding.
#[derive(Clone, Copy)]
enum Piece {
    /// A letter of the copy.
    Letter(char),
    /// Nothing in the copy, but part of the letter before.
    Attached,
}

/// Calls `emit` with each letter of the copy and the bytes it stands for.
fn each_folded(text: &str, mut emit: impl FnMut(Piece, Range<usize>)) {
    let mut chars = text.char_indices();
    let mut letter = String::new();
    while let Some((start, first)) = chars.next() {
        let (mut last, mut joined) = (first, false);
        // A mark joins the letter before it, even past signs that vanish.
        let mut ahead = chars.clone();
        let may_join = |next: char| !(stands_alone(next) || vanishes(first) || first.is_whitespace());
        if chars.as_str().chars().next().is_some_and(may_join) {
            while let Some((_, next)) = ahead.next() {
                if joins(last, next) {
                    chars = ahead.clone();
                    if !vanishes(next) {
                        (last, joined) = (next, true);
                    }
                } else if !vanishes(next) {
                    break;
                }
            }
        }
        let end = chars.offset();
        let mut emitted = false;
        let mut emit_letter = |c: char| {
            emitted = true;
            emit(Piece::Letter(c), start..end);
        };
        if !joined && is_settled(first) {
            fold_char(first, &mut emit_letter);
        } else {
            letter.clear();
            let composed = text[start..end].chars().filter(|c| !vanishes(*c)).nfc();
            composed.for_each(|c| fold_char(c, &mut |folded| letter.push(folded)));
            letter.nfc().for_each(&mut emit_letter);
        }
        if !emitted && !is_invisible(first) {
            emit(Piece::Attached, start..end);
        }
    }
}

/// Says whether a character is its own canonical composition, for the blocks that fill most texts.
fn is_settled(c: char) -> bool {
    matches!(c, '\0'..='\u{02FF}' | '\u{0400}'..='\u{06FF}' | '\u{2000}'..='\u{206F}' if c != '\u{2000}' && c != '\u{2001}')
}

/// Says whether a character joins nothing and stays, for the blocks that fill most texts.
fn stands_alone(c: char) -> bool {
    matches!(c, '\0'..='\u{AC}' | '\u{0400}'..='\u{0482}' | '\u{0621}'..='\u{063F}' | '\u{0641}'..='\u{064A}' | '\u{4E00}'..='\u{9FFF}')
}

/// Says whether a character may be one composed letter with the one before it.
fn joins(before: char, next: char) -> bool {
    match next {
        '\0'..='\u{02FF}' => false,
        // Parts of a Korean syllable.
        '\u{1161}'..='\u{1175}' => matches!(before, '\u{1100}'..='\u{1112}'),
        '\u{11A8}'..='\u{11C2}' => {
            matches!(before, '\u{1161}'..='\u{1175}' | '\u{AC00}'..='\u{D7A3}')
        }
        _ => canonical_combining_class(next) != 0,
    }
}

/// Says whether a character has no place in the copy.
fn vanishes(c: char) -> bool {
    c > '\u{AC}' && (is_arabic_mark(c) || is_lone_mark(c) || is_invisible(c))
}

/// Says whether a presentation form is a mark without a letter; taken apart it would become a space with a mark.
fn is_lone_mark(c: char) -> bool {
    matches!(c, '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}' | '\u{FE70}'..='\u{FE7F}')
}

/// Folds one composed character.
fn fold_char(c: char, emit: &mut impl FnMut(char)) {
    match c {
        '\0'..='\u{7F}' => emit(c.to_ascii_lowercase()),
        '\u{FB50}'..='\u{FDFF}' | '\u{FE80}'..='\u{FEFC}' => {
            std::iter::once(c).nfkc().for_each(|c| fold_letter(c, emit));
        }
        _ => fold_letter(c, emit),
    }
}

fn fold_letter(c: char, emit: &mut impl FnMut(char)) {
    let folded = match c {
        _ if vanishes(c) => return,
        'أ' | 'إ' | 'آ' | 'ٱ' | '\u{0672}' | '\u{0673}' | '\u{0675}' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ؤ' => 'و',
        'ة' | '\u{06BE}' | '\u{06C0}'..='\u{06C3}' | '\u{06D5}' => 'ه',
        'ک' | '\u{06AA}' => 'ك',
        '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '٫' => '.',
        '٬' => ',',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '\u{02BC}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '…' => {
            (0..3).for_each(|_| emit('.'));
            return;
        }
        // All of I, İ and ı: which belong together depends on the language.
        'İ' | 'ı' => 'i',
        'ς' => 'σ',
        // Letters without case.
        '\u{0620}'..='\u{065F}' | '\u{066E}'..='\u{06EF}' | '\u{4E00}'..='\u{9FFF}' if latin_digit(c).is_none() => c,
        _ => {
            match latin_digit(c) {
                Some(digit) => emit(digit),
                None => c.to_lowercase().for_each(emit),
            }
            return;
        }
    };
    emit(folded);
}

/// Says whether a character is an Arabic vowel or recitation mark, or tatweel.
fn is_arabic_mark(c: char) -> bool {
    matches!(c, '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}')
}

/// Says whether a character shows nothing by itself: direction marks, joiners, byte order mark, soft hyphen.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Returns the digit 0-9 that an Arabic, Persian, Devanagari or full-width digit stands for.
pub(crate) fn latin_digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}
