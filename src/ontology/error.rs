//! What can be wrong with a vocabulary file.

use oxigraph::io::RdfParseError;

/// A vocabulary that could not be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OntologyError {
    /// The text is not Turtle.
    #[error("could not read vocabulary `{file}`")]
    Syntax {
        /// The file as the caller named it.
        file: String,
        /// What the parser says, with line and column.
        #[source]
        source: RdfParseError,
    },
    /// A blank node is used where a term needs an IRI.
    #[error("vocabulary `{file}` describes a blank node; a term needs an IRI")]
    BlankNode {
        /// The file as the caller named it.
        file: String,
    },
    /// The file changes a term that is there already.
    #[error("vocabulary `{file}` changes the term {term}; only labels, definitions and notes may be added to it")]
    Redefined {
        /// The file as the caller named it.
        file: String,
        /// The term, as a CURIE.
        term: String,
    },
    /// A predicate does not say whether it may be asserted.
    #[error("vocabulary `{file}`: the predicate {term} needs st:assertability st:always, st:afterReview or st:never")]
    NoAssertability {
        /// The file as the caller named it.
        file: String,
        /// The term, as a CURIE.
        term: String,
    },
}
