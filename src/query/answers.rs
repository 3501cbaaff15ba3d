//! The questions analysts ask most, answered with claims in groups: a date, a proposition, a reason.

mod corroborated;
mod listed;

use oxigraph::model::Term;

use super::named::{NamedQuery, Origin};
use super::run::{Asker, QueryError, Question};
use super::{Binder, Library, ParameterError};
use crate::source::Source;
use crate::store::CancellationToken;

pub use corroborated::{Kind as SourceKind, corroborated};
pub use listed::{between, claims_by, contradictions, timeline, unknowns};

/// A question of an analyst: who is asked, and with which values.
pub struct Inquiry<'i> {
    /// Who is asked.
    pub asker: &'i Asker<'i>,
    /// What turns values as written into terms.
    pub binder: &'i Binder<'i>,
    /// Values of parameters by name, as written.
    pub given: Vec<(String, String)>,
    /// Stops it from another thread.
    pub cancel: CancellationToken,
}

impl Inquiry<'_> {
    fn bundled(&self, name: &str) -> Result<Question, ParameterError> {
        let library = Library::bundled();
        self.bind(library.get(name).expect("a bundled query, as tests show"))
    }

    /// Binds a query that is not one of the named ones.
    fn own(&self, name: &str, text: &'static str) -> Result<Question, ParameterError> {
        let query = NamedQuery::parse(name, Origin::Bundled, Source::new(name, text));
        self.bind(&query.expect("bundled, as tests show"))
    }

    fn bind(&self, query: &NamedQuery) -> Result<Question, ParameterError> {
        let mut question = query.bind(&self.given, self.binder)?;
        question.cancel = self.cancel.clone();
        Ok(question)
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// A parameter is not what it must be.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// The query failed.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Claims that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// What they have in common, as terms: a triple, a reason; or nothing.
    pub terms: Vec<Term>,
    /// What they have in common, in the article's words: a date as written.
    pub words: Option<String>,
    /// How many independent sources it has, where that was counted.
    pub sources: Option<usize>,
    /// What belongs to it, in order.
    pub items: Vec<Item>,
}

/// A claim, or what is said of an article itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// IRI of the statement.
    pub statement: Option<String>,
    /// IRI of the article, where no statement says it.
    pub article: Option<String>,
    /// Which part of it is meant: properties, outermost first.
    pub part: Vec<Term>,
    /// The article's words for that part.
    pub words: Option<String>,
}

impl Item {
    fn statement(iri: String) -> Self {
        Self { statement: Some(iri), ..Self::default() }
    }
}

/// Puts an item into the group with the same head, which are few at a time and come in order.
fn put(groups: &mut Vec<Group>, head: Group, item: Item) {
    let same = |group: &&mut Group| group.terms == head.terms && group.words == head.words;
    match groups.iter_mut().rev().find(same) {
        Some(group) if group.items.contains(&item) => {}
        Some(group) => group.items.push(item),
        None => groups.push(Group { items: vec![item], ..head }),
    }
}
