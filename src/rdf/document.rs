//! Whole documents of RDF, read and written in memory: any format in, any format out.
//!
//! JSON-LD goes through our own processor; the rest through the RDF library. Blank nodes keep the
//! labels they have in the document.

use std::collections::HashMap;
use std::sync::Arc;

use oxigraph::io::{RdfParser, RdfSerializer};
use oxigraph::model::{BaseDirection, BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use super::xml::is_xml;
use super::{Format, QuadSink as _, read_object, written_object};
use crate::jsonld;

/// Why a document cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not of its format.
    #[error("{0}")]
    Syntax(String),
    /// It is JSON and no JSON-LD.
    #[error(transparent)]
    JsonLd(#[from] jsonld::JsonLdError),
    /// It is nested too deep, or is RDF/XML with a document type, whose entities could be anything.
    #[error("{0}")]
    Refused(String),
}

/// Why quads cannot be written in a format.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The format has no way to say it.
    #[error("{0} cannot carry {1}")]
    NotCarried(Format, &'static str),
    /// The writer refused.
    #[error("{0}")]
    Refused(String),
}

/// How a document is read.
#[derive(Debug, Clone, Default)]
pub struct Reading<'a> {
    /// Where the document stands; relative IRIs are resolved against it.
    pub base: Option<&'a str>,
    /// Whether RDF/XML may have a document type.
    pub document_type: bool,
    /// Where JSON-LD may take contexts from; by default nowhere.
    pub loader: Option<Arc<dyn jsonld::DocumentLoader>>,
}

/// Reads a document.
///
/// # Errors
/// If it is not of the format.
pub fn read(bytes: &[u8], format: Format, reading: &Reading<'_>) -> Result<Vec<Quad>, ReadError> {
    let mut quads = Vec::new();
    each(bytes, format, reading, |quad| quads.push(quad))?;
    Ok(quads)
}

/// Reads a document as canonical N-Quads; quads with blank nodes are left out and counted.
///
/// # Errors
/// If it is not of the format.
pub fn read_nquads(bytes: &[u8], format: Format, reading: &Reading<'_>) -> Result<(String, usize), ReadError> {
    let (mut nquads, mut blank) = (Vec::new(), 0);
    each(bytes, format, reading, |quad| {
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => Some(None),
            GraphName::NamedNode(graph) => Some(Some(graph.as_str())),
            GraphName::BlankNode(_) => None,
        };
        let (NamedOrBlankNode::NamedNode(subject), Some(object), Some(graph)) =
            (&quad.subject, written_object(&quad.object), graph)
        else {
            blank += 1;
            return;
        };
        let mut scratch = String::new();
        nquads.quad(subject.as_str(), quad.predicate.as_str(), read_object(&object, &mut scratch), graph);
    })?;
    Ok((String::from_utf8(nquads).map_err(|error| ReadError::Syntax(error.to_string()))?, blank))
}

/// Shows every quad of a document.
fn each(bytes: &[u8], format: Format, reading: &Reading<'_>, mut see: impl FnMut(Quad)) -> Result<(), ReadError> {
    let syntax = |error: &dyn std::fmt::Display| ReadError::Syntax(error.to_string());
    if !(format == Format::RdfXml && reading.document_type) {
        super::guard::check_document(bytes, format).map_err(ReadError::Refused)?;
    }
    if format == Format::JsonLd {
        let document: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| syntax(&error))?;
        let mut options = jsonld::Options {
            base: reading.base.map(str::to_owned),
            rdf_direction: Some(jsonld::RdfDirection::Literal),
            ..jsonld::Options::default()
        };
        if let Some(loader) = &reading.loader {
            options.loader = loader.clone();
        }
        jsonld::to_rdf(&document, &options)?.into_iter().filter_map(from_json_ld).for_each(see);
        return Ok(());
    }
    let mut parser = RdfParser::from_format(format.of_library());
    if let Some(base) = reading.base {
        parser = parser.with_base_iri(base).map_err(|error| syntax(&error))?;
    }
    for quad in parser.for_slice(bytes) {
        see(quad.map_err(|error| syntax(&error))?);
    }
    Ok(())
}

/// Writes a document.
///
/// # Errors
/// If the format cannot carry one of the quads.
pub fn write(quads: &[Quad], format: Format) -> Result<Vec<u8>, WriteError> {
    let refused = |error: &dyn std::fmt::Display| WriteError::Refused(error.to_string());
    if !format.carries_graphs() && quads.iter().any(|quad| !quad.graph_name.is_default_graph()) {
        return Err(WriteError::NotCarried(format, "named graphs"));
    }
    if format == Format::JsonLd {
        let quads: Option<Vec<jsonld::Quad>> = quads.iter().map(to_json_ld).collect();
        let quads = quads.ok_or(WriteError::NotCarried(format, "triple terms"))?;
        let document = jsonld::from_rdf(&quads, &jsonld::Options::default()).map_err(|error| refused(&error))?;
        return serde_json::to_vec(&document).map_err(|error| refused(&error));
    }
    if format == Format::RdfXml && !quads.iter().all(|quad| can_be_xml(&quad.object)) {
        return Err(WriteError::Refused("a text has a character that XML 1.0 forbids".to_owned()));
    }
    let mut serializer = RdfSerializer::from_format(format.of_library()).for_writer(Vec::new());
    let renamed = if format == Format::RdfXml { renamed_for_xml(quads) } else { None };
    for quad in renamed.as_deref().unwrap_or(quads) {
        serializer.serialize_quad(quad).map_err(|error| refused(&error))?;
    }
    serializer.finish().map_err(|error| refused(&error))
}

/// Says whether XML can carry a term; the library would write every character.
fn can_be_xml(object: &Term) -> bool {
    !matches!(object, Term::Literal(literal) if !literal.value().chars().all(is_xml))
}

/// Renames all blank nodes if one of them has a name that XML does not allow, such as `1a`.
fn renamed_for_xml(quads: &[Quad]) -> Option<Vec<Quad>> {
    let is_name = |node: &BlankNode| node.as_str().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let mut fits = true;
    let mut quads = quads.to_vec();
    for quad in &mut quads {
        blank_nodes(quad, &mut |node| fits &= is_name(node));
    }
    if fits {
        return None;
    }
    let mut names = HashMap::new();
    for quad in &mut quads {
        blank_nodes(quad, &mut |node| {
            let next = names.len();
            let number = *names.entry(node.as_str().to_owned()).or_insert(next);
            *node = BlankNode::new_unchecked(format!("b{number}"));
        });
    }
    Some(quads)
}

/// Names blank nodes after the order in which they come; a parser may give them names by chance.
pub fn number_blank_nodes(quads: &mut [Quad]) {
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut rename = |node: &mut BlankNode| {
        let next = names.len() + 1;
        let number = *names.entry(node.as_str().to_owned()).or_insert(next);
        *node = BlankNode::new_unchecked(format!("b{number}"));
    };
    for quad in quads {
        blank_nodes(quad, &mut rename);
        if let GraphName::BlankNode(node) = &mut quad.graph_name {
            rename(node);
        }
    }
}

/// Puts `before` before the names of a quad's blank nodes, so that those of two documents are two.
pub(crate) fn prefix_blank_nodes(quad: &mut Quad, before: &str) {
    let mut rename = |node: &mut BlankNode| *node = BlankNode::new_unchecked(format!("{before}{}", node.as_str()));
    blank_nodes(quad, &mut rename);
    if let GraphName::BlankNode(node) = &mut quad.graph_name {
        rename(node);
    }
}

/// Shows every blank node of a quad of the default graph.
fn blank_nodes(quad: &mut Quad, see: &mut impl FnMut(&mut BlankNode)) {
    if let NamedOrBlankNode::BlankNode(node) = &mut quad.subject {
        see(node);
    }
    let mut object = &mut quad.object;
    while let Term::Triple(triple) = object {
        if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
            see(node);
        }
        object = &mut triple.object;
    }
    if let Term::BlankNode(node) = object {
        see(node);
    }
}

/// Returns a quad as the JSON-LD processor has it; `None` if it holds a triple term.
#[must_use]
pub fn to_json_ld(quad: &Quad) -> Option<jsonld::Quad> {
    let node = |node: &NamedOrBlankNode| match node {
        NamedOrBlankNode::NamedNode(node) => jsonld::Term::Iri(node.as_str().to_owned()),
        NamedOrBlankNode::BlankNode(node) => jsonld::Term::Blank(node.as_str().to_owned()),
    };
    let object = match &quad.object {
        Term::NamedNode(node) => jsonld::Term::Iri(node.as_str().to_owned()),
        Term::BlankNode(node) => jsonld::Term::Blank(node.as_str().to_owned()),
        Term::Literal(literal) => jsonld::Term::Literal {
            value: literal.value().to_owned(),
            datatype: literal.datatype().as_str().to_owned(),
            language: literal.language().map(str::to_owned),
            direction: literal.direction().map(|direction| direction.to_string()),
        },
        Term::Triple(_) => return None,
    };
    let graph = match &quad.graph_name {
        GraphName::NamedNode(name) => Some(jsonld::Term::Iri(name.as_str().to_owned())),
        GraphName::BlankNode(name) => Some(jsonld::Term::Blank(name.as_str().to_owned())),
        GraphName::DefaultGraph => None,
    };
    let predicate = jsonld::Term::Iri(quad.predicate.as_str().to_owned());
    Some(jsonld::Quad { subject: node(&quad.subject), predicate, object, graph })
}

/// Returns a quad of the JSON-LD processor; `None` if it is generalised RDF.
#[must_use]
pub fn from_json_ld(quad: jsonld::Quad) -> Option<Quad> {
    let node = |term: jsonld::Term| match term {
        jsonld::Term::Iri(iri) => Some(NamedOrBlankNode::from(NamedNode::new_unchecked(iri))),
        jsonld::Term::Blank(label) => Some(BlankNode::new_unchecked(label).into()),
        jsonld::Term::Literal { .. } => None,
    };
    let jsonld::Term::Iri(predicate) = quad.predicate else { return None };
    let object = match quad.object {
        jsonld::Term::Literal { value, datatype, language, direction } => {
            let direction = match direction.as_deref() {
                Some("rtl") => Some(BaseDirection::Rtl),
                Some(_) => Some(BaseDirection::Ltr),
                None => None,
            };
            match (language, direction) {
                (Some(language), None) => Literal::new_language_tagged_literal_unchecked(value, language),
                (Some(language), Some(direction)) => {
                    Literal::new_directional_language_tagged_literal_unchecked(value, language, direction)
                }
                (None, _) => Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)),
            }
            .into()
        }
        other => match node(other)? {
            NamedOrBlankNode::NamedNode(node) => Term::NamedNode(node),
            NamedOrBlankNode::BlankNode(node) => Term::BlankNode(node),
        },
    };
    let graph = match quad.graph {
        None => GraphName::DefaultGraph,
        Some(name) => match node(name)? {
            NamedOrBlankNode::NamedNode(node) => node.into(),
            NamedOrBlankNode::BlankNode(node) => node.into(),
        },
    };
    Some(Quad::new(node(quad.subject)?, NamedNode::new_unchecked(predicate), object, graph))
}
