//! Statements of a wiki as claims: how far the wiki stands behind them, when and where they hold.

use foldhash::HashSet;
use serde_json::{Map, Value, json};

use super::Wiki;
use super::property::Means;
use super::tree::{entries, field, items, path, text};
use super::value::{Snak, snak, words};
use crate::convert::import::foreign::claim::{Claim, Record, Told};
use crate::convert::import::foreign::literal;
use crate::convert::import::foreign::report::Unit;
use crate::dossier::node::Node;

/// What an entity says of a property as a whole.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// It has preferred statements; the others are then not the last word.
    preferred: HashSet<String>,
    /// It says that there is no value, so that any value contradicts it.
    none: HashSet<String>,
}

impl Groups {
    pub(super) fn of(statements: &[&Node<'_>]) -> Self {
        let mut groups = Self::default();
        for node in statements {
            let rank = field(node, "rank").and_then(text);
            let Some(property) = property_of(node).filter(|_| rank != Some("deprecated")) else { continue };
            if rank == Some("preferred") {
                groups.preferred.insert(property.to_owned());
            }
            if field(node, "mainsnak").is_some_and(|main| matches!(snak(main), Snak::None)) {
                groups.none.insert(property.to_owned());
            }
        }
        groups
    }
}

fn property_of<'n>(statement: &'n Node<'_>) -> Option<&'n str> {
    path(statement, &["mainsnak", "property"]).and_then(text).filter(|id| super::tree::is_entity_id(id))
}

/// Times of a statement as its qualifiers give them.
#[derive(Debug, Default)]
struct Times {
    start: Option<Value>,
    end: Option<Value>,
    earliest: Option<Value>,
    latest: Option<Value>,
}

impl Wiki<'_, '_> {
    pub(super) fn statement(&mut self, node: &Node<'_>, subject: &str, record: &Record, groups: &Groups) {
        self.book.report.claim();
        self.book.report.parts += 1;
        let id = field(node, "id").and_then(text).unwrap_or_default().to_owned();
        let name = format!("statement {id} of {}", self.host);
        let mut notes = Vec::new();
        let read = property_of(node).and_then(|property| {
            let predicate = format!("{}{property}", self.direct);
            let object = self.object(&predicate, field(node, "mainsnak")?, &mut notes)?;
            Some((property, predicate, object))
        });
        let Some((property, predicate, object)) = read else {
            self.unusable(node, &name);
            return;
        };
        self.book.report.used += 1;
        // Digits beside the value that no dossier has a place for.
        for words in &notes {
            self.book.report.parts += 1;
            self.book.report.note("precision or altitude of a place on a globe", &format!("{name}: {words}"));
        }
        let mut claim = Claim::new(format!("{} {id}", record.article), subject.into(), predicate, object);
        claim.id = id.replace('$', "-");
        claim.name = name;
        claim.notes = notes;
        claim.negative = field(node, "mainsnak").is_some_and(|main| matches!(snak(main), Snak::None));
        claim.told = match field(node, "rank").and_then(text) {
            Some("preferred" | "normal") if groups.none.contains(property) && !claim.negative => Told::Reports,
            Some("preferred") => Told::Asserts,
            Some("normal") if !groups.preferred.contains(property) => Told::Asserts,
            Some("normal") => Told::Reports,
            // Deprecated, or a rank that nobody knows.
            _ => Told::Rejects,
        };
        if claim.told != Told::Asserts {
            let rank = field(node, "rank").and_then(text).unwrap_or("no rank");
            claim.notes.push(format!("rank: {rank}"));
        }
        self.qualifiers(node, &mut claim);
        for reference in field(node, "references").map(items).unwrap_or_default() {
            for source in self.reference(reference, &mut claim.notes) {
                match claim.sources.iter_mut().find(|known| known.article == source.article) {
                    Some(known) => known.quotes.extend(source.quotes),
                    None => claim.sources.push(source),
                }
            }
        }
        self.book.take(claim, record);
    }

    /// Counts a statement whose main value no dossier can hold, with all its parts.
    fn unusable(&mut self, node: &Node<'_>, name: &str) {
        let kind = path(node, &["mainsnak", "datavalue", "type"]).and_then(text).unwrap_or("unknown");
        let report = &mut self.book.report;
        report.leave(Unit::Claim, &format!("statement with a value of kind {kind}"), name);
        report.leave(Unit::Part, &format!("value of kind {kind}"), name);
        let qualifiers = field(node, "qualifiers").into_iter();
        let references = field(node, "references").map(items).unwrap_or_default();
        let groups = qualifiers.chain(references.iter().filter_map(|reference| field(reference, "snaks")));
        for part in groups.flat_map(entries).flat_map(|(_, snaks)| items(snaks)) {
            report.parts += 1;
            report.leave(Unit::Part, "part of a statement that is not carried", &format!("{name}: {}", words(part)));
        }
    }

    fn qualifiers(&mut self, node: &Node<'_>, claim: &mut Claim) {
        let mut times = Times::default();
        let snaks = field(node, "qualifiers").into_iter().flat_map(entries);
        for (property, part) in snaks.flat_map(|(property, list)| items(list).iter().map(move |part| (property, part)))
        {
            self.book.report.parts += 1;
            let means = self.properties.means(property);
            if self.qualifier(means, part, claim, &mut times) {
                self.book.report.used += 1;
                continue;
            }
            claim.notes.push(words(part));
            self.book.report.note(&format!("qualifier: {property}"), &format!("{}: {}", claim.name, words(part)));
            claim.told = claim.told.or(match means {
                Some(Means::RankReason) => Told::Asserts,
                Some(Means::Doubt) => Told::Doubts,
                // What is not understood may limit the claim or take it back.
                _ => Told::Reports,
            });
        }
        times.apply(claim);
    }

    /// Reads a qualifier; says whether a statement of ours holds what it says.
    fn qualifier(&mut self, means: Option<Means>, part: &Node<'_>, claim: &mut Claim, times: &mut Times) -> bool {
        let Some(means) = means else { return false };
        let name = match means {
            Means::Place => "place",
            Means::Within => "within",
            Means::Participant => "participant",
            Means::Ordinal => {
                let number = Self::text_of(part).map(|(text, _)| text).filter(|text| text.parse::<i64>().is_ok());
                let value = number.map(|number| json!({ "value": number, "type": "xsd:integer" }));
                return value.map(|value| claim.qualify("ordinal", value)).is_some();
            }
            Means::Point => {
                return Self::date_of(part).map(|date| claim.qualify("time", date)).is_some();
            }
            Means::Start | Means::End | Means::Earliest | Means::Latest => return times.read(means, part),
            Means::SupportedBy => {
                let holder = self.entity_of(part).map(Value::from);
                let known = holder.is_some();
                claim.held_by.extend(holder.filter(|holder| !claim.held_by.contains(holder)));
                return known;
            }
            Means::DisputedBy => {
                let denier = self.entity_of(part).map(Value::from).filter(|_| !claim.negative);
                claim.told = claim.told.or(Told::Reports);
                let known = denier.is_some();
                claim.denied_by.extend(denier.filter(|denier| !claim.denied_by.contains(denier)));
                return known;
            }
            _ => return false,
        };
        let value = match snak(part) {
            Snak::Some => Some(json!({ "unknown": "not-stated" })),
            _ => self.entity_of(part).map(|entity| json!({ "entity": entity })),
        };
        value.map(|value| claim.qualify(name, value)).is_some()
    }
}

impl Times {
    /// Takes an end of a time; a second one is not understood.
    fn read(&mut self, means: Means, part: &Node<'_>) -> bool {
        let slot = match means {
            Means::Start => &mut self.start,
            Means::End => &mut self.end,
            Means::Earliest => &mut self.earliest,
            _ => &mut self.latest,
        };
        if slot.is_some() {
            return false;
        }
        // *No value* says that there is no end; it is left out, and the interval is open.
        *slot = match snak(part) {
            Snak::None => Some(Value::Null),
            _ => Wiki::date_of(part),
        };
        slot.is_some()
    }

    fn apply(self, claim: &mut Claim) {
        let note = "it lies somewhere between the ends of this time";
        for (from, to, between) in [(self.start, self.end, false), (self.earliest, self.latest, true)] {
            if from.is_none() && to.is_none() {
                continue;
            }
            let words = format!("time from {} to {}", shown(from.as_ref()), shown(to.as_ref()));
            let mut interval = Map::new();
            for (name, end) in [("from", from), ("to", to)] {
                let end = end.unwrap_or_else(|| json!({ "unknown": "not-stated" }));
                if !end.is_null() {
                    interval.insert(name.to_owned(), end);
                }
            }
            let date = |name: &str| interval.get(name).map_or("..", |end| end.as_str().unwrap_or(""));
            let has_date = ["from", "to"].iter().any(|end| interval.get(*end).is_some_and(Value::is_string));
            let sound = !has_date || literal::date(&format!("{}/{}", date("from"), date("to"))).is_some();
            if interval.is_empty() || !sound {
                // An interval without ends says nothing, one that ends before it begins makes no sense.
                claim.notes.push(words);
                claim.told = claim.told.or(Told::Reports);
                continue;
            }
            if between {
                claim.notes.push(note.to_owned());
            }
            claim.qualify("time", Value::Object(interval));
        }
    }
}

fn shown(end: Option<&Value>) -> String {
    end.map_or_else(|| "?".to_owned(), |end| end.as_str().map_or_else(|| end.to_string(), str::to_owned))
}
