//! `diff`: what changed between two states, statement by statement.

mod show;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::document::read_nquads;
use crate::cli::error::{CliError, Exit};
use crate::cli::languages::LanguageArgs;
use crate::cli::place::Place;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::{describe_shared, profile};
use crate::diff::{Diff, Side};
use crate::dossier::stream::InputFormat;
use crate::finding;
use crate::kb::{CONFIG_FILE, STATE_FOLDER};
use crate::ontology::{Ontology, json_ld};
use crate::rdf::Format;
use crate::store::{Archive, StoreError};

/// Show what changed between two states, statement by statement.
///
/// A state is a file (RDF in any profile and syntax, or a dossier), the folder of a knowledge base (its
/// newest run), or `run:ID` of the knowledge base at hand. Statements are matched by IRI, then by
/// content. Exit code 0 if the quads are the same, 1 if not. The RDF Patch turns the first state's quads
/// into the second's, both in the profile `stored`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery diff run:1 run:2\n  chancery diff before.trig dossiers/gas-deal.yaml\n  chancery diff old-kb . --format rdf-patch"
)]
pub(in crate::cli) struct Args {
    /// The earlier state.
    before: String,
    /// The later state.
    after: String,
    /// How to show the difference.
    #[arg(long, value_parser = ["text", "json", "rdf-patch"], default_value = "text")]
    format: String,
    #[command(flatten)]
    languages: LanguageArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let (before, after) = (side(&args.before, kb, ui)?, side(&args.after, kb, ui)?);
    let diff = Diff::between(&before, &after).map_err(|error| match &error {
        crate::diff::DiffError::Store(error) => CliError::from_store(error),
        crate::diff::DiffError::NotOurs(_) => CliError::from_error(Exit::Input, &error),
    })?;
    let mut out = ui.out();
    let written = match args.format.as_str() {
        "rdf-patch" => out.write_all(diff.patch().as_bytes()),
        "json" => writeln!(out, "{:#}", diff.to_json()),
        _ => {
            let place = Place::find(kb, &[])?;
            let languages = args.languages.read(&place);
            out.write_all(show::text(&diff, &languages, ontology(kb)?.as_ref()).as_bytes())
        }
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(if diff.is_empty() { Exit::Done } else { Exit::Findings })
}

/// Returns the ontology with the knowledge base's own vocabularies.
fn ontology(kb: Option<&Path>) -> Result<Box<Ontology>, CliError> {
    Ok(Box::new(session::open_kb(kb, &[])?.context.ontology))
}

/// Reads a state.
fn side(written: &str, kb: Option<&Path>, ui: &Ui) -> Result<Side, CliError> {
    if let Some(run) = written.strip_prefix("run:") {
        let run = run.parse().map_err(|_| {
            CliError::new(Exit::Usage, format!("`{written}` is no run")).with_hint("`chancery log` lists runs: run:1")
        })?;
        let archive = session::archive(kb)?;
        let manifest = archive.manifest(run).map_err(|error| match &error {
            StoreError::NoRun { .. } => {
                CliError::from_error(Exit::Usage, &error).with_hint("`chancery log` lists the runs")
            }
            other => CliError::from_store(other),
        })?;
        return Ok(Side::Store(Box::new((archive, manifest))));
    }
    let path = Path::new(written);
    if path.join(CONFIG_FILE).is_file() {
        let folder = path.join(STATE_FOLDER);
        let empty = || {
            CliError::new(Exit::Store, format!("the knowledge base `{written}` has nothing in its store"))
                .with_hint("`chancery sync` fills it; its `dossiers` folder can be compared as it is")
        };
        if !folder.exists() {
            return Err(empty());
        }
        let archive = Archive::open(&folder).map_err(|error| CliError::from_store(&error))?;
        let manifest = archive.current().cloned().ok_or_else(empty)?;
        return Ok(Side::Store(Box::new((archive, manifest))));
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    // A file of RDF may have the ending of a dossier only in its media type: `.jsonld` is not `.json`.
    match Format::from_file_name(name) {
        Some(format) if !path.is_dir() => rdf(path, format, ui),
        _ if written == "-" || path.is_dir() || InputFormat::from_file_name(name).is_some() => dossiers(path, kb, ui),
        _ => Err(CliError::new(Exit::Usage, format!("`{written}` is neither RDF nor a dossier by its name"))
            .with_hint("name a file .nq, .trig, .ttl, .nt, .rdf, .jsonld, .yaml, .json, .jsonl, .csv or .tsv, a knowledge base, or run:ID")),
    }
}

fn rdf(path: &Path, format: Format, ui: &Ui) -> Result<Side, CliError> {
    let (nquads, blank) = read_nquads(path, Some(format), json_ld::loader())?;
    if blank > 0 {
        ui.say(&format!("`{}`: {blank} quads with blank nodes are not compared", path.display()));
    }
    let read = profile::read(&nquads).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    Ok(Side::Quads(read.nquads))
}

/// Converts dossiers as `convert` does; one with an error has no quads.
fn dossiers(path: &Path, kb: Option<&Path>, ui: &Ui) -> Result<Side, CliError> {
    let paths = [PathBuf::from(path)];
    let kb = session::open_kb(kb, &paths)?;
    let (mut bytes, used, converted) = session::converted(&kb, &paths, None)?;
    let mut findings = kb.findings.clone();
    findings.extend(converted);
    describe_shared(&used, &kb.context, &mut bytes);
    finding::sort(&mut findings);
    ui.findings(&findings, finding::Severity::Error);
    if finding::has_errors(&findings) {
        return Err(CliError::new(
            Exit::Input,
            format!("`{}` has errors, so there is nothing to compare", path.display()),
        ));
    }
    String::from_utf8(bytes).map(Side::Quads).map_err(|error| CliError::from_error(Exit::Input, &error))
}
