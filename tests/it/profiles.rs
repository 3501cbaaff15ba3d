//! Profiles: every pair converts into each other and back, and none says more than what is stored.

use crate::audit::{self, Corpus};
use crate::program::{chancery, said};
use crate::random;
use crate::world::{self, Both, POLICIES, World};
use chancery::convert::profile::{Profile, read};
use chancery::convert::{Policy, Used, describe_shared};
use chancery::export::{self, LossReport, QuadWriter, Selection};
use chancery::iri::{Base, GAZETTEER};
use chancery::query::Lens;
use chancery::rdf::Format;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};
use std::collections::BTreeSet;
use std::path::Path;

fn lossless() -> Vec<Profile> {
    Profile::ALL.into_iter().filter(|row| row.2).map(|row| row.0).collect()
}

fn lines(nquads: &str) -> BTreeSet<&str> {
    nquads.lines().collect()
}

fn write(profile: Profile, stored: &str, base: &Base) -> String {
    let written = profile.write(stored, base, &[]).unwrap_or_else(|error| panic!("{profile}: {error}"));
    assert!(profile == Profile::Plain || written.left_out.is_empty(), "{profile}");
    written.nquads.into_owned()
}

/// The N-Quads of each article, and of what they share.
fn parts(world: &World, policy: Policy) -> Vec<String> {
    let (mut parts, mut used) = (Vec::new(), Used::default());
    for input in &world.inputs {
        let mut both = Both::default();
        world.process(input, policy, &mut both, &mut used);
        parts.push(String::from_utf8(both.bytes).expect("UTF-8"));
    }
    let mut shared = Both::default();
    describe_shared(&used, &world.kb.context, &mut shared);
    parts.push(String::from_utf8(shared.bytes).expect("UTF-8"));
    parts
}

/// From each profile to each, through the stored shape: the same lines again.
#[track_caller]
fn every_pair(stored: &str, base: &Base) {
    let wanted = lines(stored);
    let written: Vec<(Profile, String)> =
        lossless().into_iter().map(|profile| (profile, write(profile, stored, base))).collect();
    for (from, first) in &written {
        let back = read(first).unwrap_or_else(|error| panic!("{from}: {error}")).nquads;
        let differs = lines(&back);
        let differs: Vec<_> = differs.symmetric_difference(&wanted).take(4).collect();
        assert!(differs.is_empty(), "{from}: {differs:#?}");
        for (to, second) in &written {
            // In the order that `from` was read in, `to` is written and read again.
            let there = write(*to, &back, base);
            assert!(lines(&there) == lines(second), "{from} to {to}");
            let again = read(&there).unwrap_or_else(|error| panic!("{from} to {to}: {error}")).nquads;
            assert!(lines(&again) == wanted, "{from} to {to} and back");
        }
    }
}

#[test]
fn examples_and_hostile_articles_go_from_every_profile_to_every_other() {
    for folder in ["examples/kb", "examples/seed", "tests/fixtures/every-field"] {
        let world = World::open(&world::package(folder));
        let parts = parts(&world, Policy::Default);
        assert!(parts.len() > 1 && parts.iter().all(|part| !part.is_empty()), "{folder}");
        for part in &parts {
            every_pair(part, &world.kb.context.base);
        }
        // All articles in one, as a file of an export is.
        let whole = parts.concat();
        for profile in lossless() {
            let back = read(&write(profile, &whole, &world.kb.context.base)).expect("it reads");
            assert_eq!(back.profile, profile);
            assert!(lines(&back.nquads) == lines(&whole), "{folder} {profile}");
            // A stream of articles repeats what they have in common.
            let stream: String = parts.iter().map(|part| write(profile, part, &world.kb.context.base)).collect();
            let back = read(&(stream.clone() + &stream)).expect("it reads");
            assert!(lines(&back.nquads) == lines(&whole), "{folder} {profile}");
        }
    }
    let (_folder, world) = World::hostile();
    for (_, policy) in POLICIES {
        for part in parts(&world, policy) {
            for profile in lossless() {
                let back = read(&write(profile, &part, &world.kb.context.base)).expect("it reads").nquads;
                assert!(lines(&back) == lines(&part), "{profile}");
            }
        }
    }
    for part in parts(&world, Policy::Default) {
        every_pair(&part, &world.kb.context.base);
    }
}

#[test]
fn random_articles_go_from_every_profile_to_every_other() {
    let mut asserted = 0;
    random::each_article(|world, _, nquads| {
        let base = &world.kb.context.base;
        asserted += u64::from(nquads.contains("/graph/asserted/"));
        every_pair(nquads, base);
        assert_eq!(leaks(nquads, nquads, base), [""; 0]);
        for (profile, ..) in Profile::ALL {
            assert_eq!(leaks(nquads, &write(profile, nquads, base), base), [""; 0], "{profile}");
        }
    });
    assert!(asserted > 0);
}

/// Ties between two things that a profile has and the stored asserted triples have not, in any graph
/// and by any predicate; and triples of withheld statements, whatever their object.
fn leaks(stored: &str, written: &str, base: &Base) -> Vec<String> {
    let is_thing = |iri: &str| {
        iri.starts_with(GAZETTEER) || iri.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with("entity/"))
    };
    let quads = world::parse(stored.as_bytes());
    let name = |term: &Term| term.to_string();
    let vouched = |quad: &&Quad| !quad.graph_name.is_default_graph();
    let known: BTreeSet<[String; 3]> = quads.iter().filter(vouched).map(triple).collect();
    let ties: BTreeSet<[String; 2]> = known.iter().map(|[s, _, o]| [s.clone(), o.clone()]).collect();
    let mut ends: std::collections::BTreeMap<String, [Option<String>; 3]> = std::collections::BTreeMap::new();
    for quad in quads.iter().filter(|quad| quad.graph_name.is_default_graph()) {
        let place = match quad.predicate.as_str().strip_prefix(audit::ST) {
            Some("subject") => 0,
            Some("predicate") => 1,
            Some("object") => 2,
            _ => continue,
        };
        ends.entry(quad.subject.to_string()).or_default()[place] = Some(name(&quad.object));
    }
    let said = ends.into_values().filter_map(|[s, p, o]| Some([s?, p?, o?]));
    let withheld: BTreeSet<[String; 3]> = said.filter(|triple| !known.contains(triple)).collect();
    let mut wrong = Vec::new();
    for quad in world::parse(written.as_bytes()) {
        let [subject, predicate, object] = triple(&quad);
        let bare = |term: &str| term.trim_matches(['<', '>']).to_owned();
        let tie = is_thing(&bare(&subject)) && object.starts_with('<') && is_thing(&bare(&object));
        // `describedAs` and `exactMatch` speak of classes and of identity, and not of things of ours.
        if tie && !ties.contains(&[subject.clone(), object.clone()]) {
            wrong.push(format!("a tie: {quad}"));
        } else if withheld.contains(&[subject, predicate, object]) {
            wrong.push(format!("a withheld triple: {quad}"));
        }
    }
    wrong
}

fn triple(quad: &Quad) -> [String; 3] {
    [quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string()]
}

/// What a profile becomes in a format, read back; with its losses.
fn exported(format: Format, profile: Profile, world: &World, stored: &str) -> (String, LossReport) {
    let base = &world.kb.context.base;
    let selection = Selection::new(format, Lens::Statements, base, true).with_profile(profile, Lens::Statements);
    let (lines, losses) = export::part(&selection, None, stored.as_bytes()).expect("our own quads");
    let mut writer = QuadWriter::new(format, &selection.prefixes(), Vec::new()).expect("memory");
    lines.iter().for_each(|line| writer.quad(&line).expect("memory"));
    let bytes = writer.finish().expect("memory");
    let syntax = RdfFormat::from_media_type(format.media_type()).expect("the library reads it");
    let read = RdfParser::from_format(syntax).for_slice(&bytes);
    let back: Vec<Quad> = read.map(|quad| quad.unwrap_or_else(|error| panic!("{profile} {format}: {error}"))).collect();
    let mut plain = QuadWriter::new(Format::NQuads, &selection.prefixes(), Vec::new()).expect("memory");
    lines.iter().for_each(|line| plain.quad(&line).expect("memory"));
    let given = world::parse(&plain.finish().expect("memory"));
    let sorted = |quads: &[Quad]| quads.iter().map(|quad| format!("{quad} .\n")).collect::<BTreeSet<String>>();
    let (back, given) = (sorted(&back), sorted(&given));
    assert!(back == given, "{profile} {format}: {:?}", back.symmetric_difference(&given).next());
    (back.into_iter().collect(), losses)
}

#[test]
fn no_profile_leaks_in_any_format_under_any_policy() {
    let (_folder, world) = World::hostile();
    let corpus = Corpus::hostile();
    let base = &world.kb.context.base;
    for (name, policy) in POLICIES {
        let run = world.run(policy);
        let stored = String::from_utf8(run.bytes).expect("UTF-8");
        for (profile, _, whole) in Profile::ALL {
            for (format, ..) in Format::ALL {
                if policy != Policy::Default && !format.carries_graphs() {
                    continue;
                }
                let (back, losses) = exported(format, profile, &world, &stored);
                let wrong = leaks(&stored, &back, base);
                assert!(wrong.is_empty(), "{name} {profile} {format}: {wrong:#?}");
                let carries = format.carries_graphs() && format.carries_triple_terms();
                if whole && carries {
                    assert!(losses.is_empty(), "{name} {profile} {format}: {losses:?}");
                    let wrong = corpus.audit(&world::parse(read(&back).expect("it reads").nquads.as_bytes()), name);
                    assert!(wrong.is_empty(), "{name} {profile} {format}: {}", wrong.join("\n"));
                } else if !whole || !carries && profile == Profile::Rdf12 {
                    let named: BTreeSet<&String> = losses.iter().flat_map(|loss| &loss.2.statements).collect();
                    assert!(named.len() > 100, "{name} {profile} {format}: {}", named.len());
                }
            }
        }
    }
}

#[test]
fn the_leak_check_sees_what_is_planted() {
    let (_folder, world) = World::hostile();
    let base = &world.kb.context.base;
    let stored = String::from_utf8(world.run(Policy::Default).bytes).expect("UTF-8");
    let withheld = base.statement("gozaresh", "gozaresh-2");
    let quads = world::parse(stored.as_bytes());
    let end = |name: &str| {
        let property = format!("{}{name}", audit::ST);
        let is_it =
            |quad: &&Quad| quad.subject.to_string() == format!("<{withheld}>") && quad.predicate.as_str() == property;
        quads.iter().find(is_it).map(|quad| quad.object.to_string()).expect("it is there")
    };
    let [s, p, o] = ["subject", "predicate", "object"].map(end);
    let direct = format!("<{}prop/direct/gp:supplies>", base.as_str());
    for (profile, ..) in Profile::ALL {
        let written = write(profile, &stored, base);
        assert!(leaks(&stored, &written, base).is_empty(), "{profile}");
        for planted in [
            format!("{s} {p} {o} .\n"),
            format!("{s} {p} {o} <{withheld}> .\n"),
            format!("{s} {direct} {o} <{}> .\n", base.graph("asserted")),
            format!("{o} {p} {s} <{}> .\n", base.asserted_graph("gozaresh")),
        ] {
            assert!(!leaks(&stored, &(written.clone() + &planted), base).is_empty(), "{profile}: {planted}");
        }
    }
}

/// The table in PROFILES.md, made anew.
#[test]
fn the_seed_comes_back_from_every_profile_with_the_hash_it_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let (seed, back) = (folder.path().join("seed"), folder.path().join("back"));
    world::copy(&world::package("examples/seed"), &seed);
    // A copy may have brought a store along.
    let _ = std::fs::remove_dir_all(seed.join(".chancery"));
    let run = |kb: &Path, arguments: &[&str]| {
        let output = chancery(kb, arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    // What a dataset says of itself changes with every bundled query.
    let short = |file: &str| {
        let text = std::fs::read_to_string(file).expect("lines");
        let lines: String =
            text.lines().filter(|line| !line.contains("/graph/meta> .")).map(|line| format!("{line}\n")).collect();
        std::fs::write(file, lines).expect("a file");
        run(&seed, &["canon", file, "--hash"])[..16].to_owned()
    };
    run(&seed, &["sync", "--quiet"]);
    let (file, again) = (folder.path().join("s.nq"), folder.path().join("back.nq"));
    let (file, again) = (file.to_str().expect("UTF-8"), again.to_str().expect("UTF-8"));
    let mut rows = String::new();
    for profile in lossless() {
        run(&seed, &["export", "--profile", &profile.to_string(), "-o", file]);
        let _ = std::fs::remove_dir_all(&back);
        run(&seed, &["import", file, "-o", back.to_str().expect("UTF-8")]);
        run(&back, &["sync", "--quiet"]);
        run(&back, &["export", "--to", "nq", "-o", again]);
        rows += &format!("| `{profile}` | `{}` | `{}` |\n", short(file), short(again));
    }
    let page = std::fs::read_to_string(world::package("PROFILES.md")).expect("a page");
    assert!(page.contains(&rows), "PROFILES.md shows other hashes:\n{rows}");
}
