//! `schema`: the JSON Schema of dossiers, for editors.

use std::io::Write as _;
use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::dossier::schema::{SchemaWords, schema};

/// Print the JSON Schema (draft-07) of dossiers, with the words of the ontology in it.
///
/// Editors use it to complete and to mark mistakes: save it, and begin a dossier with
/// `# yaml-language-server: $schema=FILE`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery schema > dossier.schema.json")]
pub(in crate::cli) struct Args {
    /// Language of the descriptions of terms.
    #[arg(long, default_value = "en", value_name = "TAG")]
    lang: String,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = session::open_kb(kb, &[])?;
    let words = SchemaWords::of(&kb.context.ontology, &args.lang);
    let mut out = ui.out();
    serde_json::to_writer_pretty(&mut out, &schema(&words))
        .map_err(std::io::Error::from)
        .and_then(|()| writeln!(out))
        .and_then(|()| out.flush())
        .map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}
