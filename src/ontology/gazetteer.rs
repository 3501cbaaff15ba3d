//! Reads the embedded gazetteer: states and territories, dissolved states, organisations, regions, commodities.
//!
//! ```
//! use chancery::ontology::gazetteer::Gazetteer;
//! let azerbaijan = Gazetteer::embedded().get("AZ").expect("AZ is in ISO 3166-1");
//! assert_eq!(azerbaijan.label("tr"), Some("Azerbaycan"));
//! ```
//!
//! It takes no sides: codes, names and Wikidata ids, as `ontology/gazetteer/LICENCES.md` credits them. One name may stand
//! on several entities; choosing is left to the reader of the name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::nisba;

const DATA: &str = include_str!("../../ontology/gazetteer/gazetteer.jsonl");
const CLASS: &str = "https://w3id.org/chancery/geopolitics#";
const ENTITY: &str = "https://w3id.org/chancery/gazetteer/";
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// An entity of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The id people write: `AZ`, `SUHH`, `nato`, `natural-gas`.
    pub id: String,
    /// The IRI, the same in every knowledge base.
    pub iri: String,
    /// Class IRIs.
    pub types: Vec<String>,
    /// One name a language, sorted by language.
    pub labels: Vec<Label>,
    /// Other names; the Arabic adjectives formed by rule are among them.
    pub aliases: Vec<Alias>,
    /// Codes in other lists.
    pub codes: Codes,
    /// Wikidata entity IRIs.
    pub same_as: Vec<String>,
    /// Wikidata entity IRIs of what has the same name and is a little less or more.
    pub close_match: Vec<String>,
    /// What a reader should know about the entry.
    pub note: Option<Label>,
}

impl Entity {
    /// Returns the label in a language.
    pub fn label(&self, lang: &str) -> Option<&str> {
        self.labels.iter().find(|label| label.lang == lang).map(|label| &*label.text)
    }
}

/// The name of an entity in one language.
///
/// Texts point into the embedded file: as strings of their own they would take most of the time of the first call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// BCP 47 tag.
    pub lang: Cow<'static, str>,
    /// The name.
    pub text: Cow<'static, str>,
}

/// Another name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// BCP 47 tag.
    pub lang: Cow<'static, str>,
    /// The name.
    pub text: Cow<'static, str>,
    /// What sort of name it is.
    pub kind: AliasKind,
}

/// What sort of name an alias is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AliasKind {
    /// A full or usual other name.
    Name,
    /// An abbreviation or a clipped form.
    Short,
    /// Another spelling.
    Variant,
    /// A place or building written for a government or organisation.
    Metonym,
    /// An adjective, or a noun for the people; in Arabic the masculine singular that [`nisba::forms`] inflects.
    Adjective,
}

/// Codes of an entity in other lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// ISO 3166-1 alpha-2, also where reserved or user-assigned.
    pub iso2: Option<String>,
    /// ISO 3166-1 alpha-3; of a dissolved state the one it had.
    pub iso3: Option<String>,
    /// UN M49 number, three digits.
    pub m49: Option<String>,
    /// Correlates of War country number; two entities share one where that list sees one state.
    pub cow: Option<String>,
}

/// Where a part of the data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Package or folder.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SPDX id, absent for what is the project's own.
    pub licence: Option<String>,
    /// Which fields come from it.
    pub gives: String,
}

/// The gazetteer.
#[derive(Debug)]
pub struct Gazetteer {
    version: String,
    sources: Vec<Source>,
    entities: Vec<Entity>,
    by_id: HashMap<String, usize>,
    by_wikidata: HashMap<String, usize>,
}

impl Gazetteer {
    /// Returns the gazetteer embedded in the program; the first call reads it.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Gazetteer> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(DATA).expect("the tests read the embedded file"))
    }

    /// Returns the entity with an id.
    pub fn get(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|index| &self.entities[*index])
    }

    /// Returns the entity with a Wikidata id, given as `Q227` or as the entity's IRI.
    ///
    /// An id that is only a close match finds its entity too.
    pub fn by_wikidata(&self, qid: &str) -> Option<&Entity> {
        let qid = qid.strip_prefix(WIKIDATA).unwrap_or(qid);
        self.by_wikidata.get(qid).map(|index| &self.entities[*index])
    }

    /// Returns all entities, sorted by id.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Returns a text that changes when the data does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns where the data comes from; the check record of every Wikidata id is here.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    fn read(data: &'static str) -> Result<Self, serde_json::Error> {
        let (header, records) = data.split_once('\n').unwrap_or((data, ""));
        let header: Header = serde_json::from_str(header)?;
        let mut entities = Vec::with_capacity(header.entities);
        let mut by_id = HashMap::with_capacity(header.entities);
        let mut by_wikidata = HashMap::with_capacity(header.entities);
        for line in records.lines() {
            let record: Record = serde_json::from_str(line)?;
            let index = entities.len();
            for qid in record.wikidata.iter().chain(&record.near) {
                by_wikidata.insert(qid.clone(), index);
            }
            by_id.insert(record.id.clone(), index);
            entities.push(record.entity());
        }
        let versions: Vec<&str> = header.sources.iter().map(|source| source.version.as_str()).collect();
        let version = format!("{}+{}", header.format, versions.join("+"));
        Ok(Self { version, sources: header.sources, entities, by_id, by_wikidata })
    }
}

#[derive(Deserialize)]
struct Header {
    format: u32,
    sources: Vec<Source>,
    entities: usize,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    r#type: &'static str,
    labels: Pairs<&'static str, &'static str>,
    #[serde(default)]
    aliases: Pairs<AliasKind, Pairs<&'static str, Vec<&'static str>>>,
    iso2: Option<String>,
    iso3: Option<String>,
    m49: Option<String>,
    cow: Option<String>,
    wikidata: Option<String>,
    #[serde(default)]
    near: Vec<String>,
    note: Option<String>,
}

impl Record {
    fn entity(self) -> Entity {
        let names = self.aliases.0.iter().flat_map(|(_, languages)| &languages.0).map(|(_, texts)| texts.len());
        let mut aliases = Vec::with_capacity(names.sum::<usize>() + 1);
        for (kind, languages) in self.aliases.0 {
            for (lang, texts) in languages.0 {
                aliases.extend(texts.into_iter().map(|text| Alias {
                    lang: lang.into(),
                    text: Cow::Borrowed(text),
                    kind,
                }));
            }
        }
        let labels: Vec<Label> =
            self.labels.0.into_iter().map(|(lang, text)| Label { lang: lang.into(), text: text.into() }).collect();
        aliases.extend(nisba_by_rule(self.r#type, &labels, &aliases));
        Entity {
            iri: format!("{ENTITY}{}", self.id),
            types: vec![format!("{CLASS}{}", self.r#type)],
            labels,
            aliases,
            codes: Codes { iso2: self.iso2, iso3: self.iso3, m49: self.m49, cow: self.cow },
            same_as: self.wikidata.iter().map(|qid| format!("{WIKIDATA}{qid}")).collect(),
            close_match: self.near.iter().map(|qid| format!("{WIKIDATA}{qid}")).collect(),
            note: self.note.map(|note| Label { lang: "en".into(), text: note.into() }),
            id: self.id,
        }
    }
}

/// The Arabic adjective of a polity, unless the data lists one.
fn nisba_by_rule(class: &str, labels: &[Label], aliases: &[Alias]) -> Option<Alias> {
    let listed = aliases.iter().any(|alias| alias.kind == AliasKind::Adjective && alias.lang == "ar");
    if class != "Polity" || listed {
        return None;
    }
    let label = labels.iter().find(|label| label.lang == "ar")?;
    let text = Cow::Owned(nisba::base(&label.text)?);
    Some(Alias { lang: "ar".into(), text, kind: AliasKind::Adjective })
}

/// The members of a JSON object, in the order of the file.
struct Pairs<K, V>(Vec<(K, V)>);

impl<K, V> Default for Pairs<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Pairs<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Members<K, V> {
            type Value = Pairs<K, V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Pairs(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}

#[cfg(test)]
mod tests;
