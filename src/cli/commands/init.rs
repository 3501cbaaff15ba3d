//! `init`: a knowledge base that already works.

use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::dossier::skeleton::kb_files;
use crate::iri::Base;

/// Make a knowledge base with one small dossier that passes `check` and can be synced at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: chancery init my-kb --base https://kb.example/")]
pub(in crate::cli) struct Args {
    /// Where to make it.
    folder: PathBuf,
    /// Where its IRIs begin.
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Languages of labels, the preferred first.
    #[arg(long, value_name = "TAG", value_delimiter = ',', default_value = "en,ar")]
    languages: Vec<String>,
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, CliError> {
    if let Some(base) = &args.base {
        Base::new(base).map_err(|error| CliError::from_error(Exit::Usage, &error))?;
    }
    if args.folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CliError::new(Exit::Usage, format!("`{}` is not empty", args.folder.display()))
            .with_hint("name a fresh folder"));
    }
    let languages: Vec<&str> = args.languages.iter().map(String::as_str).collect();
    for file in kb_files(args.base.as_deref(), &languages) {
        let path = args.folder.join(file.path);
        let parent = path.parent().map_or_else(|| Path::new(".").to_path_buf(), Path::to_path_buf);
        std::fs::create_dir_all(&parent)
            .map_err(|error| CliError::new(Exit::Store, format!("could not make `{}`: {error}", parent.display())))?;
        session::write_whole(&path, file.text.as_bytes())?;
    }
    for folder in ["entities", "reviews", "queries", "vocab"] {
        let path = args.folder.join(folder);
        std::fs::create_dir_all(&path)
            .map_err(|error| CliError::new(Exit::Store, format!("could not make `{}`: {error}", path.display())))?;
    }
    ui.say(&format!(
        "made `{0}`. Try next:\n  cd {0}\n  chancery check\n  chancery sync\n  chancery query --list",
        args.folder.display()
    ));
    Ok(Exit::Done)
}
