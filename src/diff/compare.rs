//! Which statements of two states are the same, and in what they differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::said::{Held, Said};
use super::{Changed, Diff};
use crate::vocab::st;

/// What of a statement changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// How far the author stands behind it.
    Stance,
    /// Whether it is affirmed.
    Polarity,
    /// Who holds it.
    Holder,
    /// Which words of the article carry it.
    Evidence,
    /// Its gloss.
    Wording,
    /// Its subject, predicate or object.
    Triple,
    /// Its IRI: it was found again by its content.
    Name,
    /// Anything else.
    Field,
}

impl Kind {
    /// Returns the name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stance => "stance",
            Self::Polarity => "polarity",
            Self::Holder => "holder",
            Self::Evidence => "evidence",
            Self::Wording => "wording",
            Self::Triple => "triple",
            Self::Name => "name",
            Self::Field => "field",
        }
    }

    fn of(property: &str) -> Self {
        match property {
            st::STANCE => Self::Stance,
            st::POLARITY => Self::Polarity,
            st::HOLDER | st::VIA | st::UNKNOWN_HOLDER => Self::Holder,
            st::EVIDENCE | st::SHARED_EVIDENCE => Self::Evidence,
            st::GLOSS => Self::Wording,
            st::SUBJECT | st::PREDICATE | st::OBJECT => Self::Triple,
            _ => Self::Field,
        }
    }
}

/// One property of a statement that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub kind: Kind,
    /// IRI of the property; empty for the name.
    pub property: String,
    /// Its values before that are gone, in the manner of expanded JSON-LD.
    pub before: Vec<Value>,
    /// Its values that are new.
    pub after: Vec<Value>,
}

impl Diff {
    pub(super) fn match_statements<'s>(&mut self, old: &'s Held, new: &'s Held) {
        let mut pairs: Vec<(&'s Said, &'s Said)> = Vec::new();
        let mut gone: Vec<&'s Said> = Vec::new();
        for before in old.statements() {
            match new.get(&before.iri) {
                Some(after) => pairs.push((before, after)),
                None => gone.push(before),
            }
        }
        let mut fresh: Vec<&'s Said> = new.statements().filter(|said| old.get(&said.iri).is_none()).collect();
        // In the same article, the same words by the same holder, then the same proposition. Another
        // article can only be the same one under a new name, so that both are in one state alone.
        let articles = |held: &'s Held| held.statements().map(|said| said.article.as_str()).collect();
        let (then, now): (BTreeSet<&str>, BTreeSet<&str>) = (articles(old), articles(new));
        let renamed = |said: &Said| !(then.contains(&*said.article) && now.contains(&*said.article));
        let words_here = |said: &Said| Some((said.digest.clone()?, said.article.clone()));
        let content_here = |said: &Said| Some((said.key.clone()?, said.article.clone()));
        let words = |said: &Said| said.digest.clone().filter(|_| renamed(said));
        pair_up(&mut gone, &mut fresh, words_here, &mut pairs);
        pair_up(&mut gone, &mut fresh, content_here, &mut pairs);
        pair_up(&mut gone, &mut fresh, words, &mut pairs);
        self.withdrawn = gone.into_iter().cloned().collect();
        self.added = fresh.into_iter().cloned().collect();
        pairs.sort_by(|a, b| a.1.iri.cmp(&b.1.iri));
        for (before, after) in pairs {
            let changes = changes(before, after);
            if !changes.is_empty() {
                self.changed.push(Changed { before: before.clone(), after: after.clone(), changes });
            }
        }
    }

    /// Finds statements of both states that only one of the states contradicts. `others` are held by
    /// both states, in what was not compared.
    pub(super) fn contested(&mut self, old: &Held, new: &Held, others: &Held) {
        let (before, after) = (Contested::of([old, others]), Contested::of([new, others]));
        for now in new.statements().chain(others.statements()) {
            let renamed = self.changed.iter().find(|changed| changed.after.iri == now.iri);
            let was = renamed.map_or(now.iri.as_str(), |changed| &changed.before.iri);
            if old.get(was).or_else(|| others.get(was)).is_none() {
                continue;
            }
            match (before.by.get(was), after.by.get(now.iri.as_str())) {
                (None, Some(by)) => self.newly_contested.push((now.clone(), owned(by))),
                (Some(by), None) => self.no_longer_contested.push((now.clone(), owned(by))),
                _ => {}
            }
        }
        self.newly_contested.sort_by(|a, b| a.0.iri.cmp(&b.0.iri));
        self.no_longer_contested.sort_by(|a, b| a.0.iri.cmp(&b.0.iri));
    }
}

fn owned(iris: &BTreeSet<&str>) -> Vec<String> {
    iris.iter().map(|iri| (*iri).to_owned()).collect()
}

/// Pairs what has the same mark, and is alone with it on each side.
fn pair_up<'s, K: Ord>(
    gone: &mut Vec<&'s Said>,
    fresh: &mut Vec<&'s Said>,
    mark: impl Fn(&Said) -> Option<K>,
    pairs: &mut Vec<(&'s Said, &'s Said)>,
) {
    let mut marked: BTreeMap<K, [Vec<&'s Said>; 2]> = BTreeMap::new();
    for (side, statements) in [&*gone, &*fresh].into_iter().enumerate() {
        for said in statements {
            if let Some(mark) = mark(said) {
                marked.entry(mark).or_default()[side].push(said);
            }
        }
    }
    for found in marked.values() {
        if let [[before], [after]] = found.each_ref().map(Vec::as_slice) {
            pairs.push((before, after));
            gone.retain(|said| said.iri != before.iri);
            fresh.retain(|said| said.iri != after.iri);
        }
    }
}

fn changes(before: &Said, after: &Said) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.iri != after.iri {
        let name = |said: &Said| vec![Value::from(said.iri.as_str())];
        changes.push(Change { kind: Kind::Name, property: String::new(), before: name(before), after: name(after) });
    }
    let properties: BTreeSet<&String> = before.properties.keys().chain(after.properties.keys()).collect();
    let none = Vec::new();
    for property in properties {
        let (old, new) =
            (before.properties.get(property).unwrap_or(&none), after.properties.get(property).unwrap_or(&none));
        let only = |these: &[Value], those: &[Value]| -> Vec<Value> {
            these.iter().filter(|value| !those.contains(value)).cloned().collect()
        };
        let (gone, fresh) = (only(old, new), only(new, old));
        // The id is the end of the IRI.
        let told = property == st::ID && before.iri != after.iri;
        if !(told || (gone.is_empty() && fresh.is_empty())) {
            changes.push(Change { kind: Kind::of(property), property: property.clone(), before: gone, after: fresh });
        }
    }
    changes.sort_by_key(|change| change.kind);
    changes
}

/// Which statements contradict which: the same content with the other polarity, or a link that says so.
struct Contested<'h> {
    by: BTreeMap<&'h str, BTreeSet<&'h str>>,
}

impl<'h> Contested<'h> {
    fn of(held: [&'h Held; 2]) -> Self {
        let mut by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut sides: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
        for said in held.into_iter().flat_map(Held::statements) {
            if let Some(key) = &said.key {
                sides.entry(key).or_default()[usize::from(said.positive)].push(&said.iri);
            }
            for other in &said.conflicts {
                by.entry(&said.iri).or_default().insert(other);
                by.entry(other).or_default().insert(&said.iri);
            }
        }
        for [no, yes] in sides.values() {
            for (these, those) in [(no, yes), (yes, no)] {
                for iri in these.iter().filter(|_| !those.is_empty()) {
                    by.entry(iri).or_default().extend(those);
                }
            }
        }
        Self { by }
    }
}
