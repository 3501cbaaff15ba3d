//! The three clocks on the command line: what was held, what had been published, what is said of a time.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::data::store_error;
use super::error::{CliError, Exit};
use super::ui::Ui;
use crate::history::Manifest;
use crate::statement::edtf::Edtf;
use crate::store::{Archive, At, Clocks, Seen, StoreError};

/// Which state of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    Run(u64),
    Time(Timestamp),
}

/// The clock of what was held.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct AsOfArgs {
    /// As it was held then: `run:ID`, a day (its end, in UTC), or a time such as 2024-05-03T12:00:00Z.
    #[arg(long, value_name = "TIME|run:ID", value_parser = recorded)]
    pub(super) as_of: Option<Recorded>,
}

/// All clocks.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ClockArgs {
    #[command(flatten)]
    recorded: AsOfArgs,
    /// Only articles published by the end of this day, month or year (EDTF).
    #[arg(long, value_name = "DATE", value_parser = Edtf::parse)]
    published_by: Option<Edtf>,
    /// Only statements about this day, month, year or interval (EDTF), certainly or possibly.
    #[arg(long, value_name = "DATE", value_parser = Edtf::parse)]
    at: Option<Edtf>,
    /// With --at: leave out what was only possibly so.
    #[arg(long, requires = "at")]
    certainly: bool,
}

fn recorded(written: &str) -> Result<Recorded, String> {
    if let Some(run) = written.strip_prefix("run:") {
        return run
            .parse()
            .map(Recorded::Run)
            .map_err(|_| "`run:` takes the number of a run, as `log` shows".to_owned());
    }
    if let Ok(day) = written.parse::<Date>()
        && !written.contains('T')
    {
        let end = day.to_datetime(Time::MAX).to_zoned(TimeZone::UTC);
        return end.map(|end| Recorded::Time(end.timestamp())).map_err(|error| error.to_string());
    }
    written.parse().map(Recorded::Time).map_err(|_| {
        "neither a run nor a time; write run:3, 2024-05-03, or 2024-05-03T12:00:00Z with the zone".to_owned()
    })
}

impl ClockArgs {
    /// Sets what was held; nothing is the newest state.
    pub(super) fn set_as_of(&mut self, written: Option<&str>) -> Result<(), String> {
        self.recorded.as_of = written.map(recorded).transpose()?;
        Ok(())
    }

    /// Sets the time of publication; nothing is any.
    pub(super) fn set_published_by(&mut self, written: Option<&str>) -> Result<(), String> {
        self.published_by = written.map(Edtf::parse).transpose().map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Sets the time it is said of; nothing is any.
    pub(super) fn set_at(&mut self, written: Option<&str>) -> Result<(), String> {
        self.at = written.map(Edtf::parse).transpose().map_err(|error| error.to_string())?;
        self.certainly &= self.at.is_some();
        Ok(())
    }

    /// Writes the clocks as flags.
    pub(super) fn flags(&self) -> Vec<String> {
        let recorded = self.recorded.as_of.map(|recorded| match recorded {
            Recorded::Run(run) => format!("--as-of=run:{run}"),
            Recorded::Time(time) => format!("--as-of={time}"),
        });
        let published = self.published_by.as_ref().map(|date| format!("--published-by={}", date.as_str()));
        let at = self.at.as_ref().map(|date| format!("--at={}", date.as_str()));
        let certainly = self.certainly.then(|| "--certainly".to_owned());
        [recorded, published, at, certainly].into_iter().flatten().collect()
    }
}

impl AsOfArgs {
    /// Returns the state asked for; the newest, unless another is named.
    pub(super) fn state(&self, archive: &Archive, ui: &Ui) -> Result<Option<Manifest>, CliError> {
        let Some(recorded) = self.as_of else { return Ok(archive.current().cloned()) };
        let found = match recorded {
            Recorded::Run(run) => archive.manifest(run),
            Recorded::Time(time) => archive.state_at(time),
        };
        let manifest = found.map_err(|error| match error {
            StoreError::NoRun { .. } | StoreError::NothingYet { .. } => {
                CliError::from_error(Exit::Usage, &error).with_hint("`chancery log` lists the runs")
            }
            other => store_error(&other),
        })?;
        ui.say(&format!("as held after run {}, {}", manifest.run, manifest.time));
        Ok(Some(manifest))
    }
}

impl ClockArgs {
    /// Returns the state asked for.
    pub(super) fn state(&self, archive: &Archive, ui: &Ui) -> Result<Option<Manifest>, CliError> {
        self.recorded.state(archive, ui)
    }

    /// Says whether any clock is set.
    pub(super) const fn is_set(&self) -> bool {
        self.recorded.as_of.is_some() || self.published_by.is_some() || self.at.is_some()
    }

    /// Returns the clocks of what is seen of that state.
    pub(super) fn clocks(&self) -> Clocks {
        let at = self.at.clone().map(|when| At { when, certainly: self.certainly });
        Clocks { published_by: self.published_by.clone(), at }
    }

    /// Says what is seen, and what is left out and why.
    pub(super) fn tell(&self, seen: &Seen, ui: &Ui) {
        if let Some(by) = &self.published_by {
            ui.say(&format!(
                "published by {by}: {} articles; left out: {} later ones, {} whose date does not tell",
                seen.articles, seen.later, seen.undated_articles
            ));
        }
        if let Some(at) = &self.at {
            let taken = if self.certainly { "not taken" } else { "taken" };
            ui.say(&format!(
                "at {at}: {} statements certainly, {} possibly ({taken}); left out: {} of other times, {} without a time",
                seen.certain, seen.possible, seen.elsewhen, seen.undated
            ));
        }
        if seen.unclear > 0 {
            ui.say(&format!(
                "{} plain triples are left out: a review decides which of several statements they stand for",
                seen.unclear
            ));
        }
    }
}
