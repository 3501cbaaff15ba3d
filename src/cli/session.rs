//! What every command begins with: which knowledge base, which files, which articles in them.

use std::path::{Path, PathBuf};

use super::error::{CliError, Exit};
use crate::convert::{Converter, Input, Policy, Used, process};
use crate::dossier::SyntaxError;
use crate::dossier::mapping::is_mapping;
use crate::dossier::stream::{Articles, InputFormat, Limits, StreamError};
use crate::export::FileOutput;
use crate::finding::Finding;
use crate::kb::{Kb, Texts};
use crate::store::{Archive, WriterInfo};

/// Opens the knowledge base that the command works on: the given one, else the one around the first
/// path, else the one around the working folder, else none.
///
/// `CHANCERY_DATA` names the folder of the tables that mappings read.
pub(super) fn open_kb(given: Option<&Path>, paths: &[PathBuf]) -> Result<Kb, CliError> {
    let mut kb = find_kb(given, paths)?;
    if let Some(data) = std::env::var_os("CHANCERY_DATA").filter(|data| !data.is_empty()) {
        kb.config.data = Some(std::path::absolute(&data).unwrap_or_else(|_| data.into()));
    }
    Ok(kb)
}

fn find_kb(given: Option<&Path>, paths: &[PathBuf]) -> Result<Kb, CliError> {
    if let Some(root) = given {
        if !root.join(crate::kb::CONFIG_FILE).is_file() {
            return Err(CliError::new(
                Exit::Input,
                format!("`{}` is not a knowledge base: it has no `{}`", root.display(), crate::kb::CONFIG_FILE),
            )
            .with_hint("`chancery init FOLDER` makes one"));
        }
        return Ok(Kb::open(root)?);
    }
    let first = paths.iter().find(|path| path.as_os_str() != "-");
    let start = first.map_or_else(|| PathBuf::from("."), Clone::clone);
    match Kb::find(&start) {
        Some(root) => Ok(Kb::open(&root)?),
        None => Ok(Kb::none()),
    }
}

/// Opens the knowledge base, or says that there is none.
pub(super) fn need_kb(given: Option<&Path>) -> Result<Kb, CliError> {
    let kb = open_kb(given, &[])?;
    if kb.root.is_none() {
        return Err(CliError::new(Exit::Input, "there is no knowledge base here")
            .with_hint("`chancery init FOLDER` makes one; `-C FOLDER` names one; `chancery demo` builds an example"));
    }
    Ok(kb)
}

/// Lists the dossier files that paths mean: files as they are, folders with all that is in them;
/// without paths, those of the knowledge base.
pub(super) fn dossier_files(kb: &Kb, paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    if paths.is_empty() {
        if kb.root.is_none() {
            return Err(CliError::new(Exit::Usage, "there is no knowledge base here, and no file was given")
                .with_hint("name a dossier, or `chancery init FOLDER` to make a knowledge base"));
        }
        return Ok(kb.dossiers()?);
    }
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let folder = if path.join(crate::kb::CONFIG_FILE).is_file() { path.join("dossiers") } else { path.clone() };
            files.extend(crate::kb::files_in(&folder, crate::kb::DOSSIER_EXTENSIONS)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// A file of articles being read.
pub(super) struct File {
    /// Its articles, in order.
    pub(super) articles: Articles<'static>,
    /// The folder that relative paths in it start from.
    pub(super) folder: Option<PathBuf>,
}

/// Returns how much of a stream is read into memory at once.
pub(super) fn limits(kb: &Kb) -> Limits {
    kb.config.limits.article_bytes.map_or_else(Limits::default, |bytes| Limits::default().with_article(bytes))
}

/// Opens a file of articles; `-` is standard input, read as JSON Lines unless `format` says otherwise.
pub(super) fn open_file(path: &Path, format: Option<InputFormat>, kb: &Kb) -> Result<File, CliError> {
    let limits = limits(kb);
    let failed = |error: &StreamError| CliError::from_error(Exit::Input, error).with_hint(error.hint());
    if path.as_os_str() == "-" {
        let format = format.unwrap_or(InputFormat::JsonLines);
        let articles =
            Articles::with_limits(std::io::stdin(), "<stdin>", format, limits).map_err(|error| failed(&error))?;
        return Ok(File { articles, folder: Some(PathBuf::from(".")) });
    }
    if is_mapping(path) {
        let mapping = kb.open_mapping(path).map_err(|error| CliError::from_error(Exit::Input, &error))?;
        let articles = Articles::mapped(&mapping, limits).map_err(|error| failed(&error))?;
        return Ok(File { articles, folder: path.parent().map(Path::to_path_buf) });
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(format) = format.or_else(|| InputFormat::from_file_name(name)) else {
        return Err(CliError::new(Exit::Input, format!("`{}` has no extension of a dossier", path.display()))
            .with_hint("name it .yaml, .json, .jsonl, .csv or .tsv (also with .gz or .zst), or say --from"));
    };
    let opened = std::fs::File::open(path)
        .map_err(|error| CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display())))?;
    let articles = Articles::with_limits(opened, kb.shown(path), format, limits).map_err(|error| failed(&error))?;
    Ok(File { articles, folder: path.parent().map(Path::to_path_buf) })
}

/// Converts dossiers: their quads, what they use of what articles share, and what is wrong with them.
pub(super) fn converted(
    kb: &Kb,
    paths: &[PathBuf],
    asked: Option<&str>,
) -> Result<(Vec<u8>, Used, Vec<Finding>), CliError> {
    let converter = Converter { context: &kb.context, policy: policy(asked, kb)?, reviews: &kb.reviews };
    let (texts, mut bytes, mut used, mut findings) = (kb.texts(), Vec::new(), Used::default(), Vec::new());
    for path in dossier_files(kb, paths)? {
        let file = open_file(&path, None, kb)?;
        for text in file.articles {
            let input = Input { text: text.map_err(|error| stream_error(&error))?, folder: file.folder.clone() };
            let outcome =
                process(&input, &converter, &|article, folder| texts.of(article, folder), &mut bytes, &mut used)
                    .map_err(|error| unreadable(&input, &error))?;
            findings.extend(outcome.findings);
        }
    }
    Ok((bytes, used, findings))
}

/// Words the error of a stream of articles.
pub(super) fn stream_error(error: &StreamError) -> CliError {
    CliError::from_error(Exit::Input, error).with_hint(error.hint())
}

/// Words an article that is not of its notation at all.
pub(super) fn unreadable(input: &Input, error: &SyntaxError) -> CliError {
    let source = &input.text.source;
    let place = source.position(error.span.start as usize);
    let worded =
        CliError::new(Exit::Input, format!("{}:{}:{}: {}", source.name, place.line, place.column, error.message));
    error.hint.into_iter().fold(worded, CliError::with_hint)
}

/// Returns the policy asked for, else that of the knowledge base.
pub(super) fn policy(asked: Option<&str>, kb: &Kb) -> Result<Policy, CliError> {
    match asked.and_then(Policy::from_name) {
        Some(policy) => Ok(policy),
        None => kb.config.policy().map_err(|error| CliError::from_error(Exit::Input, &error)),
    }
}

/// Returns where article texts are looked for: the folders given, else that of the knowledge base.
pub(super) fn texts(given: &[PathBuf], kb: &Kb) -> Texts {
    if given.is_empty() {
        return kb.texts();
    }
    Texts::new(given.to_vec())
}

/// How many threads to use.
pub(super) fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// Returns the folder of the knowledge base, without reading more than needed.
pub(super) fn kb_root(given: Option<&Path>) -> Result<PathBuf, CliError> {
    let found = match given {
        Some(root) if root.join(crate::kb::CONFIG_FILE).is_file() => Some(root.to_path_buf()),
        Some(_) => None,
        None => Kb::find(Path::new(".")),
    };
    found.ok_or_else(|| {
        CliError::new(Exit::Input, "there is no knowledge base here")
            .with_hint("`chancery init FOLDER` makes one; `-C FOLDER` names one; `chancery demo` builds an example")
    })
}

/// Opens the store of the knowledge base for reading.
pub(super) fn archive(given: Option<&Path>) -> Result<Archive, CliError> {
    let folder = kb_root(given)?.join(crate::kb::STATE_FOLDER);
    if !folder.exists() {
        return Err(
            CliError::new(Exit::Store, "the knowledge base has no store yet").with_hint("`chancery sync` makes it")
        );
    }
    Archive::open(&folder).map_err(|error| CliError::from_store(&error))
}

/// Says who writes, when, and with which command.
pub(super) fn writer_info(command: &str) -> WriterInfo {
    let who =
        std::env::var("CHANCERY_USER").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "unknown".to_owned());
    WriterInfo { command: format!("chancery {command}"), now: jiff::Timestamp::now(), who }
}

/// Writes a file whole or not at all, compressed if its name says so.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    use std::io::Write as _;
    FileOutput::create(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.finish()))
        .map_err(|error| CliError::new(Exit::Store, format!("could not write `{}`: {error}", path.display())))
}
