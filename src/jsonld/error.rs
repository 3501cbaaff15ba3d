//! Errors of the processor, by the codes of the specifications.

use std::fmt;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What went wrong, by the codes of JSON-LD 1.1 API §9.4.1 and Framing §6.4.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)+
        }

        impl ErrorCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the exact string of the specification.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

error_codes! {
    /// Two properties which expand to the same keyword have been detected.
    CollidingKeywords = "colliding keywords",
    /// Multiple conflicting indexes have been found for the same node.
    ConflictingIndexes = "conflicting indexes",
    /// Too many contexts were taken in one after the other.
    ContextOverflow = "context overflow",
    /// A cycle in IRI mappings has been detected.
    CyclicIRIMapping = "cyclic IRI mapping",
    /// An `@id` entry was encountered whose value was not a string.
    InvalidIdValue = "invalid @id value",
    /// An invalid value for `@import` has been found.
    InvalidImportValue = "invalid @import value",
    /// An included block contains an invalid value.
    InvalidIncludedValue = "invalid @included value",
    /// An `@index` entry was encountered whose value was not a string.
    InvalidIndexValue = "invalid @index value",
    /// An invalid value for `@nest` has been found.
    InvalidNestValue = "invalid @nest value",
    /// An invalid value for `@prefix` has been found.
    InvalidPrefixValue = "invalid @prefix value",
    /// An invalid value for `@propagate` has been found.
    InvalidPropagateValue = "invalid @propagate value",
    /// An invalid value for `@protected` has been found.
    InvalidProtectedValue = "invalid @protected value",
    /// An invalid value for an `@reverse` entry has been detected.
    InvalidReverseValue = "invalid @reverse value",
    /// The `@version` entry was used in a context with an out of range value.
    InvalidVersionValue = "invalid @version value",
    /// The value of `@direction` is not `ltr`, `rtl` or null.
    InvalidBaseDirection = "invalid base direction",
    /// An invalid base IRI has been detected.
    InvalidBaseIRI = "invalid base IRI",
    /// An `@container` entry was encountered whose value was not one of the known ones.
    InvalidContainerMapping = "invalid container mapping",
    /// An entry in a context is invalid due to processing mode incompatibility.
    InvalidContextEntry = "invalid context entry",
    /// An attempt was made to nullify a context containing protected term definitions.
    InvalidContextNullification = "invalid context nullification",
    /// The value of the default language is not a string or null.
    InvalidDefaultLanguage = "invalid default language",
    /// A local context contains a term that has an invalid or missing IRI mapping.
    InvalidIRIMapping = "invalid IRI mapping",
    /// An invalid JSON literal was detected.
    InvalidJSONLiteral = "invalid JSON literal",
    /// An invalid keyword alias definition has been encountered.
    InvalidKeywordAlias = "invalid keyword alias",
    /// An invalid value in a language map has been detected.
    InvalidLanguageMapValue = "invalid language map value",
    /// An `@language` entry in a term definition has an invalid value.
    InvalidLanguageMapping = "invalid language mapping",
    /// A language-tagged string with an invalid language value was detected.
    InvalidLanguageTaggedString = "invalid language-tagged string",
    /// A number, true, or false with an associated language tag was detected.
    InvalidLanguageTaggedValue = "invalid language-tagged value",
    /// An invalid local context was detected.
    InvalidLocalContext = "invalid local context",
    /// No valid context document has been found for a referenced remote context.
    InvalidRemoteContext = "invalid remote context",
    /// An invalid reverse property definition has been detected.
    InvalidReverseProperty = "invalid reverse property",
    /// An invalid reverse property map has been detected.
    InvalidReversePropertyMap = "invalid reverse property map",
    /// An invalid value for a reverse property has been detected.
    InvalidReversePropertyValue = "invalid reverse property value",
    /// The local context defined within a term definition is invalid.
    InvalidScopedContext = "invalid scoped context",
    /// A script element in HTML input is not valid JSON.
    InvalidScriptElement = "invalid script element",
    /// A set object or list object with disallowed entries has been detected.
    InvalidSetOrListObject = "invalid set or list object",
    /// An invalid term definition has been detected.
    InvalidTermDefinition = "invalid term definition",
    /// An `@type` entry in a term definition has an invalid value.
    InvalidTypeMapping = "invalid type mapping",
    /// An invalid value for an `@type` entry has been detected.
    InvalidTypeValue = "invalid type value",
    /// A typed value with an invalid type was detected.
    InvalidTypedValue = "invalid typed value",
    /// A value object with disallowed entries has been detected.
    InvalidValueObject = "invalid value object",
    /// An invalid value for the `@value` entry of a value object has been detected.
    InvalidValueObjectValue = "invalid value object value",
    /// An invalid vocabulary mapping has been detected.
    InvalidVocabMapping = "invalid vocab mapping",
    /// When compacting an IRI would result in an IRI which could be confused with a compact IRI.
    IRIConfusedWithPrefix = "IRI confused with prefix",
    /// A keyword redefinition has been detected.
    KeywordRedefinition = "keyword redefinition",
    /// A list of lists was detected (JSON-LD 1.0 only).
    ListOfLists = "list of lists",
    /// The compacted document contains a list of lists (JSON-LD 1.0 only).
    CompactionToListOfLists = "compaction to list of lists",
    /// The document could not be loaded or parsed as JSON.
    LoadingDocumentFailed = "loading document failed",
    /// There was a problem encountered loading a remote context.
    LoadingRemoteContextFailed = "loading remote context failed",
    /// Multiple HTTP link headers with the context relation have been detected.
    MultipleContextLinkHeaders = "multiple context link headers",
    /// An attempt was made to change the processing mode which is incompatible with the previous one.
    ProcessingModeConflict = "processing mode conflict",
    /// An attempt was made to redefine a protected term.
    ProtectedTermRedefinition = "protected term redefinition",
    /// A cycle in remote context inclusions has been detected (JSON-LD 1.0 only).
    RecursiveContextInclusion = "recursive context inclusion",
    /// The frame is invalid (framing).
    InvalidFrame = "invalid frame",
    /// The value for `@embed` is not one recognized for the object embed flag (framing).
    InvalidEmbedValue = "invalid @embed value",
    /// A budget of the options was used up: depth, steps or output size. Ours, not the specification's.
    LimitExceeded = "limit exceeded",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An error of the processor: a code, and the words that say where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonLdError {
    /// The code of the specification.
    pub code: ErrorCode,
    /// What was met, for a person; may be empty.
    pub message: String,
}

impl JsonLdError {
    /// Makes an error of `code` with a few words on what was met.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for JsonLdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            self.code.fmt(formatter)
        } else {
            write!(formatter, "{}: {}", self.code, self.message)
        }
    }
}

impl std::error::Error for JsonLdError {}

/// What the functions of the processor return.
pub type Result<T, E = JsonLdError> = std::result::Result<T, E>;

/// Shows a value that was met, scalars whole up to 80 characters, the rest by its kind.
pub(super) fn shown(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(map) => {
            let keys: Vec<&str> = map.keys().map(String::as_str).take(4).collect();
            format!("a map of {} ({})", map.len(), keys.join(", "))
        }
        scalar => {
            let text = scalar.to_string();
            match text.char_indices().nth(80) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}
