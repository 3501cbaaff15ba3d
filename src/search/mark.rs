//! Where in a text the words stand that were looked for.

use std::ops::Range;

use super::arabic;
use super::query::Wanted;
use super::words::{Word, words};

/// A part of a passage, for showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Words around.
    Around(&'t str),
    /// The words that were looked for.
    Hit(&'t str),
}

/// Returns the places, in Unicode scalars, in order and apart.
pub(super) fn marks(text: &str, wanted: &[Wanted]) -> Vec<Range<usize>> {
    let words = words(text);
    let mut hit = vec![false; words.len()];
    for wanted in wanted {
        match wanted {
            Wanted::Word { key, forms } => each(&words, &mut hit, |word| {
                word.key == *key || arabic::forms(&word.key).iter().any(|form| forms.contains(form))
            }),
            Wanted::Beginning(beginning) => each(&words, &mut hit, |word| word.key.starts_with(beginning.as_str())),
            Wanted::Phrase(phrase) => {
                for at in 0..words.len() {
                    let same = |(word, key): (&Word, &String)| word.key == *key;
                    let here = &words[at..];
                    if here.len() >= phrase.len() && here.iter().zip(phrase).all(same) {
                        hit[at..at + phrase.len()].fill(true);
                    }
                }
            }
        }
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    let (mut byte, mut scalar) = (0, 0);
    let mut scalars = |to: usize| {
        if to > byte {
            scalar += text.get(byte..to).map_or(0, |passed| passed.chars().count());
            byte = to;
        }
        scalar
    };
    for (word, _) in words.iter().zip(&hit).filter(|(_, hit)| **hit) {
        let start = scalars(word.range.start);
        let end = scalars(word.range.end);
        match marks.last_mut() {
            Some(last) if last.end >= start => last.end = end.max(last.end),
            _ => marks.push(start..end),
        }
    }
    marks
}

fn each(words: &[Word], hit: &mut [bool], fits: impl Fn(&Word) -> bool) {
    for (word, hit) in words.iter().zip(hit) {
        *hit |= fits(word);
    }
}

/// Cuts a text at its marks, which count Unicode scalars.
#[must_use]
pub fn parts<'t>(text: &'t str, marks: &[Range<usize>]) -> Vec<Part<'t>> {
    let byte = |scalar: usize| text.char_indices().nth(scalar).map_or(text.len(), |(at, _)| at);
    let mut parts = Vec::new();
    let mut done = 0;
    for mark in marks {
        let (start, end) = (byte(mark.start), byte(mark.end));
        if start > done {
            parts.push(Part::Around(&text[done..start]));
        }
        if end > start {
            parts.push(Part::Hit(&text[start..end]));
        }
        done = end.max(done);
    }
    if done < text.len() {
        parts.push(Part::Around(&text[done..]));
    }
    parts
}
