//! A limit on memory: the process that meets it is not the one that says so.

use crate::program::{ends, said};
use crate::world;

#[test]
fn a_query_that_needs_too_much_memory_is_stopped_with_words() {
    let folder = tempfile::tempdir().unwrap();
    world::copy(&world::package("examples/kb"), folder.path());
    let _ = std::fs::remove_dir_all(folder.path().join(".chancery"));
    let kb = folder.path();
    ends(kb, 0, &["sync", "--quiet"]);
    let grows = format!("SELECT (STRLEN(REPLACE(?x, \"a\", ?x)) AS ?n) {{ BIND(\"{}\" AS ?x) }}", "a".repeat(20_000));
    let stopped = ends(kb, 5, &["query", &grows, "--max-memory", "200"]);
    assert!(said(&stopped).contains("more than 200 MiB"), "{}", said(&stopped));
    assert!(stopped.stdout.is_empty() || !stopped.stdout.ends_with(b"\n"), "nothing that looks whole");
    let small = ends(kb, 0, &["query", "ASK { ?s a st:Statement }", "--max-memory", "200"]);
    assert_eq!(small.stdout, ends(kb, 0, &["query", "ASK { ?s a st:Statement }"]).stdout);
    ends(kb, 3, &["query", "ASK {", "--max-memory", "200"]);
    ends(kb, 1, &["query", "ASK { ?s a <http://e/none> }", "-e", "--max-memory", "200"]);
}
