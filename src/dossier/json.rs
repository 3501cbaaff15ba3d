//! JSON into the tree, borrowing from the text; the parser is jsonc-parser held to RFC 8259.

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::node::{Bare, Entry, Node, Value, duplicates};
use super::{MAX_DEPTH, SyntaxError};
use crate::finding::{Checked, Code, Finding};
use crate::source::{Source, Span, Spanned};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
};

/// Reads JSON text.
pub(super) fn parse(source: &Source) -> Result<Checked<Node<'_>>, SyntaxError> {
    let parsed = parse_to_ast(&source.text, &CollectOptions::default(), &STRICT).map_err(|error| {
        SyntaxError { span: span(error.range()), message: format!("not JSON: {}", lower_first(&error.kind().to_string())) }
    })?;
    let Some(value) = parsed.value else {
        return Err(SyntaxError { span: Span::default(), message: "not JSON: there is nothing here".to_owned() });
    };
    let mut findings = Vec::new();
    let node = convert(value, source, &mut findings, 0)?;
    Ok(Checked { value: node, findings })
}

fn convert<'a>(
    value: ast::Value<'a>,
    source: &Source,
    findings: &mut Vec<Finding>,
    depth: usize,
) -> Result<Node<'a>, SyntaxError> {
    let place = span(value.range());
    if depth > MAX_DEPTH {
        return Err(SyntaxError { span: place, message: format!("nested more than {MAX_DEPTH} deep") });
    }
    let value = match value {
        ast::Value::StringLit(text) => Value::Scalar(text.value, Bare::No),
        ast::Value::NumberLit(number) => Value::Scalar(number.value.into(), Bare::Yes),
        ast::Value::BooleanLit(word) => Value::Scalar(if word.value { "true" } else { "false" }.into(), Bare::Yes),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(list) => Value::List(
            list.elements
                .into_iter()
                .map(|element| convert(element, source, findings, depth + 1))
                .collect::<Result<_, _>>()?,
        ),
        ast::Value::Object(object) => {
            let mut entries = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let key_span = span(property.name.range());
                let key = match property.name {
                    ObjectPropName::String(name) => name.value,
                    ObjectPropName::Word(word) => word.value.into(),
                };
                let value = convert(property.value, source, findings, depth + 1)?;
                entries.push(Entry { key: Spanned::new(key, key_span), value });
            }
            report_duplicates(&entries, source, findings);
            Value::Map(entries)
        }
    };
    Ok(Node { span: place, value })
}

/// Reports keys written twice.
pub(super) fn report_duplicates(entries: &[Entry<'_>], source: &Source, findings: &mut Vec<Finding>) {
    for (first, second) in duplicates(entries) {
        findings.push(
            Finding::new(
                Code::DuplicateKey,
                source,
                second.key.span,
                format!("`{}` is written twice", second.key.value),
            )
            .with_related(source, first.key.span, "first written here")
            .with_hint("keep one of the two"),
        );
    }
}

fn span(range: jsonc_parser::common::Range) -> Span {
    Span::new(range.start, range.end)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
