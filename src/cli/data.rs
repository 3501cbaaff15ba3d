//! What a query is asked of: the store of a knowledge base, or files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clocks::ClockArgs;
use super::endpoint::{self, StoreArgs};
use super::error::{CliError, Exit};
use super::place::Place;
use super::session;
use super::ui::Ui;
use crate::convert::{Converter, Input, Used, describe_shared, process};
use crate::dossier::stream::InputFormat;
use crate::finding::{self, Finding};
use crate::history::Manifest;
use crate::iri::Base;
use crate::kb::EngineChoice;
use crate::query::{Asker, SearchService};
use crate::rdf::Quad;
use crate::search::{NoWords, SearchError, Words};
use crate::store::{
    Archive, EndpointEngine, Engine, ErrorClass, LoadError, MemoryEngine, NoSnapshot, SnapshotEngine, StoreError,
};

/// Which data a command asks.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct DataArgs {
    /// Ask these RDF files and dossiers and not the store.
    #[arg(long = "data", value_name = "FILE", num_args = 1..)]
    pub(super) files: Vec<PathBuf>,
    /// Where the IRIs of the data begin, if no knowledge base says so.
    #[arg(long, value_name = "IRI", value_parser = |written: &str| Base::new(written))]
    base: Option<Base>,
    /// What answers from the store: `snapshot`, the index that `sync` keeps, or `memory`. Without it
    /// `store.engine`, else `snapshot`. Files, and what --published-by and --at let be seen, are always
    /// read into memory.
    #[arg(long, value_name = "ENGINE", env = "CHANCERY_ENGINE", hide_env_values = true, value_parser = ["snapshot", "memory"])]
    engine: Option<String>,
    #[command(flatten)]
    clocks: ClockArgs,
    #[command(flatten)]
    server: StoreArgs,
}

impl DataArgs {
    /// Returns the clocks, to set them otherwise.
    pub(super) const fn clocks_mut(&mut self) -> &mut ClockArgs {
        &mut self.clocks
    }

    /// Writes the choice of data as flags.
    pub(super) fn flags(&self) -> Vec<OsString> {
        let mut flags: Vec<OsString> = self.clocks.flags().into_iter().map(OsString::from).collect();
        for file in &self.files {
            let mut flag = OsString::from("--data=");
            flag.push(file);
            flags.push(flag);
        }
        flags.extend(self.base.iter().map(|base| format!("--base={}", base.as_str()).into()));
        flags.extend(self.engine.iter().map(|engine| format!("--engine={engine}").into()));
        flags
    }

    /// Loads the files, else the store.
    pub(super) fn open(&self, place: &Place, ui: &Ui) -> Result<Data, CliError> {
        if let Some(remote) = self.server.remote(None) {
            let wrong = |words: &str| Err(CliError::new(Exit::Usage, format!("a server has {words}")));
            return match (self.files.is_empty(), self.clocks.is_set()) {
                (false, _) => wrong("nothing to do with files"),
                (_, true) => wrong("one state alone, and no clocks").map_err(|error| {
                    error.with_hint("--as-of, --published-by and --at are for the store of a knowledge base")
                }),
                _ => {
                    let base = self.base.clone().unwrap_or_else(|| place.base.clone());
                    let engine = EndpointEngine::open(remote, &base).map_err(|error| endpoint::not_in_line(&error))?;
                    Ok(Data { engine: Arc::new(engine), base, findings: Vec::new(), newest: None })
                }
            };
        }
        match self.files[..] {
            [] => of_store(place, self.engine.as_deref(), &self.clocks, ui),
            _ if self.clocks.is_set() => Err(CliError::new(Exit::Usage, "files have no history to look back into")
                .with_hint("--as-of, --published-by and --at are for the store of a knowledge base")),
            _ => of_files(place, &self.files, self.base.clone()),
        }
    }
}

impl DataArgs {
    /// Returns where the IRIs of files begin, if that is said.
    pub(super) fn base(&self) -> Option<Base> {
        self.base.clone()
    }
}

/// Data, ready to be asked.
pub(super) struct Data {
    /// The index.
    pub(super) engine: Arc<dyn Engine>,
    /// Where its IRIs are minted.
    pub(super) base: Base,
    /// What was found in dossiers; those with errors are not part of the data.
    pub(super) findings: Vec<Finding>,
    /// The store and its newest state, where that is what is asked.
    newest: Option<Arc<(Archive, Manifest)>>,
}

impl Data {
    /// Returns the store and its newest state, where that is what is asked.
    pub(super) fn newest(&self) -> Option<Arc<(Archive, Manifest)>> {
        self.newest.clone()
    }

    /// Returns what answers `SERVICE st:search`; nothing is opened before it is asked.
    pub(super) fn search_service(&self) -> Arc<SearchService> {
        let (engine, newest) = (Arc::clone(&self.engine), self.newest.clone());
        Arc::new(SearchService::new(move || {
            let kept = newest.as_deref().and_then(|(archive, manifest)| Words::of_archive(archive, manifest).ok());
            kept.map_or_else(|| Words::of_engine(&*engine), Ok)
        }))
    }

    /// Returns the index of words: the one that `sync` keeps, else one made for the moment.
    pub(super) fn words(&self, ui: &Ui) -> Result<Words, SearchError> {
        if let Some((archive, manifest)) = self.newest.as_deref() {
            match Words::of_archive(archive, manifest) {
                Ok(words) => return Ok(words),
                // An earlier state is rarely asked for: nothing is wrong.
                Err(NoWords::Older) if archive.current().is_some_and(|newest| newest.run != manifest.run) => {}
                Err(why) => ui.say(&format!("{why}; looking through everything until `chancery sync` makes it anew")),
            }
        }
        Words::of_engine(&*self.engine)
    }

    /// Returns who asks.
    pub(super) fn asker(&self) -> Asker<'_> {
        Asker::new(&*self.engine, &self.base).with_service(self.search_service())
    }
}

/// Loads a state of the knowledge base's store, and what the clocks let be seen of it.
fn of_store(place: &Place, asked: Option<&str>, clocks: &ClockArgs, ui: &Ui) -> Result<Data, CliError> {
    let folder = place.store()?;
    let archive = Archive::open(&folder).map_err(|error| store_error(&error))?;
    let Some(manifest) = clocks.state(&archive, ui)? else {
        let message = format!("the store at `{}` is empty: nothing was synced yet", folder.display());
        return Err(CliError::new(Exit::Store, message).with_hint("run `chancery sync`"));
    };
    let base = Base::new(&manifest.settings.base).map_err(|error| {
        CliError::new(Exit::Corrupt, format!("the store at `{}` has no usable base: {error}", folder.display()))
    })?;
    let seen = clocks.clocks();
    if seen.is_everything() {
        let engine = engine(place, asked, &archive, &manifest, ui)?;
        let newest = Arc::new((archive, manifest));
        return Ok(Data { engine, base, findings: Vec::new(), newest: Some(newest) });
    }
    let (nquads, seen) = seen.nquads(&archive, &manifest).map_err(|error| store_error(&error))?;
    clocks.tell(&seen, ui);
    let engine = Arc::new(MemoryEngine::from_nquads(&nquads).map_err(|error| load_error(&error))?);
    Ok(Data { engine, base, findings: Vec::new(), newest: None })
}

/// Opens the engine asked for, else the one in the settings; memory stands in for a snapshot that is not there,
/// damaged or too far from the state, unless it was asked for by name.
fn engine(
    place: &Place,
    asked: Option<&str>,
    archive: &Archive,
    manifest: &Manifest,
    ui: &Ui,
) -> Result<Arc<dyn Engine>, CliError> {
    let set = place.config.engine().map_err(|error| CliError::from_error(Exit::Input, &error))?;
    if asked.and_then(EngineChoice::from_name).unwrap_or(set) == EngineChoice::Snapshot {
        match SnapshotEngine::open(archive, manifest) {
            Ok(engine) => return Ok(Arc::new(engine)),
            Err(why) if asked.is_some() => {
                let exit = if matches!(why, NoSnapshot::Damaged(_)) { Exit::Corrupt } else { Exit::Store };
                return Err(CliError::new(exit, why.to_string()).with_hint("`chancery sync` makes it"));
            }
            // An earlier state is rarely asked for: nothing is wrong.
            Err(NoSnapshot::Older) if archive.current().is_some_and(|newest| newest.run != manifest.run) => {}
            Err(why) => ui.say(&format!("{why}; answering from memory until `chancery sync` makes it anew")),
        }
    }
    let engine = MemoryEngine::from_archive(archive, manifest).map_err(|error| load_error(&error))?;
    Ok(Arc::new(engine))
}

/// Loads RDF files as they are and dossiers as `convert` would write them.
fn of_files(place: &Place, paths: &[PathBuf], base: Option<Base>) -> Result<Data, CliError> {
    let (dossiers, rdf): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_dossier(path));
    let mut quads: Vec<Quad> = Vec::new();
    let mut findings = Vec::new();
    if !dossiers.is_empty() {
        let kb = place.kb()?;
        let converter = Converter { context: &kb.context, policy: session::policy(None, kb)?, reviews: &kb.reviews };
        let texts = kb.texts();
        let mut used = Used::default();
        findings.extend(kb.findings.iter().cloned());
        for path in session::dossier_files(kb, &dossiers)? {
            let file = session::open_file(&path, None, kb)?;
            for text in file.articles {
                let text = text.map_err(|error| session::stream_error(&error))?;
                let input = Input { text, folder: file.folder.clone() };
                let outcome =
                    process(&input, &converter, &|article, folder| texts.of(article, folder), &mut quads, &mut used)
                        .map_err(|error| session::unreadable(&input, &error))?;
                findings.extend(outcome.findings);
            }
        }
        describe_shared(&used, &kb.context, &mut quads);
        finding::sort(&mut findings);
    }
    let engine = MemoryEngine::from_files_and_quads(&rdf, quads).map_err(|error| load_error(&error))?;
    Ok(Data { engine: Arc::new(engine), base: base.unwrap_or_else(|| place.base.clone()), findings, newest: None })
}

/// Says whether a path means dossiers: a folder, standard input, or a file with a dossier's ending.
fn is_dossier(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.as_os_str() == "-" || path.is_dir() || InputFormat::from_file_name(name).is_some()
}

/// Words the trouble of a store.
pub(super) fn store_error(error: &StoreError) -> CliError {
    let exit = match error.class() {
        ErrorClass::Usage => Exit::Usage,
        ErrorClass::Io | ErrorClass::Locked | ErrorClass::OtherVersion => Exit::Store,
        ErrorClass::Corrupt => Exit::Corrupt,
    };
    // What was damaged is in the message already, and so is what the decoder said.
    let worded = match error {
        StoreError::Corrupt { .. } | StoreError::Index { .. } => CliError::new(exit, error.to_string()),
        _ => CliError::from_error(exit, error),
    };
    match error {
        StoreError::Missing { .. } => worded.with_hint("run `chancery sync`, or ask files with `--data FILE`"),
        StoreError::Corrupt { .. } => worded.with_hint("`chancery verify` lists all that is damaged"),
        _ => worded,
    }
}

/// Words the trouble of an index.
pub(super) fn load_error(error: &LoadError) -> CliError {
    match error {
        LoadError::Store(error) => store_error(error),
        LoadError::Index(_) | LoadError::Write(_) | LoadError::Terms(_) => CliError::from_error(Exit::Store, error),
        _ => CliError::from_error(Exit::Input, error),
    }
}
