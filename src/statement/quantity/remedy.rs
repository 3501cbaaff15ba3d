//! Words what is wrong with a number and proposes what to write.

use super::{DecimalError, MAX_BYTES, is_decimal};
use crate::source::fold::{is_invisible, latin_digit};

/// Says what is wrong with a text that is no decimal, and what was probably meant.
pub(super) fn explain(text: &str) -> DecimalError {
    if text.len() > MAX_BYTES {
        return DecimalError {
            problem: format!("a number of {} bytes is too long", text.len()),
            hint: format!("write at most {MAX_BYTES} digits"),
        };
    }
    let plain = latin(text);
    let write = |meant: &str| format!("write `{meant}`");
    let bare = plain.replace([' ', '_', '\''], "");
    let unit = plain.trim_end_matches(['%', ' ']);
    let (problem, hint) = if text.trim().is_empty() {
        ("the number is empty".to_owned(), "leave it out, or write `{unknown: not-stated}`".to_owned())
    } else if is_decimal(&plain) {
        (format!("`{text}` is not written with the digits and signs 0-9, . and -"), write(&plain))
    } else if let Some(number) = exponent(&plain) {
        (format!("`{text}` has an exponent"), write(&number))
    } else if plain.contains(['e', 'E']) && plain.parse::<f64>().is_ok() {
        (format!("`{text}` has an exponent"), "write all its digits".to_owned())
    } else if ["nan", "inf", "infinity"].contains(&plain.trim_start_matches(['+', '-', '.']).to_lowercase().as_str()) {
        (format!("`{text}` is no number"), "write `{unknown: …}` with the reason".to_owned())
    } else if unit != plain && is_decimal(unit) {
        (format!("`{text}` has a unit in its number"), format!("write `value: {unit}` and `unit: percent`"))
    } else if is_decimal(&bare) {
        (format!("`{text}` has separators between its digits"), write(&bare))
    } else if plain.contains(',') {
        (format!("`{text}` has separators between its digits"), separators(&bare))
    } else if plain.matches('.').count() > 1 && is_decimal(&plain.replace('.', "")) {
        (format!("`{text}` has more than one point"), write(&plain.replace('.', "")))
    } else {
        let hint = "write digits with a point, such as `2.5`; words go into a `text` field".to_owned();
        (format!("`{text}` is not a decimal number"), hint)
    };
    DecimalError { problem, hint }
}

/// Proposes a reading of commas: `1,234,567` has one, `1,500` has two.
fn separators(text: &str) -> String {
    let without = text.replace(',', "");
    let european = text.replace('.', "").replace(',', ".");
    let groups = text.trim_start_matches(['+', '-']).split('.').next().unwrap_or_default().split(',');
    let thousands = groups.clone().skip(1).all(|group| group.len() == 3)
        && groups.clone().next().is_some_and(|group| group.len() <= 3);
    let commas = text.matches(',').count();
    let comma_last = text.rfind(',') > text.rfind('.');
    match (commas, is_decimal(&without), is_decimal(&european)) {
        (1, true, true) if thousands && !text.contains('.') => {
            format!("write `{without}` or `{european}`, whichever is meant")
        }
        (1, _, true) if comma_last => format!("write `{european}`"),
        (_, true, _) if thousands => format!("write `{without}`"),
        _ => "write the digits without separators, and a point before the fraction".to_owned(),
    }
}

/// Writes `2e8` out as `200000000`, if that is not absurdly long.
fn exponent(text: &str) -> Option<String> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let power: i32 = power.parse().ok().filter(|power| (-40..=40).contains(power))?;
    if !is_decimal(mantissa) {
        return None;
    }
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let unsigned = mantissa.trim_start_matches(['+', '-']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + power;
    let number = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => {
            format!("{digits}{}", "0".repeat(point - digits.len()))
        }
        Ok(point) if point > 0 => format!("{}.{}", &digits[..point], &digits[point..]),
        _ => format!("0.{}{digits}", "0".repeat(usize::try_from(-point).ok()?)),
    };
    let trimmed = number.trim_start_matches('0');
    let lead = if trimmed.is_empty() || trimmed.starts_with('.') { "0" } else { "" };
    Some(format!("{sign}{lead}{trimmed}"))
}

/// Replaces Arabic and other digits and signs by those of XML Schema, and drops what cannot be seen.
fn latin(text: &str) -> String {
    let sign = |c: char| match c {
        '\u{066B}' => '.',
        '\u{066C}' | '\u{060C}' => ',',
        '\u{066A}' | '\u{FF05}' => '%',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2019}' => '\'',
        other if other.is_whitespace() => ' ',
        other => latin_digit(other).unwrap_or(other),
    };
    text.trim().chars().filter(|c| !is_invisible(*c)).map(sign).collect()
}
