//! The canonical form of a dossier in YAML: same meaning, same comments, one way to write it.
//!
//! Statements without an `id` get one, fields come in the order of the format's documentation, lines
//! end in `\n` without trailing white space, the file in exactly one line end. Everything is done by
//! splicing, and the result is read again: if it does not say the same, nothing is changed.
//!
//! ```
//! use chancery::{dossier::canonical, source::Source};
//! let source = Source::new("x.yaml", "article: {language: en}\nstatements:\n- stance: hedged # why\n  says: It may rain\n");
//! let text = canonical::format(&source)?;
//! assert_eq!(text, "article: {language: en}\nstatements:\n- id: s1\n  says: It may rain\n  stance: hedged # why\n");
//! # Ok::<(), canonical::FormatError>(())
//! ```

use granit_parser::{Event, Options, Parser, ScalarStyle};

mod ids;
mod order;
mod walk;

pub(in crate::dossier) use ids::scalar;

use super::edit::apply;
use super::node::{Entry, Node, Value};
use super::{Notation, SyntaxError, parse_tree};
use crate::source::{Source, Span};

/// Why a text was left as it is.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The text is not YAML.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Splicing would have changed what the dossier says.
    #[error("`{0}` is written in a way that cannot be rearranged safely; nothing was changed")]
    Meaning(String),
}

/// Returns the canonical text of a dossier, or of a file of shared entities.
///
/// # Errors
///
/// Fails if the text is not YAML, or if the outcome would not say the same.
pub fn format(source: &Source) -> Result<String, FormatError> {
    let written = source.text.strip_prefix('\u{FEFF}').unwrap_or(&source.text).replace("\r\n", "\n");
    let named = |text: String| Source::new(source.name.clone(), text);
    let before = named(written);
    let tree = parse_tree(&before, Notation::Yaml).map_err(|error| in_source(source, error))?.value;
    let mut text = apply(&before.text, ids::edits(&before, &tree)).text;
    // The innermost mappings first, so that edits never overlap.
    for _ in 0..=super::MAX_DEPTH {
        let current = named(text);
        let tree = parse_tree(&current, Notation::Yaml)?.value;
        let edits = order::edits(&current, &tree);
        let done = edits.is_empty();
        text = apply(&current.text, edits).text;
        if done {
            break;
        }
    }
    let text = without_trailing_space(&text)?;
    let ended = format!("{}\n", text.trim_end_matches(['\n', ' ', '\t']));
    for candidate in [ended, text] {
        let after = named(candidate);
        if parse_tree(&after, Notation::Yaml).is_ok_and(|after| same(&tree, &after.value)) {
            return Ok(after.text.to_string());
        }
    }
    Err(FormatError::Meaning(source.name.to_string()))
}

/// Moves an error back to where it is in the text as it was before line ends were evened out.
fn in_source(source: &Source, error: SyntaxError) -> SyntaxError {
    let mut at = error.span.start as usize;
    if source.text.starts_with('\u{FEFF}') {
        at += 3;
    }
    for (found, _) in source.text.match_indices("\r\n") {
        if found >= at {
            break;
        }
        at += 1;
    }
    SyntaxError { span: Span::new(at, at), ..error }
}

/// Takes white space from the ends of lines, except where it belongs to a text over several lines.
fn without_trailing_space(text: &str) -> Result<String, FormatError> {
    let mut kept: Vec<std::ops::Range<usize>> = Vec::new();
    for event in Parser::new_from_str_with_options(text, Options::default()) {
        let (event, place) =
            event.map_err(|error| SyntaxError::new(Span::default(), format!("not YAML: {}", error.info())))?;
        if let (Event::Scalar(_, style, ..), Some(range)) = (event, place.byte_range())
            && style != ScalarStyle::Plain
            && text.get(range.clone()).is_some_and(|raw| raw.contains('\n'))
        {
            kept.push(range);
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    let mut kept = kept.into_iter().peekable();
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches('\n').len();
        while kept.next_if(|range| range.end <= end && range.end <= start).is_some() {}
        let inside = kept.peek().is_some_and(|range| range.start < end && end < range.end);
        let body = &text[start..end];
        out.push_str(if inside { body } else { body.trim_end_matches([' ', '\t']) });
        if line.ends_with('\n') {
            out.push('\n');
        }
        start += line.len();
    }
    Ok(out)
}

/// Says whether two trees say the same: the order of fields does not matter, `id` may be new, and
/// `gp:` may be gone from a predicate.
fn same(before: &Node<'_>, after: &Node<'_>) -> bool {
    match (&before.value, &after.value) {
        (Value::Map(a), Value::Map(b)) => {
            let added = b.len() - b.len().min(a.len());
            let has_id = |entries: &[Entry<'_>]| entries.iter().any(|entry| entry.key.value == "id");
            (added == 0 || (added == 1 && has_id(b) && !has_id(a)))
                && b.len() >= a.len()
                && keys(a).iter().all(|key| {
                    let of = |entries: &'_ [Entry<'_>]| entries.iter().filter(|e| e.key.value == *key).count();
                    of(a) == of(b)
                        && values(a, key)
                            .zip(values(b, key))
                            .all(|(x, y)| same(x, y) || (*key == "predicate" && same_predicate(x, y)))
                })
        }
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same(x, y)),
        (a, b) => a == b,
    }
}

fn keys<'n>(entries: &'n [Entry<'_>]) -> Vec<&'n str> {
    let mut keys: Vec<&str> = entries.iter().map(|entry| &*entry.key.value).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn values<'n, 'a>(entries: &'n [Entry<'a>], key: &str) -> impl Iterator<Item = &'n Node<'a>> {
    entries.iter().filter(move |entry| entry.key.value == key).map(|entry| &entry.value)
}

fn same_predicate(before: &Node<'_>, after: &Node<'_>) -> bool {
    match (&before.value, &after.value) {
        (Value::Scalar(a, _), Value::Scalar(b, _)) => a.strip_prefix("gp:") == Some(&**b),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
