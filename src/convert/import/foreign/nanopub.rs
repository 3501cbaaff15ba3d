//! Nanopublications of other programs: each triple of the assertion is a claim of whoever published it,
//! unless its provenance says that it is somebody else's.

use foldhash::{HashMap, HashMapExt as _};
use serde_json::{Value, json};

use super::claim::{Claim, Record, Source, Told};
use super::literal;
use super::quads::{Rdf, graph_key, key, term_key};
use super::reified::Said;
use super::report::Unit;
use super::words;
use crate::convert::profile::artifact_code;
use crate::rdf::{Term, written_quad};
use crate::vocab::np;

/// A nanopublication: its address and the names of its four graphs.
pub(super) struct Nanopub {
    iri: String,
    pub(super) head: String,
    assertion: String,
    pub(super) provenance: String,
    pub(super) info: String,
}

/// What a nanopublication adds to the claims in it.
pub(super) struct Telling {
    pub(super) record: Record,
    held_by: Vec<Value>,
    sources: Vec<Source>,
    told: Told,
    notes: Vec<String>,
}

impl Telling {
    /// Gives a claim the holders and sources of its nanopublication, unless it has its own.
    pub(super) fn apply(&self, claim: &mut Claim) {
        if claim.held_by.is_empty() && claim.sources.is_empty() {
            claim.held_by.clone_from(&self.held_by);
            claim.sources.clone_from(&self.sources);
        }
        claim.told = claim.told.or(self.told);
        claim.notes.extend(self.notes.iter().cloned());
    }
}

/// Finds the nanopublications of a document; one without its parts is left where it stands.
pub(super) fn find(document: &mut Rdf<'_, '_>) -> Vec<Nanopub> {
    let quads = document.quads;
    let heads = quads.iter().filter(|quad| {
        words::short(quad.predicate.as_str()) == "rdf:type"
            && matches!(&quad.object, Term::NamedNode(class) if class.as_str() == np::NANOPUBLICATION_CLASS)
    });
    let mut found: Vec<Nanopub> = Vec::new();
    for quad in heads {
        let (iri, head) = (key(&quad.subject), graph_key(&quad.graph_name));
        if head.is_empty() || found.iter().any(|known| known.iri == iri) {
            continue;
        }
        let numbers: Vec<usize> =
            document.of(&iri).into_iter().filter(|number| graph_key(&quads[*number].graph_name) == head).collect();
        let one = |property: &str| {
            let of = numbers.iter().filter(|number| quads[**number].predicate.as_str() == property);
            let keys: Vec<String> = of.filter_map(|number| term_key(&quads[*number].object)).collect();
            if let [one] = &keys[..] { Some(one.clone()) } else { None }
        };
        let parts = [one(np::HAS_ASSERTION), one(np::HAS_PROVENANCE), one(np::HAS_PUBLICATION_INFO)];
        let [Some(assertion), Some(provenance), Some(info)] = parts else { continue };
        for number in numbers {
            document.spend(number);
        }
        found.push(Nanopub { iri, head, assertion, provenance, info });
    }
    found
}

/// Reads who published what and when; returns it by the name of the graph of the assertion.
pub(super) fn describe(document: &mut Rdf<'_, '_>, nanopubs: &[Nanopub]) -> HashMap<String, Telling> {
    let mut told = HashMap::new();
    for nanopub in nanopubs {
        let (article, _) = document.book.articles.of(&nanopub.iri);
        if literal::is_address(&nanopub.iri) {
            document.book.articles.describe(article, "url", nanopub.iri.as_str().into());
        }
        let mut creators: Vec<Value> = Vec::new();
        for number in document.of(&nanopub.iri) {
            let quad = &document.quads[number];
            if graph_key(&quad.graph_name) != nanopub.info {
                continue;
            }
            if words::of_source(&words::short(quad.predicate.as_str())) == Some("author") {
                creators.extend(document.thing(&quad.object));
            }
            document.property_of_source(article, number);
        }
        let mut said = Said::of(document, &nanopub.assertion);
        said.held_by.retain(|holder| !creators.contains(holder));
        let mut told_so = if said.reserve { Told::Reports } else { Told::Asserts };
        if let Some(computed) = document.changed(nanopub) {
            said.notes.push(format!("the content of <{}> is not what its address says ({computed})", nanopub.iri));
            told_so = Told::Reports;
        }
        let teller = match creators.first().and_then(Value::as_str) {
            Some(creator) => creator.to_owned(),
            None => document.book.entities.iri(&nanopub.iri),
        };
        let telling = Telling {
            record: Record { article, teller },
            held_by: said.held_by,
            sources: said.sources,
            told: told_so,
            notes: said.notes,
        };
        told.insert(nanopub.assertion.clone(), telling);
    }
    retract(document, nanopubs);
    told
}

/// Takes back what another nanopublication of the document takes back or replaces.
fn retract(document: &mut Rdf<'_, '_>, nanopubs: &[Nanopub]) {
    for quad in document.quads {
        let property = words::short(quad.predicate.as_str());
        if !matches!(&*property, "npx:retracts" | "npx:invalidates" | "npx:supersedes") {
            continue;
        }
        let other = term_key(&quad.object).filter(|other| nanopubs.iter().any(|nanopub| nanopub.iri == *other));
        let Some(article) = other.and_then(|other| document.book.articles.known(&other)) else { continue };
        let note = format!("{property}, says {}", quad.graph_name);
        document.book.articles.describe(article, "retracted", json!({ "note": note }));
        if let Some(number) = document.find(quad).filter(|_| property == "npx:supersedes") {
            document.spend(number);
        }
    }
}

impl Rdf<'_, '_> {
    /// Returns the artifact code of a nanopublication whose address gives another one.
    fn changed(&self, nanopub: &Nanopub) -> Option<String> {
        let code =
            nanopub.iri.rsplit(['/', '#', '.']).next().filter(|code| code.len() == 45 && code.starts_with("RA"))?;
        let graphs = [&nanopub.head, &nanopub.assertion, &nanopub.provenance, &nanopub.info];
        let own = self.quads.iter().filter(|quad| graphs.contains(&&graph_key(&quad.graph_name)));
        // With nodes that have no address there is no code to compare.
        let nquads: String = own.map(written_quad).collect::<Option<_>>()?;
        artifact_code(&nquads, code).ok().filter(|computed| computed != code)
    }
}

/// Reads the assertions: what is left of them after the reified triples.
pub(super) fn read(document: &mut Rdf<'_, '_>, nanopubs: &[Nanopub], told: &HashMap<String, Telling>) {
    let of: HashMap<&str, &Nanopub> = nanopubs.iter().map(|nanopub| (&*nanopub.assertion, nanopub)).collect();
    let quads = document.quads;
    for (number, quad) in quads.iter().enumerate() {
        let graph = graph_key(&quad.graph_name);
        let (Some(nanopub), Some(telling)) = (of.get(graph.as_str()), told.get(&graph)) else { continue };
        if document.is_done(number) || document.claims.contains(&key(&quad.subject)) {
            continue;
        }
        document.book.report.claim();
        if let Some(words) =
            sentence(&quad.object).filter(|_| words::short(quad.predicate.as_str()) == "npx:asSentence")
        {
            let mut claim = Claim::new(quad.to_string(), Value::Null, String::new(), Value::Null);
            claim.name = format!("<{}>", nanopub.iri);
            claim.id = "sentence".to_owned();
            claim.says.insert("und".to_owned(), words.into());
            telling.apply(&mut claim);
            document.spend(number);
            document.book.take(claim, &telling.record);
            continue;
        }
        let subject: Term = quad.subject.clone().into();
        let (Some(subject), Some(object)) = (document.thing(&subject), document.object(&quad.object)) else {
            let kind = "claim whose subject or object is a triple or whose subject is text";
            document.book.report.leave(Unit::Claim, kind, &quad.to_string());
            continue;
        };
        let mut claim = Claim::new(quad.to_string(), subject, quad.predicate.as_str().to_owned(), object);
        claim.name = format!("<{}>", nanopub.iri);
        claim.id = literal::local_name(quad.predicate.as_str());
        telling.apply(&mut claim);
        document.spend(number);
        document.book.take(claim, &telling.record);
    }
}

/// Returns the words of a sentence that is an IRI (AIDA: the sentence is the end of the address).
fn sentence(term: &Term) -> Option<String> {
    let Term::NamedNode(node) = term else { return None };
    let (_, end) = node.as_str().rsplit_once('/')?;
    let words = crate::iri::segment_text(&end.replace('+', " "))?;
    (words.contains(' ') && !words.chars().any(char::is_control)).then_some(words)
}
