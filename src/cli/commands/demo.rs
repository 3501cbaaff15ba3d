//! `demo`: the bundled example, from files to answers and exports, with every command shown.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use include_dir::{Dir, include_dir};

use crate::cli::error::{CliError, Exit};
use crate::cli::ui::Ui;
use crate::cli::{Cli, commands};
use crate::kb::CONFIG_FILE;

static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/kb");

/// Build the bundled example in a fresh folder, ask it five questions, write three exports.
///
/// Everything happens in that folder: no server, no network. Run again, it asks the same store.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery demo")]
pub(in crate::cli) struct Args {
    /// Where to build it.
    #[arg(default_value = "chancery-demo")]
    folder: PathBuf,
}

/// What is shown, and why.
const STEPS: &[(&str, &[&str])] = &[
    ("Bring the store in line with the files.", &["sync", "--quiet"]),
    (
        "1. Who supplies whom with what, and who says so?",
        &[
            "query",
            "SELECT DISTINCT ?supplier ?recipient ?goods ?holder { ?s st:predicate gp:supplies ; \
             st:subject ?supplier ; st:object ?recipient ; q:theme ?goods ; st:holder ?holder }",
        ],
    ),
    (
        "2. Who accuses whom of what? Each accusation is somebody's word.",
        &[
            "query",
            "SELECT ?accuser ?accused ?content { ?s st:predicate gp:accuses ; \
             st:subject ?accuser ; st:object ?accused ; q:content ?content } ORDER BY ?content LIMIT 4",
        ],
    ),
    (
        "3. So nothing of it is a plain triple: who supports whom, as far as articles assert it?",
        &["query", "SELECT ?who ?whom { ?who gp:supports ?whom }", "--lens", "asserted"],
    ),
    (
        "4. Which statements stand against each other, in one article or across articles?",
        &[
            "query",
            "SELECT ?affirmed ?negated { ?affirmed st:contentKey ?key ; st:polarity st:Positive . \
             ?negated st:contentKey ?key ; st:polarity st:Negative } ORDER BY ?affirmed ?negated LIMIT 4",
        ],
    ),
    (
        "5. What is not known, and why?",
        &[
            "query",
            "SELECT ?statement ?reason ?words { ?statement a st:Statement ; ?part ?unknown . \
         ?unknown a st:UnknownValue ; st:reason ?reason ; st:sourceText ?words } ORDER BY ?statement LIMIT 4",
        ],
    ),
    ("The receipt behind one triple.", &["why", "AZ", "supplies", "TR"]),
    ("Three exports; what a format cannot carry is counted.", &["export", "-o", "exports/kb.trig"]),
    ("", &["export", "-o", "exports/kb.ttl"]),
    ("", &["export", "-o", "exports/kb.jsonld"]),
];

/// Returns arguments as one would type them.
fn typed(arguments: &[&str]) -> String {
    let quoted =
        |argument: &&str| if argument.contains(' ') { format!("'{argument}'") } else { (*argument).to_owned() };
    arguments.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, CliError> {
    let folder = &args.folder;
    build(folder)?;
    let exports = folder.join("exports");
    std::fs::create_dir_all(&exports).map_err(|error| unwritable(&exports, &error))?;
    for (words, arguments) in STEPS {
        let mut out = ui.out();
        if !words.is_empty() {
            writeln!(out, "\n# {words}").map_err(|error| CliError::output(&error))?;
        }
        writeln!(out, "$ chancery {}", typed(arguments))
            .and_then(|()| out.flush())
            .map_err(|error| CliError::output(&error))?;
        drop(out);
        // A table is what people read, also where the demonstration is piped.
        let format: &[&str] = if arguments.first() == Some(&"query") { &["--format", "table"] } else { &[] };
        // `-o` is relative to the working folder, which is not the demo's.
        let arguments = arguments.iter().chain(format).map(|argument| match argument.strip_prefix("exports/") {
            Some(name) => exports.join(name).into_os_string(),
            None => (*argument).into(),
        });
        let parsed = Cli::try_parse_from(std::iter::once("chancery".into()).chain(arguments))
            .map_err(|error| CliError::new(Exit::Usage, error.to_string()))?;
        let mut quiet = ui.demonstrating(parsed.quiet);
        commands::run(parsed.command, Some(folder.clone()), &mut quiet)?;
    }
    ui.say(&format!(
        "\nThe knowledge base is in `{0}`. Try next:\n  cd {0}\n  chancery query --list\n  chancery query 'SELECT ?s ?o {{ ?s gp:accuses ?o }}' --lens asserted\n  edit dossiers/01-caspian-gas.yaml, then: chancery check && chancery sync",
        folder.display()
    ));
    Ok(Exit::Done)
}

/// Writes the example, unless it stands there already.
fn build(folder: &Path) -> Result<(), CliError> {
    let ours = EXAMPLE.get_file(CONFIG_FILE).map(include_dir::File::contents);
    match std::fs::read(folder.join(CONFIG_FILE)) {
        Ok(found) if Some(found.as_slice()) == ours => return Ok(()),
        Ok(_) => {
            return Err(CliError::new(Exit::Usage, format!("`{}` is another knowledge base", folder.display()))
                .with_hint("name a fresh folder: chancery demo FOLDER"));
        }
        Err(_) => {}
    }
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CliError::new(Exit::Usage, format!("`{}` is not empty", folder.display()))
            .with_hint("name a fresh folder: chancery demo FOLDER"));
    }
    // The settings come last: a demo cut short is no knowledge base and is refused as not empty.
    write(&EXAMPLE, folder)?;
    let config = folder.join(CONFIG_FILE);
    std::fs::write(&config, ours.unwrap_or_default()).map_err(|error| unwritable(&config, &error))
}

fn write(dir: &Dir<'_>, folder: &Path) -> Result<(), CliError> {
    for file in dir.files() {
        if file.path() == Path::new(CONFIG_FILE) {
            continue;
        }
        let path = folder.join(file.path());
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, file.contents()))
            .map_err(|error| unwritable(&path, &error))?;
    }
    dir.dirs().filter(|dir| !dir.path().starts_with(".chancery")).try_for_each(|dir| write(dir, folder))
}

fn unwritable(path: &Path, error: &std::io::Error) -> CliError {
    CliError::new(Exit::Store, format!("could not write `{}`: {error}", path.display()))
}
