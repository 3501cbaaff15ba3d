//! GEXF 1.3 (gexf.net), dynamic: spells come from the time an event is said to have happened.
//!
//! A spell is written only where a time gives exact days or says that an end is open. Anything vaguer
//! stands in `time` as EDTF, with `time_earliest` and `time_latest`; no day is made up for it.

use std::io::{self, Write};

use super::columns::{COLUMNS, Cells, EDGE_COLUMNS, Edge, NODE_COLUMNS, Node, Spell, Statement};
use super::xml::Xml;

const NAMESPACE: &str = "http://gexf.net/1.3";
const SCHEMA: &str = "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd";

/// Columns that the elements themselves have.
const OF_ELEMENT: [&str; 4] = ["id", "source", "target", "label"];

/// Writes a document: all nodes, then all edges.
pub(super) struct Gexf<W: Write> {
    xml: Xml<W>,
    in_edges: bool,
}

impl<W: Write> Gexf<W> {
    pub(super) fn begin(out: W, description: &str) -> io::Result<Self> {
        let mut xml = Xml::new(out)?;
        let instance = ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        xml.open("gexf", &[("xmlns", NAMESPACE), instance, ("xsi:schemaLocation", SCHEMA), ("version", "1.3")])?;
        xml.open("meta", &[])?;
        xml.text("creator", &[], "Chancery")?;
        xml.text("description", &[], description)?;
        xml.close("meta")?;
        xml.open(
            "graph",
            &[
                ("defaultedgetype", "directed"),
                ("idtype", "string"),
                ("mode", "dynamic"),
                ("timeformat", "date"),
                ("timerepresentation", "interval"),
            ],
        )?;
        for (class, columns) in [("node", &NODE_COLUMNS[..]), ("edge", &EDGE_COLUMNS[..])] {
            xml.open("attributes", &[("class", class), ("mode", "static")])?;
            let columns = columns.iter().filter(|name| !OF_ELEMENT.contains(name)).map(|name| (*name, Cells::Text));
            for (name, cells) in columns.chain(COLUMNS.iter().copied()) {
                let kind = if cells == Cells::Number { "double" } else { "string" };
                xml.empty("attribute", &[("id", name), ("title", name), ("type", kind)])?;
            }
            xml.close("attributes")?;
        }
        xml.open("nodes", &[])?;
        Ok(Self { xml, in_edges: false })
    }

    pub(super) fn node(&mut self, node: &Node, statement: Option<&Statement>) -> io::Result<()> {
        let head = [("id", node.id.as_str()), ("label", node.label.as_str())];
        self.element("node", &head, NODE_COLUMNS.iter().copied().zip(node.cells()), statement)
    }

    pub(super) fn edge(&mut self, edge: &Edge, statement: &Statement) -> io::Result<()> {
        self.begin_edges()?;
        let head = [
            ("id", edge.id.as_str()),
            ("source", edge.source.as_str()),
            ("target", edge.target.as_str()),
            ("label", edge.label.as_str()),
            // Edges of different kinds between two nodes stay apart.
            ("kind", edge.label.as_str()),
        ];
        self.element("edge", &head, EDGE_COLUMNS.iter().copied().zip(edge.cells()), Some(statement))
    }

    fn begin_edges(&mut self) -> io::Result<()> {
        if !self.in_edges {
            self.in_edges = true;
            self.xml.close("nodes")?;
            self.xml.open("edges", &[])?;
        }
        Ok(())
    }

    fn element<'c>(
        &mut self,
        name: &str,
        head: &[(&str, &str)],
        own: impl Iterator<Item = (&'static str, &'c str)>,
        statement: Option<&'c Statement>,
    ) -> io::Result<()> {
        let spells = statement.map_or(&[][..], |statement| &statement.spells);
        let mut head = head.to_vec();
        if let [spell] = spells {
            head.extend(ends(spell));
        }
        self.xml.open(name, &head)?;
        self.xml.open("attvalues", &[])?;
        let told = statement.into_iter().flat_map(|statement| &statement.cells).map(String::as_str);
        let told = COLUMNS.iter().map(|(name, _)| *name).zip(told);
        let own = own.filter(|(name, _)| !OF_ELEMENT.contains(name));
        for (name, cell) in own.chain(told).filter(|(_, cell)| !cell.is_empty()) {
            self.xml.empty("attvalue", &[("for", name), ("value", cell)])?;
        }
        self.xml.close("attvalues")?;
        if spells.len() > 1 {
            self.xml.open("spells", &[])?;
            for spell in spells {
                self.xml.empty("spell", &ends(spell))?;
            }
            self.xml.close("spells")?;
        }
        self.xml.close(name)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.begin_edges()?;
        self.xml.close("edges")?;
        self.xml.close("graph")?;
        self.xml.close("gexf")?;
        self.xml.finish()
    }
}

/// Returns the attributes of a spell; an open end has none.
fn ends(spell: &Spell) -> Vec<(&'static str, &str)> {
    let ends = [("start", spell.0.as_deref()), ("end", spell.1.as_deref())];
    ends.into_iter().filter_map(|(name, day)| Some((name, day?))).collect()
}
