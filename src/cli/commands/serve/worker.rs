//! A worker of a server: data opened here, jobs from standard input, answers to standard output.

use std::io;

use crate::cli::data::DataArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::names;
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::kb::STATE_FOLDER;
use crate::query::{Asker, depth, with_stack};
use crate::serve::Stamp;
use crate::serve::worker::job::{Failure, Kind};
use crate::serve::worker::{Opened, Source, cap, work};

/// The least memory a query can have, in bytes: its stack and room to begin.
pub(in crate::cli::commands) const LEAST: u64 = depth::STACK_SIZE as u64 + (32 << 20);

/// Works until the server ends.
pub(super) fn run(data: &DataArgs, place: Place, memory: u64) -> Result<Exit, CliError> {
    let broken = |error: io::Error| CliError::new(Exit::Store, format!("could not work: {error}"));
    cap(memory).map_err(broken)?;
    let source = Here { data: data.clone(), place, ui: Ui::new(anstream::ColorChoice::Never, true) };
    let gone = || {
        #[expect(clippy::exit, reason = "the server is gone, and a query may be running that cannot be stopped")]
        std::process::exit(0);
    };
    with_stack(move || work(&source, io::stdin(), io::stdout(), gone)).and_then(|done| done).map_err(broken)?;
    Ok(Exit::Done)
}

/// The data that the arguments name.
struct Here {
    data: DataArgs,
    place: Place,
    ui: Ui,
}

impl Source for Here {
    fn open(&self) -> Result<Opened, Failure> {
        // Known before it is opened: if it changes in between, the next job sees it.
        let stamp = self.stamp()?;
        let data = self.data.open(&self.place, &self.ui);
        let data = data.map_err(|error| Failure::new(Kind::Store, error.message().unwrap_or_default()))?;
        let (search, archive) = (data.search_service(), data.newest());
        Ok(Opened { engine: data.engine, base: data.base, search, archive, stamp })
    }

    fn stamp(&self) -> Result<String, Failure> {
        let wrong = |message: String| Failure::new(Kind::Store, message);
        let stamp = match self.data.files[..] {
            [] => {
                let root = self.place.root.as_deref().ok_or_else(|| wrong("there is no knowledge base".to_owned()))?;
                Stamp::File(root.join(STATE_FOLDER).join("CURRENT"))
            }
            _ => Stamp::Files(self.data.files.clone()),
        };
        stamp.read().map_err(|error| wrong(format!("the data cannot be read: {error}")))
    }

    fn entity(&self, asker: &Asker<'_>, written: &str) -> Result<String, String> {
        names::entity_iri(&self.place, asker, written)
    }
}
