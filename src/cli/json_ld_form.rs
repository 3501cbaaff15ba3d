//! The forms of JSON-LD on the command line.

use std::path::Path;

use clap::ValueEnum;
use serde_json::Value;

use super::document::read_json;
use super::error::{CliError, Exit};
use crate::export::{FormError, Shape, WholeForm, default_context};
use crate::jsonld::ErrorCode;
use crate::ontology::json_ld::FRAMES;
use crate::rdf::Format;

/// Which form of JSON-LD is written.
#[derive(Debug, clap::Args)]
pub(super) struct FormArgs {
    /// JSON-LD: the form. All but `compacted` and the frames `article`, `statement` and `schema` need
    /// everything in memory.
    #[arg(long, value_enum)]
    form: Option<FormName>,
    /// JSON-LD: the shape: article, statement, entity, holder, schema, or a frame in a file.
    #[arg(long, value_name = "NAME|FILE")]
    frame: Option<String>,
    /// JSON-LD: the context as a whole (inline), by its address (url), or one in a file.
    #[arg(long, value_name = "inline|url|FILE")]
    context: Option<String>,
    /// Frames article, statement, schema: a document on each line (JSON Lines).
    #[arg(long)]
    lines: bool,
    /// Frames entity and holder: this thing alone, a page of its statements.
    #[arg(long, value_name = "IRI")]
    of: Option<String>,
    /// With --of: which page, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "of", value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
    /// With --of: how many statements a page has.
    #[arg(long, value_name = "N", default_value_t = 100, requires = "of", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: u32,
    /// The most quads that a form may hold in memory.
    #[arg(long, value_name = "QUADS", default_value_t = 500_000)]
    most: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormName {
    Expanded,
    Compacted,
    Flattened,
    Framed,
}

/// How JSON-LD is made.
pub(super) enum Plan {
    /// As every format: node by node; with another context than the whole of ours where there is one.
    Stream(Option<Value>),
    /// Article by article; a document a line, or one.
    Frames(Box<Shape>, bool),
    /// All at once, of so many quads at most.
    Whole(Box<WholeForm>, usize),
}

/// Words why a form could not be made.
pub(super) fn refused(error: &FormError) -> CliError {
    match error {
        FormError::TooLarge { .. } => CliError::from_error(Exit::Limit, error)
            .with_hint("--most raises the limit, at about 2 KB of memory a quad")
            .with_hint("--frame article and --frame statement, and --form compacted, stream whatever there is"),
        FormError::JsonLd(inner) if inner.code == ErrorCode::LimitExceeded => CliError::from_error(Exit::Limit, error),
        FormError::JsonLd(_) => CliError::from_error(Exit::Input, error),
    }
}

fn usage(message: impl Into<String>) -> CliError {
    CliError::new(Exit::Usage, message)
}

impl FormArgs {
    fn is_given(&self) -> bool {
        self.form.is_some() || self.frame.is_some() || self.context.is_some() || self.lines || self.of.is_some()
    }

    /// Returns how the output is made.
    pub(super) fn plan(&self, format: Format) -> Result<Plan, CliError> {
        if !self.is_given() {
            return Ok(Plan::Stream(None));
        }
        if format != Format::JsonLd {
            return Err(usage(format!("{format} has no forms, frames and contexts")).with_hint("say --to jsonld"));
        }
        let form = self.form.unwrap_or(if self.frame.is_some() { FormName::Framed } else { FormName::Compacted });
        if (form == FormName::Framed) != self.frame.is_some() {
            return Err(usage("--form framed and --frame go together").with_hint(frames()));
        }
        let inline = self.context.as_deref().is_none_or(|context| context == "inline");
        let own = match self.context.as_deref() {
            None | Some("inline" | "url") => None,
            Some(file) => Some(read_json(Path::new(file))?),
        };
        let own = own.map(|document| document.get("@context").cloned().unwrap_or(document));
        let contexts = || own.clone().map_or_else(|| default_context(inline), |own| [own.clone(), own]);
        let plan = match form {
            FormName::Expanded if self.context.is_some() => {
                return Err(usage("an expanded document has no context, so --context does not apply"));
            }
            FormName::Expanded => Plan::Whole(Box::new(WholeForm::Expanded), self.most),
            FormName::Compacted if own.is_none() => {
                let [_, shown] = default_context(inline);
                Plan::Stream(Some(shown))
            }
            FormName::Compacted => Plan::Whole(Box::new(WholeForm::Compacted(contexts())), self.most),
            FormName::Flattened => Plan::Whole(Box::new(WholeForm::Flattened(contexts())), self.most),
            FormName::Framed => self.framed(inline, own.clone())?,
        };
        if self.lines && !matches!(plan, Plan::Frames(..)) {
            return Err(usage("--lines is for the frames article, statement and schema"));
        }
        if self.of.is_some() && !matches!(&plan, Plan::Whole(form, _) if matches!(**form, WholeForm::About { .. })) {
            return Err(usage("--of is for the frames entity and holder"));
        }
        Ok(plan)
    }

    fn framed(&self, inline: bool, context: Option<Value>) -> Result<Plan, CliError> {
        let name = self.frame.as_deref().unwrap_or_default();
        let shape = match Shape::named(name, inline) {
            Some(shape) => shape,
            None if Path::new(name).exists() => Shape::own(read_json(Path::new(name))?),
            None => {
                return Err(usage(format!("there is no frame `{name}`, nor a file of that name")).with_hint(frames()));
            }
        };
        let shape = match context {
            Some(context) => shape.with_context(context),
            None => shape,
        };
        let size = self.page_size as usize;
        let only = self.of.clone().map(|of| (of, (self.page as usize - 1).saturating_mul(size), size));
        Ok(match name {
            "article" | "statement" | "schema" => Plan::Frames(Box::new(shape), self.lines),
            "entity" => Plan::Whole(Box::new(WholeForm::entity(shape, only)), self.most),
            "holder" => Plan::Whole(Box::new(WholeForm::holder(shape, only)), self.most),
            _ => Plan::Whole(Box::new(WholeForm::Framed(shape)), self.most),
        })
    }
}

fn frames() -> String {
    let names: Vec<&str> = FRAMES.iter().map(|(name, _)| *name).collect();
    format!("--frame takes {} or a file", names.join(", "))
}
