//! Answers that list what a query finds: in order of time, by party, by contradiction, by what is unknown.

use oxigraph::model::Term;

use super::{AnswerError, Group, Inquiry, Item, put};
use crate::query::cells::{Cells, each_row};
use crate::query::library::{BETWEEN, CLAIMS_BY};
use crate::query::run::Question;

/// Says what happened when: groups by date as written, undated claims last.
///
/// Takes `since`, `until` and `about`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn timeline(inquiry: &Inquiry<'_>) -> Result<Vec<Group>, AnswerError> {
    gather(inquiry, &inquiry.bundled("timeline")?, |row| {
        let reason = row.term("unknown").or(row.term("startUnknown")).or(row.term("endUnknown"));
        let head = match (row.text("when"), reason) {
            (Some(when), _) => Group { words: Some(when), ..Group::default() },
            (None, reason) => Group { terms: reason.into_iter().cloned().collect(), ..Group::default() },
        };
        Some((head, vec![Item::statement(row.text("statement")?)]))
    })
}

/// Says what is affirmed here and negated there: a group for each proposition.
///
/// Takes `subject`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn contradictions(inquiry: &Inquiry<'_>) -> Result<Vec<Group>, AnswerError> {
    gather(inquiry, &inquiry.bundled("conflicts")?, |row| {
        let items = ["affirmed", "negated"].iter().filter_map(|side| row.text(side)).map(Item::statement);
        let terms = ["subject", "predicate", "object"].iter().filter_map(|column| row.term(column)).cloned();
        Some((Group { terms: terms.collect(), ..Group::default() }, items.collect()))
    })
}

/// Says what somebody says, passes on or writes: one group, by day of publication.
///
/// Takes `who`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn claims_by(inquiry: &Inquiry<'_>) -> Result<Vec<Group>, AnswerError> {
    gather(inquiry, &inquiry.own("claims-by", CLAIMS_BY)?, one_group)
}

/// Says what is said of two parties together: one group, by day of publication.
///
/// Takes `a` and `b`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn between(inquiry: &Inquiry<'_>) -> Result<Vec<Group>, AnswerError> {
    gather(inquiry, &inquiry.own("between", BETWEEN)?, one_group)
}

/// Says what is unknown, and why: a group for each reason.
///
/// Takes `article`.
///
/// # Errors
/// If a parameter is wrong, or the query fails.
pub fn unknowns(inquiry: &Inquiry<'_>) -> Result<Vec<Group>, AnswerError> {
    let mut groups = gather(inquiry, &inquiry.bundled("unknowns")?, |row| {
        let statement = row.text("statement");
        let item = Item {
            article: row.text("article").filter(|_| statement.is_none()),
            statement,
            part: ["part", "of"].iter().filter_map(|column| row.term(column)).cloned().collect(),
            words: row.text("words"),
        };
        Some((Group { terms: vec![row.term("reason")?.clone()], ..Group::default() }, vec![item]))
    })?;
    groups.sort_by(|a, b| a.terms.iter().map(Term::to_string).cmp(b.terms.iter().map(Term::to_string)));
    Ok(groups)
}

fn one_group(row: &Cells<'_>) -> Option<(Group, Vec<Item>)> {
    Some((Group::default(), vec![Item::statement(row.text("statement")?)]))
}

/// Asks, and groups what each row means.
fn gather(
    inquiry: &Inquiry<'_>,
    question: &Question,
    mut read: impl FnMut(&Cells<'_>) -> Option<(Group, Vec<Item>)>,
) -> Result<Vec<Group>, AnswerError> {
    let mut groups = Vec::new();
    each_row(inquiry.asker, question, |row| {
        if let Some((head, items)) = read(row) {
            items.into_iter().for_each(|item| put(&mut groups, head.clone(), item));
        }
    })?;
    Ok(groups)
}
