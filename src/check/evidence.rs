//! Evidence against the article's text: found, found with other marks, or not there at all.

use crate::digest::Digest;
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::source::locate::{How, Located, Locator, Nearest, Quote};
use crate::source::positions::ScalarIndex;
use crate::statement::{Article, Evidence};

/// The text of an article, read once.
#[derive(Debug)]
pub struct LoadedText {
    /// What people know it by.
    pub name: String,
    /// Where it lies.
    pub path: std::path::PathBuf,
    /// The text.
    pub text: String,
}

/// Whether the article's text is at hand.
#[derive(Debug)]
pub enum TextState {
    /// No: quotes are taken as written.
    Absent,
    /// It was named and could not be read: where, and why.
    Unreadable(std::path::PathBuf, String),
    /// Yes.
    Loaded(LoadedText),
}

/// Checks every piece of evidence, and gives quotes their position when the text is at hand.
pub(super) fn check(article: &mut Article<'_>, state: &TextState, findings: &mut Vec<Finding>) {
    missing(article, findings);
    let text = match state {
        TextState::Loaded(text) => text,
        TextState::Unreadable(_, why) => {
            let place = article.statements.first().map_or_else(Default::default, |statement| statement.span);
            let message = format!("the article's text could not be read: {why}");
            findings.push(
                Finding::new(Code::TextAbsent, article.source, place, message)
                    .with_hint("`article.text` is a path from the dossier's own folder"),
            );
            return;
        }
        TextState::Absent => {
            absent(article, findings);
            return;
        }
    };
    if let Some(expected) = &article.about.text_sha256 {
        let found = Digest::of(text.text.as_bytes()).to_string();
        if **expected != *found {
            let written = article.source.text.find(&**expected).map(|at| Span::new(at, at + expected.len()));
            let place = written.or_else(|| article.statements.first().map(|statement| statement.span));
            let place = place.unwrap_or_default();
            findings.push(
                Finding::new(
                    Code::TextHashDiffers,
                    article.source,
                    place,
                    format!("`{}` is not the text that was described", text.name),
                )
                .with_hint(format!("its SHA-256 is {found}, `text_sha256` says {expected}"))
                .with_hint("positions may be wrong; find the text that was meant, or count them anew"),
            );
            return;
        }
    }
    let locator = Locator::new(&text.text);
    let index = ScalarIndex::new(&text.text);
    let source = article.source;
    for statement in &mut article.statements {
        if statement.shared_evidence {
            continue;
        }
        for evidence in &mut statement.evidence {
            one(evidence, &text.text, &locator, &index, source, findings);
        }
    }
    // Content that shares its parent's evidence shares the positions found for it.
    for number in 0..article.statements.len() {
        if article.statements[number].shared_evidence
            && let Some(parent) = article.statements[number].parents.first().copied()
        {
            let evidence = article.statements[parent].evidence.clone();
            article.statements[number].evidence = evidence;
        }
    }
}

fn missing(article: &Article<'_>, findings: &mut Vec<Finding>) {
    for statement in article.statements.iter().filter(|statement| statement.evidence.is_empty()) {
        findings.push(
            Finding::new(
                Code::MissingEvidence,
                article.source,
                statement.span,
                format!("`{}` shows no words of the article", statement.id),
            )
            .with_hint("add `quote:` with the exact words"),
        );
    }
}

/// Says once that nothing could be checked.
fn absent(article: &Article<'_>, findings: &mut Vec<Finding>) {
    let quoted = article.statements.iter().flat_map(|statement| &statement.evidence);
    let count = quoted.filter(|evidence| evidence.exact.is_some() || evidence.position.is_some()).count();
    if let (1.., Some(first)) = (count, article.statements.first()) {
        let quotes = if count == 1 { "1 quote was".to_owned() } else { format!("{count} quotes were") };
        findings.push(
            Finding::new(
                Code::TextAbsent,
                article.source,
                first.span,
                format!("the article's text is not at hand, so {quotes} not checked"),
            )
            .with_hint("name it in `article.text`, or give `--texts FOLDER`"),
        );
    }
}

fn one(
    evidence: &mut Evidence<'_>,
    text: &str,
    locator: &Locator<'_>,
    index: &ScalarIndex,
    source: &crate::source::Source,
    findings: &mut Vec<Finding>,
) {
    let mut report = |code: Code, message: String, hints: Vec<String>| {
        let mut finding = Finding::new(code, source, evidence.span, message);
        finding.hints = hints;
        findings.push(finding);
    };
    if let Some((start, end)) = evidence.position {
        let byte = |scalar: u64| usize::try_from(scalar).ok().and_then(|scalar| index.byte_of_scalar(text, scalar));
        let (Some(from), Some(to), true) = (byte(start), byte(end), start < end) else {
            let length = text.chars().count();
            report(
                Code::SpanOutside,
                format!("the position {start}–{end} is not inside the text"),
                vec![format!("the text has {length} Unicode scalars; `end` is the first one after the quote")],
            );
            return;
        };
        let words = &text[from..to];
        if let Some(expected) = &evidence.sha256 {
            let found = Digest::of(words.as_bytes()).to_string();
            if **expected != *found {
                report(
                    Code::SpanHashDiffers,
                    format!("the words at {start}–{end} are not those that were hashed"),
                    vec![format!("they are “{}”, with SHA-256 {found}", shortened(words))],
                );
            }
        }
        if let Some(exact) = &evidence.exact
            && **exact != *words
        {
            report(
                Code::QuoteNotFound,
                format!("the words at {start}–{end} are not the quote"),
                vec![format!("they are “{}”", shortened(words))],
            );
        }
        return;
    }
    let Some(exact) = &evidence.exact else { return };
    let quote = Quote { words: exact, prefix: evidence.prefix.as_deref(), suffix: evidence.suffix.as_deref() };
    match locator.find(&quote) {
        Located::Found(place) => {
            if place.how == How::Folded {
                let words = &text[place.range.clone()];
                let mut hints = vec![format!("the text has “{}”", shortened(words))];
                hints.extend(place.differing.iter().map(ToString::to_string));
                report(Code::QuoteInexact, "the quote differs from the text in spelling marks".to_owned(), hints);
            }
            if place.is_ambiguous() {
                report(
                    Code::QuoteAmbiguous,
                    format!("the quote occurs {} times; the first is taken", place.count),
                    vec!["add `prefix` or `suffix`".to_owned()],
                );
            }
            if place.context == crate::source::locate::Context::Differs {
                report(
                    Code::QuoteNotFound,
                    "the quote occurs, but not between this prefix and suffix".to_owned(),
                    vec!["copy the words right before and right after it".to_owned()],
                );
            }
            let scalar = |byte: usize| index.scalar_of_byte(text, byte).map(|scalar| scalar as u64);
            evidence.position = scalar(place.range.start).zip(scalar(place.range.end));
        }
        Located::NotFound { nearest } => {
            report(
                Code::QuoteNotFound,
                "these words are not in the article's text".to_owned(),
                nearest_hints(nearest.as_ref()),
            );
        }
    }
}

fn nearest_hints(nearest: Option<&Nearest>) -> Vec<String> {
    let Some(nearest) = nearest else {
        return vec!["nothing like them is there; is it the right text?".to_owned()];
    };
    let mut hints = vec![format!("the nearest passage is “{}”", shortened(&nearest.text))];
    hints.extend(nearest.differing.iter().map(ToString::to_string));
    hints
}

fn shortened(words: &str) -> String {
    const MOST: usize = 160;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    words.chars().take(MOST).chain(['…']).collect()
}
