//! The limit on a query's time: it is asked to stop, and if it does not, the process ends.
//!
//! A sort or a plan cannot be interrupted from inside, so at the latest [`GRACE`] and a little after
//! the limit a thread says so and ends the process. Time spent waiting for the reader of the output
//! does not count: who pages through a long table is not punished for reading.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::error::{CliError, Exit};
use super::ui::Ui;
use crate::store::CancellationToken;

/// How long a query may take to stop by itself.
const GRACE: Duration = Duration::from_millis(120);
/// How long the last words may take: nobody may be reading them.
const LAST_WORDS: Duration = Duration::from_millis(80);

/// A clock that runs while the query works.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    limit: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    used: Duration,
    running: Option<Instant>,
    over: bool,
    stopped: bool,
}

impl State {
    fn used(&self) -> Duration {
        self.used + self.running.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl Clock {
    /// Starts the clock; without a limit it never strikes.
    pub(super) fn start(limit: Option<Duration>, cancel: CancellationToken, ui: &Ui) -> Result<Self, CliError> {
        let state =
            State { used: Duration::ZERO, running: Some(Instant::now()), over: false, stopped: limit.is_none() };
        let shared = Arc::new(Shared {
            limit: limit.unwrap_or(Duration::MAX),
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        if limit.is_some() {
            let (shared, ui) = (Arc::clone(&shared), ui.clone());
            let watch = move || {
                if shared.watch(&cancel) {
                    end(shared.limit, ui);
                }
            };
            thread::Builder::new()
                .name("query-clock".to_owned())
                .spawn(watch)
                .map_err(|error| CliError::new(Exit::Store, format!("could not start a thread: {error}")))?;
        }
        Ok(Self { shared })
    }

    /// Ends the watch: the work is done.
    pub(super) fn stop(&self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
    }

    /// Says whether the limit was reached.
    pub(super) fn is_over(&self) -> bool {
        self.shared.lock().over
    }

    /// Returns the error of a query that took too long.
    pub(super) fn error(&self) -> CliError {
        too_long(self.shared.limit)
    }

    /// Does work whose time does not count.
    fn paused<T>(&self, work: impl FnOnce() -> T) -> T {
        {
            let mut state = self.shared.lock();
            state.used = state.used();
            state.running = None;
        }
        let done = work();
        self.shared.lock().running = Some(Instant::now());
        self.shared.changed.notify_all();
        done
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits; returns true when the process is to end.
    fn watch(&self, cancel: &CancellationToken) -> bool {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return false;
            }
            let end = if state.over { self.limit.saturating_add(GRACE) } else { self.limit };
            let used = state.used();
            if used >= end {
                if state.over {
                    return true;
                }
                state.over = true;
                cancel.cancel();
                continue;
            }
            state = if state.running.is_some() {
                self.changed
                    .wait_timeout(state, end - used)
                    .map_or_else(|error| error.into_inner().0, |(state, _)| state)
            } else {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }
}

fn too_long(limit: Duration) -> CliError {
    CliError::new(Exit::Limit, format!("the query took longer than {} s and was stopped", limit.as_secs_f64()))
        .with_hint("`--timeout SECONDS` allows more, `--timeout 0` any time; `limits.query_seconds` in `chancery.toml` sets it")
}

/// Says so and ends the process.
fn end(limit: Duration, ui: Ui) {
    let (said, heard) = mpsc::channel();
    // On a thread of its own: standard error may be held, or nobody may read it.
    let _ = thread::Builder::new().spawn(move || {
        ui.error(&too_long(limit));
        let _ = said.send(());
    });
    let _ = heard.recv_timeout(LAST_WORDS);
    #[expect(clippy::exit, reason = "the query does not stop when asked; only the process can end it")]
    std::process::exit(i32::from(Exit::Limit.code()));
}

/// Output whose reader may take his time.
#[derive(Debug)]
pub(super) struct Patient<W> {
    inner: W,
    clock: Clock,
}

impl<W> Patient<W> {
    /// Writes to `inner` with the clock standing still.
    pub(super) fn new(inner: W, clock: &Clock) -> Self {
        Self { inner, clock: clock.clone() }
    }

    /// Returns the output.
    pub(super) fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let inner = &mut self.inner;
        self.clock.paused(|| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        let inner = &mut self.inner;
        self.clock.paused(|| inner.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(limit: Duration) -> Shared {
        let state = State { used: Duration::ZERO, running: Some(Instant::now()), over: false, stopped: false };
        Shared { limit, state: Mutex::new(state), changed: Condvar::new() }
    }

    #[test]
    fn the_query_is_cancelled_at_the_limit_and_given_up_after_the_grace() {
        let shared = shared(Duration::from_millis(30));
        let cancel = CancellationToken::new();
        let started = Instant::now();
        assert!(shared.watch(&cancel));
        assert!(cancel.is_cancelled());
        assert!(started.elapsed() >= Duration::from_millis(30) + GRACE);
    }

    #[test]
    fn waiting_for_the_reader_does_not_count() {
        struct Slow;
        impl Write for Slow {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                thread::sleep(Duration::from_millis(200));
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let cancel = CancellationToken::new();
        let ui = Ui::new(anstream::ColorChoice::Never, true);
        let clock = Clock::start(Some(Duration::from_millis(100)), cancel.clone(), &ui).unwrap();
        Patient::new(Slow, &clock).write_all(b"x").unwrap();
        assert!(!clock.is_over());
        assert!(!cancel.is_cancelled());
        clock.stop();
    }
}
