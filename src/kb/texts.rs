//! Finding the text of an article: where the dossier says, else by its hash, else by its name.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::check::{LoadedText, TextState};
use crate::digest::Digest;
use crate::dossier::ArticleEntry;

/// Extensions of article texts.
const TEXT_EXTENSIONS: &[&str] = &["txt", "md", "text"];
/// Longest article text that is read.
const MAX_TEXT: u64 = 64 << 20;

/// Folders in which article texts may be.
#[derive(Debug, Default)]
pub struct Texts {
    folders: Vec<PathBuf>,
    by_hash: OnceLock<HashMap<String, PathBuf>>,
}

impl Texts {
    /// Looks in these folders; nothing is read before the first article asks.
    #[must_use]
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self { folders, by_hash: OnceLock::new() }
    }

    /// Returns the text of an article of a dossier in `folder`.
    #[must_use]
    pub fn of(&self, article: &ArticleEntry<'_>, folder: Option<&Path>) -> TextState {
        if let (Some(written), Some(folder)) = (&article.text, folder) {
            let path = folder.join(&*written.value);
            if path.is_file() || self.folders.is_empty() {
                return load(&path, &written.value);
            }
        }
        if self.folders.is_empty() {
            return TextState::Absent;
        }
        if let Some(hash) = &article.text_sha256
            && let Some(path) = self.index().get(&*hash.value)
        {
            return load(path, &path.display().to_string());
        }
        let written =
            article.text.as_ref().and_then(|text| Path::new(&*text.value).file_name()?.to_str().map(str::to_owned));
        let names = written.into_iter().chain([format!("{}.txt", article.id.value)]);
        for name in names {
            for folder in &self.folders {
                let path = folder.join(&name);
                if path.is_file() {
                    return load(&path, &name);
                }
            }
        }
        TextState::Absent
    }

    /// Returns the names of all texts in the folders, sorted: when one is added, articles may find it.
    #[must_use]
    pub fn listing(&self) -> Vec<String> {
        let files = self.folders.iter().flat_map(|folder| super::files_in(folder, TEXT_EXTENSIONS).unwrap_or_default());
        files.map(|path| path.display().to_string()).collect()
    }

    fn index(&self) -> &HashMap<String, PathBuf> {
        self.by_hash.get_or_init(|| {
            let mut index = HashMap::new();
            for folder in &self.folders {
                for path in super::files_in(folder, TEXT_EXTENSIONS).unwrap_or_default() {
                    if let Ok(bytes) = std::fs::read(&path) {
                        index.insert(Digest::of(&bytes).to_string(), path);
                    }
                }
            }
            index
        })
    }
}

fn load(path: &Path, name: &str) -> TextState {
    let too_long = std::fs::metadata(path).is_ok_and(|data| data.len() > MAX_TEXT);
    if too_long {
        return TextState::Unreadable(path.to_path_buf(), format!("`{name}` is longer than {} MiB", MAX_TEXT >> 20));
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => TextState::Loaded(LoadedText { name: name.to_owned(), path: path.to_path_buf(), text }),
        Ok(Err(_)) => TextState::Unreadable(path.to_path_buf(), format!("`{name}` is not UTF-8")),
        Err(error) => TextState::Unreadable(path.to_path_buf(), format!("`{name}`: {error}")),
    }
}
