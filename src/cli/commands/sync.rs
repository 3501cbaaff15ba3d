//! `sync`: bring the store in line with the files.

use std::path::Path;
use std::time::Instant;

use crate::cli::data;
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::finding::{self, Severity};
use crate::history::Changes;
use crate::sync::{IndexOutcome, Options, Report, SyncError, WordsOutcome, sync};

/// Bring the store in line with the files: convert what changed, retract what is gone.
///
/// Running it twice changes nothing. An article with errors keeps its last good state.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery sync --dry-run\n  chancery sync")]
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
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let options =
        |policy| Options { policy, threads: session::threads(args.threads), dry_run: args.dry_run, afresh: false };
    let report = run_sync(kb, args.policy.as_deref(), options, "sync", ui)?;
    finish(&report, ui)
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
