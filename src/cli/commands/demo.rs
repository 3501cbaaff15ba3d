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
    ("Who supplies whom with what, and who says so?", &["query", "supplies", "--format", "table"]),
    ("Who accuses whom of what? Nothing of it is a plain triple.", &["query", "accusations", "--format", "table"]),
    ("Which statements stand against each other?", &["query", "conflicts", "--format", "table"]),
    ("What is hedged in one article and stated flatly in another?", &["query", "hedged-then-flat", "--format", "table"]),
    ("The receipt behind one triple.", &["why", "AZ", "supplies", "TR"]),
    ("Three exports; what a format cannot carry is counted.", &["export", "-o", "exports/kb.trig"]),
    ("", &["export", "-o", "exports/kb.ttl"]),
    ("", &["export", "-o", "exports/kb.jsonld"]),
];

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
        writeln!(out, "$ chancery {}", arguments.join(" ")).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
        drop(out);
        // `-o` is relative to the working folder, which is not the demo's.
        let arguments = arguments.iter().map(|argument| match argument.strip_prefix("exports/") {
            Some(name) => exports.join(name).into_os_string(),
            None => (*argument).into(),
        });
        let parsed = Cli::try_parse_from(std::iter::once("chancery".into()).chain(arguments))
            .map_err(|error| CliError::new(Exit::Usage, error.to_string()))?;
        let mut quiet = ui.quieter(parsed.quiet);
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
