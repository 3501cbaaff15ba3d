//! GraphML (graphml.graphdrawing.org): one directed graph, every column a typed key.

use std::io::{self, Write};

use super::columns::{COLUMNS, Cells, EDGE_COLUMNS, Edge, NODE_COLUMNS, Node, Statement};
use super::xml::Xml;

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";
const SCHEMA: &str = "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd";

/// Writes a document as nodes and edges come.
pub(super) struct GraphMl<W: Write> {
    xml: Xml<W>,
}

/// The name of the first own column: `id` is the attribute that the format has, and no IRI may stand there.
fn own(name: &'static str) -> &'static str {
    if name == "id" { "iri" } else { name }
}

/// The columns of edges that the element itself has.
const OF_ELEMENT: [&str; 2] = ["source", "target"];

impl<W: Write> GraphMl<W> {
    pub(super) fn begin(out: W, description: &str) -> io::Result<Self> {
        let mut xml = Xml::new(out)?;
        let schema = ("xsi:schemaLocation", SCHEMA);
        let instance = ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        xml.open("graphml", &[("xmlns", NAMESPACE), instance, schema])?;
        xml.text("desc", &[], description)?;
        for (class, mark, columns) in [("node", "n", &NODE_COLUMNS[..]), ("edge", "e", &EDGE_COLUMNS[..])] {
            let columns = columns.iter().filter(|name| !OF_ELEMENT.contains(name));
            let columns = columns.map(|name| (own(name), Cells::Text)).chain(COLUMNS.iter().copied());
            for (name, cells) in columns {
                let kind = if cells == Cells::Number { "double" } else { "string" };
                let id = format!("{mark}.{name}");
                xml.empty("key", &[("id", &id), ("for", class), ("attr.name", name), ("attr.type", kind)])?;
            }
        }
        xml.open("graph", &[("id", "G"), ("edgedefault", "directed")])?;
        Ok(Self { xml })
    }

    pub(super) fn node(&mut self, key: &str, node: &Node, statement: Option<&Statement>) -> io::Result<()> {
        self.xml.open("node", &[("id", key)])?;
        self.cells("n", NODE_COLUMNS.iter().copied().zip(node.cells()), statement)?;
        self.xml.close("node")
    }

    pub(super) fn edge(&mut self, key: &str, ends: [&str; 2], edge: &Edge, statement: &Statement) -> io::Result<()> {
        self.xml.open("edge", &[("id", key), ("source", ends[0]), ("target", ends[1])])?;
        let cells = EDGE_COLUMNS.iter().copied().zip(edge.cells()).filter(|(name, _)| !OF_ELEMENT.contains(name));
        self.cells("e", cells, Some(statement))?;
        self.xml.close("edge")
    }

    fn cells<'c>(
        &mut self,
        mark: &str,
        cells: impl Iterator<Item = (&'static str, &'c str)>,
        statement: Option<&'c Statement>,
    ) -> io::Result<()> {
        let told = statement.into_iter().flat_map(|statement| &statement.cells).map(String::as_str);
        let told = COLUMNS.iter().map(|(name, _)| *name).zip(told);
        for (name, cell) in cells.chain(told).filter(|(_, cell)| !cell.is_empty()) {
            self.xml.text("data", &[("key", &format!("{mark}.{}", own(name)))], cell)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.xml.close("graph")?;
        self.xml.close("graphml")?;
        self.xml.finish()
    }
}
