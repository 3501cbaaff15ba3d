//! `explain`: a page on a finding.

use std::io::Write as _;

use crate::cli::error::{CliError, Exit};
use crate::cli::ui::Ui;
use crate::finding::Code;

/// Explain a finding code; without one, list them all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery explain C402")]
pub(in crate::cli) struct Args {
    /// The code, such as C402.
    code: Option<String>,
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, CliError> {
    let mut out = ui.out();
    let written = match &args.code {
        None => Code::ALL
            .iter()
            .try_for_each(|code| writeln!(out, "{}  {:<8} {}", code.number(), code.severity().name(), code.title())),
        Some(number) => {
            let Some(code) = Code::from_number(number) else {
                return Err(CliError::new(Exit::Usage, format!("there is no finding `{number}`"))
                    .with_hint("`chancery explain` lists them all"));
            };
            writeln!(out, "{}: {} ({})\n\n{}", code.number(), code.title(), code.severity().name(), code.explanation())
        }
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}
