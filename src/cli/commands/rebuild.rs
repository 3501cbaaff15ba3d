//! `rebuild`: convert everything anew, whatever the store says is unchanged.

use std::path::Path;

use crate::kb::STATE_FOLDER;
use crate::store::{Archive, StoreError};

use super::sync::{finish, run_sync};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::sync::Options;

/// Convert every article anew; what comes out the same is left where it is.
///
/// A store of an older format is set aside whole, as `.chancery-format-N`, and made anew from the dossiers; its history can
/// be read with the program that wrote it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery rebuild")]
pub(in crate::cli) struct Args {
    /// How many articles to convert at once.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let options = |policy| Options { policy, threads: session::threads(args.threads), dry_run: false, afresh: true };
    set_older_aside(kb, ui)?;
    let report = run_sync(kb, None, options, "rebuild", ui)?;
    finish(&report, ui)
}

/// Makes room where a store of an older format stands.
fn set_older_aside(kb: Option<&Path>, ui: &Ui) -> Result<(), CliError> {
    let folder = session::kb_root(kb)?.join(STATE_FOLDER);
    let Err(StoreError::Older { found, .. }) = Archive::open(&folder) else { return Ok(()) };
    let aside = folder.with_file_name(format!("{STATE_FOLDER}-format-{found}"));
    if aside.exists() {
        return Err(CliError::new(Exit::Store, format!("`{}` is there already", aside.display()))
            .with_hint("it is an older store that was set aside before; move it away"));
    }
    std::fs::rename(&folder, &aside)
        .map_err(|error| CliError::new(Exit::Store, format!("could not set `{}` aside: {error}", folder.display())))?;
    ui.say(&format!("the store of format {found} is now `{}`", aside.display()));
    Ok(())
}
