//! Writing one run: frames into a pack as they come, then manifest, summary, `CURRENT`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::archive::{CURRENT, FOLDERS, LOCK, PACKS, manifest_path, newest, summary_path};
use super::lock::{Holder, WriterLock};
use super::pack::{self, PackWriter, Packs, run_of};
use super::{CompressedSegment, StoreError, Swept, file, rewrite, sweep::sweep};
use crate::history::{
    ArticleEntry, ArticleFacts, Changes, Current, Digest, FORMAT, Manifest, PackFile, RunLink, RunSummary, SegmentRef,
    Settings, Undone,
};

/// Who writes, since when, by which command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterInfo {
    /// The command, as people would type it.
    pub command: String,
    /// The time now.
    pub now: Timestamp,
    /// Who runs it.
    pub who: String,
}

impl WriterInfo {
    pub(super) fn holder(&self) -> Holder {
        Holder { pid: std::process::id(), since: self.now.to_string(), command: self.command.clone() }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Whether anything differed: if not, nothing was written and the store stands where it stood.
    pub written: bool,
    /// The run; when nothing was written, its number is that of the newest run.
    pub summary: RunSummary,
}

/// Points on the way of a commit, for tests that stop there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    PackWritten,
    PackInPlace,
    ManifestWritten,
    ManifestInPlace,
    SummaryInPlace,
    PointerWritten,
    PointerInPlace,
}

/// A run being written; dropping it leaves the store as it was.
///
/// Articles that are neither put nor kept are removed by [`Writer::commit`].
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    info: WriterInfo,
    settings: Settings,
    pointer: Current,
    previous: Option<Manifest>,
    packs: Packs,
    /// Segments of earlier runs that may be used again, by id.
    known: HashMap<Digest, SegmentRef>,
    known_is_complete: bool,
    /// Segments of this run, by id.
    fresh: HashMap<Digest, SegmentRef>,
    pack_files: BTreeMap<u64, PackFile>,
    pack: Option<PackWriter>,
    articles: BTreeMap<String, ArticleEntry>,
    undone: BTreeMap<String, Undone>,
    failed: BTreeSet<String>,
    shared: Option<SegmentRef>,
    meta: Option<SegmentRef>,
    terms: Vec<String>,
    term_numbers: HashMap<String, u32>,
    /// Files to remove unless the run comes to its end.
    created: Vec<PathBuf>,
    swept: Swept,
    _lock: WriterLock,
}

impl Writer {
    pub(super) fn begin(folder: &Path, info: WriterInfo, settings: Settings) -> Result<Self, StoreError> {
        let lock = WriterLock::take(&folder.join(LOCK), &info.holder())?;
        rewrite::resume(folder)?;
        let (pointer, previous) = newest(folder)?;
        let swept = sweep(folder, pointer.run())?;
        let terms = previous.as_ref().map(|manifest| manifest.terms.clone()).unwrap_or_default();
        let segments = previous.iter().flat_map(Manifest::segments);
        let known = segments.map(|(_, segment)| (segment.id, *segment)).collect();
        let pack_files = previous.as_ref().map(|manifest| manifest.packs.clone());
        Ok(Self {
            folder: folder.to_owned(),
            info,
            settings,
            pointer,
            previous,
            packs: Packs::new(folder.join(PACKS)),
            known,
            known_is_complete: false,
            fresh: HashMap::new(),
            pack_files: pack_files.unwrap_or_default(),
            pack: None,
            articles: BTreeMap::new(),
            undone: BTreeMap::new(),
            failed: BTreeSet::new(),
            shared: None,
            meta: None,
            terms,
            term_numbers: HashMap::new(),
            created: Vec::new(),
            swept,
            _lock: lock,
        })
    }

    /// Returns the state this run starts from.
    #[must_use]
    pub const fn previous(&self) -> Option<&Manifest> {
        self.previous.as_ref()
    }

    /// Returns what a killed run had left.
    #[must_use]
    pub const fn swept(&self) -> &Swept {
        &self.swept
    }

    /// Returns the number of a shared entity or term, for [`ArticleFacts::uses`].
    pub fn term(&mut self, iri: &str) -> u32 {
        if self.term_numbers.is_empty() {
            self.term_numbers = (0..).zip(&self.terms).map(|(number, iri)| (iri.clone(), number)).collect();
        }
        if let Some(number) = self.term_numbers.get(iri) {
            return *number;
        }
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.push(iri.to_owned());
        self.term_numbers.insert(iri.to_owned(), number);
        number
    }

    /// Returns the shared entities and terms that the articles put or kept so far use, sorted.
    #[must_use]
    pub fn terms_in_use(&self) -> BTreeSet<&str> {
        let numbers: BTreeSet<u32> =
            self.articles.values().flat_map(|entry| entry.facts.uses.iter().copied()).collect();
        numbers.into_iter().filter_map(|number| self.terms.get(number as usize)).map(String::as_str).collect()
    }

    /// Stores an article; bytes that any earlier run stored are not written again.
    ///
    /// The quad count among the facts is set to that of the segment.
    pub fn put(
        &mut self,
        article: &str,
        segment: &CompressedSegment,
        mut facts: ArticleFacts,
    ) -> Result<(), StoreError> {
        self.check_new(article)?;
        facts.counts.quads = segment.quads;
        let segment = self.place(segment)?;
        self.articles.insert(article.to_owned(), ArticleEntry { segment, facts, failed: false });
        Ok(())
    }

    /// Keeps an article as it is.
    pub fn keep(&mut self, article: &str) -> Result<(), StoreError> {
        self.check_new(article)?;
        let Some(entry) = self.held(article) else {
            return Err(StoreError::NotHeld { article: article.to_owned() });
        };
        self.articles.insert(article.to_owned(), ArticleEntry { failed: false, ..entry });
        Ok(())
    }

    /// Keeps an article that was taken back to what it was, also one that is not there any more.
    pub fn keep_undone(&mut self, article: &str) -> Result<(), StoreError> {
        let Some(undone) = self.previous.as_ref().and_then(|previous| previous.undone.get(article)).cloned() else {
            return self.keep(article);
        };
        self.check_new(article)?;
        if let Some(entry) = self.held(article) {
            self.articles.insert(article.to_owned(), entry);
        }
        self.undone.insert(article.to_owned(), undone);
        Ok(())
    }

    /// Takes an article back to what it was in an earlier state, which may be nothing.
    ///
    /// It stays so until its file is no longer what `undone` says it has become.
    pub fn restore(&mut self, article: &str, earlier: &Manifest, undone: Option<Undone>) -> Result<(), StoreError> {
        self.check_new(article)?;
        if let Some(entry) = earlier.articles.get(article) {
            let place = entry.segment.pack;
            let Some(pack) = earlier.packs.get(&place) else {
                let path = manifest_path(&self.folder, earlier.run);
                return Err(StoreError::corrupt(&path, format!("names no pack of run {place}")));
            };
            self.packs.read(&pack.name, &entry.segment)?;
            self.pack_files.entry(place).or_insert_with(|| pack.clone());
            self.articles.insert(article.to_owned(), ArticleEntry { failed: false, ..entry.clone() });
        }
        if let Some(undone) = undone {
            self.undone.insert(article.to_owned(), undone);
        }
        Ok(())
    }

    /// Notes that an article's file has errors; says whether an older segment stands in for it.
    pub fn keep_failed(&mut self, article: &str) -> Result<bool, StoreError> {
        self.check_new(article)?;
        let held = self.held(article);
        if let Some(entry) = held.clone() {
            self.articles.insert(article.to_owned(), ArticleEntry { failed: true, ..entry });
        }
        self.failed.insert(article.to_owned());
        Ok(held.is_some())
    }

    /// Returns the articles put or kept so far.
    #[must_use]
    pub const fn articles(&self) -> &BTreeMap<String, ArticleEntry> {
        &self.articles
    }

    /// Stores the shared part: entities and terms in use.
    pub fn set_shared(&mut self, segment: &CompressedSegment) -> Result<(), StoreError> {
        self.shared = Some(self.place(segment)?);
        Ok(())
    }

    /// Stores the `meta` graph.
    pub fn set_meta(&mut self, segment: &CompressedSegment) -> Result<(), StoreError> {
        self.meta = Some(self.place(segment)?);
        Ok(())
    }

    /// Keeps the shared part and the `meta` graph as they are.
    pub fn keep_shared_and_meta(&mut self) {
        self.shared = self.previous.as_ref().and_then(|manifest| manifest.shared);
        self.meta = self.previous.as_ref().and_then(|manifest| manifest.meta);
    }

    /// Returns what a commit would change now.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let mut changes = Changes::between(self.previous.as_ref(), &self.articles);
        changes.add_failed(&self.failed);
        changes
    }

    /// Ends the run: the state changes at once and durably, or not at all.
    ///
    /// When nothing differs from the newest run, nothing is written.
    pub fn commit(self, took: Duration) -> Result<Outcome, StoreError> {
        self.commit_watched(took, &mut |_| {})
    }

    /// Gives the run up; the store is as it was.
    pub fn abort(self) {
        drop(self);
    }

    pub(super) fn commit_watched(
        mut self,
        took: Duration,
        reached: &mut dyn FnMut(Step),
    ) -> Result<Outcome, StoreError> {
        if let Some(previous) = self.previous.as_ref().filter(|previous| self.is_same(previous)) {
            let summary = self.summary(previous, took);
            return Ok(Outcome { written: false, summary });
        }
        self.finish_pack(reached)?;
        let manifest = self.new_manifest();
        let summary = self.summary(&manifest, took);
        let manifest_path = manifest_path(&self.folder, manifest.run);
        let bytes = manifest.to_bytes().map_err(StoreError::record(&manifest_path))?;
        let manifest_digest = Digest::of(&bytes);
        self.write(&manifest_path, &bytes, || reached(Step::ManifestWritten))?;
        reached(Step::ManifestInPlace);
        let summary_path = summary_path(&self.folder, manifest.run);
        let bytes = summary.to_bytes().map_err(StoreError::record(&summary_path))?;
        self.write(&summary_path, &bytes, || ())?;
        reached(Step::SummaryInPlace);
        for part in FOLDERS {
            file::sync_folder(&self.folder.join(part))?;
        }
        let (run, summary_digest) = (manifest.run, Digest::of(&bytes));
        let link = RunLink { run, manifest: manifest_digest, summary: summary_digest };
        let pointer = self.folder.join(CURRENT);
        let bytes = Current { newest: Some(link) }.to_bytes().map_err(StoreError::record(&pointer))?;
        self.write(&pointer, &bytes, || reached(Step::PointerWritten))?;
        // From here on the new state stands, whatever else goes wrong.
        self.created.clear();
        reached(Step::PointerInPlace);
        file::sync_folder(&self.folder)?;
        Ok(Outcome { written: true, summary })
    }

    /// Writes a file and puts it in place; until then, and until the commit, it can be undone.
    fn write(&mut self, path: &Path, bytes: &[u8], written: impl FnOnce()) -> Result<(), StoreError> {
        let temporary = file::write_temporary(path, bytes)?;
        self.created.push(temporary.clone());
        written();
        file::rename(&temporary, path)?;
        self.created.pop();
        if path.file_name().is_none_or(|name| name != CURRENT) {
            self.created.push(path.to_owned());
        }
        Ok(())
    }

    fn finish_pack(&mut self, reached: &mut dyn FnMut(Step)) -> Result<(), StoreError> {
        let Some(writer) = self.pack.take() else { return Ok(()) };
        self.created.push(writer.path().to_owned());
        let (pack, temporary) = writer.finish()?;
        reached(Step::PackWritten);
        let path = self.folder.join(PACKS).join(&pack.name);
        file::rename(&temporary, &path)?;
        self.created.push(path);
        self.pack_files.insert(self.run(), pack);
        reached(Step::PackInPlace);
        Ok(())
    }

    const fn run(&self) -> u64 {
        match self.pointer.newest {
            Some(link) => link.run + 1,
            None => 1,
        }
    }

    fn held(&self, article: &str) -> Option<ArticleEntry> {
        self.previous.as_ref()?.articles.get(article).cloned()
    }

    fn check_new(&self, article: &str) -> Result<(), StoreError> {
        let articles = [self.articles.contains_key(article), self.undone.contains_key(article)];
        if articles.contains(&true) || self.failed.contains(article) {
            return Err(StoreError::Twice { article: article.to_owned() });
        }
        Ok(())
    }

    fn is_same(&self, previous: &Manifest) -> bool {
        previous.settings == self.settings
            && previous.shared == self.shared
            && previous.meta == self.meta
            && previous.articles == self.articles
            && previous.undone == self.undone
    }

    /// Returns where a segment lies: where an earlier run put it, if it is sound there; else in
    /// this run's pack.
    fn place(&mut self, segment: &CompressedSegment) -> Result<SegmentRef, StoreError> {
        if let Some(place) = self.fresh.get(&segment.id) {
            return Ok(*place);
        }
        if let Some(place) = self.find_known(segment.id)? {
            return Ok(place);
        }
        let pack = match &mut self.pack {
            Some(pack) => pack,
            None => {
                let writer = PackWriter::create(&self.folder.join(PACKS), self.run())?;
                self.pack.insert(writer)
            }
        };
        let place = pack.append(segment)?;
        self.fresh.insert(segment.id, place);
        Ok(place)
    }

    /// Finds a segment of an earlier run and checks it, so that a damaged one is written anew.
    fn find_known(&mut self, id: Digest) -> Result<Option<SegmentRef>, StoreError> {
        if !self.known.contains_key(&id) && !self.known_is_complete {
            self.read_tables()?;
        }
        let Some(place) = self.known.get(&id).copied() else { return Ok(None) };
        let sound = self.pack_files.get(&place.pack).is_some_and(|pack| self.packs.read(&pack.name, &place).is_ok());
        if !sound {
            self.known.remove(&id);
        }
        Ok(sound.then_some(place))
    }

    /// Learns of the segments in packs that the newest run does not use.
    fn read_tables(&mut self) -> Result<(), StoreError> {
        self.known_is_complete = true;
        let folder = self.folder.join(PACKS);
        let now = self.run();
        for name in file::names(&folder)? {
            let Some(run) = run_of(&name).filter(|run| *run < now) else { continue };
            let path = folder.join(&name);
            // A damaged pack is no help, and no hindrance either: `verify` tells of it.
            let Ok(table) = pack::table(&path, run) else { continue };
            if let Entry::Vacant(place) = self.pack_files.entry(run) {
                let pack = pack::describe(&path)?;
                if name != format!("{run:06}-{}.pack", pack.digest.short()) {
                    continue;
                }
                place.insert(pack);
            }
            for segment in table {
                self.known.entry(segment.id).or_insert(segment);
            }
        }
        Ok(())
    }

    fn new_manifest(&self) -> Manifest {
        let mut manifest = Manifest {
            format: FORMAT,
            run: self.run(),
            parent: self.pointer.newest,
            time: self.info.now,
            settings: self.settings.clone(),
            dataset: Digest::of(b""),
            packs: BTreeMap::new(),
            shared: self.shared,
            meta: self.meta,
            terms: self.terms.clone(),
            articles: self.articles.clone(),
            undone: self.undone.clone(),
        };
        manifest.dataset = manifest.dataset_digest();
        let used: BTreeSet<u64> = manifest.segments().map(|(_, segment)| segment.pack).collect();
        let packs = self.pack_files.iter().filter(|(run, _)| used.contains(run));
        manifest.packs = packs.map(|(run, pack)| (*run, pack.clone())).collect();
        manifest
    }

    fn summary(&self, manifest: &Manifest, took: Duration) -> RunSummary {
        let articles = self.changes();
        let mut counts = articles.counts(manifest.articles.len() as u64);
        counts.statements = manifest.statements();
        counts.quads = manifest.quads();
        RunSummary {
            run: manifest.run,
            parent: manifest.parent.map(|link| link.run),
            time: self.info.now,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            who: self.info.who.clone(),
            command: self.info.command.clone(),
            tool: self.settings.tool.clone(),
            dataset: manifest.dataset,
            counts,
            articles,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(pack) = &self.pack {
            file::remove_quietly(pack.path());
        }
        for path in &self.created {
            file::remove_quietly(path);
        }
    }
}
