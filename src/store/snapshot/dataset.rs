//! What Oxigraph's evaluator sees of a snapshot during one query.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use oxigraph::model::Term;
use oxigraph::sparql::CancellationToken;
use spareval::{InternalQuad, QueryableDataset};

use super::State;
use super::image::Damage;
use super::scan::{Scan, Union, Wanted};
use crate::store::StoreError;
use crate::store::engine::{EngineError, Guard};

/// Why the evaluator gets nothing more.
#[derive(Debug, thiserror::Error)]
pub(super) enum ViewError {
    #[error(transparent)]
    Store(StoreError),
    #[error("the query was stopped")]
    Stopped,
    #[error("the query makes more different values than can be numbered")]
    TooManyTerms,
}

/// What went wrong in a query; seen by those who hand out its rows, since the evaluator takes some
/// errors for "no value".
pub(super) struct Trouble {
    state: Arc<State>,
    damage: OnceLock<Damage>,
    cancel: CancellationToken,
}

impl Trouble {
    pub(super) const fn new(state: Arc<State>, cancel: CancellationToken) -> Self {
        Self { state, damage: OnceLock::new(), cancel }
    }
}

impl Guard for Trouble {
    fn stopped(&self) -> Option<EngineError> {
        if let Some(damage) = self.damage.get() {
            return Some(EngineError::Store(damage.of(self.state.base.image().path())));
        }
        self.cancel.is_cancelled().then_some(EngineError::Cancelled)
    }
}

/// A snapshot during one query.
pub(super) struct View {
    trouble: Arc<Trouble>,
    /// The query's default graph.
    default: Rc<Union>,
    /// Terms that the query itself made.
    made: RefCell<Made>,
}

#[derive(Default)]
struct Made {
    terms: Vec<Term>,
    numbers: HashMap<Term, u32, foldhash::fast::RandomState>,
}

impl View {
    pub(super) fn new(trouble: Arc<Trouble>, default: Union) -> Self {
        Self { trouble, default: Rc::new(default), made: RefCell::default() }
    }

    #[inline]
    pub(super) fn state(&self) -> &State {
        &self.trouble.state
    }

    #[inline]
    fn is_stopped(&self) -> bool {
        self.trouble.damage.get().is_some() || self.trouble.cancel.is_cancelled()
    }

    fn fail(&self, damage: Damage) -> ViewError {
        let _ = self.trouble.damage.set(damage);
        ViewError::Store(damage.of(self.state().base.image().path()))
    }
}

/// The view as the evaluator holds it.
pub(super) struct Dataset(pub(super) Rc<View>);

/// Quads for the evaluator; after an error comes nothing more.
pub(super) struct Quads(Scan);

impl Iterator for Quads {
    type Item = Result<InternalQuad<u32>, ViewError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.0.advance() {
            // What is asked once is asked at every quad: one error, and then the end of it.
            Ok(Some(_)) if self.0.view().is_stopped() => {
                self.0.stop();
                Some(Err(ViewError::Stopped))
            }
            Ok(Some(([subject, predicate, object], graph_name))) => {
                Some(Ok(InternalQuad { subject, predicate, object, graph_name }))
            }
            Ok(None) => None,
            Err(damage) => {
                self.0.stop();
                Some(Err(self.0.view().fail(damage)))
            }
        }
    }
}

impl QueryableDataset<'static> for Dataset {
    type InternalTerm = u32;
    type Error = ViewError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&u32>,
        predicate: Option<&u32>,
        object: Option<&u32>,
        graph_name: Option<Option<&u32>>,
    ) -> impl Iterator<Item = Result<InternalQuad<u32>, ViewError>> + use<> {
        let view = Rc::clone(&self.0);
        let pattern = [subject.copied(), predicate.copied(), object.copied()];
        let last = self.0.state().terms();
        // What the query made itself is nowhere.
        if pattern.iter().flatten().chain(graph_name.flatten()).any(|term| *term >= last) {
            return Quads(Scan::empty(view));
        }
        let wanted = match graph_name {
            Some(None) => Wanted::Union(Rc::clone(&self.0.default)),
            Some(Some(graph)) => Wanted::Graph(*graph),
            None => Wanted::Named,
        };
        Quads(Scan::new(view, pattern, wanted))
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<u32, ViewError>> + use<> {
        let graphs = self.0.state().named_graphs().map_err(|damage| self.0.fail(damage));
        let (graphs, error) = match graphs {
            Ok(graphs) => (graphs, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        error.into_iter().chain(graphs.into_iter().map(Ok))
    }

    fn contains_internal_graph_name(&self, graph_name: &u32) -> Result<bool, ViewError> {
        self.0.state().has_graph(*graph_name).map_err(|damage| self.0.fail(damage))
    }

    fn internalize_term(&self, term: Term) -> Result<u32, ViewError> {
        if let Some(id) = self.0.state().find(&term).map_err(|damage| self.0.fail(damage))? {
            return Ok(id);
        }
        let mut made = self.0.made.borrow_mut();
        if let Some(id) = made.numbers.get(&term) {
            return Ok(*id);
        }
        let id = u32::try_from(made.terms.len()).ok().and_then(|number| self.0.state().terms().checked_add(number));
        let id = id.ok_or(ViewError::TooManyTerms)?;
        made.terms.push(term.clone());
        made.numbers.insert(term, id);
        Ok(id)
    }

    fn externalize_term(&self, id: u32) -> Result<Term, ViewError> {
        if self.0.is_stopped() {
            return Err(ViewError::Stopped);
        }
        let state = self.0.state();
        if let Some(number) = id.checked_sub(state.terms()) {
            let made = self.0.made.borrow();
            return made.terms.get(number as usize).cloned().ok_or(ViewError::TooManyTerms);
        }
        state.term(id).map_err(|damage| self.0.fail(damage))
    }
}
