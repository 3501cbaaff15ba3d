//! What a knowledge base held after each run: the records that the store's bytes hang from.
//!
//! Every run leaves a [`Manifest`] (the whole state: which article is which segment) and a
//! [`RunSummary`] (what the run changed). `CURRENT` holds the [`RunLink`] of the newest run; each
//! manifest holds the link of the run before it, so every record is reachable by its hash. Here is
//! data only: the files are written and read by `store`.

mod changes;
mod manifest;
mod pointer;
mod run;
mod timestamp;

pub use crate::digest::{Digest, DigestError, Hasher};
pub use changes::Changes;
pub use manifest::{
    ArticleEntry, ArticleFacts, Counts, FORMAT, Manifest, PackFile, RecordError, SegmentName, SegmentRef, Settings,
    TextFacts, Undone,
};
pub use pointer::{Current, RunLink};
pub use run::{RunCounts, RunSummary};
