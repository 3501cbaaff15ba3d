//! Makes a snapshot: quads gathered from segments, terms written while triples are sorted beside.

use std::io::{self, Seek, Write};
use std::thread;

use oxigraph::model::Quad;

use super::header::{Header, MARKED, Section};
use super::intern::{Interner, TooManyTerms};
use super::sort::{DEFAULT, Named, Order, Sorted, pack, unpack};
use super::write::ImageWriter;
use crate::history::Digest;
use crate::rdf::Line;

/// Quads as numbers, with the terms that the numbers mean.
#[derive(Default)]
pub(super) struct Gathered {
    interner: Interner,
    quads: Numbers,
    /// Graph and subject of the line before, which most lines share.
    last: [(String, u32); 2],
}

/// Quads as numbers.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) default: Vec<[u32; 3]>,
    /// Packed: subject, predicate, object, graph.
    pub(super) named: Vec<u128>,
}

impl Numbers {
    #[inline]
    pub(super) fn push(&mut self, [subject, predicate, object]: [u32; 3], graph: Option<u32>) {
        match graph {
            None => self.default.push([subject, predicate, object]),
            Some(graph) => self.named.push(pack([subject, predicate, object, graph])),
        }
    }
}

/// What a snapshot is of.
pub(super) struct About<'a> {
    pub(super) run: u64,
    pub(super) dataset: Digest,
    /// Graphs that lenses unite with others: these are told apart the fastest.
    pub(super) lenses: &'a [String],
    /// Write starts as wide as for more than four billion triples, however many there are.
    pub(super) wide: bool,
}

/// A line of a segment that is not as it was written.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum LineError {
    #[error("line {0} is no canonical N-Quads")]
    Form(u64),
    #[error(transparent)]
    Terms(#[from] TooManyTerms),
}

impl Gathered {
    /// Returns room for so many quads, most of them in the default graph; memory is taken as it is used.
    pub(super) fn with_capacity(quads: u64) -> Self {
        let default = Vec::with_capacity(usize::try_from(quads).unwrap_or(0));
        Self { quads: Numbers { default, named: Vec::new() }, ..Self::default() }
    }

    /// Takes the lines of a segment.
    pub(super) fn lines(&mut self, nquads: &str) -> Result<(), LineError> {
        for (number, line) in (1..).zip(nquads.lines()) {
            let line = Line::split(line).ok_or(LineError::Form(number))?;
            self.line(&line)?;
        }
        Ok(())
    }

    #[inline]
    fn line(&mut self, line: &Line<'_>) -> Result<(), TooManyTerms> {
        let graph = line.graph.map(|graph| self.often(0, graph)).transpose()?;
        let subject = self.often(1, line.subject)?;
        let predicate = self.interner.iri(line.predicate)?;
        let object = self.interner.object(line.object)?;
        self.quads.push([subject, predicate, object], graph);
        Ok(())
    }

    #[inline]
    fn often(&mut self, which: usize, iri: &str) -> Result<u32, TooManyTerms> {
        let (last, id) = &mut self.last[which];
        if last != iri {
            *id = self.interner.iri(iri)?;
            iri.clone_into(last);
        }
        Ok(*id)
    }

    /// Takes a quad of the library.
    pub(super) fn quad(&mut self, quad: &Quad) -> Result<(), TooManyTerms> {
        let (triple, graph) = self.interner.quad(quad)?;
        self.quads.push(triple, graph);
        Ok(())
    }

    /// Writes the snapshot.
    pub(super) fn write<W: Write + Seek>(self, about: &About<'_>, out: W) -> io::Result<(W, Header)> {
        let Self { interner, quads: Numbers { default, named }, .. } = self;
        let terms = interner.count();
        let mut out = ImageWriter::new(out)?;
        let named = Named::new(named);
        let marked = marked(&named, about.lenses, &interner);
        let triples = named.triples(&marked);
        let orders = thread::scope(|scope| {
            let (default, triples) = (&default, &triples);
            let beside =
                scope.spawn(move || [Order::Spo, Order::Pos].map(|order| Sorted::new(default, triples, order, terms)));
            interner.write(&mut out)?;
            let osp = Sorted::new(default, triples, Order::Osp, terms);
            let [spo, pos] = beside.join().map_err(|_| io::Error::other("the thread that sorts failed"))?;
            Ok::<_, io::Error>([spo, pos, osp])
        })?;
        drop(default);
        let header = Header {
            run: about.run,
            dataset: Some(about.dataset),
            terms: u64::from(terms),
            wide: about.wide,
            ..Header::default()
        };
        finish(out, &orders, &named, marked, header)
    }
}

/// Writes a snapshot without terms: the numbers mean those of another.
pub(super) fn write_numbers<W: Write + Seek>(
    quads: Numbers,
    marked: Vec<u32>,
    terms: u32,
    out: W,
) -> io::Result<(W, Header)> {
    let named = Named::new(quads.named);
    let triples = named.triples(&marked);
    let orders = [Order::Spo, Order::Pos, Order::Osp].map(|order| Sorted::new(&quads.default, &triples, order, terms));
    let header = Header { terms: u64::from(terms), ..Header::default() };
    finish(ImageWriter::new(out)?, &orders, &named, marked, header)
}

/// Chooses the graphs that get a flag of their own: those of the lenses, then the largest.
fn marked(named: &Named, lenses: &[String], interner: &Interner) -> Vec<u32> {
    let graphs = named.graphs();
    let mut by_size: Vec<(u64, u32)> = graphs.iter().map(|(graph, size)| (*size, *graph)).collect();
    by_size.sort_unstable_by_key(|(size, graph)| (std::cmp::Reverse(*size), *graph));
    let known = |graph: &u32| graphs.binary_search_by_key(graph, |(graph, _)| *graph).is_ok();
    let mut marked: Vec<u32> = lenses.iter().filter_map(|lens| interner.known(lens)).filter(known).collect();
    for (_, graph) in by_size {
        if marked.len() >= MARKED {
            break;
        }
        if !marked.contains(&graph) {
            marked.push(graph);
        }
    }
    marked.truncate(MARKED);
    marked
}

/// Writes all but the terms.
fn finish<W: Write + Seek>(
    mut out: ImageWriter<W>,
    [spo, pos, osp]: &[Sorted; 3],
    named: &Named,
    marked: Vec<u32>,
    header: Header,
) -> io::Result<(W, Header)> {
    let wide = header.wide || spo.pairs.len().max(named.quads.len()) as u64 > u64::from(u32::MAX);
    let terms = header.terms;
    write_order(&mut out, spo, Section::SpoFirsts, terms, wide)?;
    write_order(&mut out, pos, Section::PosFirsts, terms, wide)?;
    write_order(&mut out, osp, Section::OspFirsts, terms, wide)?;
    let graphs = named.graphs();
    out.section(Section::Graphs, graphs.iter().map(|(graph, _)| graph.to_le_bytes()))?;
    let mut end = 0;
    let ends = graphs.iter().map(|(_, size)| *size).map(|size| {
        end += size;
        end
    });
    let ends = std::iter::once(0).chain(ends);
    write_starts(&mut out, Section::GraphStarts, ends, wide)?;
    let start = out.begin()?;
    for quad in named.by_graph() {
        let [_, triple @ ..] = unpack(quad);
        for term in triple {
            out.bytes(&term.to_le_bytes())?;
        }
    }
    out.end(Section::GraphTriples, start);
    let start = out.begin()?;
    for quad in &named.quads {
        for term in unpack(*quad) {
            out.bytes(&term.to_le_bytes())?;
        }
    }
    out.end(Section::Named, start);
    let mut repeated: Vec<([u32; 4], u32)> =
        spo.repeated.iter().map(|([s, p, o], times)| ([*s, *p, *o, DEFAULT], *times)).collect();
    repeated.extend(&named.repeated);
    repeated.sort_unstable();
    let start = out.begin()?;
    for (quad, times) in repeated {
        for number in quad.into_iter().chain([times]) {
            out.bytes(&number.to_le_bytes())?;
        }
    }
    out.end(Section::Repeated, start);
    let in_default = spo.flags.iter().filter(|flags| **flags & super::sort::IN_DEFAULT != 0).count();
    let quads = (in_default + named.quads.len()) as u64;
    out.finish(Header { triples: spo.pairs.len() as u64, quads, wide, marked, ..header })
}

/// Writes an order: the sections that begin with `firsts`.
fn write_order<W: Write + Seek>(
    out: &mut ImageWriter<W>,
    sorted: &Sorted,
    firsts: Section,
    terms: u64,
    wide: bool,
) -> io::Result<()> {
    let [starts, pairs, flags] = match firsts {
        Section::SpoFirsts => [Section::SpoStarts, Section::SpoPairs, Section::SpoFlags],
        Section::PosFirsts => [Section::PosStarts, Section::PosPairs, Section::PosFlags],
        _ => [Section::OspStarts, Section::OspPairs, Section::OspFlags],
    };
    if (sorted.firsts.len() as u64) < terms / 4 {
        out.section(firsts, sorted.firsts.iter().map(|first| first.to_le_bytes()))?;
        write_starts(out, starts, sorted.starts.iter().copied(), wide)?;
    } else {
        // Nearly every term: no list of them, and a place for each.
        let mut own = sorted.firsts.iter().zip(&sorted.starts).peekable();
        let end = sorted.pairs.len() as u64;
        let every = (0..terms).map(|term| {
            while own.next_if(|(first, _)| u64::from(**first) < term).is_some() {}
            own.peek().map_or(end, |(_, start)| **start)
        });
        write_starts(out, starts, every.chain([end]), wide)?;
    }
    out.section(pairs, sorted.pairs.iter().map(|pair| pair.to_le_bytes()))?;
    out.section(flags, sorted.flags.iter().map(|flags| [*flags]))
}

fn write_starts<W: Write + Seek>(
    out: &mut ImageWriter<W>,
    section: Section,
    starts: impl IntoIterator<Item = u64>,
    wide: bool,
) -> io::Result<()> {
    if wide {
        out.section(section, starts.into_iter().map(u64::to_le_bytes))
    } else {
        out.section(section, starts.into_iter().map(|start| (start as u32).to_le_bytes()))
    }
}
