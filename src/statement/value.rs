//! Written values into typed ones, by what the predicate or qualifier expects.

mod measure;

use std::borrow::Cow;

use super::resolve::Resolver;
use super::{EntityRef, Holder, LangText, LocalEntity, Origin, Situation, Time, Unknown, Value};
use crate::dossier::{self, InlineEntity, Known, StatementEntry, Text, Written, WrittenQuantity};
use crate::finding::Code;
use crate::ontology::{BareValue, Term};
use crate::vocab::st;

const ENTITY: &BareValue = &BareValue::Entity;

/// Returns what a bare text stands for where a term is used; without a term, an entity.
fn expected(term: Option<&Term>) -> &BareValue {
    term.map_or(ENTITY, |term| &term.bare_value)
}

impl<'a> Resolver<'a> {
    pub(super) fn subject_value(&mut self, written: Written<'a>, statement: usize) -> Option<Value<'a>> {
        self.value(written, None, statement, "subject")
    }

    pub(super) fn object_value(
        &mut self,
        written: Written<'a>,
        predicate: Option<&'a Term>,
        statement: usize,
    ) -> Option<Value<'a>> {
        self.value(written, predicate, statement, "object")
    }

    pub(super) fn about_values(&mut self, written: Vec<Written<'a>>, statement: usize) -> Vec<Value<'a>> {
        let several = written.len() > 1;
        let values = written.into_iter().enumerate().filter_map(|(number, written)| {
            let field = if several { format!("about.{}", number + 1) } else { "about".to_owned() };
            self.value(written, None, statement, &field)
        });
        values.collect()
    }

    pub(super) fn qualifiers(
        &mut self,
        with: Vec<(Text<'a>, Vec<Written<'a>>)>,
        statement: usize,
    ) -> Vec<(&'a Term, Vec<Value<'a>>)> {
        let ontology = &self.context.ontology;
        let mut qualifiers: Vec<(&'a Term, Vec<Value<'a>>)> = Vec::with_capacity(with.len());
        for (name, written) in with {
            let Some(term) = ontology.qualifier(&name.value) else {
                let near = ontology.nearest_qualifier(&name.value).map(str::to_owned);
                let message = format!("`{}` is not a qualifier of the ontology", name.value);
                let cut_short = name.value.bytes().all(|byte| byte.is_ascii_digit());
                let advice = if cut_short {
                    "in braces a comma ends a value: write a number with a point, such as `2.5`"
                } else {
                    "`chancery ontology --kind qualifier` lists them"
                };
                self.suggest(Code::UnknownQualifier, name.span, message, near.as_deref(), advice);
                // Statements nested below are still numbered and checked.
                for value in written {
                    self.value(value, None, statement, "with");
                }
                continue;
            };
            let several = written.len() > 1;
            let mut values = Vec::with_capacity(written.len());
            for (number, value) in written.into_iter().enumerate() {
                let resolved = if several {
                    let field = format!("{}.{}", term.local, number + 1);
                    self.value(value, Some(term), statement, &field)
                } else {
                    self.value(value, Some(term), statement, &term.local)
                };
                values.extend(resolved);
            }
            match qualifiers.iter_mut().find(|(known, _)| known.iri == term.iri) {
                Some((_, known)) => known.extend(values),
                None => qualifiers.push((term, values)),
            }
        }
        qualifiers
    }

    pub(super) fn links(&mut self, links: Vec<(Text<'a>, Vec<Written<'a>>)>) -> Vec<(&'a Term, Vec<Value<'a>>)> {
        let ontology = &self.context.ontology;
        let mut resolved = Vec::with_capacity(links.len());
        for (name, targets) in links {
            let Some(term) = ontology.link(&name.value) else {
                let near = ontology.nearest_link(&name.value).map(str::to_owned);
                let message = format!("`{}` is not a link between statements", name.value);
                let advice = "one of: derivedFrom, evidencedBy, inConflictWith, sameTopicAs, strongerThan, partOf";
                self.suggest(Code::UnknownQualifier, name.span, message, near.as_deref(), advice);
                continue;
            };
            let values = targets
                .into_iter()
                .filter_map(|target| match target {
                    Written::Bare(id) | Written::Statement(id) => self.statement_reference(&id),
                    other => {
                        self.report(Code::WrongType, other.span(), "a link points to a statement's id");
                        None
                    }
                })
                .collect();
            resolved.push((term, values));
        }
        resolved
    }

    /// Reads who holds a statement, and what is written of those that are not known.
    pub(super) fn holders(
        &mut self,
        written: Vec<Written<'a>>,
        statement: usize,
    ) -> (Vec<Holder>, Vec<(usize, Unknown<'a>)>) {
        let mut holders = Vec::with_capacity(written.len());
        let mut unknowns = Vec::new();
        for value in written {
            let span = value.span();
            let holder = match value {
                Written::Bare(word) if word.value == "author" => Some(Holder::Author),
                Written::Bare(word) if word.value == "unnamed" => Some(Holder::Unnamed),
                Written::Unknown(value) => {
                    unknowns.push((holders.len(), unknown(*value)));
                    Some(Holder::Unnamed)
                }
                other => {
                    let field =
                        if holders.is_empty() { "holder".to_owned() } else { format!("holder.{}", holders.len() + 1) };
                    match self.value(other, None, statement, &field) {
                        Some(Value::Entity(entity)) => Some(Holder::Entity(entity)),
                        None => None,
                        Some(_) => {
                            self.report(Code::WrongType, span, "a holder is `author`, `unnamed` or an entity");
                            None
                        }
                    }
                }
            };
            holders.extend(holder);
        }
        (holders, unknowns)
    }

    fn value(
        &mut self,
        written: Written<'a>,
        term: Option<&'a Term>,
        statement: usize,
        field: &str,
    ) -> Option<Value<'a>> {
        match written {
            Written::Bare(text) => self.bare(text, term),
            Written::Entity(text) => self.entity(&text).map(Value::Entity),
            Written::Statement(id) => self.statement_reference(&id),
            Written::Article(id) => Some(Value::Article(self.context.base.article(&id.value))),
            Written::Situation(entry) => Some(Value::Situation(Box::new(self.situation(*entry, statement, field)))),
            Written::Literal(value, datatype, _) => {
                if *expected(term) == BareValue::Quantity && datatype.is_none() {
                    let written = WrittenQuantity {
                        span: value.span,
                        value: Some(Known::Text(value)),
                        ..WrittenQuantity::default()
                    };
                    return self.quantity(written);
                }
                self.literal(value, datatype)
            }
            Written::Text(text, lang, span) => {
                if *expected(term) == BareValue::Quantity {
                    if let Some(lang) = lang.filter(|lang| lang.value != self.language) {
                        let message = format!("the words of a quantity are the article's, in `{}`", self.language);
                        let finding = self.report(Code::BadValue, lang.span, message);
                        finding.hints.push("leave `lang` out, or write a translation beside the quote".to_owned());
                    }
                    let written = WrittenQuantity { span, text: Some(text), ..WrittenQuantity::default() };
                    return self.quantity(written);
                }
                let lang = lang.map_or_else(|| self.language.clone(), |lang| lang.value);
                Some(Value::Text(LangText { lang, text: text.value }))
            }
            Written::Inline(entity) => self.inline(*entity, statement, field).map(Value::Entity),
            Written::Unknown(value) => Some(Value::Unknown(Box::new(unknown(*value)))),
            Written::Interval(ends, span) => self.interval(*ends, span),
            Written::Quantity(quantity) => self.quantity(*quantity),
            Written::Nested(entry) => Some(Value::Statement(self.statement(*entry, Some(statement)))),
        }
    }

    fn bare(&mut self, text: Text<'a>, term: Option<&'a Term>) -> Option<Value<'a>> {
        match expected(term) {
            BareValue::Entity => self.entity(&text).map(Value::Entity),
            BareValue::Time => self.edtf(&text).map(|time| Value::Time(Box::new(Time::Known(time)))),
            BareValue::Quantity => {
                let written =
                    WrittenQuantity { span: text.span, value: Some(Known::Text(text)), ..WrittenQuantity::default() };
                self.quantity(written)
            }
            // A bare word is a statement where one is expected, else the entity that it is everywhere else.
            BareValue::Statement if !self.is_statement(&text.value) && self.is_entity(&text.value) => {
                self.entity(&text).map(Value::Entity)
            }
            BareValue::Statement => self.statement_reference(&text),
            BareValue::Situation => Some(Value::Situation(Box::new(Situation {
                gloss: vec![LangText { lang: self.language.clone(), text: text.value }],
                ..Situation::default()
            }))),
            BareValue::Concept => self.concept(text, term),
            BareValue::Text => Some(Value::Text(LangText { lang: self.language.clone(), text: text.value })),
            BareValue::Literal(datatype) => self.typed(text.value, Cow::Borrowed(datatype), text.span),
        }
    }

    fn concept(&mut self, text: Text<'a>, term: Option<&'a Term>) -> Option<Value<'a>> {
        let ontology = &self.context.ontology;
        let scheme = term.and_then(|term| term.value_scheme.as_deref()).unwrap_or_default();
        let name = term.map_or("", |term| term.local.as_str());
        if let Some(concept) = ontology.concept(scheme, &text.value) {
            return Some(Value::Concept(concept));
        }
        if term.is_some_and(Term::allows_text) {
            return Some(Value::Text(LangText { lang: self.language.clone(), text: text.value }));
        }
        let near = ontology.nearest_concept(scheme, &text.value).map(str::to_owned);
        let message = format!("`{}` is not one of the ontology's words for `{name}`", text.value);
        let advice = "`chancery ontology --kind concept` lists them; other words are `{text: …}`";
        self.suggest(Code::BadValue, text.span, message, near.as_deref(), advice);
        None
    }

    fn is_statement(&self, id: &str) -> bool {
        self.statement_by_id.contains_key(id) || id.contains('/')
    }

    fn statement_reference(&mut self, id: &Text<'a>) -> Option<Value<'a>> {
        if let Some(&number) = self.statement_by_id.get(&id.value) {
            return Some(Value::Statement(number));
        }
        if let Some((article, statement)) = id.value.split_once('/') {
            if article != self.article_id {
                return Some(Value::OtherStatement(self.context.base.statement(article, statement)));
            }
            if let Some(&number) = self.statement_by_id.get(statement) {
                return Some(Value::Statement(number));
            }
        }
        let near = dossier::nearest(&id.value, self.statement_by_id.keys().map(|id| &**id)).map(str::to_owned);
        let message = format!("no statement of this article has the id `{}`", id.value);
        let advice =
            "write the id of a statement, `other-article/id` for one of another article, or the statement itself";
        self.suggest(Code::UnknownStatement, id.span, message, near.as_deref(), advice);
        None
    }

    fn situation(&mut self, entry: StatementEntry<'a>, statement: usize, field: &str) -> Situation<'a> {
        let predicate = entry.predicate.as_ref().and_then(|name| self.predicate(name));
        let gloss = self.texts(entry.says);
        let subject =
            entry.subject.and_then(|written| self.value(written, None, statement, &format!("{field}.subject")));
        let object =
            entry.object.and_then(|written| self.value(written, predicate, statement, &format!("{field}.object")));
        Situation { gloss, subject, predicate, object }
    }

    fn inline(&mut self, entity: InlineEntity<'a>, statement: usize, field: &str) -> Option<EntityRef> {
        let base = &self.context.base;
        let number = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
        let (id, iri) = match entity.id {
            Some(id) => {
                if self.entity_by_id.contains_key(&id.value) {
                    let message = format!("the entity `{}` is defined twice in this article", id.value);
                    self.report(Code::DuplicateId, id.span, message)
                        .hints
                        .push(format!("write `{{entity: {}}}` where it is used again", id.value));
                    return None;
                }
                let iri = base.article_entity(&self.article_id, &id.value);
                (id.value, iri)
            }
            None => {
                let place = format!("{}.{field}", self.id_of_statement(statement));
                let iri = base.article_entity(&self.article_id, &place);
                (Cow::Borrowed(""), iri)
            }
        };
        let types = self.types(entity.types);
        let same_as = self.same_as(entity.same_as);
        let entity = LocalEntity {
            iri,
            types,
            labels: self.texts(entity.label),
            aliases: Vec::new(),
            same_as,
            described: self.texts(entity.described),
            note: None,
            span: entity.span,
            origin: Origin::Inline,
            used: true,
            id: id.clone(),
        };
        if !id.is_empty() {
            self.entity_by_id.insert(id, number);
        }
        self.entities.push(entity);
        Some(EntityRef::Local(number))
    }
}

/// Turns a written unknown into a typed one; the reason was checked where it was read.
pub(super) fn unknown(written: dossier::Unknown<'_>) -> Unknown<'_> {
    Unknown {
        reason: match &*written.reason.value {
            "digits-lost" => st::DIGITS_LOST,
            "not-stated" => st::NOT_STATED,
            "unnamed" => st::UNNAMED,
            _ => st::VAGUE,
        },
        text: written.text.map(|text| text.value),
        guess: written.guess.map(|(value, basis)| (value.value, basis.map(|basis| basis.value))),
    }
}
