//! Building one term from the triples that describe it.

use oxigraph::model::{Term as Object, Triple};

use crate::ontology::{Assertability, BareValue, Display, LangText, Term, TermKind};
use crate::vocab::{gp, owl, rdf, rdfs, schema, skos, st, xsd};

/// Builds the term, or nothing if the triples describe something else, such as an ontology header.
///
/// Also returns whether the term declares its assertability.
pub(super) fn term(iri: &str, triples: &[&Triple], (curie, local): (String, String)) -> Option<(Term, bool)> {
    let mut declared = None;
    let mut reads_as = None;
    let mut term = Term {
        iri: iri.to_owned(),
        curie,
        local,
        kind: TermKind::Annotation,
        labels: Vec::new(),
        alt_labels: Vec::new(),
        definitions: Vec::new(),
        notes: Vec::new(),
        assertability: Assertability::Never,
        symmetric: false,
        transitive: false,
        opaque: false,
        mints_relationship: false,
        event_type: None,
        subject_role: None,
        object_role: None,
        domains: Vec::new(),
        ranges: Vec::new(),
        required_qualifiers: Vec::new(),
        key_qualifiers: Vec::new(),
        object_optional: false,
        vouches: false,
        role_twin: None,
        value_scheme: None,
        scheme: None,
        notation: None,
        display: Vec::new(),
        super_terms: Vec::new(),
        types: Vec::new(),
        bare_value: BareValue::Entity,
    };
    for triple in triples {
        match &triple.object {
            Object::NamedNode(node) => {
                let node = node.as_str();
                let list = match triple.predicate.as_str() {
                    rdf::TYPE => &mut term.types,
                    schema::DOMAIN_INCLUDES => &mut term.domains,
                    schema::RANGE_INCLUDES => &mut term.ranges,
                    rdfs::SUB_CLASS_OF | rdfs::SUB_PROPERTY_OF => &mut term.super_terms,
                    st::REQUIRES_QUALIFIER => &mut term.required_qualifiers,
                    st::KEY_QUALIFIER => &mut term.key_qualifiers,
                    st::DISPLAY => {
                        term.display.extend(display(node));
                        continue;
                    }
                    st::ASSERTABILITY => {
                        // Said twice, the more careful one holds.
                        declared = declared.max(assertability(node));
                        continue;
                    }
                    other => {
                        let field = match other {
                            st::EVENT_TYPE => &mut term.event_type,
                            st::SUBJECT_ROLE => &mut term.subject_role,
                            st::OBJECT_ROLE => &mut term.object_role,
                            st::QUALIFIER_OF => &mut term.role_twin,
                            st::VALUE_SCHEME => &mut term.value_scheme,
                            st::READS_AS => &mut reads_as,
                            skos::IN_SCHEME => &mut term.scheme,
                            _ => continue,
                        };
                        *field = Some(node.to_owned());
                        continue;
                    }
                };
                list.push(node.to_owned());
            }
            Object::Literal(literal) => {
                let on = matches!(literal.value(), "true" | "1");
                let texts = match triple.predicate.as_str() {
                    rdfs::LABEL => &mut term.labels,
                    skos::ALT_LABEL => &mut term.alt_labels,
                    skos::DEFINITION => &mut term.definitions,
                    skos::SCOPE_NOTE => &mut term.notes,
                    skos::NOTATION => {
                        term.notation = Some(literal.value().to_owned());
                        continue;
                    }
                    other => {
                        match other {
                            st::OPAQUE => term.opaque |= on,
                            st::MINTS_RELATIONSHIP => term.mints_relationship |= on,
                            st::OBJECT_OPTIONAL => term.object_optional |= on,
                            st::VOUCHES => term.vouches |= on,
                            _ => {}
                        }
                        continue;
                    }
                };
                texts.push(LangText {
                    lang: literal.language().unwrap_or_default().to_owned(),
                    text: literal.value().to_owned(),
                });
            }
            _ => {}
        }
    }
    let is = |class: &str| term.types.iter().any(|found| found == class);
    term.symmetric = is(owl::SYMMETRIC_PROPERTY_CLASS);
    term.transitive = is(owl::TRANSITIVE_PROPERTY_CLASS);
    term.kind = kind(&term.types, declared.is_some())?;
    term.assertability = declared.unwrap_or(Assertability::Never);
    for list in [&mut term.domains, &mut term.ranges, &mut term.required_qualifiers, &mut term.key_qualifiers] {
        list.sort_unstable();
    }
    term.bare_value = bare_value(&term.ranges, reads_as);
    Some((term, declared.is_some()))
}

/// Tells the kind of a term from its types.
fn kind(types: &[String], declares_assertability: bool) -> Option<TermKind> {
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
        || declares_assertability
    {
        // A property of an added vocabulary that does not say what it is for.
        TermKind::Predicate
    } else {
        return None;
    })
}

/// Decides how a bare string is read: as the data says, else by the first family among the ranges.
fn bare_value(ranges: &[String], reads_as: Option<String>) -> BareValue {
    let chosen = reads_as.map(|class| [class]);
    let ranges = chosen.as_ref().map_or(ranges, |class| &class[..]);
    let any = |wanted: &str| ranges.iter().any(|range| range == wanted);
    let literal = |range: &&String| {
        range.starts_with(xsd::NAMESPACE) || *range == rdf::LANG_STRING || *range == rdfs::LITERAL_CLASS
    };
    let entity = |range: &String| {
        ![st::TIME_CLASS, st::STATEMENT_CLASS, st::SITUATION_CLASS, st::UNKNOWN_VALUE_CLASS, gp::QUANTITY_CLASS]
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

fn assertability(individual: &str) -> Option<Assertability> {
    match individual {
        st::ALWAYS => Some(Assertability::Always),
        st::AFTER_REVIEW => Some(Assertability::AfterReview),
        st::NEVER => Some(Assertability::Never),
        _ => None,
    }
}

fn display(individual: &str) -> Option<Display> {
    match individual {
        st::EDGE => Some(Display::Edge),
        st::TIMELINE => Some(Display::Timeline),
        st::MAP => Some(Display::Map),
        _ => None,
    }
}
