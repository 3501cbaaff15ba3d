//! What changed between two states, by statement and not by line.
//!
//! ```text
//! two Sides ─ what only one of them holds ─ statements matched by IRI, then by content ─ Diff
//! ```
//!
//! Two states of stores are compared by their segments: those that both hold are looked through once,
//! for labels, for what else contradicts, and for quads that stay; they are not kept. Of files
//! everything is in memory.
//!
//! ```
//! use chancery::diff::{Diff, Side};
//! let st = "https://w3id.org/chancery/statement#";
//! let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
//! let side = |stance: &str| {
//!     Side::Quads(format!("<urn:s> <{rdf}type> <{st}Statement> .\n<urn:s> <{st}stance> <{st}{stance}> .\n"))
//! };
//! let diff = Diff::between(&side("Hedged"), &side("Committed"))?;
//! assert_eq!(diff.changed[0].changes[0].kind.name(), "stance");
//! assert!(diff.patch().starts_with(&format!("TX .\nD <urn:s> <{st}stance> <{st}Hedged> .\n")));
//! # Ok::<(), chancery::diff::DiffError>(())
//! ```

mod compare;
mod report;
mod said;
mod side;
mod sorts;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use compare::{Change, Kind};
pub use said::Said;
pub use side::{DiffError, Side};
pub use sorts::Sort;

use crate::rdf::Line;
use crate::vocab::rdfs;
use said::Held;
use side::Apart;

/// What changed from one state to another.
#[derive(Debug, Default)]
pub struct Diff {
    /// Statements that are only in the later state, by IRI.
    pub added: Vec<Said>,
    /// Statements that are only in the earlier state, by IRI.
    pub withdrawn: Vec<Said>,
    /// Statements that are in both and differ.
    pub changed: Vec<Changed>,
    /// Statements of both states that something contradicts now, and nothing did before; with what.
    pub newly_contested: Vec<(Said, Vec<String>)>,
    /// Statements of both states that nothing contradicts any more; with what did.
    pub no_longer_contested: Vec<(Said, Vec<String>)>,
    /// Plain triples asserted now and not before: subject, predicate, and the object as in N-Triples.
    pub newly_asserted: BTreeSet<[String; 3]>,
    /// Plain triples asserted before and not now.
    pub no_longer_asserted: BTreeSet<[String; 3]>,
    /// Quads of the earlier state that are gone, in N-Quads without the line break.
    pub deleted: BTreeSet<String>,
    /// Quads of the later state that are new.
    pub inserted: BTreeSet<String>,
    /// Labels of what is spoken of, by IRI: language and text.
    pub labels: BTreeMap<String, BTreeSet<(String, String)>>,
}

/// A statement before and after.
#[derive(Debug)]
pub struct Changed {
    /// As it was.
    pub before: Said,
    /// As it is.
    pub after: Said,
    /// What differs.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Compares two states.
    ///
    /// # Errors
    /// When a store cannot be read, or holds a line that is not canonical N-Quads.
    pub fn between(before: &Side, after: &Side) -> Result<Self, DiffError> {
        Self::compare(before, after, true)
    }

    /// Compares only what differs of two states of a store: nothing else is read, so names are missing, quads that another
    /// article still asserts are told as gone, and what an unchanged article contradicts is not seen.
    ///
    /// # Errors
    /// When a store cannot be read, or holds a line that is not canonical N-Quads.
    pub fn of_what_differs(before: &Side, after: &Side) -> Result<Self, DiffError> {
        Self::compare(before, after, false)
    }

    fn compare(before: &Side, after: &Side, whole: bool) -> Result<Self, DiffError> {
        let apart = Apart::of(before, after)?;
        let (old, new) = (Held::read(&apart.only_before)?, Held::read(&apart.only_after)?);
        let mut diff = Self {
            deleted: apart.only_before.difference(&apart.only_after).cloned().collect(),
            inserted: apart.only_after.difference(&apart.only_before).cloned().collect(),
            ..Self::default()
        };
        diff.match_statements(&old, &new);
        let keys: BTreeSet<String> = old.keys().chain(new.keys()).map(str::to_owned).collect();
        let mut wanted = BTreeSet::new();
        for line in diff.deleted.iter().chain(&diff.inserted).filter_map(|line| Line::split(line)) {
            wanted.extend(
                [Some(line.subject), Some(line.predicate), line.object_iri()].into_iter().flatten().map(str::to_owned),
            );
        }
        for said in old.statements().chain(new.statements()) {
            wanted.extend(said.iris().map(str::to_owned));
        }
        for line in apart.only_before.iter().chain(&apart.only_after).filter_map(|line| Line::split(line)) {
            diff.note_label(&line, &wanted);
        }
        // What both hold can keep a quad that one article took back, name things, and contradict.
        let mut others = Held::default();
        let nothing = Side::Quads(String::new());
        let after = if whole { after } else { &nothing };
        apart.visit_common(before, after, |lines| {
            let mut parts = Vec::new();
            for written in lines.lines() {
                let line = Line::split(written).ok_or_else(|| DiffError::NotOurs(written.to_owned()))?;
                diff.deleted.remove(written);
                diff.inserted.remove(written);
                diff.note_label(&line, &wanted);
                parts.push(line);
            }
            others.absorb(Held::of(&parts).related(&keys, &old, &new));
            Ok(())
        })?;
        diff.contested(&old, &new, &others);
        diff.asserted();
        Ok(diff)
    }

    /// Says whether both states hold the same quads.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deleted.is_empty() && self.inserted.is_empty()
    }

    fn note_label(&mut self, line: &Line<'_>, wanted: &BTreeSet<String>) {
        if line.predicate == rdfs::LABEL
            && wanted.contains(line.subject)
            && let Some(text) = said::language_and_text(line.object)
        {
            self.labels.entry(line.subject.to_owned()).or_default().insert(text);
        }
    }

    /// Compares the graph `asserted`, which holds a triple once whoever says it.
    fn asserted(&mut self) {
        let triples = |lines: &BTreeSet<String>| -> BTreeSet<[String; 3]> {
            let asserted = |line: &Line<'_>| line.graph.is_some_and(|graph| graph.ends_with("/graph/asserted"));
            let lines = lines.iter().filter_map(|line| Line::split(line)).filter(asserted);
            lines.map(|line| [line.subject, line.predicate, line.object].map(str::to_owned)).collect()
        };
        self.no_longer_asserted = triples(&self.deleted);
        self.newly_asserted = triples(&self.inserted);
    }
}
