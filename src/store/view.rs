//! What of a state is seen when two of the three clocks are set: what had been published, and what is said of a time.
//!
//! The third clock, what was held, is the choice of a state: [`Archive::state_at`].

mod article;

use super::{Archive, StoreError};
use crate::history::{Manifest, SegmentName};
use crate::iri::Base;
use crate::statement::edtf::{Edtf, Holds};

use article::Article;

/// The clocks of what is seen of a state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks {
    /// Only articles that were published by the end of this time.
    pub published_by: Option<Edtf>,
    /// Only statements about this time.
    pub at: Option<At>,
}

/// A time that statements are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The time.
    pub when: Edtf,
    /// Leave out what was only possibly so then.
    pub certainly: bool,
}

/// How much is seen, and why the rest is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Articles that were published in time.
    pub articles: u64,
    /// Articles that were published later.
    pub later: u64,
    /// Articles of which that cannot be told: no date, or one too coarse. They are left out.
    pub undated_articles: u64,
    /// Statements that were certainly so at the time asked for.
    pub certain: u64,
    /// Statements that were possibly so.
    pub possible: u64,
    /// Statements about another time.
    pub elsewhen: u64,
    /// Statements without a time, or with an unknown one. They are left out.
    pub undated: u64,
    /// Plain triples left out because it cannot be told which of two statements of one triple they stand for.
    pub unclear: u64,
}

impl Clocks {
    /// Says whether everything is seen.
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        self.published_by.is_none() && self.at.is_none()
    }

    /// Returns what is seen of a state, as N-Quads.
    ///
    /// A statement and those that are its content stand together: if one of them is about the time asked for, all
    /// are seen. Plain triples go with the statements that they stand for. What articles share stays whole.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn nquads(&self, archive: &Archive, manifest: &Manifest) -> Result<(Vec<u8>, Seen), StoreError> {
        let damaged = |what: &str| StoreError::corrupt(archive.folder(), what);
        let base = Base::new(&manifest.settings.base).map_err(|error| damaged(&error.to_string()))?;
        let (mut out, mut seen) = (Vec::new(), Seen::default());
        archive.for_each_segment(manifest, |name, nquads| {
            let SegmentName::Article(id) = name else {
                out.extend_from_slice(nquads);
                return Ok(());
            };
            let article =
                Article::read(id, &base, nquads).ok_or_else(|| damaged("holds what is no N-Quads of ours"))?;
            if !self.is_published(&article, &mut seen) {
                return Ok(());
            }
            match &self.at {
                None => out.extend_from_slice(nquads),
                Some(at) => article.about(at, &manifest.settings.policy, &mut seen, &mut out),
            }
            Ok(())
        })?;
        Ok((out, seen))
    }

    fn is_published(&self, article: &Article<'_>, seen: &mut Seen) -> bool {
        let by = self.published_by.as_ref().and_then(Edtf::latest);
        let Some(by) = by else {
            seen.articles += 1;
            return true;
        };
        let published = article.published();
        let bounds = published.as_ref().map(|date| (date.earliest(), date.latest()));
        let counter = match bounds {
            Some((_, Some(latest))) if latest <= by => &mut seen.articles,
            Some((Some(earliest), _)) if earliest > by => &mut seen.later,
            _ => &mut seen.undated_articles,
        };
        *counter += 1;
        bounds.is_some_and(|(_, latest)| latest.is_some_and(|latest| latest <= by))
    }
}

impl At {
    /// Says whether a statement with these times is seen, and counts it.
    fn takes(&self, holds: Option<Holds>, seen: &mut Seen) -> bool {
        let (counter, taken) = match holds {
            Some(Holds::Certainly) => (&mut seen.certain, true),
            Some(Holds::Possibly) => (&mut seen.possible, !self.certainly),
            Some(Holds::No) => (&mut seen.elsewhen, false),
            None => (&mut seen.undated, false),
        };
        *counter += 1;
        taken
    }
}
