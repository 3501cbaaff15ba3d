//! From segments to a plan: every statement either becomes part of an operation or is left out with its reason.

use std::collections::BTreeMap;

use super::claim::{Claim, Claims};
use super::{FORMAT, Item, LeftOut, Operation, Plan, PlannedFor};
use crate::convert::Policy;
use crate::export::ExportError;
use crate::export::graph::Status;
use crate::export::graph::article::Article;
use crate::export::graph::judge::judge;
use crate::export::graph::shared::{Languages, Shared};
use crate::history::{Manifest, SegmentName};
use crate::iri::{Base, BaseError};
use crate::store::Archive;
use crate::wiki::guid::guid;
use crate::wiki::json::{Rank, Reference, Statement, grouped};
use crate::wiki::target::Target;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The store.
    #[error(transparent)]
    Segments(#[from] ExportError),
    /// The base that the store was written with.
    #[error(transparent)]
    Base(#[from] BaseError),
}

impl From<crate::store::StoreError> for PlanError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Segments(error.into())
    }
}

/// Claims that become one statement, because a wiki would show them as the same.
#[derive(Debug)]
struct Group {
    claim: Claim,
    references: Vec<Reference>,
    says: Vec<String>,
}

/// Place of a group: numbers of item and property, then what is said.
type Place = (u64, u64, String);

/// What is planned so far.
#[derive(Debug, Default)]
struct Book {
    groups: BTreeMap<Place, Group>,
    left_out: BTreeMap<String, LeftOut>,
    entities: BTreeMap<String, Item>,
    properties: BTreeMap<String, String>,
}

/// Plans what a wiki is to hold of a state of the store.
///
/// # Errors
/// When a segment cannot be read.
pub fn plan(archive: &Archive, manifest: &Manifest, target: &Target) -> Result<Plan, PlanError> {
    let base = Base::new(&manifest.settings.base)?;
    let policy = Policy::from_name(&manifest.settings.policy).unwrap_or_default();
    let mut shared = Shared::new(Languages::new(&target.languages));
    archive.for_each_segment(manifest, |name, nquads| match name {
        SegmentName::Shared => shared.read(nquads),
        _ => Ok(()),
    })?;
    let mut book = Book::default();
    archive.for_each_segment(manifest, |name, nquads| {
        if let SegmentName::Article(id) = name {
            book.article(&Article::read(id, &base, nquads)?, &shared, policy, target);
        }
        Ok::<(), ExportError>(())
    })?;
    Ok(book.finish(target, &base, policy))
}

impl Book {
    fn article(&mut self, article: &Article<'_>, shared: &Shared, policy: Policy, target: &Target) {
        let judgements = judge(article, shared, policy);
        let claims = Claims { article, shared, target };
        for statement in &article.statements {
            let status = judgements.get(statement).map(|judgement| judgement.status);
            let told = match status {
                Some(Status::Asserted) => claims.of(statement),
                Some(Status::Reviewed(_)) if target.gates.reviewed => claims.of(statement),
                Some(Status::Reviewed(reason) | Status::Withheld(reason)) => {
                    Err((reason.name(), reason.words().to_owned()))
                }
                // Every statement is judged; one that was not is not known to be asserted.
                None => Err(("not-judged", "nothing says that it is asserted".to_owned())),
            };
            match told {
                Ok((claim, reference)) => self.add(statement, claim, reference),
                Err((reason, why)) => {
                    let left_out = LeftOut { statement: (*statement).to_owned(), reason: reason.to_owned(), why };
                    self.left_out.insert((*statement).to_owned(), left_out);
                }
            }
        }
    }

    fn add(&mut self, statement: &str, claim: Claim, reference: Reference) {
        self.entities.extend(claim.entities.iter().map(|(iri, item)| (iri.clone(), item.clone())));
        self.properties.extend(claim.properties.iter().map(|(iri, id)| (iri.clone(), id.clone())));
        let mut keys: Vec<String> = claim.qualifiers.iter().map(|snak| snak.key()).collect();
        keys.sort();
        let place = (number(&claim.item), number(&claim.main.property), claim.main.key() + &keys.join("\n"));
        let group =
            self.groups.entry(place).or_insert_with(|| Group { claim, references: Vec::new(), says: Vec::new() });
        group.says.push(statement.to_owned());
        if !group.references.contains(&reference) {
            group.references.push(reference);
        }
    }

    fn finish(self, target: &Target, base: &Base, policy: Policy) -> Plan {
        let gates = [
            (target.gates.people, "people"),
            (target.gates.reviewed, "reviewed"),
            (target.gates.drop_qualifiers, "drop_qualifiers"),
        ];
        let operation = |mut group: Group| {
            // Articles come in the order of their ids, but the id of the statement must not depend on that.
            group.says.sort();
            let (qualifiers, order) = grouped(group.claim.qualifiers);
            let statement = Statement {
                id: group.says.first().map(|first| guid(&target.concept_base, &group.claim.item, first)),
                mainsnak: group.claim.main,
                kind: "statement".to_owned(),
                rank: Rank::Normal,
                qualifiers,
                qualifiers_order: order,
                references: group.references,
            };
            Operation {
                item: group.claim.item,
                words: group.claim.words,
                says: group.says,
                not_carried: group.claim.dropped,
                statement,
            }
        };
        Plan {
            format: FORMAT.to_owned(),
            target: PlannedFor {
                name: target.name.clone(),
                api: target.api.to_string(),
                concept_base: target.concept_base.clone(),
                layout: target.layout.name().to_owned(),
                base: base.as_str().to_owned(),
                policy: policy.name().to_owned(),
                gates: gates.iter().filter(|(open, _)| *open).map(|(_, name)| (*name).to_owned()).collect(),
            },
            operations: self.groups.into_values().map(operation).collect(),
            left_out: self.left_out.into_values().collect(),
            entities: self.entities,
            properties: self.properties,
        }
    }
}

/// Returns the number of an id such as `Q30`.
fn number(id: &str) -> u64 {
    id.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}
