//! Words what is wrong with a date and proposes what to write, tried out before it is proposed.

use super::EdtfError;
use super::read::{Fault, whole};
use crate::source::fold::{is_invisible, latin_digit};

/// Turns a fault into a message and a hint.
pub(super) fn explain(text: &str, fault: &Fault) -> EdtfError {
    if matches!(fault, Fault::TooLong) {
        return EdtfError {
            problem: format!("a date of {} bytes is too long", text.len()),
            hint: "write a date such as `2024-05-03`, and words in a `text` field".to_owned(),
        };
    }
    let meant = rewritten(text);
    let problem = match fault {
        Fault::Empty => "the date is empty".to_owned(),
        _ if meant.is_some() && latin(text) != text => {
            format!("`{text}` is not written with the digits and signs 0-9 and -")
        }
        Fault::Set => format!("`{text}` is a set of dates, which is not supported"),
        Fault::SeveralSlashes => {
            format!("`{text}` has more than one `/`, which stands between the two ends of an interval")
        }
        Fault::NothingKnown => format!("the interval `{text}` has neither a start nor an end"),
        Fault::EndBeforeStart => format!("the interval `{text}` ends before it starts"),
        Fault::Year => format!("`{text}` does not begin with a year of four digits"),
        Fault::LongYear => format!("`{text}`: a year after `Y` has five to eighteen digits and does not begin with 0"),
        Fault::YearZero => format!("`{text}`: there is no year -0000"),
        Fault::NoSuchMonth(month) => format!("`{text}`: there is no month {month}"),
        Fault::NoSuchDay { month, days } => {
            format!("`{text}` does not exist: {month} has {days} days at most")
        }
        Fault::DayOfSeason => format!("`{text}` gives a day of a season"),
        Fault::Time => format!("`{text}` has no time of the form hh:mm:ss after a whole date"),
        Fault::Zone => format!("`{text}` has no zone of the form Z or +03:00"),
        Fault::NotADate | Fault::TooLong => format!("`{text}` is not a date"),
    };
    let hint = match (meant, fault) {
        (Some(meant), _) => format!("write `{meant}`"),
        (None, Fault::Empty | Fault::NothingKnown) => {
            "leave the field out, or write `{unknown: not-stated}`".to_owned()
        }
        (None, Fault::Set) => "write an interval such as `2016/2018`, or one statement for each date".to_owned(),
        (None, Fault::SeveralSlashes) => {
            "write a date as year-month-day, an interval as `2024-05-03/2024-05-07`".to_owned()
        }
        (None, Fault::NoSuchMonth(_)) => {
            "write a month from 01 to 12, `XX` if it is not known, or a season from 21 to 24".to_owned()
        }
        (None, Fault::NoSuchDay { month, days }) => {
            format!("write a day from 01 to {days}, or `{month}-XX` if it is not known")
        }
        (None, Fault::DayOfSeason) => "write the month in place of the season, or leave the day out".to_owned(),
        (None, Fault::Time | Fault::Zone) => {
            "write the time as in `2024-05-03T14:30:00Z` or `2024-05-03T14:30:00+03:00`, or the date alone".to_owned()
        }
        (None, _) => {
            "write year-month-day, such as `2024-05-03`, `2024-05`, `2024`, or `2024-05-XX` if the day is not known"
                .to_owned()
        }
    };
    EdtfError { problem, hint }
}

/// Returns the valid date that was probably meant.
fn rewritten(text: &str) -> Option<String> {
    let text = latin(text);
    let tries = [
        Some(text.clone()),
        dashed(&text),
        text.split_once('/').and_then(|(from, to)| {
            let side = |side: &str| {
                if side.is_empty() || side == ".." { Some(side.to_owned()) } else { dashed(side) }
            };
            Some(format!("{}/{}", side(from)?, side(to)?))
        }),
        text.split_once('/').map(|(from, to)| format!("{to}/{from}")),
        old_words(&text),
        text.split_once(' ').map(|(date, time)| format!("{date}T{}", time.trim())),
        upper(&text),
        text.strip_suffix("?~").or_else(|| text.strip_suffix("~?")).map(|date| format!("{date}%")),
    ];
    tries.into_iter().flatten().find(|candidate| whole(candidate).is_ok())
}

/// Capitals for `t` and `z`, which other formats allow small.
fn upper(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    (upper != text).then_some(upper)
}

/// The words and letters of the draft of 2012: `open`, `unknown`, `u`.
fn old_words(text: &str) -> Option<String> {
    let new = text.replace("unknown", "").replace("open", "..").replace(['u', 'x'], "X");
    (new != text).then_some(new)
}

/// Replaces Arabic and other digits, dashes that are no hyphen, and what cannot be seen.
fn latin(text: &str) -> String {
    let sign = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{0640}' => '-',
        '\u{061F}' => '?',
        other => latin_digit(other).unwrap_or(other),
    };
    text.trim().chars().filter(|c| !is_invisible(*c)).map(sign).collect()
}

/// Reads `2024/5/3`, `2024.05.03`, `2024-5-3`, `20240503`, and `31.05.2024` or `2024-31-05` where only one reading exists.
fn dashed(text: &str) -> Option<String> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    let pieces: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
    let numbers: Vec<u16> = pieces.iter().map(|piece| piece.parse().ok()).collect::<Option<_>>()?;
    let (year, rest) = match (pieces.first()?.len(), pieces.last()?.len()) {
        (4, _) => (pieces[0], numbers[1..].to_vec()),
        (_, 4) => (*pieces.last()?, numbers[..numbers.len() - 1].iter().rev().copied().collect()),
        _ => return None,
    };
    match rest[..] {
        [month] if month <= 12 => Some(format!("{year}-{month:02}")),
        // Two numbers up to twelve after the year first is the usual order; before the year it is anybody's guess.
        [month, day] if month <= 12 && (pieces[0].len() == 4 || day > 12) => {
            Some(format!("{year}-{month:02}-{day:02}"))
        }
        [day, month] if day > 12 && month <= 12 => Some(format!("{year}-{month:02}-{day:02}")),
        _ => None,
    }
}
