//! The index on disk: an immutable file of terms and sorted orders, mapped and asked as it lies there.
//!
//! ```text
//! index/CURRENT                  the name of the generation in use
//! index/000012-1f3a9c04.snapshot terms, three orders of triples, quads by graph; see `header`
//! ```
//!
//! Made from the segments of one run, it is never changed: [`delta`] lays what changed since over it in
//! memory, and when that grows large the next generation is written beside it. Terms keep the words they
//! were written in (`10.380` stays `10.380`); FILTER and ORDER BY compare values, joins and patterns terms.
//! Oxigraph's evaluator reads it through [`dataset`], in which several graphs asked as one are a union:
//! a triple in two of them is met once.

mod build;
mod dataset;
mod delta;
mod generation;
mod header;
mod image;
mod index;
mod intern;
mod map;
mod scan;
mod sort;
mod spelling;
mod terms;
mod write;

use std::io::Cursor;
use std::rc::Rc;
use std::sync::Arc;

use oxigraph::model::{GraphName, Quad, Term};
use oxigraph::sparql::SparqlEvaluator;

pub(in crate::store) use generation::{Checked, remove_all, sweep, verify};
pub use generation::{INDEX, NoSnapshot, Refreshed, refresh};
pub use intern::TooManyTerms;

use self::build::{About, Gathered};
use self::dataset::{Dataset, Trouble, View};
use self::delta::Delta;
use self::image::{Damage, Image};
use self::index::Index;
use self::scan::Union;
use self::sort::IN_OTHER;
use self::terms::Terms;
use super::engine::{answer, prepare};
use super::{Answer, Engine, EngineError, LoadError, Request, StoreError};
use crate::history::Digest;

/// An index on disk, with what changed since it was written.
#[derive(Clone)]
pub struct SnapshotEngine {
    state: Arc<State>,
    evaluator: SparqlEvaluator,
}

/// What all queries of an engine share.
struct State {
    base: Index,
    terms: Terms,
    delta: Option<Delta>,
}

impl State {
    fn open(image: Image) -> Result<Self, StoreError> {
        let image = Arc::new(image);
        let terms = Terms::open(Arc::clone(&image)).map_err(|damage| damage.of(image.path()))?;
        Ok(Self { base: Index::new(image), terms, delta: None })
    }

    /// Returns the number of terms; those that a query makes come after.
    #[inline]
    fn terms(&self) -> u32 {
        self.terms.count() + self.delta.as_ref().map_or(0, Delta::terms)
    }

    fn find(&self, term: &Term) -> Result<Option<u32>, Damage> {
        if let Some(id) = self.delta.as_ref().and_then(|delta| delta.find(term)) {
            return Ok(Some(id));
        }
        self.terms.find(term)
    }

    fn term(&self, id: u32) -> Result<Term, Damage> {
        let added = self.delta.as_ref().zip(id.checked_sub(self.terms.count()));
        match added.and_then(|(delta, number)| delta.term(number)) {
            Some(term) => Ok(term.clone()),
            None => self.terms.term(id),
        }
    }

    /// Returns the named graphs that hold anything.
    fn named_graphs(&self) -> Result<Vec<u32>, Damage> {
        let Some(delta) = &self.delta else { return self.base.graphs().map(|graph| Ok(graph?.0)).collect() };
        let mut left = delta.graphs.clone();
        let mut graphs = Vec::new();
        for graph in self.base.graphs() {
            let (graph, quads) = graph?;
            if quads as i64 + left.remove(&graph).unwrap_or(0) > 0 {
                graphs.push(graph);
            }
        }
        graphs.extend(left.into_iter().filter(|(_, quads)| *quads > 0).map(|(graph, _)| graph));
        Ok(graphs)
    }

    fn has_graph(&self, graph: u32) -> Result<bool, Damage> {
        let own = self.base.graph(graph)?;
        let growth = self.delta.as_ref().and_then(|delta| delta.graphs.get(&graph)).copied().unwrap_or(0);
        Ok((own.end - own.start) as i64 + growth > 0)
    }

    /// Resolves graphs that are asked as one.
    fn union(&self, graphs: &[GraphName]) -> Result<Union, Damage> {
        let mut union = Union::default();
        for graph in graphs {
            let term: Term = match graph {
                GraphName::DefaultGraph => {
                    union.mask |= sort::IN_DEFAULT;
                    continue;
                }
                GraphName::NamedNode(node) => node.clone().into(),
                GraphName::BlankNode(node) => node.clone().into(),
            };
            // A graph that nobody knows holds nothing.
            let Some(graph) = self.find(&term)? else { continue };
            match self.base.flag(graph) {
                IN_OTHER => union.others.push(graph),
                flag => union.mask |= flag,
            }
        }
        union.others.sort_unstable();
        union.others.dedup();
        Ok(union)
    }

    fn fail(&self, damage: Damage) -> EngineError {
        EngineError::Store(damage.of(self.base.image().path()))
    }
}

impl SnapshotEngine {
    fn new(state: State) -> Self {
        Self { state: Arc::new(state), evaluator: SparqlEvaluator::new() }
    }

    /// Returns an engine over quads at hand, held in memory in the layout of the file.
    pub fn from_quads(quads: impl IntoIterator<Item = Quad>) -> Result<Self, LoadError> {
        let mut gathered = Gathered::default();
        for quad in quads {
            gathered.quad(&quad)?;
        }
        Self::of_gathered(gathered)
    }

    /// Returns an engine over canonical N-Quads as segments hold them.
    pub fn from_nquads(nquads: &str) -> Result<Self, LoadError> {
        let mut gathered = Gathered::default();
        gathered.lines(nquads).map_err(|error| LoadError::NotCanonical { problem: error.to_string() })?;
        Self::of_gathered(gathered)
    }

    fn of_gathered(gathered: Gathered) -> Result<Self, LoadError> {
        let about = About { run: 0, dataset: Digest::of(b""), lenses: &[], wide: false };
        let (bytes, _) = gathered.write(&about, Cursor::new(Vec::new())).map_err(LoadError::Write)?;
        Ok(Self::new(State::open(Image::of_memory(bytes.into_inner())?)?))
    }

    /// Uses an evaluator prepared elsewhere: with custom functions, services, prefixes.
    #[must_use]
    pub fn with_evaluator(mut self, evaluator: SparqlEvaluator) -> Self {
        self.evaluator = evaluator;
        self
    }
}

impl Engine for SnapshotEngine {
    fn evaluate(&self, request: &Request) -> Result<Answer, EngineError> {
        let mut query = prepare(self.evaluator.clone(), request)?;
        let graphs = query.dataset().default_graph_graphs().unwrap_or_default();
        let union = self.state.union(graphs).map_err(|damage| self.state.fail(damage))?;
        query.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
        let trouble = Arc::new(Trouble::new(Arc::clone(&self.state), request.cancel.clone()));
        let dataset = Dataset(Rc::new(View::new(Arc::clone(&trouble), union)));
        let query = query.on_queryable_dataset(dataset);
        if request.explain {
            let (results, explanation) = query.compute_statistics().explain();
            return answer(results, Some(explanation), Some(trouble));
        }
        answer(query.execute(), None, Some(trouble))
    }

    fn len(&self) -> u64 {
        let growth = self.state.delta.as_ref().map_or(0, |delta| delta.growth);
        self.state.base.image().header().quads.saturating_add_signed(growth)
    }

    fn name(&self) -> &'static str {
        "snapshot"
    }
}

#[cfg(test)]
mod tests;
