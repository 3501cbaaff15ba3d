//! Which tests are not run or not expected to pass, each with its reason: `tests/conformance/skip.toml`.

use serde::Deserialize;

use super::manifest::Test;

/// The list that belongs to this version.
const LIST: &str = include_str!("../../tests/conformance/skip.toml");

/// The skip list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkipList {
    #[serde(default, rename = "skip")]
    entries: Vec<Entry>,
}

/// Tests of one suite, or those with an option, and why they are skipped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The suite's name; with `*` at its end, those that begin so.
    suite: String,
    /// Fragments of the tests' addresses, or their last parts (`folder/manifest#name`); empty means all that
    /// `option` picks.
    #[serde(default)]
    tests: Vec<String>,
    /// A property of the test's options, `name=value`.
    option: Option<String>,
    /// A word that the test's kind holds.
    kind: Option<String>,
    /// Whether the tests are not even tried: they do not concern this program.
    #[serde(default)]
    not_run: bool,
    reason: String,
}

/// Why a test is skipped.
#[derive(Debug, Clone)]
pub(super) struct Skip {
    pub(super) reason: String,
    /// It is not tried at all.
    pub(super) not_run: bool,
}

impl SkipList {
    /// Reads the embedded list.
    pub(super) fn embedded() -> Result<Self, String> {
        toml::from_str(LIST).map_err(|error| format!("tests/conformance/skip.toml: {error}"))
    }

    /// Returns why a test of a suite is skipped.
    pub(super) fn find(&self, suite: &str, test: &Test) -> Option<Skip> {
        let fits = |entry: &&Entry| {
            let of_suite = match entry.suite.strip_suffix('*') {
                Some(start) => suite.starts_with(start),
                None => entry.suite == suite,
            };
            let named = entry.tests.iter().any(|name| name == test.short() || test.iri.ends_with(&format!("/{name}")));
            let has_option =
                |option: &String| option.split_once('=').is_some_and(|(name, value)| test.has_option(name, value));
            let of_kind = |kind: &String| test.kinds.iter().any(|known| known.contains(kind));
            if !entry.kind.as_ref().is_none_or(of_kind) {
                return false;
            }
            of_suite && if entry.tests.is_empty() { entry.option.as_ref().is_none_or(has_option) } else { named }
        };
        let entry = self.entries.iter().find(fits)?;
        Some(Skip { reason: entry.reason.clone(), not_run: entry.not_run })
    }
}
