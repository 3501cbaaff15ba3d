//! What `convert` and `export` have in common: format, place, lens, losses.

mod target;

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, StdoutLock, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::{CliError, Exit};
use super::json_ld_form;
use super::ui::Ui;
use crate::convert::profile::Profile;
use crate::export::graph::GraphFormat;
use crate::export::{ExportError, FileOutput, LossReport, Selection};
use crate::iri::Base;
use crate::query::Lens;
use crate::rdf::Format;
pub(super) use target::Target;

/// How RDF is written, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct GraphArgs {
    /// Format, by extension or media type: nq, trig, jsonld, ttl, nt, rdf; `export` also writes nodes and
    /// edges: csv, nodes, edges, graphml, gexf. Default: as the name of the file says, else nq.
    #[arg(long, value_name = "FORMAT", value_parser = Target::parse)]
    to: Option<Target>,
    /// Write to this file, whole or not at all; `.gz` and `.zst` compress.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How statements are written: stored, rdf12, basic, reification, graphs, nanopub, wikibase, plain.
    #[arg(long, value_name = "PROFILE", value_parser = profile, default_value = "stored")]
    profile: Profile,
    /// In a format without graphs, or in the profile plain: write the plain triples of this lens too.
    /// In nodes and edges: which statements are edges between two things (asserted, if not said otherwise).
    #[arg(long, value_name = "LENS")]
    lens: Option<Lens>,
    /// Refuse, and write nothing, if the format cannot carry everything.
    #[arg(long)]
    strict: bool,
    /// Write what the format could not carry to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    loss_report: Option<PathBuf>,
}

fn profile(written: &str) -> Result<Profile, String> {
    let names = || Profile::ALL.map(|row| row.1).join(", ");
    Profile::from_name(written).ok_or_else(|| format!("there are {}", names()))
}

impl GraphArgs {
    /// Returns the file to write, unless it is standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// Returns what is to be written: what was asked for, else what the name of the file says, else N-Quads.
    fn target(&self) -> Result<Target, CliError> {
        let name = self.file().and_then(Path::file_name).and_then(|name| name.to_str());
        match (self.to, name) {
            (Some(target), _) => Ok(target),
            (None, None) => Ok(Target::Rdf(Format::NQuads)),
            (None, Some(name)) => Target::of_file(name),
        }
    }

    /// Returns the format if nodes and edges are asked for.
    pub(super) fn nodes_and_edges(&self) -> Result<Option<GraphFormat>, CliError> {
        Ok(match self.target()? {
            Target::Graph(format) if self.profile != Profile::Stored => {
                let message = format!("{} has no profiles: they are ways to write RDF", format.name());
                return Err(CliError::new(Exit::Usage, message).with_hint("leave --profile out"));
            }
            Target::Graph(format) => Some(format),
            Target::Rdf(_) => None,
        })
    }

    /// Returns how statements are to be written.
    pub(super) const fn profile(&self) -> Profile {
        self.profile
    }

    /// Returns the lens asked for.
    pub(super) const fn lens(&self) -> Option<Lens> {
        self.lens
    }

    /// Returns what is to be carried.
    pub(super) fn selection(&self, base: &Base) -> Result<Selection, CliError> {
        let format = match self.target()? {
            Target::Rdf(format) => format,
            Target::Graph(format) => {
                let message = format!("{} is written from a knowledge base, not from dossiers", format.name());
                return Err(CliError::new(Exit::Usage, message)
                    .with_hint(format!("`chancery sync`, then `chancery export --to {}`", format.name())));
            }
        };
        if self.lens.is_some() && format.carries_graphs() && self.profile != Profile::Plain {
            return Err(CliError::new(Exit::Usage, format!("{format} carries all graphs, so --lens does not apply"))
                .with_hint("leave --lens out, or choose ttl, nt or rdf"));
        }
        let lens = self.lens.unwrap_or_default();
        Ok(Selection::new(format, lens, base, self.loss_report.is_some()).with_profile(self.profile, lens))
    }

    /// Opens the place of the output. With `strict`, standard output is held back until the end.
    pub(super) fn open(&self, hold_back: bool, ui: &Ui) -> Result<Output, CliError> {
        match self.file() {
            Some(path) => FileOutput::create(path)
                .map(|file| Output::File(Box::new(file), path.to_path_buf()))
                .map_err(|error| cannot(path, &error)),
            None if hold_back && self.strict => {
                let spool = tempfile::tempfile().map_err(|error| CliError::output(&error))?;
                Ok(Output::HeldBack(BufWriter::with_capacity(1 << 18, spool), ui.out()))
            }
            None => Ok(Output::Stdout(ui.out())),
        }
    }

    /// Tells of the losses; says whether they forbid to write.
    pub(super) fn report(&self, losses: &LossReport, ui: &Ui) -> Result<bool, CliError> {
        self.tell(&losses.to_lines(), &losses.to_json(), losses.is_empty(), ui)
    }

    /// Tells of losses in lines and as JSON; says whether they forbid to write.
    pub(super) fn tell(&self, lines: &[String], json: &Value, none: bool, ui: &Ui) -> Result<bool, CliError> {
        for line in lines {
            ui.say(line);
        }
        if let Some(path) = &self.loss_report {
            let text = format!("{json:#}\n");
            let written = FileOutput::create(path).and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.finish()
            });
            written.map_err(|error| cannot(path, &error))?;
        }
        let refused = self.strict && !none;
        if refused {
            ui.error(
                &CliError::new(Exit::Findings, "nothing was written, for not everything can be carried").with_hint(
                    "nq and trig carry everything in every profile but plain; without --strict the rest is left out",
                ),
            );
        }
        Ok(refused)
    }

    /// Words what went wrong while writing.
    pub(super) fn failed(&self, error: &ExportError) -> CliError {
        match error {
            ExportError::Store(error) => CliError::from_store(error),
            ExportError::Io(error) => self.output_failed(error),
            ExportError::NotOurs(_) => {
                CliError::from_error(Exit::Corrupt, error).with_hint("`chancery verify` checks the store")
            }
            ExportError::Form(error) => json_ld_form::refused(error),
        }
    }

    /// Words what went wrong with the output.
    pub(super) fn output_failed(&self, error: &io::Error) -> CliError {
        self.file().map_or_else(|| CliError::output(error), |path| cannot(path, error))
    }
}

fn cannot(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Exit::Store, format!("could not write `{}`: {error}", path.display()))
}

/// Where RDF goes; dropped before [`Output::finish`], a file or what was held back is not written.
pub(super) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    HeldBack(BufWriter<File>, BufWriter<StdoutLock<'static>>),
    File(Box<FileOutput>, PathBuf),
}

impl Output {
    /// Says whether nothing is seen before the end.
    pub(super) const fn is_atomic(&self) -> bool {
        !matches!(self, Self::Stdout(_))
    }

    /// Ends the output.
    pub(super) fn finish(self) -> Result<(), CliError> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(|error| CliError::output(&error)),
            Self::HeldBack(spool, mut out) => {
                let copy = || {
                    let mut spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
                    spool.rewind()?;
                    io::copy(&mut spool, &mut out)?;
                    out.flush()
                };
                copy().map_err(|error: io::Error| CliError::output(&error))
            }
            Self::File(file, path) => file.finish().map_err(|error| cannot(&path, &error)),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::HeldBack(spool, _) => spool.write(bytes),
            Self::File(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::HeldBack(spool, _) => spool.flush(),
            Self::File(file, _) => file.flush(),
        }
    }
}
