//! The hand-written byte writer that conversion is measured against: the same bytes for the dossiers
//! of `generate`, and for no others.
//!
//! It knows the shape and trusts it: borrowed JSON, constant bytes, a table of entities and terms,
//! the two hashes a statement carries, and no check of anything.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, BufRead, Write};

use chancery::ontology::Assertability;
use chancery::statement::Context;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    article: Head<'a>,
    #[serde(borrow)]
    statements: Vec<Statement<'a>>,
}

#[derive(Deserialize)]
struct Head<'a> {
    id: &'a str,
    language: &'a str,
    title: &'a str,
    publisher: Publisher<'a>,
    published: &'a str,
    url: &'a str,
}

#[derive(Deserialize)]
struct Publisher<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct Statement<'a> {
    id: &'a str,
    says: &'a str,
    subject: &'a str,
    predicate: &'a str,
    object: &'a str,
    #[serde(borrow)]
    with: With<'a>,
    holder: Option<&'a str>,
    stance: &'a str,
    #[serde(default)]
    not: bool,
    confidence: &'a str,
    #[serde(borrow)]
    quote: Quote<'a>,
}

#[derive(Deserialize)]
struct With<'a> {
    theme: Option<&'a str>,
    time: &'a str,
    place: &'a str,
    #[serde(borrow)]
    quantity: Option<Quantity<'a>>,
}

#[derive(Deserialize)]
struct Quantity<'a> {
    value: &'a str,
    unit: &'a str,
}

#[derive(Deserialize)]
struct Quote<'a> {
    #[serde(borrow)]
    quote: Cow<'a, str>,
    start: u64,
    end: u64,
}

/// The multiply-and-rotate hash of rustc; the keys are short and nobody attacks them.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type Table<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

struct Predicate {
    iri: String,
    always: bool,
    symmetric: bool,
    /// The quads that begin an event or relationship node, and its name; roles of its ends.
    node: Option<(&'static str, String, Option<String>, Option<String>)>,
}

/// What the writer knows beforehand.
pub struct Limit {
    entities: Table<String, String>,
    predicates: Table<String, Predicate>,
}

const ST: &str = "https://w3id.org/chancery/statement#";
const GP: &str = "https://w3id.org/chancery/geopolitics#";
const B: &str = "https://kb.example/";

macro_rules! cat { ($out:expr, $($part:expr),* $(,)?) => {{ $( $out.extend_from_slice($part.as_bytes()); )* }} }

macro_rules! st {
    ($name:literal) => {
        concat!("> <https://w3id.org/chancery/statement#", $name, "> ")
    };
}
macro_rules! q {
    ($name:literal) => {
        concat!("> <https://w3id.org/chancery/qualifier#", $name, "> ")
    };
}
macro_rules! gp {
    ($name:literal) => {
        concat!("> <https://w3id.org/chancery/geopolitics#", $name, "> ")
    };
}

const TYPE: &str = "> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ";
const OA: &str = "> <http://www.w3.org/ns/oa#";
const XSD: &str = "\"^^<http://www.w3.org/2001/XMLSchema#";

impl Limit {
    /// Makes the tables.
    pub fn new(context: &Context) -> Self {
        let entities =
            context.catalog.entities().iter().map(|entity| (entity.id.clone(), entity.iri.clone())).collect();
        let predicate = |term: &chancery::ontology::Term| {
            let node = match &term.event_type {
                Some(kind) => Some(("event", format!("{TYPE}<{GP}Event>"), "eventType", kind)),
                None if term.mints_relationship => {
                    Some(("relationship", format!("{TYPE}<{GP}Relationship>"), "relationshipType", &term.iri))
                }
                None => None,
            };
            let node = node.filter(|_| !term.opaque).map(|(name, class, property, kind)| {
                let begin = format!("{class}\u{0}> <{GP}{property}> <{kind}>");
                (name, begin, term.subject_role.clone(), term.object_role.clone())
            });
            let always = term.assertability == Assertability::Always;
            Predicate { iri: term.iri.clone(), always, symmetric: term.symmetric, node }
        };
        let predicates =
            super::generate::predicates().iter().map(|term| (term.local.clone(), predicate(term))).collect();
        Self { entities, predicates }
    }

    /// Converts lines to N-Quads.
    pub fn run(&self, mut lines: impl BufRead, out: &mut impl Write) -> io::Result<()> {
        let (mut line, mut bytes) = (Vec::new(), Vec::with_capacity(1 << 20));
        while {
            line.clear();
            lines.read_until(b'\n', &mut line)?
        } > 0
        {
            bytes.clear();
            let parsed: Line<'_> = serde_json::from_slice(&line).map_err(io::Error::other)?;
            self.article(&parsed, &mut bytes);
            out.write_all(&bytes)?;
        }
        Ok(())
    }

    fn article(&self, Line { article, statements }: &Line<'_>, o: &mut Vec<u8>) {
        let Head { id, language, title, publisher, published, url } = article;
        let iri = format!("{B}article/{id}");
        cat!(o, "<", iri, TYPE, "<", ST, "Article> .\n");
        cat!(o, "<", iri, st!("id"), "\"", id, "\" .\n");
        cat!(o, "<", iri, "> <https://schema.org/headline> \"", title, "\"@", language, " .\n");
        cat!(o, "<", iri, "> <https://schema.org/inLanguage> \"", language, "\" .\n");
        cat!(o, "<", iri, "> <https://schema.org/url> <", url, "> .\n");
        cat!(o, "<", iri, "> <https://schema.org/publisher> <", iri, "/publisher/1> .\n");
        cat!(
            o,
            "<",
            iri,
            "/publisher/1> <http://www.w3.org/2000/01/rdf-schema#label> \"",
            publisher.name,
            "\"@",
            language,
            " .\n"
        );
        cat!(o, "<", iri, "> <https://schema.org/datePublished> \"", published, XSD, "date> .\n");
        let graph = format!(" <{B}graph/asserted/{id}> .\n");
        let (mut asserted, mut seen) = (Vec::new(), HashSet::<_, BuildHasherDefault<Quick>>::default());
        let mut node = String::new();
        for statement in statements {
            node.clear();
            node.push_str(B);
            node.push_str("statement/");
            node.push_str(id);
            node.push('/');
            node.push_str(statement.id);
            let predicate = &self.predicates[statement.predicate];
            let (subject, object) = (&*self.entities[statement.subject], &*self.entities[statement.object]);
            self.statement(statement, &node, &iri, language, predicate, subject, object, o);
            if predicate.always
                && !statement.not
                && statement.holder.is_none()
                && matches!(statement.stance, "committed" | "presupposed")
            {
                let mut direct = |subject: &'_ str, object: &'_ str, seen_as: (&_, &_)| {
                    if seen.insert((seen_as.0 as *const str, &raw const *predicate, seen_as.1 as *const str)) {
                        two(&mut asserted, &graph, &["<", subject, "> <", &predicate.iri, "> <", object, ">"]);
                    }
                };
                direct(subject, object, (subject, object));
                if predicate.symmetric {
                    direct(object, subject, (object, subject));
                }
                self.occurrence(statement, &node, predicate, subject, object, &graph, &mut asserted);
            }
        }
        o.extend_from_slice(&asserted);
    }

    #[expect(clippy::too_many_arguments, reason = "everything is looked up once")]
    fn statement(
        &self,
        s: &Statement<'_>,
        iri: &str,
        article: &str,
        lang: &str,
        predicate: &Predicate,
        subject: &str,
        object: &str,
        o: &mut Vec<u8>,
    ) {
        let place = &*self.entities[s.with.place];
        let theme = s.with.theme.map(|theme| &*self.entities[theme]);
        let holder =
            s.holder.map_or("https://w3id.org/chancery/statement#ArticleAuthor", |holder| &*self.entities[holder]);
        let negative = s.not || s.stance == "denied";
        cat!(o, "<", iri, TYPE, "<", ST, "Statement> .\n");
        cat!(o, "<", iri, st!("id"), "\"", s.id, "\" .\n");
        cat!(o, "<", iri, st!("inArticle"), "<", article, "> .\n");
        cat!(o, "<", iri, st!("gloss"), "\"", s.says, "\"@", lang, " .\n");
        cat!(o, "<", iri, st!("subject"), "<", subject, "> .\n");
        cat!(o, "<", iri, st!("predicate"), "<", predicate.iri, "> .\n");
        cat!(o, "<", iri, st!("object"), "<", object, "> .\n");
        if let Some(theme) = theme {
            cat!(o, "<", iri, q!("theme"), "<", theme, "> .\n");
        }
        cat!(o, "<", iri, q!("time"), "<", iri, "/time> .\n");
        cat!(o, "<", iri, "/time", TYPE, "<", ST, "Time> .\n");
        cat!(o, "<", iri, "/time", st!("edtf"), "\"", s.with.time, "\" .\n");
        cat!(o, "<", iri, "/time", st!("earliest"), "\"", s.with.time, XSD, "date> .\n");
        cat!(o, "<", iri, "/time", st!("latest"), "\"", s.with.time, XSD, "date> .\n");
        cat!(o, "<", iri, q!("place"), "<", place, "> .\n");
        if let Some(quantity) = &s.with.quantity {
            cat!(o, "<", iri, q!("quantity"), "<", iri, "/quantity> .\n");
            cat!(o, "<", iri, "/quantity", TYPE, "<", GP, "Quantity> .\n");
            cat!(o, "<", iri, "/quantity", gp!("value"), "\"", quantity.value, XSD, "decimal> .\n");
            cat!(o, "<", iri, "/quantity", gp!("unit"), "\"", quantity.unit, "\" .\n");
        }
        cat!(o, "<", iri, st!("holder"), "<", holder, "> .\n");
        let (first, rest) = s.stance.split_at(1);
        o.extend_from_slice(b"<");
        cat!(o, iri, st!("stance"), "<", ST);
        o.push(first.as_bytes()[0].to_ascii_uppercase());
        cat!(
            o,
            rest,
            "> .\n<",
            iri,
            st!("polarity"),
            "<",
            ST,
            if negative { "Negative> .\n" } else { "Positive> .\n" }
        );
        cat!(o, "<", iri, st!("digest"), "\"");
        let mut hash = Sha256::new();
        let mut part = |text: &[&str]| {
            hash.update((text.iter().map(|text| text.len() as u64).sum::<u64>()).to_le_bytes());
            text.iter().for_each(|text| hash.update(text));
        };
        part(&[subject]);
        part(&[&predicate.iri]);
        part(&[object]);
        part(&["https://w3id.org/chancery/qualifier#place"]);
        part(&[place]);
        if let Some(quantity) = &s.with.quantity {
            part(&["https://w3id.org/chancery/qualifier#quantity"]);
            part(&["Some(\"", quantity.value, "\")\u{1e}None\u{1e}None\u{1e}Some(\"", quantity.unit, "\")\u{1e}None"]);
        }
        if let Some(theme) = theme {
            part(&["https://w3id.org/chancery/qualifier#theme"]);
            part(&[theme]);
        }
        part(&["https://w3id.org/chancery/qualifier#time"]);
        part(&[s.with.time]);
        part(&["held by"]);
        part(&[if s.holder.is_some() { holder } else { "author" }]);
        part(&[s.stance]);
        part(&[if negative { "-" } else { "+" }]);
        hex(hash, o);
        cat!(o, "\" .\n<", iri, st!("contentKey"), "\"");
        let mut hash = Sha256::new();
        let mut part = |text: &[&str]| {
            hash.update((text.iter().map(|text| text.len() as u64).sum::<u64>()).to_le_bytes());
            text.iter().for_each(|text| hash.update(text));
        };
        let (one, two) = if predicate.symmetric && object < subject { (object, subject) } else { (subject, object) };
        part(&[one, "\u{1f}", &predicate.iri, "\u{1f}", two]);
        if let Some(theme) = theme {
            part(&["https://w3id.org/chancery/qualifier#theme ", theme]);
        }
        hex(hash, o);
        cat!(o, "\" .\n<", iri, st!("extractionConfidence"), "\"", s.confidence, XSD, "decimal> .\n");
        cat!(o, "<", iri, st!("evidence"), "<", iri, "/evidence/1> .\n");
        cat!(o, "<", iri, "/evidence/1", TYPE, "<", ST, "Evidence> .\n");
        cat!(o, "<", iri, "/evidence/1", TYPE, "<http://www.w3.org/ns/oa#TextQuoteSelector> .\n");
        cat!(o, "<", iri, "/evidence/1", OA, "exact> \"");
        escape(&s.quote.quote, o);
        cat!(o, "\"@", lang, " .\n");
        cat!(o, "<", iri, "/evidence/1", TYPE, "<http://www.w3.org/ns/oa#TextPositionSelector> .\n");
        let mut digits = String::new();
        cat!(
            o,
            "<",
            iri,
            "/evidence/1",
            OA,
            "start> \"",
            number(s.quote.start, &mut digits),
            XSD,
            "nonNegativeInteger> .\n"
        );
        cat!(
            o,
            "<",
            iri,
            "/evidence/1",
            OA,
            "end> \"",
            number(s.quote.end, &mut digits),
            XSD,
            "nonNegativeInteger> .\n"
        );
    }

    #[expect(clippy::too_many_arguments, reason = "everything is looked up once")]
    fn occurrence(
        &self,
        s: &Statement<'_>,
        iri: &str,
        predicate: &Predicate,
        subject: &str,
        object: &str,
        graph: &str,
        o: &mut Vec<u8>,
    ) {
        let Some((name, begin, subject_role, object_role)) = &predicate.node else { return };
        let node = &["<", iri, "/", name].concat();
        for part in begin.split('\u{0}') {
            two(o, graph, &[node, part]);
        }
        two(o, graph, &[node, "> <http://www.w3.org/ns/prov#wasDerivedFrom> <", iri, ">"]);
        for (role, end) in [(subject_role, subject), (object_role, object)] {
            if let Some(role) = role {
                two(o, graph, &[node, "> <", role, "> <", end, ">"]);
            }
        }
        if let Some(theme) = s.with.theme {
            two(o, graph, &[node, gp!("theme"), "<", &self.entities[theme], ">"]);
        }
        two(o, graph, &[node, gp!("time"), "<", iri, "/time>"]);
        two(o, graph, &[node, gp!("place"), "<", &self.entities[s.with.place], ">"]);
        if s.with.quantity.is_some() {
            two(o, graph, &[node, gp!("quantity"), "<", iri, "/quantity>"]);
        }
    }
}

/// Writes a triple into an article's graph and into the union.
fn two(o: &mut Vec<u8>, graph: &str, triple: &[&str]) {
    triple.iter().for_each(|part| cat!(o, part));
    cat!(o, graph);
    triple.iter().for_each(|part| cat!(o, part));
    cat!(o, " <https://kb.example/graph/asserted> .\n");
}

fn number(value: u64, digits: &mut String) -> &str {
    use std::fmt::Write as _;
    digits.clear();
    let _ = write!(digits, "{value}");
    digits
}

fn hex(hash: Sha256, o: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in &hash.finalize()[..16] {
        o.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// Quotes and backslashes are all that needs an escape in these texts.
fn escape(text: &str, o: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        o.extend_from_slice(&rest[..at]);
        o.extend_from_slice(&[b'\\', rest[at]]);
        rest = &rest[at + 1..];
    }
    o.extend_from_slice(rest);
}
