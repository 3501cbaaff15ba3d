//! Articles with their metadata and entities, and the entities that articles share.

use serde_json::{Map, Value, json};

use super::Importer;
use super::graph::literal;
use super::value::push;
use crate::iri::segment_text;
use crate::rdf::{Object, bare_iri, read_object};
use crate::vocab::{dct, gp, rdfs, schema, skos, st};

impl<'a> Importer<'_, 'a> {
    /// Returns the dossier of an article.
    pub(super) fn dossier(&mut self, article: &'a str, id: &str) -> Value {
        self.language = self.graph.text(article, schema::IN_LANGUAGE).unwrap_or_default();
        let mut dossier = Map::new();
        dossier.insert("article".to_owned(), Value::Object(self.metadata(article, id)));
        let entities = self.entities(id);
        if !entities.is_empty() {
            dossier.insert("entities".to_owned(), Value::Object(entities));
        }
        let statements = self.statements(article);
        dossier.insert("statements".to_owned(), Value::Array(statements));
        Value::Object(dossier)
    }

    fn metadata(&mut self, article: &'a str, id: &str) -> Map<String, Value> {
        let graph = self.graph;
        let mut fields = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        let iri = |property| graph.iri(article, property).map(Value::from);
        let text = |property| graph.text(article, property).map(Value::from);
        put("id", Some(id.into()));
        put("url", iri(schema::URL));
        put("archive_url", iri(st::ARCHIVE_URL));
        put("title", self.words(article, schema::HEADLINE));
        put("author", self.agents(article, schema::AUTHOR, "author"));
        put("publisher", self.agents(article, schema::PUBLISHER, "publisher"));
        put("published", self.date(article, schema::DATE_PUBLISHED));
        put("retrieved", self.date(article, st::RETRIEVED));
        put("language", text(schema::IN_LANGUAGE));
        put("text_sha256", text(st::TEXT_SHA256));
        put("licence", iri(dct::LICENSE).or_else(|| text(dct::LICENSE)));
        let other = |iri: &str| self.article_id(iri).unwrap_or_else(|| iri.to_owned());
        put("reprint_of", graph.iri(article, st::REPRINT_OF).map(|iri| other(iri).into()));
        put("corrects", graph.iri(article, st::CORRECTS).map(|iri| other(iri).into()));
        let note = text(st::RETRACTION_NOTE);
        let retracted = match text(st::RETRACTED) {
            Some(Value::String(date)) if date != "true" => Some(json!({ "date": date })),
            Some(_) if note.is_some() => Some(json!({})),
            Some(_) => Some(Value::Bool(true)),
            None => None,
        };
        put(
            "retracted",
            retracted.map(|mut retracted| {
                if let (Some(fields), Some(note)) = (retracted.as_object_mut(), note) {
                    fields.insert("note".to_owned(), note);
                }
                retracted
            }),
        );
        let mut grade = Map::new();
        let parts = [
            ("source", text(st::SOURCE_GRADE)),
            ("credibility", text(st::CREDIBILITY)),
            ("assert", text(st::NEVER_ASSERT).map(|_| "never".into())),
        ];
        for (name, part) in parts {
            if let Some(part) = part {
                grade.insert(name.to_owned(), part);
            }
        }
        put("grade", (!grade.is_empty()).then_some(Value::Object(grade)));
        fields
    }

    fn date(&self, article: &str, property: &str) -> Option<Value> {
        let object = self.graph.one(article, property)?;
        match bare_iri(object) {
            Some(node) => self.unknown(node).map(Value::Object),
            None => literal(object).map(Value::from),
        }
    }

    fn agents(&self, article: &str, property: &str, place: &str) -> Option<Value> {
        let above = format!("{article}/{place}/");
        let mut fixed = Vec::new();
        let mut rest = Vec::new();
        for iri in self.graph.all(article, property).filter_map(bare_iri) {
            match iri.strip_prefix(&above).and_then(|number| number.parse::<usize>().ok()) {
                Some(number) => {
                    let unknown = self.unknown(iri).map(Value::Object);
                    let name = self.words(iri, rdfs::LABEL).map(|name| json!({ "name": name }));
                    fixed.push((number, unknown.or(name)?));
                }
                None => rest.push(self.entity_name(iri).into()),
            }
        }
        super::value::in_order(fixed, rest)
    }

    /// Returns texts by language, a text in the article's language alone, or nothing.
    pub(super) fn words(&self, node: &str, property: &str) -> Option<Value> {
        let mut map = self.language_map(node, property)?;
        match map.as_object_mut() {
            Some(texts) if texts.len() == 1 && texts.get(&self.language).is_some_and(Value::is_string) => {
                texts.remove(&self.language)
            }
            _ => Some(map),
        }
    }

    fn language_map(&self, node: &str, property: &str) -> Option<Value> {
        let mut map = Map::new();
        for object in self.graph.all(node, property) {
            let mut scratch = String::new();
            if let Object::LangText(text, language) = read_object(object, &mut scratch) {
                push(&mut map, language, text.into());
            }
        }
        (!map.is_empty()).then_some(Value::Object(map))
    }

    fn entities(&mut self, id: &str) -> Map<String, Value> {
        let above = self.context.base.article_entity(id, "");
        let mut entities = Map::new();
        for subject in self.graph.subjects() {
            let Some(own) = subject.strip_prefix(&above).filter(|own| !own.contains('/')).and_then(segment_text) else {
                continue;
            };
            entities.insert(own, Value::Object(self.entity(subject)));
        }
        entities
    }

    fn entity(&mut self, iri: &'a str) -> Map<String, Value> {
        let graph = self.graph;
        let (mut entity, mut types, mut same) = (Map::new(), Vec::new(), Vec::new());
        let described = graph.all(iri, st::DESCRIBED_AS).filter_map(bare_iri);
        let written = graph.all(iri, crate::vocab::rdf::TYPE).filter_map(bare_iri);
        for class in graph.named_types(iri).into_iter().chain(written).chain(described) {
            match self.context.ontology.class(class).filter(|_| class != st::DESCRIBED_CLASS) {
                Some(term) => {
                    let short = self.context.ontology.class(&term.local).is_some_and(|known| known.iri == term.iri);
                    types.push(Value::from(if short { term.local.clone() } else { term.iri.clone() }));
                }
                None if class != st::DESCRIBED_CLASS => same.push(class),
                None => {}
            }
        }
        same.extend(graph.all(iri, skos::EXACT_MATCH).filter_map(bare_iri));
        types.dedup();
        if !types.is_empty() {
            entity.insert("type".to_owned(), one_or_more(types));
        }
        for (name, property) in [("label", rdfs::LABEL), ("aliases", skos::ALT_LABEL)] {
            if let Some(texts) = self.language_map(iri, property) {
                entity.insert(name.to_owned(), texts);
            }
        }
        if !same.is_empty() {
            entity.insert("same_as".to_owned(), one_or_more(same.into_iter().map(Value::from).collect()));
        }
        if let Some(note) = graph.text(iri, st::NOTE) {
            entity.insert("note".to_owned(), note.into());
        }
        entity
    }

    /// Entities shared by the knowledge base; those of the gazetteer are known everywhere.
    pub(super) fn shared(&mut self, entities: &mut Map<String, Value>) {
        let above = self.context.base.entity("");
        for subject in self.graph.subjects() {
            let Some(id) = subject.strip_prefix(&above).filter(|id| !id.contains('/')).and_then(segment_text) else {
                continue;
            };
            let entity = self.entity(subject);
            for (property, code) in [(gp::ISO3166_ALPHA2, "ISO 3166"), (gp::UN_M49, "UN M49")] {
                if self.graph.one(subject, property).is_some() {
                    self.problem(subject, &format!("a code of {code}, which only the gazetteer has"));
                }
            }
            entities.insert(id, Value::Object(entity));
        }
    }
}

/// One value alone, several as a list.
pub(super) fn one_or_more(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}
