//! Worker processes: jobs in on standard input, answers out on standard output.
//!
//! ```text
//! in    a job: length (u32, little endian), JSON; "c" as the body of a job cancels the one running
//! out   frames: kind (one byte), length (u32), bytes
//!       B the data is open, the job begins   D bytes of the answer   E end: JSON of Done   X error: JSON of Failure
//! ```
//!
//! A worker opens the data once and again when it changed, and does one job after the other. What cannot
//! be stopped from inside (a sort, an answer that needs too much memory) ends with the process: memory is
//! capped by the operating system, time by whoever started the worker.

mod cap;
mod data;
mod describe;
mod run;

pub mod job;
pub mod pool;

pub use cap::{cap, raise_files};
pub use job::{Done, Failure, Job, Kind, Task};
pub use pool::{Pool, Program};
pub use run::{Opened, Source, work};
