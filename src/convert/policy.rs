//! The assertion policy: which statements may become plain triples.
//!
//! Asserted iff the author of the article holds it, commits to it or presupposes it, affirms it, the
//! predicate may be asserted, subject and object are things, the article does not contradict itself
//! about it, it was not taken back, and its source is not barred. Everything else is withheld, with
//! the reason. Someone else's denial is no conflict: that is what attribution is for.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::review::{Reviews, Verdict};
use super::value_iri;
use crate::ontology::Assertability;
use crate::statement::{Article, Context, Holder, Polarity, Stance, Statement, Value};
use crate::vocab::{q, st};

/// How much may be asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Policy {
    /// Only what the author commits to outright.
    Strict,
    /// Also what the author presupposes.
    #[default]
    Default,
    /// Also contested predicates, without waiting for a review.
    Open,
}

impl Policy {
    /// Every policy, by name.
    pub const ALL: [(&'static str, Self); 3] =
        [("strict", Self::Strict), ("default", Self::Default), ("open", Self::Open)];

    /// Returns the word for the policy.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Default => "default",
            Self::Open => "open",
        }
    }

    /// Returns the IRI that stands for the policy.
    #[must_use]
    pub const fn iri(self) -> &'static str {
        match self {
            Self::Strict => st::STRICT_POLICY,
            Self::Default => st::DEFAULT_POLICY,
            Self::Open => st::OPEN_POLICY,
        }
    }

    /// Returns the policy with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy)
    }
}

/// Why a statement yields no plain triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Withheld {
    /// The article was retracted.
    Retracted,
    /// The source is graded never to be asserted.
    Source,
    /// There is only text.
    TextOnly,
    /// Somebody else holds it, or nobody named.
    Holder,
    /// The author does not commit to it.
    Stance,
    /// It says that something is not so.
    Negative,
    /// The predicate never becomes a plain triple.
    Predicate,
    /// The predicate is contested and nobody accepted the statement.
    Contested,
    /// A person rejected it.
    Rejected,
    /// Subject or object is a statement, a situation, unknown or free text.
    NotThings,
    /// Another statement only aims at it, fears it or asks for it.
    Intensional,
    /// The article says the opposite too.
    Conflict,
}

impl Withheld {
    /// Returns the word for the reason.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Source => "source",
            Self::TextOnly => "text-only",
            Self::Holder => "holder",
            Self::Stance => "stance",
            Self::Negative => "negative",
            Self::Predicate => "predicate",
            Self::Contested => "contested",
            Self::Rejected => "rejected",
            Self::NotThings => "not-things",
            Self::Intensional => "intensional",
            Self::Conflict => "conflict",
        }
    }

    /// Returns the reason in a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Retracted => "the article was retracted",
            Self::Source => "the source is never to be asserted",
            Self::TextOnly => "it is text only",
            Self::Holder => "somebody else holds it, not the author",
            Self::Stance => "the author does not commit to it",
            Self::Negative => "it is negative",
            Self::Predicate => "this predicate never becomes a plain triple",
            Self::Contested => "the predicate is contested and no review accepts the statement",
            Self::Rejected => "a review rejects it",
            Self::NotThings => "subject or object is a statement, a situation, unknown or free text",
            Self::Intensional => "another statement only wants, fears or supposes it",
            Self::Conflict => "the article contradicts itself about it",
        }
    }
}

/// What the policy says of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may stand as a plain triple in its article's graph.
    Asserted,
    /// It may not.
    Withheld(Withheld),
}

impl Decision {
    /// Says whether the statement may stand as a plain triple.
    #[must_use]
    pub fn is_asserted(self) -> bool {
        self == Self::Asserted
    }
}

/// Decides for every statement of an article; `digests` are those of the statements.
#[must_use]
pub fn decide(
    article: &Article<'_>,
    context: &Context,
    policy: Policy,
    reviews: &Reviews,
    digests: &[String],
) -> Vec<Decision> {
    let conflicts = conflicts(article, context);
    let intensional = intensional(article);
    article
        .statements
        .iter()
        .enumerate()
        .map(|(number, statement)| {
            let verdict = reviews.verdict(&statement.iri, &digests[number]);
            let supposed = intensional.contains(&number) && !statement.holder_written;
            match withheld(article, statement, policy, verdict, supposed, conflicts.contains(&number)) {
                None => Decision::Asserted,
                Some(reason) => Decision::Withheld(reason),
            }
        })
        .collect()
}

fn withheld(
    article: &Article<'_>,
    statement: &Statement<'_>,
    policy: Policy,
    verdict: Option<Verdict>,
    supposed: bool,
    in_conflict: bool,
) -> Option<Withheld> {
    if article.about.retracted.is_some() {
        return Some(Withheld::Retracted);
    }
    if article.about.never_assert {
        return Some(Withheld::Source);
    }
    let (Some(predicate), Some(subject)) = (statement.predicate, &statement.subject) else {
        return Some(Withheld::TextOnly);
    };
    if statement.holders != [Holder::Author] {
        return Some(Withheld::Holder);
    }
    match statement.stance {
        Stance::Committed => {}
        Stance::Presupposed if policy != Policy::Strict => {}
        _ => return Some(Withheld::Stance),
    }
    if statement.polarity == Polarity::Negative {
        return Some(Withheld::Negative);
    }
    if verdict == Some(Verdict::Reject) {
        return Some(Withheld::Rejected);
    }
    match predicate.assertability {
        Assertability::Never => return Some(Withheld::Predicate),
        Assertability::AfterReview if policy != Policy::Open && verdict != Some(Verdict::Accept) => {
            return Some(Withheld::Contested);
        }
        Assertability::AfterReview | Assertability::Always => {}
    }
    let object_stands = match &statement.object {
        Some(object) => is_thing(object) || is_measure(object),
        None => predicate.object_optional,
    };
    if !is_thing(subject) || !object_stands {
        return Some(Withheld::NotThings);
    }
    if supposed {
        return Some(Withheld::Intensional);
    }
    in_conflict.then_some(Withheld::Conflict)
}

/// Finds the statements that are what another one wants, fears, judges, supposes or aims at.
///
/// Such a statement may be written on its own; unless its `holder: author` is written out, it is taken
/// as no more than what the other one makes of it. What causes, explains or bears out something else, or
/// comes before it, is taken as it stands: those terms are opaque for their roles only.
fn intensional(article: &Article<'_>) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut note = |value: &Value<'_>| {
        if let Value::Statement(number) = value {
            found.insert(*number);
        }
    };
    for statement in &article.statements {
        if let Some(predicate) = statement.predicate {
            let takes_as_given = [st::CAUSES, st::EXPLAINS, st::EVIDENCE_FOR].contains(&predicate.iri.as_str());
            if predicate.opaque && !takes_as_given {
                statement.object.iter().for_each(&mut note);
            }
            if predicate.iri == st::WOULD_CAUSE {
                statement.subject.iter().for_each(&mut note);
            }
        }
        for (qualifier, values) in statement.qualifiers.iter().filter(|(qualifier, _)| !qualifier.vouches) {
            let supposed = statement.predicate.is_some_and(|predicate| predicate.iri == st::WOULD_CAUSE);
            let given = match qualifier.iri.as_str() {
                q::AFTER | q::GROUNDS => true,
                q::JOINT_CAUSE => !supposed,
                _ => false,
            };
            if !given {
                values.iter().for_each(&mut note);
            }
        }
    }
    found
}

/// Says whether a value is something a plain triple may speak of.
fn is_thing(value: &Value<'_>) -> bool {
    matches!(value, Value::Entity(_) | Value::Concept(_) | Value::Article(_))
}

/// Says whether a value is a literal, a known time or a known quantity.
fn is_measure(value: &Value<'_>) -> bool {
    use crate::statement::Time;
    match value {
        Value::Literal(..) | Value::Quantity(_) => true,
        Value::Time(time) => matches!(**time, Time::Known(_)),
        _ => false,
    }
}

/// Finds the statements that stand against another one of the article.
///
/// Qualifiers do not matter here: "visited in 2018" and "never visited" speak of the same pair, and a
/// plain triple would carry no year.
fn conflicts(article: &Article<'_>, context: &Context) -> HashSet<usize> {
    let mut found = HashSet::new();
    let held = |statement: &Statement<'_>| statement.holders == [Holder::Author];
    for (number, statement) in article.statements.iter().enumerate() {
        for (link, targets) in &statement.links {
            if link.iri == st::IN_CONFLICT_WITH {
                found.insert(number);
                found.extend(targets.iter().filter_map(|target| match target {
                    Value::Statement(other) => Some(*other),
                    _ => None,
                }));
            }
        }
    }
    if article.statements.iter().any(|statement| held(statement) && statement.polarity == Polarity::Negative) {
        let mut by_head: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (number, statement) in article.statements.iter().enumerate().filter(|(_, statement)| held(statement)) {
            let Some(head) = head(statement, article, context) else { continue };
            let sides = by_head.entry(head).or_default();
            if statement.polarity == Polarity::Negative { sides.1.push(number) } else { sides.0.push(number) }
        }
        for (positive, negative) in by_head.into_values() {
            if !positive.is_empty() && !negative.is_empty() {
                found.extend(positive.into_iter().chain(negative));
            }
        }
    }
    found
}

/// Returns subject, predicate and object as one text, the pair sorted when the predicate is symmetric.
pub(super) fn head(statement: &Statement<'_>, article: &Article<'_>, context: &Context) -> Option<String> {
    let predicate = statement.predicate?;
    let subject = value_iri(statement.subject.as_ref()?, article, context)?;
    let object = match &statement.object {
        None => "".into(),
        Some(object) => super::key::value_text(object, article, context)?,
    };
    let (first, second) =
        if predicate.symmetric && *object < *subject { (&*object, subject) } else { (subject, &*object) };
    Some([first, "\u{1f}", &predicate.iri, "\u{1f}", second].concat())
}
