//! Values of statements: entities, times, quantities, situations, unknowns, words.

use serde_json::{Map, Value, json};

use super::Importer;
use crate::iri::{WIKIDATA, segment_text};
use crate::ontology::{BareValue, Term};
use crate::rdf::{Object, bare_iri, read_object};
use crate::vocab::{gp, st, xsd};

/// Puts a text under a key; a second one makes a list.
pub(super) fn push(map: &mut Map<String, Value>, key: &str, value: Value) {
    match map.get_mut(key) {
        Some(Value::Array(list)) => list.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            map.insert(key.to_owned(), value);
        }
    }
}

/// Puts values with a number in their address in its place, the others between them.
pub(super) fn in_order(mut fixed: Vec<(usize, Value)>, rest: Vec<Value>) -> Option<Value> {
    fixed.sort_by_key(|(number, _)| *number);
    let mut rest = rest.into_iter();
    let mut values = Vec::new();
    for (number, value) in fixed {
        while values.len() + 1 < number {
            match rest.next() {
                Some(other) => values.push(other),
                None => break,
            }
        }
        values.push(value);
    }
    values.extend(rest);
    (!values.is_empty()).then(|| super::article::one_or_more(values))
}

impl<'a> Importer<'_, 'a> {
    /// Returns the id or address by which a dossier names an entity.
    pub(super) fn entity_name(&self, iri: &str) -> String {
        if let Some(number) = self.context.catalog.by_iri(iri) {
            return self.context.catalog.entity(number).id.clone();
        }
        let own = iri.strip_prefix(&*self.base).and_then(|path| path.strip_prefix("entity/"));
        if let Some(id) = own.and_then(|path| path.rsplit('/').next()).and_then(segment_text) {
            return id;
        }
        iri.strip_prefix(WIKIDATA).map_or_else(|| iri.to_owned(), |id| format!("wikidata:{id}"))
    }

    /// Returns a value in a form that means it where `term` is used: a bare one where that is enough.
    pub(super) fn value(&mut self, subject: &'a str, object: &'a str, term: Option<&Term>, article: &str) -> Value {
        let expected = term.map_or(&BareValue::Entity, |term| &term.bare_value);
        if let Some(iri) = bare_iri(object) {
            return self.thing(subject, iri, term, expected, article);
        }
        let mut scratch = String::new();
        match read_object(object, &mut scratch) {
            Object::Text(text) => json!({ "value": text, "type": "xsd:string" }),
            Object::LangText(text, language) => json!({ "text": text, "lang": language }),
            Object::Typed(text, datatype) => {
                let short = datatype.strip_prefix(xsd::NAMESPACE).map(|local| format!("xsd:{local}"));
                json!({ "value": text, "type": short.unwrap_or_else(|| datatype.to_owned()) })
            }
            _ => Value::Null,
        }
    }

    fn thing(
        &mut self,
        subject: &'a str,
        iri: &'a str,
        term: Option<&Term>,
        expected: &BareValue,
        article: &str,
    ) -> Value {
        let graph = self.graph;
        if iri.strip_prefix(subject).is_some_and(|below| below.starts_with('/')) {
            if graph.is_a(iri, st::SITUATION_CLASS) {
                return self.situation(iri, article);
            }
            if graph.is_a(iri, st::TIME_CLASS) {
                return self.time(iri, expected);
            }
            if graph.is_a(iri, gp::QUANTITY_CLASS) {
                return self.quantity(iri);
            }
            if let Some(unknown) = self.unknown(iri) {
                return Value::Object(unknown);
            }
        }
        if let Some((other, id)) = self.statement_id(iri) {
            let name = if other == article { id } else { format!("{other}/{id}") };
            return json!({ "statement": name });
        }
        if let Some(id) = self.article_id(iri) {
            return json!({ "article": id });
        }
        if let Some(scheme) = term.and_then(|term| term.value_scheme.as_deref())
            && let Some(concept) = self.context.ontology.term(iri)
            && self.context.ontology.concept(scheme, &concept.local).is_some_and(|known| known.iri == iri)
        {
            return concept.local.clone().into();
        }
        let name = self.entity_name(iri);
        if *expected == BareValue::Entity { name.into() } else { json!({ "entity": name }) }
    }

    fn situation(&mut self, node: &'a str, article: &str) -> Value {
        let graph = self.graph;
        let mut situation = Map::new();
        if let Some(gloss) = self.words(node, st::GLOSS) {
            situation.insert("says".to_owned(), gloss);
        }
        if let Some(object) = graph.one(node, st::SUBJECT) {
            situation.insert("subject".to_owned(), self.value(node, object, None, article));
        }
        let term = graph.iri(node, st::PREDICATE).and_then(|iri| self.context.ontology.term(iri));
        if let Some(term) = term {
            situation.insert("predicate".to_owned(), self.predicate_name(term).into());
        }
        if let Some(object) = graph.one(node, st::OBJECT) {
            situation.insert("object".to_owned(), self.value(node, object, term, article));
        }
        json!({ "situation": situation })
    }

    pub(super) fn predicate_name(&self, term: &Term) -> String {
        let is_short = self.context.ontology.predicate(&term.local).is_some_and(|known| known.iri == term.iri);
        if is_short { term.local.clone() } else { term.iri.clone() }
    }

    fn time(&self, node: &str, expected: &BareValue) -> Value {
        let edtf = self.graph.text(node, st::EDTF);
        let end = |property| self.graph.iri(node, property).and_then(|node| self.unknown(node));
        let ends = [end(st::UNKNOWN_START), end(st::UNKNOWN_END)];
        let known = edtf.as_deref().map(|edtf| edtf.split_once('/').unwrap_or((edtf, "..")));
        match (&edtf, &ends) {
            (Some(edtf), [None, None]) if *expected == BareValue::Time || !edtf.contains('/') => edtf.as_str().into(),
            _ => {
                let (from, to) = known.unwrap_or_default();
                let mut interval = Map::new();
                for (name, known, unknown) in [("from", from, &ends[0]), ("to", to, &ends[1])] {
                    match unknown {
                        Some(unknown) => drop(interval.insert(name.to_owned(), Value::Object(unknown.clone()))),
                        None if known.is_empty() || known == ".." => {}
                        None => drop(interval.insert(name.to_owned(), known.into())),
                    }
                }
                Value::Object(interval)
            }
        }
    }

    fn quantity(&self, node: &str) -> Value {
        let graph = self.graph;
        let mut quantity = Map::new();
        match graph.iri(node, gp::VALUE) {
            Some(unknown) => {
                let unknown = self.unknown(unknown).unwrap_or_default();
                quantity.insert("value".to_owned(), Value::Object(unknown));
            }
            None => {
                if let Some(value) = graph.text(node, gp::VALUE) {
                    quantity.insert("value".to_owned(), value.into());
                }
            }
        }
        let rest = [
            ("at_least", gp::LOWER_BOUND),
            ("at_most", gp::UPPER_BOUND),
            ("unit", gp::UNIT),
            ("text", st::SOURCE_TEXT),
        ];
        for (name, property) in rest {
            if let Some(text) = graph.text(node, property) {
                quantity.insert(name.to_owned(), text.into());
            }
        }
        Value::Object(quantity)
    }

    /// Returns `{unknown, text, guess}` of a node that says why something is unknown.
    pub(super) fn unknown(&self, node: &str) -> Option<Map<String, Value>> {
        let graph = self.graph;
        if !graph.is_a(node, st::UNKNOWN_VALUE_CLASS) {
            return None;
        }
        let reason = match graph.iri(node, st::REASON)? {
            st::DIGITS_LOST => "digits-lost",
            st::NOT_STATED => "not-stated",
            st::UNNAMED => "unnamed",
            st::VAGUE => "vague",
            _ => return None,
        };
        let mut unknown = Map::from_iter([("unknown".to_owned(), Value::from(reason))]);
        if let Some(text) = graph.text(node, st::SOURCE_TEXT) {
            unknown.insert("text".to_owned(), text.into());
        }
        if let Some(guess) = graph.iri(node, st::GUESS) {
            let value = graph.text(guess, st::GUESS_VALUE).unwrap_or_default();
            let guess = match graph.text(guess, st::BASIS) {
                Some(basis) => json!({ "value": value, "basis": basis }),
                None => value.into(),
            };
            unknown.insert("guess".to_owned(), guess);
        }
        Some(unknown)
    }
}
