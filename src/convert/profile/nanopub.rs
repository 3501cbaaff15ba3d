//! Profile `nanopub`: a nanopublication a statement, with a trusty URI.
//!
//! Its assertion is never what is said but that it is said: the statement node with holder, stance and
//! polarity. Provenance is the article and the quoted words, publication information what whoever
//! wrote the dossier adds. Reviews come later and would change the address, so they stay in the
//! default graph, as do articles and entities; asserted triples stay in their graphs.

use foldhash::{HashMap, HashMapExt as _};

use super::ProfileError;
use super::part::{Out, Part, node};
use super::trusty::{code_at_end, code_of};
use crate::rdf::Line;
use crate::vocab::{np, npx, prov, rdf, st};

/// What stands for the artifact code until it is known; no IRI holds it.
const OWN: &str = " ";

/// The four graphs of a nanopublication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Graph {
    Head,
    Assertion,
    Provenance,
    Info,
}

impl Graph {
    const fn name(self) -> &'static str {
        match self {
            Self::Head => "Head",
            Self::Assertion => "assertion",
            Self::Provenance => "provenance",
            Self::Info => "pubinfo",
        }
    }
}

/// A nanopublication under way: its lines, with [`OWN`] for the code.
struct Nanopub<'a> {
    statement: &'a str,
    quads: Vec<(String, &'a str, String, Graph)>,
}

pub(super) fn write<'a>(part: &Part<'a>, out: &mut Out) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut nanopubs: Vec<Nanopub<'a>> = Vec::new();
    for line in &part.lines {
        let owner = if line.graph.is_none() { part.owner(line.subject) } else { None };
        let Some((statement, path)) = owner.filter(|(_, path)| !path.starts_with("review/")) else {
            out.line(line);
            continue;
        };
        let number = *numbers.entry(statement).or_insert_with(|| {
            nanopubs.push(Nanopub { statement, quads: Vec::new() });
            nanopubs.len() - 1
        });
        let graph = graph_of(line.predicate, path);
        nanopubs[number].quads.push((line.subject.to_owned(), line.predicate, line.object.to_owned(), graph));
    }
    for nanopub in nanopubs {
        let article = part.said(nanopub.statement).and_then(|said| said.article);
        nanopub.publish(article, out);
    }
}

/// Where a quad of a statement goes; `path` leads from the statement to the node it is about.
fn graph_of(predicate: &str, path: &str) -> Graph {
    match path {
        "" => match predicate {
            st::EVIDENCE | st::SHARED_EVIDENCE | st::IN_ARTICLE => Graph::Provenance,
            st::ID | st::DIGEST | st::CONTENT_KEY | st::EXTRACTION_CONFIDENCE | st::NOTE => Graph::Info,
            _ => Graph::Assertion,
        },
        _ if path.starts_with("evidence/") => Graph::Provenance,
        _ => Graph::Assertion,
    }
}

impl Nanopub<'_> {
    /// Adds what makes it a nanopublication, computes its code and writes it.
    fn publish(mut self, article: Option<&str>, out: &mut Out) {
        let own = format!("{}/nanopub/{OWN}", self.statement);
        // An IRI has one `#` at most.
        let hash = if own.contains('#') { '/' } else { '#' };
        let graph = |graph: Graph| format!("{own}{hash}{}", graph.name());
        self.quads.push((own.clone(), rdf::TYPE, node(np::NANOPUBLICATION_CLASS), Graph::Head));
        let parts = [
            (np::HAS_ASSERTION, Graph::Assertion),
            (np::HAS_PROVENANCE, Graph::Provenance),
            (np::HAS_PUBLICATION_INFO, Graph::Info),
        ];
        for (property, part) in parts {
            self.quads.push((own.clone(), property, node(&graph(part)), Graph::Head));
        }
        if let Some(article) = article {
            self.quads.push((graph(Graph::Assertion), prov::WAS_DERIVED_FROM, node(article), Graph::Provenance));
        }
        self.quads.push((own.clone(), npx::INTRODUCES, node(self.statement), Graph::Info));
        let names: Vec<String> = self.quads.iter().map(|quad| graph(quad.3)).collect();
        let lines: Vec<Line<'_>> = self
            .quads
            .iter()
            .zip(&names)
            .map(|((subject, predicate, object, _), graph)| Line { graph: Some(graph), subject, predicate, object })
            .collect();
        let Ok(code) = code_of(&lines, OWN) else {
            // Stored quads hold no triple terms; if they did, the statement stays as it is.
            return lines.iter().filter(|line| !line.subject.contains(OWN)).for_each(|line| {
                out.quad(line.subject, line.predicate, line.object, None);
            });
        };
        for line in &lines {
            let is_own = line.object.starts_with(&format!("<{own}"));
            let object = if is_own { line.object.replace(OWN, &code) } else { line.object.to_owned() };
            let subject = line.subject.replace(OWN, &code);
            out.quad(&subject, line.predicate, &object, line.graph.map(|graph| graph.replace(OWN, &code)).as_deref());
        }
    }
}

/// One nanopublication as its head tells.
struct Head<'a> {
    iri: &'a str,
    /// Names of the graphs, in the order of [`Graph`].
    graphs: [&'a str; 4],
    lines: Vec<Line<'a>>,
}

/// Takes our statements out of their nanopublications, checking each address; others stay.
pub(super) fn read(part: &Part<'_>, out: &mut Out) -> Result<(), ProfileError> {
    let mut heads = heads(part)?;
    let mut by_graph: HashMap<&str, usize> = HashMap::new();
    for (number, head) in heads.iter().enumerate() {
        by_graph.extend(head.graphs.map(|graph| (graph, number)));
    }
    for line in &part.lines {
        match line.graph.and_then(|graph| by_graph.get(graph)) {
            Some(number) => heads[*number].lines.push(*line),
            None => out.line(line),
        }
    }
    for head in heads {
        let [_, assertion, _, info] = head.graphs;
        let introduced = |line: &&Line<'_>| line.graph == Some(info) && line.predicate == npx::INTRODUCES;
        let statement = head.lines.iter().find(introduced).and_then(Line::object_iri);
        if !statement.is_some_and(|statement| part.is_statement(statement)) {
            head.lines.iter().for_each(|line| out.line(line));
            continue;
        }
        head.verify()?;
        for line in &head.lines {
            if line.subject != head.iri && line.subject != assertion {
                out.quad(line.subject, line.predicate, line.object, None);
            }
        }
    }
    Ok(())
}

fn heads<'a>(part: &Part<'a>) -> Result<Vec<Head<'a>>, ProfileError> {
    let mut found: HashMap<&str, HashMap<&str, Vec<&str>>> = HashMap::new();
    let mut order = Vec::new();
    for line in &part.lines {
        let Some((graph, object)) = line.graph.zip(line.object_iri()) else { continue };
        let of = match line.predicate {
            rdf::TYPE if object == np::NANOPUBLICATION_CLASS => {
                order.push(line.subject);
                found.entry(line.subject).or_default().entry("").or_default().push(graph);
                continue;
            }
            np::HAS_ASSERTION | np::HAS_PROVENANCE | np::HAS_PUBLICATION_INFO => line.predicate,
            _ => continue,
        };
        found.entry(line.subject).or_default().entry(of).or_default().push(object);
    }
    let head = |iri| {
        let parts = &found[iri];
        let one = |name: &'static str, part: &'static str| match parts.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            _ => Err(ProfileError::Broken { node: str::to_owned(iri), part }),
        };
        Ok(Head {
            iri,
            graphs: [
                one("", "head")?,
                one(np::HAS_ASSERTION, "assertion")?,
                one(np::HAS_PROVENANCE, "provenance")?,
                one(np::HAS_PUBLICATION_INFO, "publication information")?,
            ],
            lines: Vec::new(),
        })
    };
    order.into_iter().map(head).collect()
}

impl Head<'_> {
    fn verify(&self) -> Result<(), ProfileError> {
        let broken = || ProfileError::Broken { node: self.iri.to_owned(), part: "trusty URI" };
        let written = code_at_end(self.iri).ok_or_else(broken)?;
        let computed = code_of(&self.lines, written)?;
        if computed == written {
            return Ok(());
        }
        Err(ProfileError::Trusty { written: self.iri.to_owned(), computed })
    }
}
