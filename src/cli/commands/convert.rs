//! `convert`: dossiers to N-Quads, one article after the other, in the order given.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::{Converter, Counts, Input, Used, describe_shared, process};
use crate::finding::{self, Severity};

/// Turn dossiers into RDF, without a store.
///
/// The same input gives the same bytes. An article with an error is left out, and said so; the others
/// go on. What articles share (entities, terms) is described once, at the end.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery convert gas-deal.yaml > gas-deal.nq\n  cat articles.jsonl | chancery convert - -o all.nq")]
pub(in crate::cli) struct Args {
    /// Dossiers or folders; without any, those of the knowledge base. `-` reads JSON Lines.
    paths: Vec<PathBuf>,
    /// What may become a plain triple.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = session::open_kb(kb, &args.paths)?;
    let policy = session::policy(args.policy.as_deref(), &kb)?;
    let converter = Converter { context: &kb.context, policy, reviews: &kb.reviews };
    let texts = kb.texts();
    let mut out = ui.out();
    let mut used = Used::default();
    let mut findings = kb.findings.clone();
    let mut counts = Counts::default();
    let mut bytes = Vec::new();
    for path in session::dossier_files(&kb, &args.paths)? {
        let file = session::open_file(&path, None, &kb)?;
        for text in file.articles {
            let text = text.map_err(|error| session::stream_error(&error))?;
            let input = Input { text, folder: file.folder.clone() };
            bytes.clear();
            let outcome = process(&input, &converter, &|article, folder| texts.of(article, folder), &mut bytes, &mut used)
                .map_err(|error| session::unreadable(&input, &error))?;
            findings.extend(outcome.findings);
            if let Some(converted) = outcome.counts {
                counts.add(converted);
                out.write_all(&bytes).map_err(|error| CliError::output(&error))?;
            }
        }
    }
    bytes.clear();
    describe_shared(&used, &kb.context, &mut bytes);
    out.write_all(&bytes).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    finding::sort(&mut findings);
    ui.findings(&findings, Severity::Error);
    Ok(if finding::has_errors(&findings) { Exit::Findings } else { Exit::Done })
}
