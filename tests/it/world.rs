//! Runs a knowledge base through the library as the program does, and keeps all that comes out.

use chancery::check::TextState;
use chancery::convert::{self, Converter, Counts, Input, Policy, Used};
use chancery::dossier::stream::ArticleText;
use chancery::dossier::{ArticleEntry, Notation};
use chancery::finding::{Finding, Severity};
use chancery::kb::{Kb, Texts};
use chancery::rdf::{Object, QuadSink};
use chancery::source::Source;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The three policies, the narrowest first.
pub const POLICIES: [(&str, Policy); 3] = Policy::ALL;

/// Returns a path below the folder of the package.
pub fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A knowledge base and its dossiers.
pub struct World {
    pub kb: Kb,
    pub inputs: Vec<Input>,
    texts: Texts,
}

/// What a run gave: quads as the library hands them over, and the same as N-Quads.
#[derive(Default)]
pub struct Run {
    pub quads: Vec<Quad>,
    pub bytes: Vec<u8>,
    pub findings: Vec<Finding>,
    pub articles: BTreeMap<String, Option<Counts>>,
}

/// Takes quads twice: as terms and as N-Quads.
#[derive(Default)]
pub struct Both {
    pub quads: Vec<Quad>,
    pub bytes: Vec<u8>,
}

impl QuadSink for Both {
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: Option<&str>) {
        self.quads.quad(subject, predicate, object, graph);
        self.bytes.quad(subject, predicate, object, graph);
    }
}

impl World {
    /// Opens a knowledge base with the dossiers in its folder.
    pub fn open(root: &Path) -> Self {
        let kb = Kb::open(root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
        let files = kb.dossiers().expect("a readable folder");
        Self::with_files(kb, &files)
    }

    /// Takes these dossiers instead of those of the knowledge base.
    pub fn with_files(kb: Kb, files: &[PathBuf]) -> Self {
        let inputs = files.iter().map(|file| input(&kb, file)).collect();
        let texts = kb.root.iter().zip(&kb.config.texts).map(|(root, texts)| root.join(texts));
        let texts = Texts::new(texts.collect());
        Self { kb, inputs, texts }
    }

    /// Returns the hostile corpus with digests in its reviews, in a folder of its own.
    pub fn hostile() -> (TempDir, Self) {
        with_digests(&package("tests/hostile"), "digest: current", |digest| format!("digest: {digest}"))
    }

    /// Returns the text of an article, if it is at hand.
    pub fn text_of(&self, article: &ArticleEntry<'_>, folder: Option<&Path>) -> TextState {
        self.texts.of(article, folder)
    }

    /// Converts one article.
    pub fn process(
        &self,
        input: &Input,
        policy: Policy,
        sink: &mut impl QuadSink,
        used: &mut Used,
    ) -> convert::Outcome {
        let converter = Converter { context: &self.kb.context, policy, reviews: &self.kb.reviews };
        let text_of = |article: &ArticleEntry<'_>, folder: Option<&Path>| self.text_of(article, folder);
        convert::process(input, &converter, &text_of, sink, used)
            .unwrap_or_else(|error| panic!("{}: {}", input.text.source.name, error.message))
    }

    /// Converts every dossier, and describes what they share.
    pub fn run(&self, policy: Policy) -> Run {
        let (mut run, mut both, mut used) = (Run::default(), Both::default(), Used::default());
        for input in &self.inputs {
            let outcome = self.process(input, policy, &mut both, &mut used);
            run.findings.extend(outcome.findings);
            run.articles.insert(outcome.article, outcome.counts);
        }
        convert::describe_shared(&used, &self.kb.context, &mut both);
        run.quads = both.quads;
        run.bytes = both.bytes;
        run
    }
}

impl Run {
    /// Returns the findings that are at least this severe, as lines.
    pub fn found(&self, least: Severity) -> Vec<String> {
        let worse = self.findings.iter().filter(|f| f.severity >= least);
        worse.map(line).collect()
    }
}

/// Puts a finding on one line.
pub fn line(finding: &Finding) -> String {
    let (place, name) = (finding.position(), &finding.label.source.name);
    format!("{name}:{}:{} {} {}", place.line, place.column, finding.code.number(), finding.message)
}

/// Reads a dossier file.
pub fn input(kb: &Kb, file: &Path) -> Input {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let notation = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Notation::Json,
        _ => Notation::Yaml,
    };
    let stem = file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    Input {
        text: ArticleText::new(Source::new(kb.shown(file), text), notation, stem),
        folder: file.parent().map(Path::to_path_buf),
    }
}

/// Copies a knowledge base and writes the current digest of each reviewed statement in place of a word.
///
/// In the files of `reviews/` a line (or the lines of one entry) names a statement and holds `word`.
pub fn with_digests(root: &Path, word: &str, digest: impl Fn(&str) -> String) -> (TempDir, World) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(root, folder.path());
    let reviews = chancery::kb::files_in(&folder.path().join("reviews"), &["yaml"]).expect("a readable folder");
    let written: Vec<String> =
        reviews.iter().map(|file| std::fs::read_to_string(file).expect("a readable file")).collect();
    for file in &reviews {
        std::fs::write(file, "[]\n").expect("a writable file");
    }
    let digests = digests(&World::open(folder.path()).run(Policy::Default).quads);
    for (file, text) in reviews.iter().zip(written) {
        let mut done = String::new();
        for line in text.lines() {
            let named = line.split_once("statement: ").and_then(|(_, rest)| rest.split(", ").next());
            match named.filter(|_| line.contains(word)) {
                Some(name) => {
                    let name = name.trim_matches('"');
                    let found = digests.get(name).unwrap_or_else(|| panic!("no statement {name}"));
                    done.push_str(&line.replace(word, &digest(found)));
                }
                None => done.push_str(line),
            }
            done.push('\n');
        }
        std::fs::write(file, done).expect("a writable file");
    }
    let world = World::open(folder.path());
    assert_eq!(world.kb.findings.iter().map(line).collect::<Vec<_>>(), [""; 0]);
    (folder, world)
}

/// Returns the digest of each statement, by `article/id`.
pub fn digests(quads: &[Quad]) -> BTreeMap<String, String> {
    let text = |quad: &Quad| match &quad.object {
        oxigraph::model::Term::Literal(literal) => literal.value().to_owned(),
        other => panic!("{other} is no text"),
    };
    let (mut ids, mut digests, mut articles) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for quad in quads {
        let subject = quad.subject.to_string();
        match quad.predicate.as_str().strip_prefix(crate::audit::ST) {
            Some("id") => drop(ids.insert(subject, text(quad))),
            Some("digest") => drop(digests.insert(subject, text(quad))),
            Some("inArticle") => drop(articles.insert(subject, quad.object.to_string())),
            _ => {}
        }
    }
    let name = |statement: &String| format!("{}/{}", ids[&articles[statement]], ids[statement]);
    digests.iter().map(|(statement, digest)| (name(statement), digest.clone())).collect()
}

/// Copies a knowledge base as its owner wrote it, without what `sync` made of it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a new folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a readable file");
        }
    }
}

/// Reads N-Quads back.
pub fn parse(bytes: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(bytes)
        .collect::<Result<_, _>>()
        .expect("what was written can be read")
}
