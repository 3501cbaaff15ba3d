//! Entities that are defined and never used.

use crate::finding::{Code, Finding};
use crate::statement::{Article, Origin};

pub(super) fn check(article: &Article<'_>, findings: &mut Vec<Finding>) {
    for entity in &article.entities {
        if !entity.used && entity.origin == Origin::Defined {
            findings.push(
                Finding::new(
                    Code::UnusedEntity,
                    article.source,
                    entity.span,
                    format!("no statement uses `{}`", entity.id),
                )
                .with_hint("remove it, or use it"),
            );
        }
    }
}
