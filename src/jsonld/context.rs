//! Active contexts (API §4): terms, base, vocabulary, language and direction in force.
//!
//! An active context never changes once it is shared, so that what was worked out for it (the
//! inverse context, compacted IRIs, scoped contexts applied to it) is kept.

mod compact_iri;
mod compact_value;
mod define;
mod inverse;
mod process;
mod term;

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::error::Result;
use super::iri;
use super::keyword::{has_form_of_keyword, is_keyword};
use super::run::Run;

use inverse::InverseContext;
pub(super) use process::{Scope, ScopedContext};
pub(super) use term::{Container, Direction, PropertyTerm, TermDefinition};

/// The context in force at some point of a document.
#[derive(Debug, Default)]
pub(super) struct ActiveContext {
    /// Tells contexts of one run apart.
    id: u64,
    terms: Rc<HashMap<Rc<str>, Rc<TermDefinition>>>,
    base: Option<Rc<str>>,
    original_base: Option<Rc<str>>,
    vocabulary: Option<Rc<str>>,
    language: Option<Rc<str>>,
    direction: Option<Direction>,
    previous: Option<Rc<Self>>,
    inverse: OnceCell<InverseContext>,
    compacted: RefCell<HashMap<String, Rc<str>>>,
    compacted_properties: RefCell<HashMap<String, Rc<PropertyTerm>>>,
    type_aliases: OnceCell<Vec<Rc<str>>>,
}

impl ActiveContext {
    /// Makes the context a run starts with: nothing but its base IRIs.
    pub(super) fn initial(run: &Run<'_>, base: Option<&str>, original_base: Option<&str>) -> Rc<Self> {
        Rc::new(Self {
            id: run.next_id(),
            base: base.map(Rc::from),
            original_base: original_base.map(Rc::from),
            terms: Rc::new(HashMap::new()),
            ..Self::default()
        })
    }

    /// Copies what a context says, not what was worked out from it.
    fn copy(&self) -> Self {
        Self {
            id: 0,
            terms: self.terms.clone(),
            base: self.base.clone(),
            original_base: self.original_base.clone(),
            vocabulary: self.vocabulary.clone(),
            language: self.language.clone(),
            direction: self.direction,
            previous: self.previous.clone(),
            ..Self::default()
        }
    }

    /// Returns the same context with another base IRI.
    pub(super) fn with_base(&self, run: &Run<'_>, base: Option<&str>) -> Rc<Self> {
        let mut copy = self.copy();
        copy.id = run.next_id();
        copy.base = base.map(Rc::from);
        Rc::new(copy)
    }

    /// Returns the definition of a term.
    pub(super) fn term(&self, term: &str) -> Option<&Rc<TermDefinition>> {
        self.terms.get(term)
    }

    /// Returns the container mapping of a term; empty where there is none.
    pub(super) fn container(&self, term: Option<&str>) -> Container {
        term.and_then(|term| self.term(term)).map_or(Container::NONE, |definition| definition.container)
    }

    /// Returns the context that holds again where a new node object starts.
    pub(super) fn previous(&self) -> Option<&Rc<Self>> {
        self.previous.as_ref()
    }

    /// Returns the default base direction.
    pub(super) fn direction(&self) -> Option<Direction> {
        self.direction
    }

    /// Returns the language and the direction a string of `property` has (§5.3.2, §6.3.2).
    pub(super) fn language_and_direction<'s>(
        &'s self,
        definition: Option<&'s TermDefinition>,
    ) -> (Option<&'s Rc<str>>, Option<Direction>) {
        let language = match definition.and_then(|definition| definition.language.as_ref()) {
            Some(mapping) => mapping.as_ref(),
            None => self.language.as_ref(),
        };
        let direction = match definition.and_then(|definition| definition.direction) {
            Some(mapping) => mapping,
            None => self.direction,
        };
        (language, direction)
    }

    /// Expands an IRI, compact IRI, term or keyword (§5.2); `None` is null.
    pub(super) fn expand_iri<'v>(
        &'v self,
        value: &'v str,
        document_relative: bool,
        vocab: bool,
    ) -> Option<Cow<'v, str>> {
        if value.starts_with('@') {
            if is_keyword(value) {
                return Some(Cow::Borrowed(value));
            }
            if has_form_of_keyword(value) {
                return None;
            }
        }
        if let Some(definition) = self.term(value) {
            let mapping = definition.iri.as_deref();
            if vocab || mapping.is_some_and(is_keyword) {
                return mapping.map(Cow::Borrowed);
            }
        }
        if let Some((prefix, suffix)) = split_compact(value) {
            if prefix == "_" || suffix.starts_with("//") {
                return Some(Cow::Borrowed(value));
            }
            if let Some(definition) = self.term(prefix)
                && definition.prefix
                && let Some(mapping) = &definition.iri
            {
                return Some(Cow::Owned(format!("{mapping}{suffix}")));
            }
            if iri::is_absolute(value) {
                return Some(Cow::Borrowed(value));
            }
        }
        if vocab && let Some(vocabulary) = &self.vocabulary {
            return Some(Cow::Owned(format!("{vocabulary}{value}")));
        }
        if document_relative && let Some(base) = &self.base {
            return Some(Cow::Owned(iri::resolve(base, value)));
        }
        Some(Cow::Borrowed(value))
    }

    /// Expands a key or anything else that is relative to the vocabulary alone.
    pub(super) fn expand_key<'v>(&'v self, key: &'v str) -> Option<Cow<'v, str>> {
        self.expand_iri(key, false, true)
    }

    /// Returns whether `key` is a keyword or expands to one, namely `keyword`.
    pub(super) fn is_alias(&self, key: &str, keyword: &str) -> bool {
        if key == keyword {
            return true;
        }
        self.term(key).is_some_and(|definition| definition.iri.as_deref() == Some(keyword))
    }

    /// Returns the terms that stand for `@type`, and `@type` itself, in order.
    pub(super) fn type_aliases(&self) -> &[Rc<str>] {
        self.type_aliases.get_or_init(|| {
            let aliases = self.terms.iter().filter(|(_, definition)| definition.iri.as_deref() == Some("@type"));
            let mut aliases: Vec<Rc<str>> = aliases.map(|(term, _)| term.clone()).collect();
            if !self.terms.contains_key("@type") {
                aliases.push(Rc::from("@type"));
            }
            aliases.sort_unstable();
            aliases
        })
    }

    /// Applies the scoped context of a definition; what comes out is kept for the next time.
    pub(super) fn enter(self: &Rc<Self>, run: &Run<'_>, scoped: &Rc<ScopedContext>, scope: Scope) -> Result<Rc<Self>> {
        process::apply_scoped(self, run, scoped, scope)
    }
}

/// Splits at the first colon that is not the first character.
fn split_compact(value: &str) -> Option<(&str, &str)> {
    let colon = memchr::memchr(b':', value.as_bytes())?;
    if colon == 0 {
        // Anywhere after the first character: a second colon makes it an IRI with an empty prefix.
        return memchr::memchr(b':', &value.as_bytes()[1..]).map(|_| ("", &value[1..]));
    }
    Some((&value[..colon], &value[colon + 1..]))
}
