//! The manifest: the whole state of a knowledge base after one run.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Digest, Hasher, RunLink, timestamp};

/// Version of the layout of a store on disk that this build writes and reads.
///
/// It is raised whenever a record gains or loses a field: records refuse fields that they do not know, so that
/// nothing is dropped in silence. Format 1 had no `input`, `text` and `uses`; nothing reads it any more.
pub const FORMAT: u32 = 2;

/// Upper limit of a manifest's JSON: about two million articles.
const MANIFEST_LIMIT: usize = 1 << 30;
const COMPRESSION_LEVEL: i32 = 3;

/// Why the bytes of a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The bytes are no JSON of the shape expected.
    #[error("is not the JSON expected")]
    Json(#[from] serde_json::Error),
    /// The bytes cannot be decompressed.
    #[error("cannot be decompressed")]
    Compression(#[source] std::io::Error),
    /// The record contradicts itself.
    #[error("{0}")]
    Wrong(String),
}

/// The state after one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Layout version, see [`FORMAT`].
    pub format: u32,
    /// Number of the run, from 1.
    pub run: u64,
    /// The run before it.
    pub parent: Option<RunLink>,
    /// When the run began, as the caller told it.
    #[serde(with = "timestamp")]
    pub time: Timestamp,
    /// What the data was made with.
    pub settings: Settings,
    /// Canonical hash of the dataset: SHA-256 over the sorted segment ids.
    pub dataset: Digest,
    /// The pack files in use, by the run that wrote them.
    pub packs: BTreeMap<u64, PackFile>,
    /// Entities and terms in use.
    pub shared: Option<SegmentRef>,
    /// The `meta` graph.
    pub meta: Option<SegmentRef>,
    /// IRIs of shared entities and terms that articles refer to by number; it only grows.
    pub terms: Vec<String>,
    /// The articles, by id.
    pub articles: BTreeMap<String, ArticleEntry>,
    /// Articles that were taken back to what they were: they stay so until their file changes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub undone: BTreeMap<String, Undone>,
}

/// An article that a run was taken back for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// The run that was taken back.
    pub run: u64,
    /// What the article had become in it; nothing if it was gone.
    pub became: Option<ArticleFacts>,
}

/// What the data of a run was made with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Version of Chancery.
    pub tool: String,
    /// Version of the ontology.
    pub ontology: String,
    /// Base IRI of the knowledge base.
    pub base: String,
    /// Assertion policy in force.
    pub policy: String,
}

/// A pack file as it was when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Name in the folder `packs`.
    pub name: String,
    /// Length in bytes.
    pub length: u64,
    /// Digest of the whole file.
    pub digest: Digest,
}

/// Where a segment lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentRef {
    /// Digest of the uncompressed N-Quads.
    pub id: Digest,
    /// Run whose pack holds it.
    pub pack: u64,
    /// First byte of its frame in the pack.
    pub offset: u64,
    /// Length of its frame.
    pub length: u64,
    /// Length of the N-Quads.
    pub raw_length: u64,
    /// Number of quads (lines).
    pub quads: u64,
}

/// What is known of an article besides its quads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleFacts {
    /// Fingerprint of everything its quads depend on.
    pub fingerprint: Digest,
    /// The dossier it comes from, relative to the knowledge base.
    pub source: String,
    /// How much it says.
    pub counts: Counts,
    /// Digest of the dossier's text alone.
    pub input: Digest,
    /// The text of the article that evidence was found in, if one was named or found.
    pub text: Option<TextFacts>,
    /// Shared entities and terms it uses, by number in [`Manifest::terms`].
    pub uses: Vec<u32>,
}

/// The text of an article, as it was when its quotes were found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextFacts {
    /// Its path.
    pub path: String,
    /// Digest of its bytes; nothing when it could not be read.
    pub digest: Option<Digest>,
}

/// How much an article says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Statements.
    pub statements: u64,
    /// Quads.
    pub quads: u64,
    /// Asserted triples.
    pub asserted: u64,
}

/// One article of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleEntry {
    /// Its quads.
    pub segment: SegmentRef,
    /// What is known of it.
    pub facts: ArticleFacts,
    /// Its file has errors now: the segment is the last good one.
    pub failed: bool,
}

/// Which part of a dataset a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SegmentName<'a> {
    /// Entities and terms in use.
    Shared,
    /// One article, by id.
    Article(&'a str),
    /// The `meta` graph.
    Meta,
}

impl Manifest {
    /// Returns every segment: the shared part, the articles by id, then `meta`.
    pub fn segments(&self) -> impl Iterator<Item = (SegmentName<'_>, &SegmentRef)> {
        let shared = self.shared.iter().map(|segment| (SegmentName::Shared, segment));
        let meta = self.meta.iter().map(|segment| (SegmentName::Meta, segment));
        let articles = self.articles.iter().map(|(id, entry)| (SegmentName::Article(id), &entry.segment));
        shared.chain(articles).chain(meta)
    }

    /// Returns the number of quads in all segments; a quad two articles assert counts twice.
    #[must_use]
    pub fn quads(&self) -> u64 {
        self.segments().map(|(_, segment)| segment.quads).sum()
    }

    /// Returns the number of statements in all articles.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.articles.values().map(|entry| entry.facts.counts.statements).sum()
    }

    /// Returns the canonical hash of what the segments hold.
    #[must_use]
    pub fn dataset_digest(&self) -> Digest {
        let ids: BTreeSet<Digest> = self.segments().map(|(_, segment)| segment.id).collect();
        let mut hasher = Hasher::default();
        for id in ids {
            hasher.update(id.as_bytes());
        }
        hasher.finish()
    }

    /// Returns the bytes of the manifest's file: JSON, compressed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let json = serde_json::to_vec(self)?;
        zstd::bulk::compress(&json, COMPRESSION_LEVEL).map_err(RecordError::Compression)
    }

    /// Reads the bytes of a manifest's file and checks that it does not contradict itself.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let json = zstd::bulk::decompress(bytes, MANIFEST_LIMIT).map_err(RecordError::Compression)?;
        let manifest: Self = serde_json::from_slice(&json)?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), RecordError> {
        let wrong = |problem: String| Err(RecordError::Wrong(problem));
        if self.format != FORMAT {
            return wrong(format!("has format {} where {FORMAT} is expected", self.format));
        }
        for (name, segment) in self.segments() {
            let Some(pack) = self.packs.get(&segment.pack) else {
                return wrong(format!("names no pack of run {} for {name:?}", segment.pack));
            };
            let end = segment.offset.checked_add(segment.length);
            if end.is_none_or(|end| end > pack.length) {
                return wrong(format!("places {name:?} behind the end of `{}`", pack.name));
            }
        }
        if let Some(pack) = self.packs.values().find(|pack| !is_plain_name(&pack.name)) {
            return wrong(format!("names the pack `{}`", pack.name.escape_debug()));
        }
        if self.dataset != self.dataset_digest() {
            return wrong("has another dataset hash than its segments".to_owned());
        }
        Ok(())
    }
}

/// Says whether a name stays in its folder.
fn is_plain_name(name: &str) -> bool {
    !name.starts_with('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
}
