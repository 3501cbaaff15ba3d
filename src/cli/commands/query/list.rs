//! `query --list`: the named queries with their questions; of one, what it takes.

use std::io::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::error::{CliError, Exit};
use crate::cli::languages::Languages;
use crate::cli::ui::Ui;
use crate::query::{Library, NamedQuery, Origin, examples};

pub(super) fn run(
    library: &Library,
    name: Option<&str>,
    format: Option<&str>,
    languages: &Languages,
    ui: &Ui,
) -> Result<Exit, CliError> {
    let queries: Vec<&NamedQuery> = match name {
        None => library.iter().collect(),
        Some(name) => vec![library.get(name).ok_or_else(|| super::unknown(name, library))?],
    };
    let mut out = ui.out();
    let written = match format {
        Some("json" | "application/json") => {
            let list: Vec<Value> = queries.iter().map(|query| examples::to_json(query)).collect();
            serde_json::to_writer_pretty(&mut out, &json!({ "queries": list }))
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(out))
        }
        None | Some("table" | "text") => {
            let width = queries.iter().map(|query| query.name.width()).max().unwrap_or(0);
            queries.iter().try_for_each(|query| {
                let pad = " ".repeat(width - query.name.width());
                writeln!(out, "{}{pad}  {}", query.name, question(query, languages))?;
                if name.is_some() { details(query, &mut out) } else { Ok(()) }
            })
        }
        Some(other) => {
            return Err(CliError::new(Exit::Usage, format!("a list cannot be written as `{other}`"))
                .with_hint("use text or json"));
        }
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    if name.is_none() && format.is_none() {
        ui.say("`chancery query --list NAME` shows what one takes");
    }
    Ok(Exit::Done)
}

fn question<'q>(query: &'q NamedQuery, languages: &Languages) -> &'q str {
    let texts = query.questions.iter().map(|(language, text)| (language.as_str(), text.as_str()));
    languages.pick(texts).unwrap_or_default()
}

fn details(query: &NamedQuery, out: &mut impl std::io::Write) -> std::io::Result<()> {
    for parameter in &query.parameters {
        let needed = match (&parameter.default, parameter.optional) {
            (Some(default), _) => format!(" = {default}"),
            (None, true) => ", optional".to_owned(),
            (None, false) => ", needed".to_owned(),
        };
        writeln!(out, "  --param {}=…  ({}{needed})  {}", parameter.name, parameter.kind.name(), parameter.words)?;
    }
    for column in query.columns.iter().filter(|column| !column.hidden && !column.words.is_empty()) {
        writeln!(out, "  ?{}  {}", column.name, column.words)?;
    }
    if let Some(view) = &query.view {
        writeln!(out, "  best seen as {view}")?;
    }
    writeln!(out, "  lens {}; {}", query.lens.unwrap_or_default(), origin(query))
}

fn origin(query: &NamedQuery) -> &'static str {
    match query.origin {
        Origin::Bundled => "comes with the program",
        Origin::Own => "of this knowledge base",
    }
}
