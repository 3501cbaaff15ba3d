//! Value nodes of Wikibase: points in time and amounts, where ours are of a kind it has.

use foldhash::{HashMap, HashMapExt as _};

use super::super::part::Out;
use crate::rdf::{Line, Object, read_object};
use crate::vocab::{gp, rdf, st, wikibase, xsd};

/// The proleptic Gregorian calendar, as Wikibase's own test data name it
/// (`repo/tests/phpunit/data/rdf`, 40 times beside dates of that calendar).
const GREGORIAN: &str = "http://www.wikidata.org/entity/Q1985727";

/// What a value node says in Wikibase's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ValueNode {
    /// First day, and how exact it is: 9 year, 10 month, 11 day.
    Time(String, u8),
    /// Amount, lower and upper bound, each with its sign.
    Quantity(String, Option<String>, Option<String>),
}

/// Finds the times and amounts among stored quads that Wikibase has a value node for.
pub(super) fn nodes<'a, 'l>(lines: impl Iterator<Item = &'l Line<'a>>) -> HashMap<&'a str, ValueNode>
where
    'a: 'l,
{
    #[derive(Default)]
    struct Found {
        class: String,
        edtf: Option<String>,
        value: Option<String>,
        bounds: [Option<String>; 2],
        unknown: bool,
    }
    let mut found: HashMap<&str, Found> = HashMap::new();
    let mut scratch = String::new();
    for line in lines {
        let object = read_object(line.object, &mut scratch);
        match (line.predicate, object) {
            (rdf::TYPE, Object::Iri(class @ (st::TIME_CLASS | gp::QUANTITY_CLASS))) => {
                found.entry(line.subject).or_default().class = class.to_owned();
            }
            (st::EDTF, Object::Text(text)) => found.entry(line.subject).or_default().edtf = Some(text.to_owned()),
            (st::REASON, _) => found.entry(line.subject).or_default().unknown = true,
            (gp::VALUE | gp::LOWER_BOUND | gp::UPPER_BOUND, Object::Typed(text, xsd::DECIMAL)) => {
                let entry = found.entry(line.subject).or_default();
                let place = match line.predicate {
                    gp::VALUE => &mut entry.value,
                    gp::LOWER_BOUND => &mut entry.bounds[0],
                    _ => &mut entry.bounds[1],
                };
                *place = Some(signed(text));
            }
            _ => {}
        }
    }
    let node = |(iri, found): (&'a str, Found)| {
        let value = match (found.class.as_str(), found.edtf, found.value) {
            (st::TIME_CLASS, Some(edtf), _) if !found.unknown => time(&edtf)?,
            (gp::QUANTITY_CLASS, _, Some(value)) => {
                let [lower, upper] = found.bounds;
                ValueNode::Quantity(value, lower, upper)
            }
            _ => return None,
        };
        Some((iri, value))
    };
    found.into_iter().filter_map(node).collect()
}

/// A year, month or day that is certain; nothing for intervals, doubts and lost digits.
fn time(edtf: &str) -> Option<ValueNode> {
    let parts: Vec<&str> = edtf.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || edtf.starts_with("0000") {
        return None;
    }
    // The first month and day stand for the whole, and the precision says so (months above 12 are seasons).
    let month = || parts.get(1).is_some_and(|month| *month <= "12");
    match *lengths {
        [4] => Some(ValueNode::Time(format!("{edtf}-01-01T00:00:00Z"), 9)),
        [4, 2] if month() => Some(ValueNode::Time(format!("{edtf}-01T00:00:00Z"), 10)),
        [4, 2, 2] if month() => Some(ValueNode::Time(format!("{edtf}T00:00:00Z"), 11)),
        _ => None,
    }
}

fn signed(number: &str) -> String {
    if number.starts_with(['+', '-']) { number.to_owned() } else { format!("+{number}") }
}

fn literal(text: &str, datatype: &str) -> String {
    format!("\"{text}\"^^<{datatype}>")
}

impl ValueNode {
    /// Returns the short value, as it stands in a line.
    pub(super) fn simple(&self) -> String {
        match self {
            Self::Time(first, _) => literal(first, xsd::DATE_TIME),
            Self::Quantity(amount, ..) => literal(amount, xsd::DECIMAL),
        }
    }

    /// Writes what Wikibase says of the node.
    pub(super) fn write(&self, node: &str, out: &mut Out) {
        match self {
            Self::Time(_, precision) => {
                out.iri(node, rdf::TYPE, wikibase::TIME_VALUE_CLASS, None);
                out.quad(node, wikibase::TIME_VALUE, &self.simple(), None);
                out.quad(node, wikibase::TIME_PRECISION, &literal(&precision.to_string(), xsd::INTEGER), None);
                out.quad(node, wikibase::TIME_TIMEZONE, &literal("0", xsd::INTEGER), None);
                out.iri(node, wikibase::TIME_CALENDAR_MODEL, GREGORIAN, None);
            }
            Self::Quantity(_, lower, upper) => {
                out.iri(node, rdf::TYPE, wikibase::QUANTITY_VALUE_CLASS, None);
                out.quad(node, wikibase::QUANTITY_AMOUNT, &self.simple(), None);
                for (property, bound) in
                    [(wikibase::QUANTITY_LOWER_BOUND, lower), (wikibase::QUANTITY_UPPER_BOUND, upper)]
                {
                    if let Some(bound) = bound {
                        out.quad(node, property, &literal(bound, xsd::DECIMAL), None);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certain_times_have_a_value() {
        for (edtf, first, precision) in
            [("2024", "2024-01-01", 9), ("2024-05", "2024-05-01", 10), ("2024-05-03", "2024-05-03", 11)]
        {
            assert_eq!(time(edtf), Some(ValueNode::Time(format!("{first}T00:00:00Z"), precision)), "{edtf}");
        }
        for edtf in ["2024-21", "2024~", "201X", "2018-10-XX", "2018/2020", "2018/..", "-0044", "", "0000", "Y20240"] {
            assert_eq!(time(edtf), None, "{edtf}");
        }
    }
}
