//! A snapshot that is not what was written: an error or the right answer, never a panic, never another
//! answer.

use std::path::Path;

use super::*;

const QUERIES: [&str; 6] = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT * { ?s <http://e/p1> ?o . ?o ?q ?r FILTER(?r != 3) }",
    "SELECT DISTINCT ?o { GRAPH <https://kb.example/graph/asserted> { ?s <http://e/p2> ?o } } ORDER BY DESC(?o)",
    "ASK { <http://e/تركيا> ?p \"نفط\"@ar }",
    "CONSTRUCT { ?o <http://e/q> ?s } { ?s <http://e/p1>+ ?o }",
];

/// Quads that fill several blocks.
fn data() -> String {
    let mut text = String::new();
    for number in 0..4_000_u32 {
        let graph = match number % 7 {
            0 => " <https://kb.example/graph/asserted>".to_owned(),
            1 => format!(" <https://kb.example/graph/asserted/{}>", number % 50),
            _ => String::new(),
        };
        let object = match number % 5 {
            0 => format!("<http://e/n{}>", number / 3),
            1 => format!("\"نفط {number} {}\"@ar", "كلمة ".repeat(20)),
            2 => format!("\"{number}.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
            3 => format!("<<( <http://e/n{number}> <http://e/p1> \"x\" )>>"),
            _ => format!("<http://e/n{}>", number * 7919 % 4_000),
        };
        text.push_str(&format!("<http://e/n{number}> <http://e/p{}> {object}{graph} .\n", number % 3));
    }
    text + "<http://e/تركيا> <http://e/p1> \"نفط\"@ar .\n"
}

fn written(folder: &Path) -> (std::path::PathBuf, Vec<u8>) {
    let mut gathered = Gathered::default();
    gathered.lines(&data()).unwrap();
    let about = About { run: 1, dataset: Digest::of(b"x"), lenses: &[], wide: false };
    let (bytes, _) = gathered.write(&about, Cursor::new(Vec::new())).unwrap();
    (folder.join("x.snapshot"), bytes.into_inner())
}

fn answers(path: &Path) -> Result<Vec<Result<Vec<String>, String>>, StoreError> {
    let engine = SnapshotEngine::new(State::open(Image::open(path)?)?);
    Ok(QUERIES.iter().map(|query| answer_of(&engine, &Request::new(*query))).collect())
}

/// Returns how many of some changed files were refused at opening, refused by a query, or not noticed.
fn try_all(path: &Path, expected: &[Result<Vec<String>, String>], files: impl Iterator<Item = Vec<u8>>) -> [usize; 3] {
    let mut seen = [0; 3];
    for bytes in files {
        std::fs::write(path, bytes).unwrap();
        match answers(path) {
            Err(error) => {
                assert!(matches!(error, StoreError::Index { .. }), "{error}");
                assert!(error.to_string().contains("chancery rebuild"), "{error}");
                seen[0] += 1;
            }
            Ok(found) => {
                let wrong = found.iter().filter(|answer| answer.is_err()).count();
                seen[if wrong > 0 { 1 } else { 2 }] += 1;
                for (found, expected) in found.iter().zip(expected) {
                    match found {
                        Ok(_) => assert_eq!(found, expected),
                        Err(error) => assert!(error.contains("the index is damaged"), "{error}"),
                    }
                }
            }
        }
    }
    seen
}

fn tries() -> u64 {
    std::env::var("CHANCERY_TEST_SNAPSHOT_DAMAGE").map_or(60, |tries| tries.parse().unwrap())
}

#[test]
fn flipped_bytes_are_an_error_or_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let (path, good) = written(folder.path());
    std::fs::write(&path, &good).unwrap();
    let expected = answers(&path).unwrap();
    assert!(expected.iter().all(Result::is_ok));
    let length = good.len() as u64;
    let flips = (0..tries()).map(|number| {
        let mut bytes = good.clone();
        // All over the file, the header more often than its length deserves.
        let at = if number % 4 == 0 { number * 131 % 512 } else { number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % length };
        bytes[at as usize] ^= 1 << (number % 8);
        bytes
    });
    let [opening, asking, unnoticed] = try_all(&path, &expected, flips);
    assert!(opening > 0 && asking > 0, "{opening} refused, {asking} met, {unnoticed} unnoticed");
}

#[test]
fn what_is_cut_off_or_longer_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, good) = written(folder.path());
    std::fs::write(&path, &good).unwrap();
    let expected = answers(&path).unwrap();
    let cuts = (0..tries()).map(|number| {
        let length = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % good.len() as u64;
        good[..length as usize].to_vec()
    });
    let longer = [[good.as_slice(), b"\0"].concat(), Vec::new(), b"CHSNAP\r\n".to_vec(), vec![0; 5_000]];
    let [opening, asking, unnoticed] = try_all(&path, &expected, cuts.chain(longer));
    assert_eq!((asking, unnoticed), (0, 0));
    assert_eq!(opening as u64, tries() + 4);
}

#[test]
fn checked_whole_every_flip_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (path, good) = written(folder.path());
    std::fs::write(&path, &good).unwrap();
    Image::open(&path).unwrap().check_all().unwrap();
    for number in 0..tries() {
        let mut bytes = good.clone();
        let at = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % good.len() as u64;
        bytes[at as usize] ^= 0x10;
        std::fs::write(&path, bytes).unwrap();
        let seen = Image::open(&path).is_err_and(|error| matches!(error, StoreError::Index { .. }))
            || Image::open(&path).is_ok_and(|image| image.check_all().is_err());
        assert!(seen, "byte {at}");
    }
}

/// The evaluator takes an error in an expression for "no value": rows must not come of it.
#[test]
fn an_error_below_an_expression_ends_the_query() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut bytes) = written(folder.path());
    let (start, length) = Image::of_memory(bytes.clone()).unwrap().header().section(header::Section::TermBytes);
    // All but the first block of the terms, so that the names in the query are still found.
    let from = start as usize + image::BLOCK;
    assert!((length as usize) > 2 * image::BLOCK);
    bytes[from + image::BLOCK / 2] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let engine = SnapshotEngine::new(State::open(Image::open(&path).unwrap()).unwrap());
    for query in [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 0 || BOUND(?x)) }",
        "SELECT ?p { ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?o FILTER(STR(?o) = \"nothing\") } }",
        "SELECT (SUM(?o) AS ?n) { ?s ?p ?o }",
        "ASK { ?s ?p ?o FILTER(STR(?o) = \"nothing\") }",
    ] {
        let answer = answer_of(&engine, &Request::new(query));
        assert!(answer.as_ref().is_err_and(|error| error.contains("damaged")), "{query}: {answer:?}");
    }
}
