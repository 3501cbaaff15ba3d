//! `forget`: take articles out of every run, for good.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::kb::STATE_FOLDER;
use crate::store::{Archive, Receipt, Removal, refresh, remove};
use crate::sync::{IndexOutcome, WordsOutcome};

/// Take an article out of every run, segment, pack and index, for good: no `undo`, no `--as-of` brings it back.
///
/// The state afterwards is a run like any other; the receipt says how much went, and not what. Copies elsewhere
/// (backups, exports, clones) are yours to look after, and so are dossiers, texts, reviews and git.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery forget gas-deal\n  chancery forget --source dossiers/2024.jsonl --yes\n\nThe dossier comes first: while its file is there, the next `sync` would read it again."
)]
pub(in crate::cli) struct Args {
    /// Ids of articles.
    #[arg(required_unless_present = "source")]
    articles: Vec<String>,
    /// All articles that have ever come from this file.
    #[arg(long, value_name = "FILE")]
    source: Vec<String>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// The file that an article came from is still there, and no longer has it.
    #[arg(long)]
    file_stays: bool,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let root = session::kb_root(kb)?;
    let archive = session::archive(kb)?;
    let held = held(&archive)?;
    let wanted = |id: &String, sources: &BTreeSet<String>| {
        args.articles.contains(id) || args.source.iter().any(|source| sources.contains(source))
    };
    let articles: BTreeSet<String> =
        held.iter().filter(|(id, sources)| wanted(id, sources)).map(|(id, _)| id.clone()).collect();
    let unknown = args.articles.iter().find(|id| !articles.contains(*id));
    let nothing = args.source.iter().find(|source| !held.values().any(|sources| sources.contains(*source)));
    if let Some(name) = unknown.or(nothing) {
        return Err(CliError::new(Exit::Usage, format!("no run holds anything of `{name}`"))
            .with_hint("`chancery log` names the articles that each run touched"));
    }
    let files: BTreeSet<&String> = articles.iter().flat_map(|id| &held[id]).collect();
    if let Some(file) = files.iter().find(|file| root.join(file).is_file()).filter(|_| !args.file_stays) {
        return Err(CliError::new(
            Exit::Usage,
            format!("`{file}` is still there: the next `sync` would read it again"),
        )
        .with_hint("take the article out of it first; say --file-stays if it no longer has it"));
    }
    if !args.yes && !confirmed(articles.len())? {
        return Err(
            CliError::new(Exit::Usage, "nothing was forgotten").with_hint("say --yes to go on without being asked")
        );
    }
    let removal = Removal { articles, runs_before: None };
    let (receipt, index, words) = take_out(&root, &removal, "forget")?;
    if let Some(receipt) = receipt {
        tell(&receipt, ui);
    }
    Ok(super::sync::tell_index(&index, &words, ui).unwrap_or(Exit::Done))
}

/// Returns each article that any run holds, with the files it came from.
fn held(archive: &Archive) -> Result<BTreeMap<String, BTreeSet<String>>, CliError> {
    let failed = |error| CliError::from_store(&error);
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for run in archive.runs().map_err(failed)? {
        let manifest = archive.manifest(run.run).map_err(failed)?;
        for (id, entry) in &manifest.articles {
            held.entry(id.clone()).or_default().insert(entry.facts.source.clone());
        }
        for (id, undone) in &manifest.undone {
            held.entry(id.clone()).or_default().extend(undone.became.iter().map(|facts| facts.source.clone()));
        }
    }
    Ok(held)
}

fn confirmed(count: usize) -> Result<bool, CliError> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let mut out = std::io::stderr();
    let _ = write!(out, "take {count} articles out of every run, for good? Type `forget`: ");
    let _ = out.flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| CliError::new(Exit::Input, format!("could not read the answer: {error}")))?;
    Ok(answer.trim() == "forget")
}

/// Takes something out of a store, and makes the index of what is left.
pub(super) fn take_out(
    root: &Path,
    removal: &Removal,
    command: &str,
) -> Result<(Option<Receipt>, IndexOutcome, WordsOutcome), CliError> {
    let folder = root.join(STATE_FOLDER);
    let info = session::writer_info(command);
    let receipt = remove(&folder, removal, &info).map_err(|error| CliError::from_store(&error))?;
    let kb = crate::kb::Config::read(&root.join(crate::kb::CONFIG_FILE))
        .map_err(|error| CliError::from_error(Exit::Input, &error))?;
    let wanted = kb.engine().unwrap_or_default() == crate::kb::EngineChoice::Snapshot;
    let archive = Archive::open(&folder).map_err(|error| CliError::from_store(&error))?;
    let words = crate::search::refresh(&archive, &info, true);
    Ok((receipt, wanted.then(|| refresh(&archive, &info, true)), Some(words)))
}

/// Says how much went, and not what.
pub(super) fn tell(receipt: &Receipt, ui: &Ui) {
    ui.say(&format!(
        "run {}: {} articles taken out of {} runs, {} runs removed; {} segments and {} bytes are gone",
        receipt.run, receipt.articles, receipt.runs_touched, receipt.runs_removed, receipt.segments, receipt.bytes
    ));
}
