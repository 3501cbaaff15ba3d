//! Where a command works: the folder of a knowledge base and its settings; the rest only when asked.
//!
//! Reading terms, gazetteer, names, entities and reviews takes longer than most queries.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use super::error::{CliError, Exit};
use super::user::UserConfig;
use crate::iri::Base;
use crate::kb::{CONFIG_FILE, Config, ConfigError, Kb, STATE_FOLDER};

/// A knowledge base of which only the settings have been read, or none.
#[derive(Debug)]
pub(super) struct Place {
    /// Its folder; `None` where there is no knowledge base.
    pub(super) root: Option<PathBuf>,
    /// Its settings.
    pub(super) config: Config,
    /// Where its IRIs are minted.
    pub(super) base: Base,
    /// What the user has set, for where the knowledge base sets nothing.
    pub(super) user: UserConfig,
    kb: OnceCell<Kb>,
}

impl Place {
    /// Finds the knowledge base given, else the one around the first path, else around the working
    /// folder, else none.
    pub(super) fn find(given: Option<&Path>, paths: &[PathBuf]) -> Result<Self, CliError> {
        let root = match given {
            Some(root) if root.join(CONFIG_FILE).is_file() => Some(root.to_path_buf()),
            Some(root) => {
                let message = format!("`{}` is not a knowledge base: it has no `{CONFIG_FILE}`", root.display());
                return Err(CliError::new(Exit::Input, message).with_hint("`chancery init FOLDER` makes one"));
            }
            None => {
                let first = paths.iter().find(|path| path.as_os_str() != "-");
                Kb::find(first.map_or(Path::new("."), PathBuf::as_path))
            }
        };
        let wrong = |error: ConfigError| CliError::from_error(Exit::Input, &error);
        let config = match &root {
            Some(root) => Config::read(&root.join(CONFIG_FILE)).map_err(wrong)?,
            None => Config::default(),
        };
        let base = config.base().map_err(wrong)?.unwrap_or_default();
        Ok(Self { root, config, base, user: UserConfig::read()?, kb: OnceCell::new() })
    }

    /// Returns the folder of the store, or says that there is no knowledge base.
    pub(super) fn store(&self) -> Result<PathBuf, CliError> {
        match &self.root {
            Some(root) => Ok(root.join(STATE_FOLDER)),
            None => Err(CliError::new(Exit::Input, "there is no knowledge base here").with_hint(
                "`-C FOLDER` names one; `chancery init FOLDER` makes one; `--data FILE` asks files without one",
            )),
        }
    }

    /// Returns the whole knowledge base, read when first asked for.
    pub(super) fn kb(&self) -> Result<&Kb, CliError> {
        if let Some(kb) = self.kb.get() {
            return Ok(kb);
        }
        let kb = match &self.root {
            Some(root) => Kb::open(root)?,
            None => Kb::none(),
        };
        Ok(self.kb.get_or_init(|| kb))
    }
}
