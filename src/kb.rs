//! A knowledge base on disk: its settings, its files, and what every article in it is read against.
//!
//! ```text
//! chancery.toml   dossiers/   entities/*.yaml   reviews/   queries/*.rq   vocab/*.ttl   .chancery/
//! ```

mod config;
mod reviews;
mod texts;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use config::{Config, ConfigError, EngineChoice, ServeSettings, StoreSettings};
pub use texts::Texts;

use crate::convert::Reviews;
use crate::dossier::mapping::{Mapping, MappingError};
use crate::dossier::{self, Notation};
use crate::finding::{Code, Finding};
use crate::iri::Base;
use crate::ontology::gazetteer::{Alias, AliasKind, Codes, Entity, Gazetteer, Label};
use crate::ontology::{Ontology, OntologyError};
use crate::source::{Source, Span};
use crate::statement::Context;
use crate::statement::catalog::Catalog;

/// Name of the settings file that makes a folder a knowledge base.
pub const CONFIG_FILE: &str = "chancery.toml";
/// Name of the folder that holds what can be rebuilt or is history; git leaves it out.
pub const STATE_FOLDER: &str = ".chancery";

/// A knowledge base, opened for reading its files.
#[derive(Debug)]
pub struct Kb {
    /// Its folder; `None` for files that belong to no knowledge base.
    pub root: Option<PathBuf>,
    /// Its settings.
    pub config: Config,
    /// What articles are read against.
    pub context: Context,
    /// What people have accepted or rejected.
    pub reviews: Reviews,
    /// Findings in entity and review files.
    pub findings: Vec<Finding>,
    /// Hash of everything shared that conversion depends on.
    pub fingerprint: String,
}

/// Why a knowledge base could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum KbError {
    /// A file or folder could not be read.
    #[error("could not read `{}`", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings file is not right.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An added vocabulary is not right.
    #[error("vocabulary `{}`", path.display())]
    Vocabulary {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<OntologyError>,
    },
    /// A YAML file of entities or reviews could not be read.
    #[error("{place}: {message}")]
    Syntax {
        /// File, line and column.
        place: String,
        /// What is wrong.
        message: String,
    },
}

impl Kb {
    /// Finds the folder of the knowledge base that a path belongs to, walking up.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        let absolute = std::path::absolute(start).ok()?;
        absolute.ancestors().find(|folder| folder.join(CONFIG_FILE).is_file()).map(Path::to_path_buf)
    }

    /// Returns a knowledge base without a folder: the embedded ontology and gazetteer only.
    #[must_use]
    pub fn none() -> Self {
        let context = Context {
            base: Base::default(),
            ontology: Ontology::embedded().clone(),
            catalog: Catalog::new(Vec::new(), Gazetteer::embedded()),
        };
        let fingerprint = config::fingerprint(&[context.ontology.fingerprint(), Gazetteer::embedded().version()]);
        Self {
            root: None,
            config: Config::default(),
            context,
            reviews: Reviews::default(),
            findings: Vec::new(),
            fingerprint,
        }
    }

    /// Opens the knowledge base in a folder.
    pub fn open(root: &Path) -> Result<Self, KbError> {
        let config = Config::read(&root.join(CONFIG_FILE))?;
        let base = config.base()?.unwrap_or_default();
        let mut ontology = Ontology::embedded().clone();
        let mut shared = vec![ontology.fingerprint().to_owned(), Gazetteer::embedded().version().to_owned()];
        for path in files_in(&root.join("vocab"), &["ttl"])? {
            let turtle = read(&path)?;
            let name = shown(&path, root);
            ontology = ontology
                .with_vocabulary(&turtle, &name)
                .map_err(|source| KbError::Vocabulary { path: path.clone(), source: Box::new(source) })?;
            shared.push(turtle);
        }
        let mut findings = Vec::new();
        let mut own = Vec::new();
        for path in files_in(&root.join("entities"), &["yaml", "yml"])? {
            let text = read(&path)?;
            shared.push(text.clone());
            let source = Source::new(shown(&path, root), text);
            own.extend(entities_of(&source, &base, &ontology, &config, &mut findings)?);
        }
        let catalog = Catalog::new(own, Gazetteer::embedded());
        let mut reviews = Vec::new();
        for path in files_in(&root.join("reviews"), &["yaml", "yml"])? {
            let text = read(&path)?;
            let source = Source::new(shown(&path, root), text);
            reviews.extend(reviews::read(&source, &base, &mut findings)?);
        }
        if config.base.is_none() {
            let source = Source::new(CONFIG_FILE, read(&root.join(CONFIG_FILE))?);
            findings.push(
                Finding::new(Code::NoBase, &source, Span::default(), "the knowledge base has no `base`")
                    .with_hint("add `base = \"https://…/\"`; until then IRIs begin with `https://kb.invalid/`"),
            );
        }
        let fingerprint = config::fingerprint(&shared);
        Ok(Self {
            root: Some(root.to_path_buf()),
            config,
            context: Context { base, ontology, catalog },
            reviews: Reviews::new(reviews),
            findings,
            fingerprint,
        })
    }

    /// Returns the dossier files, sorted by path.
    pub fn dossiers(&self) -> Result<Vec<PathBuf>, KbError> {
        let Some(root) = &self.root else { return Ok(Vec::new()) };
        files_in(&root.join("dossiers"), DOSSIER_EXTENSIONS)
    }

    /// Opens a mapping: its tables are looked for beside it, then in the folder of the data. What it names itself is
    /// checked here, once, and not for each row.
    ///
    /// # Errors
    /// When the mapping or a table that it names cannot be read or is not right.
    pub fn open_mapping(&self, path: &Path) -> Result<Arc<Mapping>, MappingError> {
        let data = self.config.data.iter();
        let data = data.map(|data| self.root.as_deref().map_or_else(|| data.clone(), |root| root.join(data)));
        let mapping = Mapping::open(path, &data.collect::<Vec<PathBuf>>(), &|path| self.shown(path))?;
        let wrong = crate::check::mapping(&mapping, &self.context);
        if wrong.is_empty() { Ok(Arc::new(mapping)) } else { Err(MappingError::Wrong(wrong)) }
    }

    /// Returns where article texts are looked for.
    #[must_use]
    pub fn texts(&self) -> Texts {
        Texts::new(self.root.iter().zip(&self.config.texts).map(|(root, texts)| root.join(texts)).collect())
    }

    /// Returns a path as people know it: relative to the knowledge base where that is shorter.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        self.root.as_deref().map_or_else(|| path.display().to_string(), |root| shown(path, root))
    }
}

/// Extensions of files that hold dossiers; each may be followed by `.gz` or `.zst`.
pub const DOSSIER_EXTENSIONS: &[&str] = &["yaml", "yml", "json", "jsonl", "ndjson", "csv", "tsv"];

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn read(path: &Path) -> Result<String, KbError> {
    std::fs::read_to_string(path).map_err(|source| KbError::Io { path: path.to_path_buf(), source })
}

/// Returns the files below a folder with one of these extensions, sorted; a missing folder has none.
pub fn files_in(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, KbError> {
    let mut files = Vec::new();
    collect(folder, extensions, &mut files, 0).map_err(|source| KbError::Io { path: folder.to_path_buf(), source })?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, extensions: &[&str], files: &mut Vec<PathBuf>, depth: usize) -> std::io::Result<()> {
    const DEEPEST: usize = 16;
    if depth > DEEPEST || !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&path, extensions, files, depth + 1)?;
        } else if extension(&path).is_some_and(|found| extensions.contains(&found)) {
            files.push(path);
        }
    }
    Ok(())
}

/// Returns the extension of a file, that of the inner file when it is compressed.
fn extension(path: &Path) -> Option<&str> {
    let outer = path.extension()?.to_str()?;
    if matches!(outer, "gz" | "zst") { Path::new(path.file_stem()?).extension()?.to_str() } else { Some(outer) }
}

/// Reads a file of shared entities into catalog entries.
fn entities_of(
    source: &Source,
    base: &Base,
    ontology: &Ontology,
    config: &Config,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Entity>, KbError> {
    let tree = dossier::parse_tree(source, Notation::Yaml).map_err(|error| syntax(source, &error))?;
    findings.extend(tree.findings);
    let read = dossier::read_entities(source, tree.value);
    findings.extend(read.findings);
    let language = config.languages.first().map_or("en", String::as_str);
    let mut entities = Vec::with_capacity(read.value.len());
    for entry in read.value {
        let texts = |map: &dossier::LangMap<'_>| -> Vec<(String, String)> {
            map.texts
                .iter()
                .map(|(lang, text)| {
                    (
                        lang.as_ref().map_or_else(|| language.to_owned(), |lang| lang.value.to_string()),
                        text.value.to_string(),
                    )
                })
                .collect()
        };
        let mut types = Vec::new();
        for name in &entry.types {
            match ontology.class(&name.value) {
                Some(class) => types.push(class.iri.clone()),
                None => {
                    let message = format!("`{}` is not a type of the ontology", name.value);
                    findings.push(
                        Finding::new(Code::UnknownType, source, name.span, message)
                            .with_suggestion(ontology.nearest_class(&name.value)),
                    );
                }
            }
        }
        let mut same_as = Vec::new();
        for written in &entry.same_as {
            match crate::statement::outside_iri(&written.value) {
                Some(iri) => same_as.push(iri),
                None => findings.push(Finding::new(
                    Code::BadValue,
                    source,
                    written.span,
                    format!("`{}` is neither `wikidata:Q…` nor an absolute IRI", written.value),
                )),
            }
        }
        let (mut labels, mut aliases) = (texts(&entry.label), texts(&entry.aliases));
        // Neutral words are the label where there is no other, else one more name.
        let described = texts(&entry.described);
        if labels.is_empty() {
            labels = described
        } else {
            aliases.extend(described)
        }
        entities.push(Entity {
            iri: base.entity(&entry.id.value),
            id: entry.id.value.to_string(),
            types,
            labels: labels.into_iter().map(|(lang, text)| Label { lang: lang.into(), text: text.into() }).collect(),
            aliases: aliases
                .into_iter()
                .map(|(lang, text)| Alias { lang: lang.into(), text: text.into(), kind: AliasKind::Name })
                .collect(),
            codes: Codes::default(),
            same_as,
            close_match: Vec::new(),
            note: entry
                .note
                .map(|note| Label { lang: language.to_owned().into(), text: note.value.to_string().into() }),
        });
    }
    Ok(entities)
}

fn syntax(source: &Source, error: &dossier::SyntaxError) -> KbError {
    let position = source.position(error.span.start as usize);
    KbError::Syntax {
        place: format!("{}:{}:{}", source.name, position.line, position.column),
        message: error.message.clone(),
    }
}
