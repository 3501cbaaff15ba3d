//! The assertion rule a second time, written from the design alone, to test the first against.
//!
//! `decide` says of one statement whether it may become a plain triple, and why not; `asserted`,
//! `reviewed`, `nodes` and `described` give what an article may put into its graphs.
//! `write::dossier` writes an article in the file format and `random::article` makes some up, so that
//! both implementations can be run on the same; `read::article` reads a dossier back. Where the design
//! leaves a choice this takes the reading that leaks least: R1 to R18 are the numbers in
//! `tests/hostile/expected.yaml`. Nothing here uses the crate under test.

pub mod model;
pub mod random;
pub mod read;
pub mod write;

#[cfg(test)]
mod cases;

use std::collections::{BTreeMap, BTreeSet};

pub use model::{Article, Assertability, Holder, Policy, Predicate, Review, Stance, Statement, Term, Verdict};

/// Whether a statement is asserted, or the first reason why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may become a plain triple, if both ends allow one.
    Asserted,
    /// It may not.
    Withheld(Reason),
}

/// Why a statement is withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The article has an error finding and is not converted.
    Refused(Refusal),
    /// The article was withdrawn.
    Retracted,
    /// The source is never to be asserted.
    SourceNeverAsserted,
    /// It is content and does not itself say `holder: author`.
    Content,
    /// It is the object of an attitude (R2).
    Attitude,
    /// Somebody else holds it.
    Holder,
    /// The stance is neither committed nor, where the policy takes it, presupposed.
    Stance(Stance),
    /// The polarity is negative.
    Negative,
    /// The predicate never gives a plain triple.
    NeverPredicate,
    /// The predicate waits for an acceptance.
    AwaitsReview,
    /// A reviewer rejected it.
    Rejected,
    /// The author also says the opposite, or a link says so.
    Conflict(String),
}

/// An error finding: the article is not converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `stance: denied` with `not: false`.
    DeniedPositive(String),
    /// Two statements with one id.
    DuplicateId(String),
    /// A reference inside the article that leads nowhere.
    Dangling(String),
    /// Content that goes in a circle.
    Circle(String),
}

/// Looks up a predicate by its bare name.
pub type Lookup<'a> = dyn Fn(&str) -> Predicate + 'a;

/// A plain triple, in the words of the dossier.
pub type Triple = (Term, String, Term);

/// Predicates whose object, a top-level statement, is withheld like content (R2).
pub const ATTITUDES: [&str; 9] =
    ["accuses", "threatened", "seeksToContain", "needs", "seeks", "fears", "regardsAs", "purpose", "wouldCause"];

/// Returns the bare name of a predicate.
pub fn bare(predicate: &str) -> &str {
    predicate.rsplit(['#', ':']).next().unwrap_or(predicate)
}

impl Holder {
    /// Whether this is the article's author and nobody between (R4).
    fn is_author(&self) -> bool {
        match self {
            Self::Author => true,
            Self::Chain(links) => links.len() == 1 && links[0].is_author(),
            Self::Unnamed | Self::Entity(_) => false,
        }
    }
}

impl Statement {
    /// Whether the author holds it, as far as the statement itself says.
    fn author_held(&self) -> bool {
        self.holder.as_ref().map_or(self.parent.is_none(), Holder::is_author)
    }

    /// The stance, with its default.
    pub fn effective_stance(&self) -> Stance {
        self.stance.unwrap_or(if self.author_held() { Stance::Committed } else { Stance::Reported })
    }

    /// Whether it says that something is not so.
    pub fn negative(&self) -> bool {
        self.not == Some(true) || self.stance == Some(Stance::Denied)
    }

    /// The verdict that counts: the latest, and whether its digest is current.
    fn latest(&self) -> Option<Review> {
        self.reviews.last().copied()
    }

    fn accepted(&self) -> bool {
        self.latest() == Some(Review { verdict: Verdict::Accept, current: true })
    }

    fn rejected(&self) -> bool {
        self.latest().is_some_and(|review| review.verdict == Verdict::Reject)
    }

    /// Subject, predicate and object with a symmetric pair sorted: what a conflict compares.
    fn key(&self, predicates: &Lookup<'_>) -> Triple {
        let name = bare(&self.predicate);
        let (subject, object) = (self.subject.clone(), self.object.clone());
        if predicates(name).symmetric && subject > object {
            (object, name.to_owned(), subject)
        } else {
            (subject, name.to_owned(), object)
        }
    }

    /// The plain triple it would give, if both ends allow one.
    pub fn triple(&self) -> Option<Triple> {
        let object = match &self.object {
            Term::Entity(_) | Term::Literal(..) => self.object.clone(),
            _ => return None,
        };
        matches!(self.subject, Term::Entity(_))
            .then(|| (self.subject.clone(), bare(&self.predicate).to_owned(), object))
    }
}

impl Article {
    fn find(&self, id: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.id == id)
    }

    /// Ids that a statement has as content, written in it or named by it.
    fn contents<'a>(&'a self, of: &'a Statement) -> impl Iterator<Item = &'a str> {
        let nested = self.statements.iter().filter(|s| s.parent.as_ref() == Some(&of.id)).map(|s| s.id.as_str());
        nested.chain(of.content.iter().map(String::as_str))
    }

    /// Finds why the article is not converted at all.
    pub fn refusal(&self) -> Option<Refusal> {
        let mut seen = BTreeSet::new();
        for statement in &self.statements {
            if !seen.insert(&statement.id) {
                return Some(Refusal::DuplicateId(statement.id.clone()));
            }
        }
        for statement in &self.statements {
            if statement.stance == Some(Stance::Denied) && statement.not == Some(false) {
                return Some(Refusal::DeniedPositive(statement.id.clone()));
            }
            let ends = [&statement.subject, &statement.object].into_iter().filter_map(|end| match end {
                Term::Statement(id) => Some(id),
                _ => None,
            });
            let mut named = statement.content.iter().chain(&statement.conflicts).chain(ends);
            if named.any(|id| !id.contains('/') && self.find(id).is_none()) {
                return Some(Refusal::Dangling(statement.id.clone()));
            }
        }
        self.statements.iter().find(|s| self.reaches(&s.id, &s.id)).map(|s| Refusal::Circle(s.id.clone()))
    }

    /// Whether content of `from`, at any depth, leads to `to`.
    fn reaches(&self, from: &str, to: &str) -> bool {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(id) = open.pop() {
            for next in self.find(id).into_iter().flat_map(|statement| self.contents(statement)) {
                if next == to {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }

    /// Whether another statement of the article names it as its content (R1).
    fn is_named_as_content(&self, statement: &Statement) -> bool {
        let mut named = self.statements.iter().flat_map(|other| &other.content);
        named.any(|id| *id == statement.id)
    }

    /// Finds a statement that keeps this one in dispute (R3, R5, R6).
    fn conflict(&self, of: &Statement, predicates: &Lookup<'_>) -> Option<String> {
        let key = of.key(predicates);
        let held = |s: &Statement| s.author_held() && (s.holder.is_some() || !self.is_named_as_content(s));
        let disputed = |other: &Statement| {
            let linked = of.conflicts.contains(&other.id) || other.conflicts.contains(&of.id);
            let opposite = other.negative() != of.negative() && held(other) && !other.predicate.is_empty();
            linked || (opposite && other.key(predicates) == key)
        };
        let outside = of.conflicts.iter().find(|id| id.contains('/')).cloned();
        let inside = self.statements.iter().find(|other| other.id != of.id && disputed(other));
        inside.map(|other| other.id.clone()).or(outside)
    }
}

/// Says whether a statement of the article is asserted, or why not.
pub fn decide(article: &Article, statement: &Statement, policy: Policy, predicates: &Lookup<'_>) -> Decision {
    match reason(article, statement, policy, predicates) {
        Some(reason) => Decision::Withheld(reason),
        None => Decision::Asserted,
    }
}

fn reason(article: &Article, statement: &Statement, policy: Policy, predicates: &Lookup<'_>) -> Option<Reason> {
    if let Some(refusal) = article.refusal() {
        return Some(Reason::Refused(refusal));
    }
    if article.retracted {
        return Some(Reason::Retracted);
    }
    if article.assert_never {
        return Some(Reason::SourceNeverAsserted);
    }
    let says_author = statement.holder.as_ref().is_some_and(Holder::is_author);
    if (statement.parent.is_some() || article.is_named_as_content(statement)) && !says_author {
        return Some(Reason::Content);
    }
    if !statement.author_held() {
        return Some(Reason::Holder);
    }
    let feared = article.statements.iter().any(|other| {
        other.object == Term::Statement(statement.id.clone()) && ATTITUDES.contains(&bare(&other.predicate))
    });
    if feared && !says_author {
        return Some(Reason::Attitude);
    }
    match statement.effective_stance() {
        Stance::Committed => {}
        Stance::Presupposed if policy != Policy::Strict => {}
        other => return Some(Reason::Stance(other)),
    }
    if statement.negative() {
        return Some(Reason::Negative);
    }
    match predicates(bare(&statement.predicate)).assertability {
        Assertability::Never => return Some(Reason::NeverPredicate),
        _ if statement.rejected() => return Some(Reason::Rejected),
        Assertability::AfterReview if policy != Policy::Open && !statement.accepted() => {
            return Some(Reason::AwaitsReview);
        }
        Assertability::AfterReview | Assertability::Always => {}
    }
    article.conflict(statement, predicates).map(Reason::Conflict)
}

/// Returns the plain triples of graph `asserted/<article>`, twins included, with the statements behind each.
pub fn asserted(article: &Article, policy: Policy, predicates: &Lookup<'_>) -> BTreeMap<Triple, Vec<String>> {
    let mut triples: BTreeMap<Triple, Vec<String>> = BTreeMap::new();
    for statement in &article.statements {
        let Some(triple) = statement.triple() else {
            continue;
        };
        if decide(article, statement, policy, predicates) != Decision::Asserted {
            continue;
        }
        let mut readings = BTreeSet::from([triple.clone()]);
        if predicates(&triple.1).symmetric && matches!(triple.2, Term::Entity(_)) {
            readings.insert((triple.2, triple.1, triple.0));
        }
        for reading in readings {
            triples.entry(reading).or_default().push(statement.id.clone());
        }
    }
    triples
}

/// Returns the triples that the article brings to graph `reviewed` (R9).
pub fn reviewed(article: &Article, predicates: &Lookup<'_>) -> BTreeSet<Triple> {
    if article.retracted || article.assert_never || article.refusal().is_some() {
        return BTreeSet::new();
    }
    let admitted = |s: &&Statement| {
        s.accepted() && !s.negative() && predicates(bare(&s.predicate)).assertability != Assertability::Never
    };
    article.statements.iter().filter(admitted).filter_map(Statement::triple).collect()
}

/// Whether an asserted statement says something of its own that nodes and types may rest on (R10).
fn speaks(statement: &Statement) -> bool {
    let mediation = bare(&statement.predicate) == "mediatesBetween" && statement.object == Term::Absent;
    statement.triple().is_some() || (mediation && matches!(statement.subject, Term::Entity(_)))
}

/// Returns the ids of statements that may have an event or relationship node (R10, R15).
pub fn nodes(article: &Article, policy: Policy, predicates: &Lookup<'_>) -> BTreeSet<String> {
    let qualified = |s: &&Statement| !s.roles.is_empty() || s.time.is_some();
    let stands = |s: &&Statement| speaks(s) && decide(article, s, policy, predicates) == Decision::Asserted;
    article.statements.iter().filter(qualified).filter(stands).map(|s| s.id.clone()).collect()
}

/// Returns the article's own entities that must not have a domain type (R11, R12).
pub fn described(article: &Article, policy: Policy, predicates: &Lookup<'_>) -> BTreeSet<String> {
    let mut spoken_of = BTreeSet::new();
    for statement in &article.statements {
        if !speaks(statement) || decide(article, statement, policy, predicates) != Decision::Asserted {
            continue;
        }
        for end in [&statement.subject, &statement.object] {
            if let Term::Entity(id) = end {
                spoken_of.insert(id);
            }
        }
        if !predicates(bare(&statement.predicate)).opaque {
            spoken_of.extend(statement.roles.iter().filter(|(role, _)| role != "purpose").map(|(_, id)| id));
        }
    }
    article.entities.iter().map(|(id, _)| id).filter(|id| !spoken_of.contains(id)).cloned().collect()
}
