//! Random articles through the program, against the rule that was written a second time.
//!
//! `CHANCERY_TEST_CASES` sets how many (2,000 without it), `CHANCERY_TEST_SEED` the first seed; case n has seed first + n.

use crate::audit::{self, GP, ST};
use crate::corpus;
use crate::rule::{self, Article, Policy as RulePolicy, Term as RuleTerm, Verdict as RuleVerdict, write};
use crate::world::{self, Both, World};
use chancery::convert::{Input, Policy, Review, Reviews, Used, Verdict};
use chancery::dossier::Notation;
use chancery::dossier::stream::ArticleText;
use chancery::finding::Severity;
use chancery::kb::Kb;
use chancery::source::Source;
use oxigraph::model::{GraphName, Quad};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;

const POLICIES: [(Policy, RulePolicy); 3] =
    [(Policy::Strict, RulePolicy::Strict), (Policy::Default, RulePolicy::Default), (Policy::Open, RulePolicy::Open)];

fn setting(name: &str, default: u64) -> u64 {
    let written = std::env::var(name).ok();
    written.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn the_program_and_the_rule_agree_on_random_articles() {
    let (cases, first) = (setting("CHANCERY_TEST_CASES", 2_000), setting("CHANCERY_TEST_SEED", 0));
    let mut world = World::with_files(Kb::none(), &[]);
    let articles = rule::random::article(12);
    let mut asserted = 0;
    for seed in first..first + cases {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut tree = articles.new_tree(&mut runner).expect("an article");
        match differences(&mut world, &tree.current()) {
            Ok(count) => asserted += count,
            Err(mut why) => {
                // The smallest article that still differs says most.
                let mut more = tree.simplify();
                while more {
                    more = match differences(&mut world, &tree.current()) {
                        Err(smaller) => {
                            why = smaller;
                            tree.simplify()
                        }
                        Ok(_) => tree.complicate(),
                    };
                }
                panic!("seed {seed}: {why}");
            }
        }
    }
    assert!(asserted > cases / 2, "only {asserted} triples asserted: the articles are too tame");
}

/// Hands the N-Quads of random articles to a test, with the world and the policy they were made in.
///
/// `CHANCERY_TEST_PROFILE_CASES` sets how many (60 without it).
pub fn each_article(mut test: impl FnMut(&World, Policy, &str)) {
    let (cases, first) = (setting("CHANCERY_TEST_PROFILE_CASES", 60), setting("CHANCERY_TEST_SEED", 0));
    let mut world = World::with_files(Kb::none(), &[]);
    let articles = rule::random::article(12);
    for seed in first..first + cases {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let article = articles.new_tree(&mut runner).expect("an article").current();
        let text = serde_json::to_string_pretty(&write::dossier(&article)).expect("JSON");
        let source = Source::new("random.json", text.as_str());
        let input = Input { text: ArticleText::new(source, Notation::Json, None), folder: None };
        world.kb.reviews = Reviews::default();
        let digests = world::digests(&convert(&world, &input, Policy::Default).expect("an article without errors"));
        world.kb.reviews = Reviews::new(reviews(&world, &article, &digests));
        let (mut both, mut used) = (Both::default(), Used::default());
        let policy = POLICIES[usize::try_from(seed % 3).expect("small")].0;
        world.process(&input, policy, &mut both, &mut used);
        test(&world, policy, std::str::from_utf8(&both.bytes).expect("UTF-8"));
    }
}

/// Converts an article under each policy; the error says what differs from the rule.
fn differences(world: &mut World, article: &Article) -> Result<u64, String> {
    let dossier = write::dossier(article);
    let text = serde_json::to_string_pretty(&dossier).expect("JSON");
    let source = Source::new("random.json", text.as_str());
    let input = Input { text: ArticleText::new(source, Notation::Json, None), folder: None };
    world.kb.reviews = Reviews::default();
    let digests = world::digests(&convert(world, &input, Policy::Default)?);
    world.kb.reviews = Reviews::new(reviews(world, article, &digests));
    let mut count = 0;
    for (policy, rule_policy) in POLICIES {
        let quads = convert(world, &input, policy)?;
        let (got, wanted) = (found(world, article, &quads), expected(world, article, rule_policy));
        if got != wanted {
            let reviews = write::reviews(article, &|id| digests[&format!("random/{id}")].clone());
            return Err(format!("{policy:?}\ngot      {got:#?}\nexpected {wanted:#?}\n{text}\n{reviews:#}"));
        }
        if policy == Policy::Open
            && let Some(wrong) = audit::receipts(&quads, world.kb.context.base.as_str()).first()
        {
            return Err(format!("{policy:?}: {wrong}\n{text}"));
        }
        count += got.asserted.len() as u64;
    }
    Ok(count)
}

fn convert(world: &World, input: &Input, policy: Policy) -> Result<Vec<Quad>, String> {
    let (mut both, mut used) = (Both::default(), Used::default());
    let outcome = world.process(input, policy, &mut both, &mut used);
    let errors: Vec<String> =
        outcome.findings.iter().filter(|f| f.severity == Severity::Error).map(world::line).collect();
    if errors.is_empty() { Ok(both.quads) } else { Err(format!("{errors:#?}\n{}", input.text.source.text)) }
}

fn reviews(world: &World, article: &Article, digests: &std::collections::BTreeMap<String, String>) -> Vec<Review> {
    let all = article
        .statements
        .iter()
        .flat_map(|statement| statement.reviews.iter().enumerate().map(move |(day, review)| (statement, day, review)));
    all.map(|(statement, day, review)| Review {
        statement: world.kb.context.base.statement("random", &statement.id),
        digest: if review.current { digests[&format!("random/{}", statement.id)].clone() } else { "0".repeat(32) },
        verdict: match review.verdict {
            RuleVerdict::Accept => Verdict::Accept,
            RuleVerdict::Reject => Verdict::Reject,
            RuleVerdict::Open => Verdict::Open,
        },
        by: "A. Reviewer".to_owned(),
        date: format!("2024-06-{:02}", day + 1),
        note: None,
    })
    .collect()
}

/// What leaves the statement layer, as addresses.
#[derive(Debug, Default, PartialEq)]
struct Outside {
    asserted: BTreeSet<String>,
    union: BTreeSet<String>,
    reviewed: BTreeSet<String>,
    nodes: BTreeSet<String>,
    described: BTreeSet<String>,
    typed: BTreeSet<String>,
}

fn expected(world: &World, article: &Article, policy: RulePolicy) -> Outside {
    let base = &world.kb.context.base;
    let own = |id: &str| article.entities.iter().any(|(own, _)| own == id);
    let address = |term: &RuleTerm| match term {
        RuleTerm::Entity(id) if own(id) => base.article_entity("random", id),
        RuleTerm::Entity(id) => format!("{}{id}", chancery::iri::GAZETTEER),
        other => panic!("{other:?} in a plain triple"),
    };
    let line = |(s, p, o): &rule::Triple| format!("<{}> <{GP}{}> <{}>", address(s), rule::bare(p), address(o));
    let asserted: BTreeSet<String> = rule::asserted(article, policy, &corpus::predicate).keys().map(line).collect();
    // The author vouches for no `topic`: it stands on no node and types nothing.
    let mut vouched = article.clone();
    for statement in &mut vouched.statements {
        statement.roles.retain(|(role, _)| role != "topic");
    }
    let find = |id: &String| article.statements.iter().find(|s| s.id == *id).expect("of this article");
    let nodes = rule::nodes(&vouched, policy, &corpus::predicate).into_iter().filter(|id| {
        let predicate = rule::bare(&find(id).predicate);
        MINTING.contains(&predicate) && !corpus::predicate(predicate).opaque
    });
    let described = rule::described(&vouched, policy, &corpus::predicate);
    let typed = article.entities.iter().filter(|(id, kind)| kind.is_some() && !described.contains(id));
    Outside {
        union: asserted.clone(),
        asserted,
        reviewed: rule::reviewed(article, &corpus::predicate).iter().map(line).collect(),
        nodes: nodes.map(|id| base.statement("random", &id)).collect(),
        typed: typed.map(|(id, _)| base.article_entity("random", id)).collect(),
        described: described
            .iter()
            .filter(|id| is_used(article, id))
            .map(|id| base.article_entity("random", id))
            .collect(),
    }
}

/// Whether anything in the article names an entity: of what nobody names nothing is said.
fn is_used(article: &Article, id: &str) -> bool {
    let statements = format!("{:?}", article.statements);
    statements.contains(&format!("{id:?}"))
}

/// Predicates of random articles that the ontology gives a type of event or a relationship.
const MINTING: [&str; 11] = [
    "visited",
    "supplies",
    "alliedWith",
    "heldTalksWith",
    "sanctions",
    "needs",
    "fears",
    "regardsAs",
    "threatened",
    "partnerOf",
    "accuses",
];

fn found(world: &World, article: &Article, quads: &[Quad]) -> Outside {
    let base = &world.kb.context.base;
    let [asserted, union, reviewed] =
        [base.asserted_graph(&article.id), base.graph("asserted"), base.graph("reviewed")];
    let mut outside = Outside::default();
    let leaves =
        |quad: &&Quad| quad.graph_name != GraphName::DefaultGraph || quad.predicate.as_str().ends_with("#type");
    for quad in quads.iter().filter(leaves) {
        let subject = quad.subject.to_string();
        let subject = subject.trim_matches(['<', '>']);
        let is_type = quad.predicate.as_str().ends_with("#type");
        let line = || format!("{} {} {}", quad.subject, quad.predicate, quad.object);
        match &quad.graph_name {
            GraphName::DefaultGraph => {
                if is_type && quad.object.to_string() == format!("<{ST}Described>") {
                    outside.described.insert(subject.to_owned());
                }
            }
            GraphName::NamedNode(graph) => {
                let node = ["/event", "/relationship"].iter().find_map(|end| subject.strip_suffix(end));
                match (node, graph.as_str()) {
                    (Some(statement), name) if name == asserted => {
                        outside.nodes.insert(statement.to_owned());
                    }
                    (None, name) if name == asserted && is_type => {
                        outside.typed.insert(subject.to_owned());
                    }
                    (None, name) if name == asserted => drop(outside.asserted.insert(line())),
                    (_, name) if name == reviewed => drop(outside.reviewed.insert(line())),
                    (None, name) if name == union && !is_type => drop(outside.union.insert(line())),
                    (_, name) if name == union => {}
                    (_, name) => drop(outside.asserted.insert(format!("in {name}: {}", line()))),
                }
            }
            GraphName::BlankNode(_) => drop(outside.asserted.insert(line())),
        }
    }
    outside
}
