//! The `meta` graph: what the dataset says of itself (VoID, prefixes, runnable queries). No clock in it.

use std::collections::BTreeSet;

use crate::convert::Policy;
use crate::kb::{Kb, files_in};
use crate::ontology::TermKind;
use crate::query::{Library, depth, examples};
use crate::rdf::{Object, QuadSink};
use crate::source::Source;
use crate::vocab::{dct, rdf, st};

const VOID: &str = "http://rdfs.org/ns/void#";

/// Returns the N-Quads of the `meta` graph; `terms` are the shared terms and entities in use.
pub(super) fn describe(kb: &Kb, policy: Policy, terms: &BTreeSet<String>) -> Vec<u8> {
    let base = &kb.context.base;
    let graph = base.graph("meta");
    let dataset = format!("{}dataset", base.as_str());
    let mut quads = Vec::new();
    let mut quad =
        |subject: &str, predicate: &str, object: Object<'_>| quads.quad(subject, predicate, object, Some(&graph));
    let void = |local: &str| format!("{VOID}{local}");
    quad(&dataset, rdf::TYPE, Object::Iri(&void("Dataset")));
    quad(&dataset, &void("uriSpace"), Object::Text(base.as_str()));
    quad(&dataset, &void("vocabulary"), Object::Iri(st::NAMESPACE));
    quad(&dataset, &void("vocabulary"), Object::Iri(crate::vocab::gp::NAMESPACE));
    quad(&dataset, st::ASSERTION_POLICY, Object::Iri(policy.iri()));
    quad(&dataset, dct::IDENTIFIER, Object::Text(kb.context.ontology.version()));
    for iri in terms {
        let Some(term) = kb.context.ontology.term(iri) else { continue };
        let (part, of, kind) = match term.kind {
            TermKind::Class => ("classPartition", "class", "class"),
            TermKind::Predicate | TermKind::Qualifier => ("propertyPartition", "property", "property"),
            _ => continue,
        };
        let node = base.of_dataset(kind, &term.curie);
        quad(&dataset, &void(part), Object::Iri(&node));
        quad(&node, &void(of), Object::Iri(iri));
    }
    // Every statement has these.
    let statements = base.of_dataset("class", "st:Statement");
    quad(&dataset, &void("classPartition"), Object::Iri(&statements));
    quad(&statements, &void("class"), Object::Iri(st::STATEMENT_CLASS));
    for property in [st::SUBJECT, st::PREDICATE, st::OBJECT, st::HOLDER, st::STANCE, st::POLARITY, st::IN_ARTICLE] {
        let local = property.rsplit('#').next().unwrap_or_default();
        let node = base.of_dataset("property", &format!("st:{local}"));
        quad(&statements, &void("propertyPartition"), Object::Iri(&node));
        quad(&node, &void("property"), Object::Iri(property));
    }
    examples::describe(&library(kb), base, &mut quads);
    quads
}

/// Returns the bundled queries and the knowledge base's own; `query` says what is wrong with one left out.
fn library(kb: &Kb) -> Library {
    let mut library = Library::bundled();
    let Some(root) = &kb.root else { return library };
    let files = files_in(&root.join("queries"), &["rq", "sparql"]).unwrap_or_default();
    let texts = files.into_iter().filter_map(|path| {
        let text = std::fs::read_to_string(&path).ok().filter(|text| text.len() <= depth::MAX_LENGTH)?;
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        Some((name.clone(), Source::new(name, text)))
    });
    let _ = library.add(texts);
    library
}
