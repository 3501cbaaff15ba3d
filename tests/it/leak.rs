//! No leak: the hostile corpus under every policy and in every format, against the lists that a person wrote.

use crate::audit::{self, Corpus};
use crate::corpus;
use crate::world::{self, Both, POLICIES, Run, World};
use chancery::convert::Used;
use chancery::export::{self, Framed, QuadWriter, Selection, Shape};
use chancery::finding::{Finding, Severity};
use chancery::query::{Lens, Prefixes};
use chancery::rdf::{Format, document};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::collections::BTreeSet;

/// Writes a run in a format, as the export does, and reads it back; with it what the format was given to carry.
fn exported(format: Format, world: &World, run: &Run) -> [BTreeSet<String>; 2] {
    let base = &world.kb.context.base;
    let selection = Selection::new(format, Lens::Statements, base, true);
    let (lines, _) = export::part(&selection, None, &run.bytes).expect("our own quads");
    let written = |format| {
        let mut writer = QuadWriter::new(format, &Prefixes::new(base), Vec::new()).expect("memory");
        lines.iter().for_each(|line| writer.quad(&line).expect("memory"));
        writer.finish().expect("memory")
    };
    let syntax = RdfFormat::from_media_type(format.media_type()).expect("the library reads it");
    let bytes = written(format);
    let read = RdfParser::from_format(syntax).for_slice(&bytes);
    let back = read.map(|quad| quad.unwrap_or_else(|error| panic!("{}: {error}", format.name())).to_string());
    let given = world::parse(&written(Format::NQuads));
    [back.collect(), given.iter().map(Quad::to_string).collect()]
}

/// Frames a run and reads it back.
fn framed(name: &str, world: &World, run: &Run) -> BTreeSet<String> {
    let selection = Selection::new(Format::JsonLd, Lens::Statements, &world.kb.context.base, false);
    let (options, shape) = (Framed::<Vec<u8>>::options(), Shape::named(name, true).expect("a frame"));
    let mut framed = Framed::new(Vec::new(), &selection, &shape, &options, false).expect("memory");
    framed.article("all", &run.bytes).expect("our own quads");
    let (bytes, nodes, _) = framed.finish().expect("memory");
    assert!(nodes > 20, "{name}: {nodes}");
    let quads = document::read(&bytes, Format::JsonLd, &document::Reading::default()).expect("JSON-LD");
    quads.iter().map(Quad::to_string).collect()
}

#[test]
fn no_frame_holds_more_than_the_statement_layer() {
    let (_folder, world) = World::hostile();
    for (policy, of) in POLICIES {
        let run = world.run(of);
        let layer: BTreeSet<String> =
            run.quads.iter().filter(|quad| quad.graph_name.is_default_graph()).map(Quad::to_string).collect();
        for name in ["article", "statement"] {
            let back = framed(name, &world, &run);
            assert!(back.len() > 1000, "{policy} {name}: {}", back.len());
            assert!(back.is_subset(&layer), "{policy} {name}: {:?}", back.difference(&layer).next());
        }
        let view = framed("schema", &world, &run);
        assert!(!view.iter().any(|quad| quad.contains("> <https://w3id.org/chancery/geopolitics#")), "{policy}");
        let own = |quad: &&String| {
            !quad.contains(" <https://schema.org/") && !quad.contains("22-rdf-syntax-ns#type> <https://schema.org/")
        };
        assert_eq!(view.iter().find(own), None, "{policy}");
    }
}

#[test]
fn nothing_leaves_the_statement_layer_that_is_not_listed() {
    let (_folder, world) = World::hostile();
    let corpus = Corpus::hostile();
    let mut wrong = Vec::new();
    for (name, policy) in POLICIES {
        let run = world.run(policy);
        let refused: Vec<_> = run.articles.iter().filter(|(_, counts)| counts.is_none()).collect();
        wrong.extend(
            refused
                .iter()
                .map(|(article, _)| format!("{name}: {article} was refused: {:?}", run.found(Severity::Error))),
        );
        wrong.extend(corpus.audit(&run.quads, name));
        let whole: BTreeSet<String> = run.quads.iter().map(Quad::to_string).collect();
        let parsed: BTreeSet<String> = world::parse(&run.bytes).iter().map(Quad::to_string).collect();
        assert!(parsed == whole, "{name}: {:?}", parsed.symmetric_difference(&whole).next());
        for (format, ..) in Format::ALL {
            let [back, given] = exported(format, &world, &run);
            let one = |difference: Option<&String>| format!("{name} {}: {difference:?}", format.name());
            assert!(back == given, "{}", one(back.symmetric_difference(&given).next()));
            assert!(given.is_subset(&whole), "{}", one(given.difference(&whole).next()));
            let graph = |quad: &&String| quad.contains("> <https://hostile.example/graph/");
            assert!(format.carries_graphs() == given.iter().any(|quad| graph(&quad)), "{}", format.name());
            assert!(given.len() * 10 > whole.len() * 8, "{}: {} of {}", format.name(), given.len(), whole.len());
        }
    }
    assert!(wrong.is_empty(), "{} complaints\n{}", wrong.len(), wrong.join("\n"));
}

/// Each of these lines is a leak; `h:` stands for the base, `g:` for the gazetteer.
const PLANTED: [&str; 17] = [
    "<g:AZ> <gp:visited> <g:GE> .",
    "<h:entity/karshia> <gp:occupies> <h:entity/ulm-plateau> .",
    "<g:AZ> <gp:visited> <g:GE> <h:graph/asserted/awraq> .",
    "<g:AZ> <gp:visited> <g:GE> <h:graph/asserted> .",
    "<g:AZ> <gp:visited> <g:GE> <h:graph/reviewed> .",
    "<g:AZ> <gp:visited> <g:GE> <h:graph/facts> .",
    "<h:entity/gozaresh/night> <rdf:type> <gp:Event> .",
    "<h:entity/gozaresh/night> <rdf:type> <gp:Event> <h:graph/asserted/gozaresh> .",
    "<h:entity/gozaresh/night> <rdfs:label> \"the massacre\"@en .",
    "<h:entity/gozaresh/commander> <rdfs:label> \"فرمانده ناشناس\"@fa .",
    "<h:statement/gozaresh/gozaresh-2> <rdfs:label> \"what he did\"@en .",
    "<h:statement/gozaresh/gozaresh-1-in/event> <rdf:type> <gp:Event> <h:graph/asserted/gozaresh> .",
    "<h:statement/gozaresh/gozaresh-6/event> <gp:victim> <h:entity/gozaresh/villagers> <h:graph/asserted/gozaresh> .",
    "<h:statement/gozaresh/gozaresh-6/event> <rdf:type> <gp:Event> .",
    "<h:statement/gozaresh/gozaresh-11> <st:about> <h:entity/gozaresh/man-of-the-square> .",
    "_:b <st:about> <g:AZ> .",
    "<g:AZ> <st:describedAs> <h:entity/gozaresh/night> .",
];

#[test]
fn the_audit_sees_what_is_planted() {
    let (_folder, world) = World::hostile();
    let corpus = Corpus::hostile();
    let run = world.run(chancery::convert::Policy::Default);
    let clean = corpus.audit(&run.quads, "default");
    assert!(clean.is_empty(), "{}", clean.join("\n"));
    for line in PLANTED {
        let mut written = line.to_owned();
        for (prefix, namespace) in [
            ("<h:", world.kb.context.base.as_str()),
            ("<g:", chancery::iri::GAZETTEER),
            ("<gp:", audit::GP),
            ("<st:", audit::ST),
            ("<rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
            ("<rdfs:", "http://www.w3.org/2000/01/rdf-schema#"),
        ] {
            written = written.replace(prefix, &format!("<{namespace}"));
        }
        let mut quads = run.quads.clone();
        quads.extend(world::parse(written.as_bytes()));
        assert!(!corpus.audit(&quads, "default").is_empty(), "not seen: {line}");
    }
    // Nor may anything be lost: without any one quad of an asserted graph the audit complains.
    let asserted = |quad: &Quad| quad.graph_name.to_string().contains("/graph/asserted/");
    let places: Vec<usize> = (0..run.quads.len()).filter(|at| asserted(&run.quads[*at])).collect();
    for place in places.iter().step_by(29) {
        let mut quads = run.quads.clone();
        let lost = quads.remove(*place);
        assert!(!corpus.audit(&quads, "default").is_empty(), "not missed: {lost}");
    }
}

#[test]
fn what_must_be_refused_is_refused() {
    let folder = corpus::folder().join("refused");
    let expected = corpus::yaml(&folder.join("expected.yaml"));
    let world = World::open(&corpus::folder());
    let mut wrong = Vec::new();
    for (file, expected) in expected.as_object().expect("a mapping") {
        for (name, policy) in POLICIES {
            let listed = expected["policies"].as_array();
            if listed.is_some_and(|listed| !listed.iter().any(|listed| listed == name)) {
                continue;
            }
            let input = world::input(&world.kb, &folder.join(file));
            let (mut sink, mut used) = (Both::default(), Used::default());
            let outcome = world.process(&input, policy, &mut sink, &mut used);
            let errors: Vec<_> = outcome.findings.iter().filter(|f| f.severity == Severity::Error).collect();
            let at = expected["at"].as_str().expect("a place");
            let points = errors.iter().any(|finding| stands_in(finding, at));
            let refused = !errors.is_empty() && outcome.counts.is_none() && sink.bytes.is_empty();
            if !(refused && points) {
                let found: Vec<_> = outcome.findings.iter().map(world::line).collect();
                wrong.push(format!("{file} {name}: refused {refused}, points at `{at}` {points}: {found:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Says whether a finding stands in the statement, entity or line that holds this id or field.
fn stands_in(finding: &Finding, at: &str) -> bool {
    let text = &*finding.label.source.text;
    let (start, end) = (finding.label.span.start as usize, finding.label.span.end as usize);
    let line =
        text[..start].rfind('\n').map_or(0, |at| at + 1)..text[end..].find('\n').map_or(text.len(), |at| end + at);
    let before = &text[..end];
    let last = before.rfind("id: ").map_or("", |at| &before[at..]);
    text[line].contains(at) || last.starts_with(&format!("id: {at}"))
}
