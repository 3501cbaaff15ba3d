//! One row of a table, and the rows of other tables it is joined with.

use std::borrow::Cow;

use super::Mapping;
use crate::dossier::table::cells::Cell;
use crate::source::Span;

/// What a mapping may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// A column of the table.
    Own(usize),
    /// A column of a joined table.
    Joined(usize, usize),
    /// The row as it is written.
    Row,
}

/// A row, read.
pub(super) struct Row<'a, 'c> {
    pub(super) mapping: &'a Mapping,
    pub(super) text: &'a str,
    pub(super) cells: &'c [Cell],
    pub(super) span: Span,
}

impl<'a> Row<'a, '_> {
    /// Returns the number of the row it is joined with.
    pub(super) fn joined(&self, join: usize) -> Option<usize> {
        let join = &self.mapping.joins[join];
        let (key, _) = self.own(join.on)?;
        join.by_key.get(&*key).copied()
    }

    /// Returns a value and where it stands; nothing where it is empty.
    pub(super) fn value(&self, column: Column) -> Option<(Cow<'a, str>, Span)> {
        match column {
            Column::Own(number) => self.own(number),
            Column::Row => Some((Cow::Borrowed(self.text.get(self.span.range())?), self.span)),
            Column::Joined(join, number) => {
                let row = self.joined(join)?;
                let join = &self.mapping.joins[join];
                let value = &**join.rows[row].get(number)?;
                let span = self.cells.get(join.on).map_or(self.span, |cell| cell.span);
                self.filled(Cow::Borrowed(value)).map(|value| (value, span))
            }
        }
    }

    fn own(&self, number: usize) -> Option<(Cow<'a, str>, Span)> {
        let cell = *self.cells.get(number)?;
        let value = match cell.value(self.text) {
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        };
        self.filled(value).map(|value| (value, cell.span))
    }

    fn filled(&self, value: Cow<'a, str>) -> Option<Cow<'a, str>> {
        let is_empty = value.is_empty() || self.mapping.empty.iter().any(|word| *word == value);
        (!is_empty).then_some(value)
    }
}
