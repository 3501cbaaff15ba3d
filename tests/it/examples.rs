//! The example knowledge base against `EXPECTED.yaml`, and the same bytes however it is run.

use crate::audit;
use crate::corpus;
use crate::world::{self, Both, POLICIES, World};
use chancery::convert::{Converter, Policy, Used, describe_shared, in_order};
use chancery::finding::Severity;
use chancery::{check, statement};
use serde_json::Value;
use std::collections::BTreeSet;
use std::convert::Infallible;

type Ids = BTreeSet<String>;

/// Returns the statements that a policy lets through, as `article/id`, and the findings of warning and up.
fn asserted(world: &World, policy: Policy) -> (Ids, Vec<String>) {
    let (mut ids, mut findings) = (Ids::new(), world.kb.findings.clone());
    for input in &world.inputs {
        let read = input.text.parse().expect("YAML");
        let text = world.text_of(&read.value.article, input.folder.as_deref());
        let resolved = statement::resolve(read.value, &input.text.source, &world.kb.context);
        let mut article = resolved.value;
        findings.extend(read.findings);
        findings.extend(resolved.findings);
        findings.extend(check::check(&mut article, &world.kb.context, &text));
        let converter = Converter { context: &world.kb.context, policy, reviews: &world.kb.reviews };
        let judged = converter.judge(&article);
        findings.extend(judged.findings);
        for (statement, decision) in article.statements.iter().zip(&judged.value.decisions) {
            // One without an object (a mediation) has a node and gives no triple.
            if decision.is_asserted() && statement.object.is_some() {
                ids.insert(format!("{}/{}", article.id, statement.id));
            }
        }
    }
    let findings = findings.iter().filter(|finding| finding.severity >= Severity::Warning).map(world::line);
    (ids, findings.collect())
}

fn listed(value: &Value) -> Ids {
    let articles = value.as_object().into_iter().flatten();
    articles.flat_map(|(article, ids)| words(ids).into_iter().map(move |id| format!("{article}/{id}"))).collect()
}

fn words(value: &Value) -> Ids {
    value.as_array().into_iter().flatten().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

#[test]
fn the_example_asserts_what_is_listed() {
    let expected = corpus::yaml(&world::package("examples/kb/EXPECTED.yaml"));
    let root = world::package("examples/kb");
    let reviewed = World::open(&root);
    let mut plain = World::open(&root);
    plain.kb.reviews = chancery::convert::Reviews::default();
    let with_reviews = &expected["with_reviews"];
    for (name, policy) in POLICIES {
        let (got, findings) = asserted(&plain, policy);
        let mut wanted = listed(&expected["asserted"][name]);
        assert_eq!(got, wanted, "{name}");
        assert_eq!(findings, known_warnings(), "{name}");
        let (got, findings) = asserted(&reviewed, policy);
        wanted.extend(words(&with_reviews["added"][name]));
        for removed in words(&with_reviews["removed"][name]) {
            assert!(wanted.remove(&removed), "{removed} was not asserted before");
        }
        assert_eq!(got, wanted, "{name} with reviews");
        assert_eq!(findings, known_warnings(), "{name} with reviews");

        let run = reviewed.run(policy);
        let base = reviewed.kb.context.base.as_str();
        assert_eq!(audit::receipts(&run.quads, base), [""; 0]);
        let graph = format!("<{base}graph/reviewed>");
        let triples: Vec<String> = run
            .quads
            .iter()
            .filter(|quad| quad.graph_name.to_string() == graph)
            .map(|quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object))
            .collect();
        assert_eq!(triples.len(), words(&with_reviews["reviewed"]).len(), "{triples:?}");
    }
}

/// It is meant: the author of one article contradicts himself.
fn known_warnings() -> Vec<String> {
    vec!["dossiers/02-halaib.yaml:118:9 C403 `not-allied` says the opposite of `allied`".to_owned()]
}

#[test]
fn two_runs_and_any_number_of_threads_give_the_same_bytes() {
    let world = World::open(&world::package("examples/kb"));
    let first = world.run(Policy::Default).bytes;
    assert!(first.len() > 100_000, "{} bytes", first.len());
    assert!(first == World::open(&world::package("examples/kb")).run(Policy::Default).bytes, "two runs differ");
    for threads in [1, 2, 3] {
        let mut bytes = Vec::new();
        let workers = in_order(
            world.inputs.iter(),
            threads,
            Used::default,
            |used, input| {
                let mut both = Both::default();
                let outcome = world.process(input, Policy::Default, &mut both, used);
                assert!(outcome.counts.is_some(), "{}", outcome.article);
                both.bytes
            },
            |article| {
                bytes.extend(article);
                Ok::<(), Infallible>(())
            },
        );
        let Ok(workers) = workers;
        let mut used = Used::default();
        workers.into_iter().for_each(|worker| used.absorb(worker));
        describe_shared(&used, &world.kb.context, &mut bytes);
        assert!(bytes == first, "{threads} threads differ");
    }
}
