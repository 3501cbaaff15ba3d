//! `import`: RDF in any profile and syntax back to dossiers, and what other programs claim as far as it goes.

mod foreign;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::document::parse_format;
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

/// Turn RDF and Wikidata's JSON into dossiers: any profile of ours, and claims of other programs.
///
/// Writes a knowledge base: one dossier an article, shared entities, reviews. What Chancery wrote comes
/// back whole: it is converted again, and every quad that differs is told. Of other programs are read
/// reified triples, RDF 1.2 reifiers, nanopublications and entities of a Wikibase, also whole dumps; what
/// is not carried is counted by kind. Anything told ends with exit code 1. Nothing is written over.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery import all.trig -o kb\n  chancery import claims.nq.zst -o kb --report report.json\n  chancery import Q42.json -o kb\n  zcat dump.json.gz | chancery import - --from wikibase -o kb"
)]
pub(in crate::cli) struct Args {
    /// File to read.
    file: PathBuf,
    /// Folder to write to; it must be empty or not exist.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Format of the file, if its name does not say: nq, trig, jsonld, ttl, nt, rdf, wikibase.
    #[arg(long, value_name = "FORMAT", value_parser = parse_from)]
    from: Option<From>,
    /// Where the IRIs of articles and statements begin, if not as the first article's does.
    #[arg(long, value_name = "IRI", value_parser = |written: &str| Base::new(written))]
    base: Option<Base>,
    /// Address of the file, if it has one: claims that name no source are those of this article.
    #[arg(long, value_name = "IRI", value_parser = parse_address)]
    url: Option<String>,
    /// What the IRIs of a wiki's entities begin with, if it is not Wikidata.
    #[arg(long, value_name = "IRI", value_parser = parse_concepts)]
    wiki: Option<String>,
    /// The policy that the asserted triples of the file were made with.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
    /// Write what was not understood and what does not come back to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    allow: AllowArgs,
}

/// What a file is in.
#[derive(Debug, Clone, Copy)]
enum From {
    Rdf(Format),
    Wikibase,
}

fn parse_from(written: &str) -> Result<From, String> {
    if written.eq_ignore_ascii_case("wikibase") {
        return Ok(From::Wikibase);
    }
    parse_format(written).map(From::Rdf).map_err(|error| format!("{error}, wikibase"))
}

fn parse_address(written: &str) -> Result<String, String> {
    let sound = crate::iri::is_iri(written) && written.contains("://");
    sound.then(|| written.to_owned()).ok_or_else(|| "not an absolute address".to_owned())
}

fn parse_concepts(written: &str) -> Result<String, String> {
    parse_address(written).and_then(|address| {
        address.ends_with(['/', '#']).then_some(address).ok_or_else(|| "does not end in `/`".to_owned())
    })
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    if args.output.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CliError::new(Exit::Usage, format!("`{}` is not empty", args.output.display()))
            .with_hint("name a fresh folder"));
    }
    let format = match args.from {
        Some(From::Wikibase) => return foreign::wikibase(args, ui),
        Some(From::Rdf(format)) => Some(format),
        None if foreign::is_wikibase(&args.file) => return foreign::wikibase(args, ui),
        None => None,
    };
    let (written, blank) = match foreign::read(args, format)? {
        foreign::Document::Ours(written, blank) => (written, blank),
        foreign::Document::Foreign(quads) => return foreign::rdf(args, &quads, ui),
    };
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

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Writes a file of the new knowledge base.
fn put(path: &Path, text: &str) -> Result<(), CliError> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)
        .map_err(|error| CliError::new(Exit::Store, format!("could not make `{}`: {error}", parent.display())))?;
    session::write_whole(path, text.as_bytes())
}

fn put_dossiers(args: &Args, config: &str, articles: &[(String, Value)]) -> Result<(), CliError> {
    put(&args.output.join(crate::kb::CONFIG_FILE), config)?;
    for (id, dossier) in articles {
        put(&args.output.join("dossiers").join(file_name(id)), &emit::yaml(dossier))?;
    }
    Ok(())
}

fn write(args: &Args, imported: &Imported, known: &Kb) -> Result<(), CliError> {
    put_dossiers(args, &kb_config(Some(known.context.base.as_str()), &[]), &imported.articles)?;
    if !imported.entities.is_empty() {
        let entities = json!({ "entities": imported.entities });
        put(&args.output.join("entities").join("imported.yaml"), &emit::yaml(&entities))?;
    }
    if !imported.reviews.is_empty() {
        let reviews = Value::Array(imported.reviews.clone());
        put(&args.output.join("reviews").join("imported.yaml"), &emit::yaml(&reviews))?;
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
