//! The author says one thing and its opposite in one article.

use foldhash::{HashMap, HashMapExt as _};

use crate::finding::{Code, Finding};
use crate::statement::{Article, EntityRef, Holder, Polarity, Value};

pub(super) fn check(article: &Article<'_>, findings: &mut Vec<Finding>) {
    let held = |number: &usize| article.statements[*number].holders == [Holder::Author];
    let numbers: Vec<usize> = (0..article.statements.len()).filter(held).collect();
    if !numbers.iter().any(|number| article.statements[*number].polarity == Polarity::Negative) {
        return;
    }
    let mut first: HashMap<(EntityRef, &str, EntityRef, Polarity), usize> = HashMap::new();
    for number in numbers {
        let statement = &article.statements[number];
        let (Some(Value::Entity(subject)), Some(predicate), Some(Value::Entity(object))) =
            (&statement.subject, statement.predicate, &statement.object)
        else {
            continue;
        };
        let (one, two) =
            if predicate.symmetric && object < subject { (*object, *subject) } else { (*subject, *object) };
        let opposite = match statement.polarity {
            Polarity::Positive => Polarity::Negative,
            Polarity::Negative => Polarity::Positive,
        };
        if let Some(other) = first.get(&(one, &*predicate.iri, two, opposite)) {
            let other = &article.statements[*other];
            let message = format!("`{}` says the opposite of `{}`", statement.id, other.id);
            findings.push(
                Finding::new(Code::Contradiction, article.source, statement.span, message)
                    .with_related(article.source, other.span, "said here")
                    .with_hint("if it is another's word, name the `holder`; neither becomes a plain triple as it is"),
            );
        }
        first.entry((one, &predicate.iri, two, statement.polarity)).or_insert(number);
    }
}
