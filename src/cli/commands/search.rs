//! `search`: words in any language, found in what is said, named and written.

mod show;

use std::io::Write as _;
use std::path::Path;

use clap::ValueEnum;

use super::query::{time_limit, timed_error};
use crate::cli::clock::Clock;
use crate::cli::data::DataArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::languages::{LanguageArgs, Languages};
use crate::cli::names;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::finding::Severity;
use crate::query::{Binder, Parameter, ParameterType, with_stack};
use crate::rdf::Term;
use crate::search::{Asked, Kind, SearchError};
use crate::store::CancellationToken;
use show::Shown;

/// Find words in glosses, quotes, names and headlines, in any language.
///
/// A hit that is a statement is what somebody says: it comes with its holder and stance. Spelling, case, accents and
/// vowel marks do not count; Arabic words are found behind و ف ب ل ك ال too. All the words must stand in one text;
/// where none has them all, texts with some are shown.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery search gas pipeline\n  chancery search الغاز --kind statement --holder Azerbaijan\n  chancery search '\"without saying how\"' 'pipe*' -- -oil"
)]
pub(in crate::cli) struct Args {
    /// Words; "a phrase"; begin*; -not (after `--`).
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Only texts in these languages.
    #[arg(long, value_name = "LANG,…", value_delimiter = ',')]
    language: Vec<String>,
    /// Only such things.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND,…")]
    kind: Vec<KindArg>,
    /// Only what this one holds, passes on or wrote: an id, a code, a name in any language; `author`, `unnamed`.
    #[arg(long, value_name = "ENTITY")]
    holder: Option<String>,
    /// At most this many hits; 0 is all of them.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Stop after this many seconds; 0 is never. Without it `limits.query_seconds`, else 60.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    reader: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Table,
    Markdown,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    Statement,
    Entity,
    Article,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Statement => Self::Statement,
            KindArg::Entity => Self::Entity,
            KindArg::Article => Self::Article,
        }
    }
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &args.data.files)?;
    let languages = args.reader.read(&place);
    let done = with_stack(move || search(args, &place, &languages, ui));
    done.map_err(|error| CliError::new(Exit::Store, format!("could not search: {error}")))?
}

fn search(args: &Args, place: &Place, languages: &Languages, ui: &Ui) -> Result<Exit, CliError> {
    let limit = time_limit(args.timeout, place)?;
    let data = args.data.open(place, ui)?;
    ui.findings(&data.findings, Severity::Error);
    let asker = data.asker();
    let cancel = CancellationToken::new();
    let clock = Clock::start(limit, cancel.clone(), ui)?;
    let asked = Asked {
        words: args.words.join(" "),
        languages: args.language.clone(),
        kinds: args.kind.iter().map(|kind| (*kind).into()).collect(),
        holder: args.holder.as_deref().map(|holder| holder_iri(holder, place, &asker)).transpose()?,
        limit: args.limit,
    };
    let words = data.words(ui).map_err(|error| worded(&error))?;
    let found = words.search(&asked).map_err(|error| worded(&error))?;
    let (all, only_some, count) = (found.all, found.only_some, found.hits.len());
    let shown = Shown::new(found, &asker, place, languages, &cancel).map_err(|error| timed_error(&error, &clock))?;
    clock.stop();
    let text = match args.format {
        Format::Text => shown.text(),
        Format::Table => shown.table(ui.table_width(), asker.prefixes()),
        Format::Markdown => shown.markdown(),
        Format::Json => format!("{:#}\n", shown.json()),
    };
    let mut out = ui.out();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    if only_some {
        ui.say("no text has all the words; these have some");
    }
    if count < all {
        ui.say(&format!("{count} of {all} hits; `--limit N` shows more, `--limit 0` all"));
    }
    Ok(Exit::Done)
}

fn holder_iri(written: &str, place: &Place, asker: &crate::query::Asker<'_>) -> Result<String, CliError> {
    match written {
        "author" => return Ok(crate::vocab::st::ARTICLE_AUTHOR.to_owned()),
        "unnamed" => return Ok(crate::vocab::st::UNNAMED_SOURCE.to_owned()),
        _ => {}
    }
    let entity = |written: &str| names::entity_iri(place, asker, written);
    let parameter = Parameter {
        name: "holder".to_owned(),
        kind: ParameterType::Entity,
        optional: true,
        default: None,
        words: String::new(),
        written_for: Vec::new(),
    };
    match Binder::new(asker.base(), asker.prefixes(), &entity).term(&parameter, written) {
        Ok(Term::NamedNode(node)) => Ok(node.into_string()),
        Ok(other) => Err(CliError::new(Exit::Usage, format!("`{other}` holds nothing"))),
        Err(error) => {
            Err(CliError::new(Exit::Usage, error.to_string()).with_hint("`chancery entities NAME` looks names up"))
        }
    }
}

fn worded(error: &SearchError) -> CliError {
    match error {
        SearchError::Words(_) => CliError::new(Exit::Usage, error.to_string())
            .with_hint("write words, \"a phrase\", begin* or -not beside a word"),
        _ => {
            CliError::new(Exit::Store, error.to_string()).with_hint("`chancery rebuild` makes the index of words anew")
        }
    }
}
