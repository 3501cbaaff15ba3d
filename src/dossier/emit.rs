//! YAML of values made by a program: block style, short mappings on one line, no comments.
//!
//! ```
//! let value = serde_json::json!({ "id": "s1", "says": { "en": "It: rains", "ar": "تمطر" }, "about": ["SE", "NO"] });
//! let text = chancery::dossier::emit::yaml(&value);
//! assert_eq!(text, "id: s1\nsays: { en: \"It: rains\", ar: تمطر }\nabout: [SE, \"NO\"]\n");
//! ```

use serde_json::Value;

use super::canonical::scalar;

/// Longest mapping or list that stands on one line, in bytes.
const ONE_LINE: usize = 100;

/// Writes a value as a YAML document.
#[must_use]
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Writes a value where a line begins at `indent`.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (number, (key, value)) in map.iter().enumerate() {
                if number > 0 {
                    out.push_str(&pad);
                }
                out.push_str(&scalar(key));
                out.push(':');
                after_key(value, indent, out);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (number, value) in list.iter().enumerate() {
                if number > 0 {
                    out.push_str(&pad);
                }
                out.push_str("- ");
                match flow(value) {
                    Some(line) if !value.is_object() || line.len() < ONE_LINE => {
                        out.push_str(&line);
                        out.push('\n');
                    }
                    _ => block(value, indent + 2, out),
                }
            }
        }
        other => {
            out.push_str(&flow(other).unwrap_or_default());
            out.push('\n');
        }
    }
}

fn after_key(value: &Value, indent: usize, out: &mut String) {
    if let Some(line) = flow(value) {
        out.push(' ');
        out.push_str(&line);
        out.push('\n');
        return;
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent + 2));
    block(value, indent + 2, out);
}

/// Writes a value on one line, if it is short, or if it is a scalar.
fn flow(value: &Value) -> Option<String> {
    let line = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => return Some(scalar(text)),
        Value::Array(list) => {
            let items = list.iter().map(flow).collect::<Option<Vec<_>>>()?;
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let fields = map.iter().map(|(key, value)| Some(format!("{}: {}", scalar(key), flow(value)?)));
            format!("{{ {} }}", fields.collect::<Option<Vec<_>>>()?.join(", "))
        }
    };
    (line.len() <= ONE_LINE).then_some(line)
}
