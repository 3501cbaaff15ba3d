//! Tests of JSON-LD 1.1 and JSON-LD 1.1 Framing.

use std::sync::Arc;

use serde_json::Value;

use super::compare::same;
use super::folders::Folder;
use super::manifest::{Test, VOCABULARY};
use super::remote::Simulated;
use crate::jsonld::{
    self, DocumentLoader, Input, JsonLdError, LoadOptions, Options, ProcessingMode, RdfDirection, compact, expand,
    flatten, frame, from_rdf, to_rdf,
};
use crate::rdf::Format;
use crate::rdf::document::{Reading, from_json_ld, read, to_json_ld};

/// What a test makes.
enum Made {
    Document(Value),
    Quads(Vec<jsonld::Quad>),
}

/// Runs one test; says what is wrong.
pub(super) fn run(folder: &Folder, test: &Test) -> Result<(), String> {
    let options = options(folder, test)?;
    let made = make(folder, test, &options);
    let expected = test.result();
    if test.is("NegativeEvaluationTest") || test.is("NegativeSyntaxTest") {
        let code = expected.ok_or("the manifest names no error code")?;
        return match made? {
            Err(error) if error.code.as_str() == code => Ok(()),
            Err(error) => Err(format!("expected the error `{code}`, got `{error}`")),
            Ok(_) => Err(format!("expected the error `{code}`, got a result")),
        };
    }
    let made = made?.map_err(|error| format!("refused: {error}"))?;
    if test.is("PositiveSyntaxTest") {
        return Ok(());
    }
    let expected = expected.ok_or("the manifest names no result")?;
    let bytes = folder.read(&expected).map_err(|error| error.to_string())?;
    match made {
        Made::Document(document) => {
            let wanted: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
            if !same(&document, &wanted) {
                return Err(format!("got {document}"));
            }
            same_meaning(&document, &wanted, &options)
        }
        Made::Quads(quads) => same_quads(quads, &bytes, &options),
    }
}

fn make(folder: &Folder, test: &Test, options: &Options) -> Result<Result<Made, JsonLdError>, String> {
    let action = test.action().ok_or("the manifest names no input")?;
    let input = Input::Iri(&action);
    let linked = |property: &str| -> Result<Option<Value>, String> {
        let Some(iri) = test.get(&format!("{VOCABULARY}{property}")) else { return Ok(None) };
        let loaded = folder.load(&iri, LoadOptions::default()).map_err(|error| error.to_string())?;
        Ok(Some(loaded.document))
    };
    let made = if test.is("ExpandTest") {
        expand(input, options).map(Made::Document)
    } else if test.is("CompactTest") {
        let context = linked("context")?.unwrap_or_default();
        compact(input, &context, options).map(Made::Document)
    } else if test.is("FlattenTest") {
        flatten(input, linked("context")?.as_ref(), options).map(Made::Document)
    } else if test.is("FrameTest") {
        let iri = test.get(&format!("{VOCABULARY}frame")).ok_or("the manifest names no frame")?;
        frame(input, Input::Iri(&iri), options).map(Made::Document)
    } else if test.is("ToRDFTest") {
        to_rdf(input, options).map(Made::Quads)
    } else if test.is("FromRDFTest") {
        let bytes = folder.read(&action).map_err(|error| error.to_string())?;
        let quads = read(&bytes, Format::NQuads, &Reading::default()).map_err(|error| error.to_string())?;
        let quads: Vec<jsonld::Quad> = quads.iter().filter_map(to_json_ld).collect();
        from_rdf(&quads, options).map(Made::Document)
    } else {
        return Err(format!("a kind of test that is not known: {:?}", test.kinds));
    };
    Ok(made)
}

/// Reads the options of a test.
fn options(folder: &Folder, test: &Test) -> Result<Options, String> {
    let text = |name: &str| test.option(name);
    let truth = |name: &str| text(name).map(|value| value == "true" || value == "1");
    let mut options = Options { loader: Arc::new(folder.clone()), base: text("base"), ..Options::default() };
    if let Some(simulated) = Simulated::of(folder, test) {
        options.loader = Arc::new(simulated);
    }
    if text("processingMode").as_deref() == Some("json-ld-1.0") {
        options.processing_mode = ProcessingMode::JsonLd10;
    }
    options.rdf_direction = match text("rdfDirection").as_deref() {
        Some("i18n-datatype") => Some(RdfDirection::I18nDatatype),
        Some("compound-literal") => Some(RdfDirection::CompoundLiteral),
        _ => None,
    };
    for (name, to) in [
        ("compactArrays", &mut options.compact_arrays),
        ("compactToRelative", &mut options.compact_to_relative),
        ("ordered", &mut options.ordered),
        ("produceGeneralizedRdf", &mut options.produce_generalized_rdf),
        ("useNativeTypes", &mut options.use_native_types),
        ("useRdfType", &mut options.use_rdf_type),
    ] {
        *to = truth(name).unwrap_or(*to);
    }
    options.extract_all_scripts = truth("extractAllScripts");
    options.extract_all_scripts = truth("extractAllScripts");
    options.frame.omit_graph = truth("omitGraph");
    options.frame.prune_blank_node_identifiers = truth("pruneBlankNodeIdentifiers");
    if let Some(iri) = text("expandContext") {
        let loaded = folder.load(&iri, LoadOptions::default()).map_err(|error| error.to_string())?;
        options.expand_context = Some(loaded.document);
    }
    Ok(options)
}

/// Compares what two documents expand to: there lists have an order whatever context made them.
fn same_meaning(made: &Value, wanted: &Value, options: &Options) -> Result<(), String> {
    let options = Options { processing_mode: ProcessingMode::JsonLd11, ..options.clone() };
    match (expand(made, &options), expand(wanted, &options)) {
        (Ok(made), Ok(wanted)) if !same(&made, &wanted) => Err(format!("expands to {made}")),
        _ => Ok(()),
    }
}

/// Compares datasets by their canonical forms.
fn same_quads(made: Vec<jsonld::Quad>, wanted: &[u8], options: &Options) -> Result<(), String> {
    if options.produce_generalized_rdf {
        return same_generalized(&made, wanted);
    }
    let made: Option<Vec<_>> = made.into_iter().map(from_json_ld).collect();
    let made = made.ok_or("a blank node as predicate")?;
    let wanted = read(wanted, Format::NQuads, &Reading::default()).map_err(|error| error.to_string())?;
    super::rdf::same(&made, &wanted)
}

/// Compares generalised RDF: blank node predicates stand as IRIs of their own, then labels do not matter either.
fn same_generalized(made: &[jsonld::Quad], wanted: &[u8]) -> Result<(), String> {
    // N-Quads has no blank node predicates; both sides get a subject and an object position for them.
    let made: Vec<jsonld::Quad> = made.iter().flat_map(plain).collect();
    let text = String::from_utf8_lossy(wanted);
    let mut quads = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut parts = line.splitn(3, ' ');
        let (subject, predicate, rest) = (parts.next(), parts.next(), parts.next());
        let (Some(subject), Some(predicate), Some(rest)) = (subject, predicate, rest) else { continue };
        let readable = match predicate.starts_with("_:") {
            true => format!("{subject} <urn:generalised> {rest}\n{subject} <urn:by> {predicate} .\n"),
            false => format!("{line}\n"),
        };
        quads
            .extend(read(readable.as_bytes(), Format::NQuads, &Reading::default()).map_err(|error| error.to_string())?);
    }
    let made: Vec<_> = made.into_iter().filter_map(from_json_ld).collect();
    super::rdf::same(&made, &quads)
}

fn plain(quad: &jsonld::Quad) -> Vec<jsonld::Quad> {
    if !matches!(quad.predicate, jsonld::Term::Blank(_)) {
        return vec![quad.clone()];
    }
    let iri = |text: &str| jsonld::Term::Iri(text.to_owned());
    let by = jsonld::Quad {
        subject: quad.subject.clone(),
        predicate: iri("urn:by"),
        object: quad.predicate.clone(),
        graph: None,
    };
    vec![jsonld::Quad { predicate: iri("urn:generalised"), ..quad.clone() }, by]
}
