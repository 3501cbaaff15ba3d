//! Ids for the statements that have none, and the short spelling of predicates.

use std::collections::{HashMap, HashSet};

use super::walk::{Part, field, walk};
use crate::dossier::edit::Edit;
use crate::dossier::node::{Bare, Node, Value};
use crate::ontology::Ontology;
use crate::source::{Source, Span};

/// Returns the edits that write missing ids and take `gp:` from predicates.
pub(super) fn edits(source: &Source, root: &Node<'_>) -> Vec<Edit> {
    let mut statements = Vec::new();
    walk(root, &mut |part, node, parent| {
        if part == Part::Statement {
            statements.push((node, parent));
        }
    });
    let mut used: HashSet<String> = statements.iter().filter_map(|(node, _)| id_of(node)).collect();
    // After the largest, not into a gap: an id that was given up may still be named in a review.
    let mut next = used.iter().filter_map(|id| id.strip_prefix('s')?.parse::<u64>().ok()).max().unwrap_or(0);
    let mut edits = Vec::new();
    let mut ids: HashMap<Span, String> = HashMap::new();
    for (node, parent) in statements {
        edits.extend(short_predicate(source, node));
        if let Some(id) = id_of(node) {
            ids.insert(node.span, id);
            continue;
        }
        let Value::Map(entries) = &node.value else { continue };
        let Some(first) = entries.first().filter(|_| field(node, "id").is_none()) else { continue };
        let id = match parent {
            None => {
                next += 1;
                format!("s{next}")
            }
            Some(parent) => {
                let Some(parent) = ids.get(&parent.span) else { continue };
                let base = format!("{parent}.content");
                let numbered = (2_u32..).map(|number| format!("{base}-{number}"));
                std::iter::once(base.clone()).chain(numbered).find(|id| !used.contains(id)).unwrap_or(base)
            }
        };
        let at = first.key.span.start as usize;
        let written = scalar(&id);
        edits.push(if is_flow(source, node) {
            Edit::insert(at, format!("id: {written}, "))
        } else {
            let line_start = source.text[..at].rfind('\n').map_or(0, |found| found + 1);
            let column = source.text[line_start..at].chars().count();
            Edit::insert(at, format!("id: {written}\n{}", " ".repeat(column)))
        });
        used.insert(id.clone());
        ids.insert(node.span, id);
    }
    edits
}

/// Says whether a mapping is written in braces.
pub(super) fn is_flow(source: &Source, node: &Node<'_>) -> bool {
    source.slice(node.span).starts_with('{')
}

fn id_of(node: &Node<'_>) -> Option<String> {
    match &field(node, "id")?.value {
        Value::Scalar(id, _) => Some(id.to_string()),
        _ => None,
    }
}

fn short_predicate(source: &Source, node: &Node<'_>) -> Option<Edit> {
    let predicate = field(node, "predicate")?;
    let Value::Scalar(written, Bare::Yes) = &predicate.value else { return None };
    let local = written.strip_prefix("gp:")?;
    let ontology = Ontology::embedded();
    let same = ontology.predicate(written)?.iri == ontology.predicate(local)?.iri;
    (same && source.slice(predicate.span) == &**written).then(|| Edit::replace(predicate.span, local))
}

/// Writes text as YAML: bare if every reader takes it for text, else in double quotes.
pub(in crate::dossier) fn scalar(text: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain = text.chars().next().is_some_and(|c| c.is_alphabetic())
        && text.chars().all(word)
        && !matches!(&*text.to_ascii_lowercase(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n");
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') => {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
