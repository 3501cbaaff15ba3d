//! The sorted orders of a snapshot: ranges of triples, graphs, and who is in which.

use std::ops::Range;
use std::sync::Arc;

use super::header::Section;
use super::image::{Damage, Image};
use super::sort::{DEFAULT, IN_DEFAULT, IN_OTHER, Order, flag, pair};

/// The orders of one image.
pub(super) struct Index {
    image: Arc<Image>,
    triples: u64,
    named: u64,
    graphs: u64,
}

/// Places in an order, all below one first term unless `first` says otherwise.
#[derive(Debug, Clone)]
pub(super) struct Triples {
    pub(super) order: Order,
    pub(super) places: Range<u64>,
    /// The first term, and where its places end.
    pub(super) first: u32,
    pub(super) first_end: u64,
    /// In an order over all first terms: the number of the next in the list of them.
    next_first: u64,
}

impl Index {
    pub(super) fn new(image: Arc<Image>) -> Self {
        let (triples, named) = (image.header().triples, image.entries(Section::Named, 16));
        let graphs = image.entries(Section::Graphs, 4);
        Self { image, triples, named, graphs }
    }

    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    /// Returns the number of quads in named graphs.
    pub(super) const fn named_len(&self) -> u64 {
        self.named
    }

    /// Returns the flag of a graph.
    pub(super) fn flag(&self, graph: u32) -> u8 {
        flag(&self.image.header().marked, graph)
    }

    /// Returns the triples that match, from the order in which they stand together.
    pub(super) fn triples(&self, [subject, predicate, object]: [Option<u32>; 3]) -> Result<Triples, Damage> {
        match (subject, predicate, object) {
            (None, None, None) => {
                Ok(Triples { order: Order::Spo, places: 0..self.triples, first: 0, first_end: 0, next_first: 0 })
            }
            (Some(s), None, Some(o)) => self.below(Order::Osp, o, Some(s), None),
            (Some(s), p, o) => self.below(Order::Spo, s, p, o),
            (None, Some(p), o) => self.below(Order::Pos, p, o, None),
            (None, None, Some(o)) => self.below(Order::Osp, o, None, None),
        }
    }

    fn below(&self, order: Order, first: u32, second: Option<u32>, third: Option<u32>) -> Result<Triples, Damage> {
        let mut places = self.of_first(order, first)?;
        let key = |place| self.image.u64(pairs(order), place);
        if let Some(second) = second {
            let (from, to) = third.map_or((0, u32::MAX), |third| (third, third));
            let start = lower_bound(places, &key, pair(second, from))?;
            places = upper_bound(start, &key, pair(second, to))?;
        }
        let first_end = places.end;
        Ok(Triples { order, places, first, first_end, next_first: 0 })
    }

    /// Returns the places of a first term.
    fn of_first(&self, order: Order, first: u32) -> Result<Range<u64>, Damage> {
        let (firsts, starts) = (firsts(order), starts(order));
        let few = self.image.entries(firsts, 4);
        let number = if few == 0 {
            let width = if self.image.header().wide { 8 } else { 4 };
            if u64::from(first) + 1 >= self.image.entries(starts, width) {
                return Ok(0..0);
            }
            u64::from(first)
        } else {
            let key = |place| self.image.u32(firsts, place).map(u64::from);
            let found = lower_bound(0..few, &key, u64::from(first))?.start;
            if found == few || self.image.u32(firsts, found)? != first {
                return Ok(0..0);
            }
            found
        };
        Ok(self.image.start(starts, number)?..self.image.start(starts, number + 1)?)
    }

    /// Takes the next triple of a range, with its flags.
    #[inline]
    pub(super) fn next(&self, range: &mut Triples) -> Result<Option<([u32; 3], u8)>, Damage> {
        let place = range.places.start;
        if place >= range.places.end {
            return Ok(None);
        }
        while place >= range.first_end {
            self.next_first(range)?;
        }
        range.places.start += 1;
        let pair = self.image.u64(pairs(range.order), place)?;
        let flags = self.image.u8(flags(range.order), place)?;
        let triple = range.order.restore([range.first, (pair >> 32) as u32, pair as u32]);
        Ok(Some((triple, flags)))
    }

    fn next_first(&self, range: &mut Triples) -> Result<(), Damage> {
        let (firsts, starts) = (firsts(range.order), starts(range.order));
        let number = range.next_first;
        range.first = match self.image.entries(firsts, 4) {
            0 => u32::try_from(number).map_err(|_| Damage("has more triples than subjects for them"))?,
            _ => self.image.u32(firsts, number)?,
        };
        range.first_end = self.image.start(starts, number + 1)?;
        range.next_first += 1;
        Ok(())
    }

    /// Returns the named graphs, sorted, each with how many quads it holds.
    pub(super) fn graphs(&self) -> impl Iterator<Item = Result<(u32, u64), Damage>> {
        (0..self.graphs).map(|number| {
            let graph = self.image.u32(Section::Graphs, number)?;
            let start = self.image.start(Section::GraphStarts, number)?;
            Ok((graph, self.image.start(Section::GraphStarts, number + 1)?.saturating_sub(start)))
        })
    }

    /// Returns the places of a named graph.
    pub(super) fn graph(&self, graph: u32) -> Result<Range<u64>, Damage> {
        let key = |place| self.image.u32(Section::Graphs, place).map(u64::from);
        let number = lower_bound(0..self.graphs, &key, u64::from(graph))?.start;
        if number == self.graphs || self.image.u32(Section::Graphs, number)? != graph {
            return Ok(0..0);
        }
        Ok(self.image.start(Section::GraphStarts, number)?..self.image.start(Section::GraphStarts, number + 1)?)
    }

    /// Returns the places of all quads in named graphs, by graph.
    pub(super) fn all_graphs(&self) -> Range<u64> {
        0..self.image.entries(Section::GraphTriples, 12)
    }

    /// Narrows the places of a graph to those with these subject, predicate and object.
    pub(super) fn in_graph(&self, graph: Range<u64>, prefix: &[u32]) -> Result<Range<u64>, Damage> {
        let key = |place| Ok(u128::from(self.graph_terms(place, 0)?) << 64 | self.graph_rest(place)?);
        let (mut from, mut to) = ([0; 3], [u32::MAX; 3]);
        from[..prefix.len()].copy_from_slice(prefix);
        to[..prefix.len()].copy_from_slice(prefix);
        let wide = |[s, p, o]: [u32; 3]| u128::from(s) << 64 | u128::from(pair(p, o));
        let start = lower_bound(graph, &key, wide(from))?;
        upper_bound(start, &key, wide(to))
    }

    #[inline]
    fn graph_terms(&self, place: u64, term: u64) -> Result<u32, Damage> {
        self.image.u32(Section::GraphTriples, place.wrapping_mul(3).wrapping_add(term))
    }

    fn graph_rest(&self, place: u64) -> Result<u128, Damage> {
        Ok(u128::from(pair(self.graph_terms(place, 1)?, self.graph_terms(place, 2)?)))
    }

    /// Returns a triple of a named graph by its place.
    #[inline]
    pub(super) fn graph_triple(&self, place: u64) -> Result<[u32; 3], Damage> {
        Ok([self.graph_terms(place, 0)?, self.graph_terms(place, 1)?, self.graph_terms(place, 2)?])
    }

    /// Returns the graph that a place of [`Self::all_graphs`] lies in, and where that graph ends.
    pub(super) fn graph_at(&self, place: u64) -> Result<(u32, u64), Damage> {
        let key = |number| self.image.start(Section::GraphStarts, number);
        let after = lower_bound(0..self.graphs, &key, place + 1)?.start;
        let number = after.checked_sub(1).ok_or(Damage("has quads before its first graph"))?;
        Ok((self.image.u32(Section::Graphs, number)?, self.image.start(Section::GraphStarts, after)?))
    }

    /// Returns the places of quads in named graphs with these subject, predicate, object, graph.
    pub(super) fn named(&self, prefix: &[u32]) -> Result<Range<u64>, Damage> {
        let key = |place| {
            let [s, p, o, g] = self.named_quad(place)?;
            Ok(u128::from(pair(s, p)) << 64 | u128::from(pair(o, g)))
        };
        let (mut from, mut to) = ([0; 4], [u32::MAX; 4]);
        from[..prefix.len()].copy_from_slice(prefix);
        to[..prefix.len()].copy_from_slice(prefix);
        let start = lower_bound(0..self.named, &key, super::sort::pack(from))?;
        upper_bound(start, &key, super::sort::pack(to))
    }

    /// Returns a quad of a named graph by its place.
    #[inline]
    pub(super) fn named_quad(&self, place: u64) -> Result<[u32; 4], Damage> {
        let at = place.wrapping_mul(4);
        let term = |offset: u64| self.image.u32(Section::Named, at.wrapping_add(offset));
        Ok([term(0)?, term(1)?, term(2)?, term(3)?])
    }

    /// Returns how many segments hold a quad.
    pub(super) fn times(&self, quad @ [subject, predicate, object, graph]: [u32; 4]) -> Result<i64, Damage> {
        let triple = [subject, predicate, object];
        let there =
            if graph == DEFAULT { self.flags(triple)? & IN_DEFAULT != 0 } else { !self.named(&quad)?.is_empty() };
        if !there {
            return Ok(0);
        }
        let at = |place: u64| place.wrapping_mul(5);
        let key = |place| {
            let term = |offset| self.image.u32(Section::Repeated, at(place) + offset);
            Ok(super::sort::pack([term(0)?, term(1)?, term(2)?, term(3)?]))
        };
        let count = self.image.entries(Section::Repeated, 20);
        let wanted = super::sort::pack(quad);
        let place = lower_bound(0..count, &key, wanted)?.start;
        if place < count && key(place)? == wanted {
            return Ok(i64::from(self.image.u32(Section::Repeated, at(place) + 4)?));
        }
        Ok(1)
    }

    /// Returns the flags of a triple; 0 if it is in no graph.
    pub(super) fn flags(&self, triple: [u32; 3]) -> Result<u8, Damage> {
        let mut range = self.triples(triple.map(Some))?;
        Ok(self.next(&mut range)?.map_or(0, |(_, flags)| flags))
    }

    /// Returns the graphs that a triple is in, `DEFAULT` first.
    pub(super) fn graphs_of(&self, triple: [u32; 3]) -> Result<Vec<u32>, Damage> {
        let flags = self.flags(triple)?;
        let mut graphs = if flags & IN_DEFAULT != 0 { vec![DEFAULT] } else { Vec::new() };
        if flags & !IN_DEFAULT != 0 {
            for place in self.named(&triple)? {
                graphs.push(self.named_quad(place)?[3]);
            }
        }
        Ok(graphs)
    }

    /// Says whether a triple whose flags are known is in one of these sorted graphs without flag.
    pub(super) fn in_others(&self, triple: [u32; 3], flags: u8, others: &[u32]) -> Result<bool, Damage> {
        if flags & IN_OTHER == 0 || others.is_empty() {
            return Ok(false);
        }
        if let [graph] = others {
            let [subject, predicate, object] = triple;
            return Ok(!self.named(&[subject, predicate, object, *graph])?.is_empty());
        }
        for place in self.named(&triple)? {
            if others.binary_search(&self.named_quad(place)?[3]).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

const fn firsts(order: Order) -> Section {
    match order {
        Order::Spo => Section::SpoFirsts,
        Order::Pos => Section::PosFirsts,
        Order::Osp => Section::OspFirsts,
    }
}

const fn starts(order: Order) -> Section {
    match order {
        Order::Spo => Section::SpoStarts,
        Order::Pos => Section::PosStarts,
        Order::Osp => Section::OspStarts,
    }
}

const fn pairs(order: Order) -> Section {
    match order {
        Order::Spo => Section::SpoPairs,
        Order::Pos => Section::PosPairs,
        Order::Osp => Section::OspPairs,
    }
}

const fn flags(order: Order) -> Section {
    match order {
        Order::Spo => Section::SpoFlags,
        Order::Pos => Section::PosFlags,
        Order::Osp => Section::OspFlags,
    }
}

/// Leaves out what is below `wanted`.
fn lower_bound<K: Ord>(
    places: Range<u64>,
    key: &impl Fn(u64) -> Result<K, Damage>,
    wanted: K,
) -> Result<Range<u64>, Damage> {
    let (mut from, mut to) = (places.start, places.end);
    while from < to {
        let middle = from + (to - from) / 2;
        if key(middle)? < wanted {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    Ok(from..places.end)
}

/// Leaves out what is above `wanted`; the nearest places first, since ranges are mostly short.
fn upper_bound<K: Ord>(
    places: Range<u64>,
    key: &impl Fn(u64) -> Result<K, Damage>,
    wanted: K,
) -> Result<Range<u64>, Damage> {
    let (mut from, mut step) = (places.start, 1);
    let mut to = places.end;
    while from < to {
        let probe = (from + step - 1).min(to - 1);
        if key(probe)? > wanted {
            to = probe;
            break;
        }
        from = probe + 1;
        step *= 2;
    }
    while from < to {
        let middle = from + (to - from) / 2;
        if key(middle)? > wanted {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    Ok(places.start..from)
}
