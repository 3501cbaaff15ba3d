//! The index on disk against the one in memory, on the same quads, in the same process.
//!
//! `cargo bench --bench snapshot` makes a knowledge base of made-up dossiers (see `generate.rs`), fills
//! both indexes and prints: the time to build each, bytes a quad, the time from opening to the first
//! answer, and for eight shapes of query the median of each and their ratio. Answers are compared.
//!
//! - `CHANCERY_BENCH_STATEMENTS`: statements (20000).
//! - `CHANCERY_BENCH_ROUNDS`: runs of each query (5).
//! - `CHANCERY_BENCH_KB`: a folder to keep the knowledge base in between runs.
//! - `CHANCERY_BENCH_MEMORY=no`: without the index in memory, for data that it cannot hold.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark talks and stops")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a program of two files, one shared")]

mod generate;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery::convert::Policy;
use chancery::kb::{Kb, STATE_FOLDER};
use chancery::query::{Asker, Found, Lens, Question};
use chancery::store::{Archive, Engine, MemoryEngine, Refreshed, SnapshotEngine, WriterInfo, refresh};
use chancery::sync::{Options, sync};

fn main() {
    let statements = number("CHANCERY_BENCH_STATEMENTS", 20_000);
    let rounds = number("CHANCERY_BENCH_ROUNDS", 5);
    let scratch = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("CHANCERY_BENCH_KB").map(std::path::PathBuf::from);
    let root = kept.as_deref().unwrap_or(scratch.path());
    if !root.join("dossiers/all.jsonl").exists() {
        generate::write_kb(root).unwrap();
        let mut out = BufWriter::new(File::create(root.join("dossiers/all.jsonl")).unwrap());
        generate::write(statements, generate::Shape::JsonLines, &mut out).unwrap();
    }
    let kb = Kb::open(root).unwrap();
    let options = Options { policy: Policy::Default, threads: 2, dry_run: false, afresh: false };
    let (_, synced) = timed(|| sync(&kb, &options, &info(), &|| Duration::ZERO).unwrap());
    println!("{statements} statements; sync {}", seconds(synced));
    chancery::query::with_stack(|| compare(root, &kb, rounds)).unwrap();
}

fn compare(root: &Path, kb: &Kb, rounds: usize) {
    let archive = Archive::open(&root.join(STATE_FOLDER)).unwrap();
    let manifest = archive.current().unwrap();
    let (built, build) = timed(|| refresh(&archive, &info(), true).unwrap());
    let Refreshed::Written { quads, bytes } = built else { panic!("nothing written") };
    println!("{} lines, {quads} quads; snapshot built and durable in {}", manifest.quads(), seconds(build));
    println!("{bytes} bytes, {:.1} a quad; peak memory so far {} MiB", bytes as f64 / quads as f64, peak_mebibytes());
    let fresh = |engine: &SnapshotEngine| {
        let asker = Asker::new(engine, &kb.context.base);
        rows(&asker, "SELECT ?p ?o { <https://kb.example/statement/art-000001/s7> ?p ?o }", Lens::Statements).len()
    };
    let mut opening: Vec<Duration> =
        (0..rounds.max(3)).map(|_| timed(|| fresh(&SnapshotEngine::open(&archive, manifest).unwrap())).1).collect();
    opening.sort();
    println!("open to first answer {:.2} ms", milliseconds(opening[opening.len() / 2]));
    let snapshot = SnapshotEngine::open(&archive, manifest).unwrap();
    let memory = (std::env::var("CHANCERY_BENCH_MEMORY").as_deref() != Ok("no")).then(|| {
        let (memory, fill) = timed(|| MemoryEngine::from_archive(&archive, manifest).unwrap());
        println!("memory filled in {}: {:.1} x the snapshot", seconds(fill), fill.as_secs_f64() / build.as_secs_f64());
        memory
    });
    let mut ratios = Vec::new();
    println!("{:<34}{:>8}{:>12}{:>12}{:>9}", "CPU ms, medians", "rows", "snapshot", "memory", "ratio");
    for (name, lens, query) in queries(&often_asserted(&snapshot, kb)) {
        let (found, own) = median(&snapshot, kb, &query, lens, rounds);
        let Some(memory) = &memory else {
            println!("{name:<34}{:>8}{:>12.2}", found.len(), milliseconds(own));
            continue;
        };
        let (expected, theirs) = median(memory, kb, &query, lens, rounds);
        assert_eq!(found, expected, "{name}");
        let ratio = theirs.as_secs_f64() / own.as_secs_f64();
        ratios.push(ratio.ln());
        println!("{name:<34}{:>8}{:>12.2}{:>12.2}{ratio:>8.1}x", found.len(), milliseconds(own), milliseconds(theirs));
    }
    if !ratios.is_empty() {
        println!("geometric mean {:.1} x", (ratios.iter().sum::<f64>() / ratios.len() as f64).exp());
    }
    println!("peak memory {} MiB", peak_mebibytes());
}

/// The eight shapes; ties are not cut, so that answers can be compared.
fn queries(predicate: &str) -> Vec<(&'static str, Lens, String)> {
    let country = format!("https://w3id.org/chancery/gazetteer/{}", generate::countries()[0]);
    let by = |name, lens, text: &str| (name, lens, text.replace("PREDICATE", predicate).replace("COUNTRY", &country));
    vec![
        by("1 count by predicate", Lens::Statements, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"),
        by("1 the same, lens asserted", Lens::Asserted, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"),
        by("2 two hops", Lens::Asserted, "SELECT (COUNT(*) AS ?n) { ?a <PREDICATE> ?b . ?b <PREDICATE> ?c }"),
        by(
            "3 dates and stance",
            Lens::Statements,
            "SELECT ?st ?s ?o { ?st st:stance st:Denied ; q:time ?t ; st:subject ?s ; st:object ?o . ?t st:edtf ?d \
             FILTER(?d >= \"2020-01-01\" && ?d < \"2020-04-01\") }",
        ),
        by(
            "4 group by article, average",
            Lens::Statements,
            "SELECT ?a (COUNT(*) AS ?n) (AVG(?c) AS ?m) { ?st st:inArticle ?a ; st:extractionConfidence ?c } GROUP BY ?a",
        ),
        by(
            "5 words in quotes",
            Lens::Statements,
            "SELECT (COUNT(*) AS ?n) { ?e oa:exact ?q FILTER(CONTAINS(STR(?q), \"naval exercises\")) }",
        ),
        by("6 path", Lens::Asserted, "SELECT (COUNT(DISTINCT ?x) AS ?n) { <COUNTRY> <PREDICATE>+ ?x }"),
        by("7 one statement", Lens::Statements, "SELECT ?p ?o { <https://kb.example/statement/art-000001/s7> ?p ?o }"),
        by(
            "8 star and group",
            Lens::Statements,
            "SELECT ?p ?o (COUNT(*) AS ?n) { ?st st:subject <COUNTRY> ; st:predicate ?p ; st:object ?o ; \
             st:stance st:Committed } GROUP BY ?p ?o",
        ),
        by(
            "9 with its article",
            Lens::Statements,
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s <PREDICATE> ?o } } GROUP BY ?g",
        ),
    ]
}

/// Returns the predicate between actors that is asserted most often.
fn often_asserted(engine: &dyn Engine, kb: &Kb) -> String {
    let asker = Asker::new(engine, &kb.context.base);
    let query =
        "SELECT ?p { GRAPH <https://kb.example/graph/asserted> { ?s ?p ?o } } GROUP BY ?p ORDER BY DESC(COUNT(*))";
    let reply = asker.ask(&Question::text(query)).unwrap();
    let Found::Solutions(rows) = reply.results else { panic!("no solutions") };
    let known = generate::predicates();
    let names = rows.map(|row| row.unwrap().swap_remove(0).unwrap().to_string().trim_matches(['<', '>']).to_owned());
    names.into_iter().find(|name| known.iter().any(|term| term.iri == *name)).unwrap()
}

fn median(engine: &dyn Engine, kb: &Kb, query: &str, lens: Lens, rounds: usize) -> (Vec<String>, Duration) {
    let asker = Asker::new(engine, &kb.context.base);
    let found = rows(&asker, query, lens);
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let before = cpu();
            rows(&asker, query, lens);
            cpu().saturating_sub(before)
        })
        .collect();
    times.sort();
    (found, times[times.len() / 2])
}

/// Answers as sorted lines; numbers as values, since memory makes their words canonical.
fn rows(asker: &Asker<'_>, query: &str, lens: Lens) -> Vec<String> {
    let reply = asker.ask(&Question::text(query).with_lens(lens)).unwrap();
    let Found::Solutions(rows) = reply.results else { panic!("no solutions") };
    let mut lines: Vec<String> = rows
        .map(|row| {
            let cells = row.unwrap().into_iter().map(|cell| {
                let text = cell.map_or_else(String::new, |term| term.to_string());
                let number = text
                    .strip_prefix('"')
                    .and_then(|text| text.split('"').next())
                    .and_then(|text| text.parse::<f64>().ok());
                number.map_or(text, |number| format!("{number:.9}"))
            });
            cells.collect::<Vec<_>>().join(" | ")
        })
        .collect();
    lines.sort();
    lines
}

fn info() -> WriterInfo {
    WriterInfo { command: "bench".to_owned(), now: jiff::Timestamp::UNIX_EPOCH, who: "bench".to_owned() }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

/// CPU time of this thread, where the system tells; else the time of the clock.
fn cpu() -> Duration {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match told.split_whitespace().next().and_then(|nanoseconds| nanoseconds.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => BEGUN.get_or_init(Instant::now).elapsed(),
    }
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory the process has had, where the system tells.
fn peak_mebibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
