//! Dates as people know them: [`Edtf`] keeps a date exactly as written and says what it can and cannot mean.
//!
//! `2018-10-XX` is some day of October 2018, `../2018` ends in 2018, `2024-05~` is about May 2024. None of them is turned
//! into a 1 January: [`Edtf::earliest`] and [`Edtf::latest`] are bounds for comparing, never a value to show.
//!
//! Read are levels 0 and 1 of the [Extended Date/Time Format](https://www.loc.gov/standards/datetime/) and, of level 2,
//! unspecified digits anywhere, qualifiers on any part, and the seasons, quarters and halves 25 to 41. Sets, exponents and
//! significant digits are refused with a remedy. One thing goes beyond it: a fraction of a second, which web pages give.
//!
//! The crate `edtf` (0.2.0) was looked at: its level 2 reads nothing but exponents, so `XXXX-10-XX` or
//! `2004-~06` are errors there, it does not say what to write instead, and its last release is of 2021; hence this file.

use jiff::civil::Date;
use std::fmt;

#[cfg(test)]
mod tests;

mod read;
mod remedy;
mod when;

pub use when::Holds;

/// A date or interval, kept as written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: Box<str>,
    meaning: Meaning,
}

/// How finely a date is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Precision {
    /// A time of day, to the second or finer.
    Second,
    /// A day.
    Day,
    /// A month; also `2018-10-XX`.
    Month,
    /// A season, quarter, or other part of a year.
    Season,
    /// A year; also `2018-XX-XX`.
    Year,
    /// Ten years: `201X`.
    Decade,
    /// A hundred years: `20XX`.
    Century,
    /// A coarser part of the calendar: `2XXX`.
    Millennium,
    /// Known in parts that are no span of time, such as `XXXX-10-XX` or `2018-XX-05`.
    Partial,
    /// From one date to another, one of which may be open or unknown.
    Interval,
}

/// Why a text is no date, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct EdtfError {
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub hint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Meaning {
    earliest: Option<Date>,
    latest: Option<Date>,
    precision: Precision,
    datatype: Option<Datatype>,
    approximate: bool,
    uncertain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Datatype {
    Date,
    YearMonth,
    Year,
    /// `Y17000`: the letter is not part of the XML Schema form.
    LongYear,
    DateTime,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End<'e> {
    /// This date.
    Date(&'e Edtf),
    /// None: it has not begun or not ended, or goes on beyond what is spoken of.
    Open,
    /// There is one, and it is not known.
    Unknown,
}

impl<'e> End<'e> {
    fn as_str(self) -> &'e str {
        match self {
            Self::Date(date) => date.as_str(),
            Self::Open => "..",
            Self::Unknown => "",
        }
    }
}

impl Edtf {
    /// Reads a date, year, month, season, date and time, or interval.
    ///
    /// # Errors
    /// When the text is not a date that exists, or a form that is not supported.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let meaning = match read::plain(text.as_bytes()) {
            Some(meaning) => meaning,
            None => read::whole(text).map_err(|fault| remedy::explain(text, &fault))?,
        };
        Ok(Self { text: text.into(), meaning })
    }

    /// Returns the interval between two ends, such as `2020/..` or `2020/`.
    ///
    /// # Errors
    /// When neither end is a date, one is an interval itself, or the end lies before the start.
    pub fn between(from: End<'_>, to: End<'_>) -> Result<Self, EdtfError> {
        for end in [from, to] {
            if let End::Date(nested) = end
                && nested.precision() == Precision::Interval
            {
                return Err(EdtfError {
                    problem: format!("`{nested}` is an interval and cannot be one end of another"),
                    hint: "give one date on each side".to_owned(),
                });
            }
        }
        Self::parse(&format!("{}/{}", from.as_str(), to.as_str()))
    }

    /// Returns the text exactly as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns a day before which it cannot be; `None` when there is none.
    ///
    /// Of a date and time it is the day as written, whatever the zone.
    #[must_use]
    pub fn earliest(&self) -> Option<Date> {
        self.meaning.earliest
    }

    /// Returns a day after which it cannot be; `None` when there is none.
    #[must_use]
    pub fn latest(&self) -> Option<Date> {
        self.meaning.latest
    }

    /// Returns how finely the date is given.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.meaning.precision
    }

    /// Says whether any part is marked as approximate (`~` or `%`).
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.meaning.approximate
    }

    /// Says whether any part is marked as uncertain (`?` or `%`).
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.meaning.uncertain
    }

    /// Returns the XML Schema form and the local name of its datatype, when they say exactly the same.
    #[must_use]
    pub fn xsd(&self) -> Option<(&str, &'static str)> {
        Some(match self.meaning.datatype? {
            Datatype::Date => (&self.text, "date"),
            Datatype::YearMonth => (&self.text, "gYearMonth"),
            Datatype::Year => (&self.text, "gYear"),
            Datatype::LongYear => (&self.text[1..], "gYear"),
            Datatype::DateTime => (&self.text, "dateTime"),
        })
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edtf({})", self.text)
    }
}

impl std::str::FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        Self::parse(text)
    }
}
