//! Sorting more lines than memory holds: sorted runs in temporary files, merged at the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

use super::ExportError;
use super::line::{Lines, record_line};
use crate::rdf::Line;

/// How much is sorted in memory at once; all of a knowledge base of about half a million quads.
const IN_MEMORY: usize = 128 << 20;

/// Takes lines in any order and gives them back sorted, each once.
#[derive(Debug)]
pub(super) struct Sorter {
    lines: Lines,
    runs: Vec<File>,
    in_memory: usize,
}

impl Default for Sorter {
    fn default() -> Self {
        Self { lines: Lines::default(), runs: Vec::new(), in_memory: IN_MEMORY }
    }
}

impl Sorter {
    pub(super) fn push(&mut self, line: &Line<'_>) -> io::Result<()> {
        self.lines.push(line);
        if self.lines.size() >= self.in_memory { self.spill() } else { Ok(()) }
    }

    /// Takes the reifier of a quad, which comes back right behind the quad.
    pub(super) fn push_reifier(&mut self, line: &Line<'_>, reifier: &str) -> io::Result<()> {
        self.lines.push_reifier(line, reifier);
        if self.lines.size() >= self.in_memory { self.spill() } else { Ok(()) }
    }

    /// Writes what is in memory to a temporary file without a name.
    fn spill(&mut self) -> io::Result<()> {
        self.lines.sort();
        let mut out = BufWriter::with_capacity(1 << 18, tempfile::tempfile()?);
        for record in self.lines.records() {
            out.write_all(record.as_bytes())?;
            out.write_all(b"\n")?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        self.lines.clear();
        Ok(())
    }

    /// Visits all lines in order, each once; reifiers behind their quad.
    pub(super) fn for_each(
        mut self,
        mut visit: impl FnMut(&Line<'_>, Option<&str>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        if self.runs.is_empty() {
            self.lines.sort();
            let mut rows = self.lines.records().filter_map(record_line);
            return rows.try_for_each(|(line, reifier)| visit(&line, reifier));
        }
        self.spill()?;
        self.lines = Lines::default();
        let mut runs: Vec<_> = self.runs.drain(..).map(|run| BufReader::with_capacity(1 << 17, run)).collect();
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            push_next(run, number, &mut heads, String::new())?;
        }
        let mut last = String::new();
        while let Some(Reverse((record, number))) = heads.pop() {
            let mut spare = record;
            if spare != last {
                let (line, reifier) = record_line(&spare).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
                visit(&line, reifier)?;
                std::mem::swap(&mut last, &mut spare);
            }
            push_next(&mut runs[number], number, &mut heads, spare)?;
        }
        Ok(())
    }
}

fn push_next(
    run: &mut BufReader<File>,
    number: usize,
    heads: &mut BinaryHeap<Reverse<(String, usize)>>,
    mut record: String,
) -> io::Result<()> {
    record.clear();
    if run.read_line(&mut record)? > 0 {
        record.pop();
        heads.push(Reverse((record, number)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_on_disk_give_the_same_lines_as_memory() {
        let sorted = |in_memory| {
            let mut sorter = Sorter { in_memory, ..Sorter::default() };
            for number in 0..2000_u32 {
                let subject = format!("http://e/{}", number * 7919 % 1009);
                let line = Line {
                    graph: (number % 3 == 0).then_some("http://e/g"),
                    subject: &subject,
                    predicate: "p",
                    object: "\"أ\\n\"",
                };
                sorter.push(&line).unwrap();
            }
            let runs = sorter.runs.len();
            let mut seen = Vec::new();
            sorter
                .for_each(|line, _| {
                    seen.push(format!("{line:?}"));
                    Ok(())
                })
                .unwrap();
            (runs, seen)
        };
        let (none, memory) = sorted(usize::MAX);
        let (many, disk) = sorted(4096);
        assert!(none == 0 && many > 10, "{none} {many}");
        assert_eq!(memory, disk);
        assert!(memory.len() < 2000 && memory.len() > 1000);
        let mut again = memory.clone();
        again.dedup();
        assert_eq!(again.len(), memory.len());
    }
}
