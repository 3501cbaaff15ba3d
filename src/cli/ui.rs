//! The two streams: results to standard output, talk to standard error.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::error::CliError;
use super::render;
use crate::finding::{Finding, Severity};

/// Where the program writes.
#[derive(Debug, Clone)]
pub struct Ui {
    choice: ColorChoice,
    quiet: bool,
    /// Lay tables out for a width even when nobody looks at a terminal.
    fixed_width: bool,
}

impl Ui {
    /// Returns a pair of streams with a choice of colour.
    #[must_use]
    pub fn new(choice: ColorChoice, quiet: bool) -> Self {
        Self { choice, quiet, fixed_width: false }
    }

    /// Returns the same streams for a step of a demonstration: tables have a width in any case.
    #[must_use]
    pub fn demonstrating(&self, quiet: bool) -> Self {
        Self { choice: self.choice, quiet: self.quiet || quiet, fixed_width: true }
    }

    /// Returns the width that tables are laid out for; without one they are as wide as they like.
    #[must_use]
    pub fn table_width(&self) -> Option<usize> {
        let bound = self.fixed_width || self.is_terminal() || std::env::var_os("COLUMNS").is_some();
        bound.then(|| self.width())
    }

    /// Returns standard output, buffered; flush it to see errors.
    #[must_use]
    pub fn out(&self) -> io::BufWriter<io::StdoutLock<'static>> {
        io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Says whether standard output is a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        use std::io::IsTerminal as _;
        io::stdout().is_terminal()
    }

    /// Returns the width of the terminal, or a readable default.
    #[must_use]
    pub fn width(&self) -> usize {
        std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).or_else(terminal_width).unwrap_or(100)
    }

    fn err(&self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr().lock(), self.choice)
    }

    /// Says whether standard error is in colour.
    #[must_use]
    pub fn coloured_talk(&self) -> bool {
        self.err().current_choice() != ColorChoice::Never
    }

    /// Says a line to the person at the terminal.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(self.err(), "{line}");
        }
    }

    /// Says a line that was asked for, also when quiet.
    pub fn insist(&self, line: &str) {
        let _ = writeln!(self.err(), "{}", render::visible(line));
    }

    /// Shows what stopped the command.
    pub fn error(&self, error: &CliError) {
        let Some(message) = error.message() else { return };
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let cyan = Style::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
        let mut err = self.err();
        let _ = writeln!(err, "{red}error{red:#}: {}", render::visible(message));
        for line in error.excerpt().lines() {
            let _ = writeln!(err, "{}", render::visible(line));
        }
        for hint in error.hints() {
            let _ = writeln!(err, "{cyan}help{cyan:#}: {}", render::visible(hint));
        }
    }

    /// Shows findings to people, in order; `least` hides what is less severe.
    pub fn findings(&self, findings: &[Finding], least: Severity) {
        let coloured = self.coloured_talk();
        let least = if self.quiet { Severity::Error } else { least };
        let mut err = self.err();
        for finding in findings.iter().filter(|finding| finding.severity >= least) {
            let _ = writeln!(err, "{}\n", render::finding(finding, coloured));
        }
    }
}

/// Asks the terminal for its width through the table library's own means.
fn terminal_width() -> Option<usize> {
    let mut table = comfy_table::Table::new();
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.width().map(usize::from)
}
