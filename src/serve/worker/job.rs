//! What goes between a server and its workers.

use serde::{Deserialize, Serialize};

use crate::rdf::Format;

/// One thing to be done, with what it may cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// What.
    pub task: Task,
    /// How the answer is compressed.
    pub encoding: Encoding,
    /// How long it may take, in milliseconds.
    pub milliseconds: u64,
    /// How many rows or triples it may give.
    pub rows: u64,
    /// How long its answer may be, in bytes, before it is compressed.
    pub bytes: u64,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// A query in SPARQL.
    Query {
        /// The text.
        text: String,
        /// Its lens, where the request names no graphs.
        lens: String,
        /// The graphs that the request names, which go before those of the query and of the lens.
        graphs: Option<Graphs>,
        /// How the answer is written.
        formats: Formats,
    },
    /// A named query.
    Named {
        /// Its name.
        name: String,
        /// Its text, header included.
        text: String,
        /// Names and values as the request has them.
        parameters: Vec<(String, String)>,
        /// Its lens, if not its own.
        lens: Option<String>,
        /// How the answer is written.
        formats: Formats,
    },
    /// All of a graph; `None` is the default graph.
    Graph {
        /// Its IRI.
        graph: Option<String>,
        /// How it is written.
        format: String,
    },
    /// What is known of a thing.
    Data {
        /// Which.
        thing: Thing,
        /// How it is written.
        format: String,
    },
    /// What the service and its data are.
    Describe {
        /// Which description.
        about: About,
        /// Where the endpoint is.
        endpoint: String,
        /// How it is written.
        format: String,
    },
}

/// A thing with an address of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    /// An article, by id.
    Article(String),
    /// A statement, by the ids of its article and its own.
    Statement(String, String),
    /// An entity, by id; one of a single article has the article's before it.
    Entity(Option<String>, String),
}

/// Which description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// The endpoint, in the words of SPARQL Service Description.
    Service,
    /// The dataset, in the words of VoID.
    Dataset,
}

/// The graphs that a request names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Graphs {
    /// United, they are the default graph.
    pub default: Vec<String>,
    /// What `GRAPH` reaches.
    pub named: Vec<String>,
}

/// How an answer is written, by what it turns out to be; `None` where the client takes no such thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formats {
    /// Rows and truth values.
    pub rows: Option<String>,
    /// Triples.
    pub graph: Option<String>,
}

/// How an answer is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// Not at all.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Encoding {
    /// Returns the name in HTTP.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// How a job ended well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The media type of the answer.
    pub media_type: String,
    /// How it is compressed; a short one is not.
    pub encoding: Encoding,
    /// The state of the data it is made from.
    pub stamp: String,
    /// Rows or triples.
    pub rows: u64,
}

/// Why a job gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Of which kind.
    pub kind: Kind,
    /// In words.
    pub message: String,
}

/// Of which kind a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The query or a parameter is wrong.
    Bad,
    /// There is no such thing.
    Missing,
    /// The client takes no format that the answer can be written in.
    Unacceptable,
    /// The limit on time was met.
    Time,
    /// The limit on memory was met.
    Memory,
    /// The limit on rows was met.
    Rows,
    /// The limit on the answer's length was met.
    Bytes,
    /// Too many others are waiting.
    Busy,
    /// The data cannot be read.
    Store,
    /// Something else went wrong here.
    Broken,
}

impl Failure {
    /// Returns a failure.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Returns the format of this name, which the server itself wrote.
pub(super) fn format(name: &str) -> Result<Format, Failure> {
    Format::from_name(name).ok_or_else(|| Failure::new(Kind::Broken, format!("no format `{name}`")))
}
