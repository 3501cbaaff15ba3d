//! What people accepted or rejected, as far as it still speaks of the statement as it is.

use std::collections::HashMap;

/// A person's word on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Taken as so.
    Accept,
    /// Not taken as so.
    Reject,
    /// Looked at and left open.
    Open,
}

impl Verdict {
    /// Returns the word written in review files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Open => "open",
        }
    }
}

/// One review of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// IRI of the statement.
    pub statement: String,
    /// Digest of the statement that was looked at.
    pub digest: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Who.
    pub by: String,
    /// When, `YYYY-MM-DD`.
    pub date: String,
    /// Why.
    pub note: Option<String>,
}

/// All reviews of a knowledge base, oldest first for each statement.
#[derive(Debug, Default)]
pub struct Reviews {
    by_statement: HashMap<String, Vec<Review>>,
}

impl Reviews {
    /// Collects reviews; on one day a rejection counts as the later.
    #[must_use]
    pub fn new(mut reviews: Vec<Review>) -> Self {
        // On one day a rejection comes last, so that it beats an acceptance.
        reviews.sort_by(|a, b| {
            a.date.cmp(&b.date).then((a.verdict == Verdict::Reject).cmp(&(b.verdict == Verdict::Reject)))
        });
        let mut by_statement: HashMap<String, Vec<Review>> = HashMap::new();
        for review in reviews {
            by_statement.entry(review.statement.clone()).or_default().push(review);
        }
        Self { by_statement }
    }

    /// Returns the reviews of a statement, oldest first.
    #[must_use]
    pub fn of(&self, statement: &str) -> &[Review] {
        self.by_statement.get(statement).map_or(&[], Vec::as_slice)
    }

    /// Returns the latest verdict if it was given on the statement as it is now.
    ///
    /// A rejection stands even when the statement was edited since: an edit must not let through what
    /// a person took out. An acceptance does not carry over.
    #[must_use]
    pub fn verdict(&self, statement: &str, digest: &str) -> Option<Verdict> {
        let latest = self.of(statement).last()?;
        (latest.digest == digest || latest.verdict == Verdict::Reject).then_some(latest.verdict)
    }

    /// Returns the reviews of all statements whose IRI begins so, sorted.
    #[must_use]
    pub fn of_article(&self, prefix: &str) -> Vec<&Review> {
        let mut found: Vec<&Review> = self
            .by_statement
            .iter()
            .filter(|(iri, _)| iri.starts_with(prefix))
            .flat_map(|(_, reviews)| reviews)
            .collect();
        found.sort_by(|a, b| (&a.statement, &a.date, &a.by).cmp(&(&b.statement, &b.date, &b.by)));
        found
    }

    /// Returns the statements that have reviews.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        self.by_statement.keys().map(String::as_str)
    }

    /// Says whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_statement.is_empty()
    }
}
