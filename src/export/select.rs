//! What of a dataset a format carries; the rest is counted.

use std::collections::{HashMap, HashSet};

use super::ExportError;
use super::context::Context;
use super::loss::{LossReport, Reason};
use super::rdf_xml;
use crate::convert::profile::Profile;
use crate::iri::Base;
use crate::ontology::CONTEXT_JSONLD;
use crate::query::{Lens, Prefixes};
use crate::rdf::{Format, Line, Object};
use crate::vocab::{rdf, st};

/// Sorts quads into those a format carries and those it does not.
#[derive(Debug)]
pub struct Selection {
    format: Format,
    base: Base,
    /// Graphs whose triples go with the default graph in a format without graphs.
    united: Vec<String>,
    context: Option<Context>,
    profile: Profile,
    /// Name statements, articles and each graph; else only count.
    details: bool,
}

impl Selection {
    /// Returns what a format carries under a lens; with `details`, losses are named and not only
    /// counted.
    #[must_use]
    pub fn new(format: Format, lens: Lens, base: &Base, details: bool) -> Self {
        let united = if format.carries_graphs() { Vec::new() } else { lens.graphs(base) };
        let context = if format == Format::JsonLd { Context::new(CONTEXT_JSONLD) } else { None };
        Self { format, base: base.clone(), united, context, profile: Profile::Stored, details }
    }

    /// Writes statements in a profile. [`Profile::Plain`] takes the triples of the lens beside the
    /// asserted ones, in formats with graphs too.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile, lens: Lens) -> Self {
        self.profile = profile;
        if profile == Profile::Plain {
            self.united = lens.graphs(&self.base);
        }
        self
    }

    /// Returns the profile.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Returns the prefixes that a document is written with.
    #[must_use]
    pub fn prefixes(&self) -> Prefixes {
        Prefixes::new(&self.base).and(self.profile.prefixes(&self.base))
    }

    /// Returns the format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Goes through the N-Quads of one article, or of what articles share, and hands on what is
    /// carried; `counted` remembers losses that must not be counted twice.
    pub(super) fn take<E: From<ExportError>>(
        &self,
        article: Option<&str>,
        nquads: &[u8],
        losses: &mut LossReport,
        counted: &mut HashSet<u64>,
        mut keep: impl FnMut(&Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let stored = std::str::from_utf8(nquads).map_err(|_| ExportError::NotOurs(String::new()))?;
        let text = self.profile.write(stored, &self.base, &self.united).map_err(ExportError::from)?;
        let mut lost: Vec<(Reason, Line<'_>)> = text.left_out.iter().map(|line| (Reason::Profile, *line)).collect();
        for written in text.nquads.lines() {
            let line = Line::split(written).ok_or_else(|| ExportError::NotOurs(written.to_owned()))?;
            let united = line.graph.is_some_and(|graph| self.united.iter().any(|one| one == graph));
            let without_name = Line { graph: None, ..line };
            let reason = match line.graph {
                Some(_) if united => Some(Reason::GraphName),
                Some(_) if !self.format.carries_graphs() => Some(Reason::Graph),
                _ => None,
            };
            let reason = reason.filter(|reason| reason.is_missing()).or_else(|| self.cannot_carry(&line)).or(reason);
            if let Some(reason) = reason {
                lost.push((reason, line));
            }
            if reason.is_none_or(|reason| !reason.is_missing()) {
                keep(if united { &without_name } else { &line })?;
            }
        }
        if !lost.is_empty() {
            self.report(article, stored, &lost, losses, counted);
        }
        Ok(())
    }

    pub(super) fn cannot_carry(&self, line: &Line<'_>) -> Option<Reason> {
        if line.has_triple_term() && !self.format.carries_triple_terms() {
            return Some(Reason::TripleTerm);
        }
        if self.format == Format::RdfXml {
            return rdf_xml::cannot_carry(line);
        }
        let context = self.context.as_ref()?;
        let mut scratch = String::new();
        let third = match line.object(&mut scratch) {
            Object::Iri(iri) | Object::Typed(_, iri) => iri,
            _ => "",
        };
        let iris = [line.subject, line.predicate, third, line.graph.unwrap_or_default()];
        iris.into_iter().any(|iri| context.confuses(iri)).then_some(Reason::ConfusedIri)
    }

    pub(super) fn report(
        &self,
        article: Option<&str>,
        text: &str,
        lost: &[(Reason, Line<'_>)],
        losses: &mut LossReport,
        counted: &mut HashSet<u64>,
    ) {
        let own = format!("{}graph/asserted/", self.base.as_str());
        let of_statements = format!("{}statement/", self.base.as_str());
        let said = if self.details { statements_by_triple(text) } else { HashMap::new() };
        for (reason, line) in lost {
            let graph = match line.graph {
                Some(graph) if !self.details && graph.starts_with(&own) => Some(own.as_str()),
                // There is a graph a statement, and the statements are named.
                Some(graph) if graph.starts_with(&of_statements) => Some(of_statements.as_str()),
                other => other,
            };
            let loss = losses.loss(*reason, graph);
            if counted.insert(hash(line)) {
                loss.triples += 1;
            }
            if !self.details {
                continue;
            }
            loss.articles.extend(article.map(|article| self.base.article(article)));
            if let Some(statements) = said.get(&(line.subject, line.predicate, line.object)) {
                loss.statements.extend(statements.iter().map(|iri| (*iri).to_owned()));
            } else if let Some(statement) = self.statement_of(line.subject) {
                loss.statements.insert(statement);
            }
        }
    }

    /// Returns the statement that a node belongs to: it is below its IRI.
    fn statement_of(&self, node: &str) -> Option<String> {
        let prefix = format!("{}statement/", self.base.as_str());
        let mut parts = node.strip_prefix(&prefix)?.split('/');
        Some(format!("{prefix}{}/{}", parts.next()?, parts.next()?))
    }
}

/// Maps the plain triple of each statement node to the statements that say it.
fn statements_by_triple(text: &str) -> HashMap<(&str, &str, &str), Vec<&str>> {
    let mut nodes: HashMap<&str, [&str; 3]> = HashMap::new();
    let mut statements = HashSet::new();
    for line in text.lines().filter_map(Line::split).filter(|line| line.graph.is_none()) {
        let place = match line.predicate {
            st::SUBJECT => 0,
            st::PREDICATE => 1,
            st::OBJECT => 2,
            rdf::TYPE => {
                if bare(line.object) == Some(st::STATEMENT_CLASS) {
                    statements.insert(line.subject);
                }
                continue;
            }
            _ => continue,
        };
        nodes.entry(line.subject).or_default()[place] = line.object;
    }
    let mut said: HashMap<(&str, &str, &str), Vec<&str>> = HashMap::new();
    for (statement, [subject, predicate, object]) in nodes {
        if let (true, Some(subject), Some(predicate)) = (statements.contains(statement), bare(subject), bare(predicate))
        {
            said.entry((subject, predicate, object)).or_default().push(statement);
        }
    }
    said
}

/// Returns the IRI between `<` and `>`.
fn bare(token: &str) -> Option<&str> {
    token.strip_prefix('<')?.strip_suffix('>')
}

/// Hashes a quad, so that it is counted once whoever says it.
fn hash(line: &Line<'_>) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}
