//! `SERVICE st:search`: full text inside a query.
//!
//! ```sparql
//! SELECT ?hit ?score ?snippet ?holder ?stance WHERE {
//!   SERVICE st:search { ?hit st:matches "الغاز" ; st:score ?score ; st:snippet ?snippet }
//!   ?hit st:holder ?holder ; st:stance ?stance .
//! }
//! ```
//!
//! No other service is answered.

use std::sync::{Mutex, OnceLock};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use crate::search::{Asked, Hit, Kind, Part, SearchError, Words, parts};
use crate::store::{Bindings, Service, ServiceError};
use crate::vocab::st;

/// As many Unicode scalars stand on each side of the first word in a snippet.
const AROUND: usize = 80;

/// What can be asked of a hit: the local name in `st:`, and what it is.
pub const PROPERTIES: [(&str, &str); 10] = [
    ("matches", "the words to look for; needed"),
    ("score", "how well it fits"),
    ("snippet", "the words around the hit, which stands in [brackets]"),
    ("words", "the whole text"),
    ("field", "label, alias, gloss, quote, translation or headline"),
    ("kind", "statement, entity or article"),
    ("language", "of the text"),
    ("article", "the article it stands in"),
    ("heldBy", "who holds it, passes it on or wrote it, for choosing only"),
    ("limit", "at most so many hits, for choosing only"),
];

type Source = dyn Fn() -> Result<Words, SearchError> + Send + Sync;

/// Answers `SERVICE st:search`.
pub struct SearchService {
    source: Box<Source>,
    words: OnceLock<Result<Words, String>>,
    iri: String,
    done: Mutex<Vec<(String, Vec<Hit>)>>,
}

impl SearchService {
    /// Returns a service over an index that is opened when it is first asked.
    pub fn new(source: impl Fn() -> Result<Words, SearchError> + Send + Sync + 'static) -> Self {
        let iri = format!("{}search", st::NAMESPACE);
        Self { source: Box::new(source), words: OnceLock::new(), iri, done: Mutex::new(Vec::new()) }
    }

    fn hits(&self, asked: &Asked) -> Result<Vec<Hit>, ServiceError> {
        let key = format!("{asked:?}");
        // The evaluator may ask once for every row beside it.
        if let Ok(done) = self.done.lock()
            && let Some((_, hits)) = done.iter().find(|(known, _)| *known == key)
        {
            return Ok(hits.clone());
        }
        let words = self.words.get_or_init(|| (self.source)().map_err(|error| error.to_string()));
        let words = words.as_ref().map_err(|error| ServiceError(error.clone()))?;
        let hits = words.search(asked).map_err(|error| ServiceError(error.to_string()))?.hits;
        if let Ok(mut done) = self.done.lock() {
            done.truncate(15);
            done.push((key, hits.clone()));
        }
        Ok(hits)
    }
}

impl Service for SearchService {
    fn iri(&self) -> &str {
        &self.iri
    }

    fn answer(&self, pattern: &GraphPattern, given: &[(String, Term)]) -> Result<Bindings, ServiceError> {
        let inquiry = Inquiry::read(pattern, given)?;
        let hits = self.hits(&inquiry.asked)?;
        let mut bindings = Bindings { variables: inquiry.variables(), rows: Vec::new() };
        for hit in &hits {
            bindings.rows.extend(inquiry.row(hit, &bindings.variables));
        }
        Ok(bindings)
    }
}

/// What the pattern asks.
struct Inquiry {
    hit: TermPattern,
    asked: Asked,
    /// What is bound: a property and its variable.
    bound: Vec<(&'static str, Variable)>,
}

impl Inquiry {
    fn read(pattern: &GraphPattern, given: &[(String, Term)]) -> Result<Self, ServiceError> {
        let mut triples = Vec::new();
        collect(pattern, &mut triples)?;
        let mut hit: Option<TermPattern> = None;
        let mut inquiry =
            Self { hit: TermPattern::from(Literal::from("")), asked: Asked::default(), bound: Vec::new() };
        let mut has_words = false;
        for triple in triples {
            match &hit {
                Some(known) if *known != triple.subject => return Err(wrong("one thing is asked for in each SERVICE")),
                _ => hit = Some(triple.subject.clone()),
            }
            let NamedNodePattern::NamedNode(predicate) = &triple.predicate else {
                return Err(wrong("the properties are written out"));
            };
            let local = predicate.as_str().strip_prefix(st::NAMESPACE);
            let Some((property, _)) = PROPERTIES.iter().find(|(name, _)| Some(*name) == local) else {
                return Err(wrong(&format!("there is no property {predicate} to ask for")));
            };
            let value = match &triple.object {
                TermPattern::Variable(variable) => {
                    let known = given.iter().find(|(name, _)| name == variable.as_str());
                    match known {
                        Some((_, term)) => term.clone(),
                        None if ["matches", "heldBy", "limit"].contains(property) => {
                            return Err(wrong(&format!("st:{property} needs a value, {variable} is free here")));
                        }
                        None => {
                            inquiry.bound.push((property, variable.clone()));
                            continue;
                        }
                    }
                }
                TermPattern::NamedNode(node) => node.clone().into(),
                TermPattern::Literal(literal) => literal.clone().into(),
                _ => return Err(wrong(&format!("st:{property} takes a value or a variable"))),
            };
            has_words |= *property == "matches";
            inquiry.choose(property, &value)?;
        }
        inquiry.hit = hit.ok_or_else(|| wrong("nothing is asked for"))?;
        if has_words { Ok(inquiry) } else { Err(wrong("say what to look for with st:matches")) }
    }

    fn choose(&mut self, property: &str, value: &Term) -> Result<(), ServiceError> {
        let text = match value {
            Term::Literal(literal) => literal.value().to_owned(),
            Term::NamedNode(node) => node.as_str().to_owned(),
            _ => return Err(wrong(&format!("st:{property} takes a text or an IRI"))),
        };
        match property {
            "matches" => self.asked.words = text,
            "language" => self.asked.languages.push(text),
            "heldBy" => self.asked.holder = Some(text),
            "kind" => match Kind::from_name(&text) {
                Some(kind) => self.asked.kinds.push(kind),
                None => return Err(wrong(&format!("there is no kind `{text}`: statement, entity or article"))),
            },
            "limit" => match text.parse() {
                Ok(limit) => self.asked.limit = limit,
                Err(_) => return Err(wrong("st:limit takes a whole number")),
            },
            _ => return Err(wrong(&format!("st:{property} tells of a hit; write a variable"))),
        }
        Ok(())
    }

    fn variables(&self) -> Vec<Variable> {
        let mut variables: Vec<Variable> = Vec::new();
        let hit = if let TermPattern::Variable(variable) = &self.hit { Some(variable) } else { None };
        for variable in hit.into_iter().chain(self.bound.iter().map(|(_, variable)| variable)) {
            if !variables.contains(variable) {
                variables.push(variable.clone());
            }
        }
        variables
    }

    /// Returns the row of a hit; nothing if it is not the one asked about.
    fn row(&self, hit: &Hit, variables: &[Variable]) -> Option<Vec<Option<Term>>> {
        let iri = NamedNode::new(&hit.iri).ok()?;
        let mut row = vec![None; variables.len()];
        let mut bind = |variable: &Variable, term: Term| -> Option<()> {
            let place = &mut row[variables.iter().position(|known| known == variable)?];
            (place.is_none() || *place == Some(term.clone())).then(|| *place = Some(term))
        };
        match &self.hit {
            TermPattern::Variable(variable) => bind(variable, iri.into())?,
            TermPattern::NamedNode(node) if *node == iri => {}
            _ => return None,
        }
        let best = hit.passages.first()?;
        let worded = |words: String| match best.language.as_str() {
            "" => Literal::new_simple_literal(words),
            tag => {
                Literal::new_language_tagged_literal(&words, tag).unwrap_or_else(|_| Literal::new_simple_literal(words))
            }
        };
        for (property, variable) in &self.bound {
            let term: Term = match *property {
                "score" => Literal::new_typed_literal(hit.score.to_string(), xsd::DECIMAL).into(),
                "snippet" => worded(snippet(&best.words, &best.marks)).into(),
                "words" => worded(best.words.clone()).into(),
                "field" => Literal::from(best.field.name()).into(),
                "kind" => Literal::from(hit.kind.name()).into(),
                "language" => Literal::from(best.language.as_str()).into(),
                "article" => match &hit.article {
                    Some(article) => NamedNode::new(article).ok()?.into(),
                    None => continue,
                },
                _ => continue,
            };
            bind(variable, term)?;
        }
        Some(row)
    }
}

/// Takes the triples of a pattern; whatever else stands in it is refused.
fn collect(pattern: &GraphPattern, triples: &mut Vec<TriplePattern>) -> Result<(), ServiceError> {
    match pattern {
        GraphPattern::Bgp { patterns } => triples.extend(patterns.iter().cloned()),
        GraphPattern::Join { left, right } => {
            collect(left, triples)?;
            collect(right, triples)?;
        }
        _ => return Err(wrong("it takes triples alone; put FILTER, OPTIONAL and the rest outside")),
    }
    Ok(())
}

fn wrong(what: &str) -> ServiceError {
    ServiceError(format!("SERVICE st:search: {what}"))
}

/// Returns the words around the first hit, hits in brackets.
#[must_use]
pub fn snippet(words: &str, marks: &[std::ops::Range<usize>]) -> String {
    let length = words.chars().count();
    let first = marks.first().cloned().unwrap_or(0..0);
    let start = if length <= 3 * AROUND { 0 } else { first.start.saturating_sub(AROUND) };
    let end = if length <= 3 * AROUND { length } else { (first.end + AROUND).min(length) };
    let cut: String = words.chars().skip(start).take(end - start).collect();
    let inside = marks.iter().filter(|mark| mark.start >= start && mark.end <= end);
    let inside: Vec<_> = inside.map(|mark| mark.start - start..mark.end - start).collect();
    let mut text = String::from(if start > 0 { "…" } else { "" });
    for part in parts(&cut, &inside) {
        match part {
            Part::Around(words) => text.push_str(words),
            Part::Hit(words) => {
                text.push('[');
                text.push_str(words);
                text.push(']');
            }
        }
    }
    if end < length {
        text.push('…');
    }
    text
}
