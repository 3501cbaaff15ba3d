//! `history`: keep less of it.

use std::path::Path;

use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::forget::{take_out, tell};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::store::Removal;

/// Keep less of the history.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Remove older runs, and what only they need. The newest state stays as it is.
    #[command(
        after_help = "Examples:\n  chancery history prune --keep 30\n  chancery history prune --newer-than 2024-05-01"
    )]
    Prune(Prune),
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Prune {
    /// Keep so many of the newest runs, at least one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    keep: Option<u64>,
    /// Keep what was held since then: the runs that began at this day or moment or later, and the one before them.
    #[arg(long, value_name = "TIME")]
    newer_than: Option<String>,
    /// Say which runs would go, and remove nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Reads a day, which begins at midnight in UTC, or a moment.
fn beginning(written: &str) -> Result<Timestamp, CliError> {
    let day = written.parse::<Date>().ok().filter(|_| !written.contains('T'));
    let day = day.and_then(|day| day.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC).ok());
    match day {
        Some(day) => Ok(day.timestamp()),
        None => written.parse().map_err(|_| {
            CliError::new(Exit::Usage, format!("`{written}` is no time"))
                .with_hint("write 2024-05-03, or 2024-05-03T12:00:00Z with the zone")
        }),
    }
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let What::Prune(args) = &args.what;
    let root = session::kb_root(kb)?;
    let archive = session::archive(kb)?;
    let runs = archive.runs().map_err(|error| CliError::from_store(&error))?;
    let mut kept = runs.len();
    if let Some(keep) = args.keep {
        kept = kept.min(usize::try_from(keep).unwrap_or(usize::MAX));
    }
    if let Some(written) = &args.newer_than {
        let time = beginning(written)?;
        // What was held at that time is what the run before left.
        let newer = runs.iter().filter(|run| run.time >= time).count();
        kept = kept.min((newer + 1).min(runs.len()));
    }
    let gone = &runs[..runs.len() - kept];
    let Some(first) = runs.get(gone.len()).filter(|_| !gone.is_empty()) else {
        ui.say("nothing to do: no run is older");
        return Ok(Exit::Done);
    };
    if args.dry_run {
        ui.say(&format!("would remove {} runs, up to run {}; nothing was changed", gone.len(), first.run - 1));
        return Ok(Exit::Done);
    }
    let removal = Removal { runs_before: Some(first.run), ..Removal::default() };
    let (receipt, index, words) = take_out(&root, &removal, "history prune")?;
    if let Some(receipt) = receipt {
        tell(&receipt, ui);
    }
    Ok(super::sync::tell_index(&index, &words, ui).unwrap_or(Exit::Done))
}
