//! Things that claims speak of: what dossiers call them, and their names, shared by all dossiers of the import.

use serde_json::{Map, Value, json};

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::literal;
use super::report::{Report, Unit};
use super::words::Name;
use crate::digest::Digest;
use crate::iri::WIKIDATA;
use crate::ontology::verdicts::verdict_in;
use crate::statement::{Context, outside_iri};

/// The same namespace as it is often written.
const WIKIDATA_HTTPS: &str = "https://www.wikidata.org/entity/";

/// What is known of something.
#[derive(Debug, Default)]
struct Names(Vec<Called>);

/// One name.
#[derive(Debug)]
struct Called {
    kind: Name,
    language: String,
    text: String,
    /// It stands in the input, and is not made of an address here.
    read: bool,
}

/// Something that a dossier names.
#[derive(Debug)]
struct Used {
    key: String,
    /// What dossiers write.
    written: String,
    /// It is not known by an address, so it must be defined.
    defined: bool,
    note: Option<&'static str>,
}

/// The things of an import.
pub(super) struct Entities<'c> {
    context: &'c Context,
    used: Vec<Used>,
    by_key: HashMap<String, usize>,
    ids: HashSet<String>,
    names: HashMap<String, Names>,
    named: Vec<String>,
    blank: usize,
}

impl<'c> Entities<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        Self {
            context,
            used: Vec::new(),
            by_key: HashMap::new(),
            ids: HashSet::new(),
            names: HashMap::new(),
            named: Vec::new(),
            blank: 0,
        }
    }

    /// Returns what dossiers write for an IRI.
    pub(super) fn iri(&mut self, iri: &str) -> String {
        let key = canonical(iri);
        if let Some(&number) = self.by_key.get(&key) {
            return self.used[number].written.clone();
        }
        let catalog = &self.context.catalog;
        let known = catalog.by_iri(&key).map(|number| catalog.entity(number).id.clone());
        let known = known.filter(|id| catalog.by_id(id).is_some_and(|number| catalog.entity(number).iri == key));
        let short = key.strip_prefix(WIKIDATA).map(|id| format!("wikidata:{id}"));
        let short = short.filter(|written| outside_iri(written).is_some());
        let written = known.or(short).or_else(|| outside_iri(&key).map(|_| key.clone()));
        match written {
            Some(written) => self.add(key, written, false, None),
            None => {
                let id = self.free_id(&literal::local_name(iri), iri);
                self.call(&key, Called::made(iri));
                self.add(key, id, true, Some("its address is of a scheme that only stands here as a name"))
            }
        }
    }

    /// Returns what dossiers write for a node that the input gives no name.
    pub(super) fn blank(&mut self, key: &str) -> String {
        if let Some(&number) = self.by_key.get(key) {
            return self.used[number].written.clone();
        }
        self.blank += 1;
        let id = self.free_id(&format!("thing-{}", self.blank), "");
        self.add(key.to_owned(), id, true, Some("the input gives it no address"))
    }

    /// Returns an entity for something that is known by a name only.
    pub(super) fn named(&mut self, name: &str, note: &'static str) -> String {
        let key = format!("\u{0}{name}");
        if let Some(&number) = self.by_key.get(&key) {
            return self.used[number].written.clone();
        }
        let id = self.free_id(&literal::slug(name), name);
        self.call(&key, Called::made(name));
        self.add(key, id, true, Some(note))
    }

    fn add(&mut self, key: String, written: String, defined: bool, note: Option<&'static str>) -> String {
        self.by_key.insert(key.clone(), self.used.len());
        self.used.push(Used { key, written: written.clone(), defined, note });
        written
    }

    /// Returns an id that no other entity has and that tells no verdict.
    fn free_id(&mut self, proposed: &str, iri: &str) -> String {
        let digest = Digest::of(iri.as_bytes()).short();
        let proposed = if proposed.is_empty() || verdict_in(proposed).is_some() { &*digest } else { proposed };
        let mut id = proposed.to_owned();
        let mut number = 1;
        while self.context.catalog.by_id(&id).is_some()
            || !self.context.catalog.by_name(&id).is_empty()
            || matches!(&*id, "author" | "unnamed")
            || !self.ids.insert(id.clone())
        {
            id = match number {
                1 if !iri.is_empty() => format!("{proposed}-{digest}"),
                _ => format!("{proposed}-{number}"),
            };
            number += 1;
        }
        id
    }

    /// Names something; which names are of use is counted in [`Entities::finish`].
    pub(super) fn label(&mut self, key: &str, kind: Name, language: &str, text: &str) {
        self.call(&canonical(key), Called { kind, language: language.to_owned(), text: text.to_owned(), read: true });
    }

    fn call(&mut self, key: &str, called: Called) {
        let names = self.names.entry(key.to_owned()).or_insert_with(|| {
            self.named.push(key.to_owned());
            Names::default()
        });
        names.0.push(called);
    }

    /// Returns the labels of something, by language; none of them passes a verdict.
    pub(super) fn labels_of(&self, key: &str) -> impl Iterator<Item = (&str, &str)> {
        let called = self.names.get(&canonical(key)).into_iter().flat_map(|names| &names.0);
        called.filter(|called| called.is_neutral_label()).map(|called| (&*called.language, &*called.text))
    }

    /// Returns `entities/*.yaml` of the import, and counts the names that no entity bears.
    ///
    /// Labels of what `names_predicate` knows stand in the vocabulary.
    pub(super) fn finish(mut self, report: &mut Report, names_predicate: impl Fn(&str) -> bool) -> Map<String, Value> {
        let mut entities = Map::new();
        for used in std::mem::take(&mut self.used) {
            let names = self.names.remove(&used.key);
            let catalog = &self.context.catalog;
            if !used.defined && (catalog.by_iri(&used.key).is_some() || catalog.by_same_as(&used.key).is_some()) {
                leave(names, "name of something that is known already", &used.key, report);
                continue;
            }
            let mut entity = names.map(|names| written(names, report)).unwrap_or_default();
            if entity.is_empty() && !used.defined {
                continue;
            }
            let id = if used.defined {
                used.written
            } else {
                entity.insert("same_as".to_owned(), used.written.clone().into());
                self.free_id(&literal::local_name(&used.key), &used.key)
            };
            if let Some(note) = used.note {
                entity.insert("note".to_owned(), note.into());
            }
            entities.insert(id, Value::Object(entity));
        }
        for key in std::mem::take(&mut self.named) {
            let Some(mut names) = self.names.remove(&key) else { continue };
            if names_predicate(&key) {
                let all = names.0.len();
                names.0.retain(|called| !called.is_neutral_label());
                report.used += (all - names.0.len()) as u64;
            }
            leave(Some(names), "name of something that no claim speaks of", &key, report);
        }
        entities
    }
}

impl Called {
    /// Returns a name made of an address.
    fn made(text: &str) -> Self {
        Self { kind: Name::Label, language: "und".to_owned(), text: text.to_owned(), read: false }
    }

    fn is_neutral_label(&self) -> bool {
        self.kind == Name::Label && verdict_in(&self.text).is_none()
    }
}

/// Writes Wikidata's IRIs in one way.
fn canonical(iri: &str) -> String {
    iri.strip_prefix(WIKIDATA_HTTPS).map_or_else(|| iri.to_owned(), |id| format!("{WIKIDATA}{id}"))
}

fn leave(names: Option<Names>, kind: &str, key: &str, report: &mut Report) {
    for called in names.into_iter().flat_map(|names| names.0).filter(|called| called.read) {
        report.leave(Unit::Part, kind, &format!("<{key}> “{}”@{}", called.text, called.language));
    }
}

/// Returns labels and aliases; a second label in a language is one more alias.
fn written(mut names: Names, report: &mut Report) -> Map<String, Value> {
    let (mut labels, mut aliases) = (Map::new(), Map::<String, Value>::new());
    names.0.sort_by_key(|called| called.kind != Name::Label);
    for Called { kind, language, text, read } in names.0 {
        if verdict_in(&text).is_some() {
            if read {
                report.leave(Unit::Part, "name with a word of verdict", &format!("“{text}”@{language}"));
            }
            continue;
        }
        report.used += u64::from(read);
        if kind == Name::Label && !labels.contains_key(&language) {
            labels.insert(language, text.into());
            continue;
        }
        match aliases.get_mut(&language) {
            Some(Value::Array(list)) => list.push(text.into()),
            _ => drop(aliases.insert(language, json!([text]))),
        }
    }
    let mut entity = Map::new();
    for (name, texts) in [("label", labels), ("aliases", aliases)] {
        if !texts.is_empty() {
            entity.insert(name.to_owned(), Value::Object(texts));
        }
    }
    entity
}
