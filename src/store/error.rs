//! What can go wrong with a store, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Holder;
use crate::history::{FORMAT, RecordError};

/// Why a store could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store at this place.
    #[error("there is no store at `{}`; `chancery sync` makes one", path.display())]
    Missing {
        /// The place.
        path: PathBuf,
    },
    /// A store is to go where something is already.
    #[error("`{}` is there already", path.display())]
    Taken {
        /// The place.
        path: PathBuf,
    },
    /// The store's place is taken by something else.
    #[error("`{}` is not a folder, so no store can be there; move it away", path.display())]
    NotAFolder {
        /// The place.
        path: PathBuf,
    },
    /// The folder holds something that is no store of ours; it is left alone.
    #[error(
        "`{}` is not a store of Chancery: it holds `{entry}` but no file `format`; \
         move it away or name another folder",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// One thing in it.
        entry: String,
    },
    /// The operating system refused.
    #[error("could not {action} `{}`{}", path.display(), space_hint(source))]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody else is writing.
    #[error(
        "the store is being written by {}; wait for it, or end it (lock `{}`)",
        holder_words(holder.as_ref()),
        path.display()
    )]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as far as the lock file tells.
        holder: Option<Holder>,
    },
    /// The store was written by a later version.
    #[error(
        "the store `{}` has format {found}, this version of Chancery reads up to {FORMAT}; \
         update Chancery",
        path.display()
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The store was written by an earlier version.
    #[error(
        "the store `{}` has format {found}, this version of Chancery reads only {FORMAT}; `chancery rebuild` \
         sets it aside and makes it again from the dossiers (its history stays in the old one)",
        path.display()
    )]
    Older {
        /// The store.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A file is not what was written.
    #[error(
        "the store is damaged: `{}` {problem}; restore it from a backup, or move the store away \
         and run `chancery sync` to make it again from the dossiers (its history is lost then)",
        path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What the decoder said.
        source: Option<RecordError>,
    },
    /// A file of the index is not what was written; the index is made anew from what the store holds.
    #[error("the index is damaged: `{}` {problem}; `chancery rebuild` makes it anew", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A segment is larger than any may be.
    #[error("a segment of {length} bytes is above the limit of {limit} bytes; split the article")]
    TooLarge {
        /// Its length.
        length: u64,
        /// The limit.
        limit: u64,
    },
    /// A segment's last line has no end, so segments could not be strung together.
    #[error("a segment of {length} bytes does not end in a line break")]
    NotLines {
        /// Its length.
        length: u64,
    },
    /// A segment could not be compressed.
    #[error("could not compress a segment")]
    Compression(#[source] io::Error),
    /// One run was given an article twice.
    #[error("the article `{article}` was given twice in one run; article ids must be unique")]
    Twice {
        /// The article.
        article: String,
    },
    /// An article was to be kept that the store does not hold.
    #[error("the article `{article}` cannot be kept: the store does not hold it")]
    NotHeld {
        /// The article.
        article: String,
    },
    /// No such run.
    #[error("there is no run {run}; the newest is {newest}")]
    NoRun {
        /// The run asked for.
        run: u64,
        /// The newest.
        newest: u64,
    },
    /// At that time there was no run yet.
    #[error("nothing was held at {time}{}", first.map_or_else(String::new, |first| format!("; the first run was at {first}")))]
    NothingYet {
        /// The time asked for.
        time: Timestamp,
        /// When the first run began.
        first: Option<Timestamp>,
    },
}

/// What kind of trouble an error is; the command line turns it into an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The caller asked for something impossible.
    Usage,
    /// The system refused, or nothing is there.
    Io,
    /// Somebody else is writing.
    Locked,
    /// The store was written by a later version, or by one too old to be read.
    OtherVersion,
    /// The store is damaged.
    Corrupt,
}

impl StoreError {
    /// Returns what kind of trouble it is.
    #[must_use]
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::Missing { .. } | Self::NotAFolder { .. } | Self::Foreign { .. } => ErrorClass::Io,
            Self::Io { .. } | Self::Compression(_) => ErrorClass::Io,
            Self::Locked { .. } => ErrorClass::Locked,
            Self::Newer { .. } | Self::Older { .. } => ErrorClass::OtherVersion,
            Self::Corrupt { .. } | Self::Index { .. } => ErrorClass::Corrupt,
            Self::TooLarge { .. } | Self::NotLines { .. } | Self::Taken { .. } => ErrorClass::Usage,
            Self::Twice { .. } | Self::NotHeld { .. } | Self::NoRun { .. } | Self::NothingYet { .. } => {
                ErrorClass::Usage
            }
        }
    }

    /// Returns a maker of errors about `path`, for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    pub(super) fn corrupt(path: &Path, problem: impl Into<String>) -> Self {
        Self::Corrupt { path: path.to_owned(), problem: problem.into(), source: None }
    }

    pub(super) fn record(path: &Path) -> impl FnOnce(RecordError) -> Self {
        move |error| Self::Corrupt { path: path.to_owned(), problem: error.to_string(), source: Some(error) }
    }
}

fn space_hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ": no space is left; free some and run it again (nothing was changed)"
        }
        io::ErrorKind::PermissionDenied => ": you may not",
        io::ErrorKind::ReadOnlyFilesystem => ": it can only be read",
        _ => "",
    }
}

fn holder_words(holder: Option<&Holder>) -> String {
    holder.map_or_else(
        || "another process".to_owned(),
        |holder| format!("process {} (`{}`, since {})", holder.pid, holder.command, holder.since),
    )
}
