//! What is looked through: labels, aliases, glosses, quotes, translations and headlines, each with what it is of.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::rdf::{Line, Object, Term};
use crate::vocab::{oa, rdf, rdfs, schema, skos, st};

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A statement: somebody says so.
    Statement,
    /// An entity, by its name.
    Entity,
    /// An article, by its headline.
    Article,
}

/// Which text of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A label.
    Label,
    /// Another name.
    Alias,
    /// What a statement says, in the words of whoever wrote it down.
    Gloss,
    /// The words of an article.
    Quote,
    /// A translation of them.
    Translation,
    /// The headline of an article.
    Headline,
}

impl Kind {
    /// Every kind, with its name.
    pub const ALL: [(&'static str, Self); 3] =
        [("statement", Self::Statement), ("entity", Self::Entity), ("article", Self::Article)];

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Returns the kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

impl Field {
    /// Every field, with its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("label", Self::Label),
        ("alias", Self::Alias),
        ("gloss", Self::Gloss),
        ("quote", Self::Quote),
        ("translation", Self::Translation),
        ("headline", Self::Headline),
    ];

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// Returns the field of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }
}

/// One text with what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// IRI of the statement, entity or article.
    pub of: String,
    /// What that is.
    pub kind: Kind,
    /// Which text of it this is.
    pub field: Field,
    /// IRI of the article it stands in; empty for what articles share.
    pub article: String,
    /// IRIs of those who hold the statement, pass it on, or wrote the article that holds it.
    pub holders: Vec<String>,
    /// Language tag; empty if there is none.
    pub language: String,
    /// The words.
    pub words: String,
}

/// The predicates that are read: those with words, and those that say what the words are of.
pub(super) const PREDICATES: [&str; 13] = [
    rdfs::LABEL,
    skos::PREF_LABEL,
    skos::ALT_LABEL,
    st::GLOSS,
    oa::EXACT,
    st::TRANSLATED_TEXT,
    schema::HEADLINE,
    rdf::TYPE,
    st::EVIDENCE,
    st::IN_ARTICLE,
    st::HOLDER,
    st::VIA,
    schema::AUTHOR,
];

/// Gathers the texts of one article, of what articles share, or of a whole dataset.
#[derive(Debug, Default)]
pub struct Texts {
    literals: Vec<(String, Field, String, String)>,
    types: HashMap<String, Vec<String>>,
    evidence: Vec<(String, String)>,
    articles: HashMap<String, String>,
    holders: BTreeMap<String, Vec<String>>,
    via: HashMap<String, Vec<String>>,
    authors: BTreeMap<String, Vec<String>>,
}

impl Texts {
    /// Gathers from the canonical N-Quads of a segment; named graphs repeat, they are left out.
    #[must_use]
    pub fn of_lines(nquads: &str) -> Self {
        let mut texts = Self::default();
        let mut scratch = String::new();
        for line in nquads.lines().filter_map(Line::split).filter(|line| line.graph.is_none()) {
            texts.triple(line.subject, line.predicate, line.object(&mut scratch));
        }
        texts
    }

    /// Takes one triple.
    pub fn term(&mut self, subject: &str, predicate: &str, object: &Term) {
        match object {
            Term::NamedNode(node) => self.triple(subject, predicate, Object::Iri(node.as_str())),
            Term::Literal(literal) => match literal.language() {
                Some(language) => self.triple(subject, predicate, Object::LangText(literal.value(), language)),
                None => self.triple(subject, predicate, Object::Text(literal.value())),
            },
            _ => {}
        }
    }

    fn triple(&mut self, subject: &str, predicate: &str, object: Object<'_>) {
        match object {
            Object::Text(words) => self.literal(subject, predicate, words, ""),
            Object::LangText(words, language) => self.literal(subject, predicate, words, language),
            Object::Iri(iri) => self.link(subject, predicate, iri),
            Object::Typed(..) | Object::Triple(_) => {}
        }
    }

    fn literal(&mut self, subject: &str, predicate: &str, words: &str, language: &str) {
        let field = match predicate {
            rdfs::LABEL | skos::PREF_LABEL => Field::Label,
            skos::ALT_LABEL => Field::Alias,
            st::GLOSS => Field::Gloss,
            oa::EXACT => Field::Quote,
            st::TRANSLATED_TEXT => Field::Translation,
            schema::HEADLINE => Field::Headline,
            _ => return,
        };
        self.literals.push((subject.to_owned(), field, words.to_owned(), language.to_ascii_lowercase()));
    }

    fn link(&mut self, subject: &str, predicate: &str, object: &str) {
        let (subject, object) = (subject.to_owned(), object.to_owned());
        match predicate {
            rdf::TYPE => self.types.entry(subject).or_default().push(object),
            st::EVIDENCE => self.evidence.push((object, subject)),
            st::IN_ARTICLE => drop(self.articles.insert(subject, object)),
            st::HOLDER => self.holders.entry(subject).or_default().push(object),
            st::VIA => self.via.entry(subject).or_default().push(object),
            schema::AUTHOR => self.authors.entry(subject).or_default().push(object),
            _ => {}
        }
    }

    /// Returns the texts, each with what it is of.
    #[must_use]
    pub fn finish(mut self) -> Vec<Text> {
        let evidence = self.evidence_of();
        let literals = std::mem::take(&mut self.literals);
        let mut texts = Vec::new();
        let mut seen = HashSet::new();
        for (subject, field, words, language) in literals {
            let whole = vec![subject.clone()];
            let of = match field {
                Field::Quote | Field::Translation => evidence.get(subject.as_str()).cloned().unwrap_or_default(),
                // What a situation or a part of a statement is said to be is the statement's.
                Field::Gloss if !self.articles.contains_key(&subject) => self.owner(&subject).into_iter().collect(),
                _ => whole,
            };
            for of in of {
                let Some(kind) = self.kind(&of, field) else { continue };
                let text = Text {
                    kind,
                    field,
                    article: self.article(&of, kind),
                    holders: self.holders(&of),
                    language: language.clone(),
                    words: words.clone(),
                    of,
                };
                if seen.insert((text.of.clone(), field, text.words.clone(), text.language.clone())) {
                    texts.push(text);
                }
            }
        }
        texts
    }

    fn evidence_of(&self) -> HashMap<String, Vec<String>> {
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for (evidence, statement) in &self.evidence {
            of.entry(evidence.clone()).or_default().push(statement.clone());
        }
        of
    }

    /// Finds the statement below which a node stands.
    fn owner(&self, node: &str) -> Option<String> {
        let mut end = node.len();
        while let Some(at) = node[..end].rfind('/') {
            if self.articles.contains_key(&node[..at]) {
                return Some(node[..at].to_owned());
            }
            end = at;
        }
        None
    }

    /// Says what a text is of; nothing for words of an ontology, which `ontology` looks up.
    fn kind(&self, of: &str, field: Field) -> Option<Kind> {
        match field {
            Field::Gloss | Field::Quote | Field::Translation => Some(Kind::Statement),
            Field::Headline => Some(Kind::Article),
            Field::Label | Field::Alias => {
                let types = self.types.get(of);
                let is_term = |class: &String| {
                    [
                        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                        "http://www.w3.org/2000/01/rdf-schema#",
                        "http://www.w3.org/2002/07/owl#",
                    ]
                    .iter()
                    .any(|namespace| class.starts_with(namespace))
                };
                let own_term = of.starts_with(st::NAMESPACE)
                    || of.starts_with(crate::vocab::gp::NAMESPACE)
                    || of.starts_with(crate::vocab::q::NAMESPACE);
                let is_entity = !own_term && !types.is_some_and(|types| types.iter().any(is_term));
                is_entity.then_some(Kind::Entity)
            }
        }
    }

    fn article(&self, of: &str, kind: Kind) -> String {
        match kind {
            Kind::Article => of.to_owned(),
            _ => self.articles.get(of).cloned().unwrap_or_default(),
        }
    }

    fn holders(&self, statement: &str) -> Vec<String> {
        let mut holders = self.holders.get(statement).cloned().unwrap_or_default();
        for link in self.via.get(statement).into_iter().flatten() {
            holders.extend(self.holders.get(link).into_iter().flatten().cloned());
        }
        if holders.iter().any(|holder| holder == st::ARTICLE_AUTHOR) {
            let article = self.articles.get(statement);
            holders.extend(article.and_then(|article| self.authors.get(article)).into_iter().flatten().cloned());
        }
        holders.sort_unstable();
        holders.dedup();
        holders
    }
}
