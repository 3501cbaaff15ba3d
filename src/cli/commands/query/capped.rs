//! A limit on a query's memory: the same command once more in a process of its own, which may not have more.
//!
//! A process whose memory ends cannot say so itself. The one that stays behind does.

use std::process::{Command, ExitStatus};

use crate::cli::commands::serve::worker::LEAST;
use crate::cli::error::{CliError, Exit};
use crate::serve::worker::cap;

/// Tells a process that it is the one with the limit.
const CAPPED: &str = "CHANCERY_CAPPED";

/// Runs this command in a process with a limit and returns how it ended; nothing in that process itself,
/// which then goes on.
pub(super) fn run(mebibytes: u64) -> Result<Option<Exit>, CliError> {
    let failed = |what: &str, error: std::io::Error| CliError::new(Exit::Store, format!("{what}: {error}"));
    if std::env::var_os(CAPPED).is_some() {
        let bytes = mebibytes.saturating_mul(1 << 20).max(LEAST);
        return cap(bytes).map(|()| None).map_err(|error| failed("could not limit the memory", error));
    }
    let program = std::env::current_exe().map_err(|error| failed("could not find this program", error))?;
    let status = Command::new(program).args(std::env::args_os().skip(1)).env(CAPPED, "1").status();
    let status = status.map_err(|error| failed("could not start a process", error))?;
    if is_abort(status) {
        let message = format!("the query needs more than {mebibytes} MiB of memory and was stopped");
        return Err(
            CliError::new(Exit::Limit, message).with_hint("`--max-memory MIB` allows more, `--max-memory 0` any")
        );
    }
    let known = [Exit::Done, Exit::Findings, Exit::Usage, Exit::Input, Exit::Store, Exit::Limit, Exit::Corrupt];
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    match known.into_iter().find(|exit| Some(exit.code()) == code) {
        Some(exit) => Ok(Some(exit)),
        None => Err(CliError::new(Exit::Store, format!("the process of the query ended: {status}"))),
    }
}

#[cfg(unix)]
fn is_abort(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    /// What an allocation that fails ends a process by.
    const ABORT: i32 = 6;
    status.signal() == Some(ABORT)
}

#[cfg(not(unix))]
fn is_abort(_: ExitStatus) -> bool {
    false
}
