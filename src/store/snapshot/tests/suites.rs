//! Every query evaluation test of the SPARQL 1.0, 1.1 and 1.2 suites, on both engines: the same answers, but
//! for those listed, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode};

use super::*;

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

/// Tests with other rows from each engine. In all of them the data writes one value in two ways and the test asks
/// which terms are the same: memory has made them one, the snapshot tells them apart, as the standard does. (Answers
/// that differ in the words of a number alone are counted and not listed.)
const DIFFERENT: [(&str, &str); 9] = [
    ("distinct#distinct-1", "DISTINCT compares terms"),
    ("distinct#distinct-9", "DISTINCT compares terms"),
    ("expr-builtin#sameTerm-eq", "sameTerm compares terms"),
    ("expr-builtin#sameTerm-not-eq", "sameTerm compares terms"),
    ("expr-builtin#sameTerm-simple", "sameTerm compares terms"),
    ("expr-equals#eq-graph-1", "a pattern compares terms"),
    ("expr-equals#eq-graph-2", "a pattern compares terms"),
    ("grouping#group01", "GROUP BY compares terms"),
    ("open-world#open-eq-01", "a pattern compares terms"),
];

fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("CHANCERY_SHARED").map(PathBuf::from);
    let shared = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let suite = shared.join("suites/rdf-tests/sparql");
    suite.is_dir().then_some(suite)
}

fn manifests(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            manifests(&path, into);
        } else if path.file_name().is_some_and(|name| name == "manifest.ttl") {
            into.push(path);
        }
    }
}

fn iri_of(path: &Path) -> String {
    url::Url::from_file_path(path).unwrap().to_string()
}

fn read(iri: &str) -> Result<Vec<Quad>, String> {
    let path = url::Url::parse(iri).unwrap().to_file_path().unwrap();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    let format = RdfFormat::from_extension(&extension).ok_or("no format")?;
    let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
    let parser = RdfParser::from_format(format).with_base_iri(iri).unwrap();
    parser.for_slice(&bytes).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// A manifest's triples, asked by subject and predicate.
struct Manifest(BTreeMap<(String, String), Vec<Term>>);

impl Manifest {
    fn read(path: &Path) -> Self {
        let mut triples: BTreeMap<(String, String), Vec<Term>> = BTreeMap::new();
        for quad in read(&iri_of(path)).unwrap() {
            let key = (quad.subject.to_string(), quad.predicate.as_str().to_owned());
            triples.entry(key).or_default().push(quad.object);
        }
        Self(triples)
    }

    fn all(&self, subject: &str, predicate: &str) -> &[Term] {
        self.0.get(&(subject.to_owned(), predicate.to_owned())).map_or(&[], Vec::as_slice)
    }

    fn tests(&self) -> Vec<String> {
        let kind = |object: &Term| object.to_string() == format!("<{MF}QueryEvaluationTest>");
        let is_test = |predicate: &str| predicate == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        let found = self.0.iter().filter(|((_, predicate), objects)| is_test(predicate) && objects.iter().any(kind));
        found.map(|((subject, _), _)| subject.clone()).collect()
    }
}

fn node(term: &Term) -> Option<&str> {
    if let Term::NamedNode(node) = term { Some(node.as_str()) } else { None }
}

/// Returns the quads that a test is asked of.
fn data(manifest: &Manifest, action: &str) -> Result<Vec<Quad>, String> {
    let mut quads = Vec::new();
    for document in manifest.all(action, &format!("{QT}data")) {
        quads.extend(read(node(document).ok_or("no address")?)?);
    }
    for document in manifest.all(action, &format!("{QT}graphData")) {
        let (address, name) = match node(document) {
            Some(address) => (address.to_owned(), address.to_owned()),
            None => {
                let place = document.to_string();
                let graph = manifest.all(&place, &format!("{QT}graph")).first().and_then(node).ok_or("no graph")?;
                let label = manifest.all(&place, "http://www.w3.org/2000/01/rdf-schema#label").first();
                let label = label.map(|label| label.to_string().trim_matches('"').to_owned());
                (graph.to_owned(), label.unwrap_or_else(|| graph.to_owned()))
            }
        };
        let graph = GraphName::NamedNode(NamedNode::new(name).map_err(|error| error.to_string())?);
        quads.extend(read(&address)?.into_iter().map(|quad| Quad { graph_name: graph.clone(), ..quad }));
    }
    Ok(quads)
}

/// What a query made itself has a name by chance.
fn without_names(answer: Result<Vec<String>, String>, known: &BTreeSet<String>) -> Result<Vec<String>, String> {
    let mut lines = answer?;
    for line in &mut lines {
        let words: Vec<String> =
            line.split(' ')
                .map(|word| {
                    if word.starts_with("_:") && !known.contains(word) { "_:made".to_owned() } else { word.to_owned() }
                })
                .collect();
        *line = words.join(" ");
    }
    lines.sort();
    Ok(lines)
}

#[test]
fn the_suites_get_the_same_answers_from_both_engines() {
    let Some(folder) = folder() else {
        println!("the SPARQL suites are not here: set CHANCERY_SHARED to compare the engines on them");
        return;
    };
    let mut paths = Vec::new();
    manifests(&folder, &mut paths);
    let (mut compared, mut words, mut different, mut unread) = (0, 0, Vec::new(), Vec::new());
    for path in paths {
        let manifest = Manifest::read(&path);
        for test in manifest.tests() {
            let Some(action) = manifest.all(&test, &format!("{MF}action")).first().map(Term::to_string) else {
                continue;
            };
            let Some(query) = manifest.all(&action, &format!("{QT}query")).first().and_then(node) else { continue };
            let Ok(text) = std::fs::read_to_string(url::Url::parse(query).unwrap().to_file_path().unwrap()) else {
                continue;
            };
            if text.contains("SERVICE") {
                continue; // Nobody to ask.
            }
            let quads = match data(&manifest, &action) {
                Ok(quads) => quads,
                Err(why) => {
                    unread.push(format!("{test}: {why}"));
                    continue;
                }
            };
            let known: BTreeSet<String> = quads
                .iter()
                .flat_map(|quad| [Term::from(quad.subject.clone()), quad.object.clone()])
                .filter(|term| matches!(term, Term::BlankNode(_)))
                .map(|term| term.to_string())
                .chain(quads.iter().filter_map(|quad| match &quad.subject {
                    NamedOrBlankNode::BlankNode(node) => Some(node.to_string()),
                    NamedOrBlankNode::NamedNode(_) => None,
                }))
                .collect();
            let memory = MemoryEngine::from_quads(quads.clone()).unwrap();
            let snapshot = SnapshotEngine::from_quads(quads).unwrap();
            let request = Request { base: Some(query.to_owned()), ..Request::new(text) };
            let ask = |engine: &dyn Engine, values| without_names(answer_as(engine, &request, values), &known);
            let (expected, again, found) = (ask(&memory, false), ask(&memory, false), ask(&snapshot, false));
            if expected != again {
                continue; // Chance or the clock.
            }
            compared += 1;
            if found == expected {
                continue;
            }
            words += 1;
            let (expected, found) = (ask(&memory, true), ask(&snapshot, true));
            if found != expected {
                let name = test.trim_matches(['<', '>']).replace("/manifest#", "#");
                let name = name.rsplit('/').next().unwrap_or_default().to_owned();
                different.push((name, format!("{query}\n  memory   {expected:?}\n  snapshot {found:?}")));
            }
        }
    }
    println!(
        "{compared} compared, {words} differ in words, {} of them in rows; {} not read",
        different.len(),
        unread.len()
    );
    unread.iter().for_each(|line| println!("not read: {line}"));
    different.iter().for_each(|(name, how)| println!("{name}\n  {how}"));
    assert!(compared > 400, "{compared} compared");
    different.sort();
    let names: Vec<&str> = different.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, DIFFERENT.map(|(name, _)| name), "the engines differ elsewhere than listed");
}
