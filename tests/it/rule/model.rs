//! What the rule judges: an article and its statements as they are written, and nothing more.

use std::fmt;

/// An article: flags and statements, nested ones included (each names its parent).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// Id of the article.
    pub id: String,
    /// Whether the article was withdrawn.
    pub retracted: bool,
    /// Whether the source is marked `grade: {assert: never}`.
    pub assert_never: bool,
    /// The article's own entities: id and written type.
    pub entities: Vec<(String, Option<String>)>,
    /// Statements in the order of the file, a parent before its content.
    pub statements: Vec<Statement>,
}

/// One statement as it is written: `None` means left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statement {
    /// Id, unique in the article, nested statements included.
    pub id: String,
    /// Id of the statement whose `content` this one is written in.
    pub parent: Option<String>,
    /// Ids named as content with `{statement: id}`; `article/id` for another article.
    pub content: Vec<String>,
    /// Subject.
    pub subject: Term,
    /// Predicate as written: bare, with `gp:`/`st:`, or as a full IRI.
    pub predicate: String,
    /// Object.
    pub object: Term,
    /// Role qualifiers: name and entity.
    pub roles: Vec<(String, String)>,
    /// The qualifier `time`; also stands for the other qualifiers that are no entities.
    pub time: Option<String>,
    /// Holder.
    pub holder: Option<Holder>,
    /// Stance.
    pub stance: Option<Stance>,
    /// The field `not`.
    pub not: Option<bool>,
    /// Ids in `links: {inConflictWith}`.
    pub conflicts: Vec<String>,
    /// Reviews, the oldest first; on one date rejects last (R7).
    pub reviews: Vec<Review>,
}

/// What stands at an end of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Nothing: text-only statements, mediatesBetween.
    #[default]
    Absent,
    /// An entity by its id, already resolved: two names of one entity are one id here.
    Entity(String),
    /// Another statement.
    Statement(String),
    /// A state of affairs with an inner subject, predicate and object.
    Situation(String, String, String),
    /// Unknown, with its reason.
    Unknown(String),
    /// Free text.
    Text(String),
    /// A literal of a datatype.
    Literal(String, String),
}

/// Who holds a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// The article's author.
    Author,
    /// A source that is not named.
    Unnamed,
    /// A named actor.
    Entity(String),
    /// A chain, outermost first.
    Chain(Vec<Self>),
}

/// How the author relates to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    Committed,
    Presupposed,
    Hedged,
    Hypothetical,
    Predicted,
    Questioned,
    Reported,
    Distanced,
    Denied,
    Generic,
}

impl Stance {
    /// All stances.
    pub const ALL: [Self; 10] = [
        Self::Committed,
        Self::Presupposed,
        Self::Hedged,
        Self::Hypothetical,
        Self::Predicted,
        Self::Questioned,
        Self::Reported,
        Self::Distanced,
        Self::Denied,
        Self::Generic,
    ];
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

/// One review of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// What it says.
    pub verdict: Verdict,
    /// Whether its digest is that of the statement as it stands.
    pub current: bool,
}

/// The verdict of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accept,
    Reject,
    Open,
}

/// The assertion policy in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    Strict,
    Default,
    Open,
}

impl Policy {
    /// All policies, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Default, Self::Open];
}

/// What the ontology says of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Predicate {
    /// When it may become a plain triple.
    pub assertability: Assertability,
    /// Whether it reads the same in both directions.
    pub symmetric: bool,
    /// Whether its qualifiers tell what is accused or threatened (R11).
    pub opaque: bool,
}

/// When a predicate may become a plain triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assertability {
    Always,
    AfterReview,
    Never,
}
