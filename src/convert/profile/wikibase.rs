//! Profile `wikibase`: the RDF mapping of Wikibase, so that queries written for such a wiki run.
//!
//! ```text
//! subject ─ p:P ─▶ statement ─ ps:P ─▶ object       psv:P, pqv:Q ─▶ value nodes of times and amounts
//!                     ├─ pq:Q ─▶ every other property  prov:wasDerivedFrom ─▶ evidence, as a reference
//!                     └─ wikibase:rank                 wdt:P only in the graphs of asserted triples
//! ```
//!
//! A property entity is the IRI of our own predicate and declares the predicates made of it, as the
//! mapping has it; reading goes by these declarations. A withheld statement has the deprecated rank and
//! no truthy triple. What the mapping has no place for stays as stored beside it: uncertain and open
//! times, amounts in words, units (ours are words, Wikibase's are items), statements without a subject
//! or predicate, articles, translations. So the profile reads back whole, but a wiki would hold less.

mod read;
mod value;

pub(super) use read::read;

use foldhash::{HashMap, HashSet};
use std::collections::BTreeSet;

use super::part::{Asserted, Out, Part};
use crate::iri::{Base, GAZETTEER, push_segment};
use crate::rdf::Line;
use crate::vocab::{PREFIXES, prov, rdf, rdfs, schema, skos, st, wikibase};
use value::ValueNode;

/// Predicates made of a property: what declares it, prefix, and the path below the base.
const KINDS: [(&str, &str, &str); 7] = [
    (wikibase::CLAIM, "p", "prop/"),
    (wikibase::STATEMENT_PROPERTY, "ps", "prop/statement/"),
    (wikibase::STATEMENT_VALUE, "psv", "prop/statement/value/"),
    (wikibase::QUALIFIER, "pq", "prop/qualifier/"),
    (wikibase::QUALIFIER_VALUE, "pqv", "prop/qualifier/value/"),
    (wikibase::REFERENCE, "pr", "prop/reference/"),
    (wikibase::DIRECT_CLAIM, "wdt", "prop/direct/"),
];

pub(super) fn prefixes(base: &Base) -> Vec<(&'static str, String)> {
    let own = KINDS.iter().map(|(_, prefix, path)| (*prefix, format!("{}{path}", base.as_str())));
    own.chain([("wikibase", wikibase::NAMESPACE.to_owned())]).collect()
}

/// Writes one part.
struct Writer<'p, 'a> {
    part: &'p Part<'a>,
    base: &'p Base,
    asserted: Asserted<'a>,
    values: HashMap<&'a str, ValueNode>,
    /// Statements and properties that have a value node among their values.
    in_full: HashSet<(&'a str, &'a str)>,
    evidence: HashSet<&'a str>,
    properties: BTreeSet<String>,
    out: &'p mut Out,
}

pub(super) fn write(part: &Part<'_>, base: &Base, out: &mut Out) {
    let stored = |line: &&Line<'_>| line.graph.is_none();
    let quoted = |line: &&Line<'_>| line.predicate == st::EVIDENCE && part.is_statement(line.subject);
    let lines = || part.lines.iter().filter(stored);
    let values = value::nodes(lines());
    let has_value = |line: &&Line<'_>| line.object_iri().is_some_and(|iri| values.contains_key(iri));
    let in_full = lines().filter(has_value).map(|line| (line.subject, line.predicate)).collect();
    let mut writer = Writer {
        part,
        base,
        asserted: Asserted::of(part, base),
        values,
        in_full,
        evidence: lines().filter(quoted).filter_map(Line::object_iri).collect(),
        properties: BTreeSet::new(),
        out,
    };
    let predicates: HashSet<&str> = lines()
        .filter(|line| part.is_statement(line.subject) && line.predicate == st::PREDICATE)
        .filter_map(Line::object_iri)
        .collect();
    for line in &part.lines {
        match line.graph {
            Some(_) if predicates.contains(line.predicate) => {
                let direct = writer.predicate(wikibase::DIRECT_CLAIM, line.predicate);
                writer.out.quad(line.subject, &direct, line.object, line.graph);
            }
            None if part.is_statement(line.subject) => writer.of_statement(line),
            None if writer.evidence.contains(line.subject) => writer.of_reference(line),
            None => writer.of_other(line),
            Some(_) => writer.out.line(line),
        }
    }
    writer.declare();
}

impl<'a> Writer<'_, 'a> {
    /// Returns the predicate of a kind made of a property, to be declared.
    fn predicate(&mut self, kind: &str, property: &str) -> String {
        if !self.properties.contains(property) {
            self.properties.insert(property.to_owned());
        }
        predicate(self.base, kind, property)
    }

    fn of_statement(&mut self, line: &Line<'a>) {
        let statement = line.subject;
        let said = self.part.said(statement);
        match line.predicate {
            rdf::TYPE => {
                self.out.line(line);
                if line.object_iri() == Some(st::STATEMENT_CLASS) {
                    self.rank(statement);
                }
            }
            st::SUBJECT | st::PREDICATE | st::OBJECT => {
                let Some((subject, property)) = said.and_then(super::part::Said::head) else {
                    return self.out.line(line);
                };
                match line.predicate {
                    st::SUBJECT => {
                        let claim = self.predicate(wikibase::CLAIM, property);
                        self.out.iri(subject, &claim, statement, None);
                    }
                    st::OBJECT => self.value(line, wikibase::STATEMENT_PROPERTY, wikibase::STATEMENT_VALUE, property),
                    _ => {}
                }
            }
            st::EVIDENCE if line.object_iri().is_some() => {
                self.out.quad(statement, prov::WAS_DERIVED_FROM, line.object, None);
                let article = said.and_then(|said| said.article);
                if let (Some(article), Some(node)) = (article, line.object_iri()) {
                    let stated_in = self.predicate(wikibase::REFERENCE, st::IN_ARTICLE);
                    self.out.iri(node, &stated_in, article, None);
                }
            }
            property => self.value(line, wikibase::QUALIFIER, wikibase::QUALIFIER_VALUE, property),
        }
    }

    /// Writes a value; one with a value node is written twice, short and in full.
    fn value(&mut self, line: &Line<'a>, short: &str, full: &str, property: &str) {
        let node = line.object_iri().and_then(|iri| self.values.get(iri));
        if let Some(simple) = node.map(ValueNode::simple) {
            let full = self.predicate(full, property);
            self.out.quad(line.subject, &full, line.object, None);
            let short = self.predicate(short, property);
            return self.out.quad(line.subject, &short, &simple, None);
        }
        // A literal beside value nodes could be taken for the short form of one of them.
        let is_literal = line.object.starts_with('"');
        if is_literal && short == wikibase::QUALIFIER && self.in_full.contains(&(line.subject, line.predicate)) {
            return self.out.line(line);
        }
        let short = self.predicate(short, property);
        self.out.quad(line.subject, &short, line.object, None);
    }

    fn rank(&mut self, statement: &str) {
        self.out.iri(statement, rdf::TYPE, wikibase::STATEMENT_CLASS, None);
        let asserted = self.asserted.has(self.part, statement);
        if asserted {
            self.out.iri(statement, rdf::TYPE, wikibase::BEST_RANK_CLASS, None);
        }
        let rank = if asserted { wikibase::NORMAL_RANK } else { wikibase::DEPRECATED_RANK };
        self.out.iri(statement, wikibase::RANK, rank, None);
    }

    fn of_reference(&mut self, line: &Line<'a>) {
        if line.predicate == rdf::TYPE {
            self.out.line(line);
            if line.object_iri() == Some(st::EVIDENCE_CLASS) {
                self.out.iri(line.subject, rdf::TYPE, wikibase::REFERENCE_CLASS, None);
            }
            return;
        }
        let predicate = self.predicate(wikibase::REFERENCE, line.predicate);
        self.out.quad(line.subject, &predicate, line.object, None);
    }

    fn of_other(&mut self, line: &Line<'a>) {
        self.out.line(line);
        if let Some(value) = self.values.get(line.subject)
            && line.predicate == rdf::TYPE
        {
            value.write(line.subject, self.out);
        }
        if line.predicate == rdfs::LABEL && is_item(line.subject, self.base) {
            self.out.iri(line.subject, rdf::TYPE, wikibase::ITEM_CLASS, None);
            self.out.quad(line.subject, skos::PREF_LABEL, line.object, None);
            self.out.quad(line.subject, schema::NAME, line.object, None);
        }
    }

    /// Declares the properties in use, and the predicates made of them.
    fn declare(&mut self) {
        for property in &self.properties {
            self.out.iri(property, rdf::TYPE, wikibase::PROPERTY_CLASS, None);
            for (kind, ..) in KINDS {
                self.out.iri(property, kind, &predicate(self.base, kind, property), None);
            }
        }
    }
}

fn is_item(iri: &str, base: &Base) -> bool {
    iri.starts_with(GAZETTEER) || iri.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with("entity/"))
}

/// Returns the predicate of a kind that is made of a property: `…prop/direct/gp:supplies`.
fn predicate(base: &Base, kind: &str, property: &str) -> String {
    let path = KINDS.iter().find(|row| row.0 == kind).map_or("prop/", |row| row.2);
    let mut iri = format!("{}{path}", base.as_str());
    let short = PREFIXES.iter().find_map(|(prefix, namespace)| Some((prefix, property.strip_prefix(namespace)?)));
    match short {
        Some((prefix, local)) => push_segment(&mut iri, &format!("{prefix}:{local}")),
        None => push_segment(&mut iri, &format!("iri:{property}")),
    }
    iri
}
