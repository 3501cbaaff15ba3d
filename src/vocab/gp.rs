//! The domain ontology: actors, places, ties, acts and events. Checked against `ontology/geopolitics.ttl`.

use super::vocabulary;

vocabulary! { "https://w3id.org/chancery/geopolitics#" {
    /// A party that can act in international affairs: a state, an organisation, a body, a person or a group of these.
    ACTOR_CLASS = "Actor",
    /// A politically organised community with a government of its own, whatever its legal status.
    POLITY_CLASS = "Polity",
    /// A polity that has an entry in a published list of codes such as ISO 3166 or UN M49.
    LISTED_POLITY_CLASS = "ListedPolity",
    /// A polity that a source treats as a sovereign state.
    STATE_CLASS = "State",
    /// A state that no longer exists.
    HISTORICAL_STATE_CLASS = "HistoricalState",
    /// An organisation whose members are mainly states and which rests on an agreement between them.
    INTERGOVERNMENTAL_ORGANIZATION_CLASS = "IntergovernmentalOrganization",
    /// A body that belongs to a polity, such as a ministry, a parliament or an army.
    STATE_ORGAN_CLASS = "StateOrgan",
    /// A human being.
    PERSON_CLASS = "Person",
    /// A position that a person can hold, apart from whoever holds it.
    OFFICE_CLASS = "Office",
    /// A people, an ethnic or religious community or a group of civilians.
    POPULATION_CLASS = "Population",
    /// Several actors spoken of together, whose exact members the source need not name.
    ACTOR_GROUP_CLASS = "ActorGroup",
    /// A group of actors said to take a common political direction, with or without a treaty.
    BLOC_CLASS = "Bloc",
    /// A location on Earth, apart from whoever governs it.
    PLACE_CLASS = "Place",
    /// A larger area that bears a name, usually with borders that are not exact.
    REGION_CLASS = "Region",
    /// An area to which more than one party lays claim.
    DISPUTED_TERRITORY_CLASS = "DisputedTerritory",
    /// A place where oil, gas or another natural resource is found or produced.
    RESOURCE_FIELD_CLASS = "ResourceField",
    /// A facility or network that is planned, under construction or in use.
    INFRASTRUCTURE_PROJECT_CLASS = "InfrastructureProject",
    /// A line that carries oil, gas or another fluid.
    PIPELINE_CLASS = "Pipeline",
    /// A kind of good that is traded or handed over, such as gas, arms or technology.
    COMMODITY_CLASS = "Commodity",
    /// An official act with lasting effect, such as a sanctions package, a decree or a resolution.
    MEASURE_CLASS = "Measure",
    /// A doctrine, orientation or policy line that an actor is said to follow.
    STRATEGY_CLASS = "Strategy",
    /// Something that happened at a time.
    EVENT_CLASS = "Event",
    /// A kind of event, a concept of the event-type scheme.
    EVENT_TYPE_CLASS = "EventType",
    /// A lasting relation between actors with its domain, degree and time.
    RELATIONSHIP_CLASS = "Relationship",
    /// An amount with a unit, given as a value or as bounds, or unknown with a reason.
    QUANTITY_CLASS = "Quantity",
    /// The two actors have relations of some kind with each other.
    HAS_TIES_WITH = "hasTiesWith",
    /// The two actors are said to have close relations.
    HAS_CLOSE_RELATIONS_WITH = "hasCloseRelationsWith",
    /// The two actors are said to have tense or troubled relations.
    HAS_STRAINED_RELATIONS_WITH = "hasStrainedRelationsWith",
    /// The two actors have official diplomatic relations.
    HAS_DIPLOMATIC_RELATIONS_WITH = "hasDiplomaticRelationsWith",
    /// The two actors are called allies.
    ALLIED_WITH = "alliedWith",
    /// The two actors are called partners.
    PARTNER_OF = "partnerOf",
    /// Each of the two actors is said to depend on the other.
    INTERDEPENDENT_WITH = "interdependentWith",
    /// The two actors work together in some field.
    COOPERATES_WITH = "cooperatesWith",
    /// The two actors are called rivals or opponents.
    RIVAL_OF = "rivalOf",
    /// The two polities or places lie next to each other.
    SHARES_BORDER_WITH = "sharesBorderWith",
    /// The two projects, goods or actors compete with each other.
    COMPETES_WITH = "competesWith",
    /// The two actors talked with each other in an official capacity.
    HELD_TALKS_WITH = "heldTalksWith",
    /// The two actors signed an agreement, a contract or a deal.
    SIGNED_AGREEMENT_WITH = "signedAgreementWith",
    /// The subject delivers the thing named in the qualifier theme to the object.
    SUPPLIES = "supplies",
    /// The subject obtains the thing named in the qualifier theme from the object.
    IMPORTS_FROM = "importsFrom",
    /// The subject gives backing of some kind to the object.
    SUPPORTS = "supports",
    /// The subject opposes or faces the object openly.
    CONFRONTS = "confronts",
    /// The subject is called a danger to the object.
    POSES_THREAT_TO = "posesThreatTo",
    /// The subject tries to move the object to do something by pressure.
    PRESSURES = "pressures",
    /// The subject is said to aim at limiting the influence of the object.
    SEEKS_TO_CONTAIN = "seeksToContain",
    /// The subject publicly blames the object for what the qualifier content says.
    ACCUSES = "accuses",
    /// The subject has put official restrictive measures on the object.
    SANCTIONS = "sanctions",
    /// The subject announced a harmful or unwelcome step.
    THREATENED = "threatened",
    /// The subject gave up an earlier position, plan or place.
    RETREATED_FROM = "retreatedFrom",
    /// The subject helps the parties named in the qualifier participant to come to terms.
    MEDIATES_BETWEEN = "mediatesBetween",
    /// The subject is said to hold the place by force or against the will of those who claim it.
    OCCUPIES = "occupies",
    /// The subject is said to have carried out the act in the object.
    PERPETRATED = "perpetrated",
    /// The subject behaves toward the object in the way that the gloss of the statement describes.
    ACTS_TOWARD = "actsToward",
    /// The subject went to the object for a limited time, usually in an official capacity.
    VISITED = "visited",
    /// The political orientation of the subject is said to differ from that of the object.
    DIFFERS_IN_ALIGNMENT_FROM = "differsInAlignmentFrom",
    /// The subject is said to need the object.
    NEEDS = "needs",
    /// The subject is said to want or to work for the object.
    SEEKS = "seeks",
    /// The subject is said to fear the object.
    FEARS = "fears",
    /// The subject is said to see something as the object describes it.
    REGARDS_AS = "regardsAs",
    /// The subject is counted as belonging to the political direction of a bloc.
    ALIGNED_WITH = "alignedWith",
    /// The subject is a member of the organisation or group.
    MEMBER_OF = "memberOf",
    /// The subject is said to follow the strategy.
    PURSUES_STRATEGY = "pursuesStrategy",
    /// The person holds the office.
    HOLDS_OFFICE = "holdsOffice",
    /// The office belongs to the polity or organisation.
    OFFICE_OF = "officeOf",
    /// The body belongs to the polity or organisation.
    ORGAN_OF = "organOf",
    /// The subject lies within the object.
    LOCATED_IN = "locatedIn",
    /// The subject is a part of the object.
    PART_OF = "partOf",
    /// The subject is said to be owned or run by the object.
    BELONGS_TO = "belongsTo",
    /// The line or route begins at the object.
    ORIGINATES_IN = "originatesIn",
    /// The line or route passes through the object.
    TRANSITS = "transits",
    /// The line or route ends at the object.
    ENDS_IN = "endsIn",
    /// The two lines or facilities are joined.
    CONNECTS_TO = "connectsTo",
    /// The line or facility carries the good.
    CARRIES = "carries",
    /// The line or facility carries goods that come from the object.
    CARRIES_FROM = "carriesFrom",
    /// Somebody judges the subject with these words.
    EVALUATED_AS = "evaluatedAs",
    /// What the subject speaks of amounts to the quantity.
    HAS_QUANTITY = "hasQuantity",
    /// The subject is said to be meant to bring the object about.
    PURPOSE = "purpose",
    /// The exact amount, with the digits of the source.
    VALUE = "value",
    /// The amount that the quantity is at least.
    LOWER_BOUND = "lowerBound",
    /// The amount that the quantity is at most.
    UPPER_BOUND = "upperBound",
    /// The unit of the amount, as a short code or word.
    UNIT = "unit",
    /// Gives the kind of an event node.
    EVENT_TYPE = "eventType",
    /// Gives the predicate that a relationship node spells out.
    RELATIONSHIP_TYPE = "relationshipType",
    /// The two-letter code of ISO 3166-1 for a listed polity.
    ISO3166_ALPHA2 = "iso3166Alpha2",
    /// The three-letter code of ISO 3166-1 for a listed polity.
    ISO3166_ALPHA3 = "iso3166Alpha3",
    /// The three-digit code of the UN M49 list.
    UN_M49 = "unM49",
    /// A code of the CAMEO list of event codes that is close to the event type.
    CAMEO_CODE = "cameoCode",
    /// The event type of the PLOVER scheme that is broader than this one.
    PLOVER_TYPE = "ploverType",
    /// The mode that PLOVER adds to its event type.
    PLOVER_MODE = "ploverMode",
    /// Role on an event or relationship node: the actor that does what is described.
    AGENT = "agent",
    /// Role on an event or relationship node: an actor that takes part on equal terms, such as a party to talks.
    PARTICIPANT = "participant",
    /// Role on an event or relationship node: the party that receives what is handed over.
    RECIPIENT = "recipient",
    /// Role on an event or relationship node: the party or thing at which the act is directed.
    TARGET = "target",
    /// Role on an event or relationship node: the thing that is handed over, moved or acted on.
    THEME = "theme",
    /// Role on an event or relationship node: the people or party that the text names as harmed.
    VICTIM = "victim",
    /// Role on an event or relationship node: the party that gives what is handed over or needed.
    PROVIDER = "provider",
    /// Role on an event or relationship node: the party or thing that something is meant to be directed against.
    AGAINST = "against",
    /// Role on an event or relationship node: the party or project for whose good something is done.
    BENEFICIARY = "beneficiary",
    /// Role on an event or relationship node: the actor that the agent represents.
    ON_BEHALF_OF = "onBehalfOf",
    /// Role on an event or relationship node: the means, measure, body or route through which something is done.
    INSTRUMENT = "instrument",
    /// Role on an event or relationship node: the place or polity to which somebody or something goes.
    DESTINATION = "destination",
    /// Role on an event or relationship node: what a talk, visit or dispute is about.
    TOPIC = "topic",
    /// Role on an event or relationship node: the statement that is said, believed or alleged.
    CONTENT = "content",
    /// Role on an event or relationship node: the field in which the statement is said to hold.
    DOMAIN = "domain",
    /// Role on an event or relationship node: how strongly the statement is said to hold, as a step of the scale or in the words of the text.
    DEGREE = "degree",
    /// Role on an event or relationship node: the region or group to which the statement is limited.
    WITHIN = "within",
    /// Role on an event or relationship node: the member that the text singles out from a group.
    FOREMOST = "foremost",
    /// Role on an event or relationship node: how much or how many.
    QUANTITY = "quantity",
    /// Role on an event or relationship node: when the statement is said to be true.
    TIME = "time",
    /// Role on an event or relationship node: where it is said to happen.
    PLACE = "place",
    /// Role on an event or relationship node: a further cause that works only together with the subject.
    JOINT_CAUSE = "jointCause",
    /// Role on an event or relationship node: the position in an ordered series, such as the stages of a route.
    ORDINAL = "ordinal",
    /// Role on an event or relationship node: the rank or title that a person is given in the text.
    RANK = "rank",
    /// Role on an event or relationship node: the polity to which the text counts the place.
    TERRITORY_OF = "territoryOf",
    /// Role on an event or relationship node: an actor that the text counts as a member of the group or bloc.
    MEMBER = "member",
    /// Role on an event or relationship node: an actor that the party spoken of is said to rival.
    RIVAL = "rival",
    /// Role on an event or relationship node: the party to which the text says that the thing belongs.
    OWNER = "owner",
    /// Role on an event or relationship node: the place, polity or line through which something passes.
    THROUGH = "through",
    /// Role on an event or relationship node: how often, in the words of the text.
    FREQUENCY = "frequency",
    /// Role on an event or relationship node: what somebody is seen or described as.
    AS_WHAT = "asWhat",
    /// Role on an event or relationship node: the grounds that the text gives.
    GROUNDS = "grounds",
    /// Role on an event or relationship node: the actor at whose urging or under whose pressure something is done.
    INSTIGATOR = "instigator",
    /// Role on an event or relationship node: the strategy, measure or setting within which the statement is said to hold.
    IN_CONTEXT_OF = "inContextOf",
    /// Role on an event or relationship node: what something is meant to replace.
    ALTERNATIVE_TO = "alternativeTo",
    /// Role on an event or relationship node: a statement about something that came before.
    AFTER = "after",
    /// The kinds of event that Chancery tells apart.
    EVENT_TYPES = "event-types",
    /// A stay of a person or delegation with another party.
    VISIT = "Visit",
    /// A meeting or negotiation between actors.
    TALKS = "Talks",
    /// The signing of an agreement, contract or deal.
    AGREEMENT = "Agreement",
    /// The delivery of goods, arms, energy or technology from one party to another.
    TRANSFER = "Transfer",
    /// An act of backing another party.
    SUPPORT = "Support",
    /// An attempt of a third party to help others come to terms.
    MEDIATION = "Mediation",
    /// A public charge that somebody did something.
    ACCUSATION = "Accusation",
    /// The announcement of a harmful or unwelcome step.
    THREAT = "Threat",
    /// The giving up of an earlier position, plan or place.
    RETREAT = "Retreat",
    /// The formal acknowledgement of a polity, a status or an event.
    RECOGNITION = "Recognition",
    /// The imposing of official restrictive measures.
    SANCTION = "Sanction",
    /// The use of physical force against people or things.
    VIOLENCE = "Violence",
    /// The fields of international relations that the qualifier domain takes its values from.
    DOMAINS = "domains",
    /// The field of armed forces and arms.
    DOMAIN_MILITARY = "domain-military",
    /// The field of official contacts between governments.
    DOMAIN_DIPLOMATIC = "domain-diplomatic",
    /// The field of safety from attack, intelligence and police.
    DOMAIN_SECURITY = "domain-security",
    /// The field of government and power.
    DOMAIN_POLITICAL = "domain-political",
    /// The field of production, trade and money.
    DOMAIN_ECONOMIC = "domain-economic",
    /// The field of oil, gas, electricity and their transport.
    DOMAIN_ENERGY = "domain-energy",
    /// The field of technology and research.
    DOMAIN_TECHNOLOGICAL = "domain-technological",
    /// The field of a shared or disputed past.
    DOMAIN_HISTORICAL = "domain-historical",
    /// The field of descent and peoples.
    DOMAIN_ETHNIC = "domain-ethnic",
    /// The field of religion and its institutions.
    DOMAIN_RELIGIOUS = "domain-religious",
    /// The field of culture, language and education.
    DOMAIN_CULTURAL = "domain-cultural",
    /// The field of human rights.
    DOMAIN_HUMAN_RIGHTS = "domain-human-rights",
    /// The field of relief for people in need.
    DOMAIN_HUMANITARIAN = "domain-humanitarian",
    /// The field of law and courts.
    DOMAIN_LEGAL = "domain-legal",
    /// The field of nature, water and climate.
    DOMAIN_ENVIRONMENTAL = "domain-environmental",
    /// Five steps of strength, from the weakest to the strongest.
    DEGREES = "degrees",
    /// Step 1 of 5 of the scale of strength.
    DEGREE_MINIMAL = "degree-minimal",
    /// Step 2 of 5 of the scale of strength.
    DEGREE_LOW = "degree-low",
    /// Step 3 of 5 of the scale of strength.
    DEGREE_MODERATE = "degree-moderate",
    /// Step 4 of 5 of the scale of strength.
    DEGREE_HIGH = "degree-high",
    /// Step 5 of 5 of the scale of strength.
    DEGREE_UTMOST = "degree-utmost",
    /// The place of a degree on the scale, from 1 to 5.
    STEP = "step",
} }
