//! A million real statements: the example `relations` with all of its data, alone and against other stores.
//!
//! `cargo bench --bench relations` copies the example, brings its store in line and prints, in this order: the import
//! (seconds, peak memory), syncs without a change and with one vote changed, opening to the first answer (each in a
//! process of its own), the building of the index against Oxigraph's bulk loader on the same N-Quads, eight shapes of
//! query against Oxigraph on disk and Virtuoso with answers compared, the named queries, and what a lens and a budget
//! cost. Nothing here is a test; what is absent is named and left out.
//!
//! - `CHANCERY_DATA`: the folder of the data, see `examples/relations/README.md`. Without it nothing is measured.
//! - `CHANCERY_BENCH_ROWS`: so many rows of each table, the first ones (all).
//! - `CHANCERY_BENCH_KB`: a folder to keep everything in between runs.
//! - `CHANCERY_BENCH_PYTHON`: interpreters, with `:` between them; one that has pyoxigraph is taken.
//! - `CHANCERY_BENCH_VIRTUOSO=yes`: compares with Virtuoso; `virtuoso-t` and `isql-vt` are looked for in `PATH`.
//! - `CHANCERY_BENCH_ROUNDS`: runs of each query (3); named queries are asked twenty times.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark talks and stops")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a program of two files, one shared")]

mod measure;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chancery::convert::Policy;
use chancery::iri::Base;
use chancery::kb::{Kb, STATE_FOLDER};
use chancery::query::{Asker, Binder, Budget, Found, Lens, Library, NamedQuery, ParameterType, Prefixes, Question};
use chancery::store::{Archive, Engine, Refreshed, SnapshotEngine, WriterInfo, refresh};
use chancery::sync::{Options, sync};
use measure::{cpu, names, number, peak_kibibytes, spread, time};
use serde_json::Value;

const BASE: &str = "https://relations.example/";
const VOTES: &str = "unvotes/un_votes.csv";
const TABLES: [&str; 3] = [VOTES, "unvotes/un_roll_calls.csv", "peacesciencer/atop_alliance.csv"];
/// Set for a process that only opens the store and asks once.
const OPEN: &str = "CHANCERY_BENCH_OPEN";

fn main() {
    if let Some(root) = std::env::var_os(OPEN) {
        return open_once(Path::new(&root));
    }
    let Some(data) = std::env::var_os("CHANCERY_DATA").map(PathBuf::from).filter(|data| data.is_dir()) else {
        println!("CHANCERY_DATA names no folder: nothing measured (see examples/relations/README.md)");
        return;
    };
    let scratch = tempfile::Builder::new().prefix("chancery-bench").tempdir().unwrap();
    let kept = std::env::var_os("CHANCERY_BENCH_KB").map(PathBuf::from);
    let work = kept.as_deref().unwrap_or(scratch.path());
    let rounds = number("CHANCERY_BENCH_ROUNDS", 3);
    let root = work.join("kb");
    let fresh = !root.join(STATE_FOLDER).is_dir();
    if fresh {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/relations"), &root);
        take_data(&data, &work.join("data"), number("CHANCERY_BENCH_ROWS", usize::MAX));
    }
    let kb = open_kb(&root);
    import(&kb, fresh);
    again(&kb, &work.join("data"));
    opening(&root);
    chancery::query::with_stack(|| {
        let archive = Archive::open(&root.join(STATE_FOLDER)).unwrap();
        let built = time(|| build(&archive));
        println!("index built and durable: {built:.1} s; peak memory so far {} MiB", peak_kibibytes() / 1024);
        let engine = SnapshotEngine::open(&archive, archive.current().unwrap()).unwrap();
        let own = shapes(&engine, &kb, rounds);
        let lines = export(&archive, &work.join("all.nq"));
        named(&engine, &kb);
        overhead(&engine, &kb);
        others(work, lines, built, &own, rounds);
    })
    .unwrap();
}

fn open_kb(root: &Path) -> Kb {
    let mut kb = Kb::open(root).unwrap();
    kb.config.data = Some(root.parent().unwrap().join("data"));
    kb
}

fn import(kb: &Kb, fresh: bool) {
    let (changed, took) = run(kb);
    let manifest = newest(kb);
    println!(
        "{} statements, {} lines in {} articles{}",
        manifest.statements(),
        manifest.quads(),
        manifest.articles.len(),
        if fresh { "" } else { "; kept from an earlier run" }
    );
    if fresh {
        println!("import: {took:.1} s, {changed} articles; peak memory {} MiB (must < 1907)", peak_kibibytes() / 1024);
    }
}

/// A sync without a change, and some with one vote changed.
fn again(kb: &Kb, data: &Path) {
    println!("sync without a change: {:.2} s (must < 10)", run(kb).1);
    let changed: Vec<f64> = (0..5)
        .map(|turn| {
            change_one_vote(&data.join(VOTES), turn);
            let (changed, took) = run(kb);
            assert_eq!(changed, 1);
            took
        })
        .collect();
    println!("sync with one vote changed: {} s (must < 1)", spread(changed));
}

fn run(kb: &Kb) -> (usize, f64) {
    let options = Options { policy: Policy::Default, threads: 2, dry_run: false, afresh: false };
    let begun = Instant::now();
    let report = sync(kb, &options, &info(), &|| Duration::ZERO).unwrap();
    assert!(report.unreadable.is_empty(), "{:?}", report.unreadable);
    report.index.unwrap().unwrap();
    report.words.unwrap().unwrap();
    (report.changes.added.len() + report.changes.changed.len(), begun.elapsed().as_secs_f64())
}

/// Opens the store in new processes, each of which says how long it took.
fn opening(root: &Path) {
    let program = std::env::current_exe().unwrap();
    let took = (0..7).map(|_| {
        let said = Command::new(&program).env(OPEN, root).output().unwrap().stdout;
        String::from_utf8(said).unwrap().trim().parse().unwrap()
    });
    println!("opening to the first answer: {} ms (must < 50)", spread(took.collect()));
}

fn open_once(root: &Path) {
    chancery::query::with_stack(|| {
        let took = time(|| {
            let archive = Archive::open(&root.join(STATE_FOLDER)).unwrap();
            let engine = SnapshotEngine::open(&archive, archive.current().unwrap()).unwrap();
            let asker = Asker::new(&engine, &Base::new(BASE).unwrap());
            let question = Question::text("ASK { ?s st:subject <https://w3id.org/chancery/gazetteer/EG> }");
            let Found::Boolean(true) = asker.ask(&question).unwrap().results else { panic!("not found") };
        });
        println!("{}", took * 1000.0);
    })
    .unwrap();
}

fn build(archive: &Archive) {
    let Refreshed::Written { quads, bytes } = refresh(archive, &info(), true).unwrap() else { panic!("not written") };
    println!("{quads} quads, {bytes} bytes, {:.1} a quad (must <= 60)", bytes as f64 / quads as f64);
}

/// The eight shapes, in words that every store understands; ties are not cut.
fn queries() -> Vec<(&'static str, String)> {
    const PREFIXES: &str = "PREFIX st: <https://w3id.org/chancery/statement#> \
        PREFIX gp: <https://w3id.org/chancery/geopolitics#> PREFIX q: <https://w3id.org/chancery/qualifier#> \
        PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX v: <https://relations.example/vocab/votes#> \
        PREFIX gz: <https://w3id.org/chancery/gazetteer/> PREFIX g: <https://relations.example/graph/>";
    let shapes = [
        ("1 count by predicate", "SELECT ?p (COUNT(*) AS ?n) FROM { ?s ?p ?o } GROUP BY ?p"),
        ("2 two hops", "SELECT (COUNT(*) AS ?n) FROM g:asserted { ?a gp:alliedWith ?b . ?b gp:alliedWith ?c }"),
        (
            "3 dates and stance",
            "SELECT ?st ?s ?o FROM { ?st st:stance st:Committed ; st:predicate v:votedAgainst ; q:time ?t ; \
             st:subject ?s ; st:object ?o . ?t st:edtf ?d FILTER(STR(?d) >= \"2019-12-01\" && STR(?d) < \"2019-12-15\") }",
        ),
        (
            "4 group by article",
            "SELECT ?a (COUNT(*) AS ?n) (MIN(?i) AS ?m) FROM { ?st st:inArticle ?a ; st:id ?i } GROUP BY ?a \
             ORDER BY DESC(?n) ?a LIMIT 20",
        ),
        ("5 words in quotes", "SELECT (COUNT(*) AS ?n) FROM { ?e oa:exact ?q FILTER(CONTAINS(STR(?q), \"Yemen\")) }"),
        ("6 path", "SELECT (COUNT(DISTINCT ?x) AS ?n) FROM g:asserted { gz:EG gp:alliedWith+ ?x }"),
        ("7 one statement", "SELECT ?p ?o FROM { <https://relations.example/statement/atop-2/20-1942> ?p ?o }"),
        (
            "8 star and group",
            "SELECT ?p ?o (COUNT(*) AS ?n) FROM { ?st st:subject gz:EG ; st:predicate ?p ; st:object ?o ; \
             st:stance st:Committed } GROUP BY ?p ?o ORDER BY DESC(?n) ?p ?o LIMIT 50",
        ),
    ];
    shapes.map(|(name, text)| (name, format!("{PREFIXES} {text}"))).into()
}

/// Says what `FROM` without a graph stands for: the default graph, whatever a store calls it.
fn asked(text: &str, default_graph: Option<&str>) -> String {
    let from = default_graph.map_or_else(String::new, |graph| format!("FROM <{graph}> "));
    text.replace("FROM {", &format!("{from}{{"))
}

struct Answer {
    rows: Vec<String>,
    milliseconds: f64,
}

fn shapes(engine: &dyn Engine, kb: &Kb, rounds: usize) -> BTreeMap<&'static str, Answer> {
    let asker = Asker::new(engine, &kb.context.base);
    let measured = queries().into_iter().map(|(name, text)| {
        let question = Question::text(asked(&text, None));
        let rows = rows(&asker, &question);
        let mut took: Vec<f64> = (0..rounds).map(|_| time(|| self::rows(&asker, &question)) * 1000.0).collect();
        took.sort_by(f64::total_cmp);
        println!("  {name:<24}{:>9} rows {:>10.2} ms", rows.len(), took[took.len() / 2]);
        (name, Answer { rows, milliseconds: took[took.len() / 2] })
    });
    measured.collect()
}

fn rows(asker: &Asker<'_>, question: &Question) -> Vec<String> {
    let Found::Solutions(rows) = asker.ask(question).unwrap().results else { panic!("no solutions") };
    let cell = |cell: Option<chancery::rdf::Term>| cell.map_or_else(String::new, |term| term.to_string());
    let mut lines: Vec<String> = rows
        .map(|row| row.unwrap().into_iter().map(cell).map(|cell| plain(&cell)).collect::<Vec<_>>().join(" | "))
        .collect();
    lines.sort();
    lines
}

/// Leaves out what stores do not agree on writing: the datatype of a text and of a whole number.
fn plain(term: &str) -> String {
    let short = term.strip_suffix("^^<http://www.w3.org/2001/XMLSchema#string>");
    let short = short.or_else(|| term.strip_suffix("^^<http://www.w3.org/2001/XMLSchema#integer>"));
    short.unwrap_or(term).to_owned()
}

/// Writes the N-Quads of the store; a line that two articles share stands there twice.
fn export(archive: &Archive, path: &Path) -> u64 {
    let manifest = archive.current().unwrap();
    if std::env::var_os("CHANCERY_BENCH_PYTHON").is_some() || virtuoso() {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
        let wrote = archive.for_each_segment(manifest, |_, lines| {
            out.write_all(lines).unwrap();
            Ok::<(), chancery::store::StoreError>(())
        });
        wrote.unwrap();
        out.flush().unwrap();
    }
    manifest.quads()
}

/// States that take part in much, for the parameters of named queries.
const STATES: [&str; 20] = [
    "US", "RU", "CN", "GB", "FR", "EG", "SY", "IQ", "IR", "TR", "SA", "JO", "LB", "IN", "PK", "BR", "ZA", "JP", "DE",
    "IL",
];

fn named(engine: &dyn Engine, kb: &Kb) {
    let asker = Asker::new(engine, &kb.context.base);
    println!("named queries, ms: 95th percentile of 20 with parameters, the longest; without, once");
    for query in Library::bundled().iter() {
        let mut took: Vec<f64> = (0..STATES.len()).map(|turn| ask_named(&asker, query, Some(turn))).collect();
        took.sort_by(f64::total_cmp);
        let whole = ask_named(&asker, query, None);
        let (late, longest) = (took[took.len() * 95 / 100 - 1], took[took.len() - 1]);
        let slow = if late > 1000.0 || whole > 1000.0 { "  over 1 s" } else { "" };
        println!("  {:<24}{late:>10.2}{longest:>10.2}{whole:>10.2}{slow}", query.name);
    }
}

fn ask_named(asker: &Asker<'_>, query: &NamedQuery, turn: Option<usize>) -> f64 {
    let place = |turn: usize| format!("https://w3id.org/chancery/gazetteer/{}", STATES[turn % STATES.len()]);
    let mut given = Vec::new();
    let mut entities = 0;
    for parameter in &query.parameters {
        let required = !parameter.optional && parameter.default.is_none();
        let value = match parameter.kind {
            ParameterType::Entity => {
                // The first state, and another for the other side.
                entities += 1;
                (turn.is_some() || required).then(|| place(turn.unwrap_or(0) + 7 * (entities - 1)))
            }
            ParameterType::Date if required => Some("2000-01-01".to_owned()),
            _ if required => Some("2".to_owned()),
            _ => None,
        };
        given.extend(value.map(|value| (parameter.name.clone(), value)));
    }
    let base = asker.base().clone();
    let prefixes = Prefixes::new(&base);
    let found = |iri: &str| Ok(iri.to_owned());
    let question = query.bind(&given, &Binder::new(&base, &prefixes, &found)).unwrap();
    time(|| rows(asker, &question)) * 1000.0
}

/// What a lens and a budget add to a plain query, by CPU time.
fn overhead(engine: &dyn Engine, kb: &Kb) {
    let asker = Asker::new(engine, &kb.context.base);
    let plain = Question::text(
        "SELECT ?st ?o { ?st st:subject <https://w3id.org/chancery/gazetteer/EG> ; st:stance st:Committed ; st:object ?o }",
    );
    let budget = Budget { timeout: Some(Duration::from_secs(60)), max_rows: Some(10_000_000) };
    let others = [
        ("lens asserted", plain.clone().with_lens(Lens::Asserted)),
        ("budget of time and rows", plain.clone().with_budget(budget)),
    ];
    for (name, question) in others {
        let ratio = |_| cpu(|| rows(&asker, &question)) / cpu(|| rows(&asker, &plain));
        println!("{name} / plain, CPU: {} (must <= 1.10)", spread((0..11).map(ratio).collect()));
    }
}

fn others(work: &Path, lines: u64, built: f64, own: &BTreeMap<&'static str, Answer>, rounds: usize) {
    let asks = |default_graph| -> BTreeMap<&str, String> {
        queries().into_iter().map(|(name, text)| (name, asked(&text, default_graph))).collect()
    };
    let python = names("CHANCERY_BENCH_PYTHON").into_iter().find(|python| {
        Command::new(python).args(["-c", "import pyoxigraph"]).output().is_ok_and(|out| out.status.success())
    });
    match &python {
        None => println!("no interpreter of CHANCERY_BENCH_PYTHON has pyoxigraph: Oxigraph left out"),
        Some(python) => {
            let said = peer(python, "oxigraph", work, &asks(None), rounds);
            let load = said["load"].as_f64().unwrap();
            println!("Oxigraph bulk load of {lines} lines: {load:.1} s, {:.1} x ours (must >= 5)", load / built);
            compare("Oxigraph", own, &said);
        }
    }
    if !virtuoso() {
        println!("CHANCERY_BENCH_VIRTUOSO is not `yes`: Virtuoso left out");
        return;
    }
    let python = python.unwrap_or_else(|| "python3".to_owned());
    let said = peer(&python, "virtuoso", work, &asks(Some("https://relations.example/graph/default")), rounds);
    println!("Virtuoso load: {:.1} s", said["load"].as_f64().unwrap());
    compare("Virtuoso", own, &said);
}

fn virtuoso() -> bool {
    std::env::var("CHANCERY_BENCH_VIRTUOSO").is_ok_and(|word| word == "yes")
}

fn peer(python: &str, name: &str, work: &Path, asks: &BTreeMap<&str, String>, rounds: usize) -> Value {
    let (questions, answers) = (work.join(format!("{name}.json")), work.join(format!("{name}-answers.json")));
    fs::write(&questions, serde_json::to_vec(asks).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/relations_peer.py");
    let mut command = Command::new(python);
    command
        .arg(script)
        .arg(name)
        .arg(work.join("all.nq"))
        .arg(work)
        .arg(questions)
        .arg(rounds.to_string())
        .arg(&answers);
    assert!(command.status().unwrap().success(), "{name} failed");
    serde_json::from_slice(&fs::read(answers).unwrap()).unwrap()
}

fn compare(peer: &str, own: &BTreeMap<&'static str, Answer>, said: &Value) {
    let mut ratios = Vec::new();
    for (name, answer) in own {
        let theirs = &said["queries"][name];
        let Some(took) = theirs["ms"].as_f64() else {
            println!("  {name:<24} {peer}: {}", theirs["error"]);
            continue;
        };
        let mut rows: Vec<String> =
            theirs["rows"].as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect();
        rows.sort();
        let same = if rows == answer.rows { "the same rows" } else { "OTHER ROWS" };
        let ratio = took / answer.milliseconds;
        println!("  {name:<24}{:>10.2} ms, {peer} {took:>10.2} ms{ratio:>9.1} x, {same}", answer.milliseconds);
        ratios.push(ratio.ln());
    }
    println!(
        "{peer} / ours, geometric mean of {}: {:.1}",
        ratios.len(),
        (ratios.iter().sum::<f64>() / ratios.len() as f64).exp()
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.file_name() != STATE_FOLDER) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to)
        } else {
            fs::copy(entry.path(), to).map(|_| ()).unwrap()
        }
    }
}

/// Copies the tables, compressed as most are; of large ones so many rows.
fn take_data(from: &Path, to: &Path, rows: usize) {
    for name in TABLES {
        let text = read_table(&from.join(name));
        let cut = if name.ends_with("un_roll_calls.csv") { usize::MAX } else { rows.saturating_add(1) };
        let text: String = text.split_inclusive('\n').take(cut).collect();
        write_table(&to.join(name), &text);
    }
}

fn read_table(path: &Path) -> String {
    let mut text = String::new();
    let packed = PathBuf::from(format!("{}.gz", path.display()));
    match File::open(&packed) {
        Ok(file) => {
            BufReader::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(file))).read_to_string(&mut text)
        }
        Err(_) => File::open(path).and_then(|mut file| file.read_to_string(&mut text)),
    }
    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text
}

fn write_table(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::create(format!("{}.gz", path.display())).unwrap();
    let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap();
}

/// Turns a vote that was yes into no, each time another one.
fn change_one_vote(path: &Path, turn: usize) {
    let text = read_table(path);
    let at = text.len() / 2 + turn * 100_000 % (text.len() / 4);
    let found = at + text[at..].find(",yes\n").unwrap();
    write_table(path, &format!("{},no\n{}", &text[..found], &text[found + 5..]));
}

fn newest(kb: &Kb) -> chancery::history::Manifest {
    Archive::open(&kb.root.as_deref().unwrap().join(STATE_FOLDER)).unwrap().current().unwrap().clone()
}

fn info() -> WriterInfo {
    WriterInfo { command: "bench".to_owned(), now: jiff::Timestamp::UNIX_EPOCH, who: "bench".to_owned() }
}
