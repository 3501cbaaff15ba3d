//! The format of an answer: asked for, guessed from the file's name, or what suits the reader.

use std::path::Path;

use crate::cli::error::{CliError, Exit};
use crate::query::results::{GraphFormat, SolutionFormat};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowFormat {
    /// A table for people.
    Table,
    /// Bytes for programs.
    Data(SolutionFormat),
}

/// How an answer is written, whatever its kind turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Format {
    /// Rows, and the answer to an ASK.
    pub(super) rows: Option<RowFormat>,
    /// Triples.
    pub(super) graph: Option<GraphFormat>,
    /// What people call it.
    name: String,
}

const KNOWN: &str = "rows: table, csv, tsv, json, xml, md, jsonl; triples: ttl, nt, nq, trig, jsonld, rdf";

impl Format {
    /// Chooses: the flag, then the ending of the file, then a table on a terminal, CSV and Turtle else.
    pub(super) fn choose(flag: Option<&str>, output: Option<&Path>, terminal: bool) -> Result<Self, CliError> {
        if let Some(written) = flag {
            return Self::from_name(written)
                .ok_or_else(|| CliError::new(Exit::Usage, format!("there is no format `{written}`")).with_hint(KNOWN));
        }
        match output.filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let compressed = path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
                let named = if compressed { path.with_extension("") } else { path.to_path_buf() };
                let ending = named.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
                let plain = path.metadata().is_ok_and(|data| !data.is_file());
                Self::from_name(ending).or_else(|| plain.then(Self::piped)).ok_or_else(|| {
                    CliError::new(Exit::Usage, format!("the name `{}` tells no format", path.display()))
                        .with_hint(format!("say it with --format ({KNOWN})"))
                })
            }
            None if terminal => Ok(Self::table()),
            None => Ok(Self::piped()),
        }
    }

    fn table() -> Self {
        Self { rows: Some(RowFormat::Table), graph: Some(GraphFormat::Turtle), name: "table".to_owned() }
    }

    fn piped() -> Self {
        Self {
            rows: Some(RowFormat::Data(SolutionFormat::Csv)),
            graph: Some(GraphFormat::Turtle),
            name: "csv".to_owned(),
        }
    }

    fn from_name(written: &str) -> Option<Self> {
        let name = written.split(';').next().unwrap_or_default().trim().trim_start_matches('.').to_ascii_lowercase();
        if matches!(&*name, "table" | "txt" | "text" | "text/plain") {
            return Some(Self::table());
        }
        let both = match &*name {
            "json" | "application/json" => Some((SolutionFormat::Json, GraphFormat::JsonLd)),
            "xml" | "application/xml" => Some((SolutionFormat::Xml, GraphFormat::RdfXml)),
            _ => None,
        };
        let rows = both.map(|(rows, _)| rows).or_else(|| SolutionFormat::from_name(&name));
        let graph = both.map(|(_, graph)| graph).or_else(|| GraphFormat::from_name(&name));
        (rows.is_some() || graph.is_some()).then_some(Self { rows: rows.map(RowFormat::Data), graph, name })
    }

    /// Returns the format of rows, or says that this one is for triples.
    pub(super) fn for_rows(&self) -> Result<RowFormat, CliError> {
        self.rows.ok_or_else(|| self.unfit("rows", "table, csv, tsv, json, xml, md or jsonl"))
    }

    /// Returns the format of triples, or says that this one is for rows.
    pub(super) fn for_graph(&self) -> Result<GraphFormat, CliError> {
        self.graph.ok_or_else(|| self.unfit("triples", "ttl, nt, nq, trig, jsonld or rdf"))
    }

    fn unfit(&self, kind: &str, instead: &str) -> CliError {
        CliError::new(Exit::Usage, format!("the answer is {kind}, which `{}` cannot carry", self.name))
            .with_hint(format!("use {instead}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_endings_and_media_types_are_known() {
        let rows = |name: &str| Format::from_name(name).and_then(|format| format.rows);
        let graph = |name: &str| Format::from_name(name).and_then(|format| format.graph);
        for name in ["csv", "text/csv", ".CSV", "text/csv; charset=utf-8"] {
            assert_eq!(rows(name), Some(RowFormat::Data(SolutionFormat::Csv)), "{name}");
        }
        for name in ["tsv", "json", "srj", "xml", "srx", "md", "jsonl", "table"] {
            assert!(rows(name).is_some(), "{name}");
        }
        for name in ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "application/ld+json", "text/turtle", "json", "xml"] {
            assert!(graph(name).is_some(), "{name}");
        }
        assert_eq!(Format::from_name("exe"), None);
    }

    #[test]
    fn the_flag_goes_before_the_ending_before_the_terminal() {
        let choose = |flag, output: Option<&str>, terminal| {
            Format::choose(flag, output.map(Path::new), terminal).map(|format| format.rows)
        };
        let data = |format| Some(RowFormat::Data(format));
        assert_eq!(choose(Some("tsv"), Some("x.json"), true).unwrap(), data(SolutionFormat::Tsv));
        assert_eq!(choose(None, Some("x.json"), true).unwrap(), data(SolutionFormat::Json));
        assert_eq!(choose(None, Some("x.json.gz"), true).unwrap(), data(SolutionFormat::Json));
        assert_eq!(choose(None, Some("x.tsv.zst"), true).unwrap(), data(SolutionFormat::Tsv));
        assert_eq!(choose(None, Some("x.gz"), true).unwrap_err().exit(), Exit::Usage);
        assert_eq!(choose(None, Some("-"), true).unwrap(), Some(RowFormat::Table));
        assert_eq!(choose(None, None, false).unwrap(), data(SolutionFormat::Csv));
        assert_eq!(choose(None, Some("x.exe"), true).unwrap_err().exit(), Exit::Usage);
    }
}
