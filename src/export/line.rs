//! Lines sorted by graph, subject, predicate and object.

use crate::rdf::Line;

/// Lines in one buffer, to be sorted by graph, subject, predicate, object; the default graph first.
#[derive(Debug, Default, Clone)]
pub struct Lines {
    /// Graph, subject, predicate and object, a zero byte between them, which no term holds; so the
    /// order of the bytes is the order of the terms.
    buffer: String,
    places: Vec<(usize, usize)>,
}

impl Lines {
    /// Adds a line.
    pub fn push(&mut self, line: &Line<'_>) {
        let start = self.buffer.len();
        for part in [line.graph.unwrap_or_default(), line.subject, line.predicate] {
            self.buffer.push_str(part);
            self.buffer.push('\0');
        }
        self.buffer.push_str(line.object);
        self.places.push((start, self.buffer.len()));
    }

    /// Sorts the lines and drops repeated ones.
    pub fn sort(&mut self) {
        let buffer = &self.buffer;
        self.places.sort_unstable_by(|a, b| buffer[a.0..a.1].cmp(&buffer[b.0..b.1]));
        self.places.dedup_by(|a, b| buffer[a.0..a.1] == buffer[b.0..b.1]);
    }

    /// Adds the reifier of a quad; it is sorted right behind the quad.
    pub(super) fn push_reifier(&mut self, line: &Line<'_>, reifier: &str) {
        self.push(line);
        self.buffer.push('\0');
        self.buffer.push_str(reifier);
        if let Some(place) = self.places.last_mut() {
            place.1 = self.buffer.len();
        }
    }

    /// Yields the lines.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> + Clone {
        self.records().filter_map(|record| Some(record_line(record)?.0))
    }

    /// Yields the lines as they are sorted.
    pub(super) fn records(&self) -> impl Iterator<Item = &str> + Clone {
        self.places.iter().map(|&(start, end)| &self.buffer[start..end])
    }

    /// Returns about how many bytes of memory are in use.
    pub(super) const fn size(&self) -> usize {
        self.buffer.len() + self.places.len() * size_of::<(usize, usize)>()
    }

    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.places.clear();
    }
}

/// Reads back what [`Lines`] sorts: a quad, and the reifier that is told with it.
pub(super) fn record_line(record: &str) -> Option<(Line<'_>, Option<&str>)> {
    let mut ends = memchr::memchr_iter(0, record.as_bytes());
    let (graph, subject, predicate) = (ends.next()?, ends.next()?, ends.next()?);
    let object = ends.next();
    let line = Line {
        graph: record.get(..graph).filter(|graph| !graph.is_empty()),
        subject: record.get(graph + 1..subject)?,
        predicate: record.get(subject + 1..predicate)?,
        object: record.get(predicate + 1..object.unwrap_or(record.len()))?,
    };
    Some((line, object.and_then(|end| record.get(end + 1..))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_by_graph_first() {
        let mut lines = Lines::default();
        for line in ["<a> <p> <o> <g> .", "<b> <p> <o> .", "<a> <p> <o> <g> .", "<a> <q> <o> .", "<a> <p> \"o\" ."] {
            lines.push(&Line::split(line).unwrap());
        }
        lines.sort();
        let subjects: Vec<_> = lines.iter().map(|line| (line.graph, line.subject, line.predicate)).collect();
        assert_eq!(subjects, [(None, "a", "p"), (None, "a", "q"), (None, "b", "p"), (Some("g"), "a", "p")]);
    }
}
