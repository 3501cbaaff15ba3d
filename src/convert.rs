//! Statements into quads: the stored shape and the asserted triples, pure and streaming.
//!
//! The default graph holds who says what; it never holds a plain triple between entities. What the
//! policy lets through stands in `graph/asserted/<article>` and, again, in `graph/asserted`.

mod article;
mod asserted;
pub mod import;
mod key;
mod names;
mod nodes;
mod parallel;
mod policy;
pub mod profile;
mod review;
mod shared;
mod stored;

pub use article::{Input, Outcome, process};
pub use key::{content_key, digest};
pub use parallel::in_order;
pub use policy::{Decision, Policy, Withheld, decide};
pub use review::{Review, Reviews, Verdict};
pub use shared::{Used, describe_shared};

use std::collections::HashSet;

use crate::dossier::stream::InputFormat;
use crate::finding::{Checked, Code, Finding};
use crate::iri::Base;
use crate::rdf::QuadSink;
use crate::source::{Source, Span};
use crate::statement::{Article, Context, EntityRef, Value};

/// What conversion depends on beside the article itself.
#[derive(Debug)]
pub struct Converter<'c> {
    /// Names, terms, base.
    pub context: &'c Context,
    /// What may become a plain triple.
    pub policy: Policy,
    /// What people have accepted or rejected.
    pub reviews: &'c Reviews,
}

/// Counts of one article's conversion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements, nested ones included.
    pub statements: u64,
    /// Statements that the policy lets through.
    pub asserted: u64,
}

impl Counts {
    /// Adds the counts of another article.
    pub fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.asserted += other.asserted;
    }
}

/// What conversion has worked out about an article before anything is written.
#[derive(Debug)]
pub struct Judged {
    /// Digest of each statement.
    pub digests: Vec<String>,
    /// What the policy says of each statement.
    pub decisions: Vec<Decision>,
    vouched: HashSet<EntityRef>,
}

impl Converter<'_> {
    /// Applies the policy to an article, and reports verdicts in names and reviews that went stale.
    #[must_use]
    pub fn judge(&self, article: &Article<'_>) -> Checked<Judged> {
        let digests: Vec<String> =
            article.statements.iter().map(|statement| digest(statement, article, self.context)).collect();
        let decisions = decide(article, self.context, self.policy, self.reviews, &digests);
        let vouched = asserted::vouched_entities(article, &decisions);
        let mut findings = Vec::new();
        names::check(article, &decisions, &vouched, &mut findings);
        self.stale_reviews(article, &digests, &mut findings);
        Checked { value: Judged { digests, decisions, vouched }, findings }
    }

    fn stale_reviews(&self, article: &Article<'_>, digests: &[String], findings: &mut Vec<Finding>) {
        for (statement, digest) in article.statements.iter().zip(digests) {
            if let Some(latest) = self.reviews.of(&statement.iri).last()
                && latest.digest != *digest
            {
                let message = format!("`{}` was edited after {} reviewed it", statement.id, latest.by);
                findings.push(
                    Finding::new(Code::ReviewStale, article.source, statement.span, message)
                        .with_hint(format!("its digest is now {digest}; review it again")),
                );
            }
        }
    }

    /// Writes all quads of an article, always in the same order, and notes the shared entities and
    /// terms it uses.
    pub fn convert(&self, article: &Article<'_>, judged: &Judged, sink: &mut impl QuadSink, used: &mut Used) -> Counts {
        let Judged { digests, decisions, vouched } = judged;
        stored::write(self, article, digests, vouched, sink, used);
        asserted::write(self, article, decisions, vouched, sink);
        asserted::write_reviewed(self, article, digests, sink);
        Counts {
            statements: article.statements.len() as u64,
            asserted: decisions.iter().filter(|decision| decision.is_asserted()).count() as u64,
        }
    }
}

/// Returns the finding that an article has been described before.
#[must_use]
pub fn described_twice(article: &str, source: &Source, first: Option<&Source>) -> Finding {
    let message = format!("the article `{article}` is described twice; the first description counts");
    let finding = Finding::new(Code::DuplicateArticle, source, Span::default(), message);
    let in_one_table = first.is_some_and(|first| first.name == source.name)
        && matches!(InputFormat::from_file_name(&source.name), Some(InputFormat::Csv | InputFormat::Tsv));
    let finding = match first {
        Some(first) => finding.with_related(first, Span::default(), "first described here"),
        None => finding,
    };
    finding.with_hint(if in_one_table {
        "the rows of one article stand together: move these up to the others"
    } else {
        "keep one of the two, or give one of them another `id`"
    })
}

/// Returns the IRI of an entity.
pub(crate) fn entity_iri<'a>(entity: EntityRef, article: &'a Article<'_>, context: &'a Context) -> &'a str {
    match entity {
        EntityRef::Shared(number) => &context.catalog.entity(number).iri,
        EntityRef::Local(number) => &article.entities[number as usize].iri,
    }
}

/// Returns the IRI a value stands for, when it is a thing with an IRI of its own.
pub(crate) fn value_iri<'a>(value: &'a Value<'_>, article: &'a Article<'_>, context: &'a Context) -> Option<&'a str> {
    match value {
        Value::Entity(entity) => Some(entity_iri(*entity, article, context)),
        Value::Concept(term) => Some(&term.iri),
        Value::Statement(number) => Some(&article.statements[*number].iri),
        Value::OtherStatement(iri) | Value::Article(iri) => Some(iri),
        _ => None,
    }
}

/// The names of the graphs that conversion writes.
#[derive(Debug)]
struct Graphs {
    article: String,
    asserted: String,
    reviewed: String,
}

impl Graphs {
    fn new(base: &Base, article: &str) -> Self {
        Self {
            article: base.asserted_graph(article),
            asserted: base.graph("asserted"),
            reviewed: base.graph("reviewed"),
        }
    }
}
