//! `import`: RDF in any profile and syntax back to dossiers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::document::{parse_format, read_nquads};
use crate::cli::error::{CliError, Exit};
use crate::cli::fetch::AllowArgs;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::import::{Imported, import};
use crate::convert::profile;
use crate::dossier::emit;
use crate::dossier::skeleton::kb_config;
use crate::iri::Base;
use crate::kb::Kb;
use crate::rdf::Format;

/// Turn RDF back into dossiers: any profile, any syntax, also compressed.
///
/// Writes a knowledge base: one dossier an article, shared entities, reviews. Then converts it again and
/// counts the quads that come back; what does not, and what was not understood, is told and ends with
/// exit code 1. Nothing is written over.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery import all.trig -o kb\n  chancery import claims.nq.zst -o kb --report report.json"
)]
pub(in crate::cli) struct Args {
    /// File to read.
    file: PathBuf,
    /// Folder to write to; it must be empty or not exist.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Format of the file, if its name does not say: nq, trig, jsonld, ttl, nt, rdf.
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    from: Option<Format>,
    /// Where the IRIs of articles and statements begin, if not as the first article's does.
    #[arg(long, value_name = "IRI", value_parser = |written: &str| Base::new(written))]
    base: Option<Base>,
    /// The policy that the asserted triples of the file were made with.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
    /// Write what was not understood and what does not come back to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    allow: AllowArgs,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    if args.output.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CliError::new(Exit::Usage, format!("`{}` is not empty", args.output.display()))
            .with_hint("name a fresh folder"));
    }
    let (written, blank) = read_nquads(&args.file, args.from, args.allow.loader())?;
    let mut problems = Vec::new();
    if blank > 0 {
        problems.push(format!("{blank} quads with blank nodes, which nothing of ours has"));
    }
    let read = profile::read(&written).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    let mut known = match kb {
        Some(_) => session::open_kb(kb, &[])?,
        None => Kb::none(),
    };
    if let Some(base) = args.base.clone().or_else(|| base_of(&read.nquads)) {
        known.context.base = base;
    }
    let mut imported =
        import(&read.nquads, &known.context).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    problems.append(&mut imported.not_understood);
    if imported.articles.is_empty() {
        return Err(CliError::new(Exit::Input, format!("`{}` holds no article of ours", args.file.display()))
            .with_hint("--base says where the IRIs of its articles begin"));
    }
    write(args, &imported, &known)?;
    let lost = differences(args, &read.nquads)?;
    let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
    ui.say(&format!(
        "read {} in profile {}, wrote {} to `{}`",
        count(read.nquads.lines().count(), "quad"),
        read.profile,
        count(imported.articles.len(), "dossier"),
        args.output.display()
    ));
    for problem in problems.iter().take(10) {
        ui.say(&format!("not understood: {problem}"));
    }
    if problems.len() > 10 {
        ui.say(&format!("and {} more; --report writes all", problems.len() - 10));
    }
    let differ = lost.iter().map(BTreeSet::len).sum::<usize>();
    if differ > 0 {
        ui.say(&format!(
            "converted again, {} do not come back and {} are new; --report writes them",
            count(lost[0].len(), "quad"),
            lost[1].len()
        ));
    } else {
        ui.say("converted again, the dossiers give the same quads");
    }
    if let Some(path) = &args.report {
        let report = json!({
            "profile": read.profile.name(),
            "not_understood": problems,
            "missing": lost[0],
            "new": lost[1],
        });
        session::write_whole(path, format!("{report:#}\n").as_bytes())?;
    }
    Ok(if problems.is_empty() && differ == 0 { Exit::Done } else { Exit::Findings })
}

/// Returns what stands before `article/` in the address of the first article.
fn base_of(nquads: &str) -> Option<Base> {
    let class = format!("> <{}> <{}>", crate::vocab::rdf::TYPE, crate::vocab::st::ARTICLE_CLASS);
    let line = nquads.lines().find(|line| line.contains(&class))?;
    let (iri, _) = line.strip_prefix('<')?.split_once('>')?;
    let (base, _) = iri.rsplit_once("article/")?;
    Base::new(base).ok()
}

fn write(args: &Args, imported: &Imported, known: &Kb) -> Result<(), CliError> {
    let put = |path: PathBuf, text: &str| {
        let parent = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)
            .map_err(|error| CliError::new(Exit::Store, format!("could not make `{}`: {error}", parent.display())))?;
        session::write_whole(&path, text.as_bytes())
    };
    put(args.output.join(crate::kb::CONFIG_FILE), &kb_config(Some(known.context.base.as_str()), &[]))?;
    for (id, dossier) in &imported.articles {
        put(args.output.join("dossiers").join(file_name(id)), &emit::yaml(dossier))?;
    }
    if !imported.entities.is_empty() {
        let entities = json!({ "entities": imported.entities });
        put(args.output.join("entities").join("imported.yaml"), &emit::yaml(&entities))?;
    }
    if !imported.reviews.is_empty() {
        let reviews = Value::Array(imported.reviews.clone());
        put(args.output.join("reviews").join("imported.yaml"), &emit::yaml(&reviews))?;
    }
    Ok(())
}

/// Makes a file name of an id; ids may hold what no file name may.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    crate::iri::push_segment(&mut name, id);
    format!("{}.yaml", name.replace([':', '*'], "_"))
}

/// Converts the new dossiers, and returns the quads that are missing and those that are new; what
/// articles share and what a store adds stays out.
fn differences(args: &Args, stored: &str) -> Result<[BTreeSet<String>; 2], CliError> {
    let kb = Kb::open(&args.output)?;
    let (bytes, ..) = session::converted(&kb, &[], args.policy.as_deref())?;
    let again = String::from_utf8(bytes).map_err(|error| CliError::new(Exit::Input, error.to_string()))?;
    let base = kb.context.base.as_str();
    let parts = ["article/", "statement/"].map(|part| format!("<{base}{part}"));
    let own = format!("<{base}entity/");
    let graph = format!(" <{}> .", kb.context.base.graph("meta"));
    let of_articles = |line: &&str| {
        let own = line.strip_prefix(&own).and_then(|rest| rest.split_once('>')).is_some_and(|(id, _)| id.contains('/'));
        let named = line.contains(&format!("> <{base}graph/")) && !line.ends_with(&graph);
        own || named || parts.iter().any(|part| line.starts_with(part))
    };
    let before: BTreeSet<&str> = stored.lines().filter(of_articles).collect();
    let after: BTreeSet<&str> = again.lines().filter(of_articles).collect();
    let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).map(|line| (*line).to_owned()).collect();
    Ok([only(&before, &after), only(&after, &before)])
}
