//! `new`: a dossier to fill in, with what is known about the article.

use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::digest::Digest;
use crate::dossier::skeleton::{Skeleton, id_from_url, skeleton};

/// Write a dossier to fill in, for an article's address or for a file with its text.
///
/// Nothing is fetched: an address only gives the id and the `url` field.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery new https://news.example/2024/05/03/gas-deal --language en\n  chancery new articles/gas-deal.txt"
)]
pub(in crate::cli) struct Args {
    /// The article's address, or a file with its text.
    article: String,
    /// Language of the article.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Title of the article.
    #[arg(long)]
    title: Option<String>,
    /// Where to write it; without it, `dossiers/ID.yaml` of the knowledge base, else `ID.yaml`.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let is_address = args.article.contains("://");
    let (id, text) = if is_address {
        url::Url::parse(&args.article)
            .map_err(|error| CliError::new(Exit::Usage, format!("`{}` is no address: {error}", args.article)))?;
        (id_from_url(&args.article), None)
    } else {
        let path = Path::new(&args.article);
        let bytes = std::fs::read(path)
            .map_err(|error| CliError::new(Exit::Input, format!("could not read `{}`: {error}", path.display())))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            CliError::new(Exit::Input, format!("`{}` is not UTF-8", path.display()))
                .with_hint("convert it with `iconv`")
        })?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("article").to_owned();
        (stem, Some(text))
    };
    let output = match (&args.output, session::kb_root(kb)) {
        (Some(output), _) => output.clone(),
        (None, Ok(root)) => root.join("dossiers").join(format!("{id}.yaml")),
        (None, Err(_)) => PathBuf::from(format!("{id}.yaml")),
    };
    if output.exists() {
        return Err(CliError::new(Exit::Usage, format!("`{}` is there already", output.display()))
            .with_hint("name another file with -o"));
    }
    let relative = (!is_address).then(|| relative_to(&output, Path::new(&args.article)));
    let hash = text.as_ref().map(|text| Digest::of(text.as_bytes()).to_string());
    let language = args.language.clone().or_else(|| text.as_deref().and_then(guess_language).map(str::to_owned));
    let file_stem = output.file_stem().and_then(|stem| stem.to_str());
    let written = skeleton(&Skeleton {
        id: (file_stem != Some(id.as_str())).then_some(id.as_str()),
        url: is_address.then_some(args.article.as_str()),
        title: args.title.as_deref(),
        language: language.as_deref(),
        text: relative.as_deref(),
        text_sha256: hash.as_deref(),
        ..Skeleton::default()
    });
    session::write_whole(&output, written.as_bytes())?;
    ui.say(&format!("wrote `{}`; fill it in, then `chancery check {0}`", output.display()));
    Ok(Exit::Done)
}

/// Guesses the language by the script most letters are of; only where the script tells.
fn guess_language(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(2000);
    let (mut arabic, mut all) = (0, 0);
    for letter in letters {
        all += 1;
        arabic += usize::from(matches!(letter as u32, 0x0620..=0x064A));
    }
    (all > 0 && arabic * 2 > all).then_some("ar")
}

/// Returns a path as it is written in a file elsewhere.
fn relative_to(file: &Path, target: &Path) -> String {
    let (Ok(from), Ok(to)) = (std::path::absolute(file), std::path::absolute(target)) else {
        return target.display().to_string();
    };
    let from: Vec<_> = from.parent().map(|parent| parent.components().collect()).unwrap_or_default();
    let to: Vec<_> = to.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
