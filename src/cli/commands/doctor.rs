//! `doctor`: what the program works with, and where each setting comes from.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::error::{CliError, Exit};
use crate::cli::form::Form;
use crate::cli::languages::LanguageArgs;
use crate::cli::place::Place;
use crate::cli::render::visible;
use crate::cli::ui::Ui;
use crate::history::FORMAT;
use crate::kb::{CONFIG_FILE, EngineChoice};
use crate::ontology::Ontology;
use crate::ontology::gazetteer::Gazetteer;
use crate::search::Words;
use crate::store::{Archive, Engine as _, ErrorClass, SnapshotEngine, StoreError};

/// Show what the program works with and where each setting comes from.
///
/// Settings are taken from flags, then `CHANCERY_*`, then `chancery.toml`, then the user's own file
/// (`chancery/config.toml` in `$XDG_CONFIG_HOME` or `~/.config`), then what is built in. Ends as any command would that meets what is wrong: 3 for the knowledge base, 4 or
/// 6 for the store. That there is no knowledge base or no store yet is nothing wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chancery doctor\n  chancery doctor --format json > report.json")]
pub(in crate::cli) struct Args {
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    language: LanguageArgs,
}

/// Where a setting of the user's own file comes from.
const USER_SETTINGS: &str = "user settings";

/// What was seen, in the order it is shown, and how it ends.
struct Report {
    sections: Vec<(&'static str, Map<String, Value>)>,
    exit: Exit,
}

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &[])?;
    let mut report = Report { sections: Vec::new(), exit: Exit::Done };
    report.add(
        "program",
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "path": std::env::current_exe().map(|path| path.display().to_string()).unwrap_or_default(),
            "ontology": Ontology::embedded().version(),
            "gazetteer": Gazetteer::embedded().version(),
            "gazetteer entities": Gazetteer::embedded().entities().len(),
            "threads": crate::cli::session::threads(None),
        }),
    );
    knowledge_base(&place, kb.is_some(), &mut report);
    settings(&place, args, &mut report);
    store(&place, &mut report);
    report.add(
        "terminal",
        json!({
            "is one": ui.is_terminal(),
            "width": ui.width(),
            "colour": ui.coloured_talk(),
            "NO_COLOR": std::env::var("NO_COLOR").ok(),
            "LANG": std::env::var("LANG").ok(),
            "TERM": std::env::var("TERM").ok(),
        }),
    );
    let mut out = ui.out();
    let written = match args.format {
        Form::Text => out.write_all(report.text().as_bytes()),
        Form::Json => {
            let sections: Map<String, Value> =
                report.sections.iter().map(|(name, rows)| ((*name).to_owned(), Value::Object(rows.clone()))).collect();
            serde_json::to_writer_pretty(&mut out, &sections).map_err(std::io::Error::from).and_then(|()| writeln!(out))
        }
    };
    written.and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(report.exit)
}

impl Report {
    fn add(&mut self, name: &'static str, rows: Value) {
        if let Value::Object(rows) = rows {
            self.sections.push((name, rows));
        }
    }

    fn wrong(&mut self, exit: Exit) {
        if self.exit == Exit::Done {
            self.exit = exit;
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (name, rows) in &self.sections {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("{name}\n"));
            for (key, value) in rows {
                let value = match value {
                    Value::String(value) => visible(value),
                    Value::Null => "-".to_owned(),
                    Value::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
                    Value::Object(setting) => {
                        let value = setting.get("value").map(plain).unwrap_or_default();
                        format!("{value}  ({})", setting.get("from").map(plain).unwrap_or_default())
                    }
                    other => plain(other),
                };
                text.push_str(&format!("  {key:<20}{value}\n"));
            }
        }
        text
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn knowledge_base(place: &Place, given: bool, report: &mut Report) {
    let Some(root) = &place.root else {
        report.add("knowledge base", json!({ "folder": Value::Null, "help": "`chancery init FOLDER` makes one" }));
        return;
    };
    let found = if !given {
        "walking up"
    } else if std::env::var_os("CHANCERY_KB").is_some_and(|path| path == root.as_os_str()) {
        "CHANCERY_KB"
    } else {
        "-C"
    };
    let mut rows = json!({ "folder": { "value": root.display().to_string(), "from": found } });
    match place.kb() {
        Ok(kb) => {
            rows["dossiers"] = kb.dossiers().map_or(Value::Null, |files| files.len().into());
            rows["own entities"] =
                kb.context.catalog.entities().len().saturating_sub(Gazetteer::embedded().entities().len()).into();
            rows["own terms"] =
                kb.context.ontology.terms().count().saturating_sub(Ontology::embedded().terms().count()).into();
            rows["reviews"] =
                crate::kb::files_in(&root.join("reviews"), &["yaml", "yml"]).map_or(0, |files| files.len()).into();
            rows["queries"] =
                crate::kb::files_in(&root.join("queries"), &["rq", "sparql"]).map_or(0, |files| files.len()).into();
            rows["findings"] = kb.findings.len().into();
        }
        Err(error) => {
            rows["wrong"] = error.message().unwrap_or_default().into();
            report.wrong(Exit::Input);
        }
    }
    report.add("knowledge base", rows);
}

fn settings(place: &Place, args: &Args, report: &mut Report) {
    let (config, user) = (&place.config, &place.user);
    let languages = args.language.read(place);
    let user_or = |value: Option<Value>, of_user: Option<Value>, built_in: Value| match (value, of_user) {
        (Some(value), _) => json!({ "value": value, "from": CONFIG_FILE }),
        (None, Some(value)) => json!({ "value": value, "from": USER_SETTINGS }),
        (None, None) => json!({ "value": built_in, "from": "built in" }),
    };
    let said = |value: Option<Value>, built_in: Value| user_or(value, None, built_in);
    let colour = match (std::env::var("CHANCERY_COLOR"), user.color) {
        (Ok(colour), _) => json!({ "value": colour, "from": "CHANCERY_COLOR" }),
        (Err(_), Some(colour)) => json!({ "value": format!("{colour:?}").to_lowercase(), "from": USER_SETTINGS }),
        (Err(_), None) => json!({ "value": "auto", "from": "built in" }),
    };
    let lens = match std::env::var("CHANCERY_LENS") {
        Ok(lens) => json!({ "value": lens, "from": "CHANCERY_LENS" }),
        Err(_) => {
            user_or(config.lens.clone().map(Value::from), user.lens.clone().map(Value::from), "statements".into())
        }
    };
    report.add(
        "settings",
        json!({
            "user settings": user.path.as_ref().map(|path| path.display().to_string()),
            "color": colour,
            "base": said(config.base.clone().map(Value::from), crate::iri::NO_BASE.into()),
            "languages": { "value": languages.tags, "from": languages.origin },
            "policy": said(config.policy.clone().map(Value::from), "default".into()),
            "lens": lens,
            "texts": said(config.texts.as_ref().map(|path| path.display().to_string().into()), "-".into()),
            "query seconds": user_or(
                config.limits.query_seconds.map(Value::from),
                user.limits.query_seconds.map(Value::from),
                super::query::SECONDS.into(),
            ),
            "query rows": user_or(
                config.limits.query_rows.map(Value::from),
                user.limits.query_rows.map(Value::from),
                super::query::ROWS.into(),
            ),
        }),
    );
}

fn store(place: &Place, report: &mut Report) {
    let Ok(folder) = place.store() else { return };
    let engine = match (std::env::var("CHANCERY_ENGINE"), &place.config.store.engine) {
        (Ok(engine), _) => json!({ "value": engine, "from": "CHANCERY_ENGINE" }),
        (Err(_), Some(engine)) => json!({ "value": engine, "from": CONFIG_FILE }),
        (Err(_), None) => json!({ "value": EngineChoice::default().name(), "from": "built in" }),
    };
    let mut rows = json!({ "folder": folder.display().to_string(), "engine": engine });
    match Archive::open(&folder) {
        Ok(archive) => {
            rows["format"] = FORMAT.into();
            match archive.current() {
                None => rows["run"] = "none yet; `chancery sync` makes one".into(),
                Some(manifest) => {
                    rows["run"] = manifest.run.into();
                    rows["time"] = manifest.time.to_string().into();
                    rows["articles"] = manifest.articles.len().into();
                    rows["failed articles"] = manifest.articles.values().filter(|entry| entry.failed).count().into();
                    rows["statements"] = manifest.statements().into();
                    rows["quads"] = manifest.quads().into();
                    rows["written by"] = manifest.settings.tool.clone().into();
                    rows["ontology"] = manifest.settings.ontology.clone().into();
                    rows["base"] = manifest.settings.base.clone().into();
                    rows["policy"] = manifest.settings.policy.clone().into();
                    rows["index"] = match SnapshotEngine::open(&archive, manifest) {
                        Ok(engine) => format!("answers, {} different quads", engine.len()).into(),
                        Err(why) => why.to_string().into(),
                    };
                    rows["words"] = match Words::of_archive(&archive, manifest) {
                        Ok(words) => format!("answers, {} texts", words.len()).into(),
                        Err(why) => why.to_string().into(),
                    };
                }
            }
            rows["being written by"] = archive.writing().map_or(Value::Null, |holder| {
                format!("process {} (`{}`, since {})", holder.pid, holder.command, holder.since).into()
            });
        }
        Err(StoreError::Missing { .. }) => rows["run"] = "no store yet; `chancery sync` makes one".into(),
        Err(error) => {
            rows["wrong"] = error.to_string().into();
            report.wrong(if error.class() == ErrorClass::Corrupt { Exit::Corrupt } else { Exit::Store });
        }
    }
    report.add("store", rows);
}
