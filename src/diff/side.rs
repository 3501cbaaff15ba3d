//! The two states, and which of their quads need a look.

use std::collections::BTreeSet;

use crate::history::{Digest, Manifest};
use crate::store::{Archive, StoreError};

/// Why two states could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A line that is not canonical N-Quads.
    #[error("not canonical N-Quads without blank nodes: `{0}`")]
    NotOurs(String),
}

/// One of the two states.
#[derive(Debug)]
pub enum Side {
    /// Quads as they are stored, in N-Quads.
    Quads(String),
    /// The state of a store after a run.
    Store(Box<(Archive, Manifest)>),
}

impl Side {
    fn segments(&self) -> BTreeSet<Digest> {
        match self {
            Self::Quads(_) => BTreeSet::new(),
            Self::Store(store) => store.1.segments().map(|(_, segment)| segment.id).collect(),
        }
    }

    /// Visits the quads of the segments that fit; those of no store always fit.
    fn visit(
        &self,
        fits: impl Fn(&Digest) -> bool,
        mut visit: impl FnMut(&str) -> Result<(), DiffError>,
    ) -> Result<(), DiffError> {
        match self {
            Self::Quads(quads) => visit(quads),
            Self::Store(store) => {
                let (archive, manifest) = &**store;
                for (_, segment) in manifest.segments().filter(|(_, segment)| fits(&segment.id)) {
                    let bytes = archive.read_segment(manifest, segment)?;
                    visit(std::str::from_utf8(&bytes).map_err(|_| DiffError::NotOurs(String::new()))?)?;
                }
                Ok(())
            }
        }
    }
}

/// The quads of what only one of two states holds as a segment.
pub(super) struct Apart {
    pub(super) only_before: BTreeSet<String>,
    pub(super) only_after: BTreeSet<String>,
    common: BTreeSet<Digest>,
}

impl Apart {
    pub(super) fn of(before: &Side, after: &Side) -> Result<Self, DiffError> {
        let (a, b) = (before.segments(), after.segments());
        let common: BTreeSet<Digest> = a.intersection(&b).copied().collect();
        let lines = |side: &Side| {
            let mut lines = BTreeSet::new();
            side.visit(
                |id| !common.contains(id),
                |text| {
                    lines.extend(text.lines().map(str::to_owned));
                    Ok(())
                },
            )?;
            Ok::<_, DiffError>(lines)
        };
        Ok(Self { only_before: lines(before)?, only_after: lines(after)?, common })
    }

    /// Visits the quads of the segments that both hold.
    pub(super) fn visit_common(
        &self,
        before: &Side,
        after: &Side,
        visit: impl FnMut(&str) -> Result<(), DiffError>,
    ) -> Result<(), DiffError> {
        match (before, after) {
            (Side::Store(_), Side::Store(_)) => after.visit(|id| self.common.contains(id), visit),
            _ => Ok(()),
        }
    }
}
