//! Reads a dossier (as JSON values) into an article of the rule, to judge the hand-written corpus with it.
//!
//! It reads what the rule needs and trusts the rest: it is no checker. Entities written on the spot are called
//! `<statement id>.<field>`, or by their id if they have one.

use super::{Article, Holder, Review, Stance, Statement, Term, Verdict};
use serde_json::Value;

/// Reads a dossier; `reviews` are all entries of `reviews/`, `resolve` gives the id of a name.
///
/// # Panics
/// If the value does not have the shape of a dossier.
pub fn article(id: &str, dossier: &Value, reviews: &[Value], resolve: &dyn Fn(&str) -> String) -> Article {
    let head = &dossier["article"];
    let mut article = Article {
        id: id.to_owned(),
        retracted: head.get("retracted").is_some(),
        assert_never: head["grade"]["assert"] == "never",
        ..Article::default()
    };
    for (entity, fields) in dossier["entities"].as_object().into_iter().flatten() {
        article.entities.push((entity.clone(), fields["type"].as_str().map(str::to_owned)));
    }
    let local: Vec<String> = article.entities.iter().map(|(id, _)| id.clone()).collect();
    let resolve = |name: &str| {
        if local.iter().any(|id| id == name) { name.to_owned() } else { resolve(name) }
    };
    let mut reader = Reader { article, reviews, resolve: &resolve };
    for value in dossier["statements"].as_array().expect("statements are a list") {
        reader.statement(value, None);
    }
    reader.article
}

struct Reader<'a> {
    article: Article,
    reviews: &'a [Value],
    resolve: &'a dyn Fn(&str) -> String,
}

impl Reader<'_> {
    fn statement(&mut self, value: &Value, parent: Option<&str>) {
        let written = value["id"].as_str().map(str::to_owned);
        let id = written.unwrap_or_else(|| format!("unnamed-{}", self.article.statements.len()));
        let mut statement = Statement {
            id: id.clone(),
            parent: parent.map(str::to_owned),
            predicate: value["predicate"].as_str().unwrap_or_default().to_owned(),
            subject: self.term(&value["subject"], &id, "subject"),
            object: self.term(&value["object"], &id, "object"),
            holder: value.get("holder").map(|holder| self.holder(holder, &id)),
            stance: value["stance"].as_str().map(stance),
            not: value.get("not").map(|not| not.as_bool().expect("not is true or false")),
            conflicts: list(&value["links"]["inConflictWith"]).map(|id| text(id).to_owned()).collect(),
            reviews: self.verdicts(&id),
            ..Statement::default()
        };
        for (name, values) in value["with"].as_object().into_iter().flatten() {
            for one in list(values).filter(|_| name != "content") {
                match self.term(one, &id, name) {
                    Term::Entity(entity) if !["time", "domain", "degree", "quantity"].contains(&name.as_str()) => {
                        statement.roles.push((name.clone(), entity));
                    }
                    _ => statement.time = Some(one.as_str().map_or_else(|| one.to_string(), str::to_owned)),
                }
            }
        }
        let content: Vec<&Value> = list(&value["content"]).chain(list(&value["with"]["content"])).collect();
        let place = self.article.statements.len();
        self.article.statements.push(statement);
        for one in content {
            match one["statement"].as_str() {
                Some(named) => self.article.statements[place].content.push(named.to_owned()),
                None => self.statement(one, Some(&id)),
            }
        }
    }

    fn term(&mut self, value: &Value, statement: &str, field: &str) -> Term {
        if value.is_null() {
            return Term::Absent;
        }
        if let Some(name) = value.as_str().or(value["entity"].as_str()) {
            return Term::Entity((self.resolve)(name));
        }
        if value.get("label").is_some() {
            let id = value["id"].as_str().map_or_else(|| format!("{statement}.{field}"), str::to_owned);
            self.article.entities.push((id.clone(), value["type"].as_str().map(str::to_owned)));
            return Term::Entity(id);
        }
        if let Some(id) = value["statement"].as_str() {
            return Term::Statement(id.to_owned());
        }
        if let Some(inner) = value.get("situation") {
            let part = |field: &str| inner[field].as_str().unwrap_or_default().to_owned();
            return Term::Situation(part("subject"), part("predicate"), part("object"));
        }
        if let Some(reason) = value["unknown"].as_str() {
            return Term::Unknown(reason.to_owned());
        }
        if let Some(literal) = value.get("value") {
            let lexical = literal.as_str().map_or_else(|| literal.to_string(), str::to_owned);
            return Term::Literal(lexical, value["type"].as_str().unwrap_or("xsd:string").to_owned());
        }
        Term::Text(value["text"].as_str().unwrap_or_default().to_owned())
    }

    fn holder(&mut self, value: &Value, statement: &str) -> Holder {
        if let Some(links) = value.as_array() {
            return Holder::Chain(links.iter().map(|link| self.holder(link, statement)).collect());
        }
        match value.as_str() {
            Some("author") => Holder::Author,
            Some("unnamed") => Holder::Unnamed,
            _ => match self.term(value, statement, "holder") {
                Term::Entity(id) => Holder::Entity(id),
                other => panic!("{other:?} holds nothing"),
            },
        }
    }

    fn verdicts(&self, id: &str) -> Vec<Review> {
        let name = format!("{}/{id}", self.article.id);
        let mut mine: Vec<&Value> = self.reviews.iter().filter(|review| review["statement"] == name.as_str()).collect();
        mine.sort_by_key(|review| (text(&review["date"]), review["verdict"] == "reject"));
        let review = |value: &Value| Review {
            verdict: match text(&value["verdict"]) {
                "accept" => Verdict::Accept,
                "reject" => Verdict::Reject,
                "open" => Verdict::Open,
                other => panic!("{other} is no verdict"),
            },
            current: value["digest"] == "current",
        };
        mine.into_iter().map(review).collect()
    }
}

fn list(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Null => Box::new(std::iter::empty()),
        Value::Array(values) => Box::new(values.iter()),
        one => Box::new(std::iter::once(one)),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn stance(word: &str) -> Stance {
    Stance::ALL.into_iter().find(|stance| stance.to_string() == word).expect("one of the ten stances")
}
