//! The statements of an article, content nested where it stood.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use serde_json::{Map, Value, json};

use super::Importer;
use super::value::{in_order, push};
use crate::ontology::Term;
use crate::rdf::{Object, bare_iri, read_object};
use crate::statement::Stance;
use crate::vocab::{oa, rdf, st};

/// What a statement node has beside qualifiers and links.
const FIELDS: [&str; 21] = [
    rdf::TYPE,
    st::ID,
    st::IN_ARTICLE,
    st::GLOSS,
    st::SUBJECT,
    st::PREDICATE,
    st::OBJECT,
    st::ABOUT,
    st::HOLDER,
    st::UNKNOWN_HOLDER,
    st::VIA,
    st::STANCE,
    st::POLARITY,
    st::EVIDENCE,
    st::SHARED_EVIDENCE,
    st::CONTENT_OF,
    st::CONTENT_KEY,
    st::DIGEST,
    st::EXTRACTION_CONFIDENCE,
    st::SCARE_QUOTED,
    st::NOTE,
];

impl<'a> Importer<'_, 'a> {
    /// Returns the statements of an article in the order of their nodes.
    pub(super) fn statements(&mut self, article: &'a str) -> Vec<Value> {
        let graph = self.graph;
        let of_article = |statement: &&str| graph.iri(statement, st::IN_ARTICLE) == Some(article);
        let all: Vec<&str> = graph.of_class(st::STATEMENT_CLASS).into_iter().filter(of_article).collect();
        let mut nested = HashMap::new();
        for &child in &all {
            let parents: Vec<&str> = graph.all(child, st::CONTENT_OF).filter_map(bare_iri).collect();
            if let [parent] = parents[..]
                && parent != child
                && self.names(parent, child)
            {
                nested.insert(child, parent);
            }
        }
        // A circle, which conversion never writes, would have no outermost statement: it is cut.
        for &start in &all {
            let (mut seen, mut at) = (HashSet::new(), start);
            while let Some(parent) = nested.get(at) {
                if !seen.insert(at) || seen.len() >= crate::dossier::MAX_DEPTH / 4 {
                    nested.remove(at);
                    break;
                }
                at = parent;
            }
        }
        let mut done = HashSet::new();
        let outer: Vec<&str> = all.iter().copied().filter(|statement| !nested.contains_key(statement)).collect();
        outer.into_iter().map(|statement| self.statement(statement, &nested, &mut done)).collect()
    }

    /// Says whether a statement has another among its values.
    fn names(&self, statement: &str, other: &str) -> bool {
        self.graph.of(statement).iter().any(|(property, object)| {
            bare_iri(object) == Some(other) && self.term_of(property).is_none_or(|(_, is_link)| !is_link)
        })
    }

    /// Returns the qualifier or link that a property of a statement is.
    fn term_of(&self, property: &str) -> Option<(&Term, bool)> {
        let ontology = &self.context.ontology;
        let qualifier = ontology.qualifier(property).map(|term| (term, false));
        qualifier.or_else(|| ontology.link(property).map(|term| (term, true)))
    }

    fn statement(
        &mut self,
        statement: &'a str,
        nested: &HashMap<&'a str, &'a str>,
        done: &mut HashSet<&'a str>,
    ) -> Value {
        let graph = self.graph;
        let (article, id) = self.statement_id(statement).unwrap_or_default();
        let mut fields = Map::new();
        let written = graph.text(statement, st::ID).unwrap_or(id);
        fields.insert("id".to_owned(), written.into());
        if let Some(gloss) = self.words(statement, st::GLOSS) {
            fields.insert("says".to_owned(), gloss);
        }
        let term = graph.iri(statement, st::PREDICATE).and_then(|iri| {
            let term = self.context.ontology.predicate(iri);
            if term.is_none() {
                self.problem(statement, &format!("the predicate <{iri}> is in no vocabulary at hand"));
            }
            term
        });
        if let Some(object) = graph.one(statement, st::SUBJECT) {
            let value = self.own_value(statement, object, None, &article, nested, done);
            fields.insert("subject".to_owned(), value);
        }
        if let Some(term) = term {
            fields.insert("predicate".to_owned(), self.predicate_name(term).into());
        }
        if let Some(object) = graph.one(statement, st::OBJECT) {
            let value = self.own_value(statement, object, term, &article, nested, done);
            fields.insert("object".to_owned(), value);
        }
        if let Some(about) = self.several(statement, st::ABOUT, "about", None, &article, nested, done) {
            fields.insert("about".to_owned(), about);
        }
        self.qualifiers(statement, &article, nested, done, &mut fields);
        let holder = self.holder(statement);
        let by_author = holder.as_ref().is_none_or(|holder| holder == "author");
        if let Some(holder) = holder {
            fields.insert("holder".to_owned(), holder);
        }
        let stance = graph.iri(statement, st::STANCE);
        let stance = Stance::ALL.into_iter().find(|known| Some(known.iri()) == stance);
        let usual = if by_author { Stance::Committed } else { Stance::Reported };
        match stance {
            Some(stance) if stance == usual && graph.one(statement, st::CONTENT_OF).is_none() => {}
            Some(stance) => drop(fields.insert("stance".to_owned(), stance.name().into())),
            None => self.problem(statement, "no stance that is known"),
        }
        if graph.iri(statement, st::POLARITY) == Some(st::NEGATIVE) && stance != Some(Stance::Denied) {
            fields.insert("not".to_owned(), true.into());
        }
        if graph.one(statement, st::SHARED_EVIDENCE).is_none()
            && let Some(quote) = self.evidence(statement)
        {
            fields.insert("quote".to_owned(), quote);
        }
        if let Some(confidence) = graph.text(statement, st::EXTRACTION_CONFIDENCE) {
            fields.insert("confidence".to_owned(), confidence.into());
        }
        if graph.one(statement, st::SCARE_QUOTED).is_some() {
            fields.insert("scare_quoted".to_owned(), true.into());
        }
        if let Some(note) = self.words(statement, st::NOTE) {
            fields.insert("note".to_owned(), note);
        }
        Value::Object(fields)
    }

    /// Returns a value; a statement that is content of this one stands whole in the first place that names it.
    fn own_value(
        &mut self,
        statement: &'a str,
        object: &'a str,
        term: Option<&Term>,
        article: &str,
        nested: &HashMap<&'a str, &'a str>,
        done: &mut HashSet<&'a str>,
    ) -> Value {
        if let Some(child) = bare_iri(object)
            && nested.get(child) == Some(&statement)
            && done.insert(child)
        {
            return self.statement(child, nested, done);
        }
        self.value(statement, object, term, article)
    }

    #[expect(clippy::too_many_arguments, reason = "what a value is written with, handed through")]
    fn several(
        &mut self,
        statement: &'a str,
        property: &'a str,
        place: &str,
        term: Option<&Term>,
        article: &str,
        nested: &HashMap<&'a str, &'a str>,
        done: &mut HashSet<&'a str>,
    ) -> Option<Value> {
        let first = format!("{statement}/{place}");
        let (mut fixed, mut rest) = (Vec::new(), Vec::new());
        let objects: Vec<&str> = self.graph.all(statement, property).collect();
        for object in objects {
            let value = self.own_value(statement, object, term, article, nested, done);
            let number = bare_iri(object)
                .and_then(|iri| iri.strip_prefix(&first))
                .and_then(|below| if below.is_empty() { Some(1) } else { below.strip_prefix('/')?.parse().ok() });
            match number {
                Some(number) => fixed.push((number, value)),
                None => rest.push(value),
            }
        }
        in_order(fixed, rest)
    }

    fn qualifiers(
        &mut self,
        statement: &'a str,
        article: &str,
        nested: &HashMap<&'a str, &'a str>,
        done: &mut HashSet<&'a str>,
        fields: &mut Map<String, Value>,
    ) {
        let context = self.context;
        let (mut with, mut links) = (Map::new(), Map::new());
        let mut seen = HashSet::new();
        let properties: Vec<&str> = self.graph.of(statement).iter().map(|(property, _)| *property).collect();
        for property in properties {
            if FIELDS.contains(&property) || !seen.insert(property) {
                continue;
            }
            let ontology = &context.ontology;
            let name = |term: &Term, known: Option<&Term>| {
                if known.is_some_and(|known| known.iri == term.iri) { term.local.clone() } else { term.iri.clone() }
            };
            if let Some(term) = ontology.qualifier(property) {
                let key = name(term, ontology.qualifier(&term.local));
                let values = self.several(statement, property, &term.local, Some(term), article, nested, done);
                with.extend(values.map(|values| (key, values)));
            } else if let Some(term) = ontology.link(property) {
                let key = name(term, ontology.link(&term.local));
                for target in self.graph.all(statement, property).filter_map(bare_iri).collect::<Vec<_>>() {
                    match self.statement_id(target) {
                        Some((other, id)) => {
                            let target = if other == article { id } else { format!("{other}/{id}") };
                            push(&mut links, &key, target.into());
                        }
                        None => self.problem(statement, "a link to what is no statement"),
                    }
                }
            } else {
                self.problem(statement, &format!("the property <{property}> is in no vocabulary at hand"));
            }
        }
        for (name, map) in [("with", with), ("links", links)] {
            if !map.is_empty() {
                fields.insert(name.to_owned(), Value::Object(map));
            }
        }
    }

    /// Returns who holds a statement, unless it is the author by default.
    fn holder(&mut self, statement: &'a str) -> Option<Value> {
        let graph = self.graph;
        let mut nodes: Vec<(usize, &str)> = graph
            .all(statement, st::VIA)
            .filter_map(bare_iri)
            .filter_map(|node| Some((graph.text(node, st::ORDINAL)?.parse().ok()?, node)))
            .collect();
        nodes.sort_unstable();
        let chain = nodes.into_iter().map(|(_, node)| node).chain([statement]);
        let holders: Vec<Value> = chain
            .map(|node| {
                let unknown = graph.iri(node, st::UNKNOWN_HOLDER).and_then(|node| self.unknown(node));
                match (unknown, graph.iri(node, st::HOLDER)) {
                    (Some(unknown), _) => Value::Object(unknown),
                    (None, Some(st::ARTICLE_AUTHOR)) => "author".into(),
                    (None, Some(st::UNNAMED_SOURCE) | None) => "unnamed".into(),
                    (None, Some(iri)) => self.entity_name(iri).into(),
                }
            })
            .collect();
        let by_author = holders == ["author"];
        // Written, it lets the author's own word be asserted where it is also somebody's content or fear.
        let is_asserted = || {
            if !self.referenced.contains(statement) {
                return false;
            }
            let end = |property| graph.one(statement, property);
            let triple = (graph.iri(statement, st::SUBJECT), graph.iri(statement, st::PREDICATE), end(st::OBJECT));
            matches!(triple, (Some(s), Some(p), Some(o)) if graph.is_named(s, p, o))
        };
        let is_content = graph.one(statement, st::CONTENT_OF).is_some();
        (!by_author || is_content || is_asserted()).then(|| super::article::one_or_more(holders))
    }

    fn evidence(&mut self, statement: &'a str) -> Option<Value> {
        let graph = self.graph;
        let above = format!("{statement}/evidence/");
        let number =
            |node: &str| node.strip_prefix(&above).and_then(|number| number.parse().ok()).unwrap_or(usize::MAX);
        let mut nodes: Vec<&str> = graph.all(statement, st::EVIDENCE).filter_map(bare_iri).collect();
        nodes.sort_by_key(|node| number(node));
        let quotes: Vec<Value> = nodes.into_iter().map(|node| self.quote(node)).collect();
        (!quotes.is_empty()).then(|| super::article::one_or_more(quotes))
    }

    fn quote(&mut self, node: &str) -> Value {
        let graph = self.graph;
        let mut quote = Map::new();
        let parts = [
            ("quote", oa::EXACT),
            ("prefix", oa::PREFIX),
            ("suffix", oa::SUFFIX),
            ("start", oa::START),
            ("end", oa::END),
            ("sha256", st::QUOTE_HASH),
            ("page", st::PAGE),
            ("timecode", st::TIMECODE),
        ];
        for (name, property) in parts {
            if let Some(text) = graph.text(node, property) {
                let number = matches!(name, "start" | "end").then(|| text.parse::<u64>().ok()).flatten();
                quote.insert(name.to_owned(), number.map_or_else(|| text.into(), Value::from));
            }
        }
        if let Some(translated) = graph.iri(node, st::TRANSLATION) {
            let mut scratch = String::new();
            let words = graph.one(translated, st::TRANSLATED_TEXT).map(|words| read_object(words, &mut scratch));
            if let Some(Object::LangText(text, language)) = words {
                let mut translation = json!({ "lang": language, "text": text });
                if let (Some(by), Some(fields)) =
                    (graph.text(translated, st::TRANSLATED_BY), translation.as_object_mut())
                {
                    fields.insert("by".to_owned(), by.into());
                }
                quote.insert("translation".to_owned(), translation);
            }
        }
        match quote.get("quote") {
            Some(exact) if quote.len() == 1 => exact.clone(),
            _ => Value::Object(quote),
        }
    }
}
