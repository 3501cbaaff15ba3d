//! `conformance`: official test suites against this program.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::output::Output;
use crate::cli::ui::Ui;
use crate::conformance::{self, Folder, SUITES, Suite};

/// Run official test suites and show what passes, what is skipped and why, what fails.
///
/// Ends with exit code 1 if a test fails, or passes though it is on the skip list. The suites are
/// not part of the program: they are looked for in --suites, else in the folder `suites` below
/// $CHANCERY_SHARED, else in ../shared/suites.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery conformance\n  chancery conformance jsonld rdf-canon --suites ../shared/suites\n  chancery conformance --write CONFORMANCE.md --earl earl.ttl"
)]
pub(in crate::cli) struct Args {
    /// The suites: names, or their first word (jsonld, rdf, rdf11, rdf12, sparql10, sparql11, sparql12); without any, all.
    #[arg(value_name = "SUITE")]
    names: Vec<String>,
    /// The folder of the suites.
    #[arg(long, value_name = "FOLDER")]
    suites: Option<PathBuf>,
    /// Write an EARL report in Turtle.
    #[arg(long, value_name = "FILE")]
    earl: Option<PathBuf>,
    /// Write the page CONFORMANCE.md.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, CliError> {
    let suites = chosen(&args.names)?;
    let shared = std::env::var_os("CHANCERY_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = args.suites.clone().unwrap_or_else(|| shared.join("suites"));
    let report = conformance::run(&Folder::new(&folder), &suites).map_err(|error| {
        CliError::from_error(Exit::Input, &error)
            .with_hint("the suites of the W3C are not part of the program; `--suites FOLDER` says where they are")
    })?;
    let mut out = ui.out();
    out.write_all(report.text().as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    if let Some(path) = &args.write {
        put(path, &report.markdown())?;
    }
    if let Some(path) = &args.earl {
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        put(path, &report.earl(env!("CARGO_PKG_VERSION"), &now))?;
    }
    Ok(if report.is_good() { Exit::Done } else { Exit::Findings })
}

fn chosen(names: &[String]) -> Result<Vec<Suite>, CliError> {
    if names.is_empty() {
        return Ok(SUITES.to_vec());
    }
    let mut suites: Vec<Suite> = Vec::new();
    for name in names {
        let named = Suite::named(name);
        if named.is_empty() {
            let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
            return Err(CliError::new(Exit::Usage, format!("there is no suite `{name}`"))
                .with_hint(format!("one of {}", known.join(", "))));
        }
        suites.extend(named.into_iter().filter(|suite| !suites.contains(suite)).collect::<Vec<_>>());
    }
    Ok(suites)
}

fn put(path: &Path, text: &str) -> Result<(), CliError> {
    let mut output = Output::new(Some(path));
    output.write_all(text.as_bytes()).map_err(|error| CliError::output(&error))?;
    output.finish()
}
