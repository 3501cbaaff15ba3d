//! Serialize RDF as JSON-LD (API §8.2): quads become an expanded document.

use serde_json::{Map, Value, json};

use super::Options;
use super::error::{ErrorCode, JsonLdError, Result};
use super::flatten::said;
use super::node_map::{DEFAULT_GRAPH, HashMap, NodeGraph};
use super::options::RdfDirection;
use super::rdf::{Quad, RDF_DIRECTION, RDF_LANGUAGE, RDF_NIL, RDF_TYPE, RDF_VALUE, Term};
use super::run::Run;

mod lists;
mod literal;

/// Writes quads as an expanded document.
///
/// Directions of RDF 1.2 become `@direction`. A quad that occurs twice counts once.
///
/// # Errors
///
/// `invalid JSON literal`, and with `rdf_direction` `invalid language-tagged string` and
/// `invalid base direction`; `limit exceeded` beyond the budget.
pub fn from_rdf(quads: &[Quad], options: &Options) -> Result<Value> {
    let run = Run::new(options);
    let mut conversion = Conversion::new(&run);
    for quad in quads {
        conversion.take(quad)?;
    }
    conversion.join_compound_literals()?;
    conversion.join_lists()?;
    Ok(conversion.finish())
}

/// Where a node is used as a value.
#[derive(Debug, Clone)]
struct Usage {
    graph: usize,
    node: usize,
    property: String,
    place: usize,
}

struct Conversion<'a> {
    run: &'a Run<'a>,
    names: Vec<String>,
    index: HashMap<String, usize>,
    graphs: Vec<NodeGraph>,
    /// The blank nodes used as values: once, where; more often, `None`.
    used: HashMap<String, Option<Usage>>,
    /// Where `rdf:nil` is used, by graph.
    ends: Vec<Vec<Usage>>,
    /// The subjects of `rdf:direction`, by graph, when those are wanted.
    compounds: Vec<Vec<String>>,
    /// Nodes that have become part of another.
    gone: Vec<Vec<usize>>,
}

impl<'a> Conversion<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        let mut conversion = Self {
            run,
            names: Vec::new(),
            index: HashMap::default(),
            graphs: Vec::new(),
            used: HashMap::default(),
            ends: Vec::new(),
            compounds: Vec::new(),
            gone: Vec::new(),
        };
        conversion.graph(DEFAULT_GRAPH);
        conversion
    }

    fn graph(&mut self, name: &str) -> usize {
        if let Some(&at) = self.index.get(name) {
            return at;
        }
        self.names.push(name.to_owned());
        self.graphs.push(NodeGraph::default());
        self.ends.push(Vec::new());
        self.compounds.push(Vec::new());
        self.gone.push(Vec::new());
        self.index.insert(name.to_owned(), self.names.len() - 1);
        if self.names.len() > 1 {
            self.graphs[0].ensure(name);
        }
        self.names.len() - 1
    }

    /// Takes one quad in (steps 5.7 of the algorithm).
    fn take(&mut self, quad: &Quad) -> Result<()> {
        self.run.step()?;
        let graph = match &quad.graph {
            None => 0,
            Some(name) => {
                let name = identifier(name).unwrap_or_default();
                self.graph(&name)
            }
        };
        let (Some(subject), Some(predicate)) = (identifier(&quad.subject), identifier(&quad.predicate)) else {
            return Ok(());
        };
        let node = self.graphs[graph].ensure(&subject);
        let wants_compounds = self.run.options.rdf_direction == Some(RdfDirection::CompoundLiteral);
        if wants_compounds && *predicate == *RDF_DIRECTION {
            self.compounds[graph].push(subject.into_owned());
        }
        let object = identifier(&quad.object);
        if let Some(object) = &object {
            self.graphs[graph].ensure(object);
            if *predicate == *RDF_TYPE && !self.run.options.use_rdf_type {
                self.run.output(object.len())?;
                self.graphs[graph].add(node, "@type", Value::String(object.clone().into_owned()), true);
                return Ok(());
            }
        }
        let value = match (&quad.object, &object) {
            (Term::Literal { value, datatype, language, direction }, _) => {
                self.run.output(value.len() + datatype.len())?;
                literal::convert(self.run, value, datatype, language.as_deref(), direction.as_deref())?
            }
            (_, Some(object)) => {
                self.run.output(object.len())?;
                json!({ "@id": &**object })
            }
            _ => return Ok(()),
        };
        let Some(place) = self.graphs[graph].add(node, &predicate, value, true) else { return Ok(()) };
        let Some(object) = object else { return Ok(()) };
        let usage = Usage { graph, node, property: predicate.into_owned(), place };
        if *object == *RDF_NIL {
            self.ends[graph].push(usage);
        } else if object.starts_with("_:") {
            self.used.entry(object.into_owned()).and_modify(|used| *used = None).or_insert(Some(usage));
        }
        Ok(())
    }

    /// Turns the nodes of compound literals into value objects (step 6.1).
    fn join_compound_literals(&mut self) -> Result<()> {
        for graph in 0..self.graphs.len() {
            for subject in std::mem::take(&mut self.compounds[graph]) {
                let Some(Some(usage)) = self.used.get(&subject) else { continue };
                let (usage, Some(at)) = (usage.clone(), self.graphs[graph].place(&subject)) else { continue };
                if usage.graph != graph {
                    continue;
                }
                let node = &self.graphs[graph].nodes()[at];
                let text_of = |property: &str| {
                    let first = node.get(property).and_then(|values| values.get(0));
                    first.and_then(|value| value.get("@value")).cloned()
                };
                let mut value = Map::new();
                value.insert("@value".to_owned(), text_of(RDF_VALUE).unwrap_or_default());
                if let Some(language) = text_of(RDF_LANGUAGE) {
                    if !language.as_str().is_some_and(literal::is_language_tag) {
                        let message = format!("{language} is no language tag");
                        return Err(JsonLdError::new(ErrorCode::InvalidLanguageTaggedString, message));
                    }
                    value.insert("@language".to_owned(), language);
                }
                if let Some(direction) = text_of(RDF_DIRECTION) {
                    if !matches!(direction.as_str(), Some("ltr" | "rtl")) {
                        let message = format!("{direction} is neither ltr nor rtl");
                        return Err(JsonLdError::new(ErrorCode::InvalidBaseDirection, message));
                    }
                    value.insert("@direction".to_owned(), direction);
                }
                *self.value_mut(&usage) = Value::Object(value);
                self.gone[graph].push(at);
            }
        }
        Ok(())
    }

    fn value_mut(&mut self, usage: &Usage) -> &mut Value {
        let values = self.graphs[usage.graph].node_mut(usage.node).get_mut(&usage.property);
        let value = values.and_then(|values| values.get_mut(usage.place));
        value.expect("values are only ever added")
    }

    /// Gathers the graphs into one array (steps 7 and 8).
    fn finish(self) -> Value {
        let mut graphs = self.graphs.into_iter();
        let mut default = graphs.next().unwrap_or_default();
        let mut gone = self.gone.into_iter();
        let gone_of_default = gone.next().unwrap_or_default();
        for ((name, graph), gone) in self.names.iter().skip(1).zip(graphs).zip(gone) {
            let at = default.ensure(name);
            let inside = said(self.run, without(graph, &gone));
            default.node_mut(at).insert("@graph".to_owned(), Value::Array(inside));
        }
        Value::Array(said(self.run, without(default, &gone_of_default)))
    }
}

fn without(graph: NodeGraph, gone: &[usize]) -> Vec<Map<String, Value>> {
    let mut nodes = graph.into_nodes();
    for &at in gone {
        nodes[at].clear();
    }
    nodes.retain(|node| !node.is_empty());
    nodes
}

/// Returns an IRI as it is and a blank node with `_:`; `None` for literals.
fn identifier(term: &Term) -> Option<std::borrow::Cow<'_, str>> {
    match term {
        Term::Iri(iri) => Some(iri.as_str().into()),
        Term::Blank(label) => Some(format!("_:{label}").into()),
        Term::Literal { .. } => None,
    }
}

#[cfg(test)]
mod tests;
