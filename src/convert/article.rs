//! One article's text all the way to quads: read, resolve, check, judge, write.

use std::path::PathBuf;

use super::{Converter, Counts, Used};
use crate::check::{self, TextState};
use crate::dossier::stream::ArticleText;
use crate::dossier::{ArticleEntry, SyntaxError};
use crate::finding::{self, Finding};
use crate::rdf::QuadSink;
use crate::statement::resolve;

/// The text of one article's dossier, and where it lies.
#[derive(Debug, Clone)]
pub struct Input {
    /// The text.
    pub text: ArticleText,
    /// The folder that relative paths in it start from.
    pub folder: Option<PathBuf>,
}

/// What became of one article.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Id of the article; empty when not even that could be read.
    pub article: String,
    /// What was found, in no order.
    pub findings: Vec<Finding>,
    /// Counts; nothing when it was not converted.
    pub counts: Option<Counts>,
}

/// Reads, checks and converts one article; quads are written only if no finding is an error.
///
/// # Errors
/// When the text is not of its notation at all.
pub fn process<S: QuadSink>(
    input: &Input,
    converter: &Converter<'_>,
    text_of: &(dyn Fn(&ArticleEntry<'_>, Option<&std::path::Path>) -> TextState + Sync),
    sink: &mut S,
    used: &mut Used,
) -> Result<Outcome, SyntaxError> {
    let source = &input.text.source;
    let read = input.text.parse()?;
    let mut findings = read.findings;
    let article = read.value.article.id.value.to_string();
    let text = text_of(&read.value.article, input.folder.as_deref());
    let resolved = resolve(read.value, source, converter.context);
    findings.extend(resolved.findings);
    let mut resolved = resolved.value;
    findings.extend(check::check(&mut resolved, converter.context, &text));
    let judged = converter.judge(&resolved);
    findings.extend(judged.findings);
    let counts = (!finding::has_errors(&findings)).then(|| converter.convert(&resolved, &judged.value, sink, used));
    Ok(Outcome { article, findings, counts })
}
