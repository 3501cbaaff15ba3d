//! The seed dossier through the quads, read back by property.

use super::{ARTICLE, compare, concept, expected, interval, local, name, number, reason};
use crate::audit::{GP, Q, ST};
use crate::world::{self, POLICIES, World};
use chancery::finding::Severity;
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
