//! Brings a SPARQL 1.1 server in line with the store: what changed since the run it holds, and nothing else.
//!
//! Everything sent may be sent twice, and the server says which run it holds or which is on its way
//! ([`Marker`]); so an interrupted transfer goes on where it stopped, and one that is done is a no-op.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::history::{Digest, Manifest, SegmentName, SegmentRef};
use crate::iri::{Base, BaseError};
use crate::rdf::{Line, Term};
use crate::store::{
    Archive, Engine, EngineError, Going, INDEX_GRAPH, LoadError, Marker, MemoryEngine, Remote, RemoteError, Request,
    Results, STATEMENTS, SnapshotEngine, StoreError,
};

/// How many triples go in one update.
const BATCH: usize = 1000;
/// How many bytes go in one update, but for its last triple.
const BATCH_BYTES: usize = 256 << 10;
/// After how many segments of a first transfer the server is told how far it got.
const STEP: u64 = 50;

/// What a transfer did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mirrored {
    /// The run that the server holds now.
    pub run: u64,
    /// The run it held before, if that was one of ours.
    pub before: Option<u64>,
    /// Triples sent to be there.
    pub inserted: u64,
    /// Triples sent to be gone.
    pub deleted: u64,
    /// It went on where an earlier transfer had stopped.
    pub resumed: bool,
    /// How many triples the server counts afterwards and how many it should, if the numbers differ: it makes two
    /// ways of writing a value one, or does not do what it answers to have done.
    pub differs: Option<(u64, u64)>,
}

/// Why a server could not be brought in line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// There is nothing to send yet.
    #[error("nothing was synced yet")]
    Nothing,
    /// The server does not do as asked.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store has no usable base.
    #[error("the store has no usable base: {0}")]
    Base(#[from] BaseError),
    /// The store cannot be asked.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The store cannot be asked.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A segment is not in the form of segments.
    #[error("a segment holds the line `{0}`")]
    Line(String),
    /// The server holds a run that this store does not have.
    #[error("the server holds run {run} of another history of this knowledge base")]
    Foreign {
        /// The run it says it holds.
        run: u64,
    },
}

/// Brings the server in line with the newest run. With `replace` everything of the knowledge base there is made anew.
///
/// # Errors
/// If the server or the store fails on the way; the next call goes on from there.
pub fn mirror(archive: &Archive, remote: &Remote, replace: bool) -> Result<Mirrored, MirrorError> {
    let Some(target) = archive.current() else { return Err(MirrorError::Nothing) };
    let base = Base::new(&target.settings.base)?;
    let mut transfer =
        Transfer { archive, remote, target, base, done: Mirrored { run: target.run, ..Mirrored::default() } };
    let marker = if replace { None } else { Marker::read(remote, &transfer.base)? };
    match marker {
        Some(Marker { run: Some(run), dataset, going: None, .. })
            if run == target.run && dataset == Some(target.dataset) =>
        {
            transfer.done.before = Some(run);
        }
        Some(Marker { run: None, going: Some(going), .. }) if going.is(target) => transfer.all(going.done)?,
        Some(Marker { run: Some(run), dataset, going, .. }) => {
            let mut states = vec![transfer.state(run, dataset)?];
            transfer.done.before = Some(run);
            if let Some(going) = going {
                transfer.done.resumed = true;
                states.push(transfer.state(going.run, Some(going.dataset))?);
            }
            transfer.changes(&states)?;
        }
        Some(Marker { run: None, .. }) | None => transfer.all(0)?,
    }
    if (transfer.done.inserted, transfer.done.deleted) != (0, 0) {
        transfer.count()?;
    }
    Ok(transfer.done)
}

impl Going {
    fn is(&self, manifest: &Manifest) -> bool {
        self.run == manifest.run && self.dataset == manifest.dataset
    }
}

struct Transfer<'a> {
    archive: &'a Archive,
    remote: &'a Remote,
    target: &'a Manifest,
    base: Base,
    done: Mirrored,
}

impl Transfer<'_> {
    /// Returns a state that the server says it holds.
    fn state(&self, run: u64, dataset: Option<Digest>) -> Result<Manifest, MirrorError> {
        let found = match self.archive.manifest(run) {
            Err(StoreError::NoRun { .. }) => return Err(MirrorError::Foreign { run }),
            other => other?,
        };
        if Some(found.dataset) == dataset { Ok(found) } else { Err(MirrorError::Foreign { run }) }
    }

    /// Returns what the target answers from.
    fn engine(&self) -> Result<Box<dyn Engine>, MirrorError> {
        Ok(match SnapshotEngine::open(self.archive, self.target) {
            Ok(engine) => Box::new(engine),
            Err(_) => Box::new(MemoryEngine::from_archive(self.archive, self.target)?),
        })
    }

    /// Counts what the server holds now.
    fn count(&mut self) -> Result<(), MirrorError> {
        let query = format!(
            "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), \"{}\") && ?g != <{}>) }}",
            self.base.graph(""),
            self.base.graph(INDEX_GRAPH)
        );
        let counted = self.remote.column(&query)?;
        let counted = counted.first().and_then(|term| match term {
            Term::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        });
        let (there, here) = (counted.unwrap_or(0), self.engine()?.len());
        self.done.differs = (there != here).then_some((there, here));
        Ok(())
    }

    fn mark(&self, before: Option<&Manifest>, going: Option<u64>) -> Result<(), MirrorError> {
        let held = if going.is_none() { Some(self.target) } else { before };
        let marker = Marker {
            run: held.map(|manifest| manifest.run),
            dataset: held.map(|manifest| manifest.dataset),
            quads: held.map_or(0, Manifest::quads),
            going: going.map(|done| Going { run: self.target.run, dataset: self.target.dataset, done }),
        };
        Ok(self.remote.update(&marker.update(&self.base))?)
    }

    /// Sends every segment but the first `from`, which are there.
    fn all(&mut self, from: u64) -> Result<(), MirrorError> {
        self.done.resumed = from > 0;
        if from == 0 {
            for graph in self.remote.graphs_below(&self.base.graph(""))? {
                self.remote.update(&format!("DROP SILENT GRAPH <{graph}>"))?;
            }
            self.mark(None, Some(0))?;
        }
        let mut batch = Batch::new("INSERT");
        let segments: Vec<SegmentRef> = self.target.segments().map(|(_, segment)| *segment).collect();
        for (number, segment) in (0_u64..).zip(&segments).skip(usize::try_from(from).unwrap_or(usize::MAX)) {
            for line in self.lines(self.target, segment)? {
                batch.push(&line, &self.base, self.remote)?;
            }
            if (number + 1) % STEP == 0 {
                batch.send(self.remote)?;
                self.mark(None, Some(number + 1))?;
            }
        }
        batch.send(self.remote)?;
        self.done.inserted += batch.sent;
        self.mark(None, None)
    }

    /// Sends what differs between the states that the server may hold parts of and the target.
    fn changes(&mut self, states: &[Manifest]) -> Result<(), MirrorError> {
        let mut old = BTreeSet::new();
        let mut new = BTreeSet::new();
        let of = |manifest: &'_ Manifest| -> BTreeMap<String, SegmentRef> {
            let name = |name: SegmentName<'_>| match name {
                SegmentName::Shared => "shared".to_owned(),
                SegmentName::Meta => "meta".to_owned(),
                SegmentName::Article(id) => format!("article/{id}"),
            };
            manifest.segments().map(|(which, segment)| (name(which), *segment)).collect()
        };
        let target = of(self.target);
        for state in states {
            let held = of(state);
            for (name, segment) in &held {
                if target.get(name).is_none_or(|other| other.id != segment.id) {
                    old.extend(self.lines(state, segment)?);
                }
            }
            for (name, segment) in &target {
                if held.get(name).is_none_or(|other| other.id != segment.id) {
                    new.extend(self.lines(self.target, segment)?);
                }
            }
        }
        let mut gone: Vec<&String> = old.difference(&new).collect();
        // What an interrupted transfer took away has to come back.
        let sure: BTreeSet<String> = if states.len() == 1 { old.clone() } else { BTreeSet::new() };
        self.keep_shared(&mut gone)?;
        self.mark(states.first(), Some(0))?;
        for (verb, lines) in [("DELETE", gone), ("INSERT", new.difference(&sure).collect())] {
            let mut batch = Batch::new(verb);
            for line in lines {
                batch.push(line, &self.base, self.remote)?;
            }
            batch.send(self.remote)?;
            match verb {
                "DELETE" => self.done.deleted += batch.sent,
                _ => self.done.inserted += batch.sent,
            }
        }
        self.mark(None, None)
    }

    /// Takes out the quads that another segment of the target holds as well.
    fn keep_shared(&self, gone: &mut Vec<&String>) -> Result<(), MirrorError> {
        if gone.is_empty() {
            return Ok(());
        }
        let engine = self.engine()?;
        let mut kept = Vec::with_capacity(gone.len());
        for line in gone.drain(..) {
            let parts = Line::split(line).ok_or_else(|| MirrorError::Line(line.clone()))?;
            let triple = format!("<{}> <{}> {}", parts.subject, parts.predicate, parts.object);
            let asked = match parts.graph {
                Some(graph) => format!("ASK {{ GRAPH <{graph}> {{ {triple} }} }}"),
                None => format!("ASK {{ {triple} }}"),
            };
            if !matches!(engine.evaluate(&Request::new(asked))?.results, Results::Boolean(true)) {
                kept.push(line);
            }
        }
        *gone = kept;
        Ok(())
    }

    fn lines(&self, manifest: &Manifest, segment: &SegmentRef) -> Result<Vec<String>, MirrorError> {
        let bytes = self.archive.read_segment(manifest, segment)?;
        let text = String::from_utf8(bytes).map_err(|error| MirrorError::Line(error.to_string()))?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

/// Triples on their way, by graph.
struct Batch {
    verb: &'static str,
    graphs: BTreeMap<String, String>,
    triples: usize,
    bytes: usize,
    sent: u64,
}

impl Batch {
    const fn new(verb: &'static str) -> Self {
        Self { verb, graphs: BTreeMap::new(), triples: 0, bytes: 0, sent: 0 }
    }

    fn push(&mut self, line: &str, base: &Base, remote: &Remote) -> Result<(), MirrorError> {
        let parts = Line::split(line).ok_or_else(|| MirrorError::Line(line.to_owned()))?;
        let graph = parts.graph.map_or_else(|| base.graph(STATEMENTS), str::to_owned);
        let text = self.graphs.entry(graph).or_default();
        // Writing to memory cannot fail.
        let _ = writeln!(text, "<{}> <{}> {} .", parts.subject, parts.predicate, parts.object);
        self.triples += 1;
        self.bytes += line.len();
        if self.triples >= BATCH || self.bytes >= BATCH_BYTES { self.send(remote) } else { Ok(()) }
    }

    fn send(&mut self, remote: &Remote) -> Result<(), MirrorError> {
        if self.triples == 0 {
            return Ok(());
        }
        // An operation a graph: Virtuoso 7.2.5 takes away no text with a language where one has several graphs.
        let operations: Vec<String> = std::mem::take(&mut self.graphs)
            .into_iter()
            .map(|(graph, triples)| format!("{} DATA {{ GRAPH <{graph}> {{\n{triples}}} }}", self.verb))
            .collect();
        let text = operations.join(" ;\n");
        remote.update(&text)?;
        self.sent += self.triples as u64;
        (self.triples, self.bytes) = (0, 0);
        Ok(())
    }
}
