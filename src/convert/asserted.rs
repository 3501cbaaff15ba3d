//! The asserted triples: what the policy lets through, in the article's own graph and in the union.
//!
//! Derived with them: the twin of a symmetric triple, the types of entities that asserted statements
//! speak of, and event and relationship nodes where qualifiers matter. Roles of opaque predicates and
//! of qualifiers that the author does not vouch for stay on the statement.

use std::collections::HashSet;

use super::policy::Decision;
use super::review::Verdict;
use super::{Converter, Graphs, value_iri};
use crate::ontology::{Assertability, Term};
use crate::rdf::{Object, QuadSink};
use crate::statement::{AgentRef, Article, Context, EntityRef, Polarity, Statement, Time, Value};
use crate::vocab::{gp, prov, rdf};

/// Returns the entities that the author himself speaks of: of the article's metadata, and subjects,
/// objects and vouched roles of asserted statements. Only they get a domain type.
pub(super) fn vouched_entities(article: &Article<'_>, decisions: &[Decision]) -> HashSet<EntityRef> {
    let mut vouched = HashSet::new();
    if article.entities.is_empty() {
        return vouched;
    }
    for agent in article.about.authors.iter().chain(&article.about.publishers) {
        if let AgentRef::Entity(entity) = agent {
            vouched.insert(*entity);
        }
    }
    for (statement, decision) in article.statements.iter().zip(decisions) {
        if !decision.is_asserted() {
            continue;
        }
        let values = [&statement.subject, &statement.object].into_iter().flatten();
        for value in values.chain(vouched_roles(statement).map(|(_, value)| value)) {
            if let Value::Entity(entity) = value {
                vouched.insert(*entity);
            }
        }
    }
    vouched
}

/// Returns the qualifier values that may stand on an event or relationship node.
fn vouched_roles<'s, 'a>(statement: &'s Statement<'a>) -> impl Iterator<Item = (&'s str, &'s Value<'a>)> {
    let open = statement.predicate.is_some_and(|predicate| !predicate.opaque);
    statement
        .qualifiers
        .iter()
        .filter(move |(qualifier, _)| open && qualifier.vouches)
        .filter_map(|(qualifier, values)| qualifier.role_twin.as_deref().map(|twin| (twin, values)))
        .flat_map(|(twin, values)| values.iter().map(move |value| (twin, value)))
        .filter(|(_, value)| match value {
            Value::Entity(_) | Value::Concept(_) | Value::Literal(..) | Value::Quantity(_) => true,
            Value::Time(time) => matches!(**time, Time::Known(_)),
            _ => false,
        })
}

/// Writes the asserted triples of an article into its graph and into the union of all of them.
pub(super) fn write<S: QuadSink>(
    converter: &Converter<'_>,
    article: &Article<'_>,
    decisions: &[Decision],
    vouched: &HashSet<EntityRef>,
    sink: &mut S,
) {
    if !decisions.iter().any(|decision| decision.is_asserted()) && vouched.is_empty() {
        return;
    }
    let graphs = Graphs::new(&converter.context.base, &article.id);
    let graphs = [&*graphs.article, &*graphs.asserted];
    let mut writer = Writer { sink, graphs, written: foldhash::HashSet::default(), key: String::new() };
    for (number, entity) in (0_u32..).zip(&article.entities) {
        if entity.used && vouched.contains(&EntityRef::Local(number)) {
            for class in &entity.types {
                writer.triple(&entity.iri, rdf::TYPE, Object::Iri(&class.iri));
            }
        }
    }
    for (statement, decision) in article.statements.iter().zip(decisions) {
        if decision.is_asserted() {
            writer.statement(statement, article, converter.context);
        }
    }
}

/// Writes the triple of every positive statement that a person accepted as it is now, whoever holds it.
///
/// What a person accepts cannot make a relation out of an aim or a fear, nor bring back an article that
/// was taken back: predicates that are never asserted and barred articles stay out.
pub(super) fn write_reviewed<S: QuadSink>(
    converter: &Converter<'_>,
    article: &Article<'_>,
    digests: &[String],
    sink: &mut S,
) {
    if converter.reviews.is_empty() || article.about.retracted.is_some() || article.about.never_assert {
        return;
    }
    let graphs = Graphs::new(&converter.context.base, &article.id);
    let (mut written, mut key) = (foldhash::HashSet::default(), String::new());
    for (statement, digest) in article.statements.iter().zip(digests) {
        let accepted = converter.reviews.verdict(&statement.iri, digest) == Some(Verdict::Accept);
        let never = statement.predicate.is_none_or(|term| term.assertability == Assertability::Never);
        if !accepted || never || statement.polarity == Polarity::Negative {
            continue;
        }
        let (Some(subject), Some(predicate), Some(object)) =
            (&statement.subject, statement.predicate, &statement.object)
        else {
            continue;
        };
        with_triple(statement, subject, predicate, object, article, converter.context, |subject, predicate, object| {
            if is_new(subject, predicate, object, &mut key, &mut written) {
                sink.quad(subject, predicate, object, Some(&graphs.reviewed));
            }
        });
    }
}

/// Hands on subject, predicate and object when all three can stand in a triple.
fn with_triple(
    statement: &Statement<'_>,
    subject: &Value<'_>,
    predicate: &Term,
    object: &Value<'_>,
    article: &Article<'_>,
    context: &Context,
    mut then: impl FnMut(&str, &str, Object<'_>),
) {
    if !matches!(subject, Value::Entity(_) | Value::Concept(_) | Value::Article(_)) {
        return;
    }
    let Some(subject) = value_iri(subject, article, context) else { return };
    match object {
        Value::Entity(_) | Value::Concept(_) | Value::Article(_) => {
            if let Some(object) = value_iri(object, article, context) {
                then(subject, &predicate.iri, Object::Iri(object));
            }
        }
        Value::Literal(text, datatype) if &**datatype == crate::vocab::xsd::STRING => {
            then(subject, &predicate.iri, Object::Text(text));
        }
        Value::Literal(text, datatype) => then(subject, &predicate.iri, Object::Typed(text, datatype)),
        Value::Quantity(_) => then(subject, &predicate.iri, Object::Iri(&format!("{}/object", statement.iri))),
        Value::Time(time) if matches!(**time, Time::Known(_)) => {
            then(subject, &predicate.iri, Object::Iri(&format!("{}/object", statement.iri)));
        }
        _ => {}
    }
}

struct Writer<'w, S> {
    sink: &'w mut S,
    graphs: [&'w str; 2],
    written: foldhash::HashSet<String>,
    key: String,
}

/// Says whether a triple was not written before, and remembers it; `key` is room to work in.
fn is_new(
    subject: &str,
    predicate: &str,
    object: Object<'_>,
    key: &mut String,
    written: &mut foldhash::HashSet<String>,
) -> bool {
    // No IRI and no language tag holds a space, so the parts cannot run into each other.
    let (kind, object, rest) = match object {
        Object::Iri(iri) => ("<", iri, ""),
        Object::Text(text) => ("\"", text, ""),
        Object::LangText(text, lang) => (lang, text, ""),
        Object::Typed(text, datatype) => (datatype, text, "^"),
        Object::Triple(term) => ("(", term, ""),
    };
    key.clear();
    for part in [subject, " ", predicate, " ", kind, rest, " ", object] {
        key.push_str(part);
    }
    if written.contains(key.as_str()) {
        return false;
    }
    written.insert(key.clone())
}

impl<S: QuadSink> Writer<'_, S> {
    fn triple(&mut self, subject: &str, predicate: &str, object: Object<'_>) {
        if !is_new(subject, predicate, object, &mut self.key, &mut self.written) {
            return;
        }
        for graph in self.graphs {
            self.sink.quad(subject, predicate, object, Some(graph));
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, article: &Article<'_>, context: &Context) {
        let (Some(subject), Some(predicate)) = (&statement.subject, statement.predicate) else { return };
        if let Some(object) = &statement.object {
            with_triple(statement, subject, predicate, object, article, context, |subject, term, object| {
                self.triple(subject, term, object);
                if let (true, Object::Iri(twin)) = (predicate.symmetric, object) {
                    self.triple(twin, term, Object::Iri(subject));
                }
            });
        }
        self.occurrence(statement, subject, predicate, article, context);
    }

    /// Writes the event or relationship node, when a role beside subject and object is vouched for.
    fn occurrence(
        &mut self,
        statement: &Statement<'_>,
        subject: &Value<'_>,
        predicate: &Term,
        article: &Article<'_>,
        context: &Context,
    ) {
        let (class, kind, kind_iri, name) = match &predicate.event_type {
            Some(event_type) => (gp::EVENT_CLASS, gp::EVENT_TYPE, event_type.as_str(), "event"),
            None if predicate.mints_relationship => {
                (gp::RELATIONSHIP_CLASS, gp::RELATIONSHIP_TYPE, predicate.iri.as_str(), "relationship")
            }
            None => return,
        };
        if vouched_roles(statement).next().is_none() {
            return;
        }
        let node = format!("{}/{name}", statement.iri);
        self.triple(&node, rdf::TYPE, Object::Iri(class));
        self.triple(&node, kind, Object::Iri(kind_iri));
        self.triple(&node, prov::WAS_DERIVED_FROM, Object::Iri(&statement.iri));
        let ends = [(&predicate.subject_role, Some(subject)), (&predicate.object_role, statement.object.as_ref())];
        for (role, value) in ends {
            if let (Some(role), Some(iri)) = (role, value.and_then(|value| value_iri(value, article, context))) {
                self.triple(&node, role, Object::Iri(iri));
            }
        }
        for (qualifier, values) in &statement.qualifiers {
            let Some(twin) = qualifier.role_twin.as_deref().filter(|_| qualifier.vouches && !predicate.opaque) else {
                continue;
            };
            for (number, value) in values.iter().enumerate() {
                match value {
                    Value::Literal(text, datatype) => self.triple(&node, twin, Object::Typed(text, datatype)),
                    Value::Quantity(_) => self.value_node(&node, twin, statement, qualifier, number),
                    Value::Time(time) if matches!(**time, Time::Known(_)) => {
                        self.value_node(&node, twin, statement, qualifier, number);
                    }
                    Value::Entity(_) | Value::Concept(_) => {
                        if let Some(iri) = value_iri(value, article, context) {
                            self.triple(&node, twin, Object::Iri(iri));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Points to the value node that the statement itself has.
    fn value_node(&mut self, node: &str, twin: &str, statement: &Statement<'_>, qualifier: &Term, number: usize) {
        let mut iri = format!("{}/{}", statement.iri, qualifier.local);
        if number > 0 {
            iri.push_str(&format!("/{}", number + 1));
        }
        self.triple(node, twin, Object::Iri(&iri));
    }
}
