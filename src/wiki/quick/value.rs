//! Values in the syntax of commands, and what an engine would misread.

use super::Dialect;
use crate::wiki::json::{DataValue, Snak, SnakType};

/// Writes a value; `in_line` is false in a table, where `|` is nothing special.
pub(super) fn value(snak: &Snak, dialect: Dialect, in_line: bool) -> Result<String, String> {
    let data = match (&snak.snaktype, &snak.datavalue) {
        (SnakType::SomeValue, _) => return Ok("somevalue".to_owned()),
        (SnakType::NoValue, _) => return Ok("novalue".to_owned()),
        (SnakType::Value, Some(data)) => data,
        (SnakType::Value, None) => return Err(format!("{} has no value", snak.property)),
    };
    match data {
        DataValue::Entity(entity) => Ok(entity.id.clone()),
        DataValue::String(text) => {
            readable(text, dialect, in_line)?;
            Ok(format!("\"{text}\""))
        }
        DataValue::Text(text) => {
            readable(&text.text, dialect, in_line)?;
            let code = &text.language;
            let known = |byte: u8| {
                byte.is_ascii_lowercase()
                    || byte == b'-'
                    || byte == b'_'
                    || (dialect != Dialect::Classic && byte.is_ascii_digit())
            };
            if code.is_empty() || !code.bytes().all(known) {
                return Err(format!("the engine does not take the language code `{code}`"));
            }
            Ok(format!("{code}:\"{}\"", text.text))
        }
        DataValue::Time(time) => Ok(format!("{}/{}", time.time, time.precision)),
        DataValue::Quantity(quantity) => {
            let amount = quantity.amount.strip_prefix('+').unwrap_or(&quantity.amount);
            let plain = |bound: &str| bound.strip_prefix('+').unwrap_or(bound).to_owned();
            let bounds = match (&quantity.lower_bound, &quantity.upper_bound) {
                (None, None) => String::new(),
                (Some(lower), Some(upper)) if dialect != Dialect::Classic => {
                    format!("[{},{}]", plain(lower), plain(upper))
                }
                _ => return Err("the engine takes no range".to_owned()),
            };
            let unit = match quantity.unit.rsplit('/').next() {
                None | Some("1") => String::new(),
                Some(item) => format!("U{}", item.trim_start_matches('Q')),
            };
            Ok(format!("{amount}{bounds}{unit}"))
        }
        DataValue::Other(_) => Err("a value of a kind that commands do not write".to_owned()),
    }
}

/// Says whether an engine reads a text as it is; there is no way to escape anything.
fn readable(text: &str, dialect: Dialect, in_line: bool) -> Result<(), String> {
    if text.contains(['\t', '\n', '\r']) {
        return Err("a TAB or line end would end the value".to_owned());
    }
    if text.trim() != text {
        return Err("blanks at the ends would be cut off".to_owned());
    }
    if in_line && dialect != Dialect::Classic && text.contains('|') {
        return Err("the engine reads `|` as a TAB, in quotes too; the form csv carries it".to_owned());
    }
    if text.contains("/*") || text.contains("*/") {
        return Err("the engine could take `/*` or `*/` for a comment".to_owned());
    }
    Ok(())
}
