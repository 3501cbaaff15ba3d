//! The table of layers, kept: who imports whom, who prints, who names the RDF library, how long a file is.

use crate::world;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The layer of each module of the crate root. A module imports lower layers, and of its own only what `BESIDE` lists.
const LAYERS: [(&str, usize); 30] = [
    ("http", 0),
    ("digest", 0),
    ("source", 0),
    ("finding", 0),
    ("iri", 0),
    ("rdf", 0),
    ("jsonld", 0),
    ("vocab", 1),
    ("ontology", 1),
    ("dossier", 2),
    ("statement", 3),
    ("check", 3),
    ("convert", 4),
    ("kb", 5),
    ("history", 5),
    ("store", 5),
    ("query", 5),
    ("search", 5),
    ("diff", 6),
    ("export", 6),
    ("validate", 6),
    ("wiki", 6),
    ("serve", 6),
    ("read", 6),
    ("conformance", 6),
    ("sync", 6),
    ("cli", 7),
    ("lsp", 7),
    ("lib", 8),
    ("main", 8),
];

/// Imports inside a layer, always in this one direction.
const BESIDE: [(&str, &str); 14] = [
    ("serve", "export"),
    ("wiki", "export"),
    ("rdf", "jsonld"),
    ("conformance", "export"),
    ("finding", "source"),
    ("ontology", "vocab"),
    ("check", "statement"),
    ("store", "history"),
    ("store", "kb"),
    ("query", "store"),
    ("query", "search"),
    ("search", "store"),
    ("search", "history"),
    ("main", "lib"),
];

/// Files that may name the RDF library, and why.
const RDF_LIBRARY: [(&str, &str); 8] = [
    ("rdf.rs", "the one place for terms"),
    ("rdf/", "the one place for formats"),
    ("ontology.rs", "reads Turtle"),
    ("ontology/", "reads Turtle"),
    ("store", "its engine, and quads on their way to it"),
    ("query", "its evaluator"),
    ("export", "its serializers"),
    ("jsonld", "adapters at its edge"),
];

/// Modules that may name the engine of the RDF library: its store and its evaluator.
const ENGINE: [&str; 2] = ["store", "query"];

/// What only the command line does: print, read the environment, ask the clock, end the process.
const ONLY_CLI: [&str; 14] = [
    "println!",
    "print!(",
    "dbg!(",
    "std::env",
    "env::var",
    "env::args",
    "SystemTime::now",
    "Timestamp::now",
    "Instant::now",
    "Zoned::now",
    "io::stdout",
    "io::stderr",
    "io::stdin",
    "process::exit",
];

/// Exceptions, with their reason.
const MAY_STILL: [(&str, &str, &str); 0] = [];

struct File {
    /// Path below `src`, with `/`.
    name: String,
    text: String,
}

impl File {
    /// The module of the crate root that the file belongs to.
    fn module(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap_or_default()
    }

    /// Depth of the file's own module below the crate root.
    fn depth(&self) -> usize {
        self.name.trim_end_matches(".rs").split('/').count()
    }

    fn is_test(&self) -> bool {
        self.name.ends_with("tests.rs") || self.name.contains("/tests/")
    }

    /// The lines of code that ship: no comments, no tests at the end of the file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(number, line)| (number + 1, line));
        let lines = lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//")).filter(|_| !self.is_test())
    }
}

fn files() -> Vec<File> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let root = world::package("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let file = |path: &PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
        File { name, text: std::fs::read_to_string(path).expect("UTF-8") }
    };
    paths.iter().map(file).collect()
}

/// Returns the modules of the crate root that a line of code names: `crate::x`, `crate::{x, y}`, `super::…::x`.
fn imports(line: &str, depth: usize) -> BTreeSet<String> {
    let name = |text: &str| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let ups = "super::".repeat(depth);
    let mut found = BTreeSet::new();
    for start in ["crate::", ups.as_str()] {
        for (at, _) in line.match_indices(start) {
            let before = line[..at].chars().next_back();
            if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &line[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(group.split(['}', ',']).map(|part| name(part.trim()))),
                None => drop(found.insert(name(rest))),
            }
        }
    }
    found.remove("");
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().find(|(known, _)| *known == module).map(|(_, layer)| *layer)
}

#[test]
fn a_module_imports_only_lower_layers() {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for file in files() {
        let module = file.module();
        let Some(own) = layer(module) else {
            wrong.push(format!("{}: `{module}` has no layer; give it one in this test", file.name));
            continue;
        };
        for (number, line) in file.code() {
            for other in imports(line, file.depth()) {
                let Some(theirs) = layer(&other).filter(|_| other != module) else { continue };
                seen += 1;
                let beside = BESIDE.contains(&(module, other.as_str()));
                if !(theirs < own || (theirs == own && beside)) {
                    wrong.push(format!("{}:{number}: `{module}` ({own}) imports `{other}` ({theirs})", file.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 100, "only {seen} imports seen");
}

#[test]
fn imports_are_seen_in_every_form() {
    let of = |line, depth| imports(line, depth).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(of("use crate::iri::Base;", 1), "iri");
    assert_eq!(of("use crate::{rdf::Object, vocab};", 1), "rdf vocab");
    assert_eq!(of("    Time::Known(t) => crate::statement::edtf::x(t), crate::rdf::y()", 1), "rdf statement");
    assert_eq!(of("use super::super::statement::quantity;", 2), "statement");
    assert_eq!(of("use super::names;", 2), "");
    assert_eq!(of("pub(crate) fn x() -> my_crate::iri", 1), "");
}

#[test]
fn only_the_command_line_talks_to_the_world() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.module() != "cli") {
        for (number, line) in file.code() {
            let names = |word: &&&str| {
                line.match_indices(**word)
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
            };
            for word in ONLY_CLI.iter().filter(names) {
                if !MAY_STILL.iter().any(|(known, may, _)| *known == file.name && may == word) {
                    wrong.push(format!("{}:{number}: {word}", file.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rdf_library_is_named_where_the_table_says() {
    let mut wrong = Vec::new();
    for file in files() {
        let allowed = RDF_LIBRARY.iter().any(|(start, _)| file.name.starts_with(start));
        for (number, line) in file.code().filter(|_| !allowed) {
            if ["oxigraph::", "oxrdf::", "sophia::"].iter().any(|name| line.contains(name)) {
                wrong.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_is_named_by_store_and_query_alone() {
    let named = |file: &&File| {
        file.code()
            .any(|(_, line)| ["oxigraph::store", "oxigraph::sparql", "spareval"].iter().any(|name| line.contains(name)))
    };
    let by: BTreeSet<String> = files().iter().filter(named).map(|file| file.module().to_owned()).collect();
    assert_eq!(by, ENGINE.map(str::to_owned).into(), "others go through their types");
}

#[test]
fn unsafe_code_is_the_mapping_of_a_file_and_nothing_else() {
    let names = |file: &&File| {
        file.code().any(|(_, line)| {
            line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .any(|word| ["unsafe", "unsafe_code"].contains(&word))
        })
    };
    let by: Vec<String> = files().iter().filter(names).map(|file| file.name.clone()).collect();
    assert_eq!(by, ["store/snapshot/map.rs"]);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    const LONGEST: usize = 600;
    let mut wrong = Vec::new();
    for file in files() {
        let lines = file.text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{}: {lines} lines", file.name));
        }
        if file.name.ends_with("mod.rs") {
            wrong.push(format!("{}: a file named mod.rs", file.name));
        }
        if !file.is_test() && !file.text.starts_with("//! ") {
            wrong.push(format!("{}: does not begin with `//! `", file.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
