//! Wikibase's JSON as types: snaks, statements, references. Numbers stay the digits that were written.
//!
//! What a wiki adds by itself (hashes, datatypes) is read over: it is neither compared nor sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Snaks by property.
pub type Snaks = BTreeMap<String, Vec<Snak>>;

/// Something said of an entity, with its qualifiers and references.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The id: entity, `$`, and a UUID; a client may choose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is said.
    pub mainsnak: Snak,
    /// Always `statement`.
    #[serde(rename = "type", default = "statement")]
    pub kind: String,
    /// How much it counts.
    #[serde(default)]
    pub rank: Rank,
    /// Qualifiers.
    #[serde(default, deserialize_with = "map", skip_serializing_if = "BTreeMap::is_empty")]
    pub qualifiers: Snaks,
    /// The properties of the qualifiers in the order shown.
    #[serde(rename = "qualifiers-order", default, skip_serializing_if = "Vec::is_empty")]
    pub qualifiers_order: Vec<String>,
    /// Where it is from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// Where a statement is from: snaks that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Reference {
    /// Its snaks.
    #[serde(default, deserialize_with = "map")]
    pub snaks: Snaks,
    /// Their properties in the order shown.
    #[serde(rename = "snaks-order", default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

/// How much a statement counts among those of its property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// More than the others; never written by this program.
    Preferred,
    /// As all.
    #[default]
    Normal,
    /// It is known to be wrong or out of date.
    Deprecated,
}

/// A property and what it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snak {
    /// Whether there is a value.
    pub snaktype: SnakType,
    /// The property.
    pub property: String,
    /// The value, if there is a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datavalue: Option<DataValue>,
}

/// Whether there is a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SnakType {
    /// A known one.
    Value,
    /// One that is not known.
    SomeValue,
    /// None.
    NoValue,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value")]
pub enum DataValue {
    /// An item or property.
    #[serde(rename = "wikibase-entityid")]
    Entity(EntityId),
    /// A text without a language; also addresses and ids.
    #[serde(rename = "string")]
    String(String),
    /// A text in a language.
    #[serde(rename = "monolingualtext")]
    Text(Text),
    /// A time.
    #[serde(rename = "time")]
    Time(TimeValue),
    /// An amount.
    #[serde(rename = "quantity")]
    Quantity(QuantityValue),
    /// A value of a kind that this program does not write.
    #[serde(untagged)]
    Other(Value),
}

/// An entity by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityId {
    /// `item` or `property`.
    #[serde(rename = "entity-type")]
    pub kind: String,
    /// The id.
    pub id: String,
}

/// A text in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// The code of its language.
    pub language: String,
}

/// A point in time as exact as its precision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeValue {
    /// `+2024-05-00T00:00:00Z`; what is finer than the precision is zero.
    pub time: String,
    /// Minutes from UTC; always 0.
    pub timezone: i32,
    /// Unused by Wikibase.
    pub before: u32,
    /// Unused by Wikibase.
    pub after: u32,
    /// 8 decade, 9 year, 10 month, 11 day.
    pub precision: u8,
    /// The address of the calendar.
    pub calendarmodel: String,
}

/// An amount; the numbers are decimals with a sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuantityValue {
    /// The number.
    pub amount: String,
    /// `1`, or the address of an item.
    pub unit: String,
    /// The most it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper_bound: Option<String>,
    /// The least it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_bound: Option<String>,
}

fn statement() -> String {
    "statement".to_owned()
}

/// Reads a map that may come as an empty list, as PHP writes empty ones.
fn map<'de, D: Deserializer<'de>>(from: D) -> Result<Snaks, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Map(Snaks),
        None([Snak; 0]),
    }
    Ok(match Either::deserialize(from)? {
        Either::Map(map) => map,
        Either::None([]) => Snaks::new(),
    })
}

impl Snak {
    /// Returns a snak with a value.
    #[must_use]
    pub fn new(property: &str, value: DataValue) -> Self {
        Self { snaktype: SnakType::Value, property: property.to_owned(), datavalue: Some(value) }
    }

    /// Returns a snak that says: there is a value, and it is not known.
    #[must_use]
    pub fn unknown(property: &str) -> Self {
        Self { snaktype: SnakType::SomeValue, property: property.to_owned(), datavalue: None }
    }

    /// Returns a text that two snaks share if they say the same.
    #[must_use]
    pub fn key(&self) -> String {
        let mut snak = self.clone();
        if let Some(DataValue::Time(time)) = &mut snak.datavalue {
            time.time = significant(&time.time, time.precision);
        }
        serde_json::to_string(&snak).unwrap_or_default()
    }
}

/// Returns the part of a time that its precision lets count: wikis hold 2003 as 2003-00-00 and as 2003-01-01.
fn significant(time: &str, precision: u8) -> String {
    let length = match precision {
        11 => 2,
        10 => 1,
        _ => 0,
    };
    let date = time.split('T').next().unwrap_or_default();
    let (sign, digits) = date.split_at(usize::from(date.starts_with(['+', '-'])));
    let parts: Vec<&str> = digits.split('-').take(length + 1).collect();
    format!("{sign}{}", parts.join("-"))
}

impl DataValue {
    /// Returns an item.
    #[must_use]
    pub fn item(id: &str) -> Self {
        Self::Entity(EntityId { kind: "item".to_owned(), id: id.to_owned() })
    }

    /// Returns a text in a language.
    #[must_use]
    pub fn text(text: impl Into<String>, language: &str) -> Self {
        Self::Text(Text { text: text.into(), language: language.to_owned() })
    }
}

/// Puts snaks in a map, and their properties in the order met.
pub(super) fn grouped(snaks: impl IntoIterator<Item = Snak>) -> (Snaks, Vec<String>) {
    let (mut map, mut order) = (Snaks::new(), Vec::new());
    for snak in snaks {
        if !map.contains_key(&snak.property) {
            order.push(snak.property.clone());
        }
        map.entry(snak.property.clone()).or_default().push(snak);
    }
    (map, order)
}

fn keys(snaks: &Snaks) -> Vec<String> {
    let mut keys: Vec<String> = snaks.values().flatten().map(Snak::key).collect();
    keys.sort();
    keys
}

impl Reference {
    /// Returns a reference of these snaks, each once.
    #[must_use]
    pub fn new(snaks: impl IntoIterator<Item = Snak>) -> Self {
        let mut once: Vec<Snak> = Vec::new();
        for snak in snaks {
            if !once.contains(&snak) {
                once.push(snak);
            }
        }
        let (snaks, order) = grouped(once);
        Self { snaks, order }
    }

    /// Yields the snaks in the order shown.
    pub fn in_order(&self) -> impl Iterator<Item = &Snak> {
        in_order(&self.snaks, &self.order)
    }
}

/// Yields snaks in the order given; those of properties that it does not name come last.
fn in_order<'s>(snaks: &'s Snaks, order: &'s [String]) -> impl Iterator<Item = &'s Snak> {
    let rest = snaks.iter().filter(|(property, _)| !order.contains(property)).map(|(_, snaks)| snaks);
    order.iter().filter_map(|property| snaks.get(property)).chain(rest).flatten()
}

impl Statement {
    /// Returns a text that two statements share if they say the same of the same; references do not count.
    #[must_use]
    pub fn claim(&self) -> String {
        format!("{}\n{}", self.mainsnak.key(), keys(&self.qualifiers).join("\n"))
    }

    /// Says whether two statements hold the same, whatever order it is in.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let references = |statement: &Self| {
            let mut all: Vec<Vec<String>> =
                statement.references.iter().map(|reference| keys(&reference.snaks)).collect();
            all.sort();
            all
        };
        self.rank == other.rank && self.claim() == other.claim() && references(self) == references(other)
    }

    /// Yields the qualifiers in the order shown.
    pub fn qualifiers_in_order(&self) -> impl Iterator<Item = &Snak> {
        in_order(&self.qualifiers, &self.qualifiers_order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A statement as a wiki gives it back: with hashes, datatypes, and lists where nothing is.
    const GIVEN: &str = r#"{"mainsnak":{"snaktype":"value","property":"P6","hash":"a","datavalue":{"value":
        {"entity-type":"item","numeric-id":30,"id":"Q30"},"type":"wikibase-entityid"},"datatype":"wikibase-item"},
        "type":"statement","qualifiers":{"P585":[{"snaktype":"value","property":"P585","hash":"b","datavalue":{"value":
        {"time":"+2024-05-01T00:00:00Z","timezone":0,"before":0,"after":0,"precision":10,"calendarmodel":"c"},"type":"time"},
        "datatype":"time"}],"P9":[{"snaktype":"somevalue","property":"P9","datatype":"string"}]},"qualifiers-order":["P585","P9"],
        "id":"Q1$0E1D","rank":"normal","references":[{"hash":"d","snaks":{"P3":[{"snaktype":"value","property":"P3",
        "datavalue":{"value":{"amount":"+10.380","unit":"1"},"type":"quantity"}}]},"snaks-order":["P3"]}]}"#;

    #[test]
    fn what_a_wiki_adds_does_not_count() {
        let read: Statement = serde_json::from_str(GIVEN).unwrap();
        assert_eq!(read.mainsnak.datavalue, Some(DataValue::item("Q30")));
        let again: Statement = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
        assert_eq!(read, again);
        let written = serde_json::to_string(&read).unwrap();
        assert!(!written.contains("hash") && !written.contains("datatype") && written.contains("+10.380"), "{written}");
        let mut other = read.clone();
        let Some(DataValue::Time(time)) = &mut other.qualifiers.get_mut("P585").unwrap()[0].datavalue else { panic!() };
        time.time = "+2024-05-00T00:00:00Z".to_owned();
        assert!(read.is_same(&other) && read != other);
        other.references.clear();
        assert!(!read.is_same(&other) && read.claim() == other.claim());
        other.rank = Rank::Deprecated;
        assert!(!other.is_same(&Statement { rank: Rank::Normal, ..other.clone() }));
    }

    #[test]
    fn what_is_empty_may_be_a_list_and_what_is_strange_stays() {
        let text = r#"{"mainsnak":{"snaktype":"value","property":"P1","datavalue":{"type":"globecoordinate","value":
            {"latitude":1.5,"longitude":2}}},"qualifiers":[],"references":[]}"#;
        let read: Statement = serde_json::from_str(text).unwrap();
        assert!(read.qualifiers.is_empty());
        assert!(matches!(read.mainsnak.datavalue, Some(DataValue::Other(_))));
        let again: Statement = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
        assert_eq!(read, again);
    }
}
