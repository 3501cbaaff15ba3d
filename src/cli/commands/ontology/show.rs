//! One term, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::languages::Languages;
use crate::ontology::{Assertability, LangText, Ontology, Term};
use crate::query::table::isolate;
use crate::rdf::Term as RdfTerm;

/// Returns the label in the reader's language.
pub(super) fn label(term: &Term, languages: &Languages) -> String {
    isolate(pick(&term.labels, languages).unwrap_or(&term.local))
}

fn pick<'t>(texts: &'t [LangText], languages: &Languages) -> Option<&'t str> {
    languages.pick(texts.iter().map(|text| (text.lang.as_str(), text.text.as_str())))
}

/// Returns a page about a term.
pub(super) fn page(term: &Term, ontology: &Ontology, languages: &Languages) -> String {
    let mut text = format!("{} — {}\n<{}>\n", term.curie, label(term, languages), term.iri);
    if let Some(definition) = pick(&term.definitions, languages) {
        let _ = writeln!(text, "\n{}\n", isolate(definition));
    }
    let mut row = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            let _ = writeln!(text, "{name:<14}{}", values.join(", "));
        }
    };
    let short = |iris: &[String]| -> Vec<String> { iris.iter().map(|iri| curie(iri, ontology)).collect() };
    let one = |iri: &Option<String>| -> Vec<String> { iri.iter().map(|iri| curie(iri, ontology)).collect() };
    row("kind", vec![kind(term)]);
    if term.kind == crate::ontology::TermKind::Predicate {
        row("as a triple", vec![assertability(term.assertability).1.to_owned()]);
    }
    row("names", term.labels.iter().chain(&term.alt_labels).map(tagged).collect());
    row("notes", pick(&term.notes, languages).map(isolate).into_iter().collect());
    row("above it", short(&term.super_terms));
    row("is a", short(&term.types));
    row("subjects", short(&term.domains));
    row("values", short(&term.ranges));
    row("needs", short(&term.required_qualifiers));
    row("identity", short(&term.key_qualifiers));
    row("event", one(&term.event_type));
    row("subject role", one(&term.subject_role));
    row("object role", one(&term.object_role));
    row("role twin", one(&term.role_twin));
    row("scheme", one(&term.scheme));
    row("values from", one(&term.value_scheme));
    row("notation", term.notation.iter().cloned().collect());
    let traits = [
        (term.symmetric, "symmetric"),
        (term.transitive, "transitive (nothing is inferred)"),
        (term.object_optional, "may have no object"),
        (term.opaque, "the author does not vouch for its object"),
        (term.mints_relationship, "makes a relationship node"),
    ];
    row("traits", traits.iter().filter(|(is, _)| *is).map(|(_, words)| (*words).to_owned()).collect());
    row(
        "alignments",
        alignments(term, ontology)
            .into_iter()
            .map(|(relation, iri)| format!("{relation} {}", curie(&iri, ontology)))
            .collect(),
    );
    text
}

fn tagged(text: &LangText) -> String {
    if text.lang.is_empty() { isolate(&text.text) } else { format!("{} ({})", isolate(&text.text), text.lang) }
}

fn kind(term: &Term) -> String {
    // The name of the variant, in words: `EventType` is "event type".
    let mut words = String::new();
    for character in format!("{:?}", term.kind).chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

const fn assertability(of: Assertability) -> (&'static str, &'static str) {
    match of {
        Assertability::Always => ("always", "whenever the rest of the policy holds"),
        Assertability::AfterReview => ("afterReview", "contested: only after a review"),
        Assertability::Never => ("never", "never"),
    }
}

fn curie(iri: &str, ontology: &Ontology) -> String {
    if let Some(term) = ontology.term(iri) {
        return term.curie.clone();
    }
    let fits = |(_, namespace): &(&String, &String)| iri.starts_with(namespace.as_str());
    match ontology.prefixes().iter().filter(fits).max_by_key(|(_, namespace)| namespace.len()) {
        Some((prefix, namespace)) => format!("{prefix}:{}", &iri[namespace.len()..]),
        None => format!("<{iri}>"),
    }
}

/// Returns the terms of other vocabularies that it is like: relation and IRI.
fn alignments(term: &Term, ontology: &Ontology) -> Vec<(String, String)> {
    let relations = [
        "exactMatch",
        "closeMatch",
        "broadMatch",
        "narrowMatch",
        "relatedMatch",
        "equivalentClass",
        "equivalentProperty",
    ];
    ontology
        .triples_of(&term.iri)
        .filter_map(|triple| {
            let relation = triple.predicate.as_str().rsplit(['#', '/']).next()?;
            match &triple.object {
                RdfTerm::NamedNode(other) if relations.contains(&relation) => {
                    Some((relation.to_owned(), other.as_str().to_owned()))
                }
                _ => None,
            }
        })
        .collect()
}

/// Returns the same for programs.
pub(super) fn json(term: &Term, ontology: &Ontology) -> Value {
    let texts = |texts: &[LangText]| -> Vec<Value> {
        texts.iter().map(|text| json!({ "lang": text.lang, "text": text.text })).collect()
    };
    json!({
        "iri": term.iri,
        "curie": term.curie,
        "kind": kind(term),
        "labels": texts(&term.labels),
        "other_labels": texts(&term.alt_labels),
        "definitions": texts(&term.definitions),
        "notes": texts(&term.notes),
        "assertability": assertability(term.assertability).0,
        "symmetric": term.symmetric,
        "transitive": term.transitive,
        "object_optional": term.object_optional,
        "super_terms": term.super_terms,
        "types": term.types,
        "domains": term.domains,
        "ranges": term.ranges,
        "required_qualifiers": term.required_qualifiers,
        "key_qualifiers": term.key_qualifiers,
        "event_type": term.event_type,
        "subject_role": term.subject_role,
        "object_role": term.object_role,
        "role_twin": term.role_twin,
        "scheme": term.scheme,
        "value_scheme": term.value_scheme,
        "notation": term.notation,
        "alignments": alignments(term, ontology).into_iter().map(|(relation, iri)| json!({ "relation": relation, "iri": iri })).collect::<Vec<_>>(),
    })
}
