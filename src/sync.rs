//! Brings the store in line with the files: what changed is converted, what is gone is retracted,
//! what has errors keeps its last good state, and the rest is left alone.
//!
//! An article is converted again when its dossier, its text, its reviews, the shared entities, the
//! ontology, the policy or the program differ from what its segment was made with.

mod inputs;
mod meta;
mod mirror;
mod undo;

pub use mirror::{MirrorError, Mirrored, mirror};
pub use undo::{UndoReport, undo};

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use inputs::{Inputs, Reading};

use crate::check::TextState;
use crate::convert::{
    Converter, Counts as Converted, Input, Policy, Used, describe_shared, described_twice, in_order, process,
};
use crate::dossier::mapping::{Mapping, MappingError, is_mapping};
use crate::dossier::stream::{Articles, InputFormat, Limits, StreamError};
use crate::finding::{self, Finding, Severity};
use crate::history::{ArticleEntry, ArticleFacts, Changes, Counts, Digest, Hasher, Manifest, Settings, TextFacts};
use crate::kb::{EngineChoice, Kb, KbError, STATE_FOLDER, Texts};
use crate::search::{self, SearchError};
use crate::source::Source;
use crate::store::{
    Archive, CompressedSegment, LoadError, Outcome, Refreshed, Segment, StoreError, Writer, WriterInfo, refresh,
};

/// How to bring the store in line.
#[derive(Debug)]
pub struct Options {
    /// What may become a plain triple.
    pub policy: Policy,
    /// How many articles to convert at once.
    pub threads: usize,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// Convert every article anew, even those that look unchanged.
    pub afresh: bool,
}

/// What became of the index after a run; nothing for a dry run, or where queries are answered from memory. That it
/// failed undoes nothing: the run stands, and queries are answered from memory until the index is made.
pub type IndexOutcome = Option<Result<Refreshed, LoadError>>;

/// What became of the index of words after a run; nothing for a dry run. That it failed undoes nothing.
pub type WordsOutcome = Option<Result<search::Refreshed, SearchError>>;

/// What a run found and did.
#[derive(Debug)]
pub struct Report {
    /// What changed, or would change.
    pub changes: Changes,
    /// How the run ended; nothing for a dry run.
    pub outcome: Option<Outcome>,
    /// Findings in the articles that were read anew, sorted by place.
    pub findings: Vec<Finding>,
    /// Files and articles that could not be read at all, in words with their place.
    pub unreadable: Vec<String>,
    /// How many articles an earlier, killed run had left behind; they were swept away.
    pub swept: usize,
    /// What became of the index.
    pub index: IndexOutcome,
    /// Rows of tables that their mappings left out: the file of the mapping, the reason, how many.
    pub skipped: Vec<(String, String, u64)>,
    /// What became of the index of words.
    pub words: WordsOutcome,
}

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// There is no knowledge base to bring in line.
    #[error("there is no knowledge base here")]
    NoKb,
    /// A file of the knowledge base.
    #[error(transparent)]
    Kb(#[from] KbError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A temporary folder for a dry run.
    #[error("could not make a temporary folder")]
    Temporary(#[source] io::Error),
}

/// One article on its way: its text, or why there is none.
enum Item {
    Article(Box<Input>, String),
    /// An article of a file that is still what it was.
    Known(String),
    Unreadable {
        file: String,
        why: String,
    },
    /// A mapping with mistakes.
    Broken {
        file: String,
        findings: Vec<Finding>,
    },
}

/// What became of one item.
enum Step {
    Keep {
        article: String,
    },
    /// A run was taken back for it, and its file is still as it was then.
    KeepUndone {
        article: String,
    },
    Put {
        article: String,
        segment: CompressedSegment,
        facts: Box<ArticleFacts>,
        used: Used,
        findings: Vec<Finding>,
        source: Source,
    },
    Failed {
        article: String,
        findings: Vec<Finding>,
        source: Source,
    },
    Unreadable {
        file: String,
        why: String,
    },
    Broken {
        file: String,
        findings: Vec<Finding>,
    },
    Store(StoreError),
}

/// Brings the store of a knowledge base in line with its files.
///
/// # Errors
/// When the store cannot be read or written, or somebody else is writing. The store then stands as it
/// stood before.
pub fn sync(kb: &Kb, options: &Options, info: &WriterInfo, clock: &dyn Fn() -> Duration) -> Result<Report, SyncError> {
    let root = kb.root.as_deref().ok_or(SyncError::NoKb)?;
    let folder = root.join(STATE_FOLDER);
    // A dry run without a store runs against an empty one that is thrown away.
    let scratch = if options.dry_run && !folder.exists() {
        Some(tempfile::tempdir().map_err(SyncError::Temporary)?)
    } else {
        None
    };
    let folder = scratch.as_ref().map_or(folder, |scratch| scratch.path().join(STATE_FOLDER));
    let archive = Archive::create_or_open(&folder, info)?;
    let settings = Settings {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        ontology: kb.context.ontology.version().to_owned(),
        base: kb.context.base.as_str().to_owned(),
        policy: options.policy.name().to_owned(),
    };
    let mut writer = archive.writer(info.clone(), settings)?;
    let previous = writer.previous().cloned();
    let run = Run::new(kb, options, previous.as_ref(), Inputs::read(&folder));
    let files = kb.dossiers()?;
    let items = files.iter().flat_map(|path| run.items(path));
    let mut collected = Collected::default();
    in_order(items, options.threads, || (), |(), item| run.step(item), |step| collected.take(step, &mut writer, &run))?;
    collected.keep_lost(&mut writer, &run)?;
    let skipped = run.skipped();
    keep_gone(&mut writer, previous.as_ref())?;
    let mut findings = collected.findings;
    findings.extend(kb.findings.iter().cloned());
    finding::sort(&mut findings);
    let swept = writer.swept().files.len();
    finish(&mut writer, kb, options.policy)?;
    let changes = writer.changes();
    let inputs = run.inputs_after(&skipped, &writer);
    let (outcome, index, words) = if options.dry_run {
        writer.abort();
        (None, None, None)
    } else {
        let outcome = writer.commit(clock())?;
        // Without it the next run reads everything.
        let _ = inputs.filter(|inputs| *inputs != run.inputs).map(|inputs| inputs.write(&folder));
        let words = search::refresh(&archive, info, options.afresh);
        (Some(outcome), index(kb, &archive, info, options.afresh), Some(words))
    };
    Ok(Report { changes, outcome, findings, unreadable: collected.unreadable, swept, index, words, skipped })
}

/// Brings the index in line with the newest run.
fn index(kb: &Kb, archive: &Archive, info: &WriterInfo, afresh: bool) -> IndexOutcome {
    let wanted = kb.config.engine().unwrap_or_default() == EngineChoice::Snapshot;
    wanted.then(|| refresh(archive, info, afresh))
}

/// Writes what the articles share, and what the dataset says of itself.
fn finish(writer: &mut Writer, kb: &Kb, policy: Policy) -> Result<(), StoreError> {
    let mut used = Used::default();
    used.note_iris(writer.terms_in_use(), &kb.context);
    let mut shared = Vec::new();
    describe_shared(&used, &kb.context, &mut shared);
    writer.set_shared(&Segment::compress(&shared)?)?;
    let terms = writer.terms_in_use().into_iter().map(str::to_owned).collect();
    writer.set_meta(&Segment::compress(&meta::describe(kb, policy, &terms))?)
}

/// Everything one run's articles are compared with.
struct Run<'r> {
    kb: &'r Kb,
    converter: Converter<'r>,
    texts: Texts,
    global: Digest,
    afresh: bool,
    previous: Option<&'r Manifest>,
    /// Articles of the newest run by their file and the digest of their dossier.
    by_input: HashMap<(&'r str, Digest), (&'r str, &'r ArticleEntry)>,
    /// What is known of files from earlier runs; nothing of it is used to convert afresh or beside what was undone.
    inputs: Inputs,
    by_file: HashMap<&'r str, Vec<(&'r str, &'r ArticleEntry)>>,
    /// The files that are being read, and those that are passed over.
    readings: Mutex<HashMap<String, Reading>>,
    passed_over: Mutex<HashMap<String, Vec<(String, u64)>>>,
    /// The mappings that were read, with their files, for what they left out.
    mappings: Mutex<Vec<(String, Arc<Mapping>)>>,
    /// The same for articles of which a run was taken back, with what they had become in it.
    undone: HashMap<(&'r str, Digest), (&'r str, &'r ArticleFacts)>,
}

impl<'r> Run<'r> {
    fn new(kb: &'r Kb, options: &Options, previous: Option<&'r Manifest>, inputs: Inputs) -> Self {
        let texts = kb.texts();
        let mut global = Hasher::default();
        for part in
            [kb.fingerprint.as_str(), options.policy.name(), env!("CARGO_PKG_VERSION"), kb.context.base.as_str()]
        {
            global.update(part.as_bytes());
            global.update(&[0]);
        }
        for name in texts.listing() {
            global.update(name.as_bytes());
            global.update(&[1]);
        }
        let entries = previous.iter().flat_map(|manifest| &manifest.articles);
        let by_input = entries
            .map(|(id, entry)| ((entry.facts.source.as_str(), entry.facts.input), (id.as_str(), entry)))
            .collect();
        let mut by_file: HashMap<_, Vec<_>> = HashMap::new();
        for (id, entry) in previous.iter().flat_map(|manifest| &manifest.articles) {
            by_file.entry(entry.facts.source.as_str()).or_default().push((id.as_str(), entry));
        }
        let undone = previous.iter().flat_map(|manifest| &manifest.undone);
        let undone = undone.filter_map(|(id, undone)| {
            let became = undone.became.as_ref()?;
            Some(((became.source.as_str(), became.input), (id.as_str(), became)))
        });
        Self {
            undone: undone.collect(),
            mappings: Mutex::default(),
            inputs,
            by_file,
            readings: Mutex::default(),
            passed_over: Mutex::default(),
            kb,
            converter: Converter { context: &kb.context, policy: options.policy, reviews: &kb.reviews },
            texts,
            global: global.finish(),
            afresh: options.afresh,
            previous,
            by_input,
        }
    }

    fn skipped(&self) -> Vec<(String, String, u64)> {
        let mappings = held(&self.mappings);
        let of = |(file, mapping): &(String, Arc<Mapping>)| {
            let skipped = mapping.skipped().into_iter();
            skipped.map(|(reason, count)| (file.clone(), reason.to_owned(), count)).collect::<Vec<_>>()
        };
        let mut skipped: Vec<_> = mappings.iter().flat_map(of).collect();
        for (file, known) in &*held(&self.passed_over) {
            skipped.extend(known.iter().map(|(reason, count)| (file.clone(), reason.clone(), *count)));
        }
        skipped.sort();
        skipped
    }

    /// Opens a file and gives its articles one by one; trouble becomes the last item.
    fn items(&self, path: &Path) -> Box<dyn Iterator<Item = Item> + Send> {
        let file = self.kb.shown(path);
        let unreadable = |why: String| Item::Unreadable { file: file.clone(), why };
        let limits = self
            .kb
            .config
            .limits
            .article_bytes
            .map_or_else(Limits::default, |bytes| Limits::default().with_article(bytes));
        let of = |articles: Articles<'static>| -> Box<dyn Iterator<Item = Item> + Send> {
            let (file, folder) = (file.clone(), path.parent().map(Path::to_path_buf));
            Box::new(articles.map(move |article| match article {
                Ok(text) => Item::Article(Box::new(Input { text, folder: folder.clone() }), file.clone()),
                Err(error) => Item::Unreadable { file: file.clone(), why: words(&error) },
            }))
        };
        let of_many = |path: &Path, with: &[&[u8]]| {
            let reading = Reading::of(path, &[with, &[&(limits.article as u64).to_le_bytes()]].concat());
            self.pass_over(&file, reading)
        };
        if is_mapping(path) {
            let broken = |findings| -> Box<dyn Iterator<Item = Item> + Send> {
                Box::new(std::iter::once(Item::Broken { file: file.clone(), findings }))
            };
            let mapping = match self.kb.open_mapping(path) {
                Ok(mapping) => mapping,
                Err(MappingError::Wrong(findings)) => return broken(findings),
                Err(error) => return Box::new(std::iter::once(unreadable(error.to_string()))),
            };
            let with = mapping.with_joined();
            if let Some(known) = of_many(mapping.table_path(), &[b"mapping", with.as_bytes()]) {
                return Box::new(known);
            }
            return match Articles::mapped(&mapping, limits) {
                Ok(articles) => {
                    held(&self.mappings).push((file.clone(), mapping));
                    of(articles)
                }
                Err(error) => Box::new(std::iter::once(unreadable(words(&error)))),
            };
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let format = InputFormat::from_file_name(name).unwrap_or(InputFormat::Yaml);
        if !matches!(format, InputFormat::Yaml | InputFormat::Json)
            && let Some(known) = of_many(path, &[b"stream", file.as_bytes()])
        {
            return Box::new(known);
        }
        let opened = std::fs::File::open(path);
        let reader = match opened {
            Ok(reader) => reader,
            Err(error) => return Box::new(std::iter::once(unreadable(format!("could not read `{file}`: {error}")))),
        };
        let articles = match Articles::with_limits(reader, &*file, format, limits) {
            Ok(articles) => articles,
            Err(error) => return Box::new(std::iter::once(unreadable(words(&error)))),
        };
        of(articles)
    }

    fn step(&self, item: Item) -> Step {
        let file = match &item {
            Item::Known(_) => None,
            Item::Article(_, file) | Item::Unreadable { file, .. } | Item::Broken { file, .. } => Some(file.clone()),
        };
        let step = self.one(item);
        if let Some(file) = file {
            self.note(&file, matches!(step, Step::Keep { .. } | Step::Put { .. }));
        }
        step
    }

    fn one(&self, item: Item) -> Step {
        let (input, file) = match item {
            Item::Known(article) => return Step::Keep { article },
            Item::Unreadable { file, why } => return Step::Unreadable { file, why },
            Item::Broken { file, findings } => return Step::Broken { file, findings },
            Item::Article(input, file) => (input, file),
        };
        let digest = input_digest(&input);
        if let Some((article, became)) = self.undone.get(&(file.as_str(), digest)).filter(|_| !self.afresh)
            && self.fingerprint(digest, now(became).as_ref(), article) == became.fingerprint
        {
            return Step::KeepUndone { article: (*article).to_owned() };
        }
        if let Some((article, entry)) = self.by_input.get(&(file.as_str(), digest)).filter(|_| !self.afresh) {
            let same = self.fingerprint(digest, now(&entry.facts).as_ref(), article) == entry.facts.fingerprint;
            if same && !entry.failed {
                return Step::Keep { article: (*article).to_owned() };
            }
        }
        self.convert(&input, file, digest)
    }

    fn convert(&self, input: &Input, file: String, digest: Digest) -> Step {
        let mut bytes = Vec::new();
        let mut used = Used::default();
        let text = Mutex::new(None);
        let text_of = |article: &crate::dossier::ArticleEntry<'_>, folder: Option<&Path>| {
            let state = self.texts.of(article, folder);
            let path = match &state {
                TextState::Loaded(text) => Some(text.path.clone()),
                TextState::Unreadable(path, _) => Some(path.clone()),
                TextState::Absent => None,
            };
            if let Ok(mut place) = text.lock() {
                *place = path;
            }
            state
        };
        let source = input.text.source.clone();
        let outcome = match process(input, &self.converter, &text_of, &mut bytes, &mut used) {
            Ok(outcome) => outcome,
            Err(error) => {
                let place = source.position(error.span.start as usize);
                let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
                let why = format!("{}:{}:{}: {}{hint}", source.name, place.line, place.column, error.message);
                return Step::Unreadable { file, why };
            }
        };
        let Some(counts) = outcome.counts else {
            return Step::Failed { article: outcome.article, findings: outcome.findings, source };
        };
        let text: Option<PathBuf> = text.into_inner().ok().flatten();
        let text = text.map(|path| text_facts(&path));
        let segment = match Segment::compress(&bytes) {
            Ok(segment) => segment,
            Err(error) => return Step::Store(error),
        };
        let fingerprint = self.fingerprint(digest, text.as_ref(), &outcome.article);
        let facts =
            ArticleFacts { fingerprint, source: file, counts: stored(counts), input: digest, text, uses: Vec::new() };
        Step::Put {
            article: outcome.article,
            segment,
            facts: Box::new(facts),
            used,
            findings: outcome.findings,
            source,
        }
    }

    fn fingerprint(&self, input: Digest, text: Option<&TextFacts>, article: &str) -> Digest {
        let mut hasher = Hasher::default();
        hasher.update(self.global.as_bytes());
        hasher.update(input.as_bytes());
        if let Some(text) = text {
            hasher.update(text.path.as_bytes());
            hasher.update(text.digest.as_ref().map_or(b"unread".as_slice(), |digest| digest.as_bytes()));
        }
        if !self.kb.reviews.is_empty() {
            let prefix = self.kb.context.base.statement(article, "");
            for review in self.kb.reviews.of_article(&prefix) {
                hasher.update(format!("{review:?}").as_bytes());
            }
        }
        hasher.finish()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What has been gathered while articles went by.
#[derive(Default)]
struct Collected {
    findings: Vec<Finding>,
    unreadable: Vec<String>,
    seen: HashMap<String, Source>,
    /// Files of which something could not be read.
    broken_files: HashSet<String>,
}

impl Collected {
    /// Keeps what came from broken files before and was not met again: it cannot be told to be gone.
    fn keep_lost(&self, writer: &mut Writer, run: &Run<'_>) -> Result<(), StoreError> {
        let before = run.previous.iter().flat_map(|manifest| &manifest.articles);
        for (article, entry) in before {
            if self.broken_files.contains(&entry.facts.source) && !self.seen.contains_key(article) {
                ignore_twice(writer.keep_failed(article))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, step: Step, writer: &mut Writer, run: &Run<'_>) -> Result<(), StoreError> {
        match step {
            Step::Keep { article } => match writer.keep(&article) {
                Err(StoreError::Twice { .. }) => Ok(()),
                other => other,
            },
            Step::KeepUndone { article } => match writer.keep_undone(&article) {
                Err(StoreError::Twice { .. }) => Ok(()),
                other => other,
            },
            Step::Put { article, segment, mut facts, used, findings, source } => {
                self.findings.extend(worth_telling(findings));
                if self.is_second(&article, &source) {
                    return Ok(());
                }
                facts.uses = used.iris(&run.kb.context).map(|iri| writer.term(iri)).collect();
                facts.uses.sort_unstable();
                match writer.put(&article, &segment, *facts) {
                    Err(StoreError::Twice { .. }) => {
                        self.report_second(&article, &source, None);
                        Ok(())
                    }
                    other => other,
                }
            }
            Step::Failed { article, findings, source } => {
                self.findings.extend(findings);
                if !self.is_second(&article, &source) {
                    ignore_twice(writer.keep_failed(&article))?;
                }
                Ok(())
            }
            Step::Unreadable { file, why } => {
                self.unreadable.push(why);
                self.broken_files.insert(file);
                Ok(())
            }
            Step::Broken { file, findings } => {
                self.findings.extend(findings);
                self.broken_files.insert(file);
                Ok(())
            }
            Step::Store(error) => Err(error),
        }
    }

    fn is_second(&mut self, article: &str, source: &Source) -> bool {
        if let Some(first) = self.seen.get(article).cloned() {
            self.report_second(article, source, Some(&first));
            return true;
        }
        self.seen.insert(article.to_owned(), Source::new(source.name.clone(), "").starting_at_line(source.first_line));
        false
    }

    fn report_second(&mut self, article: &str, source: &Source, first: Option<&Source>) {
        self.findings.push(described_twice(article, source, first));
    }
}

/// Leaves out the notes on rows of tables: there is one for each of very many articles.
fn worth_telling(findings: Vec<Finding>) -> impl Iterator<Item = Finding> {
    let is_of_rows = |finding: &Finding| finding.label.source.lines.is_some();
    findings.into_iter().filter(move |finding| finding.severity != Severity::Note || !is_of_rows(finding))
}

fn ignore_twice(result: Result<bool, StoreError>) -> Result<(), StoreError> {
    match result {
        Ok(_) | Err(StoreError::Twice { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Keeps what was taken back after its file was gone, and whose file is still not there.
fn keep_gone(writer: &mut Writer, previous: Option<&Manifest>) -> Result<(), StoreError> {
    let undone = previous.iter().flat_map(|manifest| &manifest.undone);
    for (article, _) in undone.filter(|(_, undone)| undone.became.is_none()) {
        match writer.keep_undone(article) {
            Ok(()) | Err(StoreError::Twice { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Returns the text of an article as it is now.
fn now(facts: &ArticleFacts) -> Option<TextFacts> {
    facts.text.as_ref().map(|text| text_facts(Path::new(&text.path)))
}

fn input_digest(input: &Input) -> Digest {
    let mut hasher = Hasher::default();
    hasher.update(input.text.default_id.as_deref().unwrap_or_default().as_bytes());
    hasher.update(&[0]);
    hasher.update(input.text.header_text().as_bytes());
    hasher.update(&[0]);
    hasher.update(input.text.source.text.as_bytes());
    hasher.finish()
}

fn text_facts(path: &Path) -> TextFacts {
    TextFacts { path: path.display().to_string(), digest: std::fs::read(path).ok().map(|bytes| Digest::of(&bytes)) }
}

fn stored(counts: Converted) -> Counts {
    Counts { statements: counts.statements, quads: 0, asserted: counts.asserted }
}

fn words(error: &StreamError) -> String {
    format!("{error}; {}", error.hint())
}
