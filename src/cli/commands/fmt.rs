//! `fmt`: canonical YAML, comments kept; with `--to`, dossiers in another notation.

mod convert;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::dossier::canonical;
use crate::dossier::mapping::is_mapping;
use crate::dossier::stream::InputFormat;
use crate::source::Source;

/// Write dossiers in canonical form: missing ids, fields in order, clean line ends. Comments stay.
///
/// With --to, dossiers of any notation are written in another one, without comments, and the files stay
/// as they are. What a table cannot carry is named, and its article left out: then it ends with 1.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery fmt\n  chancery fmt --check dossiers\n  chancery fmt - < draft.yaml\n  chancery fmt --to jsonl dossiers -o all.jsonl\n  chancery fmt --to csv gas-deal.yaml"
)]
pub(in crate::cli) struct Args {
    /// YAML files or folders, with --to of any notation; without any, the dossiers and entities of the knowledge base. `-` is
    /// standard input, written to standard output.
    paths: Vec<PathBuf>,
    /// Change nothing; end with exit code 1 if anything would change.
    #[arg(long)]
    check: bool,
    /// Write the dossiers in this notation instead: yaml, json, jsonl, csv, tsv.
    #[arg(long, value_name = "FORMAT", value_parser = convert::notation, conflicts_with = "check")]
    to: Option<InputFormat>,
    /// Where to write what --to gives, whole or not at all; without it, standard output.
    #[arg(short, long, value_name = "FILE", requires = "to")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    if let Some(to) = args.to {
        return convert::run(args, to, kb, ui);
    }
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| CliError::new(Exit::Input, format!("could not read standard input: {error}")))?;
        let formatted = format("<stdin>", text)?;
        let mut out = ui.out();
        out.write_all(formatted.as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
        return Ok(Exit::Done);
    }
    let mut changed = 0;
    let mut failed = None;
    for path in files(args, kb)? {
        match one(&path, args.check) {
            Ok(false) => {}
            Ok(true) => {
                changed += 1;
                ui.say(&format!("{} {}", if args.check { "would write" } else { "wrote" }, path.display()));
            }
            Err(error) => {
                if let Some(earlier) = failed.replace(error) {
                    ui.error(&earlier);
                }
            }
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    Ok(if args.check && changed > 0 { Exit::Findings } else { Exit::Done })
}

fn files(args: &Args, kb: Option<&Path>) -> Result<Vec<PathBuf>, CliError> {
    let yaml = &["yaml", "yml"];
    if args.paths.is_empty() {
        let root = session::kb_root(kb)?;
        let mut files = crate::kb::files_in(&root.join("dossiers"), yaml)?;
        files.extend(crate::kb::files_in(&root.join("entities"), yaml)?);
        // A mapping is no dossier; its comments and its order are its author's.
        files.retain(|path| !is_mapping(path));
        return Ok(files);
    }
    let mut files = Vec::new();
    for path in &args.paths {
        if path.is_dir() {
            files.extend(crate::kb::files_in(path, yaml)?);
        } else {
            files.push(path.clone());
        }
    }
    files.retain(|path| !is_mapping(path));
    Ok(files)
}

/// Formats one file; says whether it changes.
fn one(path: &Path, check: bool) -> Result<bool, CliError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display())))?;
    let formatted = format(&path.display().to_string(), text.clone())?;
    if formatted == text {
        return Ok(false);
    }
    if !check {
        session::write_whole(path, formatted.as_bytes())?;
    }
    Ok(true)
}

fn format(name: &str, text: String) -> Result<String, CliError> {
    let source = Source::new(name, text);
    canonical::format(&source).map_err(|error| CliError::from_error(Exit::Input, &error))
}
