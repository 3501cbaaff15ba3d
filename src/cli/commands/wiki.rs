//! `wiki`: what goes to a wiki, as a plan that is read before anything is written.

mod live;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::cli::clocks::AsOfArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::form::Form;
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::iri::Base;
use crate::kb::{CONFIG_FILE, Config};
use crate::query::Prefixes;
use crate::wiki::Plan;
use crate::wiki::plan::{plan, show, snak};
use crate::wiki::quick::{self, Dialect};
use crate::wiki::target::{Target, TargetError, map_file};

/// Work with a wiki: plan what it is to hold, read the plan, compare, write.
///
/// Wikis are named in `chancery.toml`, as `[wiki.NAME]`; WIKI.md tells what is set there. A wiki gets what
/// the articles assert. An accusation, a denial, a hedge, a forecast or another's claim stays at home, and
/// the plan says so of each. Nothing is sent anywhere
/// but by `diff`, `apply` and `resume`, and nothing is written without `--yes`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Plan what a wiki is to hold: a file to read, the same for everybody.
    Plan(PlanArgs),
    /// Show a plan in text.
    Show(ShowArgs),
    /// Write a plan as `QuickStatements` commands.
    Quickstatements(QuickArgs),
    /// Compare a plan with the wiki as it is now; nothing is written.
    Diff(live::DiffArgs),
    /// Carry out a plan: only statements that are ours are touched.
    Apply(live::ApplyArgs),
    /// Go on with what was broken off.
    Resume(live::NameArgs),
    /// Tell what was written, as the journal knows it.
    Status(live::NameArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery wiki plan test -o plan.json\n  chancery wiki plan test --format text")]
struct PlanArgs {
    /// The wiki, as `[wiki.NAME]` in the settings calls it.
    target: String,
    /// Where the plan goes; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// As a file for the other verbs, or as text for people.
    #[arg(long, value_enum, default_value_t = Form::Json)]
    format: Form,
    #[command(flatten)]
    recorded: AsOfArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery wiki show plan.json\n  chancery wiki show plan.json --left-out")]
struct ShowArgs {
    /// The plan; `-` is standard input.
    plan: PathBuf,
    /// Name every statement that stays at home, with the reason.
    #[arg(long)]
    left_out: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery wiki quickstatements plan.json --dialect v3\n  chancery wiki quickstatements plan.json --form csv -o commands"
)]
struct QuickArgs {
    /// The plan; `-` is standard input.
    plan: PathBuf,
    /// The engine that will run them.
    #[arg(long, value_parser = ["classic", "v3", "rust"], default_value = "classic")]
    dialect: String,
    /// A line a statement, or tables, one for each shape of statement.
    #[arg(long, value_parser = ["v1", "csv"], default_value = "v1")]
    form: String,
    /// The file, or for tables the folder, where they go; lines go to standard output without it.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        match &self.verb {
            Verb::Plan(args) => args.run(kb, ui),
            Verb::Show(args) => args.run(),
            Verb::Quickstatements(args) => args.run(ui),
            Verb::Diff(args) => args.run(kb, ui),
            Verb::Apply(args) => args.run(kb, ui),
            Verb::Resume(args) => args.resume(kb, ui),
            Verb::Status(args) => args.status(kb),
        }
    }
}

impl PlanArgs {
    fn run(&self, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
        let archive = session::archive(kb)?;
        let Some(manifest) = self.recorded.state(&archive, ui)? else {
            return Err(
                CliError::new(Exit::Store, "nothing was ever stored").with_hint("`chancery sync` fills the store")
            );
        };
        let base = Base::new(&manifest.settings.base).map_err(|error| CliError::from_error(Exit::Corrupt, &error))?;
        let target = target(kb, &self.target, &base)?;
        let plan = plan(&archive, &manifest, &target).map_err(|error| CliError::from_error(Exit::Store, &error))?;
        let text = match self.format {
            Form::Json => plan.to_json(),
            Form::Text => show(&plan, false),
        };
        write(&text, self.output.as_deref())?;
        if self.output.is_some() {
            let (there, home) = (plan.operations.len(), plan.left_out.len());
            ui.say(&format!("plan {}: {there} to be there, {home} stay at home", plan.id()));
        }
        Ok(Exit::Done)
    }
}

impl ShowArgs {
    fn run(&self) -> Result<Exit, CliError> {
        write(&show(&read_plan(&self.plan)?, self.left_out), None)?;
        Ok(Exit::Done)
    }
}

impl QuickArgs {
    fn run(&self, ui: &Ui) -> Result<Exit, CliError> {
        let plan = read_plan(&self.plan)?;
        let dialect = Dialect::from_name(&self.dialect).unwrap_or(Dialect::Classic);
        let form = if self.form == "csv" { quick::Form::Csv } else { quick::Form::V1 };
        let commands = quick::commands(&plan, dialect, form);
        match (&self.output, form) {
            (None, quick::Form::Csv) => {
                return Err(CliError::new(Exit::Usage, "tables need a folder").with_hint("say -o FOLDER"));
            }
            (Some(folder), quick::Form::Csv) => {
                std::fs::create_dir_all(folder).map_err(|error| {
                    CliError::new(Exit::Store, format!("could not make `{}`: {error}", folder.display()))
                })?;
                for (name, text) in &commands.files {
                    session::write_whole(&folder.join(name), text.as_bytes())?;
                }
            }
            (path, quick::Form::V1) => {
                for (_, text) in &commands.files {
                    write(text, path.as_deref())?;
                }
            }
        }
        for (place, why) in &commands.refused {
            let operation = &plan.operations[*place];
            ui.insist(&format!("left out: {} {}: {why}", operation.item, snak(&operation.statement.mainsnak)));
        }
        let written = plan.operations.len() - commands.refused.len();
        ui.say(&format!("{written} written; run them once: the engines add what they are told again"));
        Ok(if commands.refused.is_empty() { Exit::Done } else { Exit::Findings })
    }
}

fn write(text: &str, path: Option<&Path>) -> Result<(), CliError> {
    let mut out = Output::new(path);
    out.write_all(text.as_bytes()).map_err(|error| CliError::output(&error))?;
    out.finish()
}

/// Reads the settings of a wiki, with the file of names that they point to.
fn target(kb: Option<&Path>, name: &str, base: &Base) -> Result<Target, CliError> {
    let root = session::kb_root(kb)?;
    let settings = Config::read(&root.join(CONFIG_FILE)).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    let map =
        match map_file(&settings.wiki, name) {
            Some(path) => {
                let path = root.join(path);
                let read = std::fs::read_to_string(&path);
                Some(read.map_err(|error| {
                    CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display()))
                })?)
            }
            None => None,
        };
    Target::read(&settings.wiki, name, map.as_deref(), &Prefixes::new(base)).map_err(|error| {
        let exit = if matches!(error, TargetError::Missing { .. }) { Exit::Usage } else { Exit::Input };
        CliError::from_error(exit, &error).with_hint("WIKI.md tells how a wiki is set up")
    })
}

fn read_plan(path: &Path) -> Result<Plan, CliError> {
    use std::io::Read as _;
    /// The longest plan that is read.
    const MOST: u64 = 1 << 30;
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().take(MOST).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes))
    };
    read.map_err(|error| CliError::new(Exit::Input, format!("could not read `{shown}`: {error}")))?;
    Plan::read(&bytes).map_err(|error| {
        CliError::new(Exit::Input, format!("`{shown}`: {error}")).with_hint("`chancery wiki plan` writes one")
    })
}
