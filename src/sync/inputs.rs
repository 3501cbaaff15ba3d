//! Which files are still what they were: their articles are kept without reading them row by row.
//!
//! `index/INPUTS` is a note beside the store, and no part of its truth: for each file of many articles the digest of
//! all that is read with it, and a digest of the articles that came out of it. Only where both are met again, in the
//! file and in the newest manifest, is the file passed over; else it is read. What articles depend on otherwise
//! (ontology, policy, entities, reviews, texts) stands in their fingerprints, which are compared as ever.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{Item, Run, held, now};
use crate::history::{ArticleEntry, Digest, Hasher};
use crate::store::{INDEX, Writer};

const FILE: &str = "INPUTS";
const VERSION: u32 = 1;
const LIMIT: u64 = 1 << 26;
const BUFFER: usize = 1 << 20;

/// What is noted of a store's files.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inputs {
    version: u32,
    /// By the name under which articles know their file.
    files: BTreeMap<String, Known>,
}

/// What is known of a file that was read to its end without trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// Digest of everything that is read with it.
    read: Digest,
    /// Digest of the articles that came out.
    gave: Digest,
    /// Rows that its mapping left out, by reason.
    pub(super) skipped: Vec<(String, u64)>,
}

/// A file that is being read: what it was when that began.
#[derive(Debug)]
pub(super) struct Reading {
    read: Digest,
    path: PathBuf,
    was: Option<Stat>,
    /// How many articles came out so far, and whether something was in the way.
    pub(super) articles: usize,
    pub(super) trouble: bool,
}

type Stat = (u64, SystemTime);

impl Reading {
    /// Looks at all bytes of a file; `with` names what else it is read with.
    pub(super) fn of(path: &Path, with: &[&[u8]]) -> io::Result<Self> {
        let was = stat(path);
        let mut hasher = Hasher::default();
        for part in with {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let (mut file, mut buffer) = (File::open(path)?, vec![0; BUFFER]);
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => hasher.update(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { read: hasher.finish(), path: path.to_owned(), was, articles: 0, trouble: false })
    }
}

fn stat(path: &Path) -> Option<Stat> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()?))
}

impl Inputs {
    /// Reads the note of a store; one that is not there, or not as it was written, says nothing.
    pub(super) fn read(store: &Path) -> Self {
        let sound = || {
            let mut text = String::new();
            File::open(store.join(INDEX).join(FILE)).ok()?.take(LIMIT).read_to_string(&mut text).ok()?;
            let (seal, json) = text.split_once('\n')?;
            let inputs: Self =
                serde_json::from_str(json).ok().filter(|_| Digest::of(json.as_bytes()).to_string() == seal)?;
            (inputs.version == VERSION).then_some(inputs)
        };
        sound().unwrap_or_default()
    }

    /// Returns what is known of a file if it is still what it was, and its articles are those of the newest run.
    pub(super) fn known(&self, file: &str, reading: &Reading, articles: &[(&str, &ArticleEntry)]) -> Option<&Known> {
        let known = self.files.get(file)?;
        let same = known.read == reading.read && known.gave == gave(articles.iter().copied());
        same.then_some(known)
    }

    /// Returns the note after a run: what was passed over, and what was read whole without trouble.
    pub(super) fn after<'f>(
        &self,
        passed_over: impl Iterator<Item = &'f String>,
        read: &HashMap<String, Reading>,
        skipped: &[(String, String, u64)],
        articles: &BTreeMap<String, ArticleEntry>,
    ) -> Self {
        let mut by_file: HashMap<&str, Vec<(&str, &ArticleEntry)>> = HashMap::new();
        for (id, entry) in articles {
            by_file.entry(&entry.facts.source).or_default().push((id, entry));
        }
        let mut files = BTreeMap::new();
        for file in passed_over {
            files.extend(self.files.get(file).map(|known| (file.clone(), known.clone())));
        }
        for (file, reading) in read.iter().filter(|(_, reading)| !reading.trouble) {
            let articles = by_file.get(file.as_str()).map_or(&[][..], Vec::as_slice);
            // Written to while it was read, or an article twice: it is read again.
            let as_read = reading.was.is_some() && stat(&reading.path) == reading.was;
            if as_read && articles.len() == reading.articles && articles.iter().all(|(_, entry)| !entry.failed) {
                let of_file = skipped.iter().filter(|(name, ..)| name == file);
                let skipped = of_file.map(|(_, reason, count)| (reason.clone(), *count)).collect();
                let known = Known { read: reading.read, gave: gave(articles.iter().copied()), skipped };
                files.insert(file.clone(), known);
            }
        }
        Self { version: VERSION, files }
    }

    /// Writes the note; that it is lost costs no more than reading the files again.
    pub(super) fn write(&self, store: &Path) -> io::Result<()> {
        let folder = store.join(INDEX);
        std::fs::create_dir_all(&folder)?;
        let json = serde_json::to_string(self)?;
        let mut file = tempfile::Builder::new().prefix(FILE).suffix(".tmp").tempfile_in(&folder)?;
        write!(file, "{}\n{json}", Digest::of(json.as_bytes()))?;
        file.persist(folder.join(FILE)).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Run<'_> {
    /// Says whether a file is still what it was, and all its articles too; then they are all that it gives.
    pub(super) fn pass_over(
        &self,
        file: &str,
        reading: io::Result<Reading>,
    ) -> Option<impl Iterator<Item = Item> + Send + use<>> {
        let reading = reading.ok()?;
        let articles = self.by_file.get(file).map_or(&[][..], Vec::as_slice);
        let nothing_undone = self.previous.is_none_or(|previous| previous.undone.is_empty());
        let known = self.inputs.known(file, &reading, articles).filter(|_| nothing_undone && !self.afresh);
        let same = |(id, entry): &(&str, &ArticleEntry)| {
            let facts = &entry.facts;
            !entry.failed && self.fingerprint(facts.input, now(facts).as_ref(), id) == facts.fingerprint
        };
        let Some(known) = known.filter(|_| articles.iter().all(same)) else {
            held(&self.readings).insert(file.to_owned(), reading);
            return None;
        };
        held(&self.passed_over).insert(file.to_owned(), known.skipped.clone());
        let ids: Vec<String> = articles.iter().map(|(id, _)| (*id).to_owned()).collect();
        Some(ids.into_iter().map(Item::Known))
    }

    /// Notes what became of an article of a file.
    pub(super) fn note(&self, file: &str, sound: bool) {
        if let Some(reading) = held(&self.readings).get_mut(file) {
            reading.articles += 1;
            reading.trouble |= !sound;
        }
    }

    pub(super) fn inputs_after(&self, skipped: &[(String, String, u64)], writer: &Writer) -> Option<Inputs> {
        let (readings, passed_over) = (held(&self.readings), held(&self.passed_over));
        (!self.afresh || !readings.is_empty())
            .then(|| self.inputs.after(passed_over.keys(), &readings, skipped, writer.articles()))
    }
}

/// Returns the digest of the articles of a file: which ones, and of which text each.
fn gave<'e>(articles: impl Iterator<Item = (&'e str, &'e ArticleEntry)>) -> Digest {
    let mut hasher = Hasher::default();
    for (id, entry) in articles {
        hasher.part(id);
        hasher.update(entry.facts.input.as_bytes());
    }
    hasher.finish()
}
