//! The columns a table of statements may have: dotted paths of the fields of a dossier.

use std::borrow::Cow;

use crate::dossier::{MAX_DEPTH, keys};

/// One step on the way into a dossier; fields of the format are not copied.
pub(super) type Step = Cow<'static, str>;

/// What a column stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Whether the value belongs to the article, not to the row's statement.
    pub(super) of_article: bool,
    /// The way to the value, below `article` or below the statement.
    pub(super) path: Vec<Step>,
    /// What a cell holds.
    pub(super) kind: Kind,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One value.
    One,
    /// Values with `|` between them.
    List,
    /// Names with `|` between them: each becomes `{name: …}`.
    Names,
    /// A part of the quotes of a statement, one for each.
    Quote,
}

/// The plain columns, for suggestions.
pub(super) const EXAMPLES: &[&str] = &[
    "article",
    "article.url",
    "article.archive_url",
    "article.title",
    "article.author",
    "article.author.entity",
    "article.publisher",
    "article.publisher.entity",
    "article.published",
    "article.retrieved",
    "article.language",
    "article.text",
    "article.text_sha256",
    "article.licence",
    "article.reprint_of",
    "article.corrects",
    "article.retracted",
    "article.grade.source",
    "article.grade.credibility",
    "article.grade.assert",
    "id",
    "says",
    "subject",
    "predicate",
    "object",
    "about",
    "holder",
    "stance",
    "not",
    "quote",
    "quote.prefix",
    "quote.suffix",
    "quote.start",
    "quote.end",
    "quote.sha256",
    "quote.page",
    "quote.timecode",
    "confidence",
    "scare_quoted",
    "note",
    "links.derivedFrom",
    "links.evidencedBy",
    "links.inConflictWith",
    "links.sameTopicAs",
    "links.strongerThan",
    "links.partOf",
    "with.time",
    "with.place",
    "with.theme",
    "with.quantity",
    "with.quantity.value",
    "with.quantity.at_least",
    "with.quantity.at_most",
    "with.quantity.unit",
    "with.degree.text",
    "content.subject",
    "content.predicate",
    "content.object",
];

/// Words beside the fields of [`keys`] that steps are made of, so that they need not be copied for every cell.
const WORDS: &[&str] = &[
    "source",
    "credibility",
    "assert",
    "date",
    "by",
    "entity",
    "statement",
    "article",
    "situation",
    "value",
    "type",
    "lang",
    "label",
    "described",
    "same_as",
    "unknown",
    "guess",
    "basis",
    "from",
    "to",
    "at_least",
    "at_most",
    "unit",
    "en",
    "ar",
    "fr",
    "time",
    "place",
    "theme",
    "topic",
    "domain",
    "degree",
    "purpose",
    "quantity",
    "instrument",
    "recipient",
    "provider",
    "derivedFrom",
    "evidencedBy",
    "inConflictWith",
    "sameTopicAs",
    "strongerThan",
    "partOf",
    "name",
];

/// Says whether text in several languages may stand under a field.
pub(super) fn is_text_in_languages(field: &str) -> bool {
    matches!(field, "title" | "says" | "note" | "label" | "described")
}

/// Returns what a column name stands for, or nothing if there is no such column.
pub(super) fn column(name: &str) -> Option<Column> {
    let steps: Vec<&str> = name.split('.').collect();
    if steps.len() > MAX_DEPTH / 4 || steps.iter().any(|step| step.is_empty()) {
        return None;
    }
    let (of_article, kind, path) = match steps.split_first()? {
        (&"article", rest) => (true, of_article(rest)?, if rest.is_empty() { &["id"] } else { rest }),
        _ => (false, of_statement(&steps)?, &steps[..]),
    };
    // Authors by id stand beside authors by name; a quote is `{quote: …}` when it has more parts.
    let path = match (path, kind) {
        ([agent, "entity"], Kind::List) if of_article => &[*agent][..],
        (["quote"], _) => &["quote", "quote"][..],
        _ => path,
    };
    Some(Column { of_article, path: path.iter().map(|step| word(step)).collect(), kind })
}

fn word(step: &str) -> Step {
    let mut known = [keys::ARTICLE, keys::STATEMENT, keys::QUOTE, WORDS].into_iter().flatten();
    known.find(|word| **word == step).map_or_else(|| Cow::Owned(step.to_owned()), |word| Cow::Borrowed(*word))
}

fn of_article(steps: &[&str]) -> Option<Kind> {
    match steps {
        []
        | [
            "id" | "url" | "archive_url" | "language" | "text" | "text_sha256" | "licence" | "reprint_of" | "corrects",
        ]
        | ["retracted"]
        | ["retracted", "date" | "note"]
        | ["grade", "source" | "credibility" | "assert"] => Some(Kind::One),
        ["author" | "publisher"] => Some(Kind::Names),
        ["author" | "publisher", "entity"] => Some(Kind::List),
        ["author" | "publisher", "unknown" | "text"] => Some(Kind::One),
        ["title", rest @ ..] => languages(rest),
        ["published" | "retrieved", rest @ ..] => known(rest),
        _ => None,
    }
}

fn of_statement(steps: &[&str]) -> Option<Kind> {
    match steps {
        ["id" | "predicate" | "stance" | "not" | "confidence" | "scare_quoted"] => Some(Kind::One),
        ["about" | "holder"] | ["links", _] => Some(Kind::List),
        ["says" | "note", rest @ ..] => languages(rest),
        ["quote"]
        | ["quote", "prefix" | "suffix" | "start" | "end" | "sha256" | "page" | "timecode"]
        | ["quote", "translation", "lang" | "text" | "by"] => Some(Kind::Quote),
        ["with", "content"] => Some(Kind::List),
        // The parts of the content's own quotes have no place in one cell each.
        ["content", rest @ ..] | ["with", "content", rest @ ..] => match (rest, value(rest)) {
            (["quote"], _) => Some(Kind::List),
            (["quote", ..], _) => None,
            (_, Some(kind)) => Some(kind),
            _ => of_statement(rest),
        },
        ["with", _] => Some(Kind::List),
        ["subject" | "object", rest @ ..] | ["with", _, rest @ ..] => value(rest),
        _ => None,
    }
}

fn value(steps: &[&str]) -> Option<Kind> {
    match steps {
        []
        | [
            "entity" | "statement" | "article" | "text" | "lang" | "id" | "at_least" | "at_most" | "unit" | "situation",
        ] => Some(Kind::One),
        ["type" | "same_as"] => Some(Kind::List),
        ["label" | "described", rest @ ..] => languages(rest),
        ["unknown"] | ["guess"] | ["guess", "value" | "basis"] => Some(Kind::One),
        ["value" | "from" | "to", rest @ ..] => known(rest),
        ["situation", "says", rest @ ..] => languages(rest),
        ["situation", "predicate"] => Some(Kind::One),
        ["situation", "subject" | "object", rest @ ..] => value(rest),
        _ => None,
    }
}

fn known(steps: &[&str]) -> Option<Kind> {
    match steps {
        [] | ["unknown" | "text" | "guess"] | ["guess", "value" | "basis"] => Some(Kind::One),
        _ => None,
    }
}

fn languages(steps: &[&str]) -> Option<Kind> {
    match steps {
        [] | [_] => Some(Kind::One),
        _ => None,
    }
}
