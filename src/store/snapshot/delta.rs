//! What changed since a snapshot was written, laid over it in memory.
//!
//! The segments that only one of two states holds are compared line by line, so an edited article costs
//! its edited lines. How many segments hold a quad is known, so a triple that two articles assert stays
//! until both take it back. Every triple whose graphs changed is *touched*: it is left out of the
//! snapshot and held here with all its graphs, in orders like the snapshot's own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Cursor;
use std::sync::Arc;

use oxigraph::model::Term;

use super::build::{Numbers, write_numbers};
use super::image::{Damage, Image};
use super::index::Index;
use super::intern::spelling;
use super::sort::DEFAULT;
use super::terms::Terms;
use crate::history::{Digest, Manifest, SegmentRef};
use crate::rdf::{Line, library_term, read_object, split_triple_term};
use crate::store::{Archive, StoreError};

/// What changed since a snapshot.
pub(super) struct Delta {
    /// Triples whose graphs changed, with the graphs they are in now.
    pub(super) index: Index,
    pub(super) touched: HashSet<[u32; 3], foldhash::fast::RandomState>,
    /// Terms that the snapshot does not have; their numbers come after its own.
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
    /// By how many quads named graphs grew or shrank.
    pub(super) graphs: BTreeMap<u32, i64>,
    /// By how many quads the whole grew or shrank.
    pub(super) growth: i64,
}

/// A segment that only one of two states holds, and how many times more the later one holds it.
type Change<'m> = (&'m Manifest, SegmentRef, i64);

/// Segments that two states do not have in common.
pub(super) struct Changes<'m>(Vec<Change<'m>>);

impl<'m> Changes<'m> {
    /// Compares two states of a store.
    pub(super) fn between(earlier: &'m Manifest, later: &'m Manifest) -> Self {
        let mut segments: HashMap<Digest, Change<'m>> = HashMap::new();
        for (manifest, step) in [(earlier, -1), (later, 1)] {
            for (_, segment) in manifest.segments() {
                segments.entry(segment.id).or_insert((manifest, *segment, 0)).2 += step;
            }
        }
        let mut changes: Vec<Change<'m>> = segments.into_values().filter(|(_, _, times)| *times != 0).collect();
        changes.sort_unstable_by_key(|(_, segment, _)| segment.id);
        Self(changes)
    }

    /// Says whether the two states hold the same.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many lines have to be compared.
    pub(super) fn lines(&self) -> u64 {
        self.0.iter().map(|(_, segment, _)| segment.quads).sum()
    }

    /// Reads the lines that more or fewer segments hold, and how many more.
    fn read(&self, archive: &Archive) -> Result<Vec<(String, i64)>, StoreError> {
        let mut texts = Vec::with_capacity(self.0.len());
        for (manifest, segment, times) in &self.0 {
            let nquads = archive.read_segment(manifest, segment)?;
            let text = String::from_utf8(nquads).map_err(|_| {
                StoreError::corrupt(archive.folder(), format!("holds {}, which is no UTF-8", segment.id))
            })?;
            texts.push((text, *times));
        }
        let mut lines: HashMap<&str, i64, foldhash::fast::RandomState> = HashMap::default();
        for (text, times) in &texts {
            for line in text.lines() {
                *lines.entry(line).or_default() += times;
            }
        }
        let mut lines: Vec<(&str, i64)> = lines.into_iter().filter(|(_, times)| *times != 0).collect();
        lines.sort_unstable();
        Ok(lines.into_iter().map(|(line, times)| (line.to_owned(), times)).collect())
    }
}

/// Why changes cannot be laid over a snapshot.
#[derive(Debug)]
pub(super) enum DeltaError {
    Store(StoreError),
    Damage(Damage),
}

impl From<StoreError> for DeltaError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Damage> for DeltaError {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

impl Delta {
    /// Lays changes over a snapshot.
    pub(super) fn new(
        base: &Index,
        terms: &Terms,
        archive: &Archive,
        changes: &Changes<'_>,
    ) -> Result<Self, DeltaError> {
        Self::of_lines(base, terms, &changes.read(archive)?)
    }

    /// Lays lines over a snapshot, each with how many more segments hold it.
    pub(super) fn of_lines(base: &Index, terms: &Terms, lines: &[(String, i64)]) -> Result<Self, DeltaError> {
        let mut numbering = Numbering { base: terms, terms: Vec::new(), numbers: HashMap::new() };
        let mut quads: BTreeMap<[u32; 4], i64> = BTreeMap::new();
        for (line, times) in lines {
            let line = Line::split(line).ok_or(Damage("does not fit a segment that is no canonical N-Quads"))?;
            let subject = numbering.iri(line.subject)?;
            let predicate = numbering.iri(line.predicate)?;
            let object = numbering.object(line.object)?;
            let graph = line.graph.map_or(Ok(DEFAULT), |graph| numbering.iri(graph))?;
            *quads.entry([subject, predicate, object, graph]).or_default() += times;
        }
        let Numbering { terms, numbers, base: base_terms } = numbering;
        let last = base_terms.count() + terms.len() as u32;
        let (mut numbers_of, mut touched) = (Numbers::default(), HashSet::default());
        let (mut graphs, mut growth) = (BTreeMap::new(), 0);
        let mut quads = quads.into_iter().peekable();
        while let Some(([subject, predicate, object, graph], times)) = quads.next() {
            let triple = [subject, predicate, object];
            let mut own = vec![(graph, times)];
            while let Some(([.., graph], times)) = quads.next_if(|([s, p, o, _], _)| [*s, *p, *o] == triple) {
                own.push((graph, times));
            }
            let before: BTreeSet<u32> = base.graphs_of(triple)?.into_iter().collect();
            let mut now = before.clone();
            for (graph, times) in own {
                let held = base.times([subject, predicate, object, graph])? + times;
                match held {
                    0 => drop(now.remove(&graph)),
                    1.. => drop(now.insert(graph)),
                    _ => return Err(Damage("does not hold what a segment of its state holds").into()),
                }
            }
            if before == now {
                continue;
            }
            touched.insert(triple);
            for graph in before.symmetric_difference(&now) {
                let step = if now.contains(graph) { 1 } else { -1 };
                growth += step;
                if *graph != DEFAULT {
                    *graphs.entry(*graph).or_default() += step;
                }
            }
            for graph in now {
                numbers_of.push(triple, (graph != DEFAULT).then_some(graph));
            }
        }
        let marked = base.image().header().marked.clone();
        let written = write_numbers(numbers_of, marked, last, Cursor::new(Vec::new()));
        let (bytes, _) = written.map_err(|_| Damage("cannot be changed in memory"))?;
        let image = Image::of_memory(bytes.into_inner())?;
        Ok(Self { index: Index::new(Arc::new(image)), touched, terms, numbers, graphs, growth })
    }

    /// Returns how many terms it adds.
    pub(super) const fn terms(&self) -> u32 {
        self.terms.len() as u32
    }

    pub(super) fn term(&self, number: u32) -> Option<&Term> {
        self.terms.get(number as usize)
    }

    pub(super) fn find(&self, term: &Term) -> Option<u32> {
        self.numbers.get(term).copied()
    }
}

/// Numbers the terms of changed lines: those of the snapshot, then new ones.
struct Numbering<'b> {
    base: &'b Terms,
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
}

impl Numbering<'_> {
    fn iri(&mut self, iri: &str) -> Result<u32, Damage> {
        match self.base.find_spelling(&spelling(iri.as_bytes(), &mut String::new()))? {
            Some(id) => Ok(id),
            None => Ok(self.number(oxigraph::model::NamedNode::new_unchecked(iri).into())),
        }
    }

    fn object(&mut self, object: &str) -> Result<u32, Damage> {
        let mut scratch = String::new();
        if let Some((subject, predicate, object)) = split_triple_term(object) {
            // New parts are numbered before the whole, as in a snapshot.
            self.iri(subject)?;
            self.iri(predicate)?;
            self.object(object)?;
        } else {
            let key = crate::rdf::bare_iri(object).unwrap_or(object);
            if let Some(id) = self.base.find_spelling(&spelling(key.as_bytes(), &mut scratch))? {
                return Ok(id);
            }
        }
        let term = library_term(read_object(object, &mut scratch));
        match self.base.find(&term)? {
            Some(id) => Ok(id),
            None => Ok(self.number(term)),
        }
    }

    fn number(&mut self, term: Term) -> u32 {
        if let Some(id) = self.numbers.get(&term) {
            return *id;
        }
        // A snapshot leaves the upper half of the numbers free.
        let id = self.base.count() + self.terms.len() as u32;
        self.terms.push(term.clone());
        self.numbers.insert(term, id);
        id
    }
}
