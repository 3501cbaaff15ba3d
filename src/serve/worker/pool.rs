//! The server's side: a bounded number of workers, started when needed, ended when they do not stop.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::job::{Done, Failure, Job, Kind};
use crate::serve::settings::Limits;
use crate::serve::spool::Spool;

/// How long after its limit a job may take to end by itself; then the worker is killed.
const GRACE: Duration = Duration::from_millis(120);
/// How long a worker may take to open the data, before its job begins.
const OPENING: Duration = Duration::from_secs(60);
/// A worker whose job took this long is not used again: it may hold on to much memory.
const LONG: Duration = Duration::from_secs(2);
/// A worker ends after this many jobs.
const JOBS: u32 = 1_000;
/// The longest frame that is read.
const FRAME_LIMIT: u32 = 1 << 24;
/// How much of what a worker said last is looked at.
const LAST_WORDS: u64 = 1 << 12;

/// How a worker is started.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Workers, and whoever waits for one.
#[derive(Debug)]
pub struct Pool {
    program: Program,
    limits: Limits,
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
    idle: Arc<Mutex<VecDeque<Worker>>>,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answered {
    /// What the worker says of it.
    pub done: Done,
    /// Its bytes.
    pub bytes: Spool,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    talk: ChildStderr,
    jobs: u32,
}

impl Pool {
    /// Returns a pool that has not started anything yet.
    #[must_use]
    pub fn new(program: Program, limits: &Limits) -> Self {
        Self {
            program,
            limits: limits.clone(),
            slots: Arc::new(Semaphore::new(limits.workers.max(1))),
            waiting: AtomicUsize::new(0),
            idle: Arc::default(),
        }
    }

    /// Does a job when its turn comes. If the answer is no longer wanted, and this future is dropped, the
    /// job is stopped.
    pub async fn run(&self, job: Job) -> Result<Answered, Failure> {
        let busy = || Failure::new(Kind::Busy, "too many queries are waiting; try again soon");
        let queued = Queued::enter(&self.waiting, self.limits.queue).ok_or_else(busy)?;
        let slot = timeout(self.limits.queue_time, Arc::clone(&self.slots).acquire_owned()).await;
        let slot = slot.map_err(|_| busy())?.map_err(|_| Failure::new(Kind::Busy, "the server is ending"))?;
        drop(queued);
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let worker = match idle {
            Some(worker) => worker,
            None => self.start()?,
        };
        let (mut sender, receiver) = oneshot::channel();
        let (limits, idle) = (self.limits.clone(), Arc::clone(&self.idle));
        tokio::spawn(async move {
            let (answer, worker) = tokio::select! {
                ended = attempt(worker, &job, &limits) => ended,
                // Nobody wants it: the worker, dropped, is killed.
                () = sender.closed() => return,
            };
            if let Some(worker) = worker {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push_front(worker);
            }
            drop(slot);
            let _ = sender.send(answer);
        });
        receiver.await.unwrap_or_else(|_| Err(Failure::new(Kind::Broken, "the job was lost")))
    }

    /// Ends all workers that wait for work.
    pub fn end(&self) {
        self.slots.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn start(&self) -> Result<Worker, Failure> {
        let broken = |error: std::io::Error| Failure::new(Kind::Broken, format!("could not start a worker: {error}"));
        let gone = || Failure::new(Kind::Broken, "could not start a worker: it has no streams");
        let mut child = Command::new(&self.program.path)
            .args(&self.program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .process_group(0)
            .spawn()
            .map_err(broken)?;
        let input = child.stdin.take().ok_or_else(gone)?;
        let output = BufReader::with_capacity(1 << 16, child.stdout.take().ok_or_else(gone)?);
        let talk = child.stderr.take().ok_or_else(gone)?;
        Ok(Worker { child, input, output, talk, jobs: 0 })
    }
}

/// One of those who wait.
struct Queued<'p>(&'p AtomicUsize);

impl<'p> Queued<'p> {
    fn enter(waiting: &'p AtomicUsize, most: usize) -> Option<Self> {
        let queued = Self(waiting);
        // Counted first, so that leaving on refusal is the same as leaving later.
        (waiting.fetch_add(1, Ordering::SeqCst) < most).then_some(queued)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Has a worker do a job; gives the worker back if it can do another one.
async fn attempt(mut worker: Worker, job: &Job, limits: &Limits) -> (Result<Answered, Failure>, Option<Worker>) {
    let allowed = Duration::from_millis(job.milliseconds);
    worker.jobs += 1;
    let mut bytes = Spool::default();
    match timeout(OPENING, begin(&mut worker, job)).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(failure))) => return (Err(failure), Some(worker)),
        Ok(Err(end)) => return (Err(end.failure(worker, limits).await), None),
        Err(_) => return (Err(Failure::new(Kind::Store, "opening the data took too long")), None),
    }
    let mut is_long = false;
    let ended = {
        let hearing = hear(&mut worker, &mut bytes);
        let (nap, end) = (sleep(LONG), sleep(allowed + GRACE));
        tokio::pin!(hearing, nap, end);
        loop {
            tokio::select! {
                ended = &mut hearing => break Some(ended),
                () = &mut nap, if !is_long => is_long = true,
                () = &mut end => break None,
            }
        }
    };
    let again = !is_long && worker.jobs < JOBS;
    match ended {
        Some(Ok(Ok(done))) => (Ok(Answered { done, bytes }), again.then_some(worker)),
        Some(Ok(Err(failure))) => (Err(limited(failure, limits)), again.then_some(worker)),
        Some(Err(end)) => (Err(end.failure(worker, limits).await), None),
        // It did not stop when its time was over; dropped, it is killed.
        None => (Err(limited(Failure::new(Kind::Time, ""), limits)), None),
    }
}

/// Hands a job over and waits until the worker begins with it; a failure comes before that if the data
/// cannot be opened.
async fn begin(worker: &mut Worker, job: &Job) -> Result<Option<Failure>, End> {
    let body = serde_json::to_vec(job).map_err(|error| End::Wrong(error.to_string()))?;
    let length = u32::try_from(body.len()).map_err(|error| End::Wrong(error.to_string()))?;
    worker.input.write_all(&length.to_le_bytes()).await?;
    worker.input.write_all(&body).await?;
    worker.input.flush().await?;
    match frame(&mut worker.output).await? {
        (b'B', _) => Ok(None),
        (b'X', body) => Ok(Some(serde_json::from_slice(&body).map_err(|error| End::Wrong(error.to_string()))?)),
        (kind, _) => Err(End::Wrong(format!("a frame of kind {kind}"))),
    }
}

/// Takes the answer in.
async fn hear(worker: &mut Worker, bytes: &mut Spool) -> Result<Result<Done, Failure>, End> {
    loop {
        let (kind, body) = frame(&mut worker.output).await?;
        let wrong = |error: serde_json::Error| End::Wrong(error.to_string());
        match kind {
            b'D' => {
                if let Err(error) = bytes.push(&body) {
                    let failure = Failure::new(Kind::Broken, format!("the answer could not be kept: {error}"));
                    return Err(End::Failed(failure));
                }
            }
            b'E' => return Ok(Ok(serde_json::from_slice(&body).map_err(wrong)?)),
            b'X' => return Ok(Err(serde_json::from_slice(&body).map_err(wrong)?)),
            other => return Err(End::Wrong(format!("a frame of kind {other}"))),
        }
    }
}

async fn frame(output: &mut BufReader<ChildStdout>) -> Result<(u8, Vec<u8>), End> {
    let kind = output.read_u8().await?;
    let length = output.read_u32_le().await?;
    if length > FRAME_LIMIT {
        return Err(End::Wrong("a frame that is too long".to_owned()));
    }
    let mut body = vec![0; length as usize];
    output.read_exact(&mut body).await?;
    Ok((kind, body))
}

/// Why a worker is of no use any more.
enum End {
    /// Its streams ended.
    Gone,
    /// It said something that it should not.
    Wrong(String),
    /// The answer has nowhere to go.
    Failed(Failure),
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl End {
    /// Finds out what a worker ended by.
    async fn failure(self, mut worker: Worker, limits: &Limits) -> Failure {
        match self {
            Self::Failed(failure) => return failure,
            Self::Wrong(what) => return Failure::new(Kind::Broken, format!("a worker sent {what}")),
            Self::Gone => {}
        }
        let mut said = Vec::new();
        let mut talk = worker.talk.take(LAST_WORDS);
        let reading = talk.read_to_end(&mut said);
        let _ = timeout(Duration::from_secs(1), reading).await;
        let status = timeout(Duration::from_secs(1), worker.child.wait()).await;
        let said = String::from_utf8_lossy(&said);
        // The words of Rust's runtime when an allocation fails.
        if said.contains("memory allocation of") || said.contains("Cannot allocate memory") {
            return limited(Failure::new(Kind::Memory, ""), limits);
        }
        let status = match status {
            Ok(Ok(status)) => status.to_string(),
            _ => "not known how".to_owned(),
        };
        Failure::new(Kind::Broken, format!("the worker ended ({status}): {}", said.trim()))
    }
}

/// Names the limit that was met.
fn limited(failure: Failure, limits: &Limits) -> Failure {
    match failure.kind {
        Kind::Time => {
            let seconds = limits.query_time.as_secs_f64();
            Failure::new(Kind::Time, format!("the query took longer than {seconds} s and was stopped"))
        }
        Kind::Memory => {
            let most = limits.memory >> 20;
            Failure::new(Kind::Memory, format!("the query needs more than {most} MiB of memory and was stopped"))
        }
        _ => failure,
    }
}
