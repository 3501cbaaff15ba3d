//! Asking: which texts have the words, gathered by what they are of, the best first.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::collector::TopDocs;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, PhraseQuery,
    Query as Asking, TermQuery,
};
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{TantivyDocument, Term};

use super::count::Alive;
use super::index::{SearchError, Words, stored};
use super::mark::marks;
use super::query::{Query, Wanted};
use super::texts::{Field, Kind};

/// At most so many texts are ranked.
const TEXTS: usize = 50_000;
/// A word as it stands counts this many times more than another form of it.
const AS_IT_STANDS: f32 = 2.0;
/// Each form that takes more away counts this much less.
const FURTHER: f32 = 0.85;

/// What is looked for, and where.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Words, `"a phrase"`, `begin*`, `-not`.
    pub words: String,
    /// Only texts in these languages.
    pub languages: Vec<String>,
    /// Only such things.
    pub kinds: Vec<Kind>,
    /// Only what this one holds, passes on or wrote; an IRI.
    pub holder: Option<String>,
    /// At most so many hits; 0 is all.
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The hits, the best first.
    pub hits: Vec<Hit>,
    /// How many there are, those beyond the limit too.
    pub all: usize,
    /// No text has all the words; these have some.
    pub only_some: bool,
}

/// A statement, entity or article in which the words stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
    /// IRI of the article it stands in; nothing for what articles share.
    pub article: Option<String>,
    /// How well it fits: that of its best text.
    pub score: f64,
    /// The texts, the best first.
    pub passages: Vec<Passage>,
}

/// A text in which the words stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Which text of the hit.
    pub field: Field,
    /// Its language; empty if it has none.
    pub language: String,
    /// The words, as they were written.
    pub words: String,
    /// Where in them the hit is, in Unicode scalars.
    pub marks: Vec<Range<usize>>,
    /// How well it fits.
    pub score: f64,
}

impl Words {
    /// Looks for words.
    ///
    /// Texts that have all of them; where there is none, texts that have some.
    ///
    /// # Errors
    /// When there is nothing to look for, or the index cannot be read.
    pub fn search(&self, asked: &Asked) -> Result<Found, SearchError> {
        let query = Query::read(&asked.words)?;
        let mut found = self.ranked(asked, &query, Occur::Must)?;
        if found.hits.is_empty() && query.wanted.len() > 1 {
            found = self.ranked(asked, &query, Occur::Should)?;
            found.only_some = !found.hits.is_empty();
        }
        Ok(found)
    }

    fn ranked(&self, asked: &Asked, query: &Query, occur: Occur) -> Result<Found, SearchError> {
        let wanted = query.wanted.iter().map(|wanted| (occur, self.asking(wanted))).collect();
        let mut clauses: Vec<(Occur, Box<dyn Asking>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(wanted)))];
        clauses.extend(query.unwanted.iter().map(|unwanted| (Occur::MustNot, self.asking(unwanted))));
        clauses.extend(self.filters(asked));
        let searcher = self.reader.searcher();
        let best = searcher.search_with_statistics_provider(
            &BooleanQuery::new(clauses),
            &TopDocs::with_limit(TEXTS).order_by_score(),
            &Alive(&searcher),
        )?;
        let mut hits: Vec<Hit> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (score, address) in best {
            let document: TantivyDocument = searcher.doc(address)?;
            let Some(text) = stored(&document, &self.columns) else { continue };
            let score = rounded(score);
            let marks = marks(&text.words, &query.wanted);
            let passage = Passage { field: text.field, language: text.language, words: text.words, marks, score };
            let place = *places.entry(text.of.clone()).or_insert(hits.len());
            if place == hits.len() {
                let article = Some(text.article).filter(|article| !article.is_empty());
                hits.push(Hit { iri: text.of, kind: text.kind, article, score, passages: Vec::new() });
            }
            hits[place].passages.push(passage);
        }
        for hit in &mut hits {
            hit.passages.sort_by(|a, b| {
                b.score
                    .total_cmp(&a.score)
                    .then_with(|| (a.field, &a.language, &a.words).cmp(&(b.field, &b.language, &b.words)))
            });
            hit.score = hit.passages.first().map_or(0.0, |passage| passage.score);
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.iri.cmp(&b.iri)));
        let all = hits.len();
        if asked.limit > 0 {
            hits.truncate(asked.limit);
        }
        Ok(Found { hits, all, only_some: false })
    }

    fn asking(&self, wanted: &Wanted) -> Box<dyn Asking> {
        let (exact, forms) = (self.columns.exact, self.columns.forms);
        match wanted {
            Wanted::Word { key, forms: all } => {
                let mut ways: Vec<Box<dyn Asking>> = vec![Box::new(BoostQuery::new(term(exact, key), AS_IT_STANDS))];
                let mut weight = 1.0;
                for form in all {
                    ways.push(Box::new(BoostQuery::new(term(forms, form), weight)));
                    weight *= FURTHER;
                }
                Box::new(DisjunctionMaxQuery::new(ways))
            }
            Wanted::Phrase(words) => match words.as_slice() {
                [word] => Box::new(BoostQuery::new(term(exact, word), AS_IT_STANDS)),
                _ => Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(exact, word)).collect())),
            },
            Wanted::Beginning(word) => {
                Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(exact, word), 0, true))
            }
        }
    }

    fn filters(&self, asked: &Asked) -> Vec<(Occur, Box<dyn Asking>)> {
        let mut filters = Vec::new();
        let mut one_of = |column: Column, values: Vec<String>| {
            if values.is_empty() {
                return;
            }
            let any = values.iter().map(|value| (Occur::Should, term(column, value))).collect();
            // What is asked for besides the words says nothing of how well they fit.
            let filter: Box<dyn Asking> = Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(any)), 0.0));
            filters.push((Occur::Must, filter));
        };
        one_of(self.columns.kind, asked.kinds.iter().map(|kind| kind.name().to_owned()).collect());
        one_of(self.columns.holder, asked.holder.iter().cloned().collect());
        one_of(self.columns.language, self.languages(&asked.languages));
        filters
    }

    /// Returns the languages among the texts that are meant: `ar` means `ar-eg` too.
    fn languages(&self, asked: &[String]) -> Vec<String> {
        let asked: Vec<String> = asked.iter().map(|tag| tag.to_ascii_lowercase()).collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let mut found = asked.clone();
        for segment in self.reader.searcher().segment_readers() {
            let Ok(index) = segment.inverted_index(self.columns.language) else { continue };
            let Ok(mut terms) = index.terms().stream() else { continue };
            while terms.advance() {
                let Ok(tag) = std::str::from_utf8(terms.key()) else { continue };
                let meant = |asked: &String| tag.strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with('-'));
                if asked.iter().any(meant) {
                    found.push(tag.to_owned());
                }
            }
        }
        found
    }
}

fn term(column: Column, word: &str) -> Box<dyn Asking> {
    Box::new(TermQuery::new(Term::from_field_text(column, word), IndexRecordOption::WithFreqs))
}

/// Cuts off what depends on the order of adding.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}
