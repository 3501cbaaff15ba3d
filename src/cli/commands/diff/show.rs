//! A difference as text for people.

use std::fmt::Write as _;

use serde_json::Value;

use crate::cli::languages::Languages;
use crate::cli::render::visible;
use crate::diff::{Change, Diff, Kind, Said};
use crate::ontology::Ontology;
use crate::query::table::isolate;
use crate::rdf::{Object, bare_iri, read_object};
use crate::vocab::oa;

/// Shows all of a difference.
pub(super) fn text(diff: &Diff, languages: &Languages, ontology: &Ontology) -> String {
    let names = Names { diff, languages };
    let mut text = String::new();
    if diff.is_empty() {
        return "the same\n".to_owned();
    }
    let counts = [
        (diff.added.len(), "added"),
        (diff.withdrawn.len(), "withdrawn"),
        (diff.changed.len(), "changed"),
        (diff.newly_contested.len(), "newly contested"),
        (diff.no_longer_contested.len(), "no longer contested"),
    ];
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let statements = if told.is_empty() { "none changed".to_owned() } else { told.join(", ") };
    let _ = writeln!(text, "statements: {statements}");
    let words = diff.in_words(ontology);
    if !(words.is_empty() || diff.added.is_empty() && diff.withdrawn.is_empty()) {
        let _ = writeln!(text, "that is: {words}");
    }
    let _ = writeln!(
        text,
        "triples: {} newly asserted, {} no longer; quads: {} new, {} gone",
        diff.newly_asserted.len(),
        diff.no_longer_asserted.len(),
        diff.inserted.len(),
        diff.deleted.len()
    );
    for (title, sign, list) in [("added", '+', &diff.added), ("withdrawn", '-', &diff.withdrawn)] {
        heading(&mut text, title, list.len());
        for said in list {
            names.said(&mut text, sign, said);
            for quote in &said.quotes {
                let _ = writeln!(text, "    “{}”", shown(&quote.1));
            }
        }
    }
    heading(&mut text, "changed", diff.changed.len());
    for changed in &diff.changed {
        names.said(&mut text, '~', &changed.after);
        for change in &changed.changes {
            names.change(&mut text, change);
        }
    }
    for (title, sign, list) in
        [("newly contested", '!', &diff.newly_contested), ("no longer contested", ' ', &diff.no_longer_contested)]
    {
        heading(&mut text, title, list.len());
        for (said, by) in list {
            names.said(&mut text, sign, said);
            for other in by {
                let _ = writeln!(text, "    by {}", visible(other));
            }
        }
    }
    for (title, sign, list) in
        [("newly asserted", '+', &diff.newly_asserted), ("no longer asserted", '-', &diff.no_longer_asserted)]
    {
        heading(&mut text, title, list.len());
        for [subject, predicate, object] in list {
            let (subject, predicate) = (names.name(subject), names.name(predicate));
            let _ = writeln!(text, "{sign} {subject} — {predicate} — {}", names.term(object));
        }
    }
    text
}

fn heading(text: &mut String, title: &str, count: usize) {
    if count > 0 {
        let _ = writeln!(text, "\n{title}");
    }
}

fn shown(text: &str) -> String {
    isolate(&visible(text))
}

/// Names in the reader's languages.
struct Names<'d> {
    diff: &'d Diff,
    languages: &'d Languages,
}

impl Names<'_> {
    /// Writes what a statement says, who holds it and how, and its IRI.
    fn said(&self, text: &mut String, sign: char, said: &Said) {
        let gloss = self.languages.pick(said.glosses.iter().map(|(language, text)| (language.as_str(), text.as_str())));
        let what = gloss.map_or_else(
            || {
                let ends: Vec<String> = said.triple.iter().flatten().map(|end| self.term(end)).collect();
                if ends.is_empty() { visible(&said.iri) } else { ends.join(" — ") }
            },
            shown,
        );
        let holders: Vec<String> = said.holders.iter().map(|holder| self.name(holder)).collect();
        let stance = said.stance.as_deref().map(|stance| self.name(stance)).unwrap_or_default();
        let not = if said.positive { "" } else { ", says it is not so" };
        let _ = writeln!(text, "{sign} {what}\n    {} — {stance}{not}\n    {}", holders.join(", "), visible(&said.iri));
    }

    fn change(&self, text: &mut String, change: &Change) {
        let label = match change.kind {
            Kind::Field | Kind::Triple => self.name(&change.property),
            kind => kind.name().to_owned(),
        };
        let _ = writeln!(text, "    {label}:");
        for (sign, values) in [('-', &change.before), ('+', &change.after)] {
            for value in values {
                let _ = writeln!(text, "      {sign} {}", self.value(value));
            }
        }
    }

    /// Shows a value; of evidence the words, of other nodes all they say.
    fn value(&self, value: &Value) -> String {
        match value {
            Value::String(text) => shown(text),
            Value::Array(values) => values.iter().map(|value| self.value(value)).collect::<Vec<_>>().join(", "),
            Value::Object(node) => {
                if let Some(Value::String(iri)) = node.get("@id") {
                    return self.name(iri);
                }
                if let Some(Value::String(text)) = node.get("@value") {
                    return match node.get("@language") {
                        Some(Value::String(language)) => format!("{} ({})", shown(text), visible(language)),
                        _ => shown(text),
                    };
                }
                if let Some(words) = node.get(oa::EXACT) {
                    return format!("“{}”", self.value(words));
                }
                let said =
                    |(property, values): (&String, &Value)| format!("{} {}", self.name(property), self.value(values));
                node.iter().map(said).collect::<Vec<_>>().join("; ")
            }
            other => visible(&other.to_string()),
        }
    }

    fn term(&self, object: &str) -> String {
        if let Some(iri) = bare_iri(object) {
            return self.name(iri);
        }
        let mut scratch = String::new();
        match read_object(object, &mut scratch) {
            Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) => shown(text),
            Object::Iri(text) | Object::Triple(text) => visible(text),
        }
    }

    /// Returns the label of an IRI: as the states have it, else the ontology.
    fn name(&self, iri: &str) -> String {
        let own = || {
            let labels = self.diff.labels.get(iri)?;
            self.languages.pick(labels.iter().map(|(language, text)| (language.as_str(), text.as_str())))
        };
        let term = || {
            let term = Ontology::embedded().term(iri)?;
            self.languages.pick(term.labels.iter().map(|label| (label.lang.as_str(), label.text.as_str())))
        };
        own().or_else(term).map_or_else(|| visible(iri), shown)
    }
}
