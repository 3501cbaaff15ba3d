//! Every format that can be asked for, RDF or nodes and edges, by name or by the name of a file.

use crate::cli::error::{CliError, Exit};
use crate::export::graph::GraphFormat;
use crate::rdf::Format;

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Target {
    /// An RDF format.
    Rdf(Format),
    /// Nodes and edges.
    Graph(GraphFormat),
}

impl Target {
    /// Reads a format by name, extension or media type.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        let rdf = Format::from_name(written).map(Self::Rdf);
        rdf.or_else(|| GraphFormat::from_name(written).map(Self::Graph)).ok_or_else(|| {
            let names = "there are nq, trig, jsonld, ttl, nt, rdf, and for export csv, nodes, edges, graphml, gexf";
            match near(written) {
                Some(near) => format!("did you mean `{near}`? {names}"),
                None => names.to_owned(),
            }
        })
    }

    /// Reads the format that the name of a file tells.
    pub(super) fn of_file(name: &str) -> Result<Self, CliError> {
        let rdf = Format::from_file_name(name).map(Self::Rdf);
        rdf.or_else(|| GraphFormat::from_file_name(name).map(Self::Graph)).ok_or_else(|| {
            CliError::new(Exit::Usage, format!("`{name}` does not say which format to write")).with_hint(
                "say --to, or name the file .nq, .trig, .jsonld, .ttl, .nt, .rdf, .graphml, .gexf, nodes.csv or edges.csv (also with .gz or .zst); `--to csv` fills a folder",
            )
        })
    }
}

/// Returns the name that is most like what was written, if any is.
fn near(written: &str) -> Option<&'static str> {
    let wanted = written.trim().to_lowercase();
    let rdf = Format::ALL.iter().flat_map(|row| [row.1, row.2]);
    let names = rdf.chain(GraphFormat::ALL.iter().map(|row| row.1));
    let likeness = |name: &str| strsim::jaro_winkler(name, &wanted);
    let best = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.75).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_known_and_near_misses_are_told() {
        assert_eq!(Target::parse("ttl"), Ok(Target::Rdf(Format::Turtle)));
        assert_eq!(Target::parse("GEXF"), Ok(Target::Graph(GraphFormat::Gexf)));
        assert_eq!(Target::parse("text/csv; charset=utf-8"), Ok(Target::Graph(GraphFormat::Tables)));
        assert_eq!(Target::of_file("a.graphml.gz").ok(), Some(Target::Graph(GraphFormat::GraphMl)));
        assert_eq!(Target::of_file("edges.csv").ok(), Some(Target::Graph(GraphFormat::Edges)));
        assert!(Target::of_file("a.csv").is_err());
        for (written, meant) in [("grapml", "graphml"), ("gefx", "gexf"), ("turtel", "turtle"), ("edge", "edges")] {
            let error = Target::parse(written).unwrap_err();
            assert!(error.contains(&format!("did you mean `{meant}`?")), "{error}");
        }
        assert!(!Target::parse("xyz").unwrap_err().contains("did you mean"));
    }
}
