//! Term definitions (API §4.1) and their container and direction mappings.

use std::rc::Rc;

use super::ScopedContext;

/// A base direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::jsonld) enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// Reads `ltr` or `rtl`.
    pub(in crate::jsonld) fn parse(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Self::Ltr),
            "rtl" => Some(Self::Rtl),
            _ => None,
        }
    }

    /// Returns `ltr` or `rtl`.
    pub(in crate::jsonld) const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// A container mapping: a set of keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(in crate::jsonld) struct Container(u8);

impl Container {
    pub(in crate::jsonld) const NONE: Self = Self(0);
    pub(in crate::jsonld) const LIST: Self = Self(1);
    pub(in crate::jsonld) const SET: Self = Self(2);
    pub(in crate::jsonld) const LANGUAGE: Self = Self(4);
    pub(in crate::jsonld) const INDEX: Self = Self(8);
    pub(in crate::jsonld) const ID: Self = Self(16);
    pub(in crate::jsonld) const TYPE: Self = Self(32);
    pub(in crate::jsonld) const GRAPH: Self = Self(64);

    /// Reads a keyword.
    pub(in crate::jsonld) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "@list" => Self::LIST,
            "@set" => Self::SET,
            "@language" => Self::LANGUAGE,
            "@index" => Self::INDEX,
            "@id" => Self::ID,
            "@type" => Self::TYPE,
            "@graph" => Self::GRAPH,
            _ => return None,
        })
    }

    /// Returns whether all of `other` are in the mapping.
    pub(in crate::jsonld) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns whether one of `other` is in the mapping.
    pub(in crate::jsonld) const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns both together.
    pub(in crate::jsonld) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the mapping without `other`.
    pub(in crate::jsonld) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns how many keywords are in the mapping.
    pub(in crate::jsonld) const fn len(self) -> u32 {
        self.0.count_ones()
    }
}

/// What a term means. In `language` and `direction` an inner `None` is an explicit null.
#[derive(Debug, Clone, Default)]
pub(in crate::jsonld) struct TermDefinition {
    /// The IRI mapping; `None` where the term is mapped to null.
    pub(in crate::jsonld) iri: Option<Rc<str>>,
    /// The prefix flag.
    pub(in crate::jsonld) prefix: bool,
    /// The protected flag.
    pub(in crate::jsonld) protected: bool,
    /// The reverse property flag.
    pub(in crate::jsonld) reverse: bool,
    /// The type mapping.
    pub(in crate::jsonld) type_mapping: Option<Rc<str>>,
    /// The language mapping.
    pub(in crate::jsonld) language: Option<Option<Rc<str>>>,
    /// The direction mapping.
    pub(in crate::jsonld) direction: Option<Option<Direction>>,
    /// The container mapping.
    pub(in crate::jsonld) container: Container,
    /// The index mapping.
    pub(in crate::jsonld) index: Option<Rc<str>>,
    /// The nest value.
    pub(in crate::jsonld) nest: Option<Rc<str>>,
    /// The local context with its base URL.
    pub(in crate::jsonld) context: Option<Rc<ScopedContext>>,
}

impl TermDefinition {
    /// Returns whether the keys of a map of values are their `@index`.
    pub(in crate::jsonld) fn keys_are_indexes(&self) -> bool {
        self.container.has(Container::INDEX) && self.index.is_none()
    }

    /// Returns whether both say the same, protection aside (§4.2.2 step 29.1).
    pub(super) fn says_same(&self, other: &Self) -> bool {
        self.iri == other.iri
            && self.prefix == other.prefix
            && self.reverse == other.reverse
            && self.type_mapping == other.type_mapping
            && self.language == other.language
            && self.direction == other.direction
            && self.container == other.container
            && self.index == other.index
            && self.nest == other.nest
            && match (&self.context, &other.context) {
                (None, None) => true,
                (Some(left), Some(right)) => left.local == right.local,
                _ => false,
            }
    }
}

/// A property as it is compacted: its key, and what the key means if it is a term.
#[derive(Debug, Clone)]
pub(in crate::jsonld) struct PropertyTerm {
    /// The key.
    pub(in crate::jsonld) name: Rc<str>,
    /// The definition of the term.
    pub(in crate::jsonld) definition: Option<Rc<TermDefinition>>,
}

impl PropertyTerm {
    /// Makes a keyword, which is no term.
    pub(in crate::jsonld) fn keyword(name: &str) -> Self {
        Self { name: Rc::from(name), definition: None }
    }

    /// Returns whether its values are JSON literals.
    pub(in crate::jsonld) fn is_json(&self) -> bool {
        self.definition.as_ref().is_some_and(|definition| definition.type_mapping.as_deref() == Some("@json"))
    }

    /// Returns the container mapping.
    pub(in crate::jsonld) fn container(&self) -> Container {
        self.definition.as_ref().map_or(Container::NONE, |definition| definition.container)
    }
}
