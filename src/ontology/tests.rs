//! Tests of the loader, the look-up and the data itself.

use std::collections::BTreeSet;
use std::time::Instant;

use super::{Assertability, BareValue, Ontology, OntologyError, Term, TermKind, load};
use crate::vocab::{gp, q, schema, skos, st};

mod data;
mod files;

fn ontology() -> &'static Ontology {
    Ontology::embedded()
}

fn predicate(written: &str) -> &'static Term {
    ontology().predicate(written).expect("the predicate exists")
}

#[test]
fn a_predicate_is_found_by_local_name_curie_and_iri() {
    for written in ["supplies", "gp:supplies", gp::SUPPLIES] {
        assert_eq!(predicate(written).iri, gp::SUPPLIES);
    }
    assert_eq!(predicate("causes").iri, st::CAUSES);
    assert_eq!(predicate("schema:author").iri, schema::AUTHOR);
    assert_eq!(predicate("definition").iri, skos::DEFINITION);
    assert!(ontology().predicate("Supplies").is_none());
    assert!(ontology().predicate("agent").is_none(), "a role is no predicate");
    assert!(ontology().predicate("value").is_none(), "a field is no predicate");
}

#[test]
fn one_name_may_be_a_predicate_and_a_link_or_qualifier() {
    assert_eq!(predicate("partOf").iri, gp::PART_OF);
    assert_eq!(ontology().link("partOf").expect("a link").iri, st::PART_OF);
    assert_eq!(predicate("purpose").iri, gp::PURPOSE);
    let qualifier = ontology().qualifier("purpose").expect("a qualifier");
    assert_eq!(qualifier.iri, q::PURPOSE);
    assert_eq!(qualifier.role_twin.as_deref(), Some(gp::PURPOSE));
}

#[test]
fn contested_and_intensional_predicates_are_not_asserted_at_once() {
    let with = |wanted: Assertability| -> BTreeSet<&str> {
        ontology()
            .terms()
            .filter(|term| term.kind == TermKind::Predicate && term.assertability == wanted)
            .map(|term| &*term.curie)
            .collect()
    };
    assert_eq!(
        with(Assertability::AfterReview),
        BTreeSet::from(["gp:occupies", "gp:perpetrated", "gp:actsToward", "gp:sanctions"])
    );
    assert_eq!(
        with(Assertability::Never),
        BTreeSet::from([
            "gp:needs",
            "gp:seeks",
            "gp:fears",
            "gp:regardsAs",
            "gp:purpose",
            "gp:evaluatedAs",
            "st:causes",
            "st:explains",
            "st:wouldCause",
            "st:evidenceFor",
            "st:generalClaim",
            "skos:definition",
        ])
    );
    for term in ontology().terms().filter(|term| term.kind != TermKind::Predicate) {
        assert_eq!(term.assertability, Assertability::Never, "{}", term.curie);
    }
}

#[test]
fn classes_know_what_is_above_them() {
    let ontology = ontology();
    assert!(ontology.is_a(gp::STATE_CLASS, gp::ACTOR_CLASS));
    assert!(ontology.is_a(gp::STATE_CLASS, gp::STATE_CLASS));
    assert!(!ontology.is_a(gp::ACTOR_CLASS, gp::STATE_CLASS));
    assert!(!ontology.is_a(gp::STATE_CLASS, gp::PLACE_CLASS));
    assert!(ontology.is_a(gp::ALLIED_WITH, gp::HAS_TIES_WITH));
    assert!(ontology.fits(gp::PIPELINE_CLASS, &predicate("transits").domains));
    assert!(!ontology.fits(gp::PERSON_CLASS, &predicate("transits").domains));
    assert!(ontology.fits(gp::PERSON_CLASS, &[]));
}

#[test]
fn near_misses_are_proposed_in_either_language() {
    let ontology = ontology();
    assert_eq!(ontology.nearest_predicate("suplies"), Some("supplies"));
    assert_eq!(ontology.nearest_predicate("has close relations with"), Some("hasCloseRelationsWith"));
    assert_eq!(ontology.nearest_predicate("يتهم"), Some("accuses"));
    assert_eq!(ontology.nearest_class("Contry"), None);
    assert_eq!(ontology.nearest_class("Pipline"), Some("Pipeline"));
    assert_eq!(ontology.nearest_qualifier("on_behalf_of"), Some("onBehalfOf"));
    assert_eq!(ontology.nearest_link("derived_from"), Some("derivedFrom"));
    assert_eq!(ontology.nearest_predicate("xyzzy"), None);
    assert_eq!(ontology.nearest_predicate(""), None);
}

#[test]
fn the_range_decides_how_a_bare_string_is_read() {
    let reads = |name: &str| &ontology().qualifier(name).expect("a qualifier").bare_value;
    assert_eq!(reads("theme"), &BareValue::Entity);
    assert_eq!(reads("topic"), &BareValue::Entity);
    assert_eq!(reads("time"), &BareValue::Time);
    assert_eq!(reads("quantity"), &BareValue::Quantity);
    assert_eq!(reads("content"), &BareValue::Statement);
    assert_eq!(reads("purpose"), &BareValue::Situation);
    assert_eq!(reads("degree"), &BareValue::Concept);
    assert_eq!(reads("rank"), &BareValue::Text);
    assert_eq!(reads("grounds"), &BareValue::Text);
    assert_eq!(reads("ordinal"), &BareValue::Literal(crate::vocab::xsd::INTEGER.to_owned()));
}

#[test]
fn concepts_are_found_by_short_name_and_label() {
    let ontology = ontology();
    for written in ["human-rights", "human rights", "Human-Rights", "حقوقي", "gp:domain-human-rights"] {
        let concept = ontology.concept(gp::DOMAINS, written).expect("the concept exists");
        assert_eq!(concept.iri, gp::DOMAIN_HUMAN_RIGHTS, "{written}");
    }
    assert!(ontology.concept(gp::DEGREES, "human-rights").is_none());
}

#[test]
fn a_vocabulary_adds_terms() {
    let turtle = "@prefix x: <https://x.example/v#> . @prefix st: <https://w3id.org/chancery/statement#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix gp: <https://w3id.org/chancery/geopolitics#> .
        x:Militia a owl:Class ; rdfs:subClassOf gp:Actor ; rdfs:label \"militia\"@en .
        x:lacks a owl:Class ; rdfs:label \"Miliz\"@de, \"milice\"@fr .
        x:arms a owl:ObjectProperty, st:Predicate ; st:assertability st:afterReview .
        x:supplies a owl:ObjectProperty, st:Predicate ; st:assertability st:always .
        gp:supplies rdfs:label \"fournit\"@fr .";
    let extended = ontology().with_vocabulary(turtle, "x.ttl").expect("it is sound");
    assert!(extended.is_a("https://x.example/v#Militia", gp::ACTOR_CLASS));
    let arms = extended.predicate("arms").expect("added");
    assert_eq!((&*arms.curie, arms.assertability), ("x:arms", Assertability::AfterReview));
    assert_eq!(extended.predicate("supplies").expect("ours").iri, gp::SUPPLIES);
    assert_eq!(extended.predicate("x:supplies").expect("theirs").iri, "https://x.example/v#supplies");
    assert_eq!(extended.predicate("supplies").expect("ours").label("fr"), "fournit");
    // A term that lacks a language is called by the next best.
    let lacks = extended.term("https://x.example/v#lacks").expect("added");
    let called = ["fr", "fr-CA", "ar", "tr"].map(|language| lacks.label(language));
    assert_eq!(called, ["milice", "milice", "Miliz", "Miliz"]);
    assert_eq!((arms.label("ar"), ontology().predicate("supplies").expect("ours").label("tr")), ("arms", "supplies"));
    assert_ne!(extended.fingerprint(), ontology().fingerprint());
    assert!(ontology().predicate("arms").is_none());
}

#[test]
fn a_vocabulary_may_not_loosen_what_is_there() {
    let prefixes = "@prefix x: <https://x.example/v#> . @prefix st: <https://w3id.org/chancery/statement#> .
        @prefix gp: <https://w3id.org/chancery/geopolitics#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . ";
    let refuse = |turtle: &str| {
        ontology().with_vocabulary(&format!("{prefixes}{turtle}"), "x.ttl").expect_err("it must be refused")
    };
    assert!(matches!(
        refuse("gp:occupies st:assertability st:always ."),
        OntologyError::Redefined { term, .. } if term == "gp:occupies"
    ));
    assert!(matches!(refuse("q:new a st:Qualifier ."), OntologyError::Syntax { .. }));
    assert!(matches!(
        refuse("gp:brandNew a owl:ObjectProperty ; st:assertability st:always ."),
        OntologyError::Redefined { .. }
    ));
    assert!(matches!(
        refuse("x:y a owl:ObjectProperty ."),
        OntologyError::NoAssertability { term, .. } if term == "x:y"
    ));
    assert!(matches!(refuse("[] a owl:Class ."), OntologyError::BlankNode { .. }));
    assert!(matches!(refuse("x:y a"), OntologyError::Syntax { .. }));
}

#[test]
fn a_name_that_two_vocabularies_share_needs_its_prefix() {
    let vocabulary = |name: &str| {
        format!(
            "@prefix {name}: <https://{name}.example/v#> . @prefix st: <https://w3id.org/chancery/statement#> .
             {name}:arms a st:Predicate ; st:assertability st:never ."
        )
    };
    let both = ontology()
        .with_vocabulary(&vocabulary("one"), "one.ttl")
        .and_then(|ontology| ontology.with_vocabulary(&vocabulary("two"), "two.ttl"))
        .expect("both are sound");
    assert!(both.predicate("arms").is_none());
    assert!(both.predicate("one:arms").is_some() && both.predicate("two:arms").is_some());
}

#[test]
fn a_term_is_written_back_as_turtle() {
    let turtle = ontology().turtle_of(gp::SUPPLIES);
    assert!(turtle.contains("gp:supplies a "), "{turtle}");
    assert!(turtle.contains("@prefix q: "), "{turtle}");
    assert!(!turtle.contains("@prefix wd: "), "{turtle}");
    assert_eq!(ontology().turtle_of("https://nowhere.example/"), "");
    assert!(ontology().triples_of(gp::SUPPLIES).count() > 8);
}

#[test]
fn loading_is_quick() {
    let best = (0..10)
        .map(|_| {
            let start = Instant::now();
            load::embedded().expect("it loads");
            start.elapsed()
        })
        .min()
        .expect("ten runs");
    println!("{} terms in {best:?}", ontology().terms().count());
    // An optimised build takes a few milliseconds; this leaves room for a busy machine.
    assert!(best.as_millis() < 100, "{best:?}");
}
