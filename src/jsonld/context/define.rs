//! Create Term Definition (API §4.2).

mod mappings;

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use super::process::{Settings, error};
use super::{ActiveContext, TermDefinition, split_compact};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::iri;
use crate::jsonld::keyword::{has_form_of_keyword, is_keyword};
use crate::jsonld::run::Run;

/// Defines every term of a context definition (§4.1.2 steps 5.12 and 5.13).
pub(super) fn define_terms<'x>(
    run: &'x Run<'x>,
    result: ActiveContext,
    local: &'x Map<String, Value>,
    protected: bool,
    settings: Settings<'x>,
    remote: &'x mut Vec<String>,
) -> Result<ActiveContext> {
    let mut definer =
        Definer { run, result, local, protected, settings, remote, defined: HashMap::with_capacity(local.len()) };
    for term in local.keys() {
        if !matches!(
            term.as_str(),
            "@base" | "@direction" | "@import" | "@language" | "@propagate" | "@protected" | "@version" | "@vocab"
        ) {
            definer.define(term)?;
        }
    }
    Ok(definer.result)
}

struct Definer<'x> {
    run: &'x Run<'x>,
    result: ActiveContext,
    local: &'x Map<String, Value>,
    protected: bool,
    settings: Settings<'x>,
    remote: &'x mut Vec<String>,
    /// Whether a term is defined (true) or being defined (false).
    defined: HashMap<&'x str, bool>,
}

impl<'x> Definer<'x> {
    fn define(&mut self, term: &'x str) -> Result<()> {
        match self.defined.get(term) {
            Some(true) => return Ok(()),
            Some(false) => return Err(JsonLdError::new(ErrorCode::CyclicIRIMapping, term)),
            None => {}
        }
        let run = self.run;
        let _level = run.enter_context()?;
        run.step()?;
        if term.is_empty() {
            return Err(JsonLdError::new(ErrorCode::InvalidTermDefinition, "the empty term"));
        }
        let Some(written) = self.local.get(term) else {
            return Ok(());
        };
        self.defined.insert(term, false);
        if term == "@type" {
            self.check_type(written)?;
        } else if is_keyword(term) {
            return Err(JsonLdError::new(ErrorCode::KeywordRedefinition, term));
        } else if has_form_of_keyword(term) {
            return Ok(());
        }
        let previous = self.terms()?.remove(term);
        let mut definition = TermDefinition { protected: self.protected, ..TermDefinition::default() };
        let kept = match written {
            Value::Null => true,
            Value::String(id) => self.map_id(term, id, true, &mut definition)?,
            Value::Object(entries) => self.fill(term, entries, &mut definition)?,
            other => return Err(error(ErrorCode::InvalidTermDefinition, other)),
        };
        if kept {
            let definition = self.guard(term, definition, previous)?;
            self.terms()?.insert(Rc::from(term), definition);
        }
        self.defined.insert(term, true);
        Ok(())
    }

    /// Returns the terms for a change; they are copied where another context holds them too.
    fn terms(&mut self) -> Result<&mut HashMap<Rc<str>, Rc<TermDefinition>>> {
        if Rc::strong_count(&self.result.terms) > 1 {
            self.run.steps(self.result.terms.len() as u64 / 4)?;
        }
        Ok(Rc::make_mut(&mut self.result.terms))
    }

    /// Step 5: all that may be said of `@type`.
    fn check_type(&self, written: &Value) -> Result<()> {
        let allowed = !self.run.is_10()
            && written.as_object().is_some_and(|entries| {
                !entries.is_empty()
                    && entries.iter().all(|(key, value)| match key.as_str() {
                        "@container" => value == "@set",
                        "@protected" => true,
                        _ => false,
                    })
            });
        if allowed { Ok(()) } else { Err(JsonLdError::new(ErrorCode::KeywordRedefinition, "@type")) }
    }

    /// Step 29: a protected term keeps its meaning.
    fn guard(
        &self,
        term: &str,
        definition: TermDefinition,
        previous: Option<Rc<TermDefinition>>,
    ) -> Result<Rc<TermDefinition>> {
        match previous {
            Some(previous) if previous.protected && !self.settings.override_protected => {
                if definition.says_same(&previous) {
                    Ok(previous)
                } else {
                    Err(JsonLdError::new(ErrorCode::ProtectedTermRedefinition, format!("the term {term:?}")))
                }
            }
            _ => Ok(Rc::new(definition)),
        }
    }

    /// Steps 13 to 28 for an expanded term definition; false where the term is to be ignored.
    fn fill(
        &mut self,
        term: &'x str,
        entries: &'x Map<String, Value>,
        definition: &mut TermDefinition,
    ) -> Result<bool> {
        if let Some(value) = entries.get("@protected") {
            let Value::Bool(flag) = value else {
                return Err(error(ErrorCode::InvalidProtectedValue, value));
            };
            self.only_in_11(ErrorCode::InvalidTermDefinition, value)?;
            definition.protected = *flag;
        }
        if let Some(value) = entries.get("@type") {
            definition.type_mapping = Some(self.type_mapping(value)?);
        }
        let kept = if let Some(value) = entries.get("@reverse") {
            self.map_reverse(entries, value, definition)?
        } else {
            match entries.get("@id") {
                Some(Value::Null) => true,
                Some(Value::String(id)) => self.map_id(term, id, false, definition)?,
                None => self.map_term(term, definition)?,
                Some(other) => return Err(error(ErrorCode::InvalidIRIMapping, other)),
            }
        };
        if !kept {
            return Ok(false);
        }
        if let Some(value) = entries.get("@container")
            && !(definition.reverse && value.is_null())
        {
            self.set_container(value, definition)?;
        }
        if let Some(value) = entries.get("@index") {
            self.set_index(value, definition)?;
        }
        if let Some(value) = entries.get("@context") {
            self.set_context(value, definition)?;
        }
        self.set_language(entries, definition)?;
        self.set_nest_and_prefix(term, entries, definition)?;
        for (key, value) in entries {
            if !matches!(
                key.as_str(),
                "@id"
                    | "@reverse"
                    | "@container"
                    | "@context"
                    | "@direction"
                    | "@index"
                    | "@language"
                    | "@nest"
                    | "@prefix"
                    | "@protected"
                    | "@type"
            ) {
                let mut error = error(ErrorCode::InvalidTermDefinition, value);
                error.message = format!("the entry {key:?} of the term {term:?}");
                return Err(error);
            }
        }
        Ok(true)
    }

    fn only_in_11(&self, code: ErrorCode, value: &Value) -> Result<()> {
        if self.run.is_10() {
            return Err(error(code, value));
        }
        Ok(())
    }

    /// Expands within the definitions (§5.2.2), defining first what the value depends on.
    fn expand(&mut self, value: &'x str) -> Result<Option<String>> {
        if is_keyword(value) {
            return Ok(Some(value.to_owned()));
        }
        if has_form_of_keyword(value) {
            return Ok(None);
        }
        self.define_dependency(value)?;
        let known = self.result.terms.contains_key(value);
        if !known
            && let Some((prefix, suffix)) = split_compact(value)
            && prefix != "_"
            && !suffix.starts_with("//")
        {
            self.define_dependency(prefix)?;
        }
        Ok(self.result.expand_iri(value, false, true).map(|expanded| expanded.into_owned()))
    }

    fn define_dependency(&mut self, term: &'x str) -> Result<()> {
        if self.local.contains_key(term) && self.defined.get(term) != Some(&true) {
            self.define(term)?;
        }
        Ok(())
    }

    /// Step 14.
    fn type_mapping(&mut self, value: &'x Value) -> Result<Rc<str>> {
        let Value::String(text) = value else {
            return Err(error(ErrorCode::InvalidTypeMapping, value));
        };
        match self.expand(text)? {
            Some(expanded) if matches!(expanded.as_str(), "@json" | "@none") => {
                self.only_in_11(ErrorCode::InvalidTypeMapping, value)?;
                Ok(Rc::from(expanded))
            }
            Some(expanded) if matches!(expanded.as_str(), "@id" | "@vocab") || iri::is_absolute(&expanded) => {
                Ok(Rc::from(expanded))
            }
            _ => Err(error(ErrorCode::InvalidTypeMapping, value)),
        }
    }

    /// Step 15, up to the container.
    fn map_reverse(
        &mut self,
        entries: &'x Map<String, Value>,
        value: &'x Value,
        definition: &mut TermDefinition,
    ) -> Result<bool> {
        if entries.contains_key("@id") || entries.contains_key("@nest") {
            return Err(error(ErrorCode::InvalidReverseProperty, value));
        }
        let Value::String(text) = value else {
            return Err(error(ErrorCode::InvalidIRIMapping, value));
        };
        if has_form_of_keyword(text) {
            return Ok(false);
        }
        match self.expand(text)? {
            Some(expanded) if iri::is_absolute_or_blank(&expanded) => {
                definition.iri = Some(Rc::from(expanded));
            }
            _ => return Err(error(ErrorCode::InvalidIRIMapping, value)),
        }
        match entries.get("@container") {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if matches!(text.as_str(), "@set" | "@index") => {}
            Some(other) => return Err(error(ErrorCode::InvalidReverseProperty, other)),
        }
        definition.reverse = true;
        Ok(true)
    }

    /// Step 16.2, or what follows where the term is its own `@id`.
    fn map_id(&mut self, term: &'x str, id: &'x str, simple: bool, definition: &mut TermDefinition) -> Result<bool> {
        if id == term {
            return self.map_term(term, definition);
        }
        if !is_keyword(id) && has_form_of_keyword(id) {
            return Ok(false);
        }
        let invalid = |what: &str| JsonLdError::new(ErrorCode::InvalidIRIMapping, format!("the term {term:?} {what}"));
        let Some(mapping) = self.expand(id)? else {
            return Err(invalid("is mapped to nothing"));
        };
        if mapping == "@context" {
            return Err(JsonLdError::new(ErrorCode::InvalidKeywordAlias, term));
        }
        if !is_keyword(&mapping) && !iri::is_absolute_or_blank(&mapping) {
            return Err(invalid("is not mapped to an IRI"));
        }
        let inner_colon = term.char_indices().any(|(at, c)| c == ':' && at > 0 && at + 1 < term.len());
        if inner_colon || term.contains('/') {
            self.defined.insert(term, true);
            if self.expand(term)?.as_deref() != Some(mapping.as_str()) {
                return Err(invalid("reads as another IRI than it is mapped to"));
            }
        }
        if simple && !term.contains([':', '/']) {
            definition.prefix = iri::is_blank(&mapping) || mapping.ends_with([':', '/', '?', '#', '[', ']', '@']);
        }
        definition.iri = Some(Rc::from(mapping));
        Ok(true)
    }

    /// Steps 17 to 20: the term says itself what it means.
    fn map_term(&mut self, term: &'x str, definition: &mut TermDefinition) -> Result<bool> {
        let mapping = if let Some((prefix, suffix)) = split_compact(term) {
            self.define_dependency(prefix)?;
            match self.result.term(prefix).and_then(|prefix| prefix.iri.as_ref()) {
                Some(mapping) => format!("{mapping}{suffix}"),
                None => term.to_owned(),
            }
        } else if term.contains('/') {
            let expanded = self.result.expand_iri(term, false, true);
            match expanded {
                Some(expanded) if iri::is_absolute(&expanded) => expanded.into_owned(),
                _ => return Err(JsonLdError::new(ErrorCode::InvalidIRIMapping, term)),
            }
        } else if term == "@type" {
            term.to_owned()
        } else if let Some(vocabulary) = &self.result.vocabulary {
            format!("{vocabulary}{term}")
        } else {
            return Err(JsonLdError::new(
                ErrorCode::InvalidIRIMapping,
                format!("the term {term:?} is mapped to nothing, and there is no @vocab"),
            ));
        };
        definition.iri = Some(Rc::from(mapping));
        Ok(true)
    }
}
