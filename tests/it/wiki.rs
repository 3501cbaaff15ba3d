//! Wikis: plans hold what is asserted and nothing else, are the same for everybody, and survive other tools' syntax.

mod commands;
mod live;
mod server;
mod setting;

use std::collections::BTreeSet;
use std::process::Command;

use chancery::wiki::Plan;

use crate::corpus;
use crate::program::{ends, said};
use setting::{example, map_of, planned};

/// What a person allows each statement of the hostile corpus, as `article/id`, under a policy.
fn allowed(policy: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (article, expected) in corpus::expected() {
        for id in expected.asserted[policy].values().flatten() {
            found.insert(format!("{article}/{id}"));
        }
    }
    found
}

#[test]
fn no_withheld_statement_of_the_hostile_corpus_reaches_a_wiki() {
    let (folder, _world) = crate::world::World::hostile();
    let kb = folder.path();
    for policy in ["strict", "default", "open"] {
        ends(kb, 0, &["sync", "--policy", policy]);
        // Every thing and term has a place in this wiki, and every gate that a person may open is open but `reviewed`.
        let map = map_of(kb, "people = true\ndrop_qualifiers = true\n");
        let plan = planned(kb);
        let (allowed, mut seen) = (allowed(policy), BTreeSet::new());
        for operation in &plan.operations {
            for iri in &operation.says {
                let name = iri.strip_prefix("https://hostile.example/statement/").expect("a statement of the corpus");
                assert!(allowed.contains(name), "{policy}: {name} is written as a fact: {}", operation.words);
                seen.insert(name.to_owned());
            }
            let item = map.item(&operation.item);
            let property = map.property(&operation.statement.mainsnak.property);
            let triple = format!("<{item}> <{property}> ");
            assert!(map.asserted.iter().any(|line| line.starts_with(&triple)), "{policy}: {triple}");
        }
        assert!(seen.len() > 30, "{policy}: {}", seen.len());
        let home: BTreeSet<&str> = plan.left_out.iter().map(|left_out| left_out.statement.as_str()).collect();
        let said: BTreeSet<&str> =
            plan.operations.iter().flat_map(|operation| &operation.says).map(String::as_str).collect();
        assert!(home.is_disjoint(&said));
        assert_eq!(home.len() + said.len(), map.statements, "{policy}: a statement is neither planned nor left out");
        for left_out in &plan.left_out {
            assert!(!left_out.reason.is_empty() && !left_out.why.is_empty(), "{left_out:?}");
        }
        commands::every_statement_survives(&plan);
    }
}

#[test]
fn gates_are_shut_unless_opened() {
    let folder = example();
    let kb = folder.path();
    map_of(kb, "");
    let shut = planned(kb);
    let reasons: BTreeSet<&str> = shut.left_out.iter().map(|left_out| left_out.reason.as_str()).collect();
    for reason in ["people", "holder", "stance", "negative", "contested", "retracted"] {
        assert!(reasons.contains(reason), "{reason} is not among {reasons:?}");
    }
    map_of(kb, "people = true\nreviewed = true\n");
    let open = planned(kb);
    assert!(open.operations.len() > shut.operations.len());
    assert_eq!(open.target.gates, ["people", "reviewed"]);
    assert!(!open.left_out.iter().any(|left_out| left_out.reason == "people"));
}

#[test]
fn a_plan_is_the_same_for_everybody() {
    let folder = example();
    let kb = folder.path();
    map_of(kb, "drop_qualifiers = true\n");
    let plans: BTreeSet<Vec<u8>> = [("mira", "C", "UTC"), ("سامي", "ar_EG.UTF-8", "Asia/Tokyo"), ("", "tr_TR", "X")]
        .iter()
        .map(|(user, locale, zone)| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
            command.env("CHANCERY_USER", user).env("LANG", locale).env("LC_ALL", locale).env("TZ", zone);
            command.arg("-C").arg(kb).args(["wiki", "plan", "test"]).output().expect("it runs").stdout
        })
        .collect();
    assert_eq!(plans.len(), 1);
    let plan = Plan::read(plans.first().expect("a plan")).expect("a plan");
    let text = String::from_utf8(ends(kb, 0, &["wiki", "plan", "test", "--format", "text"]).stdout).expect("UTF-8");
    assert!(text.contains(&plan.id()) && text.contains("stay at home"), "{text}");
    // The order in which articles came does not matter either.
    let sources = std::fs::read_dir(kb.join("dossiers")).expect("dossiers");
    let mut files: Vec<_> = sources.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let kept = std::fs::read(&files[0]).expect("a dossier");
    std::fs::remove_file(&files[0]).expect("a dossier");
    ends(kb, 0, &["sync"]);
    std::fs::write(&files[0], kept).expect("a dossier");
    ends(kb, 0, &["sync"]);
    assert_eq!(planned(kb), plan);
}

#[test]
fn an_edited_statement_keeps_its_id() {
    let folder = example();
    let kb = folder.path();
    map_of(kb, "drop_qualifiers = true\n");
    let before = planned(kb);
    let file = kb.join("dossiers/01-caspian-gas.yaml");
    let text = std::fs::read_to_string(&file).expect("a dossier");
    let edited = text.replacen("predicate: transits\n    object: TR", "predicate: transits\n    object: AZ", 1);
    assert_ne!(text, edited);
    std::fs::write(&file, edited).expect("a dossier");
    ends(kb, 0, &["sync"]);
    let after = planned(kb);
    let ids = |plan: &Plan| -> BTreeSet<String> {
        plan.operations.iter().filter_map(|operation| operation.statement.id.clone()).collect()
    };
    assert_ne!(before, after);
    assert_eq!(ids(&before), ids(&after));
}

#[test]
fn what_is_wrong_with_a_target_is_said() {
    let folder = example();
    let kb = folder.path();
    let output = ends(kb, 2, &["wiki", "plan", "nowhere"]);
    assert!(said(&output).contains("there is no `[wiki.nowhere]`"), "{}", said(&output));
    std::fs::write(kb.join("no-plan.json"), "{}").expect("a file");
    let output = ends(kb, 3, &["wiki", "show", &kb.join("no-plan.json").display().to_string()]);
    assert!(said(&output).contains("not a plan"), "{}", said(&output));
}
