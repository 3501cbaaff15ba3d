//! `sync`: bring the store in line with the files.

use std::path::Path;
use std::time::Instant;

use url::Url;

use crate::cli::data;
use crate::cli::endpoint::{self, StoreArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::diff::{Diff, Side};
use crate::finding::{self, Severity};
use crate::history::{Changes, Manifest};
use crate::kb::{CONFIG_FILE, Config};
use crate::store::{Remote, set_durable};
use crate::sync::{IndexOutcome, MirrorError, Options, Report, SyncError, WordsOutcome, mirror, sync};

/// Bring the store in line with the files: convert what changed, retract what is gone.
///
/// Running it twice changes nothing. An article with errors keeps its last good state.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery sync --dry-run\n  chancery sync\n  chancery sync --store https://graph.example/sparql"
)]
pub(in crate::cli) struct Args {
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// What may become a plain triple, instead of the knowledge base's own policy.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
    /// How many articles to convert at once.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    server: StoreArgs,
    /// With --store: where the server takes updates, if not at the same address.
    #[arg(long, value_name = "URL", requires = "store", value_parser = endpoint::address)]
    update: Option<Url>,
    /// With --store: make everything of this knowledge base on the server anew.
    #[arg(long, requires = "store", conflicts_with = "dry_run")]
    replace: bool,
    /// Wait until the disk has what was written, so that not even a loss of power takes it back. It is so unless
    /// `store.durable` or `--durable=false` says otherwise; a killed process loses nothing either way.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    durable: Option<bool>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let options =
        |policy| Options { policy, threads: session::threads(args.threads), dry_run: args.dry_run, afresh: false };
    let set = Config::read(&session::kb_root(kb)?.join(CONFIG_FILE)).ok().and_then(|config| config.store.durable);
    set_durable(args.durable.or(set).unwrap_or(true));
    let report = run_sync(kb, args.policy.as_deref(), options, "sync", ui)?;
    let exit = finish(&report, ui)?;
    if let Some(words) = in_words(&report, kb) {
        ui.say(&format!("  {words}"));
    }
    match args.server.remote(args.update.as_ref()) {
        Some(remote) if !args.dry_run => bring_in_line(&remote, args.replace, kb, ui)?,
        _ => {}
    }
    Ok(exit)
}

/// Brings a server in line with the store, and says what was sent.
fn bring_in_line(remote: &Remote, replace: bool, kb: Option<&Path>, ui: &Ui) -> Result<(), CliError> {
    let done = mirror(&session::archive(kb)?, remote, replace).map_err(|error| match error {
        MirrorError::Remote(error) => {
            endpoint::remote_error(&error).with_hint("the next `chancery sync --store` goes on from there")
        }
        MirrorError::Store(error) => CliError::from_store(&error),
        MirrorError::Foreign { .. } => CliError::from_error(Exit::Store, &error)
            .with_hint("`--replace` takes away all of it and sends this store's newest run"),
        other => CliError::from_error(Exit::Store, &other),
    })?;
    let again = if done.resumed { " (went on where it had stopped)" } else { "" };
    if (done.inserted, done.deleted) == (0, 0) && done.before == Some(done.run) {
        ui.say(&format!("<{}>: nothing to do, it holds run {}", remote.shown(), done.run));
    } else {
        ui.say(&format!(
            "<{}>: run {}; {} triples sent, {} taken away{again}",
            remote.shown(),
            done.run,
            done.inserted,
            done.deleted
        ));
    }
    if let Some((there, here)) = done.differs {
        ui.error(
            &CliError::new(Exit::Store, format!("the server counts {there} triples, the store {here}")).with_hint(
                "a server may take two ways of writing a value for one (fewer), or not do what it is told (more); \
             what it is known to do otherwise stands in STORE.md",
            ),
        );
    }
    Ok(())
}

/// Says what the run changed by sort of statement: "3 new accusations, 1 denial withdrawn". Nothing for large changes,
/// which would take longer to tell than to make; what unchanged articles contradict is looked at in small stores only.
fn in_words(report: &Report, kb: Option<&Path>) -> Option<String> {
    const MOST_CHANGED: u64 = 100_000;
    const SMALL: u64 = 300_000;
    let run = report.outcome.as_ref().filter(|outcome| outcome.written)?.summary.run;
    let open = || session::archive(kb).ok();
    let archive = open()?;
    let after = archive.manifest(run).ok()?;
    let before = match after.parent {
        Some(parent) => Some(archive.manifest(parent.run).ok()?),
        None => None,
    };
    let touched = |manifest: &Manifest| -> u64 {
        let ids = report.changes.added.iter().chain(&report.changes.changed).chain(&report.changes.removed);
        ids.filter_map(|id| manifest.articles.get(id)).map(|entry| entry.segment.quads).sum()
    };
    if touched(&after) + before.as_ref().map_or(0, touched) > MOST_CHANGED {
        return None;
    }
    let is_small = after.quads() <= SMALL;
    let before = match before {
        Some(before) => Side::Store(Box::new((open()?, before))),
        None => Side::Quads(String::new()),
    };
    let after = Side::Store(Box::new((archive, after)));
    let diff = if is_small { Diff::between(&before, &after) } else { Diff::of_what_differs(&before, &after) };
    let kb = session::open_kb(kb, &[]).ok()?;
    Some(diff.ok()?.in_words(&kb.context.ontology)).filter(|words| !words.is_empty())
}

/// Runs `sync` with options made from the policy in force.
pub(super) fn run_sync(
    kb: Option<&Path>,
    policy: Option<&str>,
    options: impl Fn(crate::convert::Policy) -> Options,
    command: &str,
    ui: &Ui,
) -> Result<Report, CliError> {
    let kb = session::need_kb(kb)?;
    let policy = session::policy(policy, &kb)?;
    let began = Instant::now();
    let info = session::writer_info(command);
    let report = sync(&kb, &options(policy), &info, &|| began.elapsed()).map_err(|error| match error {
        SyncError::Store(error) => CliError::from_store(&error),
        SyncError::Kb(error) => error.into(),
        other => CliError::from_error(Exit::Input, &other),
    })?;
    ui.findings(&report.findings, Severity::Warning);
    for why in &report.unreadable {
        ui.error(&CliError::new(Exit::Input, why.clone()));
    }
    Ok(report)
}

/// Says how it ended.
pub(super) fn finish(report: &Report, ui: &Ui) -> Result<Exit, CliError> {
    if report.swept > 0 {
        ui.say(&format!("swept away {} files that an interrupted run had left", report.swept));
    }
    let changes = &report.changes;
    for (words, ids) in [
        ("added", &changes.added),
        ("changed", &changes.changed),
        ("removed", &changes.removed),
        ("not brought in line, for it has errors", &changes.failed),
    ] {
        for id in ids.iter().take(20) {
            ui.say(&format!("  {words}: {id}"));
        }
        if ids.len() > 20 {
            ui.say(&format!("  {words}: {} more", ids.len() - 20));
        }
    }
    for (file, reason, count) in &report.skipped {
        ui.say(&format!("  left out by {file}: {count} rows ({reason})"));
    }
    match &report.outcome {
        None => ui.say(&format!("would be {}; nothing was written", summary(changes))),
        Some(outcome) if !outcome.written => ui.say("nothing to do: the store is in line with the files"),
        Some(outcome) => {
            let counts = &outcome.summary.counts;
            ui.say(&format!(
                "run {}: {}; {} statements, {} quads in the store",
                outcome.summary.run,
                summary(changes),
                counts.statements,
                counts.quads
            ));
        }
    }
    if let Some(exit) = tell_index(&report.index, &report.words, ui) {
        return Ok(exit);
    }
    if !report.unreadable.is_empty() {
        return Ok(Exit::Input);
    }
    let failed = finding::has_errors(&report.findings) || !changes.failed.is_empty();
    Ok(if failed { Exit::Findings } else { Exit::Done })
}

pub(super) fn summary(changes: &Changes) -> String {
    format!(
        "{} added, {} changed, {} removed, {} with errors",
        changes.added.len(),
        changes.changed.len(),
        changes.removed.len(),
        changes.failed.len()
    )
}

/// Says why there is no index, if making it failed; how it ends then.
pub(super) fn tell_index(index: &IndexOutcome, words: &WordsOutcome, ui: &Ui) -> Option<Exit> {
    if let Some(Err(error)) = words {
        let error = CliError::from_error(Exit::Store, error)
            .with_hint("what was done stands; `search` looks through everything until `chancery sync` makes the index");
        ui.error(&error);
        return Some(error.exit());
    }
    let Some(Err(error)) = index else { return None };
    let error = data::load_error(error)
        .with_hint("what was done stands; queries are answered from memory until `chancery sync` makes the index");
    ui.error(&error);
    Some(error.exit())
}
