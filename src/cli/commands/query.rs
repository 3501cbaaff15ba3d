//! `query`: SPARQL text, a file, or a named query, asked of the store or of files.

mod ask;
mod capped;
mod format;
mod list;
mod plan;

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use crate::cli::data::DataArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::languages::LanguageArgs;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::query::{HeaderError, Lens, Library, NamedQuery, Origin, depth};
use crate::source::Source;

pub(super) use ask::{ROWS, SECONDS, query_error as timed_error, time_limit, time_limit_of};

/// Ask with SPARQL or a named query.
///
/// What holds a blank or a brace is SPARQL, any other word is the name of a query: a bundled one or one
/// in the folder `queries` of the knowledge base. Known prefixes need no declaration. A table on a
/// terminal; else CSV for rows and Turtle for triples. With nothing to ask, on a terminal, it asks you (`repl`).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Args {
    /// SPARQL text, the name of a query, or `-` for text on standard input.
    #[arg(value_name = "TEXT|NAME")]
    query: Option<String>,
    /// Read the query from a file; `-` is standard input.
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    file: Option<PathBuf>,
    /// Give a parameter of a named query a value.
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    param: Vec<(String, String)>,
    /// Which graphs it sees: statements, asserted or reviewed.
    #[arg(long, value_name = "LENS", env = "CHANCERY_LENS", hide_env_values = true)]
    lens: Option<Lens>,
    /// Format of the answer: table, csv, tsv, json, xml, md, jsonl for rows; ttl, nt, nq, trig, jsonld,
    /// rdf for triples; or a media type. Without it, the ending of -o decides.
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to a file, whole or not at all; `.gz` and `.zst` compress.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stop after this many seconds; 0 is never. Without it `limits.query_seconds`, else 60.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Stop after this many rows; 0 is never. Without it the query's own LIMIT, `limits.query_rows`, else 100000.
    #[arg(long, value_name = "N")]
    max_rows: Option<u64>,
    /// Stop when it needs more memory than this, in MiB; the index does not count. Without it
    /// `limits.query_mebibytes`, else no limit.
    #[arg(long, value_name = "MIB")]
    max_memory: Option<u64>,
    /// Say how long it took.
    #[arg(long)]
    time: bool,
    /// Show the plan with its costs on standard error.
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "tree", value_parser = ["tree", "json"])]
    explain: Option<String>,
    /// End with exit code 1 if the answer is `false` or empty.
    #[arg(short, long)]
    exit_status: bool,
    /// List the named queries, or show what the one named takes.
    #[arg(long, conflicts_with_all = ["file", "files", "output"])]
    list: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    language: LanguageArgs,
}

impl Args {
    /// Returns what the same settings mean for asking line by line.
    fn line_by_line(&self) -> super::repl::Args {
        super::repl::Args {
            lens: self.lens,
            format: self.format.clone(),
            timeout: self.timeout,
            max_rows: self.max_rows,
            time: self.time,
            data: self.data.clone(),
            language: self.language.clone(),
        }
    }
}

/// Says whether there is a format of this name.
pub(super) fn is_format(name: &str) -> Result<(), CliError> {
    format::Format::choose(Some(name), None, true).map(drop)
}

const EXAMPLES: &str = "\
Examples:
  chancery query supplies --param supplier=Azerbaijan
  chancery query 'SELECT ?s ?o { ?s gp:supplies ?o }' --lens asserted
  chancery query -f mine.rq --format json -o answer.json
  chancery query accusations --data gas-deal.yaml";

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &args.data.files)?;
    let languages = args.language.read(&place);
    if args.list {
        let library = library(&place, ui)?;
        return list::run(&library, args.query.as_deref(), args.format.as_deref(), &languages, ui);
    }
    if args.query.is_none() && args.file.is_none() && std::io::stdin().is_terminal() && ui.is_terminal() {
        return super::repl::run(args.line_by_line(), kb, ui);
    }
    if let Some(mebibytes) = args.max_memory.or(place.config.limits.query_mebibytes).filter(|most| *most > 0)
        && let Some(exit) = capped::run(mebibytes)?
    {
        return Ok(exit);
    }
    let query = wanted(args, &place, ui)?;
    // Before anything is loaded; the parser would exhaust its stack.
    depth::check(&query.source.text).map_err(|refused| {
        let error = crate::query::SyntaxError::from_depth(&query.source, &refused);
        ask::syntax_error(&error, Exit::Limit)
    })?;
    let ui = &*ui;
    let answer = crate::query::with_stack(move || {
        // The place keeps what it has read, which threads cannot share, so it moves here.
        ask::run(args, place, &query, &languages, ui)
    });
    answer.map_err(|error| CliError::new(Exit::Store, format!("could not run the query: {error}")))?
}

fn parameter(written: &str) -> Result<(String, String), String> {
    match written.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().trim_start_matches('?').to_owned(), value.to_owned()))
        }
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

/// Finds the query that the arguments mean.
fn wanted(args: &Args, place: &Place, ui: &Ui) -> Result<NamedQuery, CliError> {
    let text = |name: &str, text: String| {
        NamedQuery::parse(name, Origin::Own, Source::new(name, text)).map_err(|mistakes| header_error(&mistakes))
    };
    match (&args.query, &args.file) {
        (None, None) => Err(CliError::new(Exit::Usage, "there is nothing to ask")
            .with_hint("write SPARQL, the name of a query or `-f FILE`; `chancery query --list` lists the named ones")),
        (Some(query), _) if query == "-" => text("<stdin>", read("-".as_ref())?),
        (None, Some(file)) => text(&file.display().to_string(), read(file)?),
        (Some(query), _) if query.contains(|c: char| c.is_whitespace() || c == '{') => text("<query>", query.clone()),
        (Some(name), _) => {
            let library = library(place, ui)?;
            library.get(name).cloned().ok_or_else(|| unknown(name, &library))
        }
    }
}

/// Says that there is no query of this name, and which is near.
fn unknown(name: &str, library: &Library) -> CliError {
    let error = CliError::new(Exit::Usage, format!("there is no query called `{name}`"));
    let error = match library.nearest(name) {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    };
    if Path::new(name).is_file() {
        return error.with_hint(format!("to read the query from that file, write `-f {name}`"));
    }
    error.with_hint("`chancery query --list` lists them")
}

fn header_error(mistakes: &[HeaderError]) -> CliError {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    match lines.as_slice() {
        [one] => CliError::new(Exit::Input, one.clone()),
        several => CliError::new(Exit::Input, "the header of the query has mistakes").with_excerpt(several.join("\n")),
    }
}

/// Returns the bundled queries and those of the knowledge base; one with mistakes is said to be left out.
pub(super) fn library(place: &Place, ui: &Ui) -> Result<Library, CliError> {
    let mut library = Library::bundled();
    let Some(root) = &place.root else { return Ok(library) };
    let mut files = Vec::new();
    for path in crate::kb::files_in(&root.join("queries"), &["rq", "sparql"])? {
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        files.push((name.clone(), Source::new(name, read(&path)?)));
    }
    let mistakes = library.add(files);
    if !mistakes.is_empty() {
        ui.error(&header_error(&mistakes).with_hint("the other queries can be used"));
    }
    Ok(library)
}

/// Reads a query; `-` is standard input.
fn read(path: &Path) -> Result<String, CliError> {
    let limit = depth::MAX_LENGTH as u64 + 1;
    let mut bytes = Vec::new();
    let shown = path.display();
    let unreadable = |error: std::io::Error| CliError::new(Exit::Input, format!("could not read `{shown}`: {error}"));
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    String::from_utf8(bytes).map_err(|_| CliError::new(Exit::Input, format!("`{shown}` is not UTF-8")))
}
