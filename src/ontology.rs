//! What is known before any article is read: the gazetteer and the rules of names.

pub mod gazetteer;
pub mod nisba;

/// A text with its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LangText {
    /// BCP 47 tag.
    pub lang: String,
    /// The words.
    pub text: String,
}
