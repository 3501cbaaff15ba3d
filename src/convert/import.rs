//! Stored quads back to dossiers: what [`super::Converter`] writes, read.
//!
//! Everything that conversion derives (digests, content keys, bounds of times, asserted triples) is
//! left to conversion, so the proof of an import is to convert its dossier and to compare the quads;
//! [`super::profile::read`] turns any other profile into stored quads first.

mod article;
pub mod foreign;
mod graph;
mod statements;
mod value;

use serde_json::{Map, Value};

use crate::iri::segment_text;
use crate::statement::Context;
use crate::vocab::st;
use graph::Graph;

pub use graph::NotCanonical;

/// What stored quads say, as files that can be converted again.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Imported {
    /// Dossiers by the id of their article, in the order of their first quad.
    pub articles: Vec<(String, Value)>,
    /// Shared entities of the knowledge base, as `entities/*.yaml` has them.
    pub entities: Map<String, Value>,
    /// Reviews, as `reviews/*.yaml` has them.
    pub reviews: Vec<Value>,
    /// What stands in the quads and has no place in a dossier, each with what it is about.
    pub not_understood: Vec<String>,
}

/// Reads stored quads, one a line; the context knows the terms and shared entities they name.
///
/// # Errors
/// When a line is not canonical N-Quads without blank nodes.
pub fn import(stored: &str, context: &Context) -> Result<Imported, NotCanonical> {
    let graph = Graph::new(stored)?;
    let mut importer = Importer {
        graph: &graph,
        context,
        base: context.base.as_str().to_owned(),
        language: String::new(),
        referenced: graph.objects_but_of(|property| {
            matches!(property, st::CONTENT_OF | st::REVIEWS) || context.ontology.link(property).is_some()
        }),
        problems: Vec::new(),
    };
    let mut imported = Imported::default();
    for article in graph.of_class(st::ARTICLE_CLASS) {
        let Some(id) = importer.article_id(article) else {
            importer.problems.push(format!("<{article}>: an article that is not below the base <{}>", importer.base));
            continue;
        };
        imported.articles.push((id.clone(), importer.dossier(article, &id)));
    }
    importer.shared(&mut imported.entities);
    importer.reviews(&mut imported.reviews);
    imported.not_understood = importer.problems;
    Ok(imported)
}

/// Reads one file of quads.
struct Importer<'g, 'a> {
    graph: &'g Graph<'a>,
    context: &'g Context,
    base: String,
    /// Language of the article at hand.
    language: String,
    /// What is a value of some statement or situation.
    referenced: foldhash::HashSet<&'a str>,
    problems: Vec<String>,
}

impl<'a> Importer<'_, 'a> {
    fn article_id(&self, iri: &str) -> Option<String> {
        segment_text(iri.strip_prefix(&*self.base)?.strip_prefix("article/")?)
    }

    /// Returns article and id of a statement.
    fn statement_id(&self, iri: &str) -> Option<(String, String)> {
        let (article, id) = iri.strip_prefix(&*self.base)?.strip_prefix("statement/")?.split_once('/')?;
        Some((segment_text(article)?, segment_text(id)?))
    }

    fn problem(&mut self, about: &str, what: &str) {
        self.problems.push(format!("<{about}>: {what}"));
    }

    /// Reviews of all statements, in the order of their nodes.
    fn reviews(&mut self, reviews: &mut Vec<Value>) {
        for node in self.graph.of_class(st::REVIEW_CLASS) {
            let statement = self.graph.iri(node, st::REVIEWS).and_then(|iri| self.statement_id(iri));
            let verdict = match self.graph.iri(node, st::VERDICT) {
                Some(st::ACCEPTED) => "accept",
                Some(st::REJECTED) => "reject",
                Some(st::OPEN) => "open",
                _ => "",
            };
            let fields = [
                ("statement", statement.map(|(article, id)| format!("{article}/{id}"))),
                ("digest", self.graph.text(node, st::REVIEWED_DIGEST)),
                ("verdict", (!verdict.is_empty()).then(|| verdict.to_owned())),
                ("by", self.graph.text(node, st::REVIEWED_BY)),
                ("date", self.graph.text(node, st::REVIEWED_ON)),
            ];
            let mut review = Map::new();
            for (name, value) in fields {
                match value {
                    Some(value) => drop(review.insert(name.to_owned(), value.into())),
                    None => self.problem(node, &format!("a review without `{name}`")),
                }
            }
            if let Some(note) = self.graph.text(node, st::NOTE) {
                review.insert("note".to_owned(), note.into());
            }
            reviews.push(Value::Object(review));
        }
    }
}
