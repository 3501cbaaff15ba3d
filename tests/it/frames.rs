//! Frames that are written without the JSON-LD processor are, byte for byte and loss for loss, what it makes.

use chancery::convert::{Policy, Used, describe_shared};
use chancery::export::{Framed, LossReport, Selection, Shape};
use chancery::iri::Base;
use chancery::query::Lens;
use chancery::rdf::Format;

use crate::random;
use crate::world::{World, package};

struct Parts {
    base: String,
    articles: Vec<(String, Vec<u8>)>,
    shared: Vec<u8>,
}

fn parts(world: &World, policy: Policy) -> Parts {
    let (mut used, mut articles, mut shared) = (Used::default(), Vec::new(), Vec::new());
    for input in &world.inputs {
        let mut bytes: Vec<u8> = Vec::new();
        let outcome = world.process(input, policy, &mut bytes, &mut used);
        articles.push((outcome.article, bytes));
    }
    describe_shared(&used, &world.kb.context, &mut shared);
    let base = world.kb.config.base.clone().unwrap_or_else(|| "https://kb.invalid/".to_owned());
    Parts { base, articles, shared }
}

fn framed(parts: &Parts, name: &str, lines: bool, by_processor: bool) -> (String, u64, LossReport) {
    let selection = Selection::new(Format::JsonLd, Lens::Statements, &Base::new(&parts.base).unwrap(), true);
    let (shape, options) = (Shape::named(name, false).unwrap(), Framed::<Vec<u8>>::options());
    let framed = Framed::new(Vec::new(), &selection, &shape, &options, lines).unwrap();
    let mut framed = if by_processor { framed.by_processor() } else { framed };
    framed.shared(&parts.shared).unwrap();
    for (article, nquads) in &parts.articles {
        framed.article(article, nquads).unwrap();
    }
    let (bytes, nodes, losses) = framed.finish().unwrap();
    (String::from_utf8(bytes).unwrap(), nodes, losses)
}

fn compare(parts: &Parts, what: &str) {
    for name in ["article", "statement"] {
        for lines in [false, true] {
            let [(mine, my_nodes, my_losses), (theirs, nodes, losses)] =
                [false, true].map(|by_processor| framed(parts, name, lines, by_processor));
            for (mine, theirs) in mine.lines().zip(theirs.lines()) {
                assert_eq!(mine, theirs, "{what}, frame {name}");
            }
            assert_eq!((mine.len(), my_nodes), (theirs.len(), nodes), "{what}, frame {name}");
            assert_eq!(my_losses, losses, "{what}, frame {name}");
        }
    }
}

#[test]
fn the_examples_are_framed_as_the_processor_does() {
    for folder in ["examples/kb", "examples/seed", "tests/fixtures/every-field"] {
        compare(&parts(&World::open(&package(folder)), Policy::Default), folder);
    }
    let (_folder, world) = World::hostile();
    compare(&parts(&world, Policy::Open), "tests/hostile");
}

#[test]
fn random_articles_are_framed_as_the_processor_does() {
    let mut articles = Vec::new();
    random::each_article(|_, _, nquads| {
        articles.push((format!("random-{}", articles.len()), nquads.as_bytes().to_vec()))
    });
    // All in one document: reading a frame takes longer than framing a small article.
    compare(&Parts { base: "https://kb.invalid/".to_owned(), articles, shared: Vec::new() }, "random");
}
