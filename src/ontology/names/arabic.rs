//! Takes an Arabic word apart: (و|ف)? (ب|ك|ل)? (ال)? + stem, and the endings of an adjective in ‑ي.
//!
//! All of this works on keys ([`crate::source::fold::fold_key`]), in which ة is ه and marks are gone. Every way to read the
//! word is tried, and only a listed stem counts, so that the first letter of لبنان or كوبا is not taken for a preposition.

use super::{AliasKind, How};
use std::borrow::Cow;

/// A shorter rest is chance: ليبيا is not for يبيا.
pub(super) const SHORTEST_STEM: usize = 3;

/// One way to read a word.
#[derive(Debug)]
pub(super) struct Reading<'k> {
    /// What would have to be listed.
    pub(super) stem: Cow<'k, str>,
    /// How many letters were taken away.
    pub(super) stripped: usize,
    /// Whether the stem lost an article.
    article: bool,
    /// Whether the stem lost the ending of an adjective.
    ending: bool,
    pub(super) how: How,
}

impl Reading<'_> {
    /// Says whether an alias of this kind can stand like that.
    pub(super) fn allows(&self, kind: AliasKind, with_article: bool) -> bool {
        // A country's name has an article or has none; an adjective takes both.
        let adjective = kind == AliasKind::Adjective;
        (adjective || !self.ending) && (adjective || with_article || !self.article)
    }
}

/// Says whether a text has Arabic letters.
pub(super) fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0621}'..='\u{064A}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// Returns the form under which an adjective is listed: without its ending.
///
/// An article is not looked for: the first letters of ألماني look like one here.
pub(super) fn base_of_adjective(key: String) -> String {
    match masculine(&key) {
        Some((base, _)) => base.to_owned(),
        None => key,
    }
}

/// Returns the masculine singular of an adjective in ‑ي and the number of letters its ending has.
fn masculine(word: &str) -> Option<(&str, usize)> {
    const ENDINGS: [&str; 8] = ["تين", "تان", "ين", "ون", "ان", "ات", "ه", "ا"];
    ENDINGS.into_iter().find_map(|ending| {
        let base =
            word.strip_suffix(ending).filter(|base| base.ends_with('ي') && base.chars().count() >= SHORTEST_STEM)?;
        Some((base, ending.chars().count()))
    })
}

/// Returns every way to read a word but as it stands.
pub(super) fn readings(key: &str) -> Vec<Reading<'_>> {
    let mut all = Vec::new();
    for (word, conjunction) in [Some((key, 0)), without(key, &['و', 'ف'])].into_iter().flatten() {
        add(&mut all, Cow::Borrowed(word), conjunction, false);
        let Some((rest, preposition)) = without(word, &['ب', 'ك', 'ل']) else {
            continue;
        };
        add(&mut all, Cow::Borrowed(rest), conjunction + preposition, false);
        // After ل the article loses its alif: للعراق.
        if let Some(stem) = word.strip_prefix("لل") {
            add(&mut all, Cow::Owned(format!("ال{stem}")), conjunction + preposition, false);
            add(&mut all, Cow::Borrowed(stem), conjunction + 2, true);
        }
    }
    all
}

fn without<'k>(word: &'k str, letters: &[char]) -> Option<(&'k str, usize)> {
    word.strip_prefix(letters).map(|rest| (rest, 1))
}

/// Adds a stem, also without its article and without the ending of an adjective.
fn add<'k>(all: &mut Vec<Reading<'k>>, stem: Cow<'k, str>, stripped: usize, article: bool) {
    let bare = |word: &str| word.strip_prefix("ال").map(str::to_owned);
    if let (false, Some(rest)) = (article, bare(&stem)) {
        add(all, Cow::Owned(rest), stripped + 2, true);
    }
    if let Some((base, letters)) = masculine(&stem) {
        let base = Cow::Owned(base.to_owned());
        all.push(Reading { stem: base, stripped: stripped + letters, article, ending: true, how: How::Adjective });
    }
    if stripped > 0 {
        all.push(Reading { stem, stripped, article, ending: false, how: How::Clitic });
    }
}
