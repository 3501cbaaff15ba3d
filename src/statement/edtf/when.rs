//! Whether something was so at a time, as far as its date tells.

use jiff::civil::Date;

use super::{Edtf, Precision};

/// What a date tells about a time that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// It was not so then.
    No,
    /// It may have been so then: the date is too coarse, approximate, uncertain or open to tell.
    Possibly,
    /// It was so at some moment of the time asked for.
    Certainly,
}

impl Edtf {
    /// Says whether what has this date was so at some moment of the time asked for.
    ///
    /// An interval is taken to hold throughout. A single date is one moment or stretch somewhere inside it, so that
    /// May 2024 was certainly in 2024, and possibly on the 3rd of May. What is marked `~`, `?` or `%` is never certain.
    #[must_use]
    pub fn holds_at(&self, asked: &Self) -> Holds {
        let (from, to) = (asked.earliest(), asked.latest());
        if !meets((self.earliest(), self.latest()), (from, to)) {
            return Holds::No;
        }
        if self.is_approximate() || self.is_uncertain() {
            return Holds::Possibly;
        }
        let is_inside = |date: &Self| {
            let starts = date.earliest().is_some_and(|earliest| from.is_none_or(|from| from <= earliest));
            starts && date.latest().is_some_and(|latest| to.is_none_or(|to| latest <= to))
        };
        let certainly = match self.ends() {
            None => is_inside(self),
            Some((Some(start), Some(end))) => {
                is_inside(self) || start.covers_to(&end).is_some_and(|core| meets(core, (from, to)))
            }
            // It began, or ended, some time within this date; more is not known.
            Some((Some(Limit::Date(known)), None) | (None, Some(Limit::Date(known)))) => is_inside(&known),
            Some(_) => false,
        };
        if certainly { Holds::Certainly } else { Holds::Possibly }
    }

    /// Returns the ends of an interval; nothing for an end that there is and nobody knows.
    fn ends(&self) -> Option<(Option<Limit>, Option<Limit>)> {
        if self.precision() != Precision::Interval {
            return None;
        }
        let (from, to) = self.as_str().split_once('/')?;
        let limit = |text: &str| match text {
            "" => None,
            ".." => Some(Limit::Open),
            date => Self::parse(date).ok().map(Limit::Date),
        };
        Some((limit(from), limit(to)))
    }
}

/// A known end of an interval.
enum Limit {
    Open,
    Date(Edtf),
}

type Span = (Option<Date>, Option<Date>);

impl Limit {
    /// Returns the days that lie inside an interval however its ends are read.
    fn covers_to(&self, end: &Self) -> Option<Span> {
        let start = match self {
            Self::Open => None,
            Self::Date(date) => Some(date.latest()?),
        };
        let end = match end {
            Self::Open => None,
            Self::Date(date) => Some(date.earliest()?),
        };
        let is_empty = start.zip(end).is_some_and(|(start, end)| start > end);
        (!is_empty).then_some((start, end))
    }
}

/// Says whether two spans share a day; an absent end is without end.
fn meets((a_from, a_to): Span, (b_from, b_to): Span) -> bool {
    let not_after = |from: Option<Date>, to: Option<Date>| from.zip(to).is_none_or(|(from, to)| from <= to);
    not_after(a_from, b_to) && not_after(b_from, a_to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_answer_as_surely_as_they_can() {
        for (date, asked, expected) in [
            ("2024-05-03", "2024-05-03", Holds::Certainly),
            ("2024-05-03", "2024", Holds::Certainly),
            ("2024-05-03", "2024-05-04", Holds::No),
            ("2024-05", "2024-05-03", Holds::Possibly),
            ("2024-05", "2024", Holds::Certainly),
            ("2024-05~", "2024", Holds::Possibly),
            ("2024-05?", "2023", Holds::No),
            ("2018-10-XX", "2018-10", Holds::Certainly),
            ("201X", "2015", Holds::Possibly),
            ("1994/2018", "2000", Holds::Certainly),
            ("1994/2018", "2000-02-03", Holds::Certainly),
            ("1994/2018", "1994-06-01", Holds::Possibly),
            ("1994/2018", "2018-12-31", Holds::Possibly),
            ("1994/2018", "2019", Holds::No),
            ("2024-05-01/2024-05-09", "2024-05-01", Holds::Certainly),
            ("2024-05-01/2024-05-09", "2024-05-09", Holds::Certainly),
            ("2020/..", "2035", Holds::Certainly),
            ("2020/..", "2020-03", Holds::Possibly),
            ("../2018", "1900", Holds::Certainly),
            ("2020/", "2035", Holds::Possibly),
            ("2020/", "2020", Holds::Certainly),
            ("2020/", "2019", Holds::No),
            ("/2018", "2018", Holds::Certainly),
            ("/2018", "1950", Holds::Possibly),
            ("2020~/2024", "2022", Holds::Possibly),
            ("2024-05-03T23:30:00+03:00", "2024-05-03", Holds::Certainly),
            ("2024-05-03", "2024-01-01/2024-06-30", Holds::Certainly),
            ("2010/2012", "2012/..", Holds::Certainly),
            ("2010/2012", "2012-02/..", Holds::Possibly),
        ] {
            let found = Edtf::parse(date).unwrap().holds_at(&Edtf::parse(asked).unwrap());
            assert_eq!(found, expected, "{date} at {asked}");
        }
    }
}
