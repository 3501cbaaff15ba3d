//! `man`: the manual pages, made of the same words as `--help`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::cli::error::{CliError, Exit};
use crate::cli::ui::Ui;

/// Write the manual pages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery man | man -l -\n  chancery man --out ~/.local/share/man/man1")]
pub(in crate::cli) struct Args {
    /// Write a page for every command into this folder; without it the main page goes to standard output.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, CliError> {
    let command = Cli::command();
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        let mut out = ui.out();
        clap_mangen::Man::new(command)
            .render(&mut page)
            .and_then(|()| out.write_all(&page))
            .and_then(|()| out.flush())
            .map_err(|error| CliError::output(&error))?;
        return Ok(Exit::Done);
    };
    let failed = |error: std::io::Error| {
        CliError::new(Exit::Store, format!("could not write to `{}`: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    ui.say(&format!("wrote the manual pages to `{}`", folder.display()));
    Ok(Exit::Done)
}
