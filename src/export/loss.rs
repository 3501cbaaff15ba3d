//! The loss report: what a format could not carry, counted and named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::rdf::Format;

/// Why something is not in the output as it is in the knowledge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The format has no named graphs, and these triples are only there: they are left out.
    Graph,
    /// The triples are carried, but not that they stand in a graph of their own.
    GraphName,
    /// The triple holds a character that XML 1.0 forbids: it is left out.
    Character,
    /// The predicate ends in no name that XML allows: the triple is left out.
    Predicate,
    /// An IRI would be read as another one, for its scheme is a prefix of the context: left out.
    ConfusedIri,
    /// The format has no triple terms, and the triple has one: it is left out.
    TripleTerm,
    /// The profile has no place for the triple: it is left out.
    Profile,
    /// The frame does not take the triple, or its graph.
    Frame,
}

impl Reason {
    /// Returns the name used in the report as JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::GraphName => "graph-name",
            Self::Character => "character",
            Self::Predicate => "predicate",
            Self::ConfusedIri => "confused-iri",
            Self::TripleTerm => "triple-term",
            Self::Profile => "profile",
            Self::Frame => "frame",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Graph => "left out: the format has no named graphs",
            Self::GraphName => "written without the name of their graph",
            Self::Character => "left out: a character that XML 1.0 forbids",
            Self::Predicate => "left out: the predicate ends in no XML name",
            Self::ConfusedIri => "left out: an IRI that begins like a prefix of the context",
            Self::TripleTerm => "left out: the format has no triple terms",
            Self::Profile => "left out: the profile has no place for them",
            Self::Frame => "left out: the frame does not take them",
        }
    }

    /// Says whether the triples are missing, and not only something about them.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        !matches!(self, Self::GraphName)
    }
}

/// What was lost for one reason in one graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// How many triples; one that several articles say counts once in an export, and once an
    /// article where articles are written as they come.
    pub triples: u64,
    /// IRIs of the statements whose triple it is, or that have it as a property.
    pub statements: BTreeSet<String>,
    /// IRIs of the articles it comes from.
    pub articles: BTreeSet<String>,
}

/// What a format could not carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossReport {
    format: Format,
    /// By reason and graph; nothing for the default graph.
    losses: BTreeMap<(Reason, Option<String>), Loss>,
}

impl LossReport {
    /// Returns a report without losses.
    #[must_use]
    pub const fn new(format: Format) -> Self {
        Self { format, losses: BTreeMap::new() }
    }

    /// Says whether everything was carried.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.losses.is_empty()
    }

    /// Yields the losses by reason and graph.
    pub fn iter(&self) -> impl Iterator<Item = (Reason, Option<&str>, &Loss)> {
        self.losses.iter().map(|((reason, graph), loss)| (*reason, graph.as_deref(), loss))
    }

    pub(super) fn loss(&mut self, reason: Reason, graph: Option<&str>) -> &mut Loss {
        self.losses.entry((reason, graph.map(str::to_owned))).or_default()
    }

    /// Takes in the losses of another part of the same output.
    pub fn absorb(&mut self, other: Self) {
        for (key, loss) in other.losses {
            let mine = self.losses.entry(key).or_default();
            mine.triples += loss.triples;
            mine.statements.extend(loss.statements);
            mine.articles.extend(loss.articles);
        }
    }

    /// Returns the report as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let losses: Vec<Value> = self
            .iter()
            .map(|(reason, graph, loss)| {
                json!({
                    "reason": reason.name(),
                    "missing": reason.is_missing(),
                    "graph": graph,
                    "triples": loss.triples,
                    "statements": loss.statements,
                    "articles": loss.articles,
                })
            })
            .collect();
        let missing: u64 = self.iter().filter(|loss| loss.0.is_missing()).map(|loss| loss.2.triples).sum();
        json!({ "format": self.format.name(), "missing": missing, "losses": losses })
    }

    /// Returns the report in a few lines for people; graphs of single articles are taken together.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let mut groups: BTreeMap<(Reason, String), (u64, u64)> = BTreeMap::new();
        for (reason, graph, loss) in self.iter() {
            let place = match graph {
                None => "the default graph".to_owned(),
                Some(graph) => match graph.split_once("graph/asserted/") {
                    Some((base, _)) => format!("<{base}graph/asserted/…>"),
                    None if graph.ends_with("/statement/") => format!("<{graph}…>"),
                    None => format!("<{graph}>"),
                },
            };
            let group = groups.entry((reason, place)).or_default();
            group.0 += loss.triples;
            group.1 += 1;
        }
        let line = |((reason, place), (triples, graphs)): ((Reason, String), (u64, u64))| {
            let place = if graphs > 1 { format!("{graphs} graphs {place}") } else { place };
            let noun = if triples == 1 { "triple" } else { "triples" };
            format!("{}: {triples} {noun} of {place} {}", self.format, reason.words())
        };
        groups.into_iter().map(line).collect()
    }
}
