//! The columns of a statement, and the name of its node.

use serde_json::{Map, Value as Json, json};

use super::article::Article;
use super::build::{Builder, Kind, is_link, local};
use super::columns::{Column, Spell, Statement};
use super::judge::{Judgement, Status};
use super::shared::Value;
use crate::vocab::{gp, oa, q, schema, st};

/// Between the spans of a quotation.
const SPANS: &str = " […] ";

impl Builder {
    /// Tells what is known of a statement.
    pub(super) fn statement(&self, article: &Article<'_>, iri: &str, judgement: &Judgement) -> Statement {
        let mut told = Statement::new();
        let first = |property| article.iri(iri, property).unwrap_or_default();
        let text = |property| article.text(iri, property).unwrap_or_default();
        told.set(Column::Status, judgement.status.name());
        if let Some(reason) = judgement.status.reason() {
            told.reason = Some(reason);
            told.set(Column::Reason, reason.name());
            told.set(Column::Why, reason.words());
        }
        told.set(Column::Review, judgement.review.as_str());
        let holder = first(st::HOLDER);
        told.set(Column::Holder, self.holder(article, iri));
        told.set(Column::HolderIri, holder);
        let via: Vec<String> = self.via(article, iri).iter().map(|node| self.holder(article, node)).collect();
        told.set(Column::Via, via.join(" > "));
        told.set(Column::Stance, local(first(st::STANCE)).to_lowercase());
        told.set(Column::Polarity, local(first(st::POLARITY)).to_lowercase());
        for (property, words, column) in [
            (st::SUBJECT, Column::Subject, Column::SubjectIri),
            (st::PREDICATE, Column::Predicate, Column::PredicateIri),
            (st::OBJECT, Column::Object, Column::ObjectIri),
        ] {
            let Some(object) = article.raw(iri, property).next() else { continue };
            told.set(words, self.words(article, object));
            told.set(column, Value::of(object).iri().unwrap_or_default());
        }
        let symmetric = self.shared.entry(first(st::PREDICATE)).is_some_and(|entry| entry.symmetric);
        told.set(Column::Symmetric, if symmetric { "true" } else { "" });
        told.set(Column::Says, self.shared.languages.pick(article.texts(iri, st::GLOSS)).unwrap_or_default());
        told.set(Column::Quote, quote(article, iri));
        self.time(article, iri, &mut told);
        self.amount(article, iri, &mut told);
        told.set(Column::Qualifiers, self.listed(article, iri, |property| property.starts_with(q::NAMESPACE)));
        told.set(Column::Links, self.listed(article, iri, is_link));
        let mut parents: Vec<&str> = article.values(iri, st::CONTENT_OF).filter_map(|value| value.iri()).collect();
        parents.sort_unstable();
        told.set(Column::ContentOf, parents.join(" "));
        told.set(Column::Confidence, text(st::EXTRACTION_CONFIDENCE));
        told.set(Column::ScareQuoted, text(st::SCARE_QUOTED));
        told.set(Column::Article, article.iri.as_str());
        told.set(Column::ArticleTitle, self.label(article, &article.iri).unwrap_or_default());
        told.set(Column::ArticleUrl, article.iri(&article.iri, schema::URL).unwrap_or_default());
        if let Some(published) = article.raw(&article.iri, schema::DATE_PUBLISHED).next() {
            told.set(Column::Published, self.date(article, published));
        }
        told.set(Column::StatementId, text(st::ID));
        told.set(Column::Statement, iri);
        told
    }

    /// Names a statement's node: who says it, how, that it is withheld, and what it is about; never in
    /// words of its own, which could be taken for a fact.
    pub(super) fn statement_label(&self, article: &Article<'_>, iri: &str, judgement: &Judgement) -> String {
        let term = |property| article.iri(iri, property).map(|term| self.name(article, term)).unwrap_or_default();
        let mut marks = vec![term(st::STANCE)];
        if article.iri(iri, st::POLARITY) == Some(st::NEGATIVE) {
            marks.push(term(st::POLARITY));
        }
        if matches!(judgement.status, Status::Withheld(_)) {
            marks.push(self.shared.languages.withheld().to_owned());
        }
        let named = |property| {
            let mut names: Vec<String> = article.raw(iri, property).map(|object| self.short(article, object)).collect();
            names.sort();
            names.join(", ")
        };
        let parts: Vec<String> = [st::SUBJECT, st::PREDICATE, st::OBJECT, st::ABOUT]
            .into_iter()
            .map(named)
            .filter(|name| !name.is_empty())
            .collect();
        let parts = if parts.is_empty() { self.name(article, st::STATEMENT_CLASS) } else { parts.join(" – ") };
        format!("{} ({}): {parts}", self.holder(article, iri), marks.join(", "))
    }

    /// Names who holds a statement, or a link of its chain.
    fn holder(&self, article: &Article<'_>, node: &str) -> String {
        let name = article.iri(node, st::HOLDER).map(|holder| self.name(article, holder)).unwrap_or_default();
        let unknown = article.iri(node, st::UNKNOWN_HOLDER);
        match unknown.and_then(|unknown| article.text(unknown, st::SOURCE_TEXT)) {
            Some(words) => format!("{name} ({words})"),
            None => name,
        }
    }

    /// Returns a value for a label: names, numbers and dates, no free words.
    fn short(&self, article: &Article<'_>, object: &str) -> String {
        let iri = match Value::of(object) {
            Value::Text(text, "") => return text,
            Value::Text(..) => return "…".to_owned(),
            Value::Iri(iri) => iri,
        };
        match self.kind(article, iri) {
            Kind::Thing => self.name(article, iri),
            Kind::Time | Kind::Quantity => self.words(article, object),
            Kind::Statement => self.name(article, st::STATEMENT_CLASS),
            Kind::Situation => self.name(article, st::SITUATION_CLASS),
            Kind::Unknown => self.name(article, st::UNKNOWN_VALUE_CLASS),
        }
    }

    /// Returns a value in words.
    fn words(&self, article: &Article<'_>, object: &str) -> String {
        let iri = match Value::of(object) {
            Value::Text(text, _) => return text,
            Value::Iri(iri) => iri,
        };
        match self.kind(article, iri) {
            Kind::Thing => self.name(article, iri),
            Kind::Statement => {
                self.shared.languages.pick(article.texts(iri, st::GLOSS)).unwrap_or_else(|| iri.to_owned())
            }
            Kind::Situation => self.shared.languages.pick(article.texts(iri, st::GLOSS)).unwrap_or_default(),
            Kind::Time => article.text(iri, st::EDTF).unwrap_or_else(|| unknown_ends(article, iri)),
            Kind::Quantity => self.quantity(article, iri),
            Kind::Unknown => unknown(article, iri),
        }
    }

    /// Returns a date of the article's metadata in words.
    fn date(&self, article: &Article<'_>, object: &str) -> String {
        match Value::of(object) {
            Value::Text(text, _) => text,
            Value::Iri(node) => article.text(node, st::EDTF).unwrap_or_else(|| unknown(article, node)),
        }
    }

    fn quantity(&self, article: &Article<'_>, node: &str) -> String {
        let mut words = Vec::new();
        for (property, sign) in [(gp::VALUE, ""), (gp::LOWER_BOUND, "≥ "), (gp::UPPER_BOUND, "≤ ")] {
            words.extend(article.raw(node, property).map(|object| format!("{sign}{}", self.words(article, object))));
        }
        let mut words = words.join(", ");
        if let Some(unit) = article.text(node, gp::UNIT) {
            words = format!("{words} {unit}").trim().to_owned();
        }
        match article.text(node, st::SOURCE_TEXT) {
            Some(text) if words.is_empty() => text,
            Some(text) => format!("{words} ({text})"),
            None => words,
        }
    }

    fn amount(&self, article: &Article<'_>, iri: &str, told: &mut Statement) {
        let mut nodes: Vec<&str> = [q::QUANTITY, st::OBJECT]
            .into_iter()
            .flat_map(|property| article.values(iri, property))
            .filter_map(|value| value.iri())
            .filter(|node| self.kind(article, node) == Kind::Quantity)
            .collect();
        nodes.sort_unstable();
        told.set(Column::Amount, nodes.iter().map(|node| self.quantity(article, node)).collect::<Vec<_>>().join("; "));
        // Numbers of several amounts in one cell would be no numbers any more.
        let [node] = nodes[..] else { return };
        for (property, column) in [
            (gp::VALUE, Column::AmountValue),
            (gp::LOWER_BOUND, Column::AmountAtLeast),
            (gp::UPPER_BOUND, Column::AmountAtMost),
            (gp::UNIT, Column::AmountUnit),
        ] {
            told.set(column, article.text(node, property).unwrap_or_default());
        }
    }

    fn time(&self, article: &Article<'_>, iri: &str, told: &mut Statement) {
        let mut nodes: Vec<&str> = article.values(iri, q::TIME).filter_map(|value| value.iri()).collect();
        nodes.sort_unstable();
        let words: Vec<String> = nodes.iter().map(|node| self.words(article, &format!("<{node}>"))).collect();
        told.set(Column::Time, words.join("; "));
        let mut bounds = |property, column, latest: bool| {
            let mut found: Vec<String> = nodes.iter().filter_map(|node| article.text(node, property)).collect();
            // A time without this bound leaves the whole without it.
            if found.len() == nodes.len() {
                found.sort();
                let bound = if latest { found.pop() } else { found.into_iter().next() };
                told.set(column, bound.unwrap_or_default());
            }
        };
        bounds(st::EARLIEST, Column::TimeEarliest, false);
        bounds(st::LATEST, Column::TimeLatest, true);
        let spells: Option<Vec<Spell>> =
            nodes.iter().map(|node| article.text(node, st::EDTF).as_deref().and_then(spell)).collect();
        told.spells = spells.unwrap_or_default();
    }

    /// Returns qualifiers or links as JSON: name → list of values.
    fn listed(&self, article: &Article<'_>, iri: &str, wanted: impl Fn(&str) -> bool) -> String {
        let mut pairs: Vec<(&str, &str)> = article.properties(iri).filter(|(property, _)| wanted(property)).collect();
        pairs.sort_unstable();
        let mut map = Map::new();
        for (property, object) in pairs {
            let list = map.entry(local(property)).or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(list) = list {
                list.push(self.json(article, object));
            }
        }
        if map.is_empty() { String::new() } else { Json::Object(map).to_string() }
    }

    fn json(&self, article: &Article<'_>, object: &str) -> Json {
        let words = self.words(article, object);
        let Value::Iri(iri) = Value::of(object) else { return words.into() };
        match self.kind(article, iri) {
            Kind::Thing => json!({ "name": words, "iri": iri }),
            Kind::Statement => json!({ "statement": iri }),
            Kind::Situation => json!({ "situation": words }),
            Kind::Time | Kind::Quantity | Kind::Unknown => words.into(),
        }
    }
}

/// Returns the words of the article that carry a statement.
fn quote(article: &Article<'_>, iri: &str) -> String {
    let mut nodes: Vec<(u64, &str)> = article
        .values(iri, st::EVIDENCE)
        .filter_map(|value| value.iri())
        .map(|node| (local(node).parse().unwrap_or(0), node))
        .collect();
    nodes.sort_unstable();
    nodes.iter().filter_map(|(_, node)| article.text(node, oa::EXACT)).collect::<Vec<_>>().join(SPANS)
}

/// Says why something is unknown, with the words of the source.
fn unknown(article: &Article<'_>, node: &str) -> String {
    let reason = match article.iri(node, st::REASON) {
        Some(st::DIGITS_LOST) => "digits-lost",
        Some(st::NOT_STATED) => "not-stated",
        Some(st::UNNAMED) => "unnamed",
        _ => "vague",
    };
    match article.text(node, st::SOURCE_TEXT) {
        Some(words) => format!("unknown ({reason}): {words}"),
        None => format!("unknown ({reason})"),
    }
}

/// Says why the ends of a time are unknown, where neither is a date.
fn unknown_ends(article: &Article<'_>, node: &str) -> String {
    let ends = [st::UNKNOWN_START, st::UNKNOWN_END].into_iter().filter_map(|end| article.iri(node, end));
    ends.map(|end| unknown(article, end)).collect::<Vec<_>>().join(" / ")
}

/// Returns the days of a time whose ends are exact days or open, nothing of any other.
fn spell(edtf: &str) -> Option<Spell> {
    let Some((from, to)) = edtf.split_once('/') else {
        let day = exact_day(edtf)?;
        return Some((Some(day.clone()), Some(day)));
    };
    let end = |written: &str| if written == ".." { Some(None) } else { exact_day(written).map(Some) };
    Some((end(from)?, end(to)?)).filter(|spell| *spell != (None, None))
}

/// Returns a day that is given as such: `2024-05-03`, also with a time of day.
fn exact_day(written: &str) -> Option<String> {
    let (day, rest) = written.split_at_checked(10)?;
    let digits = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (digits && (rest.is_empty() || rest.starts_with('T'))).then(|| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_days_make_a_spell() {
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(spell("2024-05-03"), Some((day("2024-05-03"), day("2024-05-03"))));
        assert_eq!(spell("2024-05-03/.."), Some((day("2024-05-03"), None)));
        assert_eq!(spell("../2024-05-03T10:00:00Z"), Some((None, day("2024-05-03"))));
        for vague in [
            "2024",
            "2024-05",
            "2024-05-03~",
            "2024-05-03?",
            "2024-05-XX",
            "2024-05-03/2024",
            "2024-05-03/",
            "../..",
            "خمسة",
        ] {
            assert_eq!(spell(vague), None, "{vague}");
        }
    }
}
