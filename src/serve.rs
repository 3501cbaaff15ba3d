//! Serving a knowledge base over HTTP: SPARQL, graphs, things, named queries; reading only.
//!
//! ```text
//! connection ─ listen ─ guard (Host, sizes) ─ route ─ endpoint ─ Job ┐
//!                                                                    Pool ─ worker process ─ engine
//! connection ─ answer (headers, ETag) ─ Spool ─────────── whole answer ┘
//! ```
//!
//! This process reads requests and hands out bytes; it never parses or runs a query. A query runs in a
//! worker process with a cap on its memory, which can be killed. An answer is gathered whole before its
//! first byte is sent, so what is cut off by a limit is an error and never looks like an answer.
//!
//! Pages for people come later: they will be one more endpoint beside the others.

mod accept;
mod answer;
mod body;
mod endpoint;
mod listen;
mod open_api;
mod request;
mod route;
mod server;
mod settings;
mod spool;
mod stall;
pub mod worker;

pub use listen::serve;
pub use server::{Event, Server};
pub use settings::{Cors, Limits, Settings, Stamp};
