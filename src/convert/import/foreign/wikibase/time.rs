//! Times of a Wikibase as EDTF, no finer than they are said to be known.

use super::property::{Calendar, calendar_of};
use crate::statement::edtf::Edtf;

/// Returns a time as EDTF; what cannot be told in EDTF is given back in words.
pub(super) fn edtf(time: &str, precision: Option<&str>, calendar: &str) -> Result<String, String> {
    let words = || {
        let calendar = if calendar.is_empty() { String::new() } else { format!(", calendar {calendar}") };
        format!("{time}, precision {}{calendar}", precision.unwrap_or("not given"))
    };
    let read = calendar_of(calendar).and_then(|calendar| read(time, precision, calendar == Calendar::Julian));
    let found = read.filter(|edtf| Edtf::parse(edtf).is_ok());
    found.ok_or_else(words)
}

fn read(time: &str, precision: Option<&str>, julian: bool) -> Option<String> {
    let negative = time.starts_with('-');
    let unsigned = time.strip_prefix(['+', '-']).unwrap_or(time);
    let (date, clock) = unsigned.split_once('T')?;
    let mut parts = date.split('-');
    let mut number = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (number()?, number()?, number()?);
    if year == 0 {
        return None;
    }
    // The JSON has no year 0: -0001 is 1 BCE, which EDTF writes 0000.
    let year = if negative { 1 - year } else { year };
    let written = |year: i64| match year {
        0..=9999 => format!("{year:04}"),
        -9999..0 => format!("-{:04}", -year),
        _ => format!("Y{year}"),
    };
    // A day that is not given is not known, whatever the precision says.
    let precision = match precision?.parse::<u8>().ok()? {
        10.. if month == 0 => 9,
        11.. if day == 0 => 10,
        precision => precision,
    };
    match precision {
        8 if (0..=9999).contains(&year) => Some(format!("{}X", &written(year)[..3])),
        9 => Some(written(year)),
        // A month of the other calendar is about a month of this one.
        10 => Some(format!("{}-{month:02}{}", written(year), if julian { "~" } else { "" })),
        11 if julian => {
            let (year, month, day) = gregorian(year, month, day)?;
            Some(format!("{}-{month:02}-{day:02}", written(year)))
        }
        11 => Some(format!("{}-{month:02}-{day:02}", written(year))),
        12.. if !julian && clock != "00:00:00Z" => Some(format!("{}-{month:02}-{day:02}T{clock}", written(year))),
        _ => None,
    }
}

/// Returns a day of the Julian calendar in the Gregorian one, by way of the number of the day.
fn gregorian(year: i64, month: i64, day: i64) -> Option<(i64, i64, i64)> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day is the last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let number = 365 * y + y.div_euclid(4) + (153 * m + 2) / 5 + day - 1 - 2;
    // `number` counts from 1 March of the year 0 of the Gregorian calendar.
    let cycle = number.div_euclid(146_097);
    let of_cycle = number.rem_euclid(146_097);
    let year_of_cycle = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let m = (5 * of_year + 2) / 153;
    let day = of_year - (153 * m + 2) / 5 + 1;
    let (month, add) = if m < 10 { (m + 3, 0) } else { (m - 9, 1) };
    Some((cycle * 400 + year_of_cycle + add, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(time: &str, precision: &str) -> String {
        edtf(time, Some(precision), "http://www.wikidata.org/entity/Q1985727")
            .unwrap_or_else(|words| format!("({words})"))
    }

    #[test]
    fn a_time_is_no_finer_than_it_is_known() {
        for (time, precision, wanted) in [
            ("+2024-05-03T00:00:00Z", "11", "2024-05-03"),
            ("+2024-05-00T00:00:00Z", "10", "2024-05"),
            ("+2024-05-03T00:00:00Z", "9", "2024"),
            ("+2024-00-00T00:00:00Z", "8", "202X"),
            ("-0200-00-00T00:00:00Z", "9", "-0199"),
            ("-0001-00-00T00:00:00Z", "9", "0000"),
            ("+12024-00-00T00:00:00Z", "9", "Y12024"),
            ("+2024-05-03T10:20:30Z", "14", "2024-05-03T10:20:30Z"),
            ("+2024-05-00T00:00:00Z", "11", "2024-05"),
            ("+2024-00-00T00:00:00Z", "11", "2024"),
        ] {
            assert_eq!(of(time, precision), wanted, "{time} {precision}");
        }
        for (time, precision) in [
            ("+1900-00-00T00:00:00Z", "7"),
            ("+2024-02-31T00:00:00Z", "11"),
            ("+0000-00-00T00:00:00Z", "9"),
            ("2024", "9"),
        ] {
            assert!(of(time, precision).starts_with('('), "{time} {precision}");
        }
        assert!(edtf("+2024-00-00T00:00:00Z", Some("9"), "https://wiki.example/entity/Q7").is_err());
    }

    #[test]
    fn days_of_the_julian_calendar_are_told_in_the_gregorian_one() {
        for (julian, wanted) in [
            ((1582, 10, 5), (1582, 10, 15)),
            ((1917, 10, 25), (1917, 11, 7)),
            ((1900, 2, 29), (1900, 3, 13)),
            ((200, 3, 1), (200, 3, 1)),
            ((4, 2, 29), (4, 2, 27)),
        ] {
            let (year, month, day) = julian;
            assert_eq!(gregorian(year, month, day), Some(wanted), "{julian:?}");
        }
    }
}
