//! JSON-LD 1.1 in compact form with our context, one node at a time.
//!
//! One document: the context inline, then `@graph` with a line for each node; a named graph is a node
//! with an `@graph` of its own. Quads must come sorted by graph and subject. It reads back to exactly
//! the quads written, and is what the processor's compaction gives, but for the order of nodes.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::context::{Coercion, Context};
use crate::jsonld::rdf::XSD_STRING;
use crate::ontology::CONTEXT_JSONLD;
use crate::rdf::{Line, Object};
use crate::vocab::rdf;

/// Writes nodes as they are complete.
#[derive(Debug)]
pub(super) struct JsonLd<W> {
    out: W,
    context: Context,
    node: Option<Node>,
    graph: Option<String>,
    /// Whether a node was written at this level.
    first: bool,
}

/// The node that is being gathered.
#[derive(Debug)]
struct Node {
    iri: String,
    members: Map<String, Value>,
}

impl<W: Write> JsonLd<W> {
    /// Begins a document; `shown` stands as its context, else our context as a whole.
    pub(super) fn new(mut out: W, shown: Option<&Value>) -> io::Result<Self> {
        let context =
            Context::new(CONTEXT_JSONLD).ok_or_else(|| io::Error::other("the embedded JSON-LD context is damaged"))?;
        out.write_all(b"{\"@context\":")?;
        serde_json::to_writer(&mut out, shown.unwrap_or_else(|| context.written()))?;
        out.write_all(b",\n\"@graph\":[")?;
        Ok(Self { out, context, node: None, graph: None, first: true })
    }

    pub(super) fn quad(&mut self, line: &Line<'_>) -> io::Result<()> {
        if line.has_triple_term() {
            return Err(io::Error::other("JSON-LD has no triple terms"));
        }
        if self.graph.as_deref() != line.graph {
            self.end_graph()?;
            if let Some(graph) = line.graph {
                self.separate()?;
                let (key, iri) = (json!(self.context.id), json!(self.context.compact_id(graph)));
                write!(self.out, "{{{key}:{iri},\"@graph\":[")?;
                self.first = true;
            }
            self.graph = line.graph.map(str::to_owned);
        }
        if self.node.as_ref().is_none_or(|node| node.iri != line.subject) {
            self.end_node()?;
            let mut members = Map::new();
            members.insert(self.context.id.clone(), self.context.compact_id(line.subject).into());
            self.node = Some(Node { iri: line.subject.to_owned(), members });
        }
        if let Some(node) = &mut self.node {
            add(&mut node.members, line, &self.context);
        }
        Ok(())
    }

    fn separate(&mut self) -> io::Result<()> {
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        Ok(())
    }

    fn end_node(&mut self) -> io::Result<()> {
        if let Some(node) = self.node.take() {
            self.separate()?;
            serde_json::to_writer(&mut self.out, &node.members)?;
        }
        Ok(())
    }

    fn end_graph(&mut self) -> io::Result<()> {
        self.end_node()?;
        if self.graph.take().is_some() {
            self.out.write_all(b"]}")?;
            self.first = false;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_graph()?;
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out)
    }
}

/// Adds a value to a node, under the key that suits both.
fn add(members: &mut Map<String, Value>, line: &Line<'_>, context: &Context) {
    let mut scratch = String::new();
    let object = line.object(&mut scratch);
    let predicate = line.predicate;
    if let (rdf::TYPE, Object::Iri(class)) = (predicate, object) {
        push(members, &context.of_type, context.compact_vocab(class).into(), false);
        return;
    }
    let (datatype, language) = match object {
        Object::LangText(_, language) => ("", Some(language)),
        Object::Typed(_, datatype) => (datatype, None),
        _ => (XSD_STRING, None),
    };
    let term = match object {
        Object::Iri(_) => context.term_for_node(predicate),
        _ => context.term_for_literal(predicate, datatype, language),
    };
    let Some(term) = term else {
        push(members, &context.compact_id(predicate), value(object, &Coercion::None, context), false);
        return;
    };
    if let (true, Object::LangText(text, _) | Object::Text(text)) = (term.by_language, object) {
        let map = members.entry(term.name.clone()).or_insert_with(|| Value::Object(Map::new()));
        if let Some(map) = map.as_object_mut() {
            push(map, language.unwrap_or("@none"), text.into(), term.set);
        }
        return;
    }
    push(members, &term.name, value(object, &term.coercion, context), term.set);
}

/// Returns a value as it stands under a term.
fn value(object: Object<'_>, coercion: &Coercion, context: &Context) -> Value {
    match (object, coercion) {
        (Object::Iri(iri), Coercion::Id) => context.compact_id(iri).into(),
        (Object::Iri(iri), Coercion::Vocab) => context.compact_vocab(iri).into(),
        (Object::Iri(iri), _) => json!({ &context.id: context.compact_id(iri) }),
        (Object::Typed(text, _), Coercion::Datatype(_)) | (Object::Text(text) | Object::Triple(text), _) => text.into(),
        (Object::LangText(text, language), _) => json!({ "@language": language, "@value": text }),
        (Object::Typed(text, datatype), _) => {
            json!({ &context.of_type: context.compact_vocab(datatype), "@value": text })
        }
    }
}

/// Adds a value: the first alone, more in an array.
fn push(members: &mut Map<String, Value>, key: &str, value: Value, set: bool) {
    match members.get_mut(key) {
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            members.insert(key.to_owned(), if set { Value::Array(vec![value]) } else { value });
        }
    }
}
