//! Active contexts (API §4): terms, base, vocabulary, language and direction in force.

use std::rc::Rc;

use serde_json::Value;

use super::error::Result;
use super::run::Run;

/// The context in force at some point of a document; never changed once it is shared.
#[derive(Debug, Default)]
pub(super) struct ActiveContext {}

impl ActiveContext {
    /// Makes the context a run starts with.
    pub(super) fn initial(_run: &Run<'_>, _base: Option<&str>) -> Result<Rc<Self>> {
        Ok(Rc::new(Self {}))
    }

    /// Applies a local context (API §4.1.2), as it stands in a document at `base`.
    pub(super) fn process(self: &Rc<Self>, _run: &Run<'_>, _local: &Value, _base: Option<&str>) -> Result<Rc<Self>> {
        Ok(self.clone())
    }

    /// Compacts an IRI or keyword (API §6.2) as a term, compact IRI or relative IRI;
    /// `vocab` allows terms and vocabulary-relative forms.
    pub(super) fn compact_iri(&self, _run: &Run<'_>, iri: &str, _vocab: bool) -> Result<String> {
        Ok(iri.to_owned())
    }
}
