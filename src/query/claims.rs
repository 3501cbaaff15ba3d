//! Claims: statements as people read them. Who says what, how surely, in which words, in which article.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use oxigraph::model::{NamedNode, Term};

use super::cells::{Cells, each_row};
use super::library::CLAIMS;
use super::run::{Asker, QueryError, Question};
use super::why::Quote;
use crate::source::Source;
use crate::store::CancellationToken;
use crate::vocab::st;

/// How many statements one query asks for.
const AT_ONCE: usize = 200;

/// A statement with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// IRI of the statement.
    pub statement: String,
    /// Subject, predicate and object, as far as it has them.
    pub triple: [Option<Term>; 3],
    /// Glosses by language.
    pub glosses: BTreeMap<String, String>,
    /// IRI of the innermost holder.
    pub holder: String,
    /// IRIs of those who pass it on, outermost first.
    pub via: Vec<String>,
    /// IRI of the stance.
    pub stance: String,
    /// It says that it is so; else that it is not.
    pub positive: bool,
    /// When it is said to be true, as written.
    pub when: Vec<String>,
    /// The words of the article.
    pub quotes: Vec<Quote>,
    /// The statements whose content this is.
    pub content_of: Vec<String>,
    /// Where it stands.
    pub article: ClaimedIn,
}

/// The article of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimedIn {
    /// Its IRI.
    pub iri: String,
    /// Its titles by language.
    pub titles: BTreeMap<String, String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// The reason why that is not known.
    pub undated: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The article it repeats.
    pub reprint_of: Option<String>,
    /// It was taken back.
    pub retracted: bool,
}

/// Looks up statements; those that the data does not hold are left out.
///
/// # Errors
/// If a query fails or is cancelled.
pub fn claims(
    asker: &Asker<'_>,
    statements: &[&str],
    cancel: &CancellationToken,
) -> Result<HashMap<String, Claim>, QueryError> {
    let mut found: HashMap<String, (Claim, BTreeMap<u64, String>)> = HashMap::new();
    for part in statements.chunks(AT_ONCE) {
        let mut values = String::from("VALUES ?statement {");
        for node in part.iter().filter_map(|iri| NamedNode::new(*iri).ok()) {
            let _ = write!(values, " {node}");
        }
        values.push_str(" }");
        let mut question = Question::new(Source::new("claims.rq", CLAIMS.replace("#STATEMENTS", &values)));
        question.cancel = cancel.clone();
        each_row(asker, &question, |row| {
            let Some(statement) = row.text("statement") else { return };
            let (claim, via) =
                found.entry(statement.clone()).or_insert_with(|| (begin(row, statement), BTreeMap::new()));
            if let (Some(ordinal), Some(link)) = (row.number("viaOrdinal"), row.text("via")) {
                via.insert(ordinal, link);
            }
            add(row, claim);
        })?;
    }
    let finish = |(iri, (claim, via)): (String, (Claim, BTreeMap<u64, String>))| {
        (iri, Claim { via: via.into_values().collect(), ..claim })
    };
    Ok(found.into_iter().map(finish).collect())
}

fn begin(row: &Cells<'_>, statement: String) -> Claim {
    let text = |column: &str| row.text(column);
    Claim {
        statement,
        triple: ["subject", "predicate", "object"].map(|column| row.term(column).cloned()),
        glosses: BTreeMap::new(),
        holder: text("holder").unwrap_or_default(),
        via: Vec::new(),
        stance: text("stance").unwrap_or_default(),
        positive: text("polarity").as_deref() != Some(st::NEGATIVE),
        when: Vec::new(),
        quotes: Vec::new(),
        content_of: Vec::new(),
        article: ClaimedIn {
            iri: text("article").unwrap_or_default(),
            published: text("published"),
            undated: text("publishedUnknown"),
            language: text("language"),
            url: text("url"),
            reprint_of: text("reprintOf"),
            retracted: row.term("retracted").is_some(),
            titles: BTreeMap::new(),
        },
    }
}

fn add(row: &Cells<'_>, claim: &mut Claim) {
    for (column, texts) in [("headline", &mut claim.article.titles), ("gloss", &mut claim.glosses)] {
        if let Some(Term::Literal(literal)) = row.term(column) {
            texts.insert(literal.language().unwrap_or_default().to_owned(), literal.value().to_owned());
        }
    }
    for (column, list) in [("contentOf", &mut claim.content_of), ("when", &mut claim.when)] {
        if let Some(text) = row.text(column)
            && !list.contains(&text)
        {
            list.push(text);
        }
    }
    if let Some(evidence) = row.text("evidence")
        && !claim.quotes.iter().any(|quote| quote.evidence == evidence)
    {
        claim.quotes.push(Quote {
            evidence,
            exact: row.text("exact"),
            position: row.number("start").zip(row.number("end")),
            page: row.text("page"),
            timecode: row.text("timecode"),
        });
    }
}
