//! The seed dossier: what it means, through the types and through the quads, against the list made by hand, and both
//! against the annotation of the article, where that is at hand (it is not ours to copy).

use crate::audit::{GP, Q, ST};
use crate::corpus;
use crate::world::{self, POLICIES, World};
use chancery::check::{LoadedText, TextState};
use chancery::convert::{Converter, Judged};
use chancery::finding::Severity;
use chancery::statement::edtf::Edtf;
use chancery::statement::quantity::Amount;
use chancery::statement::{
    Article, Context, EntityRef, Holder, Polarity, Situation, Statement, Time, Unknown, Value as Typed,
};
use chancery::{check, statement};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

const ARTICLE: &str = "azerbaijan-israel";

fn read(path: &str) -> Value {
    let text = std::fs::read_to_string(world::package(path)).expect("a readable file");
    serde_json::from_str(&text).expect("JSON")
}

fn expected() -> Map<String, Value> {
    read("tests/seed/expected.json")["statements"].as_object().expect("a mapping").clone()
}

/// Returns the folder of files that are shared with this repository and not part of it.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("CHANCERY_SHARED").map_or_else(|| world::package("../shared"), PathBuf::from);
    let found = folder.join("seed/statements.yaml").is_file();
    if !found {
        println!("the annotation of the seed article is absent, skipped");
    }
    found.then_some(folder)
}

/// What of a statement is compared, with every list and single value in one form.
fn compared(statement: &Value) -> Value {
    let mut kept = Map::new();
    for field in ["predicate", "subject", "object", "holder", "stance", "polarity", "evidence"] {
        kept.insert(field.to_owned(), statement[field].clone());
    }
    let mut roles = BTreeMap::new();
    let written = statement["roles"].as_object().into_iter().flatten();
    let written = written.map(|(role, value)| (role.as_str(), value));
    let extra = ["time", "quantity"].into_iter().map(|field| (field, &statement[field]));
    for (role, value) in written.chain(extra).filter(|(_, value)| !value.is_null()) {
        roles.insert(role.to_owned(), as_list(value));
    }
    kept.insert("roles".to_owned(), json!(roles));
    let mut links: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (link, targets) in statement["links"].as_object().into_iter().flatten() {
        let mut targets: Vec<String> =
            as_list(targets).iter().map(|target| target.as_str().expect("an id").to_owned()).collect();
        targets.sort();
        links.insert(link.clone(), targets);
    }
    kept.insert("links".to_owned(), json!(links));
    kept.insert("content_of".to_owned(), json!(as_list(&statement["content_of"])));
    Value::Object(kept)
}

fn as_list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    }
}

fn compare(found: &BTreeMap<String, Value>, how: &str) {
    let expected = expected();
    let mut wrong = Vec::new();
    for (id, wanted) in &expected {
        let wanted = compared(wanted);
        let Some(got) = found.get(id).map(compared) else {
            wrong.push(format!("{id} is missing"));
            continue;
        };
        for (field, wanted) in wanted.as_object().expect("a mapping") {
            if got[field] != *wanted {
                wrong.push(format!("{id} {field}: {} and not {wanted}", got[field]));
            }
        }
    }
    wrong.extend(found.keys().filter(|id| !expected.contains_key(*id)).map(|id| format!("{id} is not listed")));
    assert!(wrong.is_empty(), "{how}: {} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Writes a reason as dossiers do: `digits-lost`.
fn reason(iri: &str) -> String {
    let mut word = String::new();
    for letter in local(iri).chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// Numbers are compared as they are written.
fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a number")
}

/// Writes an interval as dossiers do, from its EDTF string and from what is unknown of its ends.
fn interval(edtf: Option<&str>, unknown: [Option<Value>; 2]) -> Value {
    let dates = edtf.and_then(|edtf| edtf.split_once('/')).unwrap_or_default();
    let mut value = Map::new();
    for ((field, date), unknown) in [("from", dates.0), ("to", dates.1)].into_iter().zip(unknown) {
        let date = Some(date).filter(|date| !["", ".."].contains(date)).map(|date| json!(date));
        value.extend(unknown.or(date).map(|end| (field.to_owned(), end)));
    }
    Value::Object(value)
}

// --- Through the types

struct Types<'a> {
    article: &'a Article<'a>,
    context: &'a Context,
}

impl Types<'_> {
    fn entity(&self, entity: EntityRef) -> String {
        match entity {
            EntityRef::Shared(number) => self.context.catalog.entity(number).id.clone(),
            EntityRef::Local(number) => self.article.entities[number as usize].id.to_string(),
        }
    }

    fn unknown(unknown: &Unknown<'_>) -> Value {
        let mut value = Map::from_iter([("unknown".to_owned(), json!(reason(unknown.reason)))]);
        if let Some(text) = &unknown.text {
            value.insert("text".to_owned(), json!(text));
        }
        if let Some((guess, basis)) = &unknown.guess {
            value.insert("guess".to_owned(), json!({ "value": guess, "basis": basis }));
        }
        Value::Object(value)
    }

    fn situation(&self, situation: &Situation<'_>) -> Value {
        let says: Map<String, Value> =
            situation.gloss.iter().map(|text| (text.lang.to_string(), json!(text.text))).collect();
        let mut value = Map::from_iter([("says".to_owned(), Value::Object(says))]);
        if let Some(predicate) = situation.predicate {
            value.insert("predicate".to_owned(), json!(name(&predicate.iri)));
        }
        for (field, end) in [("subject", &situation.subject), ("object", &situation.object)] {
            if let Some(end) = end {
                value.insert(field.to_owned(), self.value(end));
            }
        }
        json!({ "situation": value })
    }

    fn value(&self, value: &Typed<'_>) -> Value {
        match value {
            Typed::Entity(entity) => json!(self.entity(*entity)),
            Typed::Concept(term) => json!(concept(&term.local)),
            Typed::Statement(number) => json!({ "statement": self.article.statements[*number].id }),
            Typed::OtherStatement(iri) => json!({ "statement": iri }),
            Typed::Article(iri) => json!({ "article": local(iri) }),
            Typed::Situation(situation) => self.situation(situation),
            Typed::Literal(text, _) => json!(text),
            Typed::Text(text) => json!({ "text": text.text, "lang": text.lang }),
            Typed::Unknown(unknown) => Self::unknown(unknown),
            Typed::Time(time) => match &**time {
                Time::Known(time) => json!(time.as_str()),
                Time::Unknown(unknown) => Self::unknown(unknown),
                Time::Partly(time) => {
                    let ends = [&time.from, &time.to].map(|end| end.as_ref().map(Self::unknown));
                    interval(time.known.as_ref().map(Edtf::as_str), ends)
                }
            },
            Typed::UnknownQuantity(quantity) => {
                let mut value = Map::from_iter([("value".to_owned(), Self::unknown(&quantity.value))]);
                let bounds = quantity.bounds.as_ref();
                for (field, decimal) in
                    [("at_least", bounds.and_then(Amount::at_least)), ("at_most", bounds.and_then(Amount::at_most))]
                {
                    value.extend(decimal.map(|decimal| (field.to_owned(), number(decimal.as_str()))));
                }
                for (field, text) in [("unit", &quantity.unit), ("text", &quantity.text)] {
                    value.extend(text.iter().map(|text| (field.to_owned(), json!(text))));
                }
                Value::Object(value)
            }
            Typed::Quantity(quantity) => {
                let mut value = Map::new();
                let numbers =
                    [("value", quantity.value()), ("at_least", quantity.at_least()), ("at_most", quantity.at_most())];
                for (field, decimal) in numbers {
                    if let Some(decimal) = decimal {
                        value.insert(field.to_owned(), number(decimal.as_str()));
                    }
                }
                for (field, text) in [("unit", quantity.unit()), ("text", quantity.text())] {
                    if let Some(text) = text {
                        value.insert(field.to_owned(), json!(text));
                    }
                }
                Value::Object(value)
            }
        }
    }

    fn statement(&self, statement: &Statement<'_>) -> Value {
        let mut roles = Map::new();
        for (qualifier, values) in &statement.qualifiers {
            let values: Vec<Value> = values.iter().map(|value| self.value(value)).collect();
            roles.insert(qualifier.local.clone(), json!(values));
        }
        let links: Map<String, Value> = statement
            .links
            .iter()
            .map(|(link, targets)| {
                let ids: Vec<Value> = targets.iter().map(|target| self.value(target)["statement"].clone()).collect();
                (link.local.clone(), json!(ids))
            })
            .collect();
        assert_eq!(statement.holders.len(), 1, "{}: the seed has no chains", statement.id);
        json!({
            "predicate": statement.predicate.map(|term| name(&term.iri)),
            "subject": statement.subject.as_ref().map(|value| self.value(value)),
            "object": statement.object.as_ref().map(|value| self.value(value)),
            "roles": roles,
            "holder": match statement.holder() {
                Holder::Author => "author".to_owned(),
                Holder::Unnamed => "unnamed".to_owned(),
                Holder::Entity(entity) => self.entity(entity),
            },
            "stance": statement.stance.name(),
            "polarity": if statement.polarity == Polarity::Positive { "positive" } else { "negative" },
            "evidence": statement.evidence.iter().map(|evidence| evidence.position).collect::<Vec<_>>(),
            "links": links,
            "content_of": statement.parents.iter().map(|parent| self.article.statements[*parent].id.to_string()).collect::<Vec<_>>(),
        })
    }
}

/// Names a domain as dossiers do.
fn concept(local: &str) -> &str {
    local.strip_prefix("domain-").unwrap_or(local)
}

/// Names a predicate as dossiers do.
fn name(iri: &str) -> String {
    for (namespace, prefix) in
        [(GP, ""), (ST, ""), ("https://schema.org/", "schema:"), ("http://www.w3.org/2004/02/skos/core#", "skos:")]
    {
        if let Some(rest) = iri.strip_prefix(namespace) {
            return format!("{prefix}{rest}");
        }
    }
    iri.to_owned()
}

#[test]
fn the_types_say_what_is_listed() {
    let world = World::open(&world::package("examples/seed"));
    let [input] = &world.inputs[..] else { panic!("one dossier") };
    let read = input.text.parse().expect("YAML");
    let resolved = statement::resolve(read.value, &input.text.source, &world.kb.context);
    let mut article = resolved.value;
    let text = shared().map_or(TextState::Absent, |folder| {
        let text = std::fs::read_to_string(folder.join("seed/article.ar.txt")).expect("a readable file");
        TextState::Loaded(LoadedText { name: "article.ar.txt".to_owned(), path: PathBuf::new(), text })
    });
    let checked = check::check(&mut article, &world.kb.context, &text);
    let findings: Vec<String> = [read.findings, resolved.findings, checked]
        .concat()
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(world::line)
        .collect();
    assert_eq!(findings, [""; 0], "with the text: {}", matches!(text, TextState::Loaded(_)));

    let types = Types { article: &article, context: &world.kb.context };
    let found = article.statements.iter().map(|s| (s.id.to_string(), types.statement(s)));
    compare(&found.collect(), "types");

    let expected = expected();
    for (name, policy) in POLICIES {
        let converter = Converter { context: &world.kb.context, policy, reviews: &world.kb.reviews };
        let Judged { decisions, .. } = converter.judge(&article).value;
        let got: BTreeSet<&str> = article
            .statements
            .iter()
            .zip(&decisions)
            .filter(|(_, decision)| decision.is_asserted())
            .map(|(statement, _)| &*statement.id)
            .collect();
        // S092 passes the policy and has no object, so its node stands without a triple.
        let node = if name == "strict" { None } else { Some("S092") };
        let listed = expected.iter().filter(|(_, s)| s["asserted_in"][name] == true).map(|(id, _)| id.as_str());
        let wanted: BTreeSet<&str> = listed.chain(node).collect();
        assert_eq!(got, wanted, "{name}");
    }
    let differ = |s: &Value| s["asserted_in"]["default"] != s["annotation_projectable"];
    let wrong: Vec<_> =
        expected.iter().filter(|(_, s)| differ(s) == s["reason_if_different"].is_null()).map(|(id, _)| id).collect();
    assert!(wrong.is_empty(), "a reason too much or too few: {wrong:?}");
    assert_eq!(expected.values().filter(|s| differ(s)).count(), 13);
}

// --- Through the quads

/// Reads the statement layer back, by property.
struct Layer {
    base: String,
    of: HashMap<String, BTreeMap<String, Vec<Term>>>,
}

impl Layer {
    fn get(&self, subject: &str, property: &str) -> &[Term] {
        self.of.get(subject).and_then(|of| of.get(property)).map_or(&[], Vec::as_slice)
    }

    fn text(&self, subject: &str, property: &str) -> Option<String> {
        self.get(subject, property).first().map(|term| match term {
            Term::Literal(literal) => literal.value().to_owned(),
            other => panic!("{other} is no literal"),
        })
    }

    fn iri(&self, subject: &str, property: &str) -> Option<String> {
        self.get(subject, property).first().map(|term| match term {
            Term::NamedNode(node) => node.as_str().to_owned(),
            other => panic!("{other} is no address"),
        })
    }

    fn unknown(&self, node: &str) -> Value {
        let mut value = Map::new();
        let why = self.iri(node, &format!("{ST}reason")).expect("a reason");
        value.insert("unknown".to_owned(), json!(reason(&why)));
        if let Some(text) = self.text(node, &format!("{ST}sourceText")) {
            value.insert("text".to_owned(), json!(text));
        }
        if let Some(guess) = self.iri(node, &format!("{ST}guess")) {
            let part = |property: &str| self.text(&guess, &format!("{ST}{property}"));
            value.insert("guess".to_owned(), json!({ "value": part("guessValue"), "basis": part("basis") }));
        }
        Value::Object(value)
    }

    fn value(&self, term: &Term) -> Value {
        let node = match term {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => {
                return match literal.language() {
                    Some(language) => json!({ "text": literal.value(), "lang": language }),
                    None => json!(literal.value()),
                };
            }
            other => panic!("{other}"),
        };
        let types: Vec<&str> = self
            .get(node, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
            .iter()
            .map(|class| match class {
                Term::NamedNode(class) => local(class.as_str()),
                other => panic!("{other} is no class"),
            })
            .collect();
        let st = |property: &str| format!("{ST}{property}");
        if types.contains(&"UnknownValue") {
            return self.unknown(node);
        }
        if types.contains(&"Statement") {
            return json!({ "statement": self.text(node, &st("id")) });
        }
        if types.contains(&"Article") {
            return json!({ "article": self.text(node, &st("id")) });
        }
        if types.contains(&"Time") {
            let ends = ["unknownStart", "unknownEnd"].map(|end| self.iri(node, &st(end)).map(|end| self.unknown(&end)));
            let edtf = self.text(node, &st("edtf"));
            return match ends {
                [None, None] => json!(edtf),
                ends => interval(edtf.as_deref(), ends),
            };
        }
        if types.contains(&"Situation") {
            let mut value = Map::new();
            let says = self.get(node, &st("gloss")).iter().map(|text| {
                let text = self.value(text);
                (text["lang"].as_str().expect("a language").to_owned(), text["text"].clone())
            });
            value.insert("says".to_owned(), Value::Object(says.collect()));
            for end in ["subject", "object"] {
                if let Some(term) = self.get(node, &st(end)).first() {
                    value.insert(end.to_owned(), self.value(term));
                }
            }
            if let Some(predicate) = self.iri(node, &st("predicate")) {
                value.insert("predicate".to_owned(), json!(name(&predicate)));
            }
            return json!({ "situation": value });
        }
        if types.contains(&"Quantity") {
            let mut value = Map::new();
            for (field, property) in [("value", "value"), ("at_least", "lowerBound"), ("at_most", "upperBound")] {
                if let Some(term) = self.get(node, &format!("{GP}{property}")).first() {
                    let written = match self.value(term) {
                        Value::String(text) => number(&text),
                        unknown => unknown,
                    };
                    value.insert(field.to_owned(), written);
                }
            }
            for (field, property) in [("unit", format!("{GP}unit")), ("text", st("sourceText"))] {
                if let Some(text) = self.text(node, &property) {
                    value.insert(field.to_owned(), json!(text));
                }
            }
            return Value::Object(value);
        }
        assert!(
            !node.starts_with(&format!("{}statement/", self.base)),
            "{node} is of no class that is known: {types:?}"
        );
        json!(concept(local(node)))
    }

    fn statement(&self, node: &str) -> Value {
        let st = |property: &str| format!("{ST}{property}");
        let one = |property: &str| self.get(node, &st(property)).first().map(|term| self.value(term));
        let (mut roles, mut links) = (Map::new(), Map::new());
        for (property, terms) in &self.of[node] {
            let values = || terms.iter().map(|value| self.value(value)).collect::<Vec<Value>>();
            if let Some(role) = property.strip_prefix(Q) {
                roles.insert(role.to_owned(), json!(values()));
            }
            let link = property.strip_prefix(ST).unwrap_or_default();
            if ["derivedFrom", "evidencedBy", "inConflictWith", "sameTopicAs", "strongerThan", "partOf"].contains(&link)
            {
                let ids: Vec<_> = values().iter().map(|value| value["statement"].clone()).collect();
                links.insert(link.to_owned(), json!(ids));
            }
        }
        let holder = self.iri(node, &st("holder")).expect("a holder");
        let span = |evidence: &Term| {
            let Term::NamedNode(evidence) = evidence else { panic!("{evidence} is no evidence") };
            ["start", "end"].map(|end| {
                let text = self.text(evidence.as_str(), &format!("http://www.w3.org/ns/oa#{end}"));
                number(&text.expect("a position"))
            })
        };
        json!({
            "predicate": self.iri(node, &st("predicate")).map(|iri| name(&iri)),
            "subject": one("subject"),
            "object": one("object"),
            "roles": roles,
            "links": links,
            "holder": match local(&holder) {
                "ArticleAuthor" => "author",
                "UnnamedSource" => "unnamed",
                other => other,
            },
            "stance": self.iri(node, &st("stance")).map(|iri| reason(&iri)),
            "polarity": self.iri(node, &st("polarity")).map(|iri| reason(&iri)),
            "evidence": self.get(node, &st("evidence")).iter().map(span).collect::<Vec<_>>(),
            "content_of": self.get(node, &st("contentOf")).iter().map(|of| self.value(of)["statement"].clone()).collect::<Vec<_>>(),
        })
    }
}

#[test]
fn the_quads_say_what_is_listed() {
    let world = World::open(&world::package("examples/seed"));
    let expected = expected();
    for (policy_name, policy) in POLICIES {
        let run = world.run(policy);
        assert_eq!(run.found(Severity::Warning), [""; 0]);
        let quads: Vec<Quad> = world::parse(&run.bytes);
        let mut layer = Layer { base: world.kb.context.base.as_str().to_owned(), of: HashMap::new() };
        for quad in quads.iter().filter(|quad| quad.graph_name == GraphName::DefaultGraph) {
            let subject = quad.subject.to_string().trim_matches(['<', '>']).to_owned();
            let of = layer.of.entry(subject).or_default();
            of.entry(quad.predicate.as_str().to_owned()).or_default().push(quad.object.clone());
        }
        let prefix = world.kb.context.base.statement(ARTICLE, "");
        let nodes: Vec<String> = layer
            .of
            .keys()
            .filter(|node| node.strip_prefix(&prefix).is_some_and(|below| !below.contains('/')))
            .cloned()
            .collect();
        let of = |node: &String| layer.text(node, &format!("{ST}id")).expect("an id");
        let found = nodes.iter().map(|node| (of(node), layer.statement(node)));
        compare(&found.collect(), "quads");

        // A triple stands in the asserted graph if a statement listed as asserted gives it.
        let ends = |node: &str| {
            let end = |property: &str| layer.get(node, &format!("{ST}{property}")).first().cloned();
            Some((end("subject")?, end("predicate")?, end("object")?))
        };
        let mut wanted = BTreeSet::new();
        for (id, _) in expected.iter().filter(|(_, s)| s["asserted_in"][policy_name] == true) {
            let (subject, predicate, object) =
                ends(&world.kb.context.base.statement(ARTICLE, id)).expect("asserted, so with three parts");
            wanted.insert(format!("{subject} {predicate} {object}"));
            let Term::NamedNode(property) = &predicate else { panic!("{predicate} is no property") };
            let known = world.kb.context.ontology.term(property.as_str());
            if known.is_some_and(|term| term.symmetric) {
                wanted.insert(format!("{object} {predicate} {subject}"));
            }
        }
        let graph = NamedNode::new_unchecked(world.kb.context.base.asserted_graph(ARTICLE));
        let got: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.graph_name == GraphName::NamedNode(graph.clone()))
            .filter(|quad| {
                !quad.predicate.as_str().ends_with("#type")
                    && !quad.subject.to_string().starts_with(&format!("<{prefix}"))
            })
            .map(|quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object))
            .collect();
        assert_eq!(got, wanted, "{policy_name}");
    }
}

// --- Against the annotation

#[test]
fn the_list_says_what_the_annotation_says() {
    let Some(folder) = shared() else { return };
    let annotation = corpus::yaml(&folder.join("seed/statements.yaml"));
    let text: Vec<char> =
        std::fs::read_to_string(folder.join("seed/article.ar.txt")).expect("a text").chars().collect();
    let (expected, names) = (expected(), read("tests/seed/names.json"));
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for annotated in annotation["statements"].as_array().expect("a list") {
        let id = annotated["id"].as_str().expect("an id");
        let split = as_list(&names["split"][id]);
        let ids = if split.is_empty() { vec![json!(id)] } else { split };
        for (number, part) in ids.iter().enumerate() {
            let part = part.as_str().expect("an id");
            seen.insert(part.to_owned());
            let ours = &expected[part];
            let mut differs = |field: &str, got: &Value, wanted: &Value| {
                if got != wanted {
                    wrong.push(format!("{part} {field}: {got} and not {wanted}"));
                }
            };
            differs("stance", &ours["stance"], &annotated["author_commitment"]);
            differs("polarity", &ours["polarity"], &annotated["polarity"]);
            differs("projectable", &ours["annotation_projectable"], &annotated["projectable"]);
            let holder = annotated["attribution"]["holder"].as_str().expect("a holder");
            differs("holder", &ours["holder"], &names["holders"][holder]);
            differs("content_of", &ours["content_of"], &annotated["content_of"]);
            let predicate = annotated["proposition"]["predicate"].as_str().expect("a predicate");
            let bare = predicate.strip_prefix("gp:").or_else(|| predicate.strip_prefix("st:")).unwrap_or(predicate);
            differs("predicate", &ours["predicate"], &json!(bare));
            let spans: Vec<Value> = ["evidence", "restated_at"]
                .iter()
                .flat_map(|field| as_list(&annotated[*field]))
                .map(|span| json!([position(&span["start"]), position(&span["end"])]))
                .collect();
            differs("evidence", &ours["evidence"], &json!(spans));
            for span in ["evidence", "restated_at"].iter().flat_map(|field| as_list(&annotated[*field])) {
                let (start, end) = (position(&span["start"]), position(&span["end"]));
                let words: String = text[start as usize..end as usize].iter().collect();
                if let Some(quote) = span["quote"].as_str() {
                    differs("words", &json!(words), &json!(quote));
                }
            }
            for end in ["subject", "object"] {
                let kind = names["free_words"][part][end].as_str();
                let moved = names["moved"][part][format!("{end}s")].as_str().is_some()
                    || names["moved"][id][format!("{end}s")].as_str().is_some();
                if number > 0 || moved || !ids[1..].is_empty() {
                    continue;
                }
                let written = annotated["proposition"][end].as_str().unwrap_or_default();
                match kind {
                    Some("absent") => differs(end, &ours[end], &Value::Null),
                    Some("entity") | None => differs(end, &ours[end], &term(written, &names)),
                    Some(kind) => {
                        differs(&format!("{end} is {kind}"), &json!(ours[end].get(kind).is_some()), &json!(true));
                    }
                }
            }
            wrong.extend(roles(part, id, annotated, ours, &names));
        }
    }
    wrong.extend(
        expected.keys().filter(|id| !seen.contains(*id)).map(|id| format!("{id} is nowhere in the annotation")),
    );
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn position(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).expect("a position")
}

/// An end or a role of the annotation in the words of the dossier.
fn term(written: &str, names: &Value) -> Value {
    let is_statement = written.len() == 4 && written.starts_with('S') && written[1..].parse::<u32>().is_ok();
    if is_statement {
        return json!({ "statement": written });
    }
    names["entities"].get(written).cloned().unwrap_or_else(|| json!(written))
}

/// Compares the roles that the annotation gives with those of the list.
fn roles(part: &str, id: &str, annotated: &Value, ours: &Value, names: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (role, values) in annotated["proposition"]["roles"].as_object().into_iter().flatten() {
        let name = names["roles"][role].as_str().unwrap_or(role);
        let moved = [part, id].iter().any(|id| [role, name].iter().any(|role| !names["moved"][id][role].is_null()));
        if moved || ["event", "eventType"].contains(&role.as_str()) {
            continue;
        }
        if role == "quantity" {
            for (field, theirs) in [("unit", "unit"), ("text", "text")] {
                let got = &ours["quantity"][field];
                let got = if got.is_null() { &ours["quantity"]["value"][field] } else { got };
                if values[theirs] != *got {
                    wrong.push(format!("{part} quantity {field}: {got} and not {}", values[theirs]));
                }
            }
            let bound = values["lower_bound"].as_str().and_then(|text| text.parse::<f64>().ok());
            if ours["quantity"]["at_least"].as_f64() != bound {
                wrong.push(format!("{part} quantity: {} and not {bound:?}", ours["quantity"]));
            }
            continue;
        }
        let got = as_list(&ours["roles"][name]);
        for value in as_list(values) {
            let written = value.as_str().unwrap_or_default();
            let wanted = term(written, names);
            let kind = names["free_words"][part][name].as_str();
            let fine = got.contains(&wanted)
                || kind.is_some()
                || (wanted == json!(written) && got.iter().any(|got| got["text"] == written || *got == json!(written)));
            if !fine {
                wrong.push(format!("{part} role {name}: {} lacks {wanted}", json!(got)));
            }
        }
    }
    wrong
}
