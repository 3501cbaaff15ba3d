//! `export` and `convert` as people run them: every format reads back, the same bytes twice, losses
//! told, nothing half-written.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test fail as tests do")]

use crate::world;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chancery::rdf::Format;
use chancery::store::Archive;
use oxigraph::io::{RdfFormat, RdfParser};
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_with(folder, arguments, b"")
}

fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CHANCERY_KB")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

#[track_caller]
fn ok(output: &Output) -> Vec<u8> {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    output.stdout.clone()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn library(format: Format) -> RdfFormat {
    RdfFormat::from_media_type(format.media_type()).unwrap()
}

fn quads(bytes: &[u8], format: Format) -> BTreeSet<String> {
    RdfParser::from_format(library(format))
        .for_slice(bytes)
        .map(|quad| quad.unwrap_or_else(|error| panic!("{format}: {error}")).to_string())
        .collect()
}

/// The quads of the default graph, and those of a named one as if they stood there.
fn without_graphs(all: &BTreeSet<String>, united: Option<&str>) -> BTreeSet<String> {
    let end = united.map(|graph| format!(" <{graph}>"));
    let plain = |quad: &String| {
        let parsed = RdfParser::from_format(RdfFormat::NQuads)
            .for_slice(format!("{quad} .\n").as_bytes())
            .next()
            .unwrap()
            .unwrap();
        if parsed.graph_name.is_default_graph() {
            return Some(quad.clone());
        }
        end.as_ref().and_then(|end| quad.strip_suffix(end.as_str())).map(str::to_owned)
    };
    all.iter().filter_map(plain).collect()
}

/// A synced copy of an example.
fn example(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    world::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name), folder.path());
    ok(&run(folder.path(), &["sync"]));
    folder
}

fn stored(folder: &Path) -> BTreeSet<String> {
    let archive = Archive::open(&folder.join(".chancery")).unwrap();
    let mut all = BTreeSet::new();
    archive
        .for_each_segment(archive.current().unwrap(), |_, nquads| {
            all.extend(quads(nquads, Format::NQuads));
            Ok::<(), chancery::store::StoreError>(())
        })
        .unwrap();
    all
}

/// The names of graphs in quads as lines.
fn base_of(all: &BTreeSet<String>) -> String {
    let quad = all.iter().find(|quad| quad.ends_with("graph/meta>")).unwrap();
    let graph = quad.rsplit_once(" <").unwrap().1;
    graph.trim_end_matches("graph/meta>").to_owned()
}

#[test]
fn every_format_of_the_examples_reads_back() {
    for name in ["kb", "seed"] {
        let kb = example(name);
        let all = stored(kb.path());
        let base = base_of(&all);
        assert!(all.len() > 1000, "{name}: {}", all.len());
        for (format, _, extension, media_type) in Format::ALL {
            let bytes = ok(&run(kb.path(), &["export", "--to", media_type]));
            assert_eq!(ok(&run(kb.path(), &["export", "--to", extension])), bytes, "{name} {format}");
            let expected = if format.carries_graphs() { all.clone() } else { without_graphs(&all, None) };
            assert_eq!(quads(&bytes, format), expected, "{name} {format}");
            for lens in ["asserted", "reviewed"].into_iter().filter(|_| !format.carries_graphs()) {
                let bytes = ok(&run(kb.path(), &["export", "--to", extension, "--lens", lens]));
                let expected = without_graphs(&all, Some(&format!("{base}graph/{lens}")));
                assert_eq!(quads(&bytes, format), expected, "{name} {format} {lens}");
            }
            let converted = ok(&run(kb.path(), &["convert", "--to", extension, "--threads", "1"]));
            assert_eq!(
                ok(&run(kb.path(), &["convert", "--to", extension, "--threads", "2"])),
                converted,
                "{name} {format}"
            );
            let meta = format!(" <{base}graph/meta>");
            let expected: BTreeSet<String> = if format.carries_graphs() {
                all.iter().filter(|quad| !quad.ends_with(&meta)).cloned().collect()
            } else {
                without_graphs(&all, None)
            };
            assert_eq!(quads(&converted, format), expected, "{name} {format}");
        }
    }
}

#[test]
fn exports_are_sorted_and_hold_each_quad_once() {
    let kb = example("kb");
    let text = String::from_utf8(ok(&run(kb.path(), &["export"]))).unwrap();
    let bare = |iri: String| iri.trim_matches(['<', '>']).to_owned();
    let graph = |line: &str| {
        let quad = RdfParser::from_format(RdfFormat::NQuads).for_slice(line.as_bytes()).next().unwrap().unwrap();
        let graph = if quad.graph_name.is_default_graph() { String::new() } else { bare(quad.graph_name.to_string()) };
        (graph, bare(quad.subject.to_string()), bare(quad.predicate.to_string()), quad.object.to_string())
    };
    let keys: Vec<_> = text.lines().map(graph).collect();
    assert!(keys.is_sorted());
    assert_eq!(text.lines().collect::<BTreeSet<_>>().len(), text.lines().count());
}

#[test]
fn files_are_compressed_as_their_names_say() {
    let kb = example("kb");
    let plain = ok(&run(kb.path(), &["export", "--to", "trig"]));
    for command in ["export", "convert"] {
        let plain = if command == "export" { plain.clone() } else { ok(&run(kb.path(), &["convert", "--to", "trig"])) };
        for name in ["a.trig", "b.trig.gz", "c.trig.zst"] {
            assert!(ok(&run(kb.path(), &[command, "-o", name])).is_empty());
            let bytes = fs::read(kb.path().join(name)).unwrap();
            let mut text = Vec::new();
            match name.rsplit_once('.').unwrap().1 {
                "gz" => drop(flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut text).unwrap()),
                "zst" => text = zstd::decode_all(&*bytes).unwrap(),
                _ => text = bytes,
            }
            assert_eq!(text, plain, "{command} {name}");
        }
    }
}

#[test]
fn losses_are_told_and_strict_refuses_them() {
    let kb = example("kb");
    let all = stored(kb.path());
    let base = base_of(&all);
    for command in ["export", "convert"] {
        let output = run(kb.path(), &[command, "--to", "ttl", "--loss-report", "lost.json"]);
        assert!(!ok(&output).is_empty());
        assert!(said(&output).contains("left out: the format has no named graphs"), "{}", said(&output));
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(kb.path().join("lost.json")).unwrap()).unwrap();
        let losses = report["losses"].as_array().unwrap();
        for graph in ["asserted/01-caspian-gas", "reviewed"].map(|graph| format!("{base}graph/{graph}")) {
            let loss = losses.iter().find(|loss| loss["graph"] == *graph).unwrap();
            let count = all.iter().filter(|quad| quad.ends_with(&format!(" <{graph}>"))).count();
            assert_eq!(loss["triples"], count, "{command} {graph}");
            let statements = loss["statements"].as_array().unwrap();
            assert!(!statements.is_empty(), "{command} {graph}");
            for statement in statements {
                assert!(statement.as_str().unwrap().starts_with(&format!("{base}statement/")), "{statement}");
            }
            assert!(!loss["articles"].as_array().unwrap().is_empty(), "{command} {graph}");
        }
        let missing: u64 =
            losses.iter().filter(|loss| loss["missing"] == true).map(|loss| loss["triples"].as_u64().unwrap()).sum();
        assert_eq!(report["missing"], missing);
        if command == "export" {
            assert_eq!(missing as usize, all.len() - without_graphs(&all, None).len());
        }
        fs::write(kb.path().join("x.ttl"), "old").unwrap();
        for arguments in [&[command, "--to", "ttl", "--strict"][..], &[command, "--strict", "-o", "x.ttl"]] {
            let output = run(kb.path(), arguments);
            assert_eq!(output.status.code(), Some(1), "{arguments:?} {}", said(&output));
            assert!(output.stdout.is_empty(), "{arguments:?}");
        }
        assert_eq!(fs::read(kb.path().join("x.ttl")).unwrap(), b"old");
        for format in ["nq", "trig", "jsonld"] {
            assert!(!ok(&run(kb.path(), &[command, "--to", format, "--strict"])).is_empty());
        }
    }
}

#[test]
fn what_does_not_fit_is_a_usage_error() {
    let kb = example("seed");
    for arguments in [
        &["export", "--to", "docx"][..],
        &["export", "-o", "kb.docx"],
        &["export", "--to", "nq", "--lens", "asserted"],
        &["export", "--to", "ttl", "--lens", "facts"],
        &["convert", "-", "--from", "docx"],
    ] {
        assert_eq!(run(kb.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(empty.path(), &["export"]).status.code(), Some(3));
}

fn line(id: &str, rest: &str) -> String {
    format!(
        "{{\"article\": {{\"id\": \"{id}\", \"language\": \"en\"}}, \"statements\": [{{\"id\": \"s1\", {rest}}}]}}\n"
    )
}

fn good(id: &str) -> String {
    line(
        id,
        "\"subject\": \"AZ\", \"predicate\": \"supplies\", \"object\": \"TR\", \"quote\": \"gas \\\"\\u202e\\\\ flows\"",
    )
}

fn bad(id: &str) -> String {
    line(id, "\"subject\": \"AZ\", \"predicate\": \"suplies\", \"object\": \"TR\"")
}

#[test]
fn an_article_with_an_error_is_left_out_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let input = [good("a"), bad("b"), good("c"), bad("d"), good("a"), good("e")].concat();
    let clean = [good("a"), good("c"), good("e")].concat();
    for (format, _, extension, _) in Format::ALL {
        let mut seen = Vec::new();
        for threads in ["1", "2"] {
            let arguments = ["convert", "-", "--to", extension, "--threads", threads];
            let output = run_with(folder.path(), &arguments, input.as_bytes());
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert_eq!(output.stdout, ok(&run_with(folder.path(), &arguments, clean.as_bytes())), "{format}");
            seen.push((output.stdout.clone(), said(&output)));
        }
        assert_eq!(seen[0], seen[1]);
        let said = &seen[0].1;
        for place in ["<stdin>:2:", "<stdin>:4:", "<stdin>:5:"] {
            assert!(said.contains(place), "{place}: {said}");
        }
        assert_eq!(said.matches("C109").count(), 1, "{said}");
    }
    let output = run_with(folder.path(), &["convert", "-", "-o", "x.nq"], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        quads(&fs::read(folder.path().join("x.nq")).unwrap(), Format::NQuads),
        quads(&ok(&run_with(folder.path(), &["convert", "-"], clean.as_bytes())), Format::NQuads)
    );
}

#[test]
fn a_bad_line_is_named_with_its_place_and_the_others_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.nq"), "old").unwrap();
    let mut torn = good("a").into_bytes();
    torn.extend_from_slice(b"{\"article\": \"\xff\xfe\"}\n");
    torn.extend_from_slice(good("c").as_bytes());
    let malformed = [good("a"), "{\"article\": \n".to_owned(), good("c")].concat().into_bytes();
    for input in [torn, malformed] {
        for (format, _, extension, _) in Format::ALL {
            let output = run_with(folder.path(), &["convert", "-", "--to", extension], &input);
            assert_eq!(output.status.code(), Some(3), "{}", said(&output));
            assert!(said(&output).contains("<stdin>:2:"), "{}", said(&output));
            let read = quads(&output.stdout, format);
            assert!(read.iter().any(|quad| quad.contains("statement/a/s1")), "{format}");
            assert!(read.iter().any(|quad| quad.contains("statement/c/s1")), "{format}");
        }
        let output = run_with(folder.path(), &["convert", "-", "-o", "x.nq"], &input);
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(fs::read(folder.path().join("x.nq")).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn standard_input_may_be_of_any_notation() {
    let folder = tempfile::tempdir().unwrap();
    let lines = ok(&run_with(folder.path(), &["convert", "-"], good("a").as_bytes()));
    let json = ok(&run_with(folder.path(), &["convert", "-", "--from", "json"], good("a").as_bytes()));
    let yaml = ok(&run_with(folder.path(), &["convert", "-", "--from", "application/yaml"], good("a").as_bytes()));
    assert_eq!(lines, json);
    assert_eq!(lines, yaml);
    assert!(!lines.is_empty());
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let kb = example("kb");
    let program: PathBuf = env!("CARGO_BIN_EXE_chancery").into();
    for arguments in ["export --to ttl --quiet", "convert --to jsonld --quiet", "convert"] {
        let line = format!("({} {arguments}; echo \"ended with $?\" >&2) | head -c 10", program.display());
        let output = Command::new("sh").args(["-c", &line]).current_dir(kb.path()).output().unwrap();
        assert_eq!(output.stdout.len(), 10);
        assert_eq!(said(&output), "ended with 0\n", "{arguments}");
    }
}

/// Declarations of a document in Turtle or TriG: whether each stands before the first block, and is used.
#[track_caller]
fn declares_what_it_uses(text: &str, all_at_the_head: bool) {
    let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('@')).collect();
    let declared: Vec<&str> = text.lines().filter(|line| line.starts_with("@prefix ")).collect();
    assert!(!all_at_the_head || head.iter().filter(|line| line.starts_with("@prefix ")).count() == declared.len());
    for line in &declared {
        let prefix = line.split(' ').nth(1).unwrap();
        let used = [" ", "(", "\n", "^^"].iter().any(|before| {
            text.contains(&format!("{before}{prefix}")[..]) && {
                let needle = format!("{before}{prefix}");
                text.match_indices(&needle).any(|(at, _)| !text[..at].ends_with("@prefix"))
            }
        });
        assert!(used, "{line}");
        assert_eq!(declared.iter().filter(|other| *other == line).count(), 1, "{line}");
    }
}

#[test]
fn turtle_and_trig_are_read_by_another_parser_and_declare_what_they_use() {
    use sophia::api::source::{QuadSource as _, TripleSource as _};
    use sophia::api::term::SimpleTerm;
    use sophia::turtle::parser::{nq, nt, trig, turtle};
    type Quads = BTreeSet<([SimpleTerm<'static>; 3], Option<SimpleTerm<'static>>)>;
    type Triples = BTreeSet<[SimpleTerm<'static>; 3]>;
    for name in ["kb", "seed"] {
        let kb = example(name);
        let export = |arguments: &[&str]| String::from_utf8(ok(&run(kb.path(), arguments))).unwrap();
        for profile in ["stored", "reification", "graphs", "wikibase", "nanopub", "plain"] {
            let mut texts = Vec::new();
            for format in ["nq", "trig", "nt", "ttl"] {
                texts.push(export(&["export", "--profile", profile, "--to", format, "--quiet"]));
            }
            let quads: Quads = nq::parse_str(&texts[0]).collect_quads::<Vec<_>>().unwrap().into_iter().collect();
            let found: Vec<_> = trig::parse_str(&texts[1]).collect_quads::<Vec<_>>().unwrap();
            assert_eq!(found.len(), quads.len(), "{name} {profile}");
            assert!(found.into_iter().collect::<Quads>() == quads, "{name} {profile}");
            let triples: Triples = nt::parse_str(&texts[2]).collect_triples::<Vec<_>>().unwrap().into_iter().collect();
            let found: Triples =
                turtle::parse_str(&texts[3]).collect_triples::<Vec<_>>().unwrap().into_iter().collect();
            assert!(found == triples, "{name} {profile}");
            declares_what_it_uses(&texts[1], true);
            declares_what_it_uses(&texts[3], true);
        }
        declares_what_it_uses(&export(&["convert", "--to", "trig"]), false);
    }
}

#[test]
fn a_reifier_stands_beside_its_triple_where_that_is_asserted() {
    let kb = example("kb");
    let mut with = Vec::new();
    for arguments in [&["--lens", "asserted"][..], &["--lens", "reviewed"], &[]] {
        let arguments = |format| [&["export", "--profile", "rdf12", "--to", format, "--quiet"], arguments].concat();
        let text = ok(&run(kb.path(), &arguments("ttl")));
        let lines = ok(&run(kb.path(), &arguments("nt")));
        assert_eq!(quads(&text, Format::Turtle), quads(&lines, Format::NTriples));
        let text = String::from_utf8(text).unwrap();
        declares_what_it_uses(&text, true);
        with.push((text.matches(" ~ <statement/").count(), text.matches("rdf:reifies <<(").count()));
    }
    let [(asserted, others), (reviewed, _), (none, all)] = with[..] else { panic!("{with:?}") };
    assert!(asserted > 5 && reviewed > 0 && none == 0, "{with:?}");
    // Each statement is said once, here or there.
    assert_eq!(asserted + others, all, "{with:?}");
    let text = String::from_utf8(ok(&run(kb.path(), &["export", "--profile", "rdf12", "--to", "trig"]))).unwrap();
    assert!(!text.contains(" ~ "), "asserted triples stand in graphs of their own");
}
