//! Reading Turtle into terms and the tables they are looked up in.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term as Object, Triple};

use super::text::{GEOPOLITICS_TTL, QUALIFIERS_TTL, STATEMENT_TTL};
use super::{Ontology, OntologyError, Term, TermKind, fingerprint};
use crate::vocab::{gp, owl, rdfs, skos, st};

mod build;

/// What one file holds.
struct Source {
    triples: Vec<Triple>,
    prefixes: BTreeMap<String, String>,
}

/// Reads the embedded files.
pub(super) fn embedded() -> Result<Ontology, OntologyError> {
    let mut triples = Vec::with_capacity(4096);
    let mut prefixes = BTreeMap::new();
    for (name, turtle) in [
        ("statement.ttl", STATEMENT_TTL),
        ("geopolitics.ttl", GEOPOLITICS_TTL),
        ("qualifiers.ttl", QUALIFIERS_TTL),
    ] {
        let source = read(turtle, name)?;
        triples.extend(source.triples);
        prefixes.extend(source.prefixes);
    }
    let fingerprint = fingerprint("", &[STATEMENT_TTL, GEOPOLITICS_TTL, QUALIFIERS_TTL]);
    let (ontology, unsaid) = assemble(triples, prefixes, fingerprint, &BTreeSet::new());
    match unsaid {
        Some(term) => Err(OntologyError::NoAssertability {
            file: "geopolitics.ttl".to_owned(),
            term,
        }),
        None => Ok(ontology),
    }
}

/// Adds a vocabulary to an ontology.
pub(super) fn extend(
    ontology: &Ontology,
    turtle: &str,
    file_name: &str,
) -> Result<Ontology, OntologyError> {
    let source = read(turtle, file_name)?;
    let ours = [st::NAMESPACE, gp::NAMESPACE, crate::vocab::q::NAMESPACE];
    for triple in &source.triples {
        let subject = subject_iri(triple);
        let known = ontology.by_iri.contains_key(subject)
            || ours.iter().any(|namespace| subject.starts_with(namespace));
        if known && !describes(triple.predicate.as_str()) {
            return Err(OntologyError::Redefined {
                file: file_name.to_owned(),
                term: curie(&ontology.prefixes, subject).0,
            });
        }
    }
    let mut triples = ontology.triples.clone();
    triples.extend(source.triples);
    let mut prefixes = source.prefixes;
    prefixes.extend(ontology.prefixes.clone());
    let fingerprint = fingerprint(&ontology.fingerprint, &[turtle]);
    let embedded = Ontology::embedded();
    let first: BTreeSet<&str> = embedded.by_iri.keys().map(String::as_str).collect();
    let (extended, unsaid) = assemble(triples, prefixes, fingerprint, &first);
    match unsaid {
        Some(term) => Err(OntologyError::NoAssertability {
            file: file_name.to_owned(),
            term,
        }),
        None => Ok(extended),
    }
}

/// Returns whether a property only tells people more about a term.
fn describes(property: &str) -> bool {
    [
        rdfs::LABEL,
        rdfs::COMMENT,
        rdfs::SEE_ALSO,
        skos::PREF_LABEL,
        skos::ALT_LABEL,
        skos::DEFINITION,
        skos::SCOPE_NOTE,
        skos::NOTE,
        skos::EXACT_MATCH,
        skos::CLOSE_MATCH,
        skos::BROAD_MATCH,
    ]
    .contains(&property)
}

fn read(turtle: &str, file_name: &str) -> Result<Source, OntologyError> {
    let mut parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle);
    let mut triples = Vec::new();
    for quad in parser.by_ref() {
        let quad = quad.map_err(|source| OntologyError::Syntax {
            file: file_name.to_owned(),
            source: source.into(),
        })?;
        if matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
            || matches!(quad.object, Object::BlankNode(_))
        {
            return Err(OntologyError::BlankNode {
                file: file_name.to_owned(),
            });
        }
        triples.push(Triple::new(quad.subject, quad.predicate, quad.object));
    }
    let prefixes = parser
        .prefixes()
        .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
        .collect();
    Ok(Source { triples, prefixes })
}

/// Returns the IRI of the subject, which [`read`] has made sure of.
pub(super) fn subject_iri(triple: &Triple) -> &str {
    match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => node.as_str(),
    }
}

/// Shortens an IRI with the longest namespace that fits; returns the CURIE and the local name.
fn curie(prefixes: &BTreeMap<String, String>, iri: &str) -> (String, String) {
    prefixes
        .iter()
        .filter_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            (!local.is_empty() && !local.contains(['/', '#'])).then_some((prefix, namespace, local))
        })
        .max_by_key(|(_, namespace, _)| namespace.len())
        .map_or_else(
            || {
                let local = iri.rsplit(['/', '#']).next().unwrap_or(iri);
                (iri.to_owned(), local.to_owned())
            },
            |(prefix, _, local)| (format!("{prefix}:{local}"), local.to_owned()),
        )
}

/// Builds terms and tables; also returns a predicate that lacks its assertability, if any.
///
/// Local names of terms in `first` win over those of others.
fn assemble(
    mut triples: Vec<Triple>,
    prefixes: BTreeMap<String, String>,
    fingerprint: String,
    first: &BTreeSet<&str>,
) -> (Ontology, Option<String>) {
    // A stable sort keeps the order of the file within a term.
    triples.sort_by(|a, b| subject_iri(a).cmp(subject_iri(b)));
    let mut terms: Vec<Arc<Term>> = Vec::new();
    let mut version = String::new();
    let mut unsaid = None;
    for group in triples.chunk_by(|a, b| subject_iri(a) == subject_iri(b)) {
        let iri = subject_iri(&group[0]);
        if version.is_empty() && iri == st::NAMESPACE.trim_end_matches('#') {
            version = build::text(group, owl::VERSION_INFO).unwrap_or_default();
        }
        let Some(term) = build::term(iri, group, curie(&prefixes, iri)) else {
            continue;
        };
        if term.kind == TermKind::Predicate && build::assertability(group).is_none() {
            unsaid.get_or_insert_with(|| term.curie.clone());
        }
        terms.push(Arc::new(term));
    }
    let mut ontology = Ontology {
        by_iri: HashMap::with_capacity(terms.len()),
        predicates: HashMap::new(),
        classes: HashMap::new(),
        qualifiers: HashMap::new(),
        links: HashMap::new(),
        concepts: HashMap::new(),
        ancestors: HashMap::new(),
        terms,
        triples,
        prefixes,
        version,
        fingerprint,
    };
    ontology.index(first);
    (ontology, unsaid)
}

impl Ontology {
    /// Fills the tables from the terms.
    fn index(&mut self, first: &BTreeSet<&str>) {
        for (index, term) in self.terms.iter().enumerate() {
            self.by_iri.insert(term.iri.clone(), index);
            if let Some(scheme) = &term.scheme {
                let names = self.concepts.entry(scheme.clone()).or_default();
                names.insert(term.iri.clone(), index);
                names.insert(term.curie.clone(), index);
                let short = term.notation.iter().chain([&term.local]);
                for name in short.chain(term.labels.iter().map(|label| &label.text)) {
                    names.entry(name.to_lowercase()).or_insert(index);
                }
            }
        }
        let (mut predicates, mut classes) = (Names::default(), Names::default());
        let (mut qualifiers, mut links) = (Names::default(), Names::default());
        for (index, term) in self.terms.iter().enumerate() {
            let names = match term.kind {
                TermKind::Predicate => &mut predicates,
                TermKind::Class => &mut classes,
                TermKind::Qualifier => &mut qualifiers,
                TermKind::Link => &mut links,
                _ => continue,
            };
            let rank = match &*term.curie {
                curie if curie.starts_with("gp:") || curie.starts_with("q:") => 0,
                curie if curie.starts_with("st:") => 1,
                _ if first.is_empty() || first.contains(&*term.iri) => 2,
                _ => 3,
            };
            names.add(index, term, rank);
        }
        self.predicates = predicates.table;
        self.classes = classes.table;
        self.qualifiers = qualifiers.table;
        self.links = links.table;
        for term in &self.terms {
            let mut above: Vec<String> = Vec::new();
            let mut waiting = term.super_terms.clone();
            while let Some(next) = waiting.pop() {
                if next == term.iri || above.contains(&next) {
                    continue;
                }
                if let Some(&index) = self.by_iri.get(&next) {
                    waiting.extend(self.terms[index].super_terms.iter().cloned());
                }
                above.push(next);
            }
            if !above.is_empty() {
                self.ancestors.insert(term.iri.clone(), above);
            }
        }
    }
}

/// A table of written forms under construction.
#[derive(Default)]
struct Names {
    table: HashMap<String, usize>,
    ranks: HashMap<String, u8>,
}

impl Names {
    /// Adds a term under its IRI, its CURIE and, unless a term of better rank has it, its local name.
    fn add(&mut self, index: usize, term: &Term, rank: u8) {
        self.table.insert(term.iri.clone(), index);
        self.table.insert(term.curie.clone(), index);
        match self.ranks.get(&term.local) {
            Some(&taken) if taken < rank => {}
            Some(&taken) if taken == rank => {
                self.table.remove(&term.local);
            }
            _ => {
                self.table.insert(term.local.clone(), index);
                self.ranks.insert(term.local.clone(), rank);
            }
        }
    }
}
