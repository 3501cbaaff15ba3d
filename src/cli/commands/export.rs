//! `export`: the knowledge base in an RDF format, or as nodes and edges.

mod graph;

use std::io::{self, Write as _};
use std::path::Path;

use crate::cli::clocks::AsOfArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::graph_output::GraphArgs;
use crate::cli::json_ld_form::{FormArgs, Plan};
use crate::cli::languages::LanguageArgs;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::profile::Profile;
use crate::export::{Export, ExportError, Framed, QuadWriter, Selection, Shape, Take, WholeForm, whole};
use crate::history::{Manifest, SegmentName};
use crate::iri::Base;
use crate::store::Archive;

/// Write the knowledge base in an RDF format, or as nodes and edges, sorted, as the newest run left it.
///
/// nq, trig and jsonld carry everything. ttl, nt and rdf have no graphs: they carry who says what, and
/// with --lens also what is asserted or reviewed, as plain triples. --profile says how statements are
/// written; all but `plain` can be read back whole. What is left out is counted and named.
///
/// JSON-LD also comes expanded, flattened, or framed: --frame article has each article with its
/// statements, words and times nested in it, --frame schema the same in the terms of schema.org. A
/// frame holds no asserted triples; what it leaves out is counted and named.
///
/// csv (a folder with nodes.csv and edges.csv), nodes, edges, graphml and gexf are for people who do not
/// speak RDF. What an article asserts (with --lens reviewed: what a person accepted) is an edge between
/// two things; every other statement is a node that says who says it and how, and no edge enters it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery export -o all.nq.zst\n  chancery export --to ttl --lens asserted > all.ttl\n  chancery export -o all.rdf --loss-report lost.json\n  chancery export --profile rdf12 -o all.trig\n  chancery export -o articles.jsonld --frame article --context url\n  chancery export --to jsonld --frame statement --lines --context url | head -1\n  chancery export --to csv -o tables\n  chancery export -o network.gexf --lang ar"
)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    /// In nodes and edges: leave out every statement that is no edge between two things.
    #[arg(long)]
    edges_only: bool,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    form: FormArgs,
    #[command(flatten)]
    recorded: AsOfArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let archive = session::archive(kb)?;
    let Some(manifest) = &args.recorded.state(&archive, ui)? else {
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
    let shown = match args.form.plan(selection.format())? {
        Plan::Stream(shown) => shown,
        Plan::Frames(..) if args.graph.profile() != Profile::Stored => {
            return Err(CliError::new(Exit::Usage, "frames are made of statements as they are stored")
                .with_hint("leave --profile out, or choose --form expanded, compacted or flattened"));
        }
        Plan::Frames(shape, lines) => return frames(args, &archive, manifest, &selection, (&shape, lines), ui),
        Plan::Whole(form, most) => return at_once(args, &archive, manifest, &selection, (&form, most), ui),
    };
    let export = Export::gather(&archive, manifest, selection).map_err(|error| args.graph.failed(&error))?;
    if args.graph.report(export.losses(), ui)? {
        return Ok(Exit::Findings);
    }
    let mut out = args.graph.open(false, ui)?;
    let written = match shown {
        Some(shown) => {
            QuadWriter::json_ld(&shown, &mut out).map_err(ExportError::from).and_then(|writer| export.write_to(writer))
        }
        None => export.write(&mut out),
    };
    written.map_err(|error| args.graph.failed(&error))?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Frames one article after the other.
fn frames(
    args: &Args,
    archive: &Archive,
    manifest: &Manifest,
    selection: &Selection,
    (shape, lines): (&Shape, bool),
    ui: &Ui,
) -> Result<Exit, CliError> {
    let failed = |error: ExportError| args.graph.failed(&error);
    let options = Framed::<io::Sink>::options();
    let mut out = args.graph.open(true, ui)?;
    let mut framed = Framed::new(&mut out, selection, shape, &options, lines).map_err(failed)?;
    archive
        .for_each_segment(manifest, |name, nquads| match name {
            SegmentName::Shared => framed.shared(nquads),
            SegmentName::Article(article) => framed.article(article, nquads),
            SegmentName::Meta => framed.left_out(nquads),
        })
        .map_err(failed)?;
    let (_, _, losses) = framed.finish().map_err(failed)?;
    if args.graph.report(&losses, ui)? {
        return Ok(Exit::Findings);
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Makes a form of everything at once.
fn at_once(
    args: &Args,
    archive: &Archive,
    manifest: &Manifest,
    selection: &Selection,
    (form, most): (&WholeForm, usize),
    ui: &Ui,
) -> Result<Exit, CliError> {
    let segments = |take: Take<'_>| {
        archive.for_each_segment(manifest, |name, nquads| match name {
            SegmentName::Article(article) => take(Some(article), nquads),
            SegmentName::Shared | SegmentName::Meta => take(None, nquads),
        })
    };
    let (document, losses) = whole(selection, form, most, segments).map_err(|error| args.graph.failed(&error))?;
    if args.graph.report(&losses, ui)? {
        return Ok(Exit::Findings);
    }
    let mut out = args.graph.open(false, ui)?;
    serde_json::to_writer(&mut out, &document)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|error| args.graph.output_failed(&error))?;
    out.finish()?;
    Ok(Exit::Done)
}
