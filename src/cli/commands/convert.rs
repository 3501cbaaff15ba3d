//! `convert`: dossiers to RDF, one article after the other, in the order given.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::graph_output::{GraphArgs, Output};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::profile::Profile;
use crate::convert::{Converter, Input, Outcome, Used, describe_shared, described_twice, in_order, process};
use crate::dossier::stream::InputFormat;
use crate::export::{ExportError, Lines, LossReport, QuadWriter, Selection, part};
use crate::finding::{self, Finding, Severity};
use crate::kb::{Kb, Texts};
use crate::rdf::Format;
use crate::source::Source;

/// Turn dossiers into RDF, without a store.
///
/// The same input gives the same bytes, whatever the number of threads. An article with an error is
/// left out, and said so; the others go on. What articles share (entities, terms) is described once,
/// at the end. Memory does not grow with the number of articles, but for their ids.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery convert gas-deal.yaml > gas-deal.nq\n  cat articles.jsonl | chancery convert - -o all.nq.zst\n  chancery convert dossiers/ --to trig"
)]
pub(in crate::cli) struct Args {
    /// Dossiers or folders; without any, those of the knowledge base. `-` reads standard input.
    paths: Vec<PathBuf>,
    /// What standard input is: yaml, json, jsonl, csv, tsv.
    #[arg(long, value_name = "FORMAT", value_parser = input_format)]
    from: Option<InputFormat>,
    /// What may become a plain triple.
    #[arg(long, value_parser = ["strict", "default", "open"])]
    policy: Option<String>,
    /// How many articles to convert at once.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    graph: GraphArgs,
}

fn input_format(written: &str) -> Result<InputFormat, String> {
    InputFormat::from_name(written).ok_or_else(|| "there are yaml, json, jsonl, csv and tsv".to_owned())
}

/// One article on its way, why it cannot be read, or why there are no more.
enum Item {
    Article(Box<Input>),
    Unreadable(CliError),
    Stop(CliError),
}

/// What became of an item.
enum Step {
    Converted {
        outcome: Outcome,
        source: Source,
        body: Body,
    },
    /// The text is not of its notation.
    Unreadable(CliError),
    Stop(CliError),
}

/// Says whether the bytes of conversion are those to be written.
fn is_as_converted(selection: &Selection) -> bool {
    selection.format() == Format::NQuads && selection.profile() == Profile::Stored
}

/// An article's quads, ready to be written.
enum Body {
    Bytes(Vec<u8>),
    Lines(Box<(Lines, LossReport)>),
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &Ui) -> Result<Exit, CliError> {
    let kb = session::open_kb(kb, &args.paths)?;
    let policy = session::policy(args.policy.as_deref(), &kb)?;
    let converter = Converter { context: &kb.context, policy, reviews: &kb.reviews };
    let selection = args.graph.selection(&kb.context.base)?;
    let texts = kb.texts();
    let files = session::dossier_files(&kb, &args.paths)?;
    let items = files.iter().flat_map(|path| items(path, args.from, &kb));
    let mut writing = Writing::begin(args, &selection, &kb, ui)?;
    let finished = in_order(
        items,
        session::threads(args.threads),
        Used::default,
        |used, item| step(item, &converter, &texts, &selection, used),
        |step| writing.take(step),
    );
    let shared = match finished {
        Ok(workers) => {
            let mut used = Used::default();
            workers.into_iter().for_each(|worker| used.absorb(worker));
            let mut shared = Vec::new();
            describe_shared(&used, &kb.context, &mut shared);
            Ok(shared)
        }
        Err(error) => Err(error),
    };
    writing.end(shared, ui)
}

/// Opens a file and gives its articles one by one. One that cannot be read is named, the others go on.
fn items<'k>(path: &Path, from: Option<InputFormat>, kb: &'k Kb) -> Box<dyn Iterator<Item = Item> + Send + 'k> {
    let from = from.filter(|_| path.as_os_str() == "-");
    match session::open_file(path, from, kb) {
        Err(error) => Box::new(std::iter::once(Item::Stop(error))),
        Ok(session::File { articles, folder }) => Box::new(articles.map(move |article| match article {
            Ok(text) => Item::Article(Box::new(Input { text, folder: folder.clone() })),
            Err(error) => Item::Unreadable(session::stream_error(&error)),
        })),
    }
}

fn step(item: Item, converter: &Converter<'_>, texts: &Texts, selection: &Selection, used: &mut Used) -> Step {
    let input = match item {
        Item::Stop(error) => return Step::Stop(error),
        Item::Unreadable(error) => return Step::Unreadable(error),
        Item::Article(input) => input,
    };
    let mut bytes = Vec::new();
    let outcome = match process(&input, converter, &|article, folder| texts.of(article, folder), &mut bytes, used) {
        Ok(outcome) => outcome,
        Err(error) => return Step::Unreadable(session::unreadable(&input, &error)),
    };
    let body = match body(selection, Some(&outcome.article), bytes) {
        Ok(body) => body,
        Err(error) => return Step::Stop(CliError::from_error(Exit::Store, &error)),
    };
    Step::Converted { outcome, source: input.text.source, body }
}

/// N-Quads stay the bytes they are; other formats need lines taken apart.
fn body(selection: &Selection, article: Option<&str>, bytes: Vec<u8>) -> Result<Body, ExportError> {
    if is_as_converted(selection) {
        return Ok(Body::Bytes(bytes));
    }
    part(selection, article, &bytes).map(|part| Body::Lines(Box::new(part)))
}

/// The output under way, and what was met on it.
struct Writing<'a> {
    args: &'a Args,
    selection: &'a Selection,
    out: Sink,
    losses: LossReport,
    findings: Vec<Finding>,
    seen: HashMap<String, Source>,
    unreadable: Vec<CliError>,
}

enum Sink {
    Bytes(Output),
    Quads(QuadWriter<Output>),
}

impl<'a> Writing<'a> {
    fn begin(args: &'a Args, selection: &'a Selection, kb: &Kb, ui: &Ui) -> Result<Self, CliError> {
        let out = args.graph.open(true, ui)?;
        let out = if is_as_converted(selection) {
            Sink::Bytes(out)
        } else {
            let writer = QuadWriter::new(selection.format(), &selection.prefixes(), out);
            Sink::Quads(writer.map_err(|error| args.graph.output_failed(&error))?)
        };
        Ok(Self {
            args,
            selection,
            out,
            losses: LossReport::new(selection.format()),
            findings: kb.findings.clone(),
            seen: HashMap::new(),
            unreadable: Vec::new(),
        })
    }

    fn take(&mut self, step: Step) -> Result<(), CliError> {
        match step {
            Step::Stop(error) => Err(error),
            Step::Unreadable(error) => {
                self.unreadable.push(error);
                Ok(())
            }
            Step::Converted { outcome, source, body } => {
                // Only errors are shown, so only they are kept: findings hold the article's text.
                let errors = outcome.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
                self.findings.extend(errors);
                if self.is_second(&outcome.article, &source) || outcome.counts.is_none() {
                    return Ok(());
                }
                self.write(body)
            }
        }
    }

    fn write(&mut self, body: Body) -> Result<(), CliError> {
        let written = match (&mut self.out, body) {
            (Sink::Bytes(out), Body::Bytes(bytes)) => out.write_all(&bytes),
            (Sink::Quads(out), Body::Lines(part)) => {
                let (lines, losses) = *part;
                self.losses.absorb(losses);
                out.part(&lines)
            }
            _ => Err(io::Error::other("bytes and lines do not mix")),
        };
        written.map_err(|error| self.args.graph.output_failed(&error))
    }

    fn is_second(&mut self, article: &str, source: &Source) -> bool {
        if article.is_empty() {
            return false;
        }
        let Some(first) = self.seen.get(article) else {
            let place = Source::new(source.name.clone(), "").starting_at_line(source.first_line);
            self.seen.insert(article.to_owned(), place);
            return false;
        };
        self.findings.push(described_twice(article, source, Some(first)));
        true
    }

    /// Writes the shared part, shows everything that was met, and puts the output in its place
    /// unless something could not be read.
    fn end(mut self, shared: Result<Vec<u8>, CliError>, ui: &Ui) -> Result<Exit, CliError> {
        let stopped = match shared {
            Ok(shared) => {
                let body = body(self.selection, None, shared).map_err(|error| self.args.graph.failed(&error))?;
                self.write(body)?;
                None
            }
            Err(error) => Some(error),
        };
        finding::sort(&mut self.findings);
        ui.findings(&self.findings, Severity::Error);
        for error in &self.unreadable {
            ui.error(error);
        }
        let mut refused = false;
        if stopped.is_none() {
            refused = self.args.graph.report(&self.losses, ui)?;
        }
        let out = match self.out {
            Sink::Bytes(out) => out,
            // What stands on standard output already is ended, so that it can be read.
            Sink::Quads(out) => out.finish().map_err(|error| self.args.graph.output_failed(&error))?,
        };
        let readable = stopped.is_none() && self.unreadable.is_empty();
        if (readable && !refused) || !out.is_atomic() {
            out.finish()?;
        } else if !refused {
            ui.say("nothing was written, for not everything could be read");
        }
        match stopped {
            Some(error) => Err(error),
            None if !readable => Ok(Exit::Input),
            None if refused || finding::has_errors(&self.findings) => Ok(Exit::Findings),
            None => Ok(Exit::Done),
        }
    }
}
