//! `undo`: take back what a run changed.

use std::path::Path;
use std::time::Instant;

use super::sync::{summary, tell_index};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::store::StoreError;
use crate::sync::{SyncError, undo};

/// Take back what a run changed, as a new run.
///
/// The dossiers are not touched: an article stays taken back until its file changes again. What a later
/// run changed again is left alone, named, and ends with exit code 1. Undoing the undoing run brings
/// everything back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery undo run:3 --dry-run\n  chancery undo 3")]
pub(in crate::cli) struct Args {
    /// The run: its number in `log`.
    #[arg(value_name = "RUN", value_parser = number)]
    run: u64,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

fn number(written: &str) -> Result<u64, String> {
    let number = written.strip_prefix("run:").unwrap_or(written);
    number.parse().map_err(|_| "not the number of a run; `chancery log` lists them".to_owned())
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let kb = session::need_kb(kb)?;
    let began = Instant::now();
    let info = session::writer_info(&format!("undo run:{}", args.run));
    let report = undo(&kb, args.run, args.dry_run, &info, &|| began.elapsed()).map_err(|error| match error {
        SyncError::Store(error @ StoreError::NoRun { .. }) => {
            CliError::from_error(Exit::Usage, &error).with_hint("`chancery log` lists the runs")
        }
        SyncError::Store(error) => CliError::from_store(&error),
        SyncError::Kb(error) => error.into(),
        other => CliError::from_error(Exit::Input, &other),
    })?;
    for id in &report.later {
        ui.insist(&format!("  left alone, for a later run changed it again: {id}"));
    }
    let changes = summary(&report.changes);
    match &report.outcome {
        None => ui.say(&format!("would be {changes}; nothing was written")),
        Some(outcome) if !outcome.written => ui.say("nothing to take back"),
        Some(outcome) => ui.say(&format!(
            "run {} takes back run {}: {changes}; the files are as they were, and count again once they change",
            outcome.summary.run, args.run
        )),
    }
    if let Some(exit) = tell_index(&report.index, &report.words, ui) {
        return Ok(exit);
    }
    Ok(if report.later.is_empty() { Exit::Done } else { Exit::Findings })
}
