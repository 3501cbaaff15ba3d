//! What the audit knows of names, and where the program may leave out more than it must.

/// Segments that may follow the address of a statement, beside numbers and names of qualifiers.
pub(super) const BELOW: [&str; 16] = [
    "evidence",
    "translation",
    "via",
    "review",
    "subject",
    "object",
    "about",
    "value",
    "guess",
    "event",
    "relationship",
    "time",
    "quantity",
    "from",
    "to",
    "holder",
];

/// Statements that may have a node by the lists and have none: the program leaves out more than it must (R11, R15).
pub(super) const WITHOUT_NODE: [(&str, &str); 9] = [
    // Nothing of an opaque predicate stands on a node.
    ("layered-accusations", "lay-13"),
    ("rails", "rail-13"),
    ("ziyaretler", "ziyaret-13"),
    // Its only qualifier is free text, which is said in no role.
    ("grain-flat", "grain-1"),
    ("pairs", "pair-12"),
    ("border-file", "border-5"),
    ("review-board", "board-30"),
    // The ontology gives `occupies` neither a type of event nor a relationship.
    ("review-board", "board-1"),
    ("border-file", "border-2"),
];

/// Entities that may have their type by the lists and have not: the author does not vouch for a `topic`.
pub(super) const WITHOUT_TYPE: [(&str, &str); 1] = [("gozaresh", "my:charter")];

/// Names of qualifiers of the hostile corpus that may have value nodes.
pub(super) const QUALIFIERS: [&str; 24] = [
    "time",
    "place",
    "quantity",
    "degree",
    "domain",
    "topic",
    "purpose",
    "content",
    "agent",
    "target",
    "theme",
    "instrument",
    "victim",
    "participant",
    "recipient",
    "within",
    "source",
    "destination",
    "reason",
    "onBehalfOf",
    "officeOf",
    "rank",
    "organisation",
    "status",
];
