//! The snapshot against the engine in memory, against damage, against kills.

mod damage;
mod differences;
mod random;
mod stores;

use super::*;
use crate::store::{MemoryEngine, Results};

/// Returns what a query gives, as sorted lines that any two engines can be compared by.
pub(super) fn answer_of(engine: &dyn Engine, request: &Request) -> Result<Vec<String>, String> {
    let results = engine.evaluate(request).map_err(|error| error.to_string())?.results;
    let mut lines = match results {
        Results::Boolean(truth) => vec![truth.to_string()],
        Results::Solutions(solutions) => {
            let row = |row: Result<oxigraph::sparql::QuerySolution, EngineError>| {
                let row = row.map_err(|error| error.to_string())?;
                let cells: Vec<String> =
                    row.values().iter().map(|cell| cell.as_ref().map_or("-".to_owned(), Term::to_string)).collect();
                Ok::<_, String>(cells.join(" | "))
            };
            solutions.map(row).collect::<Result<_, _>>()?
        }
        Results::Graph(triples) => {
            let line = |triple: Result<oxigraph::model::Triple, EngineError>| {
                let triple = triple.map_err(|error| error.to_string())?;
                Ok::<_, String>(format!("{} {} {}", triple.subject, triple.predicate, triple.object))
            };
            triples.map(line).collect::<Result<_, _>>()?
        }
    };
    lines.sort();
    Ok(lines)
}

/// Returns a snapshot laid out as for more than four billion triples.
pub(super) fn wide(text: &str) -> SnapshotEngine {
    let mut gathered = Gathered::default();
    gathered.lines(text).unwrap();
    let about = About { run: 1, dataset: Digest::of(b""), lenses: &[], wide: true };
    let (bytes, header) = gathered.write(&about, Cursor::new(Vec::new())).unwrap();
    assert!(header.wide);
    SnapshotEngine::new(State::open(Image::of_memory(bytes.into_inner()).unwrap()).unwrap())
}

/// Lays lines over a snapshot of other lines, as the segments of a store would come and go.
pub(super) fn changed(before: &str, lines: &[(String, i64)]) -> SnapshotEngine {
    let mut gathered = Gathered::default();
    gathered.lines(before).unwrap();
    let about = About { run: 1, dataset: Digest::of(b""), lenses: &[], wide: false };
    let (bytes, _) = gathered.write(&about, Cursor::new(Vec::new())).unwrap();
    let mut state = State::open(Image::of_memory(bytes.into_inner()).unwrap()).unwrap();
    state.delta = Some(Delta::of_lines(&state.base, &state.terms, lines).unwrap());
    SnapshotEngine::new(state)
}

/// How many random cases; more for long proofs.
pub(super) fn cases() -> u32 {
    std::env::var("CHANCERY_TEST_SNAPSHOT_CASES").map_or(48, |cases| cases.parse().unwrap())
}
