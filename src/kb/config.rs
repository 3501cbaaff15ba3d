//! `chancery.toml`: the settings of a knowledge base.

use std::path::{Path, PathBuf};

use crate::digest::Hasher;
use serde::Deserialize;

use crate::convert::Policy;
use crate::iri::{Base, BaseError};

/// The settings, as written; unknown ones are refused so that a misspelt one is not lost.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where IRIs are minted.
    pub base: Option<String>,
    /// Languages of labels, the preferred first.
    #[serde(default)]
    pub languages: Vec<String>,
    /// What may become a plain triple: `strict`, `default`, `open`.
    pub policy: Option<String>,
    /// What queries see: `statements`, `asserted`, `reviewed`.
    pub lens: Option<String>,
    /// Folder of article texts, relative to the knowledge base.
    pub texts: Option<PathBuf>,
    /// Folder of the tables that mappings read, relative to the knowledge base.
    pub data: Option<PathBuf>,
    /// Limits on input and queries.
    #[serde(default)]
    pub limits: Limits,
    /// Settings of the server.
    #[serde(default)]
    pub serve: ServeSettings,
    /// Settings of the store.
    #[serde(default)]
    pub store: StoreSettings,
    /// Settings of each wiki.
    #[serde(default)]
    pub wiki: toml::Table,
}

/// `[limits]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest text of one article's dossier, in bytes.
    pub article_bytes: Option<usize>,
    /// Longest time of a query, in seconds.
    pub query_seconds: Option<f64>,
    /// Most rows of a query.
    pub query_rows: Option<u64>,
    /// Most memory of a query on the command line, in MiB.
    pub query_mebibytes: Option<u64>,
}

/// `[serve]`. Whether others than this machine are served is no setting: it takes a flag.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeSettings {
    /// Where it listens: address and port.
    pub address: Option<String>,
    /// Names that requests may call it by.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Origins whose pages may read answers, or `*`.
    #[serde(default)]
    pub cors: Vec<String>,
    /// Longest time of a query, in seconds.
    pub seconds: Option<f64>,
    /// Most rows of an answer.
    pub rows: Option<u64>,
    /// Longest answer, in MiB.
    pub result_mebibytes: Option<u64>,
    /// Memory of a worker, in MiB.
    pub memory_mebibytes: Option<u64>,
    /// How many queries run at once.
    pub workers: Option<usize>,
}

/// `[store]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// What answers queries: `snapshot`, `memory`.
    pub engine: Option<String>,
    /// Whether `sync` waits until the disk has what was written; it does if nothing is said.
    pub durable: Option<bool>,
}

/// What answers queries of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EngineChoice {
    /// An index on disk, kept by `sync`.
    #[default]
    Snapshot,
    /// An index in memory, filled anew by every command.
    Memory,
}

impl EngineChoice {
    /// Returns the name in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Memory => "memory",
        }
    }

    /// Returns the engine of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Snapshot, Self::Memory].into_iter().find(|engine| engine.name() == name)
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("could not read `{}`", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML, or holds what nobody asks for.
    #[error("{}: {message}", path.display())]
    Form {
        /// Which.
        path: PathBuf,
        /// What is wrong, with its place.
        message: String,
    },
    /// The base cannot be used.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// A word that is not one of the known ones.
    #[error("`{key} = \"{word}\"` in the settings: write one of {known}")]
    Word {
        /// The setting.
        key: &'static str,
        /// What was written.
        word: String,
        /// What may be written.
        known: &'static str,
    },
}

impl Config {
    /// Reads a settings file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Io { path: path.to_path_buf(), source })?;
        let config: Self = toml::from_str(&text).map_err(|error| ConfigError::Form {
            path: path.to_path_buf(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        config.policy()?;
        config.engine()?;
        Ok(config)
    }

    /// Returns the base, checked.
    pub fn base(&self) -> Result<Option<Base>, ConfigError> {
        Ok(self.base.as_deref().map(Base::new).transpose()?)
    }

    /// Returns what answers queries.
    pub fn engine(&self) -> Result<EngineChoice, ConfigError> {
        let Some(word) = &self.store.engine else { return Ok(EngineChoice::default()) };
        EngineChoice::from_name(word).ok_or_else(|| ConfigError::Word {
            key: "store.engine",
            word: word.clone(),
            known: "snapshot, memory",
        })
    }

    /// Returns the assertion policy.
    pub fn policy(&self) -> Result<Policy, ConfigError> {
        let Some(word) = &self.policy else { return Ok(Policy::default()) };
        Policy::from_name(word).ok_or_else(|| ConfigError::Word {
            key: "policy",
            word: word.clone(),
            known: "strict, default, open",
        })
    }
}

/// Returns a hash of texts that cannot run into each other.
pub(super) fn fingerprint(parts: &[impl AsRef<str>]) -> String {
    let mut hasher = Hasher::default();
    for part in parts {
        hasher.part(part.as_ref());
    }
    hasher.finish().to_string()
}
