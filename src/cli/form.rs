//! How a command shows its answer: for people or for programs.

use clap::ValueEnum;

/// How to show an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}
