//! Flattening (API §7, §9.1.3): every node once, in a row.

use serde_json::{Map, Value};

use super::error::Result;
use super::expand::expand_input;
use super::node_map::{DEFAULT_GRAPH, NodeMap};
use super::run::Run;
use super::{Input, Options, compact};

/// Flattens a document; with a context, compacts what comes out.
///
/// # Errors
///
/// Any code of the specification.
pub fn flatten<'a>(input: impl Into<Input<'a>>, context: Option<&Value>, options: &Options) -> Result<Value> {
    let run = Run::new(options);
    let expanded = expand_input(&run, input.into(), false)?;
    let flattened = flatten_expanded(&run, expanded.value)?;
    match context {
        Some(context) => compact::compact_document(&run, flattened, context, expanded.document_url.as_deref(), true),
        None => Ok(flattened),
    }
}

/// The flattening algorithm (API §7.1) on an expanded document.
pub(super) fn flatten_expanded(run: &Run<'_>, expanded: Value) -> Result<Value> {
    let mut graphs = NodeMap::from_expanded(expanded, run)?.into_graphs().into_iter();
    let mut default = graphs.next().map(|(_, graph)| graph).unwrap_or_default();
    let mut named: Vec<_> = graphs.filter(|(name, _)| name != DEFAULT_GRAPH).collect();
    if run.options.ordered {
        named.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    }
    for (name, graph) in named {
        let at = default.ensure(&name);
        let inside = said(run, graph.into_nodes());
        default.node_mut(at).insert("@graph".to_owned(), Value::Array(inside));
    }
    Ok(Value::Array(said(run, default.into_nodes())))
}

/// Returns the nodes of which more is known than that they are, in order if that is wanted.
pub(super) fn said(run: &Run<'_>, mut nodes: Vec<Map<String, Value>>) -> Vec<Value> {
    nodes.retain(|node| node.keys().any(|key| key != "@id"));
    if run.options.ordered {
        let id = |node: &Map<String, Value>| node.get("@id").and_then(Value::as_str).map(str::to_owned);
        nodes.sort_by_cached_key(id);
    }
    nodes.into_iter().map(Value::Object).collect()
}
