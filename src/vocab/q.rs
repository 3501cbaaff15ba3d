//! The qualifiers of statement nodes. Checked against `ontology/qualifiers.ttl`.

use super::vocabulary;

vocabulary! { "https://w3id.org/chancery/qualifier#" {
    /// Qualifier of a statement: the actor that does what is described.
    AGENT = "agent",
    /// Qualifier of a statement: an actor that takes part on equal terms, such as a party to talks.
    PARTICIPANT = "participant",
    /// Qualifier of a statement: the party that receives what is handed over.
    RECIPIENT = "recipient",
    /// Qualifier of a statement: the party or thing at which the act is directed.
    TARGET = "target",
    /// Qualifier of a statement: the thing that is handed over, moved or acted on.
    THEME = "theme",
    /// Qualifier of a statement: the people or party that the text names as harmed.
    VICTIM = "victim",
    /// Qualifier of a statement: the party that gives what is handed over or needed.
    PROVIDER = "provider",
    /// Qualifier of a statement: the party or thing that something is meant to be directed against.
    AGAINST = "against",
    /// Qualifier of a statement: the party or project for whose good something is done.
    BENEFICIARY = "beneficiary",
    /// Qualifier of a statement: the actor that the agent represents.
    ON_BEHALF_OF = "onBehalfOf",
    /// Qualifier of a statement: the means, measure, body or route through which something is done.
    INSTRUMENT = "instrument",
    /// Qualifier of a statement: the place or polity to which somebody or something goes.
    DESTINATION = "destination",
    /// Qualifier of a statement: what a talk, visit or dispute is about.
    TOPIC = "topic",
    /// Qualifier of a statement: the statement that is said, believed or alleged.
    CONTENT = "content",
    /// Qualifier of a statement: the state of affairs that something is meant to bring about.
    PURPOSE = "purpose",
    /// Qualifier of a statement: the field in which the statement is said to hold.
    DOMAIN = "domain",
    /// Qualifier of a statement: how strongly the statement is said to hold, as a step of the scale or in the words of the text.
    DEGREE = "degree",
    /// Qualifier of a statement: the region or group to which the statement is limited.
    WITHIN = "within",
    /// Qualifier of a statement: the member that the text singles out from a group.
    FOREMOST = "foremost",
    /// Qualifier of a statement: how much or how many.
    QUANTITY = "quantity",
    /// Qualifier of a statement: when the statement is said to be true.
    TIME = "time",
    /// Qualifier of a statement: where it is said to happen.
    PLACE = "place",
    /// Qualifier of a statement: a further cause that works only together with the subject.
    JOINT_CAUSE = "jointCause",
    /// Qualifier of a statement: the polity or organisation for which an office is held.
    OFFICE_OF = "officeOf",
    /// Qualifier of a statement: the position in an ordered series, such as the stages of a route.
    ORDINAL = "ordinal",
    /// Qualifier of a statement: the rank or title that a person is given in the text.
    RANK = "rank",
    /// Qualifier of a statement: the polity to which the text counts the place.
    TERRITORY_OF = "territoryOf",
    /// Qualifier of a statement: an actor that the text counts as a member of the group or bloc.
    MEMBER = "member",
    /// Qualifier of a statement: an actor that the party spoken of is said to rival.
    RIVAL = "rival",
    /// Qualifier of a statement: the party to which the text says that the thing belongs.
    OWNER = "owner",
    /// Qualifier of a statement: the place, polity or line through which something passes.
    THROUGH = "through",
    /// Qualifier of a statement: how often, in the words of the text.
    FREQUENCY = "frequency",
    /// Qualifier of a statement: what somebody is seen or described as.
    AS_WHAT = "asWhat",
    /// Qualifier of a statement: the grounds that the text gives.
    GROUNDS = "grounds",
    /// Qualifier of a statement: the actor at whose urging or under whose pressure something is done.
    INSTIGATOR = "instigator",
    /// Qualifier of a statement: the strategy, measure or setting within which the statement is said to hold.
    IN_CONTEXT_OF = "inContextOf",
    /// Qualifier of a statement: what something is meant to replace.
    ALTERNATIVE_TO = "alternativeTo",
    /// Qualifier of a statement: a statement about something that came before.
    AFTER = "after",
} }
