//! One file a command; each has its arguments as a struct whose documentation is the help.

mod answers;
mod backup;
mod canon;
mod check;
mod completions;
mod conformance;
mod convert;
mod demo;
mod diff;
mod doctor;
mod entities;
mod explain;
mod export;
mod fmt;
mod forget;
mod history;
mod import;
mod init;
mod jsonld;
mod log;
mod man;
mod map;
mod new;
mod ontology;
mod query;
mod rebuild;
mod repl;
mod schema;
mod search;
mod serve;
mod sync;
mod undo;
mod verify;
mod why;
mod wiki;

use std::path::PathBuf;

use clap::Subcommand;

use super::error::{CliError, Exit};
use super::ui::Ui;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the bundled example, ask it, export it.
    Demo(demo::Args),
    /// Make a knowledge base that already works.
    Init(init::Args),
    /// Write a dossier to fill in.
    New(new::Args),
    /// Show what is wrong or risky in dossiers.
    Check(check::Args),
    /// Write dossiers in canonical form.
    Fmt(fmt::Args),
    /// Print the JSON Schema of dossiers.
    Schema(schema::Args),
    /// Turn dossiers into RDF, without a store.
    Convert(convert::Args),
    /// Turn a foreign table into dossiers, by a mapping.
    Map(map::Args),
    /// Bring the store in line with the files.
    Sync(sync::Args),
    /// Write the knowledge base in an RDF format.
    Export(export::Args),
    /// Process JSON-LD: expand, compact, flatten, frame, to and from RDF.
    Jsonld(jsonld::Args),
    /// Write RDF as canonical N-Quads, or its hash.
    Canon(canon::Args),
    /// Run official test suites.
    Conformance(conformance::Args),
    /// Turn RDF in any profile back into dossiers.
    Import(import::Args),
    /// Show what each run changed.
    Log(log::Args),
    /// Show what changed between two states, statement by statement.
    Diff(diff::Args),
    /// Take back what a run changed.
    Undo(undo::Args),
    /// Take an article out of every run, for good.
    Forget(forget::Args),
    /// Keep less of the history.
    History(history::Args),
    /// Check every byte of the store.
    Verify(verify::Args),
    /// Copy the store, history included.
    Backup(backup::Backup),
    /// Put a backup in the place of the store.
    Restore(backup::Restore),
    /// Convert everything anew.
    Rebuild(rebuild::Args),
    /// Explain a finding code.
    Explain(explain::Args),
    /// Ask with SPARQL or a named query.
    Query(Box<query::Args>),
    /// Ask line by line.
    Repl(repl::Args),
    /// Find words in what is said, named and written, in any language.
    Search(search::Args),
    /// Show the receipts behind a triple.
    Why(why::Args),
    /// Show what happened when, with receipts.
    Timeline(answers::Timeline),
    /// Show what is affirmed here and denied there.
    Contradictions(answers::Contradictions),
    /// Show what several independent sources say.
    Corroborated(answers::Corroborated),
    /// Show what somebody says.
    ClaimsBy(answers::ClaimsBy),
    /// Show what is said of two parties.
    Between(answers::Between),
    /// Show what is unknown, and why.
    Unknowns(answers::Unknowns),
    /// Answer over HTTP: SPARQL, graphs, things, named queries; read only.
    Serve(Box<serve::Args>),
    /// Plan what a wiki is to hold.
    Wiki(wiki::Args),
    /// Look up terms: what they mean and what may be made of them.
    Ontology(ontology::Args),
    /// Look up entities by name, code or id.
    Entities(entities::Args),
    /// Show what the program works with and where each setting comes from.
    Doctor(doctor::Args),
    /// Write completions for a shell.
    Completions(completions::Args),
    /// Write the manual pages.
    Man(man::Args),
}

/// Runs a command.
pub(super) fn run(command: Command, kb: Option<PathBuf>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = kb.as_deref();
    match command {
        Command::Demo(args) => demo::run(&args, ui),
        Command::Init(args) => init::run(&args, ui),
        Command::New(args) => new::run(&args, kb, ui),
        Command::Fmt(args) => fmt::run(&args, kb, ui),
        Command::Schema(args) => schema::run(&args, kb, ui),
        Command::Check(args) => check::run(&args, kb, ui),
        Command::Convert(args) => convert::run(&args, kb, ui),
        Command::Map(args) => map::run(&args, kb, ui),
        Command::Sync(args) => sync::run(&args, kb, ui),
        Command::Export(args) => export::run(&args, kb, ui),
        Command::Jsonld(args) => jsonld::run(&args, ui),
        Command::Canon(args) => canon::run(&args, ui),
        Command::Conformance(args) => conformance::run(&args, ui),
        Command::Import(args) => import::run(&args, kb, ui),
        Command::Log(args) => log::run(&args, kb, ui),
        Command::Diff(args) => diff::run(&args, kb, ui),
        Command::Forget(args) => forget::run(&args, kb, ui),
        Command::History(args) => history::run(&args, kb, ui),
        Command::Undo(args) => undo::run(&args, kb, ui),
        Command::Backup(args) => args.run(kb, ui),
        Command::Restore(args) => args.run(kb, ui),
        Command::Verify(args) => verify::run(&args, kb, ui),
        Command::Rebuild(args) => rebuild::run(&args, kb, ui),
        Command::Explain(args) => explain::run(&args, ui),
        Command::Query(args) => query::run(&args, kb, ui),
        Command::Repl(args) => repl::run(args, kb, ui),
        Command::Search(args) => search::run(&args, kb, ui),
        Command::Why(args) => why::run(&args, kb, ui),
        Command::Timeline(args) => args.run(kb, ui),
        Command::Contradictions(args) => args.run(kb, ui),
        Command::Corroborated(args) => args.run(kb, ui),
        Command::ClaimsBy(args) => args.run(kb, ui),
        Command::Between(args) => args.run(kb, ui),
        Command::Unknowns(args) => args.run(kb, ui),
        Command::Serve(args) => serve::run(&args, kb, ui),
        Command::Wiki(args) => args.run(kb, ui),
        Command::Ontology(args) => ontology::run(&args, kb, ui),
        Command::Entities(args) => entities::run(&args, kb, ui),
        Command::Doctor(args) => doctor::run(&args, kb, ui),
        Command::Completions(args) => completions::run(&args, ui),
        Command::Man(args) => man::run(&args, ui),
    }
}
