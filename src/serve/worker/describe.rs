//! What the service and its data say of themselves: SPARQL 1.1 Service Description, and VoID.

use std::io::Write;

use super::data::plain;
use super::job::{About, Failure, Kind};
use super::run::{Answer, Opened};
use crate::export::Selection;
use crate::query::Lens;
use crate::query::results::SolutionFormat;
use crate::rdf::{Format, Line, Object, QuadSink};
use crate::store::{DatasetChoice, Request, Results};
use crate::vocab::{rdf, st, xsd};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// Formats by the names that the W3C gave them.
const KNOWN: [&str; 10] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "N-Quads",
    "TriG",
];

/// Writes a description.
pub(super) fn write(
    data: &Opened,
    about: About,
    endpoint: &str,
    format: Format,
    out: &mut Answer<'_, impl Write>,
) -> Result<(String, u64), Failure> {
    debug_assert_eq!(KNOWN.len(), SolutionFormat::ALL.len() + Format::ALL.len() - 2);
    let nquads = match about {
        About::Service => service(data, endpoint)?,
        About::Dataset => dataset(data, endpoint)?,
    };
    let nquads = String::from_utf8(nquads).map_err(|error| Failure::new(Kind::Broken, error.to_string()))?;
    plain(&Selection::new(format, Lens::Statements, &data.base, false), None, &nquads, out)
}

fn sd(local: &str) -> String {
    format!("{SD}{local}")
}

fn void(local: &str) -> String {
    format!("{VOID}{local}")
}

/// Describes the endpoint (SPARQL 1.1 Service Description §3).
fn service(data: &Opened, endpoint: &str) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let service = format!("{endpoint}#service");
    let graphs = format!("{endpoint}#dataset");
    let default = format!("{endpoint}#default");
    out.quad(&service, rdf::TYPE, Object::Iri(&sd("Service")), None);
    out.quad(&service, &sd("endpoint"), Object::Iri(endpoint), None);
    for language in ["SPARQL10Query", "SPARQL11Query"] {
        out.quad(&service, &sd("supportedLanguage"), Object::Iri(&sd(language)), None);
    }
    for format in KNOWN {
        out.quad(&service, &sd("resultFormat"), Object::Iri(&format!("{FORMATS}{format}")), None);
    }
    out.quad(&service, &sd("defaultDataset"), Object::Iri(&graphs), None);
    out.quad(&graphs, rdf::TYPE, Object::Iri(&sd("Dataset")), None);
    out.quad(&graphs, &sd("defaultGraph"), Object::Iri(&default), None);
    out.quad(&default, rdf::TYPE, Object::Iri(&sd("Graph")), None);
    // Those of articles are too many to be listed; `asserted` unites them.
    for name in ["asserted", "reviewed", "meta"] {
        let graph = data.base.graph(name);
        if !holds_anything(data, &graph)? {
            continue;
        }
        let (named, node) = (format!("{endpoint}#{name}"), format!("{endpoint}#{name}-graph"));
        out.quad(&graphs, &sd("namedGraph"), Object::Iri(&named), None);
        out.quad(&named, rdf::TYPE, Object::Iri(&sd("NamedGraph")), None);
        out.quad(&named, &sd("name"), Object::Iri(&graph), None);
        out.quad(&named, &sd("graph"), Object::Iri(&node), None);
        out.quad(&node, rdf::TYPE, Object::Iri(&sd("Graph")), None);
    }
    Ok(out)
}

fn holds_anything(data: &Opened, graph: &str) -> Result<bool, Failure> {
    let mut request = Request::new("ASK { ?s ?p ?o }");
    request.dataset = DatasetChoice {
        default_graph: false,
        merged: vec![graph.to_owned()],
        named: Some(Vec::new()),
        over_from: true,
    };
    let answer = data.engine.evaluate(&request).map_err(|error| Failure::new(Kind::Store, error.to_string()))?;
    Ok(matches!(answer.results, Results::Boolean(true)))
}

/// Describes the dataset: what it says of itself in its graph `meta`, its size, and where it can be asked.
fn dataset(data: &Opened, endpoint: &str) -> Result<Vec<u8>, Failure> {
    let node = format!("{}dataset", data.base.as_str());
    let mut out = Vec::new();
    let count = |number: u64| number.to_string();
    out.quad(&node, rdf::TYPE, Object::Iri(&void("Dataset")), None);
    out.quad(&node, &void("sparqlEndpoint"), Object::Iri(endpoint), None);
    out.quad(&node, &void("uriSpace"), Object::Text(data.base.as_str()), None);
    out.quad(&node, &void("triples"), Object::Typed(&count(data.engine.len()), xsd::INTEGER), None);
    for format in ["Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG"] {
        out.quad(&node, &void("feature"), Object::Iri(&format!("{FORMATS}{format}")), None);
    }
    let Some((archive, manifest)) = data.archive.as_deref() else { return Ok(out) };
    out.quad(&node, &void("documents"), Object::Typed(&count(manifest.articles.len() as u64), xsd::INTEGER), None);
    let statements = format!("{node}/statements");
    out.quad(&node, &void("classPartition"), Object::Iri(&statements), None);
    out.quad(&statements, &void("class"), Object::Iri(st::STATEMENT_CLASS), None);
    out.quad(&statements, &void("entities"), Object::Typed(&count(manifest.statements()), xsd::INTEGER), None);
    if let Some(segment) = &manifest.meta {
        let meta = archive.read_segment(manifest, segment);
        let meta = meta.map_err(|error| Failure::new(Kind::Store, error.to_string()))?;
        for line in std::str::from_utf8(&meta).unwrap_or_default().lines().filter_map(Line::split) {
            out.extend_from_slice(format!("<{}> <{}> {} .\n", line.subject, line.predicate, line.object).as_bytes());
        }
    }
    Ok(out)
}
