//! The words of a text: folded, with their place in the original.

use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;

use crate::source::fold::{Folded, Whitespace, fold_key};

/// A longer run of letters is no word that anybody looks for.
const LONGEST: usize = 128;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is looked up.
    pub(super) key: String,
    /// Its bytes in the original.
    pub(super) range: Range<usize>,
    /// Nothing stands between it and the word before: a sign of a script without spaces.
    pub(super) joined: bool,
}

/// Returns the words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let folded = Folded::new(text, Whitespace::Keep);
    let copy = folded.text();
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut end_of_last = None;
    let mut put = |range: Range<usize>| {
        let key = fold_key(&copy[range.clone()]);
        if !key.is_empty() && key.len() <= LONGEST {
            let joined = end_of_last == Some(range.start) && copy[range.clone()].chars().any(is_unspaced);
            end_of_last = Some(range.end);
            found.push(Word { key, range: folded.original(range), joined });
        }
    };
    for (at, c) in copy.char_indices() {
        if is_unspaced(c) {
            begun.take().into_iter().for_each(|start| put(start..at));
            put(at..at + c.len_utf8());
        } else if c.is_alphanumeric() || begun.is_some() && canonical_combining_class(c) != 0 {
            begun.get_or_insert(at);
        } else if let Some(start) = begun.take() {
            put(start..at);
        }
    }
    begun.take().into_iter().for_each(|start| put(start..copy.len()));
    found
}

/// Says whether a letter is of a script that sets no spaces between words: each is a word here.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E30}' | '\u{0E40}'..='\u{0E46}' | '\u{0E81}'..='\u{0EB0}' | '\u{0EC0}'..='\u{0EC6}'
        | '\u{1000}'..='\u{102A}' | '\u{1780}'..='\u{17B3}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
