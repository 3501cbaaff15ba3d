//! Quads as canonical lines with holes for the blank nodes.

use std::collections::BTreeMap;

use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::rdf::escape_into;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Text(String),
    Blank(usize),
}

/// One quad.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pieces: Vec<Piece>,
    /// Where blank nodes stand: the node, and its position with the predicates there.
    pub(super) mentions: Vec<(usize, String)>,
}

impl Line {
    /// Writes the line, each blank node as `name` writes it.
    pub(super) fn write(&self, mut name: impl FnMut(usize, &mut String)) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Blank(node) => name(*node, &mut out),
            }
        }
        out
    }
}

/// Returns the quads as lines, each once, and the names of their blank nodes in order.
pub(super) fn lines(quads: &[Quad]) -> (Vec<Line>, Vec<String>) {
    let mut numbers = BTreeMap::new();
    for quad in quads {
        collect(quad, &mut numbers);
    }
    let names: Vec<String> = numbers.keys().map(|name| (*name).to_owned()).collect();
    for (number, place) in numbers.values_mut().enumerate() {
        *place = number;
    }
    let mut lines: Vec<Line> = quads.iter().map(|quad| Writer::new(&numbers).quad(quad)).collect();
    lines.sort_unstable();
    lines.dedup();
    (lines, names)
}

fn collect<'q>(quad: &'q Quad, into: &mut BTreeMap<&'q str, usize>) {
    if let GraphName::BlankNode(node) = &quad.graph_name {
        into.insert(node.as_str(), 0);
    }
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        into.insert(node.as_str(), 0);
    }
    let mut object = &quad.object;
    loop {
        match object {
            Term::BlankNode(node) => drop(into.insert(node.as_str(), 0)),
            Term::Triple(triple) => {
                if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                    into.insert(node.as_str(), 0);
                }
                object = &triple.object;
                continue;
            }
            Term::NamedNode(_) | Term::Literal(_) => {}
        }
        break;
    }
}

struct Writer<'n> {
    numbers: &'n BTreeMap<&'n str, usize>,
    pieces: Vec<Piece>,
    text: String,
    mentions: Vec<(usize, String)>,
}

impl<'n> Writer<'n> {
    fn new(numbers: &'n BTreeMap<&'n str, usize>) -> Self {
        Self { numbers, pieces: Vec::new(), text: String::new(), mentions: Vec::new() }
    }

    fn quad(mut self, quad: &Quad) -> Line {
        let predicate = format!("<{}>", quad.predicate.as_str());
        self.subject(&quad.subject, "s", &predicate);
        self.text.push(' ');
        self.text.push_str(&predicate);
        self.text.push(' ');
        self.object(&quad.object, "o", &predicate);
        match &quad.graph_name {
            GraphName::NamedNode(node) => {
                self.text.push(' ');
                self.named(node);
            }
            GraphName::BlankNode(node) => {
                self.text.push(' ');
                self.blank(node.as_str(), "g".to_owned());
            }
            GraphName::DefaultGraph => {}
        }
        self.text.push_str(" .\n");
        self.pieces.push(Piece::Text(self.text));
        Line { pieces: self.pieces, mentions: self.mentions }
    }

    fn named(&mut self, node: &NamedNode) {
        self.text.push('<');
        self.text.push_str(node.as_str());
        self.text.push('>');
    }

    fn blank(&mut self, name: &str, position: String) {
        let number = self.numbers[name];
        self.pieces.push(Piece::Text(std::mem::take(&mut self.text)));
        self.pieces.push(Piece::Blank(number));
        self.mentions.push((number, position));
    }

    fn subject(&mut self, subject: &NamedOrBlankNode, position: &str, predicates: &str) {
        match subject {
            NamedOrBlankNode::NamedNode(node) => self.named(node),
            NamedOrBlankNode::BlankNode(node) => self.blank(node.as_str(), format!("{position}{predicates}")),
        }
    }

    /// Writes an object; inside of triple terms the position is that of each term on the way.
    fn object(&mut self, object: &Term, position: &str, predicates: &str) {
        match object {
            Term::NamedNode(node) => self.named(node),
            Term::BlankNode(node) => self.blank(node.as_str(), format!("{position}{predicates}")),
            Term::Literal(literal) => self.literal(literal),
            Term::Triple(triple) => {
                let predicate = format!("<{}>", triple.predicate.as_str());
                let predicates = format!("{predicates}{predicate}");
                self.text.push_str("<<( ");
                self.subject(&triple.subject, &format!("{position}s"), &predicates);
                self.text.push(' ');
                self.text.push_str(&predicate);
                self.text.push(' ');
                self.object(&triple.object, &format!("{position}o"), &predicates);
                self.text.push_str(" )>>");
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let mut bytes = Vec::with_capacity(literal.value().len() + 2);
        escape_into(&mut bytes, literal.value());
        self.text.push('"');
        self.text.push_str(&String::from_utf8_lossy(&bytes));
        self.text.push('"');
        if let Some(language) = literal.language() {
            self.text.push('@');
            self.text.push_str(language);
            if let Some(direction) = literal.direction() {
                self.text.push_str("--");
                self.text.push_str(&direction.to_string());
            }
        } else if literal.datatype() != oxigraph::model::vocab::xsd::STRING {
            self.text.push_str("^^<");
            self.text.push_str(literal.datatype().as_str());
            self.text.push('>');
        }
    }
}
