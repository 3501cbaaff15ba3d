//! Which property of which vocabulary means what on a claim and on a source.

use std::borrow::Cow;

use crate::vocab::{np, npx, oa, owl, prov, q, rdf, rdfs, skos, st};

/// Namespaces by prefix; of two with one prefix the first is the usual one.
const PREFIXES: [(&str, &str); 17] = [
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("owl", owl::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("st", st::NAMESPACE),
    ("q", q::NAMESPACE),
    ("np", np::NAMESPACE),
    ("npx", npx::NAMESPACE),
    ("schema", "https://schema.org/"),
    ("schema", "http://schema.org/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dct", "http://purl.org/dc/elements/1.1/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("pav", "http://purl.org/pav/"),
    ("pav", "http://swan.mindinformatics.org/ontologies/1.2/pav/"),
];

/// Shortens an IRI of a vocabulary that is known here; the two spellings of schema.org and Dublin Core
/// give one name.
pub(super) fn short(iri: &str) -> Cow<'_, str> {
    let found = PREFIXES.iter().find_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    match found {
        Some((prefix, local)) if !local.contains(['/', '#']) => format!("{prefix}:{local}").into(),
        _ => iri.into(),
    }
}

/// What a property says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfClaim {
    /// A part of the reified triple.
    Part,
    Class,
    Source,
    /// A node of PROV that names source or agent.
    Qualified,
    HeldBy,
    Quote,
    Gloss,
    /// When the record was made, which is not when the claim holds.
    RecordDate,
    Stance,
    Polarity,
    Start,
    End,
    Place,
    Other,
}

/// Returns what a property, as [`short`] gives it, says of a claim.
pub(super) fn of_claim(property: &str) -> OfClaim {
    match property {
        "rdf:subject"
        | "rdf:predicate"
        | "rdf:object"
        | "rdf:reifies"
        | "owl:annotatedSource"
        | "owl:annotatedProperty"
        | "owl:annotatedTarget"
        | "owl:sourceIndividual"
        | "owl:assertionProperty"
        | "owl:targetIndividual"
        | "owl:targetValue" => OfClaim::Part,
        "rdf:type" => OfClaim::Class,
        "prov:wasDerivedFrom"
        | "prov:hadPrimarySource"
        | "prov:wasQuotedFrom"
        | "dct:source"
        | "schema:isBasedOn"
        | "schema:isBasedOnUrl"
        | "schema:appearance"
        | "schema:firstAppearance"
        | "schema:citation"
        | "pav:derivedFrom"
        | "pav:retrievedFrom"
        | "pav:importedFrom" => OfClaim::Source,
        "prov:qualifiedAttribution"
        | "prov:qualifiedDerivation"
        | "prov:qualifiedPrimarySource"
        | "prov:qualifiedQuotation" => OfClaim::Qualified,
        "prov:wasAttributedTo"
        | "schema:creator"
        | "schema:author"
        | "dct:creator"
        | "pav:authoredBy"
        | "pav:createdBy"
        | "st:holder" => OfClaim::HeldBy,
        "prov:value" | "oa:exact" | "schema:text" | "rdf:value" => OfClaim::Quote,
        "rdfs:label" | "rdfs:comment" | "dct:description" | "schema:description" | "st:gloss" => OfClaim::Gloss,
        "prov:generatedAtTime"
        | "dct:created"
        | "dct:date"
        | "dct:issued"
        | "dct:modified"
        | "schema:dateCreated"
        | "schema:dateModified"
        | "schema:datePublished"
        | "pav:createdOn" => OfClaim::RecordDate,
        "st:stance" => OfClaim::Stance,
        "st:polarity" => OfClaim::Polarity,
        "schema:startDate" => OfClaim::Start,
        "schema:endDate" => OfClaim::End,
        "schema:location" => OfClaim::Place,
        _ => OfClaim::Other,
    }
}

/// Says whether a class of a claim tells no more than that it is one.
pub(super) fn is_plain_class(class: &str) -> bool {
    matches!(
        class,
        "rdf:Statement"
            | "owl:Axiom"
            | "owl:NegativePropertyAssertion"
            | "schema:Claim"
            | "prov:Entity"
            | "rdfs:Resource"
    )
}

/// What a property says of a source: the field of the article.
pub(super) fn of_source(property: &str) -> Option<&'static str> {
    Some(match property {
        "dct:title" | "schema:headline" | "schema:name" | "rdfs:label" => "title",
        "schema:author"
        | "dct:creator"
        | "schema:creator"
        | "prov:wasAttributedTo"
        | "pav:authoredBy"
        | "pav:createdBy" => "author",
        "schema:publisher" | "dct:publisher" => "publisher",
        "schema:datePublished" | "dct:issued" | "dct:date" | "dct:created" | "prov:generatedAtTime" => "published",
        "schema:inLanguage" | "dct:language" => "language",
        "schema:license" | "dct:license" => "licence",
        "schema:url" => "url",
        "schema:archivedAt" => "archive_url",
        _ => return None,
    })
}

/// Says whether a property gives a name, and whether it is the usual one.
pub(super) fn of_name(property: &str) -> Option<Name> {
    match property {
        "rdfs:label" | "skos:prefLabel" | "schema:name" | "foaf:name" => Some(Name::Label),
        "skos:altLabel" | "schema:alternateName" => Some(Name::Alias),
        _ => None,
    }
}

/// What sort of name something is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Label,
    Alias,
}

/// Says whether a vocabulary speaks of terms, identity and records and not of the world: a plain triple
/// of it would type things or make two of them one.
pub(super) fn is_structural(property: &str) -> bool {
    let prefix = short(property).split_once(':').map(|(prefix, _)| prefix.to_owned());
    prefix.is_some_and(|prefix| {
        matches!(&*prefix, "rdf" | "rdfs" | "owl" | "skos" | "prov" | "oa" | "st" | "q" | "np" | "npx")
    })
}
