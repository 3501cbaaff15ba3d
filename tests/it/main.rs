//! What must hold for the whole: no leak, nothing lost, the same bytes twice, findings that point at the words.

#![allow(unreachable_pub, reason = "the modules of a test program are a world of their own")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests panic to fail, and say what they skip"
)]

mod answers;
mod audit;
mod backup;
mod bad_input;
mod bad_tables;
mod care;
mod check_reports;
mod cli_query;
mod clocks;
mod conformance;
mod corpus;
mod diff;
mod endpoint;
mod every_field;
mod examples;
mod export;
mod fetch;
mod foreign;
mod forget;
mod format_reference;
mod forms;
mod frames;
mod full_disk;
mod import;
mod index;
mod layers;
mod leak;
mod mapping;
mod mistakes;
mod named;
mod notations;
mod profiles;
mod program;
mod query_memory;
mod random;
mod readme;
mod repl;
mod rule;
mod search;
mod seed;
mod serve;
mod settings;
mod sync;
mod tables;
mod undo;
mod wiki;
mod world;
