//! `export`: the knowledge base in an RDF format, or as nodes and edges.

mod graph;

use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::graph_output::GraphArgs;
use crate::cli::languages::LanguageArgs;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::export::Export;
use crate::iri::Base;

/// Write the knowledge base in an RDF format, or as nodes and edges, sorted, as the newest run left it.
///
/// nq, trig and jsonld carry everything. ttl, nt and rdf have no graphs: they carry who says what, and
/// with --lens also what is asserted or reviewed, as plain triples. --profile says how statements are
/// written; all but `plain` can be read back whole. What is left out is counted and named.
///
/// csv (a folder with nodes.csv and edges.csv), nodes, edges, graphml and gexf are for people who do not
/// speak RDF. What an article asserts (with --lens reviewed: what a person accepted) is an edge between
/// two things; every other statement is a node that says who says it and how, and no edge enters it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery export -o all.nq.zst\n  chancery export --to ttl --lens asserted > all.ttl\n  chancery export -o all.rdf --loss-report lost.json\n  chancery export --profile rdf12 -o all.trig\n  chancery export --to csv -o tables\n  chancery export -o network.gexf --lang ar"
)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// In nodes and edges: leave out every statement that is no edge between two things.
    #[arg(long)]
    edges_only: bool,
    #[command(flatten)]
    language: LanguageArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let archive = session::archive(kb)?;
    let Some(manifest) = archive.current() else {
        return Err(CliError::new(Exit::Store, "nothing was ever stored").with_hint("`chancery sync` fills the store"));
    };
    if let Some(format) = args.graph.nodes_and_edges()? {
        return graph::run(format, args, kb, (&archive, manifest), ui);
    }
    if args.edges_only {
        return Err(CliError::new(Exit::Usage, "--edges-only is for nodes and edges")
            .with_hint("choose csv, edges, graphml or gexf; in RDF `--lens` chooses the plain triples"));
    }
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
