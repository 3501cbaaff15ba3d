//! The audit: given quads alone, which of them say more than the lists of `tests/hostile/expected.yaml` allow?
//!
//! It knows the graphs, the address of each thing by the ids written in the dossiers, and which properties may stand
//! on what; everything else is a leak. `receipts` needs no lists and serves any knowledge base.

mod corpus;
mod layer;
mod lists;

pub use corpus::Corpus;
pub use layer::receipts;

use chancery::iri::{Base, GAZETTEER};
use layer::{Layer, iri, subject};
use lists::{WITHOUT_NODE, WITHOUT_TYPE};
use oxigraph::model::{GraphName, Quad, Term};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub const ST: &str = "https://w3id.org/chancery/statement#";
pub const GP: &str = "https://w3id.org/chancery/geopolitics#";
pub const Q: &str = "https://w3id.org/chancery/qualifier#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const DERIVED: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A quad in the notation of the lists.
fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

type ByArticle = BTreeMap<String, BTreeSet<String>>;

struct Audit<'c> {
    corpus: &'c Corpus,
    policy: &'c str,
    layer: Layer,
    asserted: ByArticle,
    nodes: ByArticle,
    typed: ByArticle,
    /// The quads of all `asserted/<article>`, and those of `asserted`.
    union: [BTreeSet<String>; 2],
    reviewed: BTreeSet<String>,
    labels: BTreeMap<(String, String), BTreeSet<String>>,
    alternatives: BTreeMap<(String, String), BTreeSet<String>>,
    described: ByArticle,
    described_as: BTreeMap<(String, String), BTreeSet<String>>,
    /// Addresses that occur anywhere.
    mentioned: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Audit<'_> {
    fn complain(&mut self, what: &str, quad: &Quad) {
        self.wrong.push(format!("{}: {what}: {quad}", self.policy));
    }

    fn quad(&mut self, quad: &Quad) {
        let mut addresses = vec![subject(quad)];
        addresses.extend(iri(&quad.object).map(str::to_owned));
        for address in addresses {
            if address.starts_with("_:") {
                self.complain("a blank node", quad);
            }
            if address.starts_with(&self.corpus.base) && !self.corpus.may_exist(&address) {
                self.complain("an address from nowhere", quad);
            }
            self.mentioned.insert(address);
        }
        match &quad.graph_name {
            GraphName::DefaultGraph => self.statement_layer(quad),
            GraphName::NamedNode(graph) => {
                let Some(name) = graph.as_str().strip_prefix(&format!("{}graph/", self.corpus.base)) else {
                    return self.complain("a foreign graph", quad);
                };
                let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
                match name.split_once('/') {
                    None if name == "asserted" => {
                        self.union[1].insert(triple);
                    }
                    None if name == "reviewed" => self.reviewed_triple(quad),
                    Some(("asserted", _)) => {
                        let iri = format!("{}article/{}", self.corpus.base, &name["asserted/".len()..]);
                        let Some(article) = self.corpus.articles.get(&iri) else {
                            return self.complain("a graph of no article", quad);
                        };
                        self.union[0].insert(triple);
                        self.asserted_triple(quad, article);
                    }
                    _ => self.complain("a graph that should not be there", quad),
                }
            }
            GraphName::BlankNode(_) => self.complain("a graph without a name", quad),
        }
    }

    fn triple(&self, quad: &Quad, article: &str) -> Result<String, String> {
        let predicate =
            quad.predicate.as_str().strip_prefix(GP).ok_or_else(|| format!("predicate {}", quad.predicate))?;
        let subject = self.corpus.notation(&Term::from(quad.subject.clone()), article)?;
        Ok(format!("{subject} {predicate} {}", self.corpus.notation(&quad.object, article)?))
    }

    fn reviewed_triple(&mut self, quad: &Quad) {
        let owner = |iri: &str| self.corpus.names.get(iri).and_then(|(_, owner)| owner.clone());
        let article = owner(&subject(quad)).or_else(|| iri(&quad.object).and_then(owner)).unwrap_or_default();
        match self.triple(quad, &article) {
            Ok(triple) => drop(self.reviewed.insert(triple)),
            Err(why) => self.complain(&why, quad),
        }
    }

    fn asserted_triple(&mut self, quad: &Quad, article: &str) {
        let (address, predicate) = (subject(quad), quad.predicate.as_str());
        if let Some((owner, id, below)) = self.corpus.statement_of(&address) {
            if owner != article || !["event", "relationship"].contains(&below) {
                return self.complain("a statement in an asserted graph", quad);
            }
            self.nodes.entry(owner).or_default().insert(id);
            return self.node(quad, address.trim_end_matches(&format!("/{below}")));
        }
        if predicate == RDF_TYPE {
            return match (self.corpus.notation(&Term::from(quad.subject.clone()), article), iri(&quad.object)) {
                (Ok(name), Some(class)) if self.written_type(article, &name).as_deref() == Some(class) => {
                    self.typed.entry(article.to_owned()).or_default().insert(name);
                }
                _ => self.complain("a type that nobody wrote", quad),
            };
        }
        match self.triple(quad, article) {
            Ok(triple) => drop(self.asserted.entry(article.to_owned()).or_default().insert(triple)),
            Err(why) => self.complain(&why, quad),
        }
    }

    fn written_type(&self, article: &str, name: &str) -> Option<String> {
        let kind = self.corpus.own.get(article)?.get(name)?["type"].as_str()?;
        Some(format!("{GP}{}", kind.trim_start_matches("gp:")))
    }

    /// A node says no more than its own statement does.
    fn node(&mut self, quad: &Quad, statement: &str) {
        let predicate = quad.predicate.as_str();
        let fine = match predicate {
            RDF_TYPE => iri(&quad.object)
                .is_some_and(|class| class == format!("{GP}Event") || class == format!("{GP}Relationship")),
            DERIVED => iri(&quad.object) == Some(statement),
            _ => match predicate.strip_prefix(GP) {
                Some("eventType" | "relationshipType") => true,
                Some(role) => {
                    let own = self.layer.get(statement, &format!("{Q}{role}"));
                    let ends = ["subject", "object"].map(|end| self.layer.get(statement, &format!("{ST}{end}")));
                    own.contains(&quad.object) || ends.iter().any(|end| end.contains(&quad.object))
                }
                None => false,
            },
        };
        if !fine {
            self.complain("a node says what its statement does not", quad);
        }
    }

    fn statement_layer(&mut self, quad: &Quad) {
        let (address, predicate) = (subject(quad), quad.predicate.as_str());
        let corpus = self.corpus;
        if let Some((name, owner)) = corpus.names.get(&address) {
            let fine = match owner {
                Some(article) => self.own_entity(quad, article, name),
                None => shared_entity(quad, &corpus.shared[&name["kb:".len()..]]),
            };
            if !fine {
                self.complain("what may not be said of an entity", quad);
            }
            return;
        }
        if let Some((_, _, below)) = corpus.statement_of(&address) {
            if below.split('/').any(|part| part == "event" || part == "relationship") {
                return self.complain("a node in the statement layer", quad);
            }
            let allowed = match predicate {
                RDF_TYPE => iri(&quad.object).is_some_and(|class| {
                    class.strip_prefix(ST).is_some_and(|class| class != "Described")
                        || class == format!("{GP}Quantity")
                        || class.starts_with("http://www.w3.org/ns/oa#")
                }),
                other => match other.strip_prefix(GP) {
                    Some(property) => {
                        !below.is_empty() && ["value", "unit", "lowerBound", "upperBound"].contains(&property)
                    }
                    None => [ST, Q, "http://www.w3.org/ns/oa#"].iter().any(|prefix| other.starts_with(prefix)),
                },
            };
            if !allowed {
                self.complain("what may not be said of a statement", quad);
            }
            return;
        }
        if address.starts_with(&corpus.base) {
            let on_article = corpus.articles.contains_key(&address);
            let allowed = match predicate {
                RDF_TYPE => {
                    iri(&quad.object).is_some_and(|class| class.starts_with(ST) && class != format!("{ST}Described"))
                }
                LABEL => !on_article,
                other => [ST, "https://schema.org/", "http://schema.org/", "http://purl.org/dc/terms/"]
                    .iter()
                    .any(|prefix| other.starts_with(prefix)),
            };
            if !allowed {
                self.complain("what may not be said of an article", quad);
            }
            return;
        }
        // The gazetteer and the terms: they speak of nothing of ours, and not of each other's relations.
        let thing =
            iri(&quad.object).is_some_and(|object| object.starts_with(&corpus.base) || object.starts_with(GAZETTEER));
        let codes = ["iso3166Alpha2", "iso3166Alpha3", "unM49"];
        let relation = address.starts_with(GAZETTEER)
            && predicate.strip_prefix(GP).is_some_and(|property| !codes.contains(&property));
        if thing || relation {
            self.complain("what may not be said of a shared thing", quad);
        }
    }

    fn own_entity(&mut self, quad: &Quad, article: &str, name: &str) -> bool {
        let key = (article.to_owned(), name.to_owned());
        match quad.predicate.as_str() {
            RDF_TYPE => {
                self.described.entry(article.to_owned()).or_default().insert(name.to_owned());
                iri(&quad.object) == Some(&format!("{ST}Described"))
            }
            LABEL => self.labels.entry(key).or_default().insert(shown(&quad.object)),
            other => match other.strip_prefix(SKOS).or_else(|| other.strip_prefix(ST)) {
                Some("altLabel") => self.alternatives.entry(key).or_default().insert(shown(&quad.object)),
                Some("describedAs") => match iri(&quad.object) {
                    Some(class) => self.described_as.entry(key).or_default().insert(class.to_owned()),
                    None => false,
                },
                Some("exactMatch" | "note") => true,
                _ => false,
            },
        }
    }

    fn compare(&mut self) {
        let mut wrong = Vec::new();
        let (mut reviewed, none) = (BTreeSet::new(), BTreeSet::new());
        for (article, own) in &self.corpus.own {
            let expected = self.corpus.expected(article);
            let wanted = &expected.asserted[self.policy];
            let got = self.asserted.get(article).unwrap_or(&none);
            let mut tell = |what: &str, more: Vec<&String>, less: Vec<&String>| {
                for name in more {
                    wrong.push(format!("{} {article}: {what} too much: {name}", self.policy));
                }
                for name in less {
                    wrong.push(format!("{} {article}: {what} missing: {name}", self.policy));
                }
            };
            tell(
                "triple",
                got.iter().filter(|triple| !wanted.contains_key(*triple)).collect(),
                wanted.keys().filter(|triple| !got.contains(*triple)).collect(),
            );
            let (got, wanted) = (self.nodes.get(article).unwrap_or(&none), &expected.nodes[self.policy]);
            let settled = |list: &[(&str, &str)], name: &String| list.contains(&(article.as_str(), name.as_str()));
            let less = wanted.difference(got).filter(|id| !settled(&WITHOUT_NODE, id));
            tell("node", got.difference(wanted).collect(), less.collect());
            let (got, wanted) = (self.typed.get(article).unwrap_or(&none), &expected.typed[self.policy]);
            let less = wanted.difference(got).filter(|name| !settled(&WITHOUT_TYPE, name));
            tell("type", got.difference(wanted).collect(), less.collect());
            let (got, wanted) = (self.described.get(article).unwrap_or(&none), &expected.described[self.policy]);
            let got: BTreeSet<String> = got.iter().filter(|name| !settled(&WITHOUT_TYPE, name)).cloned().collect();
            let got = &got;
            let base = Base::new(&self.corpus.base).expect("a base");
            let there = |name: &&String| {
                let (_, id) = name.split_once(':').expect("a prefix");
                self.mentioned.contains(&base.article_entity(article, id))
            };
            tell("description", got.difference(wanted).collect(), wanted.difference(got).filter(there).collect());
            reviewed.extend(expected.reviewed.keys().cloned());
            for (name, value) in own {
                wrong.extend(self.names_of(article, name, value));
            }
        }
        for triple in self.reviewed.symmetric_difference(&reviewed) {
            wrong.push(format!("reviewed: {triple} is in one of list and graph only"));
        }
        for triple in self.union[0].symmetric_difference(&self.union[1]) {
            wrong.push(format!("{}: in one of asserted/<article> and asserted only: {triple}", self.policy));
        }
        self.wrong.extend(wrong);
    }

    /// Labels, other names and written type of an own entity.
    fn names_of(&self, article: &str, name: &str, written: &Value) -> Vec<String> {
        let key = (article.to_owned(), name.to_owned());
        let (_, id) = name.split_once(':').expect("a prefix");
        let base = Base::new(&self.corpus.base).expect("a base");
        if !self.mentioned.contains(&base.article_entity(article, id)) {
            return Vec::new();
        }
        let is_described = self.described.get(article).is_some_and(|names| names.contains(name));
        let (label, neutral, aliases) =
            (texts(&written["label"]), texts(&written["described"]), texts(&written["aliases"]));
        let aliases = aliases.into_iter().map(|alias| match alias.strip_suffix('@') {
            Some(bare) => format!("{bare}@{}", self.corpus.languages[article]),
            None => alias,
        });
        let aliases: BTreeSet<String> = aliases.collect();
        let wanted = match self.corpus.labels.get(&(article.to_owned(), self.policy.to_owned(), name.to_owned())) {
            Some(listed) => texts(listed),
            None if is_described && !neutral.is_empty() => neutral.clone(),
            None if label.is_empty() => neutral.clone(),
            None => label.clone(),
        };
        let mut wrong = Vec::new();
        let got = self.labels.get(&key).cloned().unwrap_or_default();
        if got != wanted {
            wrong.push(format!("{} {article}: {name} is called {got:?} and not {wanted:?}", self.policy));
        }
        let got = self.alternatives.get(&key).cloned().unwrap_or_default();
        let known: BTreeSet<String> = [label, neutral, aliases].into_iter().flatten().collect();
        if let Some(other) = got.difference(&known).next() {
            wrong.push(format!("{} {article}: {name} has a name from nowhere: {other}", self.policy));
        }
        let got = self.described_as.get(&key).cloned().unwrap_or_default();
        let mut wanted: BTreeSet<String> =
            self.written_type(article, name).filter(|_| is_described).into_iter().collect();
        for same in got.iter().filter(|got| got.starts_with("http://www.wikidata.org/")) {
            if texts(&written["same_as"]).iter().any(|text| text.ends_with(local(same))) {
                wanted.insert(same.clone());
            }
        }
        if got != wanted {
            wrong.push(format!("{} {article}: {name} is described as {got:?} and not {wanted:?}", self.policy));
        }
        wrong
    }
}

/// A literal with its language.
fn shown(term: &Term) -> String {
    match term {
        Term::Literal(literal) => format!("{}@{}", literal.value(), literal.language().unwrap_or_default()),
        other => other.to_string(),
    }
}

/// A language map, or a list, as texts with their languages.
fn texts(value: &Value) -> BTreeSet<String> {
    let one = |language: &str, value: &Value| {
        let list = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
        list.iter().map(|text| format!("{}@{language}", text.as_str().unwrap_or_default())).collect::<Vec<_>>()
    };
    match value {
        Value::Object(map) => map.iter().flat_map(|(language, value)| one(language, value)).collect(),
        Value::Null => BTreeSet::new(),
        other => one("", other).into_iter().collect(),
    }
}

fn shared_entity(quad: &Quad, written: &Value) -> bool {
    let types = written["type"].as_array().map_or_else(|| vec![&written["type"]], |list| list.iter().collect());
    let class = |class: &str| types.iter().any(|kind| kind.as_str().is_some_and(|kind| format!("{GP}{kind}") == class));
    match quad.predicate.as_str() {
        RDF_TYPE => iri(&quad.object).is_some_and(class),
        LABEL => texts(&written["label"]).contains(&shown(&quad.object)),
        other => match other.strip_prefix(SKOS) {
            Some("altLabel") => texts(&written["aliases"]).contains(&shown(&quad.object)),
            Some("exactMatch" | "closeMatch") => true,
            _ => other == format!("{ST}note"),
        },
    }
}
