//! `nodes.csv` and `edges.csv` (RFC 4180, UTF-8): one row a node, one row an edge.

use std::io::{self, Write};

use super::columns::{COLUMNS, EDGE_COLUMNS, Edge, NODE_COLUMNS, Node, Statement};
use super::guard::guard;

/// Writes one table.
pub(super) struct Table<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    fn begin(out: W, own: &[&str]) -> io::Result<Self> {
        let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        out.write_record(own.iter().copied().chain(COLUMNS.iter().map(|(name, _)| *name)))?;
        Ok(Self { out })
    }

    pub(super) fn nodes(out: W) -> io::Result<Self> {
        Self::begin(out, &NODE_COLUMNS)
    }

    pub(super) fn edges(out: W) -> io::Result<Self> {
        Self::begin(out, &EDGE_COLUMNS)
    }

    pub(super) fn node(&mut self, node: &Node, statement: Option<&Statement>) -> io::Result<()> {
        self.row(&node.cells(), statement)
    }

    pub(super) fn edge(&mut self, edge: &Edge, statement: &Statement) -> io::Result<()> {
        self.row(&edge.cells(), Some(statement))
    }

    fn row(&mut self, own: &[&str], statement: Option<&Statement>) -> io::Result<()> {
        for cell in own {
            self.out.write_field(&*guard(cell))?;
        }
        for number in 0..COLUMNS.len() {
            let cell = statement.and_then(|statement| statement.cells.get(number)).map_or("", String::as_str);
            self.out.write_field(&*guard(cell))?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let mut out = self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        out.flush()
    }
}
