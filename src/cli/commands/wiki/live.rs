//! `wiki diff`, `apply`, `resume`, `status`: the verbs that look at a wiki or write to it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{read_plan, target, write};
use crate::cli::error::{CliError, Exit};
use crate::cli::form::Form;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::http::{Limits, Web};
use crate::iri::Base;
use crate::kb::STATE_FOLDER;
use crate::wiki::Plan;
use crate::wiki::api::{Credentials, Wiki, WikiError};
use crate::wiki::apply::{ApplyError, apply, compare};
use crate::wiki::diff::{Diff, Standing};
use crate::wiki::journal::{Entry, Journal, Record};

/// How long one request may take.
const SECONDS: u64 = 120;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery wiki diff plan.json\n  chancery wiki diff plan.json --all --format json")]
pub(super) struct DiffArgs {
    /// The plan.
    plan: PathBuf,
    /// Also show what is there as planned.
    #[arg(long)]
    all: bool,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  CHANCERY_WIKI_USER=Me@bot CHANCERY_WIKI_PASSWORD=… chancery wiki apply plan.json --yes"
)]
pub(super) struct ApplyArgs {
    /// The plan.
    plan: PathBuf,
    /// Write to the wiki; without it the difference is shown.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct NameArgs {
    /// The wiki, as `[wiki.NAME]` in the settings calls it.
    target: String,
}

/// The files of a wiki in a knowledge base.
struct Place {
    journal: PathBuf,
    plan: PathBuf,
}

impl Place {
    fn of(kb: Option<&Path>, name: &str) -> Result<Self, CliError> {
        let folder = session::kb_root(kb)?.join(STATE_FOLDER).join("wiki");
        let safe: String = name.chars().map(|one| if one.is_alphanumeric() { one } else { '_' }).collect();
        Ok(Self { journal: folder.join(format!("{safe}.jsonl")), plan: folder.join(format!("{safe}.plan.json")) })
    }

    fn read(&self) -> Result<Journal, CliError> {
        let shown = self.journal.display();
        let text = match fs::read_to_string(&self.journal) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(CliError::new(Exit::Store, format!("could not read `{shown}`: {error}"))),
        };
        Journal::read(&text).map_err(|error| CliError::new(Exit::Corrupt, format!("`{shown}`: {error}")))
    }
}

/// A journal on disk; a line is safe before anything is sent.
struct OnDisk(fs::File);

impl OnDisk {
    fn open(place: &Place) -> Result<Self, CliError> {
        let failed = |error: &dyn std::fmt::Display| {
            CliError::new(Exit::Store, format!("could not open `{}`: {error}", place.journal.display()))
        };
        place.journal.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| failed(&error))?;
        let mut options = fs::OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(&place.journal).map_err(|error| failed(&error))?;
        file.try_lock().map_err(|_| failed(&"another run writes to this wiki"))?;
        // A line without its end was never safe: it would run into the next one.
        let text = fs::read(&place.journal).map_err(|error| failed(&error))?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(whole as u64).map_err(|error| failed(&error))?;
        }
        Ok(Self(file))
    }
}

impl Record for OnDisk {
    fn keep(&mut self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.0.write_all(&line)?;
        self.0.sync_data()
    }
}

impl DiffArgs {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let plan = read_plan(&self.plan)?;
        let journal = Place::of(kb, &plan.target.name)?.read()?;
        let diff = compare(&mut wiki(kb, &plan)?, &plan, &journal).map_err(|error| failed(&error))?;
        let text = match self.format {
            Form::Text => shown(&diff, self.all),
            Form::Json => {
                let changes: Vec<_> =
                    diff.changes.iter().filter(|change| self.all || change.standing != Standing::Same).collect();
                format!("{:#}\n", serde_json::json!(changes))
            }
        };
        write(&text, None)?;
        ui.say(&counts(&diff));
        let same = diff.changes.iter().all(|change| matches!(change.standing, Standing::Same | Standing::Foreign));
        Ok(if same { Exit::Done } else { Exit::Findings })
    }
}

impl ApplyArgs {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let plan = read_plan(&self.plan)?;
        let place = Place::of(kb, &plan.target.name)?;
        if !self.yes {
            let diff = compare(&mut wiki(kb, &plan)?, &plan, &place.read()?).map_err(|error| failed(&error))?;
            write(&shown(&diff, false), None)?;
            ui.say(&format!("{}; nothing was written, say --yes to write it", counts(&diff)));
            return Ok(Exit::Done);
        }
        let record = OnDisk::open(&place)?;
        session::write_whole(&place.plan, plan.to_json().as_bytes())?;
        carry_out(kb, &plan, &place, record, ui)
    }
}

impl NameArgs {
    /// Goes on with what was broken off.
    pub(super) fn resume(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let place = Place::of(kb, &self.target)?;
        if place.read()?.unfinished().is_none() {
            ui.say("nothing was broken off");
            return Ok(Exit::Done);
        }
        let plan = read_plan(&place.plan)?;
        let record = OnDisk::open(&place)?;
        carry_out(kb, &plan, &place, record, ui)
    }

    /// Tells what the journal knows.
    pub(super) fn status(&self, kb: Option<&Path>) -> Result<Exit, CliError> {
        let journal = Place::of(kb, &self.target)?.read()?;
        let ours = journal.ours();
        let held = ours.values().filter(|forms| forms.last().is_some_and(Option::is_some)).count();
        let doubt = journal.items_in_doubt().len();
        let mut text = format!(
            "{} edits made; {held} statements of ours are there; {doubt} edits whose outcome is not known\n",
            journal.edits()
        );
        if let Some(batch) = journal.unfinished() {
            text += &format!("batch {batch} was broken off; `chancery wiki resume {}` goes on\n", self.target);
        }
        write(&text, None)?;
        Ok(if journal.unfinished().is_some() { Exit::Findings } else { Exit::Done })
    }
}

fn carry_out(kb: Option<&Path>, plan: &Plan, place: &Place, mut record: OnDisk, ui: &Ui) -> Result<Exit, CliError> {
    let journal = place.read()?;
    let batch = format!("{}-{}", plan.id(), journal.next_edit());
    let mut wiki = wiki(kb, plan)?;
    let applied = apply(&mut wiki, plan, &journal, &batch, &mut record).map_err(|error| {
        failed(&error).with_hint(format!("`chancery wiki resume {}` goes on where it stopped", plan.target.name))
    })?;
    for (id, why) in &applied.left {
        ui.insist(&format!("left as it is: {id}: {why}"));
    }
    ui.say(&format!("batch {batch}: {} edits, {} statements", applied.edits, applied.statements));
    Ok(if applied.left.is_empty() { Exit::Done } else { Exit::Findings })
}

fn wiki(kb: Option<&Path>, plan: &Plan) -> Result<Wiki, CliError> {
    let base = Base::new(&plan.target.base).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    let target = target(kb, &plan.target.name, &base)?;
    let client = Web::new(Limits { time: Duration::from_secs(SECONDS), ..Limits::default() });
    Ok(Wiki::new(Arc::new(client), target, credentials(), std::thread::sleep))
}

fn credentials() -> Option<Credentials> {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(token) = of("CHANCERY_WIKI_TOKEN") {
        return Some(Credentials::Bearer(token));
    }
    let user = of("CHANCERY_WIKI_USER")?;
    Some(Credentials::Password(user, of("CHANCERY_WIKI_PASSWORD").unwrap_or_default()))
}

fn failed(error: &ApplyError) -> CliError {
    let worded = CliError::from_error(Exit::Store, error);
    match error {
        ApplyError::OtherWiki { .. } => {
            CliError::from_error(Exit::Usage, error).with_hint("plan again with `chancery wiki plan`")
        }
        ApplyError::Wiki(WikiError::Login(_) | WikiError::Refused { .. }) => worded.with_hint(
            "who writes is read from CHANCERY_WIKI_TOKEN, or from CHANCERY_WIKI_USER and CHANCERY_WIKI_PASSWORD",
        ),
        _ => worded,
    }
}

/// Shows what would change.
fn shown(diff: &Diff, all: bool) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for change in diff.changes.iter().filter(|change| all || change.standing != Standing::Same) {
        let _ = writeln!(
            out,
            "{:8} {:6} {}",
            change.standing.name(),
            change.item,
            crate::cli::render::visible(&change.words)
        );
        if let Some(why) = &change.why {
            let _ = writeln!(out, "         {why}");
        }
    }
    out
}

fn counts(diff: &Diff) -> String {
    let all =
        [Standing::Add, Standing::Change, Standing::Remove, Standing::Same, Standing::Conflict, Standing::Foreign];
    let each: Vec<String> = all.iter().map(|one| format!("{} {}", diff.count(*one), one.name())).collect();
    each.join(", ")
}
