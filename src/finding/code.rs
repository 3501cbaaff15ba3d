//! The table of finding codes: number, severity, one line, and the page that `explain` shows.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal, $severity:ident, $title:literal;)+) => {
        /// What kind of finding; the number is stable, people search for it and silence it by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the stable number, such as `C201`.
            #[must_use]
            pub const fn number(self) -> &'static str {
                match self { $(Self::$name => $number,)+ }
            }

            /// Returns the usual severity.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// Returns the finding in one line.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// Returns what it means, why it matters and what to do.
            #[must_use]
            pub fn explanation(self) -> String {
                let lines: &[&str] = match self { $(Self::$name => &[$($doc,)+],)+ };
                lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
            }
        }
    };
}

codes! {
    /// A field that the dossier format does not know. It would be lost silently, so it is refused.
    /// Check the spelling; `chancery schema` lists every field.
    UnknownKey = "C101", Error, "unknown field";
    /// A field holds another kind of value than it may: a list where text is expected, say.
    WrongType = "C102", Error, "wrong kind of value";
    /// A field that cannot be left out is missing.
    MissingField = "C103", Error, "missing field";
    /// The same key is written twice in one mapping; one of the two would be lost.
    DuplicateKey = "C104", Error, "key written twice";
    /// A value does not have the form that its field asks for.
    BadValue = "C105", Error, "malformed value";
    /// YAML anchors, aliases, merge keys and tags are not part of the dossier format: a reader of the
    /// file should see every statement whole.
    YamlFeature = "C106", Error, "YAML feature outside the dossier format";
    /// An id is empty, is `.` or `..`, or holds a character that cannot be seen.
    BadId = "C107", Error, "unusable id";
    /// Two things in one article have the same id, so one IRI would stand for both.
    DuplicateId = "C108", Error, "id used twice";
    /// Two dossiers describe the same article; keep one, or give one of them another `id`.
    DuplicateArticle = "C109", Error, "article described twice";
    /// Text holds characters that cannot be seen or that steer text direction. They are kept, but
    /// two labels that look alike may differ.
    InvisibleCharacter = "C110", Warning, "invisible character";

    /// The predicate is neither in the ontology nor in the vocabularies added to the knowledge base.
    UnknownPredicate = "C201", Error, "unknown predicate";
    /// The type is not a class of the ontology or of the vocabularies added to the knowledge base.
    UnknownType = "C202", Error, "unknown type";
    /// The qualifier under `with` is not one of the ontology.
    UnknownQualifier = "C203", Error, "unknown qualifier";
    /// No entity of the dossier, the knowledge base or the gazetteer has this id or name.
    /// Define it under `entities:`, or write `{label: …, type: …}` on the spot.
    UnknownEntity = "C204", Error, "unknown entity";
    /// A name fits more than one entity. Write the id of the one that is meant.
    AmbiguousName = "C205", Error, "ambiguous name";
    /// A link or a long form names a statement that does not exist in the article.
    UnknownStatement = "C206", Error, "unknown statement";
    /// The subject is of a type that the predicate is not made for.
    Domain = "C207", Warning, "subject of an unexpected type";
    /// The object or qualifier is of a type that the predicate is not made for.
    Range = "C208", Warning, "object of an unexpected type";
    /// The predicate asks for a qualifier (the thing supplied, the content of an accusation).
    MissingRole = "C209", Warning, "missing role";
    /// An entity is defined and never used.
    UnusedEntity = "C210", Warning, "unused entity";
    /// An id hides an entity of the knowledge base or the gazetteer that has the same id.
    ShadowedEntity = "C211", Note, "id shadows another entity";
    /// The statement has neither subject and predicate nor a gloss, so it says nothing.
    EmptyStatement = "C212", Error, "statement without content";
    /// A statement has a subject but no predicate, or a predicate but no subject or object.
    IncompleteStatement = "C213", Error, "incomplete statement";
    /// Statements contain or refer to each other in a circle.
    CyclicContent = "C214", Error, "statements in a circle";

    /// The quoted words do not occur in the article's text.
    QuoteNotFound = "C301", Error, "quote not in the text";
    /// The quoted words occur only after spelling marks, direction marks or letter forms are evened
    /// out. Copy the words exactly: positions are counted in the text as it is.
    QuoteInexact = "C302", Warning, "quote differs in marks from the text";
    /// The quoted words occur more than once. Add `prefix` or `suffix` to say which place is meant.
    QuoteAmbiguous = "C303", Note, "quote occurs more than once";
    /// No text of the article is at hand, so the quote could not be checked.
    TextAbsent = "C304", Note, "text not at hand";
    /// The text at hand is not the text that the positions were counted in.
    TextHashDiffers = "C305", Error, "another text than the one described";
    /// The words at this position are not those that were hashed.
    SpanHashDiffers = "C306", Error, "other words at this position";
    /// A position lies outside the text or ends before it starts.
    SpanOutside = "C307", Error, "position outside the text";
    /// Every statement should show its words: without a quote nobody can check it.
    MissingEvidence = "C308", Warning, "statement without a quote";

    /// The stance says the holder denies it, and `not: false` says the holder affirms it.
    DeniedNotNegative = "C401", Error, "denied and affirmed at once";
    /// A word of verdict in the label or id of an entity that only withheld statements speak of: the
    /// accusation would be told by its name. Use neutral words (`described: {en: events of …}`).
    VerdictWord = "C402", Error, "verdict in a name";
    /// The author says one thing and its opposite in one article. Neither becomes a plain triple.
    Contradiction = "C403", Warning, "the article contradicts itself";
    /// The content of an accusation should be held by the accuser.
    ContentHolder = "C404", Warning, "content held by somebody else";
    /// The content of a statement that is itself negated or not affirmed: nobody may be holding it.
    ContentOfUnaffirmed = "C405", Note, "content of a statement that is not affirmed";
    /// A word of verdict in the id of a withheld statement: the id is part of its IRI.
    VerdictInStatementId = "C406", Warning, "verdict in a statement id";
    /// Only withheld statements speak of the entity, and it has neutral words (`described`). Those are the
    /// only names that are written; its label and aliases stay in the dossier, where names are looked up.
    NamesKeptBack = "C407", Note, "names kept back";

    /// The knowledge base has no base address, so its IRIs begin with `https://kb.invalid/`.
    /// Set `base = "https://…/"` in `chancery.toml` before publishing.
    NoBase = "C501", Note, "no base address";
    /// A review names a statement that does not exist.
    ReviewUnknown = "C502", Warning, "review of an unknown statement";
    /// The statement was edited after it was reviewed; the review no longer counts.
    ReviewStale = "C503", Warning, "stale review";
}

impl Code {
    /// Says whether it is about a word out of a fixed list, where a slip of the pen can only mean one
    /// thing; names of entities and ids of statements are never such.
    #[must_use]
    pub const fn is_of_fixed_words(self) -> bool {
        matches!(
            self,
            Self::UnknownKey | Self::BadValue | Self::UnknownPredicate | Self::UnknownType | Self::UnknownQualifier
        )
    }

    /// Returns the code with this number, in any case.
    #[must_use]
    pub fn from_number(number: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number().eq_ignore_ascii_case(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_sorted_and_explained() {
        let numbers: Vec<_> = Code::ALL.iter().map(|code| code.number()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
        for code in Code::ALL {
            assert!(code.explanation().len() > 20, "{}", code.number());
            assert_eq!(Code::from_number(&code.number().to_lowercase()), Some(*code));
        }
    }
}
