//! The cap on a process's own memory, kept by the operating system.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Caps the memory that this process may write to, in bytes; it can never be raised again.
///
/// `RLIMIT_DATA` counts the heap and all private memory that can be written, not mapped files that are
/// only read, so the index may be larger than the cap. Beyond it an allocation fails, which ends the
/// process. Nor does the process leave a core dump.
pub fn cap(bytes: u64) -> std::io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let most = getrlimit(Resource::Data).maximum;
    let bytes = most.map_or(bytes, |most| most.min(bytes));
    setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) })?;
    Ok(())
}

/// Lets this process have as many files and connections open as the system allows it.
pub fn raise_files() -> std::io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    Ok(())
}
