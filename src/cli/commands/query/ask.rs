//! Asking and writing the answer, within the limits.

use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use super::Args;
use super::format::{Format, RowFormat};
use super::plan;
use crate::cli::clock::{Clock, Patient};
use crate::cli::data::{Data, store_error};
use crate::cli::error::{CliError, Exit};
use crate::cli::languages::Languages;
use crate::cli::names;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::finding::{self, Severity};
use crate::query::results::{self, SolutionFormat, WriteError};
use crate::query::run::{Graph, Rows};
use crate::query::table::{self, Style};
use crate::query::{
    Asker, Binder, Budget, Found, Labels, Lens, NamedQuery, ParameterError, QueryError, Question, Row, SyntaxError,
    has_limit,
};
use crate::store::EngineError;

/// How long a query may take where nothing says otherwise.
pub(in crate::cli::commands) const SECONDS: f64 = 60.0;
/// How many rows it may give where nothing says otherwise.
pub(in crate::cli::commands) const ROWS: u64 = 100_000;

type Sink = BufWriter<Patient<Output>>;

/// What came of the answer.
struct Written {
    rows: u64,
    cut: bool,
    truth: bool,
}

/// Asks one query and writes its answer.
pub(super) fn run(
    args: &Args,
    place: Place,
    query: &NamedQuery,
    languages: &Languages,
    ui: &Ui,
) -> Result<Exit, CliError> {
    let begun = Instant::now();
    let format = Format::choose(args.format.as_deref(), args.output.as_deref(), ui.is_terminal())?;
    let limit = time_limit(args.timeout, &place)?;
    let data = args.data.open(&place, ui)?;
    ui.findings(&data.findings, Severity::Error);
    let loaded = begun.elapsed();
    let asker = data.asker();
    let question = question(args, &place, query, &asker)?;
    let max_rows = question.budget.max_rows;
    let clock = Clock::start(limit, question.cancel.clone(), ui)?;
    let asked = Instant::now();
    let reply = asker.ask(&question).map_err(|error| query_error(&error, &clock))?;
    let mut out: Sink = BufWriter::with_capacity(1 << 16, Patient::new(Output::new(args.output.as_deref()), &clock));
    let written = match reply.results {
        Found::Solutions(mut rows) => match format.for_rows()? {
            RowFormat::Table => table(&mut rows, &asker, query, languages, args, ui, &clock, &mut out)?,
            RowFormat::Data(format) => {
                let count = results::write_rows(format, &mut rows, &query.hidden, &mut out)
                    .map_err(|error| write_error(error, &clock))?;
                Written { rows: count, cut: rows.is_cut(), truth: count > 0 }
            }
        },
        Found::Boolean(truth) => {
            match format.for_rows()? {
                RowFormat::Table => writeln!(out, "{truth}").map_err(|error| CliError::output(&error))?,
                RowFormat::Data(format) => {
                    results::write_boolean(format, truth, &mut out).map_err(|error| write_error(error, &clock))?;
                    if !matches!(format, SolutionFormat::JsonLines | SolutionFormat::Markdown) {
                        writeln!(out).map_err(|error| CliError::output(&error))?;
                    }
                }
            }
            Written { rows: 1, cut: false, truth }
        }
        Found::Graph(mut graph) => triples(&mut graph, &format, &asker, &clock, &mut out)?,
    };
    clock.stop();
    let took = asked.elapsed();
    if let Some(explanation) = &reply.explanation {
        let json = explanation.to_json();
        let shown = if args.explain.as_deref() == Some("json") { json } else { plan::tree(&json) };
        shown.lines().for_each(|line| ui.insist(line));
    }
    if args.time {
        ui.insist(&format!(
            "loaded {} quads in {}, answered in {}",
            data_len(&data),
            milliseconds(loaded),
            milliseconds(took)
        ));
    }
    finish(out, &written, args, max_rows)?;
    let incomplete = finding::has_errors(&data.findings);
    let unwanted = args.exit_status && !written.truth;
    Ok(if incomplete || unwanted { Exit::Findings } else { Exit::Done })
}

fn data_len(data: &Data) -> u64 {
    data.engine.len()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Returns the limit on time: flag, settings, the user's settings, built in; 0 is none.
pub(in crate::cli::commands) fn time_limit(flag: Option<f64>, place: &Place) -> Result<Option<Duration>, CliError> {
    let set = place.config.limits.query_seconds.or(place.user.limits.query_seconds);
    time_limit_of(flag.or(set).unwrap_or(SECONDS))
}

/// Returns a limit on time; 0 is none.
pub(in crate::cli::commands) fn time_limit_of(seconds: f64) -> Result<Option<Duration>, CliError> {
    if seconds == 0.0 {
        return Ok(None);
    }
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| {
        CliError::new(Exit::Usage, format!("`{seconds}` is no time limit"))
            .with_hint("write seconds, such as `--timeout 2.5`; 0 is no limit")
    })
}

/// Makes the question: parameters as terms, lens, row limit.
fn question(args: &Args, place: &Place, query: &NamedQuery, asker: &Asker<'_>) -> Result<Question, CliError> {
    let entity = |written: &str| names::entity_iri(place, asker, written);
    let binder = Binder::new(asker.base(), asker.prefixes(), &entity);
    let mut question = query.bind(&args.param, &binder).map_err(|error| parameter_error(&error, query))?;
    let settings = place.config.lens.as_deref().or(place.user.lens.as_deref()).map(str::parse::<Lens>).transpose();
    let settings = settings.map_err(|error| CliError::new(Exit::Input, format!("`lens` in the settings: {error}")))?;
    question.lens = args.lens.or(query.lens).or(settings).unwrap_or_default();
    let own = has_limit(&query.source.text);
    let max_rows = match args.max_rows {
        Some(0) => None,
        Some(rows) => Some(rows),
        None if own => None,
        None => {
            let set = place.config.limits.query_rows.or(place.user.limits.query_rows);
            Some(set.unwrap_or(ROWS)).filter(|rows| *rows > 0)
        }
    };
    question.budget = Budget { timeout: None, max_rows };
    question.explain = args.explain.is_some();
    Ok(question)
}

/// Writes rows as a table with labels.
#[expect(clippy::too_many_arguments, reason = "one call, each argument a thing of its own")]
fn table(
    rows: &mut Rows,
    asker: &Asker<'_>,
    query: &NamedQuery,
    languages: &Languages,
    args: &Args,
    ui: &Ui,
    clock: &Clock,
    out: &mut Sink,
) -> Result<Written, CliError> {
    let columns: Vec<String> = rows.columns().map(str::to_owned).collect();
    let found = rows.collect::<Result<Vec<Row>, QueryError>>().map_err(|error| query_error(&error, clock))?;
    let mut labels = Labels::new(&languages.tags);
    labels.fetch(asker, found.iter().flatten().flatten()).map_err(|error| query_error(&error, clock))?;
    clock.stop();
    let width = ui.table_width().filter(|_| args.output.is_none());
    let style = Style { width, prefixes: asker.prefixes(), labels: Some(&labels), ascii: is_ascii() };
    let rendered = table::render(&columns, &found, &query.hidden, rows.is_cut(), &style);
    out.write_all(rendered.table.as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    ui.say(&rendered.footer);
    Ok(Written { rows: found.len() as u64, cut: rows.is_cut(), truth: !found.is_empty() })
}

/// Says whether the terminal is one that shows ASCII only.
fn is_ascii() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    matches!(locale.as_deref(), Some("C" | "POSIX"))
}

fn triples(
    graph: &mut Graph,
    format: &Format,
    asker: &Asker<'_>,
    clock: &Clock,
    out: &mut Sink,
) -> Result<Written, CliError> {
    let count = results::write_graph(format.for_graph()?, graph, asker.prefixes(), out)
        .map_err(|error| write_error(error, clock))?;
    Ok(Written { rows: count, cut: graph.is_cut(), truth: count > 0 })
}

/// Puts the answer in its place, unless it is not whole.
fn finish(mut out: Sink, written: &Written, args: &Args, max_rows: Option<u64>) -> Result<(), CliError> {
    out.flush().map_err(|error| CliError::output(&error))?;
    let to_file = args.output.as_ref().is_some_and(|path| path.as_os_str() != "-");
    if written.cut {
        let rows = max_rows.unwrap_or(written.rows);
        let message = if to_file {
            format!("there are more than {rows} rows; nothing was written")
        } else {
            format!("there are more than {rows} rows; the rest was left out")
        };
        return Err(CliError::new(Exit::Limit, message)
            .with_hint("`--max-rows N` allows more, `--max-rows 0` all; or give the query a LIMIT"));
    }
    let out = out.into_inner().map_err(|error| CliError::output(error.error()))?;
    out.into_inner().finish()
}

fn parameter_error(error: &ParameterError, query: &NamedQuery) -> CliError {
    let worded = CliError::new(Exit::Usage, error.to_string());
    if query.name.starts_with('<') || query.name.contains('.') {
        return worded.with_hint("parameters are declared in the header of the query: `# param NAME TYPE — words`");
    }
    worded.with_hint(format!("`chancery query --list {}` shows what it takes", query.name))
}

/// Words a query that cannot be run as it is written: place, line, caret.
pub(super) fn syntax_error(error: &SyntaxError, exit: Exit) -> CliError {
    let shown = error.to_string();
    let (message, excerpt) = shown.split_once('\n').unwrap_or((&shown, ""));
    CliError::new(exit, message).with_excerpt(excerpt)
}

pub(in crate::cli::commands) fn query_error(error: &QueryError, clock: &Clock) -> CliError {
    if clock.is_over() && matches!(error, QueryError::Engine(EngineError::Cancelled)) {
        return clock.error();
    }
    plain_error(error)
}

/// Words the trouble of a query that no clock watches.
pub(in crate::cli::commands) fn plain_error(error: &QueryError) -> CliError {
    match error {
        QueryError::Syntax(error) => syntax_error(error, Exit::Input),
        QueryError::Timeout(_) => CliError::from_error(Exit::Limit, error),
        QueryError::Engine(EngineError::Parameter { .. }) => CliError::from_error(Exit::Usage, error),
        QueryError::Engine(EngineError::Store(error)) => store_error(error),
        _ => CliError::from_error(Exit::Input, error),
    }
}

fn write_error(error: WriteError, clock: &Clock) -> CliError {
    match error {
        WriteError::Query(error) => query_error(&error, clock),
        WriteError::Io(error) => CliError::output(&error),
        other => CliError::from_error(Exit::Store, &other),
    }
}
