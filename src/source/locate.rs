//! Finds a quote in an article: as written, else in another spelling, else the nearest passage.
//!
//! ```
//! use chancery::source::locate::{How, Located, Locator, Quote};
//! let article = Locator::new("قالت أذربيجان إنها ستزود تركيا بالغاز");
//! let Located::Found(place) = article.find(&Quote::of("أذربيجان إنها")) else { unreachable!() };
//! assert_eq!((place.how, place.count), (How::Exact, 1));
//! let Located::Found(place) = article.find(&Quote::of("اذربيجان")) else { unreachable!() };
//! assert_eq!(place.how, How::Folded);
//! assert_eq!(place.differing[0].to_string(), "أ (U+0623) where the quote has ا (U+0627)");
//! ```

use crate::source::fold::{Folded, Whitespace};
use memchr::memmem::Finder;
use nearest::{differences, nearest};
use std::ops::Range;
use std::sync::OnceLock;

mod nearest;
#[cfg(test)]
mod tests;

pub use nearest::{Difference, Nearest};

/// The words to find, and those right before and after them, in case they occur more than once.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'q> {
    /// The words themselves.
    pub words: &'q str,
    /// What stands right before them.
    pub prefix: Option<&'q str>,
    /// What stands right after them.
    pub suffix: Option<&'q str>,
}

/// Where a quote is.
#[derive(Clone, Debug, PartialEq)]
pub enum Located {
    /// Here.
    Found(Place),
    /// Nowhere.
    NotFound {
        /// The passage most like it, if any comes near.
        nearest: Option<Nearest>,
    },
}

/// Where the words of a quote stand in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The bytes of the first place that fits.
    pub range: Range<usize>,
    /// Whether the words are the same to the letter.
    pub how: How,
    /// Whether the words before and after are right.
    pub context: Context,
    /// How many places fit equally well; more than one means that the quote needs more words.
    pub count: usize,
    /// All those places, up to [`MAX_PLACES`].
    pub all: Vec<Range<usize>>,
    /// The first few differences in spelling; none if [`How::Exact`].
    pub differing: Vec<Difference>,
}

impl Place {
    /// Says whether more than one place fits.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.count > 1
    }
}

/// How a quote was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// To the letter.
    Exact,
    /// Only after leaving out what spellings differ in.
    Folded,
}

/// What became of the words before and after a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// None were given.
    NotGiven,
    /// They stand there.
    Fits,
    /// The quote occurs, but nowhere between these words.
    Differs,
}

/// So many places are listed; the others are only counted.
pub const MAX_PLACES: usize = 1_000;

/// Bytes that may be compared for finding all places of one quote, against texts that repeat themselves without end.
const MAX_COMPARED: usize = 64 << 20;

/// A text in which quotes are looked up.
#[derive(Debug)]
pub struct Locator<'t> {
    text: &'t str,
    folded: OnceLock<Folded>,
}

/// Finds a quote in a text; for several quotes of one text a [`Locator`] is faster.
#[must_use]
pub fn locate(text: &str, words: &str, prefix: Option<&str>, suffix: Option<&str>) -> Located {
    Locator::new(text).find(&Quote { words, prefix, suffix })
}

impl<'q> Quote<'q> {
    /// Returns a quote without context.
    #[must_use]
    pub fn of(words: &'q str) -> Self {
        Self { words, prefix: None, suffix: None }
    }

    fn has_context(&self) -> bool {
        [self.prefix, self.suffix].into_iter().flatten().any(|words| !words.trim().is_empty())
    }
}

impl<'t> Locator<'t> {
    /// Prepares a text; the work is done when it is first needed.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, folded: OnceLock::new() }
    }

    /// Returns where a quote stands, or the passage nearest to it.
    #[must_use]
    pub fn find(&self, quote: &Quote<'_>) -> Located {
        if quote.words.trim().is_empty() {
            return Located::NotFound { nearest: None };
        }
        let exact = self.exact(quote, false);
        if !quote.has_context() {
            return match exact {
                Some(found) => found.placed(Context::NotGiven, How::Exact, Vec::new()),
                None => self.folded_or_nearest(quote),
            };
        }
        if let Some(found) = exact.as_ref().and_then(|_| self.exact(quote, true)) {
            return found.placed(Context::Fits, How::Exact, Vec::new());
        }
        match (self.in_folded(quote, true), exact) {
            (Some(found), _) => self.spelt(quote, found, Context::Fits),
            (None, Some(found)) => found.placed(Context::Differs, How::Exact, Vec::new()),
            (None, None) => self.folded_or_nearest(quote),
        }
    }

    fn folded_or_nearest(&self, quote: &Quote<'_>) -> Located {
        let context = if quote.has_context() { Context::Differs } else { Context::NotGiven };
        match self.in_folded(quote, false) {
            Some(found) => self.spelt(quote, found, context),
            None => Located::NotFound { nearest: nearest(self.text, self.folded(), quote.words.trim()) },
        }
    }

    /// Says how a place found in the copy is spelt.
    fn spelt(&self, quote: &Quote<'_>, mut found: Found, context: Context) -> Located {
        let words = quote.words;
        let same = |range: &Range<usize>| {
            self.text[range.clone()].find(words).map(|at| range.start + at..range.start + at + words.len())
        };
        // Where the words stand to the letter, what hangs on to them is not part of the quote.
        if let Some(exact) = found.all.iter().map(same).collect::<Option<Vec<_>>>() {
            found.all = exact;
            return found.placed(context, How::Exact, Vec::new());
        }
        let first = found.all.first().cloned().unwrap_or_default();
        let differing = differences(&self.text[first], words.trim());
        found.placed(context, How::Folded, differing)
    }

    fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(self.text, Whitespace::Collapse))
    }

    fn exact(&self, quote: &Quote<'_>, context: bool) -> Option<Found> {
        let (prefix, suffix) = (quote.prefix.unwrap_or_default(), quote.suffix.unwrap_or_default());
        let mut found = Found::default();
        occurrences(self.text, quote.words, |range| {
            if !context || self.text[..range.start].ends_with(prefix) && self.text[range.end..].starts_with(suffix) {
                found.push(range);
            }
        });
        (found.count > 0).then_some(found)
    }

    fn in_folded(&self, quote: &Quote<'_>, context: bool) -> Option<Found> {
        let fold =
            |words: Option<&str>| Folded::new(words.unwrap_or_default(), Whitespace::Collapse).text().trim().to_owned();
        let (words, prefix, suffix) = (fold(Some(quote.words)), fold(quote.prefix), fold(quote.suffix));
        if words.is_empty() {
            return None;
        }
        let folded = self.folded();
        let text = folded.text();
        let mut found = Found::default();
        occurrences(text, &words, |range| {
            let fits = || {
                text[..range.start].trim_end().ends_with(&prefix) && text[range.end..].trim_start().starts_with(&suffix)
            };
            if !context || fits() {
                found.push(folded.original(range));
            }
        });
        (found.count > 0).then_some(found)
    }
}

/// Places found, in the order of the text.
#[derive(Default)]
struct Found {
    all: Vec<Range<usize>>,
    count: usize,
    last: Option<Range<usize>>,
}

impl Found {
    fn push(&mut self, range: Range<usize>) {
        // Two places in the copy may be one in the text, as within `…`.
        if self.last.as_ref() == Some(&range) {
            return;
        }
        self.count += 1;
        if self.all.len() < MAX_PLACES {
            self.all.push(range.clone());
        }
        self.last = Some(range);
    }

    fn placed(self, context: Context, how: How, differing: Vec<Difference>) -> Located {
        let Self { all, count, .. } = self;
        Located::Found(Place { range: all.first().cloned().unwrap_or_default(), how, context, count, all, differing })
    }
}

/// Calls `each` with every occurrence, those that overlap included.
fn occurrences(text: &str, words: &str, mut each: impl FnMut(Range<usize>)) {
    let finder = Finder::new(words);
    let step = words.chars().next().map_or(1, char::len_utf8);
    let (mut from, mut compared) = (0, 0);
    while compared <= MAX_COMPARED
        && let Some(at) = finder.find(&text.as_bytes()[from..])
    {
        let start = from + at;
        each(start..start + words.len());
        from = start + step;
        compared += words.len();
    }
}
