//! Results as bytes: solutions, booleans and graphs in the formats that other tools read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oxigraph::io::RdfSerializer;
use oxigraph::model::{Term, TermRef, Triple, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use serde_json::{Map, Value, json};

use super::Prefixes;
use super::run::{Graph, QueryError, Row, Rows};
use super::table::{self, CellText};

/// A format for the rows of a `SELECT`, or the answer to an `ASK`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SolutionFormat {
    /// SPARQL 1.1 Query Results CSV.
    Csv,
    /// SPARQL 1.1 Query Results TSV: terms keep language and datatype.
    Tsv,
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
    /// One JSON object a row.
    JsonLines,
    /// A table in GitHub's Markdown.
    Markdown,
}

impl SolutionFormat {
    /// Every format with its name, extension and media type.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (Self::Csv, "csv", "csv", "text/csv"),
        (Self::Tsv, "tsv", "tsv", "text/tab-separated-values"),
        (Self::Json, "json", "srj", "application/sparql-results+json"),
        (Self::Xml, "xml", "srx", "application/sparql-results+xml"),
        (Self::JsonLines, "jsonl", "jsonl", "application/x-ndjson"),
        (Self::Markdown, "markdown", "md", "text/markdown"),
    ];

    /// Returns the format with this name, extension or media type.
    #[must_use]
    pub fn from_name(written: &str) -> Option<Self> {
        let written = written.trim_start_matches('.').to_ascii_lowercase();
        let fits = |entry: &&(Self, &str, &str, &str)| [entry.1, entry.2, entry.3].contains(&written.as_str());
        Self::ALL.iter().find(fits).map(|entry| entry.0)
    }

    /// Returns the media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        Self::ALL.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.3)
    }

    pub(super) const fn of_library(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::JsonLines | Self::Markdown => None,
        }
    }
}

/// A format for the triples of a `CONSTRUCT` or `DESCRIBE`; all of them in the default graph.
pub use crate::rdf::Format as GraphFormat;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The query failed in the middle.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The bytes could not be written.
    #[error("could not write the results")]
    Io(#[from] io::Error),
    /// A prefix of the writer is no IRI.
    #[error("the prefix `{0}` has no IRI")]
    Prefix(String),
}

/// Writes rows as they come and returns how many. `hidden` columns are left out.
pub fn write_rows(
    format: SolutionFormat,
    rows: &mut Rows,
    hidden: &[String],
    mut out: impl Write,
) -> Result<u64, WriteError> {
    let shown: Vec<(usize, Variable)> = rows
        .columns()
        .enumerate()
        .filter(|(_, name)| !hidden.iter().any(|hidden| hidden == name))
        .map(|(place, name)| (place, Variable::new_unchecked(name)))
        .collect();
    let mut count = 0;
    if let Some(library) = format.of_library() {
        let names = shown.iter().map(|(_, name)| name.clone()).collect();
        let serializer = QueryResultsSerializer::from_format(library);
        let mut writer = serializer.serialize_solutions_to_writer(out, names)?;
        for row in rows {
            let row = row?;
            let bound = shown.iter().filter_map(|(place, name)| Some((name, row[*place].as_ref()?)));
            writer.serialize(bound.map(|(name, term)| (name.as_ref(), term.as_ref())))?;
            count += 1;
        }
        writer.finish()?.flush()?;
        return Ok(count);
    }
    if format == SolutionFormat::Markdown {
        let names: Vec<_> = shown.iter().map(|(_, name)| markdown(name.as_str())).collect();
        writeln!(out, "| {} |\n|{}", names.join(" | "), " --- |".repeat(names.len()))?;
    }
    for row in rows {
        let row: Row = row?;
        let bound = shown.iter().map(|(place, name)| (name, row[*place].as_ref()));
        if format == SolutionFormat::Markdown {
            let cells: Vec<_> =
                bound.map(|(_, term)| term.map(plain).map(|text| markdown(&text)).unwrap_or_default()).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        } else {
            let object: Map<String, Value> =
                bound.filter_map(|(name, term)| Some((name.as_str().to_owned(), to_json(term?.as_ref())))).collect();
            serde_json::to_writer(&mut out, &object).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// Writes the answer to an `ASK`.
pub fn write_boolean(format: SolutionFormat, answer: bool, mut out: impl Write) -> Result<(), WriteError> {
    match (format.of_library(), format) {
        (Some(library), _) => {
            QueryResultsSerializer::from_format(library).serialize_boolean_to_writer(out, answer)?.flush()?;
        }
        (None, SolutionFormat::JsonLines) => writeln!(out, "{}", json!({ "boolean": answer }))?,
        (None, _) => writeln!(out, "{answer}")?,
    }
    Ok(())
}

/// Writes the triples of a result, each once, sorted, and returns how many.
pub fn write_graph(
    format: GraphFormat,
    graph: &mut Graph,
    prefixes: &Prefixes,
    out: impl Write,
) -> Result<u64, WriteError> {
    let mut sorted: BTreeMap<String, Triple> = BTreeMap::new();
    for triple in graph {
        let triple = triple?;
        sorted.insert(triple.to_string(), triple);
    }
    let mut serializer = RdfSerializer::from_format(format.of_library());
    if matches!(format, GraphFormat::Turtle | GraphFormat::TriG | GraphFormat::RdfXml) {
        for (prefix, namespace) in prefixes.iter() {
            let used = sorted.keys().any(|line| line.contains(namespace));
            if used {
                serializer =
                    serializer.with_prefix(prefix, namespace).map_err(|_| WriteError::Prefix(prefix.to_owned()))?;
            }
        }
    }
    let mut writer = serializer.for_writer(out);
    for triple in sorted.values() {
        writer.serialize_triple(triple)?;
    }
    writer.finish()?.flush()?;
    Ok(sorted.len() as u64)
}

/// Returns a term as the binding of SPARQL 1.1 Query Results JSON (§3.2.2).
fn to_json(term: TermRef<'_>) -> Value {
    match term {
        TermRef::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        TermRef::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        TermRef::Literal(literal) => {
            let mut object = json!({ "type": "literal", "value": literal.value() });
            if let Some(language) = literal.language() {
                object["xml:lang"] = language.into();
            } else if literal.datatype() != oxigraph::model::vocab::xsd::STRING {
                object["datatype"] = literal.datatype().as_str().into();
            }
            object
        }
        TermRef::Triple(triple) => json!({ "type": "triple", "value": {
            "subject": to_json(triple.subject.as_ref().into()),
            "predicate": to_json(triple.predicate.as_ref().into()),
            "object": to_json(triple.object.as_ref()),
        }}),
    }
}

fn plain(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// Escapes text for a cell of a Markdown table: no markup, no HTML, one line, control characters to be seen.
fn markdown(text: &str) -> String {
    escape_markdown(&CellText::visible(text))
}

/// Escapes text for Markdown: no markup, no HTML, one line.
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("<br>"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Shows rows as a table for a terminal; see [`table::render`].
pub fn render_table(
    rows: &mut Rows,
    hidden: &[String],
    style: &table::Style<'_>,
) -> Result<table::Rendered, QueryError> {
    let columns: Vec<String> = rows.columns().map(str::to_owned).collect();
    let collected = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(table::render(&columns, &collected, hidden, rows.is_cut(), style))
}
