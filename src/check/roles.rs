//! Domain, range and required qualifiers: is every thing of a type that the term is made for?

use crate::finding::{Code, Finding};
use crate::ontology::Term;
use crate::statement::{Article, Context, EntityRef, Statement, Value};
use crate::vocab::{gp, skos, st, xsd};

pub(super) fn check(article: &Article<'_>, context: &Context, findings: &mut Vec<Finding>) {
    for statement in &article.statements {
        if let Some(predicate) = statement.predicate {
            if let Some(subject) = &statement.subject
                && !fits(subject, &predicate.domains, article, context)
            {
                findings.push(unexpected(Code::Domain, "subject", &predicate.domains, statement, article, context));
            }
            if let Some(object) = &statement.object
                && !fits(object, &predicate.ranges, article, context)
            {
                findings.push(unexpected(Code::Range, "object", &predicate.ranges, statement, article, context));
            }
            required(statement, predicate, article, context, findings);
        }
        if statement.about.iter().any(|value| matches!(value, Value::Text(_) | Value::Literal(..))) {
            let message = "`about` names entities; words belong into `says`";
            findings.push(
                Finding::new(Code::Range, article.source, statement.span, message)
                    .with_hint("define an entity: `about: {label: …}`, with a type if it has one"),
            );
        }
        for (qualifier, values) in &statement.qualifiers {
            if values.iter().any(|value| !fits(value, &qualifier.ranges, article, context)) {
                findings.push(unexpected(
                    Code::Range,
                    &qualifier.local,
                    &qualifier.ranges,
                    statement,
                    article,
                    context,
                ));
            }
        }
    }
}

fn required(
    statement: &Statement<'_>,
    predicate: &Term,
    article: &Article<'_>,
    context: &Context,
    findings: &mut Vec<Finding>,
) {
    for required in &predicate.required_qualifiers {
        if statement.qualifiers.iter().any(|(qualifier, _)| qualifier.iri == *required) {
            continue;
        }
        let name = context.ontology.term(required).map_or(required.as_str(), |term| &term.local);
        findings.push(
            Finding::new(
                Code::MissingRole,
                article.source,
                statement.span,
                format!("`{}` does not say its `{name}`", predicate.local),
            )
            .with_hint(format!("add `with: {{{name}: …}}`; what is not known is `{{unknown: not-stated}}`")),
        );
    }
}

fn unexpected(
    code: Code,
    place: &str,
    expected: &[String],
    statement: &Statement<'_>,
    article: &Article<'_>,
    context: &Context,
) -> Finding {
    let names: Vec<&str> = expected
        .iter()
        .map(|iri| {
            context.ontology.term(iri).map_or_else(|| iri.rsplit(['#', '/']).next().unwrap_or(iri), |term| &term.local)
        })
        .collect();
    let predicate = statement.predicate.map_or("", |predicate| &predicate.local);
    Finding::new(
        code,
        article.source,
        statement.span,
        format!("the `{place}` of `{predicate}` is usually {}", names.join(" or ")),
    )
}

/// Says whether a value may stand where these classes or datatypes are expected.
fn fits(value: &Value<'_>, expected: &[String], article: &Article<'_>, context: &Context) -> bool {
    let has = |iri: &str| expected.iter().any(|range| range == iri);
    if expected.is_empty() || has(crate::vocab::rdfs::RESOURCE_CLASS) {
        return true;
    }
    match value {
        Value::Entity(entity) => {
            let fits_one = |class: &str| context.ontology.fits(class, expected);
            match entity {
                EntityRef::Shared(number) => {
                    let types = &context.catalog.entity(*number).types;
                    types.is_empty() || types.iter().any(|class| fits_one(class))
                }
                EntityRef::Local(number) => {
                    let types = &article.entities[*number as usize].types;
                    types.is_empty() || types.iter().any(|class| fits_one(&class.iri))
                }
            }
        }
        Value::Concept(_) => has(skos::CONCEPT_CLASS) || has(gp::EVENT_TYPE_CLASS),
        Value::Statement(_) | Value::OtherStatement(_) => has(st::STATEMENT_CLASS),
        Value::Situation(_) => has(st::SITUATION_CLASS),
        Value::Article(_) => has(st::ARTICLE_CLASS),
        Value::Time(_) => has(st::TIME_CLASS) || expected.iter().any(|range| range.starts_with(xsd::NAMESPACE)),
        Value::Quantity(_) | Value::UnknownQuantity(_) => has(gp::QUANTITY_CLASS),
        Value::Literal(..) => has(gp::QUANTITY_CLASS) || expected.iter().any(|range| is_literal(range)),
        Value::Text(_) => {
            expected.iter().any(|range| is_literal(range)) || has(skos::CONCEPT_CLASS) || has(st::SITUATION_CLASS)
        }
        Value::Unknown(_) => true,
    }
}

fn is_literal(range: &str) -> bool {
    range.starts_with(xsd::NAMESPACE)
        || range == crate::vocab::rdf::LANG_STRING
        || range == crate::vocab::rdfs::LITERAL_CLASS
}
