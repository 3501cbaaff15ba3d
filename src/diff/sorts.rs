//! What sort of saying a statement is, and how many of each came and went, in people's words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Diff, Said};
use crate::ontology::{Assertability, Ontology};
use crate::rdf::bare_iri;
use crate::vocab::{gp, q, st};

/// What sort of saying a statement is; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// Somebody accuses: the predicate is `gp:accuses`; or somebody other than the article's author affirms of somebody
    /// what articles accuse each other of, a predicate that is asserted only after a review (`occupies`,
    /// `perpetrated` …). What an accusation is about counts with it and not for itself.
    Accusation,
    /// Its holder says that something is not so: the stance is `denied`, or the polarity negative with another holder
    /// than the author.
    Denial,
    /// It is foretold: the stance is `predicted`.
    Forecast,
    /// Somebody other than the author holds it.
    Report,
    /// The author's own word, however sure.
    Own,
}

impl Sort {
    /// Every sort, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Accusation, Self::Denial, Self::Forecast, Self::Report, Self::Own];

    /// Returns what so many are called.
    #[must_use]
    pub const fn words(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Accusation, 1) => "accusation",
            (Self::Accusation, _) => "accusations",
            (Self::Denial, 1) => "denial",
            (Self::Denial, _) => "denials",
            (Self::Forecast, 1) => "forecast",
            (Self::Forecast, _) => "forecasts",
            (Self::Report, 1) => "report of what others say",
            (Self::Report, _) => "reports of what others say",
            (Self::Own, 1) => "statement of an author",
            (Self::Own, _) => "statements of authors",
        }
    }

    /// Says what sort of saying a statement is.
    #[must_use]
    pub fn of(said: &Said, ontology: &Ontology) -> Self {
        let author = format!("{}{}", st::NAMESPACE, "ArticleAuthor");
        let is_own = said.holders.iter().all(|holder| *holder == author);
        let predicate = said.triple[1].as_deref().and_then(bare_iri).unwrap_or_default();
        let blames = || ontology.term(predicate).is_some_and(|term| term.assertability == Assertability::AfterReview);
        if said.stance.as_deref() == Some(st::DENIED) || (!said.positive && !is_own) {
            Self::Denial
        } else if said.positive && (predicate == gp::ACCUSES || (!is_own && blames())) {
            Self::Accusation
        } else if said.stance.as_deref() == Some(st::PREDICTED) {
            Self::Forecast
        } else if is_own {
            Self::Own
        } else {
            Self::Report
        }
    }
}

impl Diff {
    /// Tells how many statements of each sort came and went, such as "3 new accusations, 1 denial withdrawn, 1 statement
    /// now contested"; nothing if none did.
    #[must_use]
    pub fn in_words(&self, ontology: &Ontology) -> String {
        let mut parts = Vec::new();
        for (list, before, after) in [(&self.added, "new ", ""), (&self.withdrawn, "", " withdrawn")] {
            let counts = counts(list, ontology);
            for sort in Sort::ALL {
                if let Some(count) = counts.get(&sort) {
                    parts.push(format!("{count} {before}{}{after}", sort.words(*count)));
                }
            }
        }
        let many = |count: usize, what: &str| {
            (count > 0).then(|| format!("{count} statement{} {what}", if count == 1 { "" } else { "s" }))
        };
        parts.extend(many(self.changed.len(), "changed"));
        parts.extend(many(self.newly_contested.len(), "now contested"));
        parts.extend(many(self.no_longer_contested.len(), "no longer contested"));
        parts.join(", ")
    }
}

fn counts(list: &[Said], ontology: &Ontology) -> BTreeMap<Sort, usize> {
    let accusations = list.iter().filter(|said| said.triple[1].as_deref().and_then(bare_iri) == Some(gp::ACCUSES));
    let contents: BTreeSet<&str> = accusations
        .flat_map(|said| said.properties.get(q::CONTENT).into_iter().flatten())
        .filter_map(|value| value.get("@id").and_then(Value::as_str))
        .collect();
    let mut counts = BTreeMap::new();
    for said in list.iter().filter(|said| !contents.contains(&*said.iri)) {
        *counts.entry(Sort::of(said, ontology)).or_default() += 1;
    }
    counts
}
