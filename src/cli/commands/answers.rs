//! The questions analysts ask most: `timeline`, `contradictions`, `corroborated`, `claims-by`, `between`, `unknowns`.

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
use crate::query::answers::{self, AnswerError, Group, Inquiry, SourceKind};
use crate::query::{Binder, with_stack};
use crate::store::CancellationToken;
use show::Shown;

/// What happened when, with the words of the articles; undated claims come last.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery timeline --about Turkey --since 2019\n  chancery timeline --about مصر --format markdown"
)]
pub(in crate::cli) struct Timeline {
    /// A party to it: an id, a code, a name in any language.
    #[arg(long, value_name = "ENTITY")]
    about: Option<String>,
    /// Leave out what was over before.
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Leave out what began later.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What is affirmed here and denied or negated there, with both sides' words.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery contradictions --about Egypt")]
pub(in crate::cli) struct Contradictions {
    /// Whom it is about.
    #[arg(long, value_name = "ENTITY")]
    about: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What several independent sources say; reprints count once, retracted articles do not count.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery corroborated --min-sources 3\n  chancery corroborated --by holder --about TR"
)]
pub(in crate::cli) struct Corroborated {
    /// How many sources it takes.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    min_sources: u32,
    /// What counts as one source: an article with its reprints, a publisher, the owner of publishers (as
    /// asserted triples tell), or whoever holds the statement, wherever it is passed on.
    #[arg(long, value_enum, default_value_t = By::Article)]
    by: By,
    /// A party to it.
    #[arg(long, value_name = "ENTITY")]
    about: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What somebody says, passes on or writes, by what the articles say.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery claims-by Sudan\n  chancery claims-by السودان --lang ar")]
pub(in crate::cli) struct ClaimsBy {
    /// Who: an id, a code, a name in any language.
    actor: String,
    #[command(flatten)]
    common: Common,
}

/// What is said of two parties together, in whatever role.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery between Egypt Sudan --format markdown")]
pub(in crate::cli) struct Between {
    /// One party: an id, a code, a name in any language.
    a: String,
    /// The other party.
    b: String,
    #[command(flatten)]
    common: Common,
}

/// What is unknown, and why: a work list for an editor.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery unknowns --article 03-rebels")]
pub(in crate::cli) struct Unknowns {
    /// In which article.
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Common {
    /// How to show it; each claim with its receipt in `text`, `markdown` and `json`.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// At most this many groups; 0 is all of them.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Stop after this many seconds; 0 is never. Without it `limits.query_seconds`, else 60.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Table,
    Markdown,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Article,
    Publisher,
    Owner,
    Holder,
}

impl From<By> for SourceKind {
    fn from(by: By) -> Self {
        match by {
            By::Article => Self::Article,
            By::Publisher => Self::Publisher,
            By::Owner => Self::Owner,
            By::Holder => Self::Holder,
        }
    }
}

type Answering<'a> = &'a (dyn Fn(&Inquiry<'_>) -> Result<Vec<Group>, AnswerError> + Sync);

impl Timeline {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let given = [("about", &self.about), ("since", &self.since), ("until", &self.until)];
        let given = given.map(|(name, value)| (name, value.as_deref()));
        self.common.run(kb, ui, &given, &answers::timeline, "no date is given")
    }
}

impl Contradictions {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        self.common.run(kb, ui, &[("subject", self.about.as_deref())], &answers::contradictions, "")
    }
}

impl Corroborated {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let answer = |inquiry: &Inquiry<'_>| answers::corroborated(inquiry, self.by.into(), self.min_sources as usize);
        self.common.run(kb, ui, &[("about", self.about.as_deref())], &answer, "")
    }
}

impl ClaimsBy {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        self.common.run(kb, ui, &[("who", Some(&self.actor))], &answers::claims_by, "")
    }
}

impl Between {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        self.common.run(kb, ui, &[("a", Some(&self.a)), ("b", Some(&self.b))], &answers::between, "")
    }
}

impl Unknowns {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        self.common.run(kb, ui, &[("article", self.article.as_deref())], &answers::unknowns, "")
    }
}

impl Common {
    fn run(
        &self,
        kb: Option<&Path>,
        ui: &Ui,
        given: &[(&str, Option<&str>)],
        answer: Answering<'_>,
        headless: &str,
    ) -> Result<Exit, CliError> {
        let place = Place::find(kb, &self.data.files)?;
        let languages = self.language.read(&place);
        let given = given.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.to_owned()))).collect();
        with_stack(move || self.ask(&place, &languages, ui, (given, answer), headless))
            .map_err(|error| CliError::new(Exit::Store, format!("could not run the query: {error}")))?
    }

    fn ask(
        &self,
        place: &Place,
        languages: &Languages,
        ui: &Ui,
        (given, answer): (Vec<(String, String)>, Answering<'_>),
        headless: &str,
    ) -> Result<Exit, CliError> {
        let limit = time_limit(self.timeout, place)?;
        let data = self.data.open(place, ui)?;
        ui.findings(&data.findings, Severity::Error);
        let asker = data.asker();
        let cancel = CancellationToken::new();
        let clock = Clock::start(limit, cancel.clone(), ui)?;
        let entity = |written: &str| names::entity_iri(place, &asker, written);
        let binder = Binder::new(asker.base(), asker.prefixes(), &entity);
        let inquiry = Inquiry { asker: &asker, binder: &binder, given, cancel: cancel.clone() };
        let mut groups = answer(&inquiry).map_err(|error| match error {
            AnswerError::Parameter(error) => {
                CliError::new(Exit::Usage, error.to_string()).with_hint("`chancery entities NAME` looks names up")
            }
            AnswerError::Query(error) => timed_error(&error, &clock),
        })?;
        let all = groups.len();
        if self.limit > 0 {
            groups.truncate(self.limit);
        }
        let shown = Shown::new(groups, &asker, place, languages, &cancel, headless)
            .map_err(|error| timed_error(&error, &clock))?;
        clock.stop();
        let text = match self.format {
            Format::Text => shown.text(),
            Format::Table => shown.table(ui.table_width(), asker.prefixes()),
            Format::Markdown => shown.markdown(),
            Format::Json => format!("{:#}\n", shown.json()),
        };
        let mut out = ui.out();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
        if self.limit > 0 && all > self.limit {
            return Err(CliError::new(Exit::Limit, format!("{} of {all} groups are shown", self.limit))
                .with_hint("`--limit N` shows more, `--limit 0` all"));
        }
        Ok(Exit::Done)
    }
}
