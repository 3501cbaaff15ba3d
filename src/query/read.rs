//! Results as others wrote them: the standard formats, read back.

use oxigraph::sparql::results::{QueryResultsParser, ReaderQueryResultsParserOutput};

use super::results::SolutionFormat;
use super::run::Row;

/// What a document of results holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadResults {
    /// The answer to an `ASK`.
    Boolean(bool),
    /// The columns, without `?`, and the rows of a `SELECT`.
    Rows(Vec<String>, Vec<Row>),
}

/// Reads a document of results.
///
/// # Errors
/// If the format is one of ours alone, or keeps no terms (CSV), or the document is not well-formed; in words.
pub fn read_results(format: SolutionFormat, bytes: &[u8]) -> Result<ReadResults, String> {
    let library = match format {
        SolutionFormat::Csv => None,
        other => other.of_library(),
    };
    let library = library.ok_or("this format of results is not read back")?;
    let parsed = QueryResultsParser::from_format(library).for_reader(bytes).map_err(|error| error.to_string())?;
    match parsed {
        ReaderQueryResultsParserOutput::Boolean(answer) => Ok(ReadResults::Boolean(answer)),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let columns = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
            let row = |row: Result<oxigraph::sparql::QuerySolution, _>| row.map(|row| row.values().to_vec());
            let rows: Result<Vec<Row>, _> = solutions.map(row).collect();
            Ok(ReadResults::Rows(columns, rows.map_err(|error| error.to_string())?))
        }
    }
}
