//! JSON-LD in the forms of the specification, and in the shape of a frame.
//!
//! ```text
//! one article at a time   quads + labels ─ from RDF ─ frame ─ compact ─ bytes   (Framed)
//!                         lines ─ bytes, the same ones                          (direct)
//! all at once             quads ─ from RDF ─ any form ─ bytes                   (whole)
//! ```
//!
//! A frame sees the default graph alone, which never holds a plain triple between entities; asserted
//! triples stay out and are counted. Forms that keep graphs keep them as graph objects.

mod covered;
mod direct;
mod framed;
mod pattern;
mod quads;
mod schema_view;
#[cfg(test)]
mod tests;
mod whole;

use serde_json::{Value, json};

use crate::jsonld::{FrameOptions, JsonLdError, Options};
use crate::ontology::json_ld::{self, CONTEXT_URL};

pub use framed::Framed;
pub use whole::{Take, WholeForm, whole};

/// Why a form could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The processor refused.
    #[error(transparent)]
    JsonLd(#[from] JsonLdError),
    /// More quads than may be held in memory at once.
    #[error("this form needs everything in memory at once, and there are more than {most} quads")]
    TooLarge {
        /// How many may be.
        most: usize,
    },
}

/// A frame and a context, as they are used.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The frame.
    pub frame: Value,
    /// What is compacted with.
    pub context: Value,
    /// What stands as `@context` in the document.
    pub shown: Value,
    /// The statement layer is turned into the terms of schema.org first.
    pub schema_view: bool,
}

impl Shape {
    /// Returns a frame that comes with the program; our context is written inline, or named by its address.
    #[must_use]
    pub fn named(name: &str, inline: bool) -> Option<Self> {
        let frame = json_ld::frame(name)?;
        let schema_view = name == "schema";
        let context = if schema_view { frame["@context"].clone() } else { json_ld::context() };
        let shown = if inline || schema_view { context.clone() } else { json!(CONTEXT_URL) };
        Some(Self { frame, context, shown, schema_view })
    }

    /// Returns a frame of somebody's own, with its own context.
    #[must_use]
    pub fn own(frame: Value) -> Self {
        let context = frame.get("@context").cloned().unwrap_or_else(|| json!({}));
        Self { frame, shown: context.clone(), context, schema_view: false }
    }

    /// Puts another context in the place of the frame's.
    #[must_use]
    pub fn with_context(self, context: Value) -> Self {
        Self { shown: context.clone(), context, ..self }
    }
}

/// Returns our context, to compact with and as it is shown.
#[must_use]
pub fn default_context(inline: bool) -> [Value; 2] {
    let context = json_ld::context();
    let shown = if inline { context.clone() } else { json!(CONTEXT_URL) };
    [context, shown]
}

/// Returns how the processor is run: closed but for our context, in a fixed order.
fn options() -> Options {
    Options {
        ordered: true,
        loader: json_ld::loader(),
        frame: FrameOptions { omit_default: true, ..FrameOptions::default() },
        ..Options::default()
    }
}
