//! The thirty questions asked of the example knowledge base, against the list made by hand beside it.

mod ask;
mod engines;
mod formats;
mod names;
mod receipts;
mod unknowns;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};

use super::*;
use crate::convert::{Converter, Policy, Reviews, Used, describe_shared};
use crate::dossier::{self, Notation};
use crate::iri::Base;
use crate::kb::Kb;
use crate::source::Source;
use crate::statement::resolve;
use crate::store::{Engine, MemoryEngine};

/// An engine over quads and the base they were made with.
struct Loaded {
    engine: MemoryEngine,
    base: Base,
}

impl Loaded {
    fn asker(&self) -> Asker<'_> {
        Asker::new(&self.engine, &self.base)
    }

    /// Asks a bundled query; a row is its cells, IRIs shortened, joined by ` | `.
    fn rows(&self, name: &str, given: &[(&str, &str)]) -> Vec<String> {
        let library = Library::bundled();
        let query = library.get(name).unwrap_or_else(|| panic!("no query {name}"));
        self.rows_of(query, given).unwrap()
    }

    fn rows_of(&self, query: &NamedQuery, given: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let (_, cells) = self.cells(query, given)?;
        Ok(cells.iter().map(|row| row.join(" | ")).collect())
    }

    /// Asks; the names of the columns, and the cells as text.
    fn cells(&self, query: &NamedQuery, given: &[(&str, &str)]) -> Result<(Vec<String>, Vec<Vec<String>>), String> {
        let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let prefixes = Prefixes::new(&self.base);
        let entity = |written: &str| {
            let found = Kb::none().context.catalog;
            let number = found.by_id(written).ok_or_else(|| format!("no entity `{written}`"))?;
            Ok(found.entity(number).iri.clone())
        };
        let question =
            query.bind(&given, &Binder::new(&self.base, &prefixes, &entity)).map_err(|error| error.to_string())?;
        let asker = self.asker();
        let reply = asker.ask(&question).map_err(|error| error.to_string())?;
        let Found::Solutions(rows) = reply.results else { panic!("{} is no SELECT", query.name) };
        let shown: Vec<bool> = rows.columns().map(|name| !query.hidden.iter().any(|hidden| hidden == name)).collect();
        let names = rows.columns().zip(&shown).filter(|(_, shown)| **shown).map(|(name, _)| name.to_owned()).collect();
        let line = |row: Row| {
            let cells = row.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(term, _)| match term {
                None => "-".to_owned(),
                Some(Term::NamedNode(node)) => prefixes.shorten(node.as_str()).unwrap_or_else(|| node.to_string()),
                Some(Term::Literal(literal)) => literal.value().to_owned(),
                Some(other) => other.to_string(),
            });
            cells.collect::<Vec<_>>()
        };
        let cells = rows.map(|row| row.map(line).map_err(|error| error.to_string())).collect::<Result<_, _>>()?;
        Ok((names, cells))
    }
}

/// Converts dossiers as the program does.
fn convert(kb: &Kb, files: &[(String, String)], reviews: &Reviews) -> Vec<u8> {
    let converter = Converter { context: &kb.context, policy: Policy::Default, reviews };
    let (mut bytes, mut used) = (Vec::new(), Used::default());
    for (id, text) in files {
        let source = Source::new(id.as_str(), text.as_str());
        let read = dossier::parse(&source, Notation::Yaml, id).unwrap();
        let article = resolve(read.value, &source, &kb.context);
        // What the checks say of the examples is tested where the checks are.
        let judged = converter.judge(&article.value).value;
        converter.convert(&article.value, &judged, &mut bytes, &mut used);
    }
    describe_shared(&used, &kb.context, &mut bytes);
    bytes
}

/// The example knowledge base, as accepted and rejected by its own reviews.
fn example() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| knowledge_base("examples/kb"))
}

/// The dossiers of a knowledge base in the package.
fn knowledge_base(folder: &str) -> Loaded {
    let kb = Kb::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let files = kb.dossiers().unwrap();
    let files: Vec<_> = files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect();
    let bytes = convert(&kb, &files, &kb.reviews);
    Loaded { engine: MemoryEngine::from_nquads(&bytes).unwrap(), base: kb.context.base.clone() }
}

/// A hand-written data set of `tests/fixtures/query`.
fn fixture(name: &str) -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/query").join(name);
    let text = std::fs::read(path).unwrap();
    let parser = RdfParser::from_format(RdfFormat::TriG).for_slice(&text);
    let quads: Vec<Quad> = parser.collect::<Result<_, _>>().unwrap();
    Loaded { engine: MemoryEngine::from_quads(quads).unwrap(), base: Base::new("https://kb.example/").unwrap() }
}

/// Number, completeness and statements of each question, as `EXPECTED.yaml` lists them.
fn expected() -> Vec<(usize, bool, BTreeSet<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kb/EXPECTED.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let questions = text.split("\nquestions:\n").nth(1).unwrap();
    let mut list: Vec<(usize, bool, BTreeSet<String>)> = Vec::new();
    for line in questions.lines() {
        if let Some(number) = line.trim().strip_suffix(':').and_then(|number| number.parse().ok()) {
            list.push((number, false, BTreeSet::new()));
        }
        let Some(last) = list.last_mut() else { continue };
        if line.trim() == "all: true" {
            last.1 = true;
        }
        if let Some(items) = line.trim().strip_prefix("answered_by: [").and_then(|rest| rest.strip_suffix(']')) {
            last.2 = items.split(", ").filter(|item| !item.is_empty()).map(str::to_owned).collect();
        }
    }
    list
}
