//! IRI Compaction (API §6.2).

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;
use serde_json::{Map, Value};

use super::inverse::{InverseContext, Kind};
use super::{ActiveContext, Container, PropertyTerm};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::iri;
use crate::jsonld::keyword::{has_form_of_keyword, is_graph_map};
use crate::jsonld::run::Run;

/// How many compacted IRIs one context keeps.
const MOST_COMPACTED: usize = 1 << 16;

/// A short list on the stack; what does not fit is a mistake of this file.
struct Few<T, const N: usize> {
    items: [T; N],
    length: usize,
}

impl<T: Copy, const N: usize> Few<T, N> {
    fn new(filler: T) -> Self {
        Self { items: [filler; N], length: 0 }
    }

    fn add(&mut self, items: &[T]) {
        for item in items {
            if let Some(place) = self.items.get_mut(self.length) {
                *place = *item;
                self.length += 1;
            }
        }
    }

    fn as_slice(&self) -> &[T] {
        &self.items[..self.length]
    }
}

impl ActiveContext {
    fn inverse(&self, run: &Run<'_>) -> Result<&InverseContext> {
        if self.inverse.get().is_none() {
            run.steps(self.terms.len() as u64 * 4)?;
        }
        Ok(self.inverse.get_or_init(|| InverseContext::of(self)))
    }

    /// Compacts a keyword, type or other IRI that is relative to the vocabulary.
    pub(in crate::jsonld) fn compact_vocab(&self, run: &Run<'_>, iri: &str) -> Result<Rc<str>> {
        kept(&self.compacted, iri, || match self.select(run, iri, None, false)? {
            Some(term) => Ok(term.name.clone()),
            None => Ok(self.compact_otherwise(run, iri, false, true)?.map_or_else(|| Rc::from(iri), Rc::from)),
        })
    }

    /// Compacts the IRI of a node: no terms, but relative to the base.
    pub(in crate::jsonld) fn compact_reference(&self, run: &Run<'_>, iri: String) -> Result<String> {
        run.step()?;
        Ok(self.compact_otherwise(run, &iri, false, false)?.unwrap_or(iri))
    }

    /// Compacts a property, to the term that suits `value` best.
    pub(in crate::jsonld) fn compact_property(
        &self,
        run: &Run<'_>,
        iri: &str,
        value: &Value,
        reverse: bool,
    ) -> Result<Rc<PropertyTerm>> {
        match self.select(run, iri, Some(value), reverse)? {
            Some(term) => Ok(term.clone()),
            None => kept(&self.compacted_properties, iri, || self.compact_without_terms(run, iri).map(Rc::new)),
        }
    }

    /// Compacts a property for which no term suits the value.
    pub(in crate::jsonld) fn compact_without_terms(&self, run: &Run<'_>, iri: &str) -> Result<PropertyTerm> {
        let name: Rc<str> = self.compact_otherwise(run, iri, true, true)?.map_or_else(|| Rc::from(iri), Rc::from);
        let definition = self.term(&name).cloned();
        Ok(PropertyTerm { name, definition })
    }

    /// Step 4: the term that suits best.
    fn select(
        &self,
        run: &Run<'_>,
        iri: &str,
        value: Option<&Value>,
        reverse: bool,
    ) -> Result<Option<&Rc<PropertyTerm>>> {
        let inverse = self.inverse(run)?;
        let Some(choices) = inverse.choices(iri) else {
            return Ok(None);
        };
        let value = match value.and_then(|value| value.get("@preserve")) {
            Some(Value::Array(preserved)) => preserved.first(),
            Some(preserved) => Some(preserved),
            None => value,
        };
        let map = value.and_then(Value::as_object);
        let mut containers = Few::<Container, 24>::new(Container::NONE);
        let mut kind = Kind::Language;
        let mut wanted = Cow::Borrowed("@null");
        let indexed = map.is_some_and(|map| map.contains_key("@index"));
        let graph = map.is_some_and(is_graph_map);
        let index = [Container::INDEX, Container::INDEX.and(Container::SET)];
        if indexed && !graph {
            containers.add(&index);
        }
        let mut empty_list = false;
        if reverse {
            kind = Kind::Type;
            wanted = Cow::Borrowed("@reverse");
            containers.add(&[Container::SET]);
        } else if let Some(list) = map.and_then(|map| map.get("@list")) {
            if !indexed {
                containers.add(&[Container::LIST]);
            }
            let items = match list {
                Value::Array(items) => items.as_slice(),
                single => std::slice::from_ref(single),
            };
            run.steps(items.len() as u64)?;
            empty_list = items.is_empty();
            let common;
            (kind, common) = self.common_of(items);
            wanted = Cow::Owned(common);
        } else if let Some(map) = map
            && graph
        {
            add_graph_containers(&mut containers, map);
            kind = Kind::Type;
            wanted = Cow::Borrowed("@id");
        } else {
            if let Some(map) = map
                && map.contains_key("@value")
            {
                if !indexed && let Some(tag) = tag_of(map) {
                    wanted = Cow::Owned(tag);
                    let set = Container::LANGUAGE.and(Container::SET);
                    containers.add(&[Container::LANGUAGE, set]);
                } else if let Some(datatype) = map.get("@type").and_then(Value::as_str) {
                    wanted = Cow::Borrowed(datatype);
                    kind = Kind::Type;
                }
            } else {
                kind = Kind::Type;
                wanted = Cow::Borrowed("@id");
                // As written this goes for text too, which no map of nodes can hold.
                if map.is_some() {
                    containers.add(&[
                        Container::ID,
                        Container::ID.and(Container::SET),
                        Container::TYPE,
                        Container::TYPE.and(Container::SET),
                    ]);
                }
            }
            containers.add(&[Container::SET]);
        }
        containers.add(&[Container::NONE]);
        if !run.is_10() {
            if !indexed {
                containers.add(&index);
            }
            if map.is_some_and(|map| map.len() == 1 && map.contains_key("@value")) {
                let set = Container::LANGUAGE.and(Container::SET);
                containers.add(&[Container::LANGUAGE, set]);
            }
        }
        let mut preferred = Few::<&str, 8>::new("");
        if wanted == "@reverse" {
            preferred.add(&["@reverse"]);
        }
        let id = map.and_then(|map| map.get("@id")).and_then(Value::as_str);
        match id {
            Some(id) if matches!(&*wanted, "@id" | "@reverse") && kind == Kind::Type => {
                if self.is_compacted_to_a_term(run, id)? {
                    preferred.add(&["@vocab", "@id", "@none"]);
                } else {
                    preferred.add(&["@id", "@vocab", "@none"]);
                }
            }
            _ => {
                preferred.add(&[&*wanted, "@none"]);
                if empty_list {
                    kind = Kind::Any;
                }
            }
        }
        preferred.add(&["@any"]);
        if let Some(at) = wanted.find('_')
            && kind == Kind::Language
        {
            preferred.add(&[&wanted[at..]]);
        }
        Ok(choices.select(containers.as_slice(), kind, preferred.as_slice()))
    }

    /// Returns whether the IRI of a node compacts to a term that is mapped to it (step 4.16.1).
    fn is_compacted_to_a_term(&self, run: &Run<'_>, id: &str) -> Result<bool> {
        if !self.inverse(run)?.knows(id) {
            return Ok(false);
        }
        let compacted = self.compact_vocab(run, id)?;
        Ok(self.term(&compacted).is_some_and(|definition| definition.iri.as_deref() == Some(id)))
    }

    /// Step 4.7: what all items of a list have in common.
    fn common_of(&self, items: &[Value]) -> (Kind, String) {
        let mut common_type: Option<&str> = None;
        let mut common_language: Option<String> = None;
        if items.is_empty() {
            common_language = Some(self.default_language());
        }
        for item in items {
            let mut item_language = None;
            let mut item_type = "@none";
            let value = item.as_object().filter(|map| map.contains_key("@value"));
            match value {
                Some(map) => {
                    if let Some(tag) = tag_of(map) {
                        item_language = Some(tag);
                    } else if let Some(datatype) = map.get("@type").and_then(Value::as_str) {
                        item_type = datatype;
                    } else {
                        item_language = Some("@null".to_owned());
                    }
                }
                None => item_type = "@id",
            }
            let item_language = item_language.unwrap_or_else(|| "@none".to_owned());
            match &common_language {
                None => common_language = Some(item_language),
                Some(common) if *common != item_language && value.is_some() => {
                    common_language = Some("@none".to_owned());
                }
                Some(_) => {}
            }
            match common_type {
                None => common_type = Some(item_type),
                Some(common) if common != item_type => common_type = Some("@none"),
                Some(_) => {}
            }
            if common_type == Some("@none") && common_language.as_deref() == Some("@none") {
                break;
            }
        }
        match common_type {
            Some(common) if common != "@none" => (Kind::Type, common.to_owned()),
            _ => (Kind::Language, common_language.unwrap_or_else(|| "@none".to_owned())),
        }
    }

    /// Step 4.1.
    fn default_language(&self) -> String {
        match (&self.language, self.direction) {
            (language, Some(direction)) => {
                format!("{}_{}", language.as_deref().unwrap_or_default(), direction.as_str()).to_ascii_lowercase()
            }
            (Some(language), None) => language.to_ascii_lowercase(),
            (None, None) => "@none".to_owned(),
        }
    }

    /// Steps 5 to 11: no term stands for the IRI; `None` where it stays as it is.
    fn compact_otherwise(&self, run: &Run<'_>, iri: &str, for_value: bool, vocab: bool) -> Result<Option<String>> {
        if vocab
            && let Some(vocabulary) = &self.vocabulary
            && let Some(suffix) = iri.strip_prefix(&**vocabulary)
            && !suffix.is_empty()
            && self.term(suffix).is_none()
        {
            return Ok(Some(suffix.to_owned()));
        }
        let mut best: Option<String> = None;
        self.inverse(run)?.each_prefix(iri, |terms, suffix| {
            for term in terms {
                let candidate = format!("{term}:{suffix}");
                let usable =
                    self.term(&candidate).is_none_or(|definition| definition.iri.as_deref() == Some(iri) && !for_value);
                if usable {
                    let order = |text: &str| text.chars().count();
                    let better = best.as_ref().is_none_or(|best| (order(&candidate), &candidate) < (order(best), best));
                    if better {
                        best = Some(candidate);
                    }
                    break;
                }
            }
        });
        if best.is_some() {
            return Ok(best);
        }
        if let Some((scheme, rest)) = iri.split_once(':')
            && scheme != "_"
            && !rest.starts_with("//")
            && self.term(scheme).is_some_and(|definition| definition.prefix)
        {
            return Err(JsonLdError::new(
                ErrorCode::IRIConfusedWithPrefix,
                format!("<{iri}> begins as the prefix {scheme:?} does"),
            ));
        }
        if !vocab {
            if let Some(base) = &self.base
                && let Some(relative) = iri::relativize(base, iri)
            {
                return Ok(Some(relative));
            }
            if has_form_of_keyword(iri) {
                return Ok(Some(format!("./{iri}")));
            }
        }
        Ok(None)
    }
}

/// Makes what a table does not hold yet.
fn kept<T: Clone>(cache: &RefCell<HashMap<String, T>>, iri: &str, make: impl FnOnce() -> Result<T>) -> Result<T> {
    if let Some(known) = cache.borrow().get(iri) {
        return Ok(known.clone());
    }
    let compacted = make()?;
    let mut cache = cache.borrow_mut();
    if cache.len() >= MOST_COMPACTED {
        cache.clear();
    }
    cache.insert(iri.to_owned(), compacted.clone());
    Ok(compacted)
}

/// Returns the lower-case language and direction of a value object, joined by `_`.
fn tag_of(map: &Map<String, Value>) -> Option<String> {
    let language = map.get("@language").and_then(Value::as_str);
    let direction = map.get("@direction").and_then(Value::as_str);
    match (language, direction) {
        (language, Some(direction)) => {
            Some(format!("{}_{direction}", language.unwrap_or_default()).to_ascii_lowercase())
        }
        (Some(language), None) => Some(language.to_ascii_lowercase()),
        (None, None) => None,
    }
}

/// Step 4.8.
fn add_graph_containers(containers: &mut Few<Container, 24>, map: &Map<String, Value>) {
    let graph = Container::GRAPH;
    let set = Container::SET;
    let by_index = [graph.and(Container::INDEX), graph.and(Container::INDEX).and(set)];
    let by_id = [graph.and(Container::ID), graph.and(Container::ID).and(set)];
    if map.contains_key("@index") {
        containers.add(&by_index);
    }
    if map.contains_key("@id") {
        containers.add(&by_id);
    }
    containers.add(&[graph, graph.and(set), set]);
    if !map.contains_key("@index") {
        containers.add(&by_index);
    }
    if !map.contains_key("@id") {
        containers.add(&by_id);
    }
    containers.add(&[Container::INDEX, Container::INDEX.and(set)]);
}
