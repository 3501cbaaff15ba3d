//! Frames written straight from the lines of an article.
//!
//! The processor makes quads, nodes, trees and maps of an article before it writes it; this sorts the
//! article's lines and writes from them. It knows as much of framing and compaction as our own frames
//! and our own context need: every node that is embedded is asked for by name (`@explicit`). What it does
//! not know it declines, and the processor does the work; a test holds the two to the same bytes.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _};
use serde_json::Value;

use super::pattern::{Embed, Pattern, Patterns};
use crate::export::context::{Coercion, Context, Term};
use crate::jsonld::rdf::{RDF_JSON, RDF_LANG_STRING, RDF_NIL, XSD_STRING};
use crate::rdf::{Line, Object, bare_iri, read_object};
use crate::vocab::rdf;

/// How deep nodes may stand in one another, and how many bytes an article may take; beyond, the processor
/// says what it thinks of it.
const DEEPEST: usize = 100;
const LARGEST: usize = 1 << 30;
/// How many written nodes are kept.
const KEPT: usize = 1 << 14;

/// Writes frames of articles.
#[derive(Debug)]
pub(super) struct Direct {
    context: Context,
    patterns: Patterns,
    /// The properties that frames follow backwards.
    backwards: Vec<String>,
    /// Nodes that are the same in every article, as written, by IRI and pattern.
    kept: HashMap<(String, usize), Vec<u8>>,
}

/// What articles share: the lines of a node, by its IRI.
pub(super) trait Shared {
    /// Returns labels and types of a node; the reader remembers that they were asked for.
    fn lines(&self, iri: &str) -> Vec<Line<'_>>;
}

/// What was written of an article.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Nodes, one after the other, and where each ends.
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<usize>,
    /// Which lines are in it.
    pub(super) covered: Vec<bool>,
    /// Nodes of what articles share that were written for the first time, with the number of the pattern.
    pub(super) shared: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    Iri(&'a str),
    Literal { text: Cow<'a, str>, datatype: &'a str, language: Option<&'a str> },
}

/// A line of the default graph; `line` is its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'a> {
    subject: &'a str,
    predicate: &'a str,
    object: Thing<'a>,
    line: usize,
}

/// An article while it is written.
struct Article<'a, 'd> {
    entries: Vec<Entry<'a>>,
    nodes: HashMap<&'a str, (usize, usize)>,
    /// Where a node is first named, in the order of the processor.
    places: HashMap<&'a str, usize>,
    /// The entries that frames follow backwards, by their object.
    referring: HashMap<&'a str, Vec<usize>>,
    context: &'d Context,
    patterns: &'d Patterns,
    shared: &'d dyn Shared,
    kept: &'d mut HashMap<(String, usize), Vec<u8>>,
    open: Vec<String>,
    written: Written,
}

impl Direct {
    /// Reads an expanded frame; nothing if it asks for more than is known here.
    pub(super) fn new(frame: &Value) -> Option<Self> {
        let context = Context::new(crate::ontology::CONTEXT_JSONLD)?;
        let patterns = Patterns::read(frame)?;
        Some(Self { context, backwards: patterns.backwards(), patterns, kept: HashMap::new() })
    }

    /// Says whether a node with this class stands at the top.
    pub(super) fn is_at_top(&self, class: &str) -> bool {
        self.patterns.root().types.iter().any(|wanted| wanted == class)
    }

    /// Says whether a pattern writes a property.
    pub(super) fn writes(&self, pattern: usize, property: &str) -> bool {
        property == rdf::TYPE || self.patterns.get(pattern).properties.contains_key(property)
    }

    /// Frames an article; nothing if it holds what is not known here.
    pub(super) fn article(&mut self, lines: &[Line<'_>], shared: &dyn Shared) -> Option<Written> {
        let mut entries = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.graph.is_none()) {
            let object = thing(line.object)?;
            entries.push(Entry { subject: line.subject, predicate: line.predicate, object, line: number });
        }
        entries.sort_unstable();
        let mut twice = Vec::new();
        entries.dedup_by(|next, first| {
            let same =
                (next.subject, next.predicate) == (first.subject, first.predicate) && next.object == first.object;
            if same {
                twice.push((next.line, first.line));
            }
            same
        });
        let (mut nodes, mut start) = (HashMap::with_capacity(entries.len() / 8), 0);
        for part in entries.chunk_by(|one, next| one.subject == next.subject) {
            nodes.insert(part[0].subject, (start, start + part.len()));
            start += part.len();
        }
        let mut referring: HashMap<&str, Vec<usize>> = HashMap::new();
        let follows = |entry: &Entry<'_>| self.backwards.iter().any(|known| known == entry.predicate);
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| follows(entry)) {
            if let Thing::Iri(iri) = entry.object {
                referring.entry(iri).or_default().push(at);
            }
        }
        let mut article = Article {
            referring,
            places: places(&entries),
            nodes,
            context: &self.context,
            patterns: &self.patterns,
            shared,
            kept: &mut self.kept,
            open: Vec::new(),
            written: Written { covered: vec![false; lines.len()], ..Written::default() },
            entries,
        };
        for at in 0..article.entries.len() {
            let subject = article.entries[at].subject;
            if at == article.nodes[subject].0 && article.matches(subject, article.patterns.root()) {
                if !article.node(subject, 0)? {
                    return None;
                }
                let end = article.written.bytes.len();
                article.written.ends.push(end);
            }
        }
        let mut written = article.written;
        twice.into_iter().for_each(|(line, first)| written.covered[line] = written.covered[first]);
        Some(written)
    }
}

/// Returns the object of a line; nothing for what becomes something else than a value.
fn thing(object: &str) -> Option<Thing<'_>> {
    if let Some(iri) = bare_iri(object) {
        return (iri != RDF_NIL && !iri.starts_with('_')).then_some(Thing::Iri(iri));
    }
    let end = object.strip_prefix('"')?.rfind('"')? + 1;
    let (raw, suffix) = (&object[1..end], &object[end + 1..]);
    let mut scratch = String::new();
    let text = match read_object(object, &mut scratch) {
        _ if !raw.contains('\\') => Cow::Borrowed(raw),
        Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) => Cow::Owned(text.to_owned()),
        Object::Iri(_) | Object::Triple(_) => return None,
    };
    let language = suffix.strip_prefix('@');
    let datatype = match suffix.strip_prefix("^^<") {
        Some(datatype) => datatype.strip_suffix('>')?,
        None if language.is_some() => RDF_LANG_STRING,
        None => XSD_STRING,
    };
    (datatype != RDF_JSON).then_some(Thing::Literal { text, datatype, language })
}

/// Returns the order in which the processor meets nodes: node by node, each before what it refers to.
fn places<'a>(entries: &[Entry<'a>]) -> HashMap<&'a str, usize> {
    let mut places = HashMap::with_capacity(entries.len() / 4);
    let mut meet = |iri: &'a str| {
        let next = places.len();
        places.entry(iri).or_insert(next);
    };
    for entry in entries {
        meet(entry.subject);
        if let (Thing::Iri(iri), true) = (&entry.object, entry.predicate != rdf::TYPE) {
            meet(iri);
        }
    }
    places
}

impl<'a> Article<'a, '_> {
    fn own(&self, iri: &str) -> &[Entry<'a>] {
        self.nodes.get(iri).map_or(&[], |&(start, end)| &self.entries[start..end])
    }

    fn matches(&self, iri: &str, pattern: &Pattern) -> bool {
        let is_one = |entry: &Entry<'_>| {
            entry.predicate == rdf::TYPE
                && matches!(entry.object, Thing::Iri(class) if pattern.types.iter().any(|wanted| wanted == class))
        };
        pattern.any || self.own(iri).iter().any(is_one)
    }

    /// Writes a node as a map; writes nothing and says so if it would hold its identifier alone.
    fn node(&mut self, iri: &str, pattern: usize) -> Option<bool> {
        if self.open.iter().any(|open| open == iri) {
            return Some(false);
        }
        if self.open.len() > DEEPEST || self.written.bytes.len() > LARGEST {
            return None;
        }
        let key = (iri.to_owned(), pattern);
        if let Some(kept) = self.kept.get(&key) {
            self.written.bytes.extend_from_slice(kept);
            return Some(!kept.is_empty());
        }
        let shared = self.shared;
        let lines = shared.lines(iri);
        let mut entries = self.own(iri).to_vec();
        let is_kept = entries.is_empty() && !lines.is_empty() && self.patterns.get(pattern).reverse.is_empty();
        if !lines.is_empty() {
            for line in &lines {
                let object = thing(line.object)?;
                entries.push(Entry { subject: iri, predicate: line.predicate, object, line: usize::MAX });
            }
            entries.sort_unstable();
            entries.dedup_by(|next, first| next.predicate == first.predicate && next.object == first.object);
            self.written.shared.push((iri.to_owned(), pattern));
        }
        let start = self.written.bytes.len();
        self.open.push(iri.to_owned());
        let has_members = self.members(iri, pattern, &entries)?;
        self.open.pop();
        if !has_members {
            self.written.bytes.truncate(start);
        }
        if is_kept {
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(key, self.written.bytes[start..].to_vec());
        }
        Some(has_members)
    }

    /// Writes identifier, referring nodes, classes and properties; says whether there was more than the first.
    fn members(&mut self, iri: &str, pattern: usize, entries: &[Entry<'_>]) -> Option<bool> {
        let (context, patterns) = (self.context, self.patterns);
        self.written.bytes.push(b'{');
        self.key(&context.id);
        self.text(&context.compact_id(iri));
        let start = self.written.bytes.len();
        for (property, inner) in &patterns.get(pattern).reverse {
            self.reverse(iri, property, *inner)?;
        }
        let properties = || entries.chunk_by(|one, next| one.predicate == next.predicate);
        // Classes stand under a keyword, which comes before every IRI.
        if let Some(part) = properties().find(|part| part[0].predicate == rdf::TYPE) {
            self.classes(part)?;
        }
        for part in properties().filter(|part| part[0].predicate != rdf::TYPE) {
            let predicate = part[0].predicate;
            match patterns.get(pattern).properties.get(predicate) {
                Some(inner) => self.property(predicate, part, *inner)?,
                None if patterns.get(pattern).explicit => {}
                None => return None,
            }
        }
        let has_members = self.written.bytes.len() > start;
        self.written.bytes.push(b'}');
        Some(has_members)
    }

    /// Writes the nodes that refer to this one.
    fn reverse(&mut self, iri: &str, property: &str, pattern: usize) -> Option<()> {
        let refer = self.referring.get(iri).into_iter().flatten().map(|&at| &self.entries[at]);
        let refer = refer.filter(|entry| entry.predicate == property);
        let mut referring: Vec<(&'a str, usize)> = refer.map(|entry| (entry.subject, entry.line)).collect();
        if referring.is_empty() {
            return Some(());
        }
        referring.sort_unstable_by_key(|(subject, _)| self.places.get(subject));
        let term = self.context.reverse_term(property)?;
        self.comma();
        self.key(&term.name);
        let is_array = term.set || referring.len() > 1;
        self.open_array(is_array);
        for (number, (node, line)) in referring.into_iter().enumerate() {
            if !self.matches(node, self.patterns.get(pattern)) || self.patterns.get(pattern).embed != Embed::Always {
                return None;
            }
            self.separate(number);
            self.written.covered[line] = true;
            if !self.node(node, pattern)? {
                let id = self.context.compact_id(node);
                self.reference(&id);
            }
        }
        self.close_array(is_array);
        Some(())
    }

    fn classes(&mut self, part: &[Entry<'_>]) -> Option<()> {
        self.comma();
        self.key(&self.context.of_type);
        self.open_array(part.len() > 1);
        for (number, entry) in part.iter().enumerate() {
            let Thing::Iri(class) = entry.object else { return None };
            self.separate(number);
            self.cover(entry);
            self.text(&self.context.compact_vocab(class));
        }
        self.close_array(part.len() > 1);
        Some(())
    }

    /// Writes the values of a property, under one term or several.
    fn property(&mut self, predicate: &str, part: &[Entry<'_>], pattern: usize) -> Option<()> {
        let context = self.context;
        let mut groups: Vec<(Option<&Term>, Vec<&Entry<'_>>)> = Vec::with_capacity(1);
        for entry in part {
            self.cover(entry);
            let term = match &entry.object {
                Thing::Iri(_) => context.term_for_node(predicate),
                Thing::Literal { datatype, language, .. } => context.term_for_literal(predicate, datatype, *language),
            };
            match groups.iter_mut().find(|(known, _)| known.map(|term| &term.name) == term.map(|term| &term.name)) {
                Some((_, entries)) => entries.push(entry),
                None => groups.push((term, vec![entry])),
            }
        }
        for (term, entries) in groups {
            self.comma();
            match term {
                Some(term) => self.key(&term.name),
                None => self.key(&context.compact_id(predicate)),
            }
            if let Some(term) = term.filter(|term| term.by_language) {
                self.by_language(&entries, term.set);
                continue;
            }
            let is_array = entries.len() > 1 || term.is_some_and(|term| term.set);
            self.open_array(is_array);
            for (number, entry) in entries.into_iter().enumerate() {
                self.separate(number);
                self.value(entry, term, pattern)?;
            }
            self.close_array(is_array);
        }
        Some(())
    }

    fn by_language(&mut self, entries: &[&Entry<'_>], set: bool) {
        let mut languages: Vec<(&str, Vec<&str>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let Thing::Literal { text, language, .. } = &entry.object else { continue };
            let language = language.unwrap_or("@none");
            match languages.iter_mut().find(|(known, _)| *known == language) {
                Some((_, texts)) => texts.push(text),
                None => languages.push((language, vec![text])),
            }
        }
        self.written.bytes.push(b'{');
        for (number, (language, texts)) in languages.into_iter().enumerate() {
            self.separate(number);
            self.key(language);
            let is_array = set || texts.len() > 1;
            self.open_array(is_array);
            for (number, text) in texts.into_iter().enumerate() {
                self.separate(number);
                self.text(text);
            }
            self.close_array(is_array);
        }
        self.written.bytes.push(b'}');
    }

    fn value(&mut self, entry: &Entry<'_>, term: Option<&Term>, pattern: usize) -> Option<()> {
        let context = self.context;
        let coercion = term.map_or(&Coercion::None, |term| &term.coercion);
        match &entry.object {
            Thing::Iri(iri) => {
                let embeds = match self.patterns.get(pattern).embed {
                    Embed::Always => true,
                    Embed::Never => false,
                    Embed::Once if self.own(iri).is_empty() && self.shared.lines(iri).is_empty() => false,
                    Embed::Once => return None,
                };
                if embeds && self.node(iri, pattern)? {
                    return Some(());
                }
                match coercion {
                    Coercion::Id => self.text(&context.compact_id(iri)),
                    Coercion::Vocab => self.text(&context.compact_vocab(iri)),
                    _ => self.reference(&context.compact_id(iri)),
                }
            }
            Thing::Literal { text, datatype, language } => match language {
                Some(language) => {
                    self.written.bytes.push(b'{');
                    self.key("@language");
                    self.text(language);
                    self.comma();
                    self.key("@value");
                    self.text(text);
                    self.written.bytes.push(b'}');
                }
                None if *datatype == XSD_STRING || *coercion != Coercion::None => self.text(text),
                None => {
                    self.written.bytes.push(b'{');
                    self.key(&context.of_type);
                    self.text(&context.compact_vocab(datatype));
                    self.comma();
                    self.key("@value");
                    self.text(text);
                    self.written.bytes.push(b'}');
                }
            },
        }
        Some(())
    }

    fn cover(&mut self, entry: &Entry<'_>) {
        if let Some(covered) = self.written.covered.get_mut(entry.line) {
            *covered = true;
        }
    }

    fn reference(&mut self, id: &str) {
        self.written.bytes.push(b'{');
        self.key(&self.context.id);
        self.text(id);
        self.written.bytes.push(b'}');
    }

    fn key(&mut self, name: &str) {
        self.text(name);
        self.written.bytes.push(b':');
    }

    fn text(&mut self, text: &str) {
        serde_json::to_writer(&mut self.written.bytes, text).expect("memory takes all");
    }

    fn comma(&mut self) {
        self.written.bytes.push(b',');
    }

    fn separate(&mut self, number: usize) {
        if number > 0 {
            self.comma();
        }
    }

    fn open_array(&mut self, is_array: bool) {
        if is_array {
            self.written.bytes.push(b'[');
        }
    }

    fn close_array(&mut self, is_array: bool) {
        if is_array {
            self.written.bytes.push(b']');
        }
    }
}
