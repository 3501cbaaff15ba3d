//! Random quads and random queries: the same answers as in memory, fresh and with changes laid over.

use proptest::prelude::*;

use super::*;
use crate::store::DatasetChoice;

const GRAPHS: [&str; 5] = ["asserted", "reviewed", "asserted/a", "asserted/ب", "meta"];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len() as u64) as usize]
    }
}

fn node(number: u8) -> String {
    ["<http://e/a>", "<http://e/b>", "<http://e/c>", "<http://e/تركيا>", "<http://e/p1>"][usize::from(number) % 5]
        .to_owned()
}

/// Objects whose form is the canonical one, so that both engines give it back alike.
fn object(number: u8) -> String {
    let literals = [
        "\"x\"",
        "\"نفط\"@ar",
        "\"x\"@en",
        "\"شرق\"@ar--rtl",
        "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        "\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        "\"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "\"2024-05-03\"^^<http://www.w3.org/2001/XMLSchema#date>",
        "\"a\\\"b\\\\c\\n\"",
        "\"2024-05\"^^<http://id.loc.gov/datatypes/edtf>",
        "<<( <http://e/a> <http://e/p1> <http://e/b> )>>",
        "<<( <http://e/b> <http://e/p2> \"x\"@en )>>",
    ];
    let number = usize::from(number);
    if number % 3 < 2 { node(number as u8 / 3) } else { literals[number / 3 % literals.len()].to_owned() }
}

fn line((subject, predicate, other, graph): (u8, u8, u8, u8)) -> String {
    let (subject, object) = (node(subject), object(other));
    let predicate = predicate % 3;
    match usize::from(graph) % 8 {
        graph @ 0..5 => {
            format!("{subject} <http://e/p{predicate}> {object} <https://kb.example/graph/{}> .", GRAPHS[graph])
        }
        _ => format!("{subject} <http://e/p{predicate}> {object} ."),
    }
}

fn triple(dice: &mut Dice) -> String {
    let subject = dice.pick(&["?a", "?b", "?c", "<http://e/a>", "<http://e/تركيا>", "<http://e/nobody>"]);
    let predicate = dice.pick(&[
        "?p",
        "<http://e/p0>",
        "<http://e/p1>",
        "<http://e/p2>",
        "?b",
        "<http://e/p1>+",
        "<http://e/p0>*",
        "(<http://e/p0>|^<http://e/p1>)",
        "!<http://e/p1>",
        "<http://e/p2>/<http://e/p1>?",
    ]);
    let object = dice.pick(&[
        "?b",
        "?c",
        "?d",
        "?a",
        "<http://e/b>",
        "1",
        "\"نفط\"@ar",
        "1.5",
        "\"x\"",
        "<<( ?x ?y ?z )>>",
        "\"2024-05\"^^<http://id.loc.gov/datatypes/edtf>",
    ]);
    format!("{subject} {predicate} {object} .")
}

fn group(dice: &mut Dice, depth: u32) -> String {
    let mut text = triple(dice);
    for _ in 0..dice.below(3) {
        let inner = if depth == 0 { triple(dice) } else { group(dice, depth - 1) };
        let graph = GRAPHS[dice.below(5) as usize];
        text.push_str(&match dice.below(13) {
            0 => format!(" OPTIONAL {{ {inner} }}"),
            1 => format!(" {{ {inner} }} UNION {{ {} }}", triple(dice)),
            2 => format!(" GRAPH ?g {{ {inner} }}"),
            3 => format!(" GRAPH <https://kb.example/graph/{graph}> {{ {inner} }}"),
            4 => format!(" MINUS {{ {inner} }}"),
            5 => format!(" FILTER NOT EXISTS {{ {inner} }}"),
            6 => " FILTER(?b > 1)".to_owned(),
            7 => " FILTER(?c = \"x\" || ?c = 1.5 || isIRI(?c))".to_owned(),
            8 => " BIND(STR(?b) AS ?e)".to_owned(),
            9 => " VALUES ?b { <http://e/b> 1 \"x\" UNDEF }".to_owned(),
            10 => " GRAPH ?g { }".to_owned(),
            11 => " FILTER(LANG(?c) = \"ar\" || ?a != ?b)".to_owned(),
            _ => format!(" {inner}"),
        });
    }
    text
}

fn query(dice: &mut Dice) -> String {
    let body = group(dice, 2);
    let from = match dice.below(8) {
        0 => "FROM <https://kb.example/graph/asserted> FROM <https://kb.example/graph/reviewed>",
        1 => "FROM <https://kb.example/graph/asserted/a> FROM <https://kb.example/graph/asserted/ب>",
        2 => "FROM <https://kb.example/graph/nobody> FROM NAMED <https://kb.example/graph/meta>",
        _ => "",
    };
    match dice.below(8) {
        0 => format!("SELECT DISTINCT ?a ?b ?c {from} WHERE {{ {body} }}"),
        1 => format!("SELECT ?a (COUNT(*) AS ?n) (COUNT(DISTINCT ?b) AS ?m) {from} WHERE {{ {body} }} GROUP BY ?a"),
        2 => format!("SELECT ?p (SUM(?b) AS ?n) (MIN(?c) AS ?l) (MAX(?b) AS ?h) {from} WHERE {{ {body} }} GROUP BY ?p"),
        3 => format!("ASK {from} WHERE {{ {body} }}"),
        4 => format!("CONSTRUCT {{ ?a <http://e/q> ?b }} {from} WHERE {{ {body} }}"),
        5 => format!("SELECT ?g (COUNT(*) AS ?n) {from} WHERE {{ GRAPH ?g {{ {body} }} }} GROUP BY ?g"),
        _ => format!("SELECT * {from} WHERE {{ {body} }}"),
    }
}

fn requests(seed: u64, count: usize) -> Vec<Request> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|_| {
            let mut request = Request::new(query(&mut dice));
            let graph = |name: &str| format!("https://kb.example/graph/{name}");
            request.dataset = match dice.below(6) {
                0 | 1 => DatasetChoice::default().with_graph(graph("asserted")),
                2 => DatasetChoice::default().with_graph(graph("reviewed")).with_graph(graph("asserted/a")),
                3 => DatasetChoice { default_graph: false, ..DatasetChoice::default() }.with_graph(graph("asserted/ب")),
                _ => DatasetChoice::default(),
            };
            request
        })
        .collect()
}

fn compare(memory: &MemoryEngine, snapshot: &SnapshotEngine, seed: u64) {
    assert_eq!(snapshot.len(), memory.len(), "quads");
    for request in requests(seed, 12) {
        let (expected, found) = (answer_of(memory, &request), answer_of(snapshot, &request));
        assert_eq!(found, expected, "{}\n{:?}", request.sparql, request.dataset);
    }
}

fn quads() -> impl Strategy<Value = Vec<(u8, u8, u8, u8)>> {
    proptest::collection::vec((0..5_u8, 0..3_u8, 0..36_u8, 0..8_u8), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn random_queries_find_what_they_find_in_memory(quads in quads(), seed: u64) {
        let text: String = quads.into_iter().map(|quad| line(quad) + "\n").collect();
        let memory = MemoryEngine::from_nquads(text.as_bytes()).unwrap();
        compare(&memory, &SnapshotEngine::from_nquads(&text).unwrap(), seed);
        compare(&memory, &wide(&text), seed ^ 1);
    }

    #[test]
    fn changes_laid_over_are_as_if_all_were_written_anew(
        segments in proptest::collection::vec(quads(), 1..5),
        later in proptest::collection::vec(quads(), 0..4),
        removed: u8,
        seed: u64,
    ) {
        let segment = |quads: &Vec<_>| -> Vec<String> { quads.iter().copied().map(line).collect() };
        let mut now: Vec<Vec<String>> = Vec::new();
        let mut changes = Vec::new();
        let mut before = String::new();
        for (number, quads) in segments.iter().enumerate() {
            let lines = segment(quads);
            before.extend(lines.iter().flat_map(|line| [line.as_str(), "\n"]));
            if removed >> number & 1 == 1 {
                changes.extend(lines.into_iter().map(|line| (line, -1)));
            } else {
                now.push(lines);
            }
        }
        for quads in &later {
            changes.extend(segment(quads).into_iter().map(|line| (line, 1)));
            now.push(segment(quads));
        }
        let now: String = now.into_iter().flatten().map(|line| line + "\n").collect();
        let memory = MemoryEngine::from_nquads(now.as_bytes()).unwrap();
        compare(&memory, &changed(&before, &changes), seed);
    }
}
