//! Nodes and edges for people who do not speak RDF: tables, GraphML, GEXF, from the segments.
//!
//! ```text
//! segment of an article ─ Article ─ judge ─ Builder ─ nodes, edges ─ tables | GraphML | GEXF
//! ```
//!
//! What the lens lets through is an edge between two things. Every other statement is a node of its
//! own; edges lead out of it and none into it from a thing, so whoever ignores every attribute sees
//! no edge and no path between two things that nobody here vouches for. Things are in memory, each
//! once; statements are not: the segments are read once to gather, once for nodes, once for edges.

pub(crate) mod article;
mod build;
mod columns;
mod gexf;
mod graphml;
mod guard;
pub(crate) mod judge;
mod loss;
pub(crate) mod shared;
mod tables;
mod tell;
mod xml;

pub use columns::{COLUMNS, Cells, EDGE_COLUMNS, Edge, NODE_COLUMNS, Node, Spell, Statement};
pub use guard::{guard, unguard};
pub use judge::Status;
pub use loss::GraphLosses;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

use super::ExportError;
use crate::convert::{Policy, Withheld};
use crate::history::{Manifest, SegmentName};
use crate::iri::Base;
use crate::query::Lens;
use crate::store::Archive;
use crate::vocab::{gp, oa, q, rdf, rdfs, schema, skos, st};
use article::Article;
use build::{Builder, Kind, Part};
use gexf::Gexf;
use graphml::GraphMl;
use shared::{Languages, Shared};
use tables::Table;

/// A format of nodes and edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GraphFormat {
    /// Two tables in a folder, `nodes.csv` and `edges.csv`.
    Tables,
    /// The table of nodes alone.
    Nodes,
    /// The table of edges alone.
    Edges,
    /// GraphML.
    GraphMl,
    /// GEXF 1.3.
    Gexf,
}

impl GraphFormat {
    /// Every format with its name and media type.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Tables, "csv", "text/csv"),
        (Self::Nodes, "nodes", "nodes.csv"),
        (Self::Edges, "edges", "edges.csv"),
        (Self::GraphMl, "graphml", "application/graphml+xml"),
        (Self::Gexf, "gexf", "application/gexf+xml"),
    ];

    /// Returns the name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tables => "csv",
            Self::Nodes => "nodes",
            Self::Edges => "edges",
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
        }
    }

    const fn is_xml(self) -> bool {
        matches!(self, Self::GraphMl | Self::Gexf)
    }

    /// Returns the format with this name or media type; parameters do not matter.
    #[must_use]
    pub fn from_name(written: &str) -> Option<Self> {
        let name = written.split(';').next().unwrap_or_default().trim().trim_start_matches('.').to_ascii_lowercase();
        Self::ALL.iter().find(|row| row.1 == name || row.2 == name).map(|row| row.0)
    }

    /// Returns the format that the name of a file tells: `x.graphml`, `x.gexf`, `nodes.csv`, `edges.csv`,
    /// also with `.gz` or `.zst`.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let inner = [".gz", ".zst"].iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower);
        let endings = [
            ("nodes.csv", Self::Nodes),
            ("edges.csv", Self::Edges),
            (".graphml", Self::GraphMl),
            (".gexf", Self::Gexf),
        ];
        endings.into_iter().find(|(ending, _)| inner.ends_with(ending)).map(|(_, format)| format)
    }
}

/// What is written, and for whom.
#[derive(Debug, Clone)]
pub struct GraphOptions {
    /// In which format.
    pub format: GraphFormat,
    /// Which statements are edges between two things.
    pub lens: Lens,
    /// Languages of names and glosses, the best loved first.
    pub languages: Vec<String>,
    /// Statements that are no such edge get a node of their own; else they are left out and counted.
    pub withheld: bool,
}

/// A knowledge base ready to be written as nodes and edges.
#[derive(Debug)]
pub struct GraphExport<'a> {
    archive: &'a Archive,
    manifest: &'a Manifest,
    builder: Builder,
    format: GraphFormat,
    /// Things, by IRI.
    things: BTreeMap<String, Node>,
    /// Statements that other articles point to, with the key of their node if they have one.
    outside: HashMap<String, Option<String>>,
    losses: GraphLosses,
}

impl<'a> GraphExport<'a> {
    /// Reads the segments of a state; nothing is written yet.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn gather(archive: &'a Archive, manifest: &'a Manifest, options: &GraphOptions) -> Result<Self, ExportError> {
        let base = Base::new(&manifest.settings.base).map_err(|error| ExportError::NotOurs(error.to_string()))?;
        let mut shared = Shared::new(Languages::new(&options.languages));
        let mut losses = GraphLosses::new(options.format);
        archive.for_each_segment(manifest, |name, nquads| {
            match name {
                SegmentName::Shared => shared.read(nquads)?,
                SegmentName::Meta => losses.shared += nquads.iter().filter(|byte| **byte == b'\n').count() as u64,
                SegmentName::Article(_) => {}
            }
            Ok::<(), ExportError>(())
        })?;
        losses.shared += shared.left_out;
        let policy = Policy::from_name(&manifest.settings.policy).unwrap_or_default();
        let builder =
            Builder { base, shared, lens: options.lens, policy, withheld: options.withheld, titles: HashMap::new() };
        let mut export = Self {
            archive,
            manifest,
            builder,
            format: options.format,
            things: BTreeMap::new(),
            outside: HashMap::new(),
            losses,
        };
        export.take_all()?;
        Ok(export)
    }

    fn take_all(&mut self) -> Result<(), ExportError> {
        let wanted = RefCell::new(HashMap::new());
        let ask = |iri: &str| {
            wanted.borrow_mut().insert(iri.to_owned(), None);
            false
        };
        let (mut things, mut losses) = (BTreeMap::<String, Node>::new(), self.losses.clone());
        self.for_each_article(&ask, |_, article, part| {
            self.count(article, &part, &mut losses);
            for (iri, node) in part.things {
                // An article knows its own title; others only point to it.
                let known = things.entry(iri).or_insert_with(|| node.clone());
                if known.label.is_empty() {
                    *known = node;
                }
            }
            Ok(())
        })?;
        if self.format.is_xml() {
            for node in things.values() {
                note_characters(&node.cells(), &node.id, &mut losses);
            }
        }
        let mut outside: HashMap<String, Option<String>> = wanted.into_inner();
        let untitled: HashSet<String> = things
            .values()
            .filter(|node| node.kind == "article" && node.label.is_empty())
            .map(|node| node.id.clone())
            .collect();
        if !outside.is_empty() || !untitled.is_empty() {
            let mut titles = HashMap::new();
            self.for_each_article(&|_| false, |place, article, part| {
                for (node, number) in &part.nodes {
                    if let Some(key) = outside.get_mut(&node.id) {
                        *key = Some(statement_key(place, *number));
                    }
                }
                if untitled.contains(&article.iri) {
                    titles.extend(self.builder.label(article, &article.iri).map(|title| (article.iri.clone(), title)));
                }
                Ok(())
            })?;
            for (iri, title) in &titles {
                if let Some(node) = things.get_mut(iri) {
                    node.label.clone_from(title);
                }
            }
            self.builder.titles = titles;
        }
        (self.things, self.losses, self.outside) = (things, losses, outside);
        Ok(())
    }

    /// Visits every article with its place among them.
    fn for_each_article(
        &self,
        has_node: &dyn Fn(&str) -> bool,
        mut visit: impl FnMut(usize, &Article<'_>, Part) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut place = 0;
        self.archive.for_each_segment(self.manifest, |name, nquads| {
            let SegmentName::Article(id) = name else { return Ok(()) };
            let article = Article::read(id, &self.builder.base, nquads)?;
            let part = self.builder.part(&article, has_node);
            visit(place, &article, part)?;
            place += 1;
            Ok(())
        })
    }

    fn count(&self, article: &Article<'_>, part: &Part, losses: &mut GraphLosses) {
        let mut leave_out = |number: usize, reason: Option<&'static str>| {
            let statement = &part.statements[number];
            let reason = reason
                .or_else(|| statement.reason.map(Withheld::name))
                .unwrap_or(if self.builder.lens == Lens::Asserted { "shape" } else { "lens" });
            losses.statements.entry(reason).or_default().insert(statement.cell("statement").to_owned());
        };
        part.left_out.iter().for_each(|number| leave_out(*number, None));
        // One of two tables does not hold what stands in the other alone.
        let nodes: HashSet<usize> = part.nodes.iter().map(|(_, number)| *number).collect();
        let with_edge: HashSet<usize> = part.edges.iter().map(|edge| edge.statement).collect();
        for number in 0..part.statements.len() {
            let is_node = nodes.contains(&number);
            let elsewhere = match self.format {
                GraphFormat::Nodes => !is_node && with_edge.contains(&number),
                GraphFormat::Edges => is_node && !with_edge.contains(&number),
                _ => false,
            };
            if elsewhere {
                leave_out(number, Some("other-table"));
            }
        }
        if self.format.is_xml() {
            for (number, statement) in part.statements.iter().enumerate() {
                if part.left_out.binary_search(&number).is_err() {
                    let cells: Vec<&str> = statement.cells.iter().map(String::as_str).collect();
                    note_characters(&cells, statement.cell("statement"), losses);
                }
            }
            for (node, _) in &part.nodes {
                note_characters(&node.cells(), &node.id, losses);
            }
        }
        let mut picked: HashMap<(&str, &str), u64> = HashMap::new();
        for (subject, predicate, _) in article.lines() {
            if ONE_LANGUAGE.contains(&predicate) {
                *picked.entry((subject, predicate)).or_default() += 1;
            } else if !is_carried(predicate) {
                *losses.properties.entry(predicate.to_owned()).or_default() += 1;
            }
        }
        for ((subject, predicate), count) in picked {
            let named = predicate != rdfs::LABEL || self.builder.kind(article, subject) == Kind::Thing;
            let lost = if named { count - 1 } else { count };
            if lost > 0 {
                *losses.properties.entry(predicate.to_owned()).or_default() += lost;
            }
        }
        losses.events +=
            article.asserted().filter(|(subject, ..)| self.builder.kind(article, subject) != Kind::Thing).count()
                as u64;
    }

    /// Returns what is not carried.
    #[must_use]
    pub const fn losses(&self) -> &GraphLosses {
        &self.losses
    }

    /// Writes everything, or of two tables the one that `part` names.
    ///
    /// # Errors
    /// When the output fails.
    pub fn write(&self, part: GraphFormat, out: impl Write) -> Result<(), ExportError> {
        let keys: HashMap<&str, usize> = match part {
            GraphFormat::GraphMl => self.things.keys().map(String::as_str).zip(0..).collect(),
            _ => HashMap::new(),
        };
        let mut sink = match part {
            GraphFormat::Tables | GraphFormat::Nodes => Sink::Nodes(Table::nodes(out)?),
            GraphFormat::Edges => Sink::Edges(Table::edges(out)?),
            GraphFormat::GraphMl => Sink::GraphMl(GraphMl::begin(out, &self.description())?),
            GraphFormat::Gexf => Sink::Gexf(Gexf::begin(out, &self.description())?),
        };
        let has_node = |iri: &str| self.outside.get(iri).is_some_and(Option::is_some);
        if part != GraphFormat::Edges {
            for (number, node) in self.things.values().enumerate() {
                sink.node(&format!("n{number}"), node, None)?;
            }
            self.for_each_article(&has_node, |place, _, part| {
                for (node, number) in &part.nodes {
                    sink.node(&statement_key(place, *number), node, part.statements.get(*number))?;
                }
                Ok(())
            })?;
        }
        if !matches!(sink, Sink::Nodes(_)) {
            let mut count = 0_u64;
            self.for_each_article(&has_node, |place, _, part| {
                let numbers: HashMap<&str, usize> =
                    part.nodes.iter().map(|(node, number)| (node.id.as_str(), *number)).collect();
                for edge in &part.edges {
                    let key = |iri: &str| match (keys.get(iri), numbers.get(iri), self.outside.get(iri)) {
                        (Some(thing), ..) => format!("n{thing}"),
                        (_, Some(number), _) => statement_key(place, *number),
                        (.., Some(Some(outside))) => outside.clone(),
                        _ => String::new(),
                    };
                    let ends = [key(&edge.source), key(&edge.target)];
                    let statement = &part.statements[edge.statement];
                    sink.edge(&format!("e{count}"), [&ends[0], &ends[1]], edge, statement)?;
                    count += 1;
                }
                Ok(())
            })?;
        }
        Ok(sink.finish()?)
    }

    fn description(&self) -> String {
        let through = match self.builder.lens {
            Lens::Statements => "There is no edge between two things",
            Lens::Asserted => "An edge between two things is what an article asserts in its own voice",
            Lens::Reviewed => "An edge between two things is what a named person accepted",
        };
        let rest = if self.builder.withheld {
            "every other statement is a node of its own, with edges to what it speaks of and to who holds it; it says what somebody says, and not what is so"
        } else {
            "every other statement is left out"
        };
        format!("What articles say, from {}. {through}; {rest}.", self.builder.base.as_str())
    }
}

/// Where nodes and edges go.
enum Sink<W: Write> {
    Nodes(Table<W>),
    Edges(Table<W>),
    GraphMl(GraphMl<W>),
    Gexf(Gexf<W>),
}

impl<W: Write> Sink<W> {
    fn node(&mut self, key: &str, node: &Node, statement: Option<&Statement>) -> std::io::Result<()> {
        match self {
            Self::Nodes(out) => out.node(node, statement),
            Self::Edges(_) => Ok(()),
            Self::GraphMl(out) => out.node(key, node, statement),
            Self::Gexf(out) => out.node(node, statement),
        }
    }

    fn edge(&mut self, key: &str, ends: [&str; 2], edge: &Edge, statement: &Statement) -> std::io::Result<()> {
        match self {
            Self::Nodes(_) => Ok(()),
            Self::Edges(out) => out.edge(edge, statement),
            Self::GraphMl(out) => out.edge(key, ends, edge, statement),
            Self::Gexf(out) => out.edge(edge, statement),
        }
    }

    fn finish(self) -> std::io::Result<()> {
        match self {
            Self::Nodes(out) | Self::Edges(out) => out.finish(),
            Self::GraphMl(out) => out.finish(),
            Self::Gexf(out) => out.finish(),
        }
    }
}

/// Names a statement's node where no IRI may: article and statement by number.
fn statement_key(place: usize, number: usize) -> String {
    format!("s{place}.{number}")
}

fn note_characters(cells: &[&str], id: &str, losses: &mut GraphLosses) {
    let bad = cells.iter().filter(|cell| !xml::can_carry(cell)).count() as u64;
    if bad > 0 {
        losses.cells += bad;
        losses.altered.insert(id.to_owned());
    }
}

/// Properties of which one value is carried, in the reader's language.
const ONE_LANGUAGE: [&str; 3] = [rdfs::LABEL, st::GLOSS, schema::HEADLINE];

/// Says whether a property of the statement layer has a column, an edge or a mark.
fn is_carried(property: &str) -> bool {
    const CARRIED: [&str; 42] = [
        rdf::TYPE,
        skos::EXACT_MATCH,
        schema::URL,
        schema::DATE_PUBLISHED,
        oa::EXACT,
        gp::VALUE,
        gp::LOWER_BOUND,
        gp::UPPER_BOUND,
        gp::UNIT,
        st::ID,
        st::IN_ARTICLE,
        st::SUBJECT,
        st::PREDICATE,
        st::OBJECT,
        st::ABOUT,
        st::HOLDER,
        st::UNKNOWN_HOLDER,
        st::VIA,
        st::ORDINAL,
        st::STANCE,
        st::POLARITY,
        st::EVIDENCE,
        st::CONTENT_OF,
        st::EXTRACTION_CONFIDENCE,
        st::SCARE_QUOTED,
        st::EDTF,
        st::EARLIEST,
        st::LATEST,
        st::REASON,
        st::SOURCE_TEXT,
        st::RETRACTED,
        st::NEVER_ASSERT,
        st::REVIEWS,
        st::VERDICT,
        st::REVIEWED_BY,
        st::REVIEWED_ON,
        st::DERIVED_FROM,
        st::EVIDENCED_BY,
        st::IN_CONFLICT_WITH,
        st::SAME_TOPIC_AS,
        st::STRONGER_THAN,
        st::PART_OF,
    ];
    CARRIED.contains(&property) || property.starts_with(q::NAMESPACE)
}
