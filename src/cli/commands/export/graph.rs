//! `export` of nodes and edges: two tables in a folder, or one file.

use std::fs;
use std::io;
use std::path::Path;

use super::Args;
use crate::cli::error::{CliError, Exit};
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::export::FileOutput;
use crate::export::graph::{GraphExport, GraphFormat, GraphOptions};
use crate::history::Manifest;
use crate::query::Lens;
use crate::store::Archive;

/// The two tables and their names in a folder.
const TABLES: [(GraphFormat, &str); 2] = [(GraphFormat::Nodes, "nodes.csv"), (GraphFormat::Edges, "edges.csv")];

pub(super) fn run(
    format: GraphFormat,
    args: &Args,
    kb: Option<&Path>,
    (archive, manifest): (&Archive, &Manifest),
    ui: &Ui,
) -> Result<Exit, CliError> {
    let folder = args.graph.file();
    if format == GraphFormat::Tables && folder.is_none() {
        return Err(CliError::new(Exit::Usage, "csv is two tables, which need a folder")
            .with_hint("say -o FOLDER, or --to nodes or --to edges for one of them"));
    }
    let options = GraphOptions {
        format,
        lens: args.graph.lens().unwrap_or(Lens::Asserted),
        languages: args.language.read(&Place::find(kb, &[])?).tags,
        withheld: !args.edges_only,
    };
    let export = GraphExport::gather(archive, manifest, &options).map_err(|error| args.graph.failed(&error))?;
    let losses = export.losses();
    if args.graph.tell(&losses.to_lines(), &losses.to_json(), losses.is_empty(), ui)? {
        return Ok(Exit::Findings);
    }
    match folder {
        Some(folder) if format == GraphFormat::Tables => tables(&export, folder)?,
        _ => {
            let mut out = args.graph.open(false, ui)?;
            export.write(format, &mut out).map_err(|error| args.graph.failed(&error))?;
            out.finish()?;
        }
    }
    Ok(Exit::Done)
}

/// Writes both tables, and puts them in their places only when both are whole.
fn tables(export: &GraphExport<'_>, folder: &Path) -> Result<(), CliError> {
    let failed = |path: &Path, error: &io::Error| {
        CliError::new(Exit::Store, format!("could not write `{}`: {error}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut files = Vec::new();
    for (part, name) in TABLES {
        let path = folder.join(name);
        let mut file = FileOutput::create(&path).map_err(|error| failed(&path, &error))?;
        export.write(part, &mut file).map_err(|error| failed(&path, &io::Error::other(error)))?;
        files.push((file, path));
    }
    files.into_iter().try_for_each(|(file, path)| file.finish().map_err(|error| failed(&path, &error)))
}
