//! Our JSON-LD as it is published: the context under its address, and the frames by their names.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::CONTEXT_JSONLD;
use crate::jsonld::ClosedLoader;

/// The address of this version of the context.
pub const CONTEXT_URL: &str = "https://w3id.org/chancery/context/0.1.0";
/// The address of the newest version of the context.
pub const CONTEXT_LATEST_URL: &str = "https://w3id.org/chancery/context";
/// The SHA-256 of the context's text.
pub const CONTEXT_SHA256: &str = "d29e20edb41330f15b9acd071cb3c38c608630c45e5ac7f72fd52f7f05b656fe";

/// The frames that come with the program: name and text.
///
/// They are meant to be used with the flag *omit default* on.
pub const FRAMES: [(&str, &str); 5] = [
    ("article", include_str!("../../ontology/frames/article.jsonld")),
    ("statement", include_str!("../../ontology/frames/statement.jsonld")),
    ("entity", include_str!("../../ontology/frames/entity.jsonld")),
    ("holder", include_str!("../../ontology/frames/holder.jsonld")),
    ("schema", include_str!("../../ontology/frames/schema.jsonld")),
];

/// Returns a loader that knows our context by its addresses and fetches nothing.
#[must_use]
pub fn loader() -> Arc<ClosedLoader> {
    static LOADER: OnceLock<Arc<ClosedLoader>> = OnceLock::new();
    let bundled = || {
        let loader = ClosedLoader::default().bundle(CONTEXT_URL, CONTEXT_SHA256, CONTEXT_JSONLD)?;
        loader.bundle(CONTEXT_LATEST_URL, CONTEXT_SHA256, CONTEXT_JSONLD)
    };
    LOADER.get_or_init(|| Arc::new(bundled().expect("the hash is that of the text, which a test guards"))).clone()
}

/// Returns a frame that comes with the program.
#[must_use]
pub fn frame(name: &str) -> Option<Value> {
    let (_, text) = FRAMES.iter().find(|(known, _)| *known == name)?;
    Some(serde_json::from_str(text).expect("the frames are JSON, which a test guards"))
}

/// Returns the context as it stands in a document.
#[must_use]
pub fn context() -> Value {
    let mut document: Value = serde_json::from_str(CONTEXT_JSONLD).expect("the context is JSON, which a test guards");
    document["@context"].take()
}
