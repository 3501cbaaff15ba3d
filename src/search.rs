//! Full text: finds what is said, named and written, by words in any language.
//!
//! ```text
//! quads ─ Texts ─ words ─ Words (tantivy) ─ search(Asked) ─ Hit { what, passages with marks, score }
//!          what stands where   └ on disk kept by `refresh`, or in memory for files and earlier states
//! ```
//!
//! A hit is a statement, an entity or an article; what a statement says stays what somebody says: who
//! shows a hit shows its holder and stance. Words are folded by [`crate::source::fold`]; Arabic words are
//! also found behind conjunctions, prepositions and the article ([`arabic`]).

pub mod arabic;
mod ask;
mod count;
mod index;
mod keep;
mod mark;
mod query;
mod texts;
mod words;

#[cfg(test)]
mod tests;

pub use ask::{Asked, Found, Hit, Passage};
pub use index::{SearchError, Words};
pub use keep::{NoWords, Refreshed, check, refresh};
pub use mark::{Part, parts};
pub use query::{Unreadable, Wanted};
pub use texts::{Field, Kind, Text, Texts};
