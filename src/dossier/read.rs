//! The tree into a dossier: every field known by name, everything else a finding.

mod fields;
mod statement;
mod value;

pub(crate) use fields::nearest;
use fields::{Fields, Reader};

use super::keys;
use super::node::{Node, Value};
use super::written::{Agent, ArticleEntry, Dossier, EntityEntry, Grade, Known, LangMap, Retraction, Text};
use crate::finding::{Checked, Code};
use crate::source::{Source, Span, Spanned};

/// Reads a whole dossier; without a `default_id` the article must carry its own.
pub fn read_dossier<'a>(source: &'a Source, tree: Node<'a>, default_id: Option<&str>) -> Checked<Dossier<'a>> {
    let mut reader = Reader::new(source);
    let mut dossier = Dossier::default();
    let whole = tree.span;
    if !matches!(tree.value, Value::Map(_) | Value::Null) {
        reader.wrong(&tree, "a dossier (a mapping)");
        reader.hint("a dossier has `article:` with at least `language`, and `statements:`");
        return Checked { value: dossier, findings: reader.findings };
    }
    let mut fields = reader.fields(tree, "a dossier");
    match fields.take("article") {
        Some(node) => dossier.article = reader.article(node, default_id),
        None => {
            reader.missing(whole, "article", "write `article:` with at least `language`");
            dossier.article.id = Spanned::new(default_id.unwrap_or_default().to_owned().into(), whole);
        }
    }
    if let Some(node) = fields.take("entities") {
        dossier.entities = reader.entities(node);
    }
    if let Some(node) = fields.take("statements") {
        for node in reader.list(node) {
            if matches!(node.value, Value::Map(_) | Value::Null) {
                dossier.statements.push(reader.statement(node));
            } else {
                reader.wrong(&node, "a statement (a mapping)");
                reader.hint("write `- { says: … }`, or `subject`, `predicate` and `object`");
            }
        }
    }
    reader.rest(fields, keys::DOSSIER);
    Checked { value: dossier, findings: reader.findings }
}

/// Reads a file of shared entities: a mapping of ids, or the same under `entities:`.
pub fn read_entities<'a>(source: &'a Source, tree: Node<'a>) -> Checked<Vec<EntityEntry<'a>>> {
    let mut reader = Reader::new(source);
    let inner = match tree.value {
        Value::Map(mut entries) if entries.len() == 1 && entries[0].key.value == "entities" => {
            entries.swap_remove(0).value
        }
        value => Node { span: tree.span, value },
    };
    let entities = reader.entities(inner);
    Checked { value: entities, findings: reader.findings }
}

impl<'a> Reader<'a> {
    fn article(&mut self, node: Node<'a>, default_id: Option<&str>) -> ArticleEntry<'a> {
        let span = node.span;
        let mut fields = self.fields(node, "`article`");
        let mut article = ArticleEntry { span, ..ArticleEntry::default() };
        article.id = match (self.text_field(&mut fields, "id"), default_id) {
            (Some(id), _) => self.checked_id(id),
            (None, Some(id)) => self.checked_id(Spanned::new(id.to_owned().into(), span)),
            (None, None) => {
                self.missing(
                    span,
                    "id",
                    "every article of a stream names itself: `article.id`, in a table the column `article`",
                );
                Spanned::new("".into(), span)
            }
        };
        article.language = match self.text_field(&mut fields, "language") {
            Some(language) => self.language_tag(language),
            None => {
                self.missing(span, "language", "write the language of the article, such as `language: ar`");
                Spanned::new("und".into(), span)
            }
        };
        article.url = self.iri_field(&mut fields, "url");
        article.archive_url = self.iri_field(&mut fields, "archive_url");
        article.title = self.lang_map_field(&mut fields, "title");
        article.author = self.agents(&mut fields, "author");
        article.publisher = self.agents(&mut fields, "publisher");
        article.published = self.known_field(&mut fields, "published");
        article.retrieved = self.known_field(&mut fields, "retrieved");
        article.text = self.text_field(&mut fields, "text");
        article.text_sha256 = self.hash_field(&mut fields, "text_sha256");
        article.licence = self.text_field(&mut fields, "licence");
        article.reprint_of = self.text_field(&mut fields, "reprint_of");
        article.corrects = self.text_field(&mut fields, "corrects");
        article.retracted = fields.take("retracted").and_then(|node| self.retraction(node));
        article.grade = fields.take("grade").map(|node| self.grade(node));
        self.rest(fields, keys::ARTICLE);
        article
    }

    fn agents(&mut self, fields: &mut Fields<'a>, key: &str) -> Vec<Agent<'a>> {
        let Some(node) = fields.take(key) else { return Vec::new() };
        let mut agents = Vec::new();
        for node in self.list(node) {
            let span = node.span;
            if let Value::Map(entries) = &node.value {
                if entries.iter().any(|entry| entry.key.value == "unknown") {
                    agents.extend(self.known(node).and_then(|known| match known {
                        Known::Unknown(unknown) => Some(Agent::Unknown(unknown)),
                        Known::Text(_) => None,
                    }));
                    continue;
                }
                let mut fields = self.fields(node, "a name");
                let name = self.lang_map_field(&mut fields, "name");
                self.rest(fields, &["name"]);
                if name.texts.is_empty() {
                    self.missing(span, "name", "write `{name: …}`, or an entity's id");
                } else {
                    agents.push(Agent::Name(name, span));
                }
            } else if let Some(text) = self.text(node) {
                agents.push(Agent::Entity(text));
            }
        }
        agents
    }

    fn retraction(&mut self, node: Node<'a>) -> Option<Retraction<'a>> {
        match node.value {
            Value::Scalar(ref text, _) if text == "false" => None,
            Value::Scalar(ref text, _) if text == "true" => Some(Retraction { date: None, note: None }),
            Value::Map(_) => {
                let mut fields = self.fields(node, "`retracted`");
                let date = self.text_field(&mut fields, "date");
                let note = self.text_field(&mut fields, "note");
                self.rest(fields, &["date", "note"]);
                Some(Retraction { date, note })
            }
            _ => self.text(node).map(|date| Retraction { date: Some(date), note: None }),
        }
    }

    fn grade(&mut self, node: Node<'a>) -> Grade<'a> {
        let mut fields = self.fields(node, "`grade`");
        let source = self.one_of(&mut fields, "source", &["A", "B", "C", "D", "E", "F"]);
        let credibility = self.one_of(&mut fields, "credibility", &["1", "2", "3", "4", "5", "6"]);
        let assert = self.one_of(&mut fields, "assert", &["never"]);
        self.rest(fields, &["source", "credibility", "assert"]);
        Grade { source, credibility, never_assert: assert.is_some() }
    }

    fn entities(&mut self, node: Node<'a>) -> Vec<EntityEntry<'a>> {
        let entries = match node.value {
            Value::Null => Vec::new(),
            Value::Map(entries) => entries,
            _ => {
                self.wrong(&node, "a mapping of ids to entities");
                self.hint("write `id: { type: …, label: … }`, without a dash before it");
                Vec::new()
            }
        };
        let mut entities = Vec::with_capacity(entries.len());
        for entry in entries {
            self.check_id(&entry.key);
            let mut fields = self.fields(entry.value, "an entity");
            let entity = EntityEntry {
                id: entry.key,
                types: self.texts_field(&mut fields, "type"),
                label: self.lang_map_field(&mut fields, "label"),
                aliases: self.alias_field(&mut fields),
                same_as: self.texts_field(&mut fields, "same_as"),
                described: self.lang_map_field(&mut fields, "described"),
                note: self.text_field(&mut fields, "note"),
            };
            self.rest(fields, keys::ENTITY);
            self.check_visible(&entity.label);
            entities.push(entity);
        }
        entities
    }

    /// Reads `aliases`: a list of texts, or a mapping from language to a text or a list.
    fn alias_field(&mut self, fields: &mut Fields<'a>) -> LangMap<'a> {
        let mut map = LangMap::default();
        let Some(node) = fields.take("aliases") else { return map };
        if let Value::Map(entries) = node.value {
            for entry in entries {
                let language = self.language_tag(entry.key);
                for node in self.list(entry.value) {
                    map.texts.extend(self.text(node).map(|text| (Some(language.clone()), text)));
                }
            }
        } else {
            for node in self.list(node) {
                map.texts.extend(self.text(node).map(|text| (None, text)));
            }
        }
        map
    }

    fn checked_id(&mut self, id: Text<'a>) -> Text<'a> {
        self.check_id(&id);
        id
    }

    fn check_id(&mut self, id: &Text<'a>) {
        let problem = if id.value.is_empty() {
            "is empty"
        } else if id.value == "." || id.value == ".." {
            "is a step in a path, not a name"
        } else if id.value.chars().any(|c| c.is_control() || (crate::iri::is_invisible(c) && !fields::is_joiner(c))) {
            "holds a character that cannot be seen"
        } else if id.value.trim() != id.value {
            "begins or ends with white space"
        } else {
            return;
        };
        let shown = id.value.escape_default();
        self.report(Code::BadId, id.span, format!("the id `{shown}` {problem}"))
            .hints
            .push("use letters of any script, digits, `-` and `_`".to_owned());
    }

    fn missing(&mut self, span: Span, field: &str, hint: &str) {
        let first_line = self.source.slice(span).lines().next().map_or(0, str::len);
        let span = Span::new(span.start as usize, span.start as usize + first_line);
        self.report(Code::MissingField, span, format!("`{field}` is missing")).hints.push(hint.to_owned());
    }
}
