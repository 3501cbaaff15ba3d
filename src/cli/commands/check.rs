//! `check`: everything that is wrong or risky, in one run.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

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
    after_help = "Examples:\n  chancery check\n  chancery check gas-deal.yaml --texts articles\n  chancery check --format json | jq .findings"
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
    /// End with exit code 1 from this severity on.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Judge names by this assertion policy instead of the knowledge base's.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
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

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let kb = session::open_kb(kb, &args.paths)?;
    let policy = session::policy(args.policy.as_deref(), &kb)?;
    let converter = Converter { context: &kb.context, policy, reviews: &kb.reviews };
    let texts = session::texts(&args.texts, &kb);
    let mut findings = kb.findings.clone();
    let mut unreadable = Vec::new();
    let mut articles: HashMap<String, Source> = HashMap::new();
    let (mut statements, mut asserted) = (0, 0);
    for path in session::dossier_files(&kb, &args.paths)? {
        let file = match session::open_file(&path, None, &kb) {
            Ok(file) => file,
            Err(error) => {
                unreadable.push(error);
                continue;
            }
        };
        for text in file.articles {
            let input = match text {
                Ok(text) => Input { text, folder: file.folder.clone() },
                Err(error) => {
                    unreadable.push(session::stream_error(&error));
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
                    findings.extend(outcome.findings);
                    findings.extend(twice(&outcome.article, &input, &mut articles));
                    let counts = outcome.counts.unwrap_or_default();
                    statements += counts.statements;
                    asserted += counts.asserted;
                }
                Err(error) => unreadable.push(session::unreadable(&input, &error)),
            }
        }
    }
    finding::sort(&mut findings);
    match args.format {
        Format::Text => {
            ui.findings(&findings, Severity::Note);
            summary(&findings, articles.len(), statements, asserted, ui);
        }
        Format::Json => {
            let mut out = ui.out();
            let report = json!({ "findings": findings.iter().map(to_json).collect::<Vec<_>>() });
            serde_json::to_writer_pretty(&mut out, &report)
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(out))
                .and_then(|()| out.flush())
                .map_err(|error| CliError::output(&error))?;
        }
    }
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

fn summary(findings: &[Finding], articles: usize, statements: u64, asserted: u64, ui: &Ui) {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let many = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    ui.say(&format!(
        "{}, {} ({asserted} asserted): {}, {}, {}",
        many(articles, "article"),
        many(usize::try_from(statements).unwrap_or(usize::MAX), "statement"),
        many(count(Severity::Error), "error"),
        many(count(Severity::Warning), "warning"),
        many(count(Severity::Note), "note"),
    ));
}

fn to_json(finding: &Finding) -> serde_json::Value {
    let place = |label: &finding::Label| {
        let start = label.source.position(label.span.start as usize);
        let end = label.source.position(label.span.end as usize);
        json!({
            "file": &*label.source.name,
            "line": start.line, "column": start.column,
            "end_line": end.line, "end_column": end.column,
            "words": label.source.slice(label.span),
            "label": label.text,
        })
    };
    json!({
        "code": finding.code.number(),
        "severity": finding.severity.name(),
        "message": finding.message,
        "place": place(&finding.label),
        "related": finding.related.iter().map(place).collect::<Vec<_>>(),
        "hints": finding.hints,
        "fix": finding.fix.as_ref().map(|fix| fix.replacement.clone()),
    })
}
