//! Literals, dates and names as dossiers write them.

use serde_json::{Value, json};

use crate::iri::is_invisible;
use crate::statement::edtf::Edtf;
use crate::statement::quantity::Decimal;
use crate::vocab::xsd;

/// Returns text in a language.
pub(super) fn text(text: &str, language: &str) -> Value {
    json!({ "text": text, "lang": language })
}

/// Returns a literal; where it is no value of its datatype, its characters and that this is so.
pub(super) fn typed(value: &str, datatype: &str) -> (Value, bool) {
    if datatype == xsd::STRING {
        return (json!({ "value": value, "type": "xsd:string" }), true);
    }
    if !is_sound(value, datatype) {
        return (json!({ "value": value, "type": "xsd:string" }), false);
    }
    let short = datatype.strip_prefix(xsd::NAMESPACE).map(|local| format!("xsd:{local}"));
    (json!({ "value": value, "type": short.unwrap_or_else(|| datatype.to_owned()) }), true)
}

/// Says whether a dossier takes a literal: the same rules as where dossiers are read.
fn is_sound(value: &str, datatype: &str) -> bool {
    match datatype.strip_prefix(xsd::NAMESPACE) {
        Some("integer") => Decimal::is_one(value) && !value.contains('.'),
        Some("decimal") => Decimal::is_one(value),
        Some("boolean") => matches!(value, "true" | "false" | "1" | "0"),
        Some(kind @ ("date" | "gYear" | "gYearMonth" | "dateTime")) => {
            Edtf::parse(value).is_ok_and(|time| time.xsd().is_some_and(|(_, of)| of == kind))
        }
        Some(_) => true,
        None => crate::iri::is_iri(datatype) && datatype.contains("//"),
    }
}

/// Returns a date if it is one.
pub(super) fn date(value: &str) -> Option<String> {
    Edtf::parse(value).is_ok().then(|| value.to_owned())
}

/// Returns a language tag as dossiers take it, in lower case.
pub(super) fn language(tag: &str) -> Option<String> {
    let part = |(number, part): (usize, &str)| {
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let sound = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (1..=8).contains(&part.len()) && if number == 0 { part.len() >= 2 && letters } else { sound }
    };
    tag.split('-').enumerate().all(part).then(|| tag.to_ascii_lowercase())
}

/// Returns an id made of a text: letters of any script, digits and a few signs; may be empty.
pub(super) fn slug(text: &str) -> String {
    let fits = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || unicode_normalization::char::is_combining_mark(c)
    };
    let id: String =
        text.chars().filter(|c| !is_invisible(*c)).map(|c| if fits(c) { c } else { '-' }).take(60).collect();
    id.trim_matches(['-', '.']).to_owned()
}

/// Returns the last telling part of an IRI as an id; may be empty.
pub(super) fn local_name(iri: &str) -> String {
    let last = iri.trim_end_matches(['/', '#']).rsplit(['/', '#', ':']).next().unwrap_or_default();
    slug(&crate::iri::segment_text(last).unwrap_or_else(|| last.to_owned()))
}

/// Says whether an address may stand as the `url` of an article.
pub(super) fn is_address(iri: &str) -> bool {
    let Ok(parsed) = url::Url::parse(iri) else { return false };
    crate::iri::is_iri(iri)
        && (!parsed.cannot_be_a_base() || matches!(parsed.scheme(), "urn" | "doi" | "ark"))
        && matches!(parsed.scheme(), "http" | "https" | "urn" | "doi" | "ark")
        && parsed.username().is_empty()
        && parsed.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_are_no_values_of_their_type_stay_as_characters() {
        assert_eq!(typed("2.50", xsd::DECIMAL), (json!({ "value": "2.50", "type": "xsd:decimal" }), true));
        for (value, datatype) in [("2,5", xsd::DECIMAL), ("2024-02-30", xsd::DATE), ("yes", xsd::BOOLEAN), ("x", "a:b")]
        {
            assert_eq!(typed(value, datatype), (json!({ "value": value, "type": "xsd:string" }), false), "{value}");
        }
    }

    #[test]
    fn ids_are_made_of_any_script() {
        assert_eq!(local_name("https://e.example/a/%D8%AE%D8%A8%D8%B1#"), "خبر");
        assert_eq!((slug("a b/c\u{202e}"), slug("..")), ("a-b-c".to_owned(), String::new()));
        assert_eq!(
            (language("zh-Hant"), language("x"), language("zh-classical")),
            (Some("zh-hant".to_owned()), None, None)
        );
        assert!(is_address("https://news.example/خبر") && !is_address("file:///a") && !is_address("https://a:b@c/"));
    }
}
