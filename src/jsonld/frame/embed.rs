//! The framing algorithm (Framing §4.1): matched nodes become trees.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::pattern::{Embed, Kind, PatternId};
use super::{Framing, Referring};
use crate::jsonld::error::Result;

/// Marks an embed that a later one may replace; never leaves this module.
const SERIAL: &str = "@embed";

/// The nodes a frame is tried on.
#[derive(Clone, Copy)]
pub(super) enum Subjects {
    /// All nodes of the graph.
    All,
    /// The node at this place.
    One(usize),
}

/// Where framing has got to.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) graph: usize,
    /// The nodes are values of a node that is being written.
    pub(super) embedded: bool,
    /// They stand at the top: each starts afresh with what has been embedded.
    pub(super) top: bool,
}

impl Framing<'_> {
    /// Frames the nodes that match and returns what is to be added to the parent.
    pub(super) fn frame(&mut self, at: Position, subjects: Subjects, frame: PatternId) -> Result<Vec<Value>> {
        let _level = self.run.enter()?;
        let require_all = self.patterns.get(frame).flags.require_all;
        let mut outputs = Vec::new();
        match subjects {
            Subjects::One(node) => {
                if self.matches(at.graph, node, frame, require_all)? {
                    outputs.extend(self.node(at, subjects, node, frame)?);
                }
            }
            Subjects::All => {
                for &node in self.all_matches(at.graph, frame)?.iter() {
                    outputs.extend(self.node(at, subjects, node, frame)?);
                }
            }
        }
        Ok(outputs)
    }

    /// Returns the nodes of a graph that match a frame, ordered by identifier; found once.
    fn all_matches(&mut self, graph: usize, frame: PatternId) -> Result<Rc<[usize]>> {
        if let Some(known) = self.matched.get(&(graph, frame)) {
            return Ok(known.clone());
        }
        let require_all = self.patterns.get(frame).flags.require_all;
        let nodes = self.graphs[graph].1.nodes();
        let mut found = Vec::new();
        for place in 0..nodes.len() {
            if self.matches(graph, place, frame, require_all)? {
                found.push(place);
            }
        }
        let id = |place: &usize| nodes[*place].get("@id").and_then(Value::as_str).unwrap_or_default();
        found.sort_unstable_by(|left, right| id(left).cmp(id(right)));
        let found: Rc<[usize]> = found.into();
        self.matched.insert((graph, frame), found.clone());
        Ok(found)
    }

    /// Writes one matched node: as a tree, as a reference, or not at all.
    fn node(&mut self, at: Position, subjects: Subjects, node: usize, frame: PatternId) -> Result<Option<Value>> {
        self.run.step()?;
        if at.top {
            let around = std::mem::take(&mut self.embeds);
            let output = self.node_within(at, subjects, node, frame)?;
            let embeds = std::mem::replace(&mut self.embeds, around);
            return Ok(output.map(|mut output| {
                if self.has_last {
                    drop_replaced(&mut output, &embeds.values().copied().collect());
                }
                output
            }));
        }
        self.node_within(at, subjects, node, frame)
    }

    fn node_within(
        &mut self,
        at: Position,
        subjects: Subjects,
        node: usize,
        frame: PatternId,
    ) -> Result<Option<Value>> {
        let embed = self.patterns.get(frame).flags.embed;
        let place = (at.graph, node);
        let subject = &self.graphs[at.graph].1.nodes()[node];
        let id = subject.get("@id").and_then(Value::as_str).unwrap_or_default();
        self.run.output(id.len())?;
        let is_embedded = self.embeds.contains_key(&place);
        if !at.embedded && is_embedded {
            return Ok(None);
        }
        let in_circle = || self.open.contains(&place);
        if at.embedded && (embed == Embed::Never || (embed == Embed::Once && is_embedded) || in_circle()) {
            return Ok(Some(json!({ "@id": id })));
        }
        self.serial += 1;
        self.embeds.insert(place, self.serial);
        let mut output = Map::new();
        output.insert("@id".to_owned(), id.into());
        if embed == Embed::Last {
            self.has_last = true;
            output.insert(SERIAL.to_owned(), self.serial.into());
        }
        self.open.push(place);
        self.inner_graph(at, id, frame, &mut output)?;
        if let Some(included) = self.patterns.get(frame).included {
            let inside = self.frame(Position { embedded: false, top: false, ..at }, subjects, included)?;
            add(&mut output, "@included", inside);
        }
        self.properties(at, subject, frame, &mut output)?;
        self.defaults(frame, &mut output)?;
        self.reverse(at, id, frame, &mut output)?;
        self.open.pop();
        Ok(Some(Value::Object(output)))
    }

    /// Frames the graph that the node is the name of.
    fn inner_graph(&mut self, at: Position, id: &str, frame: PatternId, output: &mut Map<String, Value>) -> Result<()> {
        let Some(&graph) = self.names.get(id) else { return Ok(()) };
        let inner = match self.patterns.get(frame).graph {
            Some(inner) => inner,
            None if self.merged == Some(at.graph) => return Ok(()),
            None => self.patterns.empty(),
        };
        let inside = self.frame(Position { graph, embedded: false, top: false }, Subjects::All, inner)?;
        add(output, "@graph", inside);
        Ok(())
    }

    fn properties(
        &mut self,
        at: Position,
        subject: &Map<String, Value>,
        frame: PatternId,
        output: &mut Map<String, Value>,
    ) -> Result<()> {
        let patterns = self.patterns;
        let pattern = patterns.get(frame);
        let implicit = patterns.implicit(frame, self.run.options.frame.omit_default);
        let mut sorted: Vec<(&String, &Value)> = subject.iter().collect();
        sorted.sort_unstable_by_key(|(property, _)| property.as_str());
        for (property, values) in sorted {
            if property == "@id" {
                continue;
            }
            if property.starts_with('@') {
                self.run.output(property.len() + size(values))?;
                output.insert(property.clone(), values.clone());
                continue;
            }
            let written = pattern.property(property);
            if written.is_none() && pattern.flags.explicit {
                continue;
            }
            let inner = match written {
                Some(Some(inner)) => inner,
                Some(None) => patterns.empty(),
                None => implicit,
            };
            let of_items = patterns.get(inner).list.filter(|_| patterns.get(inner).kind == Kind::List);
            let mut outputs = Vec::new();
            self.run.output(property.len())?;
            for value in values.as_array().into_iter().flatten() {
                if let Some(items) = value.get("@list").and_then(Value::as_array) {
                    let items = self.list(at, items, of_items.unwrap_or(implicit))?;
                    outputs.push(json!({ "@list": items }));
                } else if let Some(place) = self.place(at.graph, value) {
                    let inside = Position { graph: at.graph, embedded: true, top: false };
                    outputs.extend(self.frame(inside, Subjects::One(place), inner)?);
                } else if patterns.get(inner).value.matches(value) {
                    self.run.output(size(value))?;
                    outputs.push(value.clone());
                }
            }
            add(output, property, outputs);
        }
        Ok(())
    }

    fn list(&mut self, at: Position, items: &[Value], frame: PatternId) -> Result<Vec<Value>> {
        let _level = self.run.enter()?;
        let mut outputs = Vec::with_capacity(items.len());
        for item in items {
            if let Some(place) = self.place(at.graph, item) {
                let inside = Position { graph: at.graph, embedded: true, top: false };
                outputs.extend(self.frame(inside, Subjects::One(place), frame)?);
            } else {
                self.run.output(size(item))?;
                outputs.push(item.clone());
            }
        }
        Ok(outputs)
    }

    /// Returns the place of the node that a value refers to.
    fn place(&self, graph: usize, value: &Value) -> Option<usize> {
        value.get("@id").and_then(Value::as_str).and_then(|id| self.graphs[graph].1.place(id))
    }

    /// Adds what the frame asks for and the node does not have.
    fn defaults(&self, frame: PatternId, output: &mut Map<String, Value>) -> Result<()> {
        let pattern = self.patterns.get(frame);
        if let Some(default) = pattern.types.as_ref().and_then(|types| types.default.as_ref())
            && !output.contains_key("@type")
            && !self.run.options.frame.omit_default
        {
            output.insert("@type".to_owned(), Value::Array(first(default)));
        }
        for (property, inner) in &pattern.properties {
            let inner = self.patterns.get(inner.unwrap_or_else(|| self.patterns.empty()));
            if inner.flags.omit_default || output.contains_key(property) {
                continue;
            }
            let default = match &inner.default {
                Some(default) => first(default),
                None => vec![super::NULL.into()],
            };
            self.run.output(property.len() + default.iter().map(size).sum::<usize>())?;
            output.insert(property.clone(), Value::Array(default));
        }
        Ok(())
    }

    /// Adds the nodes that refer to this one, as the frame asks under `@reverse`.
    fn reverse(&mut self, at: Position, id: &str, frame: PatternId, output: &mut Map<String, Value>) -> Result<()> {
        let patterns = self.patterns;
        for (property, inner) in &patterns.get(frame).reverse {
            let referring = self.referring(at.graph, property)?;
            let Some(nodes) = referring.get(id) else { continue };
            let mut outputs = Vec::new();
            for &node in nodes {
                let inside = Position { embedded: true, ..at };
                outputs.extend(self.frame(inside, Subjects::One(node), *inner)?);
            }
            let reverse = output.entry("@reverse").or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(reverse) = reverse {
                reverse.insert(property.clone(), Value::Array(outputs));
            }
        }
        Ok(())
    }

    /// Returns which nodes have a property with which node as value; found once a property.
    fn referring(&mut self, graph: usize, property: &str) -> Result<Rc<Referring>> {
        if let Some(known) = self.reverse.get(&(graph, property.to_owned())) {
            return Ok(known.clone());
        }
        let mut found = Referring::default();
        for (place, node) in self.graphs[graph].1.nodes().iter().enumerate() {
            self.run.step()?;
            for value in node.get(property).and_then(Value::as_array).into_iter().flatten() {
                if let Some(id) = value.get("@id").and_then(Value::as_str) {
                    let places = found.entry(id.to_owned()).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        let found = Rc::new(found);
        self.reverse.insert((graph, property.to_owned()), found.clone());
        Ok(found)
    }
}

/// Adds values to an entry, which exists only if there are some.
fn add(output: &mut Map<String, Value>, property: &str, values: Vec<Value>) {
    if values.is_empty() {
        return;
    }
    match output.get_mut(property) {
        Some(Value::Array(present)) => present.extend(values),
        _ => drop(output.insert(property.to_owned(), Value::Array(values))),
    }
}

/// Returns the first value of a default, as an array.
fn first(default: &Value) -> Vec<Value> {
    match default {
        Value::Array(values) => values.first().cloned().into_iter().collect(),
        value => vec![value.clone()],
    }
}

/// Returns about how many bytes a value is written in.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 2,
        Value::Object(members) => members.iter().map(|(key, value)| key.len() + size(value) + 4).sum(),
        _ => 4,
    }
}

/// Replaces every embed that a later one took the place of by a reference (`@last`).
fn drop_replaced(value: &mut Value, live: &std::collections::HashSet<u64>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| drop_replaced(item, live)),
        Value::Object(members) => {
            if let Some(serial) = members.shift_remove(SERIAL).and_then(|serial| serial.as_u64())
                && !live.contains(&serial)
            {
                members.retain(|key, _| key == "@id");
            }
            members.values_mut().for_each(|member| drop_replaced(member, live));
        }
        _ => {}
    }
}
