//! The types of a dossier: what was written, unresolved.

use std::borrow::Cow;

use crate::source::{Span, Spanned};

/// Written characters with their place.
pub type Text<'a> = Spanned<Cow<'a, str>>;

/// One article, its entities, its statements.
#[derive(Debug, Clone, Default)]
pub struct Dossier<'a> {
    /// The article.
    pub article: ArticleEntry<'a>,
    /// Entities of the article's own.
    pub entities: Vec<EntityEntry<'a>>,
    /// What the article says.
    pub statements: Vec<StatementEntry<'a>>,
}

/// Text in one or several languages; a bare text has no tag and is in the article's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LangMap<'a> {
    /// Language tag as written, if any, and text.
    pub texts: Vec<(Option<Text<'a>>, Text<'a>)>,
}

/// Something whose value is not known, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown<'a> {
    /// One of `digits-lost`, `not-stated`, `unnamed`, `vague`.
    pub reason: Text<'a>,
    /// The words of the source.
    pub text: Option<Text<'a>>,
    /// A guess, kept apart: value and basis.
    pub guess: Option<(Text<'a>, Option<Text<'a>>)>,
    /// The whole value.
    pub span: Span,
}

/// A value that may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<'a> {
    /// Written.
    Text(Text<'a>),
    /// Said to be unknown.
    Unknown(Unknown<'a>),
}

/// A person or organisation named in an article's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agent<'a> {
    /// An entity, by id or name.
    Entity(Text<'a>),
    /// Only a name.
    Name(LangMap<'a>, Span),
    /// Not known, and why.
    Unknown(Unknown<'a>),
}

/// `article:` of a dossier.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are those of the dossier format, documented there")]
pub struct ArticleEntry<'a> {
    pub span: Span,
    pub id: Text<'a>,
    pub url: Option<Text<'a>>,
    pub archive_url: Option<Text<'a>>,
    pub title: LangMap<'a>,
    pub author: Vec<Agent<'a>>,
    pub publisher: Vec<Agent<'a>>,
    pub published: Option<Known<'a>>,
    pub retrieved: Option<Known<'a>>,
    pub language: Text<'a>,
    pub text: Option<Text<'a>>,
    pub text_sha256: Option<Text<'a>>,
    pub licence: Option<Text<'a>>,
    pub reprint_of: Option<Text<'a>>,
    pub corrects: Option<Text<'a>>,
    pub retracted: Option<Retraction<'a>>,
    pub grade: Option<Grade<'a>>,
}

/// That and why an article was taken back.
#[derive(Debug, Clone)]
pub struct Retraction<'a> {
    /// When, as EDTF.
    pub date: Option<Text<'a>>,
    /// Why.
    pub note: Option<Text<'a>>,
}

/// How far a source is trusted (Admiralty code).
#[derive(Debug, Clone, Default)]
pub struct Grade<'a> {
    /// `A`–`F`.
    pub source: Option<Text<'a>>,
    /// `1`–`6`.
    pub credibility: Option<Text<'a>>,
    /// Whether the source is never to be asserted.
    pub never_assert: bool,
}

/// One entry under `entities:`.
#[derive(Debug, Clone)]
pub struct EntityEntry<'a> {
    /// The id.
    pub id: Text<'a>,
    /// Class of the ontology.
    pub types: Vec<Text<'a>>,
    /// Names shown.
    pub label: LangMap<'a>,
    /// Other names.
    pub aliases: LangMap<'a>,
    /// The same thing elsewhere.
    pub same_as: Vec<Text<'a>>,
    /// Neutral words for an entity that only withheld statements speak of.
    pub described: LangMap<'a>,
    /// Free text.
    pub note: Option<Text<'a>>,
}

/// One statement as written.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are those of the dossier format, documented there")]
pub struct StatementEntry<'a> {
    pub span: Span,
    pub id: Option<Text<'a>>,
    pub says: LangMap<'a>,
    pub subject: Option<Written<'a>>,
    pub predicate: Option<Text<'a>>,
    pub object: Option<Written<'a>>,
    pub about: Vec<Written<'a>>,
    pub links: Vec<(Text<'a>, Vec<Written<'a>>)>,
    pub with: Vec<(Text<'a>, Vec<Written<'a>>)>,
    pub holder: Option<Vec<Written<'a>>>,
    pub stance: Option<Text<'a>>,
    pub not: Option<Spanned<bool>>,
    pub quote: Vec<Quote<'a>>,
    pub confidence: Option<Text<'a>>,
    pub scare_quoted: Option<Spanned<bool>>,
    pub note: Option<LangMap<'a>>,
    /// Something of what it says was written and could not be read; a finding says what.
    pub unread: bool,
}

/// A value as written: the short form is a bare text, the long forms say what they are.
#[derive(Debug, Clone)]
pub enum Written<'a> {
    /// A bare text: an entity where one is expected, else the value itself.
    Bare(Text<'a>),
    /// `{entity: …}`.
    Entity(Text<'a>),
    /// `{statement: id}` or `{statement: article/id}`.
    Statement(Text<'a>),
    /// `{article: id}`.
    Article(Text<'a>),
    /// `{situation: …}`: a state of affairs not said to be actual.
    Situation(Box<StatementEntry<'a>>),
    /// `{value: …, type: …}`.
    Literal(Text<'a>, Option<Text<'a>>, Span),
    /// `{text: …, lang: …}`.
    Text(Text<'a>, Option<Text<'a>>, Span),
    /// `{label: …, type: …, id?: …}`: an entity on the spot.
    Inline(Box<InlineEntity<'a>>),
    /// `{unknown: …}`.
    Unknown(Box<Unknown<'a>>),
    /// `{from: …, to: …}`.
    Interval(Box<(Option<Known<'a>>, Option<Known<'a>>)>, Span),
    /// `{value | at_least | at_most, unit}`.
    Quantity(Box<WrittenQuantity<'a>>),
    /// A statement within a statement.
    Nested(Box<StatementEntry<'a>>),
}

/// An entity defined where it is used.
#[derive(Debug, Clone)]
pub struct InlineEntity<'a> {
    /// The whole value.
    pub span: Span,
    /// Its definition; the id may be absent.
    pub id: Option<Text<'a>>,
    /// Class of the ontology.
    pub types: Vec<Text<'a>>,
    /// Names shown.
    pub label: LangMap<'a>,
    /// Neutral words.
    pub described: LangMap<'a>,
    /// The same thing elsewhere.
    pub same_as: Vec<Text<'a>>,
}

/// A quantity as written.
#[derive(Debug, Clone, Default)]
pub struct WrittenQuantity<'a> {
    /// The whole value.
    pub span: Span,
    /// Exact value, possibly unknown.
    pub value: Option<Known<'a>>,
    /// Lower bound.
    pub at_least: Option<Text<'a>>,
    /// Upper bound.
    pub at_most: Option<Text<'a>>,
    /// Unit.
    pub unit: Option<Text<'a>>,
    /// The words of the source.
    pub text: Option<Text<'a>>,
}

/// One piece of evidence.
#[derive(Debug, Clone, Default)]
pub struct Quote<'a> {
    /// The whole value.
    pub span: Span,
    /// The words, exactly.
    pub quote: Option<Text<'a>>,
    /// Words right before.
    pub prefix: Option<Text<'a>>,
    /// Words right after.
    pub suffix: Option<Text<'a>>,
    /// First Unicode scalar.
    pub start: Option<Spanned<u64>>,
    /// Unicode scalar after the last.
    pub end: Option<Spanned<u64>>,
    /// SHA-256 of the span's UTF-8.
    pub sha256: Option<Text<'a>>,
    /// Page label.
    pub page: Option<Text<'a>>,
    /// Time in a recording.
    pub timecode: Option<Text<'a>>,
    /// Translation: language, text, who made it.
    pub translation: Option<(Text<'a>, Text<'a>, Option<Text<'a>>)>,
}

impl Written<'_> {
    /// Returns where the value was written.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Bare(text) | Self::Entity(text) | Self::Statement(text) | Self::Article(text) => text.span,
            Self::Situation(entry) | Self::Nested(entry) => entry.span,
            Self::Literal(_, _, span) | Self::Text(_, _, span) | Self::Interval(_, span) => *span,
            Self::Inline(entity) => entity.span,
            Self::Unknown(unknown) => unknown.span,
            Self::Quantity(quantity) => quantity.span,
        }
    }
}
