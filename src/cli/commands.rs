//! One file a command; each has its arguments as a struct whose documentation is the help.

mod check;
mod convert;
mod demo;
mod explain;
mod export;
mod log;
mod query;
mod rebuild;
mod sync;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;

use super::error::{CliError, Exit};
use super::ui::Ui;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the bundled example, ask it, export it.
    Demo(demo::Args),
    /// Show what is wrong or risky in dossiers.
    Check(check::Args),
    /// Turn dossiers into RDF, without a store.
    Convert(convert::Args),
    /// Bring the store in line with the files.
    Sync(sync::Args),
    /// Write the knowledge base in an RDF format.
    Export(export::Args),
    /// Show what each run changed.
    Log(log::Args),
    /// Check every byte of the store.
    Verify(verify::Args),
    /// Convert everything anew.
    Rebuild(rebuild::Args),
    /// Explain a finding code.
    Explain(explain::Args),
    /// Ask with SPARQL or a named query.
    Query(Box<query::Args>),
}

/// Runs a command.
pub(super) fn run(command: Command, kb: Option<PathBuf>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = kb.as_deref();
    match command {
        Command::Demo(args) => demo::run(&args, ui),
        Command::Check(args) => check::run(&args, kb, ui),
        Command::Convert(args) => convert::run(&args, kb, ui),
        Command::Sync(args) => sync::run(&args, kb, ui),
        Command::Export(args) => export::run(&args, kb, ui),
        Command::Log(args) => log::run(&args, kb, ui),
        Command::Verify(args) => verify::run(&args, kb, ui),
        Command::Rebuild(args) => rebuild::run(&args, kb, ui),
        Command::Explain(args) => explain::run(&args, ui),
        Command::Query(args) => query::run(&args, kb, ui),
    }
}
