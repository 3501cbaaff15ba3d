//! `rebuild`: convert everything anew, whatever the store says is unchanged.

use std::path::Path;

use super::sync::{finish, run_sync};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::sync::Options;

/// Convert every article anew; what comes out the same is left where it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery rebuild")]
pub(in crate::cli) struct Args {
    /// How many articles to convert at once.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let options = |policy| Options { policy, threads: session::threads(args.threads), dry_run: false, afresh: true };
    let report = run_sync(kb, None, options, "rebuild", ui)?;
    finish(&report, ui)
}
