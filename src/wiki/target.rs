//! `[wiki.NAME]` of `chancery.toml`: which wiki, by which names it knows our terms and things, what may go there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use crate::query::Prefixes;

/// How statements are laid out in a wiki.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Layout {
    /// A statement of ours is a statement on the item of its subject.
    #[default]
    Direct,
}

impl Layout {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
        }
    }
}

/// The settings as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: String,
    api: String,
    concept_base: String,
    #[serde(default)]
    layout: Layout,
    #[serde(default)]
    languages: Vec<String>,
    contact: Option<String>,
    #[serde(default)]
    gates: Gates,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    rate: Rate,
}

/// The tables of [`Maps`].
const MAPS: [&str; 6] = ["properties", "entities", "roles", "units", "language_items", "certainty"];

/// What a wiki calls our terms and things; in the settings or in a file of their own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Maps {
    #[serde(default)]
    properties: BTreeMap<String, Property>,
    #[serde(default)]
    entities: BTreeMap<String, String>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
    #[serde(default)]
    units: BTreeMap<String, String>,
    #[serde(default)]
    language_items: BTreeMap<String, String>,
    #[serde(default)]
    certainty: BTreeMap<String, String>,
}

/// A property of a wiki.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Property {
    /// The id of one whose values are items.
    Item(String),
    /// The id, and what values it takes.
    Of {
        /// The id.
        id: String,
        /// What values it takes.
        #[serde(rename = "type")]
        kind: Datatype,
    },
}

/// What values a property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Datatype {
    /// Items.
    WikibaseItem,
    /// Texts without a language.
    String,
    /// Ids elsewhere.
    ExternalId,
    /// Addresses.
    Url,
    /// Texts in a language.
    Monolingualtext,
    /// Times.
    Time,
    /// Amounts.
    Quantity,
}

impl Property {
    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Item(id) | Self::Of { id, .. } => id,
        }
    }

    /// Returns what values it takes.
    #[must_use]
    pub const fn kind(&self) -> Datatype {
        match self {
            Self::Item(_) => Datatype::WikibaseItem,
            Self::Of { kind, .. } => *kind,
        }
    }
}

/// What goes to a wiki only if somebody says so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// Statements that speak of people.
    #[serde(default)]
    pub people: bool,
    /// What the policy withholds, but a named person accepted.
    #[serde(default)]
    pub reviewed: bool,
    /// Statements a qualifier of which the wiki cannot hold, without it.
    #[serde(default)]
    pub drop_qualifiers: bool,
}

/// How much a wiki takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Longest text, in characters.
    pub text: usize,
    /// Longest address, in characters.
    pub url: usize,
    /// Most spans quoted in one reference.
    pub quotes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // Wikibase's own defaults; Wikidata takes longer texts, and wants short quotes.
        Self { text: 400, url: 500, quotes: 2 }
    }
}

/// How fast is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rate {
    /// Most edits in a minute.
    pub edits_per_minute: u32,
    /// The lag of the wiki's copies beyond which it is left in peace, in seconds.
    pub maxlag: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self { edits_per_minute: 30, maxlag: 5 }
    }
}

/// A wiki, ready to be planned for.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name in the settings.
    pub name: String,
    /// The address of its `api.php`.
    pub api: Url,
    /// What the addresses of its entities begin with.
    pub concept_base: String,
    /// How statements are laid out.
    pub layout: Layout,
    /// The languages it knows; none written means any.
    pub languages: Vec<String>,
    /// An address for those who run the wiki, sent with every request.
    pub contact: Option<String>,
    /// What needs to be said to go there.
    pub gates: Gates,
    /// How much it takes.
    pub limits: Limits,
    /// How fast is written.
    pub rate: Rate,
    /// Properties by the IRI of our term.
    pub properties: BTreeMap<String, Property>,
    /// Items by the IRI of our thing.
    pub entities: BTreeMap<String, String>,
    /// Properties by what they are for; see [`ROLES`].
    pub roles: BTreeMap<String, String>,
    /// Items of units, by our word.
    pub units: BTreeMap<String, String>,
    /// Items of languages, by code.
    pub language_items: BTreeMap<String, String>,
    /// Items that say how sure something is.
    pub certainty: BTreeMap<String, String>,
}

/// What properties are needed for beside our terms, each with the values it takes.
pub const ROLES: [(&str, Datatype); 17] = [
    ("stated_in", Datatype::WikibaseItem),
    ("reference_url", Datatype::Url),
    ("title", Datatype::Monolingualtext),
    ("published", Datatype::Time),
    ("author", Datatype::WikibaseItem),
    ("author_name", Datatype::String),
    ("publisher", Datatype::WikibaseItem),
    ("language", Datatype::WikibaseItem),
    ("quotation", Datatype::Monolingualtext),
    ("retrieved", Datatype::Time),
    ("archive_url", Datatype::Url),
    ("point_in_time", Datatype::Time),
    ("start", Datatype::Time),
    ("end", Datatype::Time),
    ("earliest", Datatype::Time),
    ("latest", Datatype::Time),
    ("sourcing_circumstances", Datatype::WikibaseItem),
];

/// What is wrong with the settings of a wiki.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// There is no such wiki.
    #[error("there is no `[wiki.{name}]` in the settings{}", there_are(.known))]
    Missing {
        /// The name.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A setting is not right.
    #[error("`[wiki.{name}]`: {message}")]
    Form {
        /// The name.
        name: String,
        /// What is wrong.
        message: String,
    },
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() { String::new() } else { format!("; there are: {}", known.join(", ")) }
}

/// Returns the file with the names that a wiki has for our terms and things, if the settings name one.
#[must_use]
pub fn map_file(settings: &toml::Table, name: &str) -> Option<PathBuf> {
    settings.get(name)?.get("map")?.as_str().map(PathBuf::from)
}

impl Target {
    /// Reads a wiki's settings; `map` is the text of its [`map_file`].
    ///
    /// # Errors
    /// When there are none, or they are not right.
    pub fn read(
        settings: &toml::Table,
        name: &str,
        map: Option<&str>,
        prefixes: &Prefixes,
    ) -> Result<Self, TargetError> {
        let wrong = |message: String| TargetError::Form { name: name.to_owned(), message };
        let table = settings
            .get(name)
            .ok_or_else(|| TargetError::Missing { name: name.to_owned(), known: settings.keys().cloned().collect() })?;
        let refused = |error: toml::de::Error| wrong(error.message().to_owned());
        let (maps, rest) = table
            .as_table()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .partition(|(key, _): &(String, toml::Value)| MAPS.contains(&key.as_str()));
        let (maps, mut rest): (toml::Table, toml::Table) = (maps, rest);
        // Who reads the settings has read that file.
        rest.remove("map");
        let own: Maps = maps.try_into().map_err(refused)?;
        let written: Written = rest.try_into().map_err(refused)?;
        if written.kind != "wikibase" {
            return Err(wrong(format!("kind = \"{}\"; the only kind so far is wikibase", written.kind)));
        }
        let api = Url::parse(&written.api).map_err(|error| wrong(format!("api: {error}")))?;
        if !["http", "https"].contains(&api.scheme()) {
            return Err(wrong("api: only http and https addresses are asked".to_owned()));
        }
        if !api.username().is_empty() || api.password().is_some() {
            return Err(wrong("api: no user or password here; they belong into the environment".to_owned()));
        }
        let mut maps = match map {
            Some(text) => toml::from_str::<Maps>(text).map_err(|error| wrong(format!("map: {}", error.message())))?,
            None => Maps::default(),
        };
        maps.properties.extend(own.properties);
        maps.entities.extend(own.entities);
        maps.roles.extend(own.roles);
        maps.units.extend(own.units);
        maps.language_items.extend(own.language_items);
        maps.certainty.extend(own.certainty);
        check(&maps).map_err(wrong)?;
        let full = |short: &String| prefixes.expand(short).unwrap_or_else(|| short.clone());
        Ok(Self {
            name: name.to_owned(),
            api,
            concept_base: written.concept_base,
            layout: written.layout,
            languages: written.languages.iter().map(|tag| tag.to_ascii_lowercase()).collect(),
            contact: written.contact.filter(|text| text.chars().all(|one| (' '..='~').contains(&one))),
            gates: written.gates,
            limits: written.limits,
            rate: written.rate,
            properties: maps.properties.iter().map(|(short, property)| (full(short), property.clone())).collect(),
            entities: maps.entities.iter().map(|(short, item)| (full(short), item.clone())).collect(),
            roles: maps.roles,
            units: maps.units,
            language_items: maps.language_items,
            certainty: maps.certainty,
        })
    }

    /// Returns the property for a purpose.
    #[must_use]
    pub fn role(&self, role: &str) -> Option<&str> {
        self.roles.get(role).map(String::as_str)
    }

    /// Returns the code by which the wiki knows a language, if it does: the tag itself, else its first part.
    #[must_use]
    pub fn language(&self, tag: &str) -> Option<String> {
        let tag = tag.to_ascii_lowercase();
        if tag.is_empty() {
            return None;
        }
        if self.languages.is_empty() || self.languages.contains(&tag) {
            return Some(tag);
        }
        let main = tag.split('-').next().unwrap_or_default().to_owned();
        self.languages.contains(&main).then_some(main)
    }
}

/// Says whether a text is the id of an item (`Q`) or property (`P`).
#[must_use]
pub fn is_id(text: &str, letter: char) -> bool {
    text.strip_prefix(letter).is_some_and(|number| {
        !number.starts_with('0') && (1..=10).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn check(maps: &Maps) -> Result<(), String> {
    let properties = maps.properties.iter().map(|(term, property)| (term, property.id())).chain(by_name(&maps.roles));
    for (name, id) in properties {
        if !is_id(id, 'P') {
            return Err(format!("`{name} = \"{id}\"`: a property is written P and a number"));
        }
    }
    for map in [&maps.entities, &maps.units, &maps.language_items, &maps.certainty] {
        if let Some((name, id)) = by_name(map).find(|(_, id)| !is_id(id, 'Q')) {
            return Err(format!("`{name} = \"{id}\"`: an item is written Q and a number"));
        }
    }
    match maps.roles.keys().find(|name| !ROLES.iter().any(|(role, _)| role == name)) {
        Some(strange) => {
            Err(format!("there is no role `{strange}`; roles are {}", ROLES.map(|role| role.0).join(", ")))
        }
        None => Ok(()),
    }
}

fn by_name(map: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &str)> {
    map.iter().map(|(name, id)| (name, id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iri::Base;

    fn read(text: &str, map: Option<&str>) -> Result<Target, String> {
        let settings: toml::Table = text.parse().unwrap();
        Target::read(&settings, "w", map, &Prefixes::new(&Base::default())).map_err(|error| error.to_string())
    }

    const BASIC: &str =
        "[w]\nkind = \"wikibase\"\napi = \"http://127.0.0.1/w/api.php\"\nconcept_base = \"http://w/entity/\"\n";

    #[test]
    fn names_are_read_from_both_places() {
        let map = "[properties]\n\"gp:supplies\" = \"P1\"\n\"gp:carries\" = { id = \"P2\", type = \"quantity\" }\n[entities]\n\"https://e/a\" = \"Q1\"";
        let text = format!("{BASIC}languages = [\"en\", \"AR\"]\n[w.properties]\n\"gp:supplies\" = \"P9\"\n");
        let target = read(&text, Some(map)).unwrap();
        assert_eq!(target.properties[crate::vocab::gp::SUPPLIES].id(), "P9");
        assert_eq!(target.properties["https://w3id.org/chancery/geopolitics#carries"].kind(), Datatype::Quantity);
        assert_eq!(target.entities["https://e/a"], "Q1");
        assert_eq!((target.language("ar-EG"), target.language("fr")), (Some("ar".to_owned()), None));
        assert!(!target.gates.people && !target.gates.reviewed && !target.gates.drop_qualifiers);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("[x]\n".to_owned(), "there is no `[wiki.w]`"),
            (BASIC.replace("wikibase", "wordpress"), "the only kind"),
            (BASIC.replace("http://127", "http://user:secret@127"), "belong into the environment"),
            (BASIC.replace("http://127.0.0.1/w", "file:///w"), "only http"),
            (format!("{BASIC}colour = 1\n"), "colour"),
            (format!("{BASIC}[w.entities]\n\"https://e/a\" = \"P1\"\n"), "an item is written Q"),
            (format!("{BASIC}[w.roles]\nquote = \"P1\"\n"), "there is no role `quote`"),
        ] {
            let error = read(&text, None).unwrap_err();
            assert!(error.contains(expected) && !error.contains("secret"), "{error}");
        }
    }
}
