//! A claim, whatever the shape it came in: what is said, how the file stands to it, whose it is.

use serde_json::{Map, Value};

use crate::statement::Stance;

/// How whoever made the file stands to a claim in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// Says so, without reserve.
    Asserts,
    /// Passes it on with something that may be a reserve.
    Reports,
    /// Describes it; nobody is known to hold it.
    Mentions,
    /// Says so with a word of doubt.
    Doubts,
    /// Keeps it on record and does not stand behind it.
    Rejects,
}

impl Told {
    /// Returns the more careful of the two.
    pub(super) fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Where a claim comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Number of the article.
    pub(super) article: usize,
    /// Pieces of evidence, as dossiers have them.
    pub(super) quotes: Vec<Value>,
}

/// Something that the input claims; values are those of dossiers.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// What other claims know it by.
    pub(super) key: String,
    /// How people find it in the input.
    pub(super) name: String,
    /// A proposal for the statement's id.
    pub(super) id: String,
    pub(super) subject: Value,
    /// IRI of the property; empty where the claim is words alone, which `says` has.
    pub(super) predicate: String,
    pub(super) object: Value,
    pub(super) says: Map<String, Value>,
    pub(super) with: Map<String, Value>,
    pub(super) quotes: Vec<Value>,
    pub(super) negative: bool,
    pub(super) told: Told,
    /// A stance of ours that the input names; it makes a claim weaker and never stronger.
    pub(super) stance: Option<Stance>,
    /// Whose claim it is, if it is somebody else's: names of entities, or a holder as dossiers have it.
    pub(super) held_by: Vec<Value>,
    /// Who denies it.
    pub(super) denied_by: Vec<Value>,
    pub(super) sources: Vec<Source>,
    pub(super) notes: Vec<String>,
}

impl Claim {
    pub(super) fn new(key: String, subject: Value, predicate: String, object: Value) -> Self {
        Self {
            name: key.clone(),
            id: String::new(),
            key,
            subject,
            predicate,
            object,
            says: Map::new(),
            with: Map::new(),
            quotes: Vec::new(),
            negative: false,
            told: Told::Asserts,
            stance: None,
            held_by: Vec::new(),
            denied_by: Vec::new(),
            sources: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a value of a qualifier.
    pub(super) fn qualify(&mut self, name: &str, value: Value) {
        match self.with.get_mut(name) {
            Some(Value::Array(values)) => values.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => drop(self.with.insert(name.to_owned(), value)),
        }
    }
}

/// Whoever made the file, or a nanopublication in it: what it says on its own account is an article too.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// Number of the article.
    pub(super) article: usize,
    /// The entity that tells what sources say.
    pub(super) teller: String,
}
