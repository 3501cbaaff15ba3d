//! Our dates as Wikibase's times: never more exact than they are, never a made-up 1 January.

use super::json::TimeValue;
use crate::statement::edtf::Edtf;

/// The proleptic Gregorian calendar, as Wikibase names it on every wiki.
const GREGORIAN: &str = "http://www.wikidata.org/entity/Q1985727";

/// A date in the terms of a wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// At this time.
    At(TimeValue),
    /// About this time.
    About(TimeValue),
    /// From one time to another; an end that exists and is not known is `Some(None)`, no end is `None`.
    Span(Option<Option<TimeValue>>, Option<Option<TimeValue>>),
    /// At some time between these days.
    Between(TimeValue, TimeValue),
}

/// Returns a date in the terms of a wiki; nothing if it has no such terms.
#[must_use]
pub fn when(written: &str) -> Option<When> {
    if let Some((from, to)) = written.split_once('/') {
        let end = |text: &str| match text {
            ".." => Some(None),
            "" => Some(Some(None)),
            date => plain(date).map(|time| Some(Some(time))),
        };
        let (from, to) = (end(from)?, end(to)?);
        let says_something = from.as_ref().or(to.as_ref()).is_some();
        return says_something.then_some(When::Span(from, to));
    }
    if let Some(time) = plain(written) {
        return Some(When::At(time));
    }
    if let Some(time) = written.strip_suffix('~').and_then(plain) {
        return Some(When::About(time));
    }
    let date = Edtf::parse(written).ok()?;
    if date.is_approximate() || date.is_uncertain() {
        return None;
    }
    let day = |date: Option<jiff::civil::Date>| plain(&date?.to_string());
    Some(When::Between(day(date.earliest())?, day(date.latest())?))
}

/// Reads a day, month, year or decade that is certain; a time of day is cut to its day.
#[must_use]
pub fn plain(written: &str) -> Option<TimeValue> {
    let day = match written.split_once('T') {
        Some((day, _)) if day.len() == 10 => day,
        Some(_) => return None,
        None => written,
    };
    let known = day.strip_suffix("-XX").unwrap_or(day);
    let known = known.strip_suffix("-XX").unwrap_or(known);
    if let Some(decade) = known.strip_suffix('X').filter(|decade| decade.len() == 3) {
        return digits(decade).then(|| time(&format!("{decade}0-00-00"), 8));
    }
    let parts: Vec<&str> = known.split('-').collect();
    if !parts.iter().all(|part| digits(part)) || parts[0] == "0000" {
        return None;
    }
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    // A month above 12 is a season.
    let is_month = || parts.get(1).is_some_and(|month| *month <= "12");
    match *lengths {
        [4] => Some(time(&format!("{known}-00-00"), 9)),
        [4, 2] if is_month() => Some(time(&format!("{known}-00"), 10)),
        [4, 2, 2] if is_month() => Some(time(known, 11)),
        _ => None,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn time(date: &str, precision: u8) -> TimeValue {
    TimeValue {
        time: format!("+{date}T00:00:00Z"),
        timezone: 0,
        before: 0,
        after: 0,
        precision,
        calendarmodel: GREGORIAN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_exact_as_written() {
        for (written, date, precision) in [
            ("2024-05-03", "+2024-05-03T00:00:00Z", 11),
            ("2024-05-03T23:30:00+03:00", "+2024-05-03T00:00:00Z", 11),
            ("2024-05", "+2024-05-00T00:00:00Z", 10),
            ("2018-10-XX", "+2018-10-00T00:00:00Z", 10),
            ("2024", "+2024-00-00T00:00:00Z", 9),
            ("2018-XX-XX", "+2018-00-00T00:00:00Z", 9),
            ("201X", "+2010-00-00T00:00:00Z", 8),
        ] {
            let Some(When::At(time)) = when(written) else { panic!("{written}") };
            assert_eq!((time.time.as_str(), time.precision), (date, precision), "{written}");
        }
        assert!(matches!(when("2024-05~"), Some(When::About(time)) if time.precision == 10));
        assert!(matches!(when("1994/2018"), Some(When::Span(Some(Some(_)), Some(Some(_))))));
        assert!(matches!(when("2020-01/.."), Some(When::Span(Some(Some(_)), None))));
        assert!(matches!(when("2020/"), Some(When::Span(Some(Some(_)), Some(None)))));
        let Some(When::Between(from, to)) = when("2024-21") else { panic!("a season has bounds") };
        assert!(from.time < to.time && from.precision == 11);
        assert!(matches!(when("20XX"), Some(When::Between(..))));
        for nothing in ["2024?", "2024%", "-0044", "0000", "../..", "XXXX-10-XX", "", "word", "2020~/2021"] {
            assert_eq!(when(nothing), None, "{nothing}");
        }
    }
}
