//! `jsonld`: the forms of any JSON-LD document.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::Value;

use crate::cli::document::{base_of, parse_format, read_json, read_quads};
use crate::cli::error::{CliError, Exit};
use crate::cli::fetch::AllowArgs;
use crate::cli::ui::Ui;
use crate::jsonld::{
    self, Embed, ErrorCode, FrameOptions, JsonLdError, Options, ProcessingMode, RdfDirection, RemoteDocument,
};
use crate::rdf::Format;
use crate::rdf::document::{from_json_ld, to_json_ld, write};

/// Process JSON-LD 1.1: expand, compact, flatten, frame, turn into RDF and back.
///
/// Works on any document, with the specification's names and error codes. A context must be in the
/// document, given as a file, or be Chancery's own, named by its address; others are fetched only from
/// where --allow-context says.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chancery jsonld expand doc.jsonld\n  chancery jsonld compact doc.jsonld --context context.jsonld\n  chancery jsonld frame doc.jsonld --frame frame.jsonld --ordered\n  chancery jsonld to-rdf doc.jsonld --to ttl\n  chancery jsonld from-rdf all.nq --use-native-types"
)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    form: Form,
}

#[derive(Debug, Subcommand)]
enum Form {
    /// Write every IRI in full and drop the context.
    Expand(Plain),
    /// Shorten by a context.
    Compact(WithContext),
    /// Write every node once; with a context, shortened.
    Flatten(Flatten),
    /// Shape by a frame.
    Frame(Box<Frame>),
    /// Turn into RDF.
    ToRdf(ToRdf),
    /// Make JSON-LD of RDF; with a context, shortened.
    FromRdf(FromRdf),
}

/// What every form takes.
#[derive(Debug, clap::Args)]
struct Plain {
    /// A document, `-` for standard input.
    file: PathBuf,
    /// What relative IRIs are resolved against; else the file's own address.
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// A context to begin with, in a file.
    #[arg(long, value_name = "FILE")]
    expand_context: Option<PathBuf>,
    /// Handle entries in the order of their keys.
    #[arg(long)]
    ordered: bool,
    /// The version whose rules are kept.
    #[arg(long, value_enum, default_value_t = Mode::V1_1)]
    processing_mode: Mode,
    /// Write one line and not an indented document.
    #[arg(long)]
    one_line: bool,
    #[command(flatten)]
    allow: AllowArgs,
}

/// How a document is shortened.
#[derive(Debug, clap::Args)]
struct Compaction {
    /// Keep arrays of one item as arrays.
    #[arg(long)]
    keep_arrays: bool,
    /// Keep IRIs absolute.
    #[arg(long)]
    keep_absolute: bool,
}

#[derive(Debug, clap::Args)]
struct WithContext {
    #[command(flatten)]
    plain: Plain,
    #[command(flatten)]
    compaction: Compaction,
    /// The context, in a file.
    #[arg(long, value_name = "FILE")]
    context: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Flatten {
    #[command(flatten)]
    plain: Plain,
    #[command(flatten)]
    compaction: Compaction,
    /// A context, in a file.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Frame {
    #[command(flatten)]
    plain: Plain,
    #[command(flatten)]
    compaction: Compaction,
    /// The frame, in a file.
    #[arg(long, value_name = "FILE")]
    frame: PathBuf,
    /// How often a node is embedded, where the frame does not say.
    #[arg(long, value_enum, default_value_t = EmbedName::Once)]
    embed: EmbedName,
    /// Only properties that the frame names.
    #[arg(long)]
    explicit: bool,
    /// A node matches only if all properties of the frame do.
    #[arg(long)]
    require_all: bool,
    /// No entry for what is absent.
    #[arg(long)]
    omit_default: bool,
    /// Whether a single node stands without `@graph`; by default it does.
    #[arg(long, value_name = "true|false")]
    omit_graph: Option<bool>,
    /// Frame the default graph alone, not all graphs as one.
    #[arg(long)]
    frame_default: bool,
}

#[derive(Debug, clap::Args)]
struct ToRdf {
    #[command(flatten)]
    plain: Plain,
    /// The format of RDF.
    #[arg(long, value_name = "FORMAT", default_value = "nq", value_parser = parse_format)]
    to: Format,
    /// How base directions are written; without it they are dropped.
    #[arg(long, value_enum)]
    rdf_direction: Option<DirectionName>,
}

#[derive(Debug, clap::Args)]
struct FromRdf {
    #[command(flatten)]
    plain: Plain,
    #[command(flatten)]
    compaction: Compaction,
    /// A context, in a file.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The format of the RDF; else by the name of the file.
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    from: Option<Format>,
    /// How base directions are written in the RDF.
    #[arg(long, value_enum)]
    rdf_direction: Option<DirectionName>,
    /// Write numbers and truth values as JSON's own.
    #[arg(long)]
    use_native_types: bool,
    /// Keep `rdf:type` as a property.
    #[arg(long)]
    use_rdf_type: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    #[value(name = "json-ld-1.0", alias = "1.0")]
    V1_0,
    #[value(name = "json-ld-1.1", alias = "1.1")]
    V1_1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EmbedName {
    Always,
    Once,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DirectionName {
    I18nDatatype,
    CompoundLiteral,
}

impl From<DirectionName> for RdfDirection {
    fn from(name: DirectionName) -> Self {
        match name {
            DirectionName::I18nDatatype => Self::I18nDatatype,
            DirectionName::CompoundLiteral => Self::CompoundLiteral,
        }
    }
}

impl Plain {
    fn options(&self) -> Result<Options, CliError> {
        let expand_context = self.expand_context.as_deref().map(read_json).transpose()?;
        Ok(Options {
            base: self.base.clone(),
            expand_context,
            ordered: self.ordered,
            processing_mode: match self.processing_mode {
                Mode::V1_0 => ProcessingMode::JsonLd10,
                Mode::V1_1 => ProcessingMode::JsonLd11,
            },
            loader: self.allow.loader(),
            ..Options::default()
        })
    }

    /// Reads the document, which has the address of its file.
    fn document(&self) -> Result<RemoteDocument, CliError> {
        let mut document = RemoteDocument::new("", read_json(&self.file)?);
        document.document_url = base_of(&self.file, None);
        Ok(document)
    }

    fn show(&self, document: &Value, ui: &Ui) -> Result<Exit, CliError> {
        let mut out = ui.out();
        let written = match self.one_line {
            true => serde_json::to_writer(&mut out, document),
            false => serde_json::to_writer_pretty(&mut out, document),
        };
        let written = written.map_err(std::io::Error::from).and_then(|()| writeln!(out)).and_then(|()| out.flush());
        written.map_err(|error| CliError::output(&error))?;
        Ok(Exit::Done)
    }
}

impl Compaction {
    fn put(&self, options: &mut Options) {
        options.compact_arrays = !self.keep_arrays;
        options.compact_to_relative = !self.keep_absolute;
    }
}

fn refused(error: &JsonLdError) -> CliError {
    let exit = if error.code == ErrorCode::LimitExceeded { Exit::Limit } else { Exit::Input };
    let worded = CliError::from_error(exit, error);
    match error.code {
        ErrorCode::LoadingDocumentFailed | ErrorCode::LoadingRemoteContextFailed => {
            worded.with_hint("`--allow-context https://host/` lets contexts of that host be fetched")
        }
        _ => worded,
    }
}

fn context(path: Option<&Path>) -> Result<Option<Value>, CliError> {
    path.map(read_json).transpose()
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, CliError> {
    match &args.form {
        Form::Expand(plain) => {
            let expanded = jsonld::expand(&plain.document()?, &plain.options()?).map_err(|error| refused(&error))?;
            plain.show(&expanded, ui)
        }
        Form::Compact(form) => {
            let mut options = form.plain.options()?;
            form.compaction.put(&mut options);
            let context = read_json(&form.context)?;
            let compacted = jsonld::compact(&form.plain.document()?, &context, &options);
            form.plain.show(&compacted.map_err(|error| refused(&error))?, ui)
        }
        Form::Flatten(form) => {
            let mut options = form.plain.options()?;
            form.compaction.put(&mut options);
            let context = context(form.context.as_deref())?;
            let flattened = jsonld::flatten(&form.plain.document()?, context.as_ref(), &options);
            form.plain.show(&flattened.map_err(|error| refused(&error))?, ui)
        }
        Form::Frame(form) => frame(form, ui),
        Form::ToRdf(form) => to_rdf(form, ui),
        Form::FromRdf(form) => from_rdf(form, ui),
    }
}

fn frame(form: &Frame, ui: &Ui) -> Result<Exit, CliError> {
    let mut options = form.plain.options()?;
    form.compaction.put(&mut options);
    options.frame = FrameOptions {
        embed: match form.embed {
            EmbedName::Always => Embed::Always,
            EmbedName::Once => Embed::Once,
            EmbedName::Never => Embed::Never,
        },
        explicit: form.explicit,
        require_all: form.require_all,
        omit_default: form.omit_default,
        omit_graph: form.omit_graph,
        frame_default: form.frame_default,
        ..FrameOptions::default()
    };
    let mut frame = RemoteDocument::new("", read_json(&form.frame)?);
    frame.document_url = base_of(&form.frame, None);
    let framed = jsonld::frame(&form.plain.document()?, &frame, &options).map_err(|error| refused(&error))?;
    form.plain.show(&framed, ui)
}

fn to_rdf(form: &ToRdf, ui: &Ui) -> Result<Exit, CliError> {
    let mut options = form.plain.options()?;
    options.rdf_direction = form.rdf_direction.map(Into::into);
    let quads = jsonld::to_rdf(&form.plain.document()?, &options).map_err(|error| refused(&error))?;
    let quads: Vec<_> = quads.into_iter().filter_map(from_json_ld).collect();
    let bytes = write(&quads, form.to).map_err(|error| CliError::from_error(Exit::Input, &error))?;
    let mut out = ui.out();
    out.write_all(&bytes).and_then(|()| out.flush()).map_err(|error| CliError::output(&error))?;
    Ok(Exit::Done)
}

fn from_rdf(form: &FromRdf, ui: &Ui) -> Result<Exit, CliError> {
    let mut options = form.plain.options()?;
    form.compaction.put(&mut options);
    options.rdf_direction = form.rdf_direction.map(Into::into);
    options.use_native_types = form.use_native_types;
    options.use_rdf_type = form.use_rdf_type;
    let quads = read_quads(&form.plain.file, form.from, form.plain.base.as_deref(), form.plain.allow.loader())?;
    let quads: Option<Vec<jsonld::Quad>> = quads.iter().map(to_json_ld).collect();
    let quads = quads.ok_or_else(|| {
        CliError::new(Exit::Input, "the document holds triple terms (RDF 1.2), which JSON-LD 1.1 cannot say")
    })?;
    let mut document = jsonld::from_rdf(&quads, &options).map_err(|error| refused(&error))?;
    if let Some(context) = context(form.context.as_deref())? {
        document = jsonld::compact_expanded(document, &context, &options).map_err(|error| refused(&error))?;
    }
    form.plain.show(&document, ui)
}
