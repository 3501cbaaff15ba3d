//! The statement layer: who says what, in which words, how surely, in which article. Checked against `ontology/statement.ttl`.

use super::vocabulary;

vocabulary! { "https://w3id.org/chancery/statement#" {
    /// A text that somebody published, with its metadata.
    ARTICLE_CLASS = "Article",
    /// One thing that an article says, with who holds it, in which words and how surely.
    STATEMENT_CLASS = "Statement",
    /// A state of affairs that is not said to be actual, such as an aim, a fear or a condition.
    SITUATION_CLASS = "Situation",
    /// An entity that one article speaks of only in withheld statements.
    DESCRIBED_CLASS = "Described",
    /// A value that the article does not give, with the reason and the words of the source.
    UNKNOWN_VALUE_CLASS = "UnknownValue",
    /// One span of an article that carries a statement.
    EVIDENCE_CLASS = "Evidence",
    /// The verdict of a named person on a statement.
    REVIEW_CLASS = "Review",
    /// A point or span of time as far as the source gives it.
    TIME_CLASS = "Time",
    /// One outer link of a chain of holders, such as the paper in: the paper says that the ministry says.
    VIA_CLASS = "Via",
    /// A translation of quoted words, with its language and translator.
    TRANSLATION_CLASS = "Translation",
    /// How reliable a source and how credible an article are judged to be.
    GRADE_CLASS = "Grade",
    /// Somebody's guess at an unknown value, with its basis.
    GUESS_CLASS = "Guess",
    /// A holder that stands for a role and not for a named actor.
    GENERIC_HOLDER_CLASS = "GenericHolder",
    /// How far the author of the article stands behind a statement.
    STANCE_CLASS = "Stance",
    /// Whether a statement affirms or negates.
    POLARITY_CLASS = "Polarity",
    /// Why a value is unknown.
    UNKNOWN_REASON_CLASS = "UnknownReason",
    /// The outcome of a review.
    VERDICT_CLASS = "Verdict",
    /// A rule that decides which statements yield a plain triple.
    ASSERTION_POLICY_CLASS = "AssertionPolicy",
    /// Whether a predicate may yield a plain triple.
    ASSERTABILITY_CLASS = "Assertability",
    /// A way in which statements of a predicate are well shown.
    DISPLAY_CLASS = "Display",
    /// The class of properties that a statement may have as its predicate.
    PREDICATE_CLASS = "Predicate",
    /// The class of properties that add detail to a statement node.
    QUALIFIER_CLASS = "Qualifier",
    /// The class of properties that say on an event or relationship node what a qualifier says on a statement node.
    ROLE_CLASS = "Role",
    /// The class of properties that tie one statement to another.
    LINK_CLASS = "Link",
    /// The class of properties that make up the nodes of the statement layer.
    FIELD_CLASS = "Field",
    /// The class of properties that describe terms of an ontology.
    TERM_ANNOTATION_CLASS = "TermAnnotation",
    /// The id that the statement has in its dossier.
    ID = "id",
    /// Names the article that makes the statement.
    IN_ARTICLE = "inArticle",
    /// What the statement says, in the words of whoever wrote the dossier.
    GLOSS = "gloss",
    /// What the statement is about.
    SUBJECT = "subject",
    /// The property that the statement speaks of.
    PREDICATE = "predicate",
    /// The other end of the predicate.
    OBJECT = "object",
    /// An entity that a statement without subject and predicate is about.
    ABOUT = "about",
    /// The innermost party that holds the statement to be so.
    HOLDER = "holder",
    /// Why the holder is not known, and the words of the source for it.
    UNKNOWN_HOLDER = "unknownHolder",
    /// An outer link of the chain of holders.
    VIA = "via",
    /// The place of a link in the chain of holders, or of a span in the evidence.
    ORDINAL = "ordinal",
    /// How far the author of the article stands behind the statement.
    STANCE = "stance",
    /// Whether the statement affirms or negates.
    POLARITY = "polarity",
    /// A span of the article that carries the statement.
    EVIDENCE = "evidence",
    /// True if the statement has no quote of its own and shares that of the statement around it.
    SHARED_EVIDENCE = "sharedEvidence",
    /// The statement whose content this statement is.
    CONTENT_OF = "contentOf",
    /// A key that is the same wherever the same proposition is stated, whatever the holder, stance or polarity.
    CONTENT_KEY = "contentKey",
    /// A hash of what is said, by whom and how.
    DIGEST = "digest",
    /// How sure whoever wrote the dossier is of having read the article rightly, from 0 to 1.
    EXTRACTION_CONFIDENCE = "extractionConfidence",
    /// True if the article puts the words at a distance with quotation marks.
    SCARE_QUOTED = "scareQuoted",
    /// A free remark of whoever wrote the dossier.
    NOTE = "note",
    /// The domain type that the dossier writes for an entity that is only described.
    DESCRIBED_AS = "describedAs",
    /// The time as an Extended Date/Time Format string, never more exact than the source.
    EDTF = "edtf",
    /// The first day that the time can fall on, derived from the EDTF string.
    EARLIEST = "earliest",
    /// The last day that the time can fall on, derived from the EDTF string.
    LATEST = "latest",
    /// That the time begins at some point which is not known, and why.
    UNKNOWN_START = "unknownStart",
    /// That the time ends at some point which is not known, and why.
    UNKNOWN_END = "unknownEnd",
    /// Why the value is unknown.
    REASON = "reason",
    /// The words of the source that stand for the value.
    SOURCE_TEXT = "sourceText",
    /// Which part of the value is lost, such as the year.
    LOST = "lost",
    /// Somebody's guess at the unknown value.
    GUESS = "guess",
    /// The value that is guessed.
    GUESS_VALUE = "guessValue",
    /// What the guess rests on.
    BASIS = "basis",
    /// The SHA-256 of the UTF-8 bytes of the quoted span, in lower-case hexadecimal.
    QUOTE_HASH = "quoteHash",
    /// The page on which the span stands.
    PAGE = "page",
    /// The place of the span in a recording.
    TIMECODE = "timecode",
    /// A translation of the quoted words.
    TRANSLATION = "translation",
    /// The words of the translation.
    TRANSLATED_TEXT = "translatedText",
    /// Who made the translation, by name.
    TRANSLATED_BY = "translatedBy",
    /// The SHA-256 of the exact text that the positions refer to, in lower-case hexadecimal.
    TEXT_SHA256 = "textSha256",
    /// The address of an archived copy.
    ARCHIVE_URL = "archiveUrl",
    /// When the article was fetched.
    RETRIEVED = "retrieved",
    /// The article that this one reprints.
    REPRINT_OF = "reprintOf",
    /// The earlier article that this one corrects.
    CORRECTS = "corrects",
    /// The day on which the article was withdrawn.
    RETRACTED = "retracted",
    /// What was said about the withdrawal.
    RETRACTION_NOTE = "retractionNote",
    /// The grade given to the article and its source.
    GRADE = "grade",
    /// How reliable the source is judged to be, a letter from A to F.
    SOURCE_GRADE = "sourceGrade",
    /// How credible the article is judged to be, a number from 1 to 6.
    CREDIBILITY = "credibility",
    /// True if no statement of the article may yield a plain triple.
    NEVER_ASSERT = "neverAssert",
    /// The statement on which the verdict is given.
    REVIEWS = "reviews",
    /// The outcome of the review.
    VERDICT = "verdict",
    /// The person who gave the verdict.
    REVIEWED_BY = "reviewedBy",
    /// The day of the verdict.
    REVIEWED_ON = "reviewedOn",
    /// The digest that the statement had when the verdict was given.
    REVIEWED_DIGEST = "reviewedDigest",
    /// The policy in force when the asserted triples were derived.
    ASSERTION_POLICY = "assertionPolicy",
    /// This statement follows from the other or sums it up.
    DERIVED_FROM = "derivedFrom",
    /// The article offers the other statement as evidence for this one.
    EVIDENCED_BY = "evidencedBy",
    /// The two statements cannot both be so.
    IN_CONFLICT_WITH = "inConflictWith",
    /// The two statements speak of the same matter.
    SAME_TOPIC_AS = "sameTopicAs",
    /// This statement says the same as the other but more strongly.
    STRONGER_THAN = "strongerThan",
    /// This statement is a step or part of the other.
    PART_OF = "partOf",
    /// The subject is said to bring the object about.
    CAUSES = "causes",
    /// The subject is said to explain the object.
    EXPLAINS = "explains",
    /// The subject, if it were so, is said to bring the object about.
    WOULD_CAUSE = "wouldCause",
    /// The subject is offered as a sign that the object is so.
    EVIDENCE_FOR = "evidenceFor",
    /// A general claim about the subject is made in the words of the object.
    GENERAL_CLAIM = "generalClaim",
    /// The author says flatly that it is so.
    COMMITTED = "Committed",
    /// The author takes it for granted, as in a relative clause or a question.
    PRESUPPOSED = "Presupposed",
    /// The author says it with a word of doubt, such as perhaps.
    HEDGED = "Hedged",
    /// The author says it only under a condition.
    HYPOTHETICAL = "Hypothetical",
    /// The author says that it will be so.
    PREDICTED = "Predicted",
    /// The author asks whether it is so or calls it open.
    QUESTIONED = "Questioned",
    /// The author passes on what somebody else says, without taking sides.
    REPORTED = "Reported",
    /// The author passes it on and keeps away from it, as with alleges or scare quotes.
    DISTANCED = "Distanced",
    /// The holder says that it is not so.
    DENIED = "Denied",
    /// The author speaks of things in general, as in theory and definitions.
    GENERIC = "Generic",
    /// The statement affirms.
    POSITIVE = "Positive",
    /// The statement negates.
    NEGATIVE = "Negative",
    /// The digits were there and are lost from the text at hand.
    DIGITS_LOST = "digitsLost",
    /// The article does not say.
    NOT_STATED = "notStated",
    /// The article speaks of somebody or something without a name.
    UNNAMED = "unnamed",
    /// The article gives it in vague words, such as several.
    VAGUE = "vague",
    /// The reviewer accepts the statement as fact.
    ACCEPTED = "Accepted",
    /// The reviewer rejects the statement.
    REJECTED = "Rejected",
    /// The reviewer has looked and not decided.
    OPEN = "Open",
    /// Asserts only what the author commits to.
    STRICT_POLICY = "StrictPolicy",
    /// Asserts what the author commits to or presupposes.
    DEFAULT_POLICY = "DefaultPolicy",
    /// Asserts contested predicates as well, without waiting for review.
    OPEN_POLICY = "OpenPolicy",
    /// The author of the article, whoever that is.
    ARTICLE_AUTHOR = "ArticleAuthor",
    /// A source that the article does not name, as in: it is said.
    UNNAMED_SOURCE = "UnnamedSource",
    /// A statement with this predicate may yield a plain triple if the rest of the policy holds.
    ALWAYS = "always",
    /// The predicate is contested.
    AFTER_REVIEW = "afterReview",
    /// A statement with this predicate never yields a plain triple.
    NEVER = "never",
    /// Shown well as an edge of a network.
    EDGE = "edge",
    /// Shown well on a timeline.
    TIMELINE = "timeline",
    /// Shown well on a map.
    MAP = "map",
    /// Says whether a predicate may yield a plain triple.
    ASSERTABILITY = "assertability",
    /// True if the author does not vouch for the roles of the predicate, because they belong to what is said, wanted or feared.
    OPAQUE = "opaque",
    /// True if an asserted statement with qualifiers yields a relationship node.
    MINTS_RELATIONSHIP = "mintsRelationship",
    /// The kind of event node that an asserted statement of the predicate yields.
    EVENT_TYPE = "eventType",
    /// The role that the subject has on the event or relationship node.
    SUBJECT_ROLE = "subjectRole",
    /// The role that the object has on the event or relationship node.
    OBJECT_ROLE = "objectRole",
    /// True if a statement with the predicate may have no object.
    OBJECT_OPTIONAL = "objectOptional",
    /// A qualifier without which a statement with the predicate is incomplete.
    REQUIRES_QUALIFIER = "requiresQualifier",
    /// A qualifier that is part of the identity of the proposition across articles.
    KEY_QUALIFIER = "keyQualifier",
    /// A way in which statements of the predicate are well shown.
    DISPLAY = "display",
    /// True if an author who commits to a statement also vouches for the value of the qualifier.
    VOUCHES = "vouches",
    /// Names the property of event and relationship nodes whose twin the qualifier is.
    QUALIFIER_OF = "qualifierOf",
    /// The scheme of concepts from which the values of a qualifier are taken.
    VALUE_SCHEME = "valueScheme",
    /// How a bare string is read when the range of the qualifier leaves a choice.
    READS_AS = "readsAs",
    /// One alignment of the term, and where and when it was checked; or that it was not.
    ALIGNMENT_CHECKED = "alignmentChecked",
} }
