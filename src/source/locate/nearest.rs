//! The passage most like a quote, and the letters in which they differ.
//!
//! Runs of three letters that text and quote share lead to a few passages, in time linear in the text; only those are
//! compared letter by letter.

use crate::source::fold::{Folded, Whitespace};
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// The passage of a text most like a quote that does not occur in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// Its bytes.
    pub range: Range<usize>,
    /// Its words.
    pub text: String,
    /// How like the quote it is, from 0 to 1, spelling left aside.
    pub similarity: f64,
    /// The first few differences, in the order of the text; none if the passages are too long to compare.
    pub differing: Vec<Difference>,
}

/// A place where text and quote differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the text has there; empty if something is missing.
    pub found: String,
    /// What the quote has there; empty if the text has more.
    pub expected: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.found.is_empty(), self.expected.is_empty()) {
            (true, _) => write!(f, "nothing where the quote has {}", shown(&self.expected)),
            (_, true) => write!(f, "{} which the quote leaves out", shown(&self.found)),
            _ => write!(f, "{} where the quote has {}", shown(&self.found), shown(&self.expected)),
        }
    }
}

/// Shows letters, with their code points if they are few: many differ only in those.
fn shown(letters: &str) -> String {
    let codes: Vec<String> = letters.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let visible = letters.chars().any(|c| c.is_alphanumeric() && !is_combining_mark(c))
        || letters.chars().all(|c| c.is_ascii_punctuation());
    match (visible, codes.len()) {
        (true, 0..=2) => format!("{letters} ({})", codes.join(" ")),
        (true, _) => format!("`{letters}`"),
        (false, _) => codes.join(" "),
    }
}

/// Differences that are listed.
const MAX_DIFFERENCES: usize = 8;
/// Pairs of letters that are compared for one passage.
const MAX_CELLS: usize = 4_000_000;
/// Below this the passage has nothing to do with the quote.
const MIN_SIMILARITY: f64 = 0.5;

/// Finds the passage most like the words; in time linear in the text.
pub(super) fn nearest(text: &str, folded: &Folded, words: &str) -> Option<Nearest> {
    let quote: Vec<char> = Folded::new(words, Whitespace::Collapse).text().trim().chars().collect();
    let (starts, letters): (Vec<usize>, Vec<char>) = folded.text().char_indices().unzip();
    let passages = passages(&letters, &quote);
    let best = passages.into_iter().map(|near| closest(&letters, &quote, near)).min_by_key(|(distance, _)| *distance);
    let (distance, span) = best?;
    let longer = quote.len().max(span.len());
    let similarity = 1.0 - ratio(distance.min(longer), longer);
    if similarity < MIN_SIMILARITY {
        return None;
    }
    let byte = |at: usize| starts.get(at).copied().unwrap_or(folded.text().len());
    let range = folded.original(byte(span.start)..byte(span.end));
    let passage = &text[range.clone()];
    Some(Nearest { text: passage.to_owned(), similarity, differing: differences(passage, words), range })
}

#[expect(clippy::cast_precision_loss, reason = "lengths of passages are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Returns up to four passages that share most with the quote.
fn passages(letters: &[char], quote: &[char]) -> Vec<Range<usize>> {
    let width = quote.len().saturating_sub(2).min(letters.len().saturating_sub(2));
    if width == 0 {
        return Vec::new();
    }
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut wanted: Vec<i32> = Vec::new();
    for run in quote.windows(3) {
        let number = *numbers.entry(key(run)).or_insert(wanted.len());
        if number == wanted.len() {
            wanted.push(0);
        }
        wanted[number] += 1;
    }
    let runs: Vec<Option<usize>> = letters.windows(3).map(|run| numbers.get(&key(run)).copied()).collect();
    // How many runs each window shares with the quote; a run counts as often as the quote has it.
    let mut shared = Vec::with_capacity(runs.len() - width + 1);
    let mut score = 0_u32;
    for (at, entering) in runs.iter().enumerate() {
        if let Some(number) = *entering {
            score += u32::from(wanted[number] > 0);
            wanted[number] -= 1;
        }
        if at + 1 >= width {
            shared.push(score);
            if let Some(number) = runs[at + 1 - width] {
                wanted[number] += 1;
                score -= u32::from(wanted[number] > 0);
            }
        }
    }
    let how_many = if quote.len() <= 200 { 4 } else { 1 };
    let mut found = Vec::new();
    for _ in 0..how_many {
        // The first of the best: `max_by_key` alone would take the last.
        let Some((at, best)) = shared.iter().enumerate().rev().max_by_key(|(_, score)| **score) else {
            break;
        };
        if *best == 0 {
            break;
        }
        found.push(at..at + width + 2);
        let (from, to) = (at.saturating_sub(width / 2), (at + width / 2 + 1).min(shared.len()));
        shared[from..to].fill(0);
    }
    found
}

/// Packs three letters, of 21 bits each, into a number.
fn key(run: &[char]) -> u64 {
    run.iter().fold(0, |key, c| key << 21 | u64::from(u32::from(*c)))
}

/// Fits the quote to the whole words around a passage; returns the distance and the span.
fn closest(letters: &[char], quote: &[char], near: Range<usize>) -> (usize, Range<usize>) {
    let margin = quote.len() / 4 + 16;
    let from = near.start.saturating_sub(margin);
    let to = (near.end + margin).min(letters.len());
    if quote.len() * (to - from) > MAX_CELLS {
        let span = whole_words(letters, near);
        let common = letters[span.clone()].iter().zip(quote).take_while(|(left, right)| left == right).count();
        // Too long to compare; that it was found by its runs speaks for it.
        return (quote.len().abs_diff(span.len()) + (quote.len() - common) / 4, span);
    }
    let alignment = Alignment::of(quote, &letters[from..to], true);
    let tight = from + alignment.start..from + alignment.end;
    let span = whole_words(letters, tight.clone());
    if span == tight {
        return (alignment.distance, span);
    }
    (Alignment::of(quote, &letters[span.clone()], false).distance, span)
}

/// Widens a span to whole words, and leaves out spaces at its ends.
fn whole_words(letters: &[char], span: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = span;
    let inside =
        |at: usize| at > 0 && at < letters.len() && letters[at - 1].is_alphanumeric() && letters[at].is_alphanumeric();
    let longest = 40;
    let tight = start..end;
    while inside(start) && tight.start - start < longest {
        start -= 1;
    }
    while inside(end) && end - tight.end < longest {
        end += 1;
    }
    while start < end && letters[start] == ' ' {
        start += 1;
    }
    while end > start && letters[end - 1] == ' ' {
        end -= 1;
    }
    start..end
}

/// Lists where a passage and a quote differ, letter by letter.
pub(super) fn differences(passage: &str, quote: &str) -> Vec<Difference> {
    let (found, expected): (Vec<char>, Vec<char>) = (passage.chars().collect(), quote.chars().collect());
    let common =
        |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(left, right)| left == right).count();
    let head = common(&mut found.iter().zip(&expected));
    let tail = common(&mut found[head..].iter().rev().zip(expected[head..].iter().rev()));
    let (found, expected) = (&found[head..found.len() - tail], &expected[head..expected.len() - tail]);
    if found.len() * expected.len() > MAX_CELLS {
        return Vec::new();
    }
    let mut all: Vec<Difference> = Vec::new();
    let mut open = false;
    for (left, right) in Alignment::of(expected, found, false).pairs(expected, found) {
        let same = left == right || left.is_some_and(char::is_whitespace) && right.is_some_and(char::is_whitespace);
        if same {
            open = false;
            continue;
        }
        if !open {
            all.push(Difference { found: String::new(), expected: String::new() });
            open = true;
        }
        if let Some(difference) = all.last_mut() {
            difference.expected.extend(left);
            difference.found.extend(right);
        }
    }
    all.truncate(MAX_DIFFERENCES);
    all
}

/// The cheapest way to turn a pattern into a text, or into a part of it.
struct Alignment {
    distance: usize,
    /// The part of the text.
    start: usize,
    end: usize,
    /// Steps from start to end.
    steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A letter of each, the same or not.
    Both,
    /// A letter of the pattern that the text lacks.
    Pattern,
    /// A letter of the text that the pattern lacks.
    Text,
}

impl Alignment {
    /// Aligns by the least number of letters changed; with `free_ends` text before and after costs nothing.
    fn of(pattern: &[char], text: &[char], free_ends: bool) -> Self {
        let width = text.len() + 1;
        let mut steps = vec![Step::Text; (pattern.len() + 1) * width];
        let mut row: Vec<usize> = (0..width).map(|at| if free_ends { 0 } else { at }).collect();
        for (line, letter) in pattern.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = line + 1;
            let directions = &mut steps[(line + 1) * width..(line + 2) * width];
            directions[0] = Step::Pattern;
            for at in 1..width {
                let both = diagonal + usize::from(*letter != text[at - 1]);
                let (pattern_only, text_only) = (row[at] + 1, row[at - 1] + 1);
                diagonal = row[at];
                (row[at], directions[at]) = if both <= pattern_only && both <= text_only {
                    (both, Step::Both)
                } else if pattern_only <= text_only {
                    (pattern_only, Step::Pattern)
                } else {
                    (text_only, Step::Text)
                };
            }
        }
        // Of several, the last: a word put in place of another is more likely than one left out.
        let cheapest = row.iter().enumerate().rev().min_by_key(|(_, distance)| **distance);
        let end = if free_ends { cheapest.map_or(0, |(at, _)| at) } else { text.len() };
        let (mut line, mut at, mut path) = (pattern.len(), end, Vec::new());
        while line > 0 || (at > 0 && !free_ends) {
            let step = steps[line * width + at];
            path.push(step);
            line -= usize::from(step != Step::Text);
            at -= usize::from(step != Step::Pattern);
        }
        path.reverse();
        Self { distance: row[end], start: at, end, steps: path }
    }

    /// Returns the letters that stand against each other.
    fn pairs<'a>(
        &'a self,
        pattern: &'a [char],
        text: &'a [char],
    ) -> impl Iterator<Item = (Option<char>, Option<char>)> + 'a {
        let (mut pattern, mut text) = (pattern.iter().copied(), text[self.start..self.end].iter().copied());
        self.steps.iter().map(move |step| match step {
            Step::Both => (pattern.next(), text.next()),
            Step::Pattern => (pattern.next(), None),
            Step::Text => (None, text.next()),
        })
    }
}
