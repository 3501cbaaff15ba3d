//! Checking every byte of a store against what was written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};

use super::archive::{
    CURRENT, FOLDERS, FORMAT_FILE, LOCK, MANIFESTS, PACKS, RUNS, manifest_path, read_manifest, read_summary,
    summary_path,
};
use super::rewrite::{PLAN, RECEIPTS};
use super::snapshot::{self, Checked, INDEX};
use super::{Archive, ErrorClass, StoreError, file, pack};
use crate::history::{Manifest, PackFile, RunLink, SegmentRef};

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is not what was written, or not there.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, in words.
        problem: String,
    },
    /// A killed run left it; the next writer removes it.
    LeftOver {
        /// The file.
        path: PathBuf,
    },
    /// It does not belong to the store; it is left alone.
    Unknown {
        /// The file.
        path: PathBuf,
    },
}

/// What a check of a store saw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// Runs checked.
    pub runs: u64,
    /// Packs checked.
    pub packs: u64,
    /// Segments checked.
    pub segments: u64,
    /// Quads parsed.
    pub quads: u64,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl VerifyReport {
    /// Checks the store in a folder; a store too damaged to open is a report, not an error.
    pub fn of(folder: &Path) -> Result<Self, StoreError> {
        match Archive::open(folder) {
            Ok(archive) => Ok(archive.verify()),
            Err(error) if error.class() == ErrorClass::Corrupt => {
                let mut report = Self::default();
                report.add(error);
                Ok(report)
            }
            Err(error) => Err(error),
        }
    }

    /// Says whether everything is as it was written; leftovers and unknown files do no harm.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.problems.iter().any(|problem| matches!(problem, Problem::Damaged { .. }))
    }

    fn add(&mut self, error: StoreError) {
        self.problems.push(match error {
            StoreError::Corrupt { path, problem, .. } | StoreError::Index { path, problem } => {
                Problem::Damaged { path, problem }
            }
            StoreError::Io { action, path, source } => {
                Problem::Damaged { path, problem: format!("could not be read ({action}: {source})") }
            }
            other => Problem::Damaged { path: PathBuf::new(), problem: other.to_string() },
        });
    }
}

/// Everything the manifests speak of.
#[derive(Default)]
struct Expected {
    runs: BTreeSet<u64>,
    packs: BTreeMap<String, PackFile>,
    segments: BTreeMap<(String, u64), SegmentRef>,
}

impl Archive {
    /// Checks everything: seals, packs, frames, names, counts, syntax, files that do not belong.
    #[must_use]
    pub fn verify(&self) -> VerifyReport {
        let mut report = VerifyReport::default();
        let mut expected = Expected::default();
        let mut next = self.pointer().newest;
        while let Some(link) = next {
            expected.runs.insert(link.run);
            next = match self.verify_run(&link, &mut expected, &mut report) {
                Ok(manifest) => manifest.parent,
                Err(error) => {
                    report.add(error);
                    None
                }
            };
        }
        self.verify_packs(&expected, &mut report);
        if let Err(error) = self.verify_files(&expected, &mut report) {
            report.add(error);
        }
        let (files, problem) = snapshot::verify(self.folder());
        for (path, checked) in files {
            match checked {
                Checked::Sound => {}
                Checked::LeftOver => report.problems.push(Problem::LeftOver { path }),
                Checked::Unknown => report.problems.push(Problem::Unknown { path }),
            }
        }
        problem.into_iter().for_each(|problem| report.add(problem));
        report
    }

    fn verify_run(
        &self,
        link: &RunLink,
        expected: &mut Expected,
        report: &mut VerifyReport,
    ) -> Result<Manifest, StoreError> {
        let manifest = read_manifest(self.folder(), link.run, Some(link))?;
        let path = manifest_path(self.folder(), link.run);
        report.runs += 1;
        for (name, segment) in manifest.segments() {
            let Some(pack) = manifest.packs.get(&segment.pack) else { continue };
            let place = (pack.name.clone(), segment.offset);
            if *expected.segments.entry(place).or_insert(*segment) != *segment {
                let problem = format!("disagrees with another run about {name:?}");
                report.add(StoreError::corrupt(&path, problem));
            }
        }
        for pack in manifest.packs.values() {
            let known = expected.packs.entry(pack.name.clone()).or_insert_with(|| pack.clone());
            if known != pack {
                let problem = format!("disagrees with another run about `{}`", pack.name);
                report.add(StoreError::corrupt(&path, problem));
            }
        }
        for (article, entry) in &manifest.articles {
            if entry.facts.counts.quads != entry.segment.quads {
                let problem = format!("counts the quads of `{article}` in two ways");
                report.add(StoreError::corrupt(&path, problem));
            }
        }
        match read_summary(self.folder(), link.run, Some(link)) {
            Ok(summary) if summary.dataset != manifest.dataset => {
                let path = summary_path(self.folder(), link.run);
                report.add(StoreError::corrupt(&path, "has another dataset hash than its manifest"));
            }
            Ok(_) => {}
            Err(error) => report.add(error),
        }
        if manifest.parent.is_some_and(|parent| parent.run >= link.run) {
            return Err(StoreError::corrupt(&path, "follows a run that is not before it"));
        }
        Ok(manifest)
    }

    fn verify_packs(&self, expected: &Expected, report: &mut VerifyReport) {
        let folder = self.folder().join(PACKS);
        for (name, pack) in &expected.packs {
            let path = folder.join(name);
            report.packs += 1;
            match pack::describe(&path) {
                Ok(found) if found == *pack => {}
                Ok(found) if found.length != pack.length => report.add(StoreError::corrupt(
                    &path,
                    format!("has {} bytes where {} were written", found.length, pack.length),
                )),
                Ok(_) => report.add(StoreError::corrupt(&path, "is not what was written")),
                Err(error) => report.add(error),
            }
        }
        let mut damaged: BTreeMap<&str, (String, u64)> = BTreeMap::new();
        for ((name, _), segment) in &expected.segments {
            report.segments += 1;
            match self.verify_segment(name, segment) {
                Ok(()) => report.quads += segment.quads,
                Err(problem) => damaged.entry(name).or_insert((problem, 0)).1 += 1,
            }
        }
        // A pack that is cut off may damage thousands of segments: that is one thing to say.
        for (name, (problem, count)) in damaged {
            let problem = match count {
                1 => problem,
                _ => format!("{problem}; {count} of its segments are damaged"),
            };
            report.add(StoreError::corrupt(&folder.join(name), problem));
        }
    }

    fn verify_segment(&self, pack: &str, segment: &SegmentRef) -> Result<(), String> {
        let nquads = self.read_from(pack, segment).map_err(|error| match error {
            StoreError::Corrupt { problem, .. } => problem,
            other => other.to_string(),
        })?;
        match count_quads(&nquads) {
            Ok(quads) if quads == segment.quads => Ok(()),
            Ok(quads) => Err(format!("holds {quads} quads in {} where {} were counted", segment.id, segment.quads)),
            Err(error) => Err(format!("holds {}, which is no N-Quads ({error})", segment.id)),
        }
    }

    fn verify_files(&self, expected: &Expected, report: &mut VerifyReport) -> Result<(), StoreError> {
        let newest = self.pointer().run();
        let mut check = |path: PathBuf, name: &str, belongs: bool| {
            if belongs {
                return;
            }
            let left_over = name.ends_with(file::TEMPORARY) || pack::run_of(name).is_some_and(|run| run > newest);
            report.problems.push(if left_over { Problem::LeftOver { path } } else { Problem::Unknown { path } });
        };
        for name in file::names(self.folder())? {
            let belongs = [CURRENT, FORMAT_FILE, LOCK, INDEX, PLAN, RECEIPTS].contains(&name.as_str())
                || FOLDERS.contains(&name.as_str());
            check(self.folder().join(&name), &name, belongs);
        }
        for part in FOLDERS {
            let folder = self.folder().join(part);
            for name in file::names(&folder)? {
                let run = pack::run_of(&name);
                let path = folder.join(&name);
                let belongs = match part {
                    MANIFESTS => {
                        run.is_some_and(|run| expected.runs.contains(&run) && path == manifest_path(self.folder(), run))
                    }
                    RUNS => {
                        run.is_some_and(|run| expected.runs.contains(&run) && path == summary_path(self.folder(), run))
                    }
                    _ => expected.packs.contains_key(&name),
                };
                check(path, &name, belongs);
            }
        }
        Ok(())
    }
}

fn count_quads(nquads: &[u8]) -> Result<u64, String> {
    RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(nquads)
        .try_fold(0, |count, quad| quad.map(|_| count + 1).map_err(|error| error.to_string()))
}
