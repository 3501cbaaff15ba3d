//! What a run of suites found: a table for people, Markdown for the repository, EARL for the W3C.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Outcome, Ran};

/// What a run found.
#[derive(Debug, Clone)]
pub struct Report {
    /// The suites that ran.
    pub ran: Vec<Ran>,
}

/// The counts of a suite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All tests.
    pub total: usize,
    /// As expected.
    pub passed: usize,
    /// On the skip list.
    pub skipped: usize,
    /// Not as expected, or on the skip list without need.
    pub failed: usize,
}

impl Ran {
    /// Counts the tests.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { total: self.tests.len(), ..Counts::default() };
        for test in &self.tests {
            match test.outcome {
                Outcome::Passed => counts.passed += 1,
                Outcome::Skipped(_) => counts.skipped += 1,
                Outcome::Failed(_) => counts.failed += 1,
            }
        }
        counts
    }

    /// Returns the reasons for skipping, with the tests skipped for them.
    fn reasons(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for test in &self.tests {
            if let Outcome::Skipped(reason) = &test.outcome {
                let short = test.iri.rsplit_once('#').map_or(test.iri.as_str(), |(_, short)| short);
                reasons.entry(reason).or_default().push(short);
            }
        }
        reasons
    }
}

impl Report {
    /// Says whether nothing failed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.ran.iter().all(|ran| ran.counts().failed == 0)
    }

    /// Returns the counts of all suites together.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.ran.iter().map(Ran::counts).fold(Counts::default(), |sum, counts| Counts {
            total: sum.total + counts.total,
            passed: sum.passed + counts.passed,
            skipped: sum.skipped + counts.skipped,
            failed: sum.failed + counts.failed,
        })
    }

    /// Writes a table with the reasons and failures below it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{:16} {:>6} {:>7} {:>8} {:>7}\n", "suite", "total", "passed", "skipped", "failed");
        let mut row = |name: &str, counts: Counts| {
            let Counts { total, passed, skipped, failed } = counts;
            let _ = writeln!(out, "{name:16} {total:>6} {passed:>7} {skipped:>8} {failed:>7}");
        };
        self.ran.iter().for_each(|ran| row(ran.suite.name, ran.counts()));
        if self.ran.len() > 1 {
            row("all", self.counts());
        }
        for ran in &self.ran {
            for (reason, tests) in ran.reasons() {
                let _ =
                    writeln!(out, "\nskipped in {}, {}: {reason}\n  {}", ran.suite.name, tests.len(), tests.join(" "));
            }
        }
        for ran in &self.ran {
            for test in &ran.tests {
                if let Outcome::Failed(why) = &test.outcome {
                    let why: String = why.chars().take(400).collect();
                    let _ = writeln!(out, "\nfailed: {} ({})\n  {why}", test.iri, test.name);
                }
            }
        }
        out
    }

    /// Writes the page `CONFORMANCE.md`.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "# Conformance\n\nWritten by `chancery conformance --write CONFORMANCE.md`; do not edit. A test on the skip list \
             (`tests/conformance/skip.toml`) that passes counts as a failure. JSON-LD documents are compared with arrays \
             unordered outside of lists and blank nodes renamed; datasets by their canonical form. In the RDF suites every \
             document that reads is also written by every writer that can carry it, read back and compared.\n\n\
             | suite | what | total | passed | skipped | failed |\n|---|---|---|---|---|---|\n",
        );
        let mut row = |name: &str, title: &str, counts: Counts| {
            let Counts { total, passed, skipped, failed } = counts;
            let _ = writeln!(out, "| {name} | {title} | {total} | {passed} | {skipped} | {failed} |");
        };
        self.ran.iter().for_each(|ran| row(&format!("`{}`", ran.suite.name), ran.suite.title, ran.counts()));
        row("all", "", self.counts());
        if self.counts().skipped > 0 {
            out.push_str("\n## Skipped\n\n| suite | tests | reason |\n|---|---|---|\n");
        }
        for ran in &self.ran {
            for (reason, tests) in ran.reasons() {
                let _ = writeln!(out, "| `{}` | {} | {reason} |", ran.suite.name, tests.join(" "));
            }
        }
        if !self.is_good() {
            out.push_str("\n## Failed\n\n");
        }
        for ran in &self.ran {
            for test in ran.tests.iter().filter(|test| matches!(test.outcome, Outcome::Failed(_))) {
                let _ = writeln!(out, "- <{}> {}", test.iri, test.name);
            }
        }
        out
    }

    /// Writes an EARL report in Turtle; `date` is when the suites ran.
    #[must_use]
    pub fn earl(&self, version: &str, date: &str) -> String {
        let mut out = format!(
            "@prefix dc: <http://purl.org/dc/terms/> .\n@prefix doap: <http://usefulinc.com/ns/doap#> .\n\
             @prefix earl: <http://www.w3.org/ns/earl#> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n\
             <> foaf:primaryTopic <https://w3id.org/chancery> ;\n  dc:issued \"{date}\"^^xsd:dateTime .\n\n\
             <https://w3id.org/chancery> a doap:Project, earl:TestSubject, earl:Software ;\n  doap:name \"Chancery\" ;\n  \
             doap:programming-language \"Rust\" ;\n  doap:release [ doap:revision \"{version}\" ] .\n"
        );
        for test in self.ran.iter().flat_map(|ran| &ran.tests) {
            let outcome = match test.outcome {
                Outcome::Passed => "passed",
                Outcome::Skipped(_) => "untested",
                Outcome::Failed(_) => "failed",
            };
            let _ = write!(
                out,
                "\n[] a earl:Assertion ;\n  earl:assertedBy <https://w3id.org/chancery> ;\n  \
                 earl:subject <https://w3id.org/chancery> ;\n  earl:test <{}> ;\n  earl:mode earl:automatic ;\n  \
                 earl:result [ a earl:TestResult ; earl:outcome earl:{outcome} ; dc:date \"{date}\"^^xsd:dateTime ] .\n",
                test.iri
            );
        }
        out
    }
}
