//! RDF as the processor sees it: quads of plain strings.

/// The vocabulary of RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// `rdf:type`.
pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// `rdf:first`.
pub const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
/// `rdf:rest`.
pub const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
/// `rdf:nil`.
pub const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
/// `rdf:List`.
pub const RDF_LIST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#List";
/// `rdf:value`.
pub const RDF_VALUE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
/// `rdf:language`.
pub const RDF_LANGUAGE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
/// `rdf:direction`.
pub const RDF_DIRECTION: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
/// `rdf:JSON`.
pub const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
/// `rdf:langString`.
pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
/// `rdf:dirLangString` of RDF 1.2.
pub const RDF_DIR_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString";
/// `xsd:string`.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
/// `xsd:boolean`.
pub const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
/// `xsd:integer`.
pub const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
/// `xsd:double`.
pub const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
/// The namespace of datatypes that carry language and direction.
pub const I18N: &str = "https://www.w3.org/ns/i18n#";

/// A term of a quad.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// An IRI.
    Iri(String),
    /// A blank node, its label without `_:`.
    Blank(String),
    /// A literal.
    Literal {
        /// The lexical form.
        value: String,
        /// The IRI of the datatype; `rdf:langString` with a language.
        datatype: String,
        /// The language tag, for `rdf:langString`.
        language: Option<String>,
        /// The base direction, as RDF 1.2 has it; [`to_rdf`](super::to_rdf) writes it if asked to.
        direction: Option<String>,
    },
}

/// A quad; `graph` is `None` in the default graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quad {
    /// The subject: IRI or blank node.
    pub subject: Term,
    /// The predicate: IRI, or blank node in generalised RDF.
    pub predicate: Term,
    /// The object.
    pub object: Term,
    /// The graph name.
    pub graph: Option<Term>,
}

impl Term {
    /// Makes a literal of a datatype.
    pub fn typed(value: impl Into<String>, datatype: impl Into<String>) -> Self {
        Self::Literal { value: value.into(), datatype: datatype.into(), language: None, direction: None }
    }

    /// Makes a literal with a language tag.
    pub fn tagged(value: impl Into<String>, language: impl Into<String>) -> Self {
        Self::Literal {
            value: value.into(),
            datatype: RDF_LANG_STRING.to_owned(),
            language: Some(language.into()),
            direction: None,
        }
    }
}
