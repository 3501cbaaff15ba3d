//! Node map generation (JSON-LD 1.1 Processing Algorithms and API §7): every node once, by graph.
//!
//! Nodes are kept in a vector beside an index by identifier, elements are moved and not copied, and
//! long property arrays get an index of their values, so that the time taken grows with the document.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::RandomState;

use serde_json::{Map, Number, Value, json};

use super::error::{ErrorCode, JsonLdError, Result};
use super::run::Run;

/// A table whose order is never shown.
pub(super) type HashMap<Key, Value> = std::collections::HashMap<Key, Value, RandomState>;

/// The name of the default graph in a node map.
pub(super) const DEFAULT_GRAPH: &str = "@default";

/// A property array longer than this gets an index of its values.
const LINEAR: usize = 12;

/// Renames blank nodes in the order of their first use (§7.1 of the specification: the issuer of
/// "Generate Blank Node Identifier").
#[derive(Debug, Default)]
pub(super) struct BlankNodes {
    issued: HashMap<String, String>,
    next: usize,
}

impl BlankNodes {
    /// Returns a new identifier.
    pub(super) fn fresh(&mut self) -> String {
        let name = format!("_:b{}", self.next);
        self.next += 1;
        name
    }

    /// Returns the identifier that stands for `old`.
    pub(super) fn rename(&mut self, old: &str) -> String {
        if let Some(known) = self.issued.get(old) {
            return known.clone();
        }
        let name = self.fresh();
        self.issued.insert(old.to_owned(), name.clone());
        name
    }
}

/// The nodes of one graph, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct NodeGraph {
    nodes: Vec<Map<String, Value>>,
    index: HashMap<String, usize>,
    /// For long property arrays: the places of values by their hash.
    values: HashMap<(usize, String), HashMap<u64, Vec<usize>>>,
}

impl NodeGraph {
    /// Returns the nodes; each has `@id`.
    pub(super) fn nodes(&self) -> &[Map<String, Value>] {
        &self.nodes
    }

    /// Returns the nodes themselves.
    pub(super) fn into_nodes(self) -> Vec<Map<String, Value>> {
        self.nodes
    }

    /// Returns the place of the node with this identifier.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Returns the place of the node with this identifier, made if there was none.
    pub(super) fn ensure(&mut self, id: &str) -> usize {
        if let Some(&at) = self.index.get(id) {
            return at;
        }
        let mut node = Map::new();
        node.insert("@id".to_owned(), Value::String(id.to_owned()));
        self.nodes.push(node);
        self.index.insert(id.to_owned(), self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Returns a node for changing.
    pub(super) fn node_mut(&mut self, at: usize) -> &mut Map<String, Value> {
        &mut self.nodes[at]
    }

    /// Appends a value to a property of a node; with `once` only if it is not there yet.
    ///
    /// Returns the place of the value, if it was added.
    pub(super) fn add(&mut self, at: usize, property: &str, value: Value, once: bool) -> Option<usize> {
        let node = &mut self.nodes[at];
        let Some(array) = node.get_mut(property).and_then(Value::as_array_mut) else {
            node.insert(property.to_owned(), Value::Array(vec![value]));
            return Some(0);
        };
        let place = array.len();
        if !once {
            // The index, where there is one, must know of this value too.
            if let Some(index) = self.values.get_mut(&(at, property.to_owned())) {
                index.entry(hash_of(&value)).or_default().push(place);
            }
            array.push(value);
            return Some(place);
        }
        if place < LINEAR {
            if array.iter().any(|known| same(known, &value)) {
                return None;
            }
            array.push(value);
            return Some(place);
        }
        let index = self.values.entry((at, property.to_owned())).or_insert_with(|| {
            let mut index: HashMap<u64, Vec<usize>> = HashMap::default();
            for (place, known) in array.iter().enumerate() {
                index.entry(hash_of(known)).or_default().push(place);
            }
            index
        });
        let places = index.entry(hash_of(&value)).or_default();
        if places.iter().any(|&place| same(&array[place], &value)) {
            return None;
        }
        places.push(place);
        array.push(value);
        Some(place)
    }
}

/// Returns a number as JSON means it: `5.0` is `5`.
fn plain(number: &Number) -> Number {
    /// Every whole number up to here is a double (IEEE 754).
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() <= EXACT => (value as i64).into(),
        _ => number.clone(),
    }
}

/// Says whether two values are one; the order of members does not matter.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => plain(left) == plain(right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(key, value): (&String, &Value)| right.get(key).is_some_and(|other| same(value, other));
            left.len() == right.len() && left.iter().all(has)
        }
        _ => left == right,
    }
}

/// Returns a hash under which equal values are equal; the order of an object's members does not matter.
fn hash_of(value: &Value) -> u64 {
    // A fixed hasher would let a hostile document make all values fall together; one a process does not.
    static STATE: std::sync::OnceLock<RandomState> = std::sync::OnceLock::new();
    let state = STATE.get_or_init(RandomState::default);
    fn write(value: &Value, state: &RandomState, hasher: &mut impl Hasher) {
        match value {
            Value::Null => 0_u8.hash(hasher),
            Value::Bool(truth) => (1_u8, truth).hash(hasher),
            Value::Number(number) => (2_u8, plain(number)).hash(hasher),
            Value::String(text) => (3_u8, text).hash(hasher),
            Value::Array(items) => {
                (4_u8, items.len()).hash(hasher);
                items.iter().for_each(|item| write(item, state, hasher));
            }
            Value::Object(members) => {
                let mut sum = 0_u64;
                for (key, member) in members {
                    let mut inner = state.build_hasher();
                    key.hash(&mut inner);
                    write(member, state, &mut inner);
                    sum = sum.wrapping_add(inner.finish());
                }
                (5_u8, members.len(), sum).hash(hasher);
            }
        }
    }
    let mut hasher = state.build_hasher();
    write(value, state, &mut hasher);
    hasher.finish()
}

/// All nodes of a document, by graph; the default graph comes first.
#[derive(Debug)]
pub(super) struct NodeMap {
    graphs: Vec<(String, NodeGraph)>,
    index: HashMap<String, usize>,
}

impl Default for NodeMap {
    fn default() -> Self {
        Self {
            graphs: vec![(DEFAULT_GRAPH.to_owned(), NodeGraph::default())],
            index: std::iter::once((DEFAULT_GRAPH.to_owned(), 0)).collect(),
        }
    }
}

impl NodeMap {
    /// Makes the node map of an expanded document, whose values move into it.
    ///
    /// # Errors
    /// `conflicting indexes` if a node has two indexes.
    pub(super) fn from_expanded(expanded: Value, run: &Run<'_>) -> Result<Self> {
        let mut map = Self::default();
        let mut blank_nodes = BlankNodes::default();
        Generation { map: &mut map, blank_nodes: &mut blank_nodes, run }.element(
            expanded,
            0,
            Subject::None,
            "",
            None,
        )?;
        Ok(map)
    }

    /// Returns the graphs with their names; the first is the default graph.
    pub(super) fn graphs(&self) -> impl Iterator<Item = (&str, &NodeGraph)> {
        self.graphs.iter().map(|(name, graph)| (name.as_str(), graph))
    }

    /// Returns the graphs themselves.
    pub(super) fn into_graphs(self) -> Vec<(String, NodeGraph)> {
        self.graphs
    }

    /// Returns one graph with the nodes of all graphs, which are not kept.
    pub(super) fn into_merged(mut self) -> NodeGraph {
        match self.graphs.len() {
            1 => self.graphs.pop().map(|(_, graph)| graph).unwrap_or_default(),
            _ => self.merged(),
        }
    }

    /// Returns one graph with the nodes of all graphs (§7.2, merge node maps).
    pub(super) fn merged(&self) -> NodeGraph {
        let mut merged = NodeGraph::default();
        let mut sorted: Vec<_> = self.graphs().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        for (_, graph) in sorted {
            for node in graph.nodes() {
                let Some(id) = node.get("@id").and_then(Value::as_str) else { continue };
                let at = merged.ensure(id);
                for (property, values) in node {
                    if property == "@id" {
                        continue;
                    }
                    if property.starts_with('@') && property != "@type" {
                        merged.node_mut(at).insert(property.clone(), values.clone());
                        continue;
                    }
                    let Some(values) = values.as_array() else { continue };
                    if values.is_empty() {
                        let node = merged.node_mut(at);
                        node.entry(property.as_str()).or_insert_with(|| Value::Array(Vec::new()));
                    }
                    for value in values {
                        // Two lists are two, even with the same items.
                        let once = value.get("@list").is_none();
                        merged.add(at, property, value.clone(), once);
                    }
                }
            }
        }
        merged
    }

    /// Returns the place of a graph, made if there was none.
    fn ensure(&mut self, name: &str) -> usize {
        if let Some(&at) = self.index.get(name) {
            return at;
        }
        self.graphs.push((name.to_owned(), NodeGraph::default()));
        self.index.insert(name.to_owned(), self.graphs.len() - 1);
        self.graphs.len() - 1
    }
}

/// What the element in hand is a value of.
#[derive(Clone, Copy)]
enum Subject<'a> {
    /// Nothing: it stands at the top of a document, a graph or `@included`.
    None,
    /// The node at this place of the graph in hand.
    Node(usize),
    /// A reference to this node is a value of the element, which was written under `@reverse`.
    Reverse(&'a str),
}

struct Generation<'a> {
    map: &'a mut NodeMap,
    blank_nodes: &'a mut BlankNodes,
    run: &'a Run<'a>,
}

impl Generation<'_> {
    fn element(
        &mut self,
        element: Value,
        graph: usize,
        subject: Subject<'_>,
        property: &str,
        mut list: Option<&mut Vec<Value>>,
    ) -> Result<()> {
        self.run.step()?;
        match element {
            Value::Array(items) => {
                for item in items {
                    self.element(item, graph, subject, property, list.as_deref_mut())?;
                }
                Ok(())
            }
            Value::Object(object) if object.contains_key("@value") => {
                let object = self.rename_types(object);
                self.put(Value::Object(object), graph, subject, property, list, true);
                Ok(())
            }
            Value::Object(mut object) if object.contains_key("@list") => {
                let _level = self.run.enter()?;
                let mut items = Vec::new();
                let written = object.get_mut("@list").map(Value::take).unwrap_or_default();
                self.element(written, graph, subject, property, Some(&mut items))?;
                // The list alone: an index of it is not kept (API §7.2.2 step 5.1).
                let only = Map::from_iter([("@list".to_owned(), Value::Array(items))]);
                self.put(Value::Object(only), graph, subject, property, list, false);
                Ok(())
            }
            Value::Object(object) => self.node(object, graph, subject, property, list),
            // Scalars do not occur in expanded documents outside of value objects.
            _ => Ok(()),
        }
    }

    /// Renames the blank nodes among the types.
    fn rename_types(&mut self, mut object: Map<String, Value>) -> Map<String, Value> {
        let rename = |name: &mut Value, blank_nodes: &mut BlankNodes| {
            if let Value::String(text) = name
                && text.starts_with("_:")
            {
                *text = blank_nodes.rename(text);
            }
        };
        match object.get_mut("@type") {
            Some(Value::Array(names)) => names.iter_mut().for_each(|name| rename(name, self.blank_nodes)),
            Some(name) => rename(name, self.blank_nodes),
            None => {}
        }
        object
    }

    /// Puts a value where it belongs: at the end of the list in hand, else among the values of the property.
    fn put(
        &mut self,
        value: Value,
        graph: usize,
        subject: Subject<'_>,
        property: &str,
        list: Option<&mut Vec<Value>>,
        once: bool,
    ) {
        match (list, subject) {
            (Some(list), _) => list.push(value),
            (None, Subject::Node(at)) => drop(self.map.graphs[graph].1.add(at, property, value, once)),
            // A value at the top says nothing, and a value cannot have properties.
            (None, Subject::None | Subject::Reverse(_)) => {}
        }
    }

    fn node(
        &mut self,
        object: Map<String, Value>,
        graph: usize,
        subject: Subject<'_>,
        property: &str,
        list: Option<&mut Vec<Value>>,
    ) -> Result<()> {
        if object.get("@id").is_some_and(Value::is_null) {
            // Written, but of the form of a keyword: a node that nothing can be said of.
            return Ok(());
        }
        let _level = self.run.enter()?;
        let mut object = self.rename_types(object);
        let id = match object.get_mut("@id").map(Value::take) {
            Some(Value::String(id)) if id.starts_with("_:") => self.blank_nodes.rename(&id),
            Some(Value::String(id)) => id,
            _ => self.blank_nodes.fresh(),
        };
        let at = self.map.graphs[graph].1.ensure(&id);
        match subject {
            Subject::Reverse(referenced) => {
                self.map.graphs[graph].1.add(at, property, json!({ "@id": referenced }), true);
            }
            Subject::Node(_) => {
                self.put(json!({ "@id": &id }), graph, subject, property, list, true);
            }
            Subject::None => {}
        }
        let mut rest: Vec<(String, Value)> = Vec::with_capacity(object.len());
        let (mut reverse, mut inner, mut included) = (None, None, None);
        for (key, value) in object {
            match key.as_str() {
                "@id" => {}
                "@type" => {
                    let types = if let Value::Array(types) = value { types } else { vec![value] };
                    for name in types {
                        self.map.graphs[graph].1.add(at, "@type", name, true);
                    }
                }
                "@index" => {
                    let node = self.map.graphs[graph].1.node_mut(at);
                    if node.get("@index").is_some_and(|known| *known != value) {
                        return Err(JsonLdError::new(
                            ErrorCode::ConflictingIndexes,
                            format!("the node {id} has two indexes"),
                        ));
                    }
                    node.insert(key, value);
                }
                "@reverse" => reverse = Some(value),
                "@graph" => inner = Some(value),
                "@included" => included = Some(value),
                _ => rest.push((key, value)),
            }
        }
        if let Some(Value::Object(properties)) = reverse {
            for (key, values) in properties {
                self.element(values, graph, Subject::Reverse(&id), &key, None)?;
            }
        }
        if let Some(inner) = inner {
            let inside = self.map.ensure(&id);
            self.element(inner, inside, Subject::None, "", None)?;
        }
        if let Some(included) = included {
            self.element(included, graph, Subject::None, "", None)?;
        }
        rest.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        for (key, values) in rest {
            let key = if key.starts_with("_:") { self.blank_nodes.rename(&key) } else { key };
            let node = self.map.graphs[graph].1.node_mut(at);
            if !node.contains_key(&key) {
                node.insert(key.clone(), Value::Array(Vec::new()));
            }
            self.element(values, graph, Subject::Node(at), &key, None)?;
        }
        Ok(())
    }
}
