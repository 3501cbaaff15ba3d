//! `check --fix`: what can only have been meant one way is written so, file by file, whole or not at all.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Gathered;
use crate::cli::error::CliError;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::dossier::edit::{self, Edit};
use crate::dossier::stream::{Articles, InputFormat};
use crate::dossier::write::spelled;
use crate::finding::{Finding, Severity};
use crate::kb::{Kb, files_in};
use crate::source::{Source, Span};

/// How often mended files are read again at most.
pub(super) const MOST_ROUNDS: usize = 8;

/// Returns the files of a knowledge base that are no dossiers and may hold findings.
pub(super) fn files_of(kb: &Kb) -> Result<HashMap<String, PathBuf>, CliError> {
    let Some(root) = &kb.root else { return Ok(HashMap::new()) };
    let mut files = HashMap::new();
    for folder in ["entities", "reviews"] {
        for path in files_in(&root.join(folder), &["yaml", "yml"])? {
            files.insert(kb.shown(&path), path);
        }
    }
    Ok(files)
}

/// Writes every certain fix; returns how many were done.
pub(super) fn fix(gathered: &Gathered, ui: &Ui) -> Result<usize, CliError> {
    let mut by_file: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in &gathered.findings {
        let path = gathered.files.get(&*finding.label.source.name);
        if let (Some(path), Some(_)) = (path, finding.fix.as_ref().filter(|fix| fix.certain)) {
            by_file.entry(path).or_default().push(finding);
        }
    }
    let mut done = 0;
    for (path, findings) in by_file {
        done += file(path, &findings, ui)?;
    }
    Ok(done)
}

fn file(path: &Path, findings: &[&Finding], ui: &Ui) -> Result<usize, CliError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(format) = InputFormat::from_file_name(name) else { return Ok(0) };
    // Standard input and compressed files are not ours to splice.
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(0) };
    let mut edits = Vec::new();
    let mut said = Vec::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let Some(offset) = offset_of(&finding.label.source, &text) else { continue };
        let before = finding.label.source.slice(fix.span);
        let Some(after) = spelled(&fix.replacement, before, format) else { continue };
        let span = Span::new(fix.span.start as usize + offset, fix.span.end as usize + offset);
        let place = finding.label.source.position(fix.span.start as usize);
        let line = format!("fixed {}:{}:{}: {before} -> {after}", path.display(), place.line, place.column);
        let edit = Edit::replace(span, after);
        if !edits.contains(&edit) {
            edits.push(edit);
            said.push(line);
        }
    }
    let applied = edit::apply(&text, edits);
    // Never worse than before: what cannot be read, or has more errors, is left as it was.
    if applied.applied == 0 || errors(&applied.text, name, format) > errors(&text, name, format) {
        return Ok(0);
    }
    session::write_whole(path, applied.text.as_bytes())?;
    // Of two that overlap the second waits for the next round.
    said.iter().for_each(|line| ui.insist(line));
    Ok(applied.applied)
}

/// Returns the byte of a file at which a source begins, which may be a line of it.
fn offset_of(source: &Source, text: &str) -> Option<usize> {
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let lines = text[start..].split_inclusive('\n');
    let offset = start + lines.take(source.first_line.checked_sub(1)?).map(str::len).sum::<usize>();
    text[offset..].starts_with(&*source.text).then_some(offset)
}

/// Counts what is wrong with the form of a text; what cannot be read counts most.
fn errors(text: &str, name: &str, format: InputFormat) -> usize {
    let Ok(articles) = Articles::new(text.as_bytes(), name, format) else { return usize::MAX };
    let mut count = 0_usize;
    for article in articles {
        let Ok(article) = article else { return usize::MAX };
        let Ok(read) = article.parse() else { return usize::MAX };
        count += read.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    }
    count
}
