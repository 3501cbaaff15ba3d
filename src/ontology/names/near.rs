//! Finds names close in spelling, without comparing every name in full.

use super::Entry;
use strsim::osa_distance;

/// What can be compared at once: how long a key is, and which letters it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    length: usize,
    letters: u64,
}

impl Shape {
    pub(super) fn of(key: &str) -> Self {
        let bit = |c: char| 1_u64 << (u32::from(c) % 64);
        Self { length: key.chars().count(), letters: key.chars().fold(0, |set, c| set | bit(c)) }
    }

    /// Says whether two keys could be this few changes apart: a change adds at most one letter and removes one.
    fn may_be_within(self, other: Self, changes: usize) -> bool {
        let differing = (self.letters ^ other.letters).count_ones() as usize;
        self.length.abs_diff(other.length) <= changes && differing <= 2 * changes
    }
}

/// A longer text is no misspelt name.
const LONGEST: usize = 80;
/// Names that are proposed.
const MOST: usize = 5;

/// Returns the names closest to a key, one for each entity.
pub(super) fn nearest(entries: &[Entry], key: &str) -> Vec<(u32, String)> {
    let length = key.chars().count();
    if !(2..=LONGEST).contains(&length) {
        return Vec::new();
    }
    let allowed = match length {
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    // An article too many or too few is one mistake.
    let bare = key.strip_prefix("ال").unwrap_or(key);
    let (shape, bare_shape) = (Shape::of(key), Shape::of(bare));
    let mut found: Vec<(usize, &Entry)> = Vec::new();
    for entry in entries {
        let whole = entry.shape.may_be_within(shape, allowed).then(|| osa_distance(key, &entry.key));
        let entry_bare = entry.key.strip_prefix("ال").unwrap_or(&entry.key);
        let stripped = (entry_bare.len() != entry.key.len() || bare.len() != key.len())
            .then(|| Shape::of(entry_bare))
            .filter(|entry_shape| entry_shape.may_be_within(bare_shape, allowed))
            .map(|_| osa_distance(bare, entry_bare) + 1);
        if let Some(distance) = [whole, stripped].into_iter().flatten().min().filter(|distance| *distance <= allowed) {
            found.push((distance, entry));
        }
    }
    found.sort_by(|(left, one), (right, other)| {
        (left, one.kind, one.shape.length.abs_diff(length))
            .cmp(&(right, other.kind, other.shape.length.abs_diff(length)))
            .then_with(|| (one.entity, &one.name).cmp(&(other.entity, &other.name)))
    });
    let mut names: Vec<(u32, String)> = Vec::new();
    for (_, entry) in found {
        if names.len() == MOST {
            break;
        }
        if names.iter().all(|(entity, _)| *entity != entry.entity) {
            names.push((entry.entity, entry.name.to_string()));
        }
    }
    names
}
