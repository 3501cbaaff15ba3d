//! Reads the text of a date into bounds, precision and marks.

use super::{Datatype, Meaning, Precision};
use jiff::civil::Date;

/// Longest text that is looked at; the longest valid one is well below.
const MAX_BYTES: usize = 160;

/// What is wrong with a text; `remedy` words it.
#[derive(Debug)]
pub(super) enum Fault {
    Empty,
    TooLong,
    Set,
    SeveralSlashes,
    NothingKnown,
    EndBeforeStart,
    NotADate,
    Year,
    LongYear,
    YearZero,
    NoSuchMonth(String),
    NoSuchDay { month: String, days: i8 },
    DayOfSeason,
    Time,
    Zone,
}

/// Reads the three commonest forms, without a detour.
pub(super) fn plain(text: &[u8]) -> Option<Meaning> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let two = |digits: &[u8]| number(digits).and_then(|n| i8::try_from(n).ok());
    let (first, last, precision, datatype) = match text {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            let day = Date::new(number(year)?, two(&[*m1, *m2])?, two(&[*d1, *d2])?).ok()?;
            (day, day, Precision::Day, Datatype::Date)
        }
        [year @ .., b'-', m1, m2] if year.len() == 4 => {
            let first = Date::new(number(year)?, two(&[*m1, *m2])?, 1).ok()?;
            (first, first.last_of_month(), Precision::Month, Datatype::YearMonth)
        }
        year if year.len() == 4 => {
            let year = number(year)?;
            (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?, Precision::Year, Datatype::Year)
        }
        _ => return None,
    };
    Some(Meaning {
        earliest: Some(first),
        latest: Some(last),
        precision,
        datatype: Some(datatype),
        approximate: false,
        uncertain: false,
    })
}

/// Reads any supported form.
pub(super) fn whole(text: &str) -> Result<Meaning, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > MAX_BYTES {
        return Err(Fault::TooLong);
    }
    if text.contains(['[', ']', '{', '}']) {
        return Err(Fault::Set);
    }
    let Some((from, to)) = text.split_once('/') else {
        return one(text);
    };
    if to.contains('/') {
        return Err(Fault::SeveralSlashes);
    }
    let open = |side: &str| side.is_empty() || side == "..";
    if open(from) && open(to) {
        return Err(Fault::NothingKnown);
    }
    let side = |side: &str| {
        if open(side) { Ok(None) } else { one(side).map(Some) }
    };
    let (start, end) = (side(from)?, side(to)?);
    let reversed = match (start.and_then(|start| start.earliest), end.and_then(|end| end.latest)) {
        (Some(first), Some(last)) if first == last => same_zone(from, to) && from > to,
        (Some(first), Some(last)) => first > last,
        _ => false,
    };
    if reversed {
        return Err(Fault::EndBeforeStart);
    }
    let either = |mark: fn(&Meaning) -> bool| [start, end].iter().flatten().any(mark);
    Ok(Meaning {
        earliest: start.and_then(|start| start.earliest),
        latest: end.and_then(|end| end.latest),
        precision: Precision::Interval,
        datatype: None,
        approximate: either(|side| side.approximate),
        uncertain: either(|side| side.uncertain),
    })
}

/// Says whether both are times of day in the same zone, so that their texts compare as times.
fn same_zone(from: &str, to: &str) -> bool {
    let zone = |text: &str| text.split_once('T').map(|(_, time)| time.get(8..).unwrap_or_default().to_owned());
    zone(from).is_some() && zone(from) == zone(to)
}

/// Reads one side of an interval, or a date alone.
fn one(text: &str) -> Result<Meaning, Fault> {
    if let Some((date, time)) = text.split_once('T') {
        let exact_day = plain(date.as_bytes()).filter(|day| day.precision == Precision::Day);
        let day = match exact_day {
            Some(day) => day,
            None if one(date)?.datatype == Some(Datatype::Date) => one(date)?,
            None => return Err(Fault::Time),
        };
        let datatype = time_of_day(time)?.then_some(Datatype::DateTime);
        return Ok(Meaning { precision: Precision::Second, datatype, ..day });
    }
    if let Some(digits) = text.strip_prefix('Y') {
        return long_year(digits);
    }
    parts(text)
}

/// Reads `hh:mm:ss` with an optional zone; says whether XML Schema writes it the same way.
fn time_of_day(text: &str) -> Result<bool, Fault> {
    let bytes = text.as_bytes();
    let two = |at: usize, below: u8| {
        let digits = bytes.get(at..at + 2).filter(|pair| pair.iter().all(u8::is_ascii_digit));
        digits.is_some_and(|pair| (pair[0] - b'0') * 10 + (pair[1] - b'0') < below)
    };
    if !(two(0, 24) && two(3, 60) && two(6, 60) && bytes[2] == b':' && bytes[5] == b':') {
        return Err(Fault::Time);
    }
    let mut zone = 8;
    if bytes.get(zone) == Some(&b'.') {
        let digits = bytes[9..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=12).contains(&digits) {
            return Err(Fault::Time);
        }
        zone += 1 + digits;
    }
    match &bytes[zone..] {
        [] | [b'Z'] => Ok(true),
        [b'+' | b'-', _, _, b':', _, _] if two(zone + 1, 14) && two(zone + 4, 60) => Ok(true),
        [b'+' | b'-', b'1', b'4', b':', b'0', b'0'] => Ok(true),
        [b'+' | b'-', _, _] if two(zone + 1, 15) => Ok(false),
        _ => Err(Fault::Zone),
    }
}

/// Reads the digits of `Y170000`, a year of more than four digits.
fn long_year(text: &str) -> Result<Meaning, Fault> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let valid = (5..=18).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !valid || digits.starts_with('0') {
        return Err(Fault::LongYear);
    }
    // Beyond the calendar we count in: its last day is still a true bound.
    Ok(Meaning {
        earliest: (!negative).then_some(Date::MAX),
        latest: negative.then_some(Date::MIN),
        precision: Precision::Year,
        datatype: Some(Datatype::LongYear),
        approximate: false,
        uncertain: false,
    })
}

/// One part of a date: its digits, some of which may be `X`.
#[derive(Clone, Copy)]
struct Part<'a> {
    digits: &'a [u8],
    qualifier: Option<u8>,
}

impl<'a> Part<'a> {
    /// Reads `width` digits with a qualifier before or after them.
    fn read(text: &'a str, width: usize) -> Option<Self> {
        let is_mark = |byte: &u8| matches!(byte, b'?' | b'~' | b'%');
        let (qualifier, digits) = match text.as_bytes() {
            [mark, digits @ ..] if is_mark(mark) => (Some(*mark), digits),
            [digits @ .., mark] if is_mark(mark) => (Some(*mark), digits),
            digits => (None, digits),
        };
        let valid = digits.len() == width && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'X');
        valid.then_some(Self { digits, qualifier })
    }

    fn with(self, unknown: u8) -> i16 {
        self.digits.iter().fold(0, |sum, byte| sum * 10 + i16::from(if *byte == b'X' { unknown } else { byte - b'0' }))
    }

    fn is_exact(self) -> bool {
        !self.digits.contains(&b'X')
    }

    fn is_unknown(self) -> bool {
        self.digits.iter().all(|byte| *byte == b'X')
    }

    fn allows(self, number: i16) -> bool {
        let mut rest = number;
        self.digits.iter().rev().all(|byte| {
            let digit = rest % 10;
            rest /= 10;
            *byte == b'X' || i16::from(byte - b'0') == digit
        })
    }

    /// Returns the numbers it may stand for within a range.
    fn numbers(self, low: i16, high: i16) -> impl DoubleEndedIterator<Item = i16> {
        (self.with(0).max(low)..=self.with(9).min(high)).filter(move |number| self.allows(*number))
    }
}

/// Reads year, month or season, and day.
fn parts(text: &str) -> Result<Meaning, Fault> {
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut pieces = text.split('-');
    let year = pieces.next().and_then(|piece| Part::read(piece, 4)).ok_or(Fault::Year)?;
    let month = pieces.next().map(|piece| Part::read(piece, 2).ok_or(Fault::NotADate)).transpose()?;
    let day = pieces.next().map(|piece| Part::read(piece, 2).ok_or(Fault::NotADate)).transpose()?;
    if pieces.next().is_some() {
        return Err(Fault::NotADate);
    }
    if negative && year.with(9) == 0 {
        return Err(Fault::YearZero);
    }
    let season =
        month.filter(|month| month.is_exact()).map(|month| month.with(0)).filter(|code| (21..=41).contains(code));
    if season.is_some() && day.is_some() {
        return Err(Fault::DayOfSeason);
    }
    let span = |year: i16| match season {
        Some(code) => season_of(year, code),
        None => days_of(year, month, day),
    };
    let sign = if negative { -1 } else { 1 };
    let mut years = year.numbers(0, 9999).map(|number| number * sign);
    let (low, high) = {
        let first = years.by_ref().find_map(span).ok_or_else(|| impossible(year, month, day))?;
        let last = years.rev().find_map(span).unwrap_or(first);
        (first.0.min(last.0), first.1.max(last.1))
    };
    let bounded = !year.is_unknown();
    let marks = || [Some(year), month, day].into_iter().flatten().filter_map(|part| part.qualifier);
    let exact = marks().next().is_none() && [Some(year), month, day].into_iter().flatten().all(Part::is_exact);
    let datatype = match (month, day) {
        _ if !exact || season.is_some() => None,
        (None, _) => Some(Datatype::Year),
        (Some(_), None) => Some(Datatype::YearMonth),
        (Some(_), Some(_)) => Some(Datatype::Date),
    };
    Ok(Meaning {
        earliest: bounded.then_some(low),
        latest: bounded.then_some(high),
        precision: precision(year, month, day, season.is_some()),
        datatype,
        approximate: marks().any(|mark| mark != b'?'),
        uncertain: marks().any(|mark| mark != b'~'),
    })
}

fn precision(year: Part<'_>, month: Option<Part<'_>>, day: Option<Part<'_>>, season: bool) -> Precision {
    let known = |part: Option<Part<'_>>| part.is_some_and(Part::is_exact);
    let blank = |part: Option<Part<'_>>| part.is_none_or(Part::is_unknown);
    if !year.is_exact() {
        let leading = year.digits.iter().take_while(|byte| **byte != b'X').count();
        let trailing = year.digits[leading..].iter().all(|byte| *byte == b'X');
        return match leading {
            _ if !trailing || !blank(month) || !blank(day) => Precision::Partial,
            3 => Precision::Decade,
            2 => Precision::Century,
            1 => Precision::Millennium,
            _ => Precision::Partial,
        };
    }
    match (month, day) {
        _ if season => Precision::Season,
        (month, day) if blank(month) && blank(day) => Precision::Year,
        (month, day) if known(month) && known(day) => Precision::Day,
        (month, day) if known(month) && blank(day) => Precision::Month,
        _ => Precision::Partial,
    }
}

/// Returns the first and last day of a year that the month and day may stand for.
fn days_of(year: i16, month: Option<Part<'_>>, day: Option<Part<'_>>) -> Option<(Date, Date)> {
    let any = Part { digits: b"XX", qualifier: None };
    let (month, day) = (month.unwrap_or(any), day.unwrap_or(any));
    let months = || month.numbers(1, 12).filter_map(move |month| Date::new(year, i8::try_from(month).ok()?, 1).ok());
    let day_in = |first: Date, number: i16| Date::new(year, first.month(), i8::try_from(number).ok()?).ok();
    let earliest = months().find_map(|first| {
        day.numbers(1, i16::from(first.days_in_month())).next().and_then(|number| day_in(first, number))
    })?;
    let latest = months().rev().find_map(|first| {
        day.numbers(1, i16::from(first.days_in_month())).next_back().and_then(|number| day_in(first, number))
    })?;
    Some((earliest, latest))
}

/// Returns days between which a season, quarter or half of a year lies for certain.
///
/// Where the hemisphere is not said both are meant, and a season counts from the first of its month as well as from the
/// solstice; a summer or winter may begin in the December before or end in the March after.
fn season_of(year: i16, code: i16) -> Option<(Date, Date)> {
    let (from, to) = match code {
        21 | 23 => ((0, 3, 1), (0, 12, 22)),
        22 | 24 => ((-1, 12, 1), (1, 3, 21)),
        25 | 31 => ((0, 3, 1), (0, 6, 22)),
        26 | 32 => ((0, 6, 1), (0, 9, 24)),
        27 | 29 => ((0, 9, 1), (0, 12, 22)),
        28 | 30 => ((-1, 12, 1), (1, 3, 21)),
        33 => ((0, 1, 1), (0, 3, 31)),
        34 => ((0, 4, 1), (0, 6, 30)),
        35 => ((0, 7, 1), (0, 9, 30)),
        36 => ((0, 10, 1), (0, 12, 31)),
        37 => ((0, 1, 1), (0, 4, 30)),
        38 => ((0, 5, 1), (0, 8, 31)),
        39 => ((0, 9, 1), (0, 12, 31)),
        40 => ((0, 1, 1), (0, 6, 30)),
        41 => ((0, 7, 1), (0, 12, 31)),
        _ => return None,
    };
    let date = |(shift, month, day): (i16, i8, i8)| Date::new(year + shift, month, day);
    Some((date(from).unwrap_or(Date::MIN), date(to).unwrap_or(Date::MAX)))
}

/// Says why no day fits.
fn impossible(year: Part<'_>, month: Option<Part<'_>>, day: Option<Part<'_>>) -> Fault {
    let words = |part: Part<'_>| String::from_utf8_lossy(part.digits).into_owned();
    let Some(month) = month else {
        return Fault::Year;
    };
    if month.numbers(1, 12).next().is_none() {
        return Fault::NoSuchMonth(words(month));
    }
    let longest = month.numbers(1, 12).filter_map(|number| {
        let leap = if year.is_exact() { year.with(0) } else { 2000 };
        Date::new(leap, i8::try_from(number).ok()?, 1).ok().map(Date::days_in_month)
    });
    match day {
        Some(_) => {
            Fault::NoSuchDay { month: format!("{}-{}", words(year), words(month)), days: longest.max().unwrap_or(31) }
        }
        None => Fault::NotADate,
    }
}
