//! Splices in a text: what `fmt` and `check --fix` change, everything else stays byte for byte.

use crate::finding::Fix;
use crate::source::Span;

/// A replacement of a stretch of text; an empty stretch is an insertion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What to replace.
    pub span: Span,
    /// What to write instead.
    pub replacement: String,
}

impl Edit {
    /// Returns an edit that replaces a span.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Self { span, replacement: replacement.into() }
    }

    /// Returns an edit that inserts text at a byte.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { span: Span::new(at, at), replacement: text.into() }
    }
}

impl From<&Fix> for Edit {
    fn from(fix: &Fix) -> Self {
        Self { span: fix.span, replacement: fix.replacement.clone() }
    }
}

/// A text with edits applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// How many edits went in; the same edit twice counts once.
    pub applied: usize,
    /// Edits that overlap an earlier one or lie outside the text; run again after the first went in.
    pub skipped: Vec<Edit>,
}

/// Applies edits in the order of their places; of two that overlap, the first wins.
///
/// ```
/// use chancery::dossier::edit::{Edit, apply};
/// use chancery::source::Span;
/// let edits = vec![Edit::replace(Span::new(0, 2), "c"), Edit::replace(Span::new(1, 3), "x"), Edit::insert(3, "!")];
/// let done = apply("abd", edits);
/// assert_eq!((&*done.text, done.applied, done.skipped.len()), ("cd!", 2, 1));
/// ```
#[must_use]
pub fn apply(text: &str, mut edits: Vec<Edit>) -> Applied {
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let mut out = String::with_capacity(text.len() + edits.iter().map(|edit| edit.replacement.len()).sum::<usize>());
    let (mut done, mut applied, mut skipped) = (0, 0, Vec::new());
    for edit in edits {
        let range = edit.span.range();
        let fits = range.start >= done && text.get(range.clone()).is_some();
        let Some(before) = fits.then(|| &text[done..range.start]) else {
            skipped.push(edit);
            continue;
        };
        out.push_str(before);
        out.push_str(&edit.replacement);
        done = range.end;
        applied += 1;
    }
    out.push_str(&text[done..]);
    Applied { text: out, applied, skipped }
}
