//! What nodes and edges do not carry, counted and named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::GraphFormat;

/// What a graph or table leaves out or alters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphLosses {
    format: GraphFormat,
    /// IRIs of statements that are left out, by the reason that withholds them; `shape` for asserted ones
    /// without two things to stand between, `lens` for those that the lens does not ask for, `other-table`.
    pub(super) statements: BTreeMap<&'static str, BTreeSet<String>>,
    /// Cells with a character that XML 1.0 forbids, and where they stand.
    pub(super) cells: u64,
    /// IRIs of the nodes or statements they stand in.
    pub(super) altered: BTreeSet<String>,
    /// Triples of the statement layer that have no column, by predicate.
    pub(super) properties: BTreeMap<String, u64>,
    /// Triples about what articles share, and about the whole.
    pub(super) shared: u64,
    /// Triples of event and relationship nodes, which repeat what statements say.
    pub(super) events: u64,
}

impl GraphLosses {
    pub(super) const fn new(format: GraphFormat) -> Self {
        Self {
            format,
            statements: BTreeMap::new(),
            cells: 0,
            altered: BTreeSet::new(),
            properties: BTreeMap::new(),
            shared: 0,
            events: 0,
        }
    }

    /// Says whether everything was carried.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
            && self.cells == 0
            && self.properties.is_empty()
            && self.shared == 0
            && self.events == 0
    }

    /// Returns how many statements were left out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.statements.values().map(BTreeSet::len).sum()
    }

    /// Returns the report as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut losses = Vec::new();
        for (reason, statements) in &self.statements {
            losses.push(json!({ "reason": "withheld", "withheld": reason, "statements": statements }));
        }
        if self.cells > 0 {
            losses.push(json!({ "reason": "character", "cells": self.cells, "nodes": self.altered }));
        }
        for (property, triples) in &self.properties {
            losses.push(json!({ "reason": "property", "property": property, "triples": triples }));
        }
        for (reason, triples) in [("shared", self.shared), ("event-node", self.events)] {
            if triples > 0 {
                losses.push(json!({ "reason": reason, "triples": triples }));
            }
        }
        json!({ "format": self.format.name(), "missing_statements": self.left_out(), "losses": losses })
    }

    /// Returns the report in a few lines for people.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let (format, mut lines) = (self.format.name(), Vec::new());
        if self.left_out() > 0 {
            lines.push(format!(
                "{format}: {} left out, for they are no part of what was asked for",
                many(self.left_out() as u64, "statement")
            ));
        }
        if self.cells > 0 {
            let cells = many(self.cells, "cell");
            lines.push(format!("{format}: {cells} with U+FFFD in the place of a character that XML 1.0 forbids"));
        }
        let details: u64 = self.properties.values().sum::<u64>() + self.shared + self.events;
        if details > 0 {
            let triples = many(details, "triple");
            lines.push(format!(
                "{format}: {triples} without a column (positions, digests, notes, other languages …); --loss-report FILE counts them by property"
            ));
        }
        lines
    }
}

fn many(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
