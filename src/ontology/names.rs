//! Finds entities by name, in any language and as Arabic writes names inside a sentence: [`NameIndex`].
//!
//! ```
//! use chancery::ontology::names::{AliasKind, How, NameIndex};
//! let mut names = NameIndex::builder();
//! names.add(1, "العراق", "ar", AliasKind::Name);
//! names.add(1, "عراقي", "ar", AliasKind::Adjective);
//! let names = names.build();
//! assert_eq!(names.lookup("وللعراق")[0].how, How::Clitic);
//! assert_eq!(names.lookup("العراقيين")[0].how, How::Adjective);
//! assert!(names.lookup("عراق").is_empty(), "its article is part of the name");
//! ```

use crate::source::fold::fold_key;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

mod arabic;
mod near;
#[cfg(test)]
mod tests;

pub use super::gazetteer::AliasKind;

/// How a written name led to an entity; the lower, the surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum How {
    /// To the letter.
    Exact,
    /// In another spelling: case, accents, vowel marks, hamza.
    Folded,
    /// Behind an Arabic conjunction, preposition or article.
    Clitic,
    /// As an inflected Arabic adjective, with or without what stands before it.
    Adjective,
}

/// An entity that a written name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'i> {
    /// The number given to [`Builder::add`].
    pub entity: u32,
    /// What kind of name matched.
    pub kind: AliasKind,
    /// How it matched.
    pub how: How,
    /// The name as it is listed.
    pub name: &'i str,
}

/// Names on their way into an index.
#[derive(Debug, Default)]
pub struct Builder {
    entries: Vec<Entry>,
    with_article: HashSet<u32>,
}

/// Names of entities, for looking up.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// Sorted by key, so that the names of one key stand together.
    entries: Vec<Entry>,
    by_key: HashMap<Box<str>, Range<usize>>,
    with_article: HashSet<u32>,
}

#[derive(Debug)]
struct Entry {
    key: Box<str>,
    name: Box<str>,
    entity: u32,
    kind: AliasKind,
    /// Whether Arabic grammar applies to it.
    arabic: bool,
    shape: near::Shape,
}

impl Builder {
    /// Adds a name of an entity in a language (BCP 47; empty if not known).
    ///
    /// Of Arabic adjectives the masculine singular without article is enough: روسي stands for الروسية, روسيين and so on.
    /// Irregular plurals (أتراك, روس) are adjectives of their own.
    pub fn add(&mut self, entity: u32, name: &str, language: &str, kind: AliasKind) -> &mut Self {
        let arabic = arabic::is_arabic(name) && matches!(language.split('-').next(), Some("ar" | "" | "und" | "mul"));
        let mut key = fold_key(name);
        if arabic && kind == AliasKind::Adjective {
            key = arabic::base_of_adjective(key);
        }
        if !key.is_empty() {
            let shape = near::Shape::of(&key);
            self.entries.push(Entry { key: key.into(), name: name.trim().into(), entity, kind, arabic, shape });
        }
        self
    }

    /// Lets the Arabic names of an entity stand with the article or without: النفط for نفط, as with goods and subjects.
    ///
    /// Names of countries must not: المالي is no Mali.
    pub fn allow_article(&mut self, entity: u32) -> &mut Self {
        self.with_article.insert(entity);
        self
    }

    /// Returns the index.
    #[must_use]
    pub fn build(mut self) -> NameIndex {
        let order = |entry: &Entry| (entry.entity, entry.kind);
        self.entries.sort_by(|left, right| left.key.cmp(&right.key).then_with(|| order(left).cmp(&order(right))));
        self.entries.dedup_by(|next, kept| {
            next.key == kept.key && order(next) == order(kept) && next.name == kept.name && next.arabic == kept.arabic
        });
        let mut by_key = HashMap::with_capacity(self.entries.len());
        let mut from = 0;
        for same in self.entries.chunk_by(|left, right| left.key == right.key) {
            by_key.insert(same[0].key.clone(), from..from + same.len());
            from += same.len();
        }
        NameIndex { entries: self.entries, by_key, with_article: self.with_article }
    }
}

impl NameIndex {
    /// Starts an index.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Says whether there are no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns every entity that a written name may mean, each once, the surest first.
    ///
    /// A name that is listed, in whatever spelling, is not taken apart any further. Two entities of one name are both
    /// returned, also if it is the name of one and only a metonym of the other: which is meant is for the caller to say.
    #[must_use]
    pub fn lookup(&self, written: &str) -> Vec<Hit<'_>> {
        let key = fold_key(written);
        let mut hits: Vec<Hit<'_>> =
            self.listed(&key).iter().map(|entry| entry.hit_as_written(written.trim())).collect();
        if hits.is_empty() && arabic::is_arabic(&key) {
            hits = self.taken_apart(&key);
        }
        one_each(hits)
    }

    /// Returns the listed names closest in spelling, for "did you mean"; one for each entity, five at most.
    #[must_use]
    pub fn nearest(&self, written: &str) -> Vec<(u32, String)> {
        near::nearest(&self.entries, &fold_key(written))
    }

    fn listed(&self, key: &str) -> &[Entry] {
        self.by_key.get(key).and_then(|range| self.entries.get(range.clone())).unwrap_or_default()
    }

    /// Looks behind Arabic clitics and endings; the reading that takes away least decides.
    fn taken_apart(&self, key: &str) -> Vec<Hit<'_>> {
        let mut best: Vec<Hit<'_>> = Vec::new();
        let mut least = usize::MAX;
        for reading in arabic::readings(key) {
            if reading.stripped > least || reading.stem.chars().count() < arabic::SHORTEST_STEM {
                continue;
            }
            let fits =
                |entry: &&Entry| entry.arabic && reading.allows(entry.kind, self.with_article.contains(&entry.entity));
            let mut hits =
                self.listed(&reading.stem).iter().filter(fits).map(|entry| entry.hit(reading.how)).peekable();
            if hits.peek().is_none() {
                continue;
            }
            if reading.stripped < least {
                least = reading.stripped;
                best.clear();
            }
            best.extend(hits);
        }
        best
    }
}

impl Entry {
    fn hit(&self, how: How) -> Hit<'_> {
        Hit { entity: self.entity, kind: self.kind, how, name: &self.name }
    }

    fn hit_as_written(&self, written: &str) -> Hit<'_> {
        self.hit(if *self.name == *written { How::Exact } else { How::Folded })
    }
}

/// Keeps the surest hit of each entity.
fn one_each(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    if hits.len() > 1 {
        hits.sort_by_key(|hit| (hit.entity, hit.how, hit.kind));
        hits.dedup_by_key(|hit| hit.entity);
        hits.sort_by_key(|hit| (hit.how, hit.kind, hit.entity));
    }
    hits
}
