//! What became of everything that was read: what is not carried is counted by kind, with an example.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Kinds beyond this number are counted together.
const MOST_KINDS: usize = 2_000;
/// Longest example, in characters.
const LONGEST_EXAMPLE: usize = 200;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A claim: a reified triple, a triple of a nanopublication's assertion, a statement of a wiki.
    Claim,
    /// A part of the input: a quad; in a wiki's JSON a snak, a name, a link to another site.
    Part,
}

/// What is not carried, of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// How often.
    pub count: u64,
    /// The first of them.
    pub example: String,
    /// It stands in the note of a statement, as words.
    pub noted: bool,
}

/// A property that was taken for a term of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aligned {
    /// The term.
    pub term: String,
    /// The alignment is only close: the two do not mean quite the same.
    pub only_close: bool,
    /// How often.
    pub count: u64,
}

/// Counts of an import; what was read is what was carried and what is named here.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Claims read.
    pub claims: u64,
    /// Claims that stand in a dossier.
    pub carried: u64,
    /// Parts read.
    pub parts: u64,
    /// Parts that stand in a dossier, or that the import needed to understand others.
    pub used: u64,
    /// Statements written; a claim with two sources is two of them.
    pub statements: u64,
    left: BTreeMap<(Unit, String), Left>,
    aligned: BTreeMap<String, Aligned>,
}

impl Report {
    pub(super) fn claim(&mut self) {
        self.claims += 1;
    }

    /// Counts something that no dossier holds.
    pub(super) fn leave(&mut self, unit: Unit, kind: &str, example: &str) {
        self.count(unit, kind, example, false);
    }

    /// Counts a part that is kept in a note only.
    pub(super) fn note(&mut self, kind: &str, example: &str) {
        self.count(Unit::Part, kind, example, true);
    }

    fn count(&mut self, unit: Unit, kind: &str, example: &str, noted: bool) {
        let full = self.left.len() >= MOST_KINDS && !self.left.contains_key(&(unit, kind.to_owned()));
        let kind = if full { "of other kinds" } else { kind };
        let left = self.left.entry((unit, kind.to_owned())).or_insert_with(|| Left {
            count: 0,
            example: example.chars().take(LONGEST_EXAMPLE).collect(),
            noted,
        });
        left.count += 1;
        left.noted &= noted;
    }

    pub(super) fn align(&mut self, property: &str, term: &str, only_close: bool) {
        let entry = self.aligned.entry(property.to_owned());
        entry.or_insert_with(|| Aligned { term: term.to_owned(), only_close, count: 0 }).count += 1;
    }

    /// Returns what is not carried, by unit and kind.
    pub fn left(&self) -> impl Iterator<Item = (Unit, &str, &Left)> {
        self.left.iter().map(|((unit, kind), left)| (*unit, kind.as_str(), left))
    }

    /// Returns how many of a unit are not carried.
    #[must_use]
    pub fn left_of(&self, unit: Unit) -> u64 {
        self.left().filter(|(of, ..)| *of == unit).map(|(.., left)| left.count).sum()
    }

    /// Returns the properties that were taken for terms of ours.
    #[must_use]
    pub fn aligned(&self) -> &BTreeMap<String, Aligned> {
        &self.aligned
    }

    /// Returns the report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let of = |wanted: Unit| -> Value {
            let kinds = self.left().filter(|(unit, ..)| *unit == wanted);
            let row = |(_, kind, left): (Unit, &str, &Left)| json!({ "kind": kind, "count": left.count, "example": left.example, "in_a_note": left.noted });
            kinds.map(row).collect()
        };
        let aligned = self.aligned.iter().map(|(property, aligned)| {
            let how = if aligned.only_close { "close" } else { "exact" };
            json!({ "property": property, "term": aligned.term, "alignment": how, "count": aligned.count })
        });
        json!({
            "claims": { "read": self.claims, "carried": self.carried, "not_carried": of(Unit::Claim) },
            "parts": { "read": self.parts, "used": self.used, "not_carried": of(Unit::Part) },
            "statements": self.statements,
            "aligned": aligned.collect::<Vec<_>>(),
        })
    }
}
