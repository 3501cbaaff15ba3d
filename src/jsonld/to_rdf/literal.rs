//! Lexical forms: numbers (API §8.6) and JSON literals (RFC 8785).

use std::fmt::Write;

use serde_json::{Number, Value};

use crate::jsonld::rdf::{XSD_BOOLEAN, XSD_DOUBLE, XSD_INTEGER, XSD_STRING};

/// From here on a whole number is a double (§8.2.2 step 10).
const FIRST_DOUBLE: f64 = 1e21;

/// The greatest whole number up to which doubles count one by one.
const GREATEST_EXACT: u64 = 1 << 53;

/// Returns the lexical form of a value, and the datatype it has by nature.
pub(super) fn lexical(value: &Value, datatype: Option<&str>) -> (String, &'static str) {
    match value {
        Value::String(text) => (text.clone(), XSD_STRING),
        Value::Bool(flag) => (flag.to_string(), XSD_BOOLEAN),
        Value::Number(number) => {
            let float = number.as_f64().unwrap_or_default();
            if datatype == Some(XSD_DOUBLE) || float.fract() != 0.0 || float.abs() >= FIRST_DOUBLE {
                (double(float), XSD_DOUBLE)
            } else if number.is_f64() {
                // Adding zero makes minus zero plain.
                (format!("{:.0}", float + 0.0), XSD_INTEGER)
            } else {
                (number.to_string(), XSD_INTEGER)
            }
        }
        other => (canonical_json(other), XSD_STRING),
    }
}

/// Writes the canonical lexical form of an `xsd:double`, 15 digits after the point.
fn double(float: f64) -> String {
    let text = format!("{float:.15e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{zero}E{exponent}")
}

/// Writes JSON in the form of the JSON Canonicalization Scheme.
pub(super) fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write_json(value, &mut out);
    out
}

fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            out.push('{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write_json(value, out);
            }
            out.push('}');
        }
        Value::String(text) => write_string(text, out),
        Value::Number(number) => write_number(number, out),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Null => out.push_str("null"),
    }
}

fn write_number(number: &Number, out: &mut String) {
    let exact = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    if exact.is_some_and(|exact| exact <= GREATEST_EXACT) {
        out.push_str(&number.to_string());
    } else {
        let float = number.as_f64().unwrap_or_default();
        out.push_str(ryu_js::Buffer::new().format(float));
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_have_one_lexical_form() {
        for (value, expected) in [
            (json!(5), "5"),
            (json!(5.0), "5"),
            (json!(-0.0), "0"),
            (json!(5.3), "5.3E0"),
            (json!(1e21), "1.0E21"),
            (json!(1e20), "100000000000000000000"),
            (json!(-0.00042), "-4.2E-4"),
            (json!(18_446_744_073_709_551_615_u64), "18446744073709551615"),
        ] {
            assert_eq!(lexical(&value, None).0, expected);
        }
        assert_eq!(lexical(&json!(0), Some(XSD_DOUBLE)).0, "0.0E0");
    }

    #[test]
    fn json_is_canonical() {
        let value = json!({ "\u{20ac}": 1e30, "\r": [4.50, 1e-27, -0.0], "\u{1f600}": "\u{f}\n\"", "\u{fb33}": null });
        let expected = "{\"\\r\":[4.5,1e-27,0],\"€\":1e+30,\"\u{1f600}\":\"\\u000f\\n\\\"\",\"\u{fb33}\":null}";
        assert_eq!(canonical_json(&value), expected);
    }
}
