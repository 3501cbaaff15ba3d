//! How fast JSON Lines become N-Quads, as ratios of pairs run one after the other.
//!
//! `cargo bench --bench convert` prints: conversion on one core against the hand-written writer in
//! `limit.rs` (equal output is checked first), two threads against one, peak memory at N and 5 N
//! statements, `sync` into an empty store against conversion to `.nq.zst`, and, if an interpreter that has them is named, morph-kgc and maplib on the same rows
//! as CSV. Nothing here is a test: times belong to the machine, only ratios travel.
//!
//! - `CHANCERY_BENCH_STATEMENTS`: statements of a run (20000; the goals speak of 1000000).
//! - `CHANCERY_BENCH_PAIRS`: pairs of runs (7).
//! - `CHANCERY_BENCH_PYTHON`: interpreters for `peers.py`, with `:` between them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark talks and stops"
)]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a program of four files")]

mod generate;
mod limit;
mod measure;

use std::fs::{self, File};
use std::io::{BufReader, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chancery::check::TextState;
use chancery::convert::{Converter, Input, Policy, Used, in_order, process};
use chancery::dossier::stream::{Articles, InputFormat};
use chancery::export::FileOutput;
use chancery::finding::Severity;
use chancery::kb::{Kb, STATE_FOLDER};
use chancery::store::WriterInfo;
use chancery::sync::{self, sync};
use generate::Shape;
use measure::{cpu_nanoseconds, names, number, peak_kibibytes, ratio, spread};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["run", engine, kb, input, output, threads] => {
            run(engine, Path::new(kb), input, output, threads.parse().unwrap())
        }
        ["generate", statements, folder] => drop(Data::new(Path::new(folder), statements.parse().unwrap())),
        [] => report(),
        _ => panic!("no such arguments: {arguments:?}"),
    }
}

/// One run in a process of its own; prints CPU and wall nanoseconds and the peak of memory in KiB.
fn run(engine: &str, kb: &Path, input: &str, output: &str, threads: usize) {
    let kb = Kb::open(kb).unwrap();
    assert!(kb.findings.is_empty(), "{:?}", kb.findings);
    let file = File::open(input).unwrap();
    let limit = limit::Limit::new(&kb.context);
    // A compressed file is compressed on a thread of its own, which counts.
    let counted = if ["compress", "sync"].contains(&engine) { threads + 1 } else { threads };
    let (cpu, wall) = (cpu_nanoseconds(counted), Instant::now());
    match engine {
        "limit" => limit.run(BufReader::with_capacity(1 << 18, file), &mut File::create(output).unwrap()).unwrap(),
        "sync" => fill_store(&kb, threads),
        "compress" => {
            let mut out = FileOutput::create(Path::new(output)).unwrap();
            convert(&kb, file, input, threads, &mut out);
            out.finish().unwrap();
        }
        _ => convert(&kb, file, input, threads, &mut File::create(output).unwrap()),
    }
    let (cpu, wall) = (cpu_nanoseconds(counted) - cpu, wall.elapsed().as_nanos());
    println!("{cpu} {wall} {}", peak_kibibytes());
}

fn fill_store(kb: &Kb, threads: usize) {
    let options = sync::Options { policy: Policy::Default, threads, dry_run: false, afresh: false };
    let info = WriterInfo { command: "bench".to_owned(), now: jiff::Timestamp::UNIX_EPOCH, who: "bench".to_owned() };
    let report = sync(kb, &options, &info, &|| Duration::ZERO).unwrap();
    assert!(report.unreadable.is_empty(), "{:?}", report.unreadable);
}

fn convert(kb: &Kb, file: File, name: &str, threads: usize, out: &mut impl Write) {
    let converter = Converter { context: &kb.context, policy: Policy::Default, reviews: &kb.reviews };
    let articles = Articles::new(file, name, InputFormat::from_file_name(name).unwrap()).unwrap();
    let spare = Mutex::new(Vec::new());
    in_order(
        articles,
        threads,
        Used::default,
        |used, text| {
            let input = Input { text: text.unwrap(), folder: None };
            let mut bytes: Vec<u8> = spare.lock().unwrap().pop().unwrap_or_default();
            let outcome = process(&input, &converter, &|_, _| TextState::Absent, &mut bytes, used).unwrap();
            let unsound = outcome.findings.iter().find(|finding| finding.severity != Severity::Note);
            assert!(unsound.is_none(), "{}", unsound.map_or("", |finding| &finding.message));
            bytes
        },
        |mut bytes| {
            out.write_all(&bytes)?;
            bytes.clear();
            spare.lock().unwrap().push(bytes);
            Ok::<(), std::io::Error>(())
        },
    )
    .unwrap();
}

/// What a run took.
#[derive(Clone, Copy)]
struct Took {
    cpu: f64,
    wall: f64,
    peak: f64,
}

/// Generated input in a folder.
struct Data {
    kb: PathBuf,
    lines: PathBuf,
    table: PathBuf,
    peer_table: PathBuf,
}

impl Data {
    fn new(folder: &Path, statements: usize) -> Self {
        let kb = folder.join("kb");
        generate::write_kb(&kb).unwrap();
        let file = |name: &str, shape| {
            let path = folder.join(name);
            let mut out = std::io::BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
            generate::write(statements, shape, &mut out).unwrap();
            out.flush().unwrap();
            path
        };
        Self {
            kb,
            lines: file("articles.jsonl", Shape::JsonLines),
            table: file("statements.csv", Shape::Csv),
            peer_table: file("statements-for-peers.csv", Shape::PeerCsv),
        }
    }

    fn run(&self, engine: &str, input: &Path, output: &Path, threads: usize) -> Took {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["run", engine]).arg(&self.kb).arg(input).arg(output).arg(threads.to_string());
        let done = command.output().unwrap();
        assert!(done.status.success(), "{engine}: {}", String::from_utf8_lossy(&done.stderr));
        let numbers: Vec<f64> =
            String::from_utf8_lossy(&done.stdout).split_whitespace().map(|n| n.parse().unwrap()).collect();
        let [cpu, wall, peak] = numbers[..] else { panic!("{numbers:?}") };
        Took { cpu: cpu / 1e9, wall: wall / 1e9, peak: peak / 1024.0 }
    }
}

fn report() {
    let statements = number("CHANCERY_BENCH_STATEMENTS", 20_000);
    let pairs = number("CHANCERY_BENCH_PAIRS", 7);
    let folder = tempfile::Builder::new().prefix("chancery-bench").tempdir().unwrap();
    let data = Data::new(folder.path(), statements);
    let null = Path::new("/dev/null");
    let quads = same_output(&data, folder.path());
    println!(
        "{statements} statements, {quads} quads, {:.1} a statement; convert and limit write the same bytes",
        ratio(quads, statements)
    );

    let timed: Vec<(Took, Took)> = (0..pairs)
        .map(|_| (data.run("limit", &data.lines, null, 1), data.run("convert", &data.lines, null, 1)))
        .collect();
    let cpu = |took: &dyn Fn(&(Took, Took)) -> f64| spread(timed.iter().map(took).collect());
    println!("limit, one core:                    {} s CPU", cpu(&|pair| pair.0.cpu));
    println!("convert, one core:                  {} s CPU", cpu(&|pair| pair.1.cpu));
    println!(
        "convert / limit, CPU:               {}   (must: 4.0 at most, aim: 2.0)",
        cpu(&|pair| pair.1.cpu / pair.0.cpu)
    );

    let timed: Vec<(Took, Took)> = (0..pairs)
        .map(|_| (data.run("convert", &data.lines, null, 1), data.run("convert", &data.lines, null, 2)))
        .collect();
    println!(
        "one thread / two, wall:             {}   (must: 1.6 at least, on free cores)",
        spread(timed.iter().map(|pair| pair.0.wall / pair.1.wall).collect())
    );

    syncing(&data, folder.path(), pairs);

    let five = folder.path().join("five");
    let larger = Data::new(&five, statements * 5);
    for threads in [1, 2] {
        let (small, large) =
            (data.run("convert", &data.lines, null, threads), larger.run("convert", &larger.lines, null, threads));
        println!(
            "peak memory, {threads} thread(s):          {:.0} MiB at {statements} statements, {:.0} MiB at {}",
            small.peak,
            large.peak,
            statements * 5
        );
    }
    drop(larger);
    fs::remove_dir_all(&five).unwrap();
    peers(&data, folder.path(), statements);
}

/// Compares `sync` into an empty store with conversion of the same articles to a compressed file.
fn syncing(data: &Data, folder: &Path, pairs: usize) {
    let dossier = data.kb.join("dossiers/articles.jsonl");
    fs::copy(&data.lines, &dossier).unwrap();
    let ratios = (0..pairs).map(|_| {
        let convert = data.run("compress", &dossier, &folder.join("all.nq.zst"), 1);
        let sync = data.run("sync", &dossier, Path::new("-"), 1);
        fs::remove_dir_all(data.kb.join(STATE_FOLDER)).unwrap();
        sync.cpu / convert.cpu
    });
    println!("sync / convert to .nq.zst, CPU:     {}   (must: 1.5 at most)", spread(ratios.collect()));
    fs::remove_file(&dossier).unwrap();
}

/// Checks that both writers give the same bytes, with one thread and with two; returns the lines.
fn same_output(data: &Data, folder: &Path) -> usize {
    let paths = ["limit", "convert", "convert"].into_iter().zip([1, 1, 2]).map(|(engine, threads)| {
        let path = folder.join(format!("{engine}-{threads}.nq"));
        data.run(engine, &data.lines, &path, threads);
        path
    });
    let paths: Vec<PathBuf> = paths.collect();
    for other in &paths[1..] {
        assert_same(&paths[0], other);
    }
    let lines = memchr::memchr_iter(b'\n', &fs::read(&paths[0]).unwrap()).count();
    paths.iter().for_each(|path| fs::remove_file(path).unwrap());
    lines
}

fn assert_same(one: &Path, other: &Path) {
    let open = |path: &Path| BufReader::with_capacity(1 << 20, File::open(path).unwrap());
    let (mut left, mut right) = (String::new(), String::new());
    let (mut one, mut other) = (open(one), open(other));
    for number in 1.. {
        use std::io::BufRead as _;
        left.clear();
        right.clear();
        let ended = one.read_line(&mut left).unwrap() + other.read_line(&mut right).unwrap() == 0;
        assert_eq!(left, right, "line {number} differs");
        if ended {
            return;
        }
    }
}

/// Runs other engines on the same rows, whole processes, files written.
fn peers(data: &Data, folder: &Path, statements: usize) {
    let interpreters = names("CHANCERY_BENCH_PYTHON");
    if interpreters.is_empty() {
        println!("morph-kgc, maplib:                  not run; CHANCERY_BENCH_PYTHON names no interpreter");
        return;
    }
    for peer in ["maplib", "morph-kgc"] {
        let module = peer.replace('-', "_");
        let has = |python: &&String| {
            Command::new(python)
                .args(["-c", &format!("import {module}")])
                .output()
                .is_ok_and(|done| done.status.success())
        };
        let Some(python) = interpreters.iter().find(has) else {
            println!("{peer}: not run; no interpreter of CHANCERY_BENCH_PYTHON has it");
            continue;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers.py");
        let (mut by_row, mut took) = (Vec::new(), [0.0, 0.0]);
        for _ in 0..3 {
            let started = Instant::now();
            let done = Command::new(python)
                .arg(&script)
                .arg(peer)
                .arg(&data.peer_table)
                .arg(folder.join(peer))
                .output()
                .unwrap();
            let theirs = started.elapsed().as_secs_f64();
            assert!(done.status.success(), "{peer}: {}", String::from_utf8_lossy(&done.stderr));
            let started = Instant::now();
            data.run("convert", &data.table, &folder.join("ours.nq"), 2);
            took = [theirs, started.elapsed().as_secs_f64()];
            by_row.push(theirs / took[1]);
        }
        let lines = |path: PathBuf| {
            let (mut bytes, mut lines) = (vec![0; 1 << 20], 0);
            let mut file = File::open(path).unwrap();
            while let Ok(read @ 1..) = file.read(&mut bytes) {
                lines += memchr::memchr_iter(b'\n', &bytes[..read]).count();
            }
            ratio(lines, statements)
        };
        let triples = [lines(folder.join(peer).join("out.nt")), lines(folder.join("ours.nq"))];
        let by_triple = by_row.iter().map(|row| row * triples[1] / triples[0]).collect();
        println!(
            "{peer} / convert, two threads, CSV to a file, whole process, wall: {} a row, {} a triple",
            spread(by_row),
            spread(by_triple)
        );
        println!(
            "    last: {:.1} s against {:.1} s; {:.1} triples a row against {:.1}",
            took[0], took[1], triples[0], triples[1]
        );
    }
}
