//! `reviews/*.yaml`: one review or a list of them a file.

use std::borrow::Cow;

use super::KbError;
use crate::convert::{Review, Verdict};
use crate::dossier::node::{Node, Value};
use crate::dossier::{self, Notation};
use crate::finding::{Code, Finding};
use crate::iri::Base;
use crate::source::{Source, Span};
use crate::statement::edtf::Edtf;

/// Reads the reviews of a file; what is wrong with one is a finding, and the review does not count.
pub(super) fn read(source: &Source, base: &Base, findings: &mut Vec<Finding>) -> Result<Vec<Review>, KbError> {
    let tree = dossier::parse_tree(source, Notation::Yaml).map_err(|error| super::syntax(source, &error))?;
    findings.extend(tree.findings);
    let nodes = match tree.value.value {
        Value::List(nodes) => nodes,
        Value::Null => Vec::new(),
        value => vec![Node { span: tree.value.span, value }],
    };
    Ok(nodes.into_iter().filter_map(|node| one(node, source, base, findings)).collect())
}

fn one(node: Node<'_>, source: &Source, base: &Base, findings: &mut Vec<Finding>) -> Option<Review> {
    let span = node.span;
    let Value::Map(entries) = node.value else {
        findings.push(Finding::new(Code::WrongType, source, span, "a review is a mapping"));
        return None;
    };
    let mut fields: [Option<(Cow<'_, str>, Span)>; 6] = [const { None }; 6];
    const KEYS: [&str; 6] = ["statement", "digest", "verdict", "by", "date", "note"];
    for entry in entries {
        let Some(place) = KEYS.iter().position(|key| *key == entry.key.value) else {
            let message = format!("unknown field `{}`", entry.key.value);
            findings.push(
                Finding::new(Code::UnknownKey, source, entry.key.span, message)
                    .with_suggestion(dossier::nearest(&entry.key.value, KEYS.into_iter())),
            );
            continue;
        };
        if let Value::Scalar(text, _) = entry.value.value {
            fields[place] = Some((text, entry.value.span));
        }
    }
    for (place, key) in KEYS.iter().enumerate().take(5) {
        if fields[place].is_none() {
            findings.push(Finding::new(Code::MissingField, source, span, format!("a review needs `{key}`")));
        }
    }
    let [Some(statement), Some(digest), Some(verdict), Some(by), Some(date), note] = fields else { return None };
    let verdict = match &*verdict.0 {
        "accept" => Verdict::Accept,
        "reject" => Verdict::Reject,
        "open" => Verdict::Open,
        other => {
            let message = format!("`{other}` is not a verdict");
            findings.push(
                Finding::new(Code::BadValue, source, verdict.1, message).with_hint("one of: accept, reject, open"),
            );
            return None;
        }
    };
    if !Edtf::parse(&date.0).is_ok_and(|date| date.xsd().is_some_and(|(_, datatype)| datatype == "date")) {
        let message = format!("`{}` is not a day", date.0);
        findings.push(Finding::new(Code::BadValue, source, date.1, message).with_hint("write it as 2024-06-01"));
        return None;
    }
    let iri = match statement.0.split_once('/') {
        Some(_) if crate::iri::is_iri(&statement.0) => statement.0.into_owned(),
        Some((article, id)) => base.statement(article, id),
        None => {
            let message = format!("`{}` does not name a statement", statement.0);
            findings.push(
                Finding::new(Code::BadValue, source, statement.1, message).with_hint("write `article/statement`"),
            );
            return None;
        }
    };
    Some(Review {
        statement: iri,
        digest: digest.0.into_owned(),
        verdict,
        by: by.0.into_owned(),
        date: date.0.into_owned(),
        note: note.map(|(note, _)| note.into_owned()),
    })
}
