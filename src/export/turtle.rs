//! Turtle and TriG, made to be read and to be kept under version control.
//!
//! ```text
//! <statement/gas-deal/s1>
//!   a st:Statement ;
//!   st:gloss "Gas flows"@en ,
//!     "الغاز يتدفق"@ar ;
//!   .
//! ```
//!
//! Quads come sorted by graph, subject, predicate and object. One subject a block, one object a line,
//! the class first, and the full stop alone, so that a property more is a line more. A prefix is
//! declared before the first block that needs it; an export knows all of them at its head. Terms are
//! never made: bytes go from the lines to the output, and no more than a block is held.

mod names;
mod object;

use std::io::{self, Write};

use foldhash::HashMap;

pub(super) use names::Names;

use crate::rdf::{Line, split_triple_term};
use crate::vocab::rdf;

/// A block that grows beyond this is ended, and its subject begins another.
const BLOCK: usize = 1 << 16;

/// How many predicates and datatypes are kept as written.
const KEPT: usize = 4096;

/// Writes Turtle, and TriG where quads have a graph.
#[derive(Debug)]
pub(super) struct Turtle<W> {
    out: W,
    names: Shortener,
    /// Bytes that may go out.
    ready: Vec<u8>,
    block: Block,
    /// The graph of the block, and its head as it is written; empty for the default graph.
    graph: String,
    graph_head: Vec<u8>,
    /// Whether the graph was begun in what is ready.
    in_graph: bool,
}

/// What is said of a subject.
#[derive(Debug, Default)]
struct Block {
    subject: String,
    predicate: String,
    /// The subject and its classes.
    head: Vec<u8>,
    /// The rest.
    rest: Vec<u8>,
    /// Whether the last object was a class.
    in_head: bool,
}

impl Block {
    /// Where the last object stands.
    const fn last(&mut self) -> &mut Vec<u8> {
        if self.in_head { &mut self.head } else { &mut self.rest }
    }
}

/// Writes IRIs, and remembers whether one needs a declaration that is not there yet.
#[derive(Debug)]
struct Shortener {
    names: Names,
    kept: HashMap<String, Box<[u8]>>,
    missing: bool,
}

impl Shortener {
    fn write(&mut self, iri: &str, out: &mut Vec<u8>) {
        self.missing |= self.names.write(iri, out);
    }

    /// Writes an IRI of which there are few and which come often.
    fn write_often(&mut self, iri: &str, out: &mut Vec<u8>) {
        if let Some(written) = self.kept.get(iri) {
            out.extend_from_slice(written);
            return;
        }
        let start = out.len();
        self.write(iri, out);
        if self.kept.len() < KEPT {
            self.kept.insert(iri.to_owned(), out[start..].into());
        }
    }
}

impl<W: Write> Turtle<W> {
    /// Begins a document; what `names` knows to be used is declared at its head.
    pub(super) fn new(names: Names, out: W) -> Self {
        let mut names = Shortener { names, kept: HashMap::default(), missing: false };
        let mut ready = Vec::with_capacity(2 * BLOCK);
        names.names.declare(&mut ready);
        Self {
            out,
            names,
            ready,
            block: Block::default(),
            graph: String::new(),
            graph_head: Vec::new(),
            in_graph: false,
        }
    }

    pub(super) fn quad(&mut self, line: &Line<'_>) -> io::Result<()> {
        let graph = line.graph.unwrap_or_default();
        let same_graph = self.graph == graph;
        if !same_graph || self.block.subject != line.subject || self.block.rest.len() >= BLOCK {
            self.end_block()?;
            if !same_graph {
                self.begin_graph(graph);
            }
            line.subject.clone_into(&mut self.block.subject);
            self.names.write(line.subject, &mut self.block.head);
            self.block.head.push(b'\n');
        }
        let block = &mut self.block;
        if block.predicate == line.predicate {
            block.last().extend_from_slice(b" ,\n    ");
        } else {
            if !block.predicate.is_empty() {
                block.last().extend_from_slice(b" ;\n");
            }
            line.predicate.clone_into(&mut block.predicate);
            block.in_head = line.predicate == rdf::TYPE;
            block.last().extend_from_slice(b"  ");
            if block.in_head {
                block.head.push(b'a');
            } else {
                self.names.write_often(line.predicate, &mut block.rest);
            }
            block.last().push(b' ');
        }
        object::write(line.object, &mut self.names, block.last());
        Ok(())
    }

    /// Says of the triple just written that it has a reifier (RDF 1.2 Turtle §2.11).
    pub(super) fn reifier(&mut self, iri: &str) {
        let out = self.block.last();
        out.extend_from_slice(b" ~ ");
        self.names.write(iri, out);
    }

    fn end_block(&mut self) -> io::Result<()> {
        if self.block.subject.is_empty() {
            return Ok(());
        }
        self.block.last().extend_from_slice(b" ;\n");
        if self.names.missing {
            // Nothing is declared inside of a graph.
            self.end_graph();
            if !self.ready.is_empty() {
                self.ready.push(b'\n');
            }
            self.names.names.declare(&mut self.ready);
            self.names.missing = false;
        }
        self.ready.push(b'\n');
        if !self.graph.is_empty() && !self.in_graph {
            self.ready.extend_from_slice(&self.graph_head);
            self.in_graph = true;
        }
        self.ready.append(&mut self.block.head);
        self.ready.append(&mut self.block.rest);
        self.ready.extend_from_slice(b"  .\n");
        self.block.subject.clear();
        self.block.predicate.clear();
        self.block.in_head = false;
        if self.ready.len() >= BLOCK {
            self.out.write_all(&self.ready)?;
            self.ready.clear();
        }
        Ok(())
    }

    fn begin_graph(&mut self, graph: &str) {
        self.end_graph();
        graph.clone_into(&mut self.graph);
        self.graph_head.clear();
        if !graph.is_empty() {
            self.names.write(graph, &mut self.graph_head);
            self.graph_head.extend_from_slice(b" {\n");
        }
    }

    fn end_graph(&mut self) {
        if self.in_graph {
            self.ready.extend_from_slice(b"}\n");
            self.in_graph = false;
        }
    }

    /// Writes sorted lines of one part; where the triple of a reifier stands in the same graph, the
    /// reifier is written beside it.
    pub(super) fn part<'l>(&mut self, lines: impl Iterator<Item = Line<'l>> + Clone) -> io::Result<()> {
        let Some(reifiers) = reifiers(lines.clone()) else {
            return lines.into_iter().try_for_each(|line| self.quad(&line));
        };
        for line in lines {
            if reified(&line).is_some_and(|triple| reifiers.get(&triple).is_some_and(|found| found.0)) {
                continue;
            }
            self.quad(&line)?;
            let found = reifiers.get(&(line.graph, line.subject, line.predicate, line.object));
            for reifier in found.into_iter().flat_map(|found| &found.1) {
                self.reifier(reifier);
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_block()?;
        self.end_graph();
        self.out.write_all(&self.ready)?;
        Ok(self.out)
    }
}

/// Graph, subject, predicate and object.
type Quad<'l> = (Option<&'l str>, &'l str, &'l str, &'l str);

/// Returns the triple that a line reifies, in the line's graph; nothing if that triple is a reification
/// itself, for such chains are written as they are.
pub(super) fn reified<'l>(line: &Line<'l>) -> Option<Quad<'l>> {
    if line.predicate != rdf::REIFIES || !line.has_triple_term() {
        return None;
    }
    let (subject, predicate, object) = split_triple_term(line.object)?;
    (predicate != rdf::REIFIES).then_some((line.graph, subject, predicate, object))
}

/// Returns the reified triples, whether each stands in its graph, and its reifiers; nothing if there
/// are none.
fn reifiers<'l>(lines: impl Iterator<Item = Line<'l>> + Clone) -> Option<HashMap<Quad<'l>, (bool, Vec<&'l str>)>> {
    let mut reifiers: HashMap<Quad<'l>, (bool, Vec<&'l str>)> = HashMap::default();
    for line in lines.clone() {
        if let Some(triple) = reified(&line) {
            reifiers.entry(triple).or_default().1.push(line.subject);
        }
    }
    if reifiers.is_empty() {
        return None;
    }
    for line in lines {
        if let Some(found) = reifiers.get_mut(&(line.graph, line.subject, line.predicate, line.object)) {
            found.0 = true;
        }
    }
    Some(reifiers)
}
