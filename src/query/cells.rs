//! One row by the names of its columns.

use oxigraph::model::Term;

use super::run::{Asker, Found, QueryError, Question, Row};

/// A row whose values are asked for by name.
pub(super) struct Cells<'c> {
    columns: &'c [String],
    row: Row,
}

impl Cells<'_> {
    /// Returns a value, if it is bound.
    pub(super) fn term(&self, column: &str) -> Option<&Term> {
        let place = self.columns.iter().position(|name| name == column)?;
        self.row.get(place)?.as_ref()
    }

    /// Returns the IRI or the text of a value.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        Some(match self.term(column)? {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        })
    }

    /// Returns a value that is a whole number.
    pub(super) fn number(&self, column: &str) -> Option<u64> {
        self.text(column)?.parse().ok()
    }
}

/// Asks, and shows each row of the answer.
pub(super) fn each_row(
    asker: &Asker<'_>,
    question: &Question,
    mut see: impl FnMut(&Cells<'_>),
) -> Result<(), QueryError> {
    let Found::Solutions(rows) = asker.ask(question)?.results else { return Ok(()) };
    let columns: Vec<String> = rows.columns().map(str::to_owned).collect();
    for row in rows {
        see(&Cells { columns: &columns, row: row? });
    }
    Ok(())
}
