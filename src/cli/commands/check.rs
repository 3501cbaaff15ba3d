//! `check`: everything that is wrong or risky, in one run.

mod fix;
mod report;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::{Converter, Input, Used, described_twice, process};
use crate::finding::{self, Finding, Severity};
use crate::rdf::{Object, QuadSink};
use crate::source::Source;

/// Show what is wrong or risky in dossiers, all of it in one run.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery check\n  chancery check gas-deal.yaml --texts articles\n  chancery check --fix\n  chancery check --format json | jq .findings\n  chancery check --format sarif > findings.sarif"
)]
pub(in crate::cli) struct Args {
    /// Dossiers or folders; without any, those of the knowledge base. `-` reads JSON Lines.
    paths: Vec<PathBuf>,
    /// Look for article texts in this folder, by hash and by name.
    #[arg(long, value_name = "FOLDER")]
    texts: Vec<PathBuf>,
    /// How to show findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Mend slips of the pen in words of the format and the ontology, where nothing else can be meant,
    /// and say each; names, ids and meanings are left to you.
    #[arg(long)]
    fix: bool,
    /// End with exit code 1 from this severity on.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Judge names by this assertion policy instead of the knowledge base's.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One object with all findings.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines.
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
}

/// Takes quads and forgets them.
struct Nowhere;

impl QuadSink for Nowhere {
    fn quad(&mut self, _: &str, _: &str, _: Object<'_>, _: Option<&str>) {}
}

/// What one run over the dossiers gives.
struct Gathered {
    findings: Vec<Finding>,
    unreadable: Vec<CliError>,
    articles: usize,
    statements: u64,
    asserted: u64,
    /// Files by the name that findings know them by.
    files: HashMap<String, PathBuf>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let mut gathered = gather(args, kb)?;
    if args.fix {
        // A mended word may bring others to light.
        for _ in 0..fix::MOST_ROUNDS {
            if fix::fix(&gathered, ui)? == 0 {
                break;
            }
            gathered = gather(args, kb)?;
        }
    }
    let Gathered { findings, mut unreadable, .. } = match args.format {
        Format::Text => {
            ui.findings(&gathered.findings, Severity::Note);
            summary(&gathered, ui);
            gathered
        }
        Format::Json | Format::Sarif | Format::Github => {
            let text = match args.format {
                Format::Sarif => report::sarif(&gathered),
                Format::Github => report::github(&gathered),
                _ => report::json(&gathered),
            };
            let mut out = ui.out();
            out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
            gathered
        }
    };
    if let Some(last) = unreadable.pop() {
        for error in &unreadable {
            ui.error(error);
        }
        return Err(last);
    }
    let least = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    let failed = findings.iter().any(|finding| finding.severity >= least);
    Ok(if failed { Exit::Findings } else { Exit::Done })
}

/// Reads every dossier and collects what is wrong with it.
fn gather(args: &Args, kb: Option<&Path>) -> Result<Gathered, CliError> {
    let kb = session::open_kb(kb, &args.paths)?;
    let policy = session::policy(args.policy.as_deref(), &kb)?;
    let converter = Converter { context: &kb.context, policy, reviews: &kb.reviews };
    let texts = session::texts(&args.texts, &kb);
    let mut gathered = Gathered {
        findings: kb.findings.clone(),
        unreadable: Vec::new(),
        articles: 0,
        statements: 0,
        asserted: 0,
        files: fix::files_of(&kb)?,
    };
    let mut articles: HashMap<String, Source> = HashMap::new();
    for path in session::dossier_files(&kb, &args.paths)? {
        gathered.files.insert(kb.shown(&path), path.clone());
        let file = match session::open_file(&path, None, &kb) {
            Ok(file) => file,
            Err(error) => {
                gathered.unreadable.push(error);
                continue;
            }
        };
        for text in file.articles {
            let input = match text {
                Ok(text) => Input { text, folder: file.folder.clone() },
                Err(error) => {
                    gathered.unreadable.push(session::stream_error(&error));
                    continue;
                }
            };
            match process(
                &input,
                &converter,
                &|article, folder| texts.of(article, folder),
                &mut Nowhere,
                &mut Used::default(),
            ) {
                Ok(outcome) => {
                    gathered.findings.extend(outcome.findings);
                    gathered.findings.extend(twice(&outcome.article, &input, &mut articles));
                    let counts = outcome.counts.unwrap_or_default();
                    gathered.statements += counts.statements;
                    gathered.asserted += counts.asserted;
                }
                Err(error) => gathered.unreadable.push(session::unreadable(&input, &error)),
            }
        }
    }
    gathered.articles = articles.len();
    finding::sort(&mut gathered.findings);
    Ok(gathered)
}

/// Returns a finding when another dossier has described the same article.
fn twice(article: &str, input: &Input, articles: &mut HashMap<String, Source>) -> Option<Finding> {
    if article.is_empty() {
        return None;
    }
    if let Some(first) = articles.get(article) {
        return Some(described_twice(article, &input.text.source, Some(first)));
    }
    articles.insert(article.to_owned(), input.text.source.clone());
    None
}

fn summary(gathered: &Gathered, ui: &Ui) {
    let count = |severity| gathered.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let many = |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    ui.say(&format!(
        "{}, {} ({} asserted): {}, {}, {}",
        many(gathered.articles as u64, "article"),
        many(gathered.statements, "statement"),
        gathered.asserted,
        many(count(Severity::Error), "error"),
        many(count(Severity::Warning), "warning"),
        many(count(Severity::Note), "note"),
    ));
}
