//! Writes an article of the rule as a dossier in its JSON form, and its reviews as entries of `reviews/`.

use super::{Article, Holder, Statement, Term};
use serde_json::{Map, Value, json};

/// Writes the article as a dossier in its JSON form; entities the article does not declare must be known to the KB.
pub fn dossier(article: &Article) -> Value {
    let mut head = Map::from_iter([
        ("id".into(), json!(article.id)),
        ("url".into(), json!(format!("https://press.example/{}", article.id))),
        ("title".into(), json!({ "en": "An article" })),
        ("author".into(), json!({ "name": "A. Writer" })),
        ("published".into(), json!("2024-05-03")),
        ("language".into(), json!("en")),
    ]);
    if article.retracted {
        head.insert("retracted".into(), json!({ "date": "2024-05-04", "note": "withdrawn" }));
    }
    if article.assert_never {
        head.insert("grade".into(), json!({ "assert": "never" }));
    }
    let entity = |(id, kind): &(String, Option<String>)| {
        let mut value = Map::from_iter([("label".into(), json!({ "en": format!("the one called {id}") }))]);
        if let Some(kind) = kind {
            value.insert("type".into(), json!(kind));
        }
        (id.clone(), Value::Object(value))
    };
    let entities: Map<String, Value> = article.entities.iter().map(entity).collect();
    let top = article.statements.iter().filter(|s| s.parent.is_none());
    let statements: Vec<Value> = top.map(|s| statement_value(article, s, 0)).collect();
    json!({ "article": head, "entities": entities, "statements": statements })
}

/// Writes the reviews of an article as entries of `reviews/`; `digest` gives the current digest of a statement.
pub fn reviews(article: &Article, digest: &dyn Fn(&str) -> String) -> Value {
    let mut entries = Vec::new();
    for statement in &article.statements {
        for (day, review) in statement.reviews.iter().enumerate() {
            let digest = if review.current { digest(&statement.id) } else { "0".repeat(64) };
            entries.push(json!({
                "statement": format!("{}/{}", article.id, statement.id),
                "digest": digest,
                "verdict": format!("{:?}", review.verdict).to_lowercase(),
                "by": "A. Reviewer",
                "date": format!("2024-06-{:02}", day + 1),
            }));
        }
    }
    Value::Array(entries)
}

fn statement_value(article: &Article, statement: &Statement, depth: usize) -> Value {
    let mut value = Map::new();
    value.insert("id".into(), json!(statement.id));
    value.insert("says".into(), json!(format!("what {} says", statement.id)));
    for (field, term) in [("subject", &statement.subject), ("object", &statement.object)] {
        if *term != Term::Absent {
            value.insert(field.into(), term_value(term));
        }
    }
    if !statement.predicate.is_empty() {
        value.insert("predicate".into(), json!(statement.predicate));
    }
    let mut with = Map::new();
    for (role, id) in &statement.roles {
        let list = with.entry(role.clone()).or_insert_with(|| json!([]));
        list.as_array_mut().expect("made as a list above").push(json!(id));
    }
    if let Some(time) = &statement.time {
        with.insert("time".into(), json!(time));
    }
    if !with.is_empty() {
        value.insert("with".into(), Value::Object(with));
    }
    if depth < 64 {
        let nested = article.statements.iter().filter(|s| s.parent.as_ref() == Some(&statement.id));
        let mut content: Vec<Value> = nested.map(|s| statement_value(article, s, depth + 1)).collect();
        content.extend(statement.content.iter().map(|id| json!({ "statement": id })));
        match content.len() {
            0 => {}
            1 => drop(value.insert("content".into(), content.remove(0))),
            _ => drop(value.insert("content".into(), Value::Array(content))),
        }
    }
    if let Some(holder) = &statement.holder {
        value.insert("holder".into(), holder_value(holder));
    }
    if let Some(stance) = statement.stance {
        value.insert("stance".into(), json!(stance.to_string()));
    }
    if let Some(not) = statement.not {
        value.insert("not".into(), json!(not));
    }
    if !statement.conflicts.is_empty() {
        value.insert("links".into(), json!({ "inConflictWith": statement.conflicts }));
    }
    if depth == 0 {
        value.insert("quote".into(), json!({ "page": 1 }));
    }
    Value::Object(value)
}

fn holder_value(holder: &Holder) -> Value {
    match holder {
        Holder::Author => json!("author"),
        Holder::Unnamed => json!("unnamed"),
        Holder::Entity(id) => json!(id),
        Holder::Chain(links) => Value::Array(links.iter().map(holder_value).collect()),
    }
}

fn term_value(term: &Term) -> Value {
    match term {
        Term::Absent => Value::Null,
        Term::Entity(id) => json!(id),
        Term::Statement(id) => json!({ "statement": id }),
        Term::Situation(subject, predicate, object) => json!({
            "situation": { "says": "a state of affairs", "subject": subject, "predicate": predicate, "object": object }
        }),
        Term::Unknown(reason) => json!({ "unknown": reason, "text": "somebody" }),
        Term::Text(text) => json!({ "text": text, "lang": "en" }),
        Term::Literal(value, datatype) => json!({ "value": value, "type": datatype }),
    }
}
