//! Values of snaks as dossiers have them.

use serde_json::{Map, Value, json};

use super::Wiki;
use super::time;
use super::tree::{field, path, text};
use crate::convert::import::foreign::literal;
use crate::convert::import::foreign::terms::Range;
use crate::dossier::node::Node;
use crate::statement::quantity::Decimal;

const WKT: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";

/// What a snak says of its property.
pub(super) enum Snak<'n, 'a> {
    /// This value, of this kind.
    Value(&'n str, &'n Node<'a>),
    /// Some value, which is not known.
    Some,
    /// No value.
    None,
    /// None of these.
    Other,
}

/// Reads the kind of a snak.
pub(super) fn snak<'n, 'a>(node: &'n Node<'a>) -> Snak<'n, 'a> {
    match field(node, "snaktype").and_then(text) {
        Some("somevalue") => Snak::Some,
        Some("novalue") => Snak::None,
        Some("value") => {
            let kind = path(node, &["datavalue", "type"]).and_then(text);
            match (kind, path(node, &["datavalue", "value"])) {
                (Some(kind), Some(value)) => Snak::Value(kind, value),
                _ => Snak::Other,
            }
        }
        _ => Snak::Other,
    }
}

/// Returns a snak in a few words, for notes.
pub(super) fn words(node: &Node<'_>) -> String {
    let property = field(node, "property").and_then(text).unwrap_or("?");
    let value = match snak(node) {
        Snak::Value("wikibase-entityid", value) => entity_id(value).unwrap_or_else(|| "?".to_owned()),
        Snak::Value("string", value) => format!("“{}”", text(value).unwrap_or_default()),
        Snak::Value(_, value) => {
            let parts = ["text", "time", "amount", "latitude", "longitude"];
            let found = parts.iter().filter_map(|part| field(value, part).and_then(text)).collect::<Vec<_>>();
            found.join(" ")
        }
        Snak::Some => "some value".to_owned(),
        Snak::None => "no value".to_owned(),
        Snak::Other => "?".to_owned(),
    };
    format!("{property} {value}")
}

/// Returns the id of an entity; old dumps give only its number.
fn entity_id(value: &Node<'_>) -> Option<String> {
    let id = field(value, "id").and_then(text).map(str::to_owned).or_else(|| {
        let letter = match field(value, "entity-type").and_then(text)? {
            "item" => 'Q',
            "property" => 'P',
            "lexeme" => 'L',
            _ => return None,
        };
        Some(format!("{letter}{}", field(value, "numeric-id").and_then(text)?))
    });
    id.filter(|id| super::tree::is_entity_id(id))
}

impl Wiki<'_, '_> {
    /// Returns the entity that a snak has as its value, as dossiers name it.
    pub(super) fn entity_of(&mut self, node: &Node<'_>) -> Option<String> {
        let Snak::Value("wikibase-entityid", value) = snak(node) else { return None };
        let iri = format!("{}{}", self.concepts, entity_id(value)?);
        Some(self.book.entities.iri(&iri))
    }

    /// Returns the text that a snak has as its value, with its language.
    pub(super) fn text_of(node: &Node<'_>) -> Option<(String, String)> {
        match snak(node) {
            Snak::Value("string", value) => Some((text(value)?.to_owned(), "und".to_owned())),
            Snak::Value("monolingualtext", value) => {
                let language = field(value, "language").and_then(text).and_then(literal::language);
                Some((field(value, "text").and_then(text)?.to_owned(), language.unwrap_or_else(|| "und".to_owned())))
            }
            _ => None,
        }
    }

    /// Returns the date that a snak has as its value: EDTF, or why it is not known.
    pub(super) fn date_of(node: &Node<'_>) -> Option<Value> {
        match snak(node) {
            Snak::Value("time", value) => Some(date(value)),
            Snak::Some => Some(json!({ "unknown": "not-stated" })),
            _ => None,
        }
    }

    /// Returns a main value as an object; nothing if no dossier can hold it.
    pub(super) fn object(&mut self, property: &str, node: &Node<'_>, notes: &mut Vec<String>) -> Option<Value> {
        let (kind, value) = match snak(node) {
            Snak::Value(kind, value) => (kind, value),
            Snak::Some => return Some(json!({ "unknown": "not-stated" })),
            Snak::None => return Some(json!({ "unknown": "not-stated", "text": "no value" })),
            Snak::Other => return None,
        };
        match kind {
            "wikibase-entityid" => Some(json!({ "entity": self.entity_of(node)? })),
            "string" => {
                let is_address = field(node, "datatype").and_then(text) == Some("url");
                let datatype = if is_address { "xsd:anyURI" } else { "xsd:string" };
                Some(json!({ "value": text(value)?, "type": datatype }))
            }
            "monolingualtext" => {
                let (text, language) = Self::text_of(node)?;
                Some(literal::text(&text, &language))
            }
            "time" => {
                let date = date(value);
                if date.is_object() || self.book.terms.takes(property, Range::Time) {
                    return Some(date);
                }
                Some(literal::text(date.as_str()?, "und"))
            }
            "quantity" => self.quantity(property, value),
            "globecoordinate" | "globe-coordinate" => {
                let part = |name| field(value, name).and_then(text);
                let globe = part("globe").filter(|globe| crate::iri::is_iri(globe));
                let globe = globe.map(|globe| format!("<{globe}> ")).unwrap_or_default();
                for name in ["precision", "altitude"] {
                    notes.extend(part(name).map(|digits| format!("{name} {digits}")));
                }
                let point = format!("{globe}Point({} {})", part("longitude")?, part("latitude")?);
                Some(json!({ "value": point, "type": WKT }))
            }
            _ => None,
        }
    }

    /// Returns an amount: bounds where there are any, for then the number is only their middle.
    fn quantity(&mut self, property: &str, value: &Node<'_>) -> Option<Value> {
        let digits = |name: &str| {
            let written = field(value, name).and_then(text)?;
            let bare = written.strip_prefix('+').unwrap_or(written);
            Decimal::is_one(bare).then(|| bare.to_owned())
        };
        let amount = digits("amount")?;
        let unit = field(value, "unit").and_then(text).filter(|unit| *unit != "1" && !unit.is_empty());
        let unit = unit.map(|unit| match unit.strip_prefix(self.concepts) {
            Some(id) if self.concepts == crate::iri::WIKIDATA => format!("wikidata:{id}"),
            _ => unit.to_owned(),
        });
        let [lower, upper] = ["lowerBound", "upperBound"].map(digits);
        let has_bounds = [&lower, &upper].into_iter().flatten().any(|bound| *bound != amount);
        if !self.book.terms.takes(property, Range::Quantity) && unit.is_none() && !has_bounds {
            return Some(json!({ "value": amount, "type": "xsd:decimal" }));
        }
        let mut quantity = Map::new();
        let ordered = match (&lower, &upper) {
            (Some(lower), Some(upper)) => !Decimal::parse(lower).ok()?.compare(&Decimal::parse(upper).ok()?).is_gt(),
            _ => true,
        };
        if has_bounds && ordered {
            for (name, bound) in [("at_least", lower), ("at_most", upper)] {
                quantity.extend(bound.map(|bound| (name.to_owned(), bound.into())));
            }
            quantity.insert("text".to_owned(), amount.into());
        } else {
            quantity.insert("value".to_owned(), amount.into());
        }
        quantity.extend(unit.map(|unit| ("unit".to_owned(), unit.into())));
        Some(Value::Object(quantity))
    }
}

fn date(value: &Node<'_>) -> Value {
    let part = |name| field(value, name).and_then(text);
    let calendar = part("calendarmodel").unwrap_or_default();
    match time::edtf(part("time").unwrap_or_default(), part("precision"), calendar) {
        Ok(edtf) => edtf.into(),
        Err(words) => json!({ "unknown": "vague", "text": words }),
    }
}
