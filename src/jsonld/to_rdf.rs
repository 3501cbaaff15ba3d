//! Deserialize JSON-LD to RDF (API §8.1, §9.1.5).

mod literal;

use serde_json::{Map, Value};

use super::error::Result;
use super::expand::{expand_input, load};
use super::iri::is_blank;
use super::keyword::is_keyword;
use super::node_map::{DEFAULT_GRAPH, NodeMap};
use super::options::RdfDirection;
use super::rdf::{
    I18N, Quad, RDF_DIR_LANG_STRING, RDF_DIRECTION, RDF_FIRST, RDF_JSON, RDF_LANGUAGE, RDF_NIL, RDF_REST, RDF_TYPE,
    RDF_VALUE, Term, XSD_STRING,
};
use super::run::Run;
use super::{Input, Options};

/// Turns a document into quads.
///
/// What is not well-formed as RDF (relative IRIs, broken language tags, blank nodes as predicates
/// without [`Options::produce_generalized_rdf`]) is left out, as the specification says.
///
/// # Errors
///
/// Any code of the specification.
pub fn to_rdf<'a>(input: impl Into<Input<'a>>, options: &Options) -> Result<Vec<Quad>> {
    let run = Run::new(options);
    let loaded;
    let input = match input.into() {
        Input::Iri(url) => {
            loaded = load(&run, url, true)?;
            Input::Remote(&loaded)
        }
        given => given,
    };
    let expanded = expand_input(&run, input, false)?;
    let nodes = NodeMap::from_expanded(expanded.value, &run)?;
    let mut writer = Writer { run: &run, quads: Vec::new(), graph: None, blank_nodes: 0 };
    for (name, graph) in nodes.graphs() {
        writer.graph = match name {
            DEFAULT_GRAPH => None,
            name => match resource(name) {
                Some(term) => Some(term),
                None => continue,
            },
        };
        for node in graph.nodes() {
            writer.node(node)?;
        }
    }
    Ok(writer.quads)
}

/// Makes an IRI or blank node, if the text is well-formed as one.
fn resource(text: &str) -> Option<Term> {
    if let Some(label) = text.strip_prefix("_:") {
        return Some(Term::Blank(label.to_owned()));
    }
    is_iri(text).then(|| Term::Iri(text.to_owned()))
}

fn is_iri(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok()
}

struct Writer<'r> {
    run: &'r Run<'r>,
    quads: Vec<Quad>,
    graph: Option<Term>,
    blank_nodes: u64,
}

impl Writer<'_> {
    fn add(&mut self, subject: &Term, predicate: Term, object: Term) -> Result<()> {
        self.run.step()?;
        self.quads.push(Quad { subject: subject.clone(), predicate, object, graph: self.graph.clone() });
        Ok(())
    }

    /// Makes a blank node that no node of the node map has.
    fn fresh(&mut self) -> Term {
        let label = format!("l{}", self.blank_nodes);
        self.blank_nodes += 1;
        Term::Blank(label)
    }

    /// Step 1.3 for one node.
    fn node(&mut self, node: &Map<String, Value>) -> Result<()> {
        let Some(subject) = node.get("@id").and_then(Value::as_str).and_then(resource) else {
            return Ok(());
        };
        for (property, values) in node {
            let Value::Array(values) = values else {
                continue;
            };
            if property == "@type" {
                for object in values.iter().filter_map(Value::as_str).filter_map(resource) {
                    self.add(&subject, Term::Iri(RDF_TYPE.to_owned()), object)?;
                }
                continue;
            }
            if is_keyword(property) || (is_blank(property) && !self.run.options.produce_generalized_rdf) {
                continue;
            }
            let Some(predicate) = resource(property) else {
                continue;
            };
            for value in values {
                if let Some(object) = self.object(value)? {
                    self.add(&subject, predicate.clone(), object)?;
                }
            }
        }
        Ok(())
    }

    /// Object to RDF Conversion (§8.2); quads of lists are added at once.
    fn object(&mut self, item: &Value) -> Result<Option<Term>> {
        let Value::Object(map) = item else {
            return Ok(None);
        };
        if let Some(list) = map.get("@list") {
            return self.list(list).map(Some);
        }
        match map.get("@value") {
            Some(value) => self.literal(map, value),
            None => Ok(map.get("@id").and_then(Value::as_str).and_then(resource)),
        }
    }

    /// List to RDF Conversion (§8.3).
    fn list(&mut self, list: &Value) -> Result<Term> {
        let _level = self.run.enter_result()?;
        let nil = Term::Iri(RDF_NIL.to_owned());
        let items = match list {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        if items.is_empty() {
            return Ok(nil);
        }
        let first = self.fresh();
        let mut subject = first.clone();
        for (at, item) in items.iter().enumerate() {
            if let Some(object) = self.object(item)? {
                self.add(&subject, Term::Iri(RDF_FIRST.to_owned()), object)?;
            }
            let rest = if at + 1 == items.len() { nil.clone() } else { self.fresh() };
            self.add(&subject, Term::Iri(RDF_REST.to_owned()), rest.clone())?;
            subject = rest;
        }
        Ok(first)
    }

    /// Steps 4 to 15 of §8.2.2.
    fn literal(&mut self, map: &Map<String, Value>, value: &Value) -> Result<Option<Term>> {
        let datatype = map.get("@type").and_then(Value::as_str);
        let language = map.get("@language").and_then(Value::as_str);
        if datatype.is_some_and(|datatype| datatype != "@json" && !is_iri(datatype))
            || language.is_some_and(|tag| oxilangtag::LanguageTag::parse(tag).is_err())
        {
            return Ok(None);
        }
        if datatype == Some("@json") {
            return Ok(Some(Term::typed(literal::canonical_json(value), RDF_JSON)));
        }
        let (text, native) = literal::lexical(value, datatype);
        let direction = map.get("@direction").and_then(Value::as_str);
        if let Some(direction) = direction
            && let Some(form) = self.run.options.rdf_direction
        {
            let tag = language.map(str::to_ascii_lowercase);
            return match form {
                RdfDirection::Literal if tag.is_some() => Ok(Some(Term::Literal {
                    value: text,
                    datatype: RDF_DIR_LANG_STRING.to_owned(),
                    language: tag,
                    direction: Some(direction.to_owned()),
                })),
                RdfDirection::I18nDatatype | RdfDirection::Literal => {
                    let tag = tag.unwrap_or_default();
                    Ok(Some(Term::typed(text, format!("{I18N}{tag}_{direction}"))))
                }
                RdfDirection::CompoundLiteral => self.compound(text, tag, direction).map(Some),
            };
        }
        Ok(Some(match (datatype, language) {
            (None, Some(language)) => Term::tagged(text, language),
            (datatype, _) => Term::typed(text, datatype.unwrap_or(native)),
        }))
    }

    /// Step 13.3.
    fn compound(&mut self, text: String, tag: Option<String>, direction: &str) -> Result<Term> {
        let node = self.fresh();
        let parts = [(RDF_VALUE, Some(text)), (RDF_LANGUAGE, tag), (RDF_DIRECTION, Some(direction.to_owned()))];
        for (predicate, part) in parts {
            if let Some(part) = part {
                let object = Term::typed(part, XSD_STRING);
                self.add(&node, Term::Iri(predicate.to_owned()), object)?;
            }
        }
        Ok(node)
    }
}
