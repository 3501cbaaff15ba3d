//! Asking: SPARQL text, named queries, lenses, parameters, results, and the receipts behind a triple.

pub mod depth;
pub mod lens;
pub mod prefixes;
mod token;

pub use lens::Lens;
pub use prefixes::Prefixes;
