//! What a server is told: where it listens, whom it answers, what anything may cost.

use std::path::PathBuf;
use std::time::Duration;

use crate::iri::Base;
use crate::query::{Lens, Library};

/// Everything a server is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the IRIs of the knowledge base begin.
    pub base: Base,
    /// The lens where a request names none.
    pub lens: Lens,
    /// The named queries.
    pub library: Library,
    /// Names that requests may call the server by, besides those of this machine; without a port.
    pub hosts: Vec<String>,
    /// Which pages of other origins may read answers.
    pub cors: Cors,
    /// What the state of the data is known by.
    pub stamp: Stamp,
    /// What anything may cost.
    pub limits: Limits,
}

/// Which pages of other origins may read answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cors {
    /// None.
    #[default]
    Closed,
    /// These.
    Origins(Vec<String>),
    /// Any.
    Any,
}

/// What the state of the data is known by: when it changes, so do all ETags.
#[derive(Debug, Clone)]
pub enum Stamp {
    /// The bytes of a small file that every run of `sync` replaces.
    File(PathBuf),
    /// The names, lengths and times of files.
    Files(Vec<PathBuf>),
}

/// What anything may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long a query may run.
    pub query_time: Duration,
    /// How many rows or triples it may give.
    pub rows: u64,
    /// How long its answer may be, in bytes.
    pub result_bytes: u64,
    /// How much memory a worker may use, in bytes.
    pub memory: u64,
    /// How many queries run at once.
    pub workers: usize,
    /// How many more may wait,
    pub queue: usize,
    /// and how long.
    pub queue_time: Duration,
    /// How many connections there may be.
    pub connections: usize,
    /// How long the address of a request may be, in bytes.
    pub address_bytes: usize,
    /// How long all its headers may be, in bytes.
    pub header_bytes: usize,
    /// How many headers it may have.
    pub headers: usize,
    /// How long its body may be, in bytes.
    pub body_bytes: usize,
    /// How long headers may take to arrive, and how long a connection may be idle.
    pub header_time: Duration,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// How long a client may take nothing of what is sent.
    pub stall_time: Duration,
    /// How long requests in flight may take after the server was told to end.
    pub end_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_time: Duration::from_secs(30),
            rows: 1_000_000,
            result_bytes: 256 << 20,
            memory: 512 << 20,
            workers: 2,
            queue: 1_000,
            queue_time: Duration::from_secs(60),
            connections: 2_000,
            address_bytes: 16 << 10,
            header_bytes: 64 << 10,
            headers: 64,
            body_bytes: 1 << 20,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            stall_time: Duration::from_secs(10),
            end_time: Duration::from_secs(5),
        }
    }
}
