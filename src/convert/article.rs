//! One article's text all the way to quads: read, resolve, check, judge, write.

use std::path::PathBuf;

use super::{Converter, Counts, Used};
use crate::check::{self, TextState};
use crate::dossier::{self, ArticleEntry, Notation, SyntaxError};
use crate::finding::{self, Finding};
use crate::rdf::QuadSink;
use crate::source::Source;
use crate::statement::resolve;

/// The text of one article's dossier.
#[derive(Debug, Clone)]
pub struct Input {
    /// The text and its name.
    pub source: Source,
    /// How it is written.
    pub notation: Notation,
    /// The id of an article that does not give its own; `None` where it must.
    pub default_id: Option<String>,
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
    let source = &input.source;
    let tree = dossier::parse_tree(source, input.notation)?;
    let mut findings = tree.findings;
    let read = dossier::read_dossier(source, tree.value, input.default_id.as_deref());
    findings.extend(read.findings);
    let article = read.value.article.id.value.to_string();
    let text = text_of(&read.value.article, input.folder.as_deref());
    let resolved = resolve(read.value, source, converter.context);
    findings.extend(resolved.findings);
    let mut resolved = resolved.value;
    findings.extend(check::check(&mut resolved, converter.context, &text));
    let judged = converter.judge(&resolved);
    findings.extend(judged.findings);
    let counts =
        (!finding::has_errors(&findings)).then(|| converter.convert(&resolved, &judged.value, sink, used));
    Ok(Outcome { article, findings, counts })
}
