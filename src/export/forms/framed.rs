//! Frames applied to one article at a time: memory is bounded by the largest article and what
//! articles share, time grows with the data.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::ops::Range;

use serde_json::Value;

use super::covered::{Triples, cover, hash_of};
use super::direct::{Direct, Shared};
use super::quads::{iri, quad};
use super::{FormError, Shape, options, schema_view};
use crate::export::{ExportError, LossReport, Reason, Selection};
use crate::jsonld::{self, Options, Quad, Shaper};
use crate::ontology::json_ld;
use crate::rdf::Line;
use crate::vocab::{rdf, rdfs};

/// Writes a frame of each article, as one document or as a line of JSON-LD for each node.
#[derive(Debug)]
pub struct Framed<'a, W> {
    out: W,
    selection: &'a Selection,
    shape: &'a Shape,
    shaper: Shaper<'a>,
    options: &'a Options,
    lines: bool,
    first: bool,
    /// Frames that need no processor; `None` where the frame or its context do.
    direct: Option<Direct>,
    /// Labels and types of what articles share, by IRI.
    shared: HashMap<String, Vec<Quad>>,
    /// The same, as places in the N-Quads.
    shared_lines: HashMap<String, Vec<Range<usize>>>,
    /// N-Quads of what articles share, and which of their triples were written.
    shared_nquads: Vec<u8>,
    shared_triples: Triples,
    shared_written: Triples,
    losses: LossReport,
    counted: HashSet<u64>,
    nodes: u64,
}

impl<'a, W: Write> Framed<'a, W> {
    /// Returns the options to run with.
    #[must_use]
    pub fn options() -> Options {
        options()
    }

    /// Begins a document, or lines.
    ///
    /// # Errors
    /// When frame or context are refused, or the output fails.
    pub fn new(
        out: W,
        selection: &'a Selection,
        shape: &'a Shape,
        options: &'a Options,
        lines: bool,
    ) -> Result<Self, ExportError> {
        let shaper = Shaper::framing(&shape.frame, Some(&shape.context), options).map_err(FormError::from)?;
        let mut framed = Self {
            out,
            selection,
            shape,
            shaper,
            options,
            lines,
            first: true,
            direct: if shape.schema_view || shape.context != json_ld::context() {
                None
            } else {
                Direct::new(&jsonld::expand_frame(&shape.frame, options).map_err(FormError::from)?)
            },
            shared: HashMap::new(),
            shared_lines: HashMap::new(),
            shared_nquads: Vec::new(),
            shared_triples: Triples::new(),
            shared_written: Triples::new(),
            losses: LossReport::new(selection.format()),
            counted: HashSet::new(),
            nodes: 0,
        };
        if !lines {
            framed.out.write_all(b"{\"@context\":")?;
            serde_json::to_writer(&mut framed.out, &shape.shown).map_err(std::io::Error::from)?;
            framed.out.write_all(b",\n\"@graph\":[")?;
        }
        Ok(framed)
    }

    /// Leaves every article to the JSON-LD processor, which makes the same bytes in more time.
    #[must_use]
    pub fn by_processor(mut self) -> Self {
        self.direct = None;
        self
    }

    /// Takes what articles share; it must come before the first article.
    ///
    /// # Errors
    /// When the bytes are not N-Quads of ours.
    pub fn shared(&mut self, nquads: &[u8]) -> Result<(), ExportError> {
        let (shared, triples) = (&mut self.shared, &mut self.shared_triples);
        let keep = |line: &Line<'_>| {
            triples.insert(hash_of(&quad(line)));
            if line.graph.is_none() && [rdf::TYPE, rdfs::LABEL].contains(&line.predicate) {
                shared.entry(line.subject.to_owned()).or_default().push(quad(line));
            }
            Ok::<(), ExportError>(())
        };
        self.selection.take(None, nquads, &mut self.losses, &mut self.counted, keep)?;
        let mut start = self.shared_nquads.len();
        for text in std::str::from_utf8(nquads).into_iter().flat_map(|text| text.split_inclusive('\n')) {
            let end = start + text.trim_end_matches('\n').len();
            if let Some(line) = Line::split(text.trim_end_matches('\n')).filter(|line| line.graph.is_none()) {
                let is_top = line.predicate == rdf::TYPE
                    && self
                        .direct
                        .as_ref()
                        .is_some_and(|direct| line.object_iri().is_some_and(|class| direct.is_at_top(class)));
                if is_top {
                    self.direct = None;
                }
                let lines = self.shared_lines.entry(line.subject.to_owned()).or_default();
                if [rdf::TYPE, rdfs::LABEL].contains(&line.predicate) {
                    lines.push(start..end);
                }
            }
            start += text.len();
        }
        self.shared_nquads.extend_from_slice(nquads);
        Ok(())
    }

    /// Writes the frame of an article.
    ///
    /// # Errors
    /// When the bytes are not N-Quads of ours, the budget is used up, or the output fails.
    pub fn article(&mut self, article: &str, nquads: &[u8]) -> Result<(), ExportError> {
        if self.written_directly(article, nquads)? {
            return Ok(());
        }
        let mut quads = Vec::new();
        let keep = |line: &Line<'_>| {
            if line.graph.is_none() {
                quads.push(quad(line));
            }
            Ok::<(), ExportError>(())
        };
        self.selection.take(Some(article), nquads, &mut self.losses, &mut self.counted, keep)?;
        let mut mentioned: Vec<&str> = quads.iter().filter_map(|quad| iri(&quad.object)).collect();
        mentioned.sort_unstable();
        mentioned.dedup();
        let shared: Vec<Quad> =
            mentioned.into_iter().filter_map(|iri| self.shared.get(iri)).flatten().cloned().collect();
        quads.extend(shared);
        quads.sort_unstable();
        quads.dedup();
        let mut covered = Triples::new();
        let given = if self.shape.schema_view { schema_view::view(&quads, &mut covered) } else { quads };
        let expanded = jsonld::from_rdf(&given, self.options).map_err(FormError::from)?;
        let framed = self.shaper.frame(expanded).map_err(FormError::from)?;
        if !self.shape.schema_view {
            cover(&framed, &mut covered);
        }
        self.account(Some(article), nquads, &covered)?;
        let written = covered.into_iter().filter(|triple| self.shared_triples.contains(triple));
        self.shared_written.extend(written);
        self.counted.clear();
        for node in self.shaper.compact(framed).map_err(FormError::from)? {
            self.node(node)?;
        }
        Ok(())
    }

    /// Writes the frame of an article without the processor; says whether it could.
    pub(super) fn written_directly(&mut self, article: &str, nquads: &[u8]) -> Result<bool, ExportError> {
        let (Some(direct), Ok(text)) = (&mut self.direct, std::str::from_utf8(nquads)) else { return Ok(false) };
        let lines: Option<Vec<Line<'_>>> = text.lines().map(Line::split).collect();
        let Some(lines) = lines.filter(|lines| lines.iter().all(|line| self.selection.cannot_carry(line).is_none()))
        else {
            return Ok(false);
        };
        let shared = SharedLines { nquads: &self.shared_nquads, lines: &self.shared_lines };
        let Some(written) = direct.article(&lines, &shared) else { return Ok(false) };
        for (node, pattern) in &written.shared {
            let lines = shared.lines(node).into_iter().filter(|line| direct.writes(*pattern, line.predicate));
            self.shared_written.extend(lines.map(|line| hash_of(&quad(&line))));
        }
        let mut lost = Vec::new();
        for (line, covered) in lines.into_iter().zip(&written.covered) {
            if line.graph.is_some() || !covered {
                lost.push((Reason::Frame, line));
            } else if self.shared_lines.contains_key(line.subject) {
                self.shared_written.insert(hash_of(&quad(&line)));
            }
        }
        if !lost.is_empty() {
            self.selection.report(Some(article), text, &lost, &mut self.losses, &mut self.counted);
        }
        self.counted.clear();
        let mut start = 0;
        for end in written.ends {
            self.bytes(&written.bytes[start..end])?;
            start = end;
        }
        Ok(true)
    }

    /// Takes a segment that no frame has a place for, such as the description of the dataset.
    ///
    /// # Errors
    /// When the bytes are not N-Quads of ours.
    pub fn left_out(&mut self, nquads: &[u8]) -> Result<(), ExportError> {
        self.account(None, nquads, &Triples::new())
    }

    /// Counts what is not in the document.
    fn account(&mut self, article: Option<&str>, nquads: &[u8], covered: &Triples) -> Result<(), ExportError> {
        let text = std::str::from_utf8(nquads).map_err(|_| ExportError::NotOurs(String::new()))?;
        let lines = text.lines().filter_map(Line::split);
        let lost: Vec<(Reason, Line<'_>)> = lines
            .filter(|line| line.graph.is_some() || !covered.contains(&hash_of(&quad(line))))
            .map(|line| (Reason::Frame, line))
            .collect();
        if !lost.is_empty() {
            self.selection.report(article, text, &lost, &mut self.losses, &mut self.counted);
        }
        Ok(())
    }

    fn node(&mut self, node: Value) -> Result<(), ExportError> {
        let bytes = serde_json::to_vec(&node).map_err(std::io::Error::from)?;
        self.bytes(&bytes)
    }

    /// Writes a node, which is a map, as an item of the document or as a line.
    fn bytes(&mut self, node: &[u8]) -> Result<(), ExportError> {
        self.nodes += 1;
        if self.lines {
            self.out.write_all(b"{\"@context\":")?;
            serde_json::to_writer(&mut self.out, &self.shape.shown).map_err(std::io::Error::from)?;
            let members = node.strip_prefix(b"{").unwrap_or_default();
            if members != b"}" {
                self.out.write_all(b",")?;
            }
            self.out.write_all(members)?;
            self.out.write_all(b"\n")?;
        } else {
            self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
            self.out.write_all(node)?;
        }
        self.first = false;
        Ok(())
    }

    /// Ends the document; returns the output, the number of nodes, and what was left out.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> Result<(W, u64, LossReport), ExportError> {
        let (shared, written) = (std::mem::take(&mut self.shared_nquads), std::mem::take(&mut self.shared_written));
        self.account(None, &shared, &written)?;
        if !self.lines {
            self.out.write_all(b"\n]}\n")?;
        }
        self.out.flush()?;
        Ok((self.out, self.nodes, self.losses))
    }
}

/// Labels and types of what articles share.
struct SharedLines<'a> {
    nquads: &'a [u8],
    lines: &'a HashMap<String, Vec<Range<usize>>>,
}

impl Shared for SharedLines<'_> {
    fn lines(&self, iri: &str) -> Vec<Line<'_>> {
        let places = self.lines.get(iri).into_iter().flatten();
        places.filter_map(|place| Line::split(std::str::from_utf8(&self.nquads[place.clone()]).ok()?)).collect()
    }
}
