//! Finding the entity a name means: ids shadow by level, names are looked up on all levels at once.

use std::borrow::Cow;

use super::resolve::Resolver;
use super::{EntityRef, LocalEntity, Origin};
use crate::dossier::Text;
use crate::finding::{Code, Finding};
use crate::iri::WIKIDATA;
use crate::ontology::gazetteer::AliasKind;
use crate::ontology::names::NameIndex;

impl<'a> Resolver<'a> {
    /// Finds the entity that a written id or name means, or reports why there is none.
    pub(super) fn entity(&mut self, written: &Text<'a>) -> Option<EntityRef> {
        if let Some(entity) = self.entity_by_id(&written.value) {
            return Some(entity);
        }
        if let Some(iri) = outside_iri(&written.value) {
            return Some(self.outside_entity(iri, written));
        }
        self.entity_by_name(written)
    }

    /// Says whether an id or a name means at least one entity.
    pub(super) fn is_entity(&self, written: &str) -> bool {
        self.entity_by_id.contains_key(written)
            || self.context.catalog.by_id(written).is_some()
            || outside_iri(written).is_some()
            || !self.context.catalog.by_name(written).is_empty()
            || self.entity_names.as_ref().is_some_and(|names| !names.lookup(written).is_empty())
    }

    fn entity_by_id(&mut self, id: &str) -> Option<EntityRef> {
        if let Some(&number) = self.entity_by_id.get(id) {
            self.entities[number as usize].used = true;
            return Some(EntityRef::Local(number));
        }
        self.context.catalog.by_id(id).map(EntityRef::Shared)
    }

    fn entity_by_name(&mut self, written: &Text<'a>) -> Option<EntityRef> {
        let shared = self.context.catalog.by_name(&written.value);
        let own = self.entity_names.as_ref().map(|names| names.lookup(&written.value)).unwrap_or_default();
        let hits = shared.iter().map(|hit| (EntityRef::Shared(hit.entity), hit.kind));
        let hits = hits.chain(own.iter().map(|hit| (EntityRef::Local(hit.entity), hit.kind))).collect::<Vec<_>>();
        // What bears the name yields to nothing; a metonym or an adjective yields to what bears it.
        let bears = |kind: AliasKind| !matches!(kind, AliasKind::Metonym | AliasKind::Adjective);
        let any_bears = hits.iter().any(|(_, kind)| bears(*kind));
        let mut candidates: Vec<EntityRef> =
            hits.into_iter().filter(|(_, kind)| bears(*kind) || !any_bears).map(|(entity, _)| entity).collect();
        candidates.sort_unstable();
        candidates.dedup();
        match candidates[..] {
            [entity] => {
                if let EntityRef::Local(number) = entity {
                    self.entities[number as usize].used = true;
                }
                Some(entity)
            }
            [] => {
                self.report_unknown(written);
                None
            }
            _ => {
                let listed: Vec<String> = candidates
                    .iter()
                    .map(|candidate| format!("`{}` ({})", self.id_of(*candidate), self.name_of(*candidate)))
                    .collect();
                let message = format!("`{}` may be {}", written.value, listed.join(" or "));
                self.report(Code::AmbiguousName, written.span, message)
                    .hints
                    .push("write the id of the one that is meant".to_owned());
                None
            }
        }
    }

    fn report_unknown(&mut self, written: &Text<'a>) {
        let near = self.context.catalog.nearest(&written.value);
        let local =
            crate::dossier::nearest(&written.value, self.entities.iter().map(|entity| &*entity.id)).map(str::to_owned);
        let near = local.or_else(|| near.into_iter().next().map(|(_, name)| name));
        let message = format!("no entity is called `{}`", written.value);
        let upper = written.value.to_uppercase();
        let short = if self.statement_by_id.contains_key(&*written.value) {
            Some(format!("that is a statement: write `{{statement: {}}}`", written.value))
        } else if let Some(number) = written.value.strip_prefix("wikidata:").filter(|rest| rest.parse::<u64>().is_ok())
        {
            Some(format!("write `wikidata:Q{number}`"))
        } else if written.value.len() <= 3 && upper != written.value && self.context.catalog.by_id(&upper).is_some() {
            Some(format!("codes are in capitals: did you mean `{upper}`?"))
        } else {
            None
        };
        if let Some(hint) = short {
            self.report(Code::UnknownEntity, written.span, message).hints.push(hint);
            return;
        }
        self.findings.push(
            Finding::new(Code::UnknownEntity, self.source, written.span, message).with_suggestion(near.as_deref()),
        );
        if let Some(finding) = self.findings.last_mut() {
            finding.hints.push(
                "define it under `entities:`, or write `{label: …, type: …}` here; free words are `{text: …}`"
                    .to_owned(),
            );
        }
    }

    /// Returns an entity known by an outside IRI, the catalog's own where it has one.
    fn outside_entity(&mut self, iri: String, written: &Text<'a>) -> EntityRef {
        if let Some(number) = self.context.catalog.by_same_as(&iri) {
            return EntityRef::Shared(number);
        }
        if let Some(&number) = self.entity_by_iri.get(&iri) {
            return EntityRef::Local(number);
        }
        let entity = LocalEntity {
            id: Cow::Borrowed(""),
            iri: iri.clone(),
            types: Vec::new(),
            labels: Vec::new(),
            aliases: Vec::new(),
            same_as: Vec::new(),
            described: Vec::new(),
            note: None,
            span: written.span,
            origin: Origin::Outside,
            used: true,
        };
        let number = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
        self.entity_by_iri.insert(iri, number);
        self.entities.push(entity);
        EntityRef::Local(number)
    }

    /// Returns the id people would write for an entity.
    pub(super) fn id_of(&self, entity: EntityRef) -> &str {
        match entity {
            EntityRef::Shared(number) => &self.context.catalog.entity(number).id,
            EntityRef::Local(number) => &self.entities[number as usize].id,
        }
    }

    fn name_of(&self, entity: EntityRef) -> &str {
        match entity {
            EntityRef::Shared(number) => {
                self.context.catalog.entity(number).labels.first().map_or("", |label| &label.text)
            }
            EntityRef::Local(number) => self.entities[number as usize].labels.first().map_or("", |label| &label.text),
        }
    }
}

/// Indexes the names of an article's own entities.
pub(super) fn index_of(entities: &[LocalEntity<'_>]) -> NameIndex {
    let mut names = NameIndex::builder();
    for (number, entity) in (0_u32..).zip(entities) {
        names.allow_article(number);
        for label in entity.labels.iter().chain(&entity.aliases).chain(&entity.described) {
            names.add(number, &label.text, &label.lang, AliasKind::Name);
        }
    }
    names.build()
}

/// Reads `wikidata:Q…` or an absolute IRI of another data set.
pub(crate) fn outside_iri(written: &str) -> Option<String> {
    if let Some(id) = written.strip_prefix("wikidata:").or_else(|| written.strip_prefix("wd:")) {
        let digits = id.strip_prefix('Q')?;
        let sound = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        return sound.then(|| format!("{WIKIDATA}{id}"));
    }
    let absolute = written.starts_with("http://") || written.starts_with("https://") || written.starts_with("urn:");
    (absolute && crate::iri::is_iri(written)).then(|| written.to_owned())
}
