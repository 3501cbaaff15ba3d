//! `backup` and `restore`: the store copied whole, and put back.

use std::path::{Path, PathBuf};

use crate::cli::data::store_error;
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::kb::STATE_FOLDER;
use crate::store::{StoreError, restore};

/// Copy the store, all its history included, and check the copy.
///
/// Works while others read and write. The dossiers are files of yours and not part of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery backup /media/disk/kb-2024-05-03")]
pub(in crate::cli) struct Backup {
    /// A folder that is not there yet.
    folder: PathBuf,
}

/// Put a backup in the place of the store.
///
/// With --replace a store that is there is kept beside it as `.chancery.before-restore`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery restore /media/disk/kb-2024-05-03 --replace")]
pub(in crate::cli) struct Restore {
    /// What `backup` made.
    folder: PathBuf,
    /// Take the place of the store that is there.
    #[arg(long)]
    replace: bool,
}

impl Backup {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let archive = session::archive(kb)?;
        let copied = archive.back_up(&self.folder).map_err(|error| match error {
            StoreError::Taken { .. } => CliError::from_error(Exit::Usage, &error).with_hint("name a fresh folder"),
            other => store_error(&other),
        })?;
        ui.say(&format!(
            "copied the store as of run {} to `{}`: {} files, {} bytes, checked",
            copied.run,
            self.folder.display(),
            copied.files,
            copied.bytes
        ));
        Ok(Exit::Done)
    }
}

impl Restore {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let store = session::kb_root(kb)?.join(STATE_FOLDER);
        let info = session::writer_info("restore");
        let (copied, aside) = restore(&self.folder, &store, self.replace, &info).map_err(|error| match &error {
            StoreError::Taken { path } if *path == store => CliError::from_error(Exit::Usage, &error)
                .with_hint("`--replace` takes its place and keeps it beside the new one"),
            StoreError::Taken { .. } => {
                CliError::from_error(Exit::Usage, &error).with_hint("an earlier restore kept it; move it away first")
            }
            other => store_error(other),
        })?;
        ui.say(&format!("the store is as of run {}; `chancery sync` brings it in line with the files", copied.run));
        if let Some(aside) = aside {
            ui.say(&format!("the store that was there is now `{}`", aside.display()));
        }
        Ok(Exit::Done)
    }
}
