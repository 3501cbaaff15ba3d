//! One file a command; each has its arguments as a struct whose documentation is the help.

mod check;
mod convert;
mod explain;
mod query;

use std::path::PathBuf;

use clap::Subcommand;

use super::error::{CliError, Exit};
use super::ui::Ui;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what is wrong or risky in dossiers.
    Check(check::Args),
    /// Turn dossiers into RDF, without a store.
    Convert(convert::Args),
    /// Explain a finding code.
    Explain(explain::Args),
    /// Ask with SPARQL or a named query.
    Query(Box<query::Args>),
}

/// Runs a command.
pub(super) fn run(command: Command, kb: Option<PathBuf>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = kb.as_deref();
    match command {
        Command::Check(args) => check::run(&args, kb, ui),
        Command::Convert(args) => convert::run(&args, kb, ui),
        Command::Explain(args) => explain::run(&args, ui),
        Command::Query(args) => query::run(&args, kb, ui),
    }
}
