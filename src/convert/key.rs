//! Two hashes of a statement: what is said by whom and how, and what is said at all.

use std::borrow::Cow;

use super::{entity_iri, policy, value_iri};
use crate::digest::Hasher;
use crate::statement::quantity::{Amount, Decimal};
use crate::statement::{
    Article, Context, Holder, LangText, PartlyKnown, Situation, Statement, Time, Unknown, UnknownQuantity, Value,
};

/// Returns the hash of what is said, by whom and how: it changes when an edit makes a review stale.
///
/// Links, evidence, notes, guesses and confidence stay out; so does the gloss of a statement that has a triple.
/// The order in which qualifiers and their values are written does not matter.
#[must_use]
pub fn digest(statement: &Statement<'_>, article: &Article<'_>, context: &Context) -> String {
    let mut hash = Hash::new();
    let texts = |hash: &mut Hash, value: &Option<Value<'_>>| match value {
        Some(value) => hash.value(value, article, context),
        None => hash.part(""),
    };
    texts(&mut hash, &statement.subject);
    hash.part(statement.predicate.map_or("", |predicate| &predicate.iri));
    texts(&mut hash, &statement.object);
    let mut qualifiers: Vec<_> = statement.qualifiers.iter().collect();
    qualifiers.sort_by(|a, b| a.0.iri.cmp(&b.0.iri));
    for (qualifier, values) in qualifiers {
        hash.part(&qualifier.iri);
        hash.values(values, article, context);
    }
    hash.part("held by");
    for holder in &statement.holders {
        hash.part(match holder {
            Holder::Author => "author",
            Holder::Unnamed => "unnamed",
            Holder::Entity(entity) => entity_iri(*entity, article, context),
        });
    }
    for (number, unknown) in &statement.unknown_holders {
        hash.part(&number.to_string());
        hash.unknown(unknown);
    }
    hash.part(statement.stance.name());
    hash.part(match statement.polarity {
        crate::statement::Polarity::Positive => "+",
        crate::statement::Polarity::Negative => "-",
    });
    if statement.predicate.is_none() {
        hash.texts(&statement.gloss);
        hash.values(&statement.about, article, context);
    }
    hash.hex()
}

/// Returns the hash of the proposition, the same across articles, holders, stances and polarities.
///
/// Key qualifiers of the predicate (the thing supplied) belong to it. Statements without a triple,
/// and those about something unknown, have none: nobody can say that two of them are the same.
#[must_use]
pub fn content_key(statement: &Statement<'_>, article: &Article<'_>, context: &Context) -> Option<String> {
    let head = policy::head(statement, article, context)?;
    let mut hash = Hash::new();
    hash.part(&head);
    let keys = &statement.predicate?.key_qualifiers;
    if !keys.is_empty() {
        let mut parts: Vec<String> = statement
            .qualifiers
            .iter()
            .filter(|(qualifier, _)| keys.contains(&qualifier.iri))
            .flat_map(|(qualifier, values)| {
                values.iter().filter_map(|value| {
                    value_text(value, article, context).map(|text| format!("{} {text}", qualifier.iri))
                })
            })
            .collect();
        parts.sort_unstable();
        for part in parts {
            hash.part(&part);
        }
    }
    Some(hash.hex())
}

/// Returns a value as text for comparing; `None` for what cannot be the same twice.
pub(super) fn value_text<'v>(
    value: &'v Value<'_>,
    article: &'v Article<'_>,
    context: &'v Context,
) -> Option<Cow<'v, str>> {
    match value {
        Value::Literal(text, datatype) => Some(format!("{text}\u{1e}{datatype}").into()),
        Value::Text(text) => Some(format!("{}\u{1e}@{}", text.text, text.lang).into()),
        Value::Time(time) => match &**time {
            Time::Known(time) => Some(time.as_str().into()),
            _ => None,
        },
        Value::Quantity(quantity) => Some(Cow::Owned(format!(
            "{:?}\u{1e}{:?}\u{1e}{:?}\u{1e}{:?}\u{1e}{:?}",
            quantity.value().map(Decimal::as_str),
            quantity.at_least().map(Decimal::as_str),
            quantity.at_most().map(Decimal::as_str),
            quantity.unit(),
            quantity.text()
        ))),
        Value::Situation(_) | Value::Unknown(_) | Value::UnknownQuantity(_) => None,
        _ => value_iri(value, article, context).map(Cow::Borrowed),
    }
}

/// A SHA-256 over parts that cannot run into each other, shown in its first half.
struct Hash(Hasher);

impl Hash {
    fn new() -> Self {
        Self(Hasher::default())
    }

    fn part(&mut self, text: &str) {
        self.0.part(text);
    }

    fn value(&mut self, value: &Value<'_>, article: &Article<'_>, context: &Context) {
        if let Some(iri) = value_iri(value, article, context) {
            self.part(iri);
            return;
        }
        match value {
            Value::Situation(situation) => self.situation(situation, article, context),
            Value::Unknown(unknown) => self.unknown(unknown),
            Value::UnknownQuantity(quantity) => self.unknown_quantity(quantity),
            Value::Time(time) => match &**time {
                Time::Known(time) => self.part(time.as_str()),
                Time::Partly(time) => self.partly_known(time),
                Time::Unknown(unknown) => self.unknown(unknown),
            },
            other => self.part(&value_text(other, article, context).unwrap_or_default()),
        }
    }

    /// Takes several values, in whatever order they are written.
    fn values(&mut self, values: &[Value<'_>], article: &Article<'_>, context: &Context) {
        if let [value] = values {
            return self.value(value, article, context);
        }
        let alone = |value| {
            let mut hash = Self::new();
            hash.value(value, article, context);
            hash.hex()
        };
        let mut hashes: Vec<String> = values.iter().map(alone).collect();
        hashes.sort_unstable();
        hashes.iter().for_each(|hash| self.part(hash));
    }

    fn texts(&mut self, texts: &[LangText<'_>]) {
        let mut texts: Vec<_> = texts.iter().map(|text| (&text.lang, &text.text)).collect();
        texts.sort_unstable();
        for (lang, text) in texts {
            self.part(lang);
            self.part(text);
        }
    }

    fn unknown(&mut self, unknown: &Unknown<'_>) {
        self.part(unknown.reason);
        self.part(unknown.text.as_deref().unwrap_or_default());
    }

    fn unknown_quantity(&mut self, quantity: &UnknownQuantity<'_>) {
        self.unknown(&quantity.value);
        let bound = |part: fn(&Amount) -> Option<&Decimal>| quantity.bounds.as_ref().and_then(part);
        for part in [
            bound(Amount::at_least).map(Decimal::as_str),
            bound(Amount::at_most).map(Decimal::as_str),
            quantity.unit.as_deref(),
            quantity.text.as_deref(),
        ] {
            self.part(part.unwrap_or_default());
        }
    }

    fn partly_known(&mut self, time: &PartlyKnown<'_>) {
        self.part(time.known.as_ref().map_or("", |known| known.as_str()));
        for (end, unknown) in [("from", &time.from), ("to", &time.to)] {
            if let Some(unknown) = unknown {
                self.part(end);
                self.unknown(unknown);
            }
        }
    }

    fn situation(&mut self, situation: &Situation<'_>, article: &Article<'_>, context: &Context) {
        self.part("situation");
        self.texts(&situation.gloss);
        for value in [&situation.subject, &situation.object].into_iter().flatten() {
            self.value(value, article, context);
        }
        self.part(situation.predicate.map_or("", |predicate| &predicate.iri));
    }

    fn hex(self) -> String {
        self.0.finish().first(32)
    }
}
