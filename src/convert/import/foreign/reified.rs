//! Reified triples: `rdf:Statement` (RDF 1.1), reifiers of triple terms and their basic encoding (RDF 1.2),
//! axioms and negative assertions of OWL 2.

use foldhash::{HashMap, HashSet};
use serde_json::{Map, Value, json};

use super::claim::{Claim, Record, Source, Told};
use super::nanopub::Telling;
use super::quads::{Rdf, graph_key, key, term_key, words_of};
use super::report::Unit;
use super::words::{self, OfClaim};
use super::{File, literal};
use crate::rdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use crate::statement::Stance;
use crate::vocab::{rdf, st};

/// A node that stands for claims.
pub(super) struct Node {
    key: String,
    graph: GraphName,
}

/// Properties of the three parts; whether the negation is claimed.
const PARTS: [([&str; 3], bool); 6] = [
    (["rdf:subject", "rdf:predicate", "rdf:object"], false),
    (["owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"], false),
    (["owl:sourceIndividual", "owl:assertionProperty", "owl:targetIndividual"], true),
    (["owl:sourceIndividual", "owl:assertionProperty", "owl:targetValue"], true),
    (["rdf:ttSubject", "rdf:ttPredicate", "rdf:ttObject"], false),
    (["rdf:propositionFormSubject", "rdf:propositionFormPredicate", "rdf:propositionFormObject"], false),
];

/// Finds the nodes that stand for claims, in the order of the document.
pub(super) fn find(document: &mut Rdf<'_, '_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for quad in document.quads {
        let property = words::short(quad.predicate.as_str());
        let class = match &quad.object {
            Term::NamedNode(class) if property == "rdf:type" => words::short(class.as_str()),
            _ => "".into(),
        };
        let is_part = PARTS[..4].iter().any(|(parts, _)| parts.contains(&&*property)) || property == "rdf:reifies";
        let is_class = matches!(&*class, "rdf:Statement" | "owl:Axiom" | "owl:NegativePropertyAssertion");
        let key = key(&quad.subject);
        if (is_part || is_class) && document.claims.insert(key.clone()) {
            nodes.push(Node { key, graph: quad.graph_name.clone() });
        }
    }
    nodes
}

/// Reads the claims of these nodes.
pub(super) fn read(document: &mut Rdf<'_, '_>, nodes: &[Node], file: File<'_>, told: &HashMap<String, Telling>) {
    let all: Vec<(&Node, Vec<Part>, Said)> = nodes
        .iter()
        .map(|node| {
            let parts = parts(document, &node.key);
            // What is said of a claim that none can be made of is left, and counted, where it stands.
            let said = if parts.is_empty() { Said::default() } else { Said::of(document, &node.key) };
            (node, parts, said)
        })
        .collect();
    // Of two nodes for one triple, what one says against it counts for the other too.
    let of_weak = all.iter().filter(|(.., said)| said.is_weak()).flat_map(|(_, parts, _)| parts);
    let weak: HashSet<Part> = of_weak.cloned().collect();
    let mut own: Option<Record> = None;
    for (node, parts, said) in &all {
        if parts.is_empty() {
            document.book.report.claim();
            let kind = "claim without exactly one subject, property and object";
            document.book.report.leave(Unit::Claim, kind, &node.key);
        }
        for (number, part) in parts.iter().enumerate() {
            document.book.report.claim();
            let Some(mut claim) = claim(document, node, part) else {
                let kind = "claim whose subject or object is a triple or whose subject is text";
                document.book.report.leave(Unit::Claim, kind, &node.key);
                continue;
            };
            if number > 0 {
                claim.key = format!("{} {number}", node.key);
            }
            said.apply(&mut claim);
            if weak.contains(part) {
                claim.told = claim.told.or(Told::Reports);
            }
            let record = match told.get(&graph_key(&node.graph)) {
                Some(telling) => {
                    telling.apply(&mut claim);
                    &telling.record
                }
                None => own.get_or_insert_with(|| document.book.record(file)),
            };
            document.book.take(claim, record);
        }
    }
}

/// Subject, property, object, and whether it is negated.
type Part = (Term, NamedNode, Term, bool);

/// Returns the triples that a node reifies.
fn parts(document: &mut Rdf<'_, '_>, node: &str) -> Vec<Part> {
    let mut found: Vec<Part> = four(document, node, &PARTS[..4]).into_iter().collect();
    for number in document.of(node) {
        let quad = &document.quads[number];
        if quad.predicate.as_str() != rdf::REIFIES {
            continue;
        }
        match &quad.object {
            Term::Triple(triple) => {
                found.push((triple.subject.clone().into(), triple.predicate.clone(), triple.object.clone(), false));
            }
            other => {
                let Some(term) = term_key(other) else { continue };
                let Some(part) = four(document, &term, &PARTS[4..]) else { continue };
                for number in document.of(&term) {
                    let property = words::short(document.quads[number].predicate.as_str()).into_owned();
                    let class = property == "rdf:type";
                    if class || PARTS[4..].iter().any(|(parts, _)| parts.contains(&&*property)) {
                        document.spend(number);
                    }
                }
                found.push(part);
            }
        }
    }
    found
}

/// Returns the triple that a node has in parts: each exactly once.
fn four(document: &Rdf<'_, '_>, node: &str, ways: &[([&str; 3], bool)]) -> Option<Part> {
    let numbers = document.of(node);
    ways.iter().find_map(|(properties, negative)| {
        let one = |property: &str| {
            let mut found: Vec<&Term> = numbers
                .iter()
                .map(|number| &document.quads[*number])
                .filter(|quad| words::short(quad.predicate.as_str()) == property)
                .map(|quad| &quad.object)
                .collect();
            found.dedup();
            if let [one] = found[..] { Some(one.clone()) } else { None }
        };
        let Term::NamedNode(predicate) = one(properties[1])? else { return None };
        Some((one(properties[0])?, predicate, one(properties[2])?, *negative))
    })
}

/// Returns the claim that a triple is; nothing if no dossier can hold it.
fn claim(document: &mut Rdf<'_, '_>, node: &Node, part: &Part) -> Option<Claim> {
    let (subject, predicate, object, negative) = part;
    let written = [document.thing(subject)?, document.object(object)?];
    let [subject_value, object_value] = written;
    let mut claim = Claim::new(node.key.clone(), subject_value, predicate.as_str().to_owned(), object_value);
    claim.id = if node.key.starts_with("_:") { String::new() } else { literal::local_name(&node.key) };
    claim.name =
        if node.key.starts_with("_:") { "a node without an address".to_owned() } else { format!("<{}>", node.key) };
    claim.negative = *negative;
    let subject = match subject {
        Term::NamedNode(node) => Some(NamedOrBlankNode::from(node.clone())),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    };
    let mut asserted = *negative;
    for graph in [node.graph.clone(), GraphName::DefaultGraph] {
        let plain = subject.clone().map(|subject| Quad::new(subject, predicate.clone(), object.clone(), graph));
        if let Some(number) = plain.and_then(|quad| document.find(&quad)) {
            document.spend(number);
            // Next to a negation the plain triple is its opposite, and no support.
            asserted = !negative;
        }
    }
    claim.told = if asserted { Told::Asserts } else { Told::Mentions };
    Some(claim)
}

/// What a node says of the claims it stands for.
#[derive(Debug, Default)]
pub(super) struct Said {
    says: Map<String, Value>,
    with: Vec<(String, Value)>,
    quotes: Vec<Value>,
    negative: bool,
    stance: Option<Stance>,
    pub(super) held_by: Vec<Value>,
    pub(super) sources: Vec<Source>,
    time: Map<String, Value>,
    pub(super) notes: Vec<String>,
    /// Something is said of the claim that may take it back.
    pub(super) reserve: bool,
}

impl Said {
    pub(super) fn of(document: &mut Rdf<'_, '_>, node: &str) -> Self {
        let mut said = Self::default();
        for number in document.of(node) {
            let quad = &document.quads[number];
            // What an assertion says of itself is a claim in it.
            if graph_key(&quad.graph_name) == node {
                continue;
            }
            let property = words::short(quad.predicate.as_str());
            if said.understands(document, &property, &quad.object) {
                document.spend(number);
                continue;
            }
            said.notes.push(format!("{property} {}", quad.object));
            said.reserve |= words::of_claim(&property) != OfClaim::RecordDate;
            document.note(number, "property of a claim");
        }
        said
    }

    /// Says whether something in it speaks against taking the claim for the file's own.
    fn is_weak(&self) -> bool {
        self.reserve
            || !self.held_by.is_empty()
            || self.stance.is_some_and(|stance| !matches!(stance, Stance::Committed | Stance::Presupposed))
    }

    fn understands(&mut self, document: &mut Rdf<'_, '_>, property: &str, object: &Term) -> bool {
        match words::of_claim(property) {
            OfClaim::Part => true,
            OfClaim::Class => {
                matches!(object, Term::NamedNode(class) if words::is_plain_class(&words::short(class.as_str())))
            }
            OfClaim::Source => self.source(document, object),
            OfClaim::HeldBy => self.holder(document, object),
            OfClaim::Qualified => self.qualified(document, object),
            OfClaim::Quote => match object {
                Term::Literal(literal) if words_of(literal).is_some() => {
                    self.quotes.push(json!({ "quote": literal.value() }));
                    true
                }
                _ => false,
            },
            OfClaim::Gloss => match object {
                Term::Literal(literal) => words_of(literal).is_some_and(|(text, language)| {
                    let is_new = !self.says.contains_key(&language);
                    if is_new {
                        self.says.insert(language, text.into());
                    }
                    is_new
                }),
                _ => false,
            },
            OfClaim::Stance => {
                let stance = Stance::ALL.into_iter().find(|stance| term_key(object).as_deref() == Some(stance.iri()));
                self.stance = stance.or(self.stance);
                stance.is_some()
            }
            OfClaim::Polarity => match term_key(object).as_deref() {
                Some(st::NEGATIVE) => {
                    self.negative = true;
                    true
                }
                other => other == Some(st::POSITIVE),
            },
            OfClaim::Start => self.end_of_time("from", object),
            OfClaim::End => self.end_of_time("to", object),
            OfClaim::Place => {
                let place = document.thing(object);
                self.with.extend(place.clone().map(|place| ("place".to_owned(), place)));
                place.is_some()
            }
            OfClaim::Other => self.qualifier(document, property, object),
            OfClaim::RecordDate => false,
        }
    }

    fn source(&mut self, document: &mut Rdf<'_, '_>, object: &Term) -> bool {
        let Some(article) = document.source(object) else { return false };
        if !self.sources.iter().any(|source| source.article == article) {
            self.sources.push(Source { article, quotes: Vec::new() });
        }
        true
    }

    fn holder(&mut self, document: &mut Rdf<'_, '_>, object: &Term) -> bool {
        let holder = match (term_key(object).as_deref(), object) {
            (Some(st::ARTICLE_AUTHOR), _) => return true,
            (Some(st::UNNAMED_SOURCE), _) => Some("unnamed".into()),
            (Some(_), object) => document.thing(object).filter(Value::is_string),
            (None, Term::Literal(literal)) => {
                words_of(literal).map(|(name, _)| document.book.entities.named(&name, "known by this name only").into())
            }
            _ => None,
        };
        let known = holder.is_some();
        self.held_by.extend(holder.filter(|holder| !self.held_by.contains(holder)));
        known
    }

    /// Reads what PROV says with a node in between.
    fn qualified(&mut self, document: &mut Rdf<'_, '_>, object: &Term) -> bool {
        let Some(node) = term_key(object) else { return false };
        let mut known = false;
        for number in document.of(&node) {
            let quad = &document.quads[number];
            known |= match &*words::short(quad.predicate.as_str()) {
                "prov:agent" => self.holder(document, &quad.object),
                "prov:entity" => self.source(document, &quad.object),
                _ => continue,
            };
            document.spend(number);
        }
        known
    }

    fn end_of_time(&mut self, end: &str, object: &Term) -> bool {
        let Term::Literal(literal) = object else { return false };
        let Some(date) = literal::date(literal.value()).filter(|date| !date.contains('/')) else { return false };
        let other = if end == "from" { "to" } else { "from" };
        let ends = [(end, date.as_str()), (other, self.time.get(other).and_then(Value::as_str).unwrap_or(".."))];
        let of = |name| ends.iter().find(|(end, _)| *end == name).map_or("..", |(_, date)| date);
        if self.time.contains_key(end) || literal::date(&format!("{}/{}", of("from"), of("to"))).is_none() {
            return false;
        }
        self.time.insert(end.to_owned(), date.into());
        true
    }

    /// Reads a qualifier of ours.
    fn qualifier(&mut self, document: &mut Rdf<'_, '_>, property: &str, object: &Term) -> bool {
        let Some(local) = property.strip_prefix("q:") else { return false };
        let ontology = &document.book.context.ontology;
        let Some(term) = ontology.qualifier(&format!("{}{local}", crate::vocab::q::NAMESPACE)) else { return false };
        let concept = term_key(object).and_then(|iri| ontology.concept(term.value_scheme.as_deref()?, &iri));
        let value = match (concept, object) {
            (Some(concept), _) => Some(Value::from(concept.local.clone())),
            (None, Term::Literal(literal)) if local == "time" => literal::date(literal.value()).map(Value::from),
            (None, Term::BlankNode(_)) => None,
            (None, object) => document.object(object),
        };
        let known = value.is_some();
        self.with.extend(value.map(|value| (local.to_owned(), value)));
        known
    }

    fn apply(&self, claim: &mut Claim) {
        claim.says = self.says.clone();
        self.with.iter().for_each(|(name, value)| claim.qualify(name, value.clone()));
        if !self.time.is_empty() {
            let end = |name: &str| self.time.get(name).cloned().unwrap_or_else(|| json!({ "unknown": "not-stated" }));
            claim.qualify("time", json!({ "from": end("from"), "to": end("to") }));
        }
        claim.quotes = self.quotes.clone();
        claim.stance = self.stance;
        if self.stance == Some(Stance::Denied) || self.negative {
            claim.negative = true;
        }
        claim.held_by = self.held_by.clone();
        claim.sources = self.sources.clone();
        claim.notes = self.notes.clone();
        if self.reserve {
            claim.told = claim.told.or(Told::Reports);
        }
    }
}
