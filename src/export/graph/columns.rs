//! What is told of a statement wherever it stands: one list of columns for every format.

use crate::convert::Withheld;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Text.
    Text,
    /// Exact decimal numbers.
    Number,
}

macro_rules! columns {
    ($( $name:ident = $word:literal $kind:ident ),* $(,)?) => {
        /// A column of a statement.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Column { $( $name ),* }

        /// Every column with its name and what its cells hold, in order.
        pub const COLUMNS: &[(&str, Cells)] = &[ $( ($word, Cells::$kind) ),* ];
    };
}

columns! {
    Status = "status" Text,
    Reason = "reason" Text,
    Why = "why" Text,
    Review = "review" Text,
    Holder = "holder" Text,
    HolderIri = "holder_iri" Text,
    Via = "via" Text,
    Stance = "stance" Text,
    Polarity = "polarity" Text,
    Subject = "said_subject" Text,
    Predicate = "said_predicate" Text,
    Object = "said_object" Text,
    SubjectIri = "said_subject_iri" Text,
    PredicateIri = "said_predicate_iri" Text,
    ObjectIri = "said_object_iri" Text,
    Symmetric = "symmetric" Text,
    Says = "says" Text,
    Quote = "quote" Text,
    Time = "time" Text,
    TimeEarliest = "time_earliest" Text,
    TimeLatest = "time_latest" Text,
    Amount = "amount" Text,
    AmountValue = "amount_value" Number,
    AmountAtLeast = "amount_at_least" Number,
    AmountAtMost = "amount_at_most" Number,
    AmountUnit = "amount_unit" Text,
    Qualifiers = "qualifiers" Text,
    Links = "links" Text,
    ContentOf = "content_of" Text,
    Confidence = "confidence" Number,
    ScareQuoted = "scare_quoted" Text,
    Article = "article" Text,
    ArticleTitle = "article_title" Text,
    ArticleUrl = "article_url" Text,
    Published = "published" Text,
    StatementId = "statement_id" Text,
    Statement = "statement" Text,
}

/// From when until when, in days; an end that is open is not there.
pub type Spell = (Option<String>, Option<String>);

/// What is told of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// A cell for each of [`COLUMNS`]; empty where there is nothing to tell.
    pub cells: Vec<String>,
    /// When it is said to be so, where both ends are exact days or open.
    pub spells: Vec<Spell>,
    /// Why it is not asserted.
    pub reason: Option<Withheld>,
}

impl Statement {
    pub(super) fn new() -> Self {
        Self { cells: vec![String::new(); COLUMNS.len()], spells: Vec::new(), reason: None }
    }

    pub(super) fn set(&mut self, column: Column, text: impl Into<String>) {
        self.cells[column as usize] = text.into();
    }

    /// Returns a cell by the name of its column.
    #[must_use]
    pub fn cell(&self, name: &str) -> &str {
        let place = COLUMNS.iter().position(|(known, _)| *known == name);
        place.map_or("", |place| &self.cells[place])
    }
}

/// The columns that only nodes have, before those of a statement.
pub const NODE_COLUMNS: [&str; 6] = ["id", "label", "kind", "type", "type_iri", "same_as"];

/// The columns that only edges have, before those of a statement.
pub const EDGE_COLUMNS: [&str; 7] = ["id", "source", "target", "source_label", "target_label", "label", "kind"];

/// A thing, or a statement that is no edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// IRI.
    pub id: String,
    /// Its name in the reader's language, empty if it has none.
    pub label: String,
    /// `entity`, `concept`, `article` or `statement`.
    pub kind: &'static str,
    /// Names of the classes that are vouched for.
    pub types: String,
    /// IRIs of those classes.
    pub type_iris: String,
    /// IRIs of the same thing elsewhere.
    pub same_as: String,
}

impl Node {
    /// Returns the cells of [`NODE_COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [&str; 6] {
        [&self.id, &self.label, self.kind, &self.types, &self.type_iris, &self.same_as]
    }
}

/// An edge: a statement between two things, or what a statement node speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The statement's IRI, with the role and its number if the edge is only a part of the statement.
    pub id: String,
    /// IRI of the node it starts from.
    pub source: String,
    /// IRI of the node it points to.
    pub target: String,
    /// Name of the node it starts from.
    pub source_label: String,
    /// Name of the node it points to.
    pub target_label: String,
    /// Name of the predicate, or of the role.
    pub label: String,
    /// `asserted` or `reviewed` between two things; else the role: `subject`, `holder`, `theme` …
    pub kind: String,
    /// Number of the statement among those of its article that this part belongs to.
    pub statement: usize,
}

impl Edge {
    /// Returns the cells of [`EDGE_COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [&str; 7] {
        [&self.id, &self.source, &self.target, &self.source_label, &self.target_label, &self.label, &self.kind]
    }
}
