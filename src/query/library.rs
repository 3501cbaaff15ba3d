//! The named queries at hand: the bundled ones, and a knowledge base's own, which win by name.

use super::named::{HeaderError, NamedQuery, Origin};
use crate::source::Source;

macro_rules! bundled {
    ($($file:literal),+ $(,)?) => {
        /// File name and text of the bundled queries, in the order of the competency questions.
        const BUNDLED: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../ontology/queries/", $file))),)+];
    };
}

bundled!(
    "01-supplies.rq",
    "02-accusations.rq",
    "03-conflicts.rq",
    "04-single-holder.rq",
    "05-alliance-triangles.rq",
    "06-timeline.rq",
    "07-new-since.rq",
    "08-single-article.rq",
    "09-needs.rq",
    "10-causes.rq",
    "11-hedged-then-flat.rq",
    "12-holders.rq",
    "13-negated.rq",
    "14-unknowns.rq",
    "15-route.rq",
    "16-competing-projects.rq",
    "17-mediations.rq",
    "18-blocs.rq",
    "19-conflicts-inside.rq",
    "20-ascribed-attitudes.rq",
    "21-conditionals.rq",
    "22-evidence.rq",
    "23-dyad.rq",
    "24-distant-neighbours.rq",
    "25-offices.rq",
    "26-enemys-friend.rq",
    "27-transfers.rq",
    "28-unnamed-share.rq",
    "29-leak-audit.rq",
    "30-corroboration.rq",
);

/// The query behind `why`; not one of the named ones, as those that follow.
pub(super) const WHY: &str = include_str!("../../ontology/queries/why.rq");
/// The query behind claims.
pub(super) const CLAIMS: &str = include_str!("../../ontology/queries/claims.rq");
/// The query behind `claims-by`.
pub(super) const CLAIMS_BY: &str = include_str!("../../ontology/queries/claims-by.rq");
/// The query behind `between`.
pub(super) const BETWEEN: &str = include_str!("../../ontology/queries/between.rq");
/// The query behind `corroborated`.
pub(super) const SOURCES: &str = include_str!("../../ontology/queries/sources.rq");

/// The named queries at hand.
#[derive(Debug, Clone, Default)]
pub struct Library {
    queries: Vec<NamedQuery>,
    shadowed: Vec<String>,
}

impl Library {
    /// Returns the bundled queries.
    #[must_use]
    pub fn bundled() -> Self {
        let queries = BUNDLED
            .iter()
            .map(|(file, text)| {
                NamedQuery::parse(name_of(file), Origin::Bundled, Source::new(*file, *text))
                    .expect("a test parses every bundled query")
            })
            .collect();
        Self { queries, shadowed: Vec::new() }
    }

    /// Adds a knowledge base's own query files: file name and text. Files with mistakes are left out
    /// and their mistakes returned.
    pub fn add(&mut self, files: impl IntoIterator<Item = (String, Source)>) -> Vec<HeaderError> {
        let mut errors = Vec::new();
        for (file, source) in files {
            match NamedQuery::parse(name_of(&file), Origin::Own, source) {
                Ok(query) => self.put(query),
                Err(mistakes) => errors.extend(mistakes),
            }
        }
        errors
    }

    fn put(&mut self, query: NamedQuery) {
        match self.queries.iter_mut().find(|known| known.name == query.name) {
            Some(known) => {
                self.shadowed.push(query.name.clone());
                *known = query;
            }
            None => self.queries.push(query),
        }
    }

    /// Returns the query with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&NamedQuery> {
        self.queries.iter().find(|query| query.name == name)
    }

    /// Yields the queries: the bundled ones in their order, then the others as they were added.
    pub fn iter(&self) -> impl Iterator<Item = &NamedQuery> {
        self.queries.iter()
    }

    /// Returns the names of bundled queries that one of the knowledge base's own stands in for.
    #[must_use]
    pub fn shadowed(&self) -> &[String] {
        &self.shadowed
    }

    /// Returns the name nearest to one that does not exist.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let near = |query: &&NamedQuery| strsim::jaro_winkler(&query.name, name);
        let best = self.queries.iter().max_by(|a, b| near(a).total_cmp(&near(b)))?;
        (near(&best) > 0.75).then_some(best.name.as_str())
    }
}

/// Returns the name of a query file: without folder, number and extension.
fn name_of(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.strip_suffix(".rq").or_else(|| name.strip_suffix(".sparql")).unwrap_or(name);
    let after_number = name.trim_start_matches(|c: char| c.is_ascii_digit());
    match after_number.strip_prefix('-') {
        Some(rest) if after_number.len() < name.len() && !rest.is_empty() => rest,
        _ => name,
    }
}
