//! The worker's side: jobs from one stream, answers to another.

use std::io::{self, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::describe;
use super::job::{Done, Encoding, Failure, Formats, Graphs, Job, Kind, Task, format};
use super::{data, job};
use crate::history::Manifest;
use crate::iri::Base;
use crate::query::results::{self, SolutionFormat, WriteError};
use crate::query::{Asker, Binder, Budget, Found, Lens, NamedQuery, Origin, QueryError, Question, SearchService};
use crate::rdf::Format;
use crate::source::Source as Text;
use crate::store::{Archive, CancellationToken, DatasetChoice, Engine, EngineError, Service};

/// The longest job that is read.
const JOB_LIMIT: u32 = 64 << 20;
/// Bytes of an answer that go into one frame.
const FRAME: usize = 1 << 16;
/// What is shorter is not compressed.
const SHORT: usize = 1_000;

/// Where a worker has its data from.
pub trait Source {
    /// Opens the data as it is now.
    fn open(&self) -> Result<Opened, Failure>;

    /// Returns what the newest state is known by.
    fn stamp(&self) -> Result<String, Failure>;

    /// Finds an entity by id, code or name.
    fn entity(&self, asker: &Asker<'_>, written: &str) -> Result<String, String>;
}

/// Data, ready to be asked.
pub struct Opened {
    /// The index.
    pub engine: Arc<dyn Engine>,
    /// Where its IRIs are minted.
    pub base: Base,
    /// What answers `SERVICE st:search`.
    pub search: Arc<SearchService>,
    /// The store it is from, if from one.
    pub archive: Option<Arc<(Archive, Manifest)>>,
    /// What this state is known by.
    pub stamp: String,
}

/// What the reading thread tells the working one.
struct Mailbox {
    jobs: Receiver<Job>,
    running: Arc<Mutex<Option<CancellationToken>>>,
}

/// Does jobs until there are no more. `gone` is called when whoever sends them is no longer there; it
/// should end the process, since a job may be running that cannot be stopped.
pub fn work(
    source: &dyn Source,
    input: impl Read + Send + 'static,
    mut output: impl Write + Send,
    gone: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let mailbox = read_jobs(input, gone)?;
    let mut opened: Option<Opened> = None;
    while let Ok(job) = mailbox.jobs.recv() {
        let cancel = CancellationToken::new();
        *mailbox.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel.clone());
        let done = one(source, &mut opened, &job, cancel, &mut output);
        *mailbox.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match done {
            Ok(done) => frame(&mut output, b'E', &serde_json::to_vec(&done)?)?,
            Err(Trouble::Failed(failure)) => frame(&mut output, b'X', &serde_json::to_vec(&failure)?)?,
            Err(Trouble::Output(error)) => return Err(error),
        }
        output.flush()?;
    }
    Ok(())
}

fn read_jobs(input: impl Read + Send + 'static, gone: impl FnOnce() + Send + 'static) -> io::Result<Mailbox> {
    let (sender, jobs) = mpsc::channel();
    let running = Arc::new(Mutex::new(None::<CancellationToken>));
    let current = Arc::clone(&running);
    std::thread::Builder::new().name("jobs".to_owned()).stack_size(256 << 10).spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(body)) = read_job(&mut input) {
            if body == b"c" {
                if let Some(cancel) = &*current.lock().unwrap_or_else(PoisonError::into_inner) {
                    cancel.cancel();
                }
                continue;
            }
            let Ok(job) = serde_json::from_slice::<Job>(&body) else { break };
            if sender.send(job).is_err() {
                break;
            }
        }
        gone();
    })?;
    Ok(Mailbox { jobs, running })
}

fn read_job(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > JOB_LIMIT {
        return Err(io::Error::other("the job is too long"));
    }
    let mut body = vec![0; length as usize];
    input.read_exact(&mut body)?;
    Ok(Some(body))
}

fn frame(output: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    output.write_all(&[kind])?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(bytes)
}

/// Why there is no `Done`.
pub(super) enum Trouble {
    Failed(Failure),
    Output(io::Error),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Does one job on data that is as new as can be.
fn one(
    source: &dyn Source,
    opened: &mut Option<Opened>,
    job: &Job,
    cancel: CancellationToken,
    output: &mut (impl Write + Send),
) -> Result<Done, Trouble> {
    let newest = source.stamp()?;
    if opened.as_ref().is_none_or(|opened| opened.stamp != newest) {
        *opened = None;
        *opened = Some(source.open()?);
    }
    let Some(data) = opened.as_ref() else { return Err(Failure::new(Kind::Broken, "no data").into()) };
    // From here on the time of the job counts.
    frame(output, b'B', b"").and_then(|()| output.flush()).map_err(Trouble::Output)?;
    let mut out = Answer::new(output, job.encoding, job.bytes);
    let search: Arc<dyn Service> = Arc::<SearchService>::clone(&data.search);
    let asker = Asker::new(&*data.engine, &data.base).with_service(search);
    let budget = Budget { timeout: Some(Duration::from_millis(job.milliseconds)), max_rows: Some(job.rows) };
    let told = match &job.task {
        Task::Query { text, lens, graphs, formats } => {
            let mut question = Question::text(text.as_str()).with_lens(self::lens(lens)?);
            question.graphs = graphs.as_ref().map(dataset);
            ask(&asker, Prepared { question, budget, cancel }, formats, &[], &mut out)
        }
        Task::Named { name, text, parameters, lens, formats } => {
            let wrong = |mistakes: Vec<_>| {
                let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                Failure::new(Kind::Broken, said.join("\n"))
            };
            let query = NamedQuery::parse(name, Origin::Own, Text::new(name.as_str(), text.as_str())).map_err(wrong)?;
            let entity = |written: &str| source.entity(&asker, written);
            let binder = Binder::new(asker.base(), asker.prefixes(), &entity);
            let bound = query.bind(parameters, &binder);
            let mut question = bound.map_err(|error| Failure::new(Kind::Bad, error.to_string()))?;
            if let Some(lens) = lens {
                question.lens = self::lens(lens)?;
            }
            ask(&asker, Prepared { question, budget, cancel }, formats, &query.hidden, &mut out)
        }
        Task::Graph { graph, format } => {
            let format = job::format(format)?;
            whole_graph(&asker, graph.as_deref(), Prepared::whole(budget, cancel), format, &mut out)
        }
        Task::Data { thing, format } => {
            let format = job::format(format)?;
            data::write(data, &asker, thing, Prepared::whole(budget, cancel), format, &mut out)
        }
        Task::Describe { about, endpoint, format } => {
            describe::write(data, *about, endpoint, job::format(format)?, &mut out)
        }
    };
    // What went wrong while writing was noted by the writer: a limit, or nobody reading.
    let (media_type, rows) = told.map_err(|failure| out.trouble.take().unwrap_or(Trouble::Failed(failure)))?;
    let encoding = out.finish()?;
    Ok(Done { media_type, encoding, stamp: data.stamp.clone(), rows })
}

fn lens(name: &str) -> Result<Lens, Failure> {
    name.parse().map_err(|error: crate::query::lens::UnknownLens| Failure::new(Kind::Bad, error.to_string()))
}

/// Returns what a query sees whose request names graphs (SPARQL 1.1 Protocol §2.1.4).
fn dataset(graphs: &Graphs) -> DatasetChoice {
    DatasetChoice {
        default_graph: false,
        merged: graphs.default.clone(),
        named: Some(graphs.named.clone()),
        over_from: true,
    }
}

/// A question with what it may cost.
pub(super) struct Prepared {
    question: Question,
    budget: Budget,
    cancel: CancellationToken,
}

impl Prepared {
    /// Returns one that asks for everything.
    fn whole(budget: Budget, cancel: CancellationToken) -> Self {
        Self { question: Question::text("CONSTRUCT WHERE { ?s ?p ?o }"), budget, cancel }
    }

    /// Returns another question within the same limits.
    pub(super) fn another(&self, mut question: Question) -> Question {
        question.budget = self.budget;
        question.cancel = self.cancel.clone();
        question
    }
}

fn ask(
    asker: &Asker<'_>,
    prepared: Prepared,
    formats: &Formats,
    hidden: &[String],
    out: &mut Answer<'_, impl Write>,
) -> Result<(String, u64), Failure> {
    let question = prepared.another(prepared.question.clone());
    let reply = asker.ask(&question).map_err(|error| failure(&error))?;
    match reply.results {
        Found::Solutions(mut rows) => {
            let format = row_format(formats)?;
            let count = results::write_rows(format, &mut rows, hidden, &mut *out).map_err(|error| unwritten(&error))?;
            not_cut(rows.is_cut(), question.budget)?;
            Ok((format.media_type().to_owned(), count))
        }
        Found::Boolean(truth) => {
            let format = row_format(formats)?;
            results::write_boolean(format, truth, &mut *out).map_err(|error| unwritten(&error))?;
            Ok((format.media_type().to_owned(), 1))
        }
        Found::Graph(mut graph) => {
            let format = graph_format(formats)?;
            let count = results::write_graph(format, &mut graph, asker.prefixes(), &mut *out)
                .map_err(|error| unwritten(&error))?;
            not_cut(graph.is_cut(), question.budget)?;
            Ok((format.media_type().to_owned(), count))
        }
    }
}

/// Writes all of a graph as it is found.
fn whole_graph(
    asker: &Asker<'_>,
    graph: Option<&str>,
    prepared: Prepared,
    format: Format,
    out: &mut Answer<'_, impl Write>,
) -> Result<(String, u64), Failure> {
    let mut question = prepared.another(prepared.question.clone());
    question.graphs = Some(DatasetChoice {
        default_graph: graph.is_none(),
        merged: graph.map(str::to_owned).into_iter().collect(),
        named: Some(Vec::new()),
        over_from: true,
    });
    let reply = asker.ask(&question).map_err(|error| failure(&error))?;
    let Found::Graph(mut triples) = reply.results else { return Err(Failure::new(Kind::Broken, "no triples")) };
    let count =
        results::write_triples(format, &mut triples, asker.prefixes(), &mut *out).map_err(|error| unwritten(&error))?;
    not_cut(triples.is_cut(), question.budget)?;
    if let (0, Some(graph)) = (count, graph) {
        return Err(Failure::new(Kind::Missing, format!("there is no graph <{graph}>")));
    }
    Ok((format.media_type().to_owned(), count))
}

fn not_cut(cut: bool, budget: Budget) -> Result<(), Failure> {
    match budget.max_rows.filter(|_| cut) {
        Some(most) => Err(Failure::new(Kind::Rows, format!("the answer has more than {most} rows"))),
        None => Ok(()),
    }
}

fn row_format(formats: &Formats) -> Result<SolutionFormat, Failure> {
    let named = formats.rows.as_deref().and_then(SolutionFormat::from_name);
    named.ok_or_else(|| {
        let known: Vec<&str> = SolutionFormat::ALL.iter().map(|row| row.3).collect();
        Failure::new(Kind::Unacceptable, format!("the answer is rows; it can be had as {}", known.join(", ")))
    })
}

fn graph_format(formats: &Formats) -> Result<Format, Failure> {
    formats.graph.as_deref().map(format).transpose()?.ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|row| row.3).collect();
        Failure::new(Kind::Unacceptable, format!("the answer is triples; they can be had as {}", known.join(", ")))
    })
}

/// Words the trouble of a query.
pub(super) fn failure(error: &QueryError) -> Failure {
    let kind = match error {
        QueryError::Syntax(_) => Kind::Bad,
        QueryError::Timeout(_) | QueryError::Engine(EngineError::Cancelled) => Kind::Time,
        QueryError::Engine(EngineError::Store(_)) => Kind::Store,
        QueryError::Engine(_) => Kind::Bad,
    };
    Failure::new(kind, error.to_string())
}

fn unwritten(error: &WriteError) -> Failure {
    match error {
        WriteError::Query(error) => failure(error),
        other => Failure::new(Kind::Broken, other.to_string()),
    }
}

/// The bytes of an answer on their way out, counted and compressed.
pub(super) struct Answer<'o, W: Write> {
    packer: Packer<'o, W>,
    encoding: Encoding,
    left: u64,
    most: u64,
    /// Why writing failed, which those who write do not tell apart.
    trouble: Option<Trouble>,
}

enum Packer<'o, W: Write> {
    /// Too short yet to be worth compressing.
    Short(Vec<u8>, Framed<'o, W>),
    Plain(Framed<'o, W>),
    Gzip(flate2::write::GzEncoder<Framed<'o, W>>),
    Zstd(zstd::stream::write::Encoder<'static, Framed<'o, W>>),
    Gone,
}

impl<'o, W: Write> Answer<'o, W> {
    fn new(output: &'o mut W, encoding: Encoding, most: u64) -> Self {
        let framed = Framed { output, bytes: Vec::with_capacity(FRAME) };
        Self { packer: Packer::Short(Vec::new(), framed), encoding, left: most, most, trouble: None }
    }

    /// Begins to compress.
    fn unfold(&mut self) -> io::Result<()> {
        let Packer::Short(bytes, framed) = std::mem::replace(&mut self.packer, Packer::Gone) else { return Ok(()) };
        self.packer = match self.encoding {
            Encoding::Identity => Packer::Plain(framed),
            Encoding::Gzip => Packer::Gzip(flate2::write::GzEncoder::new(framed, flate2::Compression::new(5))),
            Encoding::Zstd => Packer::Zstd(zstd::stream::write::Encoder::new(framed, 3)?),
        };
        self.packed(&bytes)
    }

    fn packed(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.packer {
            Packer::Short(held, _) => held.extend_from_slice(bytes),
            Packer::Plain(out) => out.write_all(bytes)?,
            Packer::Gzip(out) => out.write_all(bytes)?,
            Packer::Zstd(out) => out.write_all(bytes)?,
            Packer::Gone => return Err(io::Error::other("the answer has ended")),
        }
        Ok(())
    }

    /// Ends the answer; says how it is compressed.
    fn finish(mut self) -> Result<Encoding, Trouble> {
        let mut encoding = self.encoding;
        let ended = match std::mem::replace(&mut self.packer, Packer::Gone) {
            Packer::Short(bytes, mut framed) => {
                encoding = Encoding::Identity;
                framed.write_all(&bytes).and_then(|()| framed.end())
            }
            Packer::Plain(mut framed) => framed.end(),
            Packer::Gzip(out) => out.finish().and_then(|mut framed| framed.end()),
            Packer::Zstd(out) => out.finish().and_then(|mut framed| framed.end()),
            Packer::Gone => Ok(()),
        };
        ended.map(|()| encoding).map_err(Trouble::Output)
    }
}

impl<W: Write> Write for Answer<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            let message = format!("the answer is longer than {} bytes", self.most);
            self.trouble = Some(Trouble::Failed(Failure::new(Kind::Bytes, message)));
            return Err(io::Error::other("the answer is too long"));
        };
        self.left = left;
        let done = match &self.packer {
            Packer::Short(held, _) if held.len() + bytes.len() >= SHORT => self.unfold(),
            _ => Ok(()),
        };
        match done.and_then(|()| self.packed(bytes)) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                let said = io::Error::new(error.kind(), error.to_string());
                self.trouble = Some(Trouble::Output(error));
                Err(said)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes in frames of one length.
struct Framed<'o, W> {
    output: &'o mut W,
    bytes: Vec<u8>,
}

impl<W: Write> Framed<'_, W> {
    fn end(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            frame(self.output, b'D', &self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }
}

impl<W: Write> Write for Framed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= FRAME {
            self.end()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
