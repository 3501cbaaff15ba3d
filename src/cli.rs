//! The command line: arguments, words, colour, exit codes.
//!
//! Only here is anything printed, read from the environment, or the clock asked.

mod claims;
mod clock;
mod clocks;
mod commands;
mod data;
mod document;
mod endpoint;
mod error;
mod fetch;
mod form;
mod graph_output;
mod json_ld_form;
mod languages;
mod namer;
mod names;
mod output;
mod place;
mod render;
mod session;
mod ui;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

pub use error::{CliError, Exit};
pub use ui::Ui;

/// Turns what articles say into linked data: who says what, in which words, how surely, about when,
/// in which article.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, about, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    /// Work on the knowledge base in this folder instead of the one found by walking up.
    #[arg(short = 'C', long, global = true, value_name = "FOLDER", env = "CHANCERY_KB")]
    kb: Option<PathBuf>,
    /// When to use colour: by itself on a terminal.
    #[arg(long, global = true, value_enum, value_name = "WHEN", env = "CHANCERY_COLOR", hide_env_values = true)]
    color: Option<Colour>,
    /// Say nothing but results and errors.
    #[arg(short, long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: commands::Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 findings at or above --fail-on, or differences; 2 wrong arguments; 3 input that \
cannot be read; 4 store, disk or lock; 5 a limit was hit; 6 the store is damaged; 130 interrupted.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Auto,
    Always,
    Never,
}

/// Runs the program with the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os()))
}

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // clap words and colours its own errors; help and version are no errors.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let user = user::UserConfig::read();
    let of_user = user.as_ref().ok().and_then(|user| user.color);
    let choice = match cli.color.or(of_user).unwrap_or(Colour::Auto) {
        Colour::Auto => anstream::ColorChoice::Auto,
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    };
    let mut ui = Ui::new(choice, cli.quiet);
    let done = user.and_then(|_| commands::run(cli.command, cli.kb, &mut ui));
    match done {
        Ok(exit) => exit.code(),
        Err(error) => {
            ui.error(&error);
            error.exit().code()
        }
    }
}
