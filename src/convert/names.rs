//! Verdicts in names: an entity that only withheld statements speak of must be named neutrally,
//! or the accusation would be told by its label or its IRI.

use std::collections::HashSet;

use super::policy::Decision;
use crate::finding::{Code, Finding};
use crate::ontology::verdicts::verdict_in;
use crate::statement::{Article, EntityRef, LocalEntity, Origin};

pub(super) fn check(
    article: &Article<'_>,
    decisions: &[Decision],
    vouched: &HashSet<EntityRef>,
    findings: &mut Vec<Finding>,
) {
    for (number, entity) in (0_u32..).zip(&article.entities) {
        let described = entity.used && entity.origin != Origin::Outside && !vouched.contains(&EntityRef::Local(number));
        if described {
            check_entity(article, entity, findings);
            names_kept_back(article, entity, findings);
        }
    }
    for (statement, decision) in article.statements.iter().zip(decisions) {
        if let (false, Some(word)) = (decision.is_asserted(), verdict_in(&statement.id)) {
            let message = format!("the id of a withheld statement holds a word of verdict (`{word}`)");
            findings.push(
                Finding::new(Code::VerdictInStatementId, article.source, statement.span, message)
                    .with_hint("ids become IRIs; a neutral one says less"),
            );
        }
    }
}

/// Says that neutral words stand in the place of the other names.
fn names_kept_back(article: &Article<'_>, entity: &LocalEntity<'_>, findings: &mut Vec<Finding>) {
    if entity.described.is_empty() || (entity.labels.is_empty() && entity.aliases.is_empty()) {
        return;
    }
    let name = if entity.id.is_empty() { &entity.described[0].text } else { &entity.id };
    let message = format!("only withheld statements speak of `{name}`, so its `described` words are its only names");
    findings.push(
        Finding::new(Code::NamesKeptBack, article.source, entity.span, message)
            .with_hint("label and aliases are for looking it up in this dossier; they are not passed on"),
    );
}

fn check_entity(article: &Article<'_>, entity: &LocalEntity<'_>, findings: &mut Vec<Finding>) {
    let texts = entity.labels.iter().chain(&entity.aliases).chain(&entity.described).map(|label| &*label.text);
    for text in texts.chain([&*entity.id]) {
        let Some(word) = verdict_in(text) else { continue };
        findings.push(
            Finding::new(
                Code::VerdictWord,
                article.source,
                entity.span,
                format!("“{text}” is a verdict, and only withheld statements speak of it"),
            )
            .with_label(format!("`{word}`"))
            .with_hint("use neutral words, such as `described: {en: events of 14 May}`, and a neutral id")
            .with_hint("the article's own words stay in the quote"),
        );
        return;
    }
}
