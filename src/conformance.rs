//! Official test suites, run against this program: what passes, what is skipped and why, what fails.
//!
//! A test on the skip list is run all the same; if it passes, that is a failure, so that the list
//! never says more than is true. Nothing is printed here: a [`Report`] writes itself as text, as
//! Markdown or as EARL.

mod compare;
mod folders;
mod json_ld;
mod manifest;
mod rdf;
mod remote;
mod report;
mod skip;
mod sparql;
mod writers;

pub use folders::Folder;
pub use report::Report;

use manifest::{Test, read_manifest};
use skip::SkipList;

/// A suite that can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suite {
    /// The name on the command line.
    pub name: &'static str,
    /// What it tests.
    pub title: &'static str,
    /// The address of its manifest.
    pub manifest: &'static str,
    runner: Runner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runner {
    JsonLd,
    Canon,
    Rdf,
    Sparql(sparql::On),
}

const fn suite(name: &'static str, title: &'static str, manifest: &'static str, runner: Runner) -> Suite {
    Suite { name, title, manifest, runner }
}

/// Every suite, in the order in which they are reported.
pub const SUITES: [Suite; 28] = [
    suite(
        "jsonld-expand",
        "JSON-LD 1.1, expand",
        "https://w3c.github.io/json-ld-api/tests/expand-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-compact",
        "JSON-LD 1.1, compact",
        "https://w3c.github.io/json-ld-api/tests/compact-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-flatten",
        "JSON-LD 1.1, flatten",
        "https://w3c.github.io/json-ld-api/tests/flatten-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-to-rdf",
        "JSON-LD 1.1, to RDF",
        "https://w3c.github.io/json-ld-api/tests/toRdf-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-from-rdf",
        "JSON-LD 1.1, from RDF",
        "https://w3c.github.io/json-ld-api/tests/fromRdf-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-remote",
        "JSON-LD 1.1, remote documents",
        "https://w3c.github.io/json-ld-api/tests/remote-doc-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "jsonld-frame",
        "JSON-LD 1.1 Framing",
        "https://w3c.github.io/json-ld-framing/tests/frame-manifest.jsonld",
        Runner::JsonLd,
    ),
    suite(
        "rdf-canon",
        "RDF Dataset Canonicalization 1.0",
        "https://w3c.github.io/rdf-canon/tests/manifest.jsonld",
        Runner::Canon,
    ),
    suite(
        "rdf11-ntriples",
        "RDF 1.1 N-Triples",
        "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-n-triples/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf11-nquads",
        "RDF 1.1 N-Quads",
        "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-n-quads/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf11-turtle",
        "RDF 1.1 Turtle",
        "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/manifest.ttl",
        Runner::Rdf,
    ),
    suite("rdf11-trig", "RDF 1.1 TriG", "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-trig/manifest.ttl", Runner::Rdf),
    suite(
        "rdf11-rdfxml",
        "RDF 1.1 XML Syntax",
        "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-xml/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf12-ntriples",
        "RDF 1.2 N-Triples",
        "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-n-triples/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf12-nquads",
        "RDF 1.2 N-Quads",
        "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-n-quads/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf12-turtle",
        "RDF 1.2 Turtle",
        "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-turtle/manifest.ttl",
        Runner::Rdf,
    ),
    suite("rdf12-trig", "RDF 1.2 TriG", "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-trig/manifest.ttl", Runner::Rdf),
    suite(
        "rdf12-rdfxml",
        "RDF 1.2 XML Syntax",
        "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-xml/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf11-semantics",
        "RDF 1.1 Semantics",
        "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-mt/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "rdf12-semantics",
        "RDF 1.2 Semantics",
        "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-semantics/manifest.ttl",
        Runner::Rdf,
    ),
    suite(
        "sparql10-memory",
        "SPARQL 1.0, engine `memory`",
        "https://w3c.github.io/rdf-tests/sparql/sparql10/manifest.ttl",
        Runner::Sparql(sparql::On::Memory),
    ),
    suite(
        "sparql10-snapshot",
        "SPARQL 1.0, engine `snapshot`",
        "https://w3c.github.io/rdf-tests/sparql/sparql10/manifest.ttl",
        Runner::Sparql(sparql::On::Snapshot),
    ),
    suite(
        "sparql11-memory",
        "SPARQL 1.1, query, engine `memory`",
        "https://w3c.github.io/rdf-tests/sparql/sparql11/manifest-sparql11-query.ttl",
        Runner::Sparql(sparql::On::Memory),
    ),
    suite(
        "sparql11-snapshot",
        "SPARQL 1.1, query, engine `snapshot`",
        "https://w3c.github.io/rdf-tests/sparql/sparql11/manifest-sparql11-query.ttl",
        Runner::Sparql(sparql::On::Snapshot),
    ),
    suite(
        "sparql11-results-memory",
        "SPARQL 1.1, results, engine `memory`",
        "https://w3c.github.io/rdf-tests/sparql/sparql11/manifest-sparql11-results.ttl",
        Runner::Sparql(sparql::On::Memory),
    ),
    suite(
        "sparql11-results-snapshot",
        "SPARQL 1.1, results, engine `snapshot`",
        "https://w3c.github.io/rdf-tests/sparql/sparql11/manifest-sparql11-results.ttl",
        Runner::Sparql(sparql::On::Snapshot),
    ),
    suite(
        "sparql12-memory",
        "SPARQL 1.2, engine `memory`",
        "https://w3c.github.io/rdf-tests/sparql/sparql12/manifest.ttl",
        Runner::Sparql(sparql::On::Memory),
    ),
    suite(
        "sparql12-snapshot",
        "SPARQL 1.2, engine `snapshot`",
        "https://w3c.github.io/rdf-tests/sparql/sparql12/manifest.ttl",
        Runner::Sparql(sparql::On::Snapshot),
    ),
];

impl Suite {
    /// Returns the suites of a name: one, all that begin with it, or with no name all.
    #[must_use]
    pub fn named(name: &str) -> Vec<Self> {
        let fits = |suite: &&Self| suite.name == name || suite.name.split('-').next() == Some(name);
        SUITES.iter().filter(fits).copied().collect()
    }
}

/// How a test went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As expected.
    Passed,
    /// On the skip list, for this reason.
    Skipped(String),
    /// Not as expected, in words.
    Failed(String),
}

/// One test and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The address of the test.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
}

/// The tests of one suite.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The suite.
    pub suite: Suite,
    /// Its tests, in the order of the manifest.
    pub tests: Vec<Tested>,
}

/// Why suites could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ConformanceError {
    /// The folder is not there or holds no suites.
    #[error("no official suites in `{0}`")]
    Absent(String),
    /// A manifest cannot be read.
    #[error("{0}")]
    Manifest(String),
}

/// Runs suites from a folder.
///
/// # Errors
/// If the folder or a manifest cannot be read.
pub fn run(folder: &Folder, suites: &[Suite]) -> Result<Report, ConformanceError> {
    if !folder.path().is_dir() {
        return Err(ConformanceError::Absent(folder.path().display().to_string()));
    }
    let skips = SkipList::embedded().map_err(ConformanceError::Manifest)?;
    let mut ran = Vec::new();
    for suite in suites {
        let tests = read_manifest(folder, suite.manifest).map_err(ConformanceError::Manifest)?;
        let tests = tests.iter().map(|test| one(folder, *suite, &skips, test)).collect();
        ran.push(Ran { suite: *suite, tests });
    }
    Ok(Report { ran })
}

fn one(folder: &Folder, suite: Suite, skips: &SkipList, test: &Test) -> Tested {
    let skip = skips.find(suite.name, test);
    let try_it = || match suite.runner {
        Runner::JsonLd => json_ld::run(folder, test),
        Runner::Canon => rdf::run_canon(folder, test),
        Runner::Rdf => rdf::run(folder, test),
        Runner::Sparql(on) => sparql::run(folder, on, test),
    };
    let outcome = match skip {
        Some(skip) if skip.not_run => Outcome::Skipped(skip.reason),
        Some(skip) => match try_it() {
            Ok(()) => Outcome::Failed(format!("passes, though the skip list says: {}", skip.reason)),
            Err(_) => Outcome::Skipped(skip.reason),
        },
        None => match try_it() {
            Ok(()) => Outcome::Passed,
            Err(why) => Outcome::Failed(why),
        },
    };
    Tested { iri: test.iri.clone(), name: test.name.clone(), outcome }
}
