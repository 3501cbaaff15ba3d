//! From a pattern to quads: which order to walk, and which of what is met belongs.

use std::ops::Range;
use std::rc::Rc;

use super::dataset::View;
use super::delta::Delta;
use super::image::Damage;
use super::index::{Index, Triples};
use super::sort::IN_DEFAULT;

/// Subject, predicate and object, where they are given.
pub(super) type Pattern = [Option<u32>; 3];

/// The graphs that are asked.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    /// Several as one: a triple in two of them is met once.
    Union(Rc<Union>),
    /// One with a name.
    Graph(u32),
    /// Each that has a name, apart.
    Named,
}

/// Graphs asked as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Union {
    /// Flags of those that have one.
    pub(super) mask: u8,
    /// Those that have none, sorted.
    pub(super) others: Vec<u32>,
}

/// A quad as it is met.
type Quad = ([u32; 3], Option<u32>);

/// How one part is walked.
enum Plan {
    /// Along an order, with a test for each triple.
    Triples(Triples, Test),
    /// Along the named graphs; ends and begins with `graph`.
    Graphs { places: Range<u64>, graph: u32, graph_end: u64, rest: Pattern },
    /// Along the quads in named graphs.
    Quads { places: Range<u64>, rest: Pattern },
    /// What was gathered.
    List(std::vec::IntoIter<[u32; 3]>),
}

enum Test {
    Union(Rc<Union>),
    Flag(u8, u32),
    Other(u32),
    /// The places of the quads of the triple met last.
    Named(Range<u64>),
}

/// The quads that match a pattern: of the snapshot, then of what changed since.
pub(super) struct Scan {
    view: Rc<View>,
    pattern: Pattern,
    wanted: Wanted,
    plan: Option<Plan>,
    part: usize,
}

impl Scan {
    pub(super) const fn new(view: Rc<View>, pattern: Pattern, wanted: Wanted) -> Self {
        Self { view, pattern, wanted, plan: None, part: 0 }
    }

    /// A scan of nothing.
    pub(super) const fn empty(view: Rc<View>) -> Self {
        Self { view, pattern: [None; 3], wanted: Wanted::Named, plan: None, part: 2 }
    }

    /// Returns the next quad.
    pub(super) fn advance(&mut self) -> Result<Option<Quad>, Damage> {
        loop {
            let state = self.view.state();
            let (index, touched) = match (self.part, &state.delta) {
                (0, delta) => (&state.base, delta.as_ref()),
                (1, Some(delta)) => (&delta.index, None),
                _ => return Ok(None),
            };
            let plan = match &mut self.plan {
                Some(plan) => plan,
                None => self.plan.insert(Plan::new(index, self.pattern, &self.wanted)?),
            };
            if let Some(quad) = plan.next(index, touched)? {
                return Ok(Some(quad));
            }
            self.plan = None;
            self.part += 1;
        }
    }

    pub(super) const fn view(&self) -> &Rc<View> {
        &self.view
    }

    /// Ends it.
    pub(super) const fn stop(&mut self) {
        self.part = 2;
    }
}

impl Plan {
    fn new(index: &Index, pattern: Pattern, wanted: &Wanted) -> Result<Self, Damage> {
        let length = |range: &Range<u64>| range.end.saturating_sub(range.start);
        let (prefix, rest) = prefix(pattern);
        let prefix = prefix.as_slice();
        match wanted {
            Wanted::Union(union) => {
                let range = index.triples(pattern)?;
                if union.mask == 0 {
                    let mut graphs = Vec::with_capacity(union.others.len());
                    for graph in &union.others {
                        graphs.push(index.graph(*graph)?);
                    }
                    if graphs.iter().map(length).sum::<u64>() <= length(&range.places) {
                        return Self::gather(index, graphs, prefix, rest);
                    }
                }
                Ok(Self::Triples(range, Test::Union(Rc::clone(union))))
            }
            Wanted::Graph(graph) => {
                let places = index.graph(*graph)?;
                let walk = |places: Range<u64>| Self::Graphs { graph: *graph, graph_end: places.end, places, rest };
                if places.is_empty() {
                    return Ok(Self::List(Vec::new().into_iter()));
                }
                if pattern == [None; 3] || !prefix.is_empty() {
                    return Ok(walk(index.in_graph(places, prefix)?));
                }
                let range = index.triples(pattern)?;
                let flag = index.flag(*graph);
                let own = flag != super::sort::IN_OTHER;
                // A look-up costs several steps.
                let cost = if own { 1 } else { 16 };
                Ok(if length(&places) <= length(&range.places).saturating_mul(cost) {
                    walk(places)
                } else {
                    Self::Triples(range, if own { Test::Flag(flag, *graph) } else { Test::Other(*graph) })
                })
            }
            Wanted::Named if !prefix.is_empty() => Ok(Self::Quads { places: index.named(prefix)?, rest }),
            Wanted::Named if pattern == [None; 3] => {
                Ok(Self::Graphs { places: index.all_graphs(), graph: 0, graph_end: 0, rest })
            }
            Wanted::Named => {
                let range = index.triples(pattern)?;
                Ok(if index.named_len() <= length(&range.places) {
                    Self::Quads { places: 0..index.named_len(), rest }
                } else {
                    Self::Triples(range, Test::Named(0..0))
                })
            }
        }
    }

    /// Gathers the triples of small graphs.
    fn gather(index: &Index, graphs: Vec<Range<u64>>, prefix: &[u32], rest: Pattern) -> Result<Self, Damage> {
        let mut triples = Vec::new();
        for graph in graphs {
            for place in index.in_graph(graph, prefix)? {
                let triple = index.graph_triple(place)?;
                if matches(triple, rest) {
                    triples.push(triple);
                }
            }
        }
        triples.sort_unstable();
        triples.dedup();
        Ok(Self::List(triples.into_iter()))
    }

    fn next(&mut self, index: &Index, delta: Option<&Delta>) -> Result<Option<Quad>, Damage> {
        let is_base = |triple: &[u32; 3]| delta.is_none_or(|delta| !delta.touched.contains(triple));
        match self {
            Self::Triples(range, Test::Named(quads)) => loop {
                if let Some(place) = quads.next() {
                    let [subject, predicate, object, graph] = index.named_quad(place)?;
                    return Ok(Some(([subject, predicate, object], Some(graph))));
                }
                let Some((triple, flags)) = index.next(range)? else { return Ok(None) };
                if flags & !IN_DEFAULT != 0 && is_base(&triple) {
                    *quads = index.named(&triple)?;
                }
            },
            Self::Triples(range, test) => {
                while let Some((triple, flags)) = index.next(range)? {
                    let (met, graph) = match test {
                        Test::Union(union) => {
                            (flags & union.mask != 0 || index.in_others(triple, flags, &union.others)?, None)
                        }
                        Test::Flag(flag, graph) => (flags & *flag != 0, Some(*graph)),
                        Test::Other(graph) => (index.in_others(triple, flags, &[*graph])?, Some(*graph)),
                        Test::Named(_) => (false, None),
                    };
                    if met && is_base(&triple) {
                        return Ok(Some((triple, graph)));
                    }
                }
                Ok(None)
            }
            Self::Graphs { places, graph, graph_end, rest } => {
                for place in places.by_ref() {
                    if place >= *graph_end {
                        (*graph, *graph_end) = index.graph_at(place)?;
                    }
                    let triple = index.graph_triple(place)?;
                    if matches(triple, *rest) && is_base(&triple) {
                        return Ok(Some((triple, Some(*graph))));
                    }
                }
                Ok(None)
            }
            Self::Quads { places, rest } => {
                for place in places.by_ref() {
                    let [subject, predicate, object, graph] = index.named_quad(place)?;
                    let triple = [subject, predicate, object];
                    if matches(triple, *rest) && is_base(&triple) {
                        return Ok(Some((triple, Some(graph))));
                    }
                }
                Ok(None)
            }
            Self::List(triples) => Ok(triples.find(is_base).map(|triple| (triple, None))),
        }
    }
}

/// What an order by subject can be narrowed to.
#[derive(Debug, Clone, Copy)]
struct Prefix([u32; 3], usize);

impl Prefix {
    fn as_slice(&self) -> &[u32] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

/// Splits a pattern into what an order by subject begins with and what is left to test.
fn prefix([subject, predicate, object]: Pattern) -> (Prefix, Pattern) {
    match (subject, predicate, object) {
        (Some(s), Some(p), Some(o)) => (Prefix([s, p, o], 3), [None; 3]),
        (Some(s), Some(p), None) => (Prefix([s, p, 0], 2), [None; 3]),
        (Some(s), None, o) => (Prefix([s, 0, 0], 1), [None, None, o]),
        (None, p, o) => (Prefix([0; 3], 0), [None, p, o]),
    }
}

fn matches(triple: [u32; 3], pattern: Pattern) -> bool {
    triple.iter().zip(pattern).all(|(term, wanted)| wanted.is_none_or(|wanted| *term == wanted))
}
