//! Reading Turtle into terms and the tables they are looked up in.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashMapExt as _};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term as Object, Triple};

use super::text::{GEOPOLITICS_TTL, QUALIFIERS_TTL, STATEMENT_TTL};
use super::{Ontology, OntologyError, Term, TermKind, fingerprint};
use crate::vocab::{gp, owl, rdfs, skos, st};

mod build;

/// What files hold.
#[derive(Default)]
struct Source {
    triples: Vec<Triple>,
    prefixes: BTreeMap<String, String>,
}

/// Reads the embedded files.
///
/// Parsing is most of the work, so the largest file is read on a thread of its own.
pub(super) fn embedded() -> Result<Ontology, OntologyError> {
    // The IRIs of our own files are not checked again at every start; a test does.
    let read_ours = |files: &[(&str, &str)]| {
        let mut source = Source { triples: Vec::with_capacity(4096), prefixes: BTreeMap::new() };
        for (name, turtle) in files {
            let parser = RdfParser::from_format(RdfFormat::Turtle).lenient();
            read(parser, turtle, name, &mut source)?;
        }
        Ok::<_, OntologyError>(source)
    };
    let (largest, rest) = std::thread::scope(|scope| {
        let largest = scope.spawn(|| read_ours(&[("geopolitics.ttl", GEOPOLITICS_TTL)]));
        let rest = read_ours(&[("statement.ttl", STATEMENT_TTL), ("qualifiers.ttl", QUALIFIERS_TTL)]);
        (largest.join().expect("reading does not panic"), rest)
    });
    let (mut source, rest) = (largest?, rest?);
    source.triples.extend(rest.triples);
    source.prefixes.extend(rest.prefixes);
    assemble(source, &HashMap::new(), "the embedded ontology")
}

/// Adds a vocabulary to an ontology.
pub(super) fn extend(ontology: &Ontology, turtle: &str, file_name: &str) -> Result<Ontology, OntologyError> {
    let mut source = Source::default();
    let parser = RdfParser::from_format(RdfFormat::Turtle);
    read(parser, turtle, file_name, &mut source)?;
    let ours = [st::NAMESPACE, gp::NAMESPACE, crate::vocab::q::NAMESPACE];
    for triple in &source.triples {
        let subject = subject_iri(triple);
        let known =
            ontology.by_iri.contains_key(subject) || ours.iter().any(|namespace| subject.starts_with(namespace));
        if known && !describes(triple.predicate.as_str()) {
            return Err(OntologyError::Redefined {
                file: file_name.to_owned(),
                term: curie(&ontology.prefixes, subject).0,
            });
        }
    }
    let mut all = Source { triples: ontology.triples.clone(), prefixes: source.prefixes };
    all.triples.extend(source.triples);
    all.prefixes.extend(ontology.prefixes.clone());
    let extended = assemble(all, &Ontology::embedded().by_iri, file_name)?;
    let fingerprint = fingerprint(ontology.fingerprint(), &[turtle]);
    Ok(Ontology { fingerprint: fingerprint.into(), ..extended })
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

/// Appends the triples and prefixes of a Turtle text.
fn read(parser: RdfParser, turtle: &str, file_name: &str, into: &mut Source) -> Result<(), OntologyError> {
    let mut parser = parser.for_slice(turtle);
    for quad in parser.by_ref() {
        let quad =
            quad.map_err(|source| OntologyError::Syntax { file: file_name.to_owned(), source: source.into() })?;
        if matches!(quad.subject, NamedOrBlankNode::BlankNode(_)) || matches!(quad.object, Object::BlankNode(_)) {
            return Err(OntologyError::BlankNode { file: file_name.to_owned() });
        }
        into.triples.push(Triple::new(quad.subject, quad.predicate, quad.object));
    }
    into.prefixes.extend(parser.prefixes().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())));
    Ok(())
}

/// Returns the IRI of the subject, which [`read`] has made sure of.
fn subject_iri(triple: &Triple) -> &str {
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

/// Builds terms and tables. Local names of terms in `first` win over those of others.
fn assemble(source: Source, first: &HashMap<String, usize>, file_name: &str) -> Result<Ontology, OntologyError> {
    let Source { triples, prefixes } = source;
    // A term is mostly described in one go, so the last subject is usually the right one.
    let mut subjects: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut start = 0;
    for group in triples.chunk_by(|a, b| a.subject == b.subject) {
        let indexes = start..start + group.len();
        start = indexes.end;
        match subjects.get_mut(subject_iri(&group[0])) {
            Some(known) => known.extend(indexes),
            None => {
                subjects.insert(subject_iri(&group[0]).to_owned(), indexes.collect());
            }
        }
    }
    let mut terms: Vec<Arc<Term>> = Vec::with_capacity(subjects.len());
    let mut version = String::new();
    let mut group: Vec<&Triple> = Vec::new();
    for (iri, indexes) in &subjects {
        group.clear();
        group.extend(indexes.iter().map(|&index| &triples[index]));
        if iri == st::NAMESPACE.trim_end_matches('#') {
            version = version_info(&group);
        }
        let Some((term, declared)) = build::term(iri, &group, curie(&prefixes, iri)) else {
            continue;
        };
        if term.kind == TermKind::Predicate && !declared {
            return Err(OntologyError::NoAssertability { file: file_name.to_owned(), term: term.curie });
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
        subjects,
        triples,
        prefixes,
        version,
        fingerprint: OnceLock::new(),
    };
    ontology.index(first);
    Ok(ontology)
}

fn version_info(header: &[&Triple]) -> String {
    header
        .iter()
        .find_map(|triple| match &triple.object {
            Object::Literal(literal) if triple.predicate.as_str() == owl::VERSION_INFO => {
                Some(literal.value().to_owned())
            }
            _ => None,
        })
        .unwrap_or_default()
}

impl Ontology {
    /// Fills the tables from the terms.
    fn index(&mut self, first: &HashMap<String, usize>) {
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
                _ if first.is_empty() || first.contains_key(&term.iri) => 2,
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
