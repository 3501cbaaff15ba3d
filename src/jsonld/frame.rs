//! Framing (JSON-LD 1.1 Framing): a document takes the shape of a frame.
//!
//! Matching a node against a frame is done once per node and frame, nodes that refer to a node are
//! looked up, and what has been embedded is a set: time grows with input and output. A document in
//! which everything refers to everything has a large output all the same; the budget bounds it.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::context::ActiveContext;
use super::error::Result;
use super::expand::{expand_input, load};
use super::node_map::{DEFAULT_GRAPH, HashMap, NodeGraph, NodeMap};
use super::run::Run;
use super::{Input, Options, compact};
use embed::{Position, Subjects};
use pattern::PatternId;

pub(super) use finish::{names_graph, put_nulls};
pub(super) use pattern::Patterns;

mod embed;
mod finish;
mod matching;
mod pattern;

/// Stands for a value that is not there until compaction is done.
const NULL: &str = "@null";

/// Shapes a document by a frame.
///
/// Nested frames match as the specification says: a property with a node pattern matches if one of
/// its nodes matches that pattern in turn.
///
/// # Errors
///
/// Any code of the specifications; `limit exceeded` beyond the budget.
pub fn frame<'a, 'b>(input: impl Into<Input<'a>>, frame: impl Into<Input<'b>>, options: &Options) -> Result<Value> {
    let run = Run::new(options);
    let loaded;
    let frame = match frame.into() {
        Input::Iri(iri) => {
            loaded = load(&run, iri, false)?;
            Input::Remote(&loaded)
        }
        given => given,
    };
    let (written, frame_url) = match frame {
        Input::Value(value) => (value, None),
        Input::Remote(document) => (&document.document, document.document_url.as_deref()),
        Input::Iri(_) => (&Value::Null, None),
    };
    let expanded = expand_input(&run, input.into(), false)?;
    let expanded_frame = expand_input(&run, frame, true)?;
    let context = written.get("@context").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let base = options.base.as_deref().or(expanded.document_url.as_deref());
    let context_base = frame_url.or(options.base.as_deref());
    let active = ActiveContext::initial(&run, base, context_base).process(&run, &context, context_base)?;
    let active = if options.compact_to_relative { active } else { active.with_base(&run, None) };
    let frames_default = options.frame.frame_default || names_graph(&active, written);
    let patterns = Patterns::read(&expanded_frame.value, &run)?;
    let framed = frame_by(&run, expanded.value, &patterns, frames_default)?;
    let compacted = compact::compact_value(&run, &active, framed)?;
    let omit_graph = options.frame.omit_graph.unwrap_or(!run.is_10());
    let graph = active.compact_vocab(&run, "@graph")?;
    Ok(finish::wrap(compacted, context, &graph, omit_graph))
}

/// Expands a frame, as [`frame`] does before it matches.
///
/// # Errors
///
/// Any code of the specifications.
pub fn expand_frame(frame: &Value, options: &Options) -> Result<Value> {
    expand_input(&Run::new(options), frame.into(), true).map(|expanded| expanded.value)
}

/// Frames an expanded document by a frame; the result is expanded, blank nodes pruned.
pub(super) fn frame_by(run: &Run<'_>, expanded: Value, patterns: &Patterns, frames_default: bool) -> Result<Value> {
    let map = NodeMap::from_expanded(expanded, run)?;
    let mut names: HashMap<String, usize> = HashMap::default();
    let (graphs, merged) = if frames_default {
        (map.into_graphs(), None)
    } else if map.graphs().count() == 1 || !patterns.speak_of_graphs() {
        // Named graphs are of no more use once they are merged.
        (vec![(DEFAULT_GRAPH.to_owned(), map.into_merged())], Some(0))
    } else {
        let merged = map.merged();
        let mut graphs = map.into_graphs();
        graphs.push(("@merged".to_owned(), merged));
        let last = graphs.len() - 1;
        (graphs, Some(last))
    };
    for (at, (name, _)) in graphs.iter().enumerate().filter(|(_, (name, _))| !name.starts_with('@')) {
        names.insert(name.clone(), at);
    }
    let mut framing = Framing {
        run,
        graphs: &graphs,
        names,
        merged,
        patterns,
        embeds: HashMap::default(),
        open: Vec::new(),
        matched: HashMap::default(),
        answers: HashMap::default(),
        reverse: HashMap::default(),
        serial: 0,
        has_last: false,
    };
    let at = Position { graph: merged.unwrap_or(0), embedded: false, top: true };
    let mut results = framing.frame(at, Subjects::All, patterns.root)?;
    if run.options.frame.prune_blank_node_identifiers.unwrap_or(!run.is_10()) {
        finish::prune_blank_nodes(&mut results);
    }
    Ok(Value::Array(results))
}

/// The places of the nodes that refer to a node, by its identifier.
type Referring = HashMap<String, Vec<usize>>;

/// The framing state (Framing §4.1).
struct Framing<'a> {
    run: &'a Run<'a>,
    graphs: &'a [(String, NodeGraph)],
    /// The places of named graphs.
    names: HashMap<String, usize>,
    /// The place of the graph of all nodes, if that is what is framed.
    merged: Option<usize>,
    patterns: &'a Patterns,
    /// What has been embedded since the last node at the top, with the serial of the newest embed.
    embeds: HashMap<(usize, usize), u64>,
    /// The nodes being written, outermost first: no embed may lead back to them.
    open: Vec<(usize, usize)>,
    matched: HashMap<(usize, PatternId), Rc<[usize]>>,
    answers: HashMap<(usize, usize, PatternId, bool), bool>,
    reverse: HashMap<(usize, String), Rc<Referring>>,
    serial: u64,
    has_last: bool,
}

#[cfg(test)]
mod tests;
