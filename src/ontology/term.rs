//! One term of the ontology and what it says about itself.

/// Text in one language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LangText {
    /// The language tag, or empty for text without one.
    pub lang: String,
    /// The text.
    pub text: String,
}

/// What a term is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TermKind {
    /// A class of entities or nodes.
    Class,
    /// A property that a statement may have as its predicate.
    Predicate,
    /// A property that adds detail to a statement node.
    Qualifier,
    /// A property of event and relationship nodes: the twin of a qualifier.
    Role,
    /// A property that ties one statement to another.
    Link,
    /// A property that the nodes of the statement layer are made of.
    Field,
    /// A kind of event.
    EventType,
    /// A concept of another scheme.
    Concept,
    /// A scheme of concepts.
    Scheme,
    /// A named individual, such as a stance.
    Individual,
    /// A property that describes terms.
    Annotation,
}

/// Whether a statement with a predicate may yield a plain triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assertability {
    /// It may, if the rest of the policy holds.
    Always,
    /// The predicate is contested: only after a review, or under the open policy.
    AfterReview,
    /// It never does.
    Never,
}

/// A way in which statements of a predicate are well shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Display {
    /// As an edge of a network.
    Edge,
    /// On a timeline.
    Timeline,
    /// On a map.
    Map,
}

/// How a bare string is read as the value of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BareValue {
    /// As the id, code or name of an entity.
    Entity,
    /// As an EDTF string.
    Time,
    /// As a quantity.
    Quantity,
    /// As the id of a statement.
    Statement,
    /// As the words of a situation.
    Situation,
    /// As a concept of the term's scheme, or as text if the term allows text.
    Concept,
    /// As text.
    Text,
    /// As a literal of this datatype.
    Literal(String),
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Term {
    /// The full IRI.
    pub iri: String,
    /// The IRI with a prefix, such as `gp:supplies`.
    pub curie: String,
    /// The IRI without its namespace.
    pub local: String,
    /// What the term is for.
    pub kind: TermKind,
    /// Names for people, in the order of the source.
    pub labels: Vec<LangText>,
    /// Further names.
    pub alt_labels: Vec<LangText>,
    /// What the term means.
    pub definitions: Vec<LangText>,
    /// How the term is to be used.
    pub notes: Vec<LangText>,
    /// Whether a statement with this predicate may yield a plain triple; `Never` for all but predicates.
    pub assertability: Assertability,
    /// The predicate holds in both directions.
    pub symmetric: bool,
    /// The predicate carries over along a chain. Nothing is inferred from it.
    pub transitive: bool,
    /// The author does not vouch for the roles of the predicate.
    pub opaque: bool,
    /// An asserted statement with qualifiers yields a relationship node.
    pub mints_relationship: bool,
    /// The kind of event node that an asserted statement yields.
    pub event_type: Option<String>,
    /// The role of the subject on the event or relationship node.
    pub subject_role: Option<String>,
    /// The role of the object on the event or relationship node.
    pub object_role: Option<String>,
    /// Classes the subject is expected to be of; a hint, sorted.
    pub domains: Vec<String>,
    /// Classes or datatypes the value is expected to be of; a hint, sorted.
    pub ranges: Vec<String>,
    /// Qualifiers without which a statement is incomplete.
    pub required_qualifiers: Vec<String>,
    /// Qualifiers that are part of the identity of the proposition.
    pub key_qualifiers: Vec<String>,
    /// A statement with this predicate may have no object.
    pub object_optional: bool,
    /// An author who commits to a statement vouches for the value of this qualifier too.
    pub vouches: bool,
    /// The property of event and relationship nodes that this qualifier is the twin of.
    pub role_twin: Option<String>,
    /// The scheme that the values of this qualifier are taken from.
    pub value_scheme: Option<String>,
    /// The scheme that this concept belongs to.
    pub scheme: Option<String>,
    /// The short name of a concept, such as `human-rights`.
    pub notation: Option<String>,
    /// How statements of this predicate are well shown.
    pub display: Vec<Display>,
    /// The classes or properties right above this one.
    pub super_terms: Vec<String>,
    /// The classes an individual belongs to.
    pub types: Vec<String>,
    /// How a bare string is read as a value, decided from the ranges.
    pub bare_value: BareValue,
}

impl Term {
    /// Returns the label in `language`, else in English, else in any other, else the local name.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        pick(&self.labels, language).unwrap_or(&self.local)
    }

    /// Returns the definition in `language`, else in English, else in any other, else nothing.
    #[must_use]
    pub fn definition(&self, language: &str) -> &str {
        pick(&self.definitions, language).unwrap_or_default()
    }

    /// Returns whether text may stand as the value.
    #[must_use]
    pub fn allows_text(&self) -> bool {
        self.ranges.iter().any(|range| {
            range == crate::vocab::rdf::LANG_STRING
                || range == crate::vocab::xsd::STRING
                || range == crate::vocab::rdfs::LITERAL_CLASS
        })
    }
}

/// Returns the text in `language`, in another form of it (`pt` for `pt-BR`), in English, else the first.
fn pick<'a>(texts: &'a [LangText], language: &str) -> Option<&'a str> {
    let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let exact = |wanted: &str| texts.iter().find(|text| text.lang.eq_ignore_ascii_case(wanted));
    let near = || texts.iter().find(|text| main(&text.lang) == main(language));
    exact(language).or_else(near).or_else(|| exact("en")).or_else(|| texts.first()).map(|text| &*text.text)
}
