//! Findings as data: JSON, SARIF 2.1.0 (OASIS), and GitHub's workflow commands.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Gathered;
use crate::cli::error::CliError;
use crate::finding::{Code, Finding, Label, Severity};

/// Returns one object with all findings and what could not be read.
pub(super) fn json(gathered: &Gathered) -> String {
    let report = json!({
        "findings": gathered.findings.iter().map(finding).collect::<Vec<_>>(),
        "unreadable": gathered.unreadable.iter().filter_map(CliError::message).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn finding(finding: &Finding) -> Value {
    let place = |label: &Label| {
        let start = label.source.position(label.span.start as usize);
        let end = label.source.position(label.span.end as usize);
        json!({
            "file": &*label.source.name,
            "line": start.line, "column": start.column,
            "end_line": end.line, "end_column": end.column,
            "words": label.source.slice(label.span),
            "label": label.text,
        })
    };
    json!({
        "code": finding.code.number(),
        "severity": finding.severity.name(),
        "message": finding.message,
        "place": place(&finding.label),
        "related": finding.related.iter().map(place).collect::<Vec<_>>(),
        "hints": finding.hints,
        "fix": finding.fix.as_ref().map(|fix| fix.replacement.clone()),
        "fix_is_certain": finding.fix.as_ref().map(|fix| fix.certain),
    })
}

/// Returns a SARIF log with one run; columns count Unicode scalars.
pub(super) fn sarif(gathered: &Gathered) -> String {
    let numbers: BTreeMap<Code, usize> = gathered
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .enumerate()
        .map(|(number, code)| (code, number))
        .collect();
    let rules: Vec<Value> = numbers.keys().map(|code| rule(*code)).collect();
    let results: Vec<Value> =
        gathered.findings.iter().map(|finding| result(finding, numbers[&finding.code], gathered)).collect();
    let trouble: Vec<Value> = gathered
        .unreadable
        .iter()
        .filter_map(CliError::message)
        .map(|message| json!({ "level": "error", "message": { "text": message } }))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "chancery",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": gathered.unreadable.is_empty(),
                "toolExecutionNotifications": trouble,
            }],
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.number(),
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": code.explanation() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(finding: &Finding, rule: usize, gathered: &Gathered) -> Value {
    let mut text = finding.message.clone();
    for hint in &finding.hints {
        text.push('\n');
        text.push_str(hint);
    }
    let mut result = json!({
        "ruleId": finding.code.number(),
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(&finding.label, gathered)],
    });
    if !finding.related.is_empty() {
        let related: Vec<Value> = finding.related.iter().map(|label| location(label, gathered)).collect();
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &finding.fix {
        let label = Label { source: finding.label.source.clone(), span: fix.span, text: String::new() };
        let place = location(&label, gathered);
        let physical = &place["physicalLocation"];
        result["fixes"] = json!([{
            "description": { "text": finding.hints.first().unwrap_or(&finding.message) },
            "artifactChanges": [{
                "artifactLocation": physical["artifactLocation"],
                "replacements": [{
                    "deletedRegion": physical["region"],
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        }]);
    }
    result
}

fn location(label: &Label, gathered: &Gathered) -> Value {
    let start = label.source.position(label.span.start as usize);
    let end = label.source.position(label.span.end as usize);
    let mut region = json!({
        "startLine": start.line, "startColumn": start.column,
        "endLine": end.line, "endColumn": end.column,
    });
    let words = label.source.slice(label.span);
    if !words.is_empty() {
        region["snippet"] = json!({ "text": words });
    }
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&path(label, gathered)) },
            "region": region,
        },
    });
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

/// Returns the path that the reader of a report can open: findings know files by their place in the
/// knowledge base.
fn path(label: &Label, gathered: &Gathered) -> String {
    let name = &*label.source.name;
    let path = gathered.files.get(name).map_or_else(|| name.to_owned(), |path| path.display().to_string());
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

/// Writes a path as a relative reference (RFC 3986): every byte that is not unreserved is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Returns one workflow command a line.
pub(super) fn github(gathered: &Gathered) -> String {
    let mut text = String::new();
    for finding in &gathered.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let start = finding.position();
        let end = finding.label.source.position(finding.label.span.end as usize);
        // Columns mean something within one line only.
        let columns = if end.line == start.line && end.column > start.column {
            format!(",col={},endColumn={}", start.column, end.column - 1)
        } else {
            String::new()
        };
        let message = std::iter::once(&finding.message).chain(&finding.hints).cloned().collect::<Vec<_>>().join("\n");
        text.push_str(&format!(
            "::{command} file={},line={},endLine={}{columns},title={}::{}\n",
            property(&path(&finding.label, gathered)),
            start.line,
            end.line,
            property(&format!("{} {}", finding.code.number(), finding.code.title())),
            data(&message),
        ));
    }
    for message in gathered.unreadable.iter().filter_map(CliError::message) {
        text.push_str(&format!("::error title=unreadable::{}\n", data(message)));
    }
    text
}

/// Escapes the words of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
