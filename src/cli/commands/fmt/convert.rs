//! `fmt --to`: dossiers in another notation, as they were written.

use std::io::Write as _;
use std::path::Path;

use super::Args;
use crate::cli::error::{CliError, Exit};
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::Input;
use crate::dossier::node::Node;
use crate::dossier::stream::InputFormat;
use crate::dossier::write::{self, Lost, Table};
use crate::finding::Severity;
use crate::source::Source;

/// Reads the name of a notation.
pub(super) fn notation(written: &str) -> Result<InputFormat, String> {
    InputFormat::from_name(written).ok_or_else(|| "there are yaml, json, jsonl, csv and tsv".to_owned())
}

/// What is written, as far as it goes.
struct Written {
    to: InputFormat,
    text: String,
    table: Table,
    articles: usize,
}

pub(super) fn run(args: &Args, to: InputFormat, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let kb = session::open_kb(kb, &args.paths)?;
    let mut written = Written { to, text: String::new(), table: Table::default(), articles: 0 };
    let mut left_out = 0;
    for path in session::dossier_files(&kb, &args.paths)? {
        let file = session::open_file(&path, None, &kb)?;
        for text in file.articles {
            let input = Input { text: text.map_err(|error| session::stream_error(&error))?, folder: None };
            let tree = input.text.tree().map_err(|error| session::unreadable(&input, &error))?;
            let read = input.text.parse().map_err(|error| session::unreadable(&input, &error))?;
            if read.has_errors() {
                // Nothing that was not understood is written anew.
                ui.findings(&read.findings, Severity::Error);
                left_out += 1;
                continue;
            }
            let tree = write::with_id(tree.value, &read.value.article.id.value);
            if let Err(lost) = written.add(&tree)? {
                lost.iter().for_each(|lost| ui.error(&error(lost, &input.text.source)));
                left_out += 1;
            }
        }
    }
    let mut out = Output::new(args.output.as_deref());
    out.write_all(written.end().as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    out.finish()?;
    if left_out > 0 {
        ui.say(&format!("left out: {left_out} of {} articles", left_out + written.articles));
    }
    Ok(if left_out > 0 { Exit::Findings } else { Exit::Done })
}

impl Written {
    fn add(&mut self, tree: &Node<'_>) -> Result<Result<(), Vec<Lost>>, CliError> {
        if self.articles == 1 && self.to.is_one_article() {
            return Err(CliError::new(Exit::Usage, format!("there are several articles, and {} holds one", self.to))
                .with_hint("write `--to jsonl`, or one file after the other"));
        }
        match self.to {
            InputFormat::Json => self.text.push_str(&write::json(tree)),
            InputFormat::JsonLines => {
                self.text.push_str(&write::json_line(tree));
                self.text.push('\n');
            }
            InputFormat::Csv | InputFormat::Tsv => {
                if let Err(lost) = self.table.add(tree) {
                    return Ok(Err(lost));
                }
            }
            _ => self.text.push_str(&write::yaml(tree)),
        }
        self.articles += 1;
        Ok(Ok(()))
    }

    fn end(&mut self) -> String {
        match self.to {
            InputFormat::Csv => self.table.to_text(','),
            InputFormat::Tsv => self.table.to_text('\t'),
            _ => std::mem::take(&mut self.text),
        }
    }
}

fn error(lost: &Lost, source: &Source) -> CliError {
    let place = source.position(lost.span.start as usize);
    let message = format!(
        "{}:{}:{}: a table cannot carry `{}`: {}",
        source.name, place.line, place.column, lost.path, lost.reason
    );
    CliError::new(Exit::Findings, message)
}
