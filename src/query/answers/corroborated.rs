//! What several independent sources say, and what counts as one source.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{AnswerError, Group, Inquiry, Item};
use crate::query::cells::each_row;
use crate::query::library::SOURCES;
use crate::query::run::Question;
use crate::vocab::st;

/// What counts as one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// An article with all its reprints.
    #[default]
    Article,
    /// All that one publisher prints; an article without a publisher stands for itself.
    Publisher,
    /// All publishers of one owner, as asserted triples tell.
    Owner,
    /// Who holds the statement, wherever it is passed on; the author's own word is the article's.
    Holder,
}

/// One statement and where it comes from.
struct Said {
    statement: String,
    article: String,
    /// Publisher or owner, by address or name.
    house: Option<String>,
    holder: String,
}

/// Finds the propositions that at least `least` independent sources affirm; those with the most sources first.
///
/// A source that was retracted does not count. Takes `about`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn corroborated(inquiry: &Inquiry<'_>, kind: Kind, least: usize) -> Result<Vec<Group>, AnswerError> {
    let mut reprints: HashMap<String, String> = HashMap::new();
    let all = Question::text("SELECT ?article ?original { ?article st:reprintOf ?original }");
    each_row(inquiry.asker, &all, |row| {
        reprints.extend(row.text("article").zip(row.text("original")));
    })?;
    let mut said: BTreeMap<String, BTreeMap<String, Said>> = BTreeMap::new();
    each_row(inquiry.asker, &inquiry.own("sources", SOURCES)?, |row| {
        let (Some(key), Some(statement), Some(article)) = (row.text("key"), row.text("statement"), row.text("article"))
        else {
            return;
        };
        let publisher = || row.text("publisherName").or_else(|| row.text("publisher"));
        let house = match kind {
            Kind::Owner => row.text("owner").or_else(publisher),
            _ => publisher(),
        };
        let holder = row.text("holder").unwrap_or_default();
        said.entry(key).or_default().entry(statement.clone()).or_insert(Said { statement, article, house, holder });
    })?;
    let mut groups: Vec<Group> = Vec::new();
    for statements in said.into_values() {
        let sources: BTreeSet<String> = statements.values().map(|said| source(said, kind, &reprints)).collect();
        if sources.len() < least {
            continue;
        }
        let items = statements.into_values().map(|said| Item::statement(said.statement)).collect();
        groups.push(Group { sources: Some(sources.len()), items, ..Group::default() });
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.sources));
    Ok(groups)
}

/// Returns what a statement's source is counted as.
fn source(said: &Said, kind: Kind, reprints: &HashMap<String, String>) -> String {
    let origin = origin(&said.article, reprints);
    match kind {
        Kind::Article => origin,
        Kind::Publisher | Kind::Owner => said.house.clone().unwrap_or(origin),
        Kind::Holder if [st::ARTICLE_AUTHOR, st::UNNAMED_SOURCE].contains(&said.holder.as_str()) => origin,
        Kind::Holder => said.holder.clone(),
    }
}

/// Follows reprints back to the article they began with.
fn origin(article: &str, reprints: &HashMap<String, String>) -> String {
    let mut seen = BTreeSet::from([article]);
    let mut at = article;
    while let Some(earlier) = reprints.get(at) {
        if !seen.insert(earlier) {
            // A ring of reprints: its least member stands for it.
            return seen.first().map_or_else(String::new, |first| (*first).to_owned());
        }
        at = earlier;
    }
    at.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reprints_of_reprints_have_one_origin() {
        let pairs = [("c", "b"), ("b", "a"), ("x", "y"), ("y", "x")];
        let reprints = pairs.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
        for (article, expected) in [("a", "a"), ("c", "a"), ("x", "x"), ("y", "x"), ("z", "z")] {
            assert_eq!(origin(article, &reprints), expected, "{article}");
        }
    }
}
