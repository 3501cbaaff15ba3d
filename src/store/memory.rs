//! The index in memory: Oxigraph's store, filled from segments or from RDF files.
//!
//! Good up to about a million quads. It is the reference that other engines are tested against. It
//! normalises numbers (`10.380` becomes `10.38`), so exports never come from it.

use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad, TripleRef};
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::{BulkLoader, StorageError, Store};

use super::engine::{answer, prepare};
use super::load::RdfFile;
use super::{Answer, Archive, Engine, EngineError, LoadError, Request};
use crate::history::{Manifest, SegmentRef};
use crate::rdf::guard::{TripleTerms, check_depth};

/// Below this many quads a second thread costs more than it saves.
const PARALLEL_FROM: u64 = 2_000;
/// Parsed segments waiting to be indexed.
const QUEUE: usize = 64;

/// An index in memory.
#[derive(Clone)]
pub struct MemoryEngine {
    store: Store,
    quads: u64,
    evaluator: SparqlEvaluator,
    /// Graphs asked as one whose triples meet each other, in stores of their own.
    unions: Arc<Mutex<HashMap<Vec<GraphName>, Option<Store>>>>,
}

impl MemoryEngine {
    /// Returns the index of a state of a store.
    pub fn from_archive(archive: &Archive, manifest: &Manifest) -> Result<Self, LoadError> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Self::from_archive_with(archive, manifest, threads)
    }

    fn from_archive_with(archive: &Archive, manifest: &Manifest, threads: usize) -> Result<Self, LoadError> {
        let segments: Vec<&SegmentRef> = manifest.segments().map(|(_, segment)| segment).collect();
        let parse = |segment: &SegmentRef| {
            let nquads = archive.read_segment(manifest, segment)?;
            // The bytes are known to be those that were written, so their IRIs are not checked again.
            parse_nquads(&nquads, &segment.id.short(), Check::Trust)
        };
        if threads < 2 || manifest.quads() < PARALLEL_FROM {
            return Self::from_batches(segments.into_iter().map(parse));
        }
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let (sender, receiver) = sync_channel(QUEUE);
        thread::scope(|scope| {
            for _ in 1..threads {
                let (sender, next, stop, segments) = (sender.clone(), &next, &stop, &segments);
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(segment) = segments.get(number) else { return };
                        if sender.send(parse(segment)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let engine = Self::from_batches(receiver.iter());
            stop.store(true, Ordering::Relaxed);
            drop(receiver);
            engine
        })
    }

    /// Returns the index of N-Quads bytes.
    pub fn from_nquads(nquads: &[u8]) -> Result<Self, LoadError> {
        check_depth(&mut TripleTerms::default(), nquads)
            .map_err(|error| LoadError::Parse { name: "the N-Quads".to_owned(), source: Box::new(error.into()) })?;
        Self::from_batches([parse_nquads(nquads, "the N-Quads", Check::Syntax)])
    }

    /// Returns the index of RDF files, formats by extension.
    pub fn from_files<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, LoadError> {
        Self::from_files_and_quads(paths, Vec::new())
    }

    /// Returns the index of RDF files together with quads at hand.
    pub fn from_files_and_quads<P: AsRef<Path>>(
        paths: impl IntoIterator<Item = P>,
        quads: Vec<Quad>,
    ) -> Result<Self, LoadError> {
        Self::filled(|store| {
            if !quads.is_empty() {
                let mut loader = bulk_loader(store);
                loader.load_quads(quads)?;
                loader.commit()?;
            }
            for path in paths {
                let mut loader = bulk_loader(store);
                loader.load_ok_quads::<LoadError, LoadError>(RdfFile::open(path.as_ref())?.quads())?;
                loader.commit()?;
            }
            Ok(())
        })
    }

    /// Returns the index of quads at hand.
    pub fn from_quads(quads: impl IntoIterator<Item = Quad>) -> Result<Self, LoadError> {
        Self::from_batches([Ok(quads.into_iter().collect())])
    }

    /// Uses an evaluator prepared elsewhere: with custom functions, services, prefixes.
    #[must_use]
    pub fn with_evaluator(mut self, evaluator: SparqlEvaluator) -> Self {
        self.evaluator = evaluator;
        self
    }

    /// Returns all quads, in no order.
    pub fn quads(&self) -> impl Iterator<Item = Result<Quad, EngineError>> {
        self.store.iter().map(|quad| quad.map_err(|error| EngineError::Evaluation(Box::new(error))))
    }

    fn from_batches(batches: impl IntoIterator<Item = Result<Vec<Quad>, LoadError>>) -> Result<Self, LoadError> {
        Self::filled(|store| {
            let mut loader = bulk_loader(store);
            loader.load_ok_quads::<LoadError, LoadError>(batches.into_iter().flat_map(Rows::from))?;
            Ok(loader.commit()?)
        })
    }

    fn filled(fill: impl FnOnce(&Store) -> Result<(), LoadError>) -> Result<Self, LoadError> {
        let store = Store::new()?;
        fill(&store)?;
        let quads = store.len()? as u64;
        Ok(Self { store, quads, evaluator: SparqlEvaluator::new(), unions: Arc::default() })
    }

    /// Returns a store whose default graph is the union of several graphs, if they hold a triple in common:
    /// the evaluator strings them together and would find it twice.
    fn united(&self, graphs: &[GraphName]) -> Result<Option<Store>, StorageError> {
        let mut unions = self.unions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = unions.get(graphs) {
            return Ok(known.clone());
        }
        let mut overlap = false;
        for (place, graph) in graphs.iter().enumerate().skip(1) {
            for quad in self.store.quads_for_pattern(None, None, None, Some(graph.as_ref())) {
                let quad = quad?;
                let mut earlier = graphs[..place].iter().map(|graph| TripleRef::from(quad.as_ref()).in_graph(graph));
                if earlier.try_fold(false, |met, quad| Ok::<_, StorageError>(met || self.store.contains(quad)?))? {
                    overlap = true;
                    break;
                }
            }
        }
        let union = if overlap { Some(self.union_store(graphs)?) } else { None };
        unions.insert(graphs.to_vec(), union.clone());
        Ok(union)
    }

    fn union_store(&self, graphs: &[GraphName]) -> Result<Store, StorageError> {
        let union = Store::new()?;
        let mut loader = bulk_loader(&union);
        let named = self.store.iter().filter(|quad| !matches!(quad, Ok(quad) if quad.graph_name.is_default_graph()));
        loader.load_ok_quads::<StorageError, StorageError>(named)?;
        for graph in graphs {
            let quads = self.store.quads_for_pattern(None, None, None, Some(graph.as_ref()));
            let moved = quads.map(|quad| Ok(Quad { graph_name: GraphName::DefaultGraph, ..quad? }));
            loader.load_ok_quads::<StorageError, StorageError>(moved)?;
        }
        loader.commit()?;
        Ok(union)
    }
}

impl Engine for MemoryEngine {
    fn evaluate(&self, request: &Request) -> Result<Answer, EngineError> {
        let mut query = prepare(self.evaluator.clone(), request)?;
        let mut graphs = query.dataset().default_graph_graphs().unwrap_or_default().to_vec();
        let mut seen = HashSet::new();
        graphs.retain(|graph| seen.insert(graph.clone()));
        let united = if graphs.len() > 1 { self.united(&graphs) } else { Ok(None) };
        let united = united.map_err(|error| EngineError::Evaluation(Box::new(error)))?;
        let default = if united.is_some() { vec![GraphName::DefaultGraph] } else { graphs };
        query.dataset_mut().set_default_graph(default);
        let query = query.on_store(united.as_ref().unwrap_or(&self.store));
        if request.explain {
            let (results, explanation) = query.compute_statistics().explain();
            return answer(results, Some(explanation), None);
        }
        answer(query.execute(), None, None)
    }

    fn len(&self) -> u64 {
        self.quads
    }

    fn name(&self) -> &'static str {
        "memory"
    }
}

/// Returns a loader that holds few quads at a time; its own default is a million.
fn bulk_loader(store: &Store) -> BulkLoader<'_> {
    store.bulk_loader().with_num_threads(1).with_max_memory_size_in_megabytes(16)
}

/// The quads of a batch, or the one error in their place.
enum Rows {
    Quads(std::vec::IntoIter<Quad>),
    Error(Option<LoadError>),
}

impl From<Result<Vec<Quad>, LoadError>> for Rows {
    fn from(batch: Result<Vec<Quad>, LoadError>) -> Self {
        match batch {
            Ok(quads) => Self::Quads(quads.into_iter()),
            Err(error) => Self::Error(Some(error)),
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Quad, LoadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Quads(quads) => quads.next().map(Ok),
            Self::Error(error) => error.take().map(Err),
        }
    }
}

enum Check {
    Syntax,
    Trust,
}

fn parse_nquads(nquads: &[u8], name: &str, check: Check) -> Result<Vec<Quad>, LoadError> {
    let parser = RdfParser::from_format(RdfFormat::NQuads);
    let parser = match check {
        Check::Syntax => parser,
        Check::Trust => parser.lenient(),
    };
    let mut quads = Vec::with_capacity(memchr::memchr_iter(b'\n', nquads).count());
    for quad in parser.for_slice(nquads) {
        quads.push(quad.map_err(|error| LoadError::Parse { name: name.to_owned(), source: Box::new(error.into()) })?);
    }
    Ok(quads)
}

#[cfg(test)]
mod tests;
