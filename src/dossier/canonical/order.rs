//! The fields of a mapping into their order, each with the comments that belong to it.

use super::ids::is_flow;
use super::walk::{Part, fields, walk};
use crate::dossier::edit::Edit;
use crate::dossier::node::{Entry, Node, Value};
use crate::source::{Source, Span};

/// Returns the edits that sort the innermost mappings that are out of order; none when all is sorted.
pub(super) fn edits(source: &Source, root: &Node<'_>) -> Vec<Edit> {
    let mut found: Vec<(Span, Vec<Edit>)> = Vec::new();
    walk(root, &mut |part, node, _| {
        let Value::Map(entries) = &node.value else { return };
        let Some(order) = out_of_order(part, entries) else { return };
        let sorted = if is_flow(source, node) {
            flow(source, node, entries, &order)
        } else {
            block(source, part, entries, &order)
        };
        found.extend(sorted.map(|edits| (node.span, edits)));
    });
    let within = |inner: Span, outer: Span| inner != outer && inner.start >= outer.start && inner.end <= outer.end;
    let innermost = |span: Span| !found.iter().any(|(other, _)| within(*other, span));
    found.iter().filter(|(span, _)| innermost(*span)).flat_map(|(_, edits)| edits.clone()).collect()
}

/// Returns the numbers of the entries in their right order, unless they are in it.
fn out_of_order(part: Part, entries: &[Entry<'_>]) -> Option<Vec<usize>> {
    let known = fields(part);
    let rank = |number: &usize| known.iter().position(|key| *key == entries[*number].key.value).unwrap_or(known.len());
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(rank);
    (!order.is_sorted()).then_some(order)
}

/// Where an entry ends: its value, or its key when the value is nothing.
fn end(source: &Source, entry: &Entry<'_>) -> usize {
    (entry.key.span.end as usize).max(last_of(source, &entry.value))
}

/// Where a value ends. The span of a block list or mapping takes in comments that follow it.
fn last_of(source: &Source, node: &Node<'_>) -> usize {
    let span = node.span;
    if span.start >= span.end {
        return 0;
    }
    match &node.value {
        Value::Map(entries) if !is_flow(source, node) => {
            entries.last().map_or(span.end as usize, |last| end(source, last))
        }
        Value::List(items) if !source.slice(span).starts_with('[') => {
            items.iter().map(|item| last_of(source, item)).max().unwrap_or(0).max(span.start as usize + 1)
        }
        _ => span.end as usize,
    }
}

/// Puts the entries into each other's places; commas, spaces and line ends between them stay.
fn flow(source: &Source, node: &Node<'_>, entries: &[Entry<'_>], order: &[usize]) -> Option<Vec<Edit>> {
    let nothing = |entry: &Entry<'_>| entry.value.span.start >= entry.value.span.end;
    let between = |(a, b): (usize, usize)| source.text.get(a..b).is_none_or(|text| text.contains(['#', '?']));
    let gaps = entries.windows(2).map(|pair| (end(source, &pair[0]), pair[1].key.span.start as usize));
    let last = (end(source, entries.last()?), node.span.end as usize);
    if entries.iter().any(nothing) || gaps.chain([last]).any(between) {
        return None; // a comment here could belong to either side
    }
    let place = |number: usize| Span::new(entries[number].key.span.start as usize, end(source, &entries[number]));
    let moved = order.iter().enumerate().filter(|(to, from)| to != *from);
    Some(moved.map(|(to, from)| Edit::replace(place(to), source.slice(place(*from)))).collect())
}

/// Where the pieces of a block mapping's entry lie.
struct Piece {
    /// Start of the comments above the key.
    lead: usize,
    key: usize,
    /// End of the last line, without its line end.
    end: usize,
}

/// Puts whole lines in order: an entry takes along the comments above it and behind it.
fn block(source: &Source, part: Part, entries: &[Entry<'_>], order: &[usize]) -> Option<Vec<Edit>> {
    let text = &*source.text;
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |found| found + 1);
    let first_key = entries.first()?.key.span.start as usize;
    let before_first = &text[line_start(first_key)..first_key];
    let column = before_first.chars().count();
    let inline = !before_first.chars().all(|c| c == ' ');
    if inline && before_first.trim() != "-" {
        return None;
    }
    let mut pieces: Vec<Piece> = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = entry.key.span.start as usize;
        let start = line_start(key);
        let lead = match pieces.last() {
            Some(previous) => {
                if start <= previous.end || text[start..key].chars().any(|c| c != ' ') {
                    return None;
                }
                previous.end + 1
            }
            None if inline || part == Part::Dossier => key,
            None => comments_above(text, start, column),
        };
        pieces.push(Piece { lead, key, end: last_line(text, end(source, entry), column) });
    }
    let indent = " ".repeat(column);
    let first = &pieces[0];
    let mut out = String::new();
    let mut above_dash = String::new();
    for (to, &from) in order.iter().enumerate() {
        let piece = &pieces[from];
        let body = &text[piece.key..piece.end];
        let lead = if from == 0 && first.lead == first.key { "" } else { &text[piece.lead..line_start(piece.key)] };
        if to == 0 {
            let lead = lead.trim_start_matches('\n');
            if inline {
                let dash = " ".repeat(before_first.find('-').unwrap_or(0));
                for line in lead.lines().filter(|line| !line.trim().is_empty()) {
                    above_dash.push_str(&format!("{dash}{}\n", line.trim_start()));
                }
            } else {
                out.push_str(lead);
                if first.lead != first.key || !lead.is_empty() {
                    out.push_str(&indent);
                }
            }
        } else {
            out.push('\n');
            out.push_str(lead);
            out.push_str(&indent);
        }
        out.push_str(body);
    }
    let whole = Span::new(first.lead, pieces.last()?.end);
    let mut edits = vec![Edit::replace(whole, out)];
    if !above_dash.is_empty() {
        edits.push(Edit::insert(line_start(first_key), above_dash));
    }
    Some(edits)
}

/// Returns the start of the comment lines right above a line, written at the same column.
fn comments_above(text: &str, line: usize, column: usize) -> usize {
    let mut start = line;
    while start > 0 {
        let above = text[..start - 1].rfind('\n').map_or(0, |found| found + 1);
        let content = text[above..start].trim_start_matches(' ');
        if !content.starts_with('#') || text[above..start].len() - content.len() != column {
            break;
        }
        start = above;
    }
    start
}

/// Returns the end of the line at `at`, and of comment lines below it that are written deeper.
fn last_line(text: &str, at: usize, column: usize) -> usize {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |found| from + found);
    let mut end = line_end(at);
    while end < text.len() {
        let next = line_end(end + 1);
        let line = &text[end + 1..next];
        let content = line.trim_start_matches(' ');
        if !content.starts_with('#') || line.len() - content.len() <= column {
            break;
        }
        end = next;
    }
    end
}
