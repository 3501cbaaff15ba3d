//! Wikibase's mapping read back, by the declarations of its properties.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::ProfileError;
use super::super::part::{Out, Part, node};
use super::KINDS;
use crate::rdf::Line;
use crate::vocab::{prov, rdf, schema, skos, st, wikibase};

/// What the declarations and value nodes tell.
struct Mapping<'a> {
    /// Kind and property of each predicate.
    predicates: HashMap<&'a str, (&'static str, &'a str)>,
    /// The short form of each value node.
    simple: HashMap<&'a str, &'a str>,
    references: HashSet<&'a str>,
    items: HashSet<&'a str>,
    /// The value nodes of a statement and predicate.
    full: HashMap<(&'a str, &'a str), Vec<&'a str>>,
}

impl<'a> Mapping<'a> {
    fn of(part: &Part<'a>) -> Self {
        let mut mapping = Self {
            predicates: HashMap::new(),
            simple: HashMap::new(),
            references: HashSet::new(),
            items: HashSet::new(),
            full: HashMap::new(),
        };
        for line in part.lines.iter().filter(|line| line.graph.is_none()) {
            if let (Some((kind, ..)), Some(made)) =
                (KINDS.iter().find(|row| row.0 == line.predicate), line.object_iri())
            {
                mapping.predicates.insert(made, (kind, line.subject));
            }
            match (line.predicate, line.object_iri()) {
                (rdf::TYPE, Some(wikibase::REFERENCE_CLASS)) => drop(mapping.references.insert(line.subject)),
                (rdf::TYPE, Some(wikibase::ITEM_CLASS)) => drop(mapping.items.insert(line.subject)),
                (wikibase::TIME_VALUE | wikibase::QUANTITY_AMOUNT, _) => {
                    mapping.simple.insert(line.subject, line.object);
                }
                _ => {}
            }
        }
        for line in part.lines.iter().filter(|line| line.graph.is_none() && part.is_statement(line.subject)) {
            if let Some((kind @ (wikibase::STATEMENT_VALUE | wikibase::QUALIFIER_VALUE), property)) =
                mapping.predicates.get(line.predicate).copied()
            {
                let of = if kind == wikibase::STATEMENT_VALUE { st::OBJECT } else { property };
                mapping.full.entry((line.subject, of)).or_default().extend(line.object_iri());
            }
        }
        mapping
    }

    /// Says whether a value is the short form of one that is there in full.
    fn is_short(&self, line: &Line<'a>, property: &str) -> bool {
        let full = self.full.get(&(line.subject, property));
        full.is_some_and(|nodes| nodes.iter().any(|node| self.simple.get(node) == Some(&line.object)))
    }
}

pub(in super::super) fn read(part: &Part<'_>, out: &mut Out) -> Result<(), ProfileError> {
    let mapping = Mapping::of(part);
    for line in &part.lines {
        if is_of_wikibase(line, &mapping) {
            continue;
        }
        let Some((kind, property)) = mapping.predicates.get(line.predicate).copied() else {
            if line.predicate == prov::WAS_DERIVED_FROM && line.graph.is_none() && part.is_statement(line.subject) {
                out.quad(line.subject, st::EVIDENCE, line.object, None);
            } else {
                out.line(line);
            }
            continue;
        };
        match (kind, line.object_iri()) {
            (wikibase::DIRECT_CLAIM, _) => out.quad(line.subject, property, line.object, line.graph),
            (wikibase::CLAIM, Some(statement)) => {
                out.quad(statement, st::SUBJECT, &node(line.subject), None);
                out.quad(statement, st::PREDICATE, &node(property), None);
            }
            (wikibase::CLAIM, None) => {
                return Err(ProfileError::Broken { node: line.subject.to_owned(), part: "statement" });
            }
            (wikibase::STATEMENT_VALUE, _) => out.quad(line.subject, st::OBJECT, line.object, None),
            (wikibase::STATEMENT_PROPERTY, _) if !mapping.is_short(line, st::OBJECT) => {
                out.quad(line.subject, st::OBJECT, line.object, None);
            }
            (wikibase::QUALIFIER_VALUE, _) => out.quad(line.subject, property, line.object, None),
            (wikibase::QUALIFIER, _) if !mapping.is_short(line, property) => {
                out.quad(line.subject, property, line.object, None);
            }
            // The article of a reference is that of its statement.
            (wikibase::REFERENCE, _) if property != st::IN_ARTICLE => {
                out.quad(line.subject, property, line.object, None);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Says whether a quad is there for Wikibase's sake alone.
fn is_of_wikibase(line: &Line<'_>, mapping: &Mapping<'_>) -> bool {
    if line.graph.is_some() {
        return false;
    }
    let ours = |iri: &str| iri.starts_with(wikibase::NAMESPACE);
    ours(line.predicate)
        || line.predicate == rdf::TYPE && line.object_iri().is_some_and(ours)
        || matches!(line.predicate, skos::PREF_LABEL | schema::NAME) && mapping.items.contains(line.subject)
}
