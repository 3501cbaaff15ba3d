//! Options of the processor (API §9.3, Framing §6.2) and its budgets.

use std::sync::Arc;

use serde_json::Value;

use super::loader::{ClosedLoader, DocumentLoader};

/// The version of JSON-LD whose rules are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProcessingMode {
    /// `json-ld-1.0`: entries of 1.1 in a context are errors.
    JsonLd10,
    /// `json-ld-1.1`.
    #[default]
    JsonLd11,
}

/// How a base direction is written in RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RdfDirection {
    /// As a datatype below `https://www.w3.org/ns/i18n#`.
    I18nDatatype,
    /// As a blank node with `rdf:value`, `rdf:language`, `rdf:direction`.
    CompoundLiteral,
    /// As RDF 1.2 has it, on a literal with a language (`rdf:dirLangString`); without one as a
    /// datatype. Beyond the specification of JSON-LD 1.1.
    Literal,
}

/// How often a matched node is embedded (Framing, object embed flag).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Embed {
    /// Wherever it is referred to.
    Always,
    /// The first time; a reference afterwards.
    #[default]
    Once,
    /// Never: references only.
    Never,
}

/// The switches of Framing.
#[derive(Debug, Clone, Default)]
pub struct FrameOptions {
    /// The object embed flag.
    pub embed: Embed,
    /// The explicit inclusion flag: only properties that the frame names.
    pub explicit: bool,
    /// The require all flag: a node matches when all properties do.
    pub require_all: bool,
    /// The omit default flag: absent properties get no entry.
    pub omit_default: bool,
    /// The omit graph flag; by default on in 1.1 mode, off in 1.0 mode.
    pub omit_graph: Option<bool>,
    /// Whether blank nodes that are named once lose their name; by default on in 1.1 mode, off in 1.0 mode.
    pub prune_blank_node_identifiers: Option<bool>,
    /// Instead of merging all graphs, frame the default graph alone.
    pub frame_default: bool,
}

/// The most a document may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How deep arrays, maps and contexts may nest.
    pub depth: usize,
    /// How many elements, term definitions, copied terms and node comparisons may be handled.
    pub steps: u64,
    /// How many bytes of keys and text the result may hold, roughly.
    pub output_bytes: u64,
    /// How many remote contexts may be taken in one after the other.
    pub remote_contexts: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { depth: 128, steps: 100_000_000, output_bytes: 4 << 30, remote_contexts: 32 }
    }
}

/// How a document is processed; [`Options::default`] is what the specification names as defaults.
#[derive(Debug, Clone)]
pub struct Options {
    /// The base IRI; instead of the document's own.
    pub base: Option<String>,
    /// A context to start from when expanding.
    pub expand_context: Option<Value>,
    /// Whether arrays of one are replaced by their only item.
    pub compact_arrays: bool,
    /// Whether IRIs are made relative to the base when compacting.
    pub compact_to_relative: bool,
    /// Whether entries are handled in the order of their keys.
    pub ordered: bool,
    /// The version whose rules are kept.
    pub processing_mode: ProcessingMode,
    /// How base directions are written in RDF; without it they are dropped.
    pub rdf_direction: Option<RdfDirection>,
    /// Whether blank nodes may stand as predicates.
    pub produce_generalized_rdf: bool,
    /// Whether `xsd:integer`, `xsd:double` and `xsd:boolean` become JSON's own values.
    pub use_native_types: bool,
    /// Whether `rdf:type` stays a property.
    pub use_rdf_type: bool,
    /// Whether all scripts of an HTML page are taken, not the first alone; by default only for RDF.
    pub extract_all_scripts: Option<bool>,
    /// The switches of Framing.
    pub frame: FrameOptions,
    /// The most a document may cost.
    pub budget: Budget,
    /// Where documents and contexts come from; closed by default.
    pub loader: Arc<dyn DocumentLoader>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: None,
            expand_context: None,
            compact_arrays: true,
            compact_to_relative: true,
            ordered: false,
            processing_mode: ProcessingMode::JsonLd11,
            rdf_direction: None,
            produce_generalized_rdf: false,
            use_native_types: false,
            use_rdf_type: false,
            extract_all_scripts: None,
            frame: FrameOptions::default(),
            budget: Budget::default(),
            loader: Arc::new(ClosedLoader::default()),
        }
    }
}
