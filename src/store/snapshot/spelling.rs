//! How a snapshot spells a term: its kind, its text, and for most literals a tag.

use oxigraph::model::{BaseDirection, BlankNode, Literal, NamedNode, Term};

use super::image::Damage;

/// Kinds of terms, as numbers of the layout.
pub(super) const IRI: u8 = 0;
pub(super) const BLANK: u8 = 1;
/// A literal without tag: a string.
pub(super) const TEXT: u8 = 2;
/// A literal with a tag.
pub(super) const TAGGED: u8 = 3;
/// A triple term; its text is three numbers of terms.
pub(super) const TRIPLE: u8 = 4;

/// A term as it is compared and hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelling<'a> {
    pub(super) kind: u8,
    pub(super) text: &'a [u8],
    /// What stands behind the text in N-Quads: `@ar--rtl`, `^^<http://…>`.
    pub(super) tag: &'a str,
}

impl Spelling<'_> {
    /// Returns the hash that a snapshot finds the term by.
    pub(super) fn hash(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&[self.kind]);
        hasher.update(self.text);
        hasher.update(&[0]);
        hasher.update(self.tag.as_bytes());
        // A checksum keeps the nearness of texts; the product spreads it.
        hasher.finalize().wrapping_mul(0x9E37_79B1)
    }
}

/// Returns the bucket of a hash.
pub(super) fn bucket(hash: u32, buckets: u64) -> u64 {
    (u64::from(hash) * buckets) >> 32
}

/// Returns the spelling of a term that is no triple term; `tag` holds its tag.
pub(super) fn spell<'a>(term: &'a Term, tag: &'a mut String) -> Option<Spelling<'a>> {
    tag.clear();
    let (kind, text) = match term {
        Term::NamedNode(node) => (IRI, node.as_str()),
        Term::BlankNode(node) => (BLANK, node.as_str()),
        Term::Literal(literal) => {
            match (literal.language(), literal.direction()) {
                (Some(language), None) => tag.extend(["@", language]),
                (Some(language), Some(direction)) => {
                    let direction = if direction == BaseDirection::Rtl { "rtl" } else { "ltr" };
                    tag.extend(["@", language, "--", direction]);
                }
                (None, _) if literal.datatype() == oxigraph::model::vocab::xsd::STRING => {}
                (None, _) => tag.extend(["^^<", literal.datatype().as_str(), ">"]),
            }
            (if tag.is_empty() { TEXT } else { TAGGED }, literal.value())
        }
        Term::Triple(_) => return None,
    };
    Some(Spelling { kind, text: text.as_bytes(), tag })
}

/// A tag, read.
#[derive(Debug, Clone)]
pub(super) enum Tag {
    Language(String),
    Directed(String, BaseDirection),
    Datatype(NamedNode),
}

impl Tag {
    pub(super) fn read(tag: &str) -> Result<Self, Damage> {
        if let Some(datatype) = tag.strip_prefix("^^<").and_then(|tag| tag.strip_suffix('>')) {
            return Ok(Self::Datatype(NamedNode::new_unchecked(datatype)));
        }
        let language = tag.strip_prefix('@').ok_or(Damage("has a tag without sense"))?;
        Ok(match language.split_once("--") {
            None => Self::Language(language.to_owned()),
            Some((language, "rtl")) => Self::Directed(language.to_owned(), BaseDirection::Rtl),
            Some((language, _)) => Self::Directed(language.to_owned(), BaseDirection::Ltr),
        })
    }

    pub(super) fn literal(&self, value: String) -> Literal {
        match self {
            Self::Language(language) => Literal::new_language_tagged_literal_unchecked(value, language),
            Self::Directed(language, direction) => {
                Literal::new_directional_language_tagged_literal_unchecked(value, language, *direction)
            }
            Self::Datatype(datatype) => Literal::new_typed_literal(value, datatype.clone()),
        }
    }
}

/// Returns an IRI or a blank node.
pub(super) fn node(kind: u8, text: String) -> Term {
    if kind == BLANK { BlankNode::new_unchecked(text).into() } else { NamedNode::new_unchecked(text).into() }
}
