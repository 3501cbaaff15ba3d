//! Writing to a wiki: interrupted at every step, refused in every way, edited by others; and no secret is seen.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chancery::http::{Limits, Web};
use chancery::iri::Base;
use chancery::query::Prefixes;
use chancery::wiki::api::{Credentials, Wiki};
use chancery::wiki::apply::{Applied, ApplyError, apply, compare};
use chancery::wiki::diff::Standing;
use chancery::wiki::guid::guid;
use chancery::wiki::journal::{Entry, Journal, Record};
use chancery::wiki::json::DataValue;
use chancery::wiki::{Plan, Target};
use serde_json::{Value, json};

use super::server::{Fault, Server};
use super::setting::{example, map_at, planned};
use crate::program::{ends, said};

/// A journal in memory; it can break off as if the process were killed.
#[derive(Default)]
struct Lines {
    journal: Journal,
    left: Option<usize>,
}

impl Record for Lines {
    fn keep(&mut self, entry: &Entry) -> io::Result<()> {
        if self.left == Some(0) {
            return Err(io::Error::other("killed"));
        }
        self.left = self.left.map(|left| left - 1);
        // It goes through its text, as on disk.
        let line = serde_json::to_string(entry)? + "\n";
        self.journal.entries.extend(Journal::read(&line).expect("our own line").entries);
        Ok(())
    }
}

/// A wiki with an item for everything, and a plan for it.
struct Setting {
    folder: tempfile::TempDir,
    server: Server,
    plan: Plan,
}

impl Setting {
    fn new() -> Self {
        let (folder, server) = (example(), Server::start());
        map_at(folder.path(), "drop_qualifiers = true\n", &server.api);
        let plan = planned(folder.path());
        server.with_items(plan.operations.iter().map(|operation| operation.item.as_str()));
        Self { folder, server, plan }
    }

    fn wiki(&self, credentials: Option<Credentials>) -> Wiki {
        let read = |name: &str| std::fs::read_to_string(self.folder.path().join(name)).expect("a file");
        let settings: toml::Table = read("chancery.toml").parse().expect("TOML");
        let settings = settings["wiki"].as_table().expect("a table");
        let prefixes = Prefixes::new(&Base::new(&self.plan.target.base).expect("a base"));
        let target = Target::read(settings, "test", Some(&read("test-wiki.toml")), &prefixes).expect("a target");
        let client = Web::new(Limits { time: Duration::from_secs(20), bytes: 1 << 26 });
        Wiki::new(Arc::new(client), target, credentials, |_| {})
    }

    fn apply(&self, lines: &mut Lines) -> Result<Applied, ApplyError> {
        let journal = lines.journal.clone();
        apply(&mut self.wiki(None), &self.plan, &journal, "b", lines)
    }

    fn standings(&self, lines: &Lines) -> BTreeSet<Standing> {
        let diff = compare(&mut self.wiki(None), &self.plan, &lines.journal).expect("an answer");
        assert!(diff.changes.len() >= self.plan.operations.len());
        diff.changes.iter().map(|change| change.standing).collect()
    }

    /// The wiki holds exactly what is planned, each once.
    fn is_as_planned(&self) {
        let there = self.server.statements();
        let planned: BTreeSet<&str> =
            self.plan.operations.iter().filter_map(|operation| operation.statement.id.as_deref()).collect();
        assert_eq!(there.keys().map(String::as_str).collect::<BTreeSet<_>>(), planned);
        for operation in &self.plan.operations {
            let found = &there[operation.statement.id.as_deref().expect("an id")];
            assert_eq!(*found, json!(operation.statement));
        }
    }

    fn edits(&self) -> usize {
        self.server.state.lock().expect("the state").edits
    }

    fn items(&self) -> BTreeSet<&str> {
        self.plan.operations.iter().map(|operation| operation.item.as_str()).collect()
    }
}

#[test]
fn a_plan_is_carried_out_once_and_twice_is_nothing() {
    let setting = Setting::new();
    let mut lines = Lines::default();
    assert_eq!(setting.standings(&lines), BTreeSet::from([Standing::Add]));
    let applied = setting.apply(&mut lines).expect("it is written");
    assert_eq!((applied.edits, applied.statements), (setting.items().len(), setting.plan.operations.len()));
    assert!(applied.edits > 5 && applied.left.is_empty(), "{applied:?}");
    setting.is_as_planned();
    assert_eq!(setting.standings(&lines), BTreeSet::from([Standing::Same]));
    let again = setting.apply(&mut lines).expect("it is there");
    assert_eq!((again, setting.edits()), (Applied::default(), applied.edits));
    // Without the journal nothing is written twice either: the ids are the same.
    assert_eq!(setting.apply(&mut Lines::default()).expect("it is there"), Applied::default());
    assert_eq!(setting.edits(), applied.edits);
}

#[test]
fn broken_off_anywhere_it_ends_as_planned() {
    let mut setting = Setting::new();
    let all = setting.items().len();
    // A line before the first edit, two an edit, one after the last.
    for killed_at in 0..2 * all + 2 {
        setting.server = fresh(&setting);
        let mut lines = Lines { left: Some(killed_at), ..Lines::default() };
        assert!(matches!(setting.apply(&mut lines), Err(ApplyError::Journal(_))), "{killed_at}");
        lines.left = None;
        setting.apply(&mut lines).expect("the rest is written");
        setting.is_as_planned();
        assert_eq!(setting.edits(), all, "killed at {killed_at}");
    }
}

/// Starts a wiki without statements, and turns the plan and settings to it.
fn fresh(setting: &Setting) -> Server {
    let server = setting.server.clone();
    let mut state = server.state.lock().expect("the state");
    state.edits = 0;
    for (_, statements) in state.items.values_mut() {
        statements.clear();
    }
    drop(state);
    server
}

#[test]
fn dropped_connections_and_passing_faults_do_no_harm() {
    let mut setting = Setting::new();
    let all = setting.items().len();
    let passing = [
        Fault::MaxLag,
        Fault::RateLimited,
        Fault::Throttled,
        Fault::ReadOnly,
        Fault::TooMany,
        Fault::BadToken,
        Fault::EditConflict,
        Fault::LoggedOut,
    ];
    let dropping = [Fault::DropBefore, Fault::DropAfter, Fault::GatewayAfter];
    for fault in passing.into_iter().chain(dropping) {
        setting.server = fresh(&setting);
        // The fault meets the third edit; then it comes twice more.
        let mut state = setting.server.state.lock().expect("the state");
        state.faults.clear();
        state.asked = 0;
        drop(state);
        let mut lines = Lines::default();
        let mut wiki = setting.wiki(None);
        setting.server.state.lock().expect("the state").faults.extend([fault]);
        let journal = lines.journal.clone();
        let applied = apply(&mut wiki, &setting.plan, &journal, "b", &mut lines);
        let applied = applied.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(applied.edits, all, "{fault:?}");
        setting.is_as_planned();
        assert_eq!(setting.edits(), all, "{fault:?}");
        assert!(lines.journal.items_in_doubt().is_empty() && lines.journal.unfinished().is_none(), "{fault:?}");
        // A write in doubt is looked for and not sent again.
        let asked = setting.server.state.lock().expect("the state").asked;
        let again = usize::from(!matches!(fault, Fault::DropAfter | Fault::GatewayAfter));
        assert_eq!(asked, all + again, "{fault:?}");
    }
}

#[test]
fn who_is_not_wanted_stops_and_what_is_not_taken_is_left() {
    let setting = Setting::new();
    let push = |fault| setting.server.state.lock().expect("the state").faults.push_back(fault);
    let mut lines = Lines::default();
    push(Fault::Blocked);
    let error = setting.apply(&mut lines).expect_err("blocked").to_string();
    assert!(error.contains("blocked") && setting.edits() == 0, "{error}");
    assert_eq!(setting.server.state.lock().expect("the state").asked, 1);
    push(Fault::Modification);
    let applied = setting.apply(&mut lines).expect("the others are written");
    assert_eq!(applied.edits, setting.items().len() - 1);
    assert!(!applied.left.is_empty() && applied.left.iter().all(|(_, why)| why.contains("malformed-value")));
    for _ in 0..20 {
        push(Fault::MaxLag);
    }
    let error = setting.apply(&mut lines).expect_err("busy for ever").to_string();
    assert!(error.contains("busy (maxlag)"), "{error}");
}

#[test]
fn what_others_did_is_seen_and_kept() {
    let setting = Setting::new();
    let mut lines = Lines::default();
    // Somebody says the same already, with an id of their own.
    let first = &setting.plan.operations[0];
    let mut foreign = json!(first.statement);
    foreign["id"] = json!(format!("{}$11111111-2222-4333-8444-555555555555", first.item));
    foreign["references"] = json!([]);
    setting.server.meddle(&first.item, |statements| statements.push(foreign.clone()));
    let applied = setting.apply(&mut lines).expect("the rest is written");
    assert_eq!(applied.statements, setting.plan.operations.len() - 1);
    assert_eq!(setting.server.statements().len(), setting.plan.operations.len());
    let diff = compare(&mut setting.wiki(None), &setting.plan, &lines.journal).expect("an answer");
    assert_eq!((diff.count(Standing::Foreign), diff.count(Standing::Same)), (1, setting.plan.operations.len() - 1));
    // Somebody changes one of ours, and takes another away.
    let (changed, removed) = (&setting.plan.operations[1], &setting.plan.operations[2]);
    let id = |operation: &chancery::wiki::Operation| operation.statement.id.clone().expect("an id");
    let with = |id: String, change: fn(&mut Value)| {
        move |statements: &mut Vec<Value>| {
            statements.iter_mut().filter(|statement| statement["id"] == json!(id)).for_each(change);
        }
    };
    setting.server.meddle(&changed.item, with(id(changed), |statement| statement["rank"] = json!("deprecated")));
    let gone = id(removed);
    setting.server.meddle(&removed.item, |statements| statements.retain(|statement| statement["id"] != json!(gone)));
    let before = setting.server.statements();
    let applied = setting.apply(&mut lines).expect("nothing is written");
    assert_eq!((applied.edits, applied.left.len()), (0, 3), "{applied:?}");
    assert_eq!(setting.server.statements(), before);
    // A statement that is edited here changes there; one that is withdrawn goes; nothing else does.
    let mut plan = setting.plan.clone();
    let withdrawn = plan.operations.remove(4);
    plan.operations[3].statement.references.clear();
    let edited = plan.operations[3].clone();
    let diff = compare(&mut setting.wiki(None), &plan, &lines.journal).expect("an answer");
    assert_eq!((diff.count(Standing::Change), diff.count(Standing::Remove), diff.count(Standing::Conflict)), (1, 1, 2));
    let journal = lines.journal.clone();
    apply(&mut setting.wiki(None), &plan, &journal, "c", &mut lines).expect("it is written");
    let after = setting.server.statements();
    assert!(!after.contains_key(&id(&withdrawn)));
    assert_eq!(after[&id(&edited)], json!(edited.statement));
    let touched = [id(&withdrawn), id(&edited)];
    assert!(before.iter().all(|(id, statement)| touched.contains(id) || after.get(id) == Some(statement)));
    assert_eq!(after.len(), before.len() - 1);
    // An item that became part of another one is shown, and nothing is written to either.
    let moved = setting.plan.operations[5].item.clone();
    setting.server.state.lock().expect("the state").moved.insert(moved, "Q9".to_owned());
    let diff = compare(&mut setting.wiki(None), &plan, &lines.journal).expect("an answer");
    assert!(diff.changes.iter().any(|change| change.why.as_deref().is_some_and(|why| why.contains("part of Q9"))));
}

const CANARY: &str = "canary-9f3b-secret";

fn with_password(kb: &Path, password: &str, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command
        .env("CHANCERY_WIKI_USER", "Rig@bot")
        .env("CHANCERY_WIKI_PASSWORD", password)
        .env_remove("CHANCERY_WIKI_TOKEN");
    command.arg("-C").arg(kb).args(arguments).output().expect("it runs")
}

#[test]
fn the_program_writes_goes_on_and_shows_no_secret() {
    let setting = Setting::new();
    let kb = setting.folder.path();
    setting.server.state.lock().expect("the state").password = Some(("Rig@bot".to_owned(), CANARY.to_owned()));
    let file = kb.join("plan.json").display().to_string();
    ends(kb, 0, &["wiki", "plan", "test", "-o", &file]);
    let mut seen = Vec::new();
    let mut run = |password: &str, code: i32, arguments: &[&str]| {
        let output = with_password(kb, password, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        seen.push(text.clone());
        text
    };
    let wrong = format!("{CANARY}-wrong");
    let text = run(&wrong, 4, &["wiki", "apply", &file, "--yes"]);
    assert!(text.contains("did not let us in") && text.contains("CHANCERY_WIKI_PASSWORD"), "{text}");
    assert!(run(CANARY, 1, &["wiki", "status", "test"]).contains("was broken off"));
    assert!(run(CANARY, 1, &["wiki", "diff", &file]).contains("add "));
    assert!(run(CANARY, 0, &["wiki", "apply", &file]).contains("nothing was written"));
    assert_eq!(setting.edits(), 0);
    let text = run(CANARY, 0, &["wiki", "resume", "test"]);
    assert!(text.contains(&format!("{} statements", setting.plan.operations.len())), "{text}");
    setting.is_as_planned();
    run(CANARY, 0, &["wiki", "diff", &file]);
    assert!(run(CANARY, 0, &["wiki", "resume", "test"]).contains("nothing was broken off"));
    assert!(run(CANARY, 0, &["wiki", "status", "test"]).contains("0 edits whose outcome is not known"));
    for text in seen {
        assert!(!text.contains(CANARY), "{text}");
    }
    for file in ["test.jsonl", "test.plan.json"] {
        let text = std::fs::read_to_string(kb.join(".chancery/wiki").join(file)).expect("a file");
        assert!(!text.contains(CANARY) && !text.contains("csrf"), "{file}");
    }
    let agents = &setting.server.state.lock().expect("the state").agents;
    assert!(agents.iter().all(|agent| agent.starts_with("chancery/")), "{agents:?}");
}

#[test]
fn no_secret_goes_over_the_open_wire() {
    let setting = Setting::new();
    let settings = setting.folder.path().join("chancery.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, text.replace(&setting.server.api, "http://wiki.example/w/api.php")).expect("settings");
    let file = setting.folder.path().join("plan.json").display().to_string();
    ends(setting.folder.path(), 0, &["wiki", "plan", "test", "-o", &file]);
    let output = with_password(setting.folder.path(), CANARY, &["wiki", "apply", &file, "--yes"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(said(&output).contains("is not https") && !said(&output).contains(CANARY), "{}", said(&output));
}

#[test]
fn ten_thousand_statements_are_compared_in_seconds() {
    let setting = Setting::new();
    let mut plan = setting.plan.clone();
    let one = plan.operations.swap_remove(0);
    plan.operations = (0..10_000)
        .map(|number| {
            let mut operation = one.clone();
            operation.item = format!("Q{}", 100_000 + number / 5);
            operation.statement.id = Some(guid("http://wiki.test/entity/", &operation.item, &format!("s{number}")));
            operation.statement.mainsnak.datavalue = Some(DataValue::item(&format!("Q{}", number + 1)));
            operation
        })
        .collect();
    setting.server.with_items(plan.operations.iter().map(|operation| operation.item.as_str()));
    let mut lines = Lines::default();
    let start = std::time::Instant::now();
    let diff = compare(&mut setting.wiki(None), &plan, &lines.journal).expect("an answer");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(diff.count(Standing::Add), 10_000);
    let journal = lines.journal.clone();
    let applied = apply(&mut setting.wiki(None), &plan, &journal, "b", &mut lines).expect("it is written");
    assert_eq!((applied.edits, applied.statements), (2000, 10_000));
    let start = std::time::Instant::now();
    let diff = compare(&mut setting.wiki(None), &plan, &lines.journal).expect("an answer");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(diff.count(Standing::Same), 10_000);
}
