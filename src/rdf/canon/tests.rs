//! Tests of canonical N-Quads that need no suite.

use super::*;
use oxigraph::io::{RdfFormat, RdfParser};

fn read(text: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes()).collect::<Result<_, _>>().unwrap()
}

fn canonical(text: &str) -> Canonical {
    Canonical::of(&read(text), Effort::default()).unwrap()
}

#[test]
fn names_and_order_do_not_matter() {
    let one = canonical("_:a <http://e/p> _:b .\n_:b <http://e/p> _:c .\n_:c <http://e/p> \"x\" .");
    let other = canonical("_:c <http://e/p> _:a .\n_:a <http://e/p> \"x\" .\n_:z <http://e/p> _:c .");
    assert_eq!(one.lines(), other.lines());
    let different = canonical("_:c <http://e/p> _:a .\n_:c <http://e/p> \"x\" .\n_:z <http://e/p> _:c .");
    assert_ne!(one.sha256(), different.sha256());
}

#[test]
fn triple_terms_are_told_apart_by_what_is_in_them() {
    let of = |inner: &str| {
        canonical(&format!(
            "_:r <http://e/says> <<( _:x <http://e/p> <<( {inner} )>> )>> .\n_:x <http://e/n> \"1\" .\n_:y <http://e/n> \"1\" ."
        ))
    };
    let one = of("_:x <http://e/q> _:y");
    assert_eq!(one, canonical(&one.lines().concat().replace("c14n", "other")).labels_dropped(&one));
    assert_ne!(one.sha256(), of("_:y <http://e/q> _:x").sha256());
    assert_ne!(one.sha256(), of("_:x <http://e/q> _:x").sha256());
}

impl Canonical {
    /// The same with the labels of another, for comparing the rest.
    fn labels_dropped(mut self, other: &Self) -> Self {
        self.labels = other.labels.clone();
        self
    }
}

#[test]
fn a_clique_of_blank_nodes_is_refused_soon() {
    let mut text = String::new();
    for left in 0..12 {
        for right in (0..12).filter(|right| *right != left) {
            text.push_str(&format!("_:n{left} <http://e/p> _:n{right} .\n"));
        }
    }
    let started = std::time::Instant::now();
    assert!(matches!(Canonical::of(&read(&text), Effort::default()), Err(CanonError::TooMuchWork(_))));
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn long_chains_of_equal_nodes_end() {
    let ring: String = (0..300).map(|at| format!("_:n{at} <http://e/p> _:n{} .\n", (at + 1) % 300)).collect();
    let outcome = Canonical::of(&read(&ring), Effort::default());
    assert!(matches!(outcome, Ok(_) | Err(CanonError::TooMuchWork(_))), "{outcome:?}");
    let long: String = (0..5_000).map(|at| format!("_:n{at} <http://e/p> _:n{} .\n", (at + 1) % 5_000)).collect();
    assert!(Canonical::of(&read(&long), Effort::default()).is_err());
}

#[test]
fn many_pairs_of_twins_are_no_trouble() {
    let twins: String = (0..2_000)
        .map(|at| format!("_:a{at} <http://e/p> _:b{at} .\n_:a{at} <http://e/n> \"{}\" .\n", at / 2))
        .collect();
    assert_eq!(canonical(&twins).lines().len(), 4_000);
}

mod by_another {
    //! The canonical form of random graphs, as sophia's own RDFC-1.0 finds it.

    use super::{Effort, canonical, read};
    use crate::rdf::canon::Canonical;
    use proptest::prelude::*;
    use sophia::api::quad::Spog;
    use sophia::api::source::QuadSource as _;
    use sophia::api::term::SimpleTerm;
    use sophia::turtle::parser::nq;
    use std::collections::HashSet;

    /// Returns the form; nothing where sophia gives the graph up.
    fn by_sophia(text: &str) -> Option<String> {
        let quads: HashSet<Spog<SimpleTerm<'static>>> = nq::parse_str(text).collect_quads().unwrap();
        let mut form = Vec::new();
        sophia::c14n::rdfc10::normalize(&quads, &mut form).ok()?;
        Some(String::from_utf8(form).unwrap())
    }

    /// Says whether a blank node occurs twice in a quad. Sophia and PyLD then hash the quad twice; the
    /// specification (§4.4.3 step 2) names the quad once for each node that occurs in it, and rdf-canonize
    /// does as we do.
    fn repeats(quad: &str) -> bool {
        let blank: Vec<&str> = quad.split(' ').filter(|word| word.starts_with("_:")).collect();
        blank.iter().collect::<HashSet<_>>().len() < blank.len()
    }

    #[test]
    fn a_quad_counts_once_for_a_node_that_it_names_twice() {
        let form = canonical("_:b <http://e/p> _:b _:g .\n_:c <http://e/p> _:c .\n").lines().concat();
        assert_eq!(form, "_:c14n0 <http://e/p> _:c14n0 .\n_:c14n1 <http://e/p> _:c14n1 _:c14n2 .\n");
    }

    fn quad() -> impl Strategy<Value = String> {
        let node = || prop_oneof![4 => "_:[a-f]", 1 => "<http://e/[st]>"];
        let object = prop_oneof![4 => node(), 1 => "\"[xy]\"", 1 => "\"x\"@(en|ar)"];
        (node(), "<http://e/[pq]>", object, prop_oneof![4 => Just(String::new()), 1 => " _:[gh]", 1 => " <http://e/g>"])
            .prop_map(|(subject, predicate, object, graph)| format!("{subject} {predicate} {object}{graph} .\n"))
            .prop_filter("sophia hashes it twice", |quad| !repeats(quad))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn finds_the_same_form(quads in prop::collection::vec(quad(), 1..14)) {
            let text = quads.concat();
            if let Some(theirs) = by_sophia(&text) {
                prop_assert_eq!(canonical(&text).lines().concat(), theirs);
            }
        }
    }

    #[test]
    fn a_circle_is_no_trouble_for_either() {
        let text = "_:a <http://e/p> _:b .\n_:b <http://e/p> _:c .\n_:c <http://e/p> _:a .\n";
        let ours = Canonical::of(&read(text), Effort::default()).unwrap();
        assert_eq!(Some(ours.lines().concat()), by_sophia(text));
    }
}
