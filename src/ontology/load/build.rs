//! Building one term from the triples that describe it.

use oxigraph::model::{Term as Object, Triple};

use crate::ontology::{Assertability, BareValue, Display, LangText, Term, TermKind};
use crate::vocab::{gp, owl, rdf, rdfs, schema, skos, st, xsd};

/// Builds the term, or nothing if the triples describe something else, such as an ontology header.
pub(super) fn term(
    iri: &str,
    triples: &[Triple],
    (curie, local): (String, String),
) -> Option<Term> {
    let types = iris(triples, rdf::TYPE);
    let kind = kind(&types, triples)?;
    let ranges = sorted(iris(triples, schema::RANGE_INCLUDES));
    let mut super_terms = iris(triples, rdfs::SUB_CLASS_OF);
    super_terms.extend(iris(triples, rdfs::SUB_PROPERTY_OF));
    let is = |class: &str| types.iter().any(|found| found == class);
    Some(Term {
        iri: iri.to_owned(),
        curie,
        local,
        kind,
        labels: texts(triples, rdfs::LABEL),
        alt_labels: texts(triples, skos::ALT_LABEL),
        definitions: texts(triples, skos::DEFINITION),
        notes: texts(triples, skos::SCOPE_NOTE),
        assertability: assertability(triples).unwrap_or(Assertability::Never),
        symmetric: is(owl::SYMMETRIC_PROPERTY_CLASS),
        transitive: is(owl::TRANSITIVE_PROPERTY_CLASS),
        opaque: flag(triples, st::OPAQUE),
        mints_relationship: flag(triples, st::MINTS_RELATIONSHIP),
        event_type: iri_of(triples, st::EVENT_TYPE),
        subject_role: iri_of(triples, st::SUBJECT_ROLE),
        object_role: iri_of(triples, st::OBJECT_ROLE),
        domains: sorted(iris(triples, schema::DOMAIN_INCLUDES)),
        required_qualifiers: sorted(iris(triples, st::REQUIRES_QUALIFIER)),
        key_qualifiers: sorted(iris(triples, st::KEY_QUALIFIER)),
        object_optional: flag(triples, st::OBJECT_OPTIONAL),
        vouches: flag(triples, st::VOUCHES),
        role_twin: iri_of(triples, st::QUALIFIER_OF),
        value_scheme: iri_of(triples, st::VALUE_SCHEME),
        scheme: iri_of(triples, skos::IN_SCHEME),
        notation: text(triples, skos::NOTATION),
        display: iris(triples, st::DISPLAY)
            .iter()
            .filter_map(|way| match way.as_str() {
                st::EDGE => Some(Display::Edge),
                st::TIMELINE => Some(Display::Timeline),
                st::MAP => Some(Display::Map),
                _ => None,
            })
            .collect(),
        super_terms,
        bare_value: bare_value(&ranges, iri_of(triples, st::READS_AS).as_deref()),
        ranges,
        types,
    })
}

/// Tells the kind of a term from its types.
fn kind(types: &[String], triples: &[Triple]) -> Option<TermKind> {
    let is = |class: &str| types.iter().any(|found| found == class);
    Some(if is(st::PREDICATE_CLASS) {
        TermKind::Predicate
    } else if is(st::QUALIFIER_CLASS) {
        TermKind::Qualifier
    } else if is(st::ROLE_CLASS) {
        TermKind::Role
    } else if is(st::LINK_CLASS) {
        TermKind::Link
    } else if is(st::FIELD_CLASS) {
        TermKind::Field
    } else if is(st::TERM_ANNOTATION_CLASS) {
        TermKind::Annotation
    } else if is(owl::CLASS_CLASS) || is(rdfs::CLASS_CLASS) {
        TermKind::Class
    } else if is(gp::EVENT_TYPE_CLASS) {
        TermKind::EventType
    } else if is(skos::CONCEPT_CLASS) {
        TermKind::Concept
    } else if is(skos::CONCEPT_SCHEME_CLASS) {
        TermKind::Scheme
    } else if is(owl::NAMED_INDIVIDUAL_CLASS) {
        TermKind::Individual
    } else if is(owl::OBJECT_PROPERTY_CLASS)
        || is(owl::DATATYPE_PROPERTY_CLASS)
        || is(rdf::PROPERTY)
        || assertability(triples).is_some()
    {
        // A property of an added vocabulary that does not say what it is for.
        TermKind::Predicate
    } else {
        return None;
    })
}

/// Decides how a bare string is read: as the data says, else by the first family among the ranges.
fn bare_value(ranges: &[String], reads_as: Option<&str>) -> BareValue {
    let chosen = [reads_as.map(str::to_owned)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    let ranges = if chosen.is_empty() { ranges } else { &chosen };
    let any = |wanted: &str| ranges.iter().any(|range| range == wanted);
    let literal = |range: &&String| {
        range.starts_with(xsd::NAMESPACE)
            || *range == rdf::LANG_STRING
            || *range == rdfs::LITERAL_CLASS
    };
    let entity = |range: &String| {
        ![
            st::TIME_CLASS,
            st::STATEMENT_CLASS,
            st::SITUATION_CLASS,
            st::UNKNOWN_VALUE_CLASS,
            gp::QUANTITY_CLASS,
        ]
        .contains(&range.as_str())
            && !literal(&range)
    };
    if any(skos::CONCEPT_CLASS) {
        BareValue::Concept
    } else if ranges.is_empty() || ranges.iter().any(entity) {
        BareValue::Entity
    } else if any(st::TIME_CLASS) {
        BareValue::Time
    } else if any(gp::QUANTITY_CLASS) {
        BareValue::Quantity
    } else if any(st::STATEMENT_CLASS) {
        BareValue::Statement
    } else if any(st::SITUATION_CLASS) {
        BareValue::Situation
    } else if any(rdf::LANG_STRING) || any(xsd::STRING) || any(rdfs::LITERAL_CLASS) {
        BareValue::Text
    } else {
        let datatype = ranges.iter().find(literal).cloned();
        datatype.map_or(BareValue::Text, BareValue::Literal)
    }
}

/// Returns the declared assertability.
pub(super) fn assertability(triples: &[Triple]) -> Option<Assertability> {
    match iri_of(triples, st::ASSERTABILITY)?.as_str() {
        st::ALWAYS => Some(Assertability::Always),
        st::AFTER_REVIEW => Some(Assertability::AfterReview),
        st::NEVER => Some(Assertability::Never),
        _ => None,
    }
}

fn objects<'a>(triples: &'a [Triple], property: &str) -> impl Iterator<Item = &'a Object> {
    triples
        .iter()
        .filter(move |triple| triple.predicate.as_str() == property)
        .map(|triple| &triple.object)
}

fn iris(triples: &[Triple], property: &str) -> Vec<String> {
    objects(triples, property)
        .filter_map(|object| match object {
            Object::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        })
        .collect()
}

fn iri_of(triples: &[Triple], property: &str) -> Option<String> {
    iris(triples, property).into_iter().next()
}

fn sorted(mut iris: Vec<String>) -> Vec<String> {
    iris.sort_unstable();
    iris
}

fn texts(triples: &[Triple], property: &str) -> Vec<LangText> {
    objects(triples, property)
        .filter_map(|object| match object {
            Object::Literal(literal) => Some(LangText {
                lang: literal.language().unwrap_or_default().to_owned(),
                text: literal.value().to_owned(),
            }),
            _ => None,
        })
        .collect()
}

/// Returns the first literal of a property.
pub(super) fn text(triples: &[Triple], property: &str) -> Option<String> {
    texts(triples, property)
        .into_iter()
        .next()
        .map(|text| text.text)
}

fn flag(triples: &[Triple], property: &str) -> bool {
    text(triples, property).is_some_and(|value| value == "true" || value == "1")
}
