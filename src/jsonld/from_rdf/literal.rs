//! RDF to object conversion (API §8.2.2) for literals.

use serde_json::{Map, Value};

use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::options::RdfDirection;
use crate::jsonld::rdf::{I18N, RDF_JSON, XSD_BOOLEAN, XSD_DOUBLE, XSD_INTEGER, XSD_STRING};
use crate::jsonld::run::Run;

/// Makes the value object of a literal.
pub(super) fn convert(
    run: &Run<'_>,
    text: &str,
    datatype: &str,
    language: Option<&str>,
    direction: Option<&str>,
) -> Result<Value> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    if let Some(language) = language {
        put("@value", text.into());
        put("@language", language.into());
        if let Some(direction) = direction {
            put("@direction", direction.into());
        }
    } else if let Some(native) = run.options.use_native_types.then(|| native(text, datatype)).flatten() {
        put("@value", native);
    } else if datatype == RDF_JSON && !run.is_10() {
        put("@value", json_literal(text)?);
        put("@type", "@json".into());
    } else if let Some(name) = datatype.strip_prefix(I18N)
        && matches!(run.options.rdf_direction, Some(RdfDirection::I18nDatatype))
    {
        put("@value", text.into());
        let (language, direction) = name.split_once('_').unwrap_or((name, ""));
        if !language.is_empty() {
            put("@language", language.into());
        }
        if !direction.is_empty() {
            put("@direction", direction.into());
        }
    } else {
        put("@value", text.into());
        if datatype != XSD_STRING {
            put("@type", datatype.into());
        }
    }
    Ok(Value::Object(object))
}

fn json_literal(text: &str) -> Result<Value> {
    serde_json::from_str(text)
        .map_err(|error| JsonLdError::new(ErrorCode::InvalidJSONLiteral, format!("{error} in `{text}`")))
}

/// Returns JSON's own value for a literal, where one says the same.
fn native(text: &str, datatype: &str) -> Option<Value> {
    match datatype {
        XSD_BOOLEAN => match text {
            "true" | "1" => Some(true.into()),
            "false" | "0" => Some(false.into()),
            _ => None,
        },
        XSD_INTEGER => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let is_valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            // Beyond 64 bits a number of JSON would lose digits.
            is_valid.then(|| text.parse::<i64>().ok()).flatten().map(Value::from)
        }
        XSD_DOUBLE => {
            let is_valid = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
            let number = is_valid.then(|| text.parse::<f64>().ok()).flatten()?;
            serde_json::Number::from_f64(number).map(Value::Number)
        }
        _ => None,
    }
}

/// Returns whether a text has the form of a language tag (BCP 47 §2.2.9, well-formed).
pub(super) fn is_language_tag(text: &str) -> bool {
    oxilangtag::LanguageTag::parse(text).is_ok()
}
