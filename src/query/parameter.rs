//! Parameters of named queries: their types, and the terms that given values stand for.
//!
//! A value never becomes part of the query text; it is bound as a term.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};

use super::Prefixes;
use crate::iri::{Base, is_iri};
use crate::statement::edtf::Edtf;
use crate::vocab::st;

/// What kind of value a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterType {
    /// An entity: an id, a code, a name in any language, an IRI.
    Entity,
    /// An IRI, in full or with a known prefix.
    Iri,
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A date in the Extended Date/Time Format.
    Edtf,
    /// A BCP 47 language tag.
    Lang,
    /// A statement: `article/id`, or an IRI.
    Statement,
    /// An article: its id, or an IRI.
    Article,
    /// A stance: `committed`, `denied` and the like, or an IRI.
    Stance,
}

/// The stances, as they are written.
pub const STANCES: [(&str, &str); 10] = [
    ("committed", st::COMMITTED),
    ("presupposed", st::PRESUPPOSED),
    ("hedged", st::HEDGED),
    ("hypothetical", st::HYPOTHETICAL),
    ("predicted", st::PREDICTED),
    ("questioned", st::QUESTIONED),
    ("reported", st::REPORTED),
    ("distanced", st::DISTANCED),
    ("denied", st::DENIED),
    ("generic", st::GENERIC),
];

impl ParameterType {
    /// Every type with its name in `.rq` headers.
    pub const ALL: [(&'static str, Self); 11] = [
        ("entity", Self::Entity),
        ("iri", Self::Iri),
        ("string", Self::String),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("date", Self::Date),
        ("edtf", Self::Edtf),
        ("lang", Self::Lang),
        ("statement", Self::Statement),
        ("article", Self::Article),
        ("stance", Self::Stance),
    ];

    /// Returns the name used in `.rq` headers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Returns the type with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// One parameter of a named query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The variable, without `?`.
    pub name: String,
    /// What it takes.
    pub kind: ParameterType,
    /// May be left out: then the variable stays free.
    pub optional: bool,
    /// Taken when no value is given.
    pub default: Option<String>,
    /// What it is for.
    pub words: String,
    /// The variables of the text in whose place its value is written, as a term; that is how grlc does it. Without
    /// any it is bound to the variable of its name, which the query must select.
    pub written_for: Vec<String>,
}

/// A value that does not fit its parameter, or a parameter without one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// The query has no such parameter.
    #[error("the query `{query}` has no parameter `{name}`; it takes {known}")]
    Unknown {
        /// The query.
        query: String,
        /// What was given.
        name: String,
        /// What there is.
        known: String,
    },
    /// A value is needed.
    #[error("the query `{query}` needs a value for `{name}` ({kind}): {words}")]
    Missing {
        /// The query.
        query: String,
        /// The parameter.
        name: String,
        /// Its type.
        kind: &'static str,
        /// What it is for.
        words: String,
    },
    /// Given more than once.
    #[error("the parameter `{name}` is given twice")]
    Twice {
        /// The parameter.
        name: String,
    },
    /// The value is not of the parameter's type.
    #[error("`{value}` is no value for the parameter `{name}` ({kind}): {problem}")]
    Value {
        /// What was given; characters that cannot be seen are escaped.
        value: String,
        /// The parameter.
        name: String,
        /// Its type.
        kind: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// Finds the IRI of an entity by id, code or name; the error says what is near.
pub type Resolver<'r> = &'r dyn Fn(&str) -> Result<String, String>;

/// Turns given values into terms.
pub struct Binder<'b> {
    base: &'b Base,
    prefixes: &'b Prefixes,
    entity: Resolver<'b>,
}

impl<'b> Binder<'b> {
    /// Returns a binder; `entity` finds entities by id, code or name.
    #[must_use]
    pub fn new(base: &'b Base, prefixes: &'b Prefixes, entity: Resolver<'b>) -> Self {
        Self { base, prefixes, entity }
    }

    /// Returns the term that `written` stands for.
    pub fn term(&self, parameter: &Parameter, written: &str) -> Result<Term, ParameterError> {
        self.read(parameter.kind, written).map_err(|problem| ParameterError::Value {
            value: super::syntax::visible(written),
            name: parameter.name.clone(),
            kind: parameter.kind.name(),
            problem,
        })
    }

    fn read(&self, kind: ParameterType, written: &str) -> Result<Term, String> {
        let trimmed = written.trim();
        let typed =
            |text: &str, datatype: oxigraph::model::NamedNodeRef<'_>| Literal::new_typed_literal(text, datatype).into();
        match kind {
            ParameterType::String => return Ok(Literal::new_simple_literal(written).into()),
            _ if trimmed.is_empty() => return Err("it is empty".to_owned()),
            _ => {}
        }
        match kind {
            ParameterType::Entity => match self.iri(trimmed) {
                Some(iri) => node(&iri?),
                None => node(&(self.entity)(trimmed)?),
            },
            ParameterType::Iri => {
                self.iri(trimmed).unwrap_or_else(|| Err("it is not an IRI".to_owned())).and_then(|iri| node(&iri))
            }
            ParameterType::Article => match self.iri(trimmed) {
                Some(iri) => node(&iri?),
                None => node(&self.base.article(trimmed)),
            },
            ParameterType::Statement => match (self.iri(trimmed), trimmed.split_once('/')) {
                (Some(iri), _) => node(&iri?),
                (None, Some((article, id))) => node(&self.base.statement(article, id)),
                (None, None) => Err("write `article/statement`".to_owned()),
            },
            ParameterType::Stance => match self.iri(trimmed) {
                Some(iri) => node(&iri?),
                None => match STANCES.iter().find(|(name, _)| name.eq_ignore_ascii_case(trimmed)) {
                    Some((_, iri)) => node(iri),
                    None => {
                        let known: Vec<&str> = STANCES.iter().map(|(name, _)| *name).collect();
                        Err(format!("write one of {}", known.join(", ")))
                    }
                },
            },
            ParameterType::Integer if number(trimmed, false) => Ok(typed(trimmed, xsd::INTEGER)),
            ParameterType::Integer => Err("it is not a whole number".to_owned()),
            ParameterType::Decimal if number(trimmed, true) => Ok(typed(trimmed, xsd::DECIMAL)),
            ParameterType::Decimal => Err("it is not a decimal number such as `1.5`".to_owned()),
            ParameterType::Date => match trimmed.parse::<jiff::civil::Date>() {
                Ok(date) if trimmed.len() == 10 && date.to_string() == trimmed => Ok(typed(trimmed, xsd::DATE)),
                _ => Err("write a day as `YYYY-MM-DD`".to_owned()),
            },
            ParameterType::Edtf => match Edtf::parse(trimmed) {
                Ok(time) => Ok(Literal::new_simple_literal(time.as_str()).into()),
                Err(error) => Err(error.to_string()),
            },
            ParameterType::Lang => match Literal::new_language_tagged_literal("", trimmed) {
                Ok(literal) => Ok(Literal::new_simple_literal(literal.language().unwrap_or_default()).into()),
                Err(_) => Err("it is not a language tag such as `en` or `ar`".to_owned()),
            },
            ParameterType::String => Ok(Literal::new_simple_literal(written).into()),
        }
    }

    /// Reads `<iri>`, `iri` or `prefix:local`; `None` when it is written as none of these.
    fn iri(&self, written: &str) -> Option<Result<String, String>> {
        let bad = || Err("it holds a character that no IRI may hold".to_owned());
        if let Some(inside) = written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            return Some(if is_iri(inside) { Ok(inside.to_owned()) } else { bad() });
        }
        let (scheme, rest) = written.split_once(':')?;
        if let Some(expanded) = self.prefixes.expand(written) {
            return Some(if is_iri(&expanded) { Ok(expanded) } else { bad() });
        }
        if rest.starts_with("//") || matches!(scheme, "urn" | "mailto") {
            return Some(if is_iri(written) { Ok(written.to_owned()) } else { bad() });
        }
        None
    }
}

fn node(iri: &str) -> Result<Term, String> {
    if !is_iri(iri) {
        return Err(format!("`{}` is not an IRI", super::syntax::visible(iri)));
    }
    NamedNode::new(iri).map(Term::from).map_err(|error| error.to_string())
}

/// Says whether text is an `xsd:integer` or `xsd:decimal`.
fn number(text: &str, fraction: bool) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part) && (fraction || !digits.contains('.'))
}
