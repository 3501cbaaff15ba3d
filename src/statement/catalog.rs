//! The entities every article may name: those of the knowledge base and those of the gazetteer.

use foldhash::{HashMap, HashMapExt as _};

use crate::ontology::gazetteer::{AliasKind, Entity, Gazetteer};
use crate::ontology::names::{Hit, NameIndex};

/// Shared entities with their names, looked up by id, by Wikidata id and by name.
#[derive(Debug)]
pub struct Catalog {
    entities: Vec<Entity>,
    own: usize,
    by_id: HashMap<String, u32>,
    by_iri: HashMap<String, u32>,
    by_same_as: HashMap<String, u32>,
    names: NameIndex,
}

impl Catalog {
    /// Builds a catalog of a knowledge base's own entities before those of the gazetteer.
    #[must_use]
    pub fn new(own: Vec<Entity>, gazetteer: &Gazetteer) -> Self {
        let own_count = own.len();
        let entities: Vec<Entity> = own.into_iter().chain(gazetteer.entities().iter().cloned()).collect();
        let mut by_id = HashMap::with_capacity(entities.len());
        let mut by_iri = HashMap::with_capacity(entities.len());
        let mut by_same_as = HashMap::with_capacity(entities.len());
        let mut names = NameIndex::builder();
        for (number, entity) in (0_u32..).zip(&entities) {
            by_id.entry(entity.id.clone()).or_insert(number);
            by_iri.entry(entity.iri.clone()).or_insert(number);
            for same in &entity.same_as {
                by_same_as.entry(same.clone()).or_insert(number);
            }
            let is_own = (number as usize) < own_count;
            if is_own || entity.types.iter().any(|class| class == crate::vocab::gp::COMMODITY_CLASS) {
                names.allow_article(number);
            }
            for label in &entity.labels {
                names.add(number, &label.text, &label.lang, AliasKind::Name);
            }
            for alias in &entity.aliases {
                names.add(number, &alias.text, &alias.lang, alias.kind);
            }
        }
        Self { entities, own: own_count, by_id, by_iri, by_same_as, names: names.build() }
    }

    /// Returns an entity.
    #[must_use]
    pub fn entity(&self, number: u32) -> &Entity {
        &self.entities[number as usize]
    }

    /// Says whether an entity is the knowledge base's own and not the gazetteer's.
    #[must_use]
    pub fn is_own(&self, number: u32) -> bool {
        (number as usize) < self.own
    }

    /// Returns all entities, the knowledge base's first.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Finds an entity by its id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Finds an entity by its IRI.
    #[must_use]
    pub fn by_iri(&self, iri: &str) -> Option<u32> {
        self.by_iri.get(iri).copied()
    }

    /// Finds an entity by an IRI it is the same as.
    #[must_use]
    pub fn by_same_as(&self, iri: &str) -> Option<u32> {
        self.by_same_as.get(iri).copied()
    }

    /// Looks a name up in every language.
    #[must_use]
    pub fn by_name(&self, written: &str) -> Vec<Hit<'_>> {
        self.names.lookup(written)
    }

    /// Returns names near to what was written.
    #[must_use]
    pub fn nearest(&self, written: &str) -> Vec<(u32, String)> {
        self.names.nearest(written)
    }
}
