//! What articles share: the entities and terms they use, described once for all of them.

use std::collections::BTreeSet;

use foldhash::HashSet;

use crate::iri::WIKIDATA;
use crate::ontology::gazetteer::{AliasKind, Entity};
use crate::rdf::{NamedOrBlankNode, Object, QuadSink, Term as RdfTerm};
use crate::statement::{Context, EntityRef, Value};
use crate::vocab::{gp, rdf, rdfs, skos, st, xsd};

/// Shared entities and terms that a run has met.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Used {
    entities: HashSet<u32>,
    terms: HashSet<String>,
}

impl Used {
    pub(super) fn note_entity(&mut self, entity: EntityRef) {
        if let EntityRef::Shared(number) = entity {
            self.entities.insert(number);
        }
    }

    pub(super) fn note_term(&mut self, iri: &str) {
        if !self.terms.contains(iri) {
            self.terms.insert(iri.to_owned());
        }
    }

    pub(super) fn note_value(&mut self, value: &Value<'_>) {
        match value {
            Value::Entity(entity) => self.note_entity(*entity),
            Value::Concept(term) => self.note_term(&term.iri),
            _ => {}
        }
    }

    /// Takes in what another worker or article has met.
    pub fn absorb(&mut self, other: Self) {
        self.entities.extend(other.entities);
        self.terms.extend(other.terms);
    }

    /// Notes the entities and terms with these IRIs, as remembered from an earlier run.
    pub fn note_iris<'i>(&mut self, iris: impl IntoIterator<Item = &'i str>, context: &Context) {
        for iri in iris {
            match context.catalog.by_iri(iri) {
                Some(number) => {
                    self.entities.insert(number);
                }
                None => self.note_term(iri),
            }
        }
    }

    /// Returns the IRIs of everything met, in a fixed order.
    pub fn iris<'u>(&'u self, context: &'u Context) -> impl Iterator<Item = &'u str> {
        let entities = self.entities.iter().map(|number| context.catalog.entity(*number).iri.as_str());
        entities.chain(self.terms.iter().map(String::as_str))
    }
}

/// Writes the descriptions of everything used: labels, types, codes, definitions; sorted by IRI.
pub fn describe_shared(used: &Used, context: &Context, sink: &mut impl QuadSink) {
    let mut entities: Vec<&Entity> = used.entities.iter().map(|number| context.catalog.entity(*number)).collect();
    entities.sort_by(|a, b| a.iri.cmp(&b.iri));
    let mut terms: BTreeSet<String> = used.terms.iter().cloned().collect();
    for entity in entities {
        terms.extend(entity.types.iter().cloned());
        describe_entity(entity, sink);
    }
    for iri in std::mem::take(&mut terms) {
        if let Some(event_type) = context.ontology.term(&iri).and_then(|term| term.event_type.clone()) {
            terms.insert(event_type);
        }
        terms.insert(iri);
    }
    for iri in &terms {
        describe_term(iri, context, sink);
    }
}

fn describe_entity(entity: &Entity, sink: &mut impl QuadSink) {
    let iri = entity.iri.as_str();
    for class in &entity.types {
        sink.quad(iri, rdf::TYPE, Object::Iri(class), None);
    }
    for label in &entity.labels {
        sink.quad(iri, rdfs::LABEL, Object::LangText(&label.text, &label.lang), None);
    }
    if !iri.starts_with(crate::iri::GAZETTEER) {
        for alias in entity.aliases.iter().filter(|alias| alias.kind == AliasKind::Name) {
            sink.quad(iri, skos::ALT_LABEL, Object::LangText(&alias.text, &alias.lang), None);
        }
    }
    let codes = [
        (gp::ISO3166_ALPHA2, &entity.codes.iso2),
        (gp::ISO3166_ALPHA3, &entity.codes.iso3),
        (gp::UN_M49, &entity.codes.m49),
    ];
    for (property, code) in codes {
        if let Some(code) = code {
            sink.quad(iri, property, Object::Text(code), None);
        }
    }
    for same in &entity.same_as {
        sink.quad(iri, skos::EXACT_MATCH, Object::Iri(same), None);
    }
    for close in &entity.close_match {
        sink.quad(iri, skos::CLOSE_MATCH, Object::Iri(close), None);
    }
    debug_assert!(entity.same_as.iter().all(|iri| !iri.starts_with(WIKIDATA) || iri.len() > WIKIDATA.len() + 1));
    if let Some(note) = &entity.note {
        sink.quad(iri, st::NOTE, Object::LangText(&note.text, &note.lang), None);
    }
}

fn describe_term(iri: &str, context: &Context, sink: &mut impl QuadSink) {
    for triple in context.ontology.triples_of(iri) {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        match &triple.object {
            RdfTerm::NamedNode(object) => {
                sink.quad(subject.as_str(), triple.predicate.as_str(), Object::Iri(object.as_str()), None);
            }
            RdfTerm::Literal(literal) => {
                let object = match literal.language() {
                    Some(language) => Object::LangText(literal.value(), language),
                    None if literal.datatype().as_str() == xsd::STRING => Object::Text(literal.value()),
                    None => Object::Typed(literal.value(), literal.datatype().as_str()),
                };
                sink.quad(subject.as_str(), triple.predicate.as_str(), object, None);
            }
            _ => {}
        }
    }
}
