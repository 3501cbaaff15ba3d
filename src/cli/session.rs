//! What every command begins with: which knowledge base, which files, which articles in them.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::error::{CliError, Exit};
use crate::convert::Input;
use crate::dossier::Notation;
use crate::kb::Kb;
use crate::source::Source;

/// Opens the knowledge base that the command works on: the given one, else the one around the first
/// path, else the one around the working folder, else none.
pub(super) fn open_kb(given: Option<&Path>, paths: &[PathBuf]) -> Result<Kb, CliError> {
    if let Some(root) = given {
        if !root.join(crate::kb::CONFIG_FILE).is_file() {
            return Err(CliError::new(Exit::Input, format!("`{}` is not a knowledge base: it has no `{}`", root.display(), crate::kb::CONFIG_FILE))
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

/// Takes bytes as text, or says where they stop being UTF-8.
fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, CliError> {
    String::from_utf8(bytes).map_err(|error| {
        let (sound, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let sound = String::from_utf8_lossy(sound).into_owned();
        let end = sound.len();
        let place = Source::new(name, sound).position(end);
        let byte = rest.first().copied().unwrap_or_default();
        CliError::new(Exit::Input, format!("{name}:{}:{}: not UTF-8 (byte {byte:02X})", place.line, place.column))
            .with_hint("save the file as UTF-8")
    })
}

/// Reads the articles of a file; `-` is standard input, read as JSON Lines.
pub(super) fn articles_of(path: &Path, kb: &Kb) -> Result<Vec<Input>, CliError> {
    let unreadable = |error: std::io::Error| CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display()));
    let (name, text, extension) = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
        ("<stdin>".to_owned(), text, "jsonl".to_owned())
    } else {
        let text = utf8(&kb.shown(path), std::fs::read(path).map_err(unreadable)?)?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_owned();
        (kb.shown(path), text, extension)
    };
    let folder = path.parent().map(Path::to_path_buf);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    let input = |source: Source, notation, default_id| Input { source, notation, default_id, folder: folder.clone() };
    Ok(match &*extension {
        "json" => vec![input(Source::new(name, text), Notation::Json, stem)],
        "jsonl" | "ndjson" => text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| input(Source::new(&*name, line).starting_at_line(number + 1), Notation::Json, None))
            .collect(),
        _ => vec![input(Source::new(name, text), Notation::Yaml, stem)],
    })
}
