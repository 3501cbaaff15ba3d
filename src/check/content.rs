//! The content of an accusation is held by the accuser.

use crate::finding::{Code, Finding};
use crate::statement::{Article, Holder, Value};
use crate::vocab::{gp, q};

pub(super) fn check(article: &Article<'_>, findings: &mut Vec<Finding>) {
    for statement in &article.statements {
        if statement.predicate.is_none_or(|predicate| predicate.iri != gp::ACCUSES) {
            continue;
        }
        let Some(Value::Entity(accuser)) = statement.subject else { continue };
        let contents = statement.qualifiers.iter().filter(|(qualifier, _)| qualifier.iri == q::CONTENT);
        for value in contents.flat_map(|(_, values)| values) {
            let Value::Statement(number) = value else { continue };
            let content = &article.statements[*number];
            if content.holder() != Holder::Entity(accuser) {
                findings.push(
                    Finding::new(
                        Code::ContentHolder,
                        article.source,
                        content.span,
                        "the content of an accusation is held by somebody other than the accuser",
                    )
                    .with_related(article.source, statement.span, "the accusation")
                    .with_hint("leave `holder` out to have the accuser hold it"),
                );
            }
        }
    }
}
