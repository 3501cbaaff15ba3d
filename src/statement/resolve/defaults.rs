//! Pass three: holders and stances that were left out.

use super::Resolver;
use crate::dossier;
use crate::finding::Code;
use crate::statement::{Holder, Polarity, Stance, Statement, Value};

impl Resolver<'_> {
    pub(super) fn fill_defaults(&mut self) {
        for number in 0..self.drafts.len() {
            self.settle(number, 0);
        }
    }

    /// Fills in holder and stance of one statement, its parents first.
    fn settle(&mut self, number: usize, depth: usize) {
        if !self.drafts[number].statement.holders.is_empty() || depth > dossier::MAX_DEPTH {
            return;
        }
        let parent = self.drafts[number].statement.parents.first().copied();
        if let Some(parent) = parent {
            self.settle(parent, depth + 1);
        }
        let holders = match (self.drafts[number].holder.take(), parent) {
            (Some(holders), _) if !holders.is_empty() => holders,
            (_, Some(parent)) => self.content_holders(parent),
            _ => vec![Holder::Author],
        };
        let by_author = holders.last() == Some(&Holder::Author);
        let stance = self.drafts[number].stance.unwrap_or_else(|| match parent.map(|p| &self.drafts[p].statement) {
            _ if by_author => Stance::Committed,
            Some(parent) if is_unaffirmed(parent) => Stance::Hypothetical,
            _ => Stance::Reported,
        });
        if let Some(parent) = parent {
            if self.drafts[number].stance.is_none() && !by_author && is_unaffirmed(&self.drafts[parent].statement) {
                let span = self.drafts[number].statement.span;
                self.report(
                    Code::ContentOfUnaffirmed,
                    span,
                    "the statement around this content is not affirmed, so its stance is taken as hypothetical",
                )
                .hints
                .push("write `holder` and `stance` to say who holds the content".to_owned());
            }
            let statement = &self.drafts[number].statement;
            if statement.evidence.is_empty() {
                let evidence = self.drafts[parent].statement.evidence.clone();
                let statement = &mut self.drafts[number].statement;
                statement.shared_evidence = !evidence.is_empty();
                statement.evidence = evidence;
            }
        }
        let statement = &mut self.drafts[number].statement;
        statement.holders = holders;
        statement.stance = stance;
    }

    /// Returns who holds the content of a statement: those who report the statement, then its subject.
    fn content_holders(&self, parent: usize) -> Vec<Holder> {
        let parent = &self.drafts[parent].statement;
        let mut holders: Vec<Holder> =
            parent.holders.iter().copied().filter(|holder| *holder != Holder::Author).collect();
        match parent.subject {
            Some(Value::Entity(subject)) => holders.push(Holder::Entity(subject)),
            _ if holders.is_empty() => holders.push(Holder::Unnamed),
            _ => {}
        }
        holders.dedup();
        holders
    }
}

/// Says whether nobody is said to hold what the statement contains.
fn is_unaffirmed(statement: &Statement<'_>) -> bool {
    statement.polarity == Polarity::Negative
        || matches!(statement.stance, Stance::Hypothetical | Stance::Questioned | Stance::Predicted | Stance::Denied)
}
