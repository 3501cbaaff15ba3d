//! How fast quads become JSON-LD, as ratios to the JSON-LD processors of other languages, and in how much memory.
//!
//! `cargo bench --bench forms` prints:
//!
//! - frames `article` and `statement`: N-Quads of articles to framed JSON-LD, loss report and all, against the bare
//!   `frame` of jsonld.js over the same articles, expanded and parsed beforehand; and how ten times the articles
//!   change our time;
//! - any RDF: N-Quads to expanded to compacted, against jsonld.js and PyLD, which do not expand again either;
//! - a store of ten million quads: seconds and peak memory of its exports, each in a process of its own.
//!
//! CPU seconds in all but the last; others run once to warm up, then once for the clock. That ours and theirs make
//! the same is checked first. Nothing here is a test: times belong to the machine, only ratios travel.
//!
//! - `CHANCERY_BENCH_FORMS`: statements that others are given (2000).
//! - `CHANCERY_BENCH_PEER_PAIRS`: pairs of runs with others (3).
//! - `CHANCERY_BENCH_LARGE`: statements of the large store (350000; 0 leaves it out).
//! - `CHANCERY_BENCH_NODE`: a folder of node modules that holds `jsonld`.
//! - `CHANCERY_BENCH_PYTHON`: interpreters, with `:` between them; one that has PyLD is taken.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark talks and stops")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a program of three files; others use more of the rest")]

mod generate;
mod measure;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chancery::check::TextState;
use chancery::convert::{Converter, Input, Policy, Used, describe_shared, process};
use chancery::dossier::stream::{Articles, InputFormat};
use chancery::export::{Framed, Selection, Shape};
use chancery::iri::Base;
use chancery::jsonld::{self, Options};
use chancery::kb::Kb;
use chancery::query::Lens;
use chancery::rdf::document::{Reading, read, to_json_ld};
use chancery::rdf::{Format, Line};
use chancery::vocab::{rdf, rdfs};
use measure::{cpu, names, number, ratio, spread, watch};
use serde_json::Value;

const BASE: &str = "https://kb.example/";

fn main() {
    let statements = number("CHANCERY_BENCH_FORMS", 2_000);
    let pairs = number("CHANCERY_BENCH_PEER_PAIRS", 3);
    let folder = tempfile::Builder::new().prefix("chancery-bench").tempdir().unwrap();
    let (small, large) = (Data::new(folder.path(), statements), Data::new(folder.path(), statements * 10));
    println!("{statements} statements, {} quads", small.quads());
    let node = Peer::jsonld_js();
    for name in ["article", "statement"] {
        frames(name, &small, &large, node.as_ref(), pairs, folder.path());
    }
    let pyld = Peer::pyld();
    // Others take long over a large graph, and longer the larger it is.
    let general = Data::new(folder.path(), (statements / 4).max(100));
    from_rdf(&general, &[node, pyld], pairs, folder.path());
    let statements = number("CHANCERY_BENCH_LARGE", 350_000);
    if statements > 0 {
        exports(statements, folder.path());
    }
}

/// Generated articles as N-Quads.
struct Data {
    /// By name.
    parts: Vec<(String, Vec<u8>)>,
    shared: Vec<u8>,
}

impl Data {
    fn new(folder: &Path, statements: usize) -> Self {
        generate::write_kb(folder).unwrap();
        let mut input = Vec::new();
        generate::write(statements, generate::Shape::JsonLines, &mut input).unwrap();
        let kb = Kb::open(folder).unwrap();
        let converter = Converter { context: &kb.context, policy: Policy::Default, reviews: &kb.reviews };
        let mut used = Used::default();
        let texts = Articles::new(std::io::Cursor::new(input), "articles.jsonl", InputFormat::JsonLines).unwrap();
        let parts = texts.enumerate().map(|(number, text)| {
            let input = Input { text: text.unwrap(), folder: None };
            let mut bytes: Vec<u8> = Vec::new();
            process(&input, &converter, &|_, _| TextState::Absent, &mut bytes, &mut used).unwrap();
            (format!("art-{number:06}"), bytes)
        });
        let parts = parts.collect();
        let mut shared = Vec::new();
        describe_shared(&used, &kb.context, &mut shared);
        Self { parts, shared }
    }

    fn quads(&self) -> usize {
        self.parts.iter().map(|(_, part)| lines(part).count()).sum::<usize>() + lines(&self.shared).count()
    }

    /// Returns the N-Quads that a frame of one article is made of: its default graph, and what its objects are called.
    fn framed_part(&self, part: &[u8], labels: &BTreeMap<&str, Vec<&str>>) -> String {
        let own = lines(part).filter(|(_, line)| line.graph.is_none());
        let mut quads: BTreeSet<&str> = own.clone().map(|(text, _)| text).collect();
        for (_, line) in own {
            let object = line.object.trim_start_matches('<').trim_end_matches('>');
            quads.extend(labels.get(object).into_iter().flatten());
        }
        quads.into_iter().fold(String::new(), |text, line| text + line + "\n")
    }

    fn labels(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut labels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let plain = lines(&self.shared).filter(|(_, line)| line.graph.is_none());
        for (text, line) in plain.filter(|(_, line)| [rdf::TYPE, rdfs::LABEL].contains(&line.predicate)) {
            labels.entry(line.subject).or_default().push(text);
        }
        labels
    }
}

fn lines(nquads: &[u8]) -> impl Iterator<Item = (&str, Line<'_>)> + Clone {
    std::str::from_utf8(nquads).unwrap().lines().map(|text| (text, Line::split(text).unwrap()))
}

/// Another JSON-LD processor, run by a script beside this file.
struct Peer {
    name: &'static str,
    program: String,
    arguments: Vec<String>,
}

impl Peer {
    fn jsonld_js() -> Option<Self> {
        let Ok(modules) = std::env::var("CHANCERY_BENCH_NODE") else {
            println!("jsonld.js: not run; CHANCERY_BENCH_NODE names no folder of node modules");
            return None;
        };
        let script = beside("json_ld_peer.cjs");
        Some(Self { name: "jsonld.js", program: "node".to_owned(), arguments: vec![script, modules] })
    }

    fn pyld() -> Option<Self> {
        let has = |python: &String| {
            Command::new(python).args(["-c", "import pyld"]).output().is_ok_and(|done| done.status.success())
        };
        let Some(program) = names("CHANCERY_BENCH_PYTHON").into_iter().find(has) else {
            println!("PyLD: not run; no interpreter of CHANCERY_BENCH_PYTHON has it");
            return None;
        };
        Some(Self { name: "PyLD", program, arguments: vec![beside("json_ld_peer.py")] })
    }

    /// Runs a task; returns its CPU seconds and what it wrote.
    fn run(&self, task: &str, input: &Path, with: &Path, output: &Path) -> f64 {
        let context = beside("../ontology/context.jsonld");
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args([task, &context]).arg(input).arg(with).arg(output);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().parse().unwrap()
    }
}

fn beside(name: &str) -> String {
    format!("{}/benches/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Compares frames of one kind.
fn frames(name: &str, small: &Data, large: &Data, node: Option<&Peer>, pairs: usize, folder: &Path) {
    let shape = Shape::named(name, false).unwrap();
    framed(small, &shape);
    let growth = (0..pairs).map(|_| cpu(|| framed(large, &shape)) / cpu(|| framed(small, &shape))).collect();
    let factor = ratio(large.quads(), small.quads());
    println!(
        "frame {name}: {factor:.1} times the quads take {} times as long   (must: 11 at most for 10)",
        spread(growth)
    );
    let took = cpu(|| framed(small, &shape));
    println!("frame {name}: {:.0} quads a CPU second", ratio(small.quads(), 1) / took);
    let Some(node) = node else { return };
    let (input, frame, output) =
        (folder.join("expanded.jsonl"), folder.join("frame.jsonld"), folder.join("theirs.json"));
    fs::write(&frame, serde_json::to_vec(&shape.frame).unwrap()).unwrap();
    let mut out = BufWriter::new(File::create(&input).unwrap());
    let labels = small.labels();
    for (_, part) in &small.parts {
        let expanded = expand(&small.framed_part(part, &labels), &Options::default());
        writeln!(out, "{expanded}").unwrap();
    }
    out.flush().unwrap();
    let mut ratios = Vec::new();
    for _ in 0..pairs {
        let theirs = node.run("frame", &input, &frame, &output);
        ratios.push(theirs / cpu(|| framed(small, &shape)));
    }
    let ours: Value = serde_json::from_slice(&framed(small, &shape)).unwrap();
    let theirs: Value = serde_json::from_slice(&fs::read(&output).unwrap()).unwrap();
    assert!(ordered(&ours["@graph"]) == ordered(&theirs), "frame {name}: jsonld.js makes something else");
    println!("frame {name}: jsonld.js / ours, CPU {}   (must: 20 at least, aim: 100)", spread(ratios));
}

/// Frames articles, all the way from N-Quads to bytes.
fn framed(articles: &Data, shape: &Shape) -> Vec<u8> {
    let selection = Selection::new(Format::JsonLd, Lens::Statements, &Base::new(BASE).unwrap(), false);
    let options = Framed::<Vec<u8>>::options();
    let mut out = Framed::new(Vec::new(), &selection, shape, &options, false).unwrap();
    out.shared(&articles.shared).unwrap();
    for (name, part) in &articles.parts {
        out.article(name, part).unwrap();
    }
    out.finish().unwrap().0
}

fn expand(nquads: &str, options: &Options) -> Value {
    let quads = read(nquads.as_bytes(), Format::NQuads, &Reading::default()).unwrap();
    let quads: Vec<jsonld::Quad> = quads.iter().map(|quad| to_json_ld(quad).unwrap()).collect();
    jsonld::from_rdf(&quads, options).unwrap()
}

/// Compares making compact JSON-LD of N-Quads that could be anybody's.
fn from_rdf(articles: &Data, peers: &[Option<Peer>], pairs: usize, folder: &Path) {
    let parts = articles.parts.iter().map(|(_, part)| part).chain([&articles.shared]);
    let nquads: String = parts.map(|part| std::str::from_utf8(part).unwrap()).collect();
    let context: Value =
        serde_json::from_str(&fs::read_to_string(beside("../ontology/context.jsonld")).unwrap()).unwrap();
    let (input, output) = (folder.join("all.nq"), folder.join("theirs.json"));
    fs::write(&input, &nquads).unwrap();
    let options = Options::default();
    let ours = || {
        let compacted = jsonld::compact_expanded(expand(&nquads, &options), &context, &options).unwrap();
        serde_json::to_vec(&compacted).unwrap()
    };
    let made: Value = serde_json::from_slice(&ours()).unwrap();
    println!("from RDF and compact: {:.0} quads a CPU second", ratio(nquads.lines().count(), 1) / cpu(ours));
    for (peer, must) in peers.iter().zip([5, 20]) {
        let Some(peer) = peer else { continue };
        let ratios = (0..pairs).map(|_| peer.run("from-rdf", &input, Path::new("-"), &output) / cpu(ours)).collect();
        let theirs: Value = serde_json::from_slice(&fs::read(&output).unwrap()).unwrap();
        assert!(ordered(&made["@graph"]) == ordered(&theirs["@graph"]), "{} makes something else", peer.name);
        println!("from RDF and compact: {} / ours, CPU {}   (must: {must} at least)", peer.name, spread(ratios));
    }
}

/// Returns a document in which arrays are in order, for most are sets.
fn ordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(ordered).collect();
            items.sort_by_cached_key(ToString::to_string);
            Value::Array(items)
        }
        Value::Object(members) => {
            let sorted: BTreeMap<&String, Value> = members.iter().map(|(key, value)| (key, ordered(value))).collect();
            sorted.into_iter().map(|(key, value)| (key.clone(), value)).collect()
        }
        other => other.clone(),
    }
}

/// Exports a large store and says what memory that takes.
fn exports(statements: usize, folder: &Path) {
    let kb = folder.join("large");
    generate::write_kb(&kb).unwrap();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(kb.join("dossiers/articles.jsonl")).unwrap());
    generate::write(statements, generate::Shape::JsonLines, &mut out).unwrap();
    out.flush().unwrap();
    drop(out);
    let run = |arguments: &[&str], output: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.arg("--quiet").arg("--kb").arg(&kb).args(arguments).stdout(File::create(output).unwrap());
        let (well, seconds, peak) = watch(command.stderr(Stdio::null()).spawn().unwrap());
        assert!(well, "{arguments:?}");
        println!("{statements} statements, {}: {seconds:.1} s, peak {peak} MiB", arguments.join(" "));
        peak
    };
    let null = PathBuf::from("/dev/null");
    run(&["sync"], &null);
    let all = folder.join("all.nq");
    run(&["export", "--to", "nq"], &all);
    let file = std::io::BufReader::with_capacity(1 << 20, File::open(&all).unwrap());
    println!("{statements} statements: {} quads", std::io::BufRead::split(file, b'\n').count());
    fs::remove_file(&all).unwrap();
    for to in [
        &["export", "--to", "jsonld", "--frame", "article"][..],
        &["export", "--to", "trig"],
        &["export", "--to", "ttl"],
    ] {
        run(to, &null);
    }
}
