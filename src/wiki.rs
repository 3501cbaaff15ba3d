//! Wikis: what of a knowledge base goes there, as a plan that people read before anything is written.
//!
//! ```text
//! segments + target ─ plan ─ Plan (a file) ─ quick ─ QuickStatements
//!                                          └ diff ── what would change ── apply ── edits + journal
//! ```
//!
//! A wiki gets what an article asserts and nothing else, unless a gate is opened by name: an accusation,
//! a denial, a hedge, a forecast or another's claim is no fact there either. Only statements whose id we
//! chose ourselves are ever changed. Nothing here asks the clock or the environment; what leaves the
//! machine goes through a [`Client`](crate::http::Client) that somebody hands over.

pub mod api;
pub mod apply;
pub mod diff;
pub mod entity;
pub mod guid;
pub mod journal;
pub mod json;
pub mod plan;
pub mod quick;
pub mod target;
pub mod text;
pub mod time;

pub use plan::{Operation, Plan};
pub use target::{Layout, Target, TargetError};
