//! Words of a mapping that name nothing: told once, where they stand, and not for each row.

use crate::dossier::mapping::{ConstantKind, Mapping};
use crate::finding::{Code, Finding};
use crate::statement::Context;

/// Looks up every predicate, qualifier and entity that a mapping and its code lists name themselves.
#[must_use]
pub fn mapping(mapping: &Mapping, context: &Context) -> Vec<Finding> {
    let (ontology, catalog) = (&context.ontology, &context.catalog);
    let mut findings = Vec::new();
    for constant in mapping.constants() {
        let text = &*constant.text;
        let (known, code, what, near) = match constant.kind {
            ConstantKind::Predicate => (
                ontology.predicate(text).is_some(),
                Code::UnknownPredicate,
                "predicate",
                ontology.nearest_predicate(text).map(str::to_owned),
            ),
            ConstantKind::Qualifier => (
                ontology.qualifier(text).is_some(),
                Code::UnknownQualifier,
                "qualifier",
                ontology.nearest_qualifier(text).map(str::to_owned),
            ),
            ConstantKind::Class => (
                ontology.class(text).is_some(),
                Code::UnknownType,
                "type",
                ontology.nearest_class(text).map(str::to_owned),
            ),
            ConstantKind::Entity => {
                let same_as = crate::statement::outside_iri(text).is_some_and(|iri| catalog.by_same_as(&iri).is_some());
                let known = catalog.by_id(text).is_some() || same_as || catalog.by_name(text).len() == 1;
                let near = catalog.nearest(text).into_iter().next().map(|(_, name)| name);
                (known, Code::UnknownEntity, "entity", near)
            }
        };
        if !known {
            let message = format!("unknown {what} `{text}`");
            let finding = Finding::new(code, &constant.source, constant.span, message);
            findings.push(
                near.into_iter().fold(finding, |finding, near| finding.with_hint(format!("did you mean `{near}`?"))),
            );
        }
    }
    findings
}
