//! Which statement is asserted, accepted or withheld, and why: read off the stored quads.
//!
//! The rules are those of [`crate::convert::decide`], in the same order, and a statement counts as
//! asserted only if its triple really stands in its article's graph. The quads do not keep whether a
//! holder was written out; where that alone decides between two statements of one triple, the one
//! that another statement only supposes is taken as withheld.

use std::collections::{HashMap, HashSet};

use super::article::Article;
use super::shared::{Shared, Value};
use crate::convert::{Policy, Review, Reviews, Verdict, Withheld};
use crate::vocab::{q, st};

/// What stands behind a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The policy lets it through.
    Asserted,
    /// The policy withholds it, but a named person accepted it as it is.
    Reviewed(Withheld),
    /// It is only what somebody says.
    Withheld(Withheld),
}

impl Status {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Reviewed(_) => "reviewed",
            Self::Withheld(_) => "withheld",
        }
    }

    /// Returns why it is not asserted.
    #[must_use]
    pub const fn reason(self) -> Option<Withheld> {
        match self {
            Self::Asserted => None,
            Self::Reviewed(reason) | Self::Withheld(reason) => Some(reason),
        }
    }
}

/// What is known of a statement's standing.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    pub(crate) status: Status,
    /// Its triple stands in graph `reviewed` because of it.
    pub(crate) accepted: bool,
    /// The latest review in words.
    pub(crate) review: String,
}

/// Judges every statement of an article.
pub(crate) fn judge<'a>(article: &Article<'a>, shared: &Shared, policy: Policy) -> HashMap<&'a str, Judgement> {
    let reviews = reviews(article);
    let judge =
        Judge { article, shared, policy, conflicts: conflicts(article, shared), supposed: supposed(article, shared) };
    let mut found = HashMap::new();
    // Triples that stand for another reason than a statement which something else only supposes.
    let mut grounded = HashSet::new();
    for pass in [false, true] {
        for statement in &article.statements {
            if judge.supposed.contains(statement) != pass {
                continue;
            }
            let digest = article.text(statement, st::DIGEST).unwrap_or_default();
            let verdict = reviews.verdict(statement, &digest);
            let triple = article.triple(statement);
            let again = pass && triple.is_some_and(|triple| grounded.contains(&triple));
            let withheld = if again { Some(Withheld::Intensional) } else { judge.withheld(statement, verdict) };
            if let (None, Some(triple)) = (withheld, triple) {
                grounded.insert(triple);
            }
            let positive = article.iri(statement, st::POLARITY) != Some(st::NEGATIVE);
            let accepted =
                verdict == Some(Verdict::Accept) && positive && triple.is_some_and(|triple| article.accepts(triple));
            let status = match withheld {
                None => Status::Asserted,
                Some(reason) if accepted => Status::Reviewed(reason),
                Some(reason) => Status::Withheld(reason),
            };
            found.insert(*statement, Judgement { status, accepted, review: words(&reviews, statement, &digest) });
        }
    }
    found
}

fn reviews(article: &Article<'_>) -> Reviews {
    let mut nodes: Vec<(&str, u64, &str)> = article
        .reviews()
        .map(|(node, statement)| {
            let number = node.rsplit_once('/').and_then(|(_, number)| number.parse().ok()).unwrap_or(0);
            (statement, number, node)
        })
        .collect();
    nodes.sort_unstable();
    let review = |(statement, _, node): (&str, u64, &str)| {
        let text = |property| article.text(node, property).unwrap_or_default();
        let verdict = match article.iri(node, st::VERDICT) {
            Some(st::ACCEPTED) => Verdict::Accept,
            Some(st::REJECTED) => Verdict::Reject,
            _ => Verdict::Open,
        };
        Review {
            statement: statement.to_owned(),
            digest: text(st::REVIEWED_DIGEST),
            verdict,
            by: text(st::REVIEWED_BY),
            date: text(st::REVIEWED_ON),
            note: None,
        }
    };
    Reviews::new(nodes.into_iter().map(review).collect())
}

/// Says who reviewed it last; a review of earlier words says so.
fn words(reviews: &Reviews, statement: &str, digest: &str) -> String {
    let Some(review) = reviews.of(statement).last() else { return String::new() };
    let stale = if review.digest == digest { "" } else { ", of earlier words" };
    format!("{} by {} on {}{stale}", review.verdict.name(), review.by, review.date)
}

struct Judge<'j, 'a> {
    article: &'j Article<'a>,
    shared: &'j Shared,
    policy: Policy,
    conflicts: HashSet<&'a str>,
    supposed: HashSet<&'a str>,
}

impl Judge<'_, '_> {
    fn withheld(&self, statement: &str, verdict: Option<Verdict>) -> Option<Withheld> {
        let article = self.article;
        if article.raw(&article.iri, st::RETRACTED).next().is_some() {
            return Some(Withheld::Retracted);
        }
        if article.text(&article.iri, st::NEVER_ASSERT).as_deref() == Some("true") {
            return Some(Withheld::Source);
        }
        let ends = (article.raw(statement, st::SUBJECT).next(), article.iri(statement, st::PREDICATE));
        let (Some(_), Some(predicate)) = ends else { return Some(Withheld::TextOnly) };
        if !is_authors(article, statement) {
            return Some(Withheld::Holder);
        }
        match article.iri(statement, st::STANCE) {
            Some(st::COMMITTED) => {}
            Some(st::PRESUPPOSED) if self.policy != Policy::Strict => {}
            _ => return Some(Withheld::Stance),
        }
        if article.iri(statement, st::POLARITY) != Some(st::POSITIVE) {
            return Some(Withheld::Negative);
        }
        if verdict == Some(Verdict::Reject) {
            return Some(Withheld::Rejected);
        }
        match self.shared.entry(predicate).map_or(st::NEVER, |entry| entry.assertability.as_str()) {
            st::NEVER => return Some(Withheld::Predicate),
            st::AFTER_REVIEW if self.policy != Policy::Open && verdict != Some(Verdict::Accept) => {
                return Some(Withheld::Contested);
            }
            _ => {}
        }
        let stands = match article.triple(statement) {
            Some(triple) => article.asserts(triple),
            None if article.raw(statement, st::OBJECT).next().is_some() => false,
            None => article.events.contains(statement) || !self.supposed.contains(statement),
        };
        if self.conflicts.contains(statement) {
            return Some(Withheld::Conflict);
        }
        if stands {
            return None;
        }
        Some(if self.supposed.contains(statement) { Withheld::Intensional } else { Withheld::NotThings })
    }
}

fn is_authors(article: &Article<'_>, statement: &str) -> bool {
    article.iri(statement, st::HOLDER) == Some(st::ARTICLE_AUTHOR) && article.raw(statement, st::VIA).next().is_none()
}

/// Finds the statements that are what another one wants, fears, supposes or aims at.
fn supposed<'a>(article: &Article<'a>, shared: &Shared) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut note = |object: &'a str| {
        if let Some(statement) = Value::of(object).iri().and_then(|iri| article.statements.get(iri)) {
            found.insert(*statement);
        }
    };
    for statement in &article.statements {
        let predicate = article.iri(statement, st::PREDICATE).unwrap_or_default();
        let opaque = shared.entry(predicate).is_some_and(|entry| entry.opaque);
        if opaque && ![st::CAUSES, st::EXPLAINS, st::EVIDENCE_FOR].contains(&predicate) {
            article.raw(statement, st::OBJECT).for_each(&mut note);
        }
        if predicate == st::WOULD_CAUSE {
            article.raw(statement, st::SUBJECT).for_each(&mut note);
        }
        for (qualifier, object) in article.properties(statement).filter(|(known, _)| known.starts_with(q::NAMESPACE)) {
            let given = match qualifier {
                q::AFTER | q::GROUNDS => true,
                q::JOINT_CAUSE => predicate != st::WOULD_CAUSE,
                _ => shared.entry(qualifier).is_some_and(|entry| entry.vouches),
            };
            if !given {
                note(object);
            }
        }
    }
    found
}

/// Finds the statements that stand against another one of the article.
fn conflicts<'a>(article: &Article<'a>, shared: &Shared) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut sides: HashMap<(&str, &str, &str), [Vec<&'a str>; 2]> = HashMap::new();
    for &statement in &article.statements {
        for other in article.values(statement, st::IN_CONFLICT_WITH).filter_map(|value| value.iri()) {
            found.insert(statement);
            found.extend(article.statements.get(other));
        }
        if !is_authors(article, statement) {
            continue;
        }
        let (Some(subject), Some(predicate)) =
            (article.raw(statement, st::SUBJECT).next(), article.iri(statement, st::PREDICATE))
        else {
            continue;
        };
        let object = article.raw(statement, st::OBJECT).next().unwrap_or_default();
        let symmetric = shared.entry(predicate).is_some_and(|entry| entry.symmetric);
        let (first, second) = if symmetric && object < subject { (object, subject) } else { (subject, object) };
        let negative = article.iri(statement, st::POLARITY) == Some(st::NEGATIVE);
        sides.entry((first, predicate, second)).or_default()[usize::from(negative)].push(statement);
    }
    for [positive, negative] in sides.into_values() {
        if !positive.is_empty() && !negative.is_empty() {
            found.extend(positive.into_iter().chain(negative));
        }
    }
    found
}
