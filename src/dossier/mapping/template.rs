//! Parts of a dossier with holes, and how a row fills them.

use std::borrow::Cow;

use super::codes::NoMeaning;
use super::row::{Column, Row};
use crate::dossier::node::{Bare, Entry, Node, Value};
use crate::finding::{Code, Finding};
use crate::source::{Source, Span, Spanned};

/// A part of a dossier, and when it is there.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) template: Template,
    pub(super) when: Conditions,
}

/// A part of a dossier.
#[derive(Debug)]
pub(super) enum Template {
    Nothing,
    Text(Vec<Piece>, Bare),
    Lookup(Box<Lookup>),
    List(Vec<Part>),
    Map(Vec<(String, Part)>),
}

/// A piece of a text.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    /// A cell, filled with zeros on the left up to a width.
    Cell(Column, usize),
}

/// A cell that is looked up.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) column: Column,
    /// Number of a code list.
    pub(super) codes: Option<usize>,
    /// Where the date stands at which a code counts.
    pub(super) at: Option<Column>,
    /// Number of a table of values.
    pub(super) values: Option<usize>,
    /// What stands for an empty cell.
    pub(super) default: Option<String>,
}

/// What must hold of a row.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub(super) all: Vec<Condition>,
}

/// One column among some words, or not among them.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) column: Column,
    pub(super) words: Vec<String>,
    pub(super) wanted: bool,
}

impl Conditions {
    pub(super) fn hold(&self, row: &Row<'_, '_>) -> bool {
        self.all.iter().all(|condition| {
            let value = row.value(condition.column);
            let value = value.as_ref().map_or("", |(value, _)| value);
            condition.words.iter().any(|word| word == value) == condition.wanted
        })
    }
}

impl Template {
    /// Returns the text of a template that is one, for the name of an article.
    pub(super) fn plain(&self, row: &Row<'_, '_>) -> Option<String> {
        match self {
            Self::Text(pieces, _) => text(pieces, row).map(|(text, _)| text.into_owned()),
            Self::Lookup(lookup) => looked_up(lookup, row).ok().flatten().map(|(text, _)| text.into_owned()),
            _ => None,
        }
    }
}

/// Fills the holes with one row.
pub(super) struct Maker<'a, 'r, 'f> {
    pub(super) source: &'a Source,
    pub(super) row: &'r Row<'a, 'r>,
    pub(super) findings: &'f mut Vec<Finding>,
    /// How many holes were met, and how many of them had something in them.
    pub(super) holes: (usize, usize),
}

impl<'a> Maker<'a, '_, '_> {
    /// Makes a part; nothing where its condition does not hold or all its cells are empty.
    pub(super) fn part(&mut self, part: &'a Part) -> Option<Node<'a>> {
        if !part.when.hold(self.row) {
            return None;
        }
        let whole = self.row.span;
        match &part.template {
            Template::Nothing => None,
            Template::Text(pieces, bare) => {
                let is_hole =
                    pieces.iter().any(|piece| matches!(piece, Piece::Cell(column, _) if *column != Column::Row));
                let found = text(pieces, self.row);
                self.count(is_hole, found.is_some());
                let (text, span) = found?;
                Some(Node { span, value: Value::Scalar(text, *bare) })
            }
            Template::Lookup(lookup) => match looked_up(lookup, self.row) {
                Ok(found) => {
                    self.count(true, found.is_some());
                    found.map(|(text, span)| Node { span, value: Value::Scalar(text, Bare::Yes) })
                }
                Err((span, problem)) => {
                    self.count(true, true);
                    self.report(lookup, span, &problem);
                    // Unknown, so that nothing else is said of it.
                    let reason = Node { span, value: Value::Scalar(Cow::Borrowed("not-stated"), Bare::Yes) };
                    let unknown = Entry { key: Spanned::new(Cow::Borrowed("unknown"), span), value: reason };
                    Some(Node { span, value: Value::Map(vec![unknown]) })
                }
            },
            Template::List(parts) => {
                let nodes: Vec<Node<'a>> = parts.iter().filter_map(|part| self.part(part)).collect();
                (!nodes.is_empty()).then_some(Node { span: whole, value: Value::List(nodes) })
            }
            Template::Map(parts) => {
                let mut entries = Vec::with_capacity(parts.len());
                let before = self.holes;
                for (key, part) in parts {
                    if let Some(value) = self.part(part) {
                        entries.push(Entry { key: Spanned::new(Cow::Borrowed(&**key), value.span), value });
                    }
                }
                // A unit without its number says nothing.
                let is_empty = entries.is_empty() || (self.holes.0 > before.0 && self.holes.1 == before.1);
                (!is_empty).then_some(Node { span: whole, value: Value::Map(entries) })
            }
        }
    }

    fn count(&mut self, is_hole: bool, is_filled: bool) {
        self.holes.0 += usize::from(is_hole);
        self.holes.1 += usize::from(is_hole && is_filled);
    }

    fn report(&mut self, lookup: &Lookup, span: Span, problem: &Problem) {
        let mapping = self.row.mapping;
        let written = self.row.value(lookup.column).map(|(value, _)| value).unwrap_or_default();
        let finding = |code, message: String| Finding::new(code, self.source, span, message);
        let finding = match problem {
            Problem::Value => finding(Code::BadValue, format!("`{written}` is not among the `values` of the mapping"))
                .with_hint("add it there, or leave such rows out with `skip`"),
            Problem::Code(number, why) => {
                let codes = &mapping.codes[*number];
                let name = &codes.name;
                match why {
                    NoMeaning::Unknown => {
                        let near = codes.nearest(&written).map(|near| format!("did you mean `{near}`?"));
                        let found =
                            finding(Code::UnknownEntity, format!("`{written}` is not in the code list `{name}`"))
                                .with_hint("add it to the list, or leave such rows out with `skip`");
                        near.into_iter().fold(found, Finding::with_hint)
                    }
                    NoMeaning::NotThen => {
                        let at = lookup.at.and_then(|at| self.row.value(at)).map(|(at, _)| at).unwrap_or_default();
                        finding(
                            Code::UnknownEntity,
                            format!("`{written}` stands for nothing in {at}, by the list `{name}`"),
                        )
                        .with_hint("mend `from` and `until` in the list, or leave such rows out with `skip`")
                    }
                    NoMeaning::Several(entities) => finding(
                        Code::AmbiguousName,
                        format!(
                            "`{written}` stands for several entities in the list `{name}`: {}",
                            entities.join(", ")
                        ),
                    )
                    .with_hint("say when, with `at:`, and give the list the columns `from` and `until`"),
                }
            }
        };
        self.findings.push(finding);
    }
}

/// Why a cell cannot be looked up.
enum Problem {
    Value,
    Code(usize, NoMeaning),
}

/// Puts a text together; nothing where one of its cells is empty.
fn text<'a>(pieces: &'a [Piece], row: &Row<'a, '_>) -> Option<(Cow<'a, str>, Span)> {
    match pieces {
        [] => Some((Cow::Borrowed(""), row.span)),
        [Piece::Text(text)] => Some((Cow::Borrowed(text), row.span)),
        [Piece::Cell(column, 0)] => row.value(*column),
        pieces => {
            let (mut out, mut place) = (String::new(), None);
            for piece in pieces {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Cell(column, width) => {
                        let (value, span) = row.value(*column)?;
                        out.extend(std::iter::repeat_n('0', width.saturating_sub(value.chars().count())));
                        out.push_str(&value);
                        place.get_or_insert(span);
                    }
                }
            }
            Some((Cow::Owned(out), place.unwrap_or(row.span)))
        }
    }
}

type Found<'a> = Result<Option<(Cow<'a, str>, Span)>, (Span, Problem)>;

fn looked_up<'a>(lookup: &'a Lookup, row: &Row<'a, '_>) -> Found<'a> {
    let mapping = row.mapping;
    let Some((mut value, span)) = row.value(lookup.column) else {
        return Ok(lookup.default.as_ref().map(|default| (Cow::Borrowed(&**default), row.span)));
    };
    if let Some(number) = lookup.values {
        value = match mapping.values[number].get(&*value) {
            Some(meant) => Cow::Borrowed(meant),
            None => return Err((span, Problem::Value)),
        };
    }
    if let Some(number) = lookup.codes {
        let at = lookup.at.and_then(|at| row.value(at)).map(|(at, _)| at);
        let entity = mapping.codes[number].entity(&value, at.as_deref());
        value = Cow::Borrowed(entity.map_err(|why| (span, Problem::Code(number, why)))?);
    }
    Ok(Some((value, span)))
}
