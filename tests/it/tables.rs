//! Nodes and edges: an edge between two things exists exactly where the policy asserts it, every statement is there
//! once, all formats hold the same, and hostile text reads back.

use crate::corpus;
use crate::world::{self, World};
use chancery::export::graph::{COLUMNS, EDGE_COLUMNS, NODE_COLUMNS, unguard};
use chancery::iri::{Base, GAZETTEER};
use chancery::store::Archive;
use oxigraph::model::{Quad, Term};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const ST: &str = crate::audit::ST;
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

type Row = BTreeMap<String, String>;

/// Nodes and edges as a format holds them, by id; empty cells are not there.
#[derive(Debug, Default, PartialEq)]
struct Graph {
    nodes: BTreeMap<String, Row>,
    edges: BTreeMap<String, Row>,
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).current_dir(folder).env_remove("CHANCERY_KB").env_remove("CHANCERY_LANG");
    command.output().unwrap()
}

#[track_caller]
fn ok(output: &Output) -> Vec<u8> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.clone()
}

fn rows(csv: &[u8]) -> BTreeMap<String, Row> {
    let mut reader = csv::Reader::from_reader(csv);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cells = names.iter().cloned().zip(record.iter().map(|cell| unguard(cell).to_owned()));
        let row: Row = cells.filter(|(_, cell)| !cell.is_empty()).collect();
        let id = row["id"].clone();
        assert!(rows.insert(id.clone(), row).is_none(), "{id} is there twice");
    }
    rows
}

fn tables(folder: &Path, more: &[&str]) -> Graph {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("tables");
    let arguments = ["export", "--quiet", "--to", "csv", "-o", out.to_str().unwrap()];
    ok(&run(folder, &[&arguments[..], more].concat()));
    let read = |name: &str| fs::read(out.join(name)).unwrap();
    let (nodes, edges) = (read("nodes.csv"), read("edges.csv"));
    for (part, bytes) in [("nodes", &nodes), ("edges", &edges)].into_iter().filter(|_| more.is_empty()) {
        let alone = ok(&run(folder, &[&["export", "--quiet", "--to", part][..], more].concat()));
        assert!(alone == *bytes, "{part} alone differs");
    }
    Graph { nodes: rows(&nodes), edges: rows(&edges) }
}

fn attributes(start: &BytesStart<'_>) -> Row {
    let read = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
        (key, attribute.unescape_value().unwrap().into_owned())
    });
    read.collect()
}

/// Reads GraphML, with what the schema asks for: keys declared before use, ids that are name tokens, ends that exist.
fn graphml(bytes: &[u8]) -> Graph {
    let mut reader = Reader::from_reader(bytes);
    let (mut graph, mut keys, mut iris) = (Graph::default(), BTreeMap::new(), BTreeMap::new());
    let (mut row, mut data, mut of, mut text) = (Row::new(), None, String::new(), String::new());
    let token = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c));
    loop {
        match reader.read_event().unwrap() {
            Event::Empty(start) if start.name().as_ref() == b"key" => {
                let key = attributes(&start);
                assert!(token(&key["id"]) && ["string", "double"].contains(&key["attr.type"].as_str()));
                keys.insert(key["id"].clone(), (key["for"].clone(), key["attr.name"].clone()));
            }
            Event::Start(start) => match start.name().as_ref() {
                b"graph" => assert_eq!(attributes(&start)["edgedefault"], "directed"),
                b"node" | b"edge" => {
                    row = attributes(&start);
                    assert!(token(&row["id"]), "{}", row["id"]);
                    of = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                }
                b"data" => {
                    let (class, name) = &keys[&attributes(&start)["key"]];
                    assert_eq!(*class, of);
                    (data, text) = (Some(name.clone()), String::new());
                }
                _ => {}
            },
            Event::Text(part) if data.is_some() => text.push_str(&part.unescape().unwrap()),
            Event::End(end) => match end.name().as_ref() {
                b"data" => drop(row.insert(data.take().unwrap(), std::mem::take(&mut text))),
                b"node" => {
                    let mut row = std::mem::take(&mut row);
                    let iri = row.remove("iri").unwrap();
                    assert!(iris.insert(row["id"].clone(), iri.clone()).is_none());
                    row.insert("id".into(), iri.clone());
                    graph.nodes.insert(iri, row);
                }
                b"edge" => {
                    let mut row = std::mem::take(&mut row);
                    let iri = row.remove("iri").unwrap();
                    for end in ["source", "target"] {
                        row.insert(end.into(), iris[&row[end]].clone());
                    }
                    row.insert("id".into(), iri.clone());
                    assert!(graph.edges.insert(iri, row).is_none());
                }
                _ => {}
            },
            Event::Eof => return graph,
            _ => {}
        }
    }
}

/// Reads GEXF 1.3, with what the schema asks for; spells must be days, in order.
fn gexf(bytes: &[u8]) -> Graph {
    let mut reader = Reader::from_reader(bytes);
    let (mut graph, mut declared, mut class) = (Graph::default(), BTreeSet::new(), String::new());
    let mut row = Row::new();
    let day = |text: &String| text.parse::<jiff::civil::Date>().unwrap();
    let check = |spell: &Row| {
        if let (Some(start), Some(end)) = (spell.get("start"), spell.get("end")) {
            assert!(day(start) <= day(end));
        }
    };
    let mut spells: Vec<Row> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => match start.name().as_ref() {
                b"gexf" => {
                    let head = attributes(&start);
                    assert_eq!((head["version"].as_str(), head["xmlns"].as_str()), ("1.3", "http://gexf.net/1.3"));
                }
                b"graph" => {
                    let head = attributes(&start);
                    assert_eq!((head["mode"].as_str(), head["timeformat"].as_str()), ("dynamic", "date"));
                    assert_eq!(head["defaultedgetype"], "directed");
                }
                b"attributes" => class = attributes(&start)["class"].clone(),
                b"node" | b"edge" => {
                    row = attributes(&start);
                    check(&row);
                    let ends = ["start", "end"].into_iter().filter_map(|end| row.remove_entry(end));
                    spells.extend(Some(ends.collect::<Row>()).filter(|spell| !spell.is_empty()));
                    assert_eq!(row.remove("kind"), row.get("label").filter(|_| row.contains_key("source")).cloned());
                    class = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                }
                _ => {}
            },
            Event::Empty(start) => match start.name().as_ref() {
                b"attribute" => assert!(declared.insert((class.clone(), attributes(&start)["id"].clone()))),
                b"attvalue" => {
                    let value = attributes(&start);
                    assert!(declared.contains(&(class.clone(), value["for"].clone())));
                    assert!(row.insert(value["for"].clone(), value["value"].clone()).is_none());
                }
                b"spell" => {
                    check(&attributes(&start));
                    spells.push(attributes(&start));
                }
                _ => {}
            },
            Event::End(end) => {
                let mut done = |into: &mut BTreeMap<String, Row>| {
                    let mut row = std::mem::take(&mut row);
                    row.retain(|_, cell| !cell.is_empty());
                    let time = row.get("time").map_or("", String::as_str);
                    assert_eq!(std::mem::take(&mut spells), expected_spells(time), "{time}");
                    assert!(into.insert(row["id"].clone(), row).is_none());
                };
                match end.name().as_ref() {
                    b"node" => done(&mut graph.nodes),
                    b"edge" => done(&mut graph.edges),
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    for edge in graph.edges.values() {
        assert!(graph.nodes.contains_key(&edge["source"]) && graph.nodes.contains_key(&edge["target"]));
    }
    graph
}

/// The spells of a time as its cell shows it: of exact days and open ends alone.
fn expected_spells(time: &str) -> Vec<Row> {
    let day = |written: &str| {
        let day = written.split('T').next().unwrap();
        day.parse::<jiff::civil::Date>().ok().filter(|_| day.len() == 10).map(|_| day.to_owned())
    };
    let one = |written: &str| -> Option<Row> {
        let (start, end) = written.split_once('/').unwrap_or((written, written));
        let mut spell = Row::new();
        for (name, end) in [("start", start), ("end", end)] {
            if end != ".." {
                spell.insert(name.into(), day(end)?);
            }
        }
        Some(spell)
    };
    time.split("; ").map(one).collect::<Option<Vec<Row>>>().unwrap_or_default()
}

fn stored(folder: &Path) -> Vec<Quad> {
    let archive = Archive::open(&folder.join(".chancery")).unwrap();
    let mut all = Vec::new();
    archive
        .for_each_segment(archive.current().unwrap(), |_, nquads| {
            all.extend(world::parse(nquads));
            Ok::<(), chancery::store::StoreError>(())
        })
        .unwrap();
    all
}

/// What the statement layer says of a property: subject and object as text.
fn values<'q>(quads: &'q [Quad], property: &'q str) -> impl Iterator<Item = (String, String)> + 'q {
    let of_property = quads.iter().filter(move |quad| quad.predicate.as_str() == property);
    of_property.filter(|quad| quad.graph_name.is_default_graph()).map(|quad| {
        let object = match &quad.object {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            other => panic!("{other}"),
        };
        (quad.subject.to_string().trim_matches(['<', '>']).to_owned(), object)
    })
}

/// What holds for any knowledge base; returns the edges between two things.
fn audit(graph: &Graph, quads: &[Quad]) -> Vec<Row> {
    let names: BTreeSet<(String, String)> =
        values(quads, LABEL).chain(values(quads, "https://schema.org/headline")).collect();
    let property = |name: &str| format!("{ST}{name}");
    let statements: BTreeSet<String> = values(quads, &property("stance")).map(|(statement, _)| statement).collect();
    let of_type = quads.iter().filter(|quad| quad.predicate.as_str().ends_with("22-rdf-syntax-ns#type"));
    let types: BTreeSet<(String, String)> =
        of_type.map(|quad| (quad.subject.to_string(), quad.object.to_string())).collect();
    let mut met = BTreeSet::new();
    for node in graph.nodes.values() {
        if node["kind"] == "statement" {
            assert!(met.insert(node["id"].clone()));
            assert_eq!(node["id"], node["statement"]);
            let label = &node["label"];
            for words in ["says", "quote"] {
                let told = node.get(words).filter(|text| text.chars().count() > 3);
                assert!(told.is_none_or(|told| !label.contains(told.as_str())), "{words} in a label: {label}");
            }
            assert_eq!(node["status"] == "withheld", label.contains("withheld"), "{label}");
        } else {
            // Only names that the stored layer gives; none is made up.
            let label = node.get("label");
            let known = label.is_none_or(|label| names.contains(&(node["id"].clone(), label.clone())));
            assert!(known, "{label:?} is no name of {}", node["id"]);
            assert!(!node.contains_key("status"));
            for class in node.get("type_iri").into_iter().flat_map(|classes| classes.split(' ')) {
                let pair = (format!("<{}>", node["id"]), format!("<{class}>"));
                assert!(types.contains(&pair), "{pair:?} is no type that is stored");
            }
        }
    }
    let kind = |id: &String| graph.nodes[id]["kind"].as_str();
    let mut direct = Vec::new();
    for edge in graph.edges.values() {
        for column in ["holder_iri", "stance", "polarity", "status", "statement", "statement_id", "article"] {
            assert!(edge.contains_key(column), "no {column}: {edge:?}");
        }
        if kind(&edge["source"]) == "statement" {
            // Part of a statement that has a node: it begins there.
            assert_eq!(edge["source"], edge["statement"]);
            assert!(!["asserted", "reviewed"].contains(&edge["kind"].as_str()));
        } else {
            assert!(kind(&edge["target"]) != "statement", "an edge enters what is only said: {edge:?}");
            assert!(met.insert(edge["statement"].clone()), "twice: {}", edge["statement"]);
            assert_eq!(edge["id"], edge["statement"]);
            assert!(["asserted", "reviewed"].contains(&edge["kind"].as_str()) && edge["status"] != "withheld");
            direct.push(edge.clone());
        }
    }
    assert_eq!(met, statements);
    // Every gloss and every quotation that is shown is one that was stored, whatever characters it holds.
    let glosses: BTreeSet<(String, String)> = values(quads, &property("gloss")).collect();
    for row in graph.nodes.values().chain(graph.edges.values()) {
        if let Some(says) = row.get("says") {
            assert!(glosses.contains(&(row["statement"].clone(), says.clone())), "{says:?}");
        }
    }
    direct
}

/// An entity of the lists by its IRI.
fn expand(word: &str, article: &str, base: &Base) -> String {
    let (prefix, local) = word.split_once(':').unwrap();
    match prefix {
        "gz" => format!("{GAZETTEER}{local}"),
        "kb" => base.entity(local),
        "my" | "in" => base.article_entity(article, local),
        other => panic!("{other}"),
    }
}

#[test]
fn an_edge_between_two_things_is_what_the_policy_asserts() {
    let (folder, _) = World::hostile();
    let base = Base::new("https://hostile.example/").unwrap();
    let expected = corpus::expected();
    for (policy, _) in corpus::POLICIES {
        ok(&run(folder.path(), &["sync", "--quiet", "--policy", policy]));
        let quads = stored(folder.path());
        let graph = tables(folder.path(), &[]);
        let direct = audit(&graph, &quads);
        let mut wanted = BTreeSet::new();
        for (article, lists) in &expected {
            for (triple, statements) in &lists.asserted[policy] {
                let [subject, predicate, object]: [&str; 3] =
                    triple.splitn(3, ' ').collect::<Vec<_>>().try_into().unwrap();
                if object.starts_with('"') || !object.contains(':') || object.contains('/') {
                    continue;
                }
                let ends = [expand(subject, article, &base), expand(object, article, &base)];
                for statement in statements {
                    wanted.insert((base.statement(article, statement), predicate.to_owned(), ends.clone()));
                }
            }
        }
        let mut wrong = Vec::new();
        let mut found = BTreeSet::new();
        for edge in &direct {
            let predicate = edge["said_predicate_iri"].rsplit(['#', '/']).next().unwrap().to_owned();
            let (source, target) = (edge["source"].clone(), edge["target"].clone());
            let one = (edge["statement"].clone(), predicate.clone(), [source.clone(), target.clone()]);
            if !wanted.contains(&one) {
                wrong.push(format!("{policy}: a leak: {one:?}"));
            }
            found.insert((edge["statement"].clone(), predicate.clone(), [target, source]));
            found.insert(one);
        }
        wrong.extend(wanted.difference(&found).map(|one| format!("{policy}: not there: {one:?}")));
        assert!(wrong.is_empty(), "{} complaints\n{}", wrong.len(), wrong.join("\n"));
        assert!(direct.len() > 20, "{policy}: {}", direct.len());
        // What is asserted is what the conversion counted, edge or not.
        let archive = Archive::open(&folder.path().join(".chancery")).unwrap();
        let counted: u64 = archive.current().unwrap().articles.values().map(|entry| entry.facts.counts.asserted).sum();
        let of_nodes =
            graph.nodes.values().filter(|node| node.get("status").is_some_and(|status| status == "asserted"));
        assert_eq!((of_nodes.count() + direct.len()) as u64, counted, "{policy}");
    }
}

fn example(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    world::copy(&world::package("examples").join(name), folder.path());
    ok(&run(folder.path(), &["sync", "--quiet"]));
    folder
}

#[test]
fn all_formats_hold_the_same_and_every_statement_once() {
    let (hostile, _) = World::hostile();
    ok(&run(hostile.path(), &["sync", "--quiet"]));
    for folder in [example("kb"), example("seed"), hostile] {
        let folder = folder.path();
        let quads = stored(folder);
        for more in [&[][..], &["--lens", "reviewed"], &["--lens", "statements"]] {
            let graph = tables(folder, more);
            let direct = audit(&graph, &quads);
            assert!(more != ["--lens", "statements"] || direct.is_empty());
            let clean = |row: &Row| -> Row {
                let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
                row.iter().map(|(name, cell)| (name.clone(), cell.replace(forbidden, "\u{fffd}"))).collect()
            };
            let nodes: BTreeMap<_, _> = graph.nodes.iter().map(|(id, row)| (id.clone(), clean(row))).collect();
            let edges: BTreeMap<_, _> = graph.edges.iter().map(|(id, row)| (id.clone(), clean(row))).collect();
            for (format, read) in [("graphml", graphml as fn(&[u8]) -> Graph), ("gexf", gexf)] {
                let bytes = ok(&run(folder, &[&["export", "--quiet", "--to", format][..], more].concat()));
                let again = more
                    .is_empty()
                    .then(|| ok(&run(folder, &[&["export", "--quiet", "--to", format][..], more].concat())));
                assert!(again.is_none_or(|again| again == bytes));
                let read = read(&bytes);
                assert_eq!(read.nodes, nodes, "{format}");
                assert_eq!(read.edges, edges, "{format}");
            }
        }
    }
}

#[test]
fn statements_that_are_left_out_are_counted_and_named() {
    let kb = example("kb");
    let all = tables(kb.path(), &[]);
    let output = run(kb.path(), &["export", "--to", "csv", "-o", "t", "--edges-only", "--loss-report", "lost.json"]);
    ok(&output);
    let edges = rows(&fs::read(kb.path().join("t/edges.csv")).unwrap());
    assert!(edges.values().all(|edge| edge["kind"] == "asserted"));
    let lost: serde_json::Value = serde_json::from_slice(&fs::read(kb.path().join("lost.json")).unwrap()).unwrap();
    let named: BTreeSet<String> = lost["losses"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|loss| loss["statements"].as_array())
        .flatten()
        .map(|iri| iri.as_str().unwrap().to_owned())
        .collect();
    let nodes: BTreeSet<String> =
        all.nodes.values().filter(|node| node["kind"] == "statement").map(|node| node["id"].clone()).collect();
    assert_eq!(named, nodes);
    assert_eq!(lost["missing_statements"], nodes.len());
    assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("csv: {} statements left out", nodes.len())));
    let refused = run(kb.path(), &["export", "--to", "csv", "-o", "new", "--strict"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!kb.path().join("new").exists());
}

#[test]
fn hostile_text_reads_back_and_labels_follow_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    fs::create_dir(folder.path().join("dossiers")).unwrap();
    let quotes = [
        "=HYPERLINK(\"http://e\",\"x\")",
        "+1",
        "-2+3|cmd",
        "@SUM(A1)",
        "'=1",
        "\ttab",
        "two\nlines, \"quoted\"; <b>&amp;",
        "خبر\u{200f} عاجل",
    ];
    let statements: Vec<serde_json::Value> = quotes
        .iter()
        .enumerate()
        .map(|(number, words)| {
            let time = ["2024-05-03", "2024"][number % 2];
            serde_json::json!({ "id": format!("s{number}"), "subject": "NO", "predicate": "supplies", "object": "club",
                "says": words, "with": { "time": time } })
        })
        .collect();
    let dossier = serde_json::json!({
        "article": { "url": "https://news.example/x", "language": "en", "title": "-1 & <x>" },
        "entities": { "club": { "type": "ActorGroup", "label": { "en": "=cmd|' /C calc'!A0", "ar": "النادي" } } },
        "statements": statements,
    });
    fs::write(folder.path().join("dossiers/x.json"), dossier.to_string()).unwrap();
    ok(&run(folder.path(), &["sync", "--quiet"]));
    let bytes = ok(&run(folder.path(), &["export", "--quiet", "--to", "edges"]));
    let mut reader = csv::Reader::from_reader(&*bytes);
    for record in reader.records() {
        for cell in &record.unwrap() {
            let plain = cell.parse::<f64>().is_ok() || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(plain, "{cell}");
        }
    }
    let told: BTreeSet<String> = rows(&bytes).into_values().map(|edge| edge["says"].clone()).collect();
    assert_eq!(told, quotes.iter().map(|text| (*text).to_owned()).collect());
    let graph = gexf(&ok(&run(folder.path(), &["export", "--quiet", "--to", "gexf", "--lang", "ar"])));
    let club = &graph.nodes["https://kb.example/entity/x/club"];
    assert_eq!((club["label"].as_str(), club["kind"].as_str()), ("النادي", "entity"));
    assert!(graph.edges.values().all(|edge| edge["label"] == "يزوّد" || !edge["label"].is_ascii()));
    let bytes = ok(&run(folder.path(), &["export", "--quiet", "--to", "gexf"]));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches("start=\"2024-05-03\" end=\"2024-05-03\"").count(), 4);
    assert_eq!(text.matches("start=").count(), 4, "a year is no day");
    assert_eq!(text.matches("\"2024-12-31\"").count(), 4, "but it has bounds");
}

#[test]
fn what_xml_cannot_hold_is_counted_and_statements_of_other_articles_are_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").unwrap();
    fs::create_dir(folder.path().join("dossiers")).unwrap();
    let head = |title: &str| serde_json::json!({ "url": "https://news.example/x", "language": "en", "title": title });
    let situation = serde_json::json!({ "situation": { "says": "snow" } });
    let x = serde_json::json!({ "article": head("A \u{1} title"), "statements": [
        { "id": "plain", "subject": "NO", "predicate": "sharesBorderWith", "object": "SE", "says": "a\u{1}b" },
        { "id": "said", "subject": "NO", "predicate": "visited", "object": "PT", "stance": "hedged" },
    ] });
    let y = serde_json::json!({ "article": head("Another"), "statements": [
        { "id": "of-edge", "subject": { "statement": "x/plain" }, "predicate": "st:causes", "object": situation },
        { "id": "of-node", "subject": { "statement": "x/said" }, "predicate": "st:causes", "object": situation },
        { "id": "of-article", "subject": { "article": "x" }, "predicate": "gp:evaluatedAs", "object": { "text": "long" } },
    ] });
    for (name, dossier) in [("x", x), ("y", y)] {
        fs::write(folder.path().join(format!("dossiers/{name}.json")), dossier.to_string()).unwrap();
    }
    ok(&run(folder.path(), &["sync", "--quiet"]));
    let iri = |name: &str| format!("https://kb.example/statement/{name}");
    let csv = tables(folder.path(), &[]);
    assert_eq!(csv.edges[&iri("x/plain")]["says"], "a\u{1}b");
    for (format, read) in [("graphml", graphml as fn(&[u8]) -> Graph), ("gexf", gexf)] {
        let output = run(folder.path(), &["export", "--to", format, "--loss-report", "lost.json"]);
        let graph = read(&ok(&output));
        assert_eq!(graph.edges[&iri("x/plain")]["says"], "a\u{fffd}b");
        let report = fs::read_to_string(folder.path().join("lost.json")).unwrap();
        let lost: serde_json::Value = serde_json::from_str(&report).unwrap();
        let losses = lost["losses"].as_array().unwrap();
        let altered = losses.iter().find(|loss| loss["reason"] == "character").unwrap();
        assert!(altered["nodes"].as_array().unwrap().iter().any(|node| node == &iri("x/plain")), "{altered}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("a character that XML 1.0 forbids"));
        // A statement that is a node can be pointed to; one that is an edge is named in the columns.
        let of_node = &graph.edges[&format!("{} subject", iri("y/of-node"))];
        assert_eq!(of_node["target"], iri("x/said"));
        assert!(!graph.edges.contains_key(&format!("{} subject", iri("y/of-edge"))));
        assert_eq!(graph.nodes[&iri("y/of-edge")]["said_subject_iri"], iri("x/plain"));
        let article = &graph.nodes["https://kb.example/article/x"];
        assert_eq!((article["kind"].as_str(), article["label"].as_str()), ("article", "A \u{fffd} title"));
    }
}

#[test]
fn columns_are_those_that_the_documentation_names() {
    let text = fs::read_to_string(world::package("TABLES.md")).unwrap();
    let columns = NODE_COLUMNS.iter().chain(&EDGE_COLUMNS).chain(COLUMNS.iter().map(|(name, _)| name));
    let missing: Vec<_> = columns.filter(|name| !text.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
