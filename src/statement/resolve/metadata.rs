//! What stands before the statements: the article's own entities and its metadata.

use super::Resolver;
use crate::dossier::{self, EntityEntry, LangMap, Text};
use crate::finding::Code;
use crate::ontology::Term;
use crate::statement::{About, AgentRef, LangText, LocalEntity, Origin, Retraction, Time, lookup, value};

impl<'a> Resolver<'a> {
    pub(super) fn define_entities(&mut self, entries: Vec<EntityEntry<'a>>) {
        for entry in entries {
            let number = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
            if self.context.catalog.by_id(&entry.id.value).is_some() {
                let message = format!("`{}` hides a shared entity with the same id", entry.id.value);
                self.report(Code::ShadowedEntity, entry.id.span, message);
            }
            let types = self.types(entry.types);
            let entity = LocalEntity {
                iri: self.context.base.article_entity(&self.article_id, &entry.id.value),
                id: entry.id.value.clone(),
                types,
                labels: self.texts(entry.label),
                aliases: self.texts(entry.aliases),
                same_as: self.same_as(entry.same_as),
                described: self.texts(entry.described),
                note: entry.note.map(|note| note.value),
                span: entry.id.span,
                origin: Origin::Defined,
                used: false,
            };
            self.entity_by_id.entry(entry.id.value).or_insert(number);
            self.entities.push(entity);
        }
        if !self.entities.is_empty() {
            self.entity_names = Some(lookup::index_of(&self.entities));
        }
    }

    pub(in crate::statement) fn types(&mut self, written: Vec<Text<'a>>) -> Vec<&'a Term> {
        let ontology = &self.context.ontology;
        let mut types = Vec::with_capacity(written.len());
        for name in written {
            match ontology.class(&name.value) {
                Some(class) => types.push(class),
                None => {
                    let near = ontology.nearest_class(&name.value).map(str::to_owned);
                    let message = format!("`{}` is not a type of the ontology", name.value);
                    let advice = "`chancery ontology --kind class` lists them; without a type it is only described";
                    self.suggest(Code::UnknownType, name.span, message, near.as_deref(), advice);
                }
            }
        }
        types
    }

    pub(in crate::statement) fn same_as(&mut self, written: Vec<Text<'a>>) -> Vec<String> {
        let mut iris = Vec::with_capacity(written.len());
        for text in written {
            match lookup::outside_iri(&text.value) {
                Some(iri) => iris.push(iri),
                None => {
                    let message = format!("`{}` is neither `wikidata:Q…` nor an absolute IRI", text.value);
                    let is_bare = text.value.strip_prefix('Q').is_some_and(|rest| rest.parse::<u64>().is_ok());
                    let hint = if is_bare {
                        format!("write `wikidata:{}`", text.value)
                    } else {
                        "write `wikidata:` and the number with its Q, or an address with its scheme".to_owned()
                    };
                    self.report(Code::BadValue, text.span, message).hints.push(hint);
                }
            }
        }
        iris
    }

    /// Gives bare texts the language of the article.
    pub(in crate::statement) fn texts(&self, map: LangMap<'a>) -> Vec<LangText<'a>> {
        map.texts
            .into_iter()
            .map(|(lang, text)| LangText {
                lang: lang.map_or_else(|| self.language.clone(), |lang| lang.value),
                text: text.value,
            })
            .collect()
    }

    pub(super) fn about(&mut self, entry: dossier::ArticleEntry<'a>) -> About<'a> {
        let other = |text: Option<Text<'a>>| {
            text.map(|text| {
                if crate::iri::is_iri(&text.value) {
                    text.value.into_owned()
                } else {
                    self.context.base.article(&text.value)
                }
            })
        };
        let reprint_of = other(entry.reprint_of);
        let corrects = other(entry.corrects);
        let grade = entry.grade.unwrap_or_default();
        About {
            url: entry.url.map(|text| text.value),
            archive_url: entry.archive_url.map(|text| text.value),
            authors: self.agents(entry.author),
            publishers: self.agents(entry.publisher),
            published: entry.published.and_then(|known| self.known_time(known)),
            retrieved: entry.retrieved.and_then(|known| self.known_time(known)),
            title: self.texts(entry.title),
            language: entry.language.value,
            text_sha256: entry.text_sha256.map(|text| text.value),
            licence: entry.licence.map(|text| text.value),
            reprint_of,
            corrects,
            retracted: entry.retracted.map(|retraction| Retraction {
                date: retraction.date.and_then(|date| self.edtf(&date)),
                note: retraction.note.map(|note| note.value),
            }),
            source_grade: grade.source.map(|text| text.value),
            credibility: grade.credibility.map(|text| text.value),
            never_assert: grade.never_assert,
        }
    }

    fn agents(&mut self, agents: Vec<dossier::Agent<'a>>) -> Vec<AgentRef<'a>> {
        agents
            .into_iter()
            .filter_map(|agent| match agent {
                dossier::Agent::Entity(text) => self.entity(&text).map(AgentRef::Entity),
                dossier::Agent::Name(map, _) => Some(AgentRef::Named(self.texts(map))),
                dossier::Agent::Unknown(unknown) => Some(AgentRef::Unknown(value::unknown(unknown))),
            })
            .collect()
    }

    fn known_time(&mut self, known: dossier::Known<'a>) -> Option<Time<'a>> {
        match known {
            dossier::Known::Text(text) => self.edtf(&text).map(Time::Known),
            dossier::Known::Unknown(unknown) => Some(Time::Unknown(value::unknown(unknown))),
        }
    }
}
