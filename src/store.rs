//! Truth on disk, and the engines that answer queries from it.
//!
//! **Truth** is a folder (`.chancery/` of a knowledge base) of immutable files behind one pointer:
//!
//! ```text
//! format                     "chancery store 2"
//! CURRENT                    the newest run and the hashes of its two records
//! lock                       who is writing; held through the operating system
//! index/                     the snapshot made from the newest run, or from one not long before
//! packs/000012-1f3a9c04.pack zstd frames, one a segment, then a table of them
//! manifests/000012.json.zst  the whole state after run 12: article → segment
//! runs/000012.json           what run 12 changed
//! ```
//!
//! A segment is the N-Quads of one article (or of the shared part, or of `meta`), named by the
//! SHA-256 of its bytes. A run writes one pack, one manifest, one summary and then replaces
//! `CURRENT`; a kill at any point leaves the state before or after, and the next writer sweeps what
//! is left over. Readers never lock. An [`Engine`] is an index made from the segments; it can be
//! thrown away and made again at any time.

mod archive;
mod backup;
mod endpoint;
mod engine;
mod error;
mod file;
mod load;
mod lock;
mod memory;
mod pack;
mod rewrite;
mod segment;
mod snapshot;
mod sweep;
pub(crate) mod token;
mod verify;
mod view;
mod writer;

#[cfg(test)]
mod tests;

pub use archive::{Archive, Hold};
pub use backup::{Copied, restore};
pub(crate) use endpoint::substitute;
pub use endpoint::{
    Credentials, EndpointEngine, Going, INDEX_GRAPH, Marker, NotInLine, Remote, RemoteError, STATEMENTS,
};
pub use engine::{
    Answer, Bindings, CancellationToken, DatasetChoice, Engine, EngineError, Explanation, Request, Results, Service,
    ServiceError, Solutions, Triples,
};
pub use error::{ErrorClass, StoreError};
pub use file::set_durable;
pub use load::LoadError;
pub use lock::Holder;
pub use memory::MemoryEngine;
pub use rewrite::{Receipt, Removal, remove};
pub use segment::{CompressedSegment, SEGMENT_LIMIT, Segment};
pub use snapshot::{INDEX, NoSnapshot, Refreshed, SnapshotEngine, TooManyTerms, refresh};
pub use sweep::Swept;
pub use verify::{Problem, VerifyReport};
pub use view::{At, Clocks, Seen};
pub use writer::{Outcome, Writer, WriterInfo};
