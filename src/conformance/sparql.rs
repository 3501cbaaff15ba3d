//! Tests of SPARQL 1.0, 1.1 and 1.2: syntax and evaluation, asked the way every question is asked, on one engine.
//!
//! What is found is written by our writers and read back before it is compared, so that they are tested as well.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::compare;
use super::folders::Folder;
use super::manifest::Test;
use super::rdf::same;
use crate::iri::Base;
use crate::query::results::{SolutionFormat, write_boolean, write_rows};
use crate::query::{Asker, Found, QueryError, Question, ReadResults, Row, graphs_of_from, read_results, with_stack};
use crate::rdf::document::{Reading, read};
use crate::rdf::{Format, GraphName, Literal, NamedNode, Quad, Term};
use crate::store::{Engine, MemoryEngine, SnapshotEngine};
use crate::vocab::xsd;

const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

/// The engine that a suite is run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Memory,
    Snapshot,
}

impl On {
    fn engine(self, quads: Vec<Quad>) -> Result<Box<dyn Engine>, String> {
        Ok(match self {
            Self::Memory => Box::new(MemoryEngine::from_quads(quads).map_err(|error| error.to_string())?),
            Self::Snapshot => Box::new(SnapshotEngine::from_quads(quads).map_err(|error| error.to_string())?),
        })
    }
}

/// Runs one test; says what is wrong.
pub(super) fn run(folder: &Folder, on: On, test: &Test) -> Result<(), String> {
    let one = || {
        let is = |kind: &str| test.is(kind) || test.is(&format!("{kind}11")) || test.is(&format!("{kind}12"));
        let action = test.action().ok_or("the manifest names no input")?;
        if is("PositiveSyntaxTest") || is("NegativeSyntaxTest") {
            let refused = syntax(folder, &*on.engine(Vec::new())?, &action)?;
            return match (refused, is("NegativeSyntaxTest")) {
                (None, true) => Err("accepted".to_owned()),
                (Some(why), false) => Err(why),
                _ => Ok(()),
            };
        }
        let query = test.of(&action, &format!("{QT}query")).ok_or("the manifest names no query")?;
        let engine = on.engine(data(folder, test, &action, &query)?)?;
        ask(folder, &*engine, &query, |found| compare_with(folder, test, found))
    };
    with_stack(one).map_err(|error| error.to_string())?
}

/// Says why a query is refused as text; one that is understood and cannot be answered is not.
fn syntax(folder: &Folder, engine: &dyn Engine, query: &str) -> Result<Option<String>, String> {
    let (asker, question) = asked(folder, engine, query)?;
    Ok(match asker.ask(&question) {
        Err(QueryError::Syntax(error)) => Some(error.to_string()),
        _ => None,
    })
}

/// Returns the query of a document, with its relative IRIs relative to it, and who is to ask it.
fn asked<'e>(folder: &Folder, engine: &'e dyn Engine, query: &str) -> Result<(Asker<'e>, Question), String> {
    let bytes = folder.read(query).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let base = Base::new("https://kb.example/").map_err(|error| error.to_string())?;
    Ok((Asker::new(engine, &base), Question::text(format!("BASE <{query}>\n{text}"))))
}

/// Asks the query of a document.
fn ask<T>(
    folder: &Folder,
    engine: &dyn Engine,
    query: &str,
    take: impl FnOnce(Found) -> Result<T, String>,
) -> Result<T, String> {
    let (asker, question) = asked(folder, engine, query)?;
    take(asker.ask(&question).map_err(|error| format!("refused: {error}"))?.results)
}

/// Reads what a test is asked of; also what its query names by `FROM`, where the manifest names nothing.
fn data(folder: &Folder, test: &Test, action: &str, query: &str) -> Result<Vec<Quad>, String> {
    let mut quads = Vec::new();
    let mut add = |document: &str, graph: Option<&str>| {
        let bytes = folder.read(document).map_err(|error| error.to_string())?;
        let format = Format::from_file_name(document).ok_or("data in a format that is not known")?;
        let reading = Reading { base: Some(document), document_type: true, loader: None };
        let mut found = read(&bytes, format, &reading).map_err(|error| format!("<{document}>: {error}"))?;
        if let Some(graph) = graph {
            let name = NamedNode::new(graph).map_err(|error| error.to_string())?;
            found.iter_mut().for_each(|quad| quad.graph_name = GraphName::NamedNode(name.clone()));
        }
        // Blank nodes of two documents are two.
        let of_document = quads.len();
        for quad in &mut found {
            crate::rdf::document::prefix_blank_nodes(quad, &format!("d{of_document}"));
        }
        quads.extend(found);
        Ok::<_, String>(())
    };
    let mut named = false;
    for document in test.all_of(action, &format!("{QT}data")) {
        named = true;
        add(&document, None)?;
    }
    for document in test.all_of(action, &format!("{QT}graphData")) {
        named = true;
        match test.of(&document, &format!("{QT}graph")) {
            Some(graph) => {
                let label = test.of(&document, "http://www.w3.org/2000/01/rdf-schema#label");
                add(&graph, Some(label.as_deref().unwrap_or(&graph)))?;
            }
            None => add(&document, Some(&document))?,
        }
    }
    if !named {
        let text = folder.read(query).map_err(|error| error.to_string())?;
        for document in graphs_of_from(&String::from_utf8_lossy(&text), query) {
            add(&document, Some(&document))?;
        }
    }
    Ok(quads)
}

fn compare_with(folder: &Folder, test: &Test, found: Found) -> Result<(), String> {
    let expected = test.result().ok_or("the manifest names no result")?;
    let bytes = folder.read(&expected).map_err(|error| error.to_string())?;
    let extension = expected.rsplit('.').next().unwrap_or_default();
    match found {
        Found::Graph(triples) => {
            let made: Result<Vec<Quad>, _> =
                triples.map(|triple| triple.map(|triple| triple.in_graph(GraphName::DefaultGraph))).collect();
            let mut made = made.map_err(|error| error.to_string())?;
            made.sort_by_key(ToString::to_string);
            made.dedup();
            same(&made, &document(&expected, &bytes)?)
        }
        Found::Boolean(answer) => {
            let mut written = Vec::new();
            let format = SolutionFormat::from_name(extension).filter(|format| *format != SolutionFormat::Csv);
            write_boolean(format.unwrap_or(SolutionFormat::Json), answer, &mut written)
                .map_err(|error| error.to_string())?;
            let made = read_results(format.unwrap_or(SolutionFormat::Json), &written)?;
            let wanted = match format {
                Some(format) => read_results(format, &bytes)?,
                None => result_set(&document(&expected, &bytes)?).map(|(results, _)| results)?,
            };
            if made == wanted { Ok(()) } else { Err(format!("answered {answer}")) }
        }
        Found::Solutions(mut rows) => {
            let format = SolutionFormat::from_name(extension);
            let through = format.unwrap_or(SolutionFormat::Xml);
            let mut written = Vec::new();
            write_rows(through, &mut rows, &[], &mut written).map_err(|error| error.to_string())?;
            if format == Some(SolutionFormat::Csv) {
                return same_lines(&written, &bytes);
            }
            let (wanted, ordered) = match format {
                Some(format) => (read_results(format, &bytes)?, false),
                None => result_set(&document(&expected, &bytes)?)?,
            };
            let ReadResults::Rows(columns, made) = read_results(through, &written)? else {
                return Err("our rows do not read back as rows".to_owned());
            };
            let ReadResults::Rows(named, wanted) = wanted else { return Err("rows, not a truth value".to_owned()) };
            let lax = test.get(&format!("{MF}resultCardinality")).is_some_and(|lax| lax.ends_with("LaxCardinality"));
            same_rows(&columns, &made, &named, &wanted, ordered, lax)
        }
    }
}

fn document(iri: &str, bytes: &[u8]) -> Result<Vec<Quad>, String> {
    let format = Format::from_file_name(iri).ok_or("a result in a format that is not known")?;
    let reading = Reading { base: Some(iri), document_type: true, loader: None };
    read(bytes, format, &reading).map_err(|error| format!("the result: {error}"))
}

/// Reads results in the vocabulary of the working group; says whether they are in order.
fn result_set(quads: &[Quad]) -> Result<(ReadResults, bool), String> {
    let mut of: BTreeMap<(String, &str), Vec<&Term>> = BTreeMap::new();
    for quad in quads {
        let predicate = quad.predicate.as_str().strip_prefix(RS).unwrap_or_default();
        of.entry((quad.subject.to_string(), predicate)).or_default().push(&quad.object);
    }
    let all = |subject: &str, predicate| of.get(&(subject.to_owned(), predicate)).map_or(&[][..], Vec::as_slice);
    let text = |term: &Term| match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    };
    if let Some((_, truth)) = of.iter().find(|((_, predicate), _)| *predicate == "boolean") {
        return Ok((ReadResults::Boolean(truth.iter().any(|truth| text(truth) == "true")), false));
    }
    let mut columns: Vec<String> = of
        .iter()
        .filter(|((_, predicate), _)| *predicate == "resultVariable")
        .flat_map(|(_, names)| names)
        .map(|name| text(name))
        .collect();
    columns.sort();
    columns.dedup();
    let mut rows: Vec<(Option<u64>, Row)> = Vec::new();
    for solution in
        of.iter().filter(|((_, predicate), _)| *predicate == "solution").flat_map(|(_, solutions)| solutions)
    {
        let solution = solution.to_string();
        let mut row: Row = vec![None; columns.len()];
        for binding in all(&solution, "binding") {
            let binding = binding.to_string();
            let name =
                all(&binding, "variable").first().map(|name| text(name)).ok_or("a binding without a variable")?;
            let place = columns.iter().position(|column| *column == name).ok_or("a variable that is not listed")?;
            row[place] = all(&binding, "value").first().map(|value| (*value).clone());
        }
        let index = all(&solution, "index").first().and_then(|index| text(index).parse().ok());
        rows.push((index, row));
    }
    let ordered = !rows.is_empty() && rows.iter().all(|(index, _)| index.is_some());
    rows.sort_by_key(|(index, _)| *index);
    Ok((ReadResults::Rows(columns, rows.into_iter().map(|(_, row)| row).collect()), ordered))
}

/// Compares rows of CSV; what blank nodes are called, the order of rows and, as `SELECT *` names none, that of columns
/// do not matter.
fn same_lines(made: &[u8], wanted: &[u8]) -> Result<(), String> {
    let rows = |bytes: &[u8]| -> Result<(Vec<String>, Vec<Vec<String>>), String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header: Vec<String> =
            reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
        let mut order: Vec<usize> = (0..header.len()).collect();
        order.sort_by_key(|place| &header[*place]);
        let cell = |cell: &str| if cell.starts_with("_:") { "_:".to_owned() } else { cell.to_owned() };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            rows.push(order.iter().map(|place| cell(&record[*place])).collect());
        }
        rows.sort();
        Ok((order.iter().map(|place| header[*place].clone()).collect(), rows))
    };
    if rows(made)? == rows(wanted)? { Ok(()) } else { Err(format!("wrote {}", String::from_utf8_lossy(made))) }
}

fn same_rows(
    columns: &[String],
    made: &[Row],
    named: &[String],
    wanted: &[Row],
    ordered: bool,
    lax: bool,
) -> Result<(), String> {
    let (made, wanted) = (as_json(columns, made, lax), as_json(named, wanted, lax));
    let wrap = |rows: &[Value]| if ordered { json!({ "@list": rows }) } else { json!(rows) };
    let mut names: [Vec<&String>; 2] = [columns.iter().collect(), named.iter().collect()];
    names.iter_mut().for_each(|names| names.sort());
    if names[0] == names[1] && compare::same(&wrap(&made), &wrap(&wanted)) {
        return Ok(());
    }
    Err(format!("found {columns:?} {} instead of {named:?} {}", Value::from(made), Value::from(wanted)))
}

/// Returns rows as the comparison of documents has them, in an order in which like is near like.
fn as_json(columns: &[String], rows: &[Row], lax: bool) -> Vec<Value> {
    let row = |row: &Row| {
        let bound =
            columns.iter().zip(row).filter_map(|(name, term)| Some((name.clone(), term_as_json(term.as_ref()?))));
        Value::Object(bound.collect::<Map<_, _>>())
    };
    let mut rows: Vec<Value> = rows.iter().map(row).collect();
    if lax {
        rows.sort_by_key(Value::to_string);
        rows.dedup();
    }
    rows
}

fn term_as_json(term: &Term) -> Value {
    match term {
        Term::Triple(triple) => {
            let subject = Term::from(triple.subject.clone());
            json!({ "@list": [term_as_json(&subject), triple.predicate.as_str(), term_as_json(&triple.object)] })
        }
        Term::Literal(literal) => match number(literal) {
            Some(number) => format!("{number}^^{}", literal.datatype().as_str()).into(),
            None => literal.to_string().into(),
        },
        other => other.to_string().into(),
    }
}

/// Returns the value of a number; the tests ask for values, and the words of a computed one are the engine's.
fn number(literal: &Literal) -> Option<f64> {
    let datatype = literal.datatype().as_str().strip_prefix(xsd::NAMESPACE)?;
    let is_number = matches!(datatype, "decimal" | "double" | "float") || datatype.contains("nteger");
    if is_number { literal.value().parse().ok() } else { None }
}
