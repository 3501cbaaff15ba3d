//! Chains of `rdf:first` and `rdf:rest` become lists (API §8.2, steps 6.2 to 6.4).
//!
//! Chains are found first and put together afterwards, innermost first: a list may be an item of
//! another, and RDF can even say that two lists contain each other.

use serde_json::{Map, Value, json};

use super::{Conversion, Usage};
use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::node_map::HashMap;
use crate::jsonld::rdf::{RDF_FIRST, RDF_LIST, RDF_REST};

/// A list of one graph: where it stands, and its links from the last to the first.
struct Chain {
    head: Usage,
    links: Vec<usize>,
}

impl Conversion<'_> {
    /// Joins every list whose links are nothing else and are used nowhere else.
    pub(super) fn join_lists(&mut self) -> Result<()> {
        for graph in 0..self.graphs.len() {
            let ends = std::mem::take(&mut self.ends[graph]);
            let chains: Vec<Chain> = ends.into_iter().map(|end| self.chain(graph, end)).collect::<Result<_>>()?;
            for number in self.innermost_first(&chains)? {
                let Chain { head, links } = &chains[number];
                let mut items = Vec::with_capacity(links.len());
                for &link in links.iter().rev() {
                    let first = self.graphs[graph].node_mut(link).get_mut(RDF_FIRST);
                    items.push(first.and_then(|first| first.get_mut(0)).map(Value::take).unwrap_or_default());
                }
                self.gone[graph].extend(links);
                *self.value_mut(head) = json!({ "@list": items });
            }
        }
        Ok(())
    }

    /// Follows a list from its end to its head.
    fn chain(&self, graph: usize, end: Usage) -> Result<Chain> {
        let (mut head, mut links) = (end, Vec::new());
        while head.property == RDF_REST {
            self.run.step()?;
            let node = &self.graphs[graph].nodes()[head.node];
            let Some(id) = node.get("@id").and_then(Value::as_str) else { break };
            let Some(Some(usage)) = self.used.get(id) else { break };
            if usage.graph != graph || !is_link(node) {
                break;
            }
            links.push(head.node);
            head = usage.clone();
            let above = self.graphs[graph].nodes()[head.node].get("@id").and_then(Value::as_str);
            if !above.is_some_and(|id| id.starts_with("_:")) {
                break;
            }
        }
        Ok(Chain { head, links })
    }

    /// Returns the numbers of the chains so that a list comes before the list it is an item of.
    ///
    /// Lists that contain each other are left out.
    fn innermost_first(&self, chains: &[Chain]) -> Result<Vec<usize>> {
        let owner: HashMap<usize, usize> = chains
            .iter()
            .enumerate()
            .flat_map(|(number, chain)| chain.links.iter().map(move |&at| (at, number)))
            .collect();
        let around = |number: usize| owner.get(&chains[number].head.node).copied();
        let mut depths: Vec<Option<usize>> = vec![None; chains.len()];
        let mut met_from: Vec<usize> = vec![usize::MAX; chains.len()];
        for start in 0..chains.len() {
            let (mut path, mut at) = (vec![start], start);
            let mut depth = loop {
                if let Some(depth) = depths[at] {
                    path.pop();
                    break depth;
                }
                // A chain that was met on this way and has no depth yet: a circle.
                if std::mem::replace(&mut met_from[at], start) == start {
                    break usize::MAX;
                }
                match around(at) {
                    None => break 0,
                    Some(next) => {
                        path.push(next);
                        at = next;
                    }
                }
            };
            while let Some(number) = path.pop() {
                depth = depth.saturating_add(1);
                depths[number] = Some(depth);
            }
        }
        let mut order: Vec<(usize, usize)> = Vec::with_capacity(chains.len());
        let most = self.run.options.budget.depth;
        for (number, depth) in depths.into_iter().enumerate() {
            match depth {
                None | Some(usize::MAX) => {}
                Some(depth) if depth > most => {
                    let message = format!("lists nested deeper than {most} levels");
                    return Err(JsonLdError::new(ErrorCode::LimitExceeded, message));
                }
                Some(depth) => order.push((depth, number)),
            }
        }
        order.sort_by_key(|&(depth, _)| std::cmp::Reverse(depth));
        Ok(order.into_iter().map(|(_, number)| number).collect())
    }
}

/// Returns whether a node is nothing but one link of a list.
fn is_link(node: &Map<String, Value>) -> bool {
    let single = |property: &str| node.get(property).and_then(Value::as_array).is_some_and(|values| values.len() == 1);
    single(RDF_FIRST)
        && single(RDF_REST)
        && node.iter().all(|(key, values)| match key.as_str() {
            "@id" | RDF_FIRST | RDF_REST => true,
            "@type" => values.as_array().is_some_and(|types| types.len() == 1 && types[0] == RDF_LIST),
            _ => false,
        })
}
