//! What a dossier means: statements as types, every name looked up, every default filled in.
//!
//! Holder, stance, polarity and extraction confidence are four separate things here and stay so.

pub mod catalog;
pub mod edtf;
mod lookup;
pub mod quantity;
mod resolve;
mod value;

use std::borrow::Cow;

pub(crate) use lookup::outside_iri;
pub use resolve::{Context, resolve};

use crate::ontology::Term;
use crate::source::{Source, Span};
use edtf::Edtf;
use quantity::{Amount, Quantity};

/// Text in a language; the tag is in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LangText<'a> {
    /// BCP 47 tag.
    pub lang: Cow<'a, str>,
    /// The text.
    pub text: Cow<'a, str>,
}

/// An article with everything it says.
#[derive(Debug)]
pub struct Article<'a> {
    /// Where it was read.
    pub source: &'a Source,
    /// Its id.
    pub id: Cow<'a, str>,
    /// Its IRI.
    pub iri: String,
    /// What is known about it.
    pub about: About<'a>,
    /// Entities of its own, in the order met.
    pub entities: Vec<LocalEntity<'a>>,
    /// Statements in the order written; the content of a statement follows it.
    pub statements: Vec<Statement<'a>>,
}

/// An article's metadata.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "the fields are those of the dossier format, documented there")]
pub struct About<'a> {
    pub url: Option<Cow<'a, str>>,
    pub archive_url: Option<Cow<'a, str>>,
    pub title: Vec<LangText<'a>>,
    pub authors: Vec<AgentRef<'a>>,
    pub publishers: Vec<AgentRef<'a>>,
    pub published: Option<Time<'a>>,
    pub retrieved: Option<Time<'a>>,
    pub language: Cow<'a, str>,
    pub text_sha256: Option<Cow<'a, str>>,
    pub licence: Option<Cow<'a, str>>,
    /// IRI of the article this one reprints.
    pub reprint_of: Option<String>,
    /// IRI of the article this one corrects.
    pub corrects: Option<String>,
    pub retracted: Option<Retraction<'a>>,
    pub source_grade: Option<Cow<'a, str>>,
    pub credibility: Option<Cow<'a, str>>,
    pub never_assert: bool,
}

/// That an article was taken back.
#[derive(Debug, Default)]
pub struct Retraction<'a> {
    /// When.
    pub date: Option<Edtf>,
    /// Why.
    pub note: Option<Cow<'a, str>>,
}

/// An author or publisher.
#[derive(Debug)]
pub enum AgentRef<'a> {
    /// An entity.
    Entity(EntityRef),
    /// Given only by name; its IRI is below the article.
    Named(Vec<LangText<'a>>),
    /// Not known, and why.
    Unknown(Unknown<'a>),
}

/// An entity of the catalog or of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityRef {
    /// Number in the catalog: the knowledge base's and the gazetteer's entities.
    Shared(u32),
    /// Number in [`Article::entities`].
    Local(u32),
}

/// An entity that belongs to one article.
#[derive(Debug)]
pub struct LocalEntity<'a> {
    /// The id as written; empty for entities on the spot without one and for outside IRIs.
    pub id: Cow<'a, str>,
    /// Its IRI.
    pub iri: String,
    /// Domain types as written; asserted only if an asserted statement speaks of the entity.
    pub types: Vec<&'a Term>,
    /// Names shown.
    pub labels: Vec<LangText<'a>>,
    /// Other names.
    pub aliases: Vec<LangText<'a>>,
    /// The same thing elsewhere, as IRIs.
    pub same_as: Vec<String>,
    /// Neutral words.
    pub described: Vec<LangText<'a>>,
    /// Free text.
    pub note: Option<Cow<'a, str>>,
    /// Where it was written.
    pub span: Span,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether any statement or the article's metadata speaks of it.
    pub used: bool,
}

/// Where an article's own entity comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Defined under `entities:`.
    Defined,
    /// Defined where it is used.
    Inline,
    /// Known elsewhere and referred to by IRI.
    Outside,
}

/// Who holds a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The author of the article.
    Author,
    /// A source that the article does not name.
    Unnamed,
    /// A named actor.
    Entity(EntityRef),
}

/// How the author relates to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "defined in ontology/statement.ttl, in two languages")]
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
    /// Every stance.
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

    /// Returns the word written in dossiers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Presupposed => "presupposed",
            Self::Hedged => "hedged",
            Self::Hypothetical => "hypothetical",
            Self::Predicted => "predicted",
            Self::Questioned => "questioned",
            Self::Reported => "reported",
            Self::Distanced => "distanced",
            Self::Denied => "denied",
            Self::Generic => "generic",
        }
    }

    /// Returns the IRI of the stance.
    #[must_use]
    pub const fn iri(self) -> &'static str {
        use crate::vocab::st;
        match self {
            Self::Committed => st::COMMITTED,
            Self::Presupposed => st::PRESUPPOSED,
            Self::Hedged => st::HEDGED,
            Self::Hypothetical => st::HYPOTHETICAL,
            Self::Predicted => st::PREDICTED,
            Self::Questioned => st::QUESTIONED,
            Self::Reported => st::REPORTED,
            Self::Distanced => st::DISTANCED,
            Self::Denied => st::DENIED,
            Self::Generic => st::GENERIC,
        }
    }
}

/// Whether a statement affirms or negates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the two words say it")]
pub enum Polarity {
    Positive,
    Negative,
}

/// One thing an article says.
#[derive(Debug)]
pub struct Statement<'a> {
    /// Its id in the article.
    pub id: Cow<'a, str>,
    /// Its IRI.
    pub iri: String,
    /// Where it was written.
    pub span: Span,
    /// The statements whose content it is, by number in [`Article::statements`].
    pub parents: Vec<usize>,
    /// The gist in own words.
    pub gloss: Vec<LangText<'a>>,
    /// Subject.
    pub subject: Option<Value<'a>>,
    /// Predicate.
    pub predicate: Option<&'a Term>,
    /// Object.
    pub object: Option<Value<'a>>,
    /// What a statement without a triple is about.
    pub about: Vec<Value<'a>>,
    /// Links to other statements.
    pub links: Vec<(&'a Term, Vec<Value<'a>>)>,
    /// Qualifiers, in the order written.
    pub qualifiers: Vec<(&'a Term, Vec<Value<'a>>)>,
    /// Who holds it, outermost first; the last one is the innermost.
    pub holders: Vec<Holder>,
    /// Whether the holder was written, as against filled in.
    pub holder_written: bool,
    /// What is written of holders that are not known, by their place in [`Statement::holders`].
    pub unknown_holders: Vec<(usize, Unknown<'a>)>,
    /// Stance.
    pub stance: Stance,
    /// Polarity.
    pub polarity: Polarity,
    /// The words that carry it.
    pub evidence: Vec<Evidence<'a>>,
    /// Whether the evidence is its parent's.
    pub shared_evidence: bool,
    /// Extraction confidence, a decimal from 0 to 1.
    pub confidence: Option<Cow<'a, str>>,
    /// Whether a name in it stands in scare quotes.
    pub scare_quoted: bool,
    /// Free text.
    pub note: Vec<LangText<'a>>,
}

impl Statement<'_> {
    /// Returns the innermost holder.
    #[must_use]
    pub fn holder(&self) -> Holder {
        self.holders.last().copied().unwrap_or(Holder::Author)
    }
}

/// A subject, object or qualifier value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// An entity.
    Entity(EntityRef),
    /// A concept of the ontology (a domain, a degree, an event type).
    Concept(&'a Term),
    /// A statement of this article, by number.
    Statement(usize),
    /// A statement of another article, by IRI.
    OtherStatement(String),
    /// An article, by IRI.
    Article(String),
    /// A state of affairs not said to be actual.
    Situation(Box<Situation<'a>>),
    /// A literal with its datatype IRI.
    Literal(Cow<'a, str>, Cow<'a, str>),
    /// Free text.
    Text(LangText<'a>),
    /// A time.
    Time(Box<Time<'a>>),
    /// A quantity.
    Quantity(Box<Quantity>),
    /// A quantity whose number is not known.
    UnknownQuantity(Box<UnknownQuantity<'a>>),
    /// Not known.
    Unknown(Box<Unknown<'a>>),
}

/// A state of affairs that is feared, wanted, supposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Situation<'a> {
    /// What it is, in words.
    pub gloss: Vec<LangText<'a>>,
    /// Subject.
    pub subject: Option<Value<'a>>,
    /// Predicate.
    pub predicate: Option<&'a Term>,
    /// Object.
    pub object: Option<Value<'a>>,
}

/// A value that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown<'a> {
    /// IRI of the reason.
    pub reason: &'static str,
    /// The words of the source.
    pub text: Option<Cow<'a, str>>,
    /// A guess: value and basis. It answers no query by default.
    pub guess: Option<(Cow<'a, str>, Option<Cow<'a, str>>)>,
}

/// A quantity whose number is not known, with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuantity<'a> {
    /// Why, and the words for the number.
    pub value: Unknown<'a>,
    /// Bounds of the number; never a value.
    pub bounds: Option<Amount>,
    /// Unit.
    pub unit: Option<Cow<'a, str>>,
    /// The words for the whole, where the number has words of its own.
    pub text: Option<Cow<'a, str>>,
}

/// A time, or that it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time<'a> {
    /// As written.
    Known(Edtf),
    /// An interval with an end that is not known.
    Partly(PartlyKnown<'a>),
    /// Not known.
    Unknown(Unknown<'a>),
}

/// An interval one or both ends of which are not known, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartlyKnown<'a> {
    /// What is known of it, such as `2020/`; nothing if neither end is a date.
    pub known: Option<Edtf>,
    /// Why the start is not known; `None` where it is, or is left open.
    pub from: Option<Unknown<'a>>,
    /// Why the end is not known; `None` where it is, or is left open.
    pub to: Option<Unknown<'a>>,
}

/// Words of the article that carry a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// Where it was written in the dossier.
    pub span: Span,
    /// The words, exactly.
    pub exact: Option<Cow<'a, str>>,
    /// Words right before.
    pub prefix: Option<Cow<'a, str>>,
    /// Words right after.
    pub suffix: Option<Cow<'a, str>>,
    /// Place in the text in Unicode scalars, end exclusive.
    pub position: Option<(u64, u64)>,
    /// SHA-256 of the words' UTF-8, in hexadecimal.
    pub sha256: Option<Cow<'a, str>>,
    /// Page label.
    pub page: Option<Cow<'a, str>>,
    /// Time in a recording.
    pub timecode: Option<Cow<'a, str>>,
    /// Translation: the text, and who made it.
    pub translation: Option<(LangText<'a>, Option<Cow<'a, str>>)>,
}
