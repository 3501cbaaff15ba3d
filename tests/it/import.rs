//! What conversion writes, `import` reads: dossiers that convert to the same quads.

use crate::random;
use crate::world::{self, Both, POLICIES, World};
use chancery::convert::import::{Imported, import};
use chancery::convert::profile::{Profile, read};
use chancery::convert::{Input, Policy, Used};
use chancery::dossier::stream::ArticleText;
use chancery::dossier::{Notation, emit};
use chancery::source::Source;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Converts a dossier as text; the error says what was found in it.
fn convert(world: &World, text: &str, notation: Notation, policy: Policy) -> Result<String, String> {
    let input = Input { text: ArticleText::new(Source::new("imported", text), notation, None), folder: None };
    let (mut both, mut used) = (Both::default(), Used::default());
    let outcome = world.process(&input, policy, &mut both, &mut used);
    if outcome.counts.is_none() {
        let findings: Vec<String> = outcome.findings.iter().map(world::line).collect();
        return Err(format!("{findings:#?}\n{text}"));
    }
    Ok(String::from_utf8(both.bytes).expect("UTF-8"))
}

/// Imports the quads of one article, converts the dossier in each notation, and compares.
fn differences(world: &World, stored: &str, policy: Policy) -> Result<Imported, String> {
    let imported = import(stored, &world.kb.context).map_err(|error| error.to_string())?;
    if !imported.not_understood.is_empty() {
        return Err(format!("not understood: {:#?}", imported.not_understood));
    }
    let [(_, dossier)] = &imported.articles[..] else { return Err("not one article".to_owned()) };
    let wanted: BTreeSet<&str> = stored.lines().collect();
    for (notation, text) in [(Notation::Json, dossier.to_string()), (Notation::Yaml, emit::yaml(dossier))] {
        let again = convert(world, &text, notation, policy)?;
        let got: BTreeSet<&str> = again.lines().collect();
        if got != wanted {
            let missing: Vec<_> = wanted.difference(&got).take(6).collect();
            let new: Vec<_> = got.difference(&wanted).take(6).collect();
            return Err(format!("{notation:?}: missing {missing:#?}, new {new:#?}\n{}", emit::yaml(dossier)));
        }
    }
    Ok(imported)
}

fn check(world: &World, name: &str, policies: &[Policy]) {
    let mut wrong = Vec::new();
    for &policy in policies {
        for input in &world.inputs {
            let (mut both, mut used) = (Both::default(), Used::default());
            let outcome = world.process(input, policy, &mut both, &mut used);
            let stored = String::from_utf8(both.bytes).expect("UTF-8");
            match differences(world, &stored, policy) {
                Ok(imported) => {
                    let verdicts = stored.matches("statement#verdict>").count();
                    assert_eq!(imported.reviews.len(), verdicts, "{name} {}", outcome.article);
                }
                Err(why) => wrong.push(format!("{name} {}: {why}", outcome.article)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} articles differ\n{}", wrong.len(), wrong[0]);
}

#[test]
fn examples_come_back_from_their_quads() {
    for folder in ["examples/kb", "examples/seed", "tests/fixtures/every-field"] {
        check(&World::open(&world::package(folder)), folder, &[Policy::Default]);
    }
}

#[test]
fn hostile_articles_come_back_from_their_quads() {
    let (_folder, world) = World::hostile();
    check(&world, "hostile", &POLICIES.map(|(_, policy)| policy));
}

#[test]
fn random_articles_come_back_from_their_quads() {
    random::each_article(|world, policy, nquads| {
        if let Err(why) = differences(world, nquads, policy) {
            panic!("{why}");
        }
    });
}

#[test]
fn an_article_comes_back_from_every_profile() {
    let world = World::open(&world::package("examples/seed"));
    let (mut both, mut used) = (Both::default(), Used::default());
    world.process(&world.inputs[0], Policy::Default, &mut both, &mut used);
    let stored = String::from_utf8(both.bytes).expect("UTF-8");
    let dossier = differences(&world, &stored, Policy::Default).expect("it comes back").articles;
    for (profile, ..) in Profile::ALL.into_iter().filter(|row| row.2) {
        let written = profile.write(&stored, &world.kb.context.base, &[]).expect("our own quads").nquads;
        let back = read(&written).expect("it reads").nquads;
        let again = differences(&world, &back, Policy::Default).unwrap_or_else(|why| panic!("{profile}: {why}"));
        assert_eq!(again.articles.len(), dossier.len());
    }
}

/// Runs the program in a folder; returns its exit code and what it said.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CHANCERY_KB")
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn an_export_in_any_profile_and_syntax_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let kb = world::package("examples/kb");
    let kb = kb.to_str().unwrap();
    let export = |profile: &str, file: &str| {
        let (code, said) = run(folder.path(), &["-C", kb, "convert", "--profile", profile, "-o", file]);
        assert_eq!(code, 0, "{profile} {file}: {said}");
    };
    for (profile, file) in [
        ("stored", "a.jsonld"),
        ("rdf12", "b.trig.gz"),
        ("basic", "c.nq.zst"),
        ("reification", "d.jsonld"),
        ("graphs", "e.trig"),
        ("nanopub", "f.nq"),
        ("wikibase", "g.trig"),
    ] {
        export(profile, file);
        let out = format!("kb-{profile}");
        let (code, said) = run(folder.path(), &["import", file, "-o", &out, "--report", "report.json"]);
        assert_eq!(code, 0, "{profile}: {said}");
        assert!(said.contains(&format!("in profile {profile}")), "{said}");
        assert!(said.contains("give the same quads"), "{said}");
        let (code, said) = run(folder.path(), &["-C", &out, "check"]);
        assert_eq!(code, 0, "{profile}: {said}");
        assert_eq!(run(folder.path(), &["import", file, "-o", &out]).0, 2);
    }
    // What is changed on the way is told.
    let text = std::fs::read_to_string(folder.path().join("f.nq")).unwrap();
    std::fs::write(folder.path().join("changed.nq"), text.replacen("statement#Hedged", "statement#Committed", 1))
        .unwrap();
    let (code, said) = run(folder.path(), &["import", "changed.nq", "-o", "changed"]);
    assert!(code == 3 && said.contains("was changed"), "{said}");
    export("stored", "h.nq");
    let text = std::fs::read_to_string(folder.path().join("h.nq")).unwrap();
    let more =
        "<https://kb.example/statement/03-rebels/x> <https://e.example/p> \"x\" .\n_:b <https://e.example/p> \"x\" .\n";
    std::fs::write(folder.path().join("h.nq"), text + more).unwrap();
    let (code, said) = run(folder.path(), &["import", "h.nq", "-o", "more"]);
    assert!(
        code == 1 && said.contains("1 quads with blank nodes") && said.contains("1 quad do not come back"),
        "{said}"
    );
}

/// An export that names its context by address is read without the network, wherever a file is read.
#[test]
fn an_export_that_names_its_context_is_read_by_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    let kb = folder.path().join("kb");
    let told = |arguments: &[&str]| {
        let (code, said) = run(folder.path(), arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
    world::copy(&world::package("examples/kb"), &kb);
    told(&["-C", "kb", "sync"]);
    told(&["-C", "kb", "export", "-o", "all.nq"]);
    for form in ["compacted", "flattened"] {
        let file = format!("{form}.jsonld");
        told(&["-C", "kb", "export", "-o", &file, "--form", form, "--context", "url"]);
        let text = std::fs::read_to_string(folder.path().join(&file)).unwrap();
        assert!(text.contains("\"@context\":\"https://"), "{form}");
        told(&["diff", &file, "all.nq"]);
        assert!(told(&["import", &file, "-o", form]).contains("give the same quads"));
        let question =
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?l { ?s rdfs:label ?l FILTER(?l = 'مصر'@ar) }";
        told(&["query", question, "--data", &file, "-o", "answer.csv"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("answer.csv")).unwrap(), "l\r\nمصر\r\n");
    }
}

#[test]
fn what_a_profile_or_format_cannot_carry_is_refused_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let kb = world::package("examples/kb");
    let convert = |profile: &str, format: &str| {
        let more = ["--to", format, "--strict", "--quiet"];
        run(folder.path(), &[&["-C", kb.to_str().unwrap(), "convert", "--profile", profile], &more[..]].concat()).0
    };
    for (profile, _, whole) in Profile::ALL {
        for format in ["nq", "trig"] {
            assert_eq!(convert(profile.name(), format), i32::from(!whole), "{profile} {format}");
        }
    }
    for (profile, format, code) in
        [("rdf12", "jsonld", 1), ("rdf12", "rdf", 1), ("basic", "jsonld", 0), ("graphs", "ttl", 1), ("rdf13", "nq", 2)]
    {
        assert_eq!(convert(profile, format), code, "{profile} {format}");
    }
}
