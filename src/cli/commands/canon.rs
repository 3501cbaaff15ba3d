//! `canon`: canonical N-Quads of any RDF document, or their hash.

use std::io::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::document::{parse_format, read_quads};
use crate::cli::error::{CliError, Exit};
use crate::cli::fetch::AllowArgs;
use crate::cli::ui::Ui;
use crate::rdf::Format;
use crate::rdf::canon::{self, CanonError, Canonical, Effort};

/// Write a document as canonical N-Quads (RDFC-1.0): the same dataset gives the same bytes.
///
/// Blank nodes are named by what is said of them. Datasets made so that this takes forever are
/// refused after a bounded amount of work (exit code 5). Triple terms have a canonical form too,
/// which no standard fixes yet.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery canon all.ttl --hash\n  chancery export --to nq | chancery canon - --from nq > canonical.nq"
)]
pub(in crate::cli) struct Args {
    /// A document of RDF, `-` for standard input.
    file: PathBuf,
    /// Its format; else by the name of the file.
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    from: Option<Format>,
    /// What relative IRIs are resolved against; else the file's own address.
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Print the hash of the canonical form and not the form.
    #[arg(long)]
    hash: bool,
    /// The hash, also for telling blank nodes apart.
    #[arg(long, value_enum, default_value_t = Algorithm::Sha256)]
    algorithm: Algorithm,
    #[command(flatten)]
    allow: AllowArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Algorithm {
    Sha256,
    Sha384,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, CliError> {
    let quads = read_quads(&args.file, args.from, args.base.as_deref(), args.allow.loader())?;
    let algorithm = match args.algorithm {
        Algorithm::Sha256 => canon::Algorithm::Sha256,
        Algorithm::Sha384 => canon::Algorithm::Sha384,
    };
    let canonical = Canonical::of(&quads, Effort { algorithm, ..Effort::default() }).map_err(|error| {
        let exit = if error == CanonError::NoThread { Exit::Store } else { Exit::Limit };
        CliError::from_error(exit, &error)
    })?;
    let mut out = ui.out();
    let written = if args.hash {
        writeln!(out, "{}", canonical.hash(algorithm))
    } else {
        canonical.lines().iter().try_for_each(|line| out.write_all(line.as_bytes()))
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}
