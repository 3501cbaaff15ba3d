//! QuickStatements: a plan as commands that people paste into a tool, in the dialect of an engine.
//!
//! The engines differ, none has an escape, and what one of them would misread is refused with the reason:
//! `|` is a TAB to v3, a comment in a text ends the line everywhere, the old engine knows no ranges, and a
//! statement with the same item, property and value as another one is the same statement to all of them.
//! A statement's id cannot be said in this language, so commands are run once; `apply` may be run again.

mod csv;
mod v1;
mod value;

use std::collections::HashMap;

use super::plan::Operation;
use super::plan::Plan;

/// An engine that runs commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The first engine, in PHP and JavaScript.
    Classic,
    /// QuickStatements 3.
    V3,
    /// The engine in Rust.
    Rust,
}

impl Dialect {
    /// Every dialect with its name.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Classic, "classic"), (Self::V3, "v3"), (Self::Rust, "rust")];

    /// Returns the dialect of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }
}

/// How commands are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A line each, with TABs.
    V1,
    /// A table for each shape of statement.
    Csv,
}

/// Commands, and what is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands {
    /// Files by name, in order; one for [`Form::V1`].
    pub files: Vec<(String, String)>,
    /// Statements that the engine would misread: the place in the plan, and why.
    pub refused: Vec<(usize, String)>,
}

/// Writes a plan as commands.
#[must_use]
pub fn commands(plan: &Plan, dialect: Dialect, form: Form) -> Commands {
    let twins = twins(&plan.operations);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (place, operation) in plan.operations.iter().enumerate() {
        let is_twin = twins[place];
        let told = match form {
            Form::V1 => v1::lines(operation, dialect, is_twin).map(Row::Lines),
            Form::Csv => csv::row(operation, dialect, is_twin).map(Row::Cells),
        };
        match told {
            Ok(row) => taken.push(row),
            Err(why) => refused.push((place, why)),
        }
    }
    let files = match form {
        Form::V1 => {
            let lines =
                taken.into_iter().filter_map(|row| if let Row::Lines(lines) = row { Some(lines) } else { None });
            vec![("statements.tsv".to_owned(), lines.collect())]
        }
        Form::Csv => {
            csv::tables(taken.into_iter().filter_map(|row| if let Row::Cells(row) = row { Some(row) } else { None }))
        }
    };
    Commands { files, refused }
}

enum Row {
    Lines(String),
    Cells(csv::Row),
}

/// Says of each operation whether another one has the same item, property and value.
fn twins(operations: &[Operation]) -> Vec<bool> {
    let key = |operation: &Operation| (operation.item.clone(), operation.statement.mainsnak.key());
    let mut count: HashMap<(String, String), usize> = HashMap::new();
    for operation in operations {
        *count.entry(key(operation)).or_default() += 1;
    }
    operations.iter().map(|operation| count[&key(operation)] > 1).collect()
}
