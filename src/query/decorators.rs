//! Decorators of grlc (`#+ key: value`), which thousands of `.rq` files carry, and its parameters.
//!
//! A decorator that means nothing here is left alone; in particular `endpoint` sends a query nowhere. Parameters of
//! grlc are variables that begin with `_`: `?_who`, `?__who` (need not be given), `?_who_iri`, `?_since_xsd_date`,
//! `?_words_en`. Their values are written into the text, always as whole terms.

use oxigraph::model::Term;

use super::named::NamedQuery;
use super::parameter::{Parameter, ParameterType};
use crate::store::token::{Kind, tokens};

/// What the lines read so far leave open.
#[derive(Debug, Default)]
pub(super) struct Decorators {
    /// The key whose list or text goes on in the next lines.
    key: String,
    defaults: Vec<(String, String)>,
}

impl Decorators {
    /// Reads one line, without `#+`.
    pub(super) fn line(&mut self, line: &str, query: &mut NamedQuery) -> Result<(), String> {
        let goes_on = line.starts_with("  ") || line.trim_start().starts_with("- ");
        let words = line.trim();
        if let (true, Some(item)) = (goes_on, Some(words.strip_prefix("- ").unwrap_or(words))) {
            match self.key.as_str() {
                "tags" => query.tags.push(unquoted(item)),
                "defaults" => {
                    if let Some((name, value)) = item.split_once(':') {
                        self.defaults.push((name.trim().trim_start_matches('?').to_owned(), unquoted(value)));
                    }
                }
                "description" => {
                    let said = query.description.get_or_insert_default();
                    said.push_str(if said.is_empty() { "" } else { " " });
                    said.push_str(item);
                }
                _ => {}
            }
            return Ok(());
        }
        let Some((key, value)) = words.split_once(':') else { return Ok(()) };
        self.key = key.trim().to_owned();
        let value = unquoted(value);
        match self.key.as_str() {
            "summary" if !value.is_empty() && query.questions.is_empty() => {
                query.questions.push((String::new(), value));
            }
            "description" => query.description = Some(value.trim_start_matches(['|', '>']).trim().to_owned()),
            "tags" if !value.is_empty() => {
                let list = value.trim_start_matches('[').trim_end_matches(']').split(',').map(unquoted);
                query.tags.extend(list.filter(|tag| !tag.is_empty()));
            }
            "pagination" => match value.parse() {
                Ok(rows) if rows > 0 => query.page = Some(rows),
                _ => return Err(format!("`{value}` is no number of rows")),
            },
            _ => {}
        }
        Ok(())
    }

    /// Finds the parameters in the text and gives them, and those of the header, their defaults.
    pub(super) fn parameters(self, query: &mut NamedQuery) {
        let text = query.source.text.clone();
        for token in tokens(&text).filter(|token| token.kind == Kind::Variable) {
            let variable = &text[token.range.start + 1..token.range.end];
            let Some(parameter) = read(variable) else { continue };
            match query.parameters.iter_mut().find(|known| known.name == parameter.name) {
                Some(known) if known.written_for.is_empty() => {}
                Some(known) if known.written_for.iter().any(|written| written == variable) => {}
                Some(known) => known.written_for.push(variable.to_owned()),
                None => query.parameters.push(parameter),
            }
        }
        for (name, value) in self.defaults {
            if let Some(parameter) = query.parameters.iter_mut().find(|parameter| parameter.name == name) {
                parameter.default.get_or_insert(value);
            }
        }
        // A query that has nothing but a description is known by it.
        if let (true, Some(description)) = (query.questions.is_empty(), &query.description) {
            query.questions.push((String::new(), description.clone()));
        }
    }
}

/// Reads a variable as grlc does; nothing if it is an ordinary one.
fn read(variable: &str) -> Option<Parameter> {
    let rest = variable.strip_prefix('_')?;
    let (optional, rest) = rest.strip_prefix('_').map_or((false, rest), |rest| (true, rest));
    let mut parts = rest.split('_');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let kind = match parts.collect::<Vec<_>>().as_slice() {
        [] | ["literal" | "string"] => ParameterType::String,
        ["iri"] => ParameterType::Iri,
        ["integer" | "int" | "number"] | ["xsd", "integer" | "int"] => ParameterType::Integer,
        ["decimal"] | ["xsd", "decimal"] => ParameterType::Decimal,
        ["date"] | ["xsd", "date"] => ParameterType::Date,
        [other] => ParameterType::from_name(other).unwrap_or(ParameterType::String),
        _ => ParameterType::String,
    };
    let words = String::new();
    Some(Parameter {
        name: name.to_owned(),
        kind,
        optional,
        default: None,
        words,
        written_for: vec![variable.to_owned()],
    })
}

/// Writes a term in the place of variables; what stands in strings and comments is not touched.
pub(super) fn written(text: &str, variables: &[String], term: &Term) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for token in tokens(text).filter(|token| token.kind == Kind::Variable) {
        if variables.iter().any(|variable| *variable == text[token.range.start + 1..token.range.end]) {
            result.push_str(&text[done..token.range.start]);
            // N-Triples, which escapes all that would end it early.
            result.push_str(&term.to_string());
            done = token.range.end;
        }
    }
    result.push_str(&text[done..]);
    result
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inside = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inside('"').or_else(|| inside('\'')).unwrap_or(value).to_owned()
}
