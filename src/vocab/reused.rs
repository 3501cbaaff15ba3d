//! The few terms that are used of vocabularies made by others.

/// RDF 1.1 and the triple terms of RDF 1.2.
pub mod rdf {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        /// Says of which class something is.
        TYPE = "type",
        /// The class of properties.
        PROPERTY = "Property",
        /// The class of reified triples.
        STATEMENT_CLASS = "Statement",
        /// The subject of a reified triple.
        SUBJECT = "subject",
        /// The predicate of a reified triple.
        PREDICATE = "predicate",
        /// The object of a reified triple.
        OBJECT = "object",
        /// Ties a reifier to a triple term (RDF 1.2).
        REIFIES = "reifies",
        /// The datatype of text with a language tag.
        LANG_STRING = "langString",
        /// The datatype of text with a language tag and a direction (RDF 1.2).
        DIR_LANG_STRING = "dirLangString",
        /// The first member of a list.
        FIRST = "first",
        /// The rest of a list.
        REST = "rest",
        /// The empty list.
        NIL = "nil",
        /// The main value of a structured node.
        VALUE = "value",
        /// The class of triple terms in the basic encoding (RDF 1.2 Interoperability, note of 2025-12-16).
        TRIPLE_TERM_CLASS = "TripleTerm",
        /// The subject of a triple term in the basic encoding.
        TT_SUBJECT = "ttSubject",
        /// The predicate of a triple term in the basic encoding.
        TT_PREDICATE = "ttPredicate",
        /// The object of a triple term in the basic encoding.
        TT_OBJECT = "ttObject",
        /// The same class, as later drafts of the note name it.
        PROPOSITION_FORM_CLASS = "PropositionForm",
        /// The same subject, as later drafts name it.
        PROPOSITION_FORM_SUBJECT = "propositionFormSubject",
        /// The same predicate, as later drafts name it.
        PROPOSITION_FORM_PREDICATE = "propositionFormPredicate",
        /// The same object, as later drafts name it.
        PROPOSITION_FORM_OBJECT = "propositionFormObject",
    } }
}

/// RDF Schema.
pub mod rdfs {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/2000/01/rdf-schema#" {
        /// The class of everything.
        RESOURCE_CLASS = "Resource",
        /// The class of literals.
        LITERAL_CLASS = "Literal",
        /// The class of classes.
        CLASS_CLASS = "Class",
        /// A name for people to read.
        LABEL = "label",
        /// A remark for people to read.
        COMMENT = "comment",
        /// Says that every member of one class is in the other.
        SUB_CLASS_OF = "subClassOf",
        /// Says that one property implies the other.
        SUB_PROPERTY_OF = "subPropertyOf",
        /// Names the ontology that defines a term.
        IS_DEFINED_BY = "isDefinedBy",
        /// Points to more about something.
        SEE_ALSO = "seeAlso",
    } }
}

/// XML Schema datatypes.
pub mod xsd {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/2001/XMLSchema#" {
        /// Text without a language.
        STRING = "string",
        /// True or false.
        BOOLEAN = "boolean",
        /// A whole number of any size.
        INTEGER = "integer",
        /// A whole number from 0 on.
        NON_NEGATIVE_INTEGER = "nonNegativeInteger",
        /// An exact decimal number.
        DECIMAL = "decimal",
        /// A binary floating-point number.
        DOUBLE = "double",
        /// A day.
        DATE = "date",
        /// A day and a time of day.
        DATE_TIME = "dateTime",
        /// A year.
        G_YEAR = "gYear",
        /// A month of a year.
        G_YEAR_MONTH = "gYearMonth",
        /// An address.
        ANY_URI = "anyURI",
    } }
}

/// OWL 2, for describing ontologies.
pub mod owl {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/2002/07/owl#" {
        /// The class of ontologies.
        ONTOLOGY_CLASS = "Ontology",
        /// The class of classes.
        CLASS_CLASS = "Class",
        /// The class of properties whose values are resources.
        OBJECT_PROPERTY_CLASS = "ObjectProperty",
        /// The class of properties whose values are literals.
        DATATYPE_PROPERTY_CLASS = "DatatypeProperty",
        /// The class of properties that only annotate.
        ANNOTATION_PROPERTY_CLASS = "AnnotationProperty",
        /// The class of properties that hold in both directions.
        SYMMETRIC_PROPERTY_CLASS = "SymmetricProperty",
        /// The class of properties that carry over along a chain.
        TRANSITIVE_PROPERTY_CLASS = "TransitiveProperty",
        /// The class of named individuals.
        NAMED_INDIVIDUAL_CLASS = "NamedIndividual",
        /// Names the version of an ontology by an IRI.
        VERSION_IRI = "versionIRI",
        /// Names the version of an ontology by a string.
        VERSION_INFO = "versionInfo",
        /// Says that two IRIs name the same thing.
        SAME_AS = "sameAs",
    } }
}

/// SKOS.
pub mod skos {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/2004/02/skos/core#" {
        /// The class of concepts.
        CONCEPT_CLASS = "Concept",
        /// The class of concept schemes.
        CONCEPT_SCHEME_CLASS = "ConceptScheme",
        /// The preferred name.
        PREF_LABEL = "prefLabel",
        /// Another name.
        ALT_LABEL = "altLabel",
        /// A name to find by and not to show.
        HIDDEN_LABEL = "hiddenLabel",
        /// What a term means.
        DEFINITION = "definition",
        /// How a term is to be used.
        SCOPE_NOTE = "scopeNote",
        /// A remark.
        NOTE = "note",
        /// A code.
        NOTATION = "notation",
        /// Names the scheme of a concept.
        IN_SCHEME = "inScheme",
        /// A concept of another scheme that is the same.
        EXACT_MATCH = "exactMatch",
        /// A concept of another scheme that is nearly the same.
        CLOSE_MATCH = "closeMatch",
        /// A wider concept of another scheme.
        BROAD_MATCH = "broadMatch",
    } }
}

/// schema.org.
pub mod schema {
    use crate::vocab::vocabulary;
    vocabulary! { "https://schema.org/" {
        /// Where a query can be asked.
        TARGET = "target",
        /// Under what something is filed.
        KEYWORDS = "keywords",
        /// The class of articles.
        ARTICLE_CLASS = "Article",
        /// The class of persons.
        PERSON_CLASS = "Person",
        /// The class of organisations.
        ORGANIZATION_CLASS = "Organization",
        /// Who wrote something.
        AUTHOR = "author",
        /// Who published something.
        PUBLISHER = "publisher",
        /// When something was published.
        DATE_PUBLISHED = "datePublished",
        /// The title of an article.
        HEADLINE = "headline",
        /// The text of an article.
        ARTICLE_BODY = "articleBody",
        /// The language of a text.
        IN_LANGUAGE = "inLanguage",
        /// The address of something.
        URL = "url",
        /// A name.
        NAME = "name",
        /// Hints at a class that a property is used on.
        DOMAIN_INCLUDES = "domainIncludes",
        /// Hints at a class that a property has values of.
        RANGE_INCLUDES = "rangeIncludes",
    } }
}

/// Web Annotation.
pub mod oa {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/ns/oa#" {
        /// The class of selectors by position.
        TEXT_POSITION_SELECTOR_CLASS = "TextPositionSelector",
        /// The class of selectors by quoted words.
        TEXT_QUOTE_SELECTOR_CLASS = "TextQuoteSelector",
        /// The first character, counted from 0.
        START = "start",
        /// The end, exclusive.
        END = "end",
        /// The quoted words.
        EXACT = "exact",
        /// The words before.
        PREFIX = "prefix",
        /// The words after.
        SUFFIX = "suffix",
    } }
}

/// PROV-O.
pub mod prov {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/ns/prov#" {
        /// Names what something was made from.
        WAS_DERIVED_FROM = "wasDerivedFrom",
        /// Names the text that words were taken from.
        WAS_QUOTED_FROM = "wasQuotedFrom",
        /// Names who made a record.
        WAS_ATTRIBUTED_TO = "wasAttributedTo",
        /// When a record was made.
        GENERATED_AT_TIME = "generatedAtTime",
    } }
}

/// Dublin Core terms.
pub mod dct {
    use crate::vocab::vocabulary;
    vocabulary! { "http://purl.org/dc/terms/" {
        /// The title.
        TITLE = "title",
        /// A description.
        DESCRIPTION = "description",
        /// The licence.
        LICENSE = "license",
        /// The language.
        LANGUAGE = "language",
        /// The identifier.
        IDENTIFIER = "identifier",
        /// The source.
        SOURCE = "source",
    } }
}

/// SHACL.
pub mod sh {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.w3.org/ns/shacl#" {
        /// The class of shapes for nodes.
        NODE_SHAPE_CLASS = "NodeShape",
        /// Declares a prefix of a SPARQL constraint.
        DECLARE = "declare",
        /// The prefix that is declared.
        PREFIX = "prefix",
        /// The namespace that it stands for.
        NAMESPACE_PROPERTY = "namespace",
        /// Leads to the prefixes of a query.
        PREFIXES = "prefixes",
        /// The class of queries that can be run.
        SPARQL_EXECUTABLE = "SPARQLExecutable",
        /// Those of form SELECT.
        SPARQL_SELECT_EXECUTABLE = "SPARQLSelectExecutable",
        /// Those of form ASK.
        SPARQL_ASK_EXECUTABLE = "SPARQLAskExecutable",
        /// Those of form CONSTRUCT.
        SPARQL_CONSTRUCT_EXECUTABLE = "SPARQLConstructExecutable",
        /// Those of form DESCRIBE.
        SPARQL_DESCRIBE_EXECUTABLE = "SPARQLDescribeExecutable",
        /// The text of a SELECT.
        SELECT = "select",
        /// The text of an ASK.
        ASK = "ask",
        /// The text of a CONSTRUCT.
        CONSTRUCT = "construct",
        /// The text of a DESCRIBE.
        DESCRIBE = "describe",
    } }
}

/// Nanopublications.
pub mod np {
    use crate::vocab::vocabulary;
    vocabulary! { "http://www.nanopub.org/nschema#" {
        /// The class of nanopublications.
        NANOPUBLICATION_CLASS = "Nanopublication",
        /// Names the graph that says something.
        HAS_ASSERTION = "hasAssertion",
        /// Names the graph that says where that comes from.
        HAS_PROVENANCE = "hasProvenance",
        /// Names the graph that speaks of the nanopublication itself.
        HAS_PUBLICATION_INFO = "hasPublicationInfo",
    } }
}

/// Extensions of nanopublications.
pub mod npx {
    use crate::vocab::vocabulary;
    vocabulary! { "http://purl.org/nanopub/x/" {
        /// Names what the nanopublication speaks of first.
        INTRODUCES = "introduces",
    } }
}

/// The data model of Wikibase in RDF.
pub mod wikibase {
    use crate::vocab::vocabulary;
    vocabulary! { "http://wikiba.se/ontology#" {
        /// The class of items.
        ITEM_CLASS = "Item",
        /// The class of properties.
        PROPERTY_CLASS = "Property",
        /// The class of statement nodes.
        STATEMENT_CLASS = "Statement",
        /// The class of statements of the best rank.
        BEST_RANK_CLASS = "BestRank",
        /// The class of reference nodes.
        REFERENCE_CLASS = "Reference",
        /// The class of nodes of points in time.
        TIME_VALUE_CLASS = "TimeValue",
        /// The class of nodes of amounts.
        QUANTITY_VALUE_CLASS = "QuantityValue",
        /// The rank of a statement.
        RANK = "rank",
        /// The usual rank.
        NORMAL_RANK = "NormalRank",
        /// The rank of what nobody should take for true.
        DEPRECATED_RANK = "DeprecatedRank",
        /// The predicate of truthy triples of a property.
        DIRECT_CLAIM = "directClaim",
        /// The predicate from an item to statement nodes.
        CLAIM = "claim",
        /// The predicate from a statement node to its value.
        STATEMENT_PROPERTY = "statementProperty",
        /// The predicate from a statement node to its value node.
        STATEMENT_VALUE = "statementValue",
        /// The predicate from a statement node to a qualifier.
        QUALIFIER = "qualifier",
        /// The predicate from a statement node to the value node of a qualifier.
        QUALIFIER_VALUE = "qualifierValue",
        /// The predicate from a reference node to a value.
        REFERENCE = "reference",
        /// The first day of a time.
        TIME_VALUE = "timeValue",
        /// How exact a time is: 9 year, 10 month, 11 day.
        TIME_PRECISION = "timePrecision",
        /// The time zone, always 0.
        TIME_TIMEZONE = "timeTimezone",
        /// The calendar.
        TIME_CALENDAR_MODEL = "timeCalendarModel",
        /// An amount.
        QUANTITY_AMOUNT = "quantityAmount",
        /// The most that it can be.
        QUANTITY_UPPER_BOUND = "quantityUpperBound",
        /// The least that it can be.
        QUANTITY_LOWER_BOUND = "quantityLowerBound",
    } }
}
