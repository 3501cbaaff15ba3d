//! `export`: the knowledge base in an RDF format.

use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::graph_output::GraphArgs;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::export::Export;
use crate::iri::Base;

/// Write the knowledge base in an RDF format, sorted, as the newest run left it.
///
/// nq, trig and jsonld carry everything. ttl, nt and rdf have no graphs: they carry who says what, and
/// with --lens also what is asserted or reviewed, as plain triples. --profile says how statements are
/// written; all but `plain` can be read back whole. What is left out is counted and named.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery export -o all.nq.zst\n  chancery export --to ttl --lens asserted > all.ttl\n  chancery export -o all.rdf --loss-report lost.json\n  chancery export --profile rdf12 -o all.trig"
)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let archive = session::archive(kb)?;
    let Some(manifest) = archive.current() else {
        return Err(CliError::new(Exit::Store, "nothing was ever stored").with_hint("`chancery sync` fills the store"));
    };
    let base = Base::new(&manifest.settings.base).map_err(|error| CliError::from_error(Exit::Corrupt, &error))?;
    let selection = args.graph.selection(&base)?;
    let export = Export::gather(&archive, manifest, selection).map_err(|error| args.graph.failed(&error))?;
    if args.graph.report(export.losses(), ui)? {
        return Ok(Exit::Findings);
    }
    let mut out = args.graph.open(false, ui)?;
    export.write(&mut out).map_err(|error| args.graph.failed(&error))?;
    out.finish()?;
    Ok(Exit::Done)
}
