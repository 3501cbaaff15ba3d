//! `repl`: asking line by line, on a terminal or from a script on standard input.
//!
//! Each query runs in a process of its own, which opens the index where it lies: Ctrl-C ends the query, whatever it is
//! doing, and the session goes on; so does a query that took too long or too much.

mod complete;
mod history;
mod lines;

use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::cli::data::DataArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::languages::LanguageArgs;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::query::Lens;
use complete::Helper;
use lines::{Line, Script, split};

/// Ask line by line: SPARQL, named queries, and commands that begin with a dot.
///
/// A query ends when its brackets are closed. On a terminal there are a history and completion (Tab) of prefixes, terms,
/// named queries and names in any language; from a pipe the lines are read as a script.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery repl\n  chancery repl < questions.txt")]
pub(in crate::cli) struct Args {
    /// Which graphs queries see: statements, asserted or reviewed.
    #[arg(long, value_name = "LENS", env = "CHANCERY_LENS", hide_env_values = true)]
    pub(super) lens: Option<Lens>,
    /// Format of the answers, as `query` takes it.
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// Stop a query after this many seconds; 0 is never.
    #[arg(long, value_name = "SECONDS")]
    pub(super) timeout: Option<f64>,
    /// Stop a query after this many rows; 0 is never.
    #[arg(long, value_name = "N")]
    pub(super) max_rows: Option<u64>,
    /// Say how long each took.
    #[arg(long)]
    pub(super) time: bool,
    #[command(flatten)]
    pub(super) data: DataArgs,
    #[command(flatten)]
    pub(super) language: LanguageArgs,
}

const HELP: &str = "\
SPARQL                      ends when its brackets are closed
NAME parameter=value …      a named query
.queries [NAME]             the named queries; what one takes and gives
.search WORDS               full text
.why SUBJECT PREDICATE OBJECT   the receipts behind a triple
.lens [LENS]                statements, asserted or reviewed
.as-of [TIME|run:ID|now]    what was held then
.published-by [DATE|any]    what had been published by then
.at [DATE|any]              what is said of that time
.format [FORMAT]            table, csv, tsv, json, xml, md, jsonl; ttl, nt, trig, jsonld, rdf
.time [on|off]              say how long each query took
.quit                       leave; so does Ctrl-D. Ctrl-C stops a query, or drops a line";

/// A session: what each query is asked with.
struct Session<'s> {
    args: Args,
    kb: Option<PathBuf>,
    place: &'s Place,
    ui: &'s Ui,
    program: PathBuf,
}

/// What comes after a line.
enum Next {
    Go(Exit),
    Quit,
}

pub(super) fn run(args: Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &args.data.files)?;
    if let Some(format) = &args.format {
        super::query::is_format(format)?;
    }
    let program = std::env::current_exe()
        .map_err(|error| CliError::new(Exit::Store, format!("could not find this program: {error}")))?;
    let mut session = Session { args, kb: place.root.clone(), place: &place, ui, program };
    if std::io::stdin().is_terminal() { session.terminal() } else { session.script() }
}

impl Session<'_> {
    /// Asks a person.
    fn terminal(&mut self) -> Result<Exit, CliError> {
        let broken =
            |error: &dyn std::fmt::Display| CliError::new(Exit::Store, format!("the terminal failed: {error}"));
        // The query's own process is interrupted by the terminal; this one only has to outlive it.
        ctrlc::set_handler(|| {}).map_err(|error| broken(&error))?;
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .bracketed_paste(true)
            .build();
        let mut editor: Editor<Helper<'_>, FileHistory> =
            Editor::with_config(config).map_err(|error| broken(&error))?;
        let library = super::query::library(self.place, self.ui)?;
        editor.set_helper(Some(Helper::new(self.place, &library)));
        let history = history::path();
        if let Some(path) = history.as_deref().filter(|path| path.exists()) {
            // A history that cannot be read is no reason to ask nothing.
            let _ = editor.load_history(path);
        }
        self.ui.say("ask in SPARQL or by the name of a query; Tab completes, .help helps, .quit leaves");
        loop {
            match editor.readline("chancery> ") {
                Ok(line) => {
                    if line.trim().is_empty() {
                        continue;
                    }
                    let _ = editor.add_history_entry(line.as_str());
                    if let Some(path) = &history {
                        history::keep(path, |path| editor.save_history(path));
                    }
                    if let Next::Quit = self.line(&line) {
                        return Ok(Exit::Done);
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(Exit::Done),
                Err(error) => return Err(broken(&error)),
            }
        }
    }

    /// Asks what a script asks, to its end; what goes wrong on the way decides the exit code.
    fn script(&mut self) -> Result<Exit, CliError> {
        let mut script = Script::default();
        let mut worst = Exit::Done;
        let mut step = |session: &mut Self, query: Option<String>| match query.map(|query| session.line(&query)) {
            Some(Next::Quit) => true,
            Some(Next::Go(exit)) => {
                if worst == Exit::Done {
                    worst = exit;
                }
                false
            }
            None => false,
        };
        for line in std::io::stdin().lock().lines() {
            let line =
                line.map_err(|error| CliError::new(Exit::Input, format!("could not read standard input: {error}")))?;
            for query in script.line(&line) {
                if step(self, Some(query)) {
                    return Ok(worst);
                }
            }
        }
        step(self, script.end());
        Ok(worst)
    }

    /// Does what a line says.
    fn line(&mut self, line: &str) -> Next {
        let done = match Line::read(line) {
            Line::Nothing => Ok(Exit::Done),
            Line::Command("quit" | "exit" | "q", _) => return Next::Quit,
            Line::Command(name, rest) => self.command(name, rest),
            Line::Named(name, parameters) => self.named(name, parameters),
            Line::Sparql(text) => self.ask(&[OsString::from("--"), OsString::from(text)]),
        };
        Next::Go(done.unwrap_or_else(|error| {
            self.ui.error(&error);
            error.exit()
        }))
    }

    fn command(&mut self, name: &str, rest: &str) -> Result<Exit, CliError> {
        let words = split(rest);
        let given = words.first().map(String::as_str).filter(|word| !matches!(*word, "now" | "any" | "none"));
        let wrong = |error: String| CliError::new(Exit::Usage, format!("`.{name}`: {error}"));
        match name {
            "help" | "h" | "?" => {
                use std::io::Write as _;
                return writeln!(self.ui.out(), "{HELP}")
                    .map(|()| Exit::Done)
                    .map_err(|error| CliError::output(&error));
            }
            "lens" => match given {
                Some(lens) => {
                    self.args.lens =
                        Some(lens.parse().map_err(|error: crate::query::lens::UnknownLens| wrong(error.to_string()))?)
                }
                None => {
                    let lens = self
                        .args
                        .lens
                        .map_or_else(|| "that of the query, else of the settings".to_owned(), |lens| lens.to_string());
                    self.ui.insist(&format!("lens: {lens}"));
                }
            },
            "as-of" => self.args.data.clocks_mut().set_as_of(given).map_err(wrong)?,
            "published-by" => self.args.data.clocks_mut().set_published_by(given).map_err(wrong)?,
            "at" => self.args.data.clocks_mut().set_at(given).map_err(wrong)?,
            "format" => {
                if let Some(format) = given {
                    super::query::is_format(format)?;
                }
                self.args.format = given.map(str::to_owned);
            }
            "time" => {
                self.args.time = match given {
                    Some("on") => true,
                    Some("off") => false,
                    None => !self.args.time,
                    Some(other) => return Err(wrong(format!("`{other}` is neither on nor off"))),
                }
            }
            "queries" => return self.child("query", &[&["--list".into()], &arguments(&words)[..]].concat()),
            "why" => return self.child("why", &[self.args.data.flags(), self.reader(), after(&words)].concat()),
            "search" => return self.child("search", &[self.args.data.flags(), self.reader(), after(&words)].concat()),
            _ => {
                return Err(CliError::new(Exit::Usage, format!("there is no command `.{name}`"))
                    .with_hint("`.help` lists them"));
            }
        }
        Ok(Exit::Done)
    }

    fn named(&self, name: &str, parameters: &str) -> Result<Exit, CliError> {
        let mut flags: Vec<OsString> = Vec::new();
        for word in split(parameters) {
            if !word.contains('=') {
                return Err(CliError::new(Exit::Usage, format!("`{word}` is no parameter"))
                    .with_hint(format!("write `{name} parameter=value`; `.queries {name}` shows what it takes")));
            }
            flags.push(format!("--param={word}").into());
        }
        flags.extend([OsString::from("--"), OsString::from(name)]);
        self.ask(&flags)
    }

    /// Runs a query with the settings of the session.
    fn ask(&self, query: &[OsString]) -> Result<Exit, CliError> {
        let mut flags = self.args.data.flags();
        flags.extend(self.reader());
        flags.extend(self.args.lens.map(|lens| format!("--lens={lens}").into()));
        flags.extend(self.args.format.as_ref().map(|format| format!("--format={format}").into()));
        flags.extend(self.args.timeout.map(|seconds| format!("--timeout={seconds}").into()));
        flags.extend(self.args.max_rows.map(|rows| format!("--max-rows={rows}").into()));
        flags.extend(self.args.time.then(|| "--time".into()));
        flags.extend(query.iter().cloned());
        self.child("query", &flags)
    }

    fn reader(&self) -> Vec<OsString> {
        vec![format!("--lang={}", self.args.language.read(self.place).tags.join(",")).into()]
    }

    /// Runs this program for one command.
    fn child(&self, verb: &str, arguments: &[OsString]) -> Result<Exit, CliError> {
        let mut command = Command::new(&self.program);
        if let Some(root) = &self.kb {
            command.arg("-C").arg(root);
        }
        let colour = if self.ui.coloured_talk() { "auto" } else { "never" };
        command.arg("--color").arg(colour).arg(verb).args(arguments).stdin(Stdio::null());
        let status = command
            .status()
            .map_err(|error| CliError::new(Exit::Store, format!("could not start the query: {error}")))?;
        let Some(code) = status.code() else {
            self.ui.say("\nstopped");
            return Ok(Exit::Interrupted);
        };
        Ok(Exit::from_code(code))
    }
}

fn arguments(words: &[String]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

fn after(words: &[String]) -> Vec<OsString> {
    [vec![OsString::from("--")], arguments(words)].concat()
}
