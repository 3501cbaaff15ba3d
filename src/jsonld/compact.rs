//! Compaction (API §6, §9.1.1).

mod item;

use std::rc::Rc;

use serde_json::{Map, Value};

use super::context::{ActiveContext, Container, PropertyTerm, Scope};
use super::error::{ErrorCode, JsonLdError, Result};
use super::expand::expand_input;
use super::keyword::add_value;
use super::run::Run;
use super::{Input, Options};

/// Compacts a document by a context; `context` may be the context or a map with `@context`.
///
/// # Errors
///
/// Any code of the specification.
pub fn compact<'a>(input: impl Into<Input<'a>>, context: &Value, options: &Options) -> Result<Value> {
    let run = Run::new(options);
    let expanded = expand_input(&run, input.into(), false)?;
    let document_url = expanded.document_url.as_deref();
    compact_document(&run, expanded.value, context, document_url, false)
}

/// Compacts a document that is in expanded form already, as [`from_rdf`](super::from_rdf) makes it.
///
/// It is not expanded again, which saves a third of the time; what is not in expanded form comes
/// out as nonsense.
///
/// # Errors
///
/// Any code of the specification.
pub fn compact_expanded(expanded: Value, context: &Value, options: &Options) -> Result<Value> {
    let run = Run::new(options);
    run.admit_expanded(&expanded)?;
    compact_document(&run, expanded, context, None, false)
}

/// Compacts an expanded document and puts the context in front, as §9.1.1 from step 5 on.
///
/// With `always_graph` a single node stands in `@graph` too, as flattened documents have it.
pub(super) fn compact_document(
    run: &Run<'_>,
    expanded: Value,
    context: &Value,
    document_url: Option<&str>,
    always_graph: bool,
) -> Result<Value> {
    let local = context.get("@context").unwrap_or(context);
    let active = compaction_context(run, local, document_url)?;
    let compacted = compact_value(run, &active, expanded)?;
    let mut result = Map::new();
    let empty = local.is_null() || local.as_object().is_some_and(Map::is_empty);
    if !empty {
        result.insert("@context".to_owned(), local.clone());
    }
    match compacted {
        Value::Object(map) if always_graph && !map.is_empty() => {
            let graph = active.compact_vocab(run, "@graph")?;
            result.insert(graph.to_string(), Value::Array(vec![Value::Object(map)]));
        }
        Value::Object(map) => result.extend(map),
        Value::Array(items) if !items.is_empty() => {
            let graph = active.compact_vocab(run, "@graph")?;
            result.insert(graph.to_string(), Value::Array(items));
        }
        _ => {}
    }
    Ok(Value::Object(result))
}

/// Makes the active context of a compaction (§9.1.1 steps 5 to 8).
pub(super) fn compaction_context(
    run: &Run<'_>,
    local: &Value,
    document_url: Option<&str>,
) -> Result<Rc<ActiveContext>> {
    run.admit(local)?;
    let option_base = run.options.base.as_deref();
    let context_base = document_url.or(option_base);
    let base = option_base.or(document_url);
    let active = ActiveContext::initial(run, base, context_base);
    let active = active.process(run, local, context_base)?;
    if run.options.compact_to_relative { Ok(active) } else { Ok(active.with_base(run, None)) }
}

/// The compaction algorithm (§6.1) on an expanded value, without the wrapping.
pub(super) fn compact_value(run: &Run<'_>, active: &Rc<ActiveContext>, expanded: Value) -> Result<Value> {
    let compactor = Compactor { run, arrays: !run.options.compact_arrays, ordered: run.options.ordered };
    compactor.element(active, None, expanded)
}

/// What stays the same in all of one document.
struct Compactor<'r> {
    run: &'r Run<'r>,
    /// Whether arrays of one stay arrays.
    arrays: bool,
    ordered: bool,
}

impl Compactor<'_> {
    /// The compaction algorithm (§6.1.2).
    fn element(&self, active: &Rc<ActiveContext>, property: Option<&PropertyTerm>, element: Value) -> Result<Value> {
        match element {
            Value::Array(items) => self.array(active, property, items),
            Value::Object(map) => self.map(active, property, map),
            scalar => Ok(scalar),
        }
    }

    /// Step 3.
    fn array(&self, active: &Rc<ActiveContext>, property: Option<&PropertyTerm>, items: Vec<Value>) -> Result<Value> {
        let _level = self.run.enter_result()?;
        let mut result = Vec::with_capacity(items.len());
        for item in items {
            let compacted = self.element(active, property, item)?;
            if !compacted.is_null() {
                result.push(compacted);
            }
        }
        let keep = self.arrays
            || result.len() != 1
            || property.is_some_and(|property| {
                matches!(&*property.name, "@graph" | "@set")
                    || property.container().has_any(Container::LIST.and(Container::SET))
            });
        match result.pop() {
            Some(single) if !keep => Ok(single),
            last => {
                result.extend(last);
                Ok(Value::Array(result))
            }
        }
    }

    /// Steps 5 to 13.
    fn map(
        &self,
        active: &Rc<ActiveContext>,
        property: Option<&PropertyTerm>,
        mut element: Map<String, Value>,
    ) -> Result<Value> {
        let _level = self.run.enter_result()?;
        self.run.step()?;
        let outer = active;
        let mut active = active.clone();
        let scoped = property
            .and_then(|property| property.definition.as_ref())
            .and_then(|definition| definition.context.as_ref());
        if let Some(previous) = active.previous()
            && !element.contains_key("@value")
            && !(element.len() == 1 && element.contains_key("@id"))
        {
            active = previous.clone();
        }
        if let Some(scoped) = scoped {
            active = active.enter(self.run, scoped, Scope::Property)?;
        }
        let in_new_context;
        let mut property = property;
        if let Some(known) = property
            && !Rc::ptr_eq(&active, outer)
        {
            in_new_context = PropertyTerm { name: known.name.clone(), definition: active.term(&known.name).cloned() };
            property = Some(&in_new_context);
        }
        let definition = property.and_then(|property| property.definition.as_deref());
        if let Some(compacted) = active.compact_value(self.run, definition, &mut element)? {
            self.spend(&compacted)?;
            return Ok(compacted);
        }
        if let Some(list) = element.get_mut("@list")
            && definition.is_some_and(|definition| definition.container.has(Container::LIST))
        {
            return self.element(&active, property, list.take());
        }
        // The algorithm as written takes the context from before a property-scoped one; the types
        // would then be read back in another than they were written in.
        let type_scoped = active.clone();
        if let Some(types) = element.get("@type") {
            active = self.enter_types(active, &type_scoped, types)?;
        }
        let inside_reverse = property.is_some_and(|property| &*property.name == "@reverse");
        let place = Place { active: &active, type_scoped: &type_scoped, property, inside_reverse };
        let mut result = Map::with_capacity(element.len());
        if self.ordered {
            element.sort_keys();
        }
        for (key, value) in element {
            self.entry(&place, key, value, &mut result)?;
        }
        Ok(Value::Object(result))
    }

    /// Spends the bytes of a text that goes out.
    fn spend(&self, value: &Value) -> Result<()> {
        self.run.output(value.as_str().map_or(8, str::len))
    }

    /// Step 11.
    fn enter_types(
        &self,
        mut active: Rc<ActiveContext>,
        type_scoped: &Rc<ActiveContext>,
        types: &Value,
    ) -> Result<Rc<ActiveContext>> {
        let single = [types];
        let items: Vec<&str> = match types {
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => single.iter().filter_map(|value| value.as_str()).collect(),
        };
        let mut scoped = Vec::new();
        for iri in items {
            let term = active.compact_vocab(self.run, iri)?;
            let context = type_scoped.term(&term).and_then(|definition| definition.context.clone());
            if let Some(context) = context {
                scoped.push((term, context));
            }
        }
        scoped.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (_, context) in scoped {
            active = active.enter(self.run, &context, Scope::Type)?;
        }
        Ok(active)
    }

    /// Step 12 for one entry.
    fn entry(&self, place: &Place<'_>, key: String, value: Value, result: &mut Map<String, Value>) -> Result<()> {
        let active = place.active;
        match key.as_str() {
            "@id" => {
                let compacted = match value {
                    Value::String(id) => Value::String(active.compact_reference(self.run, id)?),
                    other => other,
                };
                self.insert(active, &key, compacted, result)
            }
            "@type" => self.types(place, &value, result),
            "@reverse" => self.reverse(active, value, result),
            "@preserve" => {
                let empty = value.as_array().is_some_and(Vec::is_empty);
                let compacted = self.element(active, place.property, value)?;
                if !empty {
                    result.insert(key, compacted);
                }
                Ok(())
            }
            "@index" if self.index_is_key(place) => Ok(()),
            "@direction" | "@index" | "@language" | "@value" => self.insert(active, &key, value, result),
            _ => match value {
                Value::Array(items) if items.is_empty() => {
                    let property =
                        active.compact_property(self.run, &key, &Value::Array(items), place.inside_reverse)?;
                    let target = self.target(active, &property, result)?;
                    add_value(target, &property.name, Value::Array(Vec::new()), true);
                    Ok(())
                }
                Value::Array(items) => items.into_iter().try_for_each(|item| self.item(place, &key, item, result)),
                single => self.item(place, &key, single, result),
            },
        }
    }

    /// Returns whether the `@index` of the map in hand is the key it stands under (step 12.5).
    fn index_is_key(&self, place: &Place<'_>) -> bool {
        let Some(property) = place.property else {
            return false;
        };
        // The type may have brought another context than the one the property was chosen in.
        let definition = if Rc::ptr_eq(place.active, place.type_scoped) {
            property.definition.as_ref()
        } else {
            place.active.term(&property.name)
        };
        definition.is_some_and(|definition| definition.keys_are_indexes())
    }

    fn insert(
        &self,
        active: &ActiveContext,
        keyword: &str,
        value: Value,
        result: &mut Map<String, Value>,
    ) -> Result<()> {
        self.spend(&value)?;
        let alias = active.compact_vocab(self.run, keyword)?;
        result.insert(alias.to_string(), value);
        Ok(())
    }

    /// Step 12.2.
    fn types(&self, place: &Place<'_>, value: &Value, result: &mut Map<String, Value>) -> Result<()> {
        let compact = |item: &Value| match item {
            Value::String(iri) => {
                let term = place.type_scoped.compact_vocab(self.run, iri)?;
                Ok(Value::from(&*term))
            }
            other => Ok(other.clone()),
        };
        // Types are read before the context they bring, so their key has to be known without it.
        let mut alias = place.type_scoped.compact_vocab(self.run, "@type")?;
        if !place.active.is_alias(&alias, "@type") {
            alias = Rc::from("@type");
        }
        let set = place.active.container(Some(&alias)).has(Container::SET);
        let as_array = self.arrays || (set && !self.run.is_10());
        match value {
            Value::Array(items) => {
                let types: Vec<Value> = items.iter().map(compact).collect::<Result<_>>()?;
                let as_array = as_array || types.is_empty();
                add_value(result, &alias, Value::Array(types), as_array);
            }
            single => add_value(result, &alias, compact(single)?, as_array),
        }
        Ok(())
    }

    /// Step 12.3.
    fn reverse(&self, active: &Rc<ActiveContext>, value: Value, result: &mut Map<String, Value>) -> Result<()> {
        let Value::Object(compacted) = self.element(active, Some(&PropertyTerm::keyword("@reverse")), value)? else {
            return Ok(());
        };
        let mut rest = Map::new();
        for (property, value) in compacted {
            match active.term(&property) {
                Some(definition) if definition.reverse => {
                    let as_array = self.arrays || definition.container.has(Container::SET);
                    add_value(result, &property, value, as_array);
                }
                _ => {
                    rest.insert(property, value);
                }
            }
        }
        if !rest.is_empty() {
            let alias = active.compact_vocab(self.run, "@reverse")?;
            result.insert(alias.to_string(), Value::Object(rest));
        }
        Ok(())
    }

    /// Returns the map a property goes into: the result, or one nested in it (step 12.8.2).
    fn target<'m>(
        &self,
        active: &ActiveContext,
        property: &PropertyTerm,
        result: &'m mut Map<String, Value>,
    ) -> Result<&'m mut Map<String, Value>> {
        let nest = property.definition.as_ref().and_then(|definition| definition.nest.as_ref());
        let Some(nest) = nest else {
            return Ok(result);
        };
        let invalid = || {
            JsonLdError::new(
                ErrorCode::InvalidNestValue,
                format!("{nest:?} of the term {:?} is no @nest", property.name),
            )
        };
        if !active.is_alias(nest, "@nest") {
            return Err(invalid());
        }
        let entry = result.entry(&**nest).or_insert_with(|| Value::Object(Map::new()));
        entry.as_object_mut().ok_or_else(invalid)
    }
}

/// What holds for the entries of one map.
struct Place<'p> {
    active: &'p Rc<ActiveContext>,
    type_scoped: &'p Rc<ActiveContext>,
    property: Option<&'p PropertyTerm>,
    inside_reverse: bool,
}
