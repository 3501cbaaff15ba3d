//! The user's own settings, which every knowledge base goes before: how things are shown and how long
//! they may take. What is written never depends on them.

use std::env;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::Deserialize;

use super::Colour;
use super::error::{CliError, Exit};
use crate::query::Lens;

/// `$XDG_CONFIG_HOME/chancery/config.toml`, or the same below `~/.config`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserConfig {
    /// Languages of labels, the best loved first.
    #[serde(default)]
    pub(super) languages: Vec<String>,
    /// What queries see.
    pub(super) lens: Option<String>,
    /// When to use colour: auto, always, never.
    pub(super) color: Option<Colour>,
    /// Limits on queries.
    #[serde(default)]
    pub(super) limits: UserLimits,
    /// Where it was read from; nothing if there is none.
    #[serde(skip)]
    pub(super) path: Option<PathBuf>,
}

/// `[limits]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserLimits {
    /// Longest time of a query, in seconds.
    pub(super) query_seconds: Option<f64>,
    /// Most rows of a query.
    pub(super) query_rows: Option<u64>,
}

impl UserConfig {
    /// Reads the file; without one nothing is set.
    pub(super) fn read() -> Result<Self, CliError> {
        let Some(path) = path() else { return Ok(Self::default()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            // A home that is not ours, as after `setpriv`, holds no settings of ours.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied
                ) =>
            {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display())));
            }
        };
        let wrong = |what: &str| {
            CliError::new(Exit::Input, format!("{}: {}", path.display(), what.trim_end())).with_hint(
                "a user may set `languages`, `lens`, `color`, `limits.query_seconds` and `limits.query_rows`; what \
                 decides what is written belongs into `chancery.toml`",
            )
        };
        let mut config: Self = toml::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        if let Some(lens) = &config.lens {
            lens.parse::<Lens>().map_err(|error| wrong(&format!("`lens = \"{lens}\"`: {error}")))?;
        }
        config.path = Some(path);
        Ok(config)
    }
}

/// Returns where the file would be.
pub(super) fn path() -> Option<PathBuf> {
    let given = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative path is to be ignored, says the specification of base directories.
    let folder = given("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let folder = folder.or_else(|| given("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("chancery").join("config.toml"))
}
