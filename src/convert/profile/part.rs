//! The quads of one part, and what is known of the statements in it.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::ProfileError;
use crate::iri::Base;
use crate::rdf::{Line, bare_iri as bare};
use crate::vocab::{rdf, st};

/// Lines taken apart, with their statements.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) lines: Vec<Line<'a>>,
    statements: HashMap<&'a str, Said<'a>>,
}

/// What a statement node says of a statement.
#[derive(Debug, Default, Clone)]
pub(super) struct Said<'a> {
    subjects: Vec<&'a str>,
    predicates: Vec<&'a str>,
    objects: Vec<&'a str>,
    holders: Vec<&'a str>,
    stances: Vec<&'a str>,
    polarities: Vec<&'a str>,
    has_via: bool,
    pub(super) article: Option<&'a str>,
    pub(super) has_evidence: bool,
}

/// Subject, predicate and object of a statement that could stand in a triple; the object as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Triple<'a> {
    pub(super) subject: &'a str,
    pub(super) predicate: &'a str,
    pub(super) object: &'a str,
}

impl<'a> Part<'a> {
    pub(super) fn new(nquads: &'a str) -> Result<Self, ProfileError> {
        let mut lines = Vec::with_capacity(nquads.len() / 160);
        let mut statements: HashMap<&str, Said<'_>> = HashMap::new();
        // A stream of several articles may repeat a quad; a dataset holds it once.
        let mut seen = HashSet::new();
        for written in nquads.lines() {
            let line = Line::split(written).ok_or_else(|| ProfileError::NotCanonical(written.to_owned()))?;
            if line.predicate == rdf::TYPE && line.object_iri() == Some(st::STATEMENT_CLASS) {
                statements.entry(line.subject).or_default();
            }
            if seen.insert(line) {
                lines.push(line);
            }
        }
        for line in &lines {
            if let Some(said) = statements.get_mut(line.subject) {
                let iri = line.object_iri().unwrap_or_default();
                match line.predicate {
                    st::SUBJECT => said.subjects.push(line.object),
                    st::PREDICATE => said.predicates.push(line.object),
                    st::OBJECT => said.objects.push(line.object),
                    st::HOLDER => said.holders.push(iri),
                    st::STANCE => said.stances.push(iri),
                    st::POLARITY => said.polarities.push(iri),
                    st::VIA => said.has_via = true,
                    st::IN_ARTICLE => said.article = line.object_iri(),
                    st::EVIDENCE => said.has_evidence = true,
                    _ => {}
                }
            }
        }
        Ok(Self { lines, statements })
    }

    pub(super) fn is_statement(&self, iri: &str) -> bool {
        self.statements.contains_key(iri)
    }

    pub(super) fn said(&self, statement: &str) -> Option<&Said<'a>> {
        self.statements.get(statement)
    }

    /// Returns the triple that a line of the default graph is an end of: its subject is a statement
    /// that has each of the three once.
    pub(super) fn triple_of(&self, line: &Line<'a>) -> Option<Triple<'a>> {
        if line.graph.is_some() || !is_end(line.predicate) {
            return None;
        }
        self.statements.get(line.subject)?.triple()
    }

    /// Returns the statement that a node is, or below whose address it is, and the path from there.
    pub(super) fn owner<'n>(&self, node: &'n str) -> Option<(&'n str, &'n str)> {
        let mut end = node.len();
        loop {
            if self.is_statement(&node[..end]) {
                return Some((&node[..end], node[end..].trim_start_matches('/')));
            }
            end = node[..end].rfind('/')?;
        }
    }
}

impl<'a> Said<'a> {
    /// Returns the triple, if there is each of the three once, and neither subject nor predicate is text.
    pub(super) fn triple(&self) -> Option<Triple<'a>> {
        let ([subject], [predicate], [object]) = (&*self.subjects, &*self.predicates, &*self.objects) else {
            return None;
        };
        Some(Triple { subject: bare(subject)?, predicate: bare(predicate)?, object })
    }

    /// Returns subject and predicate, if there is each once and neither is text.
    pub(super) fn head(&self) -> Option<(&'a str, &'a str)> {
        let ([subject], [predicate]) = (&*self.subjects, &*self.predicates) else { return None };
        Some((bare(subject)?, bare(predicate)?))
    }

    /// Says whether the author of the article flatly holds it: only then may its triple be asserted.
    pub(super) fn is_flat(&self) -> bool {
        self.holders == [st::ARTICLE_AUTHOR]
            && !self.has_via
            && self.polarities == [st::POSITIVE]
            && matches!(&*self.stances, [st::COMMITTED | st::PRESUPPOSED])
    }
}

/// The triples of the graphs `asserted/<article>`.
#[derive(Debug)]
pub(super) struct Asserted<'a> {
    articles: String,
    triples: HashSet<(&'a str, Triple<'a>)>,
}

impl<'a> Asserted<'a> {
    pub(super) fn of(part: &Part<'a>, base: &Base) -> Self {
        let above = format!("{}/", base.graph("asserted"));
        let named = |line: &Line<'a>| {
            let article = line.graph?.strip_prefix(above.as_str())?;
            Some((article, Triple { subject: line.subject, predicate: line.predicate, object: line.object }))
        };
        Self { articles: base.article(""), triples: part.lines.iter().filter_map(named).collect() }
    }

    /// Says whether a statement stands behind an asserted triple of its article.
    pub(super) fn has(&self, part: &Part<'_>, statement: &str) -> bool {
        let Some(said) = part.said(statement).filter(|said| said.is_flat()) else { return false };
        let article = said.article.and_then(|article| article.strip_prefix(self.articles.as_str()));
        said.triple().zip(article).is_some_and(|(triple, article)| self.triples.contains(&(article, triple)))
    }
}

/// Says whether a property ties subject, predicate or object to a statement node.
pub(super) fn is_end(predicate: &str) -> bool {
    matches!(predicate, st::SUBJECT | st::PREDICATE | st::OBJECT)
}

/// Puts an IRI between brackets.
pub(super) fn node(iri: &str) -> String {
    ["<", iri, ">"].concat()
}

/// Quads on their way out, one a line.
#[derive(Debug, Default)]
pub(super) struct Out(String);

impl Out {
    pub(super) fn with_room_for(text: &str) -> Self {
        Self(String::with_capacity(text.len() + text.len() / 4))
    }

    pub(super) fn line(&mut self, line: &Line<'_>) {
        self.quad(line.subject, line.predicate, line.object, line.graph);
    }

    /// Writes a quad; the object as it stands in a line.
    pub(super) fn quad(&mut self, subject: &str, predicate: &str, object: &str, graph: Option<&str>) {
        for part in ["<", subject, "> <", predicate, "> ", object] {
            self.0.push_str(part);
        }
        if let Some(graph) = graph {
            for part in [" <", graph, ">"] {
                self.0.push_str(part);
            }
        }
        self.0.push_str(" .\n");
    }

    /// Writes a quad whose object is an IRI.
    pub(super) fn iri(&mut self, subject: &str, predicate: &str, object: &str, graph: Option<&str>) {
        self.quad(subject, predicate, &node(object), graph);
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}
