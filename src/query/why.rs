//! The receipts behind a plain triple: who says so, where, in which words, and what withholds it.

use std::collections::BTreeMap;

use oxigraph::model::Term;

use super::cells::{Cells, each_row};
use super::library::WHY;
use super::run::{Asker, QueryError, Question};
use crate::convert::Withheld;
use crate::source::Source;
use crate::store::CancellationToken;
use crate::vocab::st;

/// One stretch of an article that carries a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// IRI of the evidence node.
    pub evidence: String,
    /// The words, when they may be copied.
    pub exact: Option<String>,
    /// First and last position in Unicode scalars, the end exclusive.
    pub position: Option<(u64, u64)>,
    /// Page, of print.
    pub page: Option<String>,
    /// Time code, of sound and film.
    pub timecode: Option<String>,
}

/// One statement behind a triple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// IRI of the statement.
    pub statement: String,
    /// It says the pair the other way round; the predicate is symmetric.
    pub reversed: bool,
    /// IRI of the article.
    pub article: String,
    /// Its titles by language.
    pub headlines: BTreeMap<String, String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// IRI of the innermost holder.
    pub holder: String,
    /// IRIs of those who pass it on, outermost first.
    pub via: Vec<String>,
    /// IRI of the stance.
    pub stance: String,
    /// It says that it is so; else that it is not.
    pub positive: bool,
    /// The proposition, the same across articles.
    pub content_key: Option<String>,
    /// Glosses by language.
    pub glosses: BTreeMap<String, String>,
    /// The words of the article.
    pub quotes: Vec<Quote>,
    /// The statements whose content this is.
    pub content_of: Vec<String>,
    /// The plain triple stands in the article's graph because of this statement.
    pub asserted: bool,
    /// Why it does not.
    pub withheld: Option<Withheld>,
    /// Statements behind the same triple that say the opposite, and those said to be in conflict.
    pub contradicted_by: Vec<String>,
}

/// All that stands behind a triple.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    /// The statements, by article and statement.
    pub receipts: Vec<Receipt>,
    /// A named person accepted the triple.
    pub reviewed: bool,
}

/// What is gathered of one statement, row by row.
struct Gathered {
    receipt: Receipt,
    in_graph: bool,
    barred: Option<Withheld>,
    via: BTreeMap<u64, String>,
    assertability: Option<String>,
    object: Term,
    /// The latest verdict on the statement as it is.
    verdict: Option<(String, String)>,
}

/// Finds the statements behind `subject predicate object`.
pub fn why(asker: &Asker<'_>, subject: Term, predicate: Term, object: Term) -> Result<Why, QueryError> {
    why_until(asker, subject, predicate, object, CancellationToken::new())
}

/// Gathers the receipts behind a triple, unless it is cancelled before.
///
/// # Errors
/// Fails if the query does, or was cancelled.
pub fn why_until(
    asker: &Asker<'_>,
    subject: Term,
    predicate: Term,
    object: Term,
    cancel: CancellationToken,
) -> Result<Why, QueryError> {
    let parameters = vec![
        ("subject".to_owned(), subject),
        ("predicate".to_owned(), predicate),
        ("object".to_owned(), object.clone()),
    ];
    let mut question = Question::new(Source::new("why.rq", WHY)).with_parameters(parameters);
    question.cancel = cancel;
    let mut gathered: BTreeMap<(String, String), Gathered> = BTreeMap::new();
    let mut reviewed = false;
    each_row(asker, &question, |row| {
        let (Some(statement), Some(article)) = (row.text("statement"), row.text("article")) else { return };
        reviewed |= row.text("reviewed").as_deref() == Some("true");
        let entry = gathered
            .entry((article.clone(), statement.clone()))
            .or_insert_with(|| row.begin(statement, article, &object));
        row.add(entry);
    })?;
    let mut receipts: Vec<Receipt> = gathered.into_values().map(Gathered::finish).collect();
    let sides: Vec<_> = receipts.iter().map(|r| (r.statement.clone(), r.content_key.clone(), r.positive)).collect();
    for receipt in &mut receipts {
        let opposite = sides
            .iter()
            .filter(|(_, key, positive)| key.is_some() && *key == receipt.content_key && *positive != receipt.positive);
        receipt.contradicted_by.extend(opposite.map(|(statement, ..)| statement.clone()));
        receipt.contradicted_by.sort();
        receipt.contradicted_by.dedup();
    }
    mark_conflicts(&mut receipts);
    Ok(Why { receipts, reviewed })
}

/// Marks what an article's author both affirms and negates; qualifiers do not matter to it.
fn mark_conflicts(receipts: &mut [Receipt]) {
    let held = |receipt: &Receipt| receipt.holder == st::ARTICLE_AUTHOR && receipt.via.is_empty();
    let negated: Vec<String> =
        receipts.iter().filter(|r| held(r) && !r.positive).map(|receipt| receipt.article.clone()).collect();
    for receipt in receipts.iter_mut().filter(|receipt| receipt.withheld.is_none()) {
        if negated.contains(&receipt.article) {
            receipt.withheld = Some(Withheld::Conflict);
            receipt.asserted = false;
        }
    }
}

impl Cells<'_> {
    fn begin(&self, statement: String, article: String, object: &Term) -> Gathered {
        let text = |column: &str| self.text(column);
        let barred = match (text("retracted"), text("neverAssert").as_deref()) {
            (Some(_), _) => Some(Withheld::Retracted),
            (None, Some("true")) => Some(Withheld::Source),
            _ => None,
        };
        Gathered {
            in_graph: text("asserted").as_deref() == Some("true"),
            barred,
            via: BTreeMap::new(),
            assertability: text("assertability"),
            object: object.clone(),
            verdict: None,
            receipt: Receipt {
                statement,
                reversed: text("reversed").as_deref() == Some("true"),
                article,
                headlines: BTreeMap::new(),
                published: text("published"),
                holder: text("holder").unwrap_or_default(),
                via: Vec::new(),
                stance: text("stance").unwrap_or_default(),
                positive: text("polarity").as_deref() != Some(st::NEGATIVE),
                content_key: text("key"),
                glosses: BTreeMap::new(),
                quotes: Vec::new(),
                content_of: Vec::new(),
                asserted: false,
                withheld: None,
                contradicted_by: Vec::new(),
            },
        }
    }

    fn add(&self, to: &mut Gathered) {
        let receipt = &mut to.receipt;
        for (column, texts) in [("headline", &mut receipt.headlines), ("gloss", &mut receipt.glosses)] {
            if let Some(Term::Literal(literal)) = self.term(column) {
                texts.insert(literal.language().unwrap_or_default().to_owned(), literal.value().to_owned());
            }
        }
        if let (Some(ordinal), Some(via)) = (self.number("viaOrdinal"), self.text("via")) {
            to.via.insert(ordinal, via);
        }
        if let Some(evidence) = self.text("evidence")
            && !receipt.quotes.iter().any(|quote| quote.evidence == evidence)
        {
            receipt.quotes.push(Quote {
                evidence,
                exact: self.text("exact"),
                position: self.number("start").zip(self.number("end")),
                page: self.text("page"),
                timecode: self.text("timecode"),
            });
        }
        for (column, list) in [("contentOf", &mut receipt.content_of), ("conflict", &mut receipt.contradicted_by)] {
            if let Some(iri) = self.text(column)
                && !list.contains(&iri)
            {
                list.push(iri);
            }
        }
        if let (Some(on), Some(verdict)) = (self.text("reviewedOn"), self.text("verdict")) {
            let later = to.verdict.as_ref().is_none_or(|(known, _)| on >= *known);
            if later {
                to.verdict = Some((on, verdict));
            }
        }
    }
}

impl Gathered {
    /// Decides by the same order of reasons as the assertion policy.
    fn finish(self) -> Receipt {
        let Self { mut receipt, in_graph, barred, via, assertability, object, verdict } = self;
        receipt.via = via.into_values().collect();
        let verdict = verdict.map(|(_, verdict)| verdict);
        let committed = [st::COMMITTED, st::PRESUPPOSED].contains(&receipt.stance.as_str());
        receipt.withheld = if barred.is_some() {
            barred
        } else if receipt.holder != st::ARTICLE_AUTHOR || !receipt.via.is_empty() {
            Some(Withheld::Holder)
        } else if !committed {
            Some(Withheld::Stance)
        } else if !receipt.positive {
            Some(Withheld::Negative)
        } else if verdict.as_deref() == Some(st::REJECTED) {
            Some(Withheld::Rejected)
        } else if assertability.as_deref() == Some(st::NEVER) {
            Some(Withheld::Predicate)
        } else if matches!(object, Term::Literal(ref literal) if literal.language().is_some()) {
            Some(Withheld::NotThings)
        } else if !receipt.contradicted_by.is_empty() {
            Some(Withheld::Conflict)
        } else if in_graph {
            None
        } else if assertability.as_deref() == Some(st::AFTER_REVIEW) {
            Some(Withheld::Contested)
        } else if receipt.stance == st::PRESUPPOSED {
            Some(Withheld::Stance)
        } else {
            Some(Withheld::NotThings)
        };
        receipt.asserted = receipt.withheld.is_none() && in_graph;
        receipt
    }
}
