//! Expansion of whole documents (API §9.1.2): where they come from, their base and first context.

use serde_json::Value;

use super::Expander;
use crate::jsonld::context::ActiveContext;
use crate::jsonld::error::Result;
use crate::jsonld::iri;
use crate::jsonld::loader::{LoadOptions, RemoteDocument};
use crate::jsonld::run::Run;
use crate::jsonld::{Input, Options};

/// An expanded document and what was learned on the way.
#[derive(Debug)]
pub(in crate::jsonld) struct Expanded {
    /// The expanded form: always an array.
    pub(in crate::jsonld) value: Value,
    /// The IRI the document was loaded from, if it was.
    pub(in crate::jsonld) document_url: Option<String>,
}

/// Expands a document.
///
/// # Errors
///
/// Any code of the specification.
pub fn expand<'a>(input: impl Into<Input<'a>>, options: &Options) -> Result<Value> {
    Ok(expand_input(&Run::new(options), input.into(), false)?.value)
}

/// Expands a document within a run; with `frame_expansion` it is a frame.
pub(in crate::jsonld) fn expand_input(run: &Run<'_>, input: Input<'_>, frame_expansion: bool) -> Result<Expanded> {
    match input {
        Input::Value(document) => {
            let value = expand_document(run, document, None, frame_expansion)?;
            Ok(Expanded { value, document_url: None })
        }
        Input::Remote(remote) => expand_remote(run, remote, frame_expansion),
        Input::Iri(url) => expand_remote(run, &load(run, url, false)?, frame_expansion),
    }
}

/// Loads a document; `all_scripts` of an HTML page, unless the options say otherwise.
pub(in crate::jsonld) fn load(run: &Run<'_>, url: &str, all_scripts: bool) -> Result<RemoteDocument> {
    let extract_all_scripts = run.options.extract_all_scripts.unwrap_or(all_scripts);
    run.options.loader.load(url, LoadOptions { context: false, extract_all_scripts })
}

fn expand_remote(run: &Run<'_>, remote: &RemoteDocument, frame_expansion: bool) -> Result<Expanded> {
    let value = expand_document(run, &remote.document, Some(remote), frame_expansion)?;
    Ok(Expanded { value, document_url: remote.document_url.clone() })
}

/// Steps 5 to 8 of §9.1.2.
fn expand_document(
    run: &Run<'_>,
    document: &Value,
    remote: Option<&RemoteDocument>,
    frame_expansion: bool,
) -> Result<Value> {
    let option_base = run.options.base.as_deref();
    let document_url = remote.and_then(|remote| remote.document_url.as_deref());
    let context_url = remote.and_then(|remote| remote.context_url.as_deref());
    // The base element of a page is part of the document, as @base is: it wins over the option.
    let html_base = remote.and_then(|remote| remote.html_base.as_deref());
    let html_base = html_base.map(|href| iri::resolve(option_base.or(document_url).unwrap_or_default(), href));
    let base = html_base.as_deref().or(option_base).or(document_url);
    let original_base = html_base.as_deref().or(document_url).or(option_base);
    let mut active = ActiveContext::initial(run, base, original_base);
    run.admit(document)?;
    if let Some(context) = &run.options.expand_context {
        run.admit(context)?;
        let local = context.get("@context").unwrap_or(context);
        active = active.process(run, local, original_base)?;
    }
    if let Some(url) = context_url {
        active = active.process(run, &Value::from(url), Some(url))?;
    }
    let expander = Expander { run, base: original_base, ordered: run.options.ordered };
    let expanded = expander.element(&active, None, document, frame_expansion, false)?;
    Ok(match expanded {
        None => Value::Array(Vec::new()),
        Some(Value::Array(items)) => Value::Array(items),
        Some(Value::Object(mut map)) if map.len() == 1 && map.contains_key("@graph") => match map.remove("@graph") {
            Some(Value::Array(items)) => Value::Array(items),
            other => Value::Array(other.into_iter().collect()),
        },
        Some(single) => Value::Array(vec![single]),
    })
}
