//! The fields of a dossier's mappings, in the order in which they are documented and written.

/// Of the whole.
pub(super) const DOSSIER: &[&str] = &["article", "entities", "statements"];

/// Of `article`.
pub(super) const ARTICLE: &[&str] = &[
    "id",
    "url",
    "archive_url",
    "title",
    "author",
    "publisher",
    "published",
    "retrieved",
    "language",
    "text",
    "text_sha256",
    "licence",
    "reprint_of",
    "corrects",
    "retracted",
    "grade",
];

/// Of an entry of `entities`.
pub(super) const ENTITY: &[&str] = &["type", "label", "aliases", "same_as", "described", "note"];

/// Of a statement, nested ones included.
pub(super) const STATEMENT: &[&str] = &[
    "id",
    "says",
    "subject",
    "predicate",
    "object",
    "about",
    "with",
    "content",
    "links",
    "holder",
    "stance",
    "not",
    "quote",
    "confidence",
    "scare_quoted",
    "note",
];

/// Of a situation.
pub(super) const SITUATION: &[&str] = &["says", "subject", "predicate", "object"];

/// Of a quote.
pub(super) const QUOTE: &[&str] =
    &["quote", "prefix", "suffix", "start", "end", "sha256", "page", "timecode", "translation"];
