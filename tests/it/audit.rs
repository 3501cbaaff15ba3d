//! The audit: given quads alone, which of them say more than the lists of `tests/hostile/expected.yaml` allow?
//!
//! It knows the graphs, the address of each thing by the ids written in the dossiers, and which properties may stand
//! on what; everything else is a leak. `receipts` needs no lists and serves any knowledge base.

use crate::corpus::{self, Expected};
use chancery::iri::{Base, GAZETTEER};
use oxigraph::model::{GraphName, Quad, Term};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub const ST: &str = "https://w3id.org/chancery/statement#";
pub const GP: &str = "https://w3id.org/chancery/geopolitics#";
pub const Q: &str = "https://w3id.org/chancery/qualifier#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const DERIVED: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Segments that may follow the address of a statement, beside numbers and names of qualifiers.
const BELOW: [&str; 13] = [
    "evidence",
    "translation",
    "via",
    "review",
    "subject",
    "object",
    "about",
    "value",
    "guess",
    "event",
    "relationship",
    "time",
    "quantity",
];

/// What is known of a corpus before anything is converted.
pub struct Corpus {
    base: String,
    /// Address of each thing that has an id, with its notation and its article.
    names: BTreeMap<String, (String, Option<String>)>,
    own: BTreeMap<String, BTreeMap<String, Value>>,
    shared: BTreeMap<String, Value>,
    statements: BTreeMap<String, (String, String)>,
    languages: BTreeMap<String, String>,
    /// Addresses above statements that were written without an id.
    without_id: BTreeMap<String, String>,
    articles: BTreeMap<String, String>,
    expected: BTreeMap<String, Expected>,
    labels: BTreeMap<(String, String, String), Value>,
}

/// A quad in the notation of the lists.
fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

impl Corpus {
    /// Reads the hostile corpus.
    pub fn hostile() -> Self {
        let base = Base::new("https://hostile.example/").expect("a base");
        let mut corpus = Self {
            base: base.as_str().to_owned(),
            names: BTreeMap::new(),
            own: BTreeMap::new(),
            shared: BTreeMap::new(),
            statements: BTreeMap::new(),
            languages: BTreeMap::new(),
            without_id: BTreeMap::new(),
            articles: BTreeMap::new(),
            expected: corpus::expected(),
            labels: BTreeMap::new(),
        };
        for path in corpus::files("entities") {
            for (id, value) in corpus::yaml(&path)["entities"].as_object().expect("a mapping") {
                corpus.names.insert(base.entity(id), (format!("kb:{id}"), None));
                corpus.shared.insert(id.clone(), value.clone());
            }
        }
        for path in corpus::files("dossiers") {
            let article = corpus::stem(&path);
            corpus.articles.insert(base.article(&article), article.clone());
            let dossier = corpus::yaml(&path);
            let language = dossier["article"]["language"].as_str().expect("a language");
            corpus.languages.insert(article.clone(), language.to_owned());
            let mut own = BTreeMap::new();
            for (id, value) in dossier["entities"].as_object().into_iter().flatten() {
                own.insert(format!("my:{id}"), value.clone());
            }
            let mut ids = Vec::new();
            for statement in dossier["statements"].as_array().expect("a list") {
                on_the_spot(statement, None, "", &mut own, &mut ids);
            }
            for notation in own.keys() {
                let (_, id) = notation.split_once(':').expect("a prefix");
                let known = (notation.clone(), Some(article.clone()));
                corpus.names.insert(base.article_entity(&article, id), known);
            }
            if ids.contains(&String::new()) {
                corpus.without_id.insert(base.statement(&article, ""), article.clone());
            }
            for id in ids {
                let known = (article.clone(), id.clone());
                corpus.statements.insert(base.statement(&article, &id), known);
            }
            corpus.own.insert(article, own);
        }
        let lists = corpus::yaml(&corpus::folder().join("expected.yaml"));
        for (article, lists) in lists.as_object().expect("a mapping") {
            let mut current = BTreeMap::new();
            for (policy, _) in corpus::POLICIES {
                for (id, labels) in lists["labels"][policy].as_object().into_iter().flatten() {
                    current.insert(id.clone(), labels.clone());
                }
                for (id, labels) in &current {
                    let key = (article.clone(), policy.to_owned(), id.clone());
                    corpus.labels.insert(key, labels.clone());
                }
            }
        }
        corpus
    }

    /// Returns everything that the quads say too much, or too little.
    pub fn audit(&self, quads: &[Quad], policy: &str) -> Vec<String> {
        let mut audit = Audit {
            corpus: self,
            policy,
            layer: Layer::of(quads),
            asserted: BTreeMap::new(),
            nodes: BTreeMap::new(),
            typed: BTreeMap::new(),
            union: [BTreeSet::new(), BTreeSet::new()],
            reviewed: BTreeSet::new(),
            labels: BTreeMap::new(),
            alternatives: BTreeMap::new(),
            described: BTreeMap::new(),
            described_as: BTreeMap::new(),
            mentioned: BTreeSet::new(),
            wrong: Vec::new(),
        };
        for quad in quads {
            audit.quad(quad);
        }
        audit.compare();
        audit.wrong.extend(receipts(quads, &self.base));
        audit.wrong
    }

    fn expected(&self, article: &str) -> &Expected {
        &self.expected[article]
    }

    fn notation(&self, term: &Term, article: &str) -> Result<String, String> {
        match term {
            Term::NamedNode(node) => {
                if let Some(code) = node.as_str().strip_prefix(GAZETTEER) {
                    return Ok(format!("gz:{code}"));
                }
                match self.names.get(node.as_str()) {
                    Some((name, owner)) if owner.as_deref().is_none_or(|owner| owner == article) => Ok(name.clone()),
                    _ => Err(format!("{node} is no entity of {article}")),
                }
            }
            Term::Literal(literal) => {
                let datatype = literal.datatype().as_str().replace(XSD, "xsd:");
                Ok(format!("\"{}\"^^{datatype}", literal.value()))
            }
            other => Err(format!("{other} in a plain triple")),
        }
    }

    /// Finds the statement at or above an address: its article, its id, and what follows.
    fn statement_of<'i>(&self, iri: &'i str) -> Option<(String, String, &'i str)> {
        let mut end = iri.len();
        loop {
            if let Some((article, id)) = self.statement(&iri[..end]) {
                return Some((article, id, iri[end..].trim_start_matches('/')));
            }
            end = iri[..end].rfind('/')?;
        }
    }

    fn statement(&self, iri: &str) -> Option<(String, String)> {
        if let Some(found) = self.statements.get(iri) {
            return Some(found.clone());
        }
        let (above, id) = iri.split_at(iri.rfind('/')? + 1);
        let article = self.without_id.get(above).filter(|_| is_fallback(id))?;
        Some((article.clone(), id.to_owned()))
    }

    /// Says whether an address below the base is one that may exist.
    fn may_exist(&self, iri: &str) -> bool {
        if self.names.contains_key(iri) || self.articles.contains_key(iri) {
            return true;
        }
        let part = |part: &str| {
            BELOW.contains(&part) || QUALIFIERS.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if let Some((_, _, below)) = self.statement_of(iri) {
            return below.is_empty() || below.split('/').all(part);
        }
        let above = self.articles.keys().filter_map(|article| iri.strip_prefix(article.as_str()));
        for below in above {
            let parts: Vec<&str> = below.split('/').collect();
            match parts[..] {
                ["", "author" | "publisher", number] if part(number) => return true,
                ["", "published" | "retrieved" | "retracted"] => return true,
                _ => {}
            }
        }
        false
    }
}

/// Says whether this is an id made from a digest, as statements without an id get.
fn is_fallback(id: &str) -> bool {
    let digits = id.strip_prefix('x').unwrap_or_default();
    digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Collects entities written on the spot, and the ids of statements; `None` for the id of one without.
fn on_the_spot(
    statement: &Value,
    parent: Option<&str>,
    field: &str,
    own: &mut BTreeMap<String, Value>,
    ids: &mut Vec<String>,
) {
    let written = statement["id"].as_str().map(str::to_owned);
    let id = written.or_else(|| parent.map(|parent| format!("{parent}.{field}"))).unwrap_or_default();
    ids.push(id.clone());
    let mut ends: Vec<(String, &Value)> = Vec::new();
    for field in ["subject", "object", "holder", "about"] {
        ends.push((field.to_owned(), &statement[field]));
    }
    for (name, value) in statement["with"].as_object().into_iter().flatten() {
        ends.push((name.clone(), value));
    }
    ends.push(("content".to_owned(), &statement["content"]));
    for (field, value) in ends {
        let values = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
        for value in values {
            if value.get("label").is_some() {
                let notation = value["id"].as_str().map_or_else(|| format!("in:{id}.{field}"), |id| format!("my:{id}"));
                own.insert(notation, value.clone());
            } else if value.get("says").is_some() || value.get("predicate").is_some() {
                on_the_spot(value, Some(&id), &field, own, ids);
            }
        }
    }
}

/// The statement layer as far as the audit asks it.
#[derive(Default)]
struct Layer {
    /// Values of each property of each subject in the default graph.
    values: BTreeMap<String, BTreeMap<String, HashSet<Term>>>,
}

impl Layer {
    fn of(quads: &[Quad]) -> Self {
        let mut layer = Self::default();
        for quad in quads.iter().filter(|quad| quad.graph_name == GraphName::DefaultGraph) {
            let of = layer.values.entry(subject(quad)).or_default();
            of.entry(quad.predicate.as_str().to_owned()).or_default().insert(quad.object.clone());
        }
        layer
    }

    fn get(&self, subject: &str, predicate: &str) -> HashSet<Term> {
        self.values.get(subject).and_then(|of| of.get(predicate)).cloned().unwrap_or_default()
    }

    fn has(&self, subject: &str, predicate: &str, object: &str) -> bool {
        self.get(subject, predicate).iter().any(|term| iri(term) == Some(object))
    }

    /// Says whether a statement is one that its author flatly holds.
    fn flat(&self, statement: &str) -> bool {
        let st = |name: &str| format!("{ST}{name}");
        self.has(statement, &st("holder"), &st("ArticleAuthor"))
            && self.get(statement, &st("via")).is_empty()
            && self.has(statement, &st("polarity"), &st("Positive"))
            && ["Committed", "Presupposed"].iter().any(|stance| self.has(statement, &st("stance"), &st(stance)))
    }
}

fn subject(quad: &Quad) -> String {
    match &quad.subject {
        oxigraph::model::NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
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

/// Statements that may have a node by the lists and have none: the program leaves out more than it must (R11, R15).
const WITHOUT_NODE: [(&str, &str); 9] = [
    // Nothing of an opaque predicate stands on a node.
    ("layered-accusations", "lay-13"),
    ("rails", "rail-13"),
    ("ziyaretler", "ziyaret-13"),
    // Its only qualifier is free text, which is said in no role.
    ("grain-flat", "grain-1"),
    ("pairs", "pair-12"),
    ("border-file", "border-5"),
    ("review-board", "board-30"),
    // The ontology gives `occupies` neither a type of event nor a relationship.
    ("review-board", "board-1"),
    ("border-file", "border-2"),
];

/// Entities that may have their type by the lists and have not: the author does not vouch for a `topic`.
const WITHOUT_TYPE: [(&str, &str); 1] = [("gozaresh", "my:charter")];

/// Names of qualifiers of the hostile corpus that may have value nodes.
const QUALIFIERS: [&str; 24] = [
    "time",
    "place",
    "quantity",
    "degree",
    "domain",
    "topic",
    "purpose",
    "content",
    "agent",
    "target",
    "theme",
    "instrument",
    "victim",
    "participant",
    "recipient",
    "within",
    "source",
    "destination",
    "reason",
    "onBehalfOf",
    "officeOf",
    "rank",
    "organisation",
    "status",
];

/// Finds plain triples without a statement behind them that the author flatly holds, and any in the default graph.
pub fn receipts(quads: &[Quad], base: &str) -> Vec<String> {
    let layer = Layer::of(quads);
    let st = |name: &str| format!("{ST}{name}");
    let mut behind: HashMap<(String, Term, Term, Term), Vec<&String>> = HashMap::new();
    for statement in layer.values.keys() {
        let (subjects, predicates, objects) = (
            layer.get(statement, &st("subject")),
            layer.get(statement, &st("predicate")),
            layer.get(statement, &st("object")),
        );
        for article in &layer.get(statement, &st("inArticle")) {
            for (subject, predicate, object) in itertools(&subjects, &predicates, &objects) {
                let article = iri(article).unwrap_or_default().to_owned();
                behind.entry((article, subject, predicate, object)).or_default().push(statement);
            }
        }
    }
    let is_entity = |term: &Term| {
        iri(term).is_some_and(|iri| iri.starts_with(&format!("{base}entity/")) || iri.starts_with(GAZETTEER))
    };
    let mut wrong = Vec::new();
    for quad in quads {
        let subject = Term::from(quad.subject.clone());
        let GraphName::NamedNode(graph) = &quad.graph_name else {
            if is_entity(&subject) && is_entity(&quad.object) {
                wrong.push(format!("a plain triple in the default graph: {quad}"));
            }
            continue;
        };
        let Some(article) = graph.as_str().strip_prefix(&format!("{base}graph/asserted/")) else { continue };
        let is_node = layer_node(&subject);
        if quad.predicate.as_str() == RDF_TYPE || is_node {
            continue;
        }
        let article = format!("{base}article/{article}");
        let predicate = Term::from(quad.predicate.clone());
        let readings = [(subject.clone(), quad.object.clone()), (quad.object.clone(), subject)];
        let found = readings.into_iter().any(|(subject, object)| {
            let key = (article.clone(), subject, predicate.clone(), object);
            behind.get(&key).is_some_and(|statements| statements.iter().any(|statement| layer.flat(statement)))
        });
        if !found {
            wrong.push(format!("a triple without a receipt: {quad}"));
        }
    }
    wrong
}

fn layer_node(term: &Term) -> bool {
    iri(term).is_some_and(|iri| iri.ends_with("/event") || iri.ends_with("/relationship"))
}

fn itertools<'t>(
    subjects: &'t HashSet<Term>,
    predicates: &'t HashSet<Term>,
    objects: &'t HashSet<Term>,
) -> impl Iterator<Item = (Term, Term, Term)> + 't {
    subjects.iter().flat_map(move |subject| {
        predicates.iter().flat_map(move |predicate| {
            objects.iter().map(move |object| (subject.clone(), predicate.clone(), object.clone()))
        })
    })
}
