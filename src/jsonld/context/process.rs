//! Context processing (API §4.1).

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{ActiveContext, Direction, define};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::iri;
use crate::jsonld::run::{Applied, RemoteContext, Run};

/// What one application of a context costs in steps, beside its terms.
const APPLICATION: u64 = 16;

/// What a remote context costs in steps each time it is taken in, fetched or known.
const INCLUSION: u64 = 2048;

/// The local context of a term definition, with the base URL it was written at.
#[derive(Debug)]
pub(in crate::jsonld) struct ScopedContext {
    /// Tells scoped contexts of one run apart.
    pub(super) id: u64,
    /// The context as written.
    pub(in crate::jsonld) local: Value,
    /// The base URL of the document it stands in.
    pub(super) base: Option<Rc<str>>,
}

/// Why a scoped context is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::jsonld) enum Scope {
    /// Its property is entered: protected terms may change.
    Property,
    /// A node has its type: it ends with the node.
    Type,
}

/// How a local context is applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings<'x> {
    /// Against which relative context IRIs are resolved.
    pub(super) base: Option<&'x str>,
    /// Whether protected terms may change.
    pub(super) override_protected: bool,
    /// Whether the result holds in further node objects.
    pub(super) propagate: bool,
    /// Whether scoped contexts of remote ones are looked into again.
    pub(super) validate_scoped: bool,
}

impl ActiveContext {
    /// Applies a local context (§4.1.2) that stands in a document at `base`.
    pub(in crate::jsonld) fn process(
        self: &Rc<Self>,
        run: &Run<'_>,
        local: &Value,
        base: Option<&str>,
    ) -> Result<Rc<Self>> {
        let key = match local {
            Value::String(reference) => {
                let url = base.map_or_else(|| reference.clone(), |base| iri::resolve(base, reference));
                Some(Applied::Remote(self.id, url))
            }
            _ => None,
        };
        let settings = Settings { base, override_protected: false, propagate: true, validate_scoped: true };
        cached(self, run, key, local, settings)
    }
}

/// Applies the scoped context of a definition.
pub(super) fn apply_scoped(
    active: &Rc<ActiveContext>,
    run: &Run<'_>,
    scoped: &Rc<ScopedContext>,
    scope: Scope,
) -> Result<Rc<ActiveContext>> {
    let settings = Settings {
        base: scoped.base.as_deref(),
        override_protected: scope == Scope::Property,
        propagate: scope == Scope::Property,
        validate_scoped: true,
    };
    let key = Applied::Scoped(active.id, scoped.id, scope);
    cached(active, run, Some(key), &scoped.local, settings)
}

fn cached(
    active: &Rc<ActiveContext>,
    run: &Run<'_>,
    key: Option<Applied>,
    local: &Value,
    settings: Settings<'_>,
) -> Result<Rc<ActiveContext>> {
    if let Some(known) = key.as_ref().and_then(|key| run.applied(key)) {
        return Ok(known);
    }
    let mut result = apply(run, active.copy(), Some(active), local, settings, &mut Vec::new())?;
    result.id = run.next_id();
    let result = Rc::new(result);
    if let Some(key) = key {
        run.keep_applied(key, result.clone());
    }
    Ok(result)
}

/// The algorithm of §4.1.2; `active` is `result` as it is shared already, if it is.
pub(super) fn apply(
    run: &Run<'_>,
    mut result: ActiveContext,
    active: Option<&Rc<ActiveContext>>,
    local: &Value,
    settings: Settings<'_>,
    remote: &mut Vec<String>,
) -> Result<ActiveContext> {
    let _level = run.enter_context()?;
    let propagate = match local.get("@propagate") {
        Some(Value::Bool(flag)) => *flag,
        _ => settings.propagate,
    };
    if !propagate && result.previous.is_none() {
        let previous = active.cloned().unwrap_or_else(|| {
            let mut copy = result.copy();
            copy.id = run.next_id();
            Rc::new(copy)
        });
        result.previous = Some(previous);
    }
    let locals = match local {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let plain = propagate && settings.validate_scoped && remote.is_empty() && locals.len() > 1;
    for (at, local) in locals.iter().enumerate() {
        run.steps(APPLICATION)?;
        // A list usually begins with a remote context: what comes of it is kept.
        if let Some(active) = active.filter(|_| at == 0 && plain && local.is_string()) {
            result = active.process(run, local, settings.base)?.copy();
            continue;
        }
        result = match local {
            Value::Null => nullify(run, result, settings, propagate)?,
            Value::String(reference) => include(run, result, reference, settings, remote)?,
            Value::Object(definition) => define_all(run, result, definition, settings, remote)?,
            other => return Err(error(ErrorCode::InvalidLocalContext, other)),
        };
    }
    Ok(result)
}

/// Step 5.1: back to a context that says nothing.
fn nullify(run: &Run<'_>, result: ActiveContext, settings: Settings<'_>, propagate: bool) -> Result<ActiveContext> {
    if !settings.override_protected {
        run.steps(result.terms.len() as u64 / 16)?;
        if let Some((term, _)) = result.terms.iter().find(|(_, term)| term.protected) {
            return Err(JsonLdError::new(
                ErrorCode::InvalidContextNullification,
                format!("the term {term:?} is protected"),
            ));
        }
    }
    let mut empty = ActiveContext {
        base: result.original_base.clone(),
        original_base: result.original_base.clone(),
        ..ActiveContext::default()
    };
    if !propagate {
        let mut previous = result;
        previous.id = run.next_id();
        empty.previous = Some(Rc::new(previous));
    }
    Ok(empty)
}

/// Step 5.2: a remote context.
fn include(
    run: &Run<'_>,
    result: ActiveContext,
    reference: &str,
    settings: Settings<'_>,
    remote: &mut Vec<String>,
) -> Result<ActiveContext> {
    let url = settings.base.map_or_else(|| reference.to_owned(), |base| iri::resolve(base, reference));
    if !iri::is_absolute(&url) {
        return Err(JsonLdError::new(
            ErrorCode::LoadingDocumentFailed,
            format!("the context {reference:?} is relative, and there is no base to resolve it against"),
        ));
    }
    if remote.contains(&url) {
        if !settings.validate_scoped {
            return Ok(result);
        }
        if run.is_10() {
            return Err(JsonLdError::new(ErrorCode::RecursiveContextInclusion, url));
        }
    }
    if remote.len() >= run.options.budget.remote_contexts {
        return Err(JsonLdError::new(
            ErrorCode::ContextOverflow,
            format!("more than {} contexts one in the other, at <{url}>", remote.len()),
        ));
    }
    run.steps(INCLUSION)?;
    let context = run.remote_context(&url)?;
    remote.push(url);
    let settings = Settings {
        base: Some(&context.url),
        override_protected: false,
        propagate: true,
        validate_scoped: settings.validate_scoped,
    };
    let result = apply(run, result, None, &context.local, settings, remote);
    remote.pop();
    result
}

/// Steps 5.5 to 5.13: a context definition.
fn define_all(
    run: &Run<'_>,
    mut result: ActiveContext,
    definition: &Map<String, Value>,
    settings: Settings<'_>,
    remote: &mut Vec<String>,
) -> Result<ActiveContext> {
    match definition.get("@version") {
        None => {}
        Some(version) if version.as_f64() != Some(1.1) => return Err(error(ErrorCode::InvalidVersionValue, version)),
        Some(version) if run.is_10() => return Err(error(ErrorCode::ProcessingModeConflict, version)),
        Some(_) => {}
    }
    let merged;
    let definition = match definition.get("@import") {
        None => definition,
        Some(import) => {
            merged = import_into(run, definition, import, settings)?;
            &merged
        }
    };
    if let Some(value) = definition.get("@base")
        && remote.is_empty()
    {
        set_base(&mut result, value)?;
    }
    if let Some(value) = definition.get("@vocab") {
        set_vocabulary(run, &mut result, value)?;
    }
    match definition.get("@language") {
        None => {}
        Some(Value::Null) => result.language = None,
        Some(Value::String(language)) => result.language = Some(Rc::from(language.as_str())),
        Some(other) => return Err(error(ErrorCode::InvalidDefaultLanguage, other)),
    }
    if let Some(value) = definition.get("@direction") {
        if run.is_10() {
            return Err(error(ErrorCode::InvalidContextEntry, value));
        }
        result.direction = direction(value)?;
    }
    if let Some(value) = definition.get("@propagate") {
        if run.is_10() {
            return Err(error(ErrorCode::InvalidContextEntry, value));
        }
        if !value.is_boolean() {
            return Err(error(ErrorCode::InvalidPropagateValue, value));
        }
    }
    let protected = match definition.get("@protected") {
        None => false,
        Some(Value::Bool(flag)) => *flag,
        Some(other) => return Err(error(ErrorCode::InvalidProtectedValue, other)),
    };
    define::define_terms(run, result, definition, protected, settings, remote)
}

/// Reads a base direction: a string or null.
pub(super) fn direction(value: &Value) -> Result<Option<Direction>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if Direction::parse(text).is_some() => Ok(Direction::parse(text)),
        other => Err(error(ErrorCode::InvalidBaseDirection, other)),
    }
}

/// Step 5.6: merges the definition over the one it imports.
fn import_into(
    run: &Run<'_>,
    definition: &Map<String, Value>,
    import: &Value,
    settings: Settings<'_>,
) -> Result<Map<String, Value>> {
    if run.is_10() {
        return Err(error(ErrorCode::InvalidContextEntry, import));
    }
    let Value::String(reference) = import else {
        return Err(error(ErrorCode::InvalidImportValue, import));
    };
    let url = settings.base.map_or_else(|| reference.clone(), |base| iri::resolve(base, reference));
    let context: Rc<RemoteContext> = run.remote_context(&url)?;
    let Value::Object(imported) = &context.local else {
        return Err(error(ErrorCode::InvalidRemoteContext, import));
    };
    if imported.contains_key("@import") {
        return Err(error(ErrorCode::InvalidContextEntry, import));
    }
    run.steps((imported.len() + definition.len()) as u64)?;
    let mut merged = imported.clone();
    for (key, value) in definition {
        merged.insert(key.clone(), value.clone());
    }
    Ok(merged)
}

/// Step 5.7.
fn set_base(result: &mut ActiveContext, value: &Value) -> Result<()> {
    match value {
        Value::Null => result.base = None,
        Value::String(text) if iri::is_absolute(text) => result.base = Some(Rc::from(text.as_str())),
        Value::String(text) => match &result.base {
            Some(base) => result.base = Some(Rc::from(iri::resolve(base, text))),
            None => return Err(error(ErrorCode::InvalidBaseIRI, value)),
        },
        other => return Err(error(ErrorCode::InvalidBaseIRI, other)),
    }
    Ok(())
}

/// Step 5.8; 1.1 takes relative references too, against the vocabulary or the base so far.
fn set_vocabulary(run: &Run<'_>, result: &mut ActiveContext, value: &Value) -> Result<()> {
    match value {
        Value::Null => result.vocabulary = None,
        Value::String(text) => {
            if run.is_10() && !iri::is_absolute_or_blank(text) {
                return Err(error(ErrorCode::InvalidVocabMapping, value));
            }
            let expanded = result.expand_iri(text, true, true).map(Rc::from);
            match expanded {
                Some(expanded) => result.vocabulary = Some(expanded),
                None => return Err(error(ErrorCode::InvalidVocabMapping, value)),
            }
        }
        other => return Err(error(ErrorCode::InvalidVocabMapping, other)),
    }
    Ok(())
}

/// Makes an error that shows the value met, shortened.
pub(super) fn error(code: ErrorCode, value: &Value) -> JsonLdError {
    JsonLdError::new(code, crate::jsonld::error::shown(value))
}
