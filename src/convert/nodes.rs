//! Value nodes: situations, times, quantities, unknowns. Each has an IRI below its statement.

use crate::ontology::Term;
use crate::rdf::{Object, QuadSink};
use crate::statement::edtf::Edtf;
use crate::statement::quantity::{Amount, Decimal};
use crate::statement::{Article, Context, LangText, Situation, Time, Unknown, Value};
use crate::vocab::{gp, rdf, st, xsd};

use super::shared::Used;
use super::value_iri;

/// Datatype of Extended Date/Time Format strings (Library of Congress).
pub(super) const EDTF_DATATYPE: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// A number of an amount.
type Part = fn(&Amount) -> Option<&Decimal>;

/// Writes the nodes of one article's values into the default graph.
pub(super) struct NodeWriter<'w, 'a, S: QuadSink> {
    pub(super) article: &'w Article<'a>,
    pub(super) context: &'w Context,
    pub(super) sink: &'w mut S,
    pub(super) used: &'w mut Used,
}

impl<S: QuadSink> NodeWriter<'_, '_, S> {
    #[inline]
    pub(super) fn iri(&mut self, subject: &str, predicate: &str, object: &str) {
        self.sink.quad(subject, predicate, Object::Iri(object), None);
    }

    #[inline]
    pub(super) fn text(&mut self, subject: &str, predicate: &str, object: &str) {
        self.sink.quad(subject, predicate, Object::Text(object), None);
    }

    #[inline]
    pub(super) fn typed(&mut self, subject: &str, predicate: &str, object: &str, datatype: &str) {
        self.sink.quad(subject, predicate, Object::Typed(object, datatype), None);
    }

    pub(super) fn texts(&mut self, subject: &str, predicate: &str, texts: &[LangText<'_>]) {
        for text in texts {
            self.sink.quad(subject, predicate, Object::LangText(&text.text, &text.lang), None);
        }
    }

    /// Writes words of the source, in the article's language.
    pub(super) fn source_text(&mut self, subject: &str, predicate: &str, text: &str) {
        self.sink.quad(subject, predicate, Object::LangText(text, &self.article.about.language), None);
    }

    /// Writes `subject predicate value`; a value without an IRI of its own becomes a node at `place`.
    pub(super) fn value(&mut self, subject: &str, predicate: &str, value: &Value<'_>, place: &str) {
        if let Some(iri) = value_iri(value, self.article, self.context) {
            self.used.note_value(value);
            self.sink.quad(subject, predicate, Object::Iri(iri), None);
            return;
        }
        match value {
            Value::Literal(text, datatype) => {
                let object =
                    if &**datatype == xsd::STRING { Object::Text(text) } else { Object::Typed(text, datatype) };
                self.sink.quad(subject, predicate, object, None);
            }
            Value::Text(text) => self.sink.quad(subject, predicate, Object::LangText(&text.text, &text.lang), None),
            other => {
                let node = [subject, "/", place].concat();
                self.iri(subject, predicate, &node);
                match other {
                    Value::Situation(situation) => self.situation(&node, situation),
                    Value::Time(time) => self.time(&node, time),
                    Value::Quantity(quantity) => {
                        self.quantity(&node, quantity.amount(), quantity.unit(), quantity.text());
                    }
                    Value::UnknownQuantity(quantity) => {
                        let (unit, text) = (quantity.unit.as_deref(), quantity.text.as_deref());
                        self.quantity(&node, quantity.bounds.as_ref(), unit, text);
                        let value = format!("{node}/value");
                        self.iri(&node, gp::VALUE, &value);
                        self.unknown(&value, &quantity.value);
                    }
                    Value::Unknown(unknown) => self.unknown(&node, unknown),
                    _ => {}
                }
            }
        }
    }

    fn situation(&mut self, node: &str, situation: &Situation<'_>) {
        self.iri(node, rdf::TYPE, st::SITUATION_CLASS);
        self.texts(node, st::GLOSS, &situation.gloss);
        if let Some(subject) = &situation.subject {
            self.value(node, st::SUBJECT, subject, "subject");
        }
        if let Some(predicate) = situation.predicate {
            self.term(node, st::PREDICATE, predicate);
        }
        if let Some(object) = &situation.object {
            self.value(node, st::OBJECT, object, "object");
        }
    }

    pub(super) fn term(&mut self, subject: &str, predicate: &str, term: &Term) {
        self.used.note_term(&term.iri);
        self.iri(subject, predicate, &term.iri);
    }

    pub(super) fn time(&mut self, node: &str, time: &Time<'_>) {
        match time {
            Time::Unknown(unknown) => self.unknown(node, unknown),
            Time::Known(time) => {
                self.iri(node, rdf::TYPE, st::TIME_CLASS);
                self.edtf(node, time);
            }
            Time::Partly(time) => {
                self.iri(node, rdf::TYPE, st::TIME_CLASS);
                if let Some(known) = &time.known {
                    self.edtf(node, known);
                }
                let ends = [(st::UNKNOWN_START, "from", &time.from), (st::UNKNOWN_END, "to", &time.to)];
                for (predicate, place, unknown) in ends {
                    if let Some(unknown) = unknown {
                        let end = format!("{node}/{place}");
                        self.iri(node, predicate, &end);
                        self.unknown(&end, unknown);
                    }
                }
            }
        }
    }

    fn edtf(&mut self, node: &str, time: &Edtf) {
        self.text(node, st::EDTF, time.as_str());
        // A day is its own bounds.
        let day = time.xsd().filter(|(text, datatype)| *datatype == "date" && text.len() == 10);
        for (predicate, bound) in [(st::EARLIEST, time.earliest()), (st::LATEST, time.latest())] {
            if let Some((day, _)) = day {
                self.typed(node, predicate, day, xsd::DATE);
            } else if let Some(date) = bound {
                self.typed(node, predicate, &date.to_string(), xsd::DATE);
            }
        }
    }

    fn quantity(&mut self, node: &str, amount: Option<&Amount>, unit: Option<&str>, text: Option<&str>) {
        self.iri(node, rdf::TYPE, gp::QUANTITY_CLASS);
        let numbers = [
            (gp::VALUE, Amount::value as Part),
            (gp::LOWER_BOUND, Amount::at_least),
            (gp::UPPER_BOUND, Amount::at_most),
        ];
        for (predicate, part) in numbers {
            if let Some(number) = amount.and_then(part).map(Decimal::as_str) {
                self.typed(node, predicate, number, xsd::DECIMAL);
            }
        }
        if let Some(unit) = unit {
            self.text(node, gp::UNIT, unit);
        }
        if let Some(text) = text {
            self.source_text(node, st::SOURCE_TEXT, text);
        }
    }

    /// Writes why something is unknown, and apart from it a guess that answers no query.
    pub(super) fn unknown(&mut self, node: &str, unknown: &Unknown<'_>) {
        self.iri(node, rdf::TYPE, st::UNKNOWN_VALUE_CLASS);
        self.used.note_term(unknown.reason);
        self.iri(node, st::REASON, unknown.reason);
        if let Some(text) = &unknown.text {
            self.source_text(node, st::SOURCE_TEXT, text);
        }
        if let Some((value, basis)) = &unknown.guess {
            let guess = format!("{node}/guess");
            self.iri(node, st::GUESS, &guess);
            self.iri(&guess, rdf::TYPE, st::GUESS_CLASS);
            self.text(&guess, st::GUESS_VALUE, value);
            if let Some(basis) = basis {
                self.text(&guess, st::BASIS, basis);
            }
        }
    }
}
