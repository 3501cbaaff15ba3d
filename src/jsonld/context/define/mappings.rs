//! Steps 21 to 27 of Create Term Definition (API §4.2): the mappings beside the IRI.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::Definer;
use crate::jsonld::context::process::{self, Settings, error};
use crate::jsonld::context::{Container, ScopedContext, TermDefinition};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::iri;
use crate::jsonld::keyword::is_keyword;

impl<'x> Definer<'x> {
    /// Step 21.
    pub(super) fn set_container(&self, value: &Value, definition: &mut TermDefinition) -> Result<()> {
        let invalid = || error(ErrorCode::InvalidContainerMapping, value);
        let mut container = Container::NONE;
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for item in items {
            let keyword = item.as_str().and_then(Container::parse).ok_or_else(invalid)?;
            container = container.and(keyword);
        }
        let beside_set = container.without(Container::SET);
        let valid = if container.has(Container::LIST) {
            container == Container::LIST
        } else if container.has(Container::GRAPH) {
            let rest = beside_set.without(Container::GRAPH);
            rest.len() <= 1 && !rest.has_any(Container::LANGUAGE.and(Container::TYPE))
        } else {
            beside_set.len() <= 1
        };
        let of_11 = Container::GRAPH.and(Container::ID).and(Container::TYPE);
        if !valid || items.is_empty() || (self.run.is_10() && (value.is_array() || container.has_any(of_11))) {
            return Err(invalid());
        }
        if container.has(Container::TYPE) {
            match definition.type_mapping.as_deref() {
                None => definition.type_mapping = Some(Rc::from("@id")),
                Some("@id" | "@vocab") => {}
                Some(_) => return Err(error(ErrorCode::InvalidTypeMapping, value)),
            }
        }
        definition.container = container;
        Ok(())
    }

    /// Step 22.
    pub(super) fn set_index(&mut self, value: &'x Value, definition: &mut TermDefinition) -> Result<()> {
        let invalid = || error(ErrorCode::InvalidTermDefinition, value);
        if self.run.is_10() || !definition.container.has(Container::INDEX) {
            return Err(invalid());
        }
        let text = value.as_str().ok_or_else(invalid)?;
        match self.expand(text)? {
            Some(expanded) if iri::is_absolute(&expanded) => {
                definition.index = Some(Rc::from(text));
                Ok(())
            }
            _ => Err(invalid()),
        }
    }

    /// Step 23; the context is applied once to see that it can be.
    pub(super) fn set_context(&mut self, value: &Value, definition: &mut TermDefinition) -> Result<()> {
        self.only_in_11(ErrorCode::InvalidTermDefinition, value)?;
        let settings =
            Settings { base: self.settings.base, override_protected: true, propagate: true, validate_scoped: false };
        let trial = self.result.copy();
        process::apply(self.run, trial, None, value, settings, self.remote).map_err(|error| match error.code {
            ErrorCode::LimitExceeded => error,
            code => JsonLdError::new(ErrorCode::InvalidScopedContext, format!("{code}: {}", error.message)),
        })?;
        definition.context = Some(Rc::new(ScopedContext {
            id: self.run.next_id(),
            local: value.clone(),
            base: self.settings.base.map(Rc::from),
        }));
        Ok(())
    }

    /// Steps 24 and 25.
    pub(super) fn set_language(&self, entries: &Map<String, Value>, definition: &mut TermDefinition) -> Result<()> {
        if entries.contains_key("@type") {
            return Ok(());
        }
        match entries.get("@language") {
            None => {}
            Some(Value::Null) => definition.language = Some(None),
            Some(Value::String(text)) => definition.language = Some(Some(Rc::from(text.as_str()))),
            Some(other) => return Err(error(ErrorCode::InvalidLanguageMapping, other)),
        }
        if let Some(value) = entries.get("@direction") {
            definition.direction = Some(process::direction(value)?);
        }
        Ok(())
    }

    /// Steps 26 and 27.
    pub(super) fn set_nest_and_prefix(
        &self,
        term: &str,
        entries: &Map<String, Value>,
        definition: &mut TermDefinition,
    ) -> Result<()> {
        if let Some(value) = entries.get("@nest") {
            self.only_in_11(ErrorCode::InvalidTermDefinition, value)?;
            match value {
                Value::String(nest) if nest == "@nest" || !is_keyword(nest) => {
                    definition.nest = Some(Rc::from(nest.as_str()));
                }
                other => return Err(error(ErrorCode::InvalidNestValue, other)),
            }
        }
        if let Some(value) = entries.get("@prefix") {
            self.only_in_11(ErrorCode::InvalidTermDefinition, value)?;
            if term.contains([':', '/']) {
                return Err(error(ErrorCode::InvalidTermDefinition, value));
            }
            let Value::Bool(flag) = value else {
                return Err(error(ErrorCode::InvalidPrefixValue, value));
            };
            definition.prefix = *flag;
            if *flag && definition.iri.as_deref().is_some_and(is_keyword) {
                return Err(error(ErrorCode::InvalidTermDefinition, value));
            }
        }
        Ok(())
    }
}
