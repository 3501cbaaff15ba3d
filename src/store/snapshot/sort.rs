//! Puts triples in their three orders, and quads in the order of their graphs.

use std::collections::BTreeMap;

/// Stands for the default graph where a graph is a number.
pub(super) const DEFAULT: u32 = u32::MAX;
/// The flag of a triple in the default graph.
pub(super) const IN_DEFAULT: u8 = 1;
/// The flag of a triple in a named graph without flag of its own.
pub(super) const IN_OTHER: u8 = 1 << 7;

/// An order of triples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Spo,
    Pos,
    Osp,
}

impl Order {
    #[inline]
    pub(super) const fn permute<T: Copy>(self, [s, p, o]: [T; 3]) -> [T; 3] {
        match self {
            Self::Spo => [s, p, o],
            Self::Pos => [p, o, s],
            Self::Osp => [o, s, p],
        }
    }

    #[inline]
    pub(super) const fn restore(self, [first, second, third]: [u32; 3]) -> [u32; 3] {
        match self {
            Self::Spo => [first, second, third],
            Self::Pos => [third, first, second],
            Self::Osp => [second, third, first],
        }
    }
}

/// Packs two terms so that they compare as they stand.
#[inline]
pub(super) const fn pair(second: u32, third: u32) -> u64 {
    (second as u64) << 32 | third as u64
}

/// Packs four terms so that they compare as they stand.
#[inline]
pub(super) const fn pack([a, b, c, d]: [u32; 4]) -> u128 {
    (pair(a, b) as u128) << 64 | pair(c, d) as u128
}

#[inline]
pub(super) const fn unpack(packed: u128) -> [u32; 4] {
    [(packed >> 96) as u32, (packed >> 64) as u32, (packed >> 32) as u32, packed as u32]
}

/// Triples in one order, each once.
#[derive(Default)]
pub(super) struct Sorted {
    /// First terms in use.
    pub(super) firsts: Vec<u32>,
    /// Where the triples of each begin, and where the last end.
    pub(super) starts: Vec<u64>,
    /// Second and third term.
    pub(super) pairs: Vec<u64>,
    /// In which graphs each is.
    pub(super) flags: Vec<u8>,
    /// Triples of the default graph that were given several times, and how many times.
    pub(super) repeated: Vec<([u32; 3], u32)>,
}

impl Sorted {
    /// Sorts the triples of the default graph among those of named graphs, which come with their flags.
    pub(super) fn new(default: &[[u32; 3]], named: &[([u32; 3], u8)], order: Order, terms: u32) -> Self {
        let mut named: Vec<([u32; 3], u8)> =
            named.iter().map(|(triple, flags)| (order.permute(*triple), *flags)).collect();
        if order != Order::Spo {
            named.sort_unstable();
        }
        let room = default.len() + named.len();
        let mut sorted = Self { pairs: Vec::with_capacity(room), flags: Vec::with_capacity(room), ..Self::default() };
        let mut named = named.into_iter().peekable();
        let mut times = 0;
        let mut last = None;
        for_each(default, order, terms, |first, pair| {
            if last == Some((first, pair)) {
                times += 1;
                return;
            }
            sorted.note(order, last, times);
            (last, times) = (Some((first, pair)), 1);
            let own = |[a, b, c]: [u32; 3]| (a, self::pair(b, c));
            while let Some((triple, flags)) = named.next_if(|(triple, _)| own(*triple) < (first, pair)) {
                let (first, pair) = own(triple);
                sorted.push(first, pair, flags);
            }
            let both = named.next_if(|(triple, _)| own(*triple) == (first, pair));
            sorted.push(first, pair, both.map_or(0, |(_, flags)| flags) | IN_DEFAULT);
        });
        sorted.note(order, last, times);
        for ([first, second, third], flags) in named {
            sorted.push(first, pair(second, third), flags);
        }
        sorted.starts.push(sorted.pairs.len() as u64);
        sorted
    }

    #[inline]
    fn push(&mut self, first: u32, pair: u64, flags: u8) {
        if self.firsts.last() != Some(&first) {
            self.firsts.push(first);
            self.starts.push(self.pairs.len() as u64);
        }
        self.pairs.push(pair);
        self.flags.push(flags);
    }

    #[inline]
    fn note(&mut self, order: Order, triple: Option<(u32, u64)>, times: u32) {
        if let Some((first, pair)) = triple.filter(|_| times > 1) {
            self.repeated.push((order.restore([first, (pair >> 32) as u32, pair as u32]), times));
        }
    }
}

/// Visits triples in an order; equal ones come one after another.
fn for_each(default: &[[u32; 3]], order: Order, terms: u32, mut visit: impl FnMut(u32, u64)) {
    if default.len() < terms as usize / 4 {
        let mut few: Vec<[u32; 3]> = default.iter().map(|triple| order.permute(*triple)).collect();
        few.sort_unstable();
        few.into_iter().for_each(|[first, second, third]| visit(first, pair(second, third)));
        return;
    }
    // Many: to each first term its place, then each place for itself.
    let mut next = vec![0_usize; terms as usize + 1];
    for triple in default {
        let [first, ..] = order.permute(*triple);
        next[first as usize + 1] += 1;
    }
    for first in 0..terms as usize {
        next[first + 1] += next[first];
    }
    let mut pairs = vec![0_u64; default.len()];
    for triple in default {
        let [first, second, third] = order.permute(*triple);
        let place = &mut next[first as usize];
        pairs[*place] = pair(second, third);
        *place += 1;
    }
    // Each `next` has moved on to the end of its own place.
    let mut start = 0;
    for first in 0..terms {
        let end = next[first as usize];
        let own = &mut pairs[start..end];
        own.sort_unstable();
        own.iter().for_each(|pair| visit(first, *pair));
        start = end;
    }
}

/// Quads of named graphs, each once.
pub(super) struct Named {
    /// Subject, predicate, object, graph, packed and sorted.
    pub(super) quads: Vec<u128>,
    /// Quads that were given several times, and how many times.
    pub(super) repeated: Vec<([u32; 4], u32)>,
}

impl Named {
    /// Sorts packed quads.
    pub(super) fn new(mut quads: Vec<u128>) -> Self {
        quads.sort_unstable();
        let mut repeated: Vec<([u32; 4], u32)> = Vec::new();
        quads.dedup_by(|quad, kept| {
            let same = quad == kept;
            if same {
                let quad = unpack(*quad);
                match repeated.last_mut() {
                    Some((last, times)) if *last == quad => *times += 1,
                    _ => repeated.push((quad, 2)),
                }
            }
            same
        });
        Self { quads, repeated }
    }

    /// Returns the quads as graph, subject, predicate, object, packed and sorted: made when it is written and not before,
    /// for it is as large as all named graphs.
    pub(super) fn by_graph(&self) -> Vec<u128> {
        let mut by_graph: Vec<u128> = self.quads.iter().map(|quad| quad.rotate_right(32)).collect();
        by_graph.sort_unstable();
        by_graph
    }

    /// Returns each graph with the number of its quads, sorted.
    pub(super) fn graphs(&self) -> Vec<(u32, u64)> {
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for quad in &self.quads {
            let [.., graph] = unpack(*quad);
            *sizes.entry(graph).or_default() += 1;
        }
        sizes.into_iter().collect()
    }

    /// Returns each triple once, with the flags of the graphs it is in.
    pub(super) fn triples(&self, marked: &[u32]) -> Vec<([u32; 3], u8)> {
        let mut triples: Vec<([u32; 3], u8)> = Vec::with_capacity(self.quads.len());
        for quad in &self.quads {
            let [subject, predicate, object, graph] = unpack(*quad);
            let (triple, flag) = ([subject, predicate, object], flag(marked, graph));
            match triples.last_mut() {
                Some((last, flags)) if *last == triple => *flags |= flag,
                _ => triples.push((triple, flag)),
            }
        }
        triples
    }
}

/// Returns the flag of a graph.
pub(super) fn flag(marked: &[u32], graph: u32) -> u8 {
    if graph == DEFAULT {
        return IN_DEFAULT;
    }
    marked.iter().position(|marked| *marked == graph).map_or(IN_OTHER, |place| 1 << (place + 1))
}
