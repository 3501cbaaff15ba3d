//! `completions`: what a shell needs to complete commands and flags.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::cli::error::{CliError, Exit};
use crate::cli::ui::Ui;

/// Write completions for a shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery completions bash > ~/.local/share/bash-completion/completions/chancery\n  chancery completions fish > ~/.config/fish/completions/chancery.fish"
)]
pub(in crate::cli) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "chancery", &mut script);
    let mut out = ui.out();
    out.write_all(&script).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}
