//! `log`: what changed when.

use std::io::Write as _;
use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;

/// Show what each run changed, the newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery log --format json")]
pub(in crate::cli) struct Args {
    /// At most this many runs.
    #[arg(short = 'n', long, value_name = "N")]
    number: Option<usize>,
    /// How to show them.
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let archive = session::archive(kb)?;
    let mut runs = archive.runs().map_err(|error| CliError::from_store(&error))?;
    runs.sort_by_key(|run| std::cmp::Reverse(run.run));
    runs.truncate(args.number.unwrap_or(usize::MAX));
    let mut out = ui.out();
    let written = if args.format == "json" {
        serde_json::to_writer_pretty(&mut out, &runs).map_err(std::io::Error::from).and_then(|()| writeln!(out))
    } else {
        runs.iter().try_for_each(|run| {
            let counts = &run.counts;
            writeln!(
                out,
                "run {}  {}  {} by {}\n  {} added, {} changed, {} removed, {} with errors; {} statements, {} quads; dataset {}",
                run.run,
                run.time,
                run.command,
                run.who,
                counts.added,
                counts.changed,
                counts.removed,
                counts.failed,
                counts.statements,
                counts.quads,
                run.dataset.short()
            )
        })
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}
