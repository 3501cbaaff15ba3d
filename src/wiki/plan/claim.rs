//! One statement of ours in the terms of a wiki: item, property, value, qualifiers. Or the reason why not.

use std::collections::BTreeMap;

use super::{Item, reference, value};
use crate::export::graph::article::Article;
use crate::export::graph::shared::{Shared, Value};
use crate::rdf::bare_iri;
use crate::vocab::{gp, q, rdf, rdfs, skos, st};
use crate::wiki::json::{DataValue, Reference, Snak};
use crate::wiki::target::{Target, is_id};
use crate::wiki::time::{When, when};

/// A reason, in a word and in a few.
pub(super) type Why = (&'static str, String);

/// What a statement of ours says in the terms of a wiki.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) item: String,
    pub(super) main: Snak,
    pub(super) qualifiers: Vec<Snak>,
    pub(super) words: String,
    pub(super) dropped: Vec<String>,
    pub(super) entities: BTreeMap<String, Item>,
    pub(super) properties: BTreeMap<String, String>,
}

/// The statements of an article on their way to a wiki.
#[derive(Debug)]
pub(super) struct Claims<'c, 'a> {
    pub(super) article: &'c Article<'a>,
    pub(super) shared: &'c Shared,
    pub(super) target: &'c Target,
}

/// Qualifiers that may be told of an accusation or a threat; all others are part of what is accused.
const OF_OPAQUE: [&str; 5] = [q::AGENT, q::TARGET, q::RECIPIENT, q::PARTICIPANT, q::TIME];

impl<'a> Claims<'_, 'a> {
    /// Says a statement in the terms of the wiki.
    pub(super) fn of(&self, statement: &str) -> Result<(Claim, Reference), Why> {
        let article = self.article;
        let Some((subject, predicate, object)) = article.triple(statement) else {
            return Err(("object", "it has no object, and a wiki's statement needs a value".to_owned()));
        };
        let mut claim = Claim {
            item: String::new(),
            main: Snak::unknown(""),
            qualifiers: Vec::new(),
            words: format!("{} {} {}", self.name(subject), self.name(predicate), self.object_name(object)),
            dropped: Vec::new(),
            entities: BTreeMap::new(),
            properties: BTreeMap::new(),
        };
        let things = article
            .properties(statement)
            .filter(|(property, _)| [st::SUBJECT, st::OBJECT].contains(property) || property.starts_with(q::NAMESPACE));
        if !self.target.gates.people
            && let Some(person) = things.filter_map(|(_, object)| bare_iri(object)).find(|iri| self.is_person(iri))
        {
            return Err(("people", format!("it speaks of a person, {}; `gates.people` is shut", self.name(person))));
        }
        let property = self.target.properties.get(predicate);
        let property = property.ok_or_else(|| ("no-property", format!("no property for <{predicate}>")))?;
        claim.properties.insert(predicate.to_owned(), property.id().to_owned());
        claim.item = self.item(subject, &mut claim.entities)?;
        let values = value::Values { claims: self, kind: property.kind() };
        claim.main = Snak::new(property.id(), values.read(object, &mut claim.entities)?);
        self.qualifiers(statement, predicate, &mut claim)?;
        let reference = reference::reference(self, statement, &mut claim.entities)?;
        Ok((claim, reference))
    }

    fn qualifiers(&self, statement: &str, predicate: &str, claim: &mut Claim) -> Result<(), Why> {
        let opaque = self.shared.entry(predicate).is_some_and(|entry| entry.opaque);
        let mut found: Vec<(&str, &str)> = self
            .article
            .properties(statement)
            .filter(|(name, _)| name.starts_with(q::NAMESPACE) || *name == st::SCARE_QUOTED)
            .collect();
        found.sort_unstable();
        for (qualifier, object) in found {
            let told = if opaque && !OF_OPAQUE.contains(&qualifier) {
                Err(("qualifier", "it is part of what is accused or threatened".to_owned()))
            } else {
                self.qualifier(qualifier, object, claim)
            };
            match told {
                Ok(snaks) => claim.qualifiers.extend(snaks),
                Err((_, why)) if self.target.gates.drop_qualifiers => {
                    claim.dropped.push(format!("<{qualifier}> {object}: {why}"));
                }
                Err((_, why)) => {
                    return Err(("qualifier", format!("without <{qualifier}> it would say more: {why}")));
                }
            }
        }
        Ok(())
    }

    fn qualifier(&self, qualifier: &str, object: &str, claim: &mut Claim) -> Result<Vec<Snak>, Why> {
        if qualifier == q::TIME {
            let node = bare_iri(object).ok_or_else(|| ("qualifier", "a time that is no node".to_owned()))?;
            return self.time(node);
        }
        let property = self.target.properties.get(qualifier);
        let property = property.ok_or_else(|| ("qualifier", "the wiki has no property for it".to_owned()))?;
        let values = value::Values { claims: self, kind: property.kind() };
        let snak = Snak::new(property.id(), values.read(object, &mut claim.entities)?);
        claim.properties.insert(qualifier.to_owned(), property.id().to_owned());
        Ok(vec![snak])
    }

    /// Says when, as exactly as it is known.
    fn time(&self, node: &str) -> Result<Vec<Snak>, Why> {
        let role = |name: &str| {
            let property = self.target.role(name);
            property.ok_or_else(|| ("qualifier", format!("the wiki has no property for `{name}`")))
        };
        let at = |name: &str, time| Ok::<Snak, Why>(Snak::new(role(name)?, DataValue::Time(time)));
        let Some(written) = self.article.text(node, st::EDTF) else {
            return if self.article.is_a(node, st::UNKNOWN_VALUE_CLASS) {
                Ok(vec![Snak::unknown(role("point_in_time")?)])
            } else {
                Err(("qualifier", "a time without a date".to_owned()))
            };
        };
        let end = |name: &str, end: Option<_>| match end {
            Some(time) => at(name, time),
            None => Ok(Snak::unknown(role(name)?)),
        };
        match when(&written) {
            Some(When::At(time)) => Ok(vec![at("point_in_time", time)?]),
            Some(When::About(time)) => {
                let circa = self.target.certainty.get("circa");
                let circa = circa.ok_or_else(|| ("qualifier", "the wiki has no item for `circa`".to_owned()))?;
                let circumstances = Snak::new(role("sourcing_circumstances")?, DataValue::item(circa));
                Ok(vec![at("point_in_time", time)?, circumstances])
            }
            Some(When::Between(from, to)) => Ok(vec![at("earliest", from)?, at("latest", to)?]),
            Some(When::Span(from, to)) => {
                let from = from.map(|from| end("start", from)).transpose()?;
                let to = to.map(|to| end("end", to)).transpose()?;
                Ok(from.into_iter().chain(to).collect())
            }
            None => Err(("qualifier", format!("a wiki has no time such as `{written}`"))),
        }
    }

    /// Returns the item of a thing, and notes it.
    pub(super) fn item(&self, iri: &str, used: &mut BTreeMap<String, Item>) -> Result<String, Why> {
        let found = self.known_item(iri).ok_or_else(|| ("no-item", format!("no item for <{iri}>")))?;
        used.insert(iri.to_owned(), found.clone());
        Ok(found.item)
    }

    /// Returns the item that settings or an exact match give for a thing; two matches are none.
    pub(super) fn known_item(&self, iri: &str) -> Option<Item> {
        if let Some(item) = self.target.entities.get(iri) {
            return Some(Item { item: item.clone(), from: "map".to_owned() });
        }
        let shared = self.shared.entry(iri).map_or(&[][..], |entry| &entry.same_as);
        let own = self.article.values(iri, skos::EXACT_MATCH).filter_map(|value| value.iri());
        let mut found: Vec<&str> = shared.iter().map(String::as_str).chain(own).chain([iri]).collect();
        found.retain(|same| same.strip_prefix(self.target.concept_base.as_str()).is_some_and(|id| is_id(id, 'Q')));
        found.sort_unstable();
        found.dedup();
        let [same] = *found else { return None };
        let item = same[self.target.concept_base.len()..].to_owned();
        Some(Item { item, from: "exactMatch".to_owned() })
    }

    /// Says whether anything takes a thing for a person, vouched for or not.
    fn is_person(&self, iri: &str) -> bool {
        let article = self.article;
        let shared =
            self.shared.entry(iri).is_some_and(|entry| entry.types.iter().any(|class| class == gp::PERSON_CLASS));
        let mut described = article.values(iri, st::DESCRIBED_AS).chain(article.values(iri, rdf::TYPE));
        shared
            || article.asserted_types(iri).any(|class| class == gp::PERSON_CLASS)
            || described.any(|class| class == Value::Iri(gp::PERSON_CLASS))
    }

    /// Returns a name for people: of a shared thing, a term, or one of the article's own.
    fn name(&self, iri: &str) -> String {
        let own = || self.shared.languages.pick(self.article.texts(iri, rdfs::LABEL));
        let shared = self.shared.label(iri).map(std::borrow::Cow::into_owned);
        shared.or_else(own).unwrap_or_else(|| format!("<{iri}>"))
    }

    fn object_name(&self, object: &'a str) -> String {
        match Value::of(object) {
            Value::Iri(iri) => self.name(iri),
            Value::Text(text, _) => format!("“{text}”"),
        }
    }
}
