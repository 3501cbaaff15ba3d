//! `verify`: is everything in the store as it was written?

use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::kb::STATE_FOLDER;
use crate::store::{Problem, VerifyReport};

/// Check every byte of the store against its hashes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery verify")]
pub(in crate::cli) struct Args {}

pub(super) fn run(_: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let root = session::kb_root(kb)?;
    let report = VerifyReport::of(&root.join(STATE_FOLDER)).map_err(|error| CliError::from_store(&error))?;
    let store = root.join(STATE_FOLDER);
    let words = crate::search::check(&store);
    if let Some((path, problem)) = &words {
        ui.error(&CliError::new(Exit::Corrupt, format!("`{}`: {problem}", path.display())));
    }
    for problem in &report.problems {
        match problem {
            Problem::Damaged { path, problem } => {
                ui.error(&CliError::new(Exit::Corrupt, format!("`{}`: {problem}", path.display())));
            }
            Problem::LeftOver { path } => {
                ui.say(&format!("`{}` was left by an interrupted run; the next sync sweeps it away", path.display()))
            }
            Problem::Unknown { path } => ui.say(&format!("`{}` does not belong to the store", path.display())),
        }
    }
    if report.is_sound() && words.is_none() {
        ui.say(&format!(
            "sound: {} runs, {} packs, {} segments, {} quads",
            report.runs, report.packs, report.segments, report.quads
        ));
        return Ok(Exit::Done);
    }
    Err(CliError::new(Exit::Corrupt, "the store is damaged")
        .with_hint("`chancery rebuild` converts everything anew from the files"))
}
