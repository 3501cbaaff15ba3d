//! How fast quads become bytes, as ratios to the RDF library's serializers over the same quads.
//!
//! `cargo bench --bench write` prints, per format, our rate over theirs: both get the quads in the same
//! order and ready made, ours as split lines, theirs as terms, and write to memory; that both outputs
//! hold the same quads is checked first. Then a file compressed while it is written against a plain
//! one. Nothing here is a test: times belong to the machine, only ratios travel.
//!
//! - `CHANCERY_BENCH_STATEMENTS`: statements of a run (20000).
//! - `CHANCERY_BENCH_PAIRS`: pairs of runs (7).

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark talks and stops")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a program of three files; others use more of the rest")]

mod generate;
mod measure;

use std::collections::BTreeSet;
use std::path::Path;

use chancery::check::TextState;
use chancery::convert::{Converter, Input, Policy, Used, describe_shared, process};
use chancery::dossier::stream::{Articles, InputFormat};
use chancery::export::{FileOutput, Lines, QuadWriter};
use chancery::iri::Base;
use chancery::kb::Kb;
use chancery::query::Prefixes;
use chancery::rdf::{Format, Line};
use generate::Shape;
use measure::{number, spread, time};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::Quad;

fn main() {
    let statements = number("CHANCERY_BENCH_STATEMENTS", 20_000);
    let pairs = number("CHANCERY_BENCH_PAIRS", 7);
    let folder = tempfile::Builder::new().prefix("chancery-bench").tempdir().unwrap();
    let nquads = nquads(folder.path(), statements);
    let prefixes = Prefixes::new(&Base::new("https://kb.example/").unwrap());
    println!("{statements} statements, {} quads", nquads.lines().count());
    for (format, library, graphs) in [
        (Format::Turtle, RdfFormat::Turtle, false),
        (Format::TriG, RdfFormat::TriG, true),
        (Format::NQuads, RdfFormat::NQuads, true),
        (Format::RdfXml, RdfFormat::RdfXml, false),
    ] {
        let lines = sorted(&nquads, graphs);
        let lines: Vec<Line<'_>> = lines.iter().collect();
        let quads: Vec<Quad> = parse(RdfFormat::NQuads, &ours(Format::NQuads, &lines, &prefixes));
        let (mine, other) = (ours(format, &lines, &prefixes), theirs(library, &quads, &prefixes));
        let same =
            |bytes: &[u8]| parse(library, bytes).into_iter().map(|quad| quad.to_string()).collect::<BTreeSet<_>>();
        assert!(same(&mine) == same(&other), "{format}: the outputs differ");
        let times: Vec<(f64, f64)> = (0..pairs)
            .map(|_| (time(|| ours(format, &lines, &prefixes)), time(|| theirs(library, &quads, &prefixes))))
            .collect();
        let spread = spread(times.iter().map(|(mine, other)| other / mine).collect());
        println!(
            "{format}: oxrdfio / ours {spread}; {} ns a quad; {:.2} of its bytes",
            per(times.iter().map(|pair| pair.0).fold(f64::MAX, f64::min) * 1e9, lines.len()),
            size(&mine) / size(&other)
        );
    }
    let lines = sorted(&nquads, true);
    let file = |name: &str| {
        time(|| {
            let mut out = FileOutput::create(&folder.path().join(name)).unwrap();
            let mut writer = QuadWriter::new(Format::NQuads, &prefixes, &mut out).unwrap();
            writer.part(&lines).unwrap();
            writer.finish().unwrap();
            out.finish().unwrap();
        })
    };
    for packed in ["all.nq.zst", "all.nq.gz"] {
        let ratios = (0..pairs).map(|_| file(packed) / file("all.nq")).collect();
        println!("{packed} / all.nq, to a file, wall: {}", spread(ratios));
    }
}

/// The quads of generated articles.
fn nquads(folder: &Path, statements: usize) -> String {
    generate::write_kb(folder).unwrap();
    let mut input = Vec::new();
    generate::write(statements, Shape::JsonLines, &mut input).unwrap();
    let kb = Kb::open(folder).unwrap();
    let converter = Converter { context: &kb.context, policy: Policy::Default, reviews: &kb.reviews };
    let (mut bytes, mut used) = (Vec::<u8>::new(), Used::default());
    for text in Articles::new(std::io::Cursor::new(input), "articles.jsonl", InputFormat::JsonLines).unwrap() {
        let input = Input { text: text.unwrap(), folder: None };
        process(&input, &converter, &|_, _| TextState::Absent, &mut bytes, &mut used).unwrap();
    }
    describe_shared(&used, &kb.context, &mut bytes);
    String::from_utf8(bytes).unwrap()
}

fn sorted(nquads: &str, graphs: bool) -> Lines {
    let mut lines = Lines::default();
    nquads
        .lines()
        .map(|line| Line::split(line).unwrap())
        .filter(|line| graphs || line.graph.is_none())
        .for_each(|line| lines.push(&line));
    lines.sort();
    lines
}

fn ours(format: Format, lines: &[Line<'_>], prefixes: &Prefixes) -> Vec<u8> {
    let mut writer = QuadWriter::new(format, prefixes, Vec::new()).unwrap();
    lines.iter().for_each(|line| writer.quad(line).unwrap());
    writer.finish().unwrap()
}

fn theirs(format: RdfFormat, quads: &[Quad], prefixes: &Prefixes) -> Vec<u8> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in prefixes.iter() {
        serializer = serializer.with_prefix(prefix, namespace).unwrap();
    }
    let mut writer = serializer.for_writer(Vec::new());
    quads.iter().for_each(|quad| writer.serialize_quad(quad).unwrap());
    writer.finish().unwrap()
}

fn parse(format: RdfFormat, bytes: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(bytes).collect::<Result<_, _>>().unwrap()
}

#[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
fn per(whole: f64, parts: usize) -> String {
    format!("{:.0}", whole / parts as f64)
}

#[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
fn size(bytes: &[u8]) -> f64 {
    bytes.len() as f64
}
