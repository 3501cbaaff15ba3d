//! History written anew: what is forgotten is taken out of every run, and runs that are pruned go.
//!
//! Nothing of what goes may be left in any file, so packs are written again without it, and the records of all runs
//! with them. A plan is written down first (`REWRITE`); a kill at any moment leaves either the old history or a plan that
//! the next writer carries out. The last step before the old files go is a new run, which [`super::Writer`] could have
//! written: readers see the state before or the state after.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::archive::{
    CURRENT, FOLDERS, LOCK, MANIFESTS, PACKS, RUNS, manifest_path, newest, read_manifest, read_summary, summary_path,
};
use super::lock::WriterLock;
use super::pack::{PackWriter, Packs, run_of};
use super::{CompressedSegment, Segment, StoreError, WriterInfo, file, snapshot, sweep::sweep};
use crate::history::{Changes, Current, Digest, Manifest, PackFile, RunCounts, RunLink, RunSummary, SegmentRef};
use crate::rdf::Line;

/// The plan, until it is carried out.
pub(super) const PLAN: &str = "REWRITE";
/// What is left to say that something is gone.
pub(super) const RECEIPTS: &str = "receipts";
const PLAN_LIMIT: u64 = 1 << 28;

/// What is to go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removal {
    /// Articles, out of every run.
    pub articles: BTreeSet<String>,
    /// Runs before this one.
    pub runs_before: Option<u64>,
}

/// What went; it does not say what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The run that took it out.
    pub run: u64,
    /// When, as the caller told it.
    pub time: String,
    /// Who ran it.
    pub who: String,
    /// Articles taken out of every run.
    pub articles: u64,
    /// Runs in which there was something of them.
    pub runs_touched: u64,
    /// Runs that are gone.
    pub runs_removed: u64,
    /// Segments that no run needs any more.
    pub segments: u64,
    /// Bytes by which the packs shrank.
    pub bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    articles: BTreeSet<String>,
    runs_before: u64,
    /// The run that carries it out.
    run: u64,
    command: String,
    time: String,
    who: String,
}

/// Takes articles or runs out of a store for good.
///
/// # Errors
/// When somebody else is writing, or a record cannot be read or written. What was begun is then brought to its end by
/// the next writer.
pub fn remove(folder: &Path, removal: &Removal, info: &WriterInfo) -> Result<Option<Receipt>, StoreError> {
    let _lock = WriterLock::take(&folder.join(LOCK), &info.holder())?;
    resume(folder)?;
    let (pointer, current) = newest(folder)?;
    sweep(folder, pointer.run())?;
    if current.is_none() {
        return Ok(None);
    }
    let plan = Plan {
        articles: removal.articles.clone(),
        runs_before: removal.runs_before.unwrap_or(0).min(pointer.run() + 1),
        run: pointer.run() + 1,
        command: info.command.clone(),
        time: info.now.to_string(),
        who: info.who.clone(),
    };
    let path = folder.join(PLAN);
    let bytes = serde_json::to_vec(&plan).map_err(|error| StoreError::record(&path)(error.into()))?;
    file::write_whole(&path, &bytes)?;
    file::sync_folder(folder)?;
    carry_out(folder, &plan).map(Some)
}

/// Carries out what a killed writer had planned; the caller holds the lock.
pub(super) fn resume(folder: &Path) -> Result<(), StoreError> {
    let path = folder.join(PLAN);
    if !path.exists() {
        return Ok(());
    }
    let plan: Plan = serde_json::from_slice(&file::read(&path, PLAN_LIMIT)?)
        .map_err(|error| StoreError::record(&path)(error.into()))?;
    let (pointer, _) = newest(folder)?;
    sweep(folder, pointer.run())?;
    carry_out(folder, &plan).map(drop)
}

/// One run on its way to its new form.
struct Rewritten {
    manifest: Manifest,
    summary: RunSummary,
}

fn carry_out(folder: &Path, plan: &Plan) -> Result<Receipt, StoreError> {
    let (pointer, _) = newest(folder)?;
    let is_committed = pointer.run() >= plan.run;
    let mut runs = existing(folder)?;
    runs.retain(|run| *run < plan.run);
    let kept: Vec<u64> = runs.iter().copied().filter(|run| *run >= plan.runs_before).collect();
    let packs = Packs::new(folder.join(PACKS));
    let mut touched = 0;
    let mut states = Vec::with_capacity(kept.len() + 1);
    let mut filtered: HashMap<Digest, CompressedSegment> = HashMap::new();
    for run in &kept {
        let mut manifest = read_manifest(folder, *run, None)?;
        let mut summary = read_summary(folder, *run, None)?;
        let articles = manifest.articles.len();
        touched += u64::from(take_out(&mut manifest, &mut summary, plan, &packs, &mut filtered)?);
        debug_assert!(manifest.articles.len() <= articles, "nothing is added");
        states.push(Rewritten { manifest, summary });
    }
    let last = match states.last() {
        Some(last) => last.manifest.clone(),
        // All runs are pruned: the newest state is the beginning of history.
        None => {
            let newest = runs.last().copied().unwrap_or_else(|| pointer.run());
            let mut manifest = read_manifest(folder, newest, None)?;
            let mut summary = read_summary(folder, newest, None)?;
            touched += u64::from(take_out(&mut manifest, &mut summary, plan, &packs, &mut filtered)?);
            manifest
        }
    };
    let time = plan.time.parse().map_err(|_| StoreError::corrupt(&folder.join(PLAN), "has no time"))?;
    states.push(closing(last, time, plan));
    let before = size_of_packs(folder)?;
    let (moved, new_packs, segments) = pack_again(folder, &states, &filtered)?;
    // Records in their order, each naming the one before by its hash.
    let mut link: Option<RunLink> = None;
    let mut records = Vec::with_capacity(states.len());
    for Rewritten { mut manifest, mut summary } in states {
        relocate(&mut manifest, &moved, &new_packs);
        manifest.parent = link;
        manifest.dataset = manifest.dataset_digest();
        summary.parent = link.map(|link| link.run);
        summary.dataset = manifest.dataset;
        let run = manifest.run;
        let paths = [manifest_path(folder, run), summary_path(folder, run)];
        let bytes = [
            manifest.to_bytes().map_err(StoreError::record(&paths[0]))?,
            summary.to_bytes().map_err(StoreError::record(&paths[1]))?,
        ];
        let next = RunLink { run, manifest: Digest::of(&bytes[0]), summary: Digest::of(&bytes[1]) };
        link = Some(next);
        records.push((run, paths, bytes));
    }
    if let Some((_, paths, bytes)) = records.pop().filter(|_| !is_committed) {
        for (path, bytes) in paths.iter().zip(&bytes) {
            file::write_whole(path, bytes)?;
        }
        for part in FOLDERS {
            file::sync_folder(&folder.join(part))?;
        }
        let current = folder.join(CURRENT);
        let bytes = Current { newest: link }.to_bytes().map_err(StoreError::record(&current))?;
        file::write_whole(&current, &bytes)?;
        file::sync_folder(folder)?;
    }
    // The new state stands. What is left is to let the old go.
    for (_, paths, bytes) in &records {
        for (path, bytes) in paths.iter().zip(bytes) {
            file::write_whole(path, bytes)?;
        }
    }
    let removed = runs.iter().filter(|run| **run < plan.runs_before);
    for path in removed.clone().flat_map(|run| [manifest_path(folder, *run), summary_path(folder, *run)]) {
        remove_file(&path)?;
    }
    remove_packs(folder, plan.run)?;
    snapshot::remove_all(folder)?;
    let receipt = Receipt {
        run: plan.run,
        time: plan.time.clone(),
        who: plan.who.clone(),
        articles: plan.articles.len() as u64,
        runs_touched: touched,
        runs_removed: removed.count() as u64,
        segments,
        bytes: before.saturating_sub(size_of_packs(folder)?),
    };
    let receipts = folder.join(RECEIPTS);
    file::create_folder(&receipts)?;
    let path = receipts.join(format!("{:06}.json", plan.run));
    if !path.exists() {
        let bytes = serde_json::to_vec_pretty(&receipt).map_err(|error| StoreError::record(&path)(error.into()))?;
        file::write_whole(&path, &bytes)?;
    }
    for part in FOLDERS {
        file::sync_folder(&folder.join(part))?;
    }
    remove_file(&folder.join(PLAN))?;
    file::sync_folder(folder)?;
    Ok(receipt)
}

/// Returns the runs that there are records of.
fn existing(folder: &Path) -> Result<Vec<u64>, StoreError> {
    let mut runs: Vec<u64> = file::names(&folder.join(MANIFESTS))?.iter().filter_map(|name| run_of(name)).collect();
    let summaries: BTreeSet<u64> = file::names(&folder.join(RUNS))?.iter().filter_map(|name| run_of(name)).collect();
    runs.retain(|run| summaries.contains(run));
    runs.sort_unstable();
    runs.dedup();
    Ok(runs)
}

/// Takes articles out of a run's records; says whether there was anything of them.
fn take_out(
    manifest: &mut Manifest,
    summary: &mut RunSummary,
    plan: &Plan,
    packs: &Packs,
    filtered: &mut HashMap<Digest, CompressedSegment>,
) -> Result<bool, StoreError> {
    let is_gone = |id: &String| plan.articles.contains(id);
    let had = manifest.articles.keys().chain(manifest.undone.keys()).any(is_gone);
    let changes = &mut summary.articles;
    for ids in
        [&mut changes.added, &mut changes.changed, &mut changes.refreshed, &mut changes.removed, &mut changes.failed]
    {
        ids.retain(|id| !is_gone(id));
    }
    if plan.articles.is_empty() {
        return Ok(false);
    }
    manifest.articles.retain(|id, _| !is_gone(id));
    manifest.undone.retain(|id, _| !is_gone(id));
    summary.counts.statements = manifest.statements();
    // Words of shared things that nobody else speaks of.
    let articles = manifest.articles.values().map(|entry| &entry.facts);
    let undone = manifest.undone.values().filter_map(|undone| undone.became.as_ref());
    let used: BTreeSet<u32> = articles.chain(undone).flat_map(|facts| facts.uses.iter().copied()).collect();
    let mut unused = BTreeSet::new();
    for (number, term) in (0..).zip(&mut manifest.terms) {
        if !used.contains(&number) && !term.is_empty() {
            unused.insert(std::mem::take(term));
        }
    }
    if let Some(shared) = manifest.shared {
        manifest.shared = Some(without_subjects(&shared, manifest, &unused, packs, filtered)?);
    }
    summary.counts.quads = manifest.quads();
    Ok(had)
}

/// Takes the lines about some things out of the shared part.
fn without_subjects(
    shared: &SegmentRef,
    manifest: &Manifest,
    gone: &BTreeSet<String>,
    packs: &Packs,
    filtered: &mut HashMap<Digest, CompressedSegment>,
) -> Result<SegmentRef, StoreError> {
    let Some(pack) = manifest.packs.get(&shared.pack) else { return Ok(*shared) };
    let nquads = packs.read(&pack.name, shared)?;
    let text = String::from_utf8_lossy(&nquads);
    let is_kept = |line: &&str| {
        Line::split(line.trim_end()).is_none_or(|line| {
            let whole = gone.contains(line.subject);
            let part =
                || gone.iter().any(|iri| line.subject.strip_prefix(&**iri).is_some_and(|rest| rest.starts_with('/')));
            !whole && !part()
        })
    };
    let kept: String = text.split_inclusive('\n').filter(is_kept).collect();
    if kept.len() == nquads.len() {
        return Ok(*shared);
    }
    let segment = Segment::compress(kept.as_bytes())?;
    let place = SegmentRef {
        id: segment.id,
        pack: shared.pack,
        offset: 0,
        length: segment.frame.len() as u64,
        raw_length: segment.raw_length,
        quads: segment.quads,
    };
    filtered.insert(segment.id, segment);
    Ok(place)
}

/// Makes the run that closes the rewriting: the state is that of the last one.
fn closing(last: Manifest, time: Timestamp, plan: &Plan) -> Rewritten {
    let counts = RunCounts {
        unchanged: last.articles.len() as u64,
        statements: last.statements(),
        quads: last.quads(),
        ..RunCounts::default()
    };
    let summary = RunSummary {
        run: plan.run,
        parent: None,
        time,
        duration_ms: 0,
        who: plan.who.clone(),
        command: plan.command.clone(),
        tool: last.settings.tool.clone(),
        dataset: last.dataset,
        counts,
        articles: Changes::default(),
    };
    Rewritten { manifest: Manifest { run: plan.run, time, ..last }, summary }
}

type Moved = HashMap<(u64, Digest), SegmentRef>;

/// Writes the packs that hold anything nobody needs again, without it.
fn pack_again(
    folder: &Path,
    states: &[Rewritten],
    filtered: &HashMap<Digest, CompressedSegment>,
) -> Result<(Moved, BTreeMap<u64, PackFile>, u64), StoreError> {
    let mut needed: BTreeMap<u64, BTreeMap<Digest, SegmentRef>> = BTreeMap::new();
    let mut names: BTreeMap<u64, BTreeMap<String, PackFile>> = BTreeMap::new();
    for state in states {
        for (_, segment) in state.manifest.segments() {
            needed.entry(segment.pack).or_default().insert(segment.id, *segment);
        }
        for (run, pack) in &state.manifest.packs {
            names.entry(*run).or_default().insert(pack.name.clone(), pack.clone());
        }
    }
    let (mut moved, mut new_packs, mut dropped) = (Moved::new(), BTreeMap::new(), 0);
    for (run, segments) in needed {
        // After a kill some records may name the old pack and some the new one.
        let known = names.remove(&run).unwrap_or_default();
        let mut places: HashMap<Digest, (PathBuf, SegmentRef)> = HashMap::new();
        let mut held = 0;
        for name in known.keys() {
            let path = folder.join(PACKS).join(name);
            if !path.exists() {
                continue;
            }
            let table = super::pack::table(&path, run)?;
            held = held.max(table.len());
            places.extend(table.into_iter().map(|segment| (segment.id, (path.clone(), segment))));
        }
        let is_whole = held == segments.len() && segments.keys().all(|id| places.contains_key(id));
        if let (true, 1, Some(pack)) = (is_whole, known.len(), known.values().next()) {
            new_packs.insert(run, pack.clone());
            continue;
        }
        dropped += (held as u64).saturating_sub(segments.len() as u64).max(u64::from(held > segments.len()));
        let mut writer = PackWriter::create(&folder.join(PACKS), run)?;
        for id in segments.keys() {
            let segment = match (places.get(id), filtered.get(id)) {
                (_, Some(fresh)) => fresh.clone(),
                (Some((path, place)), None) => frame(path, place)?,
                (None, None) => {
                    file::remove_quietly(writer.path());
                    return Err(StoreError::corrupt(folder, format!("no pack of run {run} holds the segment {id}")));
                }
            };
            let place = writer.append(&segment)?;
            moved.insert((run, *id), place);
        }
        let (pack, temporary) = writer.finish()?;
        file::rename(&temporary, &folder.join(PACKS).join(&pack.name))?;
        new_packs.insert(run, pack);
    }
    file::sync_folder(&folder.join(PACKS))?;
    Ok((moved, new_packs, dropped))
}

/// Reads a frame as it lies in a pack, and checks it.
fn frame(path: &Path, place: &SegmentRef) -> Result<CompressedSegment, StoreError> {
    let pack = fs::File::open(path).map_err(StoreError::io("open", path))?;
    let length = usize::try_from(place.length).unwrap_or(usize::MAX);
    let frame = file::read_at(&pack, place.offset, length).map_err(StoreError::io("read", path))?;
    Segment::decompress(&frame, place.raw_length, place.id).map_err(|problem| StoreError::corrupt(path, problem))?;
    Ok(CompressedSegment { id: place.id, frame, raw_length: place.raw_length, quads: place.quads })
}

/// Says where the segments of a state lie now.
fn relocate(manifest: &mut Manifest, moved: &Moved, packs: &BTreeMap<u64, PackFile>) {
    let place = |segment: &mut SegmentRef| {
        if let Some(new) = moved.get(&(segment.pack, segment.id)) {
            *segment = *new;
        }
    };
    manifest.shared.iter_mut().for_each(place);
    manifest.meta.iter_mut().for_each(place);
    manifest.articles.values_mut().for_each(|entry| place(&mut entry.segment));
    let used: BTreeSet<u64> = manifest.segments().map(|(_, segment)| segment.pack).collect();
    manifest.packs =
        packs.iter().filter(|(run, _)| used.contains(run)).map(|(run, pack)| (*run, pack.clone())).collect();
}

/// Removes the packs that no run names.
fn remove_packs(folder: &Path, newest: u64) -> Result<(), StoreError> {
    let mut named = BTreeSet::new();
    for run in existing(folder)?.into_iter().filter(|run| *run <= newest) {
        named.extend(read_manifest(folder, run, None)?.packs.into_values().map(|pack| pack.name));
    }
    for name in file::names(&folder.join(PACKS))?.iter().filter(|name| !named.contains(*name)) {
        remove_file(&folder.join(PACKS).join(name))?;
    }
    Ok(())
}

fn size_of_packs(folder: &Path) -> Result<u64, StoreError> {
    let packs = folder.join(PACKS);
    let lengths =
        file::names(&packs)?.into_iter().map(|name| fs::metadata(packs.join(name)).map_or(0, |data| data.len()));
    Ok(lengths.sum())
}

fn remove_file(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", path)(error)),
        _ => Ok(()),
    }
}
