//! What every term of the embedded ontology must say about itself.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Term as Object;

use super::super::{Ontology, Term, TermKind};
use crate::vocab::{gp, q, rdfs, skos, st};

fn terms() -> impl Iterator<Item = &'static Term> {
    Ontology::embedded().terms()
}

#[test]
fn every_term_has_a_label_and_a_definition_in_english_and_arabic() {
    for term in terms() {
        for (what, texts) in [("label", &term.labels), ("definition", &term.definitions)] {
            for language in ["en", "ar"] {
                let found = texts.iter().filter(|text| text.lang == language).count();
                assert_eq!(found, 1, "{}: {what} in {language}", term.curie);
            }
        }
    }
}

#[test]
fn there_are_as_many_terms_as_the_design_says() {
    let count = |kind: TermKind, namespace: &str| {
        terms().filter(|term| term.kind == kind && term.iri.starts_with(namespace)).count()
    };
    // The 24 classes of the design and ListedPolity.
    assert_eq!(count(TermKind::Class, gp::NAMESPACE), 25);
    // 56 properties: 52 predicates and value, lowerBound, upperBound and unit.
    assert_eq!(count(TermKind::Predicate, gp::NAMESPACE), 52);
    assert_eq!(count(TermKind::EventType, gp::NAMESPACE), 12);
    assert_eq!(count(TermKind::Link, st::NAMESPACE), 6);
    assert_eq!(count(TermKind::Qualifier, q::NAMESPACE), q::TERMS.len());
    let symmetric: BTreeSet<_> =
        terms().filter(|term| term.kind == TermKind::Predicate && term.symmetric).map(|term| &*term.local).collect();
    assert_eq!(symmetric.len(), 14, "{symmetric:?}");
}

#[test]
fn what_a_term_points_to_exists_and_is_of_the_right_kind() {
    let ontology = Ontology::embedded();
    let must_be = |term: &Term, iri: &str, kinds: &[TermKind]| {
        let kind = ontology.term(iri).map(|found| found.kind);
        assert!(kind.is_some_and(|kind| kinds.contains(&kind)), "{} → {iri}", term.curie);
    };
    for term in terms() {
        for role in term.subject_role.iter().chain(&term.object_role) {
            must_be(term, role, &[TermKind::Role]);
        }
        for qualifier in term.required_qualifiers.iter().chain(&term.key_qualifiers) {
            must_be(term, qualifier, &[TermKind::Qualifier]);
        }
        if let Some(event_type) = &term.event_type {
            must_be(term, event_type, &[TermKind::EventType]);
        }
        for scheme in term.scheme.iter().chain(&term.value_scheme) {
            must_be(term, scheme, &[TermKind::Scheme]);
        }
        for iri in term.domains.iter().chain(&term.ranges).chain(&term.super_terms) {
            if [st::NAMESPACE, gp::NAMESPACE, q::NAMESPACE].iter().any(|ours| iri.starts_with(ours)) {
                must_be(term, iri, &[TermKind::Class, TermKind::Predicate]);
            }
        }
        if term.kind == TermKind::Qualifier {
            let twin = term.role_twin.as_deref().expect("every qualifier has a twin");
            must_be(term, twin, &[TermKind::Role, TermKind::Predicate]);
            assert_eq!(twin.rsplit('#').next(), Some(&*term.local));
        }
    }
}

#[test]
fn a_predicate_that_mints_a_node_says_which_roles_its_ends_have() {
    for term in terms().filter(|term| term.kind == TermKind::Predicate) {
        let mints = term.mints_relationship || term.event_type.is_some();
        assert_eq!(mints, term.subject_role.is_some(), "{}", term.curie);
        assert_eq!(mints, term.object_role.is_some(), "{}", term.curie);
        assert!(!(term.mints_relationship && term.event_type.is_some()), "{}", term.curie);
        if term.symmetric && mints {
            assert_eq!(term.subject_role, term.object_role, "{}", term.curie);
        }
    }
}

#[test]
fn intensional_predicates_are_opaque_and_intensional_qualifiers_are_not_vouched_for() {
    let ontology = Ontology::embedded();
    for name in ["accuses", "threatened", "seeksToContain", "needs", "seeks", "fears", "regardsAs", "purpose"] {
        assert!(ontology.predicate(name).is_some_and(|term| term.opaque), "{name}");
    }
    for name in ["topic", "content", "purpose", "against", "foremost", "jointCause"] {
        assert!(ontology.qualifier(name).is_some_and(|term| !term.vouches), "{name}");
    }
    for name in ["agent", "participant", "theme", "time", "place", "quantity", "domain", "degree"] {
        assert!(ontology.qualifier(name).is_some_and(|term| term.vouches), "{name}");
    }
}

#[test]
fn every_alignment_says_where_it_was_checked() {
    let ontology = Ontology::embedded();
    for term in terms() {
        let mut aligned = BTreeSet::new();
        let mut checked = BTreeMap::new();
        for triple in ontology.triples_of(&term.iri) {
            match (triple.predicate.as_str(), &triple.object) {
                (skos::EXACT_MATCH | skos::CLOSE_MATCH | skos::BROAD_MATCH, Object::NamedNode(node)) => {
                    aligned.insert(node.as_str().to_owned());
                }
                (st::ALIGNMENT_CHECKED, Object::Literal(literal)) => {
                    let (curie, record) = literal.value().split_once(": ").expect("CURIE: record");
                    let (prefix, local) = curie.split_once(':').unwrap_or((curie, ""));
                    if let Some(namespace) = ontology.prefixes().get(prefix) {
                        checked.insert(format!("{namespace}{local}"), record.to_owned());
                    }
                }
                _ => {}
            }
        }
        let records: BTreeSet<_> = checked.keys().cloned().collect();
        assert_eq!(aligned, records, "{}", term.curie);
        for (iri, record) in checked {
            let foreign_data = iri.contains("wikidata.org") || iri.contains("schema.org");
            assert!(!(foreign_data && record == "unchecked"), "{iri}");
        }
    }
}

#[test]
fn nothing_makes_a_reasoner_type_an_entity() {
    for triple in terms().flat_map(|term| Ontology::embedded().triples_of(&term.iri)) {
        let property = triple.predicate.as_str();
        let types = [format!("{}domain", rdfs::NAMESPACE), format!("{}range", rdfs::NAMESPACE)];
        assert!(!types.iter().any(|typing| typing == property), "{triple}");
    }
}
