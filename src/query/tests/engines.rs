//! The thirty questions on the snapshot: what memory answers, over the example, the seed and the hostile corpus.

use super::*;
use crate::store::SnapshotEngine;

/// Parameters that the questions with wording of their own need, and some that any may have.
const GIVEN: &[(&str, &str)] = &[
    ("since", "2024-01-01"),
    ("subject", "TR"),
    ("predicate", "gp:alliedWith"),
    ("object", "AZ"),
    ("a", "EG"),
    ("b", "SD"),
    ("holder", "AZ"),
    ("supplier", "AZ"),
    ("accuser", "AZ"),
];

/// A cell as a value: memory makes the words of numbers, dates and truth values canonical.
fn value(term: &Term) -> String {
    Term::from(spareval::ExpressionTerm::from(term.clone())).to_string()
}

fn rows(engine: &dyn Engine, base: &Base, question: &Question) -> Vec<String> {
    let reply = Asker::new(engine, base).ask(question).unwrap();
    let Found::Solutions(rows) = reply.results else { panic!("no SELECT") };
    let line =
        |row: Row| row.iter().map(|cell| cell.as_ref().map_or("-".to_owned(), value)).collect::<Vec<_>>().join(" | ");
    rows.map(|row| line(row.unwrap())).collect()
}

#[test]
fn the_snapshot_answers_the_thirty_questions_as_memory_does() {
    let mut found = 0;
    for folder in ["examples/kb", "examples/seed", "tests/hostile"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let kb = if root.join("chancery.toml").is_file() { Kb::open(&root).unwrap() } else { Kb::none() };
        let mut files = crate::kb::files_in(&root.join("dossiers"), &["yaml"]).unwrap_or_default();
        if files.is_empty() {
            files = crate::kb::files_in(&root, &["yaml"]).unwrap();
        }
        let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
        let files: Vec<_> = files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect();
        assert!(!files.is_empty(), "{folder}");
        let bytes = convert(&kb, &files, &kb.reviews);
        let memory = MemoryEngine::from_nquads(&bytes).unwrap();
        let snapshot = SnapshotEngine::from_nquads(std::str::from_utf8(&bytes).unwrap()).unwrap();
        assert_eq!(memory.len(), snapshot.len(), "{folder}");
        let base = kb.context.base.clone();
        let prefixes = Prefixes::new(&base);
        let catalog = Kb::none().context.catalog;
        let entity = |written: &str| {
            let number = catalog.by_id(written).ok_or_else(|| format!("no entity `{written}`"))?;
            Ok(catalog.entity(number).iri.clone())
        };
        for query in Library::bundled().iter() {
            for every in [false, true] {
                let given: Vec<(String, String)> = query
                    .parameters
                    .iter()
                    .filter(|parameter| every || !parameter.optional)
                    .filter_map(|parameter| {
                        let value = GIVEN.iter().find(|(name, _)| *name == parameter.name)?.1;
                        Some((parameter.name.clone(), value.to_owned()))
                    })
                    .collect();
                let question = query.bind(&given, &Binder::new(&base, &prefixes, &entity)).unwrap();
                let lenses = if every { &[Lens::Reviewed][..] } else { &[Lens::Statements, Lens::Asserted] };
                for lens in lenses.iter().copied() {
                    let question = question.clone().with_lens(lens);
                    let (mut expected, mut got) = (rows(&memory, &base, &question), rows(&snapshot, &base, &question));
                    found += expected.len();
                    expected.sort();
                    got.sort();
                    let only = |of: &Vec<String>, not: &Vec<String>| {
                        of.iter().filter(|row| !not.contains(row)).cloned().collect::<Vec<_>>()
                    };
                    let both = (only(&got, &expected), only(&expected, &got));
                    assert_eq!(both, (Vec::new(), Vec::new()), "{folder} {} {given:?} {lens}", query.name);
                    assert_eq!(got.len(), expected.len(), "{folder} {} {given:?} {lens}", query.name);
                }
            }
        }
    }
    assert!(found > 500, "{found} rows");
}
