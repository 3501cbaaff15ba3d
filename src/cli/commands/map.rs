//! `map`: a foreign table into dossiers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Exit};
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::ui::Ui;
use crate::convert::Input;
use crate::dossier::mapping::MappingError;
use crate::dossier::stream::Articles;
use crate::dossier::write;
use crate::finding::{Severity, has_errors};

/// Turn a foreign table into dossiers, by a mapping: a file that says what each column means (MAPPING.md).
///
/// `convert`, `check` and `sync` read mappings themselves (`*.map.yaml`, also in the folder `dossiers` of a knowledge base);
/// this command shows what they see. The table streams; rows that the mapping leaves out are counted by reason.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery map votes.map.yaml --check\n  chancery map votes.map.yaml --out - | head -1 | jq\n  chancery map votes.map.yaml --out dossiers --data ~/downloads"
)]
pub(in crate::cli) struct Args {
    /// The mapping.
    mapping: PathBuf,
    /// Where the dossiers go: a folder (a YAML file for each article), or `-` for JSON Lines on standard output.
    #[arg(long, value_name = "DIR", default_value = "-")]
    out: PathBuf,
    /// Write nothing; say what is wrong and what there is.
    #[arg(long)]
    check: bool,
    /// The folder of the tables, where they are not beside the mapping.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stop after so many articles.
    #[arg(long, value_name = "N")]
    first: Option<usize>,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let mut kb = session::open_kb(kb, std::slice::from_ref(&args.mapping))?;
    if let Some(data) = &args.data {
        kb.config.data = Some(std::path::absolute(data).unwrap_or_else(|_| data.clone()));
    }
    let mapping = match kb.open_mapping(&args.mapping) {
        Ok(mapping) => mapping,
        Err(MappingError::Wrong(findings)) => {
            ui.findings(&findings, Severity::Warning);
            return Ok(if has_errors(&findings) { Exit::Findings } else { Exit::Done });
        }
        Err(error) => return Err(CliError::from_error(Exit::Input, &error)),
    };
    let to_stdout = args.out.as_os_str() == "-";
    let mut out = Output::new(None);
    if !to_stdout && !args.check {
        std::fs::create_dir_all(&args.out)
            .map_err(|error| CliError::new(Exit::Store, format!("could not make `{}`: {error}", args.out.display())))?;
    }
    let (mut articles, mut statements, mut wrong) = (0_u64, 0_u64, 0_u64);
    let limits = session::limits(&kb);
    for text in Articles::mapped(&mapping, limits).map_err(|error| session::stream_error(&error))? {
        if args.first.is_some_and(|first| articles + wrong >= first as u64) {
            break;
        }
        let input = Input { text: text.map_err(|error| session::stream_error(&error))?, folder: None };
        let read = input.text.parse().map_err(|error| session::unreadable(&input, &error))?;
        if read.has_errors() {
            ui.findings(&read.findings, Severity::Error);
            wrong += 1;
            continue;
        }
        articles += 1;
        statements += read.value.statements.len() as u64;
        if args.check {
            continue;
        }
        let tree = input.text.tree().map_err(|error| session::unreadable(&input, &error))?;
        if to_stdout {
            let line = write::json_line(&tree.value);
            out.write_all(line.as_bytes())
                .and_then(|()| out.write_all(b"\n"))
                .map_err(|error| CliError::output(&error))?;
        } else {
            let path = args.out.join(format!("{}.yaml", read.value.article.id.value));
            session::write_whole(&path, write::yaml(&tree.value).as_bytes())?;
        }
    }
    out.flush().map_err(|error| CliError::output(&error))?;
    out.finish()?;
    ui.say(&format!("{} rows: {articles} articles, {statements} statements", mapping.rows_read()));
    for (reason, count) in mapping.skipped() {
        ui.say(&format!("  left out: {count} rows ({reason})"));
    }
    if wrong > 0 {
        ui.say(&format!("  with errors: {wrong} articles"));
    }
    Ok(if wrong > 0 { Exit::Findings } else { Exit::Done })
}
