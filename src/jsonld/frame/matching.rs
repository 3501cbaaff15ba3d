//! Which nodes match a frame (Framing §4.2), and which values match a value pattern (§4.3).

use serde_json::{Map, Value};

use super::Framing;
use super::pattern::{Kind, Pattern, PatternId, ValuePattern, Wanted};
use crate::jsonld::error::Result;

impl Framing<'_> {
    /// Returns whether a node matches a frame.
    pub(super) fn matches(&mut self, graph: usize, node: usize, id: PatternId, require_all: bool) -> Result<bool> {
        self.run.step()?;
        let pattern = self.patterns.get(id);
        let node = &self.graphs[graph].1.nodes()[node];
        let mut is_wildcard = true;
        let mut matches_some = false;
        if let Some(ids) = &pattern.ids {
            let fits = match ids {
                Wanted::None | Wanted::Any => true,
                Wanted::Some(iris) => node.get("@id").and_then(Value::as_str).is_some_and(|id| has(iris, id)),
            };
            if !fits || !require_all {
                return Ok(fits);
            }
            matches_some = true;
        }
        if let Some(types) = &pattern.types {
            is_wildcard = false;
            let present = values(node, "@type");
            let fits = match &types.wanted {
                Wanted::None => present.is_empty(),
                Wanted::Any => !present.is_empty(),
                Wanted::Some(iris) => {
                    let of_one = |name: &Value| name.as_str().is_some_and(|name| has(iris, name));
                    types.default.is_some() || present.iter().any(of_one)
                }
            };
            // Wildcard and match none leave room for properties to refuse the node.
            if !fits || (!require_all && matches!(types.wanted, Wanted::Some(_))) {
                return Ok(fits);
            }
            matches_some = true;
        }
        for (property, frame) in &pattern.properties {
            is_wildcard = false;
            let present = values(node, property);
            let fits = match frame.map(|frame| (frame, self.patterns.get(frame))) {
                None if present.is_empty() => true,
                None => return Ok(false),
                Some((_, frame)) if present.is_empty() && frame.default.is_some() => continue,
                Some((id, frame)) => self.property_matches(graph, present, id, frame, require_all)?,
            };
            if !fits && require_all {
                return Ok(false);
            }
            matches_some |= fits;
        }
        Ok(is_wildcard || matches_some)
    }

    fn property_matches(
        &mut self,
        graph: usize,
        present: &[Value],
        id: PatternId,
        frame: &Pattern,
        require_all: bool,
    ) -> Result<bool> {
        match frame.kind {
            Kind::Any => Ok(!present.is_empty()),
            Kind::Value => Ok(present.iter().any(|value| frame.value.matches(value))),
            Kind::Node => self.any_node_matches(graph, present, id, require_all),
            Kind::List => {
                let items = present.first().and_then(|value| value.get("@list")).and_then(Value::as_array);
                let (Some(items), Some(id)) = (items, frame.list) else { return Ok(false) };
                let item = self.patterns.get(id);
                self.property_matches(graph, items, id, item, require_all)
            }
        }
    }

    /// Returns whether one of the values is a node that matches; each node is asked once.
    fn any_node_matches(&mut self, graph: usize, present: &[Value], id: PatternId, require_all: bool) -> Result<bool> {
        for value in present {
            self.run.step()?;
            let reference = value.get("@id").and_then(Value::as_str);
            let Some(node) = reference.and_then(|reference| self.graphs[graph].1.place(reference)) else { continue };
            let question = (graph, node, id, require_all);
            let answer = match self.answers.get(&question) {
                Some(&answer) => answer,
                None => {
                    let answer = self.matches(graph, node, id, require_all)?;
                    self.answers.insert(question, answer);
                    answer
                }
            };
            if answer {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns whether a text is one of a few.
fn has(texts: &[String], wanted: &str) -> bool {
    texts.iter().any(|text| text == wanted)
}

fn values<'n>(node: &'n Map<String, Value>, property: &str) -> &'n [Value] {
    node.get(property).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

impl ValuePattern {
    /// Returns whether a value object matches (Framing §4.3).
    pub(super) fn matches(&self, value: &Value) -> bool {
        let asks = |wanted: &Wanted<Value>| *wanted != Wanted::None;
        if !asks(&self.value) && !asks(&self.datatype) && !asks(&self.language) {
            return true;
        }
        let in_value = match &self.value {
            Wanted::None => false,
            Wanted::Any => true,
            Wanted::Some(values) => value.get("@value").is_some_and(|value| values.contains(value)),
        };
        let language = value.get("@language").and_then(Value::as_str).map(|tag| Value::String(tag.to_lowercase()));
        in_value && fits(&self.datatype, value.get("@type")) && fits(&self.language, language.as_ref())
    }
}

fn fits(wanted: &Wanted<Value>, present: Option<&Value>) -> bool {
    match (wanted, present) {
        (Wanted::None, present) => present.is_none(),
        (Wanted::Any, present) => present.is_some(),
        (Wanted::Some(values), Some(present)) => values.contains(present),
        (Wanted::Some(_), None) => false,
    }
}
