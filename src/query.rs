//! Asking: SPARQL text, named queries, lenses, parameters, results, and the receipts behind a triple.
//!
//! ```text
//! text or NamedQuery ─ Question ─ Asker::ask ─ Reply ─ results::write_* | table::render
//!      depth::check ──────┘          └ prefixes, lens, parameters as terms, budget
//! ```

pub mod answers;
mod cells;
pub mod claims;
pub mod columns;
mod decorators;
pub mod depth;
pub mod examples;
mod from;
pub mod labels;
pub mod lens;
pub mod library;
mod limit;
pub mod named;
pub mod parameter;
pub mod prefixes;
mod read;
mod records;
pub mod results;
pub mod run;
pub mod service;
pub mod syntax;
pub mod table;
pub mod why;

pub use claims::{Claim, ClaimedIn, claims};
pub use columns::Column;
pub use from::graphs_of_from;
pub use labels::Labels;
pub use lens::Lens;
pub use library::Library;
pub use limit::{has_limit, is_whole, repeats};
pub use named::{HeaderError, NamedQuery, Origin};
pub use parameter::{Binder, Parameter, ParameterError, ParameterType};
pub use prefixes::Prefixes;
pub use read::{ReadResults, read_results};
pub use run::{Asker, Budget, Found, QueryError, Question, Reply, Row, with_stack};
pub use service::SearchService;
pub use syntax::SyntaxError;
pub use why::{Quote, Receipt, Why, why, why_until};

#[cfg(test)]
mod tests;
