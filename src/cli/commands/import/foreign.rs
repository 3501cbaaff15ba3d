//! `import` of what other programs wrote: claims in RDF, entities of a Wikibase.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use super::{Args, count, put_dossiers};
use crate::cli::document::{input_name, read_start, read_with};
use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::import::foreign::{self, Foreign, Report, Unit, WikibaseError};
use crate::dossier::emit;
use crate::dossier::skeleton::kb_config;
use crate::dossier::stream::{Articles, InputFormat, Limits};
use crate::finding::{Finding, Severity};
use crate::iri::{NO_BASE, WIKIDATA};
use crate::kb::Kb;
use crate::rdf::document::{self, Reading};
use crate::rdf::{Format, Quad};

/// How many kinds and errors are told on the terminal.
const SHOWN: usize = 10;

/// A document of RDF.
pub(super) enum Document {
    /// Articles of ours: quads, and how many had nodes without an address.
    Ours(String, usize),
    /// What another program wrote.
    Foreign(Vec<Quad>),
}

/// Reads a document, and tells whose it is.
pub(super) fn read(args: &Args, format: Option<Format>) -> Result<Document, CliError> {
    // A relative IRI is an address of the file; without one it must not tell where the file lies on this disk.
    let mut base = format!("{NO_BASE}file/");
    crate::iri::push_segment(&mut base, &input_name(&args.file));
    let base = args.url.clone().unwrap_or(base);
    read_with(&args.file, format, None, args.allow.loader(), |bytes, format, reading| {
        let (written, blank) = document::read_nquads(bytes, format, reading)?;
        if written.contains(&format!("<{}>", crate::vocab::st::ARTICLE_CLASS)) {
            return Ok(Document::Ours(written, blank));
        }
        let reading = Reading { base: Some(&base), ..reading.clone() };
        document::read(bytes, format, &reading).map(Document::Foreign)
    })
}

/// Reads claims out of RDF.
pub(super) fn rdf(args: &Args, quads: &[Quad], ui: &Ui) -> Result<Exit, CliError> {
    let name = input_name(&args.file);
    let mut known = Kb::none();
    known.context.base = args.base.clone().unwrap_or_default();
    let file = foreign::File { name: &name, url: args.url.as_deref() };
    let found = foreign::rdf(quads, file, &known.context);
    if found.report.claims == 0 {
        let message = format!(
            "`{}` holds no article of ours, and no claim that is told apart from what it says",
            args.file.display()
        );
        return Err(CliError::new(Exit::Input, message)
            .with_hint("read are reified triples, RDF 1.2 reifiers and nanopublications; IMPORT.md tells more")
            .with_hint("--base says where the IRIs of articles of ours begin"));
    }
    finish(args, found, ui)
}

/// Reads entities of a Wikibase.
pub(super) fn wikibase(args: &Args, ui: &Ui) -> Result<Exit, CliError> {
    let name = input_name(&args.file);
    let reader: Box<dyn Read + Send> = if args.file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        let opened = File::open(&args.file);
        Box::new(opened.map_err(|error| {
            CliError::new(Exit::Input, format!("could not read `{}`: {error}", args.file.display()))
        })?)
    };
    let lines = Articles::with_limits(reader, name.as_str(), InputFormat::JsonLines, Limits::default())
        .map_err(|error| session::stream_error(&error))?;
    let mut known = Kb::none();
    known.context.base = args.base.clone().unwrap_or_default();
    let file = foreign::File { name: &name, url: args.url.as_deref() };
    let concepts = args.wiki.as_deref().unwrap_or(WIKIDATA);
    let found = foreign::wikibase(lines, file, concepts, &known.context, foreign::Limits::default());
    finish(args, found.map_err(|error| wikibase_error(&error, args))?, ui)
}

fn wikibase_error(error: &WikibaseError, args: &Args) -> CliError {
    let named = |error: &WikibaseError| format!("`{}`: {error}", args.file.display());
    match error {
        WikibaseError::Stream(error) => session::stream_error(error),
        WikibaseError::Limit { .. } => CliError::new(Exit::Limit, named(error))
            .with_hint("take out the entities that you need, or import the file in parts"),
        _ => CliError::new(Exit::Input, named(error))
            .with_hint("read are an entity, an answer with `entities`, a list of entities, or one entity a line"),
    }
}

/// Writes the knowledge base, converts it, and tells what became of everything.
fn finish(args: &Args, found: Foreign, ui: &Ui) -> Result<Exit, CliError> {
    let Foreign { articles, entities, vocabulary, report } = found;
    let config = kb_config(args.base.as_ref().map(crate::iri::Base::as_str), &[]);
    put_dossiers(args, &config, &articles)?;
    if !entities.is_empty() {
        let entities = json!({ "entities": entities });
        super::put(&args.output.join("entities").join("imported.yaml"), &emit::yaml(&entities))?;
    }
    if let Some(vocabulary) = &vocabulary {
        super::put(&args.output.join("vocab").join("imported.ttl"), vocabulary)?;
    }
    let kb = Kb::open(&args.output)?;
    let (quads, _, findings) = session::converted(&kb, &[], args.policy.as_deref())?;
    let errors: Vec<String> = findings.iter().filter(|finding| finding.severity == Severity::Error).map(line).collect();
    let asserted = asserted(&quads, &kb);
    let claims = [(report.claims, "claim"), (report.statements, "statement"), (articles.len() as u64, "dossier")]
        .map(|(number, noun)| count(usize::try_from(number).unwrap_or(usize::MAX), noun));
    ui.say(&format!(
        "read {}, carried {}, wrote {} in {} to `{}`; {} as plain triples",
        claims[0],
        report.carried,
        claims[1],
        claims[2],
        args.output.display(),
        asserted
    ));
    told(&report, ui);
    for error in errors.iter().take(SHOWN) {
        ui.say(&format!("error: {error}"));
    }
    if let Some(path) = &args.report {
        let mut json = report.json();
        json["profile"] = Value::Null;
        json["dossiers"] = articles.len().into();
        json["asserted"] = asserted.into();
        json["errors"] = errors.clone().into();
        session::write_whole(path, format!("{json:#}\n").as_bytes())?;
    }
    Ok(if errors.is_empty() && report.left().next().is_none() { Exit::Done } else { Exit::Findings })
}

/// Says what was not carried, the most frequent first.
fn told(report: &Report, ui: &Ui) {
    for (property, aligned) in report.aligned().iter().filter(|(_, aligned)| aligned.only_close).take(SHOWN) {
        ui.say(&format!("taken for {}, which is only close: <{property}>, {} times", aligned.term, aligned.count));
    }
    let mut left: Vec<_> = report.left().collect();
    left.sort_by_key(|(unit, kind, left)| (*unit, std::cmp::Reverse(left.count), *kind));
    for (unit, kind, left) in left.iter().take(SHOWN) {
        let what = match (unit, left.noted) {
            (Unit::Claim, _) => "not carried",
            (Unit::Part, true) => "kept in a note only",
            (Unit::Part, false) => "left out",
        };
        ui.say(&format!("{what}: {} × {kind}, such as {}", left.count, left.example));
    }
    if left.len() > SHOWN {
        ui.say(&format!("and {} more kinds; --report writes all", left.len() - SHOWN));
    }
}

/// Counts the triples of the graph `asserted` between things; types, and nodes of events, are left aside.
fn asserted(quads: &[u8], kb: &Kb) -> u64 {
    let end = format!(" <{}> .", kb.context.base.graph("asserted"));
    let (own, class) =
        (format!("<{}statement/", kb.context.base.as_str()), format!("> <{}> ", crate::vocab::rdf::TYPE));
    let lines = quads.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let is_claim = |line: &&str| line.ends_with(&end) && !line.starts_with(&own) && !line.contains(&class);
    lines.filter(is_claim).collect::<BTreeSet<_>>().len() as u64
}

fn line(finding: &Finding) -> String {
    let place = finding.position();
    format!(
        "{}:{}:{} {} {}",
        finding.label.source.name,
        place.line,
        place.column,
        finding.code.number(),
        finding.message
    )
}

/// Says whether a file whose name tells no format of RDF is read as entities of a Wikibase.
pub(super) fn is_wikibase(path: &Path) -> bool {
    let name = input_name(path).to_ascii_lowercase();
    let inner = [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    let json = [".json", ".jsonl", ".ndjson"].iter().any(|ending| inner.ends_with(ending));
    json && read_start(path).is_ok_and(|start| foreign::looks_like_wikibase(&start))
}
