//! What a frame asks for, as far as frames are written without the processor.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde_json::{Map, Value};

/// How often a node is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Embed {
    /// Wherever it is a value.
    Always,
    /// The first time.
    Once,
    /// Never: it is referred to.
    Never,
}

/// A frame object.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The classes of which a node must have one.
    pub(super) types: Vec<String>,
    /// Every node matches.
    pub(super) any: bool,
    pub(super) embed: Embed,
    /// Only properties that are named are written.
    pub(super) explicit: bool,
    /// The numbers of the frames of properties, by IRI.
    pub(super) properties: HashMap<String, usize>,
    /// The same for properties of nodes that refer to the node, in order.
    pub(super) reverse: Vec<(String, usize)>,
}

/// The frame objects of a frame; the first is the frame itself.
#[derive(Debug)]
pub(super) struct Patterns(Vec<Pattern>);

impl Patterns {
    /// Reads an expanded frame; nothing if it has more than classes, identifiers, flags and properties.
    pub(super) fn read(frame: &Value) -> Option<Self> {
        let mut patterns = Self(Vec::new());
        let root = patterns.add(first(frame)?)?;
        let found = patterns.get(root);
        // At the top, and there alone, nodes are chosen by their class.
        (!found.types.is_empty() && !found.any && found.embed == Embed::Always).then_some(patterns)
    }

    pub(super) fn root(&self) -> &Pattern {
        self.get(0)
    }

    pub(super) fn get(&self, number: usize) -> &Pattern {
        &self.0[number]
    }

    /// Returns the properties by which nodes that refer to a node are asked for.
    pub(super) fn backwards(&self) -> Vec<String> {
        let properties: BTreeSet<&String> =
            self.0.iter().flat_map(|pattern| &pattern.reverse).map(|(name, _)| name).collect();
        properties.into_iter().cloned().collect()
    }

    fn add(&mut self, object: &Map<String, Value>) -> Option<usize> {
        let number = self.0.len();
        let properties = HashMap::default();
        self.0.push(Pattern {
            types: Vec::new(),
            any: false,
            embed: Embed::Once,
            explicit: false,
            properties,
            reverse: Vec::new(),
        });
        let mut is_named = false;
        for (key, value) in object {
            match key.as_str() {
                "@id" if is_wildcard(value) => is_named = true,
                "@type" => {
                    let types = value.as_array()?.iter().map(|class| class.as_str().map(str::to_owned));
                    self.0[number].types = types.collect::<Option<_>>()?;
                }
                "@embed" => {
                    self.0[number].embed = match flag(value)?.as_str()? {
                        "@always" => Embed::Always,
                        "@never" => Embed::Never,
                        "@once" => Embed::Once,
                        _ => return None,
                    }
                }
                "@explicit" => self.0[number].explicit = flag(value)?.as_bool()?,
                "@reverse" => {
                    for (property, frame) in value.as_object()? {
                        let inner = self.add(first(frame)?)?;
                        self.0[number].reverse.push((property.clone(), inner));
                    }
                    self.0[number].reverse.sort_unstable();
                }
                keyword if keyword.starts_with('@') => return None,
                _ => {
                    let inner = self.add(first(value)?)?;
                    // A class would be asked of literals too, as their datatype.
                    if !self.0[inner].types.is_empty() {
                        return None;
                    }
                    self.0[number].properties.insert(key.clone(), inner);
                }
            }
        }
        let pattern = &mut self.0[number];
        let asks_nothing = pattern.properties.is_empty() && pattern.reverse.is_empty() && !object.contains_key("@id");
        pattern.any = is_named || (pattern.types.is_empty() && asks_nothing);
        // Without class or identifier it matches by what a node has.
        (pattern.any || !pattern.types.is_empty()).then_some(number)
    }
}

fn first(frame: &Value) -> Option<&Map<String, Value>> {
    match frame {
        Value::Array(items) if items.len() == 1 => items[0].as_object(),
        frame => frame.as_object(),
    }
}

fn is_wildcard(value: &Value) -> bool {
    first(value).is_some_and(Map::is_empty)
}

/// Returns the value of a flag.
fn flag(value: &Value) -> Option<&Value> {
    let first = value.as_array().map_or(Some(value), |items| items.first())?;
    Some(first.get("@value").unwrap_or(first))
}
